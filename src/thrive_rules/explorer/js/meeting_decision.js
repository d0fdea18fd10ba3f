// What people decide together: the young person's view before any grouping is shown, and nothing filled in.

import { keepsTheRecord } from "./audience.js";
import { readDecision, recordDecision, spellDecision } from "./decision.js";
import { decisionFor } from "./decision_copy.js";
import { decisionPage } from "./decision_page.js";
import { element, refill } from "./dom.js";
import { fingerprintOf } from "./fingerprint.js";
import { dayField, numberField, oneOfField, radioField, said, severalField, wordsField } from "./form.js";
import { listed } from "./joins.js";
import { whoReads } from "./meeting_pages.js";
import { suggest } from "./suggestion.js";
import { Refused } from "./table.js";

/**
 * @typedef {import("./meeting.js").Meeting} Meeting
 * @typedef {import("./audience.js").Audience} Audience
 * @typedef {import("./form.js").Field} Field
 */

const ROLES = ["young_person", "parent_or_carer", "practitioner", "advocate", "interpreter", "other"];
const STATUSES = ["agreed", "none_for_now", "not_agreed_yet"];
const LISTS = ["reasons", "differences"];
const LATER_LISTS = ["limits", "costs", "endings"];

/**
 * @param {Meeting} meeting
 * @returns {HTMLElement}
 */
export function deciding(meeting) {
  const { table, say, sitting } = meeting;
  if (sitting.deciding) {
    sitting.deciding.refresh();
    return sitting.deciding.element;
  }
  const words = table.wording.decision;
  const phrase = (/** @type {string} */ key) => words[key].practitioner;
  const putForward = element("p", {});
  const place = element("section", { "aria-labelledby": "decision-heading", oninput: () => (begun.unsaved = true) });
  const begun = { element: place, unsaved: false, refresh: () => refill(putForward, candidates()) };
  sitting.deciding = begun;
  const add = { add: say("decision.add"), remove: say("decision.remove") };
  const roles = /** @type {[string, string][]} */ (ROLES.map((role) => [role, phrase(`role_${role}`)]));
  const yesNo = /** @type {[any, string][]} */ ([
    [true, table.wording.yes.practitioner],
    [false, table.wording.no.practitioner],
    [null, say("decision.nobody_asked")],
  ]);

  function view() {
    const own = wordsField(phrase("ask_wish"), { rows: 3 });
    const wants = table.kinds_of_help.map((kind) => ({ kind, field: radioField(`${phrase("ask_kind")}: ${table.wording.help[kind].practitioner}`, yesNo) }));
    const go = () => {
      const answers = Object.fromEntries(wants.map(({ kind, field }) => [kind, field.value()]));
      people({ whose: { role: "young_person" }, ...said({ wants: said(answers), words: own.value() }) });
    };
    refill(
      place,
      heading(),
      element("p", {}, phrase("ask_view_first")),
      own.element,
      wants.map(({ field }) => field.element),
      button(say("answers.go_on"), go),
    );
  }

  /** @param {any} own the young person's wish */
  function people(own) {
    const decidedOn = dayField(phrase("ask_decided_on"));
    const tookPart = severalField(phrase("took_part"), add, () => ({
      role: oneOfField(say("decision.role"), roles),
      reference: wordsField(say("decision.reference")),
    }));
    const problem = element("p", { role: "alert" });
    const go = () => {
      const named = tookPart.value().filter((/** @type {any} */ each) => each.role);
      const once = [...new Map(named.map((/** @type {any} */ each) => [JSON.stringify(each), each])).values()];
      if (!decidedOn.value()) return refill(problem, say("decision.needs_day"));
      agreement(own, decidedOn.value(), once);
    };
    refill(
      place,
      heading(),
      element("p", {}, phrase("ask_now_shown")),
      shown(),
      decidedOn.element,
      tookPart.element,
      element("p", { class: "quiet" }, say("answers.no_names")),
      problem,
      button(say("answers.go_on"), go),
    );
    focus();
  }

  /** What is put forward, as names alone and in the one order that they always have. */
  function shown() {
    begun.refresh();
    return [putForward, element("p", { class: "quiet" }, table.wording.intro.practitioner)];
  }

  function candidates() {
    const names = suggest(table, sitting.whole).candidates.map((/** @type {any} */ each) => table.by.grouping.get(each.grouping)?.name);
    return `${table.wording.candidates.practitioner}: ${listed(table, "practitioner", names) || say("claim.none")}`;
  }

  /**
   * @param {any} own
   * @param {string} day
   * @param {any[]} tookPart
   */
  function agreement(own, day, tookPart) {
    const named = (/** @type {any} */ person) => (person.reference ? `${phrase(`role_${person.role}`)}, ${person.reference}` : phrase(`role_${person.role}`));
    const everybody = tookPart.length ? tookPart : ROLES.map((role) => ({ role }));
    const among = /** @type {[string, string][]} */ (everybody.map((person, index) => [String(index), named(person)]));
    const whose = (/** @type {string} */ label) => {
      const field = oneOfField(label, among);
      return { ...field, value: () => (field.value() === null ? null : everybody[Number(field.value())]) };
    };
    const boxes = table.groupings.map((grouping) =>
      element("label", { class: "choice" }, element("input", { type: "checkbox", value: grouping.id }), grouping.name),
    );
    const groupings = element("fieldset", { hidden: true }, element("legend", {}, phrase("ask_groupings")), boxes);
    const status = radioField(phrase("ask_status"), /** @type {[string, string][]} */ (STATUSES.map((each) => [each, phrase(each)])), () =>
      groupings.toggleAttribute("hidden", status.value() !== "agreed"),
    );
    const others = tookPart.filter((person) => person.role !== "young_person");
    const wishes = others.map((person) => ({ person, field: wordsField(`${phrase("ask_other_wish")}: ${named(person)}`, { rows: 2 }) }));
    const agrees = tookPart.map((person) => ({ person, field: radioField(`${phrase("ask_agrees")}: ${named(person)}`, yesNo) }));
    const consent = tookPart.map((person) => ({ person, field: radioField(`${phrase("ask_consent")}: ${named(person)}`, yesNo) }));
    const statements = (/** @type {string[]} */ lists) =>
      lists.map((part) => ({
        part,
        field: severalField(phrase(part), add, () => ({ words: wordsField(say("decision.words"), { rows: 2 }), whose: whose(say("decision.whose")) })),
      }));
    const [before, after] = [statements(LISTS), statements(LATER_LISTS)];
    const setAside = severalField(phrase("set_aside"), add, () => ({
      what: wordsField(say("decision.what")),
      why: wordsField(say("decision.why")),
      whose: whose(say("decision.whose")),
    }));
    const lead = whose(phrase("lead"));
    const steps = severalField(say("decision.steps"), add, () => ({ who: whose(say("decision.who")), what: wordsField(say("decision.what")) }));
    const aims = severalField(phrase("aims"), add, () => ({
      words: wordsField(say("decision.words"), { rows: 2 }),
      whose: whose(say("decision.whose")),
      success: wordsField(phrase("success")),
      likely: wordsField(phrase("likely")),
      by: dayField(phrase("by")),
      if_not: wordsField(phrase("if_not")),
      rating: numberField(say("decision.rating"), 0, 10),
    }));
    const competences = table.by.fact.get("competence")?.domain ?? [];
    const competence = oneOfField(phrase("competence"), /** @type {[string, string][]} */ (competences.map((each) => [each, phrase(String(each))])));
    const review = dayField(phrase("ask_review"));
    const problem = element("div", { role: "alert" });

    async function keep() {
      const chosen = boxes.map((box) => /** @type {HTMLInputElement} */ (box.querySelector("input"))).filter((input) => input.checked);
      const isOwn = (/** @type {any} */ person) => person.role === "young_person";
      const agreeing = (/** @type {any} */ person) => agrees.find((each) => each.person === person)?.field.value() ?? null;
      const theirOwn = tookPart.find(isOwn);
      const answers = said({
        decided_on: day,
        took_part: tookPart,
        wishes: [
          said({ ...own, ...(theirOwn ? { whose: theirOwn, agrees: agreeing(theirOwn) } : {}) }),
          ...wishes.map(({ person, field }) => said({ whose: person, words: field.value(), agrees: agreeing(person) })),
        ],
        agreed: said({ status: status.value(), groupings: status.value() === "agreed" ? chosen.map((input) => input.value) : [] }),
        ...Object.fromEntries([...before, ...after].map(({ part, field }) => [part, field.value()])),
        set_aside: setAside.value(),
        plan: said({ lead: lead.value(), steps: steps.value() }),
        aims: aims.value().map((/** @type {any} */ { rating, ...aim }) => (rating === undefined ? aim : { ...aim, ratings: [{ on: day, rating, whose: aim.whose }] })),
        consent: consent.map(({ person, field }) => said({ whose: person, given: field.value() })),
        competence: competence.value(),
        review_on: review.value(),
      });
      try {
        const decision = await recordDecision(table, /** @type {any} */ (answers), sitting.whole, suggest(table, sitting.whole));
        refill(problem);
        await kept(decision);
      } catch (wrong) {
        const faults = wrong instanceof Refused ? wrong.faults : [{ path: "", message: say("files.unreadable") }];
        refill(problem, element("p", {}, say("decision.not_yet")), element("ul", {}, faults.map(({ path, message }) => element("li", {}, path ? `${path}: ${message}` : message))));
      }
    }

    refill(
      place,
      heading(),
      element("h3", {}, phrase("wishes")),
      wishes.map(({ field }) => field.element),
      element("h3", {}, say("decision.agreement")),
      status.element,
      groupings,
      agrees.map(({ field }) => field.element),
      before.map(({ field }) => field.element),
      setAside.element,
      element("h3", {}, phrase("plan")),
      lead.element,
      steps.element,
      aims.element,
      after.map(({ field }) => field.element),
      consent.map(({ field }) => field.element),
      competence.element,
      review.element,
      problem,
      button(say("decision.keep"), () => void keep()),
    );
    focus();
  }

  /** @param {any} written the decision as its file has it */
  async function kept(written) {
    const decision = await readDecision(table, JSON.stringify(written));
    begun.unsaved = true;
    const another = () => {
      sitting.deciding = null;
      place.replaceWith(deciding(meeting));
    };
    await readingOf(meeting, place, decision, {
      above: () => [
        begun.unsaved && element("p", {}, say("decision.whole"), " ", say("decision.save_it")),
        element("p", {}, button(say("decision.another"), another)),
      ],
      saved: () => (begun.unsaved = false),
    });
    focus();
  }

  function heading() {
    return element("h2", { id: "decision-heading", tabindex: "-1" }, say("decision.heading"));
  }

  /**
   * @param {string} text
   * @param {() => void} onclick
   */
  function button(text, onclick) {
    return element("button", { type: "button", onclick }, text);
  }

  function focus() {
    place.querySelector("h2")?.focus();
  }

  view();
  return place;
}

/**
 * A decision as everybody may read it, once it is said whose copy it is. A copy that is somebody's stays theirs. Who may see
 * what stands in the case of the decision: without it the record's own is all there is.
 * @param {Meeting} meeting
 * @param {HTMLElement} place
 * @param {any} decision with all that its file leaves out as nothing
 * @param {{above?: () => any, saved?: () => void}} [more]
 */
export async function readingOf(meeting, place, decision, { above, saved } = {}) {
  const { table, sitting } = meeting;
  const { reference } = sitting.whole.context;
  const isOfThisCase = decision.basis?.case === (await fingerprintOf(sitting.whole)) || (reference && reference === decision.reference);
  const copyFor = (/** @type {Audience} */ audience) => decisionFor(table, decision, audience, sitting.whole);
  whoReads(meeting, place, {
    name: `decision-${decision.decided_on}`,
    depths: ["page"],
    others: Boolean(isOfThisCase),
    above,
    pages: (audience) => [decisionPage(table, decision, audience, sitting.whole)],
    file: async (audience) => {
      const copy = copyFor(audience);
      return copy && spellDecision(copy);
    },
    saved: (audience) => keepsTheRecord(audience) && saved?.(),
  });
}

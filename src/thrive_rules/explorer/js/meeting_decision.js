// What people decide together: the young person's view before any grouping is shown, and nothing filled in.

import { recordDecision } from "./decision.js";
import { element, refill, saveFile } from "./dom.js";
import { dayField, numberField, oneOfField, radioField, said, severalField, wordsField } from "./form.js";
import { suggest } from "./suggestion.js";
import { Refused } from "./table.js";

/**
 * @typedef {import("./meeting.js").Meeting} Meeting
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
  const words = table.wording.decision;
  const told = (/** @type {string} */ key) => words[key].practitioner;
  const place = element("section", { "aria-labelledby": "decision-heading" });
  const add = { add: say("decision.add"), remove: say("decision.remove") };
  const roles = /** @type {[string, string][]} */ (ROLES.map((role) => [role, told(`role_${role}`)]));
  const yesNo = /** @type {[any, string][]} */ ([
    [true, table.wording.yes.practitioner],
    [false, table.wording.no.practitioner],
    [null, say("decision.nobody_asked")],
  ]);

  function view() {
    const own = wordsField(told("ask_wish"), { rows: 3 });
    const wants = table.kinds_of_help.map((kind) => ({ kind, field: radioField(`${told("ask_kind")}: ${table.wording.help[kind].practitioner}`, yesNo) }));
    const go = () => {
      const answers = Object.fromEntries(wants.map(({ kind, field }) => [kind, field.value()]));
      people({ whose: { role: "young_person" }, ...said({ wants: said(answers), words: own.value() }) });
    };
    refill(
      place,
      heading(),
      element("p", {}, told("ask_view_first")),
      own.element,
      wants.map(({ field }) => field.element),
      button(say("answers.go_on"), go),
    );
  }

  /** @param {any} own the young person's wish */
  function people(own) {
    const decidedOn = dayField(told("ask_decided_on"));
    const tookPart = severalField(told("took_part"), add, () => ({
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
      element("p", {}, told("ask_now_shown")),
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
    const names = suggest(table, sitting.whole).candidates.map((/** @type {any} */ each) => table.by.grouping.get(each.grouping)?.name);
    return [
      element("p", {}, `${table.wording.candidates.practitioner}: ${names.join(", ") || say("claim.none")}`),
      element("p", { class: "quiet" }, table.wording.intro.practitioner),
    ];
  }

  /**
   * @param {any} own
   * @param {string} day
   * @param {any[]} tookPart
   */
  function agreement(own, day, tookPart) {
    const named = (/** @type {any} */ person) => (person.reference ? `${told(`role_${person.role}`)}, ${person.reference}` : told(`role_${person.role}`));
    const everybody = tookPart.length ? tookPart : ROLES.map((role) => ({ role }));
    const among = /** @type {[string, string][]} */ (everybody.map((person, index) => [String(index), named(person)]));
    const whose = (/** @type {string} */ label) => {
      const field = oneOfField(label, among);
      return { ...field, value: () => (field.value() === null ? null : everybody[Number(field.value())]) };
    };
    const boxes = table.groupings.map((grouping) =>
      element("label", { class: "choice" }, element("input", { type: "checkbox", value: grouping.id }), grouping.name),
    );
    const groupings = element("fieldset", { hidden: true }, element("legend", {}, told("ask_groupings")), boxes);
    const status = radioField(told("ask_status"), /** @type {[string, string][]} */ (STATUSES.map((each) => [each, told(each)])), () =>
      groupings.toggleAttribute("hidden", status.value() !== "agreed"),
    );
    const others = tookPart.filter((person) => person.role !== "young_person");
    const wishes = others.map((person) => ({ person, field: wordsField(`${told("ask_other_wish")}: ${named(person)}`, { rows: 2 }) }));
    const agrees = tookPart.map((person) => ({ person, field: radioField(`${told("ask_agrees")}: ${named(person)}`, yesNo) }));
    const consent = tookPart.map((person) => ({ person, field: radioField(`${told("ask_consent")}: ${named(person)}`, yesNo) }));
    const statements = (/** @type {string[]} */ lists) =>
      lists.map((part) => ({
        part,
        field: severalField(told(part), add, () => ({ words: wordsField(say("decision.words"), { rows: 2 }), whose: whose(say("decision.whose")) })),
      }));
    const [before, after] = [statements(LISTS), statements(LATER_LISTS)];
    const setAside = severalField(told("set_aside"), add, () => ({
      what: wordsField(say("decision.what")),
      why: wordsField(say("decision.why")),
      whose: whose(say("decision.whose")),
    }));
    const lead = whose(told("lead"));
    const steps = severalField(say("decision.steps"), add, () => ({ who: whose(say("decision.who")), what: wordsField(say("decision.what")) }));
    const aims = severalField(told("aims"), add, () => ({
      words: wordsField(say("decision.words"), { rows: 2 }),
      whose: whose(say("decision.whose")),
      success: wordsField(told("success")),
      likely: wordsField(told("likely")),
      by: dayField(told("by")),
      if_not: wordsField(told("if_not")),
      rating: numberField(say("decision.rating"), 0, 10),
    }));
    const competences = table.by.fact.get("competence")?.domain ?? [];
    const competence = oneOfField(told("competence"), /** @type {[string, string][]} */ (competences.map((each) => [each, told(String(each))])));
    const review = dayField(told("ask_review"));
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
        kept(decision);
      } catch (wrong) {
        const faults = wrong instanceof Refused ? wrong.faults : [{ path: "", message: say("files.unreadable") }];
        refill(problem, element("p", {}, say("decision.not_yet")), element("ul", {}, faults.map(({ path, message }) => element("li", {}, path ? `${path}: ${message}` : message))));
      }
    }

    refill(
      place,
      heading(),
      element("h3", {}, told("wishes")),
      wishes.map(({ field }) => field.element),
      element("h3", {}, say("decision.agreement")),
      status.element,
      groupings,
      agrees.map(({ field }) => field.element),
      before.map(({ field }) => field.element),
      setAside.element,
      element("h3", {}, told("plan")),
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

  /** @param {any} decision */
  function kept(decision) {
    const save = () => saveFile(`decision-${decision.decided_on}.json`, JSON.stringify(decision, null, 2));
    refill(
      place,
      heading(),
      element("p", {}, say("decision.records_own")),
      element("p", { class: "screen" }, button(say("decision.save"), save), " ", button(say("pages.print"), () => window.print())),
      decisionShown(meeting, decision),
    );
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
 * A decision as it was written: every part under its name, with whose words they are.
 * @param {Meeting} meeting
 * @param {any} decision
 * @returns {HTMLElement}
 */
export function decisionShown({ table }, decision) {
  const words = table.wording.decision;
  const told = (/** @type {string} */ key) => words[key].practitioner;
  const person = (/** @type {any} */ each) => (each.reference ? `${told(`role_${each.role}`)}, ${each.reference}` : told(`role_${each.role}`));
  const part = (/** @type {string} */ heading, /** @type {(string | false | null | undefined)[]} */ texts) => {
    const lines = texts.filter(Boolean);
    return lines.length ? element("section", {}, element("h3", {}, heading), element("ul", {}, lines.map((text) => element("li", {}, text)))) : null;
  };
  const statements = (/** @type {any[] | undefined} */ list) => (list ?? []).map((each) => `${person(each.whose)}: ${each.words}`);
  const { status, groupings = [] } = decision.agreed;
  const names = groupings.map((/** @type {string} */ each) => table.by.grouping.get(each)?.name);
  return element(
    "article",
    { class: "page" },
    part(told("heading"), [decision.decided_on, [told(status), names.join(", ")].filter(Boolean).join(": ")]),
    part(told("took_part"), (decision.took_part ?? []).map(person)),
    part(
      told("wishes"),
      (decision.wishes ?? []).flatMap((/** @type {any} */ wish) => [
        wish.words && `${person(wish.whose)}: ${wish.words}`,
        ...table.kinds_of_help
          .filter((kind) => typeof wish.wants?.[kind] === "boolean")
          .map((kind) => `${person(wish.whose)}: ${table.wording.help[kind].practitioner}: ${table.wording[wish.wants[kind] ? "yes" : "no"].practitioner}`),
      ]),
    ),
    ...["reasons", "differences", "limits", "costs", "endings"].map((key) => part(told(key), statements(decision[key]))),
    part(told("set_aside"), (decision.set_aside ?? []).map((/** @type {any} */ each) => `${each.what ?? table.by.grouping.get(each.grouping)?.name}: ${each.why} (${person(each.whose)})`)),
    part(told("plan"), [decision.plan?.lead && `${told("lead")}: ${person(decision.plan.lead)}`, ...(decision.plan?.steps ?? []).map((/** @type {any} */ step) => `${person(step.who)}: ${step.what}`)]),
    part(told("aims"), statements(decision.aims)),
    part(told("consent"), (decision.consent ?? []).map((/** @type {any} */ each) => `${person(each.whose)}: ${told(each.given === true ? "consent_given" : each.given === false ? "consent_not_given" : "consent_unknown")}`)),
    part(told("review"), [decision.review_on]),
  );
}

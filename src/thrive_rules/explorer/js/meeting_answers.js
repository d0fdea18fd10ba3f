// Answers, a page of questions at a time, in the words of whoever answers. Who will see them is said before.

import { readerOf } from "./audience.js";
import { firstOfCase, notSafe } from "./danger.js";
import { element, refill } from "./dom.js";
import { dangerStands, nextQuestions } from "./next_questions.js";
import { pageShown } from "./page_view.js";
import { choiceOfPeople, newId } from "./people.js";
import { keepPrivate, keepReply, keepWhatMatters, putIntoWords, seenWhileAnswering } from "./sitting.js";
import { suggest } from "./suggestion.js";

/**
 * @typedef {import("./meeting.js").Meeting} Meeting
 * @typedef {import("./audience.js").Member} Member
 * @typedef {import("./next_questions.js").QuestionPage} QuestionPage
 * @typedef {import("./reply.js").Reply} Reply
 * @typedef {{facts: string[], page: QuestionPage}} Answered
 */

/** @type {Reply[]} */
const REPLIES = ["yes", "no", "not_sure", "rather_not_say"];

/**
 * @param {Meeting} meeting
 * @returns {HTMLElement}
 */
export function answering(meeting) {
  const { table, say, sitting } = meeting;
  const place = element("section", { "aria-labelledby": "answers-heading" });
  const asking = table.wording.asking;

  function who() {
    const { fieldset, chosen } = choiceOfPeople(meeting, { name: "who", legend: say("answers.who") });
    const begin = () => {
      const [person] = chosen();
      if (person) before(person.member);
    };
    const kind = element(
      "select",
      { id: "new-kind" },
      ["parent_or_carer", "practitioner", "other"].map((each) => element("option", { value: each }, table.wording.voices[each].practitioner)),
    );
    const label = element("input", { id: "new-label", type: "text", maxlength: 40 });
    const add = () => {
      const called = /** @type {HTMLInputElement} */ (label).value.trim();
      if (!called) return label.focus();
      const from = /** @type {HTMLSelectElement} */ (kind).value;
      const proposes = Object.fromEntries(table.kinds_of_help.map((help) => [help, null]));
      sitting.whole = { ...sitting.whole, views: [...sitting.whole.views, { from, id: newId(meeting, called), label: called, proposes }] };
      sitting.unsaved = true;
      who();
    };
    const chosenNow = heading(say("answers.heading"));
    refill(
      place,
      chosenNow,
      element("p", {}, say("answers.intro")),
      fieldset,
      button(say("answers.begin"), begin),
      element(
        "details",
        {},
        element("summary", {}, say("answers.somebody_else")),
        element("p", {}, element("label", { for: "new-kind" }, say("answers.kind")), " ", kind),
        element("p", {}, element("label", { for: "new-label" }, say("answers.called")), " ", label),
        element("p", { class: "quiet" }, say("answers.no_names")),
        button(say("answers.add"), add),
      ),
    );
  }

  /** @param {Member} person */
  function before(person) {
    const reader = readerOf({ people: [person] });
    const own = person.kind === "young_person";
    const words = element("textarea", { id: "what-matters", rows: 3, maxlength: 2000 }, sitting.whole.preferences.what_matters);
    const go = () => {
      if (own) keepWhatMatters(sitting, /** @type {HTMLTextAreaElement} */ (words).value.trim());
      ask(person, []);
    };
    refill(
      place,
      heading(say("answers.before")),
      [asking.who_reads[reader], say("answers.stays_here"), asking.may_be_shared[reader]].map((text) => element("p", {}, text)),
      standing(person),
      own && [
        element("label", { for: "what-matters" }, table.wording.what_matters[reader]),
        words,
        element("p", { class: "quiet" }, say("answers.need_not")),
      ],
      element("p", {}, button(say("answers.go_on"), go), " ", button(say("answers.stop"), who)),
    );
    focus();
  }

  /** What comes before any question, where something is urgent. @param {Member} person */
  function standing(person) {
    const reader = readerOf({ people: [person] });
    const seen = seenWhileAnswering(table, sitting, person);
    const sections = firstOfCase(table, seen, suggest(table, seen), reader);
    return sections.length ? pageShown(table, { sections }) : null;
  }

  /**
   * The next page of questions, after those that were answered in this sitting.
   * @param {Member} person
   * @param {Answered[]} answered
   */
  function ask(person, answered) {
    const seen = seenWhileAnswering(table, sitting, person);
    if (dangerStands(table, seen, person)) return endForDanger(person);
    const [page] = nextQuestions(table, seen, { people: [person] });
    if (!page) return end(person);
    questions(person, answered, page);
  }

  /**
   * @param {Member} person
   * @param {Answered[]} answered
   * @param {QuestionPage} page
   */
  function questions(person, answered, page) {
    const reader = readerOf({ people: [person] });
    const narrative = element("textarea", { id: "narrative", rows: 2, maxlength: 2000 });
    const isPrivate = element("input", { type: "checkbox", id: "private" });
    const fields = page.questions.map(({ fact, text }) =>
      element(
        "fieldset",
        { "data-fact": fact },
        element("legend", {}, text),
        element(
          "div",
          { class: "replies" },
          REPLIES.map((reply) =>
            element("label", { class: "choice" }, element("input", { type: "radio", name: fact, value: reply }), wordOf(reply, reader)),
          ),
        ),
        fact === "safety_concern" && person.kind === "practitioner" && !person.id && [
          element("label", { for: "narrative" }, asking.concern_in_words[reader]),
          narrative,
        ],
      ),
    );
    meeting.leaving = () => keep();
    const mayBePrivate = page.topic !== "danger" && !(person.kind === "practitioner" && !person.id);
    const facts = page.questions.map((each) => each.fact);
    /** Keep what is chosen here, once: a yes to danger stands, so that a slip can be changed until then. */
    const keep = () => {
      meeting.leaving = undefined;
      for (const field of fields) {
        const chosen = /** @type {HTMLInputElement | null} */ (field.querySelector("input:checked"));
        if (chosen) keepReply(table, sitting, person, field.dataset.fact ?? "", /** @type {Reply} */ (chosen.value));
      }
      const words = /** @type {HTMLTextAreaElement} */ (narrative).value.trim();
      if (words && sitting.whole.presentation.safety_concern) putIntoWords(sitting, words);
      if (/** @type {HTMLInputElement} */ (isPrivate).checked) keepPrivate(table, sitting, person, facts);
    };
    const next = () => {
      keep();
      // What is left open was asked all the same, or the page would come again.
      for (const field of fields) {
        if (!field.querySelector("input:checked")) keepReply(table, sitting, person, field.dataset.fact ?? "", "not_sure");
      }
      ask(person, [...answered, { facts, page }]);
    };
    const stop = () => {
      keep();
      if (dangerStands(table, seenWhileAnswering(table, sitting, person), person)) endForDanger(person);
      else who();
    };
    const back = () => {
      meeting.leaving = undefined;
      const last = /** @type {Answered} */ (answered.at(-1));
      for (const fact of last.facts) keepReply(table, sitting, person, fact, null);
      questions(person, answered.slice(0, -1), last.page);
    };
    refill(
      place,
      heading(page.heading),
      element("p", {}, page.why),
      element("p", {}, page.seen_by),
      fields,
      mayBePrivate && element("label", { class: "choice" }, isPrivate, `${asking.private[reader]}: ${say("answers.private")}`),
      element("p", { class: "quiet" }, say("answers.open_is_fine")),
      element(
        "p",
        {},
        button(say("answers.next"), next),
        " ",
        answered.length > 0 && [button(say("answers.back"), back), " "],
        button(say("answers.stop"), stop),
      ),
      !page.could_help_to_settle.length && page.topic !== "danger" && element("p", { class: "quiet" }, asking.nothing_undecided[reader], " ", asking.others_can[reader]),
    );
    focus();
  }

  /** @param {Member} person */
  function endForDanger(person) {
    const reader = readerOf({ people: [person] });
    refill(
      place,
      heading(say("answers.ends")),
      standing(person),
      pageShown(table, { sections: [notSafe(table, reader)] }),
      element("p", {}, asking.ends_here[reader]),
      button(say("answers.others"), who),
    );
    focus();
  }

  /** @param {Member} person */
  function end(person) {
    const reader = readerOf({ people: [person] });
    refill(
      place,
      heading(say("answers.ends")),
      element("p", {}, asking.no_more[reader]),
      element("p", {}, asking.others_can[reader]),
      button(say("answers.others"), who),
    );
    focus();
  }

  /**
   * @param {Reply} reply
   * @param {import("./table.js").Reader} reader
   */
  function wordOf(reply, reader) {
    return reply === "yes" || reply === "no" ? table.wording[reply][reader] : asking[reply][reader];
  }

  /** @param {string} text */
  function heading(text) {
    return element("h2", { id: "answers-heading", tabindex: "-1" }, text);
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

  who();
  return place;
}

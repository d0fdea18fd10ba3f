// Answers, a page of questions at a time, in the words of whoever answers. Who will see them is said before.

import { questionsOn, ownWordsOn, ticksOn } from "./answer_pages.js";
import { readerOf } from "./audience.js";
import { firstOfCase, notSafe } from "./danger.js";
import { element, refill } from "./dom.js";
import { dangerStands, nextQuestions } from "./next_questions.js";
import { offers, tickedBefore } from "./offer.js";
import { pageShown } from "./page_view.js";
import { choiceOfPeople, newId } from "./people.js";
import { Record } from "./sitting.js";
import { suggest } from "./suggestion.js";

/**
 * @typedef {import("./meeting.js").Meeting} Meeting
 * @typedef {import("./audience.js").Member} Member
 * @typedef {import("./answer_pages.js").AnswerPage} AnswerPage
 */

/**
 * @param {Meeting} meeting
 * @returns {HTMLElement}
 */
export function answering(meeting) {
  const { table, say, sitting } = meeting;
  const place = element("section", { "aria-labelledby": "answers-heading" });
  const asking = table.wording.asking;
  /** @type {WeakSet<Record>} */
  const saidOwnWords = new WeakSet();
  /** What somebody ticked before, and has not seen in this sitting. @type {WeakMap<Record, import("./offer.js").Offer[]>} */
  const ticked = new WeakMap();

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
    const record = new Record(table, sitting, person);
    refill(
      place,
      heading(say("answers.before")),
      [asking.who_reads[reader], say("answers.stays_here"), asking.may_be_shared[reader]].map((text) => element("p", {}, text)),
      standing(record),
      element("p", {}, button(say("answers.go_on"), () => ask(record, [])), " ", button(say("answers.stop"), who)),
    );
    focus();
  }

  /** What comes before any question, where something is urgent. @param {Record} record */
  function standing({ mine, person }) {
    const sections = firstOfCase(table, mine, suggest(table, mine), readerOf({ people: [person] }));
    return sections.length ? pageShown(table, { sections }) : null;
  }

  /**
   * The next page, after those that were answered in this sitting: danger first, then own words, once; ticks come last.
   * @param {Record} record
   * @param {AnswerPage[]} answered
   */
  function ask(record, answered) {
    const { mine, person } = record;
    if (dangerStands(table, mine, person)) return endForDanger(record);
    const audience = { people: [person] };
    const [questions] = nextQuestions(table, mine, audience);
    const left = offers(table, mine, audience);
    const inDanger = questions?.topic === "danger";
    const words = inDanger || saidOwnWords.has(record) ? null : ownWordsOn(table, record, left.filter((each) => !each.ticks.length), say("answers.need_not"));
    if (words) {
      saidOwnWords.add(record);
      return show(record, answered, words);
    }
    if (questions) return show(record, answered, questionsOn(table, record, questions, noteOn(record, questions)));
    const [list] = left.filter((each) => each.ticks.length);
    const again = ticked.get(record) ?? tickedBefore(table, mine, audience);
    const before = list ? again.find(({ name }) => name === `${list.name}_before`) : again[0];
    ticked.set(record, again.filter((each) => each !== before));
    return list || before ? show(record, answered, ticksOn(record, before, list)) : end(person);
  }

  /** @param {Record} record @param {import("./next_questions.js").QuestionPage} page */
  function noteOn({ person }, page) {
    const reader = readerOf({ people: [person] });
    const isDecided = !page.could_help_to_settle.length && page.topic !== "danger";
    return [say("answers.open_is_fine"), ...(isDecided ? [asking.nothing_undecided[reader], asking.others_can[reader]] : [])].join(" ");
  }

  /**
   * @param {Record} record
   * @param {AnswerPage[]} answered
   * @param {AnswerPage} page
   */
  function show(record, answered, page) {
    const reader = readerOf({ people: [record.person] });
    const isPrivate = /** @type {HTMLInputElement} */ (element("input", { type: "checkbox", id: "private" }));
    /** Keep what stands here, once: a yes to danger stands, so that a slip can be changed until then. @param {boolean} isLeft */
    const keep = (isLeft) => {
      meeting.leaving = undefined;
      const protects = page.keep(isLeft);
      if (page.together && isPrivate.checked) record.keepPrivate(page.together);
      return protects;
    };
    meeting.leaving = () => keep(false);
    const next = () => {
      const goOn = () => ask(record, [...answered, page]);
      if (keep(true)) toKeepSafe(reader, goOn);
      else goOn();
    };
    const stop = () => {
      keep(false);
      if (dangerStands(table, record.mine, record.person)) endForDanger(record);
      else who();
    };
    const back = () => {
      meeting.leaving = undefined;
      const last = /** @type {AnswerPage} */ (answered.at(-1));
      last.takeBack();
      show(record, answered.slice(0, -1), last);
    };
    refill(
      place,
      heading(page.heading),
      page.paragraphs.map((text) => element("p", {}, text)),
      page.fields,
      page.together && element("label", { class: "choice" }, isPrivate, `${asking.private[reader]}: ${say("answers.private")}`),
      page.note && element("p", { class: "quiet" }, page.note),
      element(
        "p",
        {},
        button(say("answers.next"), next),
        " ",
        answered.length > 0 && [button(say("answers.back"), back), " "],
        button(say("answers.stop"), stop),
      ),
    );
    focus();
  }

  /** After a tick that could protect: what to do if somebody is not safe. @param {import("./table.js").Reader} reader @param {() => void} goOn */
  function toKeepSafe(reader, goOn) {
    refill(place, heading(say("answers.to_keep_safe")), pageShown(table, { sections: [notSafe(table, reader)] }), button(say("answers.go_on"), goOn));
    focus();
  }

  /** @param {Record} record */
  function endForDanger(record) {
    const reader = readerOf({ people: [record.person] });
    refill(
      place,
      heading(say("answers.ends")),
      standing(record),
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

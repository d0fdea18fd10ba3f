// What one page of answers shows, and how what stands in its fields is kept: questions, own words, or a list to tick.

import { memberKeepsTheRecord, readerOf } from "./audience.js";
import { element } from "./dom.js";
import { wordsField } from "./form.js";
import { offerOfWords, ownWords } from "./offer.js";

/**
 * @typedef {import("./table.js").Table} Table
 * @typedef {import("./sitting.js").Record} Record
 * @typedef {import("./offer.js").Offer} Offer
 * @typedef {import("./offer.js").Tick} Tick
 * @typedef {import("./next_questions.js").QuestionPage} QuestionPage
 * @typedef {import("./reply.js").Reply} Reply
 * @typedef {{heading: string, paragraphs: string[], fields: any, note: string, together: string[] | null,
 *   keep: (isLeft: boolean) => boolean, takeBack: () => void}} AnswerPage
 *   `note`: what holds of a field that is left open; `together`: what a person can keep private here, with one choice;
 *   `keep`: keeps what stands in the fields, and where somebody goes on (`isLeft`) that they left the rest open, and says
 *   whether anything in it could protect somebody
 */

/** @type {Reply[]} */
const REPLIES = ["yes", "no", "not_sure", "rather_not_say"];

/**
 * @param {Table} table @param {Record} record @param {QuestionPage} page @param {string} note
 * @returns {AnswerPage}
 */
export function questionsOn(table, record, page, note) {
  const { person } = record;
  const reader = readerOf({ people: [person] });
  const { asking } = table.wording;
  const wordOf = (/** @type {Reply} */ reply) => (reply === "yes" || reply === "no" ? table.wording[reply] : asking[reply])[reader];
  const narrative = wordsField(asking.concern_in_words[reader], { rows: 2 });
  const fields = page.questions.map(({ fact, text }) =>
    element(
      "fieldset",
      { "data-fact": fact },
      element("legend", {}, text),
      element(
        "div",
        { class: "replies" },
        REPLIES.map((reply) => element("label", { class: "choice" }, element("input", { type: "radio", name: fact, value: reply }), wordOf(reply))),
      ),
      fact === "safety_concern" && memberKeepsTheRecord(person) && narrative.element,
    ),
  );
  const facts = page.questions.map(({ fact }) => fact);
  const isSame = (/** @type {import("./table.js").Fact} */ fact) =>
    fact.topic === page.topic && (fact.topic !== "suggested" || fact.voice === page.whose);
  const isPrivate = page.topic === "suggested" ? !memberKeepsTheRecord(person) : person.kind === "young_person" && page.topic !== "danger";
  return {
    heading: page.heading,
    paragraphs: [page.why, page.seen_by],
    fields,
    note,
    together: isPrivate ? table.facts.filter(isSame).map(({ name }) => name) : null,
    keep: (isLeft) => {
      fields.forEach((field, index) => {
        const chosen = /** @type {HTMLInputElement | null} */ (field.querySelector("input:checked"));
        // What is left open was asked all the same, or the page would come again.
        if (chosen || isLeft) record.reply(facts[index], /** @type {Reply} */ (chosen?.value ?? "not_sure"));
      });
      const words = narrative.value();
      if (words && record.whole.presentation.safety_concern) record.putIntoWords(words);
      return false;
    },
    takeBack: () => facts.forEach((fact) => record.reply(fact, null)),
  };
}

/**
 * Own words: what is offered, and what stands already. What nobody changes stays as it is.
 * @param {Table} table @param {Record} record @param {Offer[]} offered @param {string} note
 * @returns {AnswerPage | null}
 */
export function ownWordsOn(table, record, offered, note) {
  const audience = { people: [record.person] };
  const standing = ownWords(table, record.mine, record.person);
  const whole = [...Object.keys(standing).map((path) => offerOfWords(table, path, audience)), ...offered];
  if (!whole.length) return null;
  const all = whole.map((offer) => {
    const stands = standing[offer.name] ?? "";
    return { offer, stands, field: wordsField(offer.text, { rows: 2, text: stands }) };
  });
  return {
    heading: whole[0].heading,
    paragraphs: [whole[0].why, whole[0].seen_by],
    fields: all.map(({ field }) => field.element),
    note,
    together: record.person.kind === "young_person" ? whole.map(({ name }) => name) : null,
    keep: (isLeft) => {
      for (const each of all) {
        const words = each.field.value() ?? "";
        if (words !== each.stands.trim() || (isLeft && !words)) record.add(each.offer, words);
        each.stands = words;
      }
      return false;
    },
    takeBack: () => {}, // they stand in the fields, to be changed there
  };
}

/**
 * A list to tick, with what this person ticked before. A box without a tick is no answer.
 * @param {Record} record @param {Offer | undefined} before @param {Offer | undefined} open
 * @returns {AnswerPage}
 */
export function ticksOn(record, before, open) {
  const shown = /** @type {Offer} */ (open ?? before);
  const boxesOf = (/** @type {Offer | undefined} */ offer) =>
    (offer?.ticks ?? []).map((tick) => ({ tick, input: /** @type {HTMLInputElement} */ (element("input", { type: "checkbox", value: tick.fact, checked: offer === before })) }));
  const [standing, more] = [boxesOf(before), boxesOf(open)];
  const all = [...standing, ...more];
  const tickedOf = (/** @type {typeof all} */ boxes) => boxes.filter(({ input }) => input.checked).map(({ tick }) => tick);
  return {
    heading: shown.heading,
    paragraphs: [shown.why, shown.seen_by],
    fields: element(
      "fieldset",
      {},
      element("legend", {}, shown.text),
      all.map(({ tick, input }) => element("label", { class: "choice" }, input, tick.text)),
    ),
    note: "",
    together: record.person.kind === "young_person" ? all.map(({ tick }) => tick.fact) : null,
    keep: (isLeft) => {
      const stay = tickedOf(standing);
      if (before && stay.length < standing.length) record.add(before, stay);
      const ticked = tickedOf(more);
      if (open && (isLeft || ticked.length)) record.add(isLeft ? open : { ...open, ticks: ticked }, ticked);
      return ticked.some((each) => each.could_protect);
    },
    takeBack: () => {
      if (before) record.add(before, before.ticks);
      if (open) record.add(open, null);
    },
  };
}

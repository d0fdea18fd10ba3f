// What people can add to their answers: their own words, and ticks. It is offered, and nobody is asked for it.
//
// Own words come right after danger, because a page begins with them. Ticks come last: they can bring up something to
// talk about, and no grouping. What is not ticked stays open.

import { memberKeepsTheRecord, NoSuchReader, readerOf } from "./audience.js";
import { facts } from "./case.js";
import { infer } from "./inference.js";
import { dangerStands, onePerson } from "./next_questions.js";
import { couldRaise, promptedBy } from "./prompted.js";
import { noted, replyPath, said } from "./reply.js";

/**
 * @typedef {import("./table.js").Table} Table
 * @typedef {import("./table.js").Text} Text
 * @typedef {import("./case.js").Case} Case
 * @typedef {import("./audience.js").Audience} Audience
 * @typedef {import("./audience.js").Member} Member
 * @typedef {{fact: string, text: string, could_protect: boolean}} Tick one thing of a list that somebody can tick
 * @typedef {{name: string, heading: string, why: string, seen_by: string, text: string, ticks: Tick[]}} Offer
 *   a place of the case that somebody can fill in, or leave out: the path of own words, or what a list is about
 */

const WHAT_MATTERS = "preferences.what_matters";

/** What a list to tick is about. Circumstances of harm stand apart: who sees them is another matter. */
const ABOUT = ["concerns", "harm", "circumstances"];

/**
 * What one person can still add: own words first, then lists to tick. `case_` is what this person may see. Nothing is
 * offered twice, and nothing after a yes about danger.
 * @param {Table} table @param {Case} case_ @param {Audience} audience
 * @returns {Offer[]}
 */
export function offers(table, case_, audience) {
  const person = onePerson(table, audience);
  if (dangerStands(table, case_, person)) return [];
  const leftOpen = said(case_, "asked", person);
  const isOpen = (/** @type {string} */ path) => !leftOpen.has(path) && !wordsAt(case_, path).length;
  const words = hasOwnWords(person) ? Object.keys(ownWordsOf(table)).filter(isOpen) : [];
  const ticks = openTicks(table, case_, audience);
  const lists = ABOUT.map((about) => ({ about, ticks: ticks.filter((each) => aboutOf(table, each) === about) }));
  return [
    ...words.map((path) => offerOfWords(table, path, audience)),
    ...lists.filter((each) => each.ticks.length).map((each) => offerOfTicks(table, each.about, each.ticks, audience)),
  ];
}

/**
 * What stands ticked in a case that is this person's to take back: each list, as it could be offered to them. For the
 * practitioner who keeps the record, that is all that people ticked. Of anybody else it is what they ticked themselves: a
 * list that they began or went on with, without what stood in it before and what they left unticked.
 * @param {Table} table @param {Case} case_ @param {Audience} audience
 * @returns {Offer[]}
 */
export function tickedBefore(table, case_, audience) {
  const [person] = audience.people;
  const own = said(case_, "asked", person);
  const known = facts(table, case_);
  const isTheirs = (/** @type {import("./table.js").Fact} */ { name, path, row }) => {
    const whole = path.join(".");
    const isOwn = !own.has(replyPath(table, name)) && own.has(whole) && row !== "safeguarding";
    return isOwn || (memberKeepsTheRecord(person) && isOpenList(case_, whole));
  };
  const found = table.facts.filter((fact) => fact.held === "listed" && known[fact.name] === true && isTheirs(fact));
  const ticks = found.map(({ name, label }) => ({ fact: name, text: label[readerOf(audience)], could_protect: false }));
  return ABOUT.flatMap((about) => {
    const some = ticks.filter((each) => aboutOf(table, each) === about);
    if (!some.length) return [];
    const protecting = protectingIn(table, withTicks(table, case_, person, some, []));
    const marked = some.map((each) => ({ ...each, could_protect: protecting.has(each.fact) }));
    return [{ ...offerOfTicks(table, about, marked, audience), name: `${about}_before` }];
  });
}

/**
 * What stands in own words that are this person's to change, by its path.
 * @param {Table} table @param {Case} case_ @param {Member} person
 * @returns {Record<string, string>}
 */
export function ownWords(table, case_, person) {
  if (!hasOwnWords(person)) return {};
  const found = Object.keys(ownWordsOf(table)).map((path) => ({ path, words: wordsAt(case_, path) }));
  return Object.fromEntries(found.filter(({ words }) => words.length).map(({ path, words }) => [path, words.join("; ")]));
}

/**
 * The offer of own words at a path, whatever stands there.
 * @param {Table} table @param {string} path @param {Audience} audience
 * @returns {Offer}
 */
export function offerOfWords(table, path, audience) {
  const { asking, own_words: heading } = table.wording;
  const reader = readerOf(audience);
  return {
    name: path,
    heading: heading[reader],
    why: asking.own_words_first[reader],
    seen_by: asking.own_words_seen_by[reader],
    text: ownWordsOf(table)[path][reader],
    ticks: [],
  };
}

/**
 * The case with somebody's own words at a path, as they say them; with none, it is kept that they left it out.
 * Throws NoSuchReader for anybody whose words these are not.
 * @param {Table} table @param {Case} case_ @param {Member} person @param {string} path @param {string} words
 * @returns {Case}
 */
export function withWords(table, case_, person, path, words) {
  if (!hasOwnWords(person)) {
    throw new NoSuchReader("no own words of this person stand there; take the name of what `offers` gives");
  }
  const value = path === WHAT_MATTERS ? words || null : words ? [words] : [];
  const found = withPart(case_, path, value);
  return words ? noted(table, found, "asked", person, [], [path]) : noted(table, found, "asked", person, [path], []);
}

/**
 * The case in which a person has ticked some of what one list offers. What they did not tick is no no: it is kept that
 * they were asked about it. A list that began with ticks stands itself among what was asked, which leaves open all that is
 * not in it; one that was whole before stays whole. What stands in the list already is none of theirs, and that is kept
 * too: so it stays plain what is theirs to take back.
 * @param {Table} table @param {Case} case_ @param {Member} person @param {Tick[]} offered @param {Tick[]} ticked
 * @returns {Case}
 */
export function withTicks(table, case_, person, offered, ticked) {
  const path = factOf(table, offered[0]).path.join(".");
  const before = partAt(case_, path);
  const [keys, more] = [offered, ticked].map((ticks) => ticks.map((each) => factOf(table, each).key));
  const byTicks = before === null || isOpenList(case_, path);
  const others = (before ?? []).filter((/** @type {string} */ each) => !keys.includes(each));
  const listed = [...others, ...more];
  const found = withPart(case_, path, listed.length || !byTicks ? listed : null);
  const isTicked = (/** @type {Tick} */ tick) => ticked.some(({ fact }) => fact === tick.fact);
  const left = offered.filter((each) => !isTicked(each)).map(({ fact }) => replyPath(table, fact));
  if (byTicks && !said(case_, "asked", person).has(path)) left.push(...others.map((/** @type {string} */ each) => `${path}.${each}`));
  const taken = ticked.map(({ fact }) => replyPath(table, fact));
  return noted(
    table,
    found,
    "asked",
    person,
    [...left, ...(byTicks && listed.length ? [path] : [])],
    [...taken, ...(listed.length ? [] : [path])],
  );
}

/**
 * The case without what a person added at an offer, nor that they were asked.
 * @param {Table} table @param {Case} case_ @param {Member} person @param {Offer} offer
 * @returns {Case}
 */
export function asIfNotOffered(table, case_, person, offer) {
  const { name, ticks } = offer;
  const found = ticks.length ? withTicks(table, case_, person, ticks, []) : withWords(table, case_, person, name, "");
  const paths = ticks.length ? ticks.map(({ fact }) => replyPath(table, fact)) : [name];
  return noted(table, found, "asked", person, [], paths);
}

// WHAT IS OFFERED

/** Whether a list began with ticks: what is not in it is open. @param {Case} case_ @param {string} path */
function isOpenList(case_, path) {
  return Object.values(case_.context.asked ?? {}).some((paths) => paths.includes(path));
}

/** @param {import("./prompted.js").Prompted} prompts @param {string[]} kinds */
function raisedBy(prompts, kinds) {
  return new Set(kinds.flatMap((kind) => [...couldRaise(prompts, kind)]));
}

/** The facts that could raise a prompt about safety or harm. @param {Table} table @param {Case} case_ */
function protectingIn(table, case_) {
  return raisedBy(promptedBy(infer(table, case_), {}), ["safety", "safeguarding"]);
}

/** Own words are the young person's, and for the practitioner to write down as they are said. @param {Member} person */
function hasOwnWords(person) {
  return memberKeepsTheRecord(person) || person.kind === "young_person";
}

/** Where own words stand in a case, in the order of a page, and what each is about. @param {Table} table @returns {Record<string, Text>} */
function ownWordsOf({ wording }) {
  return {
    [WHAT_MATTERS]: wording.what_matters,
    "preferences.goals": wording.goals,
    "preferences.declines": wording.declines,
    "presentation.strengths": wording.strengths,
  };
}

/** @param {Case} case_ @param {string} path */
function partAt(case_, path) {
  const [section, field] = path.split(".");
  return /** @type {any} */ (case_)[section][field];
}

/** @param {Case} case_ @param {string} path @param {any} value @returns {Case} */
function withPart(case_, path, value) {
  const [section, field] = path.split(".");
  return { ...case_, [section]: { .../** @type {any} */ (case_)[section], [field]: value } };
}

/** @param {Case} case_ @param {string} path @returns {string[]} */
function wordsAt(case_, path) {
  return [partAt(case_, path) ?? []].flat();
}

/** @param {Table} table @param {Tick} tick */
function factOf(table, tick) {
  return /** @type {import("./table.js").Fact} */ (table.by.fact.get(tick.fact));
}

/** @param {Table} table @param {Tick} tick */
function aboutOf(table, tick) {
  const { part, row } = factOf(table, tick);
  if (part === "concern") return "concerns";
  return row === "safeguarding" ? "harm" : "circumstances";
}

/** What is open to this person, and could raise a prompt of these rules. @param {Table} table @param {Case} case_ @param {Audience} audience @returns {Tick[]} */
function openTicks(table, case_, audience) {
  const [person] = audience.people;
  const reader = readerOf(audience);
  const answers = facts(table, case_);
  const leftOpen = said(case_, "asked", person);
  const protecting = protectingIn(table, case_);
  const raising = raisedBy(promptedBy(infer(table, case_), {}), table.prompt_kinds);
  const found = table.facts.filter((fact) => {
    const isOpen = fact.held === "listed" && !(fact.name in answers) && !leftOpen.has(replyPath(table, fact.name));
    const isTheirs = memberKeepsTheRecord(person) || fact.row !== "safeguarding";
    return isOpen && isTheirs && raising.has(fact.name) && fact.asked_of[reader] === true;
  });
  return found.map(({ name, label }) => ({ fact: name, text: label[reader], could_protect: protecting.has(name) }));
}

/** @param {Table} table @param {string} about @param {Tick[]} ticks @param {Audience} audience @returns {Offer} */
function offerOfTicks(table, about, ticks, audience) {
  const { asking } = table.wording;
  const reader = readerOf(audience);
  const protects = ticks.some((each) => each.could_protect);
  return {
    name: about,
    heading: (about === "concerns" ? asking.concerns : asking.circumstances)[reader],
    why: (protects ? asking.could_protect : asking.could_raise)[reader],
    seen_by: (about === "harm" ? asking.harm_seen_by : asking.answers_seen_by)[reader],
    text: asking.tick_some[reader],
    ticks,
  };
}

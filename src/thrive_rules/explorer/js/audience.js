// Who reads: one person, or people who sit together. A page for several says what every one of them may see.

import { compareCodePoints } from "./order.js";

/** @typedef {import("./table.js").Table} Table */
/** @typedef {import("./case.js").Case} Case */
/** @typedef {import("./table.js").Reader} Reader */
/** @typedef {{kind: Reader, id: string | null}} Member */
/** @typedef {{people: Member[]}} Audience */
/**
 * One person in the room, and what the record says of sharing with them. `view` is the position of their own view;
 * `names` are those under which their own answers stand; `kept_from_them` are the paths that somebody else keeps private.
 * @typedef {object} Someone
 * @property {string} kind
 * @property {number | null} view
 * @property {Set<string>} names
 * @property {boolean | null} shared
 * @property {boolean} danger_shared
 * @property {Set<string>} kept_from_them
 */

/** Somebody who is nobody in a case, or people who cannot read together. */
export class NoSuchReader extends Error {}

/** @type {Audience} the practitioner who keeps the record */
export const THE_RECORD = { people: [{ kind: "practitioner", id: null }] };

/** Whether this is the practitioner who keeps the record, from whom nothing is hidden. @param {Member} person */
export function memberKeepsTheRecord(person) {
  return person.kind === "practitioner" && person.id === null;
}

/** Whether this is the practitioner who keeps the record. @param {Audience} audience */
export function keepsTheRecord(audience) {
  return memberKeepsTheRecord(audience.people[0]);
}

/**
 * In whose words they read. In a room: the young person's, then a parent's or carer's, then another's.
 * @param {Audience} audience
 * @returns {Reader}
 */
export function readerOf(audience) {
  const first = audience.people[0];
  return first.kind === "practitioner" && !memberKeepsTheRecord(first) ? "other" : first.kind;
}

/**
 * The audience of some names: each a kind of person, or the id of a view of this case. The order in which people are
 * named says nothing. Throws NoSuchReader.
 * @param {Table} table @param {string[]} names @param {Case} case_
 * @returns {Audience}
 */
export function audienceOf(table, names, case_) {
  const people = names.map((name) => memberNamed(table, name, case_));
  if (!people.length) throw new NoSuchReader("there is nobody to read this; name at least one person");
  if (new Set(people.map(memberKeepsTheRecord)).size > 1) {
    throw new NoSuchReader(
      "the practitioner who keeps the record sees everything, and so is in no room with others; " +
        "leave practitioner out, or name that person's own view by its id",
    );
  }
  return { people: inOrder(table, people) };
}

/** @param {Table} table @param {Member[]} people @returns {Member[]} */
function inOrder(table, people) {
  const each = new Map(people.map((person) => [JSON.stringify([person.kind, person.id]), person]));
  const place = (/** @type {Member} */ person) => table.case.kinds.indexOf(person.kind);
  return [...each.values()].sort(
    (one, other) => place(one) - place(other) || compareCodePoints(one.id ?? "", other.id ?? ""),
  );
}

/** @param {Table} table @param {string} name @param {Case} case_ @returns {Member} */
function memberNamed(table, name, case_) {
  if (table.case.kinds.includes(name)) return { kind: /** @type {Reader} */ (name), id: null };
  const view = case_.views.find((each) => each.id === name);
  if (view) return { kind: /** @type {Reader} */ (view.from), id: name };
  const kinds = table.case.kinds.join(", ");
  throw new NoSuchReader(`there is no such reader of this case; expected one of ${kinds}, or the id of a view`);
}

/**
 * Everybody who is meant by an audience in this case. Throws NoSuchReader for an id that is nobody's.
 * @param {Audience} audience @param {Case} case_
 * @returns {Someone[]}
 */
export function peopleIn(audience, case_) {
  return audience.people.flatMap((member) => {
    const meant = case_.views
      .map((view, index) => ({ view, index }))
      .filter(({ view }) => view.from === member.kind && [null, view.id ?? null].includes(member.id));
    if (member.id !== null && !meant.length) {
      throw new NoSuchReader("there is no such person in this case; name the id of one of its views");
    }
    if (!meant.length) return [someone(member.kind, null, null, case_)];
    return meant.map(({ view, index }) => someone(member.kind, index, view.id ?? null, case_));
  });
}

/**
 * The young person, everybody who has a view, and a parent or carer and an other where none has.
 * @param {Table} table @param {Case} case_
 * @returns {Someone[]}
 */
export function everybodyIn(table, case_) {
  const withViews = case_.views.map((view, index) => someone(view.from, index, view.id ?? null, case_));
  const there = new Set(withViews.map((each) => each.kind));
  const without = ["young_person", "parent_or_carer", "other"].filter((kind) => !there.has(kind));
  const found = [...withViews, ...without.map((kind) => someone(kind, null, null, case_))];
  const place = (/** @type {Someone} */ each) => table.case.kinds.indexOf(each.kind);
  return found.sort((one, other) => place(one) - place(other) || (one.view ?? 0) - (other.view ?? 0));
}

/** @param {string} kind @param {number | null} view @param {string | null} own @param {Case} case_ @returns {Someone} */
function someone(kind, view, own, case_) {
  const context = case_.context;
  const kinds = kind === "practitioner" ? [] : [kind]; // what is the practitioner's is the record's own
  const ids = own ? [own] : [];
  // What stands under a kind may be that of whoever of this kind has no id, where that can be one person alone.
  const alone = own === null && case_.views.filter((each) => each.from === kind).length <= 1;
  const theirs = new Set([...ids, ...kinds]);
  const marked = Object.entries(context.private ?? {}).filter(([name]) => !theirs.has(name));
  return {
    kind,
    view,
    names: new Set(alone ? kinds : ids),
    shared: saidOf(own, kind, context.shared_with),
    danger_shared: saidOf(own, kind, context.danger_shared_with) === true,
    kept_from_them: new Set(marked.flatMap(([, paths]) => paths)),
  };
}

/**
 * What is said of somebody: under their id, or else under their kind.
 * @param {string | null} own @param {string} kind @param {Record<string, boolean | null> | null | undefined} answers
 */
function saidOf(own, kind, answers) {
  return (own === null ? null : under(answers, own)) ?? under(answers, kind);
}

/**
 * What stands under a name, and null where nothing does. Names are people's to give, and `constructor` can be one.
 * @template T @param {Record<string, T> | null | undefined} byName @param {string} name
 * @returns {T | null}
 */
export function under(byName, name) {
  return byName && Object.hasOwn(byName, name) ? byName[name] : null;
}

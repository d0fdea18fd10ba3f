// What a meeting holds: the case as it stands now, in this page's memory alone, and whether anything of it is unsaved.

import { facts, nothingSaid } from "./case.js";
import { keptPrivate, ownPart, withAsked, withReply, withViewOf } from "./reply.js";
import { asSeenBy } from "./seen.js";

/**
 * @typedef {import("./table.js").Table} Table
 * @typedef {import("./case.js").Case} Case
 * @typedef {import("./case.js").Severity} Severity
 * @typedef {import("./audience.js").Member} Member
 * @typedef {import("./reply.js").Reply} Reply
 * @typedef {{whole: Case, severity: Severity, unsaved: boolean}} Sitting
 */

/** Stands for what a safety concern is about until somebody says it: a case file needs words. */
const PLACEHOLDER = "(in their own words)";

/**
 * A meeting at its beginning: nothing is known.
 * @param {Table} table
 * @returns {Sitting}
 */
export function newSitting(table) {
  const { case: whole, severity } = nothingSaid(table);
  return { whole, severity, unsaved: false };
}

/**
 * What one person sees of the case while they answer. Who may see nothing of it sees what they said themselves.
 * @param {Table} table
 * @param {Sitting} sitting
 * @param {Member} person
 * @returns {Case}
 */
export function seenWhileAnswering(table, { whole, severity }, person) {
  const standing = withViewOf(table, whole, person);
  const seen = asSeenBy(table, standing, severity, { people: [person] });
  return seen.without_a_case ? ownPart(table, standing, person) : seen.case;
}

/**
 * Keep a reply; with null, take it back. Of what is recorded and hidden from this person they change nothing: it is kept
 * that they were asked.
 * @param {Table} table
 * @param {Sitting} sitting
 * @param {Member} person
 * @param {string} fact
 * @param {Reply | null} reply
 */
export function keepReply(table, sitting, person, fact, reply) {
  const seen = facts(table, seenWhileAnswering(table, sitting, person));
  const hidden = fact in facts(table, sitting.whole) && !(fact in seen);
  const theirs = table.by.fact.get(fact)?.voice === person.kind || table.asked_first.includes(fact);
  const whole = withViewOf(table, sitting.whole, person);
  sitting.whole =
    hidden && !theirs ? withAsked(table, whole, person, fact, reply !== null) : withReply(table, whole, person, fact, reply);
  const { safety_concern, safety_narrative } = sitting.whole.presentation;
  if (safety_concern && !safety_narrative) putIntoWords(sitting, PLACEHOLDER);
  sitting.unsaved = true;
}

/**
 * Keep some answers for one person and the practitioner.
 * @param {Table} table
 * @param {Sitting} sitting
 * @param {Member} person
 * @param {string[]} names
 */
export function keepPrivate(table, sitting, person, names) {
  sitting.whole = keptPrivate(table, sitting.whole, person, names);
  sitting.unsaved = true;
}

/**
 * The practitioner's own words about a safety concern.
 * @param {Sitting} sitting
 * @param {string} words
 */
export function putIntoWords(sitting, words) {
  sitting.whole = { ...sitting.whole, presentation: { ...sitting.whole.presentation, safety_narrative: words } };
  sitting.unsaved = true;
}

/**
 * What the young person says in their own words.
 * @param {Sitting} sitting
 * @param {string} words
 */
export function keepWhatMatters(sitting, words) {
  sitting.whole = { ...sitting.whole, preferences: { ...sitting.whole.preferences, what_matters: words || null } };
  sitting.unsaved = true;
}

/**
 * The case as a file has it, for whoever keeps the record.
 * @param {Table} table
 * @param {Sitting} sitting
 * @returns {any}
 */
export function caseFileOf(table, { whole, severity }) {
  return { format: table.case.format, ...whole, severity };
}

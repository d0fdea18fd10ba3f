// What a meeting holds: the case as it stands now, in this page's memory alone, and whether anything of it is unsaved.

import { facts, nothingSaid } from "./case.js";
import { asIfNotOffered, withTicks, withWords } from "./offer.js";
import { keptPrivate, ownPart, withAsked, withReply, withViewOf } from "./reply.js";
import { asSeenBy } from "./seen.js";

/**
 * @typedef {import("./table.js").Table} Table
 * @typedef {import("./case.js").Case} Case
 * @typedef {import("./case.js").Severity} Severity
 * @typedef {import("./audience.js").Member} Member
 * @typedef {import("./offer.js").Offer} Offer
 * @typedef {import("./offer.js").Tick} Tick
 * @typedef {import("./reply.js").Reply} Reply
 * @typedef {{whole: Case, severity: Severity, unsaved: boolean, deciding: Deciding | null}} Sitting
 * @typedef {{element: HTMLElement, unsaved: boolean, refresh: () => void}} Deciding a decision that people have begun:
 *   what stands in its form waits here while they look at another screen
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
  return { whole, severity, unsaved: false, deciding: null };
}

/** Whether anything of it would be lost. @param {Sitting} sitting */
export function isUnsaved({ unsaved, deciding }) {
  return unsaved || deciding?.unsaved === true;
}

/** The case that one person answers for: whole, and as they see it. */
export class Record {
  /** @param {Table} table @param {Sitting} sitting @param {Member} person */
  constructor(table, sitting, person) {
    const whole = withViewOf(table, sitting.whole, person);
    const seen = asSeenBy(table, whole, sitting.severity, { people: [person] });
    this.table = table;
    this.sitting = sitting;
    this.person = person;
    // Who may see nothing of a case has said what they said all the same, and is not asked for it twice.
    this.mine = seen.without_a_case ? ownPart(table, whole, person) : seen.case;
    const [all, theirs] = [facts(table, whole), facts(table, this.mine)];
    const hidden = Object.keys(all).filter((fact) => !(fact in theirs));
    const isOwn = (/** @type {string} */ fact) => table.by.fact.get(fact)?.voice === person.kind || table.asked_first.includes(fact);
    /** Of what is recorded and hidden from them, they change nothing: it is kept that they were asked. */
    this.hidden = new Set(hidden.filter((fact) => !isOwn(fact)));
    this.ticked = new Set(hidden.filter((fact) => all[fact] === true));
  }

  /** The whole of it. */
  get whole() {
    return withViewOf(this.table, this.sitting.whole, this.person);
  }

  set whole(whole) {
    this.sitting.whole = whole;
    this.sitting.unsaved = true;
  }

  /** Keep a reply; with null, take it back. @param {string} fact @param {Reply | null} reply */
  reply(fact, reply) {
    const { table, person } = this;
    this.whole = this.hidden.has(fact)
      ? withAsked(table, this.whole, person, fact, reply !== null)
      : withReply(table, this.whole, person, fact, reply);
    this.mine = withReply(table, this.mine, person, fact, reply);
    const { safety_concern, safety_narrative } = this.whole.presentation;
    if (safety_concern && !safety_narrative) this.putIntoWords(PLACEHOLDER);
  }

  /** Keep own words, or ticks, at an offer; with null, as if it had not been made. @param {Offer} offer @param {string | Tick[] | null} entry */
  add(offer, entry) {
    const { table, person } = this;
    this.mine = this.with(this.mine, offer, entry);
    const theirs = offer.ticks.filter(({ fact }) => !this.ticked.has(fact));
    if (theirs.length || !offer.ticks.length) this.whole = this.with(this.whole, { ...offer, ticks: theirs }, entry);
    for (const { fact } of offer.ticks) {
      // Hidden from them, and not theirs to take back.
      if (this.ticked.has(fact)) this.whole = withAsked(table, this.whole, person, fact, entry !== null);
    }
  }

  /** @param {Case} case_ @param {Offer} offer @param {string | Tick[] | null} entry @returns {Case} */
  with(case_, offer, entry) {
    const { table, person } = this;
    if (entry === null) return asIfNotOffered(table, case_, person, offer);
    if (typeof entry === "string") return withWords(table, case_, person, offer.name, entry);
    const ticked = entry.filter((tick) => offer.ticks.some(({ fact }) => fact === tick.fact));
    return withTicks(table, case_, person, offer.ticks, ticked);
  }

  /** Keep some answers, or what stands at some paths, for this person and the practitioner. @param {string[]} names */
  keepPrivate(names) {
    this.whole = keptPrivate(this.table, this.whole, this.person, names);
  }

  /** The practitioner's own words about a safety concern. @param {string} words */
  putIntoWords(words) {
    const presentation = { ...this.whole.presentation, safety_narrative: words };
    this.whole = { ...this.whole, presentation };
    this.mine = { ...this.mine, presentation: { ...this.mine.presentation, safety_narrative: words } };
  }
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

// What to ask somebody next: pages of related questions, danger first, then what could settle most groupings.

import { keepsTheRecord, memberKeepsTheRecord, NoSuchReader, readerOf, under } from "./audience.js";
import { facts } from "./case.js";
import { maySee } from "./danger.js";
import { candidateState, infer } from "./inference.js";
import { couldBringIn, couldSettle } from "./missing.js";
import { listed } from "./joins.js";
import { sortedBy } from "./order.js";
import { couldRaise, promptedBy } from "./prompted.js";
import { answerOf, replyPath, said, wasAsked } from "./reply.js";
import { hasWordsFor } from "./shared.js";
import { suggest } from "./suggestion.js";

/** @typedef {import("./table.js").Table} Table */
/** @typedef {import("./table.js").Fact} Fact */
/** @typedef {import("./case.js").Case} Case */
/** @typedef {import("./audience.js").Audience} Audience */
/** @typedef {import("./audience.js").Member} Member */
/**
 * One question, and what an answer to it could move.
 * @typedef {{fact: string, text: string, could_bring_in: string[], could_bear_on: string[], could_protect: boolean}} Question
 */
/**
 * Related questions for one page. Each of them can stay open; a box without a tick is no answer.
 * @typedef {{topic: string, whose: string | null, heading: string, why: string, seen_by: string, questions: Question[],
 *   could_settle: string[], could_help_to_settle: string[]}} QuestionPage
 */

/**
 * What to ask one person next, page by page, the most useful first. `case_` is what this person may see, or all of it
 * for the practitioner who keeps the record. Nothing at all is asked where danger stands for them. Throws NoSuchReader
 * for several people, and for a reader for whom the rules have no words.
 * @param {Table} table @param {Case} case_ @param {Audience} audience
 * @returns {QuestionPage[]}
 */
export function nextQuestions(table, case_, audience) {
  if (dangerStands(table, case_, onePerson(table, audience))) return [];
  const asking = new Asking(table, case_, audience);
  /** @type {Map<string, Fact[]>} */
  const related = new Map();
  for (const fact of asking.open) {
    const key = `${fact.topic} ${fact.topic === "suggested" ? fact.voice : ""}`;
    related.set(key, [...(related.get(key) ?? []), fact]);
  }
  // Of pages that are as useful, the first in the vocabulary comes first.
  return sortedBy([...related.values()].map((some) => asking.page(some)), usefulness);
}

/**
 * The one person who answers. Throws NoSuchReader for several, and where no words are for them.
 * @param {Table} table @param {Audience} audience
 * @returns {Member}
 */
export function onePerson(table, audience) {
  if (audience.people.length > 1) throw new NoSuchReader("one person answers at a time; name one");
  if (!hasWordsFor(table, audience)) {
    throw new NoSuchReader("these rules have no words for this reader, so there is nothing to ask them");
  }
  return audience.people[0];
}

/**
 * Whether a person is asked nothing, because they spoke of danger or it stands on their page. The practitioner who
 * keeps the record can always go on: nobody else can take back what was said.
 * @param {Table} table @param {Case} case_ @param {Member} person
 */
export function dangerStands(table, case_, person) {
  if (memberKeepsTheRecord(person)) return false;
  const yes = said(case_, "said_yes", person);
  const saidSo = table.asked_first.some((fact) => yes.has(replyPath(table, fact)));
  return saidSo || under(facts(table, case_), "immediate_danger") === true;
}

/** @param {QuestionPage} page */
function usefulness(page) {
  const protects = page.questions.some((each) => each.could_protect);
  return [page.topic !== "danger", -page.could_settle.length, -page.could_help_to_settle.length, !protects];
}

/** What one person could be asked about one case. */
class Asking {
  /** @param {Table} table @param {Case} case_ @param {Audience} audience */
  constructor(table, case_, audience) {
    this.table = table;
    this.case = case_;
    this.person = audience.people[0];
    this.keeps_the_record = keepsTheRecord(audience);
    this.reader = readerOf(audience);
    this.words = table.wording.asking;
    this.inference = infer(table, case_);
    const { unknowns, ask_first } = suggest(table, case_);
    this.moves = new Map([...unknowns, ...ask_first].map((each) => [each.fact, each]));
    this.protecting = couldRaise(promptedBy(this.inference, {}), "safety");
    this.open = this.inOrder().filter((fact) => this.isOpen(fact));
    // What somebody feels settles nothing: a safety concern is the practitioner's to state.
    const felt = this.keeps_the_record ? "" : "safety_concern";
    this.settling = new Set(this.open.map((fact) => fact.name).filter((name) => name !== felt));
    const undecided = table.groupings.filter((each) => candidateState(this.inference, each.id) === null);
    this.undecided = undecided.map(({ id }) => ({
      id,
      facts: couldBringIn(this.inference, id, this.settling).facts,
    }));
  }

  /** Danger first, then the vocabulary. */
  inOrder() {
    const first = this.table.asked_first;
    return sortedBy(this.table.facts, (fact) => (first.includes(fact.name) ? first.indexOf(fact.name) : first.length));
  }

  /** Whether this person could be asked: it matters, it is theirs to know, and they have not been asked. @param {Fact} fact */
  isOpen(fact) {
    const answers = this.inference.answers;
    if (fact.topic === null || !this.canKnow(fact) || wasAsked(this.table, this.case, this.person, fact.name)) return false;
    if (this.table.asked_first.includes(fact.name)) {
      // Each for themselves: somebody else's no closes no question.
      return !this.keeps_the_record || under(answers, fact.name) === null;
    }
    const openSoFar = answerOf(this.table, this.case, this.person, fact.name) === null;
    const thereIsSomething = fact.presupposes === null || under(answers, fact.presupposes) !== false;
    return openSoFar && thereIsSomething && (this.moves.has(fact.name) || this.protecting.has(fact.name));
  }

  /** @param {Fact} fact */
  canKnow(fact) {
    if (fact.topic !== "suggested") return fact.asked_of[this.reader] === true;
    if (!this.keeps_the_record) return fact.voice === this.person.kind;
    // Of two parents nobody else can say which of them it is who suggests something.
    return this.case.views.filter((view) => view.from === fact.voice).length < 2;
  }

  /** @param {Fact[]} some @returns {QuestionPage} */
  page(some) {
    const { topic, voice } = some[0];
    const whose = topic === "suggested" ? voice : null;
    const names = some.map((fact) => fact.name).filter((name) => this.settling.has(name));
    const settles = couldSettle(this.inference, new Set(names), this.settling);
    const helps = this.undecided.filter((each) => each.facts.some((fact) => names.includes(fact))).map((each) => each.id);
    const heading = this.say(this.words.topics[/** @type {string} */ (topic)]);
    const ofWhom = whose && this.keeps_the_record ? `: ${this.say(this.table.wording.voices[whose])}` : "";
    return {
      topic: /** @type {string} */ (topic),
      whose,
      heading: `${heading}${ofWhom}`,
      why: this.why(some, settles, helps),
      seen_by: this.say(this.seenBy(topic)),
      questions: some.map((fact) => this.question(fact)),
      could_settle: settles,
      could_help_to_settle: helps,
    };
  }

  /** Who else may see the answers: for people to read before they give them. @param {string | null} topic */
  seenBy(topic) {
    if (topic === "danger") return this.words.danger_seen_by;
    return topic === "suggested" ? this.words.suggestions_seen_by : this.words.answers_seen_by;
  }

  /** @param {Fact} fact @returns {Question} */
  question(fact) {
    const moves = this.moves.get(fact.name);
    // A practitioner with a view is asked what they suggest in the words for practitioners.
    const reader = fact.topic === "suggested" ? /** @type {import("./table.js").Reader} */ (this.person.kind) : this.reader;
    return {
      fact: fact.name,
      text: fact.question[reader],
      could_bring_in: moves?.could_bring_in ?? [],
      could_bear_on: moves?.could_bear_on ?? [],
      could_protect: fact.topic === "danger" || this.protecting.has(fact.name),
    };
  }

  /** @param {Fact[]} some @param {string[]} settles @param {string[]} helps */
  why(some, settles, helps) {
    const words = this.words;
    if (some.some((fact) => fact.topic === "danger")) return this.say(words.why_danger);
    if (!settles.length && !helps.length) {
      const protects = some.some((fact) => this.protecting.has(fact.name));
      return this.say(protects ? words.could_protect : words.could_add_a_reason);
    }
    // People are told how many, and not which: a question is not there to be answered for an idea.
    const found = settles.length ? settles : helps;
    const names = listed(this.table, this.reader, found.map((id) => this.table.by.grouping.get(id)?.name));
    const which = maySee(this.table, this.reader, "bearing") ? names : String(found.length);
    return `${this.say(settles.length ? words.could_settle : words.could_help_to_settle)}: ${which}`;
  }

  /** @param {import("./table.js").Text} words */
  say(words) {
    return words[this.reader];
  }
}

// A copy of a decision for somebody: what people said and agreed, as far as the case says that they may see it.

import { keepsTheRecord, NoSuchReader } from "./audience.js";
import { isSame } from "./json.js";
import { seesAll, seesPath, seesView, seesViewsOf, sightOf } from "./seen.js";

/**
 * @typedef {import("./table.js").Table} Table
 * @typedef {import("./case.js").Case} Case
 * @typedef {import("./audience.js").Audience} Audience
 * @typedef {import("./audience.js").Someone} Someone
 * @typedef {import("./seen.js").Sight} Sight
 * @typedef {{role: string, reference: string | null}} Person
 * @typedef {any} Decision a decision as its file has it, with all that it leaves out as nothing
 */

/** The parts of a decision that are people's statements, or like them. */
const STATEMENTS = ["reasons", "differences", "set_aside", "limits", "costs", "endings"];

/**
 * A copy of a decision for an audience, and null where they get the page about no case. Who may see what stands in the
 * case. A copy that is theirs already stays as it is, and the record's own is the practitioner's; neither needs a case.
 * No hash of a case stands on a copy: it would tell whoever guesses an answer that is hidden from them whether it is so.
 * Throws NoSuchReader for somebody else's copy, for another case, and for a person who is not in it.
 * @param {Table} table
 * @param {Decision} decision
 * @param {Audience} audience
 * @param {Case | null} case_
 * @returns {Decision | null}
 */
export function decisionFor(table, decision, audience, case_) {
  const isTheirs = decision.for ? isSame(decision.for, audience) : keepsTheRecord(audience);
  if (isTheirs) return decision;
  if (decision.for) {
    throw new NoSuchReader("this copy is for somebody else; make theirs from the record's own decision");
  }
  if (!case_) throw new NoSuchReader("who may see what of a decision stands in its case; give the case too");
  const references = [decision.reference, case_.context.reference].filter(Boolean);
  if (new Set(references).size > 1) {
    throw new NoSuchReader("this decision is not about this case: they have different references");
  }
  const sight = sightOf(case_, audience);
  if (sight === null) return null;
  const copy = new Copy(table, decision, case_, sight);
  return copy.seesWhatWasAgreed() ? copy.madeFor(audience) : null;
}

class Copy {
  /**
   * @param {Table} table
   * @param {Decision} decision
   * @param {Case} case_
   * @param {Sight} sight
   */
  constructor(table, decision, case_, sight) {
    this.table = table;
    this.decision = decision;
    this.case = case_;
    this.sight = sight;
  }

  /** They took part, or nothing that is asked of a case is kept from them: what people agree lets guess at it. */
  seesWhatWasAgreed() {
    if (!seesPath(this.table, this.sight, "presentation.aims_agreed")) return false;
    return this.allTookPart() || ["presented", "own_answer"].every((row) => seesAll(this.table, this.sight, row));
  }

  allTookPart() {
    return this.sight.people.every((each) => this.tookPart(each));
  }

  /**
   * Whether it is this person who took part: by the id of their view, or as the only one of their kind.
   * @param {Someone} someone
   * @returns {boolean}
   */
  tookPart({ kind, view }) {
    const there = this.decision.took_part.filter((/** @type {Person} */ each) => each.role === kind);
    if (view === null) return there.length === 1; // nobody of this kind has a view
    const { id } = this.case.views[view];
    if (there.some((/** @type {Person} */ each) => each.reference && each.reference === id)) return true;
    return there.length === 1 && isSame(this.viewsOf(there[0]), [view]);
  }

  /**
   * The positions of the views that can be this person's: a reference that is the id of a view names it.
   * @param {Person} person
   */
  viewsOf({ role, reference }) {
    const places = [...this.case.views.keys()].filter((place) => this.case.views[place].from === kindOf(role));
    const named = places.filter((place) => reference && this.case.views[place].id === reference);
    return named.length ? named : places;
  }

  /**
   * Whether they see what somebody said: the young person's own by its row, and anybody else's as a view.
   * @param {Person} person
   * @param {string} row
   */
  sees(person, row) {
    const kind = kindOf(person.role);
    if (kind === "young_person") return seesAll(this.table, this.sight, row);
    const theirs = this.viewsOf(person);
    if (!theirs.length) return seesViewsOf(this.sight, kind);
    return theirs.every((place) => seesView(this.sight, place, this.case.views[place]));
  }

  /**
   * Whether they see that this person took part.
   * @param {Person} person
   */
  isThere(person) {
    return kindOf(person.role) === "young_person" || this.sees(person, "view");
  }

  /**
   * Whether they see what somebody does. All who took part agreed on it; to others it is that person's own.
   * @param {{who: Person}} step
   */
  seesStep({ who }) {
    return this.sees(who, "own_words") || (this.isThere(who) && this.allTookPart());
  }

  /**
   * The copy. What is not named here is not on it.
   * @param {Audience} audience
   * @returns {Decision}
   */
  madeFor(audience) {
    const { decision } = this;
    const isOwn = (/** @type {{whose: Person}} */ each) => this.sees(each.whose, "own_words");
    const { lead, steps } = decision.plan;
    return {
      format: decision.format,
      reference: decision.reference,
      date: decision.date,
      for: audience,
      decided_on: decision.decided_on,
      took_part: decision.took_part.filter((/** @type {Person} */ each) => this.isThere(each)),
      wishes: decision.wishes.flatMap((/** @type {any} */ each) => this.wish(each)),
      agreed: decision.agreed,
      ...Object.fromEntries(STATEMENTS.map((part) => [part, decision[part].filter(isOwn)])),
      plan: {
        lead: lead && this.isThere(lead) ? lead : null,
        steps: steps.filter((/** @type {{who: Person}} */ each) => this.seesStep(each)),
      },
      aims: decision.aims.filter(isOwn).map((/** @type {any} */ aim) => ({
        ...aim,
        ratings: aim.ratings.filter((/** @type {{whose: Person}} */ each) => this.sees(each.whose, "own_answer")),
      })),
      consent: decision.consent.flatMap((/** @type {any} */ each) => this.consent(each)),
      competence: decision.competence,
      competence_words: null,
      review_on: decision.review_on,
      basis: null,
    };
  }

  /**
   * What they see of a wish; nothing where nothing is left of it.
   * @param {any} wish
   * @returns {any[]}
   */
  wish({ whose, wants, words, agrees }) {
    const seen = {
      whose,
      wants: Object.fromEntries(
        this.table.kinds_of_help.map((kind) => [kind, this.seesWant(whose, kind) ? (wants[kind] ?? null) : null]),
      ),
      words: this.sees(whose, "own_words") ? words : null,
      agrees: this.sees(whose, "own_answer") ? agrees : null,
    };
    const isLeft = [...Object.values(seen.wants), seen.words, seen.agrees].some((each) => each !== null);
    return isLeft ? [seen] : [];
  }

  /**
   * Whether they see if somebody wants this kind of help.
   * @param {Person} person
   * @param {string} kind
   */
  seesWant(person, kind) {
    if (kindOf(person.role) !== "young_person") return this.sees(person, "view");
    return seesPath(this.table, this.sight, `preferences.wants.${kind}`);
  }

  /**
   * What they see of a consent; nothing where nothing is left of it.
   * @param {any} consent
   * @returns {any[]}
   */
  consent({ whose, given, words }) {
    const seen = {
      whose,
      given: this.sees(whose, "own_answer") ? given : null,
      words: this.sees(whose, "own_words") ? words : null,
    };
    return seen.given === null && seen.words === null ? [] : [seen];
  }
}

/**
 * Whose words and answers these are. What an advocate says is the young person's.
 * @param {string} role
 */
function kindOf(role) {
  if (role === "advocate") return "young_person";
  return role === "interpreter" ? "other" : role;
}

// A decision in the words of a reader. Names come from the rules, and what people said from the decision.

import { readerOf, THE_RECORD } from "./audience.js";
import { lastOnAPage, maySee } from "./danger.js";
import { decisionFor } from "./decision_copy.js";
import { listed, sayDay } from "./joins.js";
import { isSame } from "./json.js";
import { pageInWords } from "./page.js";
import { item, lines, section } from "./section.js";
import { pageWithoutACase } from "./without_a_case.js";

/**
 * @typedef {import("./table.js").Table} Table
 * @typedef {import("./table.js").Reader} Reader
 * @typedef {import("./table.js").Text} Text
 * @typedef {import("./section.js").Item} Item
 * @typedef {import("./section.js").Section} Section
 * @typedef {import("./decision_copy.js").Decision} Decision
 * @typedef {import("./decision_copy.js").Person} Person
 */

/**
 * A decision as a page for an audience: what they may see of it. Throws NoSuchReader as `decisionFor` does.
 * @param {Table} table
 * @param {Decision} decision
 * @param {import("./audience.js").Audience} audience
 * @param {import("./case.js").Case | null} case_
 * @returns {import("./page.js").Page}
 */
export function decisionPage(table, decision, audience, case_) {
  const theirs = decisionFor(table, decision, audience, case_);
  if (theirs === null) return pageWithoutACase(table);
  const speech = new Speech(table, readerOf(audience));
  const last = lastOnAPage(table, speech.reader);
  return pageInWords(table, speech.reader, [...speech.answers(theirs), ...last, speech.about(theirs)]);
}

/**
 * What a plan does not say yet, and for a person who has no part in it, who that is. It is shown, and nothing is forced.
 * @param {Decision} decision
 * @returns {{what: string, who: Person | null}[]}
 */
export function missingIn({ plan, took_part: tookPart, limits, endings, review_on: review }) {
  const have = [...plan.steps.map((/** @type {{who: Person}} */ each) => each.who), plan.lead];
  const people = /** @type {Person[]} */ ([...new Map(tookPart.map((/** @type {Person} */ each) => [JSON.stringify([each.role, each.reference]), each])).values()]);
  const without = people.filter((person) => !have.some((each) => isSame(each, person)));
  const isLacking = { took_part: !tookPart.length, lead: !plan.lead };
  const isLackingToo = { limits: !limits.length, endings: !endings.length, review: !review };
  const named = (/** @type {Record<string, boolean>} */ some) =>
    Object.keys(some).filter((what) => some[what]).map((what) => ({ what, who: null }));
  return [...named(isLacking), ...without.map((who) => ({ what: "part_in_plan", who })), ...named(isLackingToo)];
}

/** The words of one rule base for one reader, about decisions. */
class Speech {
  /**
   * @param {Table} table
   * @param {Reader} reader
   */
  constructor(table, reader) {
    this.table = table;
    this.reader = reader;
    this.words = table.wording.decision;
  }

  /** @param {Text} words */
  say(words) {
    return words[this.reader];
  }

  /** Things in a line. @param {string[]} texts */
  listed(texts) {
    return listed(this.table, this.reader, texts);
  }

  /** A day as the language writes it. @param {string} day */
  day(day) {
    return sayDay(this.table, this.reader, day);
  }

  /** A person as role and reference. @param {Person} person */
  person({ role, reference }) {
    const said = this.say(this.words[`role_${role}`]);
    return reference ? `${said} (${reference})` : said;
  }

  /** How a conversation came out, in one line. @param {Decision} decision */
  outcome({ agreed }) {
    const status = this.say(this.words[agreed.status]);
    const names = this.table.groupings.filter(({ id }) => agreed.groupings.includes(id)).map(({ name }) => name);
    return names.length ? `${status}: ${this.listed(names)}` : status;
  }

  /** Everything that people said and agreed. @param {Decision} decision @returns {Section[]} */
  answers(decision) {
    const { words } = this;
    const tookPart = this.listed(decision.took_part.map((/** @type {Person} */ each) => this.person(each)));
    const paragraphs = [
      this.day(decision.decided_on),
      this.outcome(decision),
      ...(tookPart ? [`${this.say(words.took_part)}: ${tookPart}`] : []),
      ...(decision.review_on ? [`${this.say(words.review)}: ${this.day(decision.review_on)}`] : []),
    ];
    /** @type {[string, Text, Item[]][]} */
    const parts = [
      ["wishes", words.wishes, decision.wishes.map((/** @type {any} */ each) => this.wish(each))],
      ["reasons", words.reasons, this.statements(decision.reasons)],
      ["differences", words.differences, this.statements(decision.differences)],
      ["set_aside", words.set_aside, decision.set_aside.map((/** @type {any} */ each) => this.setAside(each))],
      ["plan", words.plan, this.plan(decision.plan)],
      ["aims", words.aims, decision.aims.map((/** @type {any} */ each) => this.aim(each))],
      ["limits", words.limits, this.statements(decision.limits)],
      ["costs", words.costs, this.statements(decision.costs)],
      ["endings", words.endings, this.statements(decision.endings)],
      ["consent", words.consent, this.consent(decision)],
      ["still_open", words.still_open, this.stillOpen(decision)],
    ];
    const said = parts.filter(([, , items]) => items.length);
    return [
      section("decision", this.say(words.heading), paragraphs),
      ...said.map(([kind, heading, items]) => section(kind, this.say(heading), [], lines(items))),
    ];
  }

  /** Statements, each with whose it is. @param {{words: string, whose: Person}[]} some */
  statements(some) {
    return some.map((each) => item(each.words, this.person(each.whose)));
  }

  /** @param {any} aside */
  setAside({ grouping, what, why, whose }) {
    const name = grouping && this.table.by.grouping.get(grouping)?.name;
    return item(`${[name, what].filter(Boolean).join(": ")}: ${why}`, this.person(whose));
  }

  /** @param {any} plan @returns {Item[]} */
  plan({ lead, steps }) {
    const first = lead ? [item(this.say(this.words.lead), this.person(lead))] : [];
    return [...first, ...steps.map((/** @type {any} */ each) => item(each.what, this.person(each.who)))];
  }

  /** What one person wanted, in their words if they gave any, and whether they agree. @param {any} wish */
  wish({ whose, wants, words, agrees }) {
    const { help, unknown } = this.table.wording;
    const kinds = (/** @type {boolean} */ answer, /** @type {Text} */ heading) => {
      const named = this.table.kinds_of_help.filter((kind) => wants[kind] === answer).map((kind) => this.say(help[kind]));
      return named.length ? [`${this.say(heading)}: ${this.listed(named)}`] : [];
    };
    const small = [...kinds(true, this.words.wants), ...kinds(false, this.words.does_not_want)];
    if (agrees !== null) small.push(this.say(agrees ? this.words.agrees : this.words.sees_it_differently));
    const text = words || small.shift() || this.say(unknown);
    return item(text, this.person(whose), { small });
  }

  /** An aim, with what success looks like and what happens if it is not achieved. @param {any} aim */
  aim(aim) {
    const { words } = this;
    const details = [
      { heading: words.success, text: aim.success },
      { heading: words.likely, text: aim.likely },
      { heading: words.by, text: aim.by && this.day(aim.by) },
      { heading: words.if_not, text: aim.if_not },
    ];
    const small = details.filter(({ text }) => text).map(({ heading, text }) => `${this.say(heading)}: ${oneLine(text)}`);
    for (const { rating, on, whose } of aim.ratings) {
      small.push(`${this.say(words.rated)}: ${rating} (${this.listed([this.day(on), this.person(whose)])})`);
    }
    if (aim.achieved !== null) small.push(this.say(aim.achieved ? words.achieved : words.not_achieved));
    return item(aim.words, this.person(aim.whose), { small });
  }

  /** Consent and competence, as people stated them. @param {Decision} decision @returns {Item[]} */
  consent({ consent, competence, competence_words: inWords }) {
    const { words } = this;
    const small = (/** @type {string | null} */ text) => (text ? [oneLine(text)] : []);
    const items = consent.map((/** @type {any} */ each) => {
      const answer = each.given === null ? words.consent_unknown : each.given ? words.consent_given : words.consent_not_given;
      return item(this.say(answer), this.person(each.whose), { small: small(each.words) });
    });
    if (!competence) return items;
    return [...items, item(this.say(words[competence]), this.say(words.competence), { small: small(inWords) })];
  }

  /** What the plan does not say yet. @param {Decision} decision */
  stillOpen(decision) {
    return missingIn(decision).map(({ what, who }) => {
      const text = this.say(this.words[`missing_${what}`]);
      return item(who ? `${text}: ${this.person(who)}` : text);
    });
  }

  /** Whose copy a page is; a person of a view is named by its id, too. @param {import("./audience.js").Audience | null} audience */
  forWhom(audience) {
    const { voices, page } = this.table.wording;
    const names = (audience ?? THE_RECORD).people.map(({ kind, id }) => this.say(voices[kind]) + (id ? ` (${id})` : ""));
    return `${this.say(page.for_whom)}: ${this.listed(names)}`;
  }

  /** Whose copy it is, and of which case; the rules that people had in front of them, and if these are others. @param {Decision} decision */
  about({ reference, date, basis, for: audience }) {
    const { words, table } = this;
    const paragraphs = [
      this.forWhom(audience),
      ...(reference ? [`${this.say(table.wording.reference)}: ${reference}`] : []),
      ...(date ? [`${this.say(table.wording.date)}: ${this.day(date)}`] : []),
    ];
    if (basis) {
      const isSameRules = basis.rule_base_digest === table.rule_base.digest;
      paragraphs.push(this.say(isSameRules ? words.same_rules : words.other_rules));
      if (maySee(table, this.reader, "origin")) {
        paragraphs.push(
          `${basis.rule_base} ${basis.rule_base_version}, ${basis.rule_base_digest}; ` +
            `thrive-rules ${basis.package}; ${this.say(words.of_case)}: ${basis.case}; ` +
            `${this.say(words.of_suggestion)}: ${basis.suggestion}`,
        );
      }
    }
    return section("about", this.say(words.about), paragraphs);
  }
}

/**
 * A text in one line with single blanks, split where Python splits; no text holds another line end or control character.
 * @param {string} text
 */
function oneLine(text) {
  return text.split(/[\t\n \xa0\u1680\u2000-\u200a\u202f\u205f\u3000]+/u).filter(Boolean).join(" ");
}

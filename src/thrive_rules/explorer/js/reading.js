// What one reader reads of one conversation, in the words of one rule base: the parts that every depth shares.

import { THE_RECORD, under } from "./audience.js";
import { shortened } from "./budget.js";
import { askedOfCase, firstOfCase, maySee, notSafe } from "./danger.js";
import { inParts, listed, sayDay } from "./joins.js";
import { block, item, lines, section } from "./section.js";
import { whoDoesNotSeeDanger } from "./seen.js";
import { onlyOthers, onlyRuleBase } from "./suggestion.js";

/** @typedef {import("./table.js").Table} Table */
/** @typedef {import("./table.js").Text} Text */
/** @typedef {import("./conversation.js").Conversation} Conversation */
/** @typedef {import("./suggestion.js").Argument} Argument */
/** @typedef {import("./suggestion.js").Candidate} Candidate */
/** @typedef {import("./section.js").Item} Item */
/** @typedef {import("./section.js").Section} Section */
/** @typedef {import("./table.js").Value} Value */
/** @typedef {import("./table.js").Reader} Reader */
/** @typedef {import("./table.js").Fact} Fact */
/** @typedef {import("./table.js").Rule} Rule */
/** @typedef {import("./table.js").GroupingWords} GroupingWords */

export class Reading {
  /** @param {Table} table @param {Conversation} conversation @param {Reader} reader */
  constructor(table, conversation, reader) {
    this.table = table;
    this.conversation = conversation;
    this.case = conversation.case;
    this.reader = reader;
    this.wording = table.wording;
    this.is_the_record = conversation.for === null;
    // Facts of a view, with the kind of help that each proposes.
    this.proposed = new Map(table.facts.filter((fact) => fact.path[0] === "views").map((fact) => [fact.name, fact.key]));
  }

  /** A text in the words of the reader. @param {Text} words */
  say(words) {
    return words[this.reader];
  }

  // The conversation was made with this table, so that it names what stands there.

  /** @param {string} name */
  fact(name) {
    return /** @type {Fact} */ (this.table.by.fact.get(name));
  }

  /** @param {string} id */
  rule(id) {
    return /** @type {Rule} */ (this.table.by.rule.get(id));
  }

  /** @param {string} id */
  grouping(id) {
    return /** @type {GroupingWords} */ (this.table.by.grouping.get(id));
  }

  /** Whether the reader is shown what explains a page. @param {string} matter */
  sees(matter) {
    return maySee(this.table, this.reader, matter);
  }

  /** The full name of a grouping. @param {string} grouping */
  name(grouping) {
    return this.grouping(grouping).name;
  }

  /** Who an argument speaks for. @param {string} voice */
  voice(voice) {
    return this.say(this.wording.voices[voice]);
  }

  /** The short name of an answer. @param {string} fact */
  label(fact) {
    return this.say(this.fact(fact).label);
  }

  /** An answer as people say it. A no about danger, harm or safety says who recorded it. @param {Value | null} value @param {string} [fact] */
  answer(value, fact = "") {
    if (value === false && this.table.asked_first.includes(fact)) return this.say(this.wording.no_recorded);
    if (value === null) return this.say(this.wording.unknown);
    if (typeof value === "boolean") return this.say(value ? this.wording.yes : this.wording.no);
    return typeof value === "string" ? this.say(this.wording.answers[value]) : String(value);
  }

  /** Answers on one line, each after its short name. @param {Record<string, Value>} answers */
  answers(answers) {
    return this.inParts(Object.entries(answers).map(([fact, value]) => `${this.label(fact)}: ${this.answer(value, fact)}`));
  }

  /** Things in a line. @param {Iterable<string | undefined>} texts */
  listed(texts) {
    return listed(this.table, this.reader, texts);
  }

  /** Longer things in a line. @param {Iterable<string>} texts */
  inParts(texts) {
    return inParts(this.table, this.reader, texts);
  }

  // DANGER

  /** What is urgent; and for who keeps the record, from whom something of it is hidden. @returns {Section[]} */
  dangerFirst() {
    const first = firstOfCase(this.table, this.case, this.conversation, this.reader);
    const hiddenFrom = this.is_the_record ? whoDoesNotSeeDanger(this.table, this.case) : [];
    if (!hiddenFrom.length) return first;
    const each = new Map(hiddenFrom.map((who) => [JSON.stringify([who.kind, who.label]), who]));
    const names = [...each.values()].map(({ kind, label }) => item(label || this.voice(kind)));
    const before = this.say(this.wording.before_sharing);
    return [...first, section("who_does_not_see", this.say(this.wording.who_does_not_see), [before], [block("", names)])];
  }

  /** The questions about danger, in the same words whatever is recorded. */
  dangerAsked() {
    return askedOfCase(this.table, this.case, this.conversation, this.reader);
  }

  /** What to do if somebody is not safe. */
  notSafe() {
    return notSafe(this.table, this.reader);
  }

  // WHAT WAS SAID

  /** What the young person said: their own words, then what they want. With `most`, so many words of each kind. @param {number | null} [most] */
  ownWords(most = null) {
    const said = this.saidSomething() ? [] : [this.say(this.wording.page.nothing_said)];
    const items = [...this.texts(most), ...this.wishes()];
    return section("own_words", this.say(this.wording.page.what_was_said), said, lines(items));
  }

  /** People's own words, each under what it is about. @param {number | null} most @returns {Item[]} */
  texts(most) {
    const { presentation, preferences } = this.case;
    const wording = this.wording;
    const narrative = presentation.safety_narrative;
    const found = [];
    for (const { heading, texts } of [
      { heading: wording.what_matters, texts: preferences.what_matters ? [preferences.what_matters] : [] },
      { heading: wording.goals, texts: preferences.goals },
      { heading: wording.declines, texts: preferences.declines },
      { heading: wording.strengths, texts: presentation.strengths },
      { heading: wording.safety_narrative, texts: narrative ? [narrative] : [] },
    ]) {
      const { kept, more } = most === null ? { kept: texts, more: 0 } : shortened(texts, most);
      found.push(...kept.map((/** @type {string} */ text) => item(text, this.say(heading), { whose: "people" })));
      if (more) found.push(item(String(more), this.say(wording.page.more_words)));
    }
    if (this.is_the_record && presentation.safety_concern && isBlank(narrative ?? "")) {
      found.push(item(this.say(wording.safety_narrative_missing), this.say(wording.safety_narrative)));
    }
    if (preferences.places.length) {
      found.push(item(this.listed(preferences.places.map((place) => this.answer(place))), this.say(wording.places)));
    }
    return found;
  }

  /** The help that the young person wants, what else they say of help, and the kinds that they do not want. @param {number | null} [most] */
  wishes(most = null) {
    const page = this.wording.page;
    const { no_professional_help_now: none, managing_own_health: manages } = this.case.preferences;
    return [
      ...this.kinds(page.wants, true, most),
      ...(none ? [item(this.say(page.wants_no_professional))] : []),
      ...(manages === null ? [] : [item(this.say(manages ? page.manages : page.does_not_manage))]),
      ...this.kinds(page.does_not_want, false, most),
    ];
  }

  /** The kinds of help to which the young person says yes, or no; with `most`, so many of them and a count. @param {Text} heading @param {boolean} answer @param {number | null} most */
  kinds(heading, answer, most) {
    const wants = this.case.preferences.wants;
    const kinds = this.table.kinds_of_help.filter((kind) => wants[kind] === answer);
    if (!kinds.length) return [];
    const named = kinds.slice(0, most ?? kinds.length).map((kind) => this.say(this.wording.help[kind]));
    const more = most && kinds.length > most ? [`${this.say(this.wording.page.more)}: ${kinds.length - most}`] : [];
    return [item(this.inParts([this.listed(named), ...more]), this.say(heading))];
  }

  /** Whether anything that the young person said for themselves is on the page. */
  saidSomething() {
    const { wants, managing_own_health, no_professional_help_now, what_matters, goals, declines, places } =
      this.case.preferences;
    const answers = [...Object.values(wants), managing_own_health, no_professional_help_now];
    return answers.some((each) => each !== null) || [what_matters, ...goals, ...declines, ...places].some(Boolean);
  }

  // WHOSE IDEA IT IS

  /**
   * That only others put it forward, or this rule base alone. To others, only where the young person's own answer is no
   * on this page.
   * @param {Candidate} candidate @returns {string[]}
   */
  whoseIdea(candidate) {
    const paragraphs = onlyRuleBase(candidate) ? [this.say(this.wording.only_rule_base)] : [];
    if (!onlyOthers(this.table, candidate)) return paragraphs;
    const own = this.ownAnswer(candidate);
    if (this.is_the_record || own === false) return [...paragraphs, this.say(this.wording.only_others)];
    return own === null ? [...paragraphs, this.say(this.wording.own_view_not_on_page)] : paragraphs;
  }

  /** What the young person says of the help for which others put it forward; null where this page does not say. @param {Candidate} candidate */
  ownAnswer(candidate) {
    if (candidate.against.some((argument) => argument.voice === "young_person")) return false;
    const named = candidate.for.flatMap((argument) => Object.keys(argument.facts));
    const kinds = named.map((fact) => this.proposed.get(fact)).filter((kind) => kind !== undefined);
    const answers = new Set(kinds.map((kind) => this.case.preferences.wants[kind]));
    if (answers.has(true)) return true;
    return answers.size === 1 && answers.has(false) ? false : null;
  }

  /** Who says it: people by what the case calls them, where it does. @param {Argument} argument @returns {string[]} */
  people(argument) {
    if (this.table.voices_of_views.includes(argument.voice)) {
      const views = this.case.views.filter((view) => view.from === argument.voice && this.viewSays(view, argument));
      const names = views.map((view) => view.label);
      if (names.length && names.every(Boolean)) return [...new Set(/** @type {string[]} */ (names))];
    }
    return [this.voice(argument.voice)];
  }

  /** @param {import("./case.js").View} view @param {Argument} argument */
  viewSays(view, argument) {
    return Object.entries(argument.facts).some(([fact, value]) => {
      const kind = this.proposed.get(fact);
      return kind !== undefined && view.proposes[kind] === value;
    });
  }

  /** Where a part stands that a local overlay brought; nothing for one of the rule base that ships. @param {string} name @returns {string[]} */
  localPlace(name) {
    const version = this.conversation.provenance.rule_base;
    /** @type {{part: string, file: string}[]} */
    const own = this.conversation.provenance.overlay?.parts ?? [];
    return own.filter((each) => each.part === name).map((each) => `${version.id} ${version.version}, ${each.file}`);
  }

  /** Whose text a rule's is: a local overlay's or the rule base's. @param {string} rule @returns {"local" | "rules"} */
  whose(rule) {
    return this.localPlace(`rules/${rule}`).length ? "local" : "rules";
  }

  // THE END OF A PAGE

  /** What is recorded of the conversation itself, each after its heading. @returns {string[]} */
  recorded() {
    const { reference, date, competence_assessment: assessed, parental_responsibility: responsible } = this.case.context;
    const wording = this.wording;
    const yesNo = (/** @type {boolean | null | undefined} */ answer) => (answer == null ? "" : this.answer(answer));
    const recorded = [
      { words: wording.reference, said: reference },
      { words: wording.date, said: date && sayDay(this.table, this.reader, date) },
    ];
    if (assessed) {
      const parts = [assessed.date && sayDay(this.table, this.reader, assessed.date), assessed.by, assessed.decision].filter(Boolean);
      recorded.push({ words: wording.competence_assessment, said: this.inParts(parts) });
    }
    if (responsible) {
      recorded.push({ words: wording.parental_responsibility, said: yesNo(responsible.known) });
      recorded.push({ words: wording.local_authority, said: yesNo(responsible.local_authority) });
    }
    return recorded.filter(({ said }) => said).map(({ words, said }) => `${this.say(words)}: ${said}`);
  }

  /** That nobody has decided, and that people can choose something that is not here. */
  nobodyHasDecided() {
    return section("nobody_has_decided", this.say(this.wording.page.nobody), [this.say(this.wording.intro)]);
  }

  /** Whose copy this is. */
  forWhom() {
    const audience = this.conversation.for ?? THE_RECORD;
    const labels = Object.fromEntries(this.case.views.map((view) => [view.id, view.label]));
    const names = audience.people.map((/** @type {import("./audience.js").Member} */ each) => (each.id && under(labels, each.id)) || this.voice(each.kind));
    return `${this.say(this.wording.page.for_whom)}: ${this.listed(new Set(names))}`;
  }

  /** Whose page it is, what it leaves out, its reference and date, the rules and their review. @param {string} [leftOut] */
  about(leftOut = "") {
    const version = this.conversation.provenance.rule_base;
    const review = version.reviewed ? [] : [this.say(this.wording.not_reviewed)];
    const paragraphs = [
      ...(leftOut ? [leftOut] : []),
      this.forWhom(),
      ...this.recorded(),
      [`${version.id} ${version.version}.`, ...review].join(" "),
    ];
    return section("about", this.say(this.wording.about), paragraphs);
  }
}

/** Whether a text is nothing but the blanks that Python strips. @param {string} text */
function isBlank(text) {
  return /^[\t\n \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]*$/u.test(text);
}

// A page as people read it in a room, and the same at a glance.
//
// Nothing about danger, about whose idea something is, about which groupings are open or how many questions there are is
// ever left out, nor that nobody has decided; and what is left out is named.

import { THE_RECORD } from "./audience.js";
import { asManyAsFit, firstQuestion, firstSentence, wordsOn } from "./budget.js";
import { ofOneKindWhoDiffer } from "./conversation.js";
import { addLine, Ideas } from "./ideas.js";
import { nextQuestions } from "./next_questions.js";
import { sortedBy } from "./order.js";
import { block, item, lines, section } from "./section.js";

/** @typedef {import("./table.js").Table} Table */
/** @typedef {import("./table.js").Reader} Reader */
/** @typedef {import("./conversation.js").Conversation} Conversation */
/** @typedef {import("./conversation.js").Prompt} Prompt */
/** @typedef {import("./suggestion.js").NotPutForward} NotPutForward */
/** @typedef {import("./suggestion.js").Unknown} Unknown */
/** @typedef {import("./section.js").Item} Item */
/** @typedef {import("./section.js").Section} Section */
/** @typedef {import("./ideas.js").Lines} Lines */

/** One sheet of paper: as much of what could be left out as there is room for. @param {Table} table @param {Conversation} conversation @param {Reader} reader */
export function pageSections(table, conversation, reader) {
  return new Brief(table, conversation, reader).sections();
}

/** A few lines, which can stand in a record's note too. @param {Table} table @param {Conversation} conversation @param {Reader} reader */
export function glanceSections(table, conversation, reader) {
  return new Brief(table, conversation, reader).glance();
}

class Brief extends Ideas {
  /**
   * A page: what is always there, and as much of what could be left out as there is room for. Where there is none even
   * without, those who say the same of an idea say fewer reasons for it.
   * @returns {Section[]}
   */
  sections() {
    const { kept_first: order, words_of_a_page: words, reasons_in_one_voice: few } = this.table.pages;
    const room = words[this.reader];
    const prompts = this.conversation.prompts.filter((each) => !this.isKept(each));
    // What it keeps longest first: the next questions, then prompts.
    const optional = [...this.nextAsked(), ...sortedBy(prompts, (each) => order.indexOf(each.kind))];
    const first = this.first(Infinity);
    const [notSafe, nobody] = [this.notSafe(), this.nobodyHasDecided()];
    const left = room - wordsOn(this.table, [...first, notSafe, nobody]);
    const last = asManyAsFit(this.table, left, optional.length, (kept) =>
      this.whereThereIsRoom(optional.slice(0, kept), optional.slice(kept)),
    );
    const isFull = wordsOn(this.table, last) > left;
    const [whatNext, about] = last.slice(-2);
    return [...(isFull ? this.first(few) : first), ...last.slice(0, -2), notSafe, whatNext, nobody, about];
  }

  /** Whether a page never leaves a prompt out: it is about safety, or the young person's own right to decide. @param {Prompt} prompt */
  isKept(prompt) {
    return this.rule(prompt.rule).on_a_page === true;
  }

  /** All that stands before the questions, with at most so many reasons in one voice for an idea. @param {number} reasons @returns {Section[]} */
  first(reasons) {
    return [
      ...this.dangerFirst(),
      this.ownWords(this.table.pages.own_words),
      ...this.ideas(reasons),
      ...this.differences(),
      ...(this.conversation.not_put_forward.length ? [this.notPutForward()] : []),
      this.dangerAsked(),
    ];
  }

  /** The questions where there are any, what is next, and what is left out. @param {(Unknown | Prompt)[]} kept @param {(Unknown | Prompt)[]} left @returns {Section[]} */
  whereThereIsRoom(kept, left) {
    const asked = /** @type {Unknown[]} */ (kept.filter((each) => !("rule" in each)));
    const more = this.openBeside(this.askedAbove()).length - asked.length;
    const leftOut = left.filter((each) => "rule" in each);
    return [
      ...this.questions(asked),
      this.whatNext(this.conversation.prompts.filter((each) => !leftOut.includes(each))),
      this.about(this.leftOut(more, leftOut.length)),
    ];
  }

  // WHAT IS OPEN

  /** The kinds of help that people see differently; where they are few, with who says what. @returns {Section[]} */
  differences() {
    const { differences, positions } = this.conversation;
    const differ = [...differences, ...ofOneKindWhoDiffer(this.table, positions)].map((each) => each.help);
    const kinds = Object.keys(this.wording.help).filter((kind) => differ.includes(kind));
    if (!kinds.length) return [];
    const named = kinds.map((kind) => this.say(this.wording.help[kind]));
    const few = kinds.length <= this.table.pages.kinds_with_names;
    const items = few ? kinds.map((kind, index) => item(this.whoSaysWhat(kind), named[index])) : [item(this.listed(named))];
    return [section("views", this.say(this.wording.page.different), [], lines(items))];
  }

  /** Who says yes to a kind of help, and who says no. @param {string} kind */
  whoSaysWhat(kind) {
    const said = [true, false].map((answer) => {
      const people = this.conversation.positions.filter((each) => each.wants[kind] === answer);
      const names = people.map((each) => each.label || this.voice(each.voice));
      return `${this.answer(answer)}: ${this.listed(new Set(names))}`;
    });
    return this.inParts(said);
  }

  /** Each grouping that is not put forward, and the fewest open answers that would change it. */
  notPutForward() {
    const others = this.conversation.not_put_forward;
    const page = this.wording.page;
    const open = others.filter((each) => each.undecided).map((each) => ({ asked: this.asks(each), name: this.name(each.grouping) }));
    const undecided = [...new Set(open.map(({ asked }) => asked))].map((question) =>
      item(question, this.listed(open.filter(({ asked }) => asked === question).map(({ name }) => name))),
    );
    const decided = others.filter((each) => !each.undecided).map((each) => item(this.keptOutBy(each), this.name(each.grouping)));
    const blocks = [block(this.say(page.could_come_in), undecided), block(this.say(page.kept_out), decided)];
    const filled = blocks.filter(({ items }) => items.length);
    return section("not_put_forward", this.say(this.wording.not_put_forward), [], filled);
  }

  /** The fewest answers that could bring it in, as questions. @param {NotPutForward} other */
  asks(other) {
    const fewest = this.fewest(other);
    // To the practitioner, who asks, the short names are enough.
    const asked =
      this.reader === "practitioner"
        ? this.inParts(fewest.map((fact) => this.label(fact)))
        : fewest.map((fact) => this.question(fact)).join(" ");
    return asked || this.say(this.wording.page.others_could);
  }

  /**
   * The few open answers that could bring it in and that this reader can give; none where others give them. Of as many,
   * the reader's own come first, to the practitioner the young person's own; then what people answer together.
   * @param {NotPutForward} other @returns {string[]}
   */
  fewest(other) {
    const few = other.would_need.filter((set) => set.length <= this.table.pages.answers_together);
    const theirs = few.filter((set) => set.every((fact) => this.fact(fact).asked_of[this.reader]));
    const furthest = (/** @type {string[]} */ set) => sortedBy(set.map((fact) => this.nearness(fact)), (each) => each).at(-1) ?? [];
    return sortedBy(theirs, (set) => [set.length, furthest(set)])[0] ?? [];
  }

  /** Whose answer it is: this reader's own, that of people together, or another's; then as questions stand. @param {string} fact */
  nearness(fact) {
    const own = this.reader === "practitioner" ? "young_person" : this.reader;
    const { voice } = this.fact(fact);
    return [voice === own ? 0 : voice === null ? 1 : 2, this.table.facts.findIndex(({ name }) => name === fact)];
  }

  /** The answers that keep it out. @param {NotPutForward} other */
  keptOutBy(other) {
    const answers = Object.entries(other.in_the_way);
    const named = answers.slice(0, this.table.pages.answers_in_the_way);
    const more = answers.length - named.length;
    const listed = this.answers(Object.fromEntries(named));
    return more ? this.inParts([listed, `${this.say(this.wording.page.more)}: ${more}`]) : listed;
  }

  /** The question that asks for an answer, without what explains it. @param {string} fact */
  question(fact) {
    return firstQuestion(this.say(this.fact(fact).question));
  }

  /**
   * The next questions, with those that stand above beside a grouping among the first. Nobody is asked anything where
   * danger stands, and in a room it is each person by themselves who is asked.
   * @returns {Unknown[]}
   */
  nextAsked() {
    const audience = this.conversation.for ?? THE_RECORD;
    const [person, ...others] = audience.people;
    const views = this.case.views.filter(
      (view) => view.from === person.kind && (person.id === null || person.id === view.id),
    );
    if (others.length || views.length > 1 || (person.id && !views.length)) return [];
    const above = this.askedAbove();
    const left = this.openBeside(above);
    const asked = nextQuestions(this.table, this.case, audience).flatMap((page) => page.questions);
    const ordered = asked.flatMap(({ fact }) => left.filter((each) => each.fact === fact));
    const beside = above.filter((fact) => !this.table.asked_first.includes(fact));
    return ordered.slice(0, Math.max(0, this.table.pages.next_questions - beside.length));
  }

  /** What a page has asked before, beside the groupings that are still open. @returns {string[]} */
  askedAbove() {
    const open = this.conversation.not_put_forward.filter((each) => each.undecided);
    return [...new Set(open.flatMap((each) => this.fewest(each)))];
  }

  /** The open questions that are not asked elsewhere on the page. @param {string[]} asked */
  openBeside(asked) {
    const elsewhere = [...asked, ...this.table.asked_first];
    return this.conversation.unknowns.filter((each) => !elsewhere.includes(each.fact));
  }

  /** Some of the open questions. @param {Unknown[]} asked @returns {Section[]} */
  questions(asked) {
    const items = asked.map((each) => item(this.question(each.fact)));
    return items.length ? [section("questions", this.say(this.wording.questions), [], lines(items))] : [];
  }

  // WHAT IS NEXT

  /** What people do next: each kind of prompt on a line, and whole what has no few words. @param {Prompt[]} prompts */
  whatNext(prompts) {
    const rules = prompts.map(({ rule, kind }) => ({ ...this.rule(rule), prompt: kind }));
    const whole = rules.filter((each) => !each.brief).map((each) => item(this.say(each.words), "", { whose: this.whose(each.id) }));
    const brief = rules.filter((each) => each.brief);
    const byKind = [...new Set(brief.map((each) => each.prompt))].map((kind) => {
      const said = brief.filter((each) => each.prompt === kind).map((each) => this.say(/** @type {any} */ (each.brief)));
      return item(this.inParts(new Set(said)), this.say(this.wording.prompts[kind])); // what two prompts say, once
    });
    const items = [...whole, ...byKind, item(this.say(this.wording.page.come_back))];
    return section("prompts", this.say(this.wording.page.next), [], [block("", items)]);
  }

  /** What stands on the full page alone, and how much of it. @param {number} questions @param {number} prompts */
  leftOut(questions, prompts) {
    const page = this.wording.page;
    const { options: beside } = this.conversation;
    const counted = [
      { words: page.questions_left_out, count: questions },
      { words: page.options_left_out, count: new Set(beside.flatMap((each) => each.options)).size },
      { words: page.programmes_left_out, count: new Set(beside.flatMap((each) => each.programmes)).size },
      { words: page.prompts_left_out, count: prompts },
    ];
    const named = counted.filter(({ count }) => count).map(({ words, count }) => `${this.say(words)}: ${count}`);
    named.push(this.say(page.severity_left_out));
    return `${this.say(page.left_out)}: ${this.inParts(named)}.`;
  }

  // AT A GLANCE

  /** A few lines: as much of what the young person said of help as there is room for. @returns {Section[]} */
  glance() {
    const { words_of_a_glance: most, kinds_at_a_glance: kinds } = this.table.pages;
    const wishes = this.wishes(kinds);
    const nothing = this.say(this.wording.page.nothing_said);
    const said = this.saidSomething() ? [] : [firstSentence(nothing), nothing];
    return asManyAsFit(this.table, most, wishes.length || 1, (kept) => this.atAGlance(wishes.slice(0, kept), said.slice(kept, kept + 1)));
  }

  /** @param {Item[]} wishes @param {string[]} said @returns {Section[]} */
  atAGlance(wishes, said) {
    const page = this.wording.page;
    /** @type {Lines} */
    const byVoice = [];
    for (const candidate of this.conversation.candidates) {
      const names = [...new Set(candidate.for.flatMap((each) => this.who(each)))];
      addLine(byVoice, names, item(this.name(candidate.grouping)));
    }
    const ideas = byVoice.map(({ who, items }) => item(this.listed(items.map(({ text }) => text)), this.listed(who)));
    const still = this.conversation.not_put_forward.filter((each) => each.undecided).map((each) => this.name(each.grouping));
    if (still.length) ideas.push(item(this.listed(still), this.say(page.still_open)));
    return [
      ...this.dangerFirst().map((each) => (each.blocks.length ? { ...each, paragraphs: [] } : each)),
      section("own_words", this.say(page.what_was_said), said, lines(wishes)),
      section("candidates", this.say(this.wording.candidates), [], lines(ideas)),
      section("nobody_has_decided", this.say(page.nobody), [this.say(page.choose_freely)]),
      section("not_safe", this.say(page.not_safe), [this.say(page.is_anybody_not_safe)]),
    ];
  }
}

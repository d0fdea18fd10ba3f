// A page with all that there is to say: every argument with what it rests on, every option, and how things are.

import { under } from "./audience.js";
import { ofOneKindWhoDiffer } from "./conversation.js";
import { sortedBy } from "./order.js";
import { Reading } from "./reading.js";
import { block, item, lines, section } from "./section.js";

/** @typedef {import("./table.js").Table} Table */
/** @typedef {import("./table.js").Text} Text */
/** @typedef {import("./conversation.js").Conversation} Conversation */
/** @typedef {import("./suggestion.js").Argument} Argument */
/** @typedef {import("./conversation.js").Position} Position */
/** @typedef {import("./suggestion.js").Candidate} Candidate */
/** @typedef {import("./suggestion.js").NotPutForward} NotPutForward */
/** @typedef {import("./section.js").Item} Item */
/** @typedef {import("./section.js").Section} Section */

/** All of a conversation, in the order that every page has. @param {Table} table @param {Conversation} conversation @param {import("./table.js").Reader} reader */
export function fullSections(table, conversation, reader) {
  return new Full(table, conversation, reader).sections();
}

class Full extends Reading {
  /** @returns {Section[]} */
  sections() {
    const { candidates, differences, positions, options } = this.conversation;
    const wording = this.wording;
    const beside = (/** @type {Candidate} */ each) => options.find((one) => one.grouping === each.grouping)?.options ?? [];
    const intro = candidates.length ? wording.page.order : wording.no_candidate;
    return [
      ...this.dangerFirst(),
      this.ownWords(),
      section("candidates", this.say(wording.candidates), [this.say(intro)]),
      ...candidates.map((each) => this.candidate(each)),
      ...(differences.length || positions.length > 1 ? [this.positions()] : []),
      this.others(),
      this.dangerAsked(),
      ...this.questions(),
      this.notSafe(),
      ...this.prompts(),
      this.needs(),
      this.severity(),
      ...candidates.filter((each) => beside(each).length).map((each) => this.options(each.grouping, beside(each))),
      ...this.programmes(),
      ...this.distinctions(),
      ...this.programmesBeside(),
      this.nobodyHasDecided(),
      this.origin(),
    ];
  }

  /** @param {Candidate} candidate */
  candidate(candidate) {
    const words = this.grouping(candidate.grouping);
    const blocks = [block(this.say(this.wording.why), candidate.for.map((each) => this.argument(each)))];
    if (candidate.against.length) {
      blocks.push(block(this.say(this.wording.against), candidate.against.map((each) => this.argument(each))));
    }
    return section("candidate", words.name, [this.say(words.definition), ...this.whoseIdea(candidate)], blocks);
  }

  /** @param {Argument} argument @returns {Item} */
  argument(argument) {
    const small = [];
    if (this.sees("answers_behind")) small.push(this.answers(argument.facts));
    if (this.sees("support")) {
      small.push(...argument.sources.map((name) => this.source(name)), ...this.localPlace(`rules/${argument.rule}`));
    }
    return item(this.say(this.rule(argument.rule).words), this.speaker(argument), { small });
  }

  /** Who says it, to stand before a sentence; nothing where the sentence says so itself, of nobody by name. @param {Argument} argument */
  speaker(argument) {
    const names = this.people(argument);
    const saysSo = this.rule(argument.rule).names_voice?.includes(this.reader);
    return names.length === 1 && names[0] === this.voice(argument.voice) && saysSo ? "" : this.listed(names);
  }

  /** @param {string} name */
  source(name) {
    const [source, passage] = name.split("/");
    const { text, quoted } = this.table.by.source.get(source).passages[passage];
    return `${this.inEnglish(quoted ? `“${text}”` : text)} [${source}]`;
  }

  /** A text that no language pack says, such as a source's own. @param {string} text */
  inEnglish(text) {
    const pack = this.table.language;
    return pack && pack.tag.split("-")[0] !== "en" ? `\u2066${text}\u2069` : text;
  }

  /**
   * The options beside a candidate: first what fits what the young person wants, and the places that they named. Then
   * what people do themselves, and in their community; then by the names that this reader reads.
   * @param {string[]} names
   */
  inOrder(names) {
    const { wants, places } = this.case.preferences;
    return sortedBy(
      names.map((name) => this.table.by.option.get(name)),
      (option) => [
        option.never_first,
        !option.help.some((/** @type {string} */ kind) => wants[kind]),
        !option.places.some((/** @type {string} */ place) => places.includes(place)),
        this.table.approaches.indexOf(option.approach),
        option.by_name[this.reader],
      ],
    );
  }

  /** The same things about each option, one under the other, for a narrow screen too. @param {string} grouping @param {string[]} names */
  options(grouping, names) {
    const said = (/** @type {Text} */ words) => this.say(words);
    const wording = this.wording;
    const blocks = this.inOrder(names).map((option) =>
      block(said(option.name), [
        item(said(option.involves), said(wording.involves)),
        item(said(option.provided_by), said(wording.provided_by)),
        item(option.ask.map(said).join(" "), said(wording.ask), { small: this.support("options", option) }),
      ]),
    );
    return section("options", `${said(wording.options)}: ${this.name(grouping)}`, [said(wording.options_note)], blocks);
  }

  /** The programmes that belong to some candidate, each once, with the candidates that it belongs to. @returns {Section[]} */
  programmes() {
    /** @type {Map<string, string[]>} */
    const belongs = new Map();
    for (const beside of this.conversation.options) {
      for (const name of beside.programmes) belongs.set(name, [...(belongs.get(name) ?? []), beside.grouping]);
    }
    const found = [...belongs].map(([name, groupings]) => ({ each: this.table.by.programme.get(name), groupings }));
    return this.programmesIn("programmes", this.wording.programmes, found);
  }

  /** Programmes that work beside the framework as a whole: they change services. @returns {Section[]} */
  programmesBeside() {
    if (!this.sees("programmes_beside")) return [];
    const found = this.table.programmes.filter((each) => !each.groupings.length);
    return this.programmesIn("programmes_beside", this.wording.programmes_beside, found.map((each) => ({ each, groupings: [] })));
  }

  /** @param {string} kind @param {Text} heading @param {{each: any, groupings: string[]}[]} found @returns {Section[]} */
  programmesIn(kind, heading, found) {
    if (!found.length) return [];
    const items = sortedBy(found, ({ each }) => each.by_name).map(({ each, groupings }) => {
      const names = this.listed(groupings.map((grouping) => this.name(grouping)));
      return item(this.say(each.says), each.name, { small: [...(names ? [names] : []), ...this.support("programmes", each)] });
    });
    return [section(kind, this.say(heading), [], lines(items))];
  }

  /** What an option or a programme rests on, for who reads that. @param {string} section @param {any} part @returns {string[]} */
  support(section, part) {
    if (!this.sees("support")) return [];
    const sources = part.sources.map((/** @type {string} */ name) => this.source(name));
    const restsOn = sources.length ? sources : [this.say(this.wording.illustrative)];
    return [...restsOn, ...this.localPlace(`${section}/${part.id}`)];
  }

  /** @returns {Section[]} */
  distinctions() {
    const candidates = this.conversation.candidates.map((each) => each.grouping);
    const found = this.table.distinctions.filter((each) => candidates.includes(each.first) || candidates.includes(each.second));
    return found.map((each) => {
      const [first, second] = [this.name(each.first), this.name(each.second)];
      const rows = each.aspects.map((/** @type {any} */ row) => [row.aspect, row.first, row.second].map((words) => this.say(words)));
      const heading = `${this.say(this.wording.distinction)}: ${this.listed([first, second])}`;
      return section("distinction", heading, [], [], { columns: ["", first, second], rows });
    });
  }

  others() {
    const blocks = this.conversation.not_put_forward.map((other) => block(this.name(other.grouping), this.whyNot(other)));
    return section("not_put_forward", this.say(this.wording.not_put_forward), [], blocks);
  }

  /** @param {NotPutForward} other @returns {Item[]} */
  whyNot(other) {
    const wording = this.wording;
    const found = [item(this.say(this.grouping(other.grouping).comes_in))];
    if (Object.keys(other.in_the_way).length) found.push(item(this.answers(other.in_the_way), this.say(wording.in_the_way)));
    if (other.missing.length) {
      found.push(item(this.inParts(other.missing.map((fact) => this.label(fact))), this.say(wording.still_open)));
    }
    for (const argument of other.against) {
      const said = this.say(this.rule(argument.rule).words);
      found.push(item(`${this.voice(argument.voice)}: ${said}`, this.say(wording.against)));
    }
    return found;
  }

  needs() {
    const statements = this.conversation.needs.map((each) => this.say(/** @type {any} */ (this.table.by.need.get(each.need)).statement));
    return section("needs", this.say(this.wording.needs), statements.length ? statements : [this.answer(null)]);
  }

  severity() {
    const { ratings, impact, measures, diagnoses } = this.conversation.severity;
    const wording = this.wording;
    const rated = this.table.facts.filter((fact) => fact.path[1] === "ratings" && under(ratings, fact.key) !== null);
    const recorded = rated.map((fact) => `${this.say(fact.label)}: ${this.answer(ratings[fact.key])}`);
    if (impact !== null) recorded.push(`${this.say(wording.impact)}: ${this.answer(impact)}`);
    recorded.push(...measures.map((each) => `${this.say(wording.measures)}: ${each.name}: ${each.score}`));
    recorded.push(...diagnoses.map((each) => `${this.say(wording.diagnoses)}: ${each}`));
    const paragraphs = recorded.length ? [...recorded, this.say(wording.severity_note)] : [this.say(wording.no_severity)];
    return section("severity", this.say(wording.severity), paragraphs);
  }

  positions() {
    const { positions } = this.conversation;
    const who = (/** @type {Position} */ each) => each.label || this.voice(each.voice);
    const help = Object.entries(this.wording.help).filter(([kind]) => positions.some((each) => each.wants[kind] !== null));
    const rows = help.map(([kind, words]) => [this.say(words), ...positions.map((each) => this.answer(each.wants[kind]))]);
    const differ = ofOneKindWhoDiffer(this.table, positions).map(
      ({ help: kind, people }) =>
        `${this.listed(people.map(who))}: ${this.say(this.wording.help[kind])}. ${this.say(this.wording.views_differ)}`,
    );
    return section("views", this.say(this.wording.views), differ, [], { columns: ["", ...positions.map(who)], rows });
  }

  /** @returns {Section[]} */
  prompts() {
    const { prompts } = this.conversation;
    return [...new Set(prompts.map((each) => each.kind))].map((kind) => {
      const items = prompts.filter((each) => each.kind === kind).map((each) => item(this.say(this.rule(each.rule).words)));
      return section("prompts", this.say(this.wording.prompts[kind]), [], [block("", items)]);
    });
  }

  /** @returns {Section[]} */
  questions() {
    const unknowns = this.conversation.unknowns.filter((each) => !this.table.asked_first.includes(each.fact)); // asked above
    if (!unknowns.length) return [];
    const asked = unknowns.filter((each) => each.could_bring_in.length && this.fact(each.fact).asked_of[this.reader]);
    const items = asked.map((each) =>
      item(this.say(this.fact(each.fact).question), "", {
        small: this.sees("bearing") ? [this.listed(each.could_bring_in.map((one) => this.name(one)))] : [],
      }),
    );
    const more = items.length < unknowns.length ? [this.say(this.wording.more_questions)] : [];
    return [section("questions", this.say(this.wording.questions), more, lines(items))];
  }

  /** What every page says of itself; and to who reads that, versions, digests and engines. */
  origin() {
    const about = this.about();
    if (!this.sees("origin")) return about;
    const { rule_base: version, package: package_, engines, overlay } = this.conversation.provenance;
    const origin = [`${version.id} ${version.version}, ${version.digest}; thrive-rules ${package_}; ${engines.join(", ")}`];
    if (overlay) {
      const own = overlay.parts.map((/** @type {any} */ each) => `${each.part}, ${each.file}`).join("; ");
      origin.push(`${overlay.over} ${overlay.version}, ${overlay.digest} + ${version.id}: ${own}`);
    }
    return { ...about, paragraphs: [...about.paragraphs, ...origin] };
  }
}

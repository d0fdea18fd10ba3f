// The ideas of a page: each grouping that is put forward, whose idea it is, and what is said on each side in a few words.

import { firstSentence } from "./budget.js";
import { Reading } from "./reading.js";
import { block, item, section } from "./section.js";

/** @typedef {import("./suggestion.js").Argument} Argument */
/** @typedef {import("./section.js").Item} Item */
/** @typedef {import("./section.js").Section} Section */
/** What is said on one side, by who says it. @typedef {{who: string[], items: Item[]}[]} Lines */
/** What the same people say against several groupings, and which. @typedef {{who: string[], item: Item, groupings: string[]}} Several */

export class Ideas extends Reading {
  /**
   * Each grouping that is put forward, whose idea it is, and what speaks for and against it. Of those who say the same,
   * at most so many reasons for it, and how many more; what speaks against it is always whole.
   * @param {number} most @returns {Section[]}
   */
  ideas(most) {
    const { candidates } = this.conversation;
    const opening = this.say(candidates.length ? this.wording.page.order : this.wording.no_candidate);
    const against = new Map(candidates.map((each) => [each.grouping, this.lines(each.against)]));
    const several = saidOfSeveral(against);
    const said = new Set();
    const ideas = candidates.map((candidate) => {
      const words = this.grouping(candidate.grouping);
      const whose = this.whoseIdea(candidate);
      const once = whose.map((each) => (said.has(each) ? firstSentence(each) : each));
      whose.forEach((each) => said.add(each));
      const blocks = [block(this.say(this.wording.why), this.joined(this.lines(candidate.for), most))];
      const items = this.against(against.get(candidate.grouping) ?? [], several);
      if (items.length) blocks.push(block(this.say(this.wording.against), items));
      return section("candidate", words.name, [firstSentence(this.say(words.definition)), ...once], blocks);
    });
    return [section("candidates", this.say(this.wording.candidates), [opening]), ...ideas, ...this.againstSeveral(several)];
  }

  /** What the same people say against several groupings, said once. @param {Map<string, Several>} several @returns {Section[]} */
  againstSeveral(several) {
    if (!several.size) return [];
    const places = [...new Set([...several.values()].map(({ groupings }) => groupings.join()))];
    const blocks = places.map((place) => {
      /** @type {Lines} */
      const lines = [];
      const there = [...several.values()].filter(({ groupings }) => groupings.join() === place);
      for (const { who, item: said } of there) addLine(lines, who, said);
      return block(this.listed(place.split(",").map((grouping) => this.name(grouping))), this.joined(lines));
    });
    return [section("against_several", this.say(this.wording.page.against_several), [], blocks)];
  }

  /** What speaks against one grouping alone, and that more is said below against several. @param {Lines} lines @param {Map<string, Several>} several @returns {Item[]} */
  against(lines, several) {
    const own = lines.map(({ who, items }) => ({ who, items: items.filter((each) => !several.has(keyOf(who, each))) }));
    const more = countLines(own) < countLines(lines) ? [item(this.say(this.wording.page.more_below))] : [];
    return [...this.joined(own), ...more];
  }

  /** A line for those who say the same things; a local rule's words stay apart. @param {Lines} lines @param {number} [most] @returns {Item[]} */
  joined(lines, most = Infinity) {
    return lines.flatMap(({ who, items }) => {
      const label = this.listed(who);
      const ours = items.filter((each) => each.whose === "rules").map((each) => each.text.replace(/\.$/u, ""));
      const more = ours.length > most ? [`${this.say(this.wording.page.more)}: ${ours.length - most}`] : [];
      const said = [...ours.slice(0, most), ...more];
      const local = items.filter((each) => each.whose !== "rules").map((each) => ({ ...each, label }));
      return [...(said.length ? [item(this.inParts(said), label)] : []), ...local];
    });
  }

  /** What is said in a few words, each thing once, by everybody who says it. @param {Argument[]} some @returns {Lines} */
  lines(some) {
    /** @type {Map<string, {said: Item, names: string[]}>} */
    const whoSays = new Map();
    for (const argument of some) {
      const rule = this.rule(argument.rule);
      const said = item(this.say(rule.brief ?? rule.words), "", { whose: this.whose(rule.id) });
      const found = whoSays.get(keyOf([], said)) ?? { said, names: [] };
      const names = [...new Set([...found.names, ...this.who(argument)])];
      whoSays.set(keyOf([], said), { said, names });
    }
    /** @type {Lines} */
    const lines = [];
    for (const { said, names } of whoSays.values()) addLine(lines, names, said);
    return lines;
  }

  /** Who says it; the rule base in few words. @param {Argument} argument */
  who(argument) {
    return argument.voice === "rule_base" ? [this.say(this.wording.page.rule_base)] : this.people(argument);
  }
}

/** @param {string[]} who @param {Item} said */
function keyOf(who, said) {
  return JSON.stringify([who, said.text, said.whose]);
}

/** @param {Lines} lines */
function countLines(lines) {
  return lines.reduce((sum, { items }) => sum + items.length, 0);
}

/** @param {Lines} lines @param {string[]} who @param {Item} said */
export function addLine(lines, who, said) {
  const theirs = lines.find((each) => JSON.stringify(each.who) === JSON.stringify(who));
  if (theirs) theirs.items.push(said);
  else lines.push({ who, items: [said] });
}

/** What the same people say against several groupings, and which. @param {Map<string, Lines>} against @returns {Map<string, Several>} */
function saidOfSeveral(against) {
  /** @type {Map<string, Several>} */
  const places = new Map();
  for (const [grouping, lines] of against) {
    for (const { who, items } of lines) {
      for (const said of items) {
        const found = places.get(keyOf(who, said)) ?? { who, item: said, groupings: [] };
        places.set(keyOf(who, said), { ...found, groupings: [...found.groupings, grouping] });
      }
    }
  }
  return new Map([...places].filter(([, { groupings }]) => groupings.length > 1));
}

// What was made in the workshop as a file that the command line takes: an overlay, which adds rules and replaces a few.

import { factsRead } from "./ways.js";

/**
 * @typedef {import("./table.js").Table} Table
 * @typedef {import("./table.js").Rule} Rule
 * @typedef {{over: string | null, format: number, replaceable: string[]}} May what an overlay may say, as Python has it
 * @typedef {{off: Rule[], other: Rule[], own: Rule[]}} Edits rules that were switched off, changed, and added
 */

/**
 * What differs between the rules as they are and as somebody edited them.
 * @param {Table} base
 * @param {Table} edited
 * @returns {Edits}
 */
export function editsOf(base, edited) {
  const same = (/** @type {Rule} */ rule) => {
    const before = base.by.rule.get(rule.id);
    return before === rule || JSON.stringify(before) === JSON.stringify(rule);
  };
  return {
    off: base.rules.filter((rule) => !edited.by.rule.has(rule.id)),
    other: edited.rules.filter((rule) => base.by.rule.has(rule.id) && !same(rule)),
    own: edited.rules.filter((rule) => !base.by.rule.has(rule.id)),
  };
}

/**
 * The rules among some edits that no overlay can say.
 * @param {Edits} edits
 * @param {May} may
 * @returns {Rule[]}
 */
export function notSayable({ off, other }, may) {
  return [...off, ...other.filter((rule) => !may.replaceable.includes(rule.id))];
}

/**
 * The file. JSON is YAML too.
 * @param {Table} base
 * @param {Edits} edits
 * @param {May} may
 * @param {(place: string, parts?: Record<string, string>) => string} say
 */
export function overlayFile(base, { other, own }, may, say) {
  const { id, version, digest, review_by } = base.rule_base;
  const file = {
    format: may.format,
    over: may.over,
    rule_base: {
      id: "workshop",
      version: "0.1.0",
      status: "not clinically reviewed",
      review_by,
      purpose: say("workshop.purpose", { id, version, digest }),
      use: say("workshop.use"),
      misuse: say("workshop.misuse"),
    },
    rules: [...other, ...own].map((rule) => asWritten(base, rule, say)),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/**
 * A rule as a file has it. Nobody has looked for a passage that supports it as it is now, and so it cites none.
 * @param {Table} base
 * @param {Rule} rule
 * @param {(place: string, parts?: Record<string, string>) => string} say
 */
function asWritten(base, rule, say) {
  const does = rule.kind === "establishes" ? { establishes: rule.need } : { [rule.kind]: rule.grouping, voice: rule.voice };
  return { id: rule.id, when: rule.when, ...does, because: wordsOfOwn(base, rule.when, say), illustrative: true };
}

/**
 * The words of a rule from the workshop: where it comes from, and what it looks at, in the words of each reader.
 * @param {Table} base
 * @param {import("./table.js").Condition} when
 * @param {(place: string, parts?: Record<string, string>) => string} say
 * @returns {import("./table.js").Text}
 */
export function wordsOfOwn(base, when, say) {
  const facts = [...factsRead(when)].map((name) => base.by.fact.get(name));
  const words = base.readers.map((reader) => [
    reader,
    [say("workshop.because"), ...facts.map((fact) => say("workshop.looks_at", { label: fact?.label[reader] ?? "" }))].join(" "),
  ]);
  return Object.fromEntries(words);
}

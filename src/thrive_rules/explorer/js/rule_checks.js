// What no proof says of rules, for it is about who is asked and who speaks.

import { sortedBy } from "./order.js";
import { factsRead, needsRead } from "./ways.js";

/**
 * @typedef {import("./table.js").Table} Table
 * @typedef {import("./table.js").Rule} Rule
 * @typedef {import("./laws.js").Broken} Broken
 */

/**
 * Every check on the rules as they are written that does not hold.
 * @param {Table} table
 * @returns {Broken[]}
 */
export function checksOnRules(table) {
  return [...dangerIsAskedAbout(table), ...voicesSayWhatTheySaid(table)];
}

/**
 * Everybody is asked about danger and harm, and the young person in words for them.
 * @param {Table} table
 * @returns {Broken[]}
 */
function dangerIsAskedAbout(table) {
  const law = "danger_is_asked_about";
  return table.asked_first.flatMap((name) => {
    const found = [];
    const fact = table.by.fact.get(name);
    if (table.urgent_kinds.includes(name) && fact?.answered_by !== "everyone") {
      const message = "everybody is asked about danger and harm; expected everyone";
      found.push({ law, where: ["facts", name, "answered_by"], message, answers: null });
    }
    if (fact?.question.young_person === fact?.question.practitioner) {
      const message = "the young person is asked in the practitioner's words; add their own";
      found.push({ law, where: ["facts", name, "question"], message, answers: null });
    }
    return found;
  });
}

/**
 * Who speaks in an argument speaks of their own answers alone; what joins several is nobody's voice.
 * @param {Table} table
 * @returns {Broken[]}
 */
function voicesSayWhatTheySaid(table) {
  const law = "voices_say_what_they_said";
  const found = [];
  for (const rule of table.rules.filter(({ kind }) => kind.startsWith("argues"))) {
    if (table.joining.includes(rule.voice ?? "")) {
      if (rule.illustrative !== (rule.voice === "rule_base")) {
        const message = "expected rule_base where no passage says it, and framework where one does";
        found.push({ law, where: ["rules", rule.id, "voice"], message, answers: null });
      }
      continue;
    }
    for (const { facts, through } of readByRule(table, rule)) {
      const others = facts.filter((fact) => table.by.fact.get(fact)?.voice !== rule.voice);
      if (!others.length) continue;
      const opening = `speaks as ${rule.voice} and reads what this voice alone does not answer: `;
      const message = `${opening}${others.join(", ")}${through}; let framework or rule_base say it`;
      found.push({ law, where: ["rules", rule.id, "when"], message, answers: null });
    }
  }
  return found;
}

/**
 * The facts that a rule reads, and those that it reads through each need.
 * @param {Table} table
 * @param {Rule} rule
 * @returns {{facts: string[], through: string}[]}
 */
function readByRule(table, rule) {
  const sortedNames = (/** @type {Iterable<string>} */ names) => sortedBy(new Set(names), (name) => name);
  const needs = sortedNames(needsRead(rule.when)).map((need) => {
    const establishing = table.rules.filter((each) => each.need === need);
    const facts = sortedNames(establishing.flatMap((each) => [...factsRead(each.when)]));
    return { facts, through: ` (through the need ${need})` };
  });
  return [{ facts: sortedNames(factsRead(rule.when)), through: "" }, ...needs];
}

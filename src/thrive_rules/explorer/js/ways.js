// A condition written out in full: every way in which it can be met, as `reasoning/ways.py` writes it.
//
// A way is some literals that all hold: "this has one of these answers". It is the smallest case that meets the
// condition, and a case that knows more keeps what that one settled.

import { compareKeys, sortedBy } from "./order.js";
import { isMapping } from "./shape.js";
import { Refused } from "./table.js";

/**
 * @typedef {import("./table.js").Table} Table
 * @typedef {import("./table.js").Condition} Condition
 * @typedef {import("./table.js").Value} Value
 * @typedef {{key: string, values: Value[]}} Literal a fact by its name; or `need:`, `known:` or `candidate:` and a name
 * @typedef {Literal[]} Way
 */

const OF_RULES = "need:";
const FOR_PROMPTS = ["known:", "candidate:"];

/**
 * Every way in which a condition, or its opposite, can be met. Throws Refused for what is no condition.
 *
 * Kleene's logic is a distributive lattice, so writing a condition out in full keeps its meaning for every unknown too;
 * two literals about one fact must stay apart for that.
 * @param {Table} table
 * @param {Condition} when
 * @param {boolean} negated
 * @returns {Way[]}
 */
export function waysOf(table, when, negated = false) {
  const [name, value] = onlyEntry(when);
  switch (name) {
    case "all":
    case "any": {
      if (!Array.isArray(value) || !value.length) throw noCondition("expected a list of conditions that is not empty");
      const parts = value.map((/** @type {Condition} */ each) => waysOf(table, each, negated));
      return (name === "all") !== negated ? eachOnce(inEveryCombination(parts)) : eachOnce(parts.flat());
    }
    case "not":
      return waysOf(table, value, !negated);
    case "known":
      return [[{ key: `known:${factNamed(table, value).name}`, values: [!negated] }]];
    case "need":
      if (!table.by.need.has(value)) throw noCondition("expected the id of a need");
      return [[{ key: `need:${value}`, values: [!negated] }]];
    case "candidate":
      if (!table.by.grouping.has(value)) throw noCondition("expected a grouping");
      return [[{ key: `candidate:${value}`, values: [!negated] }]];
    default: {
      const { domain } = factNamed(table, name);
      const chosen = Array.isArray(value) ? value : [value];
      const wrong = !chosen.length || new Set(chosen).size < chosen.length || chosen.some((each) => !domain.includes(each));
      if (wrong) throw noCondition("expected an answer that this fact can have");
      const values = negated ? domain.filter((each) => !chosen.includes(each)) : chosen;
      return [[{ key: name, values: sortedBy(values, (each) => saidInPython(each)) }]];
    }
  }
}

/**
 * A way with each need that it reads replaced by every way of establishing that need.
 *
 * Needs are read positively and establish nothing themselves, so this keeps the meaning and comes to an end. Throws
 * Refused for what would not: a need under `not`, and what prompts alone may read.
 * @param {Way} way
 * @param {Map<string, Way[]>} needs
 * @returns {Way[]}
 */
export function unfold(way, needs) {
  const own = [];
  const established = [];
  for (const literal of way) {
    if (FOR_PROMPTS.some((start) => literal.key.startsWith(start))) {
      throw noCondition("`known` and `candidate` are for prompts alone");
    } else if (!literal.key.startsWith(OF_RULES)) {
      own.push(literal);
    } else if (literal.values[0] === true) {
      established.push(needs.get(literal.key.slice(OF_RULES.length)) ?? []);
    } else {
      throw noCondition("a need or a candidate cannot stand under `not`: learning an answer could undo it");
    }
  }
  return inEveryCombination([[own], ...established]);
}

/**
 * Ways, each once, in the order that they always have.
 * @param {Way[]} ways
 * @returns {Way[]}
 */
export function inOrder(ways) {
  return sortedBy(eachOnce(ways), (way) => way.map(spelled).sort(compareKeys));
}

/**
 * The answers that a way leaves to each fact; none where it asks two answers of one.
 * @param {Way} way
 * @returns {Map<string, Value[]>}
 */
export function askedBy(way) {
  const asked = new Map();
  for (const { key, values } of way) {
    const left = asked.get(key);
    asked.set(key, left ? left.filter((/** @type {Value} */ each) => values.includes(each)) : values);
  }
  return asked;
}

/**
 * Sets of numbers, each once, without those that hold all that another one holds; in the order given.
 * @param {number[][]} sets each in ascending order
 * @returns {number[][]}
 */
export function smallestSets(sets) {
  const found = [...new Map(sets.map((each) => [each.join(), each])).values()];
  const kept = /** @type {number[][]} */ ([]);
  for (const each of [...found].sort((one, other) => one.length - other.length)) {
    if (!kept.some((one) => isWithin(one, each))) kept.push(each);
  }
  const chosen = new Set(kept);
  return found.filter((each) => chosen.has(each));
}

/**
 * Ways without those that ask for all that another one asks for.
 * @param {Way[]} ways
 * @returns {Way[]}
 */
export function smallestWays(ways) {
  const numbers = new Map();
  const numbered = (/** @type {Literal} */ each) => {
    const name = spelled(each);
    if (!numbers.has(name)) numbers.set(name, numbers.size);
    return numbers.get(name);
  };
  const sets = ways.map((way) => way.map(numbered).sort((one, other) => one - other));
  const of = new Map(sets.map((each, place) => [each.join(), ways[place]]));
  return smallestSets(sets).map((each) => of.get(each.join()) ?? []);
}

/**
 * An answer as Python's `str` says it, for orders that Python settles so.
 * @param {Value | null} value
 * @returns {string}
 */
export function saidInPython(value) {
  if (value === null) return "None";
  return typeof value === "boolean" ? (value ? "True" : "False") : String(value);
}

/**
 * Every fact that a condition reads itself.
 * @param {Condition} when
 * @returns {Set<string>}
 */
export function factsRead(when) {
  return namesRead(when, (name) => !["need", "candidate"].includes(name));
}

/**
 * Every need that a condition reads.
 * @param {Condition} when
 * @returns {Set<string>}
 */
export function needsRead(when) {
  return namesRead(when, (name) => name === "need");
}

/**
 * @param {Condition} when
 * @param {(name: string) => boolean} counts
 * @returns {Set<string>}
 */
function namesRead(when, counts) {
  const [name, value] = onlyEntry(when);
  const inner = [value].flat().filter(isMapping);
  if (inner.length) return new Set(inner.flatMap((each) => [...namesRead(each, counts)]));
  return new Set(counts(name) ? [["known", "need"].includes(name) ? value : name] : []);
}

/**
 * @param {number[]} few
 * @param {number[]} many
 * @returns {boolean}
 */
function isWithin(few, many) {
  let place = 0;
  for (const each of few) {
    while (place < many.length && many[place] < each) place += 1;
    if (many[place] !== each) return false;
  }
  return true;
}

/**
 * @param {Way[][]} parts
 * @returns {Way[]}
 */
function inEveryCombination(parts) {
  let found = /** @type {Way[]} */ ([[]]);
  for (const part of parts) found = found.flatMap((way) => part.map((each) => [...way, ...each]));
  return found.map((way) => [...new Map(way.map((each) => [spelled(each), each])).values()]);
}

/**
 * @param {Way[]} ways
 * @returns {Way[]}
 */
function eachOnce(ways) {
  return [...new Map(ways.map((way) => [way.map(spelled).sort().join("\n"), way])).values()];
}

/**
 * @param {Literal} literal
 * @returns {string}
 */
function spelled({ key, values }) {
  const said = values.map((each) => (typeof each === "string" ? `'${each}'` : saidInPython(each)));
  return `${key} [${said.join(", ")}]`;
}

/**
 * @param {Condition} when
 * @returns {[string, any]}
 */
function onlyEntry(when) {
  const entries = isMapping(when) ? Object.entries(when) : [];
  if (entries.length !== 1) {
    throw noCondition("expected one condition, with one key");
  }
  return entries[0];
}

/**
 * @param {Table} table
 * @param {string} name
 * @returns {import("./table.js").Fact}
 */
function factNamed(table, name) {
  const fact = table.by.fact.get(name);
  if (!fact) throw noCondition("expected the name of a fact");
  return fact;
}

/**
 * @param {string} message
 * @returns {Refused}
 */
function noCondition(message) {
  return new Refused([{ code: "unexpected", path: "when", message }]);
}

// A rule base written out once, so that a case is judged quickly. It holds nothing of any case.

import { sortedBy } from "./order.js";
import { Refused } from "./table.js";
import { askedBy, inOrder, unfold, waysOf } from "./ways.js";

/**
 * @typedef {import("./table.js").Table} Table
 * @typedef {import("./table.js").Rule} Rule
 * @typedef {import("./table.js").Value} Value
 * @typedef {import("./ways.js").Way} Way
 * @typedef {{way: Way, places: number[], answers: number[], reads: number[], passable: boolean}} Written
 *   a way; for each literal the place of its key and the answers that meet it, as bits; the places that it reads, each
 *   once and in order; and whether some answers could meet it, through facts that may decide a grouping
 * @typedef {{keys: string[], bits: Map<Value, number>[], ways: Written[], ofRule: Map<string, Written[]>}} Layer
 *   some rules, written out as ways over keys in the order of the vocabulary
 * @typedef {{rule: Rule, ways: Written[]}} Marked a rule beside its ways
 * @typedef {{table: Table, deciding: Layer, prompting: Layer, needs: Map<string, Marked[]>, argueFor: Map<string, Marked[]>,
 *   argueAgainst: Map<string, Marked[]>}} Program
 */

/** @type {WeakMap<Table, Program>} */
const COMPILED = new WeakMap();
/** @type {WeakMap<Rule, Way[]>} */
const WRITTEN = new WeakMap();

/**
 * A rule base, compiled; once, however often it is asked for. Throws Refused, naming the rule, for a condition that
 * cannot be read.
 * @param {Table} table
 * @returns {Program}
 */
export function compileRules(table) {
  let program = COMPILED.get(table);
  if (!program) {
    program = newProgram(table);
    COMPILED.set(table, program);
  }
  return program;
}

/**
 * @param {Table} table
 * @returns {Program}
 */
function newProgram(table) {
  const written = new Map(table.rules.map((rule) => [rule.id, writtenWays(table, rule)]));
  const ways = (/** @type {Rule} */ rule) => written.get(rule.id) ?? [];
  const establishing = (/** @type {string} */ need) =>
    table.rules.filter((rule) => rule.kind === "establishes" && rule.need === need);
  const none = new Map();
  const needs = new Map(
    table.needs.map(({ id }) => [
      id,
      establishing(id).flatMap((rule) => ofRule(rule, () => ways(rule).flatMap((way) => unfold(way, none)))),
    ]),
  );
  const whole = (/** @type {Rule} */ rule) => ofRule(rule, () => ways(rule).flatMap((way) => unfold(way, needs)));
  const decide = table.rules.filter((rule) => rule.kind !== "prompts");
  const deciding = newLayer(table, new Map(decide.map((rule) => [rule.id, inOrder(whole(rule))])));
  const prompts = table.rules.filter((rule) => rule.kind === "prompts");
  /** @type {Layer | undefined} */
  let prompting;
  const marked = (/** @type {Rule[]} */ rules) =>
    rules.map((rule) => ({ rule, ways: deciding.ofRule.get(rule.id) ?? [] }));
  // Voice by voice, so that the order in which rules were written cannot show.
  const arguing = (/** @type {string} */ kind) =>
    new Map(
      table.groupings.map(({ id }) => {
        const rules = table.rules.filter((rule) => rule.kind === kind && rule.grouping === id);
        return [id, marked(sortedBy(rules, (rule) => table.voices.indexOf(rule.voice ?? "")))];
      }),
    );
  return {
    table,
    deciding,
    get prompting() {
      return (prompting ??= newLayer(table, new Map(prompts.map((rule) => [rule.id, ways(rule)]))));
    },
    needs: new Map(table.needs.map(({ id }) => [id, marked(establishing(id))])),
    argueFor: arguing("argues_for"),
    argueAgainst: arguing("argues_against"),
  };
}

/**
 * The ways of a rule, which stay the same as long as it does: a table whose rules are edited keeps those that are not.
 * @param {Table} table
 * @param {Rule} rule
 * @returns {Way[]}
 */
export function writtenWays(table, rule) {
  let ways = WRITTEN.get(rule);
  if (!ways) {
    ways = ofRule(rule, () => inOrder(waysOf(table, rule.when)));
    WRITTEN.set(rule, ways);
  }
  return ways;
}

/**
 * @param {Table} table
 * @param {Map<string, Way[]>} rules
 * @returns {Layer}
 */
function newLayer(table, rules) {
  const read = new Set([...rules.values()].flat(2).map(({ key }) => key));
  const facts = table.facts.map(({ name }) => name).filter((name) => read.has(name));
  const keys = [...facts, ...[...read].filter((key) => !table.by.fact.has(key))];
  const bits = keys.map((key) => {
    const domain = table.by.fact.get(key)?.domain ?? [true, false];
    return new Map(domain.map((value, place) => [value, 1 << place]));
  });
  const places = new Map(keys.map((key, place) => [key, place]));
  const ofEach = new Map([...rules].map(([rule, ways]) => [rule, ways.map((way) => writeOut(table, way, places, bits))]));
  return { keys, bits, ways: [...ofEach.values()].flat(), ofRule: ofEach };
}

/**
 * @param {Table} table
 * @param {Way} way
 * @param {Map<string, number>} placeOf
 * @param {Map<Value, number>[]} bits
 * @returns {Written}
 */
function writeOut(table, way, placeOf, bits) {
  const places = way.map(({ key }) => placeOf.get(key) ?? 0);
  const answers = way.map(({ values }, index) =>
    values.map((value) => bits[places[index]].get(value) ?? 0).reduce((all, bit) => all | bit, 0),
  );
  const reads = [...new Set(places)].sort((one, other) => one - other);
  const passable = [...askedBy(way)].every(
    ([key, values]) => values.length > 0 && table.by.fact.get(key)?.decides !== false,
  );
  return { way, places, answers, reads, passable };
}

/**
 * @template T
 * @param {Rule} rule
 * @param {() => T} read
 * @returns {T}
 */
function ofRule(rule, read) {
  try {
    return read();
  } catch (failure) {
    if (!(failure instanceof Refused)) throw failure;
    throw new Refused(failure.faults.map((fault) => ({ ...fault, path: `rules/${rule.id}: ${fault.path}` })));
  }
}

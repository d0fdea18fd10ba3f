// What would change it: the smallest sets of answers that would bring a grouping in, or take its last argument away.
//
// An answer is changed or newly given; severity is never among them. Every set is sufficient, and none of its parts is.

import { bringingIn, candidateState, evaluate, infer } from "./inference.js";
import { sortedBy } from "./order.js";
import { askedBy, saidInPython, smallestSets } from "./ways.js";

/**
 * @typedef {import("./table.js").Table} Table
 * @typedef {import("./table.js").Value} Value
 * @typedef {import("./case.js").Case} Case
 * @typedef {import("./inference.js").Inference} Inference
 * @typedef {{field: string, before: Value | null, after: Value | null}} Changed
 * @typedef {{for: any, grouping: string, candidate: boolean, sets: Changed[][]}} WhatIf `for` whom the case is seen; null in the record's own
 * @typedef {Map<string, Value | null>} Change answers that would be given; null where one would be taken back
 */

/**
 * What would bring a grouping in, or take its last argument away where it is a candidate: the fewest answers first.
 * @param {Table} table
 * @param {Case} case_
 * @param {string} grouping
 * @returns {WhatIf}
 */
export function whatIf(table, case_, grouping) {
  const inference = infer(table, case_);
  const candidate = candidateState(inference, grouping) === true;
  const found = candidate ? thatTakeOut(inference, grouping) : thatBringIn(inference, grouping);
  const order = new Map(table.facts.map(({ name }, place) => [name, place]));
  const sets = found.map((change) =>
    sortedBy(change, ([field]) => order.get(field) ?? 0).map(([field, after]) => {
      return { field, before: inference.answers[field] ?? null, after };
    }),
  );
  const spelledOut = (/** @type {Changed[]} */ set) => [
    set.length,
    set.map(({ field, after }) => [order.get(field), saidInPython(after)]),
  ];
  return { for: null, grouping, candidate, sets: sortedBy(sets, spelledOut) };
}

/**
 * A way of bringing it in asks for some answers: those that are not given so far are what would have to be.
 * @param {Inference} inference
 * @param {string} grouping
 * @returns {Change[]}
 */
function thatBringIn(inference, grouping) {
  /** @type {Change[]} */
  const needed = [];
  for (const { way, passable } of bringingIn(inference.program, grouping)) {
    /** @type {Change[]} */
    let choices = passable ? [new Map()] : [];
    for (const [fact, values] of askedBy(way)) {
      if (values.includes(inference.answers[fact])) continue;
      choices = choices.flatMap((one) => values.map((value) => new Map([...one, [fact, value]])));
    }
    needed.push(...choices);
  }
  const numbers = new Map();
  const numbered = (/** @type {Change} */ change) =>
    Array.from(change, (entry) => {
      const name = JSON.stringify(entry);
      if (!numbers.has(name)) numbers.set(name, numbers.size);
      return numbers.get(name);
    }).sort((one, other) => one - other);
  const bySet = new Map(needed.map((change) => [numbered(change).join(), change]));
  return smallestSets(needed.map(numbered)).map((set) => bySet.get(set.join()) ?? new Map());
}

/**
 * Every way that is met has to lose an answer; and no way may be met instead.
 *
 * From one way that is met, some answer of it must change. So every set is found by changing one after another, as long
 * as a way is still met. Giving an answer that is not known so far never takes anything away.
 * @param {Inference} inference
 * @param {string} grouping
 * @returns {Change[]}
 */
function thatTakeOut(inference, grouping) {
  /** @type {Change[]} */
  const found = [];
  const seen = new Set();
  /** @type {Change[]} */
  let sets = [new Map()];
  while (sets.length) {
    const larger = [];
    for (const change of sets) {
      if (found.some((smaller) => isPartOf(smaller, change))) continue;
      const met = metWith(inference, change, grouping);
      if (!met.length) {
        found.push(change);
        continue;
      }
      const asked = met.map(askedBy).reduce((least, each) => (each.size < least.size ? each : least));
      for (const wider of [...asked].flatMap(([fact, values]) => changesOf(inference, change, fact, values))) {
        const name = JSON.stringify(sortedBy(wider, ([fact]) => fact));
        if (!seen.has(name)) larger.push(wider);
        seen.add(name);
      }
    }
    sets = larger; // all sets of one size, then those that are larger by one answer
  }
  return found;
}

/**
 * The ways of bringing a grouping in that are met once some answers are changed.
 * @param {Inference} inference
 * @param {Change} change
 * @param {string} grouping
 * @returns {import("./ways.js").Way[]}
 */
function metWith(inference, change, grouping) {
  const given = Object.entries({ ...inference.answers, ...Object.fromEntries(change) });
  const known = Object.fromEntries(given.filter(([, value]) => value !== null));
  const { program } = inference;
  const { met } = evaluate(program.table, /** @type {import("./table.js").Facts} */ (known));
  return bringingIn(program, grouping)
    .filter((each) => met.has(each))
    .map(({ way }) => way);
}

/**
 * A change made wider by each other answer to one fact that it does not change yet.
 * @param {Inference} inference
 * @param {Change} change
 * @param {string} fact
 * @param {Value[]} values
 * @returns {Change[]}
 */
function changesOf(inference, change, fact, values) {
  if (change.has(fact)) return [];
  const domain = inference.program.table.by.fact.get(fact)?.domain ?? [];
  // Where a fact has one answer alone, as having goals has, that answer can be taken back and not denied.
  const others = domain.length === 1 ? [null] : domain.filter((value) => !values.includes(value));
  return others.map((value) => new Map([...change, [fact, value]]));
}

/**
 * @param {Change} few
 * @param {Change} many
 * @returns {boolean}
 */
function isPartOf(few, many) {
  return [...few].every(([fact, value]) => many.has(fact) && many.get(fact) === value);
}

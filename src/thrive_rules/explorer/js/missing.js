// Why not: what could still be answered to some effect, and which known answers stand in the way.

import { bringingIn, candidateState, missingOf, togetherOf } from "./inference.js";
import { sortedBy } from "./order.js";
import { smallestSets } from "./ways.js";

/**
 * @typedef {import("./table.js").Facts} Facts
 * @typedef {import("./compiled.js").Written} Written
 * @typedef {import("./inference.js").Inference} Inference
 */

/**
 * The smallest sets of unknown facts whose answers could bring in a grouping that is no candidate, the fewest first; and
 * every fact in one of them. With `by`, only those facts can be answered.
 * @param {Inference} inference
 * @param {string} grouping
 * @param {Set<string> | null} by
 * @returns {{sets: string[][], facts: string[]}}
 */
export function couldBringIn(inference, grouping, by = null) {
  const sets = smallestSets(stillOpen(inference, grouping, by).map((each) => missingOf(inference, each)));
  const names = sets.map((set) => set.map((place) => inference.layer.keys[place]));
  return {
    sets: sortedBy(names, (set) => [set.length, set]),
    facts: togetherOf(sets).map((place) => inference.layer.keys[place]),
  };
}

/**
 * The groupings, undecided so far, that answers to these facts alone could bring in or keep out. To keep one out, they
 * close every way that answers to `by` could meet.
 * @param {Inference} inference
 * @param {Set<string>} facts
 * @param {Set<string> | null} by
 * @returns {string[]}
 */
export function couldSettle(inference, facts, by = null) {
  const groupings = inference.program.table.groupings.map(({ id }) => id);
  return groupings.filter((grouping) => {
    const left = stillOpen(inference, grouping, by);
    if (!left.length || candidateState(inference, grouping)) return false;
    return stillOpen(inference, grouping, facts).length > 0 || canAllBeClosed(inference, left, facts);
  });
}

/**
 * Whether some answers to these facts close every one of some ways.
 * @param {Inference} inference
 * @param {Written[]} ways
 * @param {Set<string>} facts
 * @returns {boolean}
 */
function canAllBeClosed(inference, ways, facts) {
  let left = [ways];
  for (const [place, key] of inference.layer.keys.entries()) {
    if (inference.known[place] !== 0 || !facts.has(key)) continue;
    const answers = [...inference.layer.bits[place].values()];
    const next = left.flatMap((some) => answers.map((bit) => some.filter((each) => leavesOpen(each, place, bit))));
    left = [...new Map(next.map((some) => [some.map((each) => ways.indexOf(each)).join(), some])).values()];
  }
  return left.some((some) => !some.length);
}

/**
 * The unknown facts whose answers could add an argument about a grouping, for or against, that is not made already.
 * @param {Inference} inference
 * @param {string} grouping
 * @returns {string[]}
 */
export function couldBearOn(inference, grouping) {
  const { argueFor, argueAgainst } = inference.program;
  const sets = [];
  for (const { ways } of [...(argueFor.get(grouping) ?? []), ...(argueAgainst.get(grouping) ?? [])]) {
    if (ways.some((each) => inference.met.has(each))) continue;
    const open = ways.filter((each) => each.passable && inference.open.has(each));
    if (open.length) sets.push(...smallestSets(open.map((each) => missingOf(inference, each))));
  }
  return togetherOf(sets).map((place) => inference.layer.keys[place]);
}

/**
 * The known answers that close a way of bringing a grouping in.
 * @param {Inference} inference
 * @param {string} grouping
 * @returns {Facts}
 */
export function inTheWay(inference, grouping) {
  const closing = new Set();
  for (const { places, answers, passable } of bringingIn(inference.program, grouping)) {
    for (let index = 0; passable && index < places.length; index += 1) {
      const bit = inference.known[places[index]];
      if (bit !== 0 && !(bit & answers[index])) closing.add(places[index]);
    }
  }
  const names = inference.layer.keys.filter((_, place) => closing.has(place));
  return Object.fromEntries(names.map((name) => [name, inference.answers[name]]));
}

/**
 * The ways of bringing a grouping in that answers to some facts could meet.
 * @param {Inference} inference
 * @param {string} grouping
 * @param {Set<string> | null} by
 * @returns {Written[]}
 */
function stillOpen(inference, grouping, by) {
  const open = bringingIn(inference.program, grouping).filter((each) => each.passable && inference.open.has(each));
  if (by === null) return open;
  return open.filter((each) => missingOf(inference, each).every((place) => by.has(inference.layer.keys[place])));
}

/**
 * @param {Written} written
 * @param {number} place
 * @param {number} bit
 * @returns {boolean}
 */
function leavesOpen({ places, answers }, place, bit) {
  return places.every((each, index) => each !== place || (answers[index] & bit) !== 0);
}

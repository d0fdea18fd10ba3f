// What a compiled rule base makes of one case: which rules fire, why, and why not.

import { facts } from "./case.js";
import { compileRules } from "./compiled.js";

/**
 * @typedef {import("./table.js").Table} Table
 * @typedef {import("./table.js").Facts} Facts
 * @typedef {import("./case.js").Case} Case
 * @typedef {import("./table.js").Rule} Rule
 * @typedef {import("./compiled.js").Program} Program
 * @typedef {import("./compiled.js").Layer} Layer
 * @typedef {import("./compiled.js").Written} Written
 * @typedef {import("./compiled.js").Marked} Marked
 * @typedef {"fires" | "undecided" | "does_not_fire"} Verdict
 * @typedef {{layer: Layer, known: number[], met: Set<Written>, open: Set<Written>}} Judged
 *   for each key of a layer the answer that is known, as a bit, and zero where none is; ways that are met, or still open
 * @typedef {Judged & {program: Program, answers: Facts}} Inference
 */

/**
 * What every rule about needs and groupings makes of a case. The rules that decide a grouping are not given what never
 * decides one, wherever they come from.
 * @param {Table} table
 * @param {Case} case_
 * @returns {Inference}
 */
export function infer(table, case_) {
  const answers = Object.entries(facts(table, case_)).filter(([name]) => table.by.fact.get(name)?.decides);
  return evaluate(table, Object.fromEntries(answers));
}

/**
 * What every rule about needs and groupings makes of the facts of one case; an unknown fact is absent.
 * @param {Table} table
 * @param {Facts} answers
 * @returns {Inference}
 */
export function evaluate(table, answers) {
  const program = compileRules(table);
  return { ...judge(program.deciding, answers), program, answers };
}

/**
 * Every way of a layer, held against some answers.
 * @param {Layer} layer
 * @param {Facts} answers
 * @returns {Judged}
 */
export function judge(layer, answers) {
  const known = layer.keys.map((key, place) => {
    const answer = answers[key];
    return answer === undefined ? 0 : (layer.bits[place].get(answer) ?? 0);
  });
  const met = new Set();
  const open = new Set();
  for (const written of layer.ways) {
    const { places, answers: allowed } = written;
    let isMet = true;
    let isOpen = true;
    for (let index = 0; isOpen && index < places.length; index += 1) {
      const bit = known[places[index]];
      if (bit === 0) isMet = false;
      else if (!(bit & allowed[index])) isOpen = false;
    }
    if (isOpen) (isMet ? met : open).add(written);
  }
  return { layer, known, met, open };
}

/**
 * The verdict of every rule of a layer, by its id.
 * @param {Judged} judged
 * @returns {Record<string, Verdict>}
 */
export function verdictsOf(judged) {
  return Object.fromEntries([...judged.layer.ofRule].map(([rule, ways]) => [rule, verdictOf(judged, ways)]));
}

/**
 * @param {Judged} judged
 * @param {Written[]} ways
 * @returns {Verdict}
 */
function verdictOf({ met, open }, ways) {
  if (ways.some((each) => met.has(each))) return "fires";
  return ways.some((each) => open.has(each)) ? "undecided" : "does_not_fire";
}

/** @type {Record<Verdict, boolean | null>} */
const STATES = { fires: true, undecided: null, does_not_fire: false };

/**
 * Whether a need is established: true, false, or null where that is not yet known.
 * @param {Inference} inference
 * @param {string} need
 * @returns {boolean | null}
 */
export function needState(inference, need) {
  return STATES[verdictOf(inference, (inference.program.needs.get(need) ?? []).flatMap(({ ways }) => ways))];
}

/**
 * Whether some rule argues for a grouping; null where that is not yet known.
 * @param {Inference} inference
 * @param {string} grouping
 * @returns {boolean | null}
 */
export function candidateState(inference, grouping) {
  return STATES[verdictOf(inference, bringingIn(inference.program, grouping))];
}

/**
 * The groupings that some rule argues for, in the framework's order.
 * @param {Inference} inference
 * @returns {string[]}
 */
export function candidatesOf(inference) {
  return inference.program.table.groupings.map(({ id }) => id).filter((id) => candidateState(inference, id) === true);
}

/**
 * Every way of bringing a grouping in, whether or not answers could meet it.
 * @param {Program} program
 * @param {string} grouping
 * @returns {Written[]}
 */
export function bringingIn(program, grouping) {
  return (program.argueFor.get(grouping) ?? []).flatMap(({ ways }) => ways);
}

/**
 * The rules among some that fire, each with the answers behind it.
 * @param {Inference} inference
 * @param {Marked[]} rules
 * @returns {{rule: Rule, facts: Facts}[]}
 */
export function fired(inference, rules) {
  const found = [];
  for (const { rule, ways } of rules) {
    const met = ways.filter((each) => inference.met.has(each));
    if (met.length) found.push({ rule, facts: behind(inference, met) });
  }
  return found;
}

/**
 * The answers that some ways read, in the order of the vocabulary.
 * @param {Inference} inference
 * @param {Written[]} ways
 * @returns {Facts}
 */
export function behind(inference, ways) {
  const names = togetherOf(ways.map(({ reads }) => reads)).map((place) => inference.layer.keys[place]);
  return Object.fromEntries(names.map((name) => [name, inference.answers[name]]));
}

/**
 * The keys that a way reads and that are not known.
 * @param {Judged} judged
 * @param {Written} written
 * @returns {number[]}
 */
export function missingOf({ known }, { reads }) {
  return reads.filter((place) => known[place] === 0);
}

/**
 * Every place in some sets, each once and in order.
 * @param {number[][]} sets
 * @returns {number[]}
 */
export function togetherOf(sets) {
  return [...new Set(sets.flat())].sort((one, other) => one - other);
}

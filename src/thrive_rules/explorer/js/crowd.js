// Many people at once: each set of people is a row of bits, one bit for each person, so that all of them are asked together.

import { compileRules } from "./compiled.js";
import { bringingIn } from "./inference.js";

/**
 * @typedef {import("./table.js").Table} Table
 * @typedef {import("./table.js").Facts} Facts
 * @typedef {import("./table.js").Value} Value
 * @typedef {Map<string, Map<Value, Uint32Array>>} Having who gave which answer to which question
 */

const WORD = 32;
/** @type {WeakMap<Facts[], Having>} */
const HAVING = new WeakMap();

/**
 * The groupings that some rules put forward for each of some people: just as `candidatesOf` says of each alone.
 * @param {Table} rules
 * @param {Facts[]} people
 * @returns {Set<string>[]}
 */
export function placesOfAll(rules, people) {
  const having = havingOf(people);
  const program = compileRules(rules);
  const places = people.map(() => /** @type {Set<string>} */ (new Set()));
  for (const { id } of rules.groupings) {
    const found = newSet(people);
    for (const { way } of bringingIn(program, id)) {
      const met = newSet(people).fill(~0);
      for (const { key, values } of way) keepAmong(met, values.map((value) => having.get(key)?.get(value)));
      for (let word = 0; word < found.length; word += 1) found[word] |= met[word];
    }
    places.forEach((each, index) => (found[index >>> 5] >>> (index & 31)) & 1 && each.add(id));
  }
  return places;
}

/**
 * Keep in a set of people those alone who are in one of some others.
 * @param {Uint32Array} met
 * @param {(Uint32Array | undefined)[]} among
 */
function keepAmong(met, among) {
  for (let word = 0; word < met.length; word += 1) {
    let bits = 0;
    for (const each of among) bits |= each ? each[word] : 0;
    met[word] &= bits;
  }
}

/**
 * @param {Facts[]} people
 * @returns {Having}
 */
function havingOf(people) {
  const known = HAVING.get(people);
  if (known) return known;
  /** @type {Having} */
  const having = new Map();
  people.forEach((answers, index) => {
    for (const [fact, value] of Object.entries(answers)) {
      const ofFact = having.get(fact) ?? new Map();
      const those = ofFact.get(value) ?? newSet(people);
      those[index >>> 5] |= 1 << (index & 31);
      having.set(fact, ofFact.set(value, those));
    }
  });
  HAVING.set(people, having);
  return having;
}

/** @param {Facts[]} people */
function newSet(people) {
  return new Uint32Array(Math.ceil(people.length / WORD));
}

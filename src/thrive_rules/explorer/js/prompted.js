// What every rule that raises a prompt makes of one case.

import { behind, candidateState, needState, judge, missingOf, togetherOf } from "./inference.js";

/**
 * @typedef {import("./table.js").Facts} Facts
 * @typedef {import("./table.js").Rule} Rule
 * @typedef {import("./compiled.js").Written} Written
 * @typedef {import("./inference.js").Inference} Inference
 * @typedef {import("./inference.js").Judged & {inference: Inference, answers: Facts}} Prompted
 */

/**
 * What every prompt makes of a case: prompts may read candidates, context, severity and what is known, too.
 * @param {Inference} inference
 * @param {Facts} besides
 * @returns {Prompted}
 */
export function promptedBy(inference, besides) {
  const facts = { ...inference.answers, ...besides };
  const answers = { ...facts };
  for (const key of inference.program.prompting.keys) {
    const [kind, name] = key.split(":");
    if (kind === "known") answers[key] = name in facts;
    if (kind === "candidate") answers[key] = candidateState(inference, name) === true;
    const needed = kind === "need" ? needState(inference, name) : null;
    if (needed !== null) answers[key] = needed;
  }
  return { ...judge(inference.program.prompting, answers), inference, answers };
}

/**
 * Every prompt that is raised, with the answers that raised it.
 * @param {Prompted} prompted
 * @returns {{rule: Rule, facts: Facts}[]}
 */
export function raised(prompted) {
  const found = [];
  for (const rule of prompted.inference.program.table.rules) {
    const met = (prompted.layer.ofRule.get(rule.id) ?? []).filter((each) => prompted.met.has(each));
    if (met.length) found.push({ rule, facts: behindPrompt(prompted, met) });
  }
  return found;
}

/**
 * The unknown facts one answer to which raises a prompt of a kind that is not raised so far.
 * @param {Prompted} prompted
 * @param {string} kind
 * @returns {Set<string>}
 */
export function couldRaise(prompted, kind) {
  const found = new Set();
  const { table } = prompted.inference.program;
  for (const rule of table.rules.filter((each) => each.prompt_kind === kind)) {
    const ways = prompted.layer.ofRule.get(rule.id) ?? [];
    if (ways.some((each) => prompted.met.has(each))) continue;
    for (const each of ways.filter((way) => prompted.open.has(way))) {
      const missing = missingOf(prompted, each).map((place) => prompted.layer.keys[place]);
      if (missing.length === 1 && table.by.fact.has(missing[0])) found.add(missing[0]);
    }
  }
  return found;
}

/**
 * @param {Prompted} prompted
 * @param {Written[]} met
 * @returns {Facts}
 */
function behindPrompt({ inference, layer, answers }, met) {
  const names = new Set();
  for (const key of togetherOf(met.map(({ reads }) => reads)).map((place) => layer.keys[place])) {
    const [kind, name] = key.split(":");
    if (name === undefined) names.add(key);
    else if (kind === "known") names.add(name);
    else {
      const { program } = inference;
      const marked = kind === "need" ? program.needs.get(name) : program.argueFor.get(name);
      const ways = (marked ?? []).flatMap((each) => each.ways).filter((each) => inference.met.has(each));
      Object.keys(behind(inference, ways)).forEach((each) => names.add(each));
    }
  }
  const known = inference.program.table.facts.filter(({ name }) => names.has(name) && name in answers);
  return Object.fromEntries(known.map(({ name }) => [name, answers[name]]));
}

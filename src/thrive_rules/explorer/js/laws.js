// The laws that no local rule may break, held against every way in which rules can be met. No solver.
//
// A way is the smallest case in which a rule fires, and a case that knows more keeps what that one settled. So what holds
// of every way holds of every case. It may find more than a proof would, and never less.

import { compileRules, writtenWays } from "./compiled.js";
import { candidatesOf, evaluate } from "./inference.js";
import { holds } from "./meaning.js";
import { sortedBy } from "./order.js";
import { checksOnRules } from "./rule_checks.js";
import { askedBy, factsRead, smallestWays } from "./ways.js";

/**
 * @typedef {import("./table.js").Table} Table
 * @typedef {import("./table.js").Rule} Rule
 * @typedef {import("./table.js").Facts} Facts
 * @typedef {import("./table.js").Value} Value
 * @typedef {import("./ways.js").Way} Way
 * @typedef {import("./compiled.js").Program} Program
 * @typedef {{law: string, where: string[], message: string, answers: Facts | null}} Broken
 *   a law, the rule that breaks it where it is one, in words, and the smallest answers that show it where some do
 * @typedef {Omit<Broken, "law">} Found
 */

/** @type {WeakMap<Program, Map<string, {rule: Rule, way: Way}[]>>} */
const WAYS_IN = new WeakMap();
/** @type {WeakMap<Rule, Set<string>>} */
const READ_BY = new WeakMap();
const NOT_HEARD = "neither the framework nor the rule base speaks against it";

/**
 * Every law that a rule base breaks, with the rule that breaks it where it is one rule.
 * @param {Table} table
 * @returns {Broken[]}
 */
export function brokenLaws(table) {
  const program = compileRules(table);
  const found = table.laws.flatMap(({ name, claims }) =>
    claims.flatMap((/** @type {any} */ claim) =>
      CLAIMS[claim.shape](claim, program).map((/** @type {Found} */ each) => ({ law: name, ...each })),
    ),
  );
  return [...found, ...checksOnRules(table)];
}

/** @type {Record<string, (claim: any, program: Program) => Found[]>} */
const CLAIMS = {
  never_reads: neverReads,
  only_where: onlyWhere,
  brings_in: bringsIn,
  raises: raisesByItself,
  adds: addsByItself,
  keeps: keepsWhatIsArgued,
  spoken_against: spokenAgainst,
  leaves_nobody_out: leavesNobodyOut,
};

/** @param {any} claim @param {Program} program @returns {Found[]} */
function neverReads({ facts, but_against: butAgainst }, { table }) {
  const may = butAgainst ? "prompts and arguments against a grouping" : "prompts alone";
  const about = table.rules.filter(({ kind }) => kind !== "prompts" && !(butAgainst && kind === "argues_against"));
  return about.flatMap((rule) => {
    const read = [...readBy(rule)].filter((fact) => facts.includes(fact));
    if (!read.length) return [];
    return sortedBy(read, (fact) => fact).map((fact) => brokenAt(rule, `${fact} moves no grouping; ${may} may read it`));
  });
}

/**
 * The facts that a rule reads, which stay the same as long as it does.
 * @param {Rule} rule
 */
function readBy(rule) {
  const read = READ_BY.get(rule) ?? factsRead(rule.when);
  READ_BY.set(rule, read);
  return read;
}

/** @param {any} claim @param {Program} program @returns {Found[]} */
function onlyWhere({ grouping, needed, otherwise }, program) {
  const without = waysIn(program, grouping).filter(({ way }) => holds(needed, smallestCase(way)) !== true);
  return without.map(({ rule, way }) => brokenAt(rule, `it could come in ${otherwise}`, smallestCase(way)));
}

/** @param {any} claim @param {Program} program @returns {Found[]} */
function bringsIn({ answers, groupings }, { table }) {
  const found = candidatesOf(evaluate(table, answers));
  if (groupings.some((/** @type {string} */ each) => found.includes(each))) return [];
  return [brokenByAll(`${groupings.join(" or ")} does not come in with ${spelledAnswers(answers)} alone`, answers)];
}

/** @param {any} claim @param {Program} program @returns {Found[]} */
function raisesByItself({ fact, kind }, program) {
  const asked = program.table.rules.filter((rule) => rule.prompt_kind === kind);
  return asked.some((rule) => isEnough(program, rule, fact)) ? [] : [brokenByAll(`${fact} by itself raises no ${kind}`)];
}

/** @param {any} claim @param {Program} program @returns {Found[]} */
function addsByItself({ what, fact }, program) {
  const { rules, groupings } = program.table;
  const arguing = rules.filter(({ kind }) => kind.startsWith("argues"));
  const prompting = rules.filter(({ kind }) => kind === "prompts");
  const found = [];
  if (!arguing.some((rule) => isEnough(program, rule, fact))) found.push(brokenByAll(`${what} adds no argument by itself`));
  if (!prompting.some((rule) => isEnough(program, rule, fact))) found.push(brokenByAll(`${what} raises no prompt by itself`));
  for (const { rule, way } of groupings.flatMap(({ id }) => waysIn(program, id))) {
    const answers = smallestCase(way);
    if (answers[fact] === false) found.push(brokenAt(rule, `${what} would take a candidate away`, answers));
  }
  return found;
}

/** @param {any} claim @param {Program} program @returns {Found[]} */
function keepsWhatIsArgued({ voice, facts, yes_alone: yesAlone }, program) {
  const found = [];
  for (const rule of program.table.rules.filter((each) => each.kind.startsWith("argues") && each.voice === voice)) {
    const read = smallestWays(waysOfRule(program, rule))
      .flat()
      .filter(({ values }) => !(yesAlone && values.includes(true)))
      .map(({ key }) => key);
    const [other] = sortedBy(
      read.filter((fact) => facts.includes(fact)),
      (fact) => fact,
    );
    if (other) found.push(brokenAt(rule, `speaks as ${voice} and could be taken away by ${other}`));
  }
  return found;
}

/** @param {any} claim @param {Program} program @returns {Found[]} */
function spokenAgainst({ grouping, fact }, program) {
  for (const { rule, way } of waysIn(program, grouping)) {
    if (!(askedBy(way).get(fact) ?? [true]).includes(true)) continue;
    const answers = { ...smallestCase(way), [fact]: true };
    const against = (program.argueAgainst.get(grouping) ?? []).filter((each) => each.ways.some((one) => isMet(one.way, answers)));
    if (!against.some((each) => program.table.joining.includes(each.rule.voice ?? ""))) {
      const mend = `add a rule of one of them, with \`when: {${fact}: true}\` and \`argues_against: ${grouping}\``;
      return [brokenAt(rule, `it could bring ${grouping} in with ${fact}, and ${NOT_HEARD}; ${mend}`, answers)];
    }
  }
  return [];
}

/** @param {any} claim @param {Program} program @returns {Found[]} */
function leavesNobodyOut({ answered }, program) {
  const { table } = program;
  let ways = table.groupings
    .flatMap(({ id }) => waysIn(program, id))
    .map(({ way }) => askedBy(way))
    .filter((asked) => [...asked.keys()].every((fact) => answered.includes(fact)));
  for (const fact of table.urgent_kinds) ways = waysGiven(ways, fact, false);
  const left = meetingNone(table, ways, {});
  if (left === null) return [];
  const answers = spelledAnswers(Object.fromEntries(sortedBy(Object.entries(left), ([fact]) => fact)));
  const who = answers ? `; with ${answers}` : ", whatever is answered";
  return [brokenByAll(`everything can be answered and no grouping comes in${who}`, left)];
}

/**
 * Every way in which some answers could bring a grouping in, and the rule whose way it is.
 * @param {Program} program
 * @param {string} grouping
 * @returns {{rule: Rule, way: Way}[]}
 */
export function waysIn(program, grouping) {
  const found = WAYS_IN.get(program) ?? new Map();
  WAYS_IN.set(program, found);
  if (!found.has(grouping)) {
    const ways = (program.argueFor.get(grouping) ?? []).flatMap(({ rule, ways }) =>
      smallestWays(ways.filter(({ passable }) => passable).map(({ way }) => way)).map((way) => ({ rule, way })),
    );
    found.set(grouping, ways);
  }
  return found.get(grouping) ?? [];
}

/**
 * Every way in which a rule can be met; where it is no prompt, each need that it reads is unfolded.
 * @param {Program} program
 * @param {Rule} rule
 * @returns {Way[]}
 */
export function waysOfRule(program, rule) {
  if (rule.kind === "prompts") return writtenWays(program.table, rule);
  return (program.deciding.ofRule.get(rule.id) ?? []).map(({ way }) => way);
}

/**
 * The answers that a way settles; where several would do, none is.
 * @param {Way} way
 * @returns {Facts}
 */
export function smallestCase(way) {
  const settled = [...askedBy(way)].filter(([, values]) => values.length === 1);
  return Object.fromEntries(settled.map(([fact, [value]]) => [fact, value]));
}

/**
 * @param {Way} way
 * @param {Facts} answers
 */
function isMet(way, answers) {
  return way.every(({ key, values }) => key in answers && values.includes(answers[key]));
}

/**
 * Whether a rule fires where one question is answered by yes, whatever else is known, and nowhere else.
 * @param {Program} program
 * @param {Rule} rule
 * @param {string} fact
 */
function isEnough(program, rule, fact) {
  const ways = waysOfRule(program, rule);
  const isYes = (/** @type {Way[number]} */ { key, values }) => key === fact && values.length === 1 && values[0] === true;
  return ways.some((way) => way.length === 1) && ways.every((way) => way.some(isYes));
}

/**
 * Answers that meet none of these ways, or null. The shortest way first: of one answer, there is little choice.
 * @param {Table} table
 * @param {Map<string, Value[]>[]} ways
 * @param {Facts} answers
 * @returns {Facts | null}
 */
function meetingNone(table, ways, answers) {
  if (!ways.length) return answers;
  const shortest = ways.reduce((least, way) => (way.size < least.size ? way : least));
  for (const { name, domain } of table.facts.filter((fact) => shortest.has(fact.name))) {
    for (const value of domain.filter((each) => !shortest.get(name)?.includes(each))) {
      const found = meetingNone(table, waysGiven(ways, name, value), { ...answers, [name]: value });
      if (found !== null) return found;
    }
  }
  return null;
}

/**
 * The ways that are still open once a fact is answered so, and what else each of them asks for.
 * @param {Map<string, Value[]>[]} ways
 * @param {string} fact
 * @param {Value} value
 */
function waysGiven(ways, fact, value) {
  const still = ways.filter((way) => (way.get(fact) ?? [value]).includes(value));
  return still.map((way) => new Map([...way].filter(([key]) => key !== fact)));
}

/** @param {Rule} rule @param {string} message @param {Facts | null} answers @returns {Found} */
function brokenAt(rule, message, answers = null) {
  return { where: ["rules", rule.id, "when"], message, answers };
}

/** @param {string} message @param {Facts | null} answers @returns {Found} */
function brokenByAll(message, answers = null) {
  return { where: ["rules"], message, answers };
}

/** @param {Facts} answers */
function spelledAnswers(answers) {
  return Object.entries(answers)
    .map(([fact, value]) => `${fact}: ${String(value).toLowerCase()}`)
    .join(", ");
}

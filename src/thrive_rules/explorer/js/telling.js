// What a young person says, and what moved between two answers, in the words of the rules.

import { element } from "./dom.js";
import { candidatesOf, evaluate } from "./inference.js";
import { answerText } from "./rule_text.js";
import { sayAnswer } from "./answer.js";

/**
 * @typedef {import("./kit.js").Kit} Kit
 * @typedef {import("./kit.js").Answered} Answered
 */

/**
 * A made-up young person in their own words and answers, without how bad anything is.
 * @param {Kit} kit
 * @param {string} heading
 * @param {Answered} person
 */
export function personShown({ table, reader, say }, heading, person) {
  const { presentation, preferences } = person.case;
  const words = [presentation.safety_narrative, preferences.what_matters, ...preferences.goals, ...preferences.declines, ...presentation.strengths];
  const answers = Object.entries(person.facts)
    .map(([name, value]) => ({ fact: table.by.fact.get(name), value }))
    .filter(({ fact, value }) => fact?.topic && fact.part !== "view" && typeof value === "boolean")
    .map(({ fact, value }) => element("li", {}, `${fact?.label[reader]}: ${sayAnswer(table, value, reader, fact?.name)}`));
  return element(
    "div",
    { class: "person" },
    element("h3", {}, heading),
    words.filter(Boolean).map((text) => element("blockquote", {}, `“${text}”`)),
    element("ul", {}, answers),
    viewsOfOthers({ table, reader }, person).map((view) => element("p", {}, view)),
    element("p", { class: "quiet" }, say("shell.own_answers")),
  );
}

/**
 * A made-up young person of whom a few answers are known and nothing else, with what some rules put forward.
 * @param {Kit} kit
 * @param {import("./table.js").Table} rules
 * @param {import("./table.js").Facts} answers
 */
export function personWith({ table, reader, say }, rules, answers) {
  const named = candidatesOf(evaluate(rules, answers)).map((each) => table.by.grouping.get(each)?.name);
  return element(
    "div",
    { class: "person" },
    Object.entries(answers).map(([fact, value]) => element("p", {}, answerText(table, reader, fact, value))),
    element("p", {}, say("claim.nothing_else")),
    element("p", {}, element("strong", {}, say("claim.put_forward")), `: ${named.join(", ") || say("claim.none")}`),
  );
}

/**
 * What everybody else suggests, a line for each.
 * @param {{table: import("./table.js").Table, reader: import("./table.js").Reader}} kit
 * @param {Answered} person
 * @returns {string[]}
 */
function viewsOfOthers({ table, reader }, person) {
  return person.case.views.map((/** @type {import("./case.js").View} */ view) => {
    const kinds = table.kinds_of_help.filter((kind) => typeof view.proposes[kind] === "boolean");
    const proposals = kinds.map((kind) => `${table.wording.help[kind][reader]}: ${sayAnswer(table, view.proposes[kind], reader)}`);
    return `${view.label ?? table.wording.voices[view.from][reader]}: ${proposals.join("; ")}`;
  });
}

/**
 * How much moved from one suggestion to another. Severity, prompts and kinds of support are not counted: they are no
 * part of what is put forward, and a prompt may read severity.
 * @param {any} before
 * @param {any} after
 */
export function countMoved(before, after) {
  return {
    groupings: differing(grouped(before), grouped(after)),
    arguments: differing(argued(before), argued(after)),
    needs: differing(before.needs.map(need), after.needs.map(need)),
    questions: differing(before.unknowns.map(question), after.unknowns.map(question)),
  };
}

/** @param {any} suggestion */
const grouped = (suggestion) => suggestion.candidates.map((/** @type {any} */ each) => each.grouping);
/** @param {any} each */
const need = (each) => each.need;
/** @param {any} each */
const question = (each) => JSON.stringify([each.fact, each.could_bring_in, each.could_bear_on]);

/**
 * @param {any} suggestion
 * @returns {string[]}
 */
function argued(suggestion) {
  return [...suggestion.candidates, ...suggestion.not_put_forward].flatMap((each) =>
    [...(each.for ?? []), ...each.against].map((argument) => JSON.stringify([argument.rule, argument.facts])),
  );
}

/**
 * @param {string[]} these
 * @param {string[]} those
 */
function differing(these, those) {
  return these.filter((each) => !those.includes(each)).length + those.filter((each) => !these.includes(each)).length;
}

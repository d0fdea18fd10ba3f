// Two cases side by side: what differs in them, and what that moved. Where severity alone differs: nothing.

import { facts } from "./case.js";
import { isSame } from "./json.js";
import { onlyRuleBase } from "./suggestion.js";

/**
 * @typedef {import("./table.js").Table} Table
 * @typedef {import("./table.js").Value} Value
 * @typedef {import("./suggestion.js").Argument} Argument
 * @typedef {import("./conversation.js").Conversation} Conversation
 * @typedef {import("./what_if.js").Changed} Changed
 * @typedef {{grouping: string, before: boolean, after: boolean, only_rule_base: boolean, arguments_gained: Argument[],
 *   arguments_lost: Argument[]}} Moved
 * @typedef {{format: number, for: any, answers: Changed[], own_words: string[], severity: Changed[], moved: Moved[],
 *   needs_gained: string[], needs_lost: string[], prompts_gained: string[], prompts_lost: string[], urgent: string[],
 *   suggestion_moved: boolean}} Comparison
 */

/** Fields of people's own words and choices; no rule reads them. */
const FIELDS_OF_OWN_WORDS = [
  ["presentation", "strengths"],
  ["presentation", "safety_narrative"],
  ["preferences", "goals"],
  ["preferences", "declines"],
  ["preferences", "what_matters"],
  ["preferences", "places"],
];
/** What a suggestion says, by the keys of a conversation. */
const OF_A_SUGGESTION = ["candidates", "not_put_forward", "needs", "unknowns", "ask_first", "urgent", "provenance"];

/**
 * Compare two conversations over the same rules.
 * @param {Table} table
 * @param {Conversation} first
 * @param {Conversation} second
 * @returns {Comparison}
 */
export function compare(table, first, second) {
  const needs = [first, second].map((each) => each.needs.map(({ need }) => need));
  const prompts = [first, second].map((each) => each.prompts.map(({ rule }) => rule));
  const urgent = [first, second].flatMap((each) => each.urgent?.kinds ?? []);
  const parts = /** @type {any[]} */ ([first, second]);
  return {
    format: 1,
    for: parts[0].for ?? null,
    answers: changedAnswers(table, first, second),
    own_words: ownWordsThatDiffer(table, first, second),
    severity: changedSeverity(table, first.severity, second.severity),
    moved: movedGroupings(table, first, second),
    needs_gained: onlyIn(needs[1], needs[0]),
    needs_lost: onlyIn(needs[0], needs[1]),
    prompts_gained: onlyIn(prompts[1], prompts[0]),
    prompts_lost: onlyIn(prompts[0], prompts[1]),
    urgent: table.urgent_kinds.filter((kind) => urgent.includes(kind)),
    suggestion_moved: OF_A_SUGGESTION.some((key) => !isSame(parts[0][key], parts[1][key])),
  };
}

/**
 * @param {string[]} these
 * @param {string[]} those
 * @returns {string[]}
 */
function onlyIn(these, those) {
  return these.filter((each) => !those.includes(each));
}

/**
 * @param {Table} table
 * @param {Conversation} first
 * @param {Conversation} second
 * @returns {Changed[]}
 */
function changedAnswers(table, first, second) {
  const [one, other] = [facts(table, first.case), facts(table, second.case)];
  const changed = Object.keys({ ...one, ...other }).map((field) => {
    return { field, before: one[field] ?? null, after: other[field] ?? null };
  });
  return changed.filter(({ before, after }) => before !== after);
}

/**
 * @param {Table} table
 * @param {Conversation} first
 * @param {Conversation} second
 * @returns {string[]}
 */
function ownWordsThatDiffer(table, first, second) {
  const [one, other] = /** @type {any[]} */ ([first.case, second.case]);
  const found = FIELDS_OF_OWN_WORDS.filter(([part, field]) => !isSame(one[part][field], other[part][field]));
  const names = found.map((path) => path.join("."));
  // Views are merged into facts for rules; where two people's views differ in ways that no fact shows, say so.
  const [proposed, instead] = [first, second].map(({ case: case_ }) =>
    Object.entries(facts(table, case_)).filter(([name]) => table.by.fact.get(name)?.part === "view"),
  );
  const spoke = isSame(first.positions.slice(1), second.positions.slice(1));
  const sameFacts = isSame(Object.fromEntries(proposed), Object.fromEntries(instead));
  return !spoke && sameFacts ? [...names, "views"] : names;
}

/**
 * @param {Table} table
 * @param {Conversation["severity"]} first
 * @param {Conversation["severity"]} second
 * @returns {Changed[]}
 */
function changedSeverity(table, first, second) {
  const rated = table.facts.filter(({ path }) => path[0] === "severity");
  const answerOf = (/** @type {Conversation["severity"]} */ { ratings, impact }, /** @type {string} */ key) =>
    (key ? ratings[key] : impact) ?? null;
  const changed = rated.map(({ name, key }) => ({ field: name, before: answerOf(first, key), after: answerOf(second, key) }));
  const beside = /** @type {("measures" | "diagnoses")[]} */ (["measures", "diagnoses"]);
  const named = beside.filter((field) => !isSame(first[field], second[field]));
  return [
    ...changed.filter(({ before, after }) => before !== after),
    ...named.map((field) => ({ field: `severity.${field}`, before: null, after: null })),
  ];
}

/**
 * @param {Table} table
 * @param {Conversation} first
 * @param {Conversation} second
 * @returns {Moved[]}
 */
function movedGroupings(table, first, second) {
  const alone = new Set(
    [first, second].flatMap(({ candidates }) => candidates.filter(onlyRuleBase).map(({ grouping }) => grouping)),
  );
  const moved = [];
  for (const { id: grouping } of table.groupings) {
    const before = argumentsAbout(first, grouping);
    const after = argumentsAbout(second, grouping);
    const gained = after.made.filter(({ rule }) => !before.made.some((each) => each.rule === rule));
    const lost = before.made.filter(({ rule }) => !after.made.some((each) => each.rule === rule));
    if (gained.length || lost.length || before.candidate !== after.candidate) {
      moved.push({
        grouping,
        before: before.candidate,
        after: after.candidate,
        only_rule_base: alone.has(grouping),
        arguments_gained: gained,
        arguments_lost: lost,
      });
    }
  }
  return moved;
}

/**
 * @param {Conversation} conversation
 * @param {string} grouping
 * @returns {{candidate: boolean, made: Argument[]}}
 */
function argumentsAbout(conversation, grouping) {
  const candidate = conversation.candidates.find((each) => each.grouping === grouping);
  if (candidate) return { candidate: true, made: [...candidate.for, ...candidate.against] };
  const other = conversation.not_put_forward.find((each) => each.grouping === grouping);
  return { candidate: false, made: other?.against ?? [] };
}

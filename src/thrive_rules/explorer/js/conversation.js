// A conversation: a suggestion with severity laid beside it, the prompts that both raise, and who wants what.
//
// This is the first module in which severity stands next to candidates, and nothing here can change them.

import { facts, severityFacts } from "./case.js";
import { infer } from "./inference.js";
import { unmarked } from "./joins.js";
import { dumps } from "./json.js";
import { sortedBy } from "./order.js";
import { promptedBy, raised } from "./prompted.js";
import { suggest } from "./suggestion.js";
import { factsRead } from "./ways.js";

/**
 * @typedef {import("./table.js").Table} Table
 * @typedef {import("./table.js").Facts} Facts
 * @typedef {import("./case.js").Case} Case
 * @typedef {import("./case.js").Severity} Severity
 * @typedef {import("./case.js").Wants} Wants
 * @typedef {{rule: string, kind: string, text: string, facts: Facts, sources: string[]}} Prompt
 * @typedef {{voice: string, label: string | null, wants: Wants}} Position
 * @typedef {{help: string, wanted_by: string[], not_wanted_by: string[]}} Difference
 * @typedef {{grouping: string, options: string[], programmes: string[]}} ToCompare
 * @typedef {import("./suggestion.js").Suggestion & {severity: Severity & {note: string}, prompts: Prompt[],
 *   positions: Position[], differences: Difference[], options: ToCompare[], case: Case, for: any}} Conversation
 *   the suggestion's keys at the top; `for` is whose copy it is, and null for the record's own
 */

/**
 * Suggest, lay severity beside it, and raise the prompts. Throws Refused for the rules of a teaching counterexample.
 * @param {Table} table
 * @param {Case} case_
 * @param {Severity} severity
 * @returns {Conversation}
 */
export function converse(table, case_, severity) {
  const suggestion = suggest(table, case_);
  const positions = positionsOf(table, case_);
  const inOrder = Object.keys(severity.ratings).sort((one, other) => place(table, one) - place(table, other));
  return {
    ...suggestion,
    severity: {
      ratings: Object.fromEntries(inOrder.map((key) => [key, severity.ratings[key]])),
      impact: severity.impact,
      measures: severity.measures,
      diagnoses: severity.diagnoses,
      note: unmarked(table.wording.severity_note.practitioner),
    },
    prompts: promptsOf(table, case_, severity),
    positions,
    differences: differencesOf(table, positions),
    options: suggestion.candidates.map(({ grouping }) => toCompare(table, grouping)),
    case: case_,
    for: null,
  };
}

/**
 * The JSON of a conversation, as Python writes it.
 * @param {Conversation} conversation
 * @returns {string}
 */
export function conversationText(conversation) {
  const { context, presentation, preferences, views } = conversation.case;
  return dumps({ ...conversation, case: { context, presentation, preferences, views } });
}

/**
 * Each kind of help on which people of one kind differ, such as two parents, and all of them who spoke of it.
 * @param {Table} table
 * @param {Position[]} positions
 * @returns {{help: string, people: Position[]}[]}
 */
export function ofOneKindWhoDiffer(table, positions) {
  const voices = [...new Set(positions.map(({ voice }) => voice))];
  return voices.flatMap((voice) =>
    table.kinds_of_help.flatMap((help) => {
      const people = positions.filter((each) => each.voice === voice && each.wants[help] !== null);
      return new Set(people.map(({ wants }) => wants[help])).size > 1 ? [{ help, people }] : [];
    }),
  );
}

/**
 * @param {Table} table
 * @param {string} concern
 * @returns {number}
 */
function place(table, concern) {
  return table.facts.findIndex(({ path, key }) => path[1] === "ratings" && key === concern);
}

/**
 * @param {Table} table
 * @param {Case} case_
 * @param {Severity} severity
 * @returns {Prompt[]}
 */
function promptsOf(table, case_, severity) {
  const known = { ...facts(table, case_), ...severityFacts(table, severity) };
  const isOwn = (/** @type {string} */ name) => table.by.fact.get(name)?.voice === "young_person";
  // As long as the young person has said nothing, what asks for their own answers stands before all else, and first what
  // asks for most of them.
  const silent = !Object.keys(known).some(isOwn);
  const own = (/** @type {import("./table.js").Rule} */ rule) =>
    silent && rule.prompt_kind === "ask" ? [...factsRead(rule.when)].filter(isOwn).length : 0;
  const found = sortedBy(raised(promptedBy(infer(table, case_), known)), ({ rule }) => [
    -own(rule),
    table.prompt_kinds.indexOf(rule.prompt_kind ?? ""),
    rule.id,
  ]);
  return found.map(({ rule, facts: behind_ }) => ({
    rule: rule.id,
    kind: rule.prompt_kind ?? "",
    text: unmarked(rule.words.practitioner),
    facts: behind_,
    sources: rule.sources,
  }));
}

/**
 * The kinds of support that stand beside one candidate, for people to compare. The case has no part in it.
 * @param {Table} table
 * @param {string} grouping
 * @returns {ToCompare}
 */
function toCompare(table, grouping) {
  const beside = (/** @type {any[]} */ parts) =>
    parts.filter(({ groupings }) => groupings.includes(grouping)).map(({ id }) => id);
  return { grouping, options: beside(table.options), programmes: beside(table.programmes) };
}

/**
 * Everyone who has spoken, the young person first, in an order that does not depend on who was written down first.
 * @param {Table} table
 * @param {Case} case_
 * @returns {Position[]}
 */
function positionsOf(table, case_) {
  const others = sortedBy(case_.views, ({ from, label, proposes }) => [
    table.voices.indexOf(from),
    label ?? "",
    JSON.stringify(proposes),
  ]);
  const spoken = others.map(({ from, label, proposes }) => ({ voice: from, label, wants: proposes }));
  const own = { voice: "young_person", label: null, wants: case_.preferences.wants };
  return [own, ...new Map(spoken.map((each) => [JSON.stringify(each), each])).values()]; // given twice is one view
}

/**
 * Where people differ, by kind of help.
 * @param {Table} table
 * @param {Position[]} positions
 * @returns {Difference[]}
 */
function differencesOf(table, positions) {
  const saying = (/** @type {string} */ help, /** @type {boolean} */ answer) => [
    ...new Set(positions.filter(({ wants }) => wants[help] === answer).map(({ voice }) => voice)),
  ];
  const found = table.kinds_of_help.map((help) => {
    return { help, wanted_by: saying(help, true), not_wanted_by: saying(help, false) };
  });
  return found.filter(({ wanted_by: yes, not_wanted_by: no }) => yes.length && no.length);
}

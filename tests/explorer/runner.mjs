// Reads requests as lines of JSON, and answers each with one line: a list of texts, or what was refused.
//
//   node runner.mjs FOLDER-OF-MODULES < requests
//
// {"table": …}           the table of all that follows
// {"case": "…"}          the text of a case file: its conversation, what would change it, and what differs from the last
// {"case": "…", "people": …, "replies": …}  what these people are told, and the case after some replies
// {"case": "…", "people": …, "decision": "…"}  what these people are told of a decision, and their copies of it
// {"laws": true}         the laws that the rules of the table break
// {"ways": true}         every way of every rule, as a table has it
// {"suggest": n}         how long a suggestion takes, in milliseconds: the fastest of n runs over all cases so far

import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

import { decisionsBy } from "./decisions.mjs";
import { pagesBy } from "./pages.mjs";

const folder = pathToFileURL(`${process.argv[2]}/`);
const { readTable } = await import(new URL("table.js", folder));
const { readCase } = await import(new URL("case_file.js", folder));
const { converse, conversationText } = await import(new URL("conversation.js", folder));
const { suggest } = await import(new URL("suggestion.js", folder));
const { whatIf } = await import(new URL("what_if.js", folder));
const { compare } = await import(new URL("comparison.js", folder));
const { compileRules } = await import(new URL("compiled.js", folder));
const { brokenLaws, waysOfRule } = await import(new URL("laws.js", folder));
const { dumps } = await import(new URL("json.js", folder));
const tellOfDecision = await decisionsBy(folder);
const tellPeople = await pagesBy(folder);

let table = null;
let last = null;
const cases = [];

function aboutCase(text) {
  const { case: read, severity } = readCase(table, text);
  const conversation = converse(table, read, severity);
  conversation.provenance.engines = ["engine"];
  const texts = [conversationText(conversation), dumps(table.groupings.map(({ id }) => whatIf(table, read, id)))];
  if (last) texts.push(dumps(compare(table, last, conversation)));
  last = conversation;
  cases.push(read);
  return texts;
}

function fastest(times) {
  const all = Array.from({ length: times }, () => {
    const began = performance.now();
    for (const each of cases) suggest(table, each);
    return (performance.now() - began) / cases.length;
  });
  return [String(Math.min(...all))];
}

function answer(request) {
  if ("table" in request) {
    last = null;
    cases.length = 0;
    table = readTable(request.table);
    return [];
  }
  if ("decision" in request) return tellOfDecision(table, request);
  if ("people" in request) return tellPeople(table, request);
  if ("case" in request) return aboutCase(request.case);
  if ("laws" in request) {
    return [dumps(brokenLaws(table).map(({ law, where, message }) => [where, `${law}: ${message}`]))];
  }
  if ("ways" in request) {
    const program = compileRules(table);
    return table.rules.map((rule) => dumps(waysOfRule(program, rule).map((way) => way.map(({ key, values }) => [key, values]))));
  }
  return fastest(request.suggest);
}

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  let said;
  try {
    said = await answer(JSON.parse(line));
  } catch (failure) {
    said = { refused: failure.faults ?? null, failure: failure.faults ? undefined : String(failure.stack) };
  }
  process.stdout.write(`${JSON.stringify(said)}\n`);
}

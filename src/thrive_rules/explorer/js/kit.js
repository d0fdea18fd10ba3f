// What every part of a page is given: the rules, the words, the made-up people, and how to say things.

import { facts } from "./case.js";
import { readCase } from "./case_file.js";
import { converse } from "./conversation.js";
import { element } from "./dom.js";
import { suggest } from "./suggestion.js";

/**
 * @typedef {import("./table.js").Table} Table
 * @typedef {import("./table.js").Reader} Reader
 * @typedef {{id: string, name: string, why: string, source: string | null, case: any, expected: string[],
 *   practice: boolean}} Lesson
 *   a made-up young person, as the worked cases beside the rules tell of them
 * @typedef {{table: Table, beside: Table, words: Record<string, string>, reader: Reader, lessons: Map<string, Lesson>, marks: any, certificate: any,
 *   overlay: import("./overlay.js").May, say: Say}} Kit
 * @typedef {(place: string, parts?: Record<string, string | number>) => string} Say
 * @typedef {{suggestion: any, conversation: any, facts: Record<string, any>, case: any, severity: any}} Answered
 * @typedef {{element: HTMLElement, reset: () => void}} Part
 */

/**
 * How texts are said: by their place in the file of words, with parts put in for names in braces.
 * @param {Record<string, string>} words
 * @returns {Kit["say"]}
 */
export function sayer(words) {
  return (place, parts = {}) => {
    const text = words[place];
    if (text === undefined) throw new Error(`no words for ${place}`);
    return text.replace(/\{([a-z_]+)\}/g, (_, name) => String(parts[name] ?? ""));
  };
}

/**
 * What the rules make of a case, as a file has it.
 * @param {Table} table
 * @param {any} data
 * @returns {Answered}
 */
export function answered(table, data) {
  const { case: read, severity } = readCase(table, data);
  const suggestion = suggest(table, read);
  const conversation = converse(table, read, severity);
  return { suggestion, conversation, facts: facts(table, read), case: read, severity };
}

/**
 * What a rule says, in the words of whoever reads.
 * @param {{table: Table, reader: Reader}} kit
 * @param {string} rule
 */
export function wordsOf({ table, reader }, rule) {
  return table.by.rule.get(rule)?.words[reader] ?? "";
}

/**
 * A case, as a file has it, with some answers in it and nothing else. What a safety concern is about has to be said in a
 * case; `narrative` says it.
 * @param {Table} table
 * @param {Record<string, any>} answers
 * @param {string} narrative
 * @returns {any}
 */
export function caseOfAnswers(table, answers, narrative) {
  /** @type {any} */
  const made = {};
  for (const [name, value] of Object.entries(answers)) {
    const fact = table.by.fact.get(name);
    if (!fact) continue;
    if (fact.part === "view") viewOf(made, String(fact.voice)).proposes[fact.key] = value;
    else {
      const [section, field] = fact.path;
      const part = (made[section] ??= {});
      if (fact.held === "by_key") (part[field] ??= {})[fact.key] = value;
      else if (fact.held === "plain") part[field] = value;
    }
  }
  if (made.presentation?.safety_concern) made.presentation.safety_narrative = narrative;
  return made;
}

/**
 * @param {any} made
 * @param {string} voice
 */
function viewOf(made, voice) {
  const views = (made.views ??= []);
  let view = views.find((/** @type {any} */ each) => each.from === voice);
  if (!view) views.push((view = { from: voice, proposes: {} }));
  return view;
}

/**
 * Which rules these are and whether anybody has reviewed them, on screen and on paper: a saved file outlives its rules.
 * @param {{table: Table, say: Say}} kit
 */
export function footerOf({ table, say }) {
  const { id, version, digest, reviewed, review_by } = table.rule_base;
  const past = new Date().toISOString().slice(0, 10) > review_by;
  return element(
    "footer",
    { class: "quiet" },
    element("p", {}, say("shell.about", { id, version, digest, review_by })),
    element("p", {}, say(reviewed ? "shell.reviewed" : "shell.not_reviewed")),
    past && element("p", {}, say("shell.past_review")),
    element("p", { class: "screen" }, say("shell.sends_nothing")),
  );
}

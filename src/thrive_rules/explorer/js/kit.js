// What every part of a page is given: the rules, the words, the made-up people, and how to say things.

import { suggest } from "./suggestion.js";
import { facts } from "./case.js";
import { converse } from "./conversation.js";
import { readCase } from "./case.js";

/**
 * @typedef {import("./table.js").Table} Table
 * @typedef {import("./table.js").Reader} Reader
 * @typedef {{id: string, name: string, why: string, source: string | null, case: any, expected: string[]}} Lesson
 *   a made-up young person, as the worked cases beside the rules tell of them
 * @typedef {{table: Table, beside: Table, words: Record<string, string>, reader: Reader, lessons: Map<string, Lesson>,
 *   say: (place: string, parts?: Record<string, string | number>) => string}} Kit
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

// A condition in words: what has to have been answered, in the words of a reader.

import { sayAnswer } from "./answer.js";
import { listed } from "./joins.js";

/**
 * @typedef {import("./table.js").Table} Table
 * @typedef {import("./table.js").Reader} Reader
 * @typedef {import("./table.js").Value} Value
 */

/**
 * An answer to a question, or several of which one is given.
 * @param {Table} table
 * @param {Reader} reader
 * @param {string} fact
 * @param {Value | Value[]} values
 */
export function answerText(table, reader, fact, values) {
  return `${table.by.fact.get(fact)?.label[reader]}: ${answersText(table, reader, values)}`;
}

/**
 * @param {Table} table
 * @param {Reader} reader
 * @param {Value | Value[]} values
 */
export function answersText(table, reader, values) {
  return listed(table, reader, [values].flat().map((value) => sayAnswer(table, value, reader)));
}

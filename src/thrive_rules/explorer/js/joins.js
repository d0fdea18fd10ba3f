// How things stand in a line, and how a day is written, in the language of a table.

/** @typedef {import("./table.js").Table} Table */
/** @typedef {import("./table.js").Reader} Reader */

/** The mark of a text that a language pack does not say: on a comma it would tell nobody anything. */
const MARKS = /[\u2066\u2068\u2069]/gu;

/**
 * Things in a line.
 * @param {Table} table
 * @param {Reader} reader
 * @param {Iterable<string | undefined>} texts
 */
export function listed(table, reader, texts) {
  return [...texts].join(`${table.wording.between[reader].replace(MARKS, "")} `);
}

/**
 * Longer things in a line.
 * @param {Table} table
 * @param {Reader} reader
 * @param {Iterable<string>} texts
 */
export function inParts(table, reader, texts) {
  return [...texts].join(`${table.wording.between_parts[reader].replace(MARKS, "")} `);
}

/**
 * A day as the language writes it.
 * @param {Table} table
 * @param {Reader} reader
 * @param {string} day such as 2027-07-06
 */
export function sayDay(table, reader, day) {
  const [year, month, date] = day.split("-");
  const form = table.wording.day_form[reader].replace(MARKS, "");
  return form.replace("{year}", year).replace("{month}", month).replace("{day}", date);
}

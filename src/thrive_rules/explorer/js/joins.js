// How things stand in a line, and how a day is written, in the language of a table.

/** @typedef {import("./table.js").Table} Table */
/** @typedef {import("./table.js").Reader} Reader */

/** The marks around a text that a language pack does not say. */
const MARKS = /[\u2066\u2068\u2069]/gu;

/**
 * A text without the marks of what falls back: on a comma they would tell nobody anything, and the record's own has none.
 * @param {string} text
 */
export function unmarked(text) {
  return text.replace(MARKS, "");
}

/**
 * Things in a line.
 * @param {Table} table
 * @param {Reader} reader
 * @param {Iterable<string | undefined>} texts
 */
export function listed(table, reader, texts) {
  return [...texts].join(`${unmarked(table.wording.between[reader])} `);
}

/**
 * Longer things in a line.
 * @param {Table} table
 * @param {Reader} reader
 * @param {Iterable<string>} texts
 */
export function inParts(table, reader, texts) {
  return [...texts].join(`${unmarked(table.wording.between_parts[reader])} `);
}

/**
 * A day as the language writes it.
 * @param {Table} table
 * @param {Reader} reader
 * @param {string} day such as 2027-07-06
 */
export function sayDay(table, reader, day) {
  const [year, month, date] = day.split("-");
  const form = unmarked(table.wording.day_form[reader]);
  return form.replace("{year}", year).replace("{month}", month).replace("{day}", date);
}

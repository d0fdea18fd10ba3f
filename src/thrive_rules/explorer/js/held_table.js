// The table as the file holds it: parts that are alike stand as rows under the names of their keys.

import { heldData } from "./dom.js";

/** Stands where a part lacks a key that others have. */
const NO_SUCH_KEY = 0;

/**
 * The data of a table that stands in the file under a name, as `readTable` takes it.
 * @param {string} name
 * @returns {any}
 */
export function heldTable(name) {
  const held = /** @type {Record<string, any>} */ (heldData(name));
  return Object.fromEntries(Object.entries(held).map(([key, part]) => [key, part?.columns ? partsOf(part) : part]));
}

/** @param {{columns: string[], rows: any[][]}} held */
function partsOf({ columns, rows }) {
  return rows.map((row) =>
    Object.fromEntries(columns.flatMap((key, index) => (row[index] === NO_SUCH_KEY ? [] : [[key, row[index]]]))),
  );
}

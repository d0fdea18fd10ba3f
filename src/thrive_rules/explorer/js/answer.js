// An answer as people say it.

/**
 * An answer in the words of a reader. A no about danger, harm or safety says who recorded it.
 * @param {import("./table.js").Table} table
 * @param {import("./table.js").Value | null | undefined} value
 * @param {import("./table.js").Reader} reader
 * @param {string} [fact]
 * @returns {string}
 */
export function sayAnswer({ wording, asked_first }, value, reader, fact = "") {
  if (value === false && asked_first.includes(fact)) return wording.no_recorded[reader];
  if (typeof value === "boolean") return wording[value ? "yes" : "no"][reader];
  if (value === null || value === undefined) return wording.unknown[reader];
  return typeof value === "string" ? wording.answers[value][reader] : String(value);
}

// What a condition means, in three values: true, false, and not yet known. Short enough to read aloud.

/**
 * @typedef {import("./table.js").Condition} Condition
 * @typedef {import("./table.js").Facts} Facts
 */

/**
 * Whether a condition about facts holds: true, false, or null where that is not yet known (Kleene's strong logic).
 * @param {Condition} when
 * @param {Facts} answers
 * @returns {boolean | null}
 */
export function holds(when, answers) {
  const [[name, value]] = Object.entries(when);
  switch (name) {
    case "all":
      return allOf(value.map((/** @type {Condition} */ each) => holds(each, answers)));
    case "any":
      return oppositeOf(allOf(value.map((/** @type {Condition} */ each) => oppositeOf(holds(each, answers)))));
    case "not":
      return oppositeOf(holds(value, answers));
    case "known":
      return value in answers;
    default:
      return name in answers ? [value].flat().includes(answers[name]) : null;
  }
}

/** @param {(boolean | null)[]} values */
function allOf(values) {
  if (values.includes(false)) return false;
  return values.includes(null) ? null : true;
}

/** @param {boolean | null} value */
function oppositeOf(value) {
  return value === null ? null : !value;
}

// JSON as Python's json.dumps(…, ensure_ascii=False) writes it, so that results can be compared as text.

/**
 * Data as JSON text, with a blank after each comma and colon. Keys stand in the order in which they were written.
 * @param {any} value
 * @returns {string}
 */
export function dumps(value) {
  if (Array.isArray(value)) return `[${value.map(dumps).join(", ")}]`;
  if (value !== null && typeof value === "object") {
    const parts = Object.keys(value).map((key) => `${JSON.stringify(key)}: ${dumps(value[key])}`);
    return `{${parts.join(", ")}}`;
  }
  return JSON.stringify(value);
}

/**
 * Whether two pieces of plain data say the same, whatever the order of their keys.
 * @param {any} one
 * @param {any} other
 * @returns {boolean}
 */
export function isSame(one, other) {
  if (one === other) return true;
  if (one === null || other === null || typeof one !== "object" || typeof other !== "object") return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every((key) => key in other && isSame(one[key], other[key]));
}

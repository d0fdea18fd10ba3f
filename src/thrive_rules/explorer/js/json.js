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

const TOKEN_OF_JSON = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/**
 * Every key that stands in one mapping a second time, by the way to it. `text` is JSON.
 * @param {string} text
 * @returns {(string | number)[][]}
 */
export function keysTwice(text) {
  /** @type {{keys: Set<string> | null, step: string | number}[]} */
  const above = [];
  const twice = [];
  let awaitsKey = false;
  for (const [token] of text.matchAll(TOKEN_OF_JSON)) {
    const holder = above.at(-1);
    if (token === "{" || token === "[") {
      above.push({ keys: token === "{" ? new Set() : null, step: token === "{" ? "" : 0 });
      awaitsKey = token === "{";
    } else if (token === "}" || token === "]") {
      above.pop();
      awaitsKey = false;
    } else if (token === "," && holder) {
      awaitsKey = holder.keys !== null;
      if (typeof holder.step === "number") holder.step += 1;
    } else if (awaitsKey && holder?.keys) {
      holder.step = JSON.parse(token);
      if (holder.keys.has(String(holder.step))) twice.push(above.map(({ step }) => step));
      holder.keys.add(String(holder.step));
      awaitsKey = false;
    }
  }
  return twice;
}

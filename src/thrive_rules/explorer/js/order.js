// The one order of texts, by code point, as Python orders them; and small sorts above it.

/**
 * Compare two texts code point by code point. `<` compares 16-bit units and puts a letter beyond U+FFFF before U+E000.
 * @param {string} one
 * @param {string} other
 * @returns {number} below, at or above zero
 */
export function compareCodePoints(one, other) {
  let place = 0;
  while (place < one.length && place < other.length) {
    const mine = /** @type {number} */ (one.codePointAt(place));
    const theirs = /** @type {number} */ (other.codePointAt(place));
    if (mine !== theirs) return mine - theirs;
    place += mine > 0xffff ? 2 : 1;
  }
  return one.length - other.length;
}

/**
 * Compare two keys: numbers by size, texts by code point, false before true, lists entry by entry and then by length.
 * @param {Key} one
 * @param {Key} other
 * @returns {number}
 * @typedef {number | string | boolean | readonly any[]} Key
 */
export function compareKeys(one, other) {
  if (Array.isArray(one) && Array.isArray(other)) {
    for (let place = 0; place < one.length && place < other.length; place += 1) {
      const found = compareKeys(one[place], other[place]);
      if (found) return found;
    }
    return one.length - other.length;
  }
  if (typeof one === "string" && typeof other === "string") return compareCodePoints(one, other);
  return Number(one) - Number(other);
}

/**
 * A sorted copy, each entry by its key; entries with equal keys stay as they stood.
 * @template T
 * @param {Iterable<T>} entries
 * @param {(entry: T) => Key} key
 * @returns {T[]}
 */
export function sortedBy(entries, key) {
  const keyed = Array.from(entries, (entry) => ({ entry, key: key(entry) }));
  keyed.sort((one, other) => compareKeys(one.key, other.key));
  return keyed.map(({ entry }) => entry);
}

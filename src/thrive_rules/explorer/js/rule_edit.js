// A condition edited by choosing: a part of it is found by its path, and a condition is made anew with that part changed.

import { isMapping } from "./shape.js";

/**
 * @typedef {import("./table.js").Condition} Condition
 * @typedef {import("./table.js").Value} Value
 * @typedef {number[]} Path the place in its group, from the whole inwards; empty for the whole
 */

/**
 * The name of a condition's one key, and what stands under it.
 * @param {Condition} when
 * @returns {[string, any]}
 */
export function partOf(when) {
  return Object.entries(when)[0];
}

/** Whether a condition holds several. @param {Condition} when */
export function isGroup(when) {
  const inner = partOf(when)[1];
  return Array.isArray(inner) && inner.some(isMapping);
}

/**
 * A condition with the part at a path changed, or taken away where `change` gives null. A group of one is that one.
 * @param {Condition} when
 * @param {Path} path
 * @param {(part: Condition) => Condition | null} change
 * @returns {Condition | null}
 */
export function changedAt(when, path, change) {
  if (!path.length) return change(when);
  const [name, inner] = partOf(when);
  const [place, ...rest] = path;
  if (name === "not") {
    const changed = changedAt(inner, rest, change);
    return changed && { not: changed };
  }
  const parts = inner.map((/** @type {Condition} */ each, /** @type {number} */ index) => (index === place ? changedAt(each, rest, change) : each));
  const left = parts.filter((/** @type {Condition | null} */ each) => each !== null);
  if (left.length > 1) return { [name]: left };
  return left[0] ?? null;
}

/**
 * A condition with one more part: in a group, or beside what was alone.
 * @param {Condition} when
 * @param {Condition} added
 * @returns {Condition}
 */
export function withPart(when, added) {
  const [name, inner] = partOf(when);
  return isGroup(when) ? { [name]: [...inner, added] } : { all: [when, added] };
}

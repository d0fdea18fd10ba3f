// One hash of plain data: the same for the same content, whatever the order of its keys. Python makes the same.

import { compareCodePoints } from "./order.js";

/**
 * The sha256 of a text, as `sha256:` and 64 letters. The browser itself works it out.
 * @param {string} text
 * @returns {Promise<string>}
 */
export async function hashOf(text) {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return `sha256:${[...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

/**
 * The sha256 of data as JSON with sorted keys and no blanks.
 * @param {any} data
 * @returns {Promise<string>}
 */
export function fingerprintOf(data) {
  return hashOf(JSON.stringify(inOrderOfKeys(data)));
}

/**
 * The same data with its keys in the order of their code points.
 * @param {any} part
 * @returns {any}
 */
export function inOrderOfKeys(part) {
  if (Array.isArray(part)) return part.map(inOrderOfKeys);
  if (part === null || typeof part !== "object") return part;
  return Object.fromEntries(Object.keys(part).sort(compareCodePoints).map((key) => [key, inOrderOfKeys(part[key])]));
}

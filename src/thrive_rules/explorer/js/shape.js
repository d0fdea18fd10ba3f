// Plain data held to the shape of a file, as JSON Schema spells it: read, with a fault for whatever is not as expected.

import { blank } from "./case.js";

/**
 * @typedef {(string | number)[]} Steps keys and positions that lead to a field
 * @typedef {{code: string, path: string, message: string}} Fault
 * @typedef {{whole: any, faults: Fault[]}} Reading the shape of the whole file, and what was wrong so far
 */

/** A closed list that is longer than this is counted, and not listed. */
const MOST_NAMES = 25;
/** What forms and word processors send as a line end. */
const LINE_ENDS = /\r\n|[\x85\u2028\u2029]/g;
/** What no text holds: characters that move a screen, halves of a letter, and what turns the text around it. */
const CONTROLS = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]|\p{Surrogate}/u;
/** A text that says nothing, by what Python strips. */
export const SAYS_NOTHING = /^[\t-\r \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]*$/;

/**
 * What stands at a place, read by its shape; what is wrong with it is noted.
 * @param {Reading} reading
 * @param {any} shape
 * @param {any} value
 * @param {Steps} steps
 * @returns {any}
 */
export function readShape(reading, shape, value, steps) {
  if (shape.$ref) return readShape(reading, reading.whole.$defs[shape.$ref.split("/").pop()], value, steps);
  if (shape.anyOf) return value === null ? null : readShape(reading, shape.anyOf[0], value, steps);
  const wrong = (/** @type {string} */ message) => void reading.faults.push(wrongAt(steps, message));
  if (shape.enum) return shape.enum.includes(value) ? value : wrong(oneOf(shape.enum));
  switch (shape.type) {
    case "boolean":
      return typeof value === "boolean" ? value : wrong("expected true, false or null");
    case "integer":
      if (!Number.isInteger(value)) return wrong("expected a whole number");
      if (value < shape.minimum) return wrong(`expected ${shape.minimum} or more`);
      return value > shape.maximum ? wrong(`expected ${shape.maximum} or less`) : value;
    case "number":
      if (typeof value !== "number" || !Number.isFinite(value)) return wrong("expected a finite number");
      return Math.abs(value) > 2 ** 53 ? wrong("expected a number of at most 2 to the power of 53") : value;
    case "string":
      return readText(shape, value, wrong);
    case "array":
      if (!Array.isArray(value)) return wrong("expected a list");
      return value.map((each, index) => readShape(reading, shape.items, each, [...steps, index]));
    default:
      if (!isMapping(value)) return wrong("expected a mapping of fields");
      return shape.properties ? readFields(reading, shape, value, steps) : readNamed(reading, shape, value, steps);
  }
}

/**
 * @param {any} shape
 * @param {any} value
 * @param {(message: string) => undefined} wrong
 * @returns {string | undefined}
 */
function readText(shape, value, wrong) {
  if (shape.format === "date") return isDay(value) ? value : wrong("expected a date such as 2027-06-30");
  if (typeof value !== "string") return wrong("expected text");
  if (shape.pattern) {
    const most = shape.maxLength ?? Infinity;
    if ([...value].length > most) return wrong(`expected at most ${most} characters`);
    return new RegExp(shape.pattern, "u").test(value) ? value : wrong(`expected text that matches ${shape.pattern}`);
  }
  const text = value.replace(LINE_ENDS, "\n");
  if (CONTROLS.test(text)) return wrong("expected text without control characters");
  const most = shape.maxLength;
  if (most && (/[\n\t]/.test(text) || SAYS_NOTHING.test(text) || [...text].length > most)) {
    return wrong(`expected one line of at most ${most} characters`);
  }
  return text.length >= (shape.minLength ?? 0) ? text : wrong("expected something that is not empty");
}

/**
 * A part with fields of its own, each as it is or as where nothing was entered.
 * @param {Reading} reading
 * @param {any} shape
 * @param {any} value
 * @param {Steps} steps
 * @returns {any}
 */
function readFields(reading, shape, value, steps) {
  /** @type {any} */
  const read = {};
  const before = reading.faults.length;
  for (const [field, its] of Object.entries(shape.properties)) {
    if (Object.hasOwn(value, field)) read[field] = readShape(reading, its, value[field], [...steps, field]);
    else if (shape.required?.includes(field)) reading.faults.push(wrongAt([...steps, field], "is required", "required"));
    else read[field] = blank(its, reading.whole);
  }
  const known = Object.keys(shape.properties);
  for (const key of Object.keys(value)) {
    if (!known.includes(key)) reading.faults.push(wrongAt(steps, noSuchKey(known), "unknown_key"));
  }
  const isWhole = reading.faults.length === before && "safety_narrative" in read;
  if (isWhole && read.safety_concern && SAYS_NOTHING.test(read.safety_narrative ?? "")) {
    const problem = "expected the safety concern in words, because safety_concern is true";
    reading.faults.push(wrongAt([...steps, "safety_narrative"], problem));
  }
  return read;
}

/**
 * A mapping whose keys are names from a closed list, or names of people. A name of somebody is never repeated.
 * @param {Reading} reading
 * @param {any} shape
 * @param {Record<string, any>} value
 * @param {Steps} steps
 * @returns {any}
 */
function readNamed(reading, shape, value, steps) {
  const names = shape.propertyNames?.$ref ? reading.whole.$defs[shape.propertyNames.$ref.split("/").pop()].enum : null;
  const [[pattern, ofPattern]] = Object.entries(shape.patternProperties ?? { "": shape.additionalProperties });
  const isKey = (/** @type {string} */ key) =>
    names ? names.includes(key) : new RegExp(pattern, "u").test(key) && [...key].length <= shape.propertyNames.maxLength;
  /** @type {[string, any][]} */
  const read = [];
  for (const [key, each] of Object.entries(value)) {
    if (!isKey(key)) reading.faults.push(wrongAt(steps, noSuchKey(names ?? []), "unknown_key"));
    const before = reading.faults.length;
    read.push([key, readShape(reading, ofPattern, each, [...steps, key])]);
    if (names?.includes(key)) continue;
    reading.faults.splice(before, Infinity, ...reading.faults.slice(before).map((fault) => ({ ...fault, path: spelledPath(steps) })));
  }
  return Object.fromEntries(read);
}

/**
 * @param {any} value
 * @returns {boolean}
 */
function isDay(value) {
  if (typeof value !== "string" || !/^\d{4}-\d\d-\d\d$/.test(value) || value.startsWith("0000")) return false;
  const day = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value);
}

/**
 * Whether a value is a mapping of fields.
 * @param {any} value
 * @returns {boolean}
 */
export function isMapping(value) {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

/** @param {string[]} known */
function noSuchKey(known) {
  return known.length ? `there is no such key; ${oneOf(known)}` : "there is no such key";
}

/** @param {string[]} known */
function oneOf(known) {
  if (known.length > MOST_NAMES) return `expected one of ${known.length} keys; \`thrive-rules schema\` lists them`;
  return `expected one of ${known.join(", ")}`;
}

/**
 * A fault at a place.
 * @param {Steps} steps
 * @param {string} message
 * @param {string} code
 * @returns {Fault}
 */
export function wrongAt(steps, message, code = "unexpected") {
  return { code, path: spelledPath(steps), message };
}

/**
 * A path as people write it: `views[0].proposes.information`.
 * @param {Steps} steps
 * @returns {string}
 */
function spelledPath(steps) {
  return steps.map((step) => (typeof step === "number" ? `[${step}]` : `.${step}`)).join("").replace(/^\./, "");
}

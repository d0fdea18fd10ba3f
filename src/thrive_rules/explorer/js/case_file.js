// A case file, as JSON has it: read, and refused in words where Python refuses it. No value of it stands in a message.

import { saysSomething } from "./case.js";
import { keysTwice } from "./json.js";
import { isMapping, readShape, SAYS_NOTHING, wrongAt } from "./shape.js";
import { Refused } from "./table.js";

/**
 * @typedef {import("./table.js").Table} Table
 * @typedef {import("./case.js").Case} Case
 * @typedef {import("./case.js").Severity} Severity
 * @typedef {import("./shape.js").Steps} Steps
 * @typedef {import("./shape.js").Fault} Fault
 */

/** More faults than this are counted, and not listed. */
const MOST_FAULTS = 25;
/**
 * A case and its severity from a case file, as text or as data. Throws Refused with a fault for each field that is not as
 * expected: its place and what was expected, never a value.
 * @param {Table} table
 * @param {any} json
 * @returns {{case: Case, severity: Severity}}
 */
export function readCase(table, json) {
  const data = typeof json === "string" ? parsedFile(table, json) : json;
  if (nestsTooDeep(data, table.case.most.depth)) {
    throw new Refused([wrongAt([], `this nests more than ${table.case.most.depth} levels deep`, "unreadable")]);
  }
  const twice = (typeof json === "string" ? keysTwice(json) : []).map((path) =>
    wrongAt(knownSteps(table, path), "the same key stands here twice", "twice"),
  );
  const whole = table.case.schema;
  const against = isMapping(data) ? againstItsFormat(table, data) : [];
  /** @type {import("./shape.js").Reading} */
  const reading = { whole, faults: [] };
  const read = against.length ? null : readShape(reading, whole, data, []);
  let faults = [...against, ...reading.faults];
  if (!faults.length) faults = sharingThatNamesNothing(table, read);
  const more = faults.length - MOST_FAULTS;
  if (more > 0) faults = [...faults.slice(0, MOST_FAULTS), wrongAt([], `and ${more} more faults`)];
  if (faults.length || twice.length) throw new Refused([...faults, ...twice]);
  const { format, severity, ...parts } = read;
  for (const key of table.case.later) {
    const [part, field] = key.split(".");
    for (const each of [parts[part]].flat()) if (!saysSomething(each[field])) delete each[field];
  }
  return { case: parts, severity };
}

/**
 * @param {Table} table
 * @param {string} text
 * @returns {any}
 */
function parsedFile(table, text) {
  const most = table.case.most.bytes;
  const unreadable = (/** @type {string} */ message) => new Refused([wrongAt([], message, "unreadable")]);
  if (new TextEncoder().encode(text).length > most) throw unreadable(`the file is larger than ${most / 1024} KiB`);
  if (SAYS_NOTHING.test(text.replace(/^\ufeff/, ""))) {
    throw unreadable("the file is empty; a file that says nothing yet is written {}");
  }
  try {
    return JSON.parse(text.replace(/^\ufeff/, ""));
  } catch {
    throw unreadable("this is not JSON");
  }
}

/**
 * What a file says that its format does not have.
 * @param {Table} table
 * @param {any} data
 * @returns {Fault[]}
 */
function againstItsFormat(table, data) {
  const { format: newest, new_in_2: later } = table.case;
  const found = "format" in data ? data.format : 1;
  const views = Array.isArray(data.views) ? data.views : [];
  const faults = [];
  if (!Number.isInteger(found) || found < 1 || found > newest) {
    const newer = Number.isInteger(found) && found > newest;
    const expected = newer ? "a newer thrive-rules wrote this; install that version" : "expected 1 or 2";
    faults.push(wrongAt(["format"], expected));
  } else if (found === 1) {
    const problem = "there is no such key; it came with format 2, and `format: 2` at the top says so";
    for (const key of Object.keys(data)) {
      const places = key === "views" ? views.map((/** @type {any} */ _, /** @type {number} */ index) => [key, index]) : [[key]];
      for (const steps of places) {
        const part = steps.length > 1 ? views[steps[1]] : data[key];
        const names = isMapping(part) ? Object.keys(part).filter((name) => later.includes(`${key}.${name}`)) : [];
        faults.push(...names.map((name) => wrongAt([...steps, name], problem, "unknown_key")));
      }
    }
  }
  const ids = views.map((/** @type {any} */ view) => (isMapping(view) ? view.id : undefined));
  ids.forEach((/** @type {any} */ id, /** @type {number} */ index) => {
    if (typeof id === "string" && ids.indexOf(id) < index) {
      faults.push(wrongAt(["views", index, "id"], "expected an id that no other view has", "twice"));
    }
  });
  return faults;
}

/**
 * Names that are neither a kind of person nor the id of a view, and paths that are no place of this case.
 * @param {Table} table
 * @param {any} file
 * @returns {Fault[]}
 */
function sharingThatNamesNothing(table, file) {
  const ids = file.views.map((/** @type {any} */ view) => view.id).filter((/** @type {any} */ id) => id !== null);
  const { kinds } = table.case;
  const faults = [];
  for (const [index, { id }] of file.views.entries()) {
    if (kinds.includes(id)) faults.push(wrongAt(["views", index, "id"], "expected an id that is no kind of person"));
  }
  const views = [...table.voices_of_views, ...ids].map((name) => `views.${name}`);
  for (const key of ["private", "shared_with", "danger_shared_with", "asked", "said_yes"]) {
    const marks = saysSomething(file.context[key]) ? file.context[key] : {};
    for (const [name, said] of Object.entries(/** @type {Record<string, any>} */ (marks))) {
      if (![...kinds, ...ids].includes(name)) {
        faults.push(wrongAt(["context", key], "expected a kind of person, or the id of a view"));
      }
      for (const path of Array.isArray(said) ? said : []) {
        const known = isPlace(table, path) || views.includes(path) || (key === "asked" && table.case.suggestions.includes(path));
        if (!known) faults.push(wrongAt(["context", key], "expected a path of this case"));
      }
    }
  }
  return faults;
}

/**
 * Whether a path is a part, a field or an answer of a case, views apart.
 * @param {Table} table
 * @param {string} path
 * @returns {boolean}
 */
function isPlace(table, path) {
  const isOfViews = path.startsWith("views.");
  const isPart = Object.keys(table.case.schema.properties).includes(path) && path !== "format";
  return isPart || (!isOfViews && Object.hasOwn(table.case.rows, path));
}

/**
 * The steps of a path that are keys of a case file or positions: another key is somebody's text, and is not repeated.
 * @param {Table} table
 * @param {Steps} steps
 * @returns {Steps}
 */
function knownSteps(table, steps) {
  const { schema } = table.case;
  const names = new Set(JSON.stringify(schema).match(/"[a-z][a-z0-9_]*"/g));
  const end = steps.findIndex((step) => typeof step === "string" && !names.has(`"${step}"`));
  return end < 0 ? steps : steps.slice(0, end);
}

/**
 * @param {any} data
 * @param {number} levels
 * @returns {boolean}
 */
function nestsTooDeep(data, levels) {
  if (data === null || typeof data !== "object") return false;
  return levels === 0 || Object.values(data).some((each) => nestsTooDeep(each, levels - 1));
}


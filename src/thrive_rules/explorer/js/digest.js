// The digest of a rule base, worked out from its table: the hash of all that it says and means, as Python hashes it.

import { hashOf, inOrderOfKeys } from "./fingerprint.js";
import { dumps } from "./json.js";

/** @typedef {import("./table.js").Table} Table */
/** @typedef {import("./table.js").Rule} Rule */

/** The fields of any rule: in the hash each stands in every rule, as null where a rule of its kind has none. */
const FIELDS_OF_RULES = ["argues_against", "argues_for", "because", "establishes", "prompts", "says", "voice"];
/** What came to options later, and stands in the hash only where it is said. */
const ONLY_WHERE_SAID = ["help", "places", "never_first"];

/**
 * The digest, as `sha256:` and 64 letters. It is worked out by the browser itself.
 * @param {Table} table
 * @returns {Promise<string>}
 */
export function digestOf(table) {
  return hashOf(dumps(inOrderOfKeys(contentOf(table))));
}

/**
 * What is hashed: the parts of the rule base as Python writes them.
 * @param {Table} table
 * @returns {any}
 */
function contentOf(table) {
  const parts = {
    header: table.header,
    groupings: table.groupings,
    distinctions: table.distinctions,
    urgent: mapped(table.urgent, asUrgent),
    urgent_added: mapped(table.urgent_added, asUrgent),
    wording: table.wording,
    facts: table.facts.map(({ name, label, question, answered_by }) => ({ id: name, label, question, answered_by })),
    sources: table.sources,
    needs: table.needs,
    rules: table.rules.map(asRule),
    options: table.options.map(asOption),
    programmes: table.programmes.map(withoutPlace),
    ...(table.unread.length ? { unread: table.unread } : {}),
  };
  const content = asWritten(parts, table.readers);
  for (const place of table.not_in_digest) {
    const above = place.split("/");
    const name = /** @type {string} */ (above.pop());
    delete above.reduce((part, key) => part[key], content)[name];
  }
  return content;
}

/**
 * @param {Record<string, any>} parts
 * @param {(part: any) => any} change
 */
function mapped(parts, change) {
  return Object.fromEntries(Object.entries(parts).map(([key, part]) => [key, change(part)]));
}

/** One text is written as one. @param {any} words */
function asUrgent({ recorded, entered, short }) {
  return short === null && dumps(recorded) === dumps(entered) ? recorded : { recorded, entered, short };
}

/** @param {Rule} rule */
function asRule(rule) {
  /** @type {Record<string, any>} */
  const written = { id: rule.id, when: rule.when, sources: rule.sources, illustrative: rule.illustrative };
  for (const key of FIELDS_OF_RULES) written[key] = null;
  const does = { establishes: rule.need, argues_for: rule.grouping, argues_against: rule.grouping, prompts: rule.prompt_kind };
  written[rule.kind] = does[rule.kind];
  written[rule.kind === "prompts" ? "says" : "because"] = rule.words;
  if (rule.voice) written.voice = rule.voice;
  if (rule.brief) written.brief = rule.brief;
  return written;
}

/** What stands in the table and not in the rules: the place by name. @param {any} part */
function withoutPlace({ by_name, ...part }) {
  return part;
}

/** @param {any} option */
function asOption(option) {
  return Object.fromEntries(Object.entries(withoutPlace(option)).filter(([key, part]) => !ONLY_WHERE_SAID.includes(key) || (Array.isArray(part) ? part.length : part)));
}

/**
 * The same with each text as Python writes it: what somebody else reads is left out where it adds nothing.
 * @param {any} part
 * @param {string[]} readers
 * @returns {any}
 */
function asWritten(part, readers) {
  if (Array.isArray(part)) return part.map((each) => asWritten(each, readers));
  if (part === null || typeof part !== "object") return part;
  if (readers.every((reader) => typeof part[reader] === "string") && Object.keys(part).length === readers.length) {
    const { other, ...three } = part;
    return !other || new Set(Object.values(part)).size === 1 ? three : part;
  }
  return mapped(part, (each) => asWritten(each, readers));
}

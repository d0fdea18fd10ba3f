// The table that Python writes: read, with its texts spread out and its parts found by name. Everything here reads it.

/**
 * @typedef {"young_person" | "parent_or_carer" | "practitioner" | "other"} Reader
 * @typedef {{young_person: string, parent_or_carer: string, practitioner: string, other: string}} Text
 *   a text by reader; empty for somebody else where the rules have no words for them
 * @typedef {boolean | number | string} Value
 * @typedef {Record<string, Value>} Facts answers by the name of their fact; what is not known is absent
 * @typedef {any} Condition a condition as a rule file spells it
 * @typedef {{name: string, part: string, domain: Value[], voice: string | null, path: string[], key: string,
 *   held: "plain" | "by_key" | "listed" | "words", topic: string | null, presupposes: string | null, row: string,
 *   decides: boolean, answered_by: string, asked_of: Partial<Record<Reader, true>>, label: Text, question: Text}} Fact
 * @typedef {{id: string, kind: "establishes" | "argues_for" | "argues_against" | "prompts", need?: string,
 *   grouping?: string, voice?: string, prompt_kind?: string, words: Text, brief?: Text, sources: string[],
 *   illustrative: boolean, when: Condition, whose: "rules" | "local", names_voice?: Reader[], on_a_page?: boolean}} Rule
 * @typedef {{id: string, name: string, definition: Text, comes_in: Text, needs_and_choices: Text, skill_mix: Text,
 *   resources: Text, sources: string[]}} GroupingWords
 * @typedef {{fact: Map<string, Fact>, rule: Map<string, Rule>, need: Map<string, {id: string, statement: Text}>,
 *   grouping: Map<string, GroupingWords>, option: Map<string, any>, programme: Map<string, any>,
 *   source: Map<string, any>}} Index
 * @typedef {{format: number, package: string, rule_base: any, certificate: string | null, overlay: any, language: any,
 *   teaching: boolean, header: any, not_in_digest: string[], readers: Reader[], voices: string[],
 *   voices_of_views: string[], joining: string[], kinds_of_help: string[], places: string[], prompt_kinds: string[],
 *   urgent_kinds: string[], topics: string[], parts: string[], for_prompts_alone: string[], never_a_need: string[],
 *   asked_first: string[], approaches: string[], groupings: GroupingWords[], facts: Fact[], unread: any[], speaks_to_others: boolean,
 *   needs: {id: string, statement: Text}[], rules: Rule[], options: any[], programmes: any[], distinctions: any[],
 *   urgent: Record<string, any>, urgent_added: Record<string, any>, sources: any[], wording: any, pictures: any,
 *   case: any, decision: any, pages: any, laws: any[], by: Index}} Table
 */

/** What is wrong with a file, in words: what kind of fault, where it stands, and what was expected there. */
export class Refused extends Error {
  /** @param {{code: string, path: string, message: string}[]} faults */
  constructor(faults) {
    super(faults.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join("\n"));
    this.name = "Refused";
    this.faults = faults;
  }
}

/** The formats of a table that this reader knows. */
const KNOWN_FORMATS = [1];

/** What a table has to hold, and as what. */
const SECTIONS = {
  lists: [
    "readers", "voices", "voices_of_views", "joining", "kinds_of_help", "places", "prompt_kinds", "urgent_kinds",
    "topics", "parts", "for_prompts_alone", "never_a_need", "asked_first", "groupings", "facts", "needs", "rules",
    "options", "programmes", "distinctions", "sources", "laws",
  ],
  mappings: ["rule_base", "urgent", "urgent_added", "wording", "case", "decision", "pages"],
};

/** The lists of parts that are found by a name of their own, and the key that holds it. */
const NAMED_PARTS = { facts: "name", rules: "id", needs: "id", groupings: "id", options: "id", programmes: "id", sources: "id" };

/**
 * A table from its JSON, as text or as data. Throws Refused for what is no table, or one of a format not known here.
 * @param {any} json
 * @returns {Table}
 */
export function readTable(json) {
  const data = typeof json === "string" ? parsedTable(json) : json;
  if (data === null || typeof data !== "object" || Array.isArray(data)) throw noTable("", "this is no table of rules");
  if (!("format" in data)) throw noTable("format", "is required", "required");
  if (!KNOWN_FORMATS.includes(data.format)) {
    throw noTable("format", `expected ${KNOWN_FORMATS.join(" or ")}; another thrive-rules wrote this table`);
  }
  for (const name of SECTIONS.lists) if (!Array.isArray(data[name])) throw noTable(name, "expected a list");
  for (const name of SECTIONS.mappings) {
    if (data[name] === null || typeof data[name] !== "object") throw noTable(name, "expected a mapping of fields");
  }
  for (const [name, key] of Object.entries(NAMED_PARTS)) {
    const wrong = data[name].findIndex((/** @type {any} */ part) => typeof part?.[key] !== "string");
    if (wrong >= 0) throw noTable(`${name}[${wrong}]`, `expected a mapping with its ${key}`);
  }
  return withIndex(spreadTexts(data, data.readers));
}

/**
 * The same table with other rules, as a table has them or as somebody edits them. What names a rule base is not theirs any more.
 * A rule that stands in the table already is kept as it is, so that what was made of it need not be made again.
 * @param {Table} table
 * @param {Rule[]} rules
 * @returns {Table}
 */
export function withRules(table, rules) {
  const spread = (/** @type {Rule} */ rule) =>
    table.by.rule.get(rule.id) === rule ? rule : spreadTexts(rule, table.readers);
  return withIndex({ ...table, rules: rules.map(spread) });
}

/**
 * @param {any} data
 * @returns {Table}
 */
function withIndex(data) {
  const by = {
    fact: indexed(data.facts, "name"),
    rule: indexed(data.rules, "id"),
    need: indexed(data.needs, "id"),
    grouping: indexed(data.groupings, "id"),
    option: indexed(data.options, "id"),
    programme: indexed(data.programmes, "id"),
    source: indexed(data.sources, "id"),
  };
  return { ...data, by };
}

/**
 * @param {any[]} parts
 * @param {string} key
 * @returns {Map<string, any>}
 */
function indexed(parts, key) {
  return new Map(parts.map((part) => [part[key], part]));
}

/**
 * The same data, with every text said to each reader: `rest` is what all read who have no words of their own.
 * @param {any} part
 * @param {Reader[]} readers
 * @returns {any}
 */
function spreadTexts(part, readers) {
  if (Array.isArray(part)) return part.map((each) => spreadTexts(each, readers));
  if (part === null || typeof part !== "object") return part;
  if ("rest" in part || isTextByReader(part)) {
    return Object.fromEntries(readers.map((reader) => [reader, part[reader] ?? part.rest ?? ""]));
  }
  return Object.fromEntries(Object.entries(part).map(([key, each]) => [key, spreadTexts(each, readers)]));
}

/**
 * @param {any} part
 * @returns {boolean}
 */
function isTextByReader(part) {
  return typeof part.young_person === "string" && typeof part.practitioner === "string";
}

/**
 * @param {string} text
 * @returns {any}
 */
function parsedTable(text) {
  try {
    return JSON.parse(text);
  } catch {
    throw noTable("", "this is not JSON", "unreadable");
  }
}

/**
 * @param {string} path
 * @param {string} message
 * @param {string} code
 * @returns {Refused}
 */
function noTable(path, message, code = "unexpected") {
  return new Refused([{ code, path, message }]);
}

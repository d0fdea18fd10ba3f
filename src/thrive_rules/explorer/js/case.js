// One young person's case, and severity apart from it: what is known, under the flat names that rules use.

/**
 * @typedef {import("./table.js").Table} Table
 * @typedef {import("./table.js").Facts} Facts
 * @typedef {Record<string, boolean | null>} Wants
 * @typedef {{from: string, id?: string, label: string | null, proposes: Wants}} View
 * @typedef {Record<string, string[]> | null} Paths
 * @typedef {Record<string, boolean | null> | null} YesOrNo
 * @typedef {{age: number | null, reason: string | null, competence: string | null, reference?: string | null,
 *   date?: string | null, private?: Paths, shared_with?: YesOrNo, danger_shared_with?: YesOrNo, asked?: Paths,
 *   said_yes?: Paths, competence_assessment?: any, parental_responsibility?: any}} Context
 * @typedef {{wants: Wants, managing_own_health: boolean | null, no_professional_help_now: boolean | null,
 *   goals: string[], declines: string[], what_matters: string | null, places: string[]}} Preferences
 * @typedef {{context: Context, presentation: Record<string, any>, preferences: Preferences, views: View[],
 *   as_seen?: boolean}} Case `as_seen`: that it is as somebody may see it, so that its lists cannot say no
 * @typedef {{ratings: Record<string, string | null>, impact: string | null, measures: {name: string, score: number}[],
 *   diagnoses: string[]}} Severity
 */

/** The places of what everybody is asked about danger: a yes to one of them is a yes, whoever said it. */
const A_YES_IS_A_YES = ["immediate_danger", "safeguarding_concern"];

/**
 * Every answer of a case that is known, under the flat name that rules use; an unknown fact is absent.
 * @param {Table} table
 * @param {Case} case_
 * @returns {Facts}
 */
export function facts(table, case_) {
  /** @type {Facts} */
  const known = {};
  const parts = /** @type {Record<string, any>} */ (case_);
  const ofHeld = (/** @type {string} */ held) => table.facts.filter((fact) => fact.held === held && fact.path[0] in parts);
  for (const section of ["context", "presentation", "preferences"]) {
    for (const { name, path } of ofHeld("plain").filter((fact) => fact.path[0] === section)) {
      const answer = parts[section][path[1]];
      if (answer !== null && answer !== undefined) known[name] = answer;
    }
  }
  for (const { name, path, key } of ofHeld("by_key").filter((fact) => fact.path[0] !== "views")) {
    const answer = parts[path[0]][path[1]]?.[key];
    if (answer !== null && answer !== undefined) known[name] = answer;
  }
  for (const { name, path } of ofHeld("words")) if (parts[path[0]][path[1]].length) known[name] = true;
  Object.assign(known, proposals(table, case_.views));
  const asked = new Set(Object.values(case_.context.asked ?? {}).flat());
  for (const { name, path, key } of ofHeld("listed")) {
    const listed = parts[path[0]][path[1]];
    // A list from which something may have been left out cannot say no, and neither can one that people ticked some of.
    const open = case_.as_seen || asked.has(path.join("."));
    if (listed && (listed.includes(key) || !open)) known[name] = listed.includes(key);
  }
  return Object.assign(known, yesFromAnybody(table, case_));
}

/**
 * What each kind of voice proposes: true if any view says so, false if all say no, absent otherwise.
 * @param {Table} table
 * @param {View[]} views
 * @returns {Facts}
 */
function proposals(table, views) {
  const names = new Map(
    table.facts.filter(({ path }) => path[0] === "views").map((fact) => [`${fact.voice} ${fact.key}`, fact.name]),
  );
  const said = new Map();
  for (const view of views) {
    for (const kind of table.kinds_of_help) {
      const name = names.get(`${view.from} ${kind}`);
      const answer = view.proposes[kind] ?? null;
      if (answer || !said.has(name)) said.set(name, answer);
      else if (answer === null && !said.get(name)) said.set(name, null);
    }
  }
  return Object.fromEntries([...said].filter(([, answer]) => answer !== null));
}

/**
 * Every rating that is known, under the flat names that prompts may read; an unknown one is absent.
 * @param {Table} table
 * @param {Severity} severity
 * @returns {Facts}
 */
export function severityFacts(table, severity) {
  const rated = table.facts.filter(({ path }) => path[0] === "severity");
  const answers = rated.map(({ name, key }) => [name, key ? severity.ratings[key] : severity.impact]);
  return Object.fromEntries(answers.filter(([, answer]) => answer !== null && answer !== undefined));
}

/**
 * A case and its severity in which nothing was ever entered.
 * @param {Table} table
 * @returns {{case: Case, severity: Severity}}
 */
export function nothingSaid(table) {
  const { severity, views, ...parts } = blank(table.case.schema, table.case.schema);
  const part = (/** @type {string} */ name) => asWritten(table, name, parts[name]);
  return /** @type {any} */ ({
    case: { context: part("context"), presentation: part("presentation"), preferences: part("preferences"), views: [] },
    severity,
  });
}

/**
 * A part of a case as it is written: each key in its place, without those that came later and say nothing.
 * @param {Table} table
 * @param {string} name
 * @param {any} part
 * @returns {any}
 */
export function asWritten(table, name, part) {
  const { $defs, properties } = table.case.schema;
  const keys = Object.keys($defs[properties[name].$ref.split("/").pop()].properties).filter(
    (key) => saysSomething(part[key]) || !table.case.later.includes(`${name}.${key}`),
  );
  return Object.fromEntries(keys.map((key) => [key, part[key]]));
}

/**
 * Whether a key is given: null, and what holds nothing but null, say nothing.
 * @param {any} value
 * @returns {boolean}
 */
export function saysSomething(value) {
  if (value === null || value === undefined) return false;
  if (Array.isArray(value)) return value.length > 0;
  return typeof value !== "object" || Object.values(value).some(saysSomething);
}

/**
 * What stands where nothing was entered, by the shape of a case file.
 * @param {any} shape
 * @param {any} whole
 * @returns {any}
 */
export function blank(shape, whole) {
  if (shape.$ref) return blank(whole.$defs[shape.$ref.split("/").pop()], whole);
  if (shape.default === null || shape.anyOf) return null;
  if (shape.type === "array") return [];
  if (!shape.properties) return shape.type === "object" ? {} : (shape.default ?? null);
  return Object.fromEntries(Object.entries(shape.properties).map(([key, each]) => [key, blank(each, whole)]));
}

/**
 * Each yes to danger or harm as an answer, whoever said it. It stands until the practitioner takes it out.
 * @param {Table} table
 * @param {Case} case_
 * @returns {Facts}
 */
function yesFromAnybody(table, case_) {
  /** @type {Facts} */
  const yes = {};
  for (const path of Object.values(case_.context.said_yes ?? {}).flat()) {
    const fact = A_YES_IS_A_YES.find((name) => table.by.fact.get(name)?.path.join(".") === path);
    if (fact) yes[fact] = true;
  }
  return yes;
}

/**
 * What is going on, with each yes to danger or harm as an answer: for who may see that and not whose it was.
 * @param {Table} table
 * @param {Case} case_
 * @returns {Record<string, any>}
 */
export function withEveryYes(table, case_) {
  return { ...case_.presentation, ...yesFromAnybody(table, case_) };
}

/**
 * Whose yes is recorded, to `presentation.immediate_danger` say: kinds of people, and ids of views.
 * @param {Case} case_
 * @param {string} path
 * @returns {string[]}
 */
export function whoSaidYes(case_, path) {
  return namesUnder(case_.context.said_yes, path);
}

/**
 * Who was asked about a path and did not say yes: kinds of people, and ids of views.
 * @param {Case} case_
 * @param {string} path
 * @returns {string[]}
 */
export function whoWasAsked(case_, path) {
  const yes = whoSaidYes(case_, path);
  return namesUnder(case_.context.asked, path).filter((name) => !yes.includes(name));
}

/**
 * @param {Paths | undefined} said
 * @param {string} path
 * @returns {string[]}
 */
function namesUnder(said, path) {
  const names = Object.entries(said ?? {}).filter(([, paths]) => paths.includes(path));
  return names.map(([name]) => name).sort(); // names are of plain letters
}

// Who may see what: the case as an audience sees it, read off one total table of rows. Hidden means: as if it had never
// been entered.

import { everybodyIn, keepsTheRecord, peopleIn, under } from "./audience.js";
import { asWritten, facts, nothingSaid, withEveryYes } from "./case.js";

/** @typedef {import("./table.js").Table} Table */
/** @typedef {import("./case.js").Case} Case */
/** @typedef {import("./case.js").Severity} Severity */
/** @typedef {import("./audience.js").Audience} Audience */
/** @typedef {import("./audience.js").Someone} Someone */
/**
 * What an audience may see. `safeguarding`: whether the practitioner shares danger with everybody in it, so that each
 * prompt about harm is theirs too. `without_a_case`: whether they get the page that is about no case.
 * @typedef {{audience: Audience, case: Case, severity: Severity, safeguarding: boolean, without_a_case: boolean}} Seen
 */
/** What every one of some people may see; `said_yes` is what the young person said yes to.
 * @typedef {{people: Someone[], said_yes: Set<string>}} Sight */

/**
 * A case and its severity as an audience may see them. Throws NoSuchReader for an id that is nobody's.
 * @param {Table} table @param {Case} case_ @param {Severity} severity @param {Audience} audience
 * @returns {Seen}
 */
export function asSeenBy(table, case_, severity, audience) {
  if (keepsTheRecord(audience)) {
    return { audience, case: case_, severity, safeguarding: true, without_a_case: false };
  }
  const sight = sightOf(case_, audience);
  if (sight === null) return nothingFor(table, audience);
  const sees = (/** @type {string} */ path) => seesPath(table, sight, path);
  const nothing = nothingSaid(table);
  const names = sight.people.map((each) => each.names).reduce(both);
  const { asked, said_yes } = case_.context;
  const own = { ...case_.context, asked: ofNames(asked, names), said_yes: ofNames(said_yes, names) };
  const presentation = withEveryYes(table, case_);
  const seen = {
    context: asSeen(table, "context", own, nothing.case.context, sees),
    presentation: asSeen(table, "presentation", presentation, nothing.case.presentation, sees),
    preferences: asSeen(table, "preferences", case_.preferences, nothing.case.preferences, sees),
    views: case_.views.filter((view, index) => seesView(sight, index, view)),
    as_seen: true,
  };
  return {
    audience,
    case: seen,
    severity: asSeen(table, "severity", severity, nothing.severity, sees),
    safeguarding: sight.people.every((each) => each.danger_shared),
    without_a_case: false,
  };
}

/**
 * What an audience may see of a case, and null where they get the page about no case. It is not asked for the
 * practitioner who keeps the record.
 * @param {Case} case_ @param {Audience} audience
 * @returns {Sight | null}
 */
export function sightOf(case_, audience) {
  const people = peopleIn(audience, case_);
  if (people.some((each) => getsNoCase(each, case_.context))) return null;
  return { people, said_yes: new Set(under(case_.context.said_yes, "young_person") ?? []) };
}

/** What an audience sees that gets the page about no case. @param {Table} table @param {Audience} audience @returns {Seen} */
export function nothingFor(table, audience) {
  const { case: nothing, severity } = nothingSaid(table);
  return { audience, case: { ...nothing, as_seen: true }, severity, safeguarding: false, without_a_case: true };
}

/** Whether they see what stands at a path of the case. @param {Table} table @param {Sight} sight @param {string} path */
export function seesPath(table, sight, path) {
  return sight.people.every((each) => personSees(table, each, path, sight.said_yes));
}

/** Whether they see everything in a row of the table. @param {Table} table @param {Sight} sight @param {string} row */
export function seesAll(table, sight, row) {
  return Object.keys(table.case.rows).every((path) => table.case.rows[path] !== row || seesPath(table, sight, path));
}

/**
 * Whether they see a view, by its position: their own, or one that nobody keeps from them.
 * @param {Sight} sight @param {number} index @param {import("./case.js").View} view
 */
export function seesView(sight, index, view) {
  const places = [`views.${view.from}`, ...(view.id ? [`views.${view.id}`] : [])];
  return sight.people.every((each) => each.view === index || !keptFrom(each, ...places));
}

/** Whether nobody keeps from them what people of a kind say. @param {Sight} sight @param {string} kind */
export function seesViewsOf(sight, kind) {
  return !sight.people.some((each) => keptFrom(each, `views.${kind}`));
}

/**
 * Everybody from whom something that is recorded of danger or harm is hidden: their kind, and what they are called. For
 * the practitioner alone. It names nobody where nothing of it is recorded.
 * @param {Table} table @param {Case} case_
 * @returns {{kind: string, label: string | null}[]}
 */
export function whoDoesNotSeeDanger(table, case_) {
  const context = case_.context;
  const said = Object.values(context.said_yes ?? {}).flat();
  const youngPersonSaid = new Set(under(context.said_yes, "young_person") ?? []);
  const answers = facts(table, case_);
  const places = placesOfDanger(table);
  const stated = new Set(places.filter(({ fact }) => under(answers, fact) === true).map(({ path }) => path));
  const recorded = places.map(({ path }) => path).filter((path) => stated.has(path) || covers(new Set(said), path));
  const knows = (/** @type {Someone} */ person, /** @type {string} */ path) => {
    const own = new Set([...person.names].flatMap((name) => under(context.said_yes, name) ?? []));
    const onPage = stated.has(path) && !getsNoCase(person, context);
    return covers(own, path) || (onPage && personSees(table, person, path, youngPersonSaid));
  };
  return everybodyIn(table, case_)
    .filter((person) => !recorded.every((path) => knows(person, path)))
    .map(({ kind, view }) => ({ kind, label: view === null ? null : (case_.views[view].label ?? null) }));
}

/** Where each answer about danger and harm stands. @param {Table} table */
function placesOfDanger(table) {
  const harm = table.facts.filter((fact) => fact.row === "safeguarding" || table.asked_first.includes(fact.name));
  return harm.map((fact) => ({ fact: fact.name, path: placeOf(table, fact.name) }));
}

/** The place of an answer in a case. @param {Table} table @param {string} fact */
export function placeOf(table, fact) {
  const { path, key } = /** @type {import("./table.js").Fact} */ (table.by.fact.get(fact));
  return [...path, key].filter(Boolean).join(".");
}

/**
 * Whether one of these paths is this one, or leads to it.
 * @param {Set<string>} marks @param {string} path
 */
export function covers(marks, path) {
  const steps = path.split(".");
  return steps.some((_, index) => marks.has(steps.slice(0, index + 1).join(".")));
}

/**
 * Whether it is the young person's to say if this person sees anything, and they have not said yes.
 * @param {Someone} person @param {Case["context"]} context
 */
function getsNoCase(person, context) {
  if (person.kind === "young_person") return false;
  const age = context.age ?? null;
  const theirs = age === null || age >= 16 || context.competence === "assessed_competent";
  return theirs && person.shared !== true;
}

/**
 * Whether one person may see what stands at a path; `saidYes` is what the young person said yes to.
 * @param {Table} table @param {Someone} person @param {string} path @param {Set<string>} saidYes
 */
function personSees(table, person, path, saidYes) {
  const row = table.case.rows[path];
  if (person.kind === "young_person") {
    if (row === "safeguarding") return person.danger_shared || covers(saidYes, path);
    return row !== "the_records_own";
  }
  switch (row) {
    case "own_words":
    case "recorded":
      return person.shared === true && !keptFrom(person, path);
    case "own_answer":
    case "presented":
      return person.shared !== false && !keptFrom(person, path);
    case "rated": {
      const rated = path.replace("severity.ratings.", "presentation.concerns.");
      return person.shared === true && !keptFrom(person, path, rated);
    }
    case "safeguarding":
      return person.danger_shared;
    case "danger":
      return person.danger_shared || !(keptFrom(person, path) || covers(saidYes, path));
    case "view":
    case "setting":
    case "who_was_asked":
      return true; // which views, and whose answers, is settled for each as a whole
    default:
      return false; // the record's own, and what is in no row
  }
}

/** @param {Someone} person @param {string[]} paths */
function keptFrom(person, ...paths) {
  return paths.some((path) => covers(person.kept_from_them, path));
}

/** @param {Set<string>} one @param {Set<string>} other */
function both(one, other) {
  return new Set([...one].filter((each) => other.has(each)));
}

/**
 * Of what is noted by name, what stands under these names.
 * @param {import("./case.js").Paths | undefined} noted @param {Set<string>} names
 */
function ofNames(noted, names) {
  const theirs = Object.entries(noted ?? {}).filter(([name]) => names.has(name));
  return theirs.some(([, paths]) => paths.length) ? Object.fromEntries(theirs) : undefined;
}

/**
 * A part of a case with what is seen of it; the rest is as in a part in which nothing was ever entered.
 * @template {object} P
 * @param {Table} table @param {string} name @param {P} part @param {P} nothing @param {(path: string) => boolean} sees
 * @returns {P}
 */
function asSeen(table, name, part, nothing, sees) {
  const held = new Map(table.facts.map((fact) => [fact.path.join("."), fact.held]));
  const blank = /** @type {Record<string, any>} */ (nothing);
  const kept = Object.entries({ ...blank, ...part }).map(([field, value]) => {
    const path = `${name}.${field}`;
    // A part of which one answer alone is a fact is seen as a whole.
    const isOfAnswers = Object.keys(value ?? {}).every((key) => `${path}.${key}` in table.case.rows);
    const how = held.get(path);
    switch (how === "by_key" && !isOfAnswers ? "plain" : how) {
      case "listed": {
        const keys = (value ?? []).filter((/** @type {string} */ key) => sees(`${path}.${key}`));
        return [field, keys.length ? keys : null];
      }
      case "by_key": {
        const answers = Object.entries(value).filter(([key]) => sees(`${path}.${key}`));
        return [field, { ...blank[field], ...Object.fromEntries(answers) }];
      }
      default:
        return [field, sees(path) ? value : blank[field]];
    }
  });
  return asWritten(table, name, Object.fromEntries(kept));
}

// A reply to one question, and the case with it: whose answer it is says where it is kept.
//
// A no of anybody but the practitioner about danger settles nothing, and neither does "not sure": it is kept that they
// were asked. A yes about danger is kept with whose it is, and the practitioner alone takes it back.

import { memberKeepsTheRecord, NoSuchReader, under } from "./audience.js";
import { asWritten, facts, nothingSaid } from "./case.js";
import { compareCodePoints } from "./order.js";
import { covers } from "./seen.js";

/** @typedef {import("./table.js").Table} Table */
/** @typedef {import("./table.js").Fact} Fact */
/** @typedef {import("./case.js").Case} Case */
/** @typedef {import("./case.js").View} View */
/** @typedef {import("./audience.js").Member} Member */
/** @typedef {"asked" | "said_yes" | "private"} Noted what is noted of people by name */
/** @typedef {"yes" | "no" | "not_sure" | "rather_not_say"} Reply what somebody can say to any question */

/**
 * The case with what one person replies to the question about a fact; with null, as if it had not been asked. Throws
 * NoSuchReader where somebody is several people, as a parent is where the case knows two.
 * @param {Table} table @param {Case} case_ @param {Member} person @param {string} fact @param {Reply | null} reply
 */
export function withReply(table, case_, person, fact, reply) {
  const forThemselves = table.asked_first.includes(fact) && !memberKeepsTheRecord(person);
  if (forThemselves && said(case_, "said_yes", person).has(replyPath(table, fact))) {
    return case_; // a yes stands until the practitioner takes it out
  }
  let found = withViewOf(table, case_, person);
  const answer = !forThemselves && (reply === "yes" || reply === "no") ? reply === "yes" : null;
  if (!forThemselves) found = answered(table, found, person, fact, answer);
  const yes = forThemselves && reply === "yes";
  if (yes) found = noted(table, found, "said_yes", person, [replyPath(table, fact)], []);
  return withAsked(table, found, person, fact, !yes && answer === null && reply !== null);
}

/**
 * The case that says whether a person was asked about a fact and left it open, and no answer changed by it.
 * @param {Table} table @param {Case} case_ @param {Member} person @param {string} fact @param {boolean} asked
 */
export function withAsked(table, case_, person, fact, asked) {
  const paths = [replyPath(table, fact)];
  const found = withViewOf(table, case_, person);
  return asked ? noted(table, found, "asked", person, paths, []) : noted(table, found, "asked", person, [], paths);
}

/**
 * The answer to a question that a case has, as it stands for this person: of suggestions, that of one view.
 * @param {Table} table @param {Case} case_ @param {Member} person @param {string} fact
 * @returns {boolean | null}
 */
export function answerOf(table, case_, person, fact) {
  const { topic, key } = factNamed(table, fact);
  if (topic === "suggested") {
    const view = viewOf(case_, ...whoseSuggestion(table, person, fact));
    return view ? view.proposes[key] : null;
  }
  const known = under(facts(table, case_), fact);
  return typeof known === "boolean" ? known : null;
}

/**
 * The paths that one person was asked about (`asked`), or said yes to (`said_yes`).
 * @param {Case} case_ @param {Noted} field @param {Member} person
 */
export function said(case_, field, person) {
  const byName = case_.context[field] ?? {};
  // In a case as somebody sees it, each name that is left is theirs.
  const names = case_.as_seen ? Object.keys(byName) : [nameOf(case_, person)];
  return new Set(names.flatMap((name) => under(byName, name) ?? []));
}

/**
 * What one person said of a case themselves, and nothing else of it.
 * @param {Table} table @param {Case} case_ @param {Member} person
 * @returns {Case}
 */
export function ownPart(table, case_, person) {
  const name = nameOf(case_, person);
  const view = viewOf(case_, person.kind, person.id);
  const blank = nothingSaid(table).case;
  const own = (/** @type {Noted} */ field) => {
    const paths = under(case_.context[field], name);
    return paths?.length ? { [name]: paths } : null;
  };
  const mine = withContext(table, blank, { asked: own("asked"), said_yes: own("said_yes") });
  return { ...mine, views: view ? [view] : [], as_seen: true };
}

/**
 * Whether a person was asked about a fact and left it open, or said yes to danger.
 * @param {Table} table @param {Case} case_ @param {Member} person @param {string} fact
 */
export function wasAsked(table, case_, person, fact) {
  return covers(new Set([...said(case_, "asked", person), ...said(case_, "said_yes", person)]), replyPath(table, fact));
}

/** The place of an answer in a case, as `asked` and `said_yes` name it. @param {Table} table @param {string} fact */
export function replyPath(table, fact) {
  const { path, key, topic, voice } = factNamed(table, fact);
  return [path[0], topic === "suggested" ? voice : "", ...path.slice(1), key].filter(Boolean).join(".");
}

/**
 * The view of one person, if they have one. Throws NoSuchReader where it cannot be told whose is meant.
 * @param {Case} case_ @param {string} kind @param {string | null} [own]
 * @returns {View | null}
 */
export function viewOf(case_, kind, own = null) {
  const found = case_.views.filter((view) => view.from === kind && (own === null || own === view.id));
  if (found.length > 1) throw new NoSuchReader(`there are several views of this kind (${kind}); name one person, by an id`);
  return found[0] ?? null;
}

/**
 * The case with a view of a person who has an id, so that what they say can stand under it.
 * @param {Table} table @param {Case} case_ @param {Member} person
 * @returns {Case}
 */
export function withViewOf(table, case_, person) {
  if (person.id === null || viewOf(case_, person.kind, person.id)) return case_;
  return { ...case_, views: [...case_.views, blankView(table, person.kind, person.id)] };
}

/** The name under which a person's own answers are noted: the id of their view, or else their kind. @param {Case} case_ @param {Member} person */
export function nameOf(case_, person) {
  if (person.kind === "young_person" || memberKeepsTheRecord(person)) return person.kind;
  const view = viewOf(case_, person.kind, person.id);
  return person.id ?? view?.id ?? person.kind;
}

/**
 * The case in which a person keeps these answers for themselves and the practitioner; of a view, all of it. Each is a
 * fact, or the path of words that no fact holds.
 * @param {Table} table @param {Case} case_ @param {Member} person @param {string[]} names
 */
export function keptPrivate(table, case_, person, names) {
  const name = nameOf(case_, person);
  const paths = names.map((each) => {
    if (!table.by.fact.has(each)) return each;
    return factNamed(table, each).topic === "suggested" ? `views.${name}` : replyPath(table, each);
  });
  return noted(table, case_, "private", person, paths, []);
}

/**
 * The case at the beginning of a new conversation: what a person was asked and left open is asked again. What the
 * practitioner denied of danger was about that day, and is asked again too. A yes stands, and so does that a list is open:
 * else it would say no to what nobody ticked. What others ticked in it stays apart from what they did.
 * @param {Table} table @param {Case} case_ @param {Member} person
 * @returns {Case}
 */
export function askedAnew(table, case_, person) {
  const known = facts(table, case_);
  const listed = table.facts.filter((fact) => fact.held === "listed");
  const ticked = listed.filter(({ name }) => known[name] === true).map(({ name }) => replyPath(table, name));
  const kept = [...listed.map((fact) => fact.path.join(".")), ...ticked];
  const again = [...said(case_, "asked", person)].filter((path) => !kept.includes(path));
  const found = noted(table, case_, "asked", person, [], again);
  if (!memberKeepsTheRecord(person)) return found;
  const answers = Object.entries(found.presentation).map(([field, answer]) => [
    field,
    table.asked_first.includes(field) && answer === false ? null : answer,
  ]);
  return { ...found, presentation: Object.fromEntries(answers) };
}

// WHERE AN ANSWER STANDS

/** @param {Table} table @param {string} fact */
function factNamed(table, fact) {
  return /** @type {Fact} */ (table.by.fact.get(fact));
}

/**
 * Whose suggestion an answer is: a person's own; for the practitioner who keeps the record, the one asked about.
 * @param {Table} table @param {Member} person @param {string} fact
 * @returns {[string, string | null]}
 */
function whoseSuggestion(table, person, fact) {
  const voice = factNamed(table, fact).voice ?? person.kind;
  return [voice, voice === person.kind ? person.id : null];
}

/** @param {Table} table @param {string} kind @param {string | null} own @returns {View} */
function blankView(table, kind, own) {
  const proposes = Object.fromEntries(table.kinds_of_help.map((each) => [each, null]));
  return { from: kind, ...(own === null ? {} : { id: own }), label: null, proposes };
}

/** @param {Table} table @param {Case} case_ @param {Member} person @param {string} fact @param {boolean | null} answer @returns {Case} */
function answered(table, case_, person, fact, answer) {
  const { path, key } = factNamed(table, fact);
  const [part, field] = path;
  if (part === "views") {
    const [kind, own] = whoseSuggestion(table, person, fact);
    const view = viewOf(case_, kind, own);
    if (!view && answer === null) return case_;
    const before = view ?? blankView(table, kind, own);
    const after = { ...before, proposes: { ...before.proposes, [key]: answer } };
    const views = view ? case_.views.map((each) => (each === view ? after : each)) : [...case_.views, after];
    return { ...case_, views };
  }
  const whole = /** @type {any} */ (case_)[part];
  const said = { ...whole, [field]: key ? { ...whole[field], [key]: answer } : answer };
  return { ...case_, [part]: asWritten(table, part, said) };
}

/**
 * The case in which `asked`, `said_yes` or `private` has these paths of a person, and no longer those `without`.
 * @param {Table} table @param {Case} case_ @param {Noted} field @param {Member} person @param {string[]} paths
 * @param {string[]} without
 * @returns {Case}
 */
export function noted(table, case_, field, person, paths, without) {
  const name = nameOf(case_, person);
  const byName = case_.context[field] ?? {};
  const before = under(byName, name) ?? [];
  const added = [...new Set(paths)].filter((path) => !before.includes(path)).sort(compareCodePoints);
  const after = [...before.filter((path) => !without.includes(path)), ...added];
  if (after.length === before.length && after.every((path, index) => path === before[index])) return case_;
  const kept = Object.entries({ ...byName, [name]: after }).filter(([, each]) => each.length);
  return withContext(table, case_, { [field]: kept.length ? Object.fromEntries(kept) : null });
}

/**
 * The case with other things noted in its context, each key in its place; what says nothing is absent.
 * @param {Table} table @param {Case} case_ @param {Partial<Case["context"]>} noted
 * @returns {Case}
 */
function withContext(table, case_, noted) {
  return { ...case_, context: asWritten(table, "context", { ...case_.context, ...noted }) };
}

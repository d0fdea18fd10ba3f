// What every page says of danger: what is urgent stands first; what is asked, and what to do if not safe, near the end.
//
// What is asked and what to do stand on every page in the same words, whatever is recorded, so that nothing can be read
// from their being there. Only who keeps the record reads beside a question what is recorded, and whose it is.

import { under } from "./audience.js";
import { whoSaidYes, whoWasAsked } from "./case.js";
import { listed } from "./joins.js";
import { sortedBy } from "./order.js";
import { block, item, section } from "./section.js";
import { placeOf } from "./seen.js";
import { enteredBy, urgentText } from "./suggestion.js";

/** @typedef {import("./table.js").Table} Table */
/** @typedef {import("./table.js").Reader} Reader */
/** @typedef {import("./case.js").Case} Case */
/** @typedef {import("./suggestion.js").Suggestion} Suggestion */
/** @typedef {import("./section.js").Section} Section */

/** What is asked about danger, and what to do, on a page that is not of one case alone. @param {Table} table @param {Reader} reader */
export function lastOnAPage(table, reader) {
  return [askFirst(table, reader, () => []), notSafe(table, reader)];
}

/**
 * What is urgent in one case; nothing where nothing is.
 * @param {Table} table @param {Case} case_ @param {Suggestion} suggestion @param {Reader} reader
 */
export function firstOfCase(table, case_, suggestion, reader) {
  const paragraphs = [];
  if (whoSaidYes(case_, pathOfFeeling(table)).includes("young_person")) {
    paragraphs.push(table.wording.does_not_feel_safe[reader]);
  }
  if (suggestion.urgent) {
    // The names under which a reader's own yes stands. In a case as somebody sees it, each that is left is theirs.
    const names = case_.as_seen ? Object.keys(case_.context.said_yes ?? {}) : [reader];
    paragraphs.push(urgentText(table, suggestion.urgent.kinds, reader, enteredBy(table, case_, names)));
  }
  return paragraphs.length ? [section("urgent", table.wording.urgent[reader], paragraphs)] : [];
}

/**
 * What is asked about danger; beside each question, for who keeps the record, what is recorded.
 * @param {Table} table @param {Case} case_ @param {Suggestion} suggestion @param {Reader} reader
 */
export function askedOfCase(table, case_, suggestion, reader) {
  return askFirst(table, reader, (fact) => beside(table, fact, case_, suggestion, reader));
}

/** What to do if somebody is not safe. @param {Table} table @param {Reader} reader */
export function notSafe(table, reader) {
  return section("not_safe", table.wording.not_safe[reader], [table.wording.if_not_safe[reader]]);
}

/** Where a yes to not feeling safe stands: it settles nothing, for the concern is a practitioner's to state. @param {Table} table */
export function pathOfFeeling(table) {
  return placeOf(table, "safety_concern");
}

/** @param {Table} table @param {Reader} reader @param {(fact: string) => string[]} small @returns {Section} */
function askFirst(table, reader, small) {
  const asked = table.facts.filter((fact) => table.asked_first.includes(fact.name) && fact.asked_of[reader]);
  const items = sortedBy(asked, (fact) => table.asked_first.indexOf(fact.name)).map((fact) =>
    item(fact.question[reader], "", { small: small(fact.name) }),
  );
  return section("ask_first", table.wording.ask_first[reader], [], [block("", items)]);
}

/**
 * What is recorded of one of these questions, for who keeps the record: known or not, and whose it is.
 * @param {Table} table @param {string} name @param {Case} case_ @param {Suggestion} suggestion @param {Reader} reader
 * @returns {string[]}
 */
function beside(table, name, case_, suggestion, reader) {
  const wording = table.wording;
  const path = placeOf(table, name);
  const texts = [];
  if (maySee(table, reader, "who_said")) {
    const feeling = path === pathOfFeeling(table);
    const stated = under(/** @type {any} */ (case_.presentation), name);
    const yes = whoSaidYes(case_, path);
    if (stated !== null) texts.push((stated ? wording.yes_recorded : wording.no_recorded)[reader]);
    else if (feeling || !yes.length) texts.push(wording.unknown[reader]);
    for (const { heading, names } of [
      { heading: feeling ? wording.said_not_safe : wording.said_yes, names: yes },
      { heading: wording.asked_no_yes, names: whoWasAsked(case_, path) },
    ]) {
      if (!names.length) continue;
      const people = names.map((each) => nameOfPerson(table, each, case_, reader));
      texts.push(`${heading[reader]}: ${listed(table, reader, people)}`);
    }
  }
  const unknown = suggestion.ask_first.find((each) => each.fact === name);
  if (unknown?.could_bring_in.length && maySee(table, reader, "bearing")) {
    texts.push(listed(table, reader, unknown.could_bring_in.map((grouping) => table.by.grouping.get(grouping)?.name)));
  }
  return texts;
}

/** Whether a reader is shown what explains a page. @param {Table} table @param {Reader} reader @param {string} matter */
export function maySee(table, reader, matter) {
  return table.pages.matters[reader].includes(matter);
}

/** A kind of person, or one view by what people call this person. @param {Table} table @param {string} name @param {Case} case_ @param {Reader} reader */
function nameOfPerson(table, name, case_, reader) {
  const view = case_.views.find((each) => each.id === name);
  return view?.label || table.wording.voices[view ? view.from : name][reader];
}

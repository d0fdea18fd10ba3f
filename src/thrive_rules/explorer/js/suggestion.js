// A suggestion: the candidate groupings of one case, unranked, with why and why not. Severity is never given to it.
//
// Nothing here can express a winner: candidates stand in the framework's order, without a score.

import { whoSaidYes } from "./case.js";
import { candidateState, fired, infer } from "./inference.js";
import { unmarked } from "./joins.js";
import { couldBearOn, couldBringIn, inTheWay } from "./missing.js";
import { Refused } from "./table.js";

/**
 * @typedef {import("./table.js").Table} Table
 * @typedef {import("./table.js").Facts} Facts
 * @typedef {import("./table.js").Reader} Reader
 * @typedef {import("./case.js").Case} Case
 * @typedef {import("./inference.js").Inference} Inference
 * @typedef {{rule: string, voice: string, because: string, facts: Facts, sources: string[], illustrative: boolean,
 *   joins: string[]}} Argument
 * @typedef {{grouping: string, put_forward_by: string[], for: Argument[], against: Argument[]}} Candidate
 * @typedef {{grouping: string, undecided: boolean, missing: string[], would_need: string[][], in_the_way: Facts,
 *   against: Argument[]}} NotPutForward
 * @typedef {{fact: string, question: string, could_bring_in: string[], could_bear_on: string[]}} Unknown
 * @typedef {{need: string, statement: string, facts: Facts, rules: string[]}} EstablishedNeed
 * @typedef {{kinds: string[], text: string, short: string}} Urgent
 * @typedef {{format: number, candidates: Candidate[], not_put_forward: NotPutForward[], needs: EstablishedNeed[],
 *   unknowns: Unknown[], ask_first: Unknown[], urgent: Urgent | null, provenance: any}} Suggestion
 */

/** The version of the shape of a suggestion. */
const SUGGESTION_FORMAT = 2;
/** How many letters a short notice has at most. */
const MOST_LETTERS_IN_SHORT = 139;

/**
 * Suggest candidate groupings for one case, with every why and why not. Throws Refused for the rules of a teaching
 * counterexample.
 * @param {Table} table
 * @param {Case} case_
 * @returns {Suggestion}
 */
export function suggest(table, case_) {
  if (table.teaching) {
    const message = "no suggestion comes from a teaching counterexample";
    throw new Refused([{ code: "impossible", path: "", message }]);
  }
  const inference = infer(table, case_);
  const candidates = [];
  const others = [];
  for (const { id: grouping } of table.groupings) {
    const against = argumentsOf(inference, inference.program.argueAgainst.get(grouping) ?? []);
    if (candidateState(inference, grouping)) {
      const made = argumentsOf(inference, inference.program.argueFor.get(grouping) ?? []);
      const voices = [...new Set(made.map(({ voice }) => voice))];
      candidates.push({ grouping, put_forward_by: voices, for: made, against });
    } else {
      const { sets, facts } = couldBringIn(inference, grouping);
      const open = { undecided: sets.length > 0, missing: facts, would_need: sets };
      others.push({ grouping, ...open, in_the_way: inTheWay(inference, grouping), against });
    }
  }
  const unknowns = unknownsOf(inference, candidates, others);
  return {
    format: SUGGESTION_FORMAT,
    candidates,
    not_put_forward: others,
    needs: needsOf(inference),
    unknowns,
    ask_first: askFirst(inference, unknowns),
    urgent: urgentNotice(table, case_, inference.answers),
    provenance: provenanceOf(table),
  };
}

/**
 * Whether only other people put a grouping forward, and not the young person: every argument for it is another's own,
 * or joins others' wishes without the young person's.
 * @param {Table} table
 * @param {Candidate} candidate
 * @returns {boolean}
 */
export function onlyOthers(table, candidate) {
  return candidate.for.every(({ voice, joins }) =>
    table.joining.includes(voice) ? joins.length > 0 && !joins.includes("young_person") : voice !== "young_person",
  );
}

/**
 * Whether this rule base alone puts a grouping forward: nobody's own argument does, and no passage.
 * @param {Candidate} candidate
 * @returns {boolean}
 */
export function onlyRuleBase(candidate) {
  return candidate.put_forward_by.every((voice) => voice === "rule_base");
}

/**
 * What is urgent and was said by somebody themselves, under these names: kinds of people, or ids of views.
 * @param {Table} table
 * @param {Case} case_
 * @param {string[]} names
 * @returns {string[]}
 */
export function enteredBy(table, case_, names) {
  return table.urgent_kinds.filter((kind) => {
    const path = table.by.fact.get(kind)?.path.join(".") ?? "";
    return whoSaidYes(case_, path).some((name) => names.includes(name));
  });
}

/**
 * The urgent notice in the words of a reader. `entered` are the kinds that this reader said themselves: it is no news.
 * @param {Table} table
 * @param {string[]} kinds
 * @param {Reader} reader
 * @param {string[]} entered
 * @returns {string}
 */
export function urgentText(table, kinds, reader, entered = []) {
  const notices = kinds.map((kind) => table.urgent[kind][entered.includes(kind) ? "entered" : "recorded"][reader]);
  const added = kinds.filter((kind) => kind in table.urgent_added);
  return [...notices, ...added.map((kind) => table.urgent_added[kind].recorded[reader])].join(" ");
}

/**
 * @param {Table} table
 * @param {Case} case_
 * @param {Facts} answers
 * @returns {Urgent | null}
 */
function urgentNotice(table, case_, answers) {
  const kinds = table.urgent_kinds.filter((kind) => answers[kind] === true);
  if (!kinds.length) return null;
  const text = urgentText(table, kinds, "practitioner", enteredBy(table, case_, ["practitioner"]));
  return { kinds, text, short: urgentInShort(table, kinds) };
}

/**
 * What fits in one line, in the order of the kinds: danger to a life first.
 * @param {Table} table
 * @param {string[]} kinds
 * @returns {string}
 */
function urgentInShort(table, kinds) {
  let short = "";
  for (const kind of kinds) {
    const longer = [short, table.urgent[kind].in_short ?? ""].filter(Boolean).join(" ");
    if ([...longer].length <= MOST_LETTERS_IN_SHORT) short = longer;
  }
  return short || [...table.wording.urgent.practitioner].slice(0, MOST_LETTERS_IN_SHORT).join("");
}

/**
 * @param {Inference} inference
 * @param {import("./compiled.js").Marked[]} rules
 * @returns {Argument[]}
 */
function argumentsOf(inference, rules) {
  const { table } = inference.program;
  return fired(inference, rules).map(({ rule, facts }) => {
    const voice = rule.voice ?? "";
    const whose = table.joining.includes(voice) ? Object.keys(facts).map((name) => table.by.fact.get(name)?.voice) : [];
    return {
      rule: rule.id,
      voice,
      because: unmarked(rule.words.practitioner),
      facts,
      sources: rule.sources,
      illustrative: rule.illustrative,
      joins: table.voices.filter((each) => whose.includes(each)),
    };
  });
}

/**
 * @param {Inference} inference
 * @returns {EstablishedNeed[]}
 */
function needsOf(inference) {
  const { table, needs } = inference.program;
  const found = [];
  for (const { id, statement } of table.needs) {
    const made = fired(inference, needs.get(id) ?? []);
    if (!made.length) continue;
    const read = Object.assign({}, ...made.map(({ facts }) => facts));
    const ordered = inference.layer.keys.filter((name) => name in read).map((name) => [name, read[name]]);
    const rules = made.map(({ rule }) => rule.id);
    found.push({ need: id, statement: unmarked(statement.practitioner), facts: Object.fromEntries(ordered), rules });
  }
  return found;
}

/**
 * @param {Inference} inference
 * @param {Candidate[]} candidates
 * @param {NotPutForward[]} others
 * @returns {Unknown[]}
 */
function unknownsOf(inference, candidates, others) {
  const bearing = candidates.map(({ grouping }) => ({ grouping, on: couldBearOn(inference, grouping) }));
  const found = [];
  for (const fact of inference.layer.keys) {
    const bringIn = others.filter(({ missing }) => missing.includes(fact)).map(({ grouping }) => grouping);
    const bearOn = bearing.filter(({ on }) => on.includes(fact)).map(({ grouping }) => grouping);
    if (bringIn.length || bearOn.length) found.push(unknownAbout(inference, fact, bringIn, bearOn));
  }
  return found;
}

/**
 * What is not known about danger and safety; it is asked first, even where it could change no candidate.
 * @param {Inference} inference
 * @param {Unknown[]} unknowns
 * @returns {Unknown[]}
 */
function askFirst(inference, unknowns) {
  const asked = inference.program.table.asked_first.filter((fact) => !(fact in inference.answers));
  return asked.map((fact) => unknowns.find((each) => each.fact === fact) ?? unknownAbout(inference, fact, [], []));
}

/**
 * @param {Inference} inference
 * @param {string} fact
 * @param {string[]} bringIn
 * @param {string[]} bearOn
 * @returns {Unknown}
 */
function unknownAbout(inference, fact, bringIn, bearOn) {
  const question = unmarked(inference.program.table.by.fact.get(fact)?.question.practitioner ?? "");
  return { fact, question, could_bring_in: bringIn, could_bear_on: bearOn };
}

/**
 * Where a suggestion comes from: everything that is needed to make it again.
 * @param {Table} table
 * @returns {any}
 */
function provenanceOf(table) {
  const { id, version, digest, format, reviewed, review_by } = table.rule_base;
  return {
    package: table.package,
    rule_base: { id, version, digest, format, reviewed, review_by },
    engines: [`javascript ${table.package}`],
    checked: [],
    certificate: table.certificate,
    overlay: table.overlay,
    language: table.language,
  };
}

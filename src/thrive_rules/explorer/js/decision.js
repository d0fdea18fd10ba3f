// What people decided together, as a file that Python reads too. Nothing in it is filled in from a suggestion.

import { fingerprintOf } from "./fingerprint.js";
import { isMapping, readShape, SAYS_NOTHING, wrongAt } from "./shape.js";
import { Refused } from "./table.js";

/**
 * @typedef {import("./table.js").Table} Table
 * @typedef {import("./shape.js").Fault} Fault
 * @typedef {{status: string, groupings?: string[]}} Agreement
 * @typedef {{decided_on: string, agreed: Agreement, [part: string]: any}} Answers what people said and agreed
 */

/**
 * The answers as the file of a decision about a case and what was suggested for it. Throws Refused.
 * @param {Table} table
 * @param {Answers} answers
 * @param {import("./case.js").Case} case_
 * @param {any} suggestion
 * @returns {Promise<any>}
 */
export async function recordDecision(table, answers, case_, suggestion) {
  const { package: package_, rule_base } = suggestion.provenance;
  const { reference, date } = case_.context;
  const said = {
    format: table.decision.format,
    ...(reference ? { reference } : {}),
    ...(date ? { date } : {}),
    ...answers,
    basis: {
      case: await fingerprintOf(case_),
      suggestion: await fingerprintOf(withoutWhatFollows(suggestion)),
      package: package_,
      rule_base: rule_base.id,
      rule_base_version: rule_base.version,
      rule_base_digest: rule_base.digest,
      rule_format: rule_base.format,
    },
  };
  refuseWrong(table, said);
  const { format, ...rest } = said;
  return { format, digest: await fingerprintOf(said), ...rest };
}

/**
 * A decision from the text of its file. Throws Refused for what is none, and for one that was cut short or changed.
 * @param {Table} table
 * @param {string} text
 * @returns {Promise<any>}
 */
export async function readDecision(table, text) {
  let data;
  try {
    data = JSON.parse(text);
  } catch {
    throw new Refused([wrongAt([], "this is not JSON", "unreadable")]);
  }
  if (!isMapping(data)) throw new Refused([wrongAt([], "expected a mapping of fields")]);
  if (!("format" in data)) throw new Refused([wrongAt(["format"], "is required", "required")]);
  const { digest, ...rest } = data;
  if (digest !== undefined && digest !== (await fingerprintOf(rest))) {
    throw new Refused([wrongAt(["digest"], "the content is not what was written: the file was cut short or changed")]);
  }
  return refuseWrong(table, rest);
}

/**
 * A decision that was read, or a copy of one, as it is written: without what says nothing, and with the digest of the
 * rest.
 * @param {any} decision
 * @returns {Promise<any>}
 */
export async function spellDecision(decision) {
  const { format, ...said } = withoutNothing(decision);
  const rest = { format, ...said };
  return { format, digest: await fingerprintOf(rest), ...said };
}

/**
 * Data without what says nothing: null, an empty list, and what holds nothing else.
 * @param {any} data
 * @returns {any}
 */
function withoutNothing(data) {
  if (Array.isArray(data)) return data.map(withoutNothing);
  if (!isMapping(data)) return data;
  const said = Object.entries(data).map(([key, each]) => [key, withoutNothing(each)]);
  const isNothing = (/** @type {any} */ each) => each === null || (typeof each === "object" && !Object.keys(each).length);
  return Object.fromEntries(said.filter(([, each]) => !isNothing(each)));
}

/**
 * The decision, with all that it leaves out as nothing. Throws Refused for what is not as expected.
 * @param {Table} table
 * @param {any} data
 * @returns {any}
 */
function refuseWrong(table, data) {
  // That a copy for somebody may lack what it rests on is said below, and not by the shape of the whole.
  const { format, schema: { anyOf, ...schema } } = table.decision;
  if (data.format > format) {
    throw new Refused([wrongAt(["format"], "a newer thrive-rules wrote this; install that version")]);
  }
  const reading = { whole: schema, faults: /** @type {Fault[]} */ ([]) };
  const read = readShape(reading, schema, data, []);
  if (reading.faults.length) throw new Refused(reading.faults);
  const { digest, ...found } = read; // that it is the digest of the rest is settled before
  const faults = [...againstAgreement(found.agreed), ...emptyWords(found, [])];
  if (!data.basis && !data.for) faults.push(wrongAt(["basis"], "is required", "required"));
  found.set_aside.forEach((/** @type {any} */ each, /** @type {number} */ index) => {
    if (!each.grouping && !each.what) faults.push(wrongAt(["set_aside", index], "expected a grouping, or `what` in words"));
  });
  if (faults.length) throw new Refused(faults);
  return found;
}

/**
 * @param {Agreement} agreed
 * @returns {Fault[]}
 */
function againstAgreement({ status, groupings }) {
  const fits = (groupings ?? []).length > 0 === (status === "agreed");
  return fits ? [] : [wrongAt(["agreed"], "expected groupings where the status is agreed, and none where it is not")];
}

/** Own words that say nothing. @param {any} part @param {(string | number)[]} steps @returns {Fault[]} */
function emptyWords(part, steps) {
  if (Array.isArray(part)) return part.flatMap((each, index) => emptyWords(each, [...steps, index]));
  if (!isMapping(part)) return [];
  return Object.entries(part).flatMap(([key, each]) => {
    const isOwn = OWN_WORDS.includes(key) && typeof each === "string";
    const empty = isOwn && SAYS_NOTHING.test(each);
    return empty ? [wrongAt([...steps, key], "expected something that is not empty")] : emptyWords(each, [...steps, key]);
  });
}

const OWN_WORDS = ["words", "what", "why", "success", "likely", "if_not", "competence_words"];

/**
 * A suggestion without what came with its second format, which follows from the rules, and without where it comes from.
 * @param {any} suggestion
 * @returns {any}
 */
function withoutWhatFollows({ provenance, ask_first, ...said }) {
  const urgent = said.urgent && { kinds: said.urgent.kinds, text: said.urgent.text };
  const plain = (/** @type {any} */ { illustrative, joins, ...argument }) => argument;
  const of = (/** @type {any} */ part) => ({
    ...part,
    ...(part.for ? { for: part.for.map(plain) } : {}),
    against: part.against.map(plain),
  });
  return { ...said, urgent, candidates: said.candidates.map(of), not_put_forward: said.not_put_forward.map(of), format: 1 };
}

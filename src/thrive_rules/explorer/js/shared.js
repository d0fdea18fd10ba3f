// A copy of a conversation for somebody: made anew from what they may see, and the only thing to give to others.

import { keepsTheRecord, readerOf } from "./audience.js";
import { converse } from "./conversation.js";
import { asSeenBy } from "./seen.js";
import { inTheirWords } from "./their_words.js";

/** @typedef {import("./table.js").Table} Table */
/** @typedef {import("./case.js").Case} Case */
/** @typedef {import("./case.js").Severity} Severity */
/** @typedef {import("./audience.js").Audience} Audience */
/** @typedef {import("./seen.js").Seen} Seen */
/** @typedef {import("./conversation.js").Conversation} Conversation */

/**
 * What an audience may see of a conversation, with their name on it; for who keeps the record, all of it. For whoever
 * gets the page about no case: `{"without_a_case": true}`, the same for everybody.
 * @param {Table} table @param {Case} case_ @param {Severity} severity @param {Audience} audience
 * @returns {Conversation | {without_a_case: true}}
 */
export function sharedConversation(table, case_, severity, audience) {
  const copy = conversationAsSeen(table, asSeenBy(table, case_, severity, audience));
  return copy ?? { without_a_case: true };
}

/**
 * The conversation about a case as somebody may see it; null for whoever gets the page about no case, as they do for
 * whom the rules have no words.
 * @param {Table} table @param {Seen} seen
 * @param {import("./table.js").Reader} [reader] in whose words; of several who sit together, those of the first
 * @returns {Conversation | null}
 */
export function conversationAsSeen(table, seen, reader = readerOf(seen.audience)) {
  if (seen.without_a_case || !hasWordsFor(table, seen.audience)) return null;
  const whole = converse(table, seen.case, seen.severity);
  if (keepsTheRecord(seen.audience)) return whole;
  const prompts = whole.prompts.filter((prompt) => isTheirs(table, prompt, seen));
  return inTheirWords(table, { ...whole, prompts, for: seen.audience }, reader);
}

/** Whether the rules have words for who reads: rules of format 1 may have none for somebody else. @param {Table} table @param {Audience} audience */
export function hasWordsFor(table, audience) {
  return readerOf(audience) !== "other" || table.speaks_to_others;
}

/**
 * A prompt about harm that others do is for those with whom danger is shared, or who may see what raised it.
 * @param {Table} table @param {import("./conversation.js").Prompt} prompt @param {Seen} seen
 */
function isTheirs(table, prompt, seen) {
  if (prompt.kind !== "safeguarding" || seen.safeguarding) return true;
  return Object.keys(prompt.facts).some((fact) => table.by.fact.get(fact)?.row === "safeguarding");
}

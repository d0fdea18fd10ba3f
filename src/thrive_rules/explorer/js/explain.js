// One conversation in the words of who reads it, with what they may see of it and nothing else.

import { readerOf } from "./audience.js";
import { glanceSections, pageSections } from "./brief.js";
import { fullSections } from "./full.js";
import { pageInWords } from "./page.js";
import { asSeenBy } from "./seen.js";
import { conversationAsSeen } from "./shared.js";
import { pageWithoutACase } from "./without_a_case.js";

/** @typedef {import("./table.js").Table} Table */
/** @typedef {"glance" | "page" | "full"} Depth */

const SECTIONS_OF = { glance: glanceSections, page: pageSections, full: fullSections };

/**
 * The page of a case for an audience: what they may see, made anew. Throws NoSuchReader for an id that is nobody's.
 * @param {Table} table @param {import("./case.js").Case} case_ @param {import("./case.js").Severity} severity
 * @param {import("./audience.js").Audience} audience @param {Depth} depth
 */
export function pageFor(table, case_, severity, audience, depth) {
  const theirs = conversationAsSeen(table, asSeenBy(table, case_, severity, audience));
  return theirs ? pageOf(table, theirs, depth) : pageWithoutACase(table);
}

/**
 * The same in the words of one of several readers who sit together: what all of them may see, said to each.
 * @param {Table} table @param {import("./case.js").Case} case_ @param {import("./case.js").Severity} severity
 * @param {import("./audience.js").Audience} audience @param {Depth} depth @param {import("./table.js").Reader} reader
 */
export function pageInReadersWords(table, case_, severity, audience, depth, reader) {
  const theirs = conversationAsSeen(table, asSeenBy(table, case_, severity, audience), reader);
  if (!theirs) return pageWithoutACase(table);
  return pageInWords(table, reader, SECTIONS_OF[depth](table, theirs, reader));
}

/**
 * The page of a conversation as its audience has it.
 * @param {Table} table @param {import("./conversation.js").Conversation} conversation @param {Depth} depth
 */
export function pageOf(table, conversation, depth) {
  const reader = conversation.for ? readerOf(conversation.for) : "practitioner";
  return pageInWords(table, reader, SECTIONS_OF[depth](table, conversation, reader));
}

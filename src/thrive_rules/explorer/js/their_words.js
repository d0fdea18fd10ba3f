// A copy for somebody in their words: the same conversation, with each text of the rules as they read it.

import { enteredBy, urgentText } from "./suggestion.js";

/** @typedef {import("./table.js").Table} Table */
/** @typedef {import("./table.js").Reader} Reader */
/** @typedef {import("./conversation.js").Conversation} Conversation */
/** @typedef {import("./suggestion.js").Argument} Argument */
/** @typedef {import("./suggestion.js").Unknown} Unknown */

/**
 * The conversation with the words of one reader; whose answers and rules they rest on stay as they are.
 * @param {Table} table @param {Conversation} conversation @param {Reader} reader
 * @returns {Conversation}
 */
export function inTheirWords(table, conversation, reader) {
  const { rule, fact, need } = table.by;
  const words = (/** @type {string} */ id) => /** @type {any} */ (rule.get(id)).words[reader];
  const argued = (/** @type {Argument[]} */ some) => some.map((each) => ({ ...each, because: words(each.rule) }));
  const asked = (/** @type {Unknown[]} */ some) =>
    some.map((each) => ({ ...each, question: /** @type {any} */ (fact.get(each.fact)).question[reader] }));
  const { urgent, case: seen } = conversation;
  // In a case as somebody sees it, each yes to danger that is left is their own.
  const own = Object.keys(seen.context.said_yes ?? {});
  return {
    ...conversation,
    candidates: conversation.candidates.map((each) => ({ ...each, for: argued(each.for), against: argued(each.against) })),
    not_put_forward: conversation.not_put_forward.map((each) => ({ ...each, against: argued(each.against) })),
    needs: conversation.needs.map((each) => ({ ...each, statement: /** @type {any} */ (need.get(each.need)).statement[reader] })),
    unknowns: asked(conversation.unknowns),
    ask_first: asked(conversation.ask_first),
    urgent: urgent && { ...urgent, text: urgentText(table, urgent.kinds, reader, enteredBy(table, seen, own)) },
    severity: { ...conversation.severity, note: table.wording.severity_note[reader] },
    prompts: conversation.prompts.map((each) => ({ ...each, text: words(each.rule) })),
  };
}

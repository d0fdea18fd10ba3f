// The page that is about no case: the same bytes for everybody, so that nothing can be read from getting it.

import { lastOnAPage } from "./danger.js";
import { pageInWords } from "./page.js";
import { block, item, section } from "./section.js";

/** What the groupings are, how to be there, and what to do if somebody is not safe. @param {import("./table.js").Table} table */
export function pageWithoutACase(table) {
  // A parent's or carer's words fit everybody who gets it: rules of format 1 may have none for somebody else.
  const reader = "parent_or_carer";
  const wording = table.wording;
  const groupings = table.groupings.map((each) => block(each.name, [item(each.definition[reader])]));
  return pageInWords(table, reader, [
    section("groupings", wording.groupings[reader], [wording.without_a_case[reader]], groupings),
    section("be_there", wording.be_there[reader], [wording.how_to_be_there[reader]]),
    ...lastOnAPage(table, reader),
  ]);
}

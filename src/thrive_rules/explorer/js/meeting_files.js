// Files: a case or a decision that somebody opens, and the case as the record keeps it. A file goes nowhere by itself.

import { readCase } from "./case_file.js";
import { readDecision } from "./decision.js";
import { decisionPage } from "./decision_page.js";
import { element, refill, saveFile } from "./dom.js";
import { readingOf } from "./meeting_decision.js";
import { pageShown } from "./page_view.js";
import { caseFileOf, isUnsaved } from "./sitting.js";
import { Refused } from "./table.js";

/** @typedef {import("./meeting.js").Meeting} Meeting */

/**
 * @param {Meeting} meeting
 * @returns {HTMLElement}
 */
export function filing(meeting) {
  const { table, say, sitting } = meeting;
  const notice = element("div", { role: "alert" });
  const found = element("div", {});

  /**
   * @param {Event} event
   * @param {(text: string) => void | Promise<void>} take
   */
  async function open(event, take) {
    const input = /** @type {HTMLInputElement} */ (event.target);
    const file = input.files?.[0];
    if (!file) return;
    refill(notice);
    refill(found);
    try {
      if (file.size > table.case.most.bytes) throw new Refused([{ code: "unreadable", path: "", message: say("files.too_large") }]);
      if (/\.ya?ml$/i.test(file.name)) throw new Refused([{ code: "unreadable", path: "", message: say("files.yaml") }]);
      await take(await file.text());
    } catch (problem) {
      const faults = problem instanceof Refused ? problem.faults : [{ path: "", message: say("files.unreadable") }];
      refill(
        notice,
        element("p", {}, say("files.not_opened", { name: file.name })),
        element("ul", {}, faults.map(({ path, message }) => element("li", {}, path ? `${path}: ${message}` : message))),
      );
    }
    input.value = "";
  }

  const takeCase = (/** @type {string} */ text) => {
    const read = readCase(table, text);
    const use = () => {
      [sitting.whole, sitting.severity, sitting.unsaved, sitting.deciding] = [read.case, read.severity, false, null];
      refill(found, element("p", { role: "status" }, say("files.opened")));
    };
    if (isUnsaved(sitting)) refill(found, element("p", {}, say("files.unsaved")), element("button", { type: "button", onclick: use }, say("files.use_it")));
    else use();
  };
  const takeDecision = async (/** @type {string} */ text) => {
    const decision = await readDecision(table, text);
    const place = element("section", { "aria-labelledby": "decision-heading" });
    refill(found, place);
    if (decision.for) refill(place, pageShown(table, decisionPage(table, decision, decision.for, null)));
    else await readingOf(meeting, place, decision);
  };
  const save = () => {
    saveFile(`${sitting.whole.context.reference ?? "case"}.json`, JSON.stringify(caseFileOf(table, sitting), null, 2));
    sitting.unsaved = false;
    refill(notice, element("p", {}, say("files.saved")));
  };
  return element(
    "section",
    { "aria-labelledby": "files-heading" },
    // On paper stands what was opened, and nothing of what opens it.
    element(
      "div",
      { class: "screen" },
      element("h2", { id: "files-heading", tabindex: "-1" }, say("files.heading")),
      element("p", {}, say("files.intro")),
      picker("open-case", say("files.open_case"), (event) => void open(event, takeCase)),
      picker("open-decision", say("files.open_decision"), (event) => void open(event, takeDecision)),
      element("h3", {}, say("files.save_heading")),
      element("p", {}, say("files.save_case_text")),
      element("button", { type: "button", onclick: save }, say("files.save_case")),
    ),
    notice,
    found,
  );
}

/**
 * @param {string} id
 * @param {string} label
 * @param {(event: Event) => void} onchange
 */
function picker(id, label, onchange) {
  return element("p", {}, element("label", { for: id }, label), " ", element("input", { type: "file", id, accept: ".json,application/json", onchange }));
}

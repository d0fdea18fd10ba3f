// The page for a meeting: answers, pages, a decision and files. It keeps all of it in memory, and one key hides it.

import { element, heldData, refill } from "./dom.js";
import { heldTable } from "./held_table.js";
import { footerOf, sayer } from "./kit.js";
import { answering } from "./meeting_answers.js";
import { deciding } from "./meeting_decision.js";
import { filing } from "./meeting_files.js";
import { reading } from "./meeting_pages.js";
import { isUnsaved, newSitting } from "./sitting.js";
import { readTable } from "./table.js";

/**
 * @typedef {import("./table.js").Table} Table
 * @typedef {{table: Table, say: import("./kit.js").Say, sitting: import("./sitting.js").Sitting,
 *   leaving?: () => void}} Meeting `leaving`: what a screen does before another one takes its place
 */

/** @type {[string, (meeting: Meeting) => HTMLElement][]} */
const SCREENS = [
  ["answers", answering],
  ["pages", reading],
  ["decision", deciding],
  ["files", filing],
];

openMeeting();

function openMeeting() {
  const main = /** @type {HTMLElement} */ (document.querySelector("main"));
  const say = sayer(/** @type {Record<string, string>} */ (heldData("words")));
  try {
    const table = readTable(heldTable("table"));
    showMeeting(main, { table, say, sitting: newSitting(table) });
  } catch (problem) {
    refill(main, element("h1", {}, say("meeting.title")), element("p", { role: "alert" }, say("shell.broken")));
    throw problem;
  }
}

/**
 * @param {HTMLElement} main
 * @param {Meeting} meeting
 */
function showMeeting(main, meeting) {
  const { say, table } = meeting;
  const place = element("div", {});
  const links = SCREENS.map(([id]) => element("a", { href: `#${id}` }, say(`${id}.nav`)));
  const hide = element("button", { type: "button", class: "hide", onclick: hideAll }, table.wording.page.hide.practitioner);

  function hideAll() {
    document.title = "-";
    main.remove();
  }

  function turn() {
    const asked = window.location.hash.slice(1);
    const [id, make] = SCREENS.find(([name]) => name === asked) ?? SCREENS[0];
    meeting.leaving?.();
    meeting.leaving = undefined;
    refill(place, make(meeting));
    links.forEach((link, index) => {
      if (SCREENS[index][0] === id) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    });
    if (asked) place.querySelector("h2")?.focus();
  }

  refill(
    main,
    hide,
    element("h1", { class: "screen" }, say("meeting.title")),
    element("p", { class: "screen notice" }, say("meeting.notice")),
    element("nav", { "aria-label": say("shell.parts") }, element("ul", {}, links.map((link) => element("li", {}, link)))),
    place,
    footerOf(meeting),
  );
  document.title = say("meeting.title");
  window.addEventListener("hashchange", turn);
  window.addEventListener("beforeunload", (event) => {
    if (isUnsaved(meeting.sitting)) event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hideAll();
  });
  turn();
}

// The page for teaching: its parts, one at a time, each by a link of its own, each started again with one key.

import { element, heldData, refill } from "./dom.js";
import { footerOf, sayer } from "./kit.js";
import { heldTable } from "./held_table.js";
import { checkClaim } from "./claim.js";
import { manyPeople } from "./many.js";
import { ownPair } from "./own_pair.js";
import { practice } from "./practice.js";
import { readTable, withRules } from "./table.js";
import { severitySlider } from "./severity_slider.js";
import { twoPeople } from "./two_people.js";
import { workshop } from "./workshop.js";

/**
 * @typedef {import("./kit.js").Kit} Kit
 * @typedef {import("./kit.js").Part} Part
 */

/** @type {[string, (kit: Kit) => Part][]} */
const PARTS = [
  ["two", twoPeople],
  ["slider", severitySlider],
  ["own", ownPair],
  ["many", manyPeople],
  ["claim", checkClaim],
  ["practice", practice],
  ["workshop", workshop],
];

open();

function open() {
  const main = /** @type {HTMLElement} */ (document.querySelector("main"));
  const words = /** @type {Record<string, string>} */ (heldData("words"));
  const say = sayer(words);
  try {
    const table = readTable(heldTable("table"));
    const lessons = /** @type {import("./kit.js").Lesson[]} */ (heldData("lessons"));
    show(main, {
      table,
      beside: withRules(table, /** @type {any} */ (heldTable("led-by-severity")).rules),
      marks: heldData("marks"),
      certificate: heldData("certificate"),
      overlay: /** @type {import("./overlay.js").May} */ (heldData("overlay")),
      words,
      reader: "practitioner",
      lessons: new Map(lessons.map((each) => [each.id, each])),
      say,
    });
  } catch (problem) {
    refill(main, element("h1", {}, say("explorer.title")), element("p", { role: "alert" }, say("shell.broken")));
    throw problem;
  }
}

/**
 * @param {HTMLElement} main
 * @param {Kit} kit
 */
function show(main, kit) {
  const { say } = kit;
  /** @type {Map<string, Part>} */
  const made = new Map();
  let shown = "";
  const place = element("div", {});
  const links = PARTS.map(([id]) => element("a", { href: `#${id}` }, say(`${id}.nav`)));
  const again = element("button", { type: "button", onclick: startAgain }, `${say("shell.start_again")} (${say("shell.key")})`);
  const readers = kit.table.readers.map((each) => element("option", { value: each, selected: each === kit.reader }, kit.table.wording.voices[each].practitioner));
  const reader = /** @type {HTMLSelectElement} */ (element("select", { id: "reader", onchange: readAnew }, readers));
  refill(
    main,
    element("h1", {}, say("explorer.title")),
    element("p", { class: "notice" }, say("shell.made_up")),
    element("nav", { "aria-label": say("shell.parts") }, element("ul", {}, links.map((link) => element("li", {}, link)))),
    element("p", { class: "screen" }, again, " ", element("label", { for: "reader" }, say("shell.reader")), " ", reader),
    place,
    footerOf(kit),
  );

  /** All parts begin again in the words of whoever is chosen. */
  function readAnew() {
    kit.reader = /** @type {import("./table.js").Reader} */ (reader.value);
    made.clear();
    shown = "";
    turn();
    reader.focus();
  }

  function startAgain() {
    made.get(shown)?.reset();
    place.querySelector("h2")?.focus();
  }

  function turn() {
    const asked = window.location.hash.slice(1);
    const [id, make] = PARTS.find(([name]) => name === asked) ?? PARTS[0];
    if (id === shown) return;
    if (!made.has(id)) made.set(id, make(kit));
    shown = id;
    refill(place, made.get(id)?.element);
    links.forEach((link, index) => {
      if (PARTS[index][0] === id) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    });
    document.title = `${say(`${id}.heading`)} – ${say("explorer.title")}`;
    if (asked) place.querySelector("h2")?.focus();
  }

  window.addEventListener("hashchange", turn);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") startAgain();
  });
  turn();
}

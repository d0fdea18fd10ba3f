// From one to many: five hundred made-up young people, each in the same spot of five equal places. A spot is filled where
// the grouping is put forward for that young person.

import { placesOfAll } from "./crowd.js";
import { drawn, element, refill } from "./dom.js";

/**
 * @typedef {import("./kit.js").Kit} Kit
 * @typedef {import("./kit.js").Part} Part
 * @typedef {import("./table.js").Table} Table
 * @typedef {Record<string, any>} Answers
 * @typedef {{facts: string[], rows: string[], design: string, seed: number}} Marks
 */

const ACROSS = 25;
const STEP = 8;
/** How large the spot is of somebody who has another grouping. */
const NOT_HERE = 0.7;
const IMPACT = "severity_impact";

/**
 * Everybody's answers, from the letters that the file has.
 * @param {Table} table
 * @param {Marks} marks
 * @returns {Answers[]}
 */
export function peopleOf(table, marks) {
  const domains = marks.facts.map((name) => table.by.fact.get(name)?.domain ?? []);
  return marks.rows.map((row) =>
    Object.fromEntries(
      marks.facts.flatMap((name, index) => (row[index] === "." ? [] : [[name, domains[index][Number(row[index])]]])),
    ),
  );
}

/**
 * How many people have other groupings than before.
 * @param {Set<string>[]} before
 * @param {Set<string>[]} after
 */
export function countPeopleMoved(before, after) {
  return before.filter((places, index) => {
    const now = after[index];
    return places.size !== now.size || [...places].some((each) => !now.has(each));
  }).length;
}

/**
 * @param {Kit} kit
 * @returns {Part}
 */
export function manyPeople(kit) {
  const { say, table, beside, marks, reader } = kit;
  const place = element("section", { "aria-labelledby": "many-heading" });
  const levels = /** @type {string[]} */ (table.by.fact.get(IMPACT)?.domain ?? []);
  const everybody = peopleOf(table, marks);

  function reset() {
    let people = everybody;
    let rules = table;
    let shaded = false;
    let places = placesOfAll(rules, people);
    const picture = element("div", {});
    const status = element("p", { role: "status" });
    const counts = element("div", { class: "wide", tabindex: 0, role: "group", "aria-label": say("many.counts") });

    /**
     * @param {string} what
     * @param {() => void} change
     */
    function change(what, change) {
      const before = places;
      change();
      places = placesOfAll(rules, people);
      status.textContent = say("many.moved", { what, moved: countPeopleMoved(before, places), all: people.length });
      draw();
    }

    function draw() {
      refill(picture, placesDrawn(kit, places, people, shaded ? levels : []));
      refill(counts, countsOf());
    }

    function countsOf() {
      const columns = shaded ? [...levels, null] : [];
      const name = (/** @type {string | null} */ level) =>
        level === null ? say("slider.not_recorded") : table.wording.answers[level][reader];
      return element(
        "table",
        {},
        element("caption", { class: "quiet" }, say("many.counts")),
        element(
          "thead",
          {},
          element("tr", {}, element("td", {}), th("col", say("many.all")), columns.map((level) => th("col", name(level)))),
        ),
        element(
          "tbody",
          {},
          table.groupings.map((grouping) => {
            const here = people.filter((_, index) => places[index].has(grouping.id));
            const by = columns.map((level) => here.filter((each) => (each[IMPACT] ?? null) === level).length);
            return element("tr", {}, th("row", grouping.name), [here.length, ...by].map((count) => element("td", {}, count)));
          }),
        ),
      );
    }

    const shade = button(say("many.shade"), () => {
      shaded = !shaded;
      shade.setAttribute("aria-pressed", String(shaded));
      change(say("many.shaded"), () => {});
    });
    shade.setAttribute("aria-pressed", "false");
    const choose = [table, beside].map((each, index) =>
      element(
        "label",
        { class: "choice" },
        element("input", {
          type: "radio", name: "rules", checked: index === 0,
          onchange: () => change(say(index ? "many.led_by_severity" : "many.these_rules"), () => (rules = each)),
        }),
        say(index ? "many.led_by_severity" : "many.these_rules"),
      ),
    );
    draw();
    refill(
      place,
      element("h2", { id: "many-heading", tabindex: "-1" }, say("many.heading")),
      element("p", {}, say("many.intro", { all: people.length })),
      element(
        "p",
        {},
        shade,
        " ",
        button(say("many.worse"), () => change(say("many.worse_for_all"), () => (people = people.map(worse)))),
      ),
      element("fieldset", {}, element("legend", {}, say("many.which_rules")), choose),
      element("p", { class: "notice" }, say("many.wrong_on_purpose")),
      status,
      picture,
      shadesExplained(),
      counts,
      element("p", { class: "quiet" }, say("many.made_up", { design: marks.design, seed: marks.seed })),
    );
  }

  /** @param {Answers} answers */
  function worse(answers) {
    const at = levels.indexOf(answers[IMPACT]);
    return { ...answers, [IMPACT]: levels[Math.min(at + 1, levels.length - 1)] };
  }

  function shadesExplained() {
    return element(
      "p",
      { class: "quiet" },
      say("many.shades"),
      ": ",
      levels.map((level, index) => [
        drawn("svg", { width: 14, height: 14, viewBox: "0 0 8 8", "aria-hidden": "true" }, drawn("path", { d: circle(4, 4, 3), class: "around" }), drawn("path", { d: circle(4, 4, sizeOf(levels, index)), class: "inside" })),
        ` ${table.wording.answers[level][reader]}  `,
      ]),
    );
  }

  reset();
  return { element: place, reset };
}

/**
 * The five places with everybody's spot in each.
 * @param {Kit} kit
 * @param {Set<string>[]} places
 * @param {Answers[]} people
 * @param {string[]} levels
 */
export function placesDrawn(kit, places, people, levels) {
  const drawnOf = (/** @type {any} */ grouping) => placeDrawn(kit, grouping, places, people, levels);
  return element("ul", { class: "five", "aria-label": kit.say("shell.five") }, kit.table.groupings.map(drawnOf));
}

/**
 * One place. Two lines draw all of its spots, so that a change is shown at once.
 * @param {Kit} kit
 * @param {{id: string, name: string}} grouping
 * @param {Set<string>[]} places
 * @param {Answers[]} people
 * @param {string[]} levels
 */
export function placeDrawn({ say }, { id, name }, places, people, levels) {
  const down = Math.ceil(people.length / ACROSS);
  const count = places.filter((each) => each.has(id)).length;
  let around = "";
  let inside = "";
  people.forEach((person, index) => {
    const isHere = places[index].has(id);
    if (isHere) around += spot(index, 3);
    const filled = levels.length ? sizeOf(levels, levels.indexOf(person[IMPACT])) : 3;
    inside += spot(index, isHere ? filled : NOT_HERE);
  });
  return element(
    "li",
    { "data-grouping": id },
    element("strong", {}, name),
    drawn(
      "svg",
      { viewBox: `0 0 ${ACROSS * STEP} ${down * STEP}`, role: "img", "aria-label": say("many.count", { name, count, all: people.length }) },
      drawn("path", { d: around, class: "around" }),
      drawn("path", { d: inside, class: "inside" }),
    ),
  );
}

/**
 * How far a spot is filled: from a ring where nothing is recorded to a disc.
 * @param {string[]} levels
 * @param {number} index
 */
function sizeOf(levels, index) {
  return (3 * (index + 1)) / levels.length;
}

/** @type {Map<number, string[]>} */
const SPOTS = new Map();

/**
 * Somebody's spot of one size, which is where it always is.
 * @param {number} index
 * @param {number} r
 */
function spot(index, r) {
  const known = SPOTS.get(r) ?? [];
  SPOTS.set(r, known);
  return (known[index] ??= circle((index % ACROSS) * STEP + 4, Math.floor(index / ACROSS) * STEP + 4, r));
}

/**
 * A circle as a part of a line.
 * @param {number} x
 * @param {number} y
 * @param {number} r
 */
function circle(x, y, r) {
  return r > 0 ? `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0` : "";
}

/**
 * @param {string} text
 * @param {() => void} onclick
 */
function button(text, onclick) {
  return element("button", { type: "button", onclick }, text);
}

/**
 * @param {"col" | "row"} scope
 * @param {string} text
 */
function th(scope, text) {
  return element("th", { scope }, text);
}

// Five equal places, one for each grouping. What is put forward is filled; nothing is bigger, first or coloured.

import { drawn, element } from "./dom.js";

/**
 * @typedef {import("./kit.js").Kit} Kit
 * @typedef {"in" | "open" | "out"} State
 */

/**
 * What became of each grouping in a suggestion.
 * @param {any} suggestion
 * @returns {Map<string, State>}
 */
export function statesOf(suggestion) {
  /** @type {Map<string, State>} */
  const states = new Map();
  for (const each of suggestion.candidates) states.set(each.grouping, "in");
  for (const each of suggestion.not_put_forward) states.set(each.grouping, each.undecided ? "open" : "out");
  return states;
}

/**
 * The five places with what stands in each.
 * @param {Kit} kit
 * @param {Map<string, State>} states
 * @param {(grouping: string) => import("./dom.js").Child} [more] what else stands in a place
 */
export function fivePlaces(kit, states, more = () => null) {
  const places = kit.table.groupings.map((/** @type {any} */ grouping) => {
    const state = states.get(grouping.id) ?? "out";
    return element(
      "li",
      { "data-grouping": grouping.id, "data-state": state },
      mark(state),
      " ",
      element("strong", {}, grouping.name),
      element("br"),
      element("span", { class: "quiet" }, kit.say(`shell.${STATE_WORDS[state]}`)),
      more(grouping.id),
    );
  });
  return element("ul", { class: "five", "aria-label": kit.say("shell.five") }, places);
}

/** @type {Record<State, string>} */
const STATE_WORDS = { in: "put_forward", open: "could_come_in", out: "not_put_forward" };

/** @param {State} state */
function mark(state) {
  return drawn(
    "svg",
    { width: 16, height: 16, viewBox: "0 0 16 16", "aria-hidden": "true" },
    drawn("circle", { cx: 8, cy: 8, r: 6, class: state === "in" ? "disc" : "ring" }),
  );
}

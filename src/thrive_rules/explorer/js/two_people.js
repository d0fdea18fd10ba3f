// Two young people who differ in severity alone: bet first, then look. Then what does move it.

import { element, refill } from "./dom.js";
import { answered, wordsOf } from "./kit.js";
import { fivePlaces, statesOf } from "./places.js";
import { countMoved, personShown } from "./telling.js";

/**
 * @typedef {import("./kit.js").Kit} Kit
 * @typedef {import("./kit.js").Part} Part
 */

const PAIRS = [
  ["ocd-severe-and-managing-her-own-way", "ocd-managing-her-own-way-with-mild-ratings"],
  ["ocd-mild-and-wanting-treatment", "ocd-wanting-treatment-with-severe-ratings"],
];
const BETS = ["same", "more_first", "more_second"];

/**
 * @param {Kit} kit
 * @returns {Part}
 */
export function twoPeople(kit) {
  const { say, table } = kit;
  const people = PAIRS.map((pair) =>
    pair.map((id) => answered(table, /** @type {import("./kit.js").Lesson} */ (kit.lessons.get(id)).case)),
  );
  const place = element("section", { "aria-labelledby": "two-heading" });
  let pair = 0;

  function reset() {
    pair = 0;
    ask();
  }

  function ask() {
    const bets = BETS.map((bet) =>
      element(
        "label",
        { class: "choice" },
        element("input", { type: "radio", name: "bet", value: bet, onchange: () => look.removeAttribute("disabled") }),
        say(`two.${bet}`),
      ),
    );
    const look = element("button", { type: "button", disabled: true, onclick: reveal }, say("two.look"));
    refill(
      place,
      element("h2", { id: "two-heading", tabindex: "-1" }, say("two.heading")),
      element("p", {}, say("two.intro")),
      element("div", { class: "pair" }, people[pair].map((each, index) => personShown(kit, name(index), each))),
      element("fieldset", {}, element("legend", {}, say("two.bet")), bets),
      look,
      " ",
      element("span", { class: "quiet" }, say("two.bet_first")),
    );
  }

  /** @param {number} index */
  const name = (index) => say(index === 0 ? "two.the_first" : "two.the_second");

  function reveal() {
    const chosen = /** @type {HTMLInputElement | null} */ (place.querySelector("input:checked"));
    if (!chosen) return;
    const [first, second] = people[pair];
    const moved = countMoved(first.suggestion, second.suggestion);
    const result = element("h3", { tabindex: "-1" }, say("two.moved", moved));
    refill(
      place,
      element("h2", { id: "two-heading", tabindex: "-1" }, say("two.heading")),
      element("p", {}, say("two.your_bet", { bet: say(`two.${chosen.value}`) })),
      result,
      element(
        "div",
        { class: "pair" },
        people[pair].map((each, index) =>
          element(
            "div",
            { class: "person" },
            element("h3", {}, name(index)),
            element("p", {}, say("two.recorded", { severity: recorded(each) })),
            fivePlaces(kit, statesOf(each.suggestion)),
          ),
        ),
      ),
      prompts(first, second),
      pair + 1 < PAIRS.length
        ? element("button", { type: "button", onclick: next }, say("two.other_pair"))
        : whatDoes(),
    );
    result.focus();
  }

  function next() {
    pair += 1;
    ask();
    place.querySelector("h2")?.focus();
  }

  /** @param {import("./kit.js").Answered} person */
  function recorded(person) {
    const ratings = Object.values(person.severity.ratings ?? {});
    return table.wording.answers[ratings[0] ?? person.severity.impact][kit.reader];
  }

  /**
   * @param {import("./kit.js").Answered} first
   * @param {import("./kit.js").Answered} second
   */
  function prompts(first, second) {
    /** @param {any} one @param {any} other */
    const only = (one, other) =>
      one.conversation.prompts.filter(
        (/** @type {any} */ each) => !other.conversation.prompts.some((/** @type {any} */ its) => its.rule === each.rule),
      );
    const gone = only(first, second).map((/** @type {any} */ each) => say("two.prompt_gone", { text: wordsOf(kit, each.rule) }));
    const came = only(second, first).map((/** @type {any} */ each) => say("two.prompt_came", { text: wordsOf(kit, each.rule) }));
    if (!gone.length && !came.length) return null;
    return element(
      "div",
      {},
      element("p", {}, say("two.prompt_moved")),
      element("ul", {}, [...gone, ...came].map((text) => element("li", {}, text))),
    );
  }

  function whatDoes() {
    const [[one], [other]] = people;
    const reasons = [one, other].map((person, index) =>
      element(
        "div",
        { class: "person" },
        element("h3", {}, say(index === 0 ? "two.first_pair" : "two.second_pair")),
        element(
          "ul",
          {},
          person.suggestion.candidates.flatMap((/** @type {any} */ candidate) =>
            candidate.for.map((/** @type {any} */ argument) =>
              element(
                "li",
                {},
                element("strong", {}, table.by.grouping.get(candidate.grouping)?.name ?? ""),
                `: ${table.wording.voices[argument.voice][kit.reader]}, ${wordsOf(kit, argument.rule)}`,
              ),
            ),
          ),
        ),
      ),
    );
    return element(
      "div",
      {},
      element("h3", {}, say("two.what_does")),
      element("p", {}, say("two.what_does_text")),
      element("div", { class: "pair" }, reasons),
    );
  }

  ask();
  return { element: place, reset };
}

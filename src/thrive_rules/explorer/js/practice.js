// Practice: a made-up young person, one's own idea, then what the rules put forward and why. A sheet for whoever leads
// the session, and handouts to print.

import { element, refill } from "./dom.js";
import { answered, wordsOf } from "./kit.js";
import { fivePlaces, statesOf } from "./places.js";
import { personShown } from "./telling.js";

/**
 * @typedef {import("./kit.js").Kit} Kit
 * @typedef {import("./kit.js").Part} Part
 * @typedef {import("./kit.js").Lesson} Lesson
 */

/**
 * @param {Kit} kit
 * @returns {Part}
 */
export function practice(kit) {
  const { say, table } = kit;
  const people = [...kit.lessons.values()].filter((each) => each.practice);
  const place = element("section", { "aria-labelledby": "practice-heading" });
  let shown = 0;

  function reset() {
    shown = 0;
    ask();
  }

  function ask() {
    const lesson = people[shown];
    const person = answered(table, lesson.case);
    const reason = /** @type {HTMLTextAreaElement} */ (element("textarea", { id: "own-reason", rows: 3 }));
    const result = element("div", {});
    const choices = table.groupings.map((grouping) =>
      element("label", { class: "choice" }, element("input", { type: "checkbox", value: grouping.id }), grouping.name),
    );
    const look = () => {
      const chosen = [...place.querySelectorAll("input:checked")].map((each) => /** @type {HTMLInputElement} */ (each).value);
      refill(result, revealed(lesson, person, chosen, reason.value));
      result.querySelector("h3")?.focus();
    };
    refill(
      place,
      element("h2", { id: "practice-heading", tabindex: "-1" }, say("practice.heading")),
      element("p", {}, say("practice.intro")),
      element("p", { class: "quiet" }, say("practice.place", { number: shown + 1, all: people.length })),
      personShown(kit, lesson.name, person),
      element("fieldset", {}, element("legend", {}, say("practice.which")), choices),
      element("label", { for: "own-reason" }, say("practice.why")),
      reason,
      element("p", { class: "quiet" }, say("practice.not_kept")),
      element("p", {}, button("practice.look", look), " ", turn(-1), " ", turn(1)),
      result,
      element("h3", {}, say("practice.to_print")),
      element("p", {}, button("practice.handouts", () => toPrint(false)), " ", button("practice.sheet", () => toPrint(true))),
      limits(),
    );
  }

  /** @param {number} by */
  function turn(by) {
    const to = shown + by;
    const go = () => {
      shown = to;
      ask();
      place.querySelector("h2")?.focus();
    };
    const words = by < 0 ? "practice.before" : "practice.next";
    return element("button", { type: "button", onclick: go, disabled: to < 0 || to >= people.length }, say(words));
  }

  /**
   * @param {string} words
   * @param {() => void} onclick
   */
  function button(words, onclick) {
    return element("button", { type: "button", onclick }, say(words));
  }

  /**
   * @param {Lesson} lesson
   * @param {import("./kit.js").Answered} person
   * @param {string[]} chosen
   * @param {string} reason
   */
  function revealed(lesson, person, chosen, reason) {
    const names = chosen.map((each) => table.by.grouping.get(each)?.name ?? "");
    return [
      element("h3", { tabindex: "-1" }, say("practice.revealed")),
      element("p", {}, say("practice.you_chose", { names: names.join(", ") || say("claim.none") })),
      reason.trim() && element("blockquote", {}, `“${reason.trim()}”`),
      fivePlaces(kit, statesOf(person.suggestion)),
      reasons(person),
      element("p", {}, lesson.why),
      sourceOf(lesson),
    ];
  }

  /** @param {import("./kit.js").Answered} person */
  function reasons(person) {
    return element(
      "ul",
      {},
      person.suggestion.candidates.flatMap((/** @type {any} */ candidate) =>
        ["for", "against"].flatMap((side) =>
          candidate[side].map((/** @type {any} */ argument) =>
            element(
              "li",
              {},
              element("strong", {}, `${table.by.grouping.get(candidate.grouping)?.name}, ${say(`practice.${side}`)}`),
              `: ${table.wording.voices[argument.voice][kit.reader]}: ${wordsOf(kit, argument.rule)}`,
            ),
          ),
        ),
      ),
    );
  }

  /** @param {Lesson} lesson */
  function sourceOf(lesson) {
    if (!lesson.source) return null;
    const source = table.by.source.get(lesson.source.split("/")[0]);
    return source ? element("p", { class: "quiet" }, say("practice.source", { citation: source.citation })) : null;
  }

  /** What goes on paper, shown first. @param {boolean} withAnswers */
  function toPrint(withAnswers) {
    refill(
      place,
      element("h2", { id: "practice-heading", tabindex: "-1" }, say(withAnswers ? "practice.sheet" : "practice.handouts")),
      element("p", { class: "screen" }, button("practice.print", () => window.print()), " ", button("practice.back", back)),
      people.map((lesson, index) => {
        const person = answered(table, lesson.case);
        return element(
          "section",
          { class: "whole" },
          personShown(kit, `${index + 1}. ${lesson.name}`, person),
          withAnswers
            ? [fivePlaces(kit, statesOf(person.suggestion)), reasons(person), element("p", {}, lesson.why), sourceOf(lesson)]
            : element("p", { class: "lines" }, say("practice.which")),
        );
      }),
      limits(),
    );
    place.querySelector("h2")?.focus();
  }

  function back() {
    ask();
    place.querySelector("h2")?.focus();
  }

  function limits() {
    const each = ["need_answers", "not_reviewed", "no_right_answer", "not_alone"];
    return [
      element("h3", {}, say("practice.limits")),
      element("ul", {}, each.map((name) => element("li", {}, say(`practice.${name}`)))),
    ];
  }

  ask();
  return { element: place, reset };
}

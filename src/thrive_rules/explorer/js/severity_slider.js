// One young person, and how bad things are as a slider: each move is logged, and nothing that is put forward moves.
// Beside it stands one answer that does move something, or the slider would look broken.

import { element, refill } from "./dom.js";
import { answered } from "./kit.js";
import { fivePlaces, statesOf } from "./places.js";
import { sayAnswer } from "./answer.js";
import { countMoved, personShown } from "./telling.js";

/**
 * @typedef {import("./kit.js").Kit} Kit
 * @typedef {import("./kit.js").Part} Part
 */

const PERSON = "ocd-severe-and-managing-her-own-way";
const LEVELS = [null, "none", "mild", "moderate", "severe"];
const ANSWER = "young_person_wants_goal_focused_help";

/**
 * @param {Kit} kit
 * @returns {Part}
 */
export function severitySlider(kit) {
  const { say, table, reader } = kit;
  const lesson = /** @type {import("./kit.js").Lesson} */ (kit.lessons.get(PERSON));
  const place = element("section", { "aria-labelledby": "slider-heading" });
  const levels = LEVELS.map((level) => (level ? table.wording.answers[level][reader] : say("slider.not_recorded")));

  function reset() {
    let level = LEVELS.length - 1;
    let wanted = lesson.case.preferences.wants.goal_focused_help;
    let shown = answered(table, caseWith(level, wanted));
    let moves = 0;
    const log = element("ol", {});
    const picture = element("div", {});
    const status = element("p", { role: "status" });
    const name = element("output", {}, levels[level]);
    const slider = /** @type {HTMLInputElement} */ (
      element("input", {
        type: "range", id: "severity", min: 0, max: LEVELS.length - 1, step: 1, value: level,
        "aria-valuetext": levels[level], oninput: () => move(Number(slider.value), wanted),
      })
    );
    const choices = [true, false, null].map((value) =>
      element(
        "label",
        { class: "choice" },
        element("input", {
          type: "radio", name: "answer", checked: value === wanted, onchange: () => move(level, value),
        }),
        sayAnswer(table, value, reader),
      ),
    );

    /**
     * @param {number} to
     * @param {boolean | null} answer
     */
    function move(to, answer) {
      const now = answered(table, caseWith(to, answer));
      const moved = countMoved(shown.suggestion, now.suggestion);
      const what =
        to === level
          ? `${table.by.fact.get(ANSWER)?.label[reader]}: ${sayAnswer(table, answer, reader)}`
          : `${say("slider.severity")}: ${levels[to]}`;
      const line = `${what}. ${say("two.moved", moved)}`;
      [shown, level, wanted, moves] = [now, to, answer, moves + 1];
      slider.setAttribute("aria-valuetext", levels[level]);
      name.textContent = levels[level];
      log.prepend(element("li", {}, line));
      status.textContent = line;
      draw();
    }

    function draw() {
      refill(picture, fivePlaces(kit, statesOf(shown.suggestion)));
    }

    draw();
    refill(
      place,
      element("h2", { id: "slider-heading", tabindex: "-1" }, say("slider.heading")),
      element("p", {}, say("slider.intro")),
      element(
        "div",
        { class: "pair" },
        personShown(kit, say("slider.she_says"), shown),
        element(
          "div",
          { class: "person" },
          element("label", { for: "severity" }, say("slider.severity"), ": "),
          name,
          slider,
          element("p", { class: "quiet" }, say("slider.recorded_by")),
          element(
            "fieldset",
            {},
            element("legend", {}, table.by.fact.get(ANSWER)?.question[reader]),
            choices,
          ),
        ),
      ),
      picture,
      status,
      element("details", { open: true }, element("summary", {}, say("slider.log")), element("div", { class: "log" }, log)),
      element("p", { class: "quiet" }, say("slider.prompt")),
    );
  }

  /**
   * @param {number} level
   * @param {boolean | null} wanted
   */
  function caseWith(level, wanted) {
    const { preferences } = lesson.case;
    const impact = LEVELS[level];
    const ratings = Object.fromEntries(lesson.case.presentation.concerns.map((/** @type {string} */ key) => [key, impact]));
    return {
      ...lesson.case,
      preferences: { ...preferences, wants: { ...preferences.wants, goal_focused_help: wanted } },
      severity: { ratings: impact ? ratings : {}, impact },
    };
  }

  reset();
  return { element: place, reset };
}

// Two young people of one's own: change any answer, see what moved and why, and the smallest change that would move more.

import { element, refill } from "./dom.js";
import { answered, caseOfAnswers, wordsOf } from "./kit.js";
import { fivePlaces, statesOf } from "./places.js";
import { sayAnswer } from "./answer.js";
import { whatIf } from "./what_if.js";

/**
 * @typedef {import("./kit.js").Kit} Kit
 * @typedef {import("./kit.js").Part} Part
 * @typedef {import("./kit.js").Answered} Answered
 * @typedef {Record<string, any>} Answers
 */

const START = "ocd-mild-and-wanting-treatment";
const IMPACT_OF_TWO = "severity_impact";
/** How many sets of answers are shown for each grouping; more would be a wall. */
const SETS = 3;

/**
 * @param {Kit} kit
 * @returns {Part}
 */
export function ownPair(kit) {
  const { say, table, reader } = kit;
  const place = element("section", { "aria-labelledby": "own-heading" });
  const asked = table.facts.filter((fact) => fact.topic && fact.domain.length === 2);

  function reset() {
    const lesson = /** @type {import("./kit.js").Lesson} */ (kit.lessons.get(START));
    const start = answered(table, lesson.case).facts;
    /** @type {[Answers, Answers]} */
    const pair = [ofQuestions(start), ofQuestions(start)];
    const status = element("p", { role: "status" });
    const result = element("div", {});

    /** @param {Answers} answers */
    function ofQuestions(answers) {
      return Object.fromEntries(Object.entries(answers).filter(([name]) => asked.some((fact) => fact.name === name)));
    }

    /**
     * @param {import("./table.js").Fact} fact
     * @param {0 | 1} index
     */
    function choice(fact, index) {
      const label = say(index ? "own.second_answer" : "own.first_answer", { label: fact.label[reader] });
      const options = [null, ...fact.domain].map((value) =>
        element(
          "option",
          { value: String(value), selected: (pair[index][fact.name] ?? null) === value },
          value === null ? say("own.not_known") : sayAnswer(table, value, reader),
        ),
      );
      const chosen = /** @type {HTMLSelectElement} */ (
        element("select", { "aria-label": label, "data-fact": fact.name, "data-person": index, onchange: change }, options)
      );
      function change() {
        const value = [null, ...fact.domain].find((each) => String(each) === chosen.value) ?? null;
        if (value === null) delete pair[index][fact.name];
        else pair[index][fact.name] = value;
        show();
      }
      return chosen;
    }

    function show() {
      const [first, second] = pair.map((answers) => answered(table, caseOfAnswers(table, answers, say("own.made_up"))));
      const differ = [...asked, severity].filter((fact) => pair[0][fact.name] !== pair[1][fact.name]);
      status.textContent = differ.length
        ? say("own.differs", { what: differ.map((fact) => fact.label[reader]).join("; ") })
        : say("own.twins");
      refill(
        result,
        element(
          "div",
          { class: "pair" },
          [first, second].map((each, index) =>
            element("div", { class: "person" }, element("h3", {}, say(index ? "two.the_second" : "two.the_first")), fivePlaces(kit, statesOf(each.suggestion))),
          ),
        ),
        element("h3", {}, say("own.moved")),
        moved(first, second),
        element("details", {}, element("summary", {}, say("own.what_if")), table.groupings.map((grouping) => changes(second, grouping.id))),
      );
    }

    const severity = /** @type {import("./table.js").Fact} */ (table.by.fact.get(IMPACT_OF_TWO));
    const topics = table.topics.map((topic) => {
      const facts = asked.filter((fact) => fact.topic === topic);
      return element("details", {}, element("summary", {}, table.wording.asking.topics[topic][reader]), rows(facts));
    });

    /** @param {import("./table.js").Fact[]} facts */
    function rows(facts) {
      return element(
        "table",
        {},
        element("tbody", {}, facts.map((fact) => element("tr", {}, element("th", { scope: "row" }, fact.label[reader]), element("td", {}, choice(fact, 0)), element("td", {}, choice(fact, 1))))),
      );
    }

    refill(
      place,
      element("h2", { id: "own-heading", tabindex: "-1" }, say("own.heading")),
      element("p", {}, say("own.intro")),
      element("h3", {}, say("own.answers")),
      topics,
      element("details", {}, element("summary", {}, say("own.severity")), rows([severity])),
      status,
      result,
    );
    show();
  }

  /**
   * @param {Answered} first
   * @param {Answered} second
   */
  function moved(first, second) {
    const lines = table.groupings.flatMap(({ id, name }) => {
      const [before, after] = [first, second].map((each) => standing(each.suggestion, id));
      const gone = before.said.filter((line) => !after.said.includes(line));
      const came = after.said.filter((line) => !before.said.includes(line));
      if (before.candidate === after.candidate && !gone.length && !came.length) return [];
      const what = before.candidate === after.candidate ? "own.stays" : after.candidate ? "own.came" : "own.went";
      return [
        element(
          "li",
          {},
          element("strong", {}, say(what, { grouping: name })),
          element("ul", {}, [
            ...gone.map((text) => element("li", {}, say("own.only_first", { text }))),
            ...came.map((text) => element("li", {}, say("own.only_second", { text }))),
          ]),
        ),
      ];
    });
    return lines.length ? element("ul", {}, lines) : element("p", {}, say("own.nothing"));
  }

  /**
   * @param {any} suggestion
   * @param {string} grouping
   * @returns {{candidate: boolean, said: string[]}}
   */
  function standing(suggestion, grouping) {
    const found = [...suggestion.candidates, ...suggestion.not_put_forward].find((each) => each.grouping === grouping);
    const said = ["for", "against"].flatMap((side) =>
      (found[side] ?? []).map(
        (/** @type {any} */ each) => `${table.wording.voices[each.voice][reader]}, ${say(`practice.${side}`)}: ${wordsOf(kit, each.rule)}`,
      ),
    );
    return { candidate: "for" in found, said };
  }

  /**
   * @param {Answered} person
   * @param {string} grouping
   */
  function changes(person, grouping) {
    const found = whatIf(table, person.case, grouping);
    const name = table.by.grouping.get(grouping)?.name ?? "";
    const sets = found.sets.slice(0, SETS).map((/** @type {any[]} */ set) =>
      element(
        "li",
        {},
        set.map((each) => `${table.by.fact.get(each.field)?.label[reader]}: ${each.after === null ? say("own.not_known") : sayAnswer(table, each.after, reader)}`).join("; "),
      ),
    );
    return [
      element("p", {}, say(found.candidate ? "own.take_out" : "own.bring_in", { grouping: name })),
      sets.length ? element("ul", {}, sets) : element("p", {}, say("own.no_change")),
    ];
  }

  reset();
  return { element: place, reset };
}

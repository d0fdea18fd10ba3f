// The workshop: a copy of the rules that people change by choosing, with what it does to many people and to the laws.

import { compileRules } from "./compiled.js";
import { placesOfAll } from "./crowd.js";
import { element, refill, saveFile } from "./dom.js";
import { brokenLaws, smallestCase, waysOfRule } from "./laws.js";
import { countPeopleMoved, peopleOf, placeDrawn, placesDrawn } from "./many.js";
import { editsOf, notSayable, overlayFile, wordsOfOwn } from "./overlay.js";
import { ruleChoice, ruleControls } from "./rule_controls.js";
import { personWith } from "./telling.js";
import { withRules } from "./table.js";

/**
 * @typedef {import("./kit.js").Kit} Kit
 * @typedef {import("./kit.js").Part} Part
 * @typedef {import("./table.js").Table} Table
 * @typedef {import("./table.js").Rule} Rule
 * @typedef {import("./laws.js").Broken} Broken
 */

const FILE = "workshop.yaml";
/** Checks on the rules as they are written: they stand among the laws, and speak of no claim. */
const CHECKS = ["danger_is_asked_about", "voices_say_what_they_said"];

/**
 * @param {Kit} kit
 * @returns {Part}
 */
export function workshop(kit) {
  const { say, table, reader } = kit;
  const place = element("section", { "aria-labelledby": "workshop-heading" });
  const people = peopleOf(table, kit.marks);
  const atFirst = placesOfAll(table, people);

  function reset() {
    /** @type {Table[]} */
    let history = [table];
    let chosen = deciding(table)[0].id;
    let places = atFirst;
    const now = () => history[history.length - 1];
    const choice = ruleChoice(kit, (id) => {
      chosen = id;
      draw();
    });
    const controls = element("div", {});
    const status = element("p", { role: "status" });
    const picture = element("div", {});
    const laws = element("div", {});
    const saving = element("div", {});

    /**
     * @param {Rule[]} rules
     * @param {string} rule
     */
    function edit(rules, rule) {
      history = [...history, withRules(now(), rules)];
      chosen = rule;
      answer();
    }

    function undo() {
      history = history.slice(0, -1);
      const left = [...now().rules, ...table.rules];
      if (!left.some(({ id }) => id === chosen)) chosen = deciding(table)[0].id;
      answer();
    }

    function answer() {
      const before = places;
      places = placesOfAll(now(), people);
      const broken = eachLawOnce(brokenLaws(now()));
      status.textContent = say("workshop.moved", {
        moved: countPeopleMoved(before, places),
        all: people.length,
        since: countPeopleMoved(atFirst, places),
        broken: new Set(broken.map(({ law }) => law)).size,
      });
      for (const grouping of table.groupings) {
        if (places.some((each, index) => each.has(grouping.id) !== before[index].has(grouping.id))) {
          picture.querySelector(`[data-grouping="${grouping.id}"]`)?.replaceWith(placeDrawn(kit, grouping, places, people, []));
        }
      }
      refill(laws, lawsShown(broken));
      refill(saving, savingShown(broken));
      draw();
    }

    function draw() {
      // What had the focus was made anew: whoever works by keyboard goes on from where they were.
      choice.show(now(), chosen);
      const at = document.activeElement instanceof HTMLElement ? document.activeElement.dataset.at : undefined;
      refill(
        controls,
        ruleControls(kit, {
          edited: now(),
          rule: now().by.rule.get(chosen) ?? /** @type {Rule} */ (table.by.rule.get(chosen)),
          isOff: !now().by.rule.has(chosen),
          canUndo: history.length > 1,
          change: (/** @type {Rule} */ rule) => edit(now().rules.map((each) => (each.id === rule.id ? rule : each)), rule.id),
          turn: (/** @type {Rule} */ rule) =>
            edit(now().by.rule.has(rule.id) ? now().rules.filter(({ id }) => id !== rule.id) : [...now().rules, rule], rule.id),
          add: (/** @type {Omit<Rule, "id" | "words">} */ rule) => add(rule),
          undo,
        }),
      );
      const focus = (/** @type {string} */ key) => /** @type {HTMLElement | null} */ (place.querySelector(`[data-at="${key}"]`));
      if (at) (focus(at) ?? focus("rule"))?.focus();
    }

    /** @param {Omit<Rule, "id" | "words">} rule */
    function add(rule) {
      let number = 1;
      while (history.some((each) => each.by.rule.has(`workshop-${number}`))) number += 1;
      const made = { ...rule, id: `workshop-${number}`, words: wordsOfOwn(table, rule.when, say) };
      edit([...now().rules, /** @type {Rule} */ (made)], made.id);
    }

    /** @param {Broken[]} broken */
    function lawsShown(broken) {
      const all = table.laws.length + CHECKS.length;
      if (!broken.length) return element("p", {}, say("workshop.all_hold", { all }));
      return [
        element("p", {}, say("workshop.broken", { all })),
        element("ul", {}, broken.map((each) => element("li", {}, brokenShown(each)))),
      ];
    }

    /** @param {Broken} broken */
    function brokenShown({ law, where, answers }) {
      const rule = now().by.rule.get(where[1]);
      const smallest = answers ?? smallestOf(now(), rule);
      return [
        element("p", {}, element("strong", {}, lawText(law))),
        rule ? element("p", {}, say("workshop.by_rule", { words: rule.words[reader] })) : null,
        smallest ? personWith(kit, now(), smallest) : null,
      ];
    }

    /** @param {Broken[]} broken */
    function savingShown(broken) {
      const edits = editsOf(table, now());
      const left = notSayable(edits, kit.overlay);
      const why = [
        kit.overlay.over === null && say("workshop.not_over"),
        ...left.map((rule) => say("workshop.cannot", { words: rule.words[reader] })),
        broken.length && say("workshop.broken_not_saved"),
        !edits.own.length && !edits.other.length && !left.length && say("workshop.nothing_to_save"),
      ].filter(Boolean);
      const save = () => saveFile(FILE, overlayFile(table, edits, kit.overlay, say));
      return [
        why.length ? element("ul", {}, why.map((each) => element("li", {}, each))) : element("p", {}, say("workshop.then")),
        element("button", { type: "button", disabled: why.length > 0, onclick: save }, say("workshop.save")),
      ];
    }

    refill(
      place,
      element("h2", { id: "workshop-heading", tabindex: "-1" }, say("workshop.heading")),
      element("p", {}, say("workshop.intro")),
      choice.element,
      controls,
      element("h3", {}, say("workshop.what_it_does", { all: people.length })),
      status,
      picture,
      element("h3", {}, say("workshop.laws")),
      laws,
      element("details", {}, element("summary", {}, say("workshop.what_is_settled")), settledShown()),
      element("h3", {}, say("workshop.saving")),
      element("p", {}, say("workshop.saving_text")),
      saving,
    );
    refill(picture, placesDrawn(kit, places, people, []));
    answer();
    status.textContent = "";
  }

  /** @param {string} law */
  function lawText(law) {
    const found = table.laws.find((each) => each.name === law);
    const named = (/** @type {string} */ _, /** @type {string} */ id) => table.by.grouping.get(id)?.name ?? id;
    return found ? found.asks.replace(/\{([a-z_]+)\}/g, named) : say(`workshop.${law}`);
  }

  function settledShown() {
    const byWays = table.laws.map((each) => lawText(each.name));
    const proved = (kit.certificate?.answers ?? []).map((/** @type {any} */ each) => each.asks);
    const solverAlone = proved.filter((/** @type {string} */ asks) => !byWays.includes(asks));
    const list = (/** @type {string[]} */ texts) => element("ul", {}, texts.map((text) => element("li", {}, text)));
    return [
      element("p", {}, say("workshop.by_ways")),
      list([...byWays, ...CHECKS.map(lawText)]),
      element("p", {}, say("workshop.by_solver")),
      solverAlone.length ? [element("p", {}, say("workshop.it_proved")), list(solverAlone)] : element("p", {}, say("claim.no_certificate")),
    ];
  }

  reset();
  return { element: place, reset };
}

/** @param {Table} table */
function deciding(table) {
  return table.rules.filter(({ kind }) => kind !== "prompts");
}

/**
 * Each law that is broken once for each rule that breaks it, with the smallest case that shows it.
 * @param {Broken[]} broken
 * @returns {Broken[]}
 */
function eachLawOnce(broken) {
  /** @type {Map<string, Broken>} */
  const found = new Map();
  const size = (/** @type {Broken} */ each) => Object.keys(each.answers ?? {}).length;
  for (const each of broken) {
    const key = [each.law, ...each.where].join("/");
    const known = found.get(key);
    if (!known || size(each) < size(known)) found.set(key, each);
  }
  return [...found.values()];
}

/**
 * The smallest case in which a rule speaks up.
 * @param {Table} table
 * @param {Rule | undefined} rule
 */
function smallestOf(table, rule) {
  if (!rule) return null;
  const [way] = [...waysOfRule(compileRules(table), rule)].sort((one, other) => one.length - other.length);
  return way ? smallestCase(way) : null;
}

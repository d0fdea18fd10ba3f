// The controls of the workshop: which rule, what it looks at, what it says, and a rule of one's own.

import { element, refill } from "./dom.js";
import { changedAt, isGroup, partOf, withPart } from "./rule_edit.js";
import { answersText } from "./rule_text.js";

/**
 * @typedef {import("./kit.js").Kit} Kit
 * @typedef {import("./table.js").Table} Table
 * @typedef {import("./table.js").Rule} Rule
 * @typedef {import("./table.js").Value} Value
 * @typedef {import("./table.js").Condition} Condition
 * @typedef {import("./rule_edit.js").Path} Path
 * @typedef {{edited: Table, rule: Rule, isOff: boolean, canUndo: boolean,
 *   change: (rule: Rule) => void, turn: (rule: Rule) => void, add: (rule: any) => void, undo: () => void}} Bench
 */

const SIDES = ["argues_for", "argues_against"];

/**
 * The choice among all rules, by what they say. It is made anew where that has changed: most changes are inside a rule.
 * @param {Kit} kit
 * @param {(id: string) => void} choose
 */
export function ruleChoice({ say, table, reader }, choose) {
  const chosen = select("rule", [], () => choose(chosen.value));
  let shown = "";
  const groups = [
    ...table.groupings.flatMap(({ id, name }) =>
      SIDES.map((side) => ({ name: say(`workshop.${side}`, { name }), of: (/** @type {Rule} */ each) => each.kind === side && each.grouping === id })),
    ),
    { name: say("workshop.needs"), of: (/** @type {Rule} */ each) => each.kind === "establishes" },
  ];

  /**
   * @param {Table} edited
   * @param {string} id
   */
  function show(edited, id) {
    const own = edited.rules.filter((each) => !table.by.rule.has(each.id));
    const all = [...table.rules, ...own].map((each) => edited.by.rule.get(each.id) ?? each);
    const now = all.map((each) => [each.id, each.kind, each.grouping].join()).join();
    if (now !== shown) {
      const optionOf = (/** @type {Rule} */ each) => option(each.id, each.words[reader], false);
      refill(chosen, groups.map(({ name, of }) => element("optgroup", { label: name }, all.filter(of).map(optionOf))));
      shown = now;
    }
    chosen.value = id;
  }
  return { element: labelled("rule", say("workshop.rule"), chosen), show };
}

/**
 * @param {Kit} kit
 * @param {Bench} bench
 */
export function ruleControls(kit, bench) {
  const { say, table, reader } = kit;
  const { rule, isOff } = bench;
  return [
    element(
      "div",
      { class: "person" },
      element("h3", {}, rule.words[reader]),
      isOff ? element("p", {}, say("workshop.is_off")) : [saysPart(), element("p", {}, say("workshop.looks")), element("ul", { class: "when" }, partShown(rule.when, []))],
      element("p", {}, button("turn", say(isOff ? "workshop.turn_on" : "workshop.turn_off"), () => bench.turn(rule))),
    ),
    unfolding("own", say("workshop.own"), ownRule),
    element("p", {}, button("undo", say("workshop.undo"), bench.undo, !bench.canUndo)),
  ];

  /** What the rule says where it speaks up. */
  function saysPart() {
    if (rule.kind === "establishes") {
      return element("p", {}, say("workshop.establishes", { need: table.by.need.get(rule.need ?? "")?.statement[reader] ?? "" }));
    }
    const own = !table.by.rule.has(rule.id);
    return element(
      "div",
      { class: "pair" },
      choice("side", say("workshop.side"), SIDES.map((each) => [each, say(`workshop.${each}_side`)]), rule.kind, (kind) => bench.change({ ...rule, kind })),
      choice("grouping", say("workshop.grouping"), table.groupings.map(({ id, name }) => [id, name]), rule.grouping ?? "", (grouping) => bench.change({ ...rule, grouping })),
      own ? choice("voice", say("workshop.voice"), voices(), rule.voice ?? "", (voice) => bench.change({ ...rule, voice })) : null,
    );
  }

  /**
   * A part of the condition, with what can be changed about it.
   * @param {Condition} part
   * @param {Path} path
   * @returns {HTMLElement}
   */
  function partShown(part, path) {
    const [name, inner] = partOf(part);
    const at = path.join(".");
    const change = (/** @type {(part: Condition) => Condition | null} */ how) =>
      bench.change({ ...rule, when: changedAt(rule.when, path, how) ?? rule.when });
    const remove = path.length ? button(`remove-${at}`, say("workshop.remove"), () => change(() => null)) : null;
    if (isGroup(part)) {
      return element(
        "li",
        {},
        choice(`group-${at}`, say("workshop.how_many"), [...new Set(["all", "any", name])].map((each) => [each, say(`workshop.${each}`)]), name, (now) => change(() => ({ [now]: inner }))),
        element("ul", {}, inner.map((/** @type {Condition} */ each, /** @type {number} */ index) => partShown(each, [...path, index]))),
        adder(at, change),
        path.length ? remove : null,
      );
    }
    if (name === "not") return element("li", {}, say("workshop.not"), element("ul", {}, partShown(inner, [...path, 0])));
    if (name === "need") return element("li", {}, say("workshop.needed", { need: table.by.need.get(inner)?.statement[reader] ?? "" }), " ", remove, path.length ? null : adder(at, change));
    const fact = /** @type {import("./table.js").Fact} */ (table.by.fact.get(name));
    const several = Array.isArray(inner) ? [inner] : [];
    const answers = /** @type {(Value | Value[])[]} */ ([...several, ...fact.domain]);
    return element(
      "li",
      {},
      choice(`answer-${at}`, fact.label[reader], answers.map((each) => [JSON.stringify(each), answersText(table, reader, each)]), JSON.stringify(inner), (now) => change(() => ({ [name]: JSON.parse(now) }))),
      remove,
      path.length ? null : adder(at, change),
    );
  }

  /**
   * @param {string} at
   * @param {(how: (part: Condition) => Condition) => void} change
   */
  function adder(at, change) {
    return unfolding(`more-${at}`, say("workshop.add_answer"), () => {
      const chosen = factAndAnswer(`add-${at}`);
      return [chosen.fields, button(`put-${at}`, say("workshop.add"), () => change((part) => withPart(part, chosen.value())))];
    });
  }

  function ownRule() {
    const chosen = factAndAnswer("own");
    const side = choice("own-side", say("workshop.side"), SIDES.map((each) => [each, say(`workshop.${each}_side`)]), SIDES[0]);
    const grouping = choice("own-grouping", say("workshop.grouping"), table.groupings.map(({ id, name }) => [id, name]), table.groupings[0].id);
    const voice = choice("own-voice", say("workshop.voice"), voices(), "rule_base");
    const valueOf = (/** @type {HTMLElement} */ field) => /** @type {HTMLSelectElement} */ (field.querySelector("select")).value;
    const add = () =>
      bench.add({ kind: valueOf(side), grouping: valueOf(grouping), voice: valueOf(voice), when: chosen.value(), sources: [], illustrative: true, whose: "local", names_voice: [] });
    return element("div", { class: "person" }, chosen.fields, element("div", { class: "pair" }, side, grouping, voice), button("own-add", say("workshop.add_rule"), add));
  }

  /** Whose a rule of one's own can be: everybody's but the framework's, which says what a passage says. */
  function voices() {
    return table.voices.filter((each) => each !== "framework").map((each) => [each, table.wording.voices[each][reader]]);
  }

  /**
   * A question and one of its answers.
   * @param {string} at
   */
  function factAndAnswer(at) {
    const answers = /** @type {HTMLSelectElement} */ (element("select", { "data-at": `${at}-answer` }));
    const facts = select(`${at}-fact`, factsByTopic(), fill);
    const factOf = () => /** @type {import("./table.js").Fact} */ (table.by.fact.get(facts.value));
    function fill() {
      refill(answers, factOf().domain.map((each) => option(JSON.stringify(each), answersText(table, reader, each), false)));
    }
    fill();
    const fields = [labelled(`${at}-fact`, say("workshop.question"), facts), labelled(`${at}-answer`, say("workshop.answer"), answers)];
    return { fields, value: () => ({ [facts.value]: JSON.parse(answers.value) }) };
  }

  function factsByTopic() {
    const named = table.topics.map((topic) => ({ name: table.wording.asking.topics[topic][reader], of: (/** @type {any} */ fact) => fact.topic === topic }));
    const groups = [
      ...named,
      { name: say("workshop.other_facts"), of: (/** @type {any} */ fact) => !fact.topic && fact.part !== "severity" },
      { name: say("own.severity"), of: (/** @type {any} */ fact) => !fact.topic && fact.part === "severity" },
    ];
    return groups.map(({ name, of }) => element("optgroup", { label: name }, table.facts.filter(of).map((fact) => option(fact.name, fact.label[reader], false))));
  }
}

/**
 * @param {string} at
 * @param {string} label
 * @param {string[][]} among values, and what they are called
 * @param {string} value
 * @param {(value: any) => void} [onchange]
 */
function choice(at, label, among, value, onchange) {
  const chosen = select(at, among.map(([each, name]) => option(each, name, each === value)), () => onchange?.(chosen.value));
  return labelled(at, label, chosen);
}

/**
 * @param {string} at
 * @param {readonly any[]} options
 * @param {() => void} onchange
 */
function select(at, options, onchange) {
  return /** @type {HTMLSelectElement} */ (element("select", { "data-at": at, onchange }, options));
}

/**
 * @param {string} at
 * @param {string} label
 * @param {HTMLElement} control
 */
function labelled(at, label, control) {
  control.id = `workshop-${at}`;
  return element("p", {}, element("label", { for: control.id }, label), control);
}

/**
 * Something that is made when somebody unfolds it: every question stands in it, and most people never look.
 * @param {string} at
 * @param {string} text
 * @param {() => any} make
 */
function unfolding(at, text, make) {
  const inside = element("div", {});
  const unfold = () => inside.childNodes.length || refill(inside, make());
  return element("details", { ontoggle: unfold }, element("summary", { "data-at": at }, text), inside);
}

/**
 * @param {string} value
 * @param {string} text
 * @param {boolean} selected
 */
function option(value, text, selected) {
  return element("option", { value, selected }, text);
}

/**
 * @param {string} at
 * @param {string} text
 * @param {() => void} onclick
 * @param {boolean} [disabled]
 */
function button(at, text, onclick, disabled = false) {
  return element("button", { type: "button", "data-at": at, disabled, onclick }, text);
}

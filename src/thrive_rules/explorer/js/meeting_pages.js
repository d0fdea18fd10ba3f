// Pages for people: side by side for those in one room, from what all of them may see; or one person's own, alone.

import { readerOf } from "./audience.js";
import { element, refill, saveFile } from "./dom.js";
import { pageInReadersWords } from "./explain.js";
import { pageShown } from "./page_view.js";
import { choiceOfPeople } from "./people.js";
import { sharedConversation } from "./shared.js";

/**
 * @typedef {import("./meeting.js").Meeting} Meeting
 * @typedef {import("./audience.js").Member} Member
 * @typedef {import("./audience.js").Audience} Audience
 * @typedef {import("./table.js").Reader} Reader
 */

/**
 * @param {Meeting} meeting
 * @returns {HTMLElement}
 */
export function reading(meeting) {
  const { table, say, sitting } = meeting;
  const place = element("section", { "aria-labelledby": "pages-heading" });
  const record = (/** @type {Member} */ member) => member.kind === "practitioner" && !member.id;

  function choose() {
    const room = choiceOfPeople(meeting, { name: "room", legend: say("pages.room"), several: true, without: record });
    const one = choiceOfPeople(meeting, { name: "one", legend: say("pages.one") });
    refill(
      place,
      heading(say("pages.heading")),
      element("p", {}, say("pages.intro")),
      room.fieldset,
      button(say("pages.show_room"), () => {
        const people = room.chosen();
        if (people.length) show(inOrder(people.map(({ member }) => member)));
      }),
      one.fieldset,
      button(say("pages.show_one"), () => {
        const [person] = one.chosen();
        if (person) step(person.member, person.name);
      }),
    );
  }

  /** Who must not be looking, before one person's own page. @param {Member} member @param {string} name */
  function step(member, name) {
    refill(
      place,
      heading(say("pages.alone", { name })),
      element("p", {}, say(record(member) ? "pages.only_practitioner" : "pages.only_them", { name })),
      element("p", {}, button(say("pages.they_look_alone"), () => show({ people: [member] })), " ", button(say("pages.back"), again)),
    );
    focus();
  }

  /** @param {Audience} audience */
  function show(audience) {
    const depth = element(
      "select",
      { id: "depth", onchange: () => draw() },
      table.pages.depths.map((/** @type {string} */ each) => element("option", { value: each, selected: each === "page" }, say(`pages.${each}`))),
    );
    const shown = element("div", { class: "pages" });
    const readers = [...new Set(audience.people.map((member) => readerOf({ people: [member] })))];

    function draw() {
      const chosen = /** @type {import("./explain.js").Depth} */ (/** @type {HTMLSelectElement} */ (depth).value);
      const pages = readers.map((reader) => pageInReadersWords(table, sitting.whole, sitting.severity, audience, chosen, reader));
      // The page that is about no case says the same to everybody: once is enough.
      const different = [...new Map(pages.map((page) => [JSON.stringify(page), page])).values()];
      refill(shown, different.map((page) => pageShown(table, page)));
    }

    const save = () => {
      const copy = sharedConversation(table, sitting.whole, sitting.severity, audience);
      saveFile(`copy-for-${audience.people.map(({ kind, id }) => id ?? kind).join("-and-")}.json`, JSON.stringify(copy, null, 2));
    };
    refill(
      place,
      heading(say("pages.whose", { names: namesOf(audience) })),
      element(
        "p",
        { class: "screen" },
        element("label", { for: "depth" }, say("pages.depth")),
        " ",
        depth,
        " ",
        button(say("pages.print"), () => window.print()),
        " ",
        button(say("pages.save"), save),
        " ",
        button(say("pages.back"), again),
      ),
      element("p", { class: "screen quiet" }, say("pages.copy_of", { names: namesOf(audience) })),
      shown,
    );
    draw();
    focus();
  }

  /** @param {Audience} audience */
  function namesOf(audience) {
    return audience.people
      .map(({ kind, id }) => sitting.whole.views.find((view) => id && view.id === id)?.label ?? table.wording.voices[kind].practitioner)
      .join(", ");
  }

  /** In the order in which people who read together are always named. @param {Member[]} people @returns {Audience} */
  function inOrder(people) {
    const rank = (/** @type {Member} */ member) => table.case.kinds.indexOf(member.kind);
    return { people: [...people].sort((one, other) => rank(one) - rank(other) || ((one.id ?? "") < (other.id ?? "") ? -1 : 1)) };
  }

  function again() {
    choose();
    focus();
  }

  /** @param {string} text */
  function heading(text) {
    return element("h2", { id: "pages-heading", tabindex: "-1" }, text);
  }

  /**
   * @param {string} text
   * @param {() => void} onclick
   */
  function button(text, onclick) {
    return element("button", { type: "button", onclick }, text);
  }

  function focus() {
    place.querySelector("h2")?.focus();
  }

  choose();
  return place;
}

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
 * @typedef {import("./explain.js").Depth} Depth
 * @typedef {import("./page.js").Page} Page
 */

/**
 * What people read: a conversation, or a decision.
 * @typedef {{name: string, depths: Depth[], pages: (audience: Audience, depth: Depth) => Page[],
 *   file: (audience: Audience) => Promise<any>, saved?: (audience: Audience) => void, others: boolean,
 *   above?: () => any}} Readable
 *   `name`: what its files are called; `file`: the copy of an audience, and null where there is none to keep; `saved`: what
 *   follows once it is saved; `others`: whether anybody but the practitioner can have a copy; `above`: what stands before
 *   the choice of who reads
 */

/**
 * @param {Meeting} meeting
 * @returns {HTMLElement}
 */
export function reading(meeting) {
  const { table, sitting } = meeting;
  const place = element("section", { "aria-labelledby": "pages-heading" });
  whoReads(meeting, place, {
    name: "copy",
    depths: table.pages.depths,
    others: true,
    pages: (audience, depth) => {
      const readers = [...new Set(audience.people.map((member) => readerOf({ people: [member] })))];
      return readers.map((reader) => pageInReadersWords(table, sitting.whole, sitting.severity, audience, depth, reader));
    },
    file: async (audience) => sharedConversation(table, sitting.whole, sitting.severity, audience),
  });
  return place;
}

/**
 * Asks whose copy it is, and only then shows it, to read, to print and to save.
 * @param {Meeting} meeting
 * @param {HTMLElement} place
 * @param {Readable} what
 */
export function whoReads(meeting, place, what) {
  const { table, say, sitting } = meeting;
  const record = (/** @type {Member} */ member) => member.kind === "practitioner" && !member.id;

  function choose() {
    const room = choiceOfPeople(meeting, { name: "room", legend: say("pages.room"), several: true, without: record });
    const one = choiceOfPeople(meeting, { name: "one", legend: say("pages.one"), without: (member) => !what.others && !record(member) });
    const showRoom = () => {
      const people = room.chosen();
      if (people.length) void show(inOrder(people.map(({ member }) => member)));
    };
    refill(
      place,
      heading(say("pages.heading")),
      what.above?.(),
      element("p", {}, say(what.others ? "pages.intro" : "pages.not_of_this_case")),
      what.others && [room.fieldset, button(say("pages.show_room"), showRoom)],
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
      element("p", {}, button(say("pages.they_look_alone"), () => void show({ people: [member] })), " ", button(say("pages.back"), again)),
    );
    focus();
  }

  /** @param {Audience} audience */
  async function show(audience) {
    const copy = await what.file(audience);
    const depth = /** @type {HTMLSelectElement} */ (
      element(
        "select",
        { id: "depth", onchange: () => draw() },
        what.depths.map((each) => element("option", { value: each, selected: each === "page" }, say(`pages.${each}`))),
      )
    );
    const shown = element("div", { class: "pages" });

    function draw() {
      const pages = what.pages(audience, /** @type {Depth} */ (depth.value));
      // The page that is about no case says the same to everybody: once is enough.
      const different = [...new Map(pages.map((page) => [JSON.stringify(page), page])).values()];
      refill(shown, different.map((page) => pageShown(table, page)));
    }

    const save = () => {
      const whose = audience.people.map(({ kind, id }) => id ?? kind).join("-and-");
      saveFile(`${what.name}-for-${whose}.json`, JSON.stringify(copy, null, 2));
      what.saved?.(audience);
    };
    const isRecord = audience.people.every(record);
    refill(
      place,
      heading(say("pages.whose", { names: namesOf(audience) })),
      element(
        "p",
        { class: "screen" },
        what.depths.length > 1 && [element("label", { for: "depth" }, say("pages.depth")), " ", depth, " "],
        button(say("pages.print"), () => window.print()),
        " ",
        copy && [button(say("pages.save"), save), " "],
        button(say("pages.back"), again),
      ),
      element("p", { class: "screen quiet" }, say(isRecord ? "pages.records_own" : "pages.copy_of", { names: namesOf(audience) })),
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
    return element("h2", { id: place.getAttribute("aria-labelledby"), tabindex: "-1" }, text);
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
}

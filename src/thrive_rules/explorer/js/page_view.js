// A page as a screen shows it: the same sections as in every other form, as elements.

import { element } from "./dom.js";
import { shownText } from "./section.js";

/**
 * @typedef {import("./table.js").Table} Table
 * @typedef {import("./section.js").Section} Section
 * @typedef {import("./section.js").Block} Block
 */

/**
 * The sections of a page. A grouping looks like every other grouping.
 * @param {Table} table
 * @param {{sections: Section[]}} page
 * @returns {HTMLElement}
 */
export function pageShown(table, page) {
  return element(
    "article",
    { class: "page" },
    page.sections.map((section) => {
      const look = table.pages.look[section.kind];
      const blocks = section.blocks.map(blockShown);
      return element(
        "section",
        { class: look, "data-kind": section.kind },
        element("h3", {}, section.heading),
        section.picture && element("p", { class: "picture" }, section.picture),
        section.paragraphs.map((text) => element("p", {}, text)),
        look === "grouping" ? element("div", { class: "sides" }, blocks.map((each) => element("div", {}, each))) : blocks,
        section.table && rowsShown(section.table, section.heading),
      );
    }),
  );
}

/** @param {Block} block */
function blockShown(block) {
  return [
    block.heading && element("h4", {}, block.heading),
    block.items.length > 0 &&
      element(
        "ul",
        {},
        block.items.map((item) =>
          element(
            "li",
            {},
            item.label && element("strong", {}, `${item.label}: `),
            item.whose === "people" ? element("bdi", {}, shownText(item)) : shownText(item),
            item.small.length > 0 && element("ul", {}, item.small.map((text) => element("li", {}, text))),
          ),
        ),
      ),
  ];
}

/**
 * @param {import("./section.js").Rows} rows
 * @param {string} name
 */
function rowsShown({ columns, rows }, name) {
  return element(
    "div",
    { class: "wide", role: "group", "aria-label": name, tabindex: 0 },
    element(
      "table",
      {},
      element(
        "thead",
        {},
        element("tr", {}, columns.map((text) => (text ? element("th", { scope: "col" }, text) : element("td")))),
      ),
      element(
        "tbody",
        {},
        rows.map(([first, ...cells]) =>
          element("tr", {}, element("th", { scope: "row" }, first), cells.map((cell) => element("td", {}, cell))),
        ),
      ),
    ),
  );
}

// The parts that every page is made of, as the JSON of a page has them, and a section as plain text.

import { inPlainText } from "./page_language.js";

/** @typedef {{text: string, label: string, small: string[], whose: "rules" | "people" | "local"}} Item */
/** @typedef {{heading: string, items: Item[]}} Block */
/** @typedef {{columns: string[], rows: string[][]}} Rows */
/** @typedef {{kind: string, heading: string, paragraphs: string[], blocks: Block[], table: Rows | null, picture?: string}} Section */

/**
 * One line of a page: a text, who says it, and small print under it.
 * @param {string} text @param {string} [label] @param {Partial<Item>} [more]
 * @returns {Item}
 */
export function item(text, label = "", more = {}) {
  return { text, label, small: more.small ?? [], whose: more.whose ?? "rules" };
}

/** Some lines under a heading of their own, or under none. @param {string} heading @param {Item[]} items @returns {Block} */
export function block(heading, items) {
  return { heading, items };
}

/** Lines under no heading; nothing where there are none. @param {Item[]} items @returns {Block[]} */
export function lines(items) {
  return items.length ? [block("", items)] : [];
}

/**
 * A part of a page: what it tells, under a heading.
 * @param {string} kind @param {string} heading @param {string[]} [paragraphs] @param {Block[]} [blocks]
 * @param {Rows | null} [rows]
 * @returns {Section}
 */
export function section(kind, heading, paragraphs = [], blocks = [], rows = null) {
  return { kind, heading, paragraphs, blocks, table: rows };
}

/** Every text of a section. @param {Section} part @returns {string[]} */
export function textsIn(part) {
  const blocks = part.blocks.flatMap(({ heading, items }) => [
    heading,
    ...items.flatMap(({ label, text, small }) => [label, text, ...small]),
  ]);
  const rows = part.table ? [...part.table.columns, ...part.table.rows.flat()] : [];
  return [part.heading, part.picture ?? "", ...part.paragraphs, ...blocks, ...rows];
}

const BREAKS = /\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]/gu;
const CONTROLS = /[\x00-\x08\x0e-\x1b\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]/gu;

/** A text as any form may show it: one kind of line break, and no letter that moves a screen. @param {string} text */
export function readable(text) {
  return text.replace(BREAKS, "\n").replace(CONTROLS, "\ufffd");
}

/** How a page shows a line: people's own words in quotation marks. @param {Item} line */
export function shownText(line) {
  return line.whose === "people" ? `“${line.text}”` : line.text;
}

// A line break in people's words must not look like a heading of ours, nor must a line of strokes.
/** @param {string} text */
function indented(text) {
  return readable(inPlainText(text)).replaceAll("\n", "\n    ");
}

/** A section as plain text; `strong` are the kinds under whose heading a double line stands. @param {Section} part @param {string[]} strong */
export function sectionText(part, strong) {
  const heading = indented(part.heading);
  const lines = [heading, (strong.includes(part.kind) ? "=" : "-").repeat([...heading].length)];
  if (part.picture) lines.push(`(${indented(part.picture)})`);
  for (const text of part.paragraphs) lines.push(`${/[^=\- ]/u.test(text) ? "" : "    "}${indented(text)}`);
  for (const each of part.blocks) {
    if (each.heading) lines.push(`${indented(each.heading)}:`);
    for (const line of each.items) {
      lines.push(indented(`- ${line.label ? `${line.label}: ` : ""}${shownText(line)}`));
      for (const small of line.small) lines.push(`    ${indented(small)}`);
    }
  }
  for (const [name, ...cells] of part.table?.rows ?? []) {
    const named = cells.map((cell, index) => `${part.table?.columns[index + 1]}: ${cell.replace(/[.]$/u, "")}`);
    lines.push(indented(`- ${name}: ${named.join("; ")}`));
  }
  return lines.join("\n");
}

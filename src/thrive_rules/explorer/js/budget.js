// How much a page says: how many words of ours it has, and what of people's own words stands on it.

/** @typedef {import("./table.js").Table} Table */
/** @typedef {import("./section.js").Section} Section */

/** The words of a text: runs without a space, a tab or a line feed. @param {string} text */
function wordsOf(text) {
  return text.split(/[ \t\n]+/u).filter(Boolean);
}

/**
 * How many words of ours stand in sections: people's own words and local rules are not counted, nor what is urgent and
 * what to do if somebody is not safe.
 * @param {Table} table @param {Section[]} sections
 */
export function wordsOn(table, sections) {
  const counted = sections.filter((each) => !table.pages.not_counted.includes(each.kind));
  return counted.flatMap(countedTexts).reduce((sum, text) => sum + wordsOf(text).length, 0);
}

/** @param {Section} part @returns {string[]} */
function countedTexts(part) {
  const blocks = part.blocks.flatMap(({ heading, items }) => [
    heading,
    ...items.flatMap(({ label, text, small, whose }) => (whose === "rules" ? [label, text, ...small] : [label])),
  ]);
  return [part.heading, ...part.paragraphs, ...blocks, ...(part.table?.columns ?? []), ...(part.table?.rows.flat() ?? [])];
}

/**
 * The page with the first so many of its optional parts that it has at most `most` words; without any, whatever it then
 * has.
 * @param {Table} table @param {number} most @param {number} optional @param {(kept: number) => Section[]} build
 */
export function asManyAsFit(table, most, optional, build) {
  for (let kept = optional; kept > 0; kept -= 1) {
    const sections = build(kept);
    if (wordsOn(table, sections) <= most) return sections;
  }
  return build(0);
}

const ENDS = /(?<=[.?!])[ \t\n]+/gu;

/** The first sentence of a text. @param {string} text */
export function firstSentence(text) {
  return text.split(ENDS)[0];
}

/** A text up to the end of its first question; its first sentence where it asks nothing. @param {string} text */
export function firstQuestion(text) {
  const end = text.indexOf("?");
  return end < 0 ? firstSentence(text) : text.slice(0, end + 1);
}

/**
 * The first whole sentences of texts that have at most `most` words together, and how many more words there are. Where
 * even the first sentence has more, its first words.
 * @param {string[]} texts @param {number} most
 */
export function shortened(texts, most) {
  const kept = [];
  let left = most;
  let more = 0;
  for (const text of texts) {
    const length = wordsOf(text).length;
    if (more === 0 && length <= left) {
      kept.push(text);
      left -= length;
      continue;
    }
    let whole = more === 0 ? wholeSentences(text, left) : "";
    if (!whole && !kept.length) whole = wordsOf(text).slice(0, most).join(" ");
    if (whole) kept.push(whole);
    left = 0;
    more += length - wordsOf(whole).length;
  }
  return { kept, more };
}

/** The longest beginning of a text that ends with a sentence and has at most so many words. @param {string} text @param {number} most */
function wholeSentences(text, most) {
  const ends = [...text.matchAll(ENDS)].map((match) => match.index).concat(text.length);
  const fitting = ends.filter((end) => wordsOf(text.slice(0, end)).length <= most);
  return text.slice(0, fitting.at(-1) ?? 0);
}

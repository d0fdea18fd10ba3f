// The language of a page: what falls back in it, and what the page says of that.

/** @typedef {{tag: string, name: string, about: string[], in_english: string, in_usual_words: string}} PageLanguage */

// What stands around a text that a language pack does not say: the isolates of Unicode.
const IN_ENGLISH = "\u2066";
const IN_USUAL_WORDS = "\u2068";
const TO_HERE = "\u2069";
// Where a text was cut inside such a piece, the piece ends with it.
const FALLEN_BACK = new RegExp(`([${IN_ENGLISH}${IN_USUAL_WORDS}])([^${IN_ENGLISH}${IN_USUAL_WORDS}${TO_HERE}]*)${TO_HERE}?`, "gu");

/**
 * What a page with these texts says of its language.
 * @param {PageLanguage} language @param {string[]} texts
 */
export function languageNote(language, texts) {
  const counted = [
    { heading: language.in_english, count: marksIn(texts, IN_ENGLISH) },
    { heading: language.in_usual_words, count: marksIn(texts, IN_USUAL_WORDS) },
  ];
  return [...language.about, ...counted.filter(({ count }) => count).map(({ heading, count }) => `${heading}: ${count}`)];
}

/** @param {string[]} texts @param {string} mark */
function marksIn(texts, mark) {
  return texts.reduce((sum, text) => sum + text.split(mark).length - 1, 0);
}

/**
 * A text in pieces, each with whether it is in English on a page of another language.
 * @param {string} text
 * @returns {{piece: string, is_english: boolean}[]}
 */
export function spansOf(text) {
  const found = [];
  let start = 0;
  for (const match of text.matchAll(FALLEN_BACK)) {
    found.push({ piece: text.slice(start, match.index).replaceAll(TO_HERE, ""), is_english: false });
    found.push({ piece: match[2], is_english: match[1] === IN_ENGLISH });
    start = match.index + match[0].length;
  }
  found.push({ piece: text.slice(start).replaceAll(TO_HERE, ""), is_english: false });
  return found;
}

/** A text in which a mark stands before each piece that is in English on a page of another language. @param {string} text */
export function inPlainText(text) {
  return spansOf(text)
    .map(({ piece, is_english }) => (is_english ? `[en] ${piece}` : piece))
    .join("");
}

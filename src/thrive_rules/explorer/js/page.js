// A page: sections in the order in which people read them, as the JSON of a page and as plain text.

import { maySee } from "./danger.js";
import { languageNote } from "./page_language.js";
import { section, sectionText, textsIn } from "./section.js";

/** @typedef {import("./table.js").Table} Table */
/** @typedef {import("./table.js").Reader} Reader */
/** @typedef {import("./section.js").Section} Section */
/** @typedef {import("./page_language.js").PageLanguage} PageLanguage */
/** @typedef {{format: 1, sections: Section[], language?: PageLanguage, hide?: string}} Page */

/**
 * These sections as a page for a reader, in the words of these rules, and with the pictures of a language pack.
 * @param {Table} table @param {Reader} reader @param {Section[]} sections
 * @returns {Page}
 */
export function pageInWords(table, reader, sections) {
  const hide = table.wording.page.hide[reader];
  const pack = table.language;
  const page = pack ? inLanguage(languageOf(table, pack, reader), sections.map((each) => pictured(table, each, reader))) : { sections };
  return { format: 1, ...page, ...(hide ? { hide } : {}) };
}

/** The page as plain text. @param {Table} table @param {Page} page */
export function pageText(table, page) {
  const strong = Object.keys(table.pages.look).filter((kind) => ["urgent", "grouping"].includes(table.pages.look[kind]));
  return `${page.sections.map((each) => sectionText(each, strong)).join("\n\n")}\n`;
}

/** @param {Table} table @param {NonNullable<Table["language"]>} pack @param {Reader} reader @returns {PageLanguage} */
function languageOf(table, pack, reader) {
  const about = pack.reviewed ? [] : [table.wording.words_not_reviewed[reader]];
  const whose = maySee(table, reader, "origin") ? [`${pack.id} ${pack.version}, ${pack.digest}`] : [];
  return {
    tag: pack.tag,
    name: pack.name,
    about: [...about, ...whose],
    in_english: table.wording.in_english[reader],
    in_usual_words: table.wording.in_usual_words[reader],
  };
}

/** A section with the picture that a language pack has for its kind. @param {Table} table @param {Section} part @param {Reader} reader */
function pictured(table, part, reader) {
  const shown = Object.hasOwn(table.pictures, part.kind) ? table.pictures[part.kind] : null;
  return shown ? { ...part, picture: `${table.wording.picture[reader]}: ${shown[reader]}` } : part;
}

/** These sections in a language, which say at their end what is not in it. @param {PageLanguage} language @param {Section[]} sections */
function inLanguage(language, sections) {
  const note = languageNote(language, sections.flatMap(textsIn));
  return { sections: note.length ? [...sections, section("language", language.name, note)] : sections, language };
}

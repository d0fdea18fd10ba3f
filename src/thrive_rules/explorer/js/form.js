// Parts of a form that several screens share: fields with their labels, and lists of several that people add to.

import { element, refill } from "./dom.js";

/** @typedef {{element: HTMLElement, value: () => any}} Field */

let made = 0;

/**
 * @param {string} label
 * @param {HTMLElement} control
 * @param {() => any} value
 * @returns {Field}
 */
function labelled(label, control, value) {
  made += 1;
  control.id ||= `field-${made}`;
  return { element: element("p", {}, element("label", { for: control.id }, label), control), value };
}

/**
 * Own words, in one line or several; nothing where there are none.
 * @param {string} label
 * @param {{rows?: number, text?: string}} [more]
 * @returns {Field}
 */
export function wordsField(label, { rows = 1, text = "" } = {}) {
  const control = /** @type {HTMLTextAreaElement | HTMLInputElement} */ (
    rows > 1 ? element("textarea", { rows, maxlength: 2000 }, text) : element("input", { type: "text", maxlength: 500, value: text })
  );
  return labelled(label, control, () => control.value.trim() || null);
}

/**
 * A day; nothing where none is chosen. No day is filled in.
 * @param {string} label
 * @returns {Field}
 */
export function dayField(label) {
  const control = /** @type {HTMLInputElement} */ (element("input", { type: "date" }));
  return labelled(label, control, () => control.value || null);
}

/**
 * A whole number in a range; nothing where none is given.
 * @param {string} label
 * @param {number} least
 * @param {number} most
 * @returns {Field}
 */
export function numberField(label, least, most) {
  const control = /** @type {HTMLInputElement} */ (element("input", { type: "number", min: least, max: most, step: 1 }));
  return labelled(label, control, () => (control.value === "" ? null : Number(control.value)));
}

/**
 * One of some; nothing is chosen until somebody chooses.
 * @param {string} label
 * @param {[string, string][]} among values and what they are called
 * @returns {Field}
 */
export function oneOfField(label, among) {
  const control = /** @type {HTMLSelectElement} */ (
    element("select", {}, element("option", { value: "" }), among.map(([value, name]) => element("option", { value }, name)))
  );
  return labelled(label, control, () => control.value || null);
}

/**
 * One of some as radio buttons, none of them chosen.
 * @param {string} legend
 * @param {[any, string][]} among
 * @param {() => void} [onchange]
 * @returns {Field}
 */
export function radioField(legend, among, onchange = () => {}) {
  made += 1;
  const name = `choice-${made}`;
  const fieldset = element(
    "fieldset",
    {},
    element("legend", {}, legend),
    element(
      "div",
      { class: "replies" },
      among.map(([, called], index) =>
        element("label", { class: "choice" }, element("input", { type: "radio", name, value: index, onchange }), called),
      ),
    ),
  );
  const value = () => {
    const chosen = /** @type {HTMLInputElement | null} */ (fieldset.querySelector("input:checked"));
    return chosen ? among[Number(chosen.value)][0] : null;
  };
  return { element: fieldset, value };
}

/**
 * A list of several of one kind. It begins empty; people add one at a time, and take one away.
 * @param {string} heading
 * @param {{add: string, remove: string}} words
 * @param {() => Record<string, Field>} row
 * @returns {Field}
 */
export function severalField(heading, words, row) {
  /** @type {{element: HTMLElement, fields: Record<string, Field>}[]} */
  let rows = [];
  const list = element("div", {});
  const draw = () => refill(list, rows.map((each) => each.element));
  const add = () => {
    const fields = row();
    const remove = () => {
      rows = rows.filter((each) => each.fields !== fields);
      draw();
      more.focus();
    };
    const holder = element(
      "div",
      { class: "person" },
      Object.values(fields).map((each) => each.element),
      element("button", { type: "button", onclick: remove }, words.remove),
    );
    rows = [...rows, { element: holder, fields }];
    draw();
    /** @type {HTMLElement | null} */ (holder.querySelector("input, textarea, select"))?.focus();
  };
  const more = element("button", { type: "button", onclick: add }, words.add);
  const value = () =>
    rows.map(({ fields }) => said(Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, field.value()]))));
  return { element: element("div", {}, element("h4", {}, heading), list, element("p", {}, more)), value };
}

/**
 * What was said, without what was left open.
 * @param {Record<string, any>} parts
 * @returns {Record<string, any>}
 */
export function said(parts) {
  return Object.fromEntries(
    Object.entries(parts).filter(([, part]) => part !== null && !(Array.isArray(part) && part.length === 0) && !(isEmpty(part))),
  );
}

/** @param {any} part */
function isEmpty(part) {
  return typeof part === "object" && part !== null && !Array.isArray(part) && Object.keys(part).length === 0;
}

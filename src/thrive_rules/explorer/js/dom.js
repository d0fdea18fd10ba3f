// What a screen is made of. Text goes in as text alone: nothing that people wrote can become markup.

import { readable } from "./section.js";

/**
 * What may stand inside an element: texts, elements, nothing, or several of these.
 * @typedef {Node | string | number | null | undefined | false | readonly any[]} Child
 */

/**
 * An element with attributes, listeners (`onclick`) and children. An attribute that is false or null is left out.
 * @param {string} tag
 * @param {Record<string, string | number | boolean | null | undefined | ((event: Event) => void)>} [attributes]
 * @param {...Child} children
 * @returns {HTMLElement}
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  fill(made, attributes, children);
  return made;
}

/**
 * The same for a drawing.
 * @param {string} tag
 * @param {Record<string, string | number | boolean | null | undefined | ((event: Event) => void)>} [attributes]
 * @param {...Child} children
 * @returns {SVGElement}
 */
export function drawn(tag, attributes = {}, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  fill(made, attributes, children);
  return made;
}

/**
 * @param {Element} made
 * @param {Record<string, unknown>} attributes
 * @param {readonly Child[]} children
 */
function fill(made, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, String(value));
  }
  made.append(...nodesOf(children));
}

/**
 * @param {readonly Child[]} children
 * @returns {(Node | string)[]}
 */
function nodesOf(children) {
  return children.flatMap((child) => {
    if (child === null || child === undefined || child === false) return [];
    if (child instanceof Node) return [child];
    return typeof child === "object" ? nodesOf(child) : [readable(String(child))];
  });
}

/**
 * Put something in the place of all that an element holds.
 * @param {Element} place
 * @param {...Child} children
 */
export function refill(place, ...children) {
  place.replaceChildren(...nodesOf(children));
}

/**
 * The data that stands in the file under a name.
 * @param {string} name
 * @returns {unknown}
 */
export function heldData(name) {
  const holder = document.getElementById(name);
  return holder ? JSON.parse(holder.textContent ?? "") : undefined;
}

/**
 * Hand a file to whoever sits there. Nothing is sent: the browser writes it where it writes downloads.
 * @param {string} name
 * @param {string} text
 */
export function saveFile(name, text) {
  const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = element("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  URL.revokeObjectURL(address);
}

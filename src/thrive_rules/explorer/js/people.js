// Who is in a meeting: the young person, the practitioner who keeps the record, and everybody who has a view.

import { element } from "./dom.js";

/**
 * @typedef {import("./audience.js").Member} Member
 * @typedef {import("./meeting.js").Meeting} Meeting
 */

/** The form of an id: what a case file takes. */
const IDS = /^[a-z][a-z0-9_]*$/;

/**
 * Everybody whom the case knows, and a kind of person where it knows nobody of that kind yet.
 * @param {Meeting} meeting
 * @returns {{member: Member, name: string}[]}
 */
export function peopleKnown({ table, sitting }) {
  const voices = table.wording.voices;
  /** @type {{member: {kind: string, id: string | null}, name: string}[]} */
  const found = [{ member: { kind: "young_person", id: null }, name: voices.young_person.practitioner }];
  for (const kind of ["parent_or_carer", "practitioner", "other"]) {
    const views = sitting.whole.views.filter((view) => view.from === kind);
    if (kind === "practitioner") found.push({ member: { kind, id: null }, name: voices[kind].practitioner });
    for (const view of views) {
      if (view.id) found.push({ member: { kind, id: view.id }, name: view.label || `${voices[kind].practitioner}, ${view.id}` });
    }
    const alone = views.filter((view) => !view.id);
    if (kind !== "practitioner" && (!views.length || alone.length === 1)) {
      found.push({ member: { kind, id: null }, name: alone[0]?.label || voices[kind].practitioner });
    }
  }
  return /** @type {{member: Member, name: string}[]} */ (found);
}

/**
 * A name for a person that no other person has, from what people call them.
 * @param {Meeting} meeting
 * @param {string} label
 */
export function newId({ sitting }, label) {
  const plain = label.toLowerCase().normalize("NFKD").replace(/[^a-z0-9]+/g, "_").replace(/^[^a-z]+|_+$/g, "").slice(0, 30);
  const base = IDS.test(plain) ? plain : "person";
  const taken = new Set(sitting.whole.views.map((view) => view.id));
  let found = base;
  for (let next = 2; taken.has(found); next += 1) found = `${base}_${next}`;
  return found;
}

/**
 * A choice among people, as radio buttons or boxes.
 * @param {Meeting} meeting
 * @param {{name: string, legend: string, several?: boolean, without?: (member: Member) => boolean}} what
 */
export function choiceOfPeople(meeting, { name, legend, several = false, without = () => false }) {
  const people = peopleKnown(meeting).filter(({ member }) => !without(member));
  const inputs = people.map(({ name: called }, index) =>
    element(
      "label",
      { class: "choice" },
      element("input", { type: several ? "checkbox" : "radio", name, value: index }),
      called,
    ),
  );
  const fieldset = element("fieldset", {}, element("legend", {}, legend), inputs);
  const chosen = () =>
    [...fieldset.querySelectorAll("input:checked")].map((each) => people[Number(/** @type {HTMLInputElement} */ (each).value)]);
  return { fieldset, chosen };
}

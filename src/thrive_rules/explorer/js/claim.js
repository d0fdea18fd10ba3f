// Check the claim: what was proved of these rules, their digest worked out here, and the pairs that refute the others.

import { digestOf } from "./digest.js";
import { element, refill } from "./dom.js";
import { candidatesOf, evaluate } from "./inference.js";
import { personWith } from "./telling.js";

/**
 * @typedef {import("./kit.js").Kit} Kit
 * @typedef {import("./kit.js").Part} Part
 * @typedef {import("./table.js").Table} Table
 * @typedef {{fact: string, first: any, second: any, moved: string[]}} Pair
 */

/**
 * Pairs of young people of whom one answer about severity is known, and in nothing else they differ: the first such
 * pair for each grouping that is put forward for one and not for the other.
 * @param {Table} rules
 * @param {Table} words
 * @returns {{tried: number, found: Pair[]}}
 */
export function pairsThatDiffer(rules, words) {
  const groupings = new Set();
  /** @type {Pair[]} */
  const found = [];
  let tried = 0;
  for (const fact of words.facts.filter((each) => each.part === "severity")) {
    for (const first of fact.domain) {
      for (const second of fact.domain.slice(fact.domain.indexOf(first) + 1)) {
        tried += 1;
        const [before, after] = [first, second].map((value) => candidatesOf(evaluate(rules, { [fact.name]: value })));
        const moved = [...before, ...after].filter((each) => before.includes(each) !== after.includes(each));
        if (moved.some((each) => !groupings.has(each))) {
          moved.forEach((each) => groupings.add(each));
          found.push({ fact: fact.name, first, second, moved });
        }
      }
    }
  }
  return { tried, found };
}

/**
 * @param {Kit} kit
 * @returns {Part}
 */
export function checkClaim(kit) {
  const { say, table, beside, certificate } = kit;
  const place = element("section", { "aria-labelledby": "claim-heading" });

  function reset() {
    refill(
      place,
      element("h2", { id: "claim-heading", tabindex: "-1" }, say("claim.heading")),
      element("p", {}, say("claim.intro")),
      proved(),
      digest(),
      refuted(),
      element("h3", {}, say("claim.not_proved")),
      element("p", {}, say("claim.not_proved_text")),
    );
  }

  function proved() {
    const heading = element("h3", {}, say("claim.proved"));
    if (!certificate || certificate.rule_base.digest !== table.rule_base.digest) {
      return [heading, element("p", {}, say("claim.no_certificate"))];
    }
    return [
      heading,
      element("p", {}, say("claim.solver", { solver: certificate.solver, id: certificate.id })),
      element(
        "ul",
        {},
        certificate.answers.map((/** @type {any} */ each) =>
          element("li", {}, element("strong", {}, say(`claim.was_${each.conclusion.replace(" ", "_")}`)), `: ${each.asks}`),
        ),
      ),
    ];
  }

  function digest() {
    const stated = table.rule_base.digest;
    const here = element("p", { role: "status" });
    const work = async () => {
      // A translation says other texts than those that were hashed; an old browser may not know the hash.
      if (table.language || !crypto.subtle) return refill(here, say("claim.cannot"));
      const found = await digestOf(table);
      refill(here, say(found === stated ? "claim.same_digest" : "claim.other_digest"), " ", element("code", {}, found));
    };
    return [
      element("h3", {}, say("claim.digest")),
      element("p", {}, say("claim.digest_text")),
      element("p", {}, say("claim.stated"), " ", element("code", {}, stated)),
      element("button", { type: "button", onclick: () => void work() }, say("claim.work_out")),
      here,
    ];
  }

  function refuted() {
    const result = element("div", { role: "status" });
    const run = () => {
      const ours = pairsThatDiffer(table, table);
      const theirs = pairsThatDiffer(beside, table);
      refill(
        result,
        element("p", {}, say("claim.ours", { tried: ours.tried, found: ours.found.length })),
        element("p", {}, say("claim.theirs", { tried: theirs.tried, found: theirs.found.length })),
        theirs.found.map(story),
      );
    };
    return [
      element("h3", {}, say("claim.refuted")),
      element("p", {}, say("claim.refuted_text")),
      element("button", { type: "button", onclick: run }, say("claim.run")),
      result,
    ];
  }

  /** @param {Pair} pair */
  function story(pair) {
    const person = (/** @type {any} */ value) => personWith(kit, beside, { [pair.fact]: value });
    return element("div", { class: "pair" }, person(pair.first), person(pair.second));
  }

  reset();
  return { element: place, reset };
}

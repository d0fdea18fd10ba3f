// What the page for reviewers does: count, save an answers file, and open one again. It sends and stores nothing.
"use strict";

const inReview = JSON.parse(document.getElementById("rules-in-review").textContent);
const role = document.getElementById("role");
const date = document.getElementById("date");
const progress = document.getElementById("progress");
const said = document.getElementById("said");
const sections = [...document.querySelectorAll("section[data-rule]")];

const chosen = (section) => section.querySelector("input[type=radio]:checked");
const comment = (section) => section.querySelector("textarea");
// A line end is one letter; other letters that steer a screen are no words.
const plain = (text) =>
  text.replace(/\r\n?|[\u0085\u2028\u2029]/g, "\n")
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "")
    .trim();

function answers() {
  return sections.filter(chosen).map((section) => ({
    rule: section.dataset.rule,
    digest: inReview.rules[section.dataset.rule],
    answer: chosen(section).value,
    comment: plain(comment(section).value),
  }));
}

function count() {
  progress.textContent = `${sections.filter(chosen).length} of ${sections.length} rules answered.`;
}

// As the reader of the file writes it, so that both come to the same digest.
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
}

async function digest(content) {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(canonical(content)));
  return "sha256:" + [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function save() {
  const given = answers();
  const without = sections.find((section) => comment(section).value.trim() && !chosen(section));
  if (without) {
    said.textContent = "One rule has a comment and no answer. Choose an answer there first.";
    without.querySelector("input[type=radio]").focus();
    return;
  }
  if (!given.length || !date.value) {
    said.textContent = given.length ? "Choose a date first." : "Nothing is answered yet.";
    (given.length ? date : sections[0].querySelector("input[type=radio]")).focus();
    return;
  }
  const file = { format: 1, rule_base: inReview.rule_base, role: role.value, date: date.value, answers: given };
  // Where the browser has no hash for files from disk, the file is saved without one.
  if (globalThis.crypto && crypto.subtle) file.digest = await digest(file);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(file, null, 2) + "\n"], { type: "application/json" }));
  link.download = `answers-${role.value}-${date.value}.json`;
  link.click();
  URL.revokeObjectURL(link.href);
  said.textContent = `${given.length} answers are in ${link.download}, among your downloads.`;
}

async function open(event) {
  const [file] = event.target.files;
  if (!file) return;
  let found;
  try {
    found = JSON.parse(await file.text());
  } catch {
    found = {};
  }
  if (!found || !Array.isArray(found.answers) || !found.rule_base || found.rule_base.id !== inReview.rule_base.id) {
    progress.textContent = "This file holds no answers about these rules. Nothing here has changed.";
    return;
  }
  let changed = 0;
  for (const answer of found.answers) {
    const section = sections.find((each) => each.dataset.rule === answer.rule);
    if (!section || inReview.rules[answer.rule] !== answer.digest) {
      changed += 1;
      continue;
    }
    const choice = [...section.querySelectorAll("input[type=radio]")].find((each) => each.value === answer.answer);
    if (choice) choice.checked = true;
    comment(section).value = String(answer.comment ?? "");
  }
  if ([...role.options].some((each) => each.value === found.role)) role.value = found.role;
  count();
  if (changed) progress.textContent += ` ${changed} answers were about rules that have changed since; review those again.`;
}

const now = new Date();
date.value = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
document.addEventListener("change", count);
document.getElementById("save-answers").addEventListener("click", save);
document.getElementById("open").addEventListener("change", open);
count();

"use strict";
const calls = JSON.parse(document.getElementById("held").textContent);
const show = (place, text) => { document.getElementById(place).textContent = text; };
document.getElementById("calls").addEventListener("click", async (event) => {
  const index = event.target.dataset.call;
  if (index === undefined) return;
  const call = calls[index];
  const most = 4000;
  const sent = call.method === "GET" ? {} : { body: call.body, headers: { "Content-Type": call.kind } };
  const shown = call.body.trim() ? call.body.slice(0, most) : call.body ? `${call.body.length} blanks` : "";
  show("name", `${call.name}: ${call.shows}`);
  show("sent", `${call.method} ${call.path}\n${shown}`);
  show("curl", call.curl);
  show("back", "…");
  try {
    const answer = await fetch(call.path, { method: call.method, ...sent });
    const text = await answer.text();
    const kind = answer.headers.get("Content-Type") ?? "";
    show("back", `${answer.status} ${kind}\n${kind.includes("json") ? JSON.stringify(JSON.parse(text), null, 1) : text}`);
  } catch (failure) {
    show("back", `no answer: ${failure.message}`);
  }
});

// A conformance kit, held against the modules that stand in a folder: each line that differs, in Node and in a browser.

/** The lines of a kit's files that these modules write in another way. */
export async function differing(folder, files) {
  const from = (name) => import(new URL(`${name}.js`, folder));
  const { audienceOf } = await from("audience");
  const { readCase } = await from("case_file");
  const { converse, conversationText } = await from("conversation");
  const { pageFor } = await from("explain");
  const { dumps } = await from("json");
  const { pageText } = await from("page");
  const { readTable } = await from("table");
  const table = readTable(files["table.json"]);
  const lines = (name) => files[name].split("\n").slice(0, -1);
  const cases = lines("cases.jsonl");
  const found = [];

  lines("conversations.jsonl").forEach((wanted, index) => {
    const { case: read, severity } = readCase(table, cases[index]);
    const conversation = converse(table, read, severity);
    conversation.provenance.engines = ["engine"];
    if (conversationText(conversation) !== wanted) found.push(`conversations.jsonl:${index + 1}`);
  });
  lines("pages.jsonl").forEach((wanted, index) => {
    const { case: number, for: names, depth } = JSON.parse(wanted);
    const { case: read, severity } = readCase(table, cases[number - 1]);
    const page = pageFor(table, read, severity, audienceOf(table, names, read), depth);
    const said = dumps({ case: number, for: names, depth, page, text: pageText(table, page) });
    if (said.replaceAll(`javascript ${table.package}`, "engine") !== wanted) found.push(`pages.jsonl:${index + 1}`);
  });
  lines("refused.jsonl").forEach((line, index) => {
    const { case: file, faults } = JSON.parse(line);
    let told = null;
    try {
      readCase(table, file);
    } catch (refused) {
      told = refused.faults?.map(({ code, path }) => ({ code, path })) ?? null;
    }
    if (dumps(told) !== dumps(faults)) found.push(`refused.jsonl:${index + 1}`);
  });
  return found;
}

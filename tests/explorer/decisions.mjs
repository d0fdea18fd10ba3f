// What some people are told of a decision, given what its file says, and the copy of it that is theirs.

export async function decisionsBy(folder) {
  const from = (name) => import(new URL(`${name}.js`, folder));
  const { audienceOf, NoSuchReader } = await from("audience");
  const { readCase } = await from("case_file");
  const { readDecision, spellDecision } = await from("decision");
  const { decisionFor } = await from("decision_copy");
  const { decisionPage } = await from("decision_page");
  const { dumps } = await from("json");
  const { pageText } = await from("page");

  return async (table, { case: text, decision: written, people }) => {
    const { case: case_ } = readCase(table, text);
    const decision = await readDecision(table, written);
    const told = people.map(async (names) => {
      try {
        const audience = audienceOf(table, names, case_);
        const page = decisionPage(table, decision, audience, case_);
        const copy = decisionFor(table, decision, audience, case_);
        const file = copy && (await spellDecision(copy));
        return [dumps(page), pageText(table, page), dumps(inOrder(copy)), dumps(inOrder(file))];
      } catch (error) {
        if (error instanceof NoSuchReader) return ["refused"];
        throw error;
      }
    });
    return (await Promise.all(told)).flat();
  };
}

/** The same data with its keys in one order. */
function inOrder(data) {
  if (Array.isArray(data)) return data.map(inOrder);
  if (data === null || typeof data !== "object") return data;
  return Object.fromEntries(Object.keys(data).sort().map((key) => [key, inOrder(data[key])]));
}

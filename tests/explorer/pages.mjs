// What each of some people is told of a case: its pages as JSON and as text, their copy, their next questions; and the
// case after some replies.

/** A function from a table and a request to a list of texts, by the modules that stand in a folder. */
export async function pagesBy(folder) {
  const from = (name) => import(new URL(`${name}.js`, folder));
  const { audienceOf, NoSuchReader } = await from("audience");
  const { readCase } = await from("case_file");
  const { conversationText } = await from("conversation");
  const { pageFor } = await from("explain");
  const { dumps } = await from("json");
  const { nextQuestions } = await from("next_questions");
  const { pageText } = await from("page");
  const { askedAnew, keptPrivate, withReply } = await from("reply");
  const { asSeenBy } = await from("seen");
  const { sharedConversation } = await from("shared");

  function unlessNobody(told) {
    try {
      return told();
    } catch (error) {
      if (error instanceof NoSuchReader) return null;
      throw error;
    }
  }

  function toldTo(table, { case: case_, severity }, names) {
    const audience = audienceOf(table, names, case_);
    const told = table.pages.depths.flatMap((depth) => {
      const page = pageFor(table, case_, severity, audience, depth);
      return [[`${depth} as data`, dumps(page)], [depth, pageText(table, page)]];
    });
    const copy = sharedConversation(table, case_, severity, audience);
    if (copy.provenance) copy.provenance.engines = ["engine"];
    const seen = asSeenBy(table, case_, severity, audience).case;
    const asked = unlessNobody(() => dumps(nextQuestions(table, seen, audience)));
    told.push(["copy", copy.case ? conversationText(copy) : dumps(copy)], ["questions", asked ?? "none"]);
    return told.map(([what, text]) => `${names.join()} ${what}: ${text}`);
  }

  function afterReplies(table, case_, replies) {
    let found = case_;
    for (const { name, does, fact, reply } of replies) {
      found = unlessNobody(() => {
        const [person] = audienceOf(table, [name], found).people;
        if (does === "reply") return withReply(table, found, person, fact, reply);
        return does === "keep" ? keptPrivate(table, found, person, [fact]) : askedAnew(table, found, person);
      }) ?? found;
    }
    const { context, presentation, preferences, views } = found;
    return `replies: ${dumps({ context, presentation, preferences, views })}`;
  }

  return (table, { case: text, people, replies }) => {
    const read = readCase(table, text);
    return [...people.flatMap((names) => toldTo(table, read, names)), afterReplies(table, read.case, replies)];
  };
}

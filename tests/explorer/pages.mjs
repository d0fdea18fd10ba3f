// What each of some people is told of a case: its pages as JSON and as text, their copy, their next questions; and the
// case after some replies.

/** A function from a table and a request to a list of texts, by the modules that stand in a folder. */
export async function pagesBy(folder) {
  const from = (name) => import(new URL(`${name}.js`, folder));
  const { audienceOf, NoSuchReader } = await from("audience");
  const { nothingSaid } = await from("case");
  const { readCase } = await from("case_file");
  const { conversationText } = await from("conversation");
  const { pageFor } = await from("explain");
  const { dumps } = await from("json");
  const { nextQuestions } = await from("next_questions");
  const { asIfNotOffered, offerOfWords, offers, ownWords, tickedBefore, withTicks, withWords } = await from("offer");
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
    told.push(["offers", unlessNobody(() => offered(table, seen, audience)) ?? "none"]);
    return told.map(([what, text]) => `${names.join()} ${what}: ${text}`);
  }

  function offered(table, case_, audience) {
    const own = ownWords(table, case_, audience.people[0]);
    const standing = Object.keys(own).map((path) => offerOfWords(table, path, audience));
    return dumps([own, standing, offers(table, case_, audience), tickedBefore(table, case_, audience)]);
  }

  function withOffer(table, case_, person, offer, { words, ticked }) {
    if (!offer.ticks.length) return withWords(table, case_, person, offer.name, words);
    return withTicks(table, case_, person, offer.ticks, offer.ticks.filter((_, index) => ticked[index]));
  }

  function afterReplies(table, case_, replies) {
    const seenBy = (found, audience) => asSeenBy(table, found, nothingSaid(table).severity, audience).case;
    let found = case_;
    let last = null;
    let left = "none";
    const after = (each, audience) => {
      const { does, fact, reply, offer } = each;
      const [person] = audience.people;
      if (does === "reply") return withReply(table, found, person, fact, reply);
      if (does === "take back") return last ? asIfNotOffered(table, found, person, last) : found;
      if (does === "keep") return keptPrivate(table, found, person, [fact]);
      if (does !== "add") return askedAnew(table, found, person);
      const mine = seenBy(found, audience);
      const some = [...offers(table, mine, audience), ...tickedBefore(table, mine, audience)];
      last = some.length ? some[offer % some.length] : last;
      return some.length ? withOffer(table, found, person, last, each) : found;
    };
    for (const each of replies) {
      unlessNobody(() => {
        const audience = audienceOf(table, [each.name], found);
        found = after(each, audience);
        left = unlessNobody(() => offered(table, seenBy(found, audience), audience)) ?? "none";
      });
    }
    const { context, presentation, preferences, views } = found;
    return `replies: ${dumps({ context, presentation, preferences, views })} ${left}`;
  }

  return (table, { case: text, people, replies }) => {
    const read = readCase(table, text);
    return [...people.flatMap((names) => toldTo(table, read, names)), afterReplies(table, read.case, replies)];
  };
}

"""What Python tells each of some people of a case, in every form, to be held against what JavaScript tells them."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Any

from agreement import Asked

from audiences import LOCAL, RULES, rooms
from pseudo_language import mark, said_anew, write_pack
from thrive_rules import Depth, RuleBase, ThriveRulesError, as_seen_by, audience_of, load_rules, page
from thrive_rules.cases.case import Case
from thrive_rules.cases.vocabulary import FACTS
from thrive_rules.conversations.conversation import Conversation
from thrive_rules.conversations.next_questions import next_questions
from thrive_rules.conversations.offer import (
    Offer,
    as_if_not_offered,
    offer_of_words,
    offers,
    own_words,
    ticked_before,
    with_ticks,
    with_words,
)
from thrive_rules.conversations.reply import Reply, asked_anew, kept_private, with_reply
from thrive_rules.conversations.shared import shared
from thrive_rules.explorer.conformance import as_json, conversation_of, conversation_text
from thrive_rules.explorer.made_up import made_up_files
from thrive_rules.explorer.table import table
from thrive_rules.language.rule import PromptKind, Prompts
from thrive_rules.language.texts import texts_of
from thrive_rules.language.words import Words
from thrive_rules.rulefiles.language_pack import texts_about_danger
from thrive_rules.severity.audience import Audience, Member
from thrive_rules.severity.severity import Severity

ASKED = [name for name, fact in FACTS.items() if fact.topic is not None]
MOST_REPLIES = 8
MOST_TICKS = 50
TOGETHER = 250
"""Cases of one table."""


def told_to_people(
    rules: RuleBase, files: Iterable[dict[str, Any]], seed: str, most: int | None = None
) -> Iterator[Asked]:
    """The table of some rules, and what people are told of some case files; with `most`, so many people of each case.

    Who they are comes in turn, so that everybody comes up as often.
    """
    yield Asked({"table": table(rules)}, [])
    for index, file in enumerate(files):
        chance = Random(f"{seed} {index}")  # noqa: S311 - no secret, and the same each time
        conversation = _in_javascript(conversation_of(file, rules))
        everybody = rooms(conversation.case)
        people = [everybody[(index + place) % len(everybody)] for place in range(most or len(everybody))]
        replies = _replies(chance, [name for room in everybody if len(room) == 1 for name in room])
        request = {"case": json.dumps(file), "people": people, "replies": replies}
        said = [text for names in people for text in _told_to(conversation, rules, names)]
        yield Asked(request, [*said, f"replies: {after(conversation.case, rules, replies)}"])


def _in_javascript(conversation: Conversation) -> Conversation:
    """The same, by the engine that says who it is on a page."""
    provenance = conversation.suggestion.provenance
    named = provenance.model_copy(update={"engines": (f"javascript {provenance.package}",)})
    return replace(conversation, suggestion=conversation.suggestion.model_copy(update={"provenance": named}))


def _told_to(conversation: Conversation, rules: RuleBase, names: Sequence[str]) -> Iterator[str]:
    audience, who = audience_of(names, conversation.case), ",".join(names)
    for depth in Depth:
        read = page(conversation, rules, audience, depth)
        yield f"{who} {depth} as data: {read.json()}"
        yield f"{who} {depth}: {read}"
    copy = shared(conversation, rules, audience)
    yield f"{who} copy: {copy.json() if copy.without_a_case else conversation_text(copy)}"
    seen = as_seen_by(conversation.case, conversation.severity, audience).case
    try:
        asked = as_json([each.model_dump(mode="json") for each in next_questions(seen, rules, audience)])
    except ThriveRulesError:  # several people, or none for whom there are words
        asked = "none"
    yield f"{who} questions: {asked}"
    yield f"{who} offers: {_offered(seen, rules, audience)}"


def _offered(case: Case, rules: RuleBase, audience: Audience) -> str:
    own = own_words(case, rules, audience.people[0])
    standing = [offer_of_words(path, rules, audience).model_dump(mode="json") for path in own]
    try:
        lists = [offers(case, rules, audience), ticked_before(case, rules, audience)]
    except ThriveRulesError:  # as of questions
        return "none"
    return as_json([own, standing, *([each.model_dump(mode="json") for each in some] for some in lists)])


def _replies(chance: Random, names: Sequence[str]) -> list[dict[str, Any]]:
    """What people reply, one after another; at times something is kept private, or a new conversation begins."""
    return [
        {
            "name": chance.choice(names),
            "does": chance.choice(
                ("reply", "reply", "reply", "add", "add", "take back", "keep", "begin anew")
            ),
            "fact": chance.choice(ASKED),
            "reply": chance.choice((*map(str, Reply), None)),
            "offer": chance.randrange(6),
            "words": chance.choice(("", "Being heard", "Ruhe 😀 <b>")),
            "ticked": [chance.random() < 0.4 for _ in range(MOST_TICKS)],
        }
        for _ in range(chance.randint(0, MOST_REPLIES))
    ]


def after(case: Case, rules: RuleBase, replies: Iterable[Mapping[str, Any]]) -> str:
    """The case after some replies, one after another, as JSON; and what whoever said something last can still add."""
    offer: Offer | None = None
    left = "none"
    for each in replies:
        try:
            audience = audience_of([each["name"]], case)
            [person] = audience.people
            match each["does"]:
                case "reply":
                    case = with_reply(case, person, each["fact"], each["reply"])
                case "keep":
                    case = kept_private(case, person, [each["fact"]])
                case "add":
                    mine = as_seen_by(case, Severity(), audience).case
                    if found := (*offers(mine, rules, audience), *ticked_before(mine, rules, audience)):
                        offer = found[each["offer"] % len(found)]
                        case = _with(case, person, offer, each)
                case "take back":
                    case = as_if_not_offered(case, person, offer) if offer else case
                case _:
                    case = asked_anew(case, person)
            left = _offered(as_seen_by(case, Severity(), audience).case, rules, audience)
        except ThriveRulesError:  # several people of one kind
            continue
    return f"{as_json(case.model_dump(mode='json'))} {left}"


def _with(case: Case, person: Member, offer: Offer, said: Mapping[str, Any]) -> Case:
    if not offer.ticks:
        return with_words(case, person, offer.name, said["words"])
    ticked = [tick for tick, is_ticked in zip(offer.ticks, said["ticked"], strict=False) if is_ticked]
    return with_ticks(case, person, offer.ticks, ticked)


def of_pages(count: int, seed: str) -> Iterator[list[Asked]]:
    """What one of the people of each of so many made-up cases is told: mostly by the rules that ship."""
    turns = cycle((RULES, RULES, LOCAL, RULES, RULES, without_words_for_others()))
    for first, rules in zip(range(0, count, TOGETHER), turns, strict=False):
        files = made_up_files(f"{seed} of pages {first}", min(TOGETHER, count - first))
        yield list(told_to_people(rules, files, f"{seed} {first}", most=1))


# RULES THAT NO PAGE OF THE RULES THAT SHIP SHOWS


def in_other_words(folder: Path) -> RuleBase:
    """The rules that ship in a language pack that leaves out every third text, and has a picture."""
    about_danger = texts_about_danger(RULES)
    said = {
        place: said_anew(text)
        for index, (place, text) in enumerate(texts_of(RULES).items())
        if index % 3 or place in about_danger
    }
    write_pack(folder / "pack", RULES, said, pictures={"not_safe": mark("A telephone")})
    return load_rules(language=folder / "pack")


def in_easy_words(folder: Path) -> RuleBase:
    """The rules that ship in a reviewed pack of other English words: some of them a drawing, and one a line of dashes."""
    about_danger = texts_about_danger(RULES)
    said = {
        place: said_anew(text, "😀 {}".format)
        for index, (place, text) in enumerate(texts_of(RULES).items())
        if isinstance(text, Words) and (place in about_danger or (place[0] == "wording" and index % 2))
    }
    said["wording", "intro"] = said_anew(RULES.wording.intro, lambda _: "---")
    language = {"tag": "en-x-easy", "reviewed": True}
    write_pack(folder / "easy", RULES, said, language)
    return load_rules(language=folder / "easy")


def where_other_answers_tell_of_harm() -> RuleBase:
    """The rules that ship, but that every prompt is about harm, as no file of rules may say it."""
    rules = (
        rule.model_copy(update={"prompts": PromptKind.SAFEGUARDING}) if isinstance(rule, Prompts) else rule
        for rule in RULES.rules
    )
    return replace(RULES, rules=tuple(rules))


def without_words_for_others() -> RuleBase:
    """The rules that ship, but that one text has no words for somebody else, as rules of format 1 may have none."""
    need, *others = RULES.needs
    words = Words(young_person="You need it.", parent_or_carer="They need it.", practitioner="It is needed.")
    return replace(RULES, needs=(need.model_copy(update={"statement": words}), *others))

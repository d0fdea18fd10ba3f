"""A local overlay: a site's own words and rules, laid over the rule base that ships. It adds and replaces.

A part that the overlay says itself stands in place of the part with its id; every other part comes from beneath.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from thrive_rules.cases.case import ReadOnly
from thrive_rules.cases.vocabulary import FACTS, Part
from thrive_rules.language.origin import LocalPart, Overlay
from thrive_rules.language.parts import CITING, SECTIONS
from thrive_rules.language.problems import Problem
from thrive_rules.language.rule import Establishes, PromptKind, Rule
from thrive_rules.language.rule_file import TEACHING, Header
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.language.words import Words

EVERYTHING = ("urgent", "wording", *(section for section in SECTIONS if section != "sources"))
"""What an overlay takes from beneath, where it does not say it itself."""

LOCAL_WORDING = (
    "help",
    "prompts",
    "questions",
    "more_questions",
    "views",
    "own_words",
    "strengths",
    "goals",
    "what_matters",
    "declines",
    "places",
)
"""Texts that an overlay may say in its own words. All others say what this is, what counts, or who has checked it."""

KEPT_HEADINGS = (PromptKind.SAFETY, PromptKind.SAFEGUARDING)
"""Headings of prompts that stay as they are."""

OWN_NEEDS = ("extent_of_help",)
"""Needs of which an overlay may replace the rules: where more extensive help begins is for each community to say."""

LONGEST_URGENT = 300
"""How many letters an own urgent text may have, so that people read it."""


def take_sections(base: RuleBase, sections: Collection[str], own: dict[str, Any]) -> None:
    """Add to what a directory says itself all that it does not, from these sections of the rule base beneath.

    A passage comes along with what cites it, so that no rule base holds sources that nothing in it rests on.
    """
    for section in sections:
        said: Any = own.get(section)
        match getattr(base, section):
            case tuple() as parts:
                known = {part.id for part in said}
                own[section] = [*said, *(part for part in parts if part.id not in known)]
            case dict() as words:
                own[section] = words | said
            case words:
                own[section] = dict(words) | {
                    name: text
                    if isinstance(getattr(words, name), Words)
                    else {**dict(getattr(words, name)), **text}
                    for name, text in (said or {}).items()
                }
    cited = {name for section in CITING for part in own[section] for name in part.sources}
    known = {source.id for source in own["sources"]}
    for source in base.sources:
        passages = {key: text for key, text in source.passages.items() if f"{source.id}/{key}" in cited}
        if passages and source.id not in known:
            own["sources"].append(source.model_copy(update={"passages": ReadOnly(passages)}))


def refused(base: RuleBase, own: Mapping[str, Any]) -> Iterator[Problem]:
    """Everything in a directory that no overlay may say."""
    yield from refused_header(base, own["header"])
    yield from _of_texts(own)
    yield from _of_parts(base, own)


def refused_header(base: RuleBase, header: Header) -> Iterator[Problem]:
    """Everything in a header that no overlay may say of itself."""
    where = ("rule_base", header.id)
    if header.id == base.header.id:
        yield (*where, "id"), f"{header.id} lies beneath; an overlay has an id of its own"
    if header.status == TEACHING:
        yield (*where, "status"), "a teaching counterexample is no overlay; suggestions come of an overlay"
    if header.status == "clinically reviewed" != base.header.status:
        yield (*where, "status"), f"the rules beneath are {base.header.status}, and so is what lies over them"
    if header.review_by > base.header.review_by:
        due = base.header.review_by
        yield (*where, "review_by"), f"people look at the rules beneath again by {due}; no later than that"


def _of_texts(own: Mapping[str, Any]) -> Iterator[Problem]:
    for name, text in (own.get("wording") or {}).items():
        if name not in LOCAL_WORDING:
            yield (
                ("wording", name),
                f"an overlay leaves this text as it is; its own are {', '.join(LOCAL_WORDING)}",
            )
        if name == "prompts" and (kept := [kind for kind in KEPT_HEADINGS if kind in text]):
            yield ("wording", name, kept[0]), "an overlay leaves the heading of what is about safety as it is"
    for kind, words in own["urgent"].items():
        if words.short is not None:
            yield (
                ("urgent", kind, "short"),
                "an overlay adds to the notice, and leaves the short one as it is",
            )
        if words.recorded != words.entered:
            yield ("urgent", kind, "entered"), "an overlay adds one text, the same whoever said so"
        for text in words.recorded.model_dump().values():  # without a reader who has no words in format 1
            if len(text) > LONGEST_URGENT or not re.search("[a-zA-Z]", text):
                yield ("urgent", kind), f"expected words that can be read, {LONGEST_URGENT} letters at most"
    for fact in own["facts"]:
        if (part := FACTS[fact.id].part) in (Part.SAFETY, Part.SEVERITY):
            yield ("facts", fact.id), f"what is about {part} is asked in the same words everywhere"


def _of_parts(base: RuleBase, own: Mapping[str, Any]) -> Iterator[Problem]:
    for section in ("groupings", "distinctions"):
        for part in own[section]:
            problem = "the groupings mean the same everywhere; an overlay leaves these words as they are"
            yield (section, part.id), problem
    for section, problem in (
        ("sources", "this id stands beneath; cite from there, or give this one its own id"),
        ("needs", "a need means the same everywhere; give this one its own id"),
        ("programmes", "an overlay adds programmes, and replaces none; use an id of its own"),
    ):
        beneath = {part.id for part in getattr(base, section)}
        for part in own[section]:
            if part.id in beneath:
                yield (section, part.id, "id"), problem
    names = {_letters(programme.name) for programme in base.programmes} | {"thriveframework"}
    for programme in own["programmes"]:
        if _letters(programme.name) in names:
            yield (
                ("programmes", programme.id, "name"),
                "this is the name of something else; give this one its own",
            )
    for rule in own["rules"]:
        if (beneath_it := base.rule.get(rule.id)) is not None and not may_be_replaced(beneath_it):
            problem = (
                f"an overlay adds rules, and replaces those alone that establish {', '.join(OWN_NEEDS)}; "
                "use an id of its own"
            )
            yield ("rules", rule.id, "id"), problem


def may_be_replaced(rule: Rule) -> bool:
    """Whether an overlay may say another rule in place of this one."""
    return isinstance(rule, Establishes) and rule.establishes in OWN_NEEDS


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, name.casefold()))


def overlay_of(base: RuleBase, places: Mapping[tuple[str, str], str]) -> Overlay:
    """What an overlay lies over, and every part of its own with the place where it stands."""
    return Overlay(
        over=base.header.id,
        version=base.header.version,
        digest=base.digest,
        parts=tuple(
            LocalPart(part="/".join(key), file=place, replaces=_stands_beneath(base, *key))
            for key, place in sorted(places.items())
            if key[0] not in ("rule_base", "header") and key != ("wording", "wording")
        ),
    )


def _stands_beneath(base: RuleBase, section: str, name: str) -> bool:
    match getattr(base, section):
        case tuple() as parts:
            return any(part.id == name for part in parts)
        case dict():
            return False  # an urgent text follows the one beneath
        case _:
            return True  # there is a text for everything already

"""A local overlay: a site's own words and rules, laid over the rule base that ships. It adds and replaces.

A part that the overlay says itself stands in place of the part with its id; every other part comes from beneath.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from thrive_rules.rulebase import LocalPart, Overlay, Problem, RuleBase
from thrive_rules.rules import TEACHING, PromptKind
from thrive_rules.words import Reader, Words

EVERYTHING = (
    "groupings",
    "distinctions",
    "urgent",
    "wording",
    "facts",
    "needs",
    "rules",
    "options",
    "programmes",
)
"""What an overlay takes from beneath, where it does not say it itself."""

KEPT_WORDS = ("intro", "urgent", "severity_note", "options_note", "not_reviewed")
"""Texts that an overlay leaves as they are: what this is, what comes first, what means nothing, what nobody checked."""

KEPT_PROMPTS = (PromptKind.SAFETY, PromptKind.SAFEGUARDING)
"""Kinds of prompts that an overlay adds to, and never replaces."""


def take(base: RuleBase, sections: Collection[str], own: dict[str, Any], *, add_urgent: bool) -> None:
    """Add to what a directory says itself all that it does not, from these sections of the rule base beneath.

    A passage comes along with what cites it, so that no rule base holds sources that nothing in it rests on. With
    `add_urgent`, an own urgent text follows the one beneath: a site adds to that notice, and cannot silence it.
    """
    for section in sections:
        said: Any = own.get(section)
        match getattr(base, section):
            case tuple() as parts:
                known = {part.id for part in said}
                own[section] = [*said, *(part for part in parts if part.id not in known)]
            case dict() as words if add_urgent:
                added = {kind: _after(words[kind], text) for kind, text in said.items()}
                own[section] = words | added
            case dict() as words:
                own[section] = words | said
            case words:
                own[section] = dict(words) | {
                    name: {**getattr(words, name), **text} if isinstance(text, dict) else text
                    for name, text in (said or {}).items()
                }
    cited = {
        name
        for section in ("groupings", "distinctions", "rules", "options", "programmes")
        for part in own[section]
        for name in part.sources
    }
    known = {source.id for source in own["sources"]}
    for source in base.sources:
        passages = {key: text for key, text in source.passages.items() if f"{source.id}/{key}" in cited}
        if passages and source.id not in known:
            own["sources"].append(source.model_copy(update={"passages": passages}))


def _after(first: Words, then: Words) -> Words:
    return Words(**{reader: f"{first.to(reader)} {then.to(reader)}" for reader in Reader})


def refused(base: RuleBase, own: Mapping[str, Any]) -> Iterator[Problem]:
    """Everything in a directory that no overlay may say."""
    header = own["header"]
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
    for section in ("groupings", "distinctions"):
        for part in own[section]:
            problem = "the groupings mean the same everywhere; an overlay leaves these words as they are"
            yield (section, part.id), problem
    for name in own.get("wording") or ():
        if name in KEPT_WORDS:
            yield ("wording", name), "an overlay leaves this text as it is"
    for source in own["sources"]:
        if source.id in base.source:
            yield (
                ("sources", source.id, "id"),
                "this id stands beneath; cite from there, or give this one its own id",
            )
    for programme in own["programmes"]:
        if programme.id in base.programme:
            problem = "an overlay adds programmes, and replaces none; use an id of its own"
            yield ("programmes", programme.id, "id"), problem
    for rule in own["rules"]:
        if rule.id in base.rule and base.rule[rule.id].prompts in KEPT_PROMPTS:
            yield (
                ("rules", rule.id, "id"),
                "an overlay adds prompts about safety, and replaces none; use an id of its own",
            )


def overlay(base: RuleBase, places: Mapping[tuple[str, str], str]) -> Overlay:
    """What an overlay lies over, and every part of its own with the place where it stands."""
    return Overlay(
        over=base.header.id,
        version=base.header.version,
        digest=base.digest,
        parts=tuple(
            LocalPart(part="/".join(key), file=place, replaces=_stands_beneath(base, *key))
            for key, place in sorted(places.items())
            if key[0] != "rule_base" and key[0] != key[1]
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

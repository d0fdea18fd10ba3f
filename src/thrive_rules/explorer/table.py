"""A rule base as one table of plain JSON, with every order that Python settles: whatever reads it needs no Python.

The table is versioned apart from rules and package. `thrive-rules schema table` describes it, and docs/explorer.md says
how to read it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from typing import Any, assert_never

from thrive_rules.cases.case import KINDS_OF_HELP, VOICES_OF_VIEWS, Place, Voice
from thrive_rules.cases.fact import JOINING, Fact, Topic
from thrive_rules.cases.fields import Frozen
from thrive_rules.cases.vocabulary import FACTS, FOR_PROMPTS_ALONE, NEVER_A_NEED, Part
from thrive_rules.conversations.budget import stays_on_a_page
from thrive_rules.conversations.detail import may_be_asked
from thrive_rules.conversations.reading import names_its_voice
from thrive_rules.explorer.case_shape import case_shape, decision_shape
from thrive_rules.explorer.laws_table import laws_table
from thrive_rules.explorer.page_rules import page_rules
from thrive_rules.language.conditions import spell_condition
from thrive_rules.language.options import Approach
from thrive_rules.language.rule import (
    ArguesAgainst,
    ArguesFor,
    Establishes,
    PromptKind,
    Prompts,
    Rule,
    UrgentKind,
    in_brief,
)
from thrive_rules.language.rule_file import RULE_FORMAT, TEACHING
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.language.texts import has_words_for
from thrive_rules.language.wording import UrgentWords
from thrive_rules.language.words import Reader, Words
from thrive_rules.reasoning.compiled import compile_rules
from thrive_rules.reasoning.suggestion import ASKED_FIRST
from thrive_rules.reasoning.ways import FactWay, Key, Way
from thrive_rules.severity.seen import row_of

TABLE_FORMAT = 1
"""The version of the shape of a table. A reader refuses a number that it does not know."""
REST = "rest"
"""In a text: what every reader reads who has no words of their own there."""


def table(rules: RuleBase) -> dict[str, Any]:
    """A rule base as plain data: its words, conditions, ways and orders, and the rules of cases, pages and laws."""
    header = rules.header
    return {
        "format": TABLE_FORMAT,
        "package": version("thrive-rules"),
        "rule_base": {
            "id": header.id,
            "version": header.version,
            "digest": rules.digest,
            "format": RULE_FORMAT,
            "reviewed": rules.reviewed,
            "review_by": header.review_by.isoformat(),
        },
        "certificate": rules.certificate,
        "overlay": rules.overlay.model_dump(mode="json") if rules.overlay else None,
        "language": rules.language.model_dump(mode="json") if rules.language else None,
        "teaching": header.status == TEACHING,
        "header": header.model_dump(mode="json"),
        "not_in_digest": sorted(_beneath(rules)),
        # The closed lists and their orders.
        "readers": list(Reader),
        "voices": list(Voice),
        "voices_of_views": list(VOICES_OF_VIEWS),
        "joining": list(JOINING),
        "kinds_of_help": list(KINDS_OF_HELP),
        "places": list(Place),
        "prompt_kinds": list(PromptKind),
        "urgent_kinds": list(UrgentKind),
        "topics": list(Topic),
        "parts": list(Part),
        "for_prompts_alone": list(FOR_PROMPTS_ALONE),
        "never_a_need": list(NEVER_A_NEED),
        "asked_first": list(ASKED_FIRST),
        # What is said.
        "groupings": [plain(each) for each in rules.groupings],
        "facts": [_fact(fact, rules) for fact in FACTS.values()],
        "speaks_to_others": has_words_for(rules, Reader.OTHER),
        "unread": [plain(each) for each in rules.unread],
        "needs": [plain(each) for each in rules.needs],
        "rules": [_rule(rule, rules) for rule in rules.rules],
        "approaches": list(Approach),
        "options": list(_options(rules)),
        "programmes": list(_programmes(rules)),
        "distinctions": [plain(each) for each in rules.distinctions],
        "urgent": {str(kind): _urgent(rules.urgent[kind]) for kind in UrgentKind},
        "urgent_added": {
            str(kind): _urgent(rules.urgent_added[kind]) for kind in UrgentKind if kind in rules.urgent_added
        },
        "sources": [plain(each) for each in rules.sources],
        "wording": plain(rules.wording),
        "pictures": plain(rules.pictures),
        # What holds of any rule base of this package.
        "case": case_shape(),
        "decision": decision_shape(),
        "pages": page_rules(),
        "laws": laws_table(),
    }


def plain(part: object) -> Any:
    """A part of a rule base as JSON has it, each text in the words of each reader, said once where it is one."""
    match part:
        case Words():
            return text(part)
        case Frozen():
            return {
                field.alias or name: plain(getattr(part, name))
                for name, field in type(part).model_fields.items()
            }
        case Mapping():
            return {str(key): plain(each) for key, each in part.items()}
        case list() | tuple():
            return [plain(each) for each in part]
        case None | bool() | int():
            return part
        case _:
            return str(part)


def text(words: Words) -> dict[str, str]:
    """A text by reader. What several read stands once under `rest`; a reader without any words has no key."""
    said = {str(reader): words.to(reader) for reader in Reader}
    if all(said.values()):
        rest, times = Counter(said.values()).most_common(1)[0]
        if times > 1:
            return {reader: each for reader, each in said.items() if each != rest} | {REST: rest}
    return {reader: each for reader, each in said.items() if each}


def _beneath(rules: RuleBase) -> Iterable[str]:
    """The texts that stand here and are no part of the digest, by their place."""
    for place, words in rules.words_beneath.items():
        *above, name = place.split("/")
        part: Any = rules
        for key in above:
            part = part[key] if isinstance(part, Mapping) else getattr(part, key)
        found = part[name] if isinstance(part, Mapping) else getattr(part, name)
        if _dumped(found) == words:
            yield place


def _dumped(part: object) -> object:
    match part:
        case Frozen():
            return part.model_dump(mode="json")
        case Mapping():
            return {str(key): _dumped(each) for key, each in part.items()}
        case _:
            return part


def _options(rules: RuleBase) -> Iterable[dict[str, Any]]:
    """Each option, with its place by name among all, for each reader: names are folded as Python folds them."""
    by_name = {
        reader: sorted(rules.options, key=lambda option: (option.name.to(reader).casefold(), option.id))
        for reader in Reader
    }
    for option in rules.options:
        yield {
            **plain(option),
            "by_name": {str(reader): options.index(option) for reader, options in by_name.items()},
        }


def _programmes(rules: RuleBase) -> Iterable[dict[str, Any]]:
    """Each programme, with its place by name among all; programmes of one name share a place."""
    names = sorted({programme.name.casefold() for programme in rules.programmes})
    for programme in rules.programmes:
        yield {**plain(programme), "by_name": names.index(programme.name.casefold())}


def _urgent(words: UrgentWords) -> dict[str, Any]:
    return {**plain(words), "in_short": words.in_short}


def _fact(fact: Fact, rules: RuleBase) -> dict[str, Any]:
    words = rules.fact[fact.name]
    return {
        "name": fact.name,
        "part": fact.part,
        "domain": list(fact.domain),
        "voice": fact.voice,
        "path": list(fact.path),
        "key": fact.key,
        "held": fact.held.name.lower(),
        "topic": fact.topic,
        "presupposes": fact.presupposes or None,
        "row": row_of(fact).name.lower(),
        "decides": fact.part not in FOR_PROMPTS_ALONE,
        "answered_by": words.answered_by,
        "asked_of": {str(reader): True for reader in Reader if may_be_asked(reader, words)},
        "label": text(words.label),
        "question": text(words.question),
    }


def _rule(rule: Rule, rules: RuleBase) -> dict[str, Any]:
    brief = in_brief(rule)
    said: dict[str, Any] = {"id": rule.id, **_does(rule)}
    said |= {
        "words": text(rule.words),
        **({"brief": text(brief)} if brief else {}),
        "sources": list(rule.sources),
        "illustrative": rule.illustrative,
        "when": spell_condition(rule.when),
        "ways": [_way(way) for way in compile_rules(rules).ways(rule.id)],
        "whose": "local" if rules.overlay and rule.id in rules.overlay.rules else "rules",
    }
    if not isinstance(rule, Establishes | Prompts):
        voice = rules.wording.voices[rule.voice]
        said["names_voice"] = [
            reader for reader in Reader if names_its_voice(rule.words.to(reader), voice.to(reader))
        ]
    if isinstance(rule, Prompts):
        said["on_a_page"] = stays_on_a_page(rule)
    return said


def _way(way: Way | FactWay) -> list[list[Any]]:
    """The literals of a way: what each is about, as a rule file spells it, and the answers that meet it."""
    return sorted(([_key(key), sorted(values, key=str)] for key, values in way), key=str)


def _key(key: Key) -> Any:
    return key if isinstance(key, str) else spell_condition(key)


def _does(rule: Rule) -> dict[str, Any]:
    match rule:
        case Establishes():
            return {"kind": "establishes", "need": rule.establishes}
        case ArguesFor() | ArguesAgainst():
            side = "argues_for" if isinstance(rule, ArguesFor) else "argues_against"
            return {"kind": side, "grouping": rule.grouping, "voice": rule.voice}
        case Prompts():
            return {"kind": "prompts", "prompt_kind": rule.prompts}
        case _:
            assert_never(rule)

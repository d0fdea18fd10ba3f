"""Every text that people read is found by its place, and another can stand there; nothing else changes by it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from pydantic import BaseModel

from thrive_rules import load_rules
from thrive_rules.language.rule import UrgentKind
from thrive_rules.language.texts import SAID_IN, TextPlace, has_words_for, texts_of, with_texts
from thrive_rules.language.words import Reader, Words

DANGER = UrgentKind.IMMEDIATE_DANGER
SHIPPED = load_rules()
ADDED = {DANGER: SHIPPED.urgent[DANGER].model_copy(update={"short": "Ring this number."})}
RULES = replace(SHIPPED, urgent_added=ADDED)
TEXTS = texts_of(RULES)


def words_in(part: Any) -> Iterator[Words]:
    match part:
        case Words():
            yield part
        case BaseModel():
            for name in type(part).model_fields:
                yield from words_in(getattr(part, name))
        case Mapping():
            for each in part.values():
                yield from words_in(each)
        case tuple():
            for each in part:
                yield from words_in(each)
        case _:
            pass


def test_every_text_is_found() -> None:
    said = [words for section in SAID_IN for words in words_in(getattr(RULES, section))]
    assert [text for text in TEXTS.values() if isinstance(text, Words)] == said
    named: dict[TextPlace, str] = {
        **{("groupings", each.id, "name"): each.name for each in RULES.groupings},
        **{("programmes", each.id, "name"): each.name for each in RULES.programmes},
        **{("urgent", kind, "short"): each.short for kind, each in RULES.urgent.items() if each.short},
        ("urgent_added", DANGER, "short"): "Ring this number.",
    }
    assert {place: text for place, text in TEXTS.items() if isinstance(text, str)} == named


def test_the_place_of_a_text_is_the_way_to_it() -> None:
    option, rule = RULES.options[0], RULES.deciding[0]
    assert TEXTS["options", option.id, "ask", 0] is option.ask[0]
    assert TEXTS["options", option.id, "ask", 1] is option.ask[1]
    assert TEXTS["rules", rule.id, "because"] is rule.because
    assert TEXTS["wording", "page", "nobody"] is RULES.wording.page.nobody
    assert TEXTS["wording", "help", "information"] is RULES.wording.help["information"]
    assert TEXTS["urgent", DANGER, "entered"] is RULES.urgent[DANGER].entered


def test_another_text_stands_in_each_place_and_nothing_else_changes() -> None:
    other = {
        place: "Other words." if isinstance(text, str) else Words.model_validate("Other words.")
        for place, text in TEXTS.items()
    }
    sections = with_texts(RULES, other)
    assert {name: type(part) for name, part in sections.items()} == {
        name: type(getattr(RULES, name)) for name in SAID_IN
    }
    said = replace(RULES, **sections)
    assert texts_of(said) == other
    assert replace(said, **with_texts(said, TEXTS)) == RULES


def test_a_text_that_nobody_says_anew_stays() -> None:
    assert with_texts(RULES, {}) == {section: getattr(RULES, section) for section in SAID_IN}


def test_somebody_else_is_spoken_to_where_every_text_has_words_for_them() -> None:
    assert has_words_for(RULES, Reader.OTHER)
    to_three = Words(young_person="You.", parent_or_carer="They.", practitioner="They.")
    for place in (("wording", "page", "nobody"), ("options", RULES.options[0].id, "ask", 0)):
        less = replace(RULES, **with_texts(RULES, {place: to_three}))
        assert [reader for reader in Reader if not has_words_for(less, reader)] == [Reader.OTHER]

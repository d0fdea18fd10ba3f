"""Every answer of a case is a fact by the mark on its field, and nothing that lists facts leaves one out."""

from enum import StrEnum
from typing import Annotated

import pytest
from hypothesis import given
from pydantic import StrictBool

from thrive_rules.cases.case import CASE_FACTS, PROPOSED_FACTS, Case, Context, Preferences, Presentation, View
from thrive_rules.cases.fact import Answered, Fact, Held, Mark, Part, Voice, facts_in
from thrive_rules.cases.sharing import LaterKeys
from thrive_rules.cases.vocabulary import FACTS, by_name
from thrive_rules.testing import cases


def test_a_boolean_without_a_mark_fails_at_import() -> None:
    with pytest.raises(TypeError, match=r"Plain\.attends_school is yes or no, and no fact: give it a Mark"):

        class Plain(Answered):
            attends_school: StrictBool | None = None

    with pytest.raises(TypeError, match=r"Nested\.attends_school"):

        class Nested(Answered):
            attends_school: Annotated[Annotated[StrictBool, "a note"] | None, "another"] = None


def test_a_marked_boolean_is_a_fact() -> None:
    class School(Answered):
        attends_school: Annotated[StrictBool | None, Mark(Part.PRESENTATION)] = None
        words: str = ""

    (fact,) = facts_in(School, "school")
    assert (fact.name, fact.path) == ("attends_school", ("school", "attends_school"))
    assert (fact.voice, fact.key, fact.held) == (None, "", Held.PLAIN)
    assert fact.domain == (True, False)


def test_a_field_says_once_that_it_came_later() -> None:
    """What is written leaves it out where it is absent, and older rules are given words for it."""

    class School(LaterKeys):
        _later = frozenset({"attends_school"})

        attends_school: Annotated[StrictBool | None, Mark(Part.PRESENTATION)] = None
        likes_school: Annotated[StrictBool | None, Mark(Part.PRESENTATION)] = None

    assert [fact.later for fact in facts_in(School, "school")] == [True, False]
    assert School().model_dump() == {"likes_school": None}
    assert {"parental_responsibility_known"} <= {name for name, fact in FACTS.items() if fact.later}


def test_two_fields_cannot_give_one_fact() -> None:
    again = Fact("age", Part.PRESENTATION, (True,), None, ("presentation", "age"), "", Held.PLAIN)
    with pytest.raises(TypeError, match="two fields of a case give the fact age"):
        by_name((FACTS["age"], again))


def test_questions_are_in_the_order_of_their_parts() -> None:
    parts = [fact.part for fact in FACTS.values()]
    assert parts == sorted(parts, key=list(Part).index)


def test_every_part_of_a_case_is_one_whose_booleans_are_marked() -> None:
    """A part of another type would be outside of the check, and outside of the vocabulary."""
    parts = {"context": Context, "presentation": Presentation, "preferences": Preferences, "views": View}
    assert {fact.path[0] for fact in CASE_FACTS} == parts.keys()
    for name, field in Case.model_fields.items():
        assert issubclass(parts[name], Answered)
        assert parts[name].__name__ in str(field.annotation)


def test_a_voice_and_a_kind_of_help_are_known_without_reading_a_name() -> None:
    for (voice, kind), name in PROPOSED_FACTS.items():
        assert (FACTS[name].voice, FACTS[name].key) == (voice, kind)
    own = {name for name, fact in FACTS.items() if fact.part is Part.PREFERENCE}
    assert own == {name for name, fact in FACTS.items() if fact.voice is Voice.YOUNG_PERSON}


def test_keys_are_plain_text() -> None:
    for fact in FACTS.values():
        for each in (fact.name, fact.key, *fact.domain):
            assert not isinstance(each, StrEnum)


@given(cases())
def test_the_strategies_draw_every_field(case: Case) -> None:
    """So that no field is ever untested for want of being drawn."""
    for part in (case.context, case.presentation, case.preferences, *case.views):
        assert part.model_fields_set == type(part).model_fields.keys()

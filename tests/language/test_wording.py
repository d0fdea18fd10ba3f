"""The words of a rule base: which names they are about, and what a file may leave out of them."""

from datetime import date
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from thrive_rules import load_rules
from thrive_rules.cases.case import KINDS_OF_HELP
from thrive_rules.language.options import Option
from thrive_rules.language.wording import FactWords, PartOfWording, Wording
from thrive_rules.language.words import Reader

WORDING = load_rules().wording.model_dump(mode="json")
FACT = {"label": "Some words.", "question": "Some words?", "answered_by": "together"}
PART: TypeAdapter[Any] = TypeAdapter(PartOfWording)


def wrong_in(told: ValidationError) -> list[tuple[Any, ...]]:
    return [(error["type"], error["loc"], error["msg"]) for error in told.errors()]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("aims_mett", "the name of a fact; did you mean aims_met?"),
        ("winner", "the name of a fact"),
    ],
)
def test_words_are_about_a_fact(name: str, told: str) -> None:
    assert FactWords.model_validate(FACT | {"id": "aims_met"}).id == "aims_met"
    with pytest.raises(ValidationError) as refused:
        FactWords.model_validate(FACT | {"id": name})
    assert wrong_in(refused.value) == [("fact", ("id",), told)]


# WHAT A FILE MAY LEAVE OUT


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"yes": "Yes"},
        {"page": {}},
        {"page": {"nobody": "Nobody has decided."}, "decision": {"plan": "What we do"}},
        {"voices": {"practitioner": "A practitioner"}},
        {"asking": {"stop": "stop", "topics": {}}},
        WORDING,
    ],
)
def test_a_file_says_some_texts_and_the_rest_come_from_the_rules_that_ship(said: dict[str, Any]) -> None:
    assert PART.validate_python(said) == said


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"yess": "Yes"}, [("extra_forbidden", ("yess",))]),
        ({"yes": ""}, [("too_short", ("yes", "young_person"))]),
        ({"yes": {"young_person": "Yes", "parent_or_carer": "Yes"}}, [("missing", ("yes", "practitioner"))]),
        ({"page": {"nobody": {}}}, [("missing", ("page", "nobody"))]),
        ({"page": {"nobodyy": "x"}, "no": 1}, [("extra_forbidden", ("page", "nobodyy")), ("model_type", ("no",))]),
        ({"voices": {"winner": "x"}}, [("enum", ("voices", "winner", "[key]"))]),
        ({"help": {"information": {"young_person": "x"}}}, [("missing", ("help", "information", "parent_or_carer"))]),
        ("Yes", [("model_type", ())]),
    ],
)  # fmt: skip
def test_what_it_says_is_held_to_what_a_text_is(said: Any, wrong: list[tuple[str, tuple[str, ...]]]) -> None:
    with pytest.raises(ValidationError) as refused:
        PART.validate_python(said)
    told = wrong_in(refused.value)
    for kind, where in wrong:
        assert any((each[0], each[1][: len(where)]) == (kind, where) for each in told)
    # What is left out is no fault, and a value is never told.
    assert {each[1][:1] for each in told} == {where[:1] for _, where in wrong}
    assert {str(each["input"]) for each in refused.value.errors()} <= {"None"}


# A DAY


def test_a_day_is_written_in_the_form_of_its_language_with_every_number_in_full() -> None:
    said = dict.fromkeys(Reader, "{day}.{month}.{year}") | {Reader.PRACTITIONER: "{year}-{month}-{day}"}
    wording = Wording.model_validate(WORDING | {"day_form": said})
    assert wording.day(date(987, 6, 5), Reader.YOUNG_PERSON) == "05.06.0987"
    assert wording.day(date(987, 6, 5), Reader.PRACTITIONER) == "0987-06-05"


@pytest.mark.parametrize("form", ["{day}.{month}.", "{day}.{month}.{month}.{year}", "{day}. {Month} {year}"])
def test_a_form_of_a_day_has_one_place_for_each_part_to_every_reader(form: str) -> None:
    for said in (form, dict.fromkeys(Reader, "{day}.{month}.{year}") | {Reader.OTHER: form}):
        with pytest.raises(ValidationError) as refused:
            Wording.model_validate(WORDING | {"day_form": said})
        told = "{day}, {month} and {year}, each once"
        assert wrong_in(refused.value) == [("day_form", ("day_form",), told)]


# OPTIONS

OPTION: dict[str, Any] = {
    "id": "one", "groupings": ["thriving"], "approach": "self", "illustrative": True,
    "name": "One", "involves": "Some words.", "provided_by": "Some words.", "ask": ["Some words?"],
}  # fmt: skip


def test_the_groupings_of_an_option_stand_in_the_order_of_the_framework() -> None:
    option = Option.model_validate(OPTION | {"groupings": ["getting_help", "thriving"]})
    assert option.groupings == ("thriving", "getting_help")


def test_an_option_names_each_grouping_once_and_kinds_of_help_that_there_are() -> None:
    for said, told in (
        ({"groupings": ["thriving", "thriving"]}, ("groupings", ("groupings",), "each grouping once")),
        ({"help": ["magic"]}, ("help", ("help", 0), f"one of {', '.join(KINDS_OF_HELP)}")),
    ):
        with pytest.raises(ValidationError) as refused:
            Option.model_validate(OPTION | said)
        assert wrong_in(refused.value) == [told]

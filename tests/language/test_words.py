"""A text in the words of each reader, and what editors learn of how it is written."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pydantic import BaseModel, TypeAdapter, ValidationError

from thrive_rules.language.wording import UrgentWords
from thrive_rules.language.words import Reader, Words

THREE = {"young_person": "To you.", "parent_or_carer": "To a parent.", "practitioner": "To us."}
FOUR = THREE | {"other": "To a teacher."}


def test_each_reader_has_their_own_words() -> None:
    words = Words.model_validate(FOUR)
    assert [words.to(reader) for reader in Reader] == list(FOUR.values())
    assert Words.model_validate(THREE).to(Reader.OTHER) == ""


WORDS: list[tuple[Any, bool]] = [
    ("x", True), (THREE, True), (FOUR, True), ("", False), ({}, False), (1, False), (["x"], False),
    (THREE | {"other": 1}, False), (THREE | {"nobody": "x"}, False),
]  # fmt: skip
URGENT: list[tuple[Any, bool]] = [
    *WORDS,
    ({"recorded": "x", "entered": FOUR}, True),
    ({"recorded": "x", "entered": "x", "short": "x"}, True),
    ({"recorded": "x"}, False),
    ({"recorded": "", "entered": "x"}, False),
]


@pytest.mark.parametrize(
    ("model", "written", "fits"),
    [(Words, *each) for each in WORDS] + [(UrgentWords, *each) for each in URGENT],
    ids=str,
)
def test_an_editor_takes_a_text_in_each_form_that_a_file_may_give_it(
    model: type[BaseModel], written: Any, fits: bool
) -> None:
    assert Draft202012Validator(TypeAdapter(model).json_schema()).is_valid(written) is fits
    if fits:
        model.model_validate(written)
    else:
        with pytest.raises(ValidationError):
            model.model_validate(written)


def test_the_schema_of_what_is_written_is_that_of_what_is_read() -> None:
    adapter = TypeAdapter(Words)
    assert adapter.json_schema(mode="serialization") == adapter.json_schema()


def test_an_urgent_notice_is_said_to_whoever_entered_it_and_to_whoever_did_not() -> None:
    notice = UrgentWords.model_validate({"recorded": THREE, "entered": "You said so."})
    assert notice.to(Reader.PRACTITIONER, entered=True) == "You said so."
    assert notice.to(Reader.PRACTITIONER, entered=False) == "To us."

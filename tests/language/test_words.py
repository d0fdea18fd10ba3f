"""A text in the words of each reader, and what editors learn of how it is written."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pydantic import BaseModel, TypeAdapter, ValidationError

from thrive_rules import load_rules
from thrive_rules.language import words as module
from thrive_rules.language.wording import UrgentWords
from thrive_rules.language.words import Reader, Words
from thrive_rules.rulefiles.rulefile import shipped_rules

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


def test_a_reader_without_words_is_told_once_and_before_any_rules_are_read(tmp_path: Path) -> None:
    copy = shutil.copytree(Path(module.__file__).parents[1], tmp_path / "thrive_rules")
    file = copy / "language" / "words.py"
    text = file.read_text()
    assert text.count('    OTHER = "other"\n') == 1
    file.write_text(text.replace('    OTHER = "other"\n', '    OTHER = "other"\n    SIBLING = "sibling"\n'))
    done = subprocess.run(
        [sys.executable, "-c", "import thrive_rules.language.words"], env={"PYTHONPATH": str(tmp_path)},
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.stderr.endswith("TypeError: Words has no text for sibling: add a field for each reader\n")


WITHOUT_WORDS = """
from pathlib import Path

from thrive_rules import Reader, load_rules
from thrive_rules.language.texts import has_words_for

rules = load_rules(Path(RULES))
print(rules.digest, *(reader for reader in Reader if not has_words_for(rules, reader)))
"""


def test_a_reader_who_comes_later_has_no_words_in_rules_that_are_older(tmp_path: Path) -> None:
    rules = load_rules()
    copy = shutil.copytree(Path(module.__file__).parents[1], tmp_path / "thrive_rules")
    file = copy / "language" / "words.py"
    text = file.read_text()
    for before, also in (
        (
            "            case _:\n                assert_never(reader)\n",
            '            case Reader.SIBLING:\n                return self.sibling or ""\n',
        ),
        ('    @model_validator(mode="before")\n', "    sibling: Text | None = None\n\n"),
        ('    """Somebody else who knows', '    SIBLING = "sibling"\n'),
    ):
        assert before in text
        text = text.replace(before, also + before, 1)
    file.write_text(text)
    program = f"RULES = {str(shipped_rules())!r}\n{WITHOUT_WORDS}"
    done = subprocess.run(
        [sys.executable, "-c", program], env={"PYTHONPATH": str(tmp_path)}, capture_output=True, text=True
    )
    assert (done.stdout.split(), done.stderr) == ([rules.digest, "sibling"], "")

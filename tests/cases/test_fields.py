"""Free text: which letters it may hold, told against Unicode's own tables."""

import sys
import unicodedata

import pytest
from pydantic import Field, TypeAdapter, ValidationError

from thrive_rules import Case
from thrive_rules.cases.fields import FreeText, Frozen

TEXT: TypeAdapter[str] = TypeAdapter(FreeText)
LINE_ENDS = "\x85\u2028\u2029"
TURNS = {chr(point) for point in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}


def refused(letter: str) -> bool:
    try:
        TEXT.validate_python(f"a{letter}b")
    except ValidationError:
        return True
    return False


def test_which_letters_are_refused_in_free_text() -> None:
    """Every code point there is: control characters but tab and line ends, lone surrogates, and turns of direction."""
    wrong = []
    for letter in map(chr, range(sys.maxunicode + 1)):
        control = unicodedata.category(letter) in ("Cc", "Cs") and letter not in "\n\t" + LINE_ENDS
        if refused(letter) is not (control or letter in TURNS):
            wrong.append(f"U+{ord(letter):04X}")
    assert not wrong


def test_line_ends_of_forms_become_one() -> None:
    for end in ("\r\n", *LINE_ENDS):
        assert TEXT.validate_python(f"a{end}b") == "a\nb"
    with pytest.raises(ValidationError):
        TEXT.validate_python("a\rb")


class Written(Frozen):
    """A model."""

    plain: int = 0
    """Said below the field."""
    other: int = Field(default=0, alias="another")
    """Said below a field

    with a name of its own in files."""
    silent: int = 0
    said: int = Field(default=0, description="Said in the field.")
    """Not said."""


class Later(Written):
    """Another."""

    plain: int = 1
    """Said anew."""


def test_a_schema_says_the_docstring_of_each_field() -> None:
    told = {name: each.get("description") for name, each in Written.model_json_schema()["properties"].items()}
    of_field = {"another": "Said below a field\n\nwith a name of its own in files.", "silent": None}
    assert told == {"plain": "Said below the field.", "said": "Said in the field.", **of_field}
    told = {name: each.get("description") for name, each in Later.model_json_schema()["properties"].items()}
    assert told == {"plain": "Said anew.", "said": "Said in the field.", **of_field}


def test_a_model_is_built_where_it_is_defined_so_that_a_larger_one_takes_it_over() -> None:
    assert Written.__pydantic_complete__
    assert Case.__pydantic_complete__

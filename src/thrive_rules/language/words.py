"""What is said to people and what it rests on: a text in the words of each reader, a source with its passages."""

from enum import StrEnum
from typing import Annotated, assert_never

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    GetJsonSchemaHandler,
    StrictBool,
    StrictStr,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from thrive_rules.cases.case import FreeText, Frozen


def _one_line(text: str) -> str:
    return " ".join(text.split())


Text = Annotated[FreeText, AfterValidator(_one_line), Field(min_length=1)]
Id = Annotated[StrictStr, Field(pattern=r"^[a-z][a-z0-9_-]*$", max_length=80)]


PassageName = Annotated[StrictStr, Field(pattern=r"^[a-z0-9_-]+/[a-z0-9_-]+$")]
"""A passage of a source, as source/passage."""


class Reader(StrEnum):
    """Who reads: every text of a rule base exists in the words of each."""

    YOUNG_PERSON = "young_person"
    PARENT_OR_CARER = "parent_or_carer"
    PRACTITIONER = "practitioner"


def _same_for_all(data: object) -> object:
    return dict.fromkeys(Reader, data) if isinstance(data, str) else data


class Words(Frozen):
    """One thing said in the words of each reader; a single text in a file serves all three."""

    young_person: Text
    """To a young person, as "you"."""
    parent_or_carer: Text
    """To a parent or carer."""
    practitioner: Text
    """To a practitioner."""

    def to(self, reader: Reader) -> str:
        """The text for one reader."""
        match reader:
            case Reader.YOUNG_PERSON:
                return self.young_person
            case Reader.PARENT_OR_CARER:
                return self.parent_or_carer
            case Reader.PRACTITIONER:
                return self.practitioner
            case _:
                assert_never(reader)


class _TextOrWords:
    """Tells the JSON Schema that a single text is enough."""

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"anyOf": [{"type": "string", "minLength": 1}, handler(schema)]}


Said = Annotated[Words, BeforeValidator(_same_for_all), _TextOrWords()]


class Passage(Frozen):
    """A place in a source that supports a rule."""

    text: Text
    """A short clause, or what the passage says in our own words."""
    quoted: StrictBool
    """Whether `text` is a quotation."""


class Source(Frozen):
    """A publication, cited once, and the passages of it that rules rest on."""

    id: Id
    citation: Text
    """Author, year, title."""
    address: Text
    """Where it was read."""
    second_hand: StrictBool = False
    """True where another publication was read that reports this one."""
    passages: dict[Id, Passage] = Field(min_length=1)

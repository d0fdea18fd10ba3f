"""What is said to people and what it rests on: a text in the words of each reader, a source with its passages."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Self, TypeAlias, assert_never, cast

from pydantic import (
    AfterValidator,
    Field,
    GetJsonSchemaHandler,
    SerializerFunctionWrapHandler,
    StrictBool,
    StrictStr,
    model_serializer,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from thrive_rules.cases.case import FreeText, Frozen, ListOf, ReadOnly
from thrive_rules.cases.fields import NoOtherKey, one_line

Text = Annotated[FreeText, AfterValidator(one_line), Field(min_length=1)]
Id = Annotated[StrictStr, Field(pattern=r"^[a-z][a-z0-9_-]*$", max_length=80)]


PassageName = Annotated[StrictStr, Field(pattern=r"^[a-z0-9_-]+/[a-z0-9_-]+$")]
"""A passage of a source, as source/passage."""


class Reader(StrEnum):
    """Who reads: every text of a rule base exists in the words of each."""

    YOUNG_PERSON = "young_person"
    PARENT_OR_CARER = "parent_or_carer"
    PRACTITIONER = "practitioner"
    OTHER = "other"
    """Somebody else who knows the young person, such as a teacher or a youth worker; sees least."""


def less_is_enough(
    less: JsonSchemaValue, whole: JsonSchemaValue, handler: GetJsonSchemaHandler
) -> JsonSchemaValue:
    """The schema of a mapping in the place of which something shorter may stand, too."""
    schema = handler.resolve_ref_schema(whole)
    spelled_out = dict(schema)
    schema.clear()
    schema["anyOf"] = [less, spelled_out]
    return whole


_READERS = tuple(Reader)  # asked for each text: to go through an enum anew takes longer


class Words(Frozen):
    """One thing said in the words of each reader; a single text in a file serves all four."""

    young_person: Text
    """To a young person, as "you"."""
    parent_or_carer: Text
    """To a parent or carer."""
    practitioner: Text
    """To a practitioner."""
    other: Text | None = None
    """To somebody else who knows the young person. A rule file of format 1 may have no words for them."""

    @model_validator(mode="before")
    @classmethod
    def _one_text_serves_all(cls, data: object) -> object:
        if isinstance(data, str):
            return dict.fromkeys(_READERS, data)
        # What is the same to whoever has words is one text: whether a file spells it once or three times is all one.
        if isinstance(data, Mapping) and any(data.get(reader) is None for reader in MAY_LACK_WORDS):
            texts = {reader: data.get(reader) for reader in _READERS}
            first, *rest = (
                text for reader, text in texts.items() if text is not None or reader not in MAY_LACK_WORDS
            )
            if isinstance(first, str) and all(text == first for text in rest):
                return {**data, **dict.fromkeys(_READERS, first)}
        return data

    @model_serializer(mode="wrap")
    def _leave_out_what_adds_nothing(self, dump: SerializerFunctionWrapHandler) -> dict[str, str]:
        # The digest of rules that were written for three readers stays what it was.
        texts: dict[str, str | None] = dump(self)
        one_text = len(set(texts.values())) == 1
        return {
            reader: text
            for reader, text in texts.items()
            if text and not (one_text and reader in MAY_LACK_WORDS)
        }

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """The schema of the fields, in what is written too; or of a single text, which is enough."""
        plain = {key: value for key, value in core_schema.items() if key != "serialization"}
        found = super().__get_pydantic_json_schema__(cast(CoreSchema, plain), handler)
        return less_is_enough({"type": "string", "minLength": 1}, found, handler)

    def to(self, reader: Reader) -> str:
        """The text for one reader; nothing where rules of an older format have no words for them."""
        match reader:
            case Reader.YOUNG_PERSON:
                return self.young_person
            case Reader.PARENT_OR_CARER:
                return self.parent_or_carer
            case Reader.PRACTITIONER:
                return self.practitioner
            case Reader.OTHER:
                return self.other or ""  # a page is made only where the rule base has words for its reader
            case _:
                assert_never(reader)


if without_words := [reader for reader in _READERS if reader not in Words.model_fields]:
    # Else each text of a rule base would be told to have a key too many.
    raise TypeError(f"Words has no text for {', '.join(without_words)}: add a field for each reader")


MAY_LACK_WORDS = tuple(reader for reader in _READERS if not Words.model_fields[reader].is_required())
"""The readers for whom rules of an older format may have no words. They get the page about no case then."""


IN_ENGLISH, IN_USUAL_WORDS, TO_HERE = "\u2066", "\u2068", "\u2069"
"""What stands around a text that a language pack does not say, on a page: the isolates of Unicode.

No text of a file may hold one. Whoever shows them as they are shows nothing of them, and turns no line around.
"""


Said: TypeAlias = Words
"""The type of what a rule base says."""


@dataclass(frozen=True, slots=True)
class AboutDanger:
    """Marks a text about danger: no page is made in a language that does not say it."""


SaidOfDanger = Annotated[Said, AboutDanger()]


class Passage(Frozen):
    """A place in a source that supports a rule."""

    text: Text
    """A short clause, or what the passage says in our own words."""
    quoted: StrictBool
    """Whether `text` is a quotation."""


class Supported(Frozen):
    """What rests on passages of sources, or is marked as resting on none."""

    sources: ListOf[PassageName] = ()
    """The passages that support it, each as source/passage."""
    illustrative: StrictBool = False
    """True, in place of sources, where no passage supports it and it stands as an illustration."""

    @model_validator(mode="after")
    def _is_supported(self) -> Self:
        if bool(self.sources) == self.illustrative:
            raise PydanticCustomError(
                "supported", "sources, or `illustrative: true` where no source says this"
            )
        return self


class Source(Frozen):
    """A publication, cited once, and the passages of it that rules rest on."""

    id: Id
    """What rules cite it by."""
    citation: Text
    """Author, year, title."""
    address: Text
    """Where it was read."""
    second_hand: StrictBool = False
    """True where another publication was read that reports this one."""
    passages: Annotated[Mapping[Id, Passage], Field(min_length=1), AfterValidator(ReadOnly), NoOtherKey()]
    """What rules rest on: each passage under its name."""

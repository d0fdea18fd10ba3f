"""Who may see what, and who was asked, as a case file of format 2 can say it. None of it is a fact.

Only the shapes stand here. What they do stands in one table: `thrive_rules.severity.seen`.
"""

import datetime
import re
from typing import Annotated, cast

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    GetJsonSchemaHandler,
    SerializerFunctionWrapHandler,
    StrictBool,
    StrictStr,
    WithJsonSchema,
    model_serializer,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from thrive_rules.cases.fact import Answered
from thrive_rules.cases.fields import FreeText, Frozen, ListOf, MapOf
from thrive_rules.documents.file_format import says_something

_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _short_line(text: str) -> str:
    if "\n" in text or "\t" in text or not text.strip() or len(text) > 40:
        raise PydanticCustomError("short_line", "one line of at most 40 characters")
    return text


def _a_day(data: object) -> object:
    # A number would be read as seconds since 1970, and so would a text of figures alone.
    is_day = isinstance(data, datetime.date) and not isinstance(data, datetime.datetime)
    if not (is_day or (isinstance(data, str) and _DAY.fullmatch(data))):
        raise PydanticCustomError("date_type", "a date")
    return data


Reference = Annotated[
    FreeText, AfterValidator(_short_line), WithJsonSchema({"type": "string", "minLength": 1, "maxLength": 40})
]
"""A local reference of at most 40 characters, no name."""
Day = Annotated[datetime.date, BeforeValidator(_a_day)]
"""A day, such as 2027-06-30."""
PersonKey = Annotated[StrictStr, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
"""A kind of person (young_person, parent_or_carer, practitioner, other), or the id of one view."""
CasePath = Annotated[StrictStr, Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$")]
"""A path of the case: `presentation.concerns.low_mood`, `preferences.wants`, `views.parent_or_carer`, `views.mum`."""


def _absent_where_it_says_nothing(value: object) -> object:
    # What is left out of a file has to be the same as what was read, or a case could not be written down again.
    return value if says_something(value.__dict__ if isinstance(value, Frozen) else value) else None


OrAbsent = AfterValidator(_absent_where_it_says_nothing)
"""Marks what is absent where it says nothing but null."""
Paths = Annotated[MapOf[PersonKey, ListOf[CasePath]], OrAbsent]
YesOrNo = Annotated[MapOf[PersonKey, StrictBool | None], OrAbsent]
DANGER = "presentation.immediate_danger"
HARM = "presentation.safeguarding_concern"
NOT_SAFE = "presentation.safety_concern"
"""The places of what everybody is asked about danger: a yes to it, to harm, or that they do not feel safe."""


class CompetenceAssessment(Frozen):
    """An assessment of competence or capacity, as a practitioner recorded it."""

    date: Day | None = None
    """When it was made."""
    by: FreeText | None = None
    """Who made it."""
    decision: FreeText | None = None
    """Which decision it was about."""


class ParentalResponsibility(Frozen):
    """What is known about who has parental responsibility."""

    known: StrictBool | None = None
    """Is it known who has it?"""
    local_authority: StrictBool | None = None
    """Does a local authority have it?"""


class LaterKeys(Answered):
    """A part of a case to which format 2 added keys. A new key that is absent is not written, so that a case without it
    has the same fingerprint in both formats.
    """

    @model_serializer(mode="wrap")
    def _leave_out_absent(self, dump: SerializerFunctionWrapHandler) -> dict[str, object]:
        return {
            key: value for key, value in dump(self).items() if key not in self._later or says_something(value)
        }

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """The schema of the fields, in what is written too: leaving one out does not change what the others are."""
        plain = {key: value for key, value in core_schema.items() if key != "serialization"}
        return super().__get_pydantic_json_schema__(cast(CoreSchema, plain), handler)

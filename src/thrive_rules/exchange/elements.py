"""The parts of which FHIR R4 resources are made, as thin models.

Written after the pages of HL7 FHIR R4 (4.0.1), https://hl7.org/fhir/R4/. What a resource has beside this is left
unread; what changes the meaning of the rest (`modifierExtension`, `implicitRules`) is refused.
"""

import json
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import ConfigDict, Field, StrictBool, StrictStr, model_validator
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

from thrive_rules.cases.fields import Frozen, ListOf

Text = Annotated[StrictStr, Field(min_length=1)]
Code = Annotated[StrictStr, Field(pattern=r"^[^\s]+(\s[^\s]+)*$")]
Uri = Annotated[StrictStr, Field(pattern=r"^\S+$")]
Id = Annotated[StrictStr, Field(pattern=r"^[A-Za-z0-9\-.]{1,64}$")]
DateTime = Annotated[
    StrictStr,
    Field(
        pattern=r"^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01])"
        r"(T([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)(\.[0-9]+)?(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9]))?)?)?$"
    ),
]
Date = Annotated[StrictStr, Field(pattern=r"^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$")]


class Element(Frozen):
    """What every part of a resource shares."""

    model_config = ConfigDict(extra="ignore", alias_generator=to_camel)

    @model_validator(mode="before")
    @classmethod
    def _says_nothing_that_changes_the_rest(cls, data: object) -> object:
        if isinstance(data, Mapping) and data.keys() & {"modifierExtension", "implicitRules"}:
            raise PydanticCustomError(
                "modifier", "no modifierExtension and no implicitRules: they could turn a meaning around"
            )
        return data

    def spell(self) -> dict[str, Any]:
        """As plain data for JSON, in which nothing is null and nothing is empty."""
        found = _without_empty(self.model_dump(mode="json", by_alias=True))
        return found if isinstance(found, dict) else {}


def _without_empty(value: Any) -> Any:
    match value:
        case dict():
            return {
                key: kept for key, each in value.items() if (kept := _without_empty(each)) is not None
            } or None
        case list():
            return [kept for each in value if (kept := _without_empty(each)) is not None] or None
        case _:
            return value


class Coding(Element):
    """One code of a system."""

    system: Uri | None = None
    code: Code | None = None
    display: Text | None = None


class CodeableConcept(Element):
    """A concept, in codes, in words, or both."""

    coding: ListOf[Coding] = ()
    text: Text | None = None


class Identifier(Element):
    """A name that a system gives."""

    system: Uri | None = None
    value: Text | None = None


class Reference(Element):
    """A way to another resource."""

    reference: Text | None = None
    type: Uri | None = None
    identifier: Identifier | None = None
    display: Text | None = None


class Period(Element):
    """From one day to another."""

    start: DateTime | None = None
    end: DateTime | None = None


class Attachment(Element):
    """Data of another format, as base64."""

    content_type: Code | None = None
    data: Text | None = None
    title: Text | None = None


class Extension(Element):
    """Something that the resource itself has no place for."""

    url: Uri
    value_boolean: StrictBool | None = None
    value_attachment: Attachment | None = None
    value_code: Code | None = None
    value_codeable_concept: CodeableConcept | None = None


class Annotation(Element):
    """A note, and whose it is."""

    author_string: Text | None = None
    text: Text


class Resource(Element):
    """What every resource shares."""

    id: Id | None = None


class Contained(Resource):
    """A resource inside of another: what it is, and how it is named there."""

    resource_type: Text


def refer_to_each(resource: Element, contained: tuple[Resource, ...]) -> None:
    """Raise where a contained resource has no id or no reference to it (dom-3)."""
    text = json.dumps(resource.model_dump(mode="json", by_alias=True))
    if any(each.id is None or f'"reference": "#{each.id}"' not in text for each in contained):
        raise PydanticCustomError("dom_3", "a reference to each resource that is contained")

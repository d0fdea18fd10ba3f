"""Kinds of support to compare, and programmes that people may hear of. They read no case, and no rule reads them.

The framework asks people to consider the full range of options, self or community approaches among them. An option
names no service, and claims nothing about how well it works.
"""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    SerializerFunctionWrapHandler,
    StrictBool,
    StrictStr,
    WithJsonSchema,
    model_serializer,
)
from pydantic_core import PydanticCustomError

from thrive_rules.cases.case import KINDS_OF_HELP, Grouping, ListOf, Place, SomeOf
from thrive_rules.language.words import Id, Said, Supported, Text


class Approach(StrEnum):
    """Who carries a kind of support: oneself, the community, a professional, or several agencies together.

    None is more than another, and the order in which they stand here says nothing.
    """

    SELF = "self"
    COMMUNITY = "community"
    PROFESSIONAL = "professional"
    SHARED = "shared"


def _each_once(groupings: tuple[Grouping, ...]) -> tuple[Grouping, ...]:
    """As the framework lists them: the order in which somebody wrote them down says nothing."""
    if len(set(groupings)) != len(groupings):
        raise PydanticCustomError("groupings", "each grouping once")
    return tuple(grouping for grouping in Grouping if grouping in groupings)


def _kind_of_help(name: str) -> str:
    if name not in KINDS_OF_HELP:
        raise PydanticCustomError("help", "one of {names}", {"names": ", ".join(KINDS_OF_HELP)})
    return name


KindOfHelp = Annotated[
    StrictStr, AfterValidator(_kind_of_help), WithJsonSchema({"enum": list(KINDS_OF_HELP)})
]


class Option(Supported):
    """A kind of support that people can choose, in general terms. What one place offers stands nowhere here."""

    id: Id
    """A name that stays: decisions name the option by it."""
    groupings: Annotated[SomeOf[Grouping], AfterValidator(_each_once)]
    """The groupings whose range this is part of."""
    approach: Approach
    """Who carries it; `shared` is between agencies. Each grouping has an option of self or community."""
    name: Said
    """What it is called."""
    involves: Said
    """What happens, in general terms."""
    provided_by: Said
    """The skill mix: the kinds of people who may provide it, and never a named service."""
    ask: SomeOf[Said]
    """What to ask about it, as questions that can stand alone."""
    help: ListOf[KindOfHelp] = ()
    """The kinds of help that it is: where a young person wants one of them, it stands among the first."""
    places: ListOf[Place] = ()
    """The places where it can be, where that follows from what it is."""
    never_first: StrictBool = False
    """Whether it never stands first in a list, whatever anybody wants: a stay in hospital does not."""

    @model_serializer(mode="wrap")
    def _as_it_was_written(self, dump: SerializerFunctionWrapHandler) -> dict[str, Any]:
        # What came later stands there only where it is said: the digest of rules that say no more is what it was.
        said: dict[str, Any] = dump(self)
        return {
            key: value for key, value in said.items() if value or key not in ("help", "places", "never_first")
        }


class Programme(Supported):
    """A programme or tool with a name of its own, and how it stands to the framework."""

    id: Id
    """A name that stays."""
    name: Text
    """Its name, the same for every reader."""
    says: Said
    """What it is, and how it stands to the framework."""
    groupings: Annotated[ListOf[Grouping], AfterValidator(_each_once)] = ()
    """The groupings that it belongs to; none where it works beside the framework as a whole."""

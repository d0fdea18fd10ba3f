"""Kinds of support to compare, and programmes that people may hear of. They read no case, and no rule reads them.

The framework asks people to consider the full range of options, self or community approaches among them. An option
names no service, and claims nothing about how well it works.
"""

from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from thrive_rules.cases.case import Grouping, ListOf, SomeOf
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


class Option(Supported):
    """A kind of support that people can choose, in general terms. What one place offers stands nowhere here."""

    id: Id
    groupings: Annotated[SomeOf[Grouping], AfterValidator(_each_once)]
    """The groupings whose range this is part of."""
    approach: Approach
    """Who carries it. Among the options of each grouping there is one of self or community."""
    name: Said
    involves: Said
    """What it involves."""
    provided_by: Said
    """The skill mix: the kinds of people who may provide it, and never a named service."""
    ask: SomeOf[Said]
    """What to ask about it, as questions that can stand alone."""


class Programme(Supported):
    """A programme or tool with a name of its own, and how it stands to the framework."""

    id: Id
    name: Text
    """Its name, the same for every reader."""
    says: Said
    """What it is, and how it stands to the framework."""
    groupings: Annotated[ListOf[Grouping], AfterValidator(_each_once)] = ()
    """The groupings that it belongs to; none where it works beside the framework as a whole."""

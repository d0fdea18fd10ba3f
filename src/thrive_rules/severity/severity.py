"""Severity: how things are. Recorded and shown, never an input to a grouping."""

import math
from collections.abc import Mapping
from typing import Annotated

from pydantic import Field, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from thrive_rules.cases.case import Concern, FreeText, Frozen, ListOf, MapOf, Rating, ReadOnly, Value
from thrive_rules.cases.fact import Answered, facts_in
from thrive_rules.cases.vocabulary import IMPACT, RATINGS, SEVERITY_FACTS


def _finite(score: object) -> int | float:
    if isinstance(score, bool) or not isinstance(score, (int, float)) or not math.isfinite(score):
        raise PydanticCustomError("number", "a finite number")
    if abs(score) > 2**53:  # beyond it, JavaScript shows another whole number, and no other is left
        raise PydanticCustomError("number", "a number of at most 2 to the power of 53")
    return score


class Measure(Frozen):
    """One score of an outcome measure, as recorded. Nothing interprets it."""

    name: Annotated[FreeText, Field(min_length=1)]
    """The name of the measure or scale."""
    score: Annotated[int | float, PlainValidator(_finite), WithJsonSchema({"type": "number"})]
    """The score, in the measure's own units."""


class Severity(Answered):
    """How things are now: ratings, impact, measures and diagnoses.

    Presence and severity are separate answers: a concern rated `none` is not thereby absent from the
    presentation, nor is a listed concern thereby rated.
    """

    ratings: Annotated[MapOf[Concern, Rating | None], RATINGS] = Field(default_factory=ReadOnly)
    """For a concern, how much it affects the young person: none, mild, moderate, severe, or null."""
    impact: Annotated[Rating | None, IMPACT] = None
    """How much things affect everyday life altogether."""
    measures: ListOf[Measure] = ()
    """Scores of outcome measures."""
    diagnoses: ListOf[FreeText] = ()
    """Diagnoses, in words."""

    @property
    def facts(self) -> Mapping[str, Value]:
        """Every rating that is known, under the flat names that prompts may read; an unknown one is absent."""
        known = {
            _RATED[concern]: str(rating) for concern, rating in self.ratings.items() if rating is not None
        }
        if self.impact is not None:
            known[_IMPACT] = str(self.impact)
        return ReadOnly(known)


if tuple(facts_in(Severity, "severity")) != SEVERITY_FACTS:
    raise TypeError("the vocabulary lists other facts of severity than its fields: give it the marks of both")
_RATED = {fact.key: fact.name for fact in SEVERITY_FACTS if fact.key}
(_IMPACT,) = (fact.name for fact in SEVERITY_FACTS if not fact.key)

"""What a synthetic cohort is drawn from: shares and correlations, each with its source or marked as illustrative.

These types are the schema of the design file. How common any grouping is stands nowhere in it.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, GetCoreSchemaHandler, StrictInt, StrictStr
from pydantic_core import CoreSchema, core_schema

from thrive_rules.cases.case import CIRCUMSTANCE_FACTS, CONCERN_FACTS, PROPOSED_FACTS, Frozen, ListOf
from thrive_rules.cases.vocabulary import FACTS, Part
from thrive_rules.faults import Path
from thrive_rules.language.words import Id, Source, Supported, Text

YES_NO = tuple(name for name, fact in FACTS.items() if fact.domain[0] is True)
CHOICES = tuple(name for name in FACTS if name not in (*YES_NO, "age"))
TOGETHER: Mapping[str, str] = {
    **{name: "young_person" for name, fact in FACTS.items() if fact.part is Part.PREFERENCE},
    **dict.fromkeys(CONCERN_FACTS.values(), "concerns"),
    **dict.fromkeys(CIRCUMSTANCE_FACTS.values(), "circumstances"),
    **{name: str(voice) for (voice, _), name in PROPOSED_FACTS.items()},
    **{name: "severity" for name, fact in FACTS.items() if fact.part is Part.SEVERITY},
}
"""Facts that are blank together in a case that says nothing of them, and the name of each group."""
GROUPS = tuple(dict.fromkeys(TOGETHER.values()))


@dataclass(frozen=True, slots=True)
class _Among:
    """A key from a closed list, as pydantic reads it."""

    names: tuple[str, ...]

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.literal_schema(list(self.names))


Share: TypeAlias = Annotated[float, Field(strict=True, ge=0, le=1)]
Weight: TypeAlias = Annotated[float, Field(strict=True, ge=-1, le=1)]
Year: TypeAlias = Annotated[StrictInt, Field(ge=0, le=25)]


class Stated(Supported):
    """Numbers, and where they come from; illustrative where they are made up."""

    note: Text | None = None
    """What was done to get from the sources to the numbers."""


class StatedAnswer(Stated):
    """What is stated of every fact but age."""

    unknown: Share = 0.0
    """The share of those who are asked and whose answer is not yet known. Such blanks fall at random."""
    leans_on: dict[Id, Weight] = Field(default_factory=dict)
    """Latents, and facts that stand earlier in the vocabulary, each with its weight in the hidden scale."""


class YesNo(StatedAnswer):
    """A fact that is answered yes or no."""

    yes: Share
    """The share of yes among known answers."""
    only_where: Annotated[str, _Among(YES_NO)] | None = None
    """The fact that has to be known as yes for this one to be asked."""


class SharesFrom(Frozen):
    """Shares that hold from an age on."""

    since: Year = Field(alias="from")
    shares: dict[StrictStr, Share]


class Choice(StatedAnswer):
    """A fact with a closed list of answers; the later in the list, the higher on the hidden scale."""

    shares: dict[StrictStr, Share]
    """The share of each answer among known answers."""
    by_age: ListOf[SharesFrom] = ()
    """Other shares from an age on, youngest first."""


class AgeBand(Frozen):
    """Ages in whole years, first and last included, each as likely as the next."""

    since: Year = Field(alias="from")
    until: Year = Field(alias="to")
    share: Share


class Ages(Stated):
    """How old the young people are."""

    bands: ListOf[AgeBand]
    unknown: Share = 0.0


class Together(Stated):
    """Answers that are given together or not at all."""

    absent: Share
    """The share of cases that say nothing about any of them."""


class Correlation(Stated):
    """How far two latents go together."""

    between: tuple[Id, Id]
    correlation: Weight = Field(alias="is")


class Design(Frozen):
    """What a synthetic cohort is drawn from."""

    format: Literal[1]
    id: Id
    version: Text
    about: Text
    """What the cohort is for, and what it is not."""
    sources: ListOf[Source] = ()
    latents: dict[Id, Text]
    """What is drawn for each case and never shown, and what it stands for."""
    correlations: ListOf[Correlation] = ()
    """Latents that are not named as a pair are not correlated."""
    together: dict[Annotated[str, _Among(GROUPS)], Together]
    age: Ages
    choices: dict[Annotated[str, _Among(CHOICES)], Choice]
    answers: dict[Annotated[str, _Among(YES_NO)], YesNo]

    @property
    def digest(self) -> str:
        """A hash of everything that the design says, in its order: latents in another order are other numbers."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:16]

    def stated(self) -> Iterator[tuple[Path, Stated]]:
        """Everything that gives numbers, and where it stands."""
        yield ("age",), self.age
        for index, pair in enumerate(self.correlations):
            yield ("correlations", index), pair
        for section in ("together", "choices", "answers"):
            for name, each in getattr(self, section).items():
                yield (section, name), each

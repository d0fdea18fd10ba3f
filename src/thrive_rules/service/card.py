"""A card as CDS Hooks has it, as far as ours go: something to read, and nothing to accept.

Source of the shapes: CDS Hooks 2.0 (HL7/cds-hooks), card attributes. A key without a value is left out.
"""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field
from pydantic.alias_generators import to_camel

from thrive_rules.cases.fields import Frozen
from thrive_rules.exchange.form import BASE

MOST_OF_A_SUMMARY = 139
"""Letters. The specification asks for fewer than 140."""


class OfCds(Frozen):
    """What every part of CDS Hooks shares: keys as JSON has them there."""

    model_config = ConfigDict(alias_generator=to_camel, extra="forbid")


class CdsCoding(OfCds):
    """A code with its system and what it says."""

    system: str
    code: str
    display: str


class CardSource(OfCds):
    """Where a card comes from: the rule base, and nothing of the case."""

    label: str
    topic: CdsCoding


class Card(OfCds):
    """One card. It has no suggestions, no links and no actions, and its indicator says nothing of urgency."""

    uuid: str | None = None
    """What feedback names. A card about danger has none, so that no client offers to put it away."""
    summary: Annotated[str, Field(min_length=1, max_length=MOST_OF_A_SUMMARY)]
    detail: Annotated[str, Field(min_length=1)]
    """Markdown without markup of HTML."""
    indicator: Literal["info"] = "info"
    source: CardSource
    override_reasons: tuple[CdsCoding, ...] | None = None


class Cards(OfCds):
    """The answer to a hook: at least one card."""

    cards: Annotated[tuple[Card, ...], Field(min_length=1)]


class CdsService(OfCds):
    """What a client needs to know to call the service."""

    hook: Literal["patient-view"] = "patient-view"
    title: str
    description: str
    id: str
    prefetch: dict[str, str]
    usage_requirements: str
    version: str = "2.0.1"
    """Of CDS Hooks: version 3.0 is out for ballot."""


class Discovery(OfCds):
    """Every service there is."""

    services: tuple[CdsService, ...]


REASONS = {
    "decided-already": "People have decided together already",
    "other-preferred": "Something else is preferred",
    "not-now": "This is not the time to ask",
    "answer-wrong": "An answer is not right",
}
"""Why somebody puts a card away; the codes stay."""
OVERRIDE_REASONS = f"{BASE}/CodeSystem/override-reason"


def override_reasons() -> tuple[CdsCoding, ...]:
    """The reasons as a client shows them."""
    return tuple(
        CdsCoding(system=OVERRIDE_REASONS, code=code, display=said) for code, said in REASONS.items()
    )

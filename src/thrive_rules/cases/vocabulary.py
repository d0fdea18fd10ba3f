"""The vocabulary that a rule may use: every fact, the part of the case it belongs to, and its possible answers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from thrive_rules.cases.case import (
    CIRCUMSTANCE_FACTS,
    CONCERN_FACTS,
    PRESENTATION_FACTS,
    PROPOSED_FACTS,
    STATEMENT_FACTS,
    WANTED_FACTS,
    Competence,
    Concern,
    Rating,
    Reason,
    Value,
)


class Part(StrEnum):
    """Which part of a case a fact belongs to; it settles which rules may read the fact."""

    CONTEXT = "context"
    PRESENTATION = "presentation"
    SAFETY = "safety"
    PREFERENCE = "preference"
    VIEW = "view"
    CONCERN = "concern"
    CIRCUMSTANCE = "circumstance"
    SEVERITY = "severity"


FOR_PROMPTS_ALONE = (Part.CONTEXT, Part.SEVERITY)
"""Parts that can never decide a grouping. The loader refuses their facts in every rule but a prompt."""

NEVER_A_NEED = (Part.CONCERN, Part.CIRCUMSTANCE)
"""Parts that name a problem or a life rather than a need: a rule base that groups by them falls short in lint."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact that a rule may name, the part of the case it belongs to, and every answer it can have."""

    name: str
    part: Part
    domain: tuple[Value, ...] = (True, False)


_SAFETY = (
    "safety_concern",
    "safety_plan_agreed",
    "lead_agency_agreed",
    "immediate_danger",
    "safeguarding_concern",
)


def _vocabulary() -> Iterable[Fact]:
    yield Fact("age", Part.CONTEXT, tuple(range(26)))
    yield Fact("reason", Part.CONTEXT, tuple(map(str, Reason)))
    yield Fact("competence", Part.CONTEXT, tuple(map(str, Competence)))
    for name in PRESENTATION_FACTS:
        yield Fact(name, Part.SAFETY if name in _SAFETY else Part.PRESENTATION)
    for name in (*WANTED_FACTS.values(), *STATEMENT_FACTS):
        yield Fact(name, Part.PREFERENCE)
    # No goals given is not yet known rather than no: nobody may have asked about them yet.
    yield Fact("has_goals", Part.PREFERENCE, (True,))
    for name in PROPOSED_FACTS.values():
        yield Fact(name, Part.VIEW)
    for name in CONCERN_FACTS.values():
        yield Fact(name, Part.CONCERN)
    for name in CIRCUMSTANCE_FACTS.values():
        yield Fact(name, Part.CIRCUMSTANCE)
    # The names alone: the answers stand in another room, which the reading of rules never enters.
    for name in (*(f"severity_{concern}" for concern in Concern), "severity_impact"):
        yield Fact(name, Part.SEVERITY, tuple(map(str, Rating)))


FACTS: Mapping[str, Fact] = MappingProxyType({fact.name: fact for fact in _vocabulary()})
"""Every fact that a rule may name, in the order in which questions are shown."""


def row_schema() -> dict[str, Any]:
    """JSON Schema of one row of a cohort: a column for each fact, and every answer that it may hold."""
    columns = {
        name: {"description": f"{fact.part}; null where it is not yet known", "enum": [*fact.domain, None]}
        for name, fact in FACTS.items()
    }
    told = "A column for each fact; one that is missing is not yet known. Any other column is a key, and is not read."
    return {"title": "One row of a cohort", "description": told, "type": "object", "properties": columns}


DECISION_WORDS = (
    "heading", "agreed", "none_for_now", "not_agreed_yet", "took_part", "wishes", "wants",
    "does_not_want", "agrees", "sees_it_differently", "reasons", "differences", "set_aside", "plan",
    "lead", "aims", "success", "likely", "by", "if_not", "rated", "achieved", "not_achieved", "limits",
    "costs", "endings", "consent", "consent_given", "consent_not_given", "consent_unknown", "competence",
    "assessed_competent", "assessed_not_competent", "presumed", "not_assessed", "review", "still_open",
    "missing_took_part", "missing_lead", "missing_part_in_plan", "missing_limits", "missing_endings",
    "missing_review", "about", "same_rules", "other_rules", "role_young_person", "role_parent_or_carer",
    "role_practitioner", "role_advocate", "role_interpreter", "role_other", "journey", "journey_note",
    "moves", "comes_in", "goes_out", "stays", "same_both_times", "no_reason", "movement", "reliable",
    "not_reliable", "one_rating", "no_rating", "reliable_note", "reliable_source", "to_discuss",
    "by_has_passed", "reviews", "review_due", "review_ahead", "review_none", "all_endings",
    "ask_view_first", "ask_how", "ask_wish", "ask_kind", "ask_now_shown", "ask_decided_on",
    "ask_took_part", "ask_reference", "ask_other_wish", "ask_status", "ask_groupings", "ask_agrees",
    "ask_difference", "ask_reasons", "ask_set_aside", "ask_why", "ask_whose", "ask_lead", "ask_steps",
    "ask_who", "ask_aims", "ask_success", "ask_likely", "ask_by", "ask_if_not", "ask_rating",
    "ask_limits", "ask_costs", "ask_endings", "ask_consent", "ask_competence", "ask_review",
)  # fmt: skip
"""What a rule base has words for where people decide together: the keys of `wording.decision`."""

"""The vocabulary that a rule may use: every fact, the part of the case it belongs to, and its possible answers."""

from collections.abc import Iterable, Mapping
from typing import Any

from thrive_rules.cases.case import CASE_FACTS, Concern, Rating
from thrive_rules.cases.fact import Fact as Fact
from thrive_rules.cases.fact import Held, Mark, Value
from thrive_rules.cases.fact import Part as Part
from thrive_rules.cases.fields import ReadOnly

FOR_PROMPTS_ALONE = (Part.CONTEXT, Part.SEVERITY)
"""Parts that can never decide a grouping. The loader refuses their facts in every rule but a prompt."""

NEVER_A_NEED = (Part.CONCERN, Part.CIRCUMSTANCE)
"""Parts that name a problem or a life rather than a need: a rule base that groups by them falls short in lint."""


# The marks alone: the answers stand in `severity`, which the reading of rules never enters.
RATINGS = Mark(
    Part.SEVERITY,
    name="severity_{}",
    domain=tuple(map(str, Rating)),
    held=Held.BY_KEY,
    keys=tuple(map(str, Concern)),
)
"""What the field `severity.ratings` holds."""
IMPACT = Mark(Part.SEVERITY, name="severity_{}", domain=tuple(map(str, Rating)))
"""What the field `severity.impact` holds."""
SEVERITY_FACTS = (*RATINGS.facts("severity", "ratings"), *IMPACT.facts("severity", "impact"))
"""Every fact about how things are, for prompts alone."""


def by_name(facts: Iterable[Fact]) -> Mapping[str, Fact]:
    """These facts under their names, which no two may share."""
    named: dict[str, Fact] = {}
    for fact in facts:
        if fact.name in named:
            raise TypeError(
                f"two fields of a case give the fact {fact.name}: {named[fact.name].path}, {fact.path}"
            )
        named[fact.name] = fact
    return ReadOnly(named)


FACTS = by_name((*CASE_FACTS, *SEVERITY_FACTS))
"""Every fact that a rule may name, in the order in which questions are shown."""

RESTRICTED = "restricted"
"""The column that says that something in a row is private or not shared. It is no fact, and no rule reads it."""
COLUMNS: Mapping[str, tuple[Value, ...]] = ReadOnly(
    {name: fact.domain for name, fact in FACTS.items()} | {RESTRICTED: (True, False)}
)
"""Every column of a cohort that is known by its name, and what it may hold; other columns are keys."""

KEYS_OF_A_CASE: Mapping[str, str] = ReadOnly(
    {
        "reference": "The local reference of the case, and no name. A key: it is carried along, and not read.",
        "date": "When the answers were given. A key: it is carried along, and not read.",
        "person": "Whose copy the row is, where it is one. A key: it is carried along, and not read.",
    }
)
"""What a case says of itself beside its answers, as columns."""


def row_schema() -> dict[str, Any]:
    """JSON Schema of one row of a cohort: a column for each fact, and every answer that it may hold."""
    columns = {
        name: {"description": f"{fact.part}; null where it is not yet known", "enum": [*fact.domain, None]}
        for name, fact in FACTS.items()
    }
    columns[RESTRICTED] = {
        "description": "Whether something in this row is private or not shared. No fact: it is carried along, and a "
        "study leaves such rows out unless it is asked for them.",
        "enum": [True, False, None],
    }
    columns |= {name: {"description": text} for name, text in KEYS_OF_A_CASE.items()}
    about = "A column for each fact; one that is missing is not yet known. Any other column is a key, and is not read."
    return {"title": "One row of a cohort", "description": about, "type": "object", "properties": columns}

"""Law 19: of two cases that differ only in what is hidden from somebody, they get the same bytes in every format.

What is hidden is told here a second time, answer by answer, and not asked of `as_seen_by`. `make evidence` looks longer.
"""

import os
from collections.abc import Mapping
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from thrive_rules import (
    Case,
    Severity,
    as_seen_by,
    audience_of,
    load_rules,
    page,
)
from thrive_rules.conversations.shared import conversation_as_seen
from thrive_rules.testing import cases, severities

RULES = load_rules()
HARM = (
    "experience_of_abuse_or_neglect", "experience_of_war_torture_or_trafficking", "current_protection_plan",
    "child_in_need",
)  # fmt: skip
PAIRS = int(os.environ.get("PAIRS", "150"))
"""How many pairs of cases; each is read in five formats."""


# WHAT IS HIDDEN, TOLD FOR ONE PERSON AT A TIME


class Person:
    """Somebody in a case, by what PRIVACY.md says of them and nothing that the code knows."""

    def __init__(self, case: Case, kind: str, view: int | None) -> None:
        context = case.context
        own = case.views[view].id if view is not None else None
        self.kind, self.view = kind, view
        self.names = {own} | ({kind} if kind != "practitioner" else set())
        self.marks = [
            mark
            for name, marks in (context.private or {}).items()
            if name not in self.names
            for mark in marks
        ]
        self.shared = self.said_of(context.shared_with, own)
        self.danger_shared = self.said_of(context.danger_shared_with, own) is True
        self.young_person_said = (context.said_yes or {}).get("young_person", ())

    def said_of(self, answers: Mapping[str, bool | None] | None, own: str | None) -> bool | None:
        said = (answers or {}).get(own) if own else None
        return said if said is not None else (answers or {}).get(self.kind)

    def marked(self, path: str) -> bool:
        return any(path == mark or path.startswith(f"{mark}.") for mark in self.marks)

    def no_case(self, case: Case) -> bool:
        age, competence = case.context.age, case.context.competence
        theirs = age is None or age >= 16 or competence == "assessed_competent"
        return self.kind != "young_person" and theirs and self.shared is not True

    def hides(self, path: str) -> bool:
        part, _, field = path.partition(".")
        if path == "presentation.safety_narrative":
            return True
        if path == "presentation.safeguarding_concern" or path.rpartition(".")[2] in HARM:
            return not (
                self.danger_shared or (self.kind == "young_person" and path in self.young_person_said)
            )
        if self.kind == "young_person":
            return False
        if path == "presentation.immediate_danger":
            return not self.danger_shared and (self.marked(path) or path in self.young_person_said)
        if part == "severity":
            concern = path.replace("severity.ratings", "presentation.concerns")
            return self.shared is not True or self.marked(path) or self.marked(concern)
        if field in ("strengths", "goals", "declines", "what_matters"):
            return self.shared is not True or self.marked(path)
        return self.shared is False or self.marked(path)

    def hides_view(self, case: Case, index: int) -> bool:
        view = case.views[index]
        paths = [f"views.{view.voice}", *([f"views.{view.id}"] if view.id else [])]
        return self.view != index and any(map(self.marked, paths))


def people_of(case: Case, names: tuple[str, ...]) -> list[Person]:
    found = []
    for name in names:
        theirs = [index for index, view in enumerate(case.views) if name in (view.id, view.voice)]
        if name in ("young_person", "parent_or_carer", "other") and not theirs:
            found.append(Person(case, name, None))
        found += [Person(case, case.views[index].voice, index) for index in theirs]
    return found


def another(
    draw: st.DrawFn, record: tuple[Case, Severity], other: tuple[Case, Severity], people: list[Person]
) -> tuple[Case, Severity]:
    """The record with anything else where it is hidden from one of these people, or with what is visible left alone."""
    (case, severity), (source, source_severity) = record, other
    if any(person.no_case(case) for person in people):
        # All is hidden, but for what says that it is theirs to share.
        context = {key: getattr(case.context, key) for key in ("age", "competence", "shared_with")}
        data = source.model_dump(by_alias=True)
        data["views"] = [view.model_dump(by_alias=True) for view in case.views]
        data["context"] = context
        return Case.model_validate(data), source_severity

    def hidden(path: str) -> bool:
        return any(person.hides(path) for person in people)

    def fields(part: str, first: Any, second: Any) -> dict[str, Any]:
        return {
            field: getattr(second if hidden(f"{part}.{field}") else first, field)
            for field in type(first).model_fields
        }

    presentation = fields("presentation", case.presentation, source.presentation)
    for field in ("concerns", "circumstances"):
        before, after = (getattr(each.presentation, field) for each in (case, source))
        kept = [key for key in before or () if not hidden(f"presentation.{field}.{key}")]
        new = [key for key in after or () if hidden(f"presentation.{field}.{key}")]
        presentation[field] = [*kept, *new] if kept or new else draw(st.sampled_from([None, ()]))
    preferences = fields("preferences", case.preferences, source.preferences)
    wants = {
        kind: getattr((source if hidden(f"preferences.wants.{kind}") else case).preferences.wants, kind)
        for kind in type(case.preferences.wants).model_fields
    }
    ratings = {
        concern: rating
        for first, hides in ((severity, False), (source_severity, True))
        for concern, rating in first.ratings.items()
        if hidden(f"severity.ratings.{concern}") is hides
    }
    views = [
        view.model_copy(update={"proposes": source.preferences.wants, "label": "anything"})
        if any(person.hides_view(case, index) for person in people)
        else view
        for index, view in enumerate(case.views)
    ]
    kept_context = case.context.model_copy(
        update={
            "competence_assessment": source.context.competence_assessment,
            "asked": others(case, source, people),
        }
    )
    changed = Case(
        context=kept_context,
        presentation=presentation,
        preferences={**preferences, "wants": wants},
        views=tuple(views),
    )
    return changed, Severity(**{**fields("severity", severity, source_severity), "ratings": ratings})


def others(case: Case, source: Case, people: list[Person]) -> dict[str, Any]:
    """Who else was asked is hidden; who of these was asked stays as it is."""
    own = set().union(*(person.names for person in people)) - {None}
    kept = {name: paths for name, paths in (case.context.asked or {}).items() if name in own}
    ids = {"young_person", "parent_or_carer", "practitioner", "other", *(view.id for view in case.views)}
    new = {n: p for n, p in (source.context.asked or {}).items() if n not in own and n in ids}
    return kept | new


@st.composite
def pairs(draw: st.DrawFn) -> tuple[tuple[str, ...], tuple[Case, Severity], tuple[Case, Severity]]:
    case, source = draw(cases()), draw(cases())
    if draw(st.booleans()):  # otherwise most would get the page that is about no case
        young = {"age": 12, "competence": None}
        case = case.model_copy(update={"context": case.context.model_copy(update=young)})
    names = ["young_person", "parent_or_carer", "other", *(view.id for view in case.views if view.id)]
    room = tuple(draw(st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True)))
    severity, other_severity = draw(severities()), draw(severities())
    people = people_of(case, room)
    return room, (case, severity), another(draw, (case, severity), (source, other_severity), people)


def everything(record: tuple[Case, Severity], room: tuple[str, ...]) -> tuple[str, ...]:
    """What somebody gets of a case, in every format, made in both ways."""
    case, severity = record
    audience = audience_of(room, case)
    copy = conversation_as_seen(as_seen_by(case, severity, audience), RULES)
    told = page(copy, RULES)
    return str(told), told.html(), told.markdown(), told.json(), copy.json()


@settings(max_examples=PAIRS)
@given(pairs())
def test_law_19_what_is_hidden_changes_no_byte(
    pair: tuple[tuple[str, ...], tuple[Case, Severity], tuple[Case, Severity]],
) -> None:
    room, first, second = pair
    assert everything(first, room) == everything(second, room)

"""Who may see what: the whole table, each line of it once, against a second telling of it in this file."""

import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from itertools import product
from typing import Any

import pytest
from pydantic import ValidationError

from thrive_rules import Audience, Case, Severity, ThriveRulesError, as_seen_by, audience_of
from thrive_rules.cases.case import (
    CASE_FACTS,
    KINDS_OF_HELP,
    Circumstance,
    Concern,
    Context,
    Place,
    Preferences,
    Presentation,
)
from thrive_rules.cases.fact import Held, Part
from thrive_rules.severity import seen as module
from thrive_rules.severity.seen import SAFEGUARDING_FACTS, SeenCase

HARM = (
    "experience_of_abuse_or_neglect", "experience_of_war_torture_or_trafficking", "current_protection_plan",
    "child_in_need",
)  # fmt: skip
PRESENTED = [fact.path[1] for fact in CASE_FACTS if (fact.part, fact.held) == (Part.PRESENTATION, Held.PLAIN)]
YES = {
    **dict.fromkeys(PRESENTED, True),
    "concerns": [*Concern],
    "circumstances": [*Circumstance],
    "strengths": ["her grandmother"],
    "safety_concern": True,
    "safety_narrative": "told in the room",
    "safety_plan_agreed": True,
    "lead_agency_agreed": True,
    "immediate_danger": True,
    "safeguarding_concern": True,
}
SETTING = {
    "age": 15,
    "reason": "review",
    "competence": "not_assessed",
    "reference": "A-17",
    "date": "2027-06-30",
    "parental_responsibility": {"known": True, "local_authority": False},
}
FULL: Mapping[str, Any] = {
    "presentation": YES,
    "preferences": {
        "wants": dict.fromkeys(KINDS_OF_HELP, True),
        "managing_own_health": True,
        "no_professional_help_now": True,
        "goals": ["to sleep"],
        "declines": ["tablets"],
        "what_matters": "my dog",
        "places": [*Place],
    },
    "severity": {
        "ratings": dict.fromkeys(Concern, "severe"),
        "impact": "moderate",
        "measures": [{"name": "a scale", "score": 7}],
        "diagnoses": ["a diagnosis"],
    },
    "views": [
        {"from": "parent_or_carer", "id": "mum", "label": "Mum", "proposes": {"goal_focused_help": True}},
        {"from": "parent_or_carer", "id": "dad", "label": "Dad", "proposes": {"goal_focused_help": False}},
        {"from": "practitioner", "id": "counsellor", "proposes": {"information": True}},
        {"from": "other", "proposes": {"everyday_support": True}},
    ],
}


def no(data: Any) -> Any:
    """The same answers, each of them no: a list is no answer, and words are none."""
    match data:
        case bool():
            return not data
        case dict():
            return {key: no(value) for key, value in data.items()}
        case _:
            return data


def leaves(data: Mapping[str, Any], at: str = "") -> Iterator[str]:
    """Every path of an answer: a key of a list or of a mapping is a path of its own."""
    for key, value in data.items():
        path = f"{at}.{key}".lstrip(".")
        if path in ("presentation.concerns", "presentation.circumstances"):
            yield from (f"{path}.{each}" for each in value)
        elif isinstance(value, dict):
            yield from leaves(value, path)
        elif key != "views":
            yield path


LEAVES = tuple(leaves(FULL))


def kept(data: Mapping[str, Any], sees: Callable[[str], bool], at: str = "") -> dict[str, Any]:
    """The answers that are seen, as if no other had been entered."""
    found: dict[str, Any] = {}
    for key, value in data.items():
        path = f"{at}.{key}".lstrip(".")
        if path in ("presentation.concerns", "presentation.circumstances"):
            found[key] = [each for each in value if sees(f"{path}.{each}")] or None
        elif isinstance(value, dict):
            found[key] = kept(value, sees, path)
        elif key == "views":
            found[key] = [view for view in value if sees(f"views.{view.get('id', view['from'])}")]
        elif sees(path):
            found[key] = value
    return found


# THE TABLE, AS IT IS TOLD TO PEOPLE


@dataclass(frozen=True)
class Told:
    """What is said of one person and one path."""

    marked: bool
    shared: bool | None
    danger_shared: bool | None
    young_person_said_yes: bool


def line_of(path: str) -> str:
    if path == "presentation.safeguarding_concern" or path.rpartition(".")[2] in HARM:
        return "harm"
    if path == "presentation.immediate_danger":
        return "danger"
    if path == "presentation.safety_narrative":
        return "narrative"
    if path in (
        "preferences.goals", "preferences.declines", "preferences.what_matters", "presentation.strengths",
        "severity.diagnoses", "severity.measures", "severity.impact",
    ) or path.startswith("severity.ratings."):  # fmt: skip
        return "only where shared"
    if path.startswith("views."):
        return "view"
    if path.startswith(("preferences.", "presentation.")):
        return "unless not shared"
    raise AssertionError(path)


FOR_OTHERS: Mapping[str, Callable[[Told], bool]] = {
    "only where shared": lambda told: told.shared is True and not told.marked,
    "unless not shared": lambda told: told.shared is not False and not told.marked,
    "view": lambda told: not told.marked,
    "narrative": lambda told: False,
    "harm": lambda told: told.danger_shared is True,
    "danger": lambda told: not (told.marked or told.young_person_said_yes) or told.danger_shared is True,
}
FOR_THE_YOUNG_PERSON: Mapping[str, Callable[[Told], bool]] = {
    "only where shared": lambda told: True,
    "unless not shared": lambda told: True,
    "view": lambda told: not told.marked,
    "narrative": lambda told: False,
    "harm": lambda told: told.danger_shared is True or told.young_person_said_yes,
    "danger": lambda told: True,
}

PEOPLE = {
    "young_person": ("young_person",),
    "mum": ("mum", "parent_or_carer"),
    "dad": ("dad", "parent_or_carer"),
    "counsellor": ("counsellor", "practitioner"),
    "other": ("other",),
}
"""Everybody in the case, under their own name and their kind's."""
ROOMS = (
    *((name,) for name in PEOPLE),
    ("parent_or_carer",),
    ("young_person", "mum"),
    ("young_person", "parent_or_carer"),
    ("mum", "other"),
    ("counsellor", "dad"),
    tuple(PEOPLE),
)


def everybody(room: tuple[str, ...]) -> set[str]:
    return {each for name in room for each in (("mum", "dad") if name == "parent_or_carer" else (name,))}


MARKS: Mapping[str, Callable[[], list[str]]] = {
    "none": list,
    "each answer": lambda: [*LEAVES, "views.mum", "views.dad", "views.counsellor", "views.other"],
    "each field": lambda: sorted({".".join(path.split(".")[:2]) for path in LEAVES}),
    "each part": lambda: ["presentation", "preferences", "severity", "views"],
    "each kind of view": lambda: ["views.parent_or_carer", "views.practitioner", "views.other"],
}
OWNERS = ("young_person", "parent_or_carer", "mum", "practitioner")
SHARED: tuple[dict[str, bool | None], ...] = (
    {},
    dict.fromkeys(("parent_or_carer", "practitioner", "other"), True),
    dict.fromkeys(("parent_or_carer", "practitioner", "other"), False),
    {"mum": True},
    {"parent_or_carer": True, "mum": False},
    {"parent_or_carer": False, "mum": True, "dad": None},
)
DANGER_SHARED: tuple[dict[str, bool | None], ...] = (
    {},
    {"young_person": True},
    {"parent_or_carer": True, "dad": False},
    dict.fromkeys(PEOPLE, True),
    dict.fromkeys(PEOPLE, False),
)
SAID_YES: tuple[dict[str, list[str]], ...] = (
    {},
    {"young_person": ["presentation.immediate_danger"]},
    {"mum": ["presentation.immediate_danger", "presentation.safeguarding_concern"]},
    {"young_person": ["presentation.safeguarding_concern", f"presentation.circumstances.{HARM[0]}"]},
)


def by_name(said: Mapping[str, bool | None], person: str) -> bool | None:
    own, *kind = (said.get(name) for name in PEOPLE[person])
    return own if own is not None or not kind else kind[0]


LINE = {
    path: line_of(path) for path in (*LEAVES, *(f"views.{name}" for name in PEOPLE if name != "young_person"))
}


@cache
def marked(person: str, owner: str, marks: str) -> frozenset[str]:
    """The paths that somebody keeps from a person, by one kind of mark."""
    own = {name for name in PEOPLE[person] if name != "practitioner"}
    paths = MARKS[marks]() if owner not in own else []
    found = set()
    for path in (*LEAVES, *(f"views.{name}" for name in PEOPLE)):
        places = [path]
        if path.startswith("views."):
            places.append(f"views.{PEOPLE[path.removeprefix('views.')][-1]}")
        if path.startswith("severity.ratings."):
            places.append(path.replace("severity.ratings", "presentation.concerns"))
        if any(place == mark or place.startswith(f"{mark}.") for mark in paths for place in places):
            found.add(path)
    return frozenset(found - {f"views.{person}"})  # everybody sees their own view


def may_see(person: str, path: str, said: "Said") -> bool:
    told = Told(
        marked=path in marked(person, said.owner, said.marks),
        shared=by_name(said.shared, person),
        danger_shared=by_name(said.danger_shared, person),
        young_person_said_yes=path in said.said_yes.get("young_person", ()),
    )
    lines = FOR_THE_YOUNG_PERSON if person == "young_person" else FOR_OTHERS
    return lines[LINE[path]](told)


AGES: tuple[dict[str, Any], ...] = (
    {"age": 0},
    {"age": 15},
    {"age": 15, "competence": "assessed_not_competent"},
    {"age": 15, "competence": "assessed_competent"},
    {"age": 16},
    {"age": 16, "competence": "assessed_not_competent"},
    {"age": 25},
    {"age": None},
)


ANSWERS = {"yes": FULL, "no": no(FULL)}


@cache
def record(name: str, seen: frozenset[str] | None = None) -> tuple[Case, Severity]:
    """The answers of a record, or those of them that are seen, as if no other had been entered."""
    answers = ANSWERS[name] if seen is None else kept(ANSWERS[name], seen.__contains__)
    said = {key: value for key, value in answers.items() if key != "severity"}
    return Case.model_validate(said), Severity.model_validate(answers["severity"])


@cache
def context(**said: Any) -> Context:
    return Context.model_validate({**SETTING, **{key: json.loads(value) for key, value in said.items()}})


def with_context(case: Case, **said: Any) -> Case:
    """A case with what its context says; the same context is checked once."""
    return case.model_copy(
        update={"context": context(**{key: json.dumps(value) for key, value in said.items()})}
    )


ASKED = {"young_person": ["presentation.safeguarding_concern"], "dad": ["views"]}


@dataclass(frozen=True)
class Said:
    """One line of the table: a kind of mark and whose it is, sharing, and who said yes."""

    marks: str
    owner: str
    shared: Mapping[str, bool | None]
    danger_shared: Mapping[str, bool | None]
    said_yes: Mapping[str, list[str]]

    def context(self) -> dict[str, Any]:
        return {
            "private": {self.owner: MARKS[self.marks]()},
            "shared_with": self.shared,
            "danger_shared_with": self.danger_shared,
            "said_yes": self.said_yes,
            "asked": ASKED,
            "competence_assessment": {"by": "Dr A"},
        }


A_YES_IS_A_YES = ("presentation.immediate_danger", "presentation.safeguarding_concern")
EVERY = int(os.environ.get("EVERY", "17"))
TABLE = tuple(
    Said(*line)
    for line in product(MARKS, OWNERS, SHARED, DANGER_SHARED, SAID_YES)
    if line[0] != "none" or line[1] == OWNERS[0]
)


@pytest.mark.parametrize("room", ROOMS, ids="+".join)
@pytest.mark.parametrize("answers", ANSWERS)
def test_the_whole_table(room: tuple[str, ...], answers: str) -> None:
    """Every path, kind of mark, sharing and yes, for one person or room: what is seen is what the table says."""
    people = everybody(room)
    own = people if len(people) == 1 else set()
    record_of, severity = record(answers)
    audience = audience_of(room, record_of)
    # Each line of the table is told of some room in `make test`, and of every room in `make evidence`.
    start = (2 * ROOMS.index(room) + (answers == "no")) % EVERY
    for said in TABLE[start::EVERY]:
        seen = as_seen_by(with_context(record_of, **said.context()), severity, audience)
        alone = frozenset(path for path in LINE if all(may_see(each, path, said) for each in people))
        expected, expected_severity = record(answers, alone)
        yes = {path for paths in said.said_yes.values() for path in paths if path in A_YES_IS_A_YES}
        folded = {path.split(".")[1]: True for path in yes & alone}  # a yes from anybody is a yes
        assert seen.case.presentation == expected.presentation.model_copy(update=folded), said
        assert seen.case.preferences == expected.preferences, said
        assert seen.case.views == expected.views, said
        assert seen.severity == expected_severity, said
        theirs = {
            key: {name: paths for name, paths in told.items() if name in own}
            for key, told in (("asked", ASKED), ("said_yes", said.said_yes))
        }
        assert (
            seen.case.context.model_dump()
            == context(**{key: json.dumps(value or None) for key, value in theirs.items()}).model_dump()
        ), said
        assert seen.safeguarding == all(by_name(said.danger_shared, each) is True for each in people)
        assert not seen.without_a_case


@pytest.mark.parametrize("room", ROOMS, ids="+".join)
def test_from_16_or_where_competent_it_is_theirs_to_share(room: tuple[str, ...]) -> None:
    case, severity = record("yes")
    for age, shared, danger in product(AGES, SHARED, DANGER_SHARED):
        said = {"shared_with": shared, "danger_shared_with": danger}
        seen = as_seen_by(with_context(case, **age, **said), severity, audience_of(room, case))
        theirs = age["age"] in (None, 16, 25) or age.get("competence") == "assessed_competent"
        asked_first = theirs and any(
            by_name(shared, each) is not True for each in everybody(room) if each != "young_person"
        )
        assert seen.without_a_case == asked_first, (age, shared)
        if asked_first:
            assert (seen.case, seen.severity, seen.safeguarding) == (SeenCase(), Severity(), False)
        else:
            assert seen.case.context.age == age["age"]


def test_the_practitioner_who_keeps_the_record_sees_all_of_it() -> None:
    case, severity = record("yes")
    for said in TABLE[::20]:
        kept_whole = with_context(case, age=17, **said.context())
        seen = as_seen_by(kept_whole, severity, audience_of(["practitioner"], case))
        assert (seen.case, seen.severity, seen.without_a_case) == (kept_whole, severity, False)
        assert type(seen.case) is Case


def test_a_mark_hides_what_it_names_and_nothing_else() -> None:
    case, severity = record("yes")
    mum = audience_of(["mum"], case)
    everything = as_seen_by(with_context(case, shared_with={"mum": True}), severity, mum)
    for path in LEAVES:
        said = {"shared_with": {"mum": True}, "private": {"young_person": [path]}}
        seen = as_seen_by(with_context(case, **said), severity, mum)
        told = Told(marked=True, shared=True, danger_shared=None, young_person_said_yes=False)
        gone = {path, path.replace("presentation.concerns", "severity.ratings")}
        expected = frozenset(
            each for each in LINE if FOR_OTHERS[LINE[each]](replace(told, marked=each in gone))
        )
        assert (seen.case.presentation, seen.severity) == (
            record("yes", expected)[0].presentation, record("yes", expected)[1],
        ), path  # fmt: skip
        assert seen.case.views == everything.case.views


def test_a_list_says_only_what_is_in_it() -> None:
    """Marked or not: where lists were so under a mark alone, that would tell of the mark."""
    case = Case.model_validate({"presentation": {"concerns": ["low_mood", "panics"], "circumstances": []}})
    marked_one = with_context(case, private={"young_person": ["presentation.concerns.panics"]})
    for name in ("young_person", "parent_or_carer", "other"):
        for each in (with_context(case), marked_one):
            seen = as_seen_by(each, Severity(), audience_of([name], case))
            assert all(
                value is True for fact, value in seen.case.facts.items() if fact.startswith(("con", "cir"))
            )
            assert seen.case.presentation.circumstances is None
    without = case.model_copy(update={"presentation": Presentation(concerns=(Concern.LOW_MOOD,))})
    first, second = (
        as_seen_by(each, Severity(), audience_of(["parent_or_carer"], case))
        for each in (marked_one, with_context(without))
    )
    assert first == second
    assert dict(first.case.facts) == {"age": 15, "reason": "review", "competence": "not_assessed",
                                      "parental_responsibility_known": True, "concern_low_mood": True}  # fmt: skip


def test_whose_answer_stands_under_a_kind_is_told_only_where_it_can_be_one_persons() -> None:
    case, severity = record("yes")
    said = {"said_yes": {"parent_or_carer": ["presentation.immediate_danger"]}}
    theirs = {"parent_or_carer": ("presentation.immediate_danger",)}
    nobody_yet = case.model_copy(update={"views": ()})
    one = case.model_copy(update={"views": (case.views[0].model_copy(update={"id": None}),)})
    two = case.model_copy(update={"views": one.views * 2})
    by_id = case.model_copy(update={"views": case.views[:1]})
    for each, expected in ((nobody_yet, theirs), (one, theirs), (two, None), (by_id, None), (case, None)):
        said_so = with_context(each, **said)
        seen = as_seen_by(said_so, severity, audience_of(["parent_or_carer"], said_so))
        assert seen.case.context.said_yes == expected
    # Whether somebody else has a view that is hidden from her cannot be read from it either.
    for each in (case, by_id):
        seen = as_seen_by(with_context(each, **said), severity, audience_of(["mum"], each))
        assert seen.case.context.said_yes is None


def test_prompts_about_harm_may_read_these_facts() -> None:
    assert {f"circumstance_{each}" for each in HARM} | {"safeguarding_concern"} == SAFEGUARDING_FACTS


@pytest.mark.parametrize(
    ("names", "problem"),
    [
        ([], "there is nobody to read this"),
        (["zaphod"], "there is no such reader of this case; expected one of young_person,"),
        (["young_person", "practitioner"], "is in no room with others"),
        (["rule_base"], "there is no such reader"),
    ],
)
def test_who_is_nobody_is_refused(names: list[str], problem: str) -> None:
    with pytest.raises(ThriveRulesError, match=problem) as caught:
        audience_of(names, record("yes")[0])
    assert "zaphod" not in str(caught.value)


def test_an_audience_of_another_case_is_refused() -> None:
    case, severity = record("yes")
    mum = audience_of(["mum"], case)
    with pytest.raises(ThriveRulesError, match="no such person in this case"):
        as_seen_by(Case(), severity, mum)


def test_the_same_people_are_the_same_audience() -> None:
    case, _ = record("yes")
    assert audience_of(["mum", "young_person", "mum"], case) == audience_of(["young_person", "mum"], case)
    assert audience_of(["practitioner", "practitioner"], case).keeps_the_record
    both = [{"kind": "young_person"}, {"kind": "practitioner"}]
    for people in ([], both):
        with pytest.raises(ValidationError):
            Audience.model_validate({"people": people})


def test_this_file_tells_of_every_field() -> None:
    for part, model in (("presentation", Presentation), ("preferences", Preferences), ("severity", Severity)):
        assert FULL[part].keys() == model.model_fields.keys()
    said = TABLE[0].context().keys()
    assert SETTING.keys() | said == Context.model_fields.keys()
    assert len(LINE) == 101 + len(PRESENTED)


def test_a_field_that_the_table_does_not_name_fails_at_import(monkeypatch: pytest.MonkeyPatch) -> None:
    class More(Preferences):
        favourite_colour: str | None = None

    assert module._rows()
    monkeypatch.setattr(module, "_PARTS", {**module._PARTS, "preferences": More})
    with pytest.raises(TypeError, match=r"does not say who sees preferences\.favourite_colour"):
        module._rows()
    monkeypatch.setattr(module, "_PARTS", {"context": Context})
    with pytest.raises(TypeError, match=r"presentation\.safety_plan_agreed"):
        module._rows()

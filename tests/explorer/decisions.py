"""What Python tells people of a decision, to be held against what JavaScript tells them, and their copies of it."""

import json
from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

from agreement import Asked
from hypothesis import HealthCheck, Phase, given, seed, settings

from audiences import RULES, rooms
from thrive_rules import Case, SharedDecision, ThriveRulesError, audience_of, explain_decision
from thrive_rules.cases.case import VOICES_OF_VIEWS
from thrive_rules.decisions.decision_file import load_decision, spell_decision
from thrive_rules.decisions.shared import decision_for
from thrive_rules.explorer.conformance import as_json, conversation_of
from thrive_rules.explorer.made_up import made_up_files
from thrive_rules.explorer.table import table
from thrive_rules.severity.case_file import CASE_FORMAT
from thrive_rules.testing import decisions


def told_of_decisions(count: int, start: int) -> Iterator[Asked]:
    """The table of the rules that ship, and what everybody is told of so many decisions, each about a made-up case."""
    yield Asked({"table": table(RULES)}, [])
    for index, (decision, file) in enumerate(
        zip(_drawn(count, start), made_up_files(f"{start} of decisions", count), strict=True)
    ):
        chance = Random(f"{start} {index}")  # noqa: S311 - no secret, and the same each time
        file = _with_marks(file, chance)
        case = conversation_of(file, RULES).case
        mine = _of_this_case(spell_decision(decision), case, chance)
        people = rooms(case)
        request = {"case": json.dumps(file), "decision": json.dumps(mine), "people": people}
        told = load_decision(mine)
        yield Asked(request, [text for names in people for text in _told_to(told, case, names)])


def _drawn(count: int, start: int) -> list[SharedDecision]:
    found: list[SharedDecision] = []

    @seed(start)
    @settings(
        max_examples=count, database=None, deadline=None, derandomize=False,
        phases=[Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(decisions())
    def collect(decision: SharedDecision) -> None:
        found.append(decision)

    collect()
    return found[:count]


def _with_marks(file: dict[str, Any], chance: Random) -> dict[str, Any]:
    """The file, in which somebody often keeps their view from the others, or the young person an answer."""
    marks: dict[str, list[str]] = {}
    for view in file["views"]:
        if "id" in view and chance.random() < 0.4:
            marks[view["id"]] = [f"views.{view['id']}"]
    if chance.random() < 0.5:
        marks["young_person"] = [chance.choice(("preferences.wants", "presentation.aims_agreed"))]
    if chance.random() < 0.4:
        marks["practitioner"] = [f"views.{chance.choice(VOICES_OF_VIEWS)}"]
    if file.get("format") != CASE_FORMAT or not marks:
        return file
    shared = {"parent_or_carer": True, "other": True, "practitioner": True}
    return {**file, "context": {**file["context"], "private": marks, "shared_with": shared}}


def _of_this_case(spelled: dict[str, Any], case: Case, chance: Random) -> dict[str, Any]:
    """The decision with people of this case in it, named by the ids of their views: mostly about it, and its rules."""
    named = [view for view in case.views if view.id]

    def with_people(part: Any) -> Any:
        match part:
            case {"role": _} if named and chance.random() < 0.6:
                view = chance.choice(named)
                return {"role": str(view.voice), "reference": view.id}
            case {"role": _} if chance.random() < 0.3:
                return {"role": "young_person"}
            case dict():
                return {key: with_people(each) for key, each in part.items()}
            case list():
                return [with_people(each) for each in part]
            case _:
                return part

    found: dict[str, Any] = with_people({key: each for key, each in spelled.items() if key != "digest"})
    found["reference"] = (case.context.reference or "A-17") if chance.random() < 0.8 else "B-2"
    if chance.random() < 0.5:
        found["basis"]["rule_base_digest"] = RULES.digest
    return found


def _told_to(decision: SharedDecision, case: Case, names: Sequence[str]) -> Iterator[str]:
    audience = audience_of(names, case)
    try:
        page = explain_decision(decision, RULES, audience, case)
    except ThriveRulesError:
        yield "refused"
        return
    copy = decision_for(decision, audience, case)
    yield page.json()
    yield str(page)
    yield _in_order(copy.model_dump(mode="json")) if copy else "null"
    yield _in_order(spell_decision(copy)) if copy else "null"


def _in_order(data: Any) -> str:
    return as_json(json.loads(json.dumps(data, sort_keys=True)))

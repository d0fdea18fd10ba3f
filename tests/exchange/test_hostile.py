"""Whatever stands in a response or a plan, it is read or refused in our words, and nothing of it is repeated."""

import copy
import json
from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic_core import to_jsonable_python

from thrive_rules import load_case, load_rules
from thrive_rules.decisions.decision_file import load_decision
from thrive_rules.exchange.careplan import careplan_of, decision_of_careplan
from thrive_rules.exchange.response import case_of_response, response_of_case
from thrive_rules.faults import ThriveRulesError
from thrive_rules.severity.audience import THE_RECORD

RULES = load_rules()
NAME = "Zaphod"
RESPONSE = response_of_case(*load_case("examples/three_voices.yaml"), RULES, patient="3").spell()
PLAN = careplan_of(load_decision("examples/decisions/january.yaml"), RULES, THE_RECORD)
ODD: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, 0, -1, 1.5, 2**80, "", NAME, f"{NAME}\x1b[2J", "\ud800", [], {}, [None], {NAME: NAME}, [[{}]], {"code": NAME}]
).map(copy.deepcopy)  # fmt: skip
"""Each anew: what is put in a response can be changed there, and would lead to itself."""


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    steps = value.keys() if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    return [path, *(place for step in steps for place in places(value[step], (*path, step)))]


@st.composite
def changed(draw: st.DrawFn, whole: dict[str, Any]) -> dict[str, Any]:
    found = copy.deepcopy(whole)
    for _ in range(draw(st.integers(1, 3))):
        *above, last = draw(st.sampled_from(places(found)[1:]))
        part: Any = found
        for step in above:
            part = part[step]
        match draw(st.sampled_from(("put", "take", "double", "add"))):
            case "put":
                part[last] = draw(ODD)
            case "take":
                del part[last]
            case "double" if isinstance(part, list):
                part.append(copy.deepcopy(part[last]))
            case _ if isinstance(part, dict):
                part[
                    draw(st.sampled_from(("item", "answer", "extension", "contained", "id", "source", NAME)))
                ] = draw(ODD)
            case _:
                pass
        if len(places(found)) < 2:
            break
    return found


def told_by(read: Callable[[], object]) -> str:
    """What a reading says, or why it is refused. Anything else that is raised is a bug."""
    try:
        return json.dumps(to_jsonable_python(read()))
    except ThriveRulesError as error:
        return f"{len(error.faults)} wrong: {error}"


@settings(max_examples=300)
@given(changed(RESPONSE), st.sampled_from([None, "3", "4", ""]))
def test_a_response_is_read_or_refused(response: dict[str, Any], patient: str | None) -> None:
    told = told_by(lambda: case_of_response(response, RULES, patient=patient))
    assert NAME not in told
    assert not told.startswith("0 wrong")


@settings(max_examples=150)
@given(changed(PLAN.spell() if PLAN else {}))
def test_a_plan_is_read_or_refused(plan: dict[str, Any]) -> None:
    assert NAME not in told_by(lambda: decision_of_careplan(plan))

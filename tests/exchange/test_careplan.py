"""A decision as a plan and back: nothing is lost for named people, and without names nobody is quoted."""

import json
from typing import Any

import pytest
from hypothesis import given

from thrive_rules import SharedDecision, audience_of, load_case, load_rules
from thrive_rules.cases.case import Case
from thrive_rules.decisions.decision import DecisionAnswers
from thrive_rules.decisions.decision_file import load_decision
from thrive_rules.decisions.shared import decision_for
from thrive_rules.exchange.careplan import careplan_of, decision_of_careplan, without_names
from thrive_rules.faults import ExchangeError
from thrive_rules.severity.audience import THE_RECORD, Audience
from thrive_rules.testing import decisions

RULES = load_rules()
JANUARY = load_decision("examples/decisions/january.yaml")


def plan_of(
    decision: SharedDecision, audience: Audience | None = None, case: Case | None = None
) -> dict[str, Any]:
    plan = careplan_of(decision, RULES, audience, case)
    assert plan is not None
    spelled: dict[str, Any] = json.loads(json.dumps(plan.spell()))
    return spelled


@given(decisions())
def test_a_decision_comes_back_whole(decision: SharedDecision) -> None:
    plan = plan_of(decision, THE_RECORD)
    assert decision_of_careplan(plan) == decision
    assert len(plan.get("contained", ())) == len(decision.aims)
    assert plan["category"] if decision.agreed.groupings else "category" not in plan


@given(decisions())
def test_without_names_nobody_is_quoted_and_no_answer_is_anybodys(decision: SharedDecision) -> None:
    plan = plan_of(decision)
    assert decision_of_careplan(plan) == without_names(decision)
    assert {"contained", "goal", "note", "author"}.isdisjoint(plan)
    left = DecisionAnswers(decided_on=decision.decided_on, agreed=decision.agreed)
    said = without_names(decision)
    assert said.model_copy(update={"took_part": (), "review_on": None}) == left
    assert all(person.reference is None for person in said.took_part)
    people = [each.get("display") for each in plan.get("contributor", ())]
    assert len(people) == len({person.role for person in decision.took_part})
    assert plan["subject"] == {"type": "Patient"}


def test_a_plan_for_somebody_is_of_what_they_may_see() -> None:
    case, _ = load_case("examples/private_concern.yaml")
    # The case of this test is made for it: the young person's words are shared with nobody.
    case = case.model_copy(update={"context": case.context.model_copy(update={"reference": None})})
    decision = JANUARY.model_copy(update={"reference": None})
    audience = audience_of(["young_person"], case)
    theirs = decision_for(decision, audience, case)
    assert theirs is not None
    plan = plan_of(decision, audience, case)
    assert decision_of_careplan(plan) == theirs
    assert "basis" not in json.dumps(plan)
    mum = audience_of(["mum"], case)
    seen = careplan_of(decision, RULES, mum, case)
    if (copy := decision_for(decision, mum, case)) is None:
        assert seen is None
    else:
        assert decision_of_careplan(plan_of(decision, mum, case)) == copy
    older = case.model_copy(
        update={"context": case.context.model_copy(update={"age": 17, "shared_with": None})}
    )
    assert careplan_of(decision, RULES, audience_of(["parent_or_carer"], older), older) is None


def test_a_server_gives_it_an_id_and_names_its_subject_and_it_comes_back() -> None:
    plan = plan_of(JANUARY, THE_RECORD)
    plan |= {"id": "17", "meta": {"versionId": "2"}, "subject": {"reference": "Patient/3"}}
    for goal in plan["contained"]:
        goal["subject"] = {"reference": "Patient/3"}
    assert decision_of_careplan(plan) == JANUARY


def _changed(plan: dict[str, Any]) -> None:
    plan["contained"][0]["description"]["text"] = "something else"


def _with_other_data(plan: dict[str, Any]) -> None:
    plan["extension"][0]["valueAttachment"]["data"] = "bm90aGluZw=="


def _with_no_data(plan: dict[str, Any]) -> None:
    plan["extension"][0]["valueAttachment"]["data"] = "%"


@pytest.mark.parametrize(
    ("change", "path", "problem"),
    [
        (_changed, "extension", "changed since"),
        (lambda plan: plan.update(status="on-hold"), "extension", "changed since"),
        (lambda plan: plan.pop("note"), "extension", "changed since"),
        (lambda plan: plan.pop("extension"), "extension", "did not write"),
        (_with_other_data, "extension", "damaged"),
        (_with_no_data, "extension", "damaged"),
        (lambda plan: plan.update(status="entered-in-error"), "status", "in error"),
        (lambda plan: plan.update(resourceType="Goal"), "resourceType", "expected one of CarePlan"),
    ],
)
def test_a_plan_that_says_something_else_than_its_decision_is_refused(
    change: Any, path: str, problem: str
) -> None:
    plan = plan_of(JANUARY, THE_RECORD)
    change(plan)
    with pytest.raises(ExchangeError) as error:
        decision_of_careplan(plan)
    assert error.value.path == path
    assert problem in str(error.value)

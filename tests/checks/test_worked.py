"""Worked cases: the shipped ones hold and cover every rule, and a wrong one is told apart."""

from pathlib import Path

import pytest
import yaml

from thrive_rules import CaseError, RuleBase
from thrive_rules.cases.case import CASE_FACTS
from thrive_rules.cases.fact import YES_OR_NO, Part
from thrive_rules.checks.worked import (
    Spread,
    WorkedCase,
    cases_of_rules,
    hold,
    load_worked_cases,
    run_worked_case,
)
from thrive_rules.rulefiles.rulefile import shipped_rules

CASES = load_worked_cases(shipped_rules() / "cases")
ANSWERED_BY_ALL = (Part.PRESENTATION, Part.SAFETY, Part.PREFERENCE)


@pytest.mark.parametrize(("file", "worked"), CASES, ids=[Path(file).stem for file, _ in CASES])
def test_a_shipped_worked_case_holds(file: str, worked: WorkedCase, rules: RuleBase) -> None:
    assert run_worked_case(worked, rules, file).differs == ()


@pytest.mark.parametrize(("said", "but"), [("yes", {"no_professional_help_now"}), ("no", set[str]())])
def test_a_case_in_which_every_answer_is_the_same_leaves_none_out(said: str, but: set[str]) -> None:
    """So that the ends of what can be said are read, and a new answer is on their pages."""
    case, _ = next(
        worked for file, worked in CASES if Path(file).stem == f"every-answer-is-{said}"
    ).case.split()
    asked = {fact.name for fact in CASE_FACTS if fact.domain == YES_OR_NO and fact.part in ANSWERED_BY_ALL}
    assert {name: case.facts.get(name) for name in asked - but} == dict.fromkeys(asked - but, said == "yes")


def test_the_shipped_worked_cases_cover_every_rule_from_both_sides(rules: RuleBase) -> None:
    found = cases_of_rules([worked for _, worked in CASES], rules)
    assert [each for each in found if not each.covered] == []
    assert {each.rule for each in found} == set(rules.rule)


def test_the_cases_for_a_safe_conversation_name_the_passage_that_they_rest_on(rules: RuleBase) -> None:
    assert len([worked for _, worked in CASES if worked.source]) >= 40
    wrong = CASES[0][1].model_copy(update={"source": "ithrive-faq/nowhere"})
    assert run_worked_case(wrong, rules).differs == ("there is no passage ithrive-faq/nowhere",)


def test_one_case_alone_does_not_cover(rules: RuleBase) -> None:
    nothing = next(worked for file, worked in CASES if "nothing-known" in file)
    found = {each.rule: each for each in cases_of_rules([nothing], rules)}
    assert not any(each.covered for each in found.values())
    assert found["help-against-aims-met"].silent_by_one == 0  # undecided is not silent


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"candidates": []}, "candidates: did not expect getting_advice"),
        (  # in the framework's order: groupings have none of their own
            {"candidates": ["getting_risk_support", "thriving", "getting_help", "getting_advice"]},
            "candidates: expected thriving, getting_help, getting_risk_support",
        ),
        ({"candidates": ["getting_advice", "thriving"]}, "candidates: expected thriving"),
        ({"needs": ["goal_focused_help"]}, "needs: expected goal_focused_help"),
        ({"urgent": ["immediate_danger"]}, "urgent: expected immediate_danger"),
        ({"fires": ["advice-aims-met"]}, "fires: expected advice-aims-met"),
        ({"does_not_raise": ["prompt-folow-up"]}, "there is no rule prompt-folow-up"),
        ({"raises": ["prompt-lead-agency"]}, "raises: expected prompt-lead-agency"),
        ({"does_not_raise": ["prompt-follow-up"]}, "does_not_raise: did not expect prompt-follow-up"),
        ({"does_not_fire": ["advice-recovering"]}, "does_not_fire: did not expect advice-recovering"),
        (
            {"seen_by": {"mum": {"candidates": []}}},
            "seen by mum: there is no such reader of this case; expected one of young_person, parent_or_carer, "
            "practitioner, other, or the id of a view",
        ),
        (  # of no age: nobody but the young person sees the case
            {"seen_by": {"parent_or_carer": {"candidates": []}}},
            "seen by parent_or_carer: expected a page with a case",
        ),
        (
            {"seen_by": {"young_person": {"candidates": []}}},
            "seen by young_person: candidates: did not expect getting_advice",
        ),
    ],
)
def test_a_wrong_expectation_is_told(change: dict[str, object], told: str, rules: RuleBase) -> None:
    data = {
        "name": "On the road to recovery",
        "why": "A test.",
        "case": {"presentation": {"recovering": True}},
        "expected": {"candidates": ["getting_advice"], "raises": ["prompt-follow-up"]} | change,
    }
    assert told in run_worked_case(WorkedCase.model_validate(data), rules).differs


def test_all_together_say_which_differ_which_rules_they_leave_open_and_how_many_candidates(
    rules: RuleBase, tmp_path: Path
) -> None:
    case = {"presentation": {"recovering": True}}
    for name, expected in (("right", ["getting_advice"]), ("wrong", [])):
        data = {"name": name, "why": "A test.", "case": case, "expected": {"candidates": expected}}
        (tmp_path / f"{name}.yaml").write_text(yaml.safe_dump(data))
    seen: list[WorkedCase] = []

    def watch(cases: list[WorkedCase]) -> list[WorkedCase]:
        seen.extend(cases)
        return cases

    held = hold(rules, tmp_path, watch)
    assert [each.name for each in seen] == ["right", "wrong"]
    assert [result.name for result in held.wrong] == ["wrong"]
    assert held.sizes == {1: 2}
    assert held.spread(sourced=False) == Spread(cases=2, expected=1, among=1, candidates=2)
    assert (held.spread(sourced=False).mean, held.spread(sourced=True).mean) == (1.0, 0.0)
    assert {each.rule for each in held.coverage} == set(rules.rule)
    assert 0 < len(held.short) <= len(held.coverage)


def test_a_worked_case_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="no worked cases"):
        load_worked_cases(tmp_path)
    file = tmp_path / "one.yaml"
    file.write_text(yaml.safe_dump({"name": "x", "why": "x", "expected": {"candidates": ["getting_hlp"]}}))
    with pytest.raises(CaseError, match=r"one\.yaml:3: expected\.candidates\[0\]: expected one of thriving"):
        load_worked_cases(tmp_path)

"""How a question is asked: proved, refuted or not answered, with a case that the reference has judged."""

import itertools
import time
from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("z3")

import z3
from bases import base, made

from thrive_rules import EnginesDisagree, Grouping
from thrive_rules.cases.case import Value
from thrive_rules.cases.vocabulary import FACTS
from thrive_rules.language.conditions import Condition, Is, Known, PutForward
from thrive_rules.proofs.formula import AnyCase, NotAnsweredError, Solver, Truth, replay
from thrive_rules.proofs.question import Asked, Counterexample, answer, differ
from thrive_rules.reasoning.meaning import Outcome
from thrive_rules.rulefiles.certificate import Conclusion
from thrive_rules.severity.case_file import facts_of
from thrive_rules.severity.outcome import outcome_of

RULES = made({"id": "one", "when": {"recovering": True}, "argues_for": "thriving"})
ASKS = "Nobody comes in for {getting_help}\n   or {thriving}."


def asking(seconds: float = 60.0) -> Asked:
    return Asked(RULES, "a_question", time.monotonic() + seconds)


# THE ANSWER


def test_what_no_counterexample_speaks_against_is_proved() -> None:
    found = answer("a_question", ASKS, lambda asked: iter(()), RULES, 1.0)
    assert found
    assert (found.question, found.conclusion, found.findings) == ("a_question", Conclusion.PROVED, ())
    assert found.asks == "Nobody comes in for Getting Help or Thriving."


def test_a_counterexample_stands_when_time_runs_out_after_it() -> None:
    def ask(asked: Asked) -> Iterator[Counterexample]:
        yield asked.finding("something", ("rules", "one"))
        raise NotAnsweredError

    found = answer("a_question", ASKS, ask, RULES, 1.0)
    assert not found
    assert found.conclusion is Conclusion.REFUTED
    [finding] = found.findings
    assert (finding.check, finding.place, finding.message) == ("a_question", "rules/one", "something")
    assert (finding.first, finding.second, finding.twin) == (None, None, False)


def test_a_finding_that_is_about_no_part_is_about_the_rule_base() -> None:
    assert asking().finding("something").place == f"rule_base/{RULES.header.id}"


def test_the_time_that_an_answer_took_is_told_in_thousandths(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = itertools.count(10.0, 1.2345678)
    monkeypatch.setattr("thrive_rules.proofs.question.time.monotonic", lambda: next(clock))
    assert answer("a_question", ASKS, lambda asked: iter(()), RULES, 1.0).seconds == 1.235


# COUNTEREXAMPLES


def test_the_first_claim_that_has_an_example_is_shown() -> None:
    case = AnyCase(RULES)
    never, later = z3.BoolVal(False), case.says("recovering", True)
    [finding] = asking().refute("something", never, later, of=(case,), at=("rules", "one"))
    assert finding.first is not None
    assert facts_of(finding.first) == {"recovering": True}
    assert finding.second is not None
    assert facts_of(finding.second) == {"recovering": False}
    assert finding.twin
    assert finding.message == "something"
    assert list(asking().refute("something", never, of=(case,))) == []


def test_where_no_answer_makes_a_claim_untrue_nothing_stands_beside_it() -> None:
    case = AnyCase(RULES)
    [finding] = asking().refute("something", z3.BoolVal(True), of=(case,))
    assert (finding.second, finding.twin, finding.place) == (None, False, f"rule_base/{RULES.header.id}")


def test_whoever_stands_beside_answers_otherwise_and_not_less() -> None:
    rules = made(
        {"id": "one", "when": {"has_goals": True}, "argues_for": "thriving"}
    )  # nobody answers no to it
    case = AnyCase(rules)
    asked = Asked(rules, "a_question", time.monotonic() + 60)
    [finding] = asked.refute("something", case.known("has_goals"), of=(case,))
    assert (finding.second, finding.twin) == (None, False)


def test_a_pair_that_is_one_case_is_shown_once() -> None:
    """As under two rule bases."""
    one = AnyCase(RULES)
    both = (one, AnyCase(RULES, like=one))
    [finding] = asking().refute("something", one.says("aims_met", True), of=both, at=("rules", "one"))
    assert finding.first is not None
    assert (facts_of(finding.first), finding.second) == ({"aims_met": True}, None)
    assert (finding.place, finding.message) == ("rules/one", "something")


def test_the_rules_that_differ_in_a_pair_are_named() -> None:
    one = AnyCase(RULES)
    other = AnyCase(RULES, like=one, apart=["recovering"])
    moved = z3.And(one.rule("one").yes, z3.Not(other.rule("one").yes))
    [finding] = asking().refute("something", moved, of=(one, other))
    assert (finding.place, finding.message) == ("rules/one", "something (rules: one)")
    assert finding.first is not None
    assert finding.second is not None
    assert (facts_of(finding.first), facts_of(finding.second)) == ({"recovering": True}, {})


def test_a_counterexample_that_the_reference_does_not_judge_so_is_shown_to_nobody() -> None:
    def judge(rules: Any, facts: dict[str, Value]) -> Outcome:
        return outcome_of(rules, {})  # whatever they answered

    case = AnyCase(RULES)
    came_in = case.candidate(Grouping.THRIVING)
    with pytest.raises(EnginesDisagree) as refused:
        asking().example([came_in], case, judge=judge)
    assert str(refused.value) == "the proof and the reference differ on a_question; please report this"


def test_a_claim_is_tried_on_answers() -> None:
    case = AnyCase(RULES)
    claim = z3.And(case.says("recovering", True), case.rule("one").yes, z3.Not(case.rule("one").no))
    assert replay(claim, [(case, outcome_of(RULES, {"recovering": True}))])
    assert not replay(claim, [(case, outcome_of(RULES, {}))])
    assert not replay(z3.Not(claim), [(case, outcome_of(RULES, {"recovering": True}))])


@pytest.mark.parametrize("rails", list(itertools.product([True, False], repeat=4)))
def test_two_readings_differ_where_one_holds_or_does_not_hold_and_the_other_not_so(
    rails: tuple[bool, ...],
) -> None:
    yes, no, other_yes, other_no = map(z3.BoolVal, rails)
    differs = z3.simplify(differ(Truth(yes, no), Truth(other_yes, other_no)))
    assert z3.is_true(differs) is (rails[:2] != rails[2:])


# THE SMALLEST EXAMPLE


@pytest.mark.parametrize(
    ("fact", "order"),
    [
        ("severity_impact", ["mild", "severe", "moderate", "none"]),
        ("safety_concern", [False, True]),
    ],
)
def test_the_most_telling_answer_is_shown_first(fact: str, order: list[Value]) -> None:
    assert sorted(order, key=str) == sorted(FACTS[fact].domain, key=str)
    case = AnyCase(RULES)
    for index, expected in enumerate(order):
        claim = case.says(fact, *order[index:])
        assert Solver(case, deadline=time.monotonic() + 60).find(claim) == ({fact: expected},)


def test_the_smallest_example_has_the_fewest_answers_and_of_those_the_first_in_the_vocabulary() -> None:
    case = AnyCase(RULES)
    solver = Solver(case, deadline=time.monotonic() + 60)
    one, two, three = (case.says(fact, True) for fact in ("recovering", "help_tried", "aims_met"))
    assert solver.find(z3.Or(z3.And(one, two), three)) == ({"aims_met": True},)
    assert solver.find(z3.Or(three, two, one)) == ({"recovering": True},)
    assert solver.find(z3.And(three, one)) == ({"recovering": True, "aims_met": True},)
    assert solver.find(z3.BoolVal(True)) == ({},)
    assert solver.find(z3.And(one, z3.Not(one))) is None


def test_a_fact_has_one_answer_and_a_rule_what_it_says() -> None:
    case = AnyCase(RULES)
    solver = Solver(case, deadline=time.monotonic() + 60)
    assert not solver.possible(z3.And(case.says("aims_met", True), case.says("aims_met", False)))
    assert solver.possible(z3.Not(case.known("aims_met")))
    assert not solver.possible(z3.And(case.rule("one").yes, case.rule("one").no))
    assert solver.possible(case.rule("one").yes)
    assert not solver.possible(z3.And(case.rule("one").yes, z3.Not(case.says("recovering", True))))


def test_what_cases_share_is_the_same_and_what_stands_apart_is_each_ones_own() -> None:
    one = AnyCase(RULES)
    other = AnyCase(RULES, like=one, apart=["aims_met"])
    claim = z3.And(one.says("aims_met", True), other.says("aims_met", False), one.says("recovering", True))
    assert Solver(one, other, deadline=time.monotonic() + 60).find(claim) == (
        {"recovering": True, "aims_met": True},
        {"recovering": True, "aims_met": False},
    )


def test_a_need_is_established_where_one_of_its_rules_fires() -> None:
    rules = base("good/dead_rules")
    [need] = rules.establishing
    case = AnyCase(rules)
    solver = Solver(case, deadline=time.monotonic() + 60)
    truth = case.need(need)
    fires = z3.Or([case.rule(rule.id).yes for rule in rules.establishing[need]])
    assert solver.possible(truth.yes)
    assert not solver.possible(truth.yes != fires)
    assert not solver.possible(z3.And(truth.yes, truth.no))


@pytest.mark.parametrize("kind", ["concern", "circumstance"])
def test_a_case_lists_all_of_its_concerns_or_says_nothing_about_them(kind: str) -> None:
    one, another, last = [fact for fact in FACTS if fact.startswith(f"{kind}_")][:3]
    case = AnyCase(RULES)
    solver = Solver(case, deadline=time.monotonic() + 60)
    known = {fact: case.known(fact) for fact in (one, another, last, "aims_met")}
    assert not solver.possible(z3.And(known[one], z3.Not(known[last])))
    assert not solver.possible(z3.And(known[another], z3.Not(known[one])))
    assert solver.possible(z3.And(known[one], known[another], known[last], z3.Not(known["aims_met"])))
    assert solver.possible(z3.Not(z3.Or(list(known.values()))))


@pytest.mark.parametrize("condition", [Known("aims_met"), PutForward(Grouping.THRIVING)])
def test_what_prompts_alone_may_ask_is_so_or_not_so(condition: Condition) -> None:
    case = AnyCase(RULES)
    solver = Solver(case, deadline=time.monotonic() + 60)
    truth = case.to_formula(condition)
    asked = case.known("aims_met") if isinstance(condition, Known) else case.rule("one").yes
    assert not solver.possible(truth.yes != asked)
    assert not solver.possible(truth.yes == truth.no)
    assert solver.possible(truth.yes)
    assert solver.possible(truth.no)


def test_a_fact_has_one_of_these_answers_or_another_one() -> None:
    case = AnyCase(RULES)
    solver = Solver(case, deadline=time.monotonic() + 60)
    truth = case.to_formula(Is("severity_impact", ("mild", "severe")))
    assert not solver.possible(truth.yes != case.says("severity_impact", "mild", "severe"))
    assert not solver.possible(truth.no != case.says("severity_impact", "none", "moderate"))


def test_less_than_a_thousandth_of_a_second_is_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("thrive_rules.proofs.formula.time.monotonic", lambda: 10.0)
    with pytest.raises(NotAnsweredError):
        Solver(AnyCase(RULES), deadline=10.0005).possible(z3.BoolVal(True))

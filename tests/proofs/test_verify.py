"""Questions about whole rule bases: each bad one is refuted by a case that can be run, each good one is proved."""

import itertools
import math
import time
from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

import pytest

pytest.importorskip("z3")

import z3
from bases import base, made, names
from hypothesis import given, settings
from hypothesis import strategies as st

from thrive_rules import RuleBase, load_rules, suggest
from thrive_rules.cases.case import Value
from thrive_rules.cases.vocabulary import FACTS
from thrive_rules.language.conditions import Condition, Known, Not, facts_read, needs_read
from thrive_rules.language.rule import PromptKind, Rule, read_rule
from thrive_rules.proofs import verify
from thrive_rules.proofs.difference import equivalent
from thrive_rules.proofs.formula import AnyCase, NotAnsweredError, Solver
from thrive_rules.proofs.question import Answer
from thrive_rules.proofs.verify import QUESTIONS, Question
from thrive_rules.reasoning.compiled import compile_rules
from thrive_rules.reasoning.meaning import by_definition, holds
from thrive_rules.rulefiles.certificate import ASKED, Conclusion
from thrive_rules.severity.case_file import facts_of, load_case
from thrive_rules.severity.outcome import outcome_of
from thrive_rules.testing import conditions, facts, rule_bases

RULES = load_rules()
BY_NAME = {question.__name__: question for question in QUESTIONS}
BY_CONSTRUCTION = {"unknown_is_not_no", "compiled_as_written"}
"""No rule base that loads can break these; their tests break one by force."""


def ask(name: str, rules: RuleBase, seconds: float = 60.0) -> Answer:
    if name == "equivalent":
        return equivalent(base("equivalent.old"), rules, seconds)
    return BY_NAME[name](rules, seconds)


# EVERY QUESTION


def test_every_question_has_a_good_and_a_bad_rule_base() -> None:
    assert tuple(BY_NAME) == ASKED
    expected = sorted({*BY_NAME, "equivalent"} - BY_CONSTRUCTION)
    assert names("good") == names("bad") == expected


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.__name__)
def test_the_rules_that_ship_hold(question: Question) -> None:
    answer = question(RULES)
    assert answer.conclusion is Conclusion.PROVED
    assert answer
    assert answer.findings == ()


@pytest.mark.parametrize("name", names("good"))
def test_a_good_rule_base_is_proved(name: str) -> None:
    assert ask(name, base(f"good/{name}")).conclusion is Conclusion.PROVED


@pytest.mark.parametrize("name", names("bad"))
def test_a_bad_rule_base_is_refuted(name: str) -> None:
    answer = ask(name, base(f"bad/{name}"))
    assert answer.conclusion is Conclusion.REFUTED
    assert answer.findings
    for finding in answer.findings:
        assert finding.check == name
        assert finding.message


WITHOUT_A_CASE = {"dead_rules", "subsumed_rules", "unreachable_groupings", "not_one_tier_for_all"}
"""What is wrong there is that no case does something; so there is no case to show."""


@pytest.mark.parametrize("name", sorted(set(names("bad")) - WITHOUT_A_CASE))
def test_a_counterexample_is_a_pair_of_case_files_that_the_reference_tells_apart(name: str) -> None:
    rules = base(f"bad/{name}")
    for finding in ask(name, rules).findings:
        assert finding.first is not None
        outcomes = []
        for file in filter(None, (finding.first, finding.second)):
            case, severity = load_case(file.model_dump(mode="json"))
            suggest(case, rules)
            outcomes.append(outcome_of(rules, {**case.facts, **severity.facts}))
        if name != "equivalent":
            assert len(outcomes) == 2
            assert outcomes[0].verdicts != outcomes[1].verdicts


@pytest.mark.parametrize(
    "name", ["severity_is_inert", "diagnosis_is_inert", "context_is_inert", "safety_is_apart"]
)
def test_what_must_not_matter_is_refuted_by_one_answer(name: str) -> None:
    [finding] = ask(name, base(f"bad/{name}")).findings
    assert finding.first is not None
    assert finding.second is not None
    one, other = facts_of(finding.first), facts_of(finding.second)
    differ = {fact for fact in one.keys() | other.keys() if one.get(fact) != other.get(fact)}
    assert len(differ) == 1
    assert one.keys() == other.keys()


def test_severity_is_refuted_by_the_smallest_pair() -> None:
    [finding] = ask("severity_is_inert", base("bad/severity_is_inert")).findings
    assert finding.message.startswith("severity alone brings in getting_more_help")
    assert "need-by-severity" in finding.message
    assert finding.first is not None
    assert finding.second is not None
    assert facts_of(finding.first) == {"severity_low_mood": "severe"}
    assert facts_of(finding.second) == {"severity_low_mood": "mild"}


def of_one_rule(name: str, when: dict[str, Any], grouping: str = "getting_help", **more: Any) -> Answer:
    return ask(name, made({"id": "one", "when": when, "argues_for": grouping, **more}))


def test_an_ending_after_which_nobody_asks_for_a_review_is_refuted_by_its_answer() -> None:
    others = {rule.id for rule in RULES.prompting if rule.prompts is not PromptKind.REVIEW}
    less = replace(RULES, rules=(*RULES.deciding, *(rule for rule in RULES.prompting if rule.id in others)))
    told = {finding.message: finding.first for finding in ask("endings_count", less).findings}
    assert told.keys() == {"aims_met raises no review", "costs_outweigh_gains raises no review"}
    for message, first in told.items():
        assert first is not None
        assert facts_of(first) == {message.split()[0]: True}


def test_a_wish_that_adds_no_argument_or_raises_no_prompt_is_refuted() -> None:
    reads = {rule.id for rule in RULES.rules if "no_professional_help_now" in facts_read(rule.when)}
    for kind, missing in ((RULES.arguing, "adds no argument"), (RULES.prompting, "raises no prompt")):
        gone = {rule.id for rule in kind} & reads
        less = replace(RULES, rules=tuple(rule for rule in RULES.rules if rule.id not in gone))
        found = ask("no_professional_help_is_a_valid_choice", less).findings
        assert gone
        assert any(missing in finding.message for finding in found)


def test_a_yes_that_takes_an_argument_away_only_where_another_is_no_is_found() -> None:
    kept_by, lost_by = {"young_person_wants_information": True}, {"young_person_wants_self_management": True}
    question, voice = "never_negated_by_preference", {"voice": "framework"}
    answer = of_one_rule(question, {"any": [kept_by, {"not": lost_by}]}, "thriving", **voice)
    assert answer.conclusion is Conclusion.REFUTED


def test_an_urgent_notice_is_enough_for_somebody_who_has_answered_everything() -> None:
    calm = [{"not": {kind: True}} for kind in ("immediate_danger", "safeguarding_concern")]
    assert of_one_rule("gaps", {"all": calm}, "thriving").conclusion is Conclusion.PROVED
    assert (
        of_one_rule("gaps", {"all": [*calm, {"recovering": True}]}, "thriving").conclusion
        is Conclusion.REFUTED
    )


def test_severity_that_matters_only_by_being_known_is_found_too() -> None:
    known = {"severity_low_mood": ["none", "mild", "moderate", "severe"]}
    [finding] = of_one_rule("severity_is_inert", known).findings
    assert finding.message.startswith("severity alone brings in getting_help, or takes it away")
    against = made({"id": "one", "when": known, "argues_against": "getting_help"})
    [finding] = ask("severity_is_inert", against).findings
    assert finding.message.startswith("severity alone moves an argument or a need")


def test_each_question_has_the_time_that_is_given_and_all_of_it_is_told() -> None:
    [late] = verify.verify(RULES, [BY_NAME["gaps"]], seconds=0.0).answers
    assert late.conclusion is Conclusion.NOT_ANSWERED
    began = time.monotonic()
    found = verify.verify(RULES, [BY_NAME["gaps"]])
    assert found.seconds <= round(time.monotonic() - began, 3)
    assert found.seconds == round(found.seconds, 3) != round(found.seconds)


def test_each_question_is_a_function_of_its_module_and_nothing_else_is() -> None:
    for question in QUESTIONS:
        assert getattr(verify, question.__name__) is question
    with pytest.raises(AttributeError, match=r"module thrive_rules\.proofs\.verify has no attribute gap$"):
        _ = verify.gap


def test_each_half_of_the_two_conditions_is_asked_for() -> None:
    question, risk = "risk_support_needs_both_conditions", "getting_risk_support"
    safety, not_able = {"safety_concern": True}, {"able_to_use_help_now": False}
    [finding] = of_one_rule(question, not_able, risk).findings
    assert "without a safety concern" in finding.message
    [finding] = of_one_rule(question, safety, risk).findings
    assert "where nothing says that help is not possible" in finding.message
    assert of_one_rule(question, {"all": [safety, not_able]}, risk)


WANTS = "young_person_wants_"


@pytest.mark.parametrize(
    ("veto", "voice", "allowed"),
    [
        ({f"{WANTS}everyday_support": True}, "framework", False),
        ({"managing_own_health": True}, "framework", False),
        ({"no_professional_help_now": True}, "framework", False),
        ({"practitioner_proposes_information": True}, "framework", False),
        ({f"{WANTS}goal_focused_help": True}, "framework", True),
        ({f"{WANTS}extensive_help": True}, "framework", True),
        ({f"{WANTS}goal_focused_help": True}, "practitioner", False),
        ({f"{WANTS}everyday_support": False}, "framework", True),
        ({"practitioner_proposes_information": False}, "rule_base", True),
        ({"practitioner_proposes_information": True}, "rule_base", False),
        ({"no_professional_help_now": False}, "framework", True),
        ({"no_professional_help_now": False}, "practitioner", False),
        ({"practitioner_proposes_information": True}, "practitioner", True),
        ({"practitioner_proposes_information": True}, "young_person", False),
        ({f"{WANTS}everyday_support": True}, "young_person", True),
    ],
)  # fmt: skip
def test_nobody_takes_away_what_another_voice_argues(veto: dict[str, Any], voice: str, allowed: bool) -> None:
    when = {"all": [{"individual_support_needed": True}, {"not": veto}]}
    answer = of_one_rule("never_negated_by_preference", when, voice=voice)
    assert answer.conclusion is (Conclusion.PROVED if allowed else Conclusion.REFUTED)


def test_a_choice_that_was_open_before_counts_as_a_choice() -> None:
    """Somebody who had not said so far, and not somebody who had said no."""
    chosen: dict[str, Any] = {"no_professional_help_now": True}
    open_or_chosen = {"any": [{"not": {"known": "no_professional_help_now"}}, chosen]}
    rules = [
        {"id": "advice", "when": chosen, "argues_for": "getting_advice", "voice": "young_person"},
        {"id": "prompt", "when": open_or_chosen, "prompts": "discuss"},
    ]
    [finding] = ask("no_professional_help_is_a_valid_choice", made(*rules)).findings
    assert "raises no prompt" in finding.message


def test_others_need_not_have_spoken_for_everything_to_be_answered() -> None:
    spoken = {"any": [{"other_proposes_information": True}, {"other_proposes_information": False}]}
    assert of_one_rule("gaps", spoken).conclusion is Conclusion.REFUTED


@pytest.mark.parametrize("one", ["concern_low_mood", "circumstance_young_carer"])
def test_a_list_is_given_whole_or_not_at_all(one: str) -> None:
    """Nobody can have said that one concern is there and left the others open."""
    other = {"concern_low_mood": "concern_panics", "circumstance_young_carer": "circumstance_looked_after"}[
        one
    ]
    either = [{"any": [{name: True}, {name: False}]} for name in (one, other)]
    rules = made(
        {"id": "one", "when": either[0], "argues_for": "thriving"},
        {"id": "other", "when": either[1], "argues_for": "thriving"},
    )
    assert {finding.place.rpartition("/")[2] for finding in ask("subsumed_rules", rules).findings} == {
        "one",
        "other",
    }


def test_time_without_end_is_time_enough() -> None:
    assert ask("gaps", RULES, math.inf)


# NOT ANSWERED IS NOT PROVED


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.__name__)
def test_a_question_that_runs_out_of_time_is_not_answered(question: Question) -> None:
    answer = question(RULES, 0.0)
    assert answer.conclusion is Conclusion.NOT_ANSWERED
    assert not answer


def test_a_solver_that_gives_up_is_not_taken_for_a_proof() -> None:
    holes = 11  # more pigeons than holes: short to say, and long to refute
    sits = [[z3.Bool(f"p{pigeon}{hole}") for hole in range(holes)] for pigeon in range(holes + 1)]
    claim = z3.And(
        [z3.Or(row) for row in sits]
        + [
            z3.Not(z3.And(one[hole], other[hole]))
            for hole in range(holes)
            for one, other in itertools.combinations(sits, 2)
        ]
    )
    with pytest.raises(NotAnsweredError):
        Solver(AnyCase(RULES), deadline=time.monotonic() + 0.05).possible(claim)


# THE READING IS THE MEANING


def every_answer(names: list[str]) -> Iterator[dict[str, Value]]:
    for answers in itertools.product(*((None, *FACTS[name].domain) for name in names)):
        yield {name: value for name, value in zip(names, answers, strict=True) if value is not None}


def concrete(condition: Condition, answers: dict[str, Value]) -> bool | None:
    case = AnyCase(RULES)
    truth = case.to_formula(condition)
    known = [
        (symbol, z3.BoolVal(answers.get(fact) == value))
        for fact in facts_read(condition)
        for value, symbol in case.answers(fact).items()
    ]
    yes, no = (z3.is_true(z3.simplify(z3.substitute(rail, known))) for rail in truth)
    assert not (yes and no)
    return True if yes else False if no else None


@given(st.data())
def test_the_formula_of_a_condition_is_what_it_means(data: st.DataObject) -> None:
    names = ["age", "individual_support_needed", "has_goals", "severity_impact", "safety_concern"]
    condition = data.draw(conditions(names))
    answers = data.draw(facts(names))
    assert concrete(condition, answers) == holds(condition, answers)


@pytest.mark.parametrize("rule", RULES.rules, ids=lambda rule: rule.id)
def test_the_compiled_form_is_the_definition_by_exhaustion_of_the_facts_of_each_rule(rule: Rule) -> None:
    """Where a rule reads few facts; the proof `compiled_as_written` is for all."""
    read = facts_read(rule.when)
    for need in needs_read(rule.when):
        read |= set[str]().union(*(facts_read(other.when) for other in RULES.establishing[need]))
    names = sorted(read)
    total = math.prod(len(FACTS[name].domain) + 1 for name in names)
    if total > 3**5:
        pytest.skip("too many; proved instead")
    for answers in every_answer(names):
        assert outcome_of(RULES, answers).verdicts[rule.id] is by_definition(RULES, answers).verdicts[rule.id]


@settings(max_examples=15)
@given(rule_bases(most_rules=5))
def test_every_rule_base_is_compiled_as_written_and_by_construction_unknown_is_not_no(
    rules: RuleBase,
) -> None:
    for name in ("compiled_as_written", "unknown_is_not_no", "severity_is_inert", "context_is_inert"):
        assert BY_NAME[name](rules).conclusion is Conclusion.PROVED


@settings(max_examples=15)
@given(rule_bases(most_rules=5), facts(["age", "individual_support_needed", "has_goals", "safety_concern"]))
def test_the_formulas_of_a_whole_rule_base_come_to_what_the_reference_says(
    rules: RuleBase, answers: dict[str, Value]
) -> None:
    case = AnyCase(rules)
    outcome = outcome_of(rules, answers)
    told = z3.And(
        [
            z3.And(
                case.rule(name).yes == (verdict == "fires"),
                case.rule(name).no == (verdict == "does_not_fire"),
            )
            for name, verdict in outcome.verdicts.items()
        ]
    )
    given_answers = [
        symbol == (answers.get(fact) == value)
        for fact in list(case.asked)
        for value, symbol in case.answers(fact).items()
    ]
    solver = Solver(case, deadline=time.monotonic() + 60)
    assert not solver.possible(z3.And(*given_answers, z3.Not(told)))


# WHAT NO RULE BASE THAT LOADS CAN BREAK


def forced(*rules: dict[str, Any]) -> RuleBase:
    """A rule base past the checks that refuse it, to see that a question would find what they refuse."""
    common: dict[str, Any] = {"because": "A made-up text.", "illustrative": True, "voice": "framework"}
    made = tuple(read_rule({**common, **rule}) for rule in rules)
    unchecked = object.__new__(RuleBase)
    own = {"needs": (), "rules": made, "digest": f"forced: {rules}"}
    for name, part in ({each.name: getattr(RULES, each.name) for each in fields(RuleBase)} | own).items():
        object.__setattr__(unchecked, name, part)
    return unchecked


def test_unknown_is_not_no_would_find_a_rule_that_an_answer_undoes() -> None:
    when = Not(Known("aims_agreed"))
    rules = forced({"id": "hasty", "when": when, "argues_for": "thriving"})
    answer = BY_NAME["unknown_is_not_no"](rules)
    assert answer.conclusion is Conclusion.REFUTED


def test_unknown_is_not_no_would_find_a_grouping_that_comes_in_with_nothing_known() -> None:
    rules = forced({"id": "hasty", "when": Not(Known("aims_agreed")), "argues_for": "thriving"})
    told = [finding.message for finding in BY_NAME["unknown_is_not_no"](rules).findings]
    assert any("with nothing known" in message for message in told)


def test_unknown_is_not_no_would_find_a_refusal_that_an_answer_undoes() -> None:
    rules = forced({"id": "hasty", "when": Known("aims_agreed"), "argues_for": "thriving"})
    [finding] = BY_NAME["unknown_is_not_no"](rules).findings
    assert "an answer learnt later undoes what was settled" in finding.message


@pytest.mark.parametrize("kind", ["deciding", "prompting"])
def test_compiled_as_written_would_find_a_wrong_table(kind: str) -> None:
    when = {"young_person_wants_goal_focused_help": True}
    does = {"argues_for": "getting_help"} if kind == "deciding" else {"prompts": "ask"}
    rules = made({"id": "help", "when": when, **does})
    layer = getattr(compile_rules(rules), kind)
    [(key, bit, reading, opened)] = layer.table
    layer.table[0] = (key, bit, reading, {True: opened[False], False: opened[True]})
    try:
        answer = BY_NAME["compiled_as_written"](rules)
    finally:
        layer.table[0] = (key, bit, reading, opened)
    assert answer.conclusion is Conclusion.REFUTED
    [finding] = answer.findings
    assert "help is compiled to something else" in finding.message

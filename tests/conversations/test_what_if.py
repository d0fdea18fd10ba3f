"""What would change a grouping, worked out again by brute force; and how it is told."""

import itertools
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thrive_rules import Case, Grouping, Reader, RuleBase, Severity, converse, load_rules, suggest
from thrive_rules.cases.case import Value
from thrive_rules.cases.vocabulary import FACTS, FOR_PROMPTS_ALONE
from thrive_rules.conversations.what_if import SHOWN, WhatIf, page_of_what_if
from thrive_rules.conversations.what_if import what_if as of_conversation
from thrive_rules.language.rule import read_rule
from thrive_rules.severity.case_file import file_of_facts
from thrive_rules.severity.outcome import outcome_of
from thrive_rules.testing import cases, facts, rule_bases

RULES = load_rules()
SMALL = [
    "individual_support_needed",
    "able_to_use_help_now",
    "safety_concern",
    "has_goals",
    "young_person_wants_goal_focused_help",
    "other_proposes_information",
]
Change = frozenset[tuple[str, Value | None]]


def case_of(answers: dict[str, Value]) -> Case:
    return file_of_facts(answers).split()[0]


def what_if(
    case: Case, rules: RuleBase, grouping: Grouping | str, reader: Reader = Reader.PRACTITIONER
) -> WhatIf:
    return of_conversation(converse(suggest(case, rules), case, Severity(), rules), rules, grouping, reader)


def of_rules(*conditions: dict[str, Any]) -> RuleBase:
    """Rules that argue for getting_help, each with one of these conditions."""
    made = [
        read_rule(
            {"id": f"r{number}", "when": when, "argues_for": "getting_help", "voice": "framework",
             "because": "Some words.", "illustrative": True}
        )
        for number, when in enumerate(conditions)
    ]  # fmt: skip
    return replace(RULES, needs=(), rules=tuple(made))


def sets_of(rules: RuleBase, answers: dict[str, Value]) -> set[Change]:
    return as_changes(what_if(case_of(answers), rules, Grouping.GETTING_HELP))


def test_no_answer_that_can_never_decide_is_offered() -> None:
    """Rules built in Python can read severity and age; nobody is asked to be older, or worse."""
    rules = of_rules(
        {"all": [{"severity_impact": "severe"}, {"aims_agreed": True}]},
        {"all": [{"age": 15}, {"aims_agreed": True}]},
        {"all": [{"aims_agreed": True}, {"aims_met": False}]},
    )
    assert sets_of(rules, {}) == {frozenset([("aims_agreed", True), ("aims_met", False)])}
    assert sets_of(rules, {"age": 15}) == sets_of(rules, {})
    out = {frozenset([("aims_agreed", False)]), frozenset([("aims_met", True)])}
    assert sets_of(rules, {"age": 15, "aims_agreed": True, "aims_met": False}) == out


def test_a_set_with_more_than_is_needed_is_none() -> None:
    """Of two ways that are met and share an answer, that answer alone is enough."""
    rules = of_rules(
        {"all": [{"aims_agreed": True}, {"aims_met": False}]},
        {"all": [{"aims_agreed": True}, {"help_tried": True}]},
    )
    assert sets_of(rules, {"aims_agreed": True, "aims_met": False, "help_tried": True}) == {
        frozenset([("aims_agreed", False)]),
        frozenset([("aims_met", True), ("help_tried", False)]),
    }


def changes(answers: dict[str, Value], names: list[str]) -> Iterator[Change]:
    """Every set of changed or newly given answers, the smallest first; goals can only be taken back."""
    for size in range(len(names) + 1):
        for chosen in itertools.combinations(names, size):
            options: list[list[Value | None]] = []
            for name in chosen:
                others: list[Value | None] = [v for v in FACTS[name].domain if v != answers.get(name)]
                options.append([None] if name == "has_goals" and name in answers else others)
            for values in itertools.product(*options):
                yield frozenset(zip(chosen, values, strict=True))


def by_brute_force(rules: RuleBase, answers: dict[str, Value], grouping: Grouping) -> set[Change]:
    before = grouping in outcome_of(rules, answers).candidates
    found: list[Change] = []
    for change in changes(answers, SMALL):
        if not any(smaller <= change for smaller in found):
            after = {**answers, **dict(change)}
            left = {name: value for name, value in after.items() if value is not None}
            if (grouping in outcome_of(rules, left).candidates) is not before:
                found.append(change)
    return set(found)


def as_changes(found: WhatIf) -> set[Change]:
    return {frozenset((change.field, change.after) for change in each) for each in found.sets}


@settings(max_examples=60)
@given(rule_bases(SMALL, most_rules=5), facts(SMALL), st.sampled_from(Grouping))
def test_the_smallest_sets_of_answers_are_those_of_brute_force(
    rules: RuleBase, answers: dict[str, Value], grouping: Grouping
) -> None:
    found = what_if(case_of(answers), rules, grouping)
    assert found.candidate is (grouping in outcome_of(rules, answers).candidates)
    assert as_changes(found) == by_brute_force(rules, answers, grouping)
    for each in found.sets:
        for change in each:
            assert change.before == answers.get(change.field)
            assert change.before != change.after


@given(cases(), st.sampled_from(Grouping))
def test_every_set_does_what_it_says_on_the_rules_that_ship(case: Case, grouping: Grouping) -> None:
    found = what_if(case, RULES, grouping)
    assert found.sets, "every grouping of the rules that ship can come in, and go"
    for each in found.sets:
        after: dict[str, Any] = dict(case.facts)
        after.update({change.field: change.after for change in each})
        assert (grouping in outcome_of(RULES, after).candidates) is not found.candidate
        assert not {FACTS[change.field].part for change in each} & set(FOR_PROMPTS_ALONE)


@given(cases(), st.sampled_from(Grouping))
def test_newly_given_answers_alone_are_those_of_would_need(case: Case, grouping: Grouping) -> None:
    """One meaning: the sets that change nothing that is known are what `would_need` names."""
    suggestion = suggest(case, RULES)
    for other in suggestion.not_put_forward:
        if other.grouping is grouping:
            given_anew = {
                frozenset(change.field for change in each)
                for each in what_if(case, RULES, grouping).sets
                if all(change.before is None for change in each)
            }
            smallest = {one for one in given_anew if not any(less < one for less in given_anew)}
            assert smallest == {frozenset(names) for names in other.would_need}


def test_the_least_surprising_example() -> None:
    case = case_of({"young_person_wants_goal_focused_help": True})
    [change] = what_if(case, RULES, "getting_help").sets[0]
    assert (change.field, change.before, change.after) == (
        "young_person_wants_goal_focused_help",
        True,
        False,
    )


def test_having_goals_can_be_taken_back_and_not_denied() -> None:
    rule = RULES.rule["help-young-person-wants-goal-focused-help"].model_dump(mode="json") | {
        "id": "goals",
        "when": {"has_goals": True},
    }
    rules = replace(RULES, needs=(), rules=(read_rule(rule),))
    found = what_if(case_of({"has_goals": True}), rules, Grouping.GETTING_HELP)
    assert [[(change.field, change.before, change.after) for change in each] for each in found.sets] == [
        [("has_goals", True, None)]
    ]


@pytest.mark.parametrize("reader", list(Reader))
def test_a_reading_shows_the_smallest_sets_and_says_that_there_are_more(reader: Reader) -> None:
    child = Case.model_validate({"context": {"age": 12}})
    found = what_if(child, RULES, Grouping.GETTING_MORE_HELP, reader)
    assert len(found.sets) > SHOWN
    [section] = page_of_what_if(found, RULES).sections
    assert RULES.words_for[found.grouping].name in section.heading
    assert len(section.blocks[0].items) == SHOWN
    assert RULES.wording.more_would.to(reader) in section.paragraphs


def test_nothing_would_bring_in_what_no_rule_argues_for() -> None:
    rules = replace(RULES, rules=(RULES.rule["prompt-lead-agency"],), needs=())
    found = what_if(Case(), rules, Grouping.GETTING_HELP)
    assert found.sets == ()
    [section] = page_of_what_if(found, rules).sections
    assert section.paragraphs == (rules.wording.nothing_would.practitioner,)


def test_what_cannot_be_asked() -> None:
    with pytest.raises(ValueError, match="is not a valid Grouping"):
        what_if(Case(), RULES, "a_sixth")

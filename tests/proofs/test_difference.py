"""Two rule bases: what changed in meaning, what in wording alone, and the smallest case that shows it."""

from dataclasses import replace
from typing import Any

import pytest

pytest.importorskip("z3")

from bases import base

from thrive_rules import RuleBase, load_rules
from thrive_rules.language.rule import read_rule
from thrive_rules.proofs.difference import Kind, diff, equivalent, page_of_difference
from thrive_rules.rulefiles.certificate import Conclusion
from thrive_rules.severity.case_file import facts_of
from thrive_rules.severity.outcome import outcome_of

RULES = load_rules()
EXTENT = "need-extent-of-help"


def with_rule(rules: RuleBase, name: str, **changes: Any) -> RuleBase:
    """The same rule base with one rule written otherwise."""
    data = rules.rule[name].model_dump(mode="json", by_alias=True) | changes
    changed = read_rule(data)
    return replace(rules, rules=(*(r for r in rules.rules if r.id != name), changed))


def without_rule(rules: RuleBase, name: str) -> RuleBase:
    return replace(rules, rules=tuple(rule for rule in rules.rules if rule.id != name))


def test_a_rule_base_is_the_same_as_itself() -> None:
    found = diff(RULES, RULES)
    assert (found.rules, found.parts) == ((), ())
    assert found.equivalent.conclusion is Conclusion.PROVED
    assert page_of_difference(found, RULES, RULES).sections == ()


def test_other_words_and_another_spelling_are_wording_alone() -> None:
    name = "advice-no-professional-help-now"
    spelled = {"when": {"not": {"no_professional_help_now": False}}, "because": "Other words."}
    new = with_rule(RULES, name, **spelled)
    found = diff(RULES, new)
    assert [(change.rule, change.kind) for change in found.rules] == [(name, Kind.WORDING)]
    assert found.equivalent.conclusion is Conclusion.PROVED
    assert "Equivalent" in found.conclusion


def test_a_change_in_meaning_comes_with_the_smallest_case() -> None:
    old = base("equivalent.old")
    new = base("bad/equivalent")
    found = diff(old, new)
    [change] = found.rules
    assert (change.rule, change.kind) == ("more-help", Kind.MEANING)
    assert change.shown_by is not None
    assert change.shown_by.first is not None
    facts = facts_of(change.shown_by.first)
    assert len(facts) == 1
    assert outcome_of(old, facts).verdicts["more-help"] != outcome_of(new, facts).verdicts["more-help"]
    [lost] = found.equivalent.findings
    assert "getting_more_help does not come in, and did before" in lost.message
    text = str(page_of_difference(found, old, new))
    assert "Put forward: Old: Getting More Help; New: none" in text


def test_a_rule_added_and_a_rule_removed() -> None:
    name = "help-young-person-wants-goal-focused-help"
    less = without_rule(RULES, name)
    for old, new, kind in ((less, RULES, Kind.ADDED), (RULES, less, Kind.REMOVED)):
        found = diff(old, new)
        [change] = [change for change in found.rules if change.kind is not Kind.FOLLOWS]
        assert (change.rule, change.kind) == (name, kind)
        assert change.shown_by is not None
        assert change.shown_by.first is not None
        assert facts_of(change.shown_by.first) == {"young_person_wants_goal_focused_help": True}
        assert found.equivalent.conclusion is Conclusion.REFUTED


def test_a_rule_that_changes_only_through_a_need_is_told_too() -> None:
    old = base("good/dead_rules")
    new = with_rule(old, "need-help", when={"young_person_wants_extensive_help": True})
    found = diff(old, new)
    assert {(change.rule, change.kind) for change in found.rules} == {
        ("need-help", Kind.MEANING),
        ("help", Kind.FOLLOWS),
    }


def test_a_rule_that_argues_the_other_way_is_a_change_in_meaning() -> None:
    old = base("good/not_one_tier_for_all")
    new = with_rule(old, "advice", argues_for=None, argues_against="getting_advice")
    [change] = diff(old, new).rules
    assert change.kind is Kind.MEANING
    assert change.shown_by is not None
    assert "does something else" in change.shown_by.message


def test_a_prompt_that_changes_makes_two_rule_bases_differ() -> None:
    name = "prompt-lead-agency"
    found = diff(RULES, without_rule(RULES, name))
    assert found.equivalent.conclusion is Conclusion.REFUTED
    [finding] = found.equivalent.findings
    assert name in finding.message


def test_words_of_other_parts_are_named() -> None:
    header = RULES.header.model_copy(update={"version": "99.0.0"})
    need = RULES.needs[0].model_copy(update={"statement": RULES.needs[1].statement})
    new = replace(RULES, header=header, needs=(need, *RULES.needs[1:]))
    parts = diff(RULES, new).parts
    assert [(each.part, each.kind) for each in parts] == [
        (f"needs/{need.id}", Kind.WORDING),
        ("header", Kind.WORDING),
    ]
    fewer = diff(RULES, replace(RULES, distinctions=())).parts
    assert {each.kind for each in fewer} == {Kind.REMOVED}


def test_not_answered_is_not_equivalent() -> None:
    answer = equivalent(RULES, RULES, seconds=0.0)
    assert answer.conclusion is Conclusion.NOT_ANSWERED
    new = with_rule(RULES, "advice-no-professional-help-now", because="Other words.")
    found = diff(RULES, new, seconds=0.0)
    assert {change.kind for change in found.rules} == {Kind.NOT_ANSWERED}
    assert "Not answered" in found.conclusion

"""Two rule bases: what changed in meaning, what in wording alone, and the smallest case that shows it."""

from dataclasses import replace
from typing import Any

import pytest

pytest.importorskip("z3")

from bases import base, made

from thrive_rules import RuleBase, load_rules
from thrive_rules.language.origin import Origin
from thrive_rules.language.rule import UrgentKind, read_rule
from thrive_rules.proofs.difference import ChangeKind, _part_changes, diff, equivalent, page_of_difference
from thrive_rules.proofs.question import Counterexample
from thrive_rules.rulefiles.certificate import Conclusion, which_rules
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
    assert [(change.rule, change.kind) for change in found.rules] == [(name, ChangeKind.WORDING)]
    assert found.equivalent.conclusion is Conclusion.PROVED
    assert "Equivalent" in found.conclusion


def test_a_change_in_meaning_comes_with_the_smallest_case() -> None:
    old = base("equivalent.old")
    new = base("bad/equivalent")
    found = diff(old, new)
    [change] = found.rules
    assert (change.rule, change.kind) == ("more-help", ChangeKind.MEANING)
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
    for old, new, kind in ((less, RULES, ChangeKind.ADDED), (RULES, less, ChangeKind.REMOVED)):
        found = diff(old, new)
        [change] = [change for change in found.rules if change.kind is not ChangeKind.FOLLOWS]
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
        ("need-help", ChangeKind.MEANING),
        ("help", ChangeKind.FOLLOWS),
    }


def test_a_rule_that_argues_the_other_way_is_a_change_in_meaning() -> None:
    old = base("good/not_one_tier_for_all")
    new = with_rule(old, "advice", argues_for=None, argues_against="getting_advice")
    [change] = diff(old, new).rules
    assert change.kind is ChangeKind.MEANING
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
        (f"needs/{need.id}", ChangeKind.WORDING),
        ("header", ChangeKind.WORDING),
    ]
    fewer = diff(RULES, replace(RULES, distinctions=())).parts
    assert {each.kind for each in fewer} == {ChangeKind.REMOVED}


def test_not_answered_is_not_equivalent() -> None:
    answer = equivalent(RULES, RULES, seconds=0.0)
    assert answer.conclusion is Conclusion.NOT_ANSWERED
    new = with_rule(RULES, "advice-no-professional-help-now", because="Other words.")
    found = diff(RULES, new, seconds=0.0)
    assert {change.kind for change in found.rules} == {ChangeKind.NOT_ANSWERED}
    assert "Not answered" in found.conclusion


# WORD FOR WORD

A = {"id": "a", "when": {"recovering": True}, "argues_for": "thriving"}
B = {"id": "b", "when": {"aims_met": True}, "argues_for": "getting_help"}
EITHER = A | {"when": {"any": [A["when"], B["when"]]}}
RULE_BASE = {"id": "b", "voice": "rule_base"}
NEVER = {"all": [{"recovering": True}, {"recovering": False}]}
WHOLE = "rule_base/thrive"


def shown(finding: Counterexample | None) -> tuple[str, str, dict[str, Any]] | None:
    if finding is None:
        return None
    assert finding.first is not None
    assert finding.second is None  # the same case under both
    return finding.place, finding.message, facts_of(finding.first)


@pytest.mark.parametrize(
    ("old", "new", "rules", "suggestions"),
    [
        ([A], [A, B], [("b", "added", ("rules/b", "b fires", {"aims_met": True}))],
         [(WHOLE, "getting_help comes in, and did not before", {"aims_met": True})]),
        ([A, B], [A], [("b", "removed", ("old.yaml:3", "b fires", {"aims_met": True}))],
         [(WHOLE, "getting_help does not come in, and did before", {"aims_met": True})]),
        ([A, B], [A, B | {"when": {"any": [B["when"], NEVER]}}],
         [("b", "changed in meaning", ("rules/b", "b has another verdict", {"aims_met": False}))],
         [(WHOLE, "getting_help is settled by other answers than before", {"aims_met": False})]),
        ([A, B], [A | {"when": B["when"]}, B | {"when": A["when"]}],
         [("a", "changed in meaning", ("rules/a", "a has another verdict", {"recovering": False})),
          ("b", "changed in meaning", ("rules/b", "b has another verdict", {"recovering": False}))],
         [(WHOLE, "thriving comes in, and did not before", {"aims_met": True}),
          (WHOLE, "thriving does not come in, and did before", {"recovering": True}),
          (WHOLE, "getting_help comes in, and did not before", {"recovering": True}),
          (WHOLE, "getting_help does not come in, and did before", {"aims_met": True})]),
        ([A, A | {"id": "b"}], [A, A | {"id": "b", "voice": "rule_base"}],
         [("b", "changed in meaning", ("rules/b", "b fires, and does something else", {"recovering": True}))],
         [(WHOLE, "an argument of the rule_base for thriving comes out differently", {})]),
        ([EITHER, A | RULE_BASE], [EITHER, A | RULE_BASE | {"when": B["when"]}],
         [("b", "changed in meaning", ("rules/b", "b has another verdict", {"recovering": False}))],
         [(WHOLE, "an argument of the rule_base for thriving comes out differently", {"recovering": False})]),
        ([A, B], [A, B | {"because": "Other words."}], [("b", "changed in wording alone", None)], []),
        ([A, B], [B, A], [], []),
    ],
    ids=["added", "removed", "settled otherwise", "turned round", "another voice", "another verdict", "wording", "order"],
)  # fmt: skip
def test_each_change_is_told_word_for_word(
    old: list[Any], new: list[Any], rules: list[Any], suggestions: list[Any]
) -> None:
    was = made(*old).read_from(Origin({("rules", "b"): "old.yaml:3"}))
    found = diff(was, made(*new))
    assert [(each.rule, str(each.kind), shown(each.shown_by)) for each in found.rules] == rules
    assert [shown(each) for each in found.equivalent.findings] == suggestions
    assert found.parts == ()
    assert (found.old, found.new) == (which_rules(was), which_rules(made(*new)))
    assert found.equivalent.question == "equivalent"
    assert found.equivalent.asks == (
        "Both rule bases say the same of every case: candidates, arguments of each voice, needs and prompts."
    )
    for each in found.rules:
        assert each.shown_by is None or each.shown_by.check == "diff"


def test_a_page_lays_each_change_under_both_rule_bases() -> None:
    old, new = made(A), made(A, B)
    assert str(page_of_difference(diff(old, new), old, new)).splitlines() == [
        "b: added",
        "--------",
        "rules/b: b fires",
        "The answers:",
        "- yes: aims for help met",
        "- This rule: Old: is not there; New: fires",
        "- Put forward: Old: none; New: Getting Help",
        "",
        "For whom the suggestion differs",
        "-------------------------------",
        "rule_base/thrive: getting_help comes in, and did not before",
        "The answers:",
        "- yes: aims for help met",
        "- Put forward: Old: none; New: Getting Help",
    ]


def test_a_page_says_a_verdict_in_words_under_each_rule_base() -> None:
    old, new = made(A, B), made(A, B | {"when": A["when"]})
    first, *_ = page_of_difference(diff(old, new), old, new).sections
    assert first.table is not None
    assert first.table.columns == ("", "Old", "New")
    assert first.table.rows[0] == ("This rule", "undecided", "does not fire")


def test_every_part_that_is_not_the_same_is_named() -> None:
    danger = UrgentKind.IMMEDIATE_DANGER
    notice = RULES.urgent[danger].model_copy(update={"short": "Ring this number."})
    new = replace(
        RULES,
        urgent={**RULES.urgent, danger: notice},
        urgent_added={danger: notice},
        wording=RULES.wording.model_copy(update={"yes": RULES.wording.no}),
        options=RULES.options[1:],
    )
    option = RULES.options[0].id
    for one, other, kind in ((RULES, new, ChangeKind.REMOVED), (new, RULES, ChangeKind.ADDED)):
        assert [(each.part, each.kind) for each in _part_changes(one, other)] == [
            (f"options/{option}", kind),
            ("urgent", ChangeKind.WORDING),
            ("urgent_added", ChangeKind.WORDING),
            ("wording", ChangeKind.WORDING),
        ]

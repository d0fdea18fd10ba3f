"""Two cases side by side: nothing moves with severity, and what moves with anything else is named."""

from pathlib import Path

import pytest
from hypothesis import given

from thrive_rules import (
    Case,
    Grouping,
    Reader,
    RuleBase,
    Severity,
    Voice,
    converse,
    load_case,
    load_rules,
    suggest,
)
from thrive_rules.conversations.comparison import compare, page_of_comparison
from thrive_rules.conversations.conversation import Conversation
from thrive_rules.language.rule import UrgentKind
from thrive_rules.testing import cases, severities

EXAMPLES = Path(__file__).parents[2] / "examples"
RULES = load_rules()


def conversation(name: str, rules: RuleBase = RULES) -> Conversation:
    case, severity = load_case(EXAMPLES / f"{name}.yaml")
    return converse(suggest(case, rules), case, severity, rules)


def told(first: Conversation, second: Conversation, reader: Reader = Reader.PRACTITIONER) -> str:
    return str(page_of_comparison(compare(first, second, RULES, reader), RULES))


@pytest.mark.parametrize("name", ["ocd_severe_managing", "ocd_mild_wanting"])
def test_twins_that_differ_in_severity_alone(name: str) -> None:
    first, twin = conversation(name), conversation(f"{name}_twin")
    found = compare(first, twin, RULES)
    assert [each.field for each in found.severity] == [
        "severity_compelled_to_do_or_think_things",
        "severity_impact",
    ]
    assert not found.answers
    assert not found.own_words
    assert not found.suggestion_moved
    assert not found.moved
    for reader in (
        Reader.PARENT_OR_CARER,
        Reader.OTHER,
    ):  # who are not told how things are, nor that they differ
        assert told(first, twin, reader) == told(first, first, reader)
        assert RULES.wording.severity_alone.to(reader) not in told(first, twin, reader)
    for reader in (Reader.PRACTITIONER, Reader.YOUNG_PERSON):
        text = told(first, twin, reader)
        assert RULES.wording.nothing_moved.to(reader) in text
        assert RULES.wording.severity_alone.to(reader) in text


@given(cases(), severities(), severities())
def test_severity_alone_never_moves_anything(case: Case, one: Severity, other: Severity) -> None:
    suggestion = suggest(case, RULES)
    found = compare(converse(suggestion, case, one, RULES), converse(suggestion, case, other, RULES), RULES)
    assert not found.suggestion_moved
    assert (found.moved, found.answers, found.needs_gained, found.needs_lost) == ((), (), (), ())


def test_a_preference_that_differs_is_named_with_what_it_moved_and_why() -> None:
    case, severity = load_case(EXAMPLES / "ocd_mild_wanting.yaml")
    data = case.model_dump(mode="json")
    data["preferences"]["wants"]["goal_focused_help"] = False
    first = converse(suggest(case, RULES), case, severity, RULES)
    other = Case.model_validate(data)
    second = converse(suggest(other, RULES), other, severity, RULES)
    found = compare(first, second, RULES)
    assert [change.field for change in found.answers] == ["young_person_wants_goal_focused_help"]
    moved = {each.grouping: each for each in found.moved}
    assert moved[Grouping.GETTING_HELP].before
    assert not moved[Grouping.GETTING_HELP].after
    assert moved[Grouping.GETTING_ADVICE].after
    assert not moved[Grouping.GETTING_ADVICE].before
    text = told(first, second)
    assert "Put forward in the second, and not in the first." in text
    assert "The young person said that they do not want goal-focused help now." in text


@given(cases(), cases(), severities())
def test_any_two_cases_can_be_told_apart_for_every_reader(one: Case, other: Case, severity: Severity) -> None:
    first, second = (converse(suggest(each, RULES), each, severity, RULES) for each in (one, other))
    found = compare(first, second, RULES)
    own = {"candidates", "not_put_forward", "needs", "unknowns", "urgent"}
    assert found.suggestion_moved is (
        first.suggestion.model_dump(include=own) != second.suggestion.model_dump(include=own)
    )
    for reader in Reader:
        assert told(first, second, reader)
    apart = {"format", "urgent", "audience", "without_a_case"}
    assert compare(first, first, RULES).model_dump(exclude=apart) == {
        name: False if name == "suggestion_moved" else ()
        for name in type(found).model_fields
        if name not in apart
    }


def of(data: dict[str, object]) -> Conversation:
    case, severity = load_case(data)
    return converse(suggest(case, RULES), case, severity, RULES)


def view(label: str, answer: bool) -> dict[str, object]:
    return {"from": "parent_or_carer", "label": label, "proposes": {"information": answer}}


def test_danger_comes_first_in_a_comparison_too() -> None:
    danger = of({"presentation": {"immediate_danger": True}})
    for first, second in ((of({}), danger), (danger, of({})), (danger, danger)):
        text = told(first, second)
        assert text.startswith(RULES.wording.urgent.practitioner)
        assert text.splitlines()[2] == RULES.urgent[UrgentKind.IMMEDIATE_DANGER].recorded.practitioner


def test_a_view_that_the_facts_do_not_show_is_still_a_difference() -> None:
    """Rules read Mum's no and Dad's yes as a yes of a parent or carer; people do not."""
    differ, agree = (
        of({"views": [view("Mum", False), view("Dad", True)]}),
        of({"views": [view("Mum", True), view("Dad", True)]}),
    )
    assert compare(differ, agree, RULES).own_words == ("views",)
    assert not compare(differ, agree, RULES).suggestion_moved
    other_way_round = of({"views": [view("Dad", True), view("Mum", False)]})
    assert compare(differ, other_way_round, RULES).own_words == ()


def test_own_words_that_differ_move_nothing() -> None:
    case, severity = load_case(EXAMPLES / "ocd_severe_managing.yaml")
    data = case.model_dump(mode="json")
    data["preferences"]["what_matters"] = "Something else"
    data["presentation"]["strengths"] = []
    other = Case.model_validate(data)
    second = converse(suggest(other, RULES), other, severity, RULES)
    found = compare(converse(suggest(case, RULES), case, severity, RULES), second, RULES)
    assert found.own_words == ("presentation.strengths", "preferences.what_matters")
    assert not found.suggestion_moved


def test_what_this_rule_base_alone_puts_forward_says_so_as_the_page_of_one_case_does() -> None:
    def of(needed: bool | None) -> Conversation:
        answers = {"goal_focused_help": False, "extensive_help": False}
        case = Case.model_validate(
            {
                "presentation": {"individual_support_needed": needed},
                "preferences": {"wants": answers},
            }
        )
        return converse(suggest(case, RULES), case, Severity(), RULES)

    [moved] = [each for each in compare(of(None), of(True), RULES).moved if each.after]
    assert (moved.grouping, moved.only_rule_base) == (Grouping.GETTING_ADVICE, True)
    for reader in (Reader.PRACTITIONER, Reader.YOUNG_PERSON):
        for shown in (told(of(None), of(True), reader), told(of(True), of(None), reader)):
            assert RULES.wording.only_rule_base.to(reader) in shown
            assert RULES.wording.voices[Voice.RULE_BASE].to(reader) in shown
    wanting = {"preferences": {"managing_own_health": True, "wants": {"goal_focused_help": False}}}
    case = Case.model_validate(wanting)
    other = converse(suggest(case, RULES), case, Severity(), RULES)
    assert RULES.wording.only_rule_base.practitioner not in told(of(None), other)

"""How a condition is written: what is read, what is refused and where, and what stands in it."""

from dataclasses import fields
from functools import cache
from typing import Any, get_args

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from thrive_rules.cases.case import Grouping
from thrive_rules.cases.vocabulary import FACTS
from thrive_rules.language.conditions import (
    All,
    AnyOf,
    Condition,
    Is,
    Known,
    Needed,
    Not,
    PutForward,
    condition_schema,
    count_lists,
    count_ways,
    facts_read,
    for_prompts_alone,
    leaves,
    needs_negated,
    needs_read,
    parts,
    read_condition,
    spell_condition,
    spell_values,
)
from thrive_rules.reasoning.ways import ways
from thrive_rules.testing import conditions

GROUPINGS = "thriving, getting_advice, getting_help, getting_more_help, getting_risk_support"
KEYS = [key for key in condition_schema()["properties"] if key not in FACTS]
ONE = f"one condition, with one key: {', '.join(KEYS)} or a fact"
SEVERAL = "a list of conditions that is not empty"
ANSWERS = "a list of different answers that is not empty"
TRUE = {"aims_met": True}
WRONG: list[tuple[Any, tuple[str | int, ...], str]] = [
    ("aims_met", (), ONE),
    ([TRUE], (), ONE),
    ({}, (), ONE),
    (TRUE | {"recovering": True}, (), ONE),
    ({"all": []}, ("all",), SEVERAL),
    ({"any": TRUE}, ("any",), SEVERAL),
    ({"all": [TRUE, {"any": [TRUE, {}]}]}, ("all", 1, "any", 1), ONE),
    ({"not": {"not": {"all": "x"}}}, ("not", "not", "all"), SEVERAL),
    ({"known": "aims_mett"}, ("known",), "the name of a fact; did you mean aims_met?"),
    ({"known": ["x"]}, ("known",), "the name of a fact"),
    ({"aims_mett": True}, ("aims_mett",), "the name of a fact; did you mean aims_met?"),
    ({"winner": True}, ("winner",), "the name of a fact"),
    ({1: True}, ("1",), "the name of a fact"),
    ({"need": 1}, ("need",), "the id of a need"),
    ({"candidate": "getting_helpp"}, ("candidate",), f"one of {GROUPINGS}; did you mean getting_help?"),
    ({"candidate": "winner"}, ("candidate",), f"one of {GROUPINGS}"),
    ({"aims_met": 1}, ("aims_met",), "an answer that this fact can have: true, false"),
    ({"aims_met": None}, ("aims_met",), "an answer that this fact can have: true, false"),
    ({"aims_met": [True, "yes"]}, ("aims_met", 1), "an answer that this fact can have: true, false"),
    ({"competence": "sure"}, ("competence",), f"an answer that this fact can have: {spell_values(FACTS['competence'].domain)}"),
    ({"not": {"aims_met": [True, True]}}, ("not", "aims_met"), ANSWERS),
    ({"aims_met": []}, ("aims_met",), ANSWERS),
]  # fmt: skip


@pytest.mark.parametrize(("written", "where", "expected"), WRONG, ids=[str(each[0]) for each in WRONG])
def test_what_is_no_condition_is_refused_where_it_is_none(
    written: Any, where: tuple[str | int, ...], expected: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        read_condition(written)
    [error] = refused.value.errors(include_url=False)
    assert error == {"type": "condition", "loc": where, "msg": expected, "input": None}


def test_a_condition_that_is_one_already_is_left_as_it_is() -> None:
    condition = All((Is("aims_met", (True,)), Known("age")))
    assert read_condition(condition) is condition


def test_answers_are_spelled_as_a_rule_file_writes_them() -> None:
    assert spell_values((True, False, 15, "presumed")) == "true, false, 15, presumed"


# FOR EDITORS


@cache
def editor() -> Draft202012Validator:
    return Draft202012Validator({"$ref": "#/$defs/Condition", "$defs": {"Condition": condition_schema()}})


@given(conditions(list(FACTS), ["a_need"], for_prompts=True))
def test_an_editor_takes_every_condition(condition: Condition) -> None:
    assert editor().is_valid(spell_condition(condition))


@pytest.mark.parametrize("written", [each for each, _, _ in WRONG if each != {1: True}], ids=str)
def test_an_editor_refuses_what_the_reader_refuses(written: Any) -> None:
    assert not editor().is_valid(written)


# WHAT STANDS IN IT

A, B, C = Is("aims_met", (True,)), Is("age", (14, 15)), Known("recovering")
NEED, CANDIDATE = Needed("rest"), PutForward(Grouping.THRIVING)
EVERYTHING = All((A, Not(AnyOf((B, NEED))), AnyOf((C, Not(All((CANDIDATE,)))))))


def test_every_leaf_is_found_and_whether_it_stands_under_not() -> None:
    assert list(leaves(EVERYTHING)) == [(A, False), (B, True), (NEED, True), (C, False), (CANDIDATE, True)]
    assert list(leaves(Not(Not(A)))) == [(A, True)]  # however many there are
    assert [each for each in parts(EVERYTHING) if each in (A, B, C, NEED, CANDIDATE)] == [
        A,
        B,
        NEED,
        C,
        CANDIDATE,
    ]
    assert len(list(parts(EVERYTHING))) == 11
    assert facts_read(EVERYTHING) == {"aims_met", "age", "recovering"}
    assert needs_read(EVERYTHING) == {"rest"}


@pytest.mark.parametrize(
    ("leaf", "prompts_alone", "made_by_rules"),
    [(A, False, False), (C, True, False), (NEED, False, True), (CANDIDATE, True, True)],
)
def test_what_an_answer_learnt_later_could_undo(leaf: Any, prompts_alone: bool, made_by_rules: bool) -> None:
    assert for_prompts_alone(leaf) is prompts_alone
    assert not needs_negated(All((A, leaf)))
    assert needs_negated(All((A, Not(AnyOf((leaf, A)))))) is made_by_rules


HOLDERS = [
    node for node in get_args(Condition) if any("Condition" in str(each.type) for each in fields(node))
]


@pytest.mark.parametrize("holder", HOLDERS, ids=lambda node: node.__name__)
@pytest.mark.parametrize("leaf", [NEED, CANDIDATE], ids=["need", "candidate"])
def test_no_node_turns_around_what_rules_come_to_unseen(holder: Any, leaf: Condition) -> None:
    """Of every node that there is, and so of one that is new: what stands under `not` is told by its ways, too."""
    several = "tuple" in str(fields(holder)[0].type)
    for inner in (leaf, Not(leaf), AnyOf((leaf, A))):
        for condition in (each := holder((inner, B) if several else inner), Not(each)):
            turned = any(key == leaf and False in values for way in ways(condition) for key, values in way)
            assert needs_negated(condition) or not turned


# HOW MUCH OF IT THERE IS

THREE = AnyOf(tuple(Is(fact, (True,)) for fact in ("recovering", "help_tried", "has_goals")))
TWO = AnyOf((Is("aims_met", (True,)), Is("aims_agreed", (True,))))


def test_the_ways_are_counted_without_being_written_out() -> None:
    for condition in (
        THREE,
        TWO,
        All((TWO, THREE)),
        AnyOf((TWO, THREE)),
        Not(All((TWO, Not(THREE)))),
        Not(C),
    ):
        for negated in (False, True):
            assert count_ways(condition, {}, negated) == len(ways(condition, negated))
    assert count_ways(All((TWO, THREE)), {}) == 6
    assert count_ways(All((TWO, NEED, Needed("other"), CANDIDATE)), {"rest": 7}) == 14


@pytest.mark.parametrize(
    ("condition", "lists", "lists_of_the_opposite"),
    [
        (A, 0, 0),
        (B, 1, 1),
        (Is("competence", ("presumed",)), 0, 1),
        (Is("aims_met", (True, False)), 1, 0),
        (AnyOf((C, Is("competence", ("presumed",)))), 1, 2),
        (NEED, 0, 0),
        (All((A,)), 0, 0),
        (TWO, 1, 1),
        (All((TWO, THREE, NEED)), 3, 3),
        (Not(Is("competence", ("presumed",))), 1, 0),
        (AnyOf((B, Not(B), C, CANDIDATE)), 3, 3),
    ],
)  # fmt: skip
def test_the_lists_are_counted(condition: Condition, lists: int, lists_of_the_opposite: int) -> None:
    assert (count_lists(condition), count_lists(condition, negated=True)) == (lists, lists_of_the_opposite)


# WORD FOR WORD


@pytest.mark.parametrize(
    "written",
    [{"not": {"aims_met": True}}, {"known": "age"}, {"reason": "change"}, {"reason": ["change", "review"]}],
)
def test_a_condition_is_spelled_as_it_was_written(written: Any) -> None:
    assert spell_condition(read_condition(written)) == written


def test_an_editor_takes_a_list_of_one_answer_and_says_what_a_condition_is() -> None:
    assert editor().is_valid({"aims_met": [True]})
    assert condition_schema()["description"] == "One condition: one key."


def test_what_is_told_of_a_condition_shows_nothing_of_it() -> None:
    with pytest.raises(ValidationError) as refused:
        read_condition({"aims_mett": True})
    assert refused.value.title == "Condition"
    assert "input" not in str(refused.value)

"""A condition written out in full: in the same order everywhere, and without what could be undone."""

import os
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from thrive_rules.cases.case import Grouping
from thrive_rules.language.conditions import Known, Needed, PutForward
from thrive_rules.reasoning.ways import asked_by, smallest, unfold

LISTED = """
from thrive_rules import load_rules
from thrive_rules.reasoning.compiled import compile_rules

rules = load_rules()
for rule in rules.rules:
    for way in compile_rules(rules).ways(rule.id):
        print(rule.id, sorted((str(key), sorted(map(str, values))) for key, values in way))
"""


def test_the_ways_of_every_rule_stand_in_the_same_order_in_every_process() -> None:
    """Sets have another order in each process; what is read off them has one (law 13)."""

    def listed(seed: str) -> str:
        environment = os.environ | {"PYTHONHASHSEED": seed}
        done = subprocess.run(
            [sys.executable, "-c", LISTED], env=environment, capture_output=True, text=True, check=True
        )
        return done.stdout

    first = listed("1")
    assert first.count("\n") > 100
    assert first == listed("2") == listed("3")


@pytest.mark.parametrize(
    ("key", "answer"),
    [
        (Needed("rest"), False),
        (Known("age"), True),
        (Known("age"), False),
        (PutForward(Grouping.THRIVING), True),
        (PutForward(Grouping.THRIVING), False),
    ],
)
def test_what_a_later_answer_could_undo_is_never_written_out(key: Any, answer: bool) -> None:
    with pytest.raises(
        ValueError, match=r"^a need under `not`, `known` and `candidate` bring no grouping in$"
    ):
        list(unfold(frozenset([(key, frozenset([answer]))]), {"rest": []}))


def test_a_way_leaves_the_answers_that_all_its_literals_leave() -> None:
    def way(*literals: tuple[str, set[Any]]) -> Any:
        return frozenset((fact, frozenset(answers)) for fact, answers in literals)

    assert asked_by(way(("age", {14, 15}), ("age", {15, 16}), ("recovering", {True}))) == {
        "age": {15},
        "recovering": {True},
    }
    assert asked_by(way(("recovering", {True}), ("recovering", {False}))) == {"recovering": frozenset()}


@given(st.lists(st.frozensets(st.integers(0, 5)), max_size=8))
@example([frozenset({0, 1}), frozenset({2}), frozenset({0})])
def test_a_set_that_holds_all_of_another_one_is_no_smallest(sets: list[frozenset[int]]) -> None:
    expected = [each for each in dict.fromkeys(sets) if not any(other < each for other in sets)]
    assert smallest(sets, size=len) == expected
    bits = [sum(1 << each for each in one) for one in sets]
    assert smallest(bits, size=int.bit_count) == [sum(1 << each for each in one) for one in expected]

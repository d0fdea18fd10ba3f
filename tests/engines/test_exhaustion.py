"""What a frame says is the definition: every rule that ships, over every answer to every fact that it reads."""

import itertools
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pytest

pytest.importorskip("polars")
pytest.importorskip("pyarrow")

import polars as pl

from thrive_rules import load_rules
from thrive_rules.cases.case import Value
from thrive_rules.cases.vocabulary import FACTS
from thrive_rules.engines.column_types import dtype_of
from thrive_rules.engines.frame import suggest_all
from thrive_rules.engines.layout import rule_column
from thrive_rules.language.conditions import Needed, facts_read, needs_read
from thrive_rules.language.rule import Rule
from thrive_rules.reasoning.meaning import holds

RULES = load_rules()


def read_by(rule: Rule) -> list[str]:
    """The facts that a rule reads, itself and through needs."""
    through = (each for need in needs_read(rule.when) for each in RULES.establishing[need])
    return sorted(facts_read(rule.when).union(*(facts_read(each.when) for each in through)))


def every_answer(names: list[str]) -> Iterator[tuple[Value | None, ...]]:
    return itertools.product(*((None, *FACTS[name].domain) for name in names))


def by_definition(rule: Rule, needs: Iterable[str], facts: Mapping[str, Value]) -> bool | None:
    answers: dict[Any, Value] = dict(facts)
    for need in needs:
        states = {holds(each.when, facts) for each in RULES.establishing[need]}
        if True in states or states == {False}:
            answers[Needed(need)] = True in states
    return holds(rule.when, answers)


@pytest.mark.parametrize("rule", RULES.deciding, ids=lambda rule: rule.id)
def test_the_bits_and_the_expression_of_a_rule_are_its_definition(rule: Rule) -> None:
    names, needs = read_by(rule), needs_read(rule.when)
    rows = list(every_answer(names))
    frame = pl.DataFrame(rows, schema={name: dtype_of(FACTS[name]) for name in names}, orient="row")
    bits = suggest_all(frame, RULES, undecided=True)[rule_column(rule.id)].to_list()
    lazily = suggest_all(frame.lazy(), RULES, undecided=True).select(rule_column(rule.id)).collect()
    for row, *verdicts in zip(rows, bits, lazily.to_series().to_list(), strict=True):
        facts = {name: value for name, value in zip(names, row, strict=True) if value is not None}
        assert verdicts == [by_definition(rule, needs, facts)] * 2, facts

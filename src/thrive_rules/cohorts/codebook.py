"""A codebook: every column of an output, what it says, what it can hold, and where it comes from."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from thrive_rules.cases.case import Grouping, Value
from thrive_rules.cases.fact import Fact
from thrive_rules.cases.vocabulary import FACTS, RESTRICTED
from thrive_rules.engines.layout import need_column, rule_column
from thrive_rules.language.rulebase import RuleBase

THREE_VALUED = "true; false; empty: undecided, because answers are unknown"


class CodebookColumn(NamedTuple):
    """One column of an output."""

    table: str
    column: str
    meaning: str
    values: str
    source: str


def columns_of_answers(rules: RuleBase, keys: Iterable[str] = ()) -> Iterator[CodebookColumn]:
    """The columns that `batch` can write: keys, facts and the mark as the cohort has them, and what these rules add."""
    version = f"{rules.header.id} {rules.header.version}"

    def column(name: str, meaning: str, values: str, source: str) -> CodebookColumn:
        return CodebookColumn("answers", name, meaning, values, source)

    for name in keys:
        yield column(name, "Carried along; no rule reads it", "as the cohort has it", "the cohort")
    for name, fact in FACTS.items():
        label = rules.fact[name].label.practitioner if name in rules.fact else name.replace("_", " ")
        yield column(name, label, _values(fact), f"the cohort; in a case: {'.'.join(fact.path)}")
    yield column(
        RESTRICTED, "Something in the row is private or not shared", "true; false; empty", "the cohort"
    )
    for grouping in Grouping:
        meaning = f"{rules.words_for[grouping].name} is a candidate"
        yield column(str(grouping), meaning, f"{THREE_VALUED}; false: nothing can bring it in", version)
    for need in rules.needs:
        yield column(
            need_column(need.id), need.statement.practitioner, THREE_VALUED, f"{version}, need {need.id}"
        )
    for rule in rules.deciding:
        meaning = f"Fires: {rule.because.practitioner}"
        yield column(rule_column(rule.id), meaning, "true; false", f"{version}, rule {rule.id}; with --fired")


def _values(fact: Fact) -> str:
    def spelled(value: Value) -> str:
        return str(value).lower() if isinstance(value, bool) else str(value)

    if all(isinstance(value, int) and not isinstance(value, bool) for value in fact.domain):
        # The one number among facts is an age.
        return f"whole years, {fact.domain[0]} to {fact.domain[-1]}; empty: not yet known"
    return "; ".join((*map(spelled, fact.domain), "empty: not yet known"))


def codebook(columns: Iterable[CodebookColumn]) -> str:
    """A codebook as CSV."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(CodebookColumn._fields)
    writer.writerows(columns)
    return text.getvalue()

"""A whole cohort at once, in the data frame that it comes in. Needs the extra `[frame]`.

A frame in memory lends its columns, is answered as bits, and takes the answers back beside its own. For a lazy frame
each rule is one expression, in Kleene's logic with null for not yet known: Polars, DuckDB and Spark run it as it is.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any, TypeAlias, TypeVar, assert_never, cast

import narwhals as nw
import polars as pl

from thrive_rules.cases.case import Value
from thrive_rules.cases.vocabulary import COLUMNS, FACTS
from thrive_rules.engines.bits import answer_columns
from thrive_rules.engines.column_types import as_polars, fits, wrong_rows
from thrive_rules.engines.layout import (
    check_names,
    is_boolean,
    need_column,
    refuse_columns,
    result_columns,
    rule_column,
)
from thrive_rules.faults import CaseError, Fault
from thrive_rules.language.conditions import (
    All,
    AnyOf,
    Condition,
    Is,
    Known,
    Needed,
    Not,
    PutForward,
    facts_read,
)
from thrive_rules.language.rulebase import RuleBase

Frame = TypeVar("Frame")
"""A Polars frame, eager or lazy; a pandas frame; a PyArrow table; a DuckDB relation; a PySpark frame."""
ColumnOf: TypeAlias = Callable[[str], nw.Expr]


def suggest_all(frame: Frame, rules: RuleBase, *, fired: bool = True, undecided: bool = False) -> Frame:
    """What the rules make of every row, as a frame of the same kind: the same rows in the same order, and more columns.

    Added are a column for each grouping (true for a candidate, false where nothing can bring it in any more, null
    where that is undecided), one for each need (`need_<id>`), and with `fired` one for each rule (`rule_<id>`): true
    where it fires, false where it does not; with `undecided`, null where that is not yet known. A lazy frame stays
    lazy. Raises CaseError for a column that holds an answer that its fact cannot have, with its name and the count of
    rows, and for a column that looks like a misspelt fact or would be overwritten.
    """
    try:
        given: Any = nw.from_native(frame)
    except TypeError:
        expected = "expected a data frame: Polars, pandas, PyArrow, DuckDB or PySpark"
        raise CaseError([Fault("<frame>", None, "", expected)]) from None
    added = result_columns(rules, fired=fired or undecided)
    check_names(given.collect_schema().names(), added)
    if isinstance(given, nw.LazyFrame):
        return cast(Frame, compile_frame(rules).add(given, added, undecided).to_native())
    answers = answer_columns(as_polars(given), len(given), rules, added, undecided)
    return cast(Frame, _beside(given, answers))


def _beside(given: "nw.DataFrame[Any]", answers: pl.DataFrame) -> Any:
    """The answers as further columns of the frame that was given; its own are not touched."""
    native = given.to_native()
    if isinstance(native, pl.DataFrame):
        return native.hstack(answers)
    if given.implementation is nw.Implementation.PYARROW:
        for column in answers.iter_columns():
            native = native.append_column(column.name, column.to_arrow())
        return native
    columns = answers.to_pandas(use_pyarrow_extension_array=False, types_mapper=None)
    return native.assign(
        **{name: columns[name].astype("boolean").set_axis(native.index) for name in answers.columns}
    )


class FrameProgram:
    """A rule base as expressions over columns. It holds nothing of any case, and is made once for each rule base."""

    def __init__(self, rules: RuleBase) -> None:
        self.rules = rules
        self.facts = sorted(set[str]().union(*(facts_read(rule.when) for rule in rules.deciding)))
        """The facts that a grouping or a need can depend on."""

    def add(self, frame: "nw.LazyFrame[Any]", added: Sequence[str], undecided: bool) -> "nw.LazyFrame[Any]":
        """A lazy frame with the answers that are asked for beside its own columns."""
        known = check_lazily(frame)

        def column_of(fact: str) -> nw.Expr:
            return _in_layout(fact) if fact in known else nw.lit(None, dtype=_layout(fact))

        verdicts = {rule.id: to_expression(rule.when, column_of) for rule in self.rules.deciding}
        needs = {
            need_column(need): _any(verdicts[rule.id] for rule in found)
            for need, found in self.rules.establishing.items()
        }
        answers = {
            str(grouping): _any(verdicts[rule.id] for rule in found)
            for grouping, found in self.rules.arguing_for.items()
        }
        answers |= {rule_column(rule): each for rule, each in verdicts.items()}
        if not undecided:
            answers |= {
                rule_column(rule): nw.coalesce(each, nw.lit(False)) for rule, each in verdicts.items()
            }
        asked = {name: each for name, each in answers.items() if name in added}
        own = frame.collect_schema().names()
        with_needs = frame.with_columns(**needs) if needs else frame
        return with_needs.with_columns(**asked).select(*own, *added)


@lru_cache(maxsize=16)
def compile_frame(rules: RuleBase) -> FrameProgram:
    """Compile a rule base to expressions; once, however often it is asked for."""
    return FrameProgram(rules)


# THE READING


def to_expression(condition: Condition, column_of: ColumnOf) -> nw.Expr:
    """A condition as an expression: true, false, or null where it is not yet known."""
    match condition:
        case All(inner):
            return nw.all_horizontal(*(to_expression(each, column_of) for each in inner), ignore_nulls=False)
        case AnyOf(inner):
            return nw.any_horizontal(*(to_expression(each, column_of) for each in inner), ignore_nulls=False)
        case Not(each):
            return ~to_expression(each, column_of)
        case Is(fact, values):
            return _is(column_of(fact), fact, values)
        case Needed(need):
            return nw.col(need_column(need))
        case Known() | PutForward():
            raise AssertionError("a rule base lets prompts alone ask this, and prompts are not read here")
        case _:
            assert_never(condition)


def _is(column: nw.Expr, fact: str, values: tuple[Value, ...]) -> nw.Expr:
    if is_boolean(FACTS[fact]) and len(values) == 1:
        return column if values[0] else ~column
    # Not every kind of frame says null where a null is looked for in a list.
    return nw.when(~column.is_null()).then(column.is_in(list(values)))


def _layout(fact: str) -> Any:
    """The type in which a fact is read, as narwhals names it."""
    if is_boolean(FACTS[fact]):
        return nw.Boolean
    return nw.Int64 if isinstance(FACTS[fact].domain[0], int) else nw.String


def _in_layout(fact: str) -> nw.Expr:
    """The column of a fact. An age may come as a float, and a list as a category, which are not looked for alike."""
    return nw.col(fact) if is_boolean(FACTS[fact]) else nw.col(fact).cast(_layout(fact))


def _any(expressions: Iterable[nw.Expr]) -> nw.Expr:
    found = list(expressions)
    return nw.any_horizontal(*found, ignore_nulls=False) if found else nw.lit(False)


def check_lazily(frame: "nw.LazyFrame[Any]") -> set[str]:
    """The fact columns of a lazy frame that can hold answers. Where the type does not settle it, rows are counted.

    Raises CaseError for those that hold an answer that their fact cannot have.
    """
    schema = frame.collect_schema()
    columns = [name for name in schema if name in COLUMNS]
    marks = {name: mark for name in columns if (mark := wrong_rows(name, schema[name])) is not None}
    if marks:
        counts = frame.select(**{name: mark.cast(nw.Int64).sum() for name, mark in marks.items()}).collect()
        refuse_columns({name: int(count or 0) for name, count in zip(marks, counts.row(0), strict=True)})
    return {name for name in columns if fits(name, schema[name])}

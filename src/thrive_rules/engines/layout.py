"""A cohort as columns: one row for each young person, one column for each fact under its flat name. Needs `[frame]`.

A fact of yes and no is a boolean column, a closed list is text, an age is a whole number; null is not yet known. Any
other column is a key, which nothing here reads, bar `restricted`, which a study reads. An answer
that a fact cannot have is refused, and never becomes null.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import narwhals as nw
import polars as pl

from thrive_rules.cases.case import Grouping
from thrive_rules.cases.fact import Fact, Value
from thrive_rules.cases.vocabulary import COLUMNS, FACTS, RESTRICTED
from thrive_rules.faults import CaseError, Code, Fault, did_you_mean
from thrive_rules.language.rulebase import RuleBase


def is_boolean(fact: Fact) -> bool:
    """Whether a fact is answered by yes and no."""
    return isinstance(fact.domain[0], bool)


def dtype_of(fact: Fact) -> pl.DataType:
    """The type of the column of a fact, as Polars names it."""
    return _dtype(fact.domain)


def dtype_at(name: str) -> pl.DataType:
    """The type of a column that is known by its name, as Polars names it."""
    return _dtype(COLUMNS[name])


def _dtype(domain: tuple[Value, ...]) -> pl.DataType:
    if isinstance(domain[0], bool):
        return pl.Boolean()
    return pl.Int64() if isinstance(domain[0], int) else pl.String()


def need_column(need: str) -> str:
    """The name of the column of a need."""
    return f"need_{need}"


def rule_column(rule: str) -> str:
    """The name of the column of a rule."""
    return f"rule_{rule}"


def result_columns(rules: RuleBase, *, fired: bool = True) -> list[str]:
    """The columns that a result adds: each grouping, each need, and each rule about them where that is asked for."""
    found = [*map(str, Grouping), *(need_column(need.id) for need in rules.needs)]
    return found + [rule_column(rule.id) for rule in rules.deciding if fired]


# FRAMES


def as_polars(frame: Any) -> pl.DataFrame:
    """The columns of an eager frame of any kind that are known by their name, checked, as Polars."""
    eager = nw.from_native(frame, eager_only=True)
    known = [name for name in eager.columns if name in COLUMNS]
    if isinstance(native := eager.to_native(), pl.DataFrame):
        found = pl.DataFrame([native[name] for name in known])  # no query, and so no other threads
    else:
        found = pl.DataFrame({name: pl.from_arrow(eager[name].to_arrow()) for name in known})
    return check(found)


# WHAT A COLUMN MAY HOLD


def check(frame: pl.DataFrame) -> pl.DataFrame:
    """Columns that are known by their name, in the types of the layout.

    Raises CaseError that names every column that holds an answer that its fact cannot have, with the count of rows.
    """
    given = nw.from_native(frame)
    marks = {
        name: mark for name, dtype in given.schema.items() if (mark := wrong_rows(name, dtype)) is not None
    }
    if marks:
        counts = given.select(**{name: mark.sum() for name, mark in marks.items()}).row(0)
        refuse({name: int(count or 0) for name, count in zip(marks, counts, strict=True)})
    others = [in_layout(name, dtype) for name, dtype in frame.schema.items() if dtype != dtype_at(name)]
    return frame.with_columns(others) if others else frame


def in_layout(name: str, dtype: pl.DataType) -> pl.Expr:
    """The column of a fact in the type of the layout; one of another kind says nothing, once it has been checked."""
    wanted = dtype_at(name)
    return pl.col(name).cast(wanted) if fits(name, dtype) else pl.lit(None, wanted).alias(name)


def fits(name: str, dtype: Any) -> bool:
    """Whether a column of this type, of Polars or of narwhals, can hold answers to a fact."""
    holds = COLUMNS[name][0]
    if isinstance(holds, bool):
        return str(dtype) == "Boolean"
    text = str(dtype).split("(")[0] in ("String", "Categorical", "Enum")
    return bool(dtype.is_numeric()) if isinstance(holds, int) else text


def wrong_rows(name: str, dtype: nw.dtypes.DType) -> nw.Expr | None:
    """Which rows of the column of a fact hold an answer that the fact cannot have; None where the type rules it out."""
    domain, column = COLUMNS[name], nw.col(name)
    if not fits(name, dtype):
        return ~column.is_null()
    if isinstance(domain[0], bool):
        return (~column if domain[0] else column) if len(domain) == 1 else None
    if isinstance(domain[0], int):
        # An age can be a float: some libraries write whole numbers with gaps so. None looks for one type in another.
        return ~column.cast(nw.Float64).is_in([float(value) for value in domain]) & ~column.is_null()
    return ~column.cast(nw.String).is_in(list(domain)) & ~column.is_null()


def refuse(counts: Mapping[str, int]) -> None:
    """Raise CaseError for every column with a count of rows that hold an answer that its fact cannot have."""
    if faults := [wrong_column(name, count) for name, count in counts.items() if count]:
        raise CaseError(faults)


def wrong_column(name: str, count: int) -> Fault:
    """The fault of a column that holds answers that its fact cannot have."""
    what = "an answer that this fact cannot have" if name in FACTS else "what this column cannot have"
    problem = f"{rows_hold(count)} {what}; {expected(name)}"
    return Fault("<frame>", None, name, problem)


def rows_hold(count: int) -> str:
    """So many rows, as the beginning of a sentence."""
    return "1 row holds" if count == 1 else f"{count} rows hold"


def expected(name: str) -> str:
    """What the column of a fact may hold, in words."""
    if name == RESTRICTED:
        return "expected true or false, or nothing"
    domain = COLUMNS[name]
    if isinstance(domain[0], bool):
        answers = "true or false" if len(domain) > 1 else "true"
    elif isinstance(domain[0], int):
        answers = f"{domain[0]} to {domain[-1]}"
    else:
        answers = ", ".join(map(str, domain))
    return f"expected {answers}, or nothing where it is not yet known"


def check_names(
    columns: Sequence[str], added: Iterable[str], shown: Callable[[str], str] = lambda name: name
) -> None:
    """Refuse a frame whose columns would be overwritten, or that names a fact almost right.

    Raises CaseError, in which `shown` says how a name is written.
    A key that only looks like a fact can be renamed; a misspelt fact would go unread.
    """
    taken = set(added)
    faults = [
        Fault("<frame>", None, shown(name), "a result would overwrite this column; rename it")
        for name in columns
        if name in taken
    ]
    for name in columns:
        if name not in COLUMNS and name not in taken and (hint := did_you_mean(name, COLUMNS, cutoff=0.85)):
            faults.append(
                Fault(
                    "<frame>",
                    None,
                    shown(name),
                    f"{hint} A key needs a name that is less like a fact",
                    Code.UNKNOWN_KEY,
                )
            )
    if len(set(columns)) < len(columns):
        faults.append(Fault("<frame>", None, "", "two columns have the same name", Code.TWICE))
    if faults:
        raise CaseError(faults)

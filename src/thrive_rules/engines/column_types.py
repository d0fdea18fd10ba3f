"""The types of the columns of a cohort, as Polars names them, and whether a frame holds what its facts can have.

Needs the extra `[frame]`.
"""

from typing import Any

import narwhals as nw
import polars as pl

from thrive_rules.cases.fact import Fact, Value
from thrive_rules.cases.vocabulary import COLUMNS
from thrive_rules.engines.layout import refuse_columns


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


# FRAMES


def as_polars(frame: Any) -> pl.DataFrame:
    """The columns of an eager frame of any kind that are known by their name, checked, as Polars."""
    eager = nw.from_native(frame, eager_only=True)
    known = [name for name in eager.columns if name in COLUMNS]
    if isinstance(native := eager.to_native(), pl.DataFrame):
        found = pl.DataFrame([native[name] for name in known])  # no query, and so no other threads
    else:
        found = pl.DataFrame({name: pl.from_arrow(eager[name].to_arrow()) for name in known})
    return check_columns(found)


# WHAT A COLUMN MAY HOLD


def check_columns(frame: pl.DataFrame) -> pl.DataFrame:
    """Columns that are known by their name, in the types of the layout.

    Raises CaseError that names every column that holds an answer that its fact cannot have, with the count of rows.
    """
    given = nw.from_native(frame)
    marks = {
        name: mark for name, dtype in given.schema.items() if (mark := wrong_rows(name, dtype)) is not None
    }
    if marks:
        counts = given.select(**{name: mark.sum() for name, mark in marks.items()}).row(0)
        refuse_columns({name: int(count or 0) for name, count in zip(marks, counts, strict=True)})
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

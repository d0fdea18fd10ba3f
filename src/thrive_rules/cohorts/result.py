"""A result frame: a cohort with what the rules made of it, as `suggest_all` gives and `thrive-rules batch` writes.

Needs the extra `[frame]`. A column for each grouping, need and rule holds true, false or null, and nothing else.
"""

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from thrive_rules.cases.case import Frozen, Grouping, Rating
from thrive_rules.cases.vocabulary import FACTS, RESTRICTED, Part
from thrive_rules.cohorts.cohort_file import CohortFile
from thrive_rules.engines.layout import need_column, rows_hold, rule_column
from thrive_rules.faults import CaseError, Code, Fault, did_you_mean, instead, of_file

GROUPINGS = tuple(map(str, Grouping))
YesNoTable = NDArray[np.bool_]
_NEED, _RULE = need_column(""), rule_column("")
_RATING = pl.Enum(list(map(str, Rating)))


def groupings_of(result: pl.DataFrame) -> pl.DataFrame:
    """The column of each grouping. Raises CaseError for one that is missing, or that holds anything else."""
    if missing := [name for name in GROUPINGS if name not in result.columns]:
        problem = "a result has this column; `thrive-rules batch` writes it, and so does `suggest_all`"
        raise CaseError(Fault("<frame>", None, name, problem, Code.REQUIRED) for name in missing)
    return _answers(result.select(GROUPINGS))


def needs_of(result: pl.DataFrame) -> pl.DataFrame:
    """The column of each need. Raises CaseError for one that holds anything but true, false or null."""
    return _answers(result.select(name for name in result.columns if name.startswith(_NEED)))


def rules_of(result: pl.DataFrame) -> pl.DataFrame:
    """The column of each rule, under its id. Raises CaseError for one that holds anything but true, false or null."""
    found = _answers(result.select(name for name in result.columns if name.startswith(_RULE)))
    return found.rename(lambda name: name.removeprefix(_RULE))


def is_added(name: str) -> bool:
    """Whether a column is one that a result adds: a grouping, a need or a rule."""
    return name in GROUPINGS or name.startswith((_NEED, _RULE))


def fact_columns(result: pl.DataFrame) -> pl.DataFrame:
    """The column of each fact."""
    return result.select(name for name in result.columns if name in FACTS)


def unrestricted(result: pl.DataFrame, restricted: bool = False) -> pl.DataFrame:
    """The rows in which nothing is private or not shared, or with `restricted` all of them, without the mark.

    Raises CaseError where no row is left.
    """
    if RESTRICTED not in result.columns:
        return result
    kept = result if restricted else result.filter(pl.col(RESTRICTED).fill_null(False).not_())
    if len(result) and not len(kept):
        problem = "every row is private or not shared, and is left out; ask for such rows with --restricted"
        raise CaseError([Fault("<frame>", None, RESTRICTED, problem)])
    return kept.drop(RESTRICTED)


class Sizes(Frozen):
    """How many candidates rows have."""

    rows: int
    mean: float | None
    counts: tuple[int, ...]
    """How many rows have no candidate, one, two, and so on up to all five."""


def is_true(groupings: pl.DataFrame) -> YesNoTable:
    """A row for each row and a column for each grouping: whether it is a candidate."""
    return np.column_stack([groupings[name].fill_null(False).to_numpy() for name in GROUPINGS])


def sizes_of(sizes: NDArray[np.int64]) -> Sizes:
    """How many candidates rows have, from the count of each row."""
    counts = np.bincount(sizes, minlength=len(Grouping) + 1)
    return Sizes(
        rows=len(sizes), mean=float(sizes.mean()) if len(sizes) else None, counts=tuple(map(int, counts))
    )


def _answers(frame: pl.DataFrame) -> pl.DataFrame:
    """Columns of text as answers, and columns of answers as they are."""
    columns, faults = [], []
    for column in frame.iter_columns():
        answers = column
        if column.dtype == pl.String:
            text = column.str.to_lowercase()
            answers = (text == "true").set(~text.is_in(["true", "false"]), None)
        elif column.dtype != pl.Boolean:
            answers = pl.Series(column.name, [None], dtype=pl.Boolean).new_from_index(0, len(column))
        columns.append(answers)
        if wrong := int((column.is_not_null() & answers.is_null()).sum()):
            problem = (
                f"{rows_hold(wrong)} something else than true, false or nothing; a key needs another name"
            )
            faults.append(Fault("<frame>", None, column.name, problem))
    if faults:
        raise CaseError(faults)
    return pl.DataFrame(columns)


# FROM A FILE


def read_result(
    file: Path, keep: Iterable[str] = (), watch: Callable[[float, int], None] | None = None
) -> pl.DataFrame:
    """A file as a frame: its facts, groupings, needs and rules, and those other columns that are to be kept.

    `watch` gets how much of the file has been read, from 0 to 1, and how many rows that was. Raises CaseError for a
    file that cannot be read, for its first bad row, and for a column to keep that is not there.
    """
    kept, rows, count = set(keep), list[pl.DataFrame](), 0
    with CohortFile(file).chunks() as chunks:
        for chunk in chunks:
            if chunk.bad:
                raise CaseError([chunk.bad[0].fault(str(file))])
            for name in kept.difference(chunk.rows.columns):
                hint = did_you_mean(name, chunk.rows.columns) or "name one that is"
                raise CaseError(
                    [
                        Fault(
                            str(file),
                            None,
                            "",
                            f"a column that is asked for is not there; {hint}",
                            Code.REQUIRED,
                        )
                    ]
                )
            rows.append(instead(partial(_slim, chunk.rows, kept), of_file(file)))
            count += len(chunk.rows)
            if watch is not None:
                watch(chunk.share, count)
    return pl.concat(rows, rechunk=True)


def _slim(rows: pl.DataFrame, kept: set[str]) -> pl.DataFrame:
    """Only what a study reads, in types that take little room."""
    results = rows.select(name for name in rows.columns if is_added(name))
    rated = [name for name, fact in FACTS.items() if fact.part is Part.SEVERITY and name in rows.columns]
    facts = fact_columns(rows).with_columns(pl.col(rated).cast(_RATING))
    others = rows.select(name for name in rows.columns if name in {*kept, RESTRICTED} and name not in FACTS)
    return pl.concat([facts, _answers(results), others.drop(results.columns, strict=False)], how="horizontal")

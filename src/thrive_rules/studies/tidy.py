"""A study as tidy tables: one row for each observation, one column for each thing observed, and a codebook of them all.

Shares are from 0 to 1 and nothing is rounded; what could not be computed is empty. Needs the extra `[study]`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import narwhals as nw
import polars as pl

from thrive_rules.cohorts.codebook import CodebookColumn, codebook
from thrive_rules.studies.coverage import Coverage, Covered
from thrive_rules.studies.leak import LeakAudit
from thrive_rules.studies.rerun import Multiverse, Sensitivity
from thrive_rules.studies.study import Study

_GROUPING = "grouping: a grouping of the framework, by its key"
_COUNT, _FIGURE, _TEXT = pl.Int64(), pl.Float64(), pl.String()
_HOLDS = {_COUNT: "a count", _FIGURE: "a figure", _TEXT: "text"}
_RANGES = {
    **dict.fromkeys(("share", "by_chance", "p", "adjusted", "strength"), "0 to 1"),
    **dict.fromkeys(("kappa", "low", "high", "correlation"), "-1 to 1"),
    **dict.fromkeys(
        ("overall", "chance_low", "chance_high", "difference"),
        "in units of the measure: impact none 0 to severe 3, or a number of concerns",
    ),
    "mean_candidates": "0 to 5",
    **dict.fromkeys(("stays", "undecided"), "rows"),
}
"""What a figure can be, by the name of its column."""
_COVERED = ("rows", "covered", "partly", "undecided", "share", "by_chance", "mean_candidates")


@dataclass(frozen=True, slots=True)
class _Tidy:
    """A table: its columns, each with what it says, and the rows that a study has of it."""

    counts: tuple[str, ...]
    figures: tuple[str, ...]
    columns: tuple[str, ...]
    """In their order, each as `name: what it says`."""
    rows: Callable[[Study], Iterator[tuple[Any, ...]]]

    def schema(self) -> dict[str, pl.DataType]:
        names = [column.partition(":")[0] for column in self.columns]
        return {
            name: _COUNT if name in self.counts else _FIGURE if name in self.figures else _TEXT
            for name in names
        }


def _groupings(study: Study) -> Iterator[tuple[Any, ...]]:
    for grouping, each in study.candidates.groupings.items():
        yield str(grouping), study.candidates.sizes.rows, each.candidate, each.undecided, each.not_put_forward


def _sizes(study: Study) -> Iterator[tuple[Any, ...]]:
    yield from enumerate(study.candidates.sizes.counts)


def _coverage(study: Study) -> Iterator[tuple[Any, ...]]:
    def row(whose: str, grouping: str | None, each: Covered) -> tuple[Any, ...]:
        figures = (each.rows, each.covered, each.partly, each.undecided, each.share, each.by_chance)
        return (whose, grouping, *figures, each.sizes.mean)

    match study.coverage:
        case Coverage() as found:
            yield row("rules", None, found.by_rules)
            yield row("everything_always", None, found.everything_always)
            yield from (row("rules", str(grouping), each) for grouping, each in found.by_grouping.items())
        case None:
            return


def _agreement(study: Study) -> Iterator[tuple[Any, ...]]:
    for each in study.agreement:
        counts = (each.rows, each.all_yes, each.all_no, each.differ)
        yield (each.kind, ";".join(each.voices), *counts, each.kappa, each.low, each.high, each.why_not)


def _tests(study: Study) -> Iterator[tuple[Any, ...]]:
    found: LeakAudit = study.leak_audit
    for each in found.tests:
        low, high = each.chance or (None, None)
        counts = (each.rows, each.rows_telling, each.strata_telling)
        figures = (each.overall, each.difference, each.correlation, low, high, each.p, each.adjusted)
        yield (str(each.grouping), each.measure, *counts, *figures, each.why_not)


def _associations(study: Study) -> Iterator[tuple[Any, ...]]:
    for each in study.leak_audit.associations:
        yield each.column, each.measure, each.rows, each.strength, each.difference


def _blanked(study: Study) -> Iterator[tuple[Any, ...]]:
    found: Sensitivity | None = study.sensitivity
    for each in found.shares if found else ():
        for grouping, kept in each.groupings.items():
            yield each.share, str(grouping), kept.before, kept.stays, kept.undecided


def _rule_bases(study: Study) -> Iterator[tuple[Any, ...]]:
    found: Multiverse | None = study.multiverse
    for each in found.universes if found else ():
        for grouping, rows in each.candidates.items():
            yield each.name, each.rules.version, each.rules.digest, str(grouping), rows


def _pairs(study: Study) -> Iterator[tuple[Any, ...]]:
    for each in study.multiverse.pairs if study.multiverse else ():
        for grouping, between in each.groupings.items():
            yield (
                each.first,
                each.second,
                each.differ,
                str(grouping),
                between.first_alone,
                between.second_alone,
            )


def _rules(study: Study) -> Iterator[tuple[Any, ...]]:
    if found := study.rule_coverage:
        yield from ((rule, found.rows, count) for rule, count in found.fired.items())


_TABLES: Mapping[str, _Tidy] = {
    "candidates": _Tidy(
        ("rows", "candidate", "undecided", "not_put_forward"),
        (),
        (
            _GROUPING,
            "rows: rows studied",
            "candidate: rows of which it is a candidate",
            "undecided: rows in which unknown answers could still bring it in",
            "not_put_forward: rows in which nothing can bring it in any more",
        ),
        _groupings,
    ),
    "sizes": _Tidy(
        ("candidates", "rows"),
        (),
        ("candidates: how many candidates a row has", "rows: rows with so many"),
        _sizes,
    ),
    "coverage": _Tidy(
        _COVERED[:4],
        _COVERED[4:],
        (
            "whose: rules, or everything_always: a trivial rule that puts every grouping forward",
            "grouping: the rows in which this was agreed; empty for all",
            "rows: rows in which something was agreed",
            "covered: rows in which all that was agreed is a candidate",
            "partly: rows in which some of it is",
            "undecided: rows not covered in which unknown answers could bring in all that is missing",
            "share: covered of rows",
            "by_chance: the share, were as many candidates drawn at random",
            "mean_candidates: candidates of a row, on average; coverage alone says nothing",
        ),
        _coverage,
    ),
    "agreement": _Tidy(
        ("rows", "all_yes", "all_no", "differ"),
        ("kappa", "low", "high"),
        (
            "kind: a kind of help",
            "voices: whose answers, with ; between them",
            "rows: rows in which all of them answered",
            "all_yes: rows in which all say yes",
            "all_no: rows in which all say no",
            "differ: rows in which they do not all say the same",
            "kappa: agreement beyond chance, Cohen's for two voices, Fleiss' for more",
            "low: where the interval of 95% begins",
            "high: where it ends",
            "why_not: why there is no kappa",
        ),
        _agreement,
    ),
    "leak_audit": _Tidy(
        ("rows", "rows_telling", "strata_telling"),
        ("overall", "difference", "correlation", "chance_low", "chance_high", "p", "adjusted"),
        (
            _GROUPING,
            "measure: a measure of severity",
            "rows: rows with this measure",
            "rows_telling: of these, rows in strata that tell anything",
            "strata_telling: such strata",
            "overall: mean severity with the candidate less that without",
            "difference: the same among rows with the same needs",
            "correlation: the same as a correlation within strata",
            "chance_low: from here, the difference lies in 95 of 100 permutations",
            "chance_high: up to here",
            "p: share of permutations at least as far from no difference",
            "adjusted: the same after Holm",
            "why_not: why there is no test",
        ),
        _tests,
    ),
    "associations": _Tidy(
        ("rows",),
        ("strength", "difference"),
        (
            "column: a need or a fact",
            "measure: a measure of severity",
            "rows: rows with this measure",
            "strength: correlation ratio, described and not tested",
            "difference: mean severity where it is true less that where it is false",
        ),
        _associations,
    ),
    "sensitivity": _Tidy(
        ("before",),
        ("share", "stays", "undecided"),
        (
            "share: the share of known answers that was taken away at random",
            _GROUPING,
            "before: rows that had the candidate with every answer",
            "stays: rows in which it stays, as a mean over the repeats",
            "undecided: rows in which it becomes undecided, as such a mean",
        ),
        _blanked,
    ),
    "rule_bases": _Tidy(
        ("rows",),
        (),
        (
            "rules: a rule base",
            "version: its version",
            "digest: its digest",
            _GROUPING,
            "rows: rows of which it is a candidate under these rules",
        ),
        _rule_bases,
    ),
    "pairs": _Tidy(
        ("differ", "first_alone", "second_alone"),
        (),
        (
            "first: a rule base",
            "second: another",
            "differ: rows whose candidates are not the same",
            _GROUPING,
            "first_alone: rows of which it is a candidate under the first alone",
            "second_alone: rows of which it is a candidate under the second alone",
        ),
        _pairs,
    ),
    "rules": _Tidy(
        ("rows", "fired"),
        (),
        ("rule: a rule about a need or a grouping", "rows: rows studied", "fired: rows in which it fires"),
        _rules,
    ),
}


def tidy_tables(study: Study) -> dict[str, pl.DataFrame]:
    """Every table of a study, by name; one that could not be computed has no row."""
    return {
        name: pl.DataFrame(list(table.rows(study)), schema=table.schema(), orient="row")
        for name, table in _TABLES.items()
    }


def tables_like(study: Study, frame: Any) -> dict[str, Any]:
    """The same tables as data frames of the kind of `frame`: pandas, PyArrow, and else Polars."""
    tables = tidy_tables(study)
    match nw.from_native(frame, eager_only=True).implementation:
        case nw.Implementation.PANDAS:
            return {name: table.to_pandas() for name, table in tables.items()}
        case nw.Implementation.PYARROW:
            return {name: table.to_arrow() for name, table in tables.items()}
        case _:
            return dict(tables)


def columns_of_study() -> Iterator[CodebookColumn]:
    """The columns of every table, each with what it says."""
    for name, table in _TABLES.items():
        for column, (key, kind) in zip(table.columns, table.schema().items(), strict=True):
            values = (
                f"{_HOLDS[kind]}, {_RANGES[key]}; empty where there is none"
                if kind == _FIGURE
                else _HOLDS[kind]
            )
            yield CodebookColumn(name, key, column.partition(": ")[2], values, "thrive-rules study")


def files_of_study(study: Study) -> Iterable[tuple[str, str | bytes]]:
    """Every table as CSV and as Parquet, and the codebook, each with the name of its file."""
    yield "codebook.csv", codebook(columns_of_study())
    for name, table in tidy_tables(study).items():
        whole = BytesIO()
        table.write_parquet(whole)
        yield f"{name}.csv", table.write_csv()
        yield f"{name}.parquet", whole.getvalue()

"""A cohort from file to file: some rows at a time, whole or not at all, and a summary of what came of it.

Needs the extra `[frame]`. Each row comes out or is quarantined: none is lost, and none is corrected without asking.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import polars as pl
from polars.io.plugins import register_io_source

from thrive_rules.cases.case import Frozen, Grouping
from thrive_rules.cases.vocabulary import FACTS, RESTRICTED
from thrive_rules.cohorts.cohort_file import Chunk, CohortFile
from thrive_rules.cohorts.second_engine import ROWS_COMPARED, compare_engines
from thrive_rules.documents.output import refuse_ending, refuse_one_name, whole_file
from thrive_rules.engines.bits import answer_columns
from thrive_rules.engines.layout import result_columns, rule_column
from thrive_rules.faults import CaseError, Code, Fault, ThriveRulesError, instead
from thrive_rules.language.rule import UrgentKind
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.reasoning.compiled import compile_rules

MOST_TELLING = 10
"""How many unknowns a summary names."""

Watch = Callable[[float, int], None]
"""Gets how much of the file has been read, from 0 to 1, and how many rows that was."""


@dataclass(frozen=True, slots=True)
class Handling:
    """What becomes of a cohort besides its answers."""

    fired: bool = False
    """Whether there is a column for each rule too."""
    keep: tuple[str, ...] = ()
    """Columns that are no fact and no key, and are carried along."""
    quarantine: Path | str | None = None
    """Where bad rows go, one line of JSON for each; without it, the first one stops everything."""
    quote_formulas: bool = False
    """Whether cells of a CSV that a spreadsheet would run get an apostrophe before them."""


class NoCandidate(Frozen):
    """Rows without a candidate, and why."""

    undecided: int
    """Some unknown answer could still bring a grouping in."""
    settled: int
    """Everything that could bring a grouping in is answered, and nothing does."""


class Summary(Frozen):
    """What came of a cohort. Rows in are rows out and rows in quarantine."""

    keys: tuple[str, ...]
    """Columns that are no fact, and are carried along from the cohort."""
    rows_in: int
    rows_out: int
    quarantined: int
    compared: int
    """How many of the first rows the reference answered too, and alike."""
    formulas: int
    """Cells of keys in a CSV that begin as a formula does; a spreadsheet runs those that are not quoted."""
    urgent: dict[UrgentKind, int]
    """Rows with an urgent matter. They come first, and pick no grouping."""
    candidates: dict[Grouping, int]
    """For each grouping, the rows of which it is a candidate."""
    candidates_per_case: tuple[tuple[int, int], ...]
    """How many rows have no candidate, one, two, and so on: pairs, for no key of JSON is a whole number."""
    no_candidate: NoCandidate
    never_fired: tuple[str, ...]
    """Rules about needs and groupings that fired in no row."""
    most_telling: tuple[tuple[str, int], ...]
    """Unknown answers, with the rows in which a grouping that can depend on them is undecided; the most first."""


def batch(
    source: Path | str,
    target: Path | str,
    rules: RuleBase,
    handling: Handling = Handling(),
    watch: Watch | None = None,
) -> Summary:
    """Suggest for every row of a file, and write the rows with their answers to another.

    `source` is CSV, Parquet or NDJSON, also compressed; `target` is Parquet or CSV. Raises CaseError for a file that
    cannot be read, for a column that nobody would read, or for the first bad row: its number and column, never more.
    Raises EnginesDisagree where the reference says anything else of the first rows.
    """
    source, target = Path(source), Path(target)
    kept = Path(handling.quarantine) if handling.quarantine is not None else None
    refuse_names(source, target, kept)
    tally = _Tally(rules)
    worked_out, added = result_columns(rules), result_columns(rules, fired=handling.fired)
    with (
        CohortFile(source, worked_out, handling.keep).chunks() as chunks,
        whole_file(target, CaseError) as out,
        whole_file(kept, CaseError) if kept else nullcontext() as aside,
    ):

        def answered() -> Iterator[pl.DataFrame]:
            for chunk in chunks:
                _set_aside(chunk, source, aside)
                tally.keys = tuple(name for name in chunk.rows.columns if name not in (*FACTS, RESTRICTED))
                answers = answer_columns(chunk.rows, len(chunk.rows), rules, worked_out, undecided=False)
                rows = chunk.rows.hstack(answers)
                tally.compared += compare_engines(rows.head(ROWS_COMPARED - tally.compared), rules)
                tally.add(rows, len(chunk.bad))
                if watch is not None:
                    watch(chunk.share, tally.rows_in)
                rows = rows.select(*chunk.rows.columns, *added)
                if target.suffix == ".csv":
                    rows, formulas = for_a_spreadsheet(rows, quote=handling.quote_formulas)
                    tally.formulas += formulas
                yield rows

        _write_pieces(answered(), target, out)
    return tally.summary()


def for_a_spreadsheet(rows: pl.DataFrame, *, quote: bool) -> tuple[pl.DataFrame, int]:
    """Rows with what a spreadsheet would run quoted where that is asked for, and how many such cells there are."""
    texts = [name for name, dtype in rows.schema.items() if name not in FACTS and dtype == pl.String]
    marks = {
        name: pl.col(name).str.contains(r"^[=+\-@\t\r]")
        & pl.col(name).cast(pl.Float64, strict=False).is_null()
        for name in texts
    }
    if not marks:
        return rows, 0
    count = sum(rows.select(mark.sum().alias(name) for name, mark in marks.items()).row(0))
    if not (quote and count):
        return rows, count
    quoted = [
        pl.when(mark).then("'" + pl.col(name)).otherwise(name).alias(name) for name, mark in marks.items()
    ]
    return rows.with_columns(quoted), count


_SINKS: dict[str, Callable[[pl.LazyFrame, IO[bytes]], object]] = {
    ".parquet": pl.LazyFrame.sink_parquet,
    ".csv": pl.LazyFrame.sink_csv,
}


def _write_pieces(pieces: Iterator[pl.DataFrame], target: Path, out: IO[bytes]) -> None:
    """Write some rows after the others. The next are answered while Polars writes those before, on every core."""
    first = next(pieces)  # a file has one, if only for its columns
    if target.suffix == ".csv" and any(type_.is_nested() or type_ == pl.Binary for type_ in first.dtypes):
        problem = "this cannot hold a column of lists or of records; write Parquet, or leave the column out"
        raise CaseError([Fault(str(target), None, "", problem)])
    stopped: list[Exception] = []

    def all_of_them(*_: object) -> Iterator[pl.DataFrame]:
        try:
            yield first
            yield from pieces
        # That Polars stops reading (GeneratorExit) is no Exception, and no failure.
        except Exception as failure:  # whatever it is, Polars hides it behind its own words: raised below
            stopped.append(failure)
            raise

    def to_error(failure: BaseException) -> ThriveRulesError | None:
        if stopped or not isinstance(
            failure, (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError)
        ):
            return None
        return CaseError([Fault(str(target), None, "", "this cannot be written", Code.UNWRITABLE)])

    try:
        instead(
            lambda: _SINKS[target.suffix](register_io_source(all_of_them, schema=first.schema), out), to_error
        )
    except CaseError:
        out.write(bytes(1 << 16))  # Polars does not say why a file cannot be written; the system does
        out.flush()
        raise
    except BaseException:
        if not stopped:
            raise
    if stopped:  # Polars would raise an error of its own in its place
        raise stopped[0]


def refuse_names(source: Path, target: Path, *others: Path | None) -> None:
    """Raise CaseError where two files have one name, or where `target` is of no kind that a cohort is written as."""
    refuse_one_name([path for path in (target, *others) if path is not None], [source], CaseError)
    refuse_ending(target, _SINKS, CaseError)


def _set_aside(chunk: Chunk, source: Path, aside: IO[bytes] | None) -> None:
    if aside is None and chunk.bad:
        raise CaseError([chunk.bad[0].fault(str(source))])
    if aside is not None:
        aside.writelines(f"{bad.spelled()}\n".encode("utf-8", "replace") for bad in chunk.bad)


class _Tally:
    """What a summary counts, over all chunks."""

    def __init__(self, rules: RuleBase) -> None:
        program = compile_rules(rules)
        self._reads = {str(grouping): program.read_for(grouping) for grouping in Grouping}
        self._rules = [rule.id for rule in rules.deciding]
        self._fired: Counter[str] = Counter()
        self._candidates: Counter[str] = Counter()
        self._per_case: Counter[int] = Counter()
        self._urgent: Counter[str] = Counter()
        self._telling: Counter[str] = Counter()
        self._undecided = 0
        self.keys: tuple[str, ...] = ()
        self.compared = 0
        self.formulas = 0
        self.rows_in = 0
        self._quarantined = 0

    def add(self, rows: pl.DataFrame, bad: int) -> None:
        """Count some rows that were answered, and how many were not."""
        self.rows_in += len(rows) + bad
        self._quarantined += bad
        groupings = [pl.col(str(grouping)) for grouping in Grouping]
        known = rows.select(
            pl.sum_horizontal(each.fill_null(False).cast(pl.UInt8) for each in groupings).alias("candidates"),
            pl.any_horizontal(each.is_null() for each in groupings).alias("undecided"),
        )
        self._per_case.update(dict(known["candidates"].value_counts().iter_rows()))
        self._undecided += known.filter((pl.col("candidates") == 0) & pl.col("undecided")).height
        sums = [pl.col(name).sum() for name in (*map(str, Grouping), *map(rule_column, self._rules))]
        sums += [pl.col(kind).sum() for kind in map(str, UrgentKind) if kind in rows.columns]
        counted = rows.select(sums).row(0, named=True)
        for grouping in map(str, Grouping):
            self._candidates[grouping] += counted[grouping] or 0
        for rule in self._rules:
            self._fired[rule] += counted[rule_column(rule)] or 0
        for kind in map(str, UrgentKind):
            self._urgent[kind] += counted.get(kind) or 0
        for fact, count in rows.select(**self._open(rows.columns)).row(0, named=True).items():
            self._telling[fact] += count

    def _open(self, columns: Iterable[str]) -> dict[str, pl.Expr]:
        """For each fact, the rows that do not know it and have a grouping undecided that can depend on it."""
        present = set(columns)
        reading: dict[str, list[str]] = {}
        for grouping, names in self._reads.items():
            for name in names:
                reading.setdefault(name, []).append(grouping)
        return {
            name: (
                (pl.col(name).is_null() if name in present else pl.lit(True))
                & pl.any_horizontal(pl.col(grouping).is_null() for grouping in groupings)
            ).sum()
            for name, groupings in reading.items()
        }

    def summary(self) -> Summary:
        """The summary of all that was counted."""
        telling = sorted(self._telling.items(), key=lambda each: (-each[1], each[0]))
        return Summary(
            keys=self.keys,
            rows_in=self.rows_in,
            rows_out=self.rows_in - self._quarantined,
            quarantined=self._quarantined,
            compared=self.compared,
            formulas=self.formulas,
            urgent={kind: self._urgent[kind] for kind in UrgentKind},
            candidates={grouping: self._candidates[grouping] for grouping in Grouping},
            candidates_per_case=tuple(sorted(self._per_case.items())),
            no_candidate=NoCandidate(undecided=self._undecided, settled=self._per_case[0] - self._undecided),
            never_fired=tuple(rule for rule in self._rules if not self._fired[rule]),
            most_telling=tuple(each for each in telling[:MOST_TELLING] if each[1]),
        )

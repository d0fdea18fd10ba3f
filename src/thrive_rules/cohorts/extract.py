"""An extract as a cohort: answers as a mapping says, each with where it comes from. Needs the extra `[frame]`.

Nothing is guessed. An empty cell is unknown. A value that the mapping does not name is set aside with row and column,
and so are two that say different things of one person and day: the answer stays unknown.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import IO

import polars as pl

from thrive_rules.cases.fact import Part, Value
from thrive_rules.cases.fields import Frozen
from thrive_rules.cases.vocabulary import FACTS
from thrive_rules.cohorts.batch import for_a_spreadsheet, refuse_names
from thrive_rules.cohorts.cohort_file import BadRow, Chunk, CohortFile
from thrive_rules.cohorts.mapping import UNKNOWN, Extract, ExtractMapping, MappedAnswer, is_answer
from thrive_rules.cohorts.national_codes import NATIONAL_GROUPINGS, RETIRED_GROUPINGS, is_snomed
from thrive_rules.cohorts.provenance import ImportedAnswer, provenance_beside
from thrive_rules.documents.output import whole_file
from thrive_rules.engines.column_types import dtype_of
from thrive_rules.faults import CaseError, Code, Fault, printable

GROUPING_CODE = "needs_based_grouping_code"
"""The column of a cohort with the national code. No fact and no key: `batch --keep` carries it along."""
LONGEST_REFERENCE = 40


class Imported(Frozen):
    """What came of an extract."""

    rows_in: int
    """Rows of the extract."""
    rows_out: int
    """Rows of the cohort: one for each person and day."""
    answers: dict[str, int]
    """For each answer that the mapping can give, the rows of the cohort that have it."""
    unknown: int
    """Cells that are empty, or that the mapping calls unknown."""
    quarantined: int
    """What was set aside: a cell, or a row that does not say whose it is."""
    grouping_codes: tuple[tuple[str, int], ...]
    """The national codes that were carried along, with the rows that have them. No rule reads one."""
    columns_not_read: dict[str, int]
    """Columns that the mapping does not name, with the rows in which they hold something."""
    codes_not_read: tuple[tuple[str, int], ...]
    """SNOMED CT codes that the mapping does not name, with their rows."""
    formulas: int
    """Cells of keys in a CSV that begin as a formula does; a spreadsheet runs those that are not quoted."""
    reviewed: bool
    """Whether the mapping says who looked through it."""

    @property
    def says_what_is_wanted(self) -> bool:
        """Whether any answer says what a young person wants."""
        return any(count and FACTS[name].part is Part.PREFERENCE for name, count in self.answers.items())


@dataclass(frozen=True, slots=True)
class _Said:
    """What one cell says."""

    answer: Value
    row: int
    column: str
    cell: str


@dataclass(slots=True)
class _Row:
    """A row of the cohort while it grows: what is said of one person and day, and what is said in two ways."""

    reference: str
    day: date | None
    said: dict[str, _Said] = field(default_factory=dict)
    disputed: set[str] = field(default_factory=set)


def import_extract(
    source: Path,
    target: Path,
    mapping: ExtractMapping,
    quarantine: Path | None = None,
    *,
    quote_formulas: bool = False,
) -> Imported:
    """Write the cohort that an extract becomes, and beside it where each answer comes from.

    `source` is CSV or Parquet, `target` too. Raises CaseError for a file that cannot be read, for a column of the
    mapping that is not there, and without `quarantine` for the first cell that would be set aside: its row and column.
    """
    refuse_names(source, target, quarantine, provenance_beside(target))
    reading = _Reading(mapping, source, stop=quarantine is None)
    reading.read_rows()
    facts = [name for name in FACTS if any(each.to == name for each in mapping.answers)]
    cohort, formulas = reading.cohort(facts), 0
    if target.suffix == ".csv":
        cohort, formulas = for_a_spreadsheet(cohort, quote=quote_formulas)
    # One within the other, so that none stays alone, and each written out first: an error then names its file.
    with whole_file(target, CaseError, private=True) as out:
        _write_cohort(cohort, target, out)
        with whole_file(provenance_beside(target), CaseError, private=True) as where:
            for answer in reading.provenance(facts):
                where.write(f"{answer.model_dump_json(exclude_none=True)}\n".encode())
            where.flush()
            if quarantine:
                with whole_file(quarantine, CaseError, private=True) as bad:
                    bad.writelines(f"{each.spelled()}\n".encode("utf-8", "replace") for each in reading.bad)
    codes = Counter(
        row.said[GROUPING_CODE].answer for row in reading.rows.values() if GROUPING_CODE in row.said
    )
    return Imported(
        rows_in=reading.rows_in,
        rows_out=len(cohort),
        answers={name: int(cohort[name].is_not_null().sum()) for name in facts},
        unknown=reading.unknown,
        quarantined=len(reading.bad),
        grouping_codes=tuple((str(code), codes[code]) for code in NATIONAL_GROUPINGS if codes[code]),
        columns_not_read=dict(reading.columns_not_read),
        codes_not_read=tuple(sorted(reading.codes_not_read.items())),
        formulas=formulas,
        reviewed=mapping.reviewed is not None,
    )


class _Reading:
    """One walk over an extract."""

    def __init__(self, mapping: ExtractMapping, source: Path, *, stop: bool) -> None:
        self.mapping, self.source, self._stop = mapping, source, stop
        self.rows: dict[tuple[str, date | None], _Row] = {}
        self._aside: dict[tuple[int, tuple[str, ...], str], BadRow] = {}
        self.rows_in = self.unknown = 0
        self.columns_not_read: Counter[str] = Counter()
        self.codes_not_read: Counter[str] = Counter()
        self._answers = mapping.answers_from()

    def read_rows(self) -> None:
        """Read every row."""
        columns = [*self.mapping.keys]
        if self.mapping.of is Extract.CURRENT_VIEW:
            columns += [name for name in self._answers if name not in columns]
        with CohortFile(self.source, as_it_stands=True).chunks() as chunks:
            for chunk in chunks:
                self._check_columns(columns, chunk.rows.columns)
                self._read_chunk(chunk, columns)

    def _read_chunk(self, chunk: Chunk, columns: list[str]) -> None:
        cells = cells_as_text(chunk.rows)
        for name in cells.columns:
            if name not in columns:
                self.columns_not_read[name] += int(cells[name].is_not_null().sum())
        for bad in chunk.bad:
            self._set_aside(bad)
        skipped, number = {bad.row for bad in chunk.bad}, self.rows_in
        for row in cells.select(columns).iter_rows(named=True):
            number += 1
            while number in skipped:
                number += 1
            self._read_row(number, row)
        self.rows_in += len(cells) + len(chunk.bad)

    def _check_columns(self, named: list[str], found: list[str]) -> None:
        if missing := [name for name in named if name not in found]:
            problem = "a column that the mapping names is not there"
            raise CaseError(Fault(str(self.source), None, name, problem, Code.REQUIRED) for name in missing)

    def _read_row(self, number: int, row: Mapping[str, str | None]) -> None:
        mapping = self.mapping
        reference = row[mapping.person]
        if reference is None or len(reference) > LONGEST_REFERENCE or not reference.isprintable():
            problem = f"expected a local reference of at most {LONGEST_REFERENCE} characters, no name"
            self._set_aside(BadRow(number, (mapping.person,), problem, dict(row)))
            return
        day = row[mapping.date] if mapping.date else None
        when = None
        with suppress(ValueError):  # told below: its words hold what stands in the cell
            when = datetime.strptime(day, mapping.dates_as.as_python).date() if day else None
        if day and when is None:
            problem = f"expected a day as {mapping.dates_as}"
            self._set_aside(BadRow(number, (str(mapping.date),), problem, dict(row)))
            return
        case = self.rows.setdefault((reference, when), _Row(reference, when))
        if mapping.grouping_code and (code := row[mapping.grouping_code]) is not None:
            self._carry(case, _Said(code, number, mapping.grouping_code, code))
        if mapping.code is None or mapping.score is None:
            for column, answers in self._answers.items():
                self._take(case, number, column, row[column], answers)
        elif (code := row[mapping.code]) is not None:
            self._take_score(case, number, code, row[mapping.score])

    def _carry(self, case: _Row, said: _Said) -> None:
        if said.cell in RETIRED_GROUPINGS:
            problem = "this code was retired on 1 April 2018; no other stands for it"
            self._set_aside(_cell(said, problem))
        elif said.cell not in NATIONAL_GROUPINGS:
            self._set_aside(_cell(said, "expected a national needs-based grouping code, from 10 to 28"))
        else:
            self._say(case, GROUPING_CODE, said)

    def _take_score(self, case: _Row, number: int, code: str, score: str | None) -> None:
        mapping = self.mapping
        if not is_snomed(code):
            problem = (
                "this is no SNOMED CT code: its check digit does not hold; a spreadsheet rounds long figures"
            )
            self._set_aside(_cell(_Said(code, number, str(mapping.code), code), problem))
        elif code in self._answers:
            self._take(case, number, str(mapping.score), score, self._answers[code])
        else:
            self.codes_not_read[code] += 1

    def _take(
        self, case: _Row, number: int, column: str, cell: str | None, answers: list[MappedAnswer]
    ) -> None:
        if cell is None:
            self.unknown += 1
            return
        meant = {each.to: self._meaning(cell, each) for each in answers}
        if None in meant.values():
            problem = "the mapping does not say what this value means"
            self._set_aside(_cell(_Said(cell, number, column, cell), problem))
            return
        self.unknown += set(meant.values()) == {UNKNOWN}
        for name, answer in meant.items():
            if answer is not None and answer != UNKNOWN:
                self._say(case, name, _Said(answer, number, column, cell))

    def _meaning(self, cell: str, answer: MappedAnswer) -> Value | None:
        """What a cell says of an answer: `unknown` among it, and None where the mapping does not say."""
        if answer.by is not None:
            return self.mapping.values[answer.by].get(cell)
        domain = FACTS[answer.to].domain
        spelled = {str(each).lower() if isinstance(each, bool) else str(each): each for each in domain}
        found = spelled.get(cell)
        return found if is_answer(found, answer.to) else None

    def _say(self, case: _Row, name: str, said: _Said) -> None:
        before = case.said.get(name)
        if name not in case.disputed and (before is None or before.answer == said.answer):
            case.said.setdefault(name, said)
            return
        problem = "two rows or columns say different things of one person and day; none is taken"
        if before is not None:
            self._set_aside(_cell(case.said.pop(name), problem))
            case.disputed.add(name)
        self._set_aside(_cell(said, problem))

    def _set_aside(self, bad: BadRow) -> None:
        if self._stop:
            raise CaseError([bad.fault(str(self.source))])
        # Once, however many answers a cell is to give.
        self._aside.setdefault((bad.row, bad.columns, bad.problem), bad)

    # WHAT COMES OF IT

    @property
    def bad(self) -> Collection[BadRow]:
        """What was set aside, in the order in which it was found."""
        return self._aside.values()

    def cohort(self, facts: list[str]) -> pl.DataFrame:
        """The rows of the cohort, in the order in which the extract first names them."""
        rows = list(self.rows.values())
        found = {
            "row": pl.Series(range(1, len(rows) + 1), dtype=pl.Int64),
            "reference": pl.Series([row.reference for row in rows], dtype=pl.String),
            "date": pl.Series([row.day and row.day.isoformat() for row in rows], dtype=pl.String),
        }
        if self.mapping.grouping_code:
            found[GROUPING_CODE] = self._column(GROUPING_CODE, pl.String())
        return pl.DataFrame(found | {name: self._column(name, dtype_of(FACTS[name])) for name in facts})

    def _column(self, name: str, dtype: pl.DataType) -> pl.Series:
        said = (row.said.get(name) for row in self.rows.values())
        return pl.Series([each.answer if each else None for each in said], dtype=dtype)

    def provenance(self, facts: list[str]) -> Iterator[ImportedAnswer]:
        """Where each answer of the cohort comes from, row by row."""
        file = printable(self.source.name)
        for number, row in enumerate(self.rows.values(), 1):
            for name in (GROUPING_CODE, *facts):
                if (said := row.said.get(name)) is None:
                    continue
                path = GROUPING_CODE
                if name in FACTS:
                    fact = FACTS[name]
                    path = ".".join((*fact.path, *([fact.key] if fact.key else ())))
                item = f"{file}, row {said.row}, {said.column}"
                yield ImportedAnswer(
                    row=str(number), path=path, system=self.mapping.system, item=item, when=row.day
                )


def _cell(said: _Said, problem: str) -> BadRow:
    return BadRow(said.row, (said.column,), problem, {said.column: said.cell})


def cells_as_text(rows: pl.DataFrame) -> pl.DataFrame:
    """Every cell as text without blanks around it, and nothing where it is empty. A column of lists says nothing."""
    plain = [name for name, dtype in rows.schema.items() if not dtype.is_nested() and dtype != pl.Binary]
    text = rows.with_columns(pl.col(pl.Datetime).dt.date()).select(
        pl.col(plain).cast(pl.String).str.strip_chars()
    )
    text = text.with_columns(
        # 3.0: some libraries write gaps in whole numbers so.
        pl.col(name).str.replace(r"^(-?\d+)\.0+$", "$1")
        for name, dtype in rows.select(plain).schema.items()
        if dtype.is_float()
    )
    return text.with_columns(pl.when(pl.all() != "").then(pl.all()))


def _write_cohort(cohort: pl.DataFrame, target: Path, out: IO[bytes]) -> None:
    whole = BytesIO()  # by way of memory: Python tells why a stream cannot be written, and Polars does not
    cohort.write_csv(whole) if target.suffix == ".csv" else cohort.write_parquet(whole)
    out.write(whole.getbuffer())
    out.flush()

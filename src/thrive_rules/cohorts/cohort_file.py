"""A cohort file, chunk by chunk: CSV, Parquet or NDJSON, also compressed. Needs the extra `[frame]`.

Every row comes out once: as a row of a chunk whose answers are in their types, or as a bad row that says what is wrong.
"""

import csv
import io
import json
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl
import pyarrow as pa

from thrive_rules.cases.vocabulary import COLUMNS, FACTS
from thrive_rules.cohorts.columns import check_read, shown_name
from thrive_rules.cohorts.csv_reader import BYTES_AT_ONCE, NO_TEXT, NOT_UTF_8, CsvReader
from thrive_rules.cohorts.json_lines import mixed_key, parse, says_twice, too_deep, why_not
from thrive_rules.cohorts.parquet_pages import DamagedError, pages
from thrive_rules.engines.column_types import dtype_at, dtype_of, in_layout, wrong_rows
from thrive_rules.engines.layout import check_names, expected
from thrive_rules.faults import CaseError, Code, Fault, ThriveRulesError, instead, of_file

LONGEST = 1 << 20
"""The longest first line of a CSV, and the longest line of NDJSON, in bytes: a few bytes on disk can be a bomb."""

COMPRESSED = (".gz", ".bz2", ".zst")


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be read: its number, from 1, its columns at fault, what is wrong, and what it holds."""

    row: int
    columns: tuple[str, ...]
    problem: str
    data: dict[str, Any] | str

    def fault(self, file: str) -> Fault:
        """Where it stands and what is wrong; what it holds is not said."""
        return Fault(f"{file}, row {self.row}", None, ", ".join(self.columns), self.problem)

    def spelled(self) -> str:
        """One line of JSON that holds all of it."""
        said = {"row": self.row, "columns": self.columns, "problem": self.problem, "data": self.data}
        return json.dumps(said, ensure_ascii=False, default=str)


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some rows, in their order, with what could not be read among them, and how far the file has been read."""

    rows: pl.DataFrame
    bad: tuple[BadRow, ...]
    share: float
    """How much of the file has been read, from 0 to 1."""


_NoText = dict[int, tuple[str, ...]]
"""For each row with a byte that no text holds, by its position, the columns at fault."""


class _RowError(Exception):
    """A row at which reading ends, and why."""

    def __init__(self, row: int, problem: str) -> None:
        super().__init__(problem)
        self.row, self.problem = row, problem


class CohortFile:
    """A cohort file that is open for reading. Raises CaseError for a file that cannot be read as a cohort.

    A result will add the columns `added`. A column that is no fact and no key is refused unless it stands in `keep`;
    with None for `keep`, whoever reads the file picks what it needs. `as_it_stands` reads a CSV or Parquet file that is
    no cohort: no column has a meaning, whatever its name.
    """

    def __init__(
        self,
        file: Path,
        added: Iterable[str] = (),
        keep: Iterable[str] | None = None,
        *,
        as_it_stands: bool = False,
    ) -> None:
        self.file = file
        self._known = {} if as_it_stands else COLUMNS
        suffixes = [suffix for suffix in file.suffixes if suffix not in COMPRESSED]
        readers: dict[str, Callable[[], Generator[Chunk]]] = {
            ".csv": self._csv,
            ".parquet": self._parquet,
        }
        if not as_it_stands:
            readers |= {".ndjson": self._ndjson, ".jsonl": self._ndjson}
        expected = f"expected a file named {', '.join(readers)}, also with {', '.join(COMPRESSED)}"
        if file.is_dir():
            raise self._error(f"this is a directory; {expected}")
        if not suffixes or suffixes[-1] not in readers:
            raise self._error(expected)
        if not file.is_file():
            raise self._error("there is no such file")
        self._added = tuple(added)
        self._keep = None if keep is None else frozenset(keep)
        self._read = readers[suffixes[-1]]

    @contextmanager
    def chunks(self) -> Iterator[Iterator[Chunk]]:
        """Every row of the file, in order, some at a time.

        What reads is closed however reading ends.
        """

        def until_the_end() -> Iterator[Chunk]:
            while (chunk := instead(lambda: next(found, None), self._to_error)) is not None:
                yield chunk

        with closing(self._read()) as found:
            yield until_the_end()

    def _to_error(self, failure: BaseException) -> ThriveRulesError | None:
        """Our words for any failure of reading: those of Arrow and Polars are for programmers, and can hold a value."""
        match failure:
            case _RowError():
                return CaseError([Fault(f"{self.file}, row {failure.row}", None, "", failure.problem)])
            case CaseError():
                return of_file(self.file)(failure)
            case DamagedError():
                return self._error(
                    "this is no Parquet file that can be read, or not a whole one, "
                    "or a column is of a type that is not known here"
                )
            case csv.Error():
                return self._error(
                    "the first line holds a name that is too long, or a quote that is not closed"
                )
            case UnicodeError():
                return self._error(NOT_UTF_8)
            case MemoryError() | RecursionError():
                return self._error("this is too large, or nests too deep, to be read")
            case OSError() | EOFError():
                return self._error(getattr(failure, "strerror", None) or "this is damaged, or not whole")
            case pa.ArrowException() | pl.exceptions.PolarsError() | pl.exceptions.PanicException():
                return self._error("this cannot be read: its content is not what its name says, or damaged")
            case _:
                return None

    def _error(self, problem: str) -> CaseError:
        return CaseError([Fault(str(self.file), None, "", problem, Code.UNREADABLE)])

    def _check_names(self, names: Sequence[str], found: Sequence[str] | None = None) -> None:
        if self._known:
            check_names(names, self._added, lambda name: shown_name(name, names))
        elif len(set(names)) < len(names):
            raise self._error("two columns have the same name")
        if self._keep is not None:
            check_read(names, names if found is None else found, self._keep)

    def _stream(self) -> Any:
        return pa.input_stream(str(self.file), compression="detect")

    # PARQUET

    def _parquet(self) -> Generator[Chunk]:
        done = 0
        for rows, share in pages(self.file):
            if not done and not len(rows):
                self._check_names(rows.columns)
            numbers = range(done + 1, done + 1 + len(rows))
            done += len(rows)
            yield Chunk(*self._typed(rows, numbers), share)

    # CSV

    def _csv(self) -> Generator[Chunk]:
        header = self._header()
        self._check_names(header)
        broken: list[BadRow] = []

        def note(row: int, problem: str, text: str) -> None:
            broken.append(BadRow(row, (), problem, text))

        raw = _Counting(self._stream(), self.file)
        with raw.stream, closing(self._by_arrow(partial(CsvReader, raw.stream, header, note))) as reader:
            rows = _empty(header)
            yield Chunk(rows, (), 0.0)
            done, handed_on = 0, 0
            while (batch := self._by_arrow(reader.rows)) is not None:
                numbers, done = _numbers(done, batch.num_rows, [bad.row for bad in broken])
                known = [bad for bad in broken[handed_on:] if bad.row <= done]
                handed_on += len(known)
                rows, no_text = _texts(batch, damaged=reader.damaged)
                rows, bad = self._typed(rows, numbers, no_text)
                yield Chunk(rows, tuple(sorted((*bad, *known), key=lambda each: each.row)), raw.share())
            if broken[handed_on:]:
                yield Chunk(rows.clear(), tuple(broken[handed_on:]), 1.0)

    def _header(self) -> list[str]:
        with io.TextIOWrapper(
            self._stream(), encoding="utf-8-sig", errors="surrogateescape", newline=""
        ) as text:
            first = text.read(LONGEST)
        if len(first) == LONGEST and not set("\r\n") & set(first):
            raise self._error("the first line, with the names of columns, is longer than 1 MB")
        header = next(csv.reader(io.StringIO(first, newline="")), None)
        if not header:
            raise self._error("expected a first line with the names of columns")
        if set("\r\n") & set(
            "".join(header)
        ):  # a name of two lines, or a quote that closes elsewhere or nowhere
            next(csv.reader(io.StringIO(first, newline=""), strict=True))
        if "\0" in "".join(header):  # each reader makes something else of it
            raise self._error("this is no text: a zero byte stands in the first line")
        "".join(header).encode()  # names are text
        return header

    def _by_arrow(self, step: Callable[[], Any]) -> Any:
        try:
            return step()
        except pa.ArrowInvalid:
            pass  # the row is looked for outside, with nothing of Arrow's words on what is raised
        raise self._broken_row()

    def _broken_row(self) -> _RowError:
        """Where Arrow cannot go on. It does not say where, so that the rows are counted once more."""
        seen = 0
        stream = io.TextIOWrapper(self._stream(), encoding="utf-8-sig", errors="surrogateescape", newline="")
        with stream as text:
            try:
                for each in csv.reader(text):
                    seen += bool(each)
                row = seen - 1  # the first is the line with the names
            except csv.Error:
                row = seen
        return _RowError(row, "a quote opens here and does not close, or the row is too long to be read")

    # NDJSON

    def _ndjson(self) -> Generator[Chunk]:
        raw = _Counting(self._stream(), self.file)
        keys: dict[str, pl.DataType] | None = None
        done = 0
        with raw.stream:
            for lines in raw.lines():
                numbers = range(done + 1, done + 1 + len(lines))
                done += len(lines)
                rows, bad = self._parse(lines, numbers)
                if keys is None:
                    keys = {name: dtype for name, dtype in rows.schema.items() if name not in FACTS}
                    if rows.width or not bad:  # else what is wrong with the rows says more
                        self._check_names([*keys, *FACTS], rows.columns)
                    yield Chunk(self._complete(rows.clear(), keys, numbers), (), 0.0)
                yield Chunk(self._complete(rows, keys, numbers), bad, raw.share())
        if keys is None:
            raise self._error("expected a line of JSON for each row")

    def _parse(self, lines: list[bytes], numbers: range) -> tuple[pl.DataFrame, tuple[BadRow, ...]]:
        """Lines of JSON as rows: all at once, and one by one where that fails, to tell which line is at fault."""
        try:
            if not any(map(too_deep, lines)):
                good, bad = self._typed(parse(lines), numbers)
                if not bad and not any(map(says_twice, lines)):
                    return good, ()
        except pl.exceptions.PolarsError:
            pass
        kept, wrong = [], []
        for number, line in zip(numbers, lines, strict=True):
            if (fault := why_not(line)) is None:
                kept.append(line)
            else:
                wrong.append(BadRow(number, *fault, line.decode("utf-8", "replace")))
        try:
            return self._typed(parse(kept), numbers)[0], tuple(wrong)
        except pl.exceptions.PolarsError:
            pass
        raise self._mixed(mixed_key(kept), numbers)

    def _complete(self, rows: pl.DataFrame, keys: Mapping[str, pl.DataType], numbers: range) -> pl.DataFrame:
        """Every key that the first rows have, and every fact, which a row of JSON may leave out."""
        for name, dtype in rows.schema.items():
            if name not in FACTS and (name not in keys or dtype not in (keys[name], pl.Null())):
                raise self._mixed(name, numbers)
        layout = {**keys, **{name: dtype_of(fact) for name, fact in FACTS.items()}}
        missing = [
            pl.lit(None, dtype).alias(name) for name, dtype in layout.items() if name not in rows.columns
        ]
        return rows.with_columns(missing).select(list(layout)).cast(pl.Schema(layout))

    def _mixed(self, name: str, numbers: range) -> CaseError:
        where = f"rows {numbers[0]} to {numbers[-1]}"
        problem = f"{where}: this is of another kind than in other rows, or is not there in the first ones"
        return CaseError([Fault(str(self.file), None, name if name.isprintable() else "a key", problem)])

    # ANSWERS IN THEIR TYPES

    def _typed(
        self, raw: pl.DataFrame, numbers: Sequence[int], no_text: _NoText | None = None
    ) -> tuple[pl.DataFrame, tuple[BadRow, ...]]:
        """The rows whose answers their facts can have, in the types of the layout; and the others as bad rows.

        Where all of it is text, `no_text` says in which rows and columns it is not.
        """
        known = {name: dtype for name, dtype in raw.schema.items() if name in self._known}
        if no_text is not None:
            typed = {name: _from_text(name) for name in known}
            marks = raw.select(
                (pl.col(name).is_not_null() & each.is_null()).alias(name) for name, each in typed.items()
            )
        else:
            typed = {name: in_layout(name, dtype) for name, dtype in known.items() if dtype != dtype_at(name)}
            given = nw.from_native(raw.select(list(known)))
            asked = {name: wrong_rows(name, dtype) for name, dtype in given.schema.items()}
            marks = given.select(
                **{name: mark for name, mark in asked.items() if mark is not None}
            ).to_native()
        at_fault = pl.repeat(False, len(raw), eager=True).scatter(list(no_text or ()), True)
        if marks.width:
            at_fault |= marks.select(pl.any_horizontal(pl.all().fill_null(False))).to_series()
        if not at_fault.any():
            return raw.with_columns(**typed), ()
        bad = []
        for index in at_fault.arg_true():
            if no_text and index in no_text:
                names, problem = no_text[index], NOT_UTF_8
            else:
                names = tuple(name for name in marks.columns if marks[name][index])
                problem = expected(names[0])
            bad.append(BadRow(numbers[index], names, problem, raw.row(index, named=True)))
        return raw.filter(~at_fault).with_columns(**typed), tuple(bad)


def _empty(names: list[str]) -> pl.DataFrame:
    return pl.DataFrame(schema={name: dtype_at(name) if name in COLUMNS else pl.String() for name in names})


def _texts(batch: pa.RecordBatch, *, damaged: bool) -> tuple[pl.DataFrame, _NoText]:
    """The rows of a CSV; where it is `damaged`, with what stands for a byte that no text holds as people know it."""
    rows, no_text = pl.DataFrame(batch), _NoText()
    if not damaged:
        return rows, no_text
    for column in rows.iter_columns():
        for index in column.str.contains(NO_TEXT, literal=True).arg_true():
            no_text[index] = (*no_text.get(index, ()), column.name)
    return rows.with_columns(pl.all().str.replace_all(NO_TEXT, "\ufffd", literal=True)), no_text


def _from_text(name: str) -> pl.Expr:
    """What a column of text says as answers; null where it says nothing that its fact can be."""
    domain, said = COLUMNS[name], pl.col(name)
    if isinstance(domain[0], bool):
        words = {"true": True, "false": False}
        answers = {text: answer for text, answer in words.items() if answer in domain}
        return said.str.to_lowercase().replace_strict(answers, default=None, return_dtype=pl.Boolean)
    if isinstance(domain[0], int):
        # 16.0: some libraries write gaps in whole numbers so.
        said = said.str.replace(r"\.0+$", "").cast(pl.Int64, strict=False)
    return pl.when(said.is_in(list(domain))).then(said)


def _numbers(done: int, count: int, broken: Sequence[int]) -> tuple[Sequence[int], int]:
    """The numbers of the next rows that are not broken, and the last of them."""
    skipped = {row for row in broken if row > done}
    if not skipped:
        return range(done + 1, done + count + 1), done + count
    numbers = [row for row in range(done + 1, done + count + len(skipped) + 1) if row not in skipped][:count]
    return numbers, numbers[-1] if numbers else done


class _Counting:
    """A stream, and how much of its file has been read: by size where it is not compressed."""

    def __init__(self, stream: Any, file: Path) -> None:
        self.stream = stream
        self._size = max(file.stat().st_size, 1)
        self._packed = file.suffix in COMPRESSED

    def share(self) -> float:
        """From 0 to 1; 0 for a compressed stream, of which nobody knows the length."""
        return 0.0 if self._packed else min(self.stream.tell() / self._size, 1.0)

    def lines(self) -> Iterator[list[bytes]]:
        """Whole lines that hold something, many at a time; a byte order mark is no part of the first."""
        rest, done = self.stream.read(3).removeprefix(b"\xef\xbb\xbf"), 0
        while block := self.stream.read(BYTES_AT_ONCE):
            *found, rest = (rest + block).split(b"\n")
            lines = [line for line in found if line.strip()]
            for row, line in enumerate([*lines, rest], done + 1):
                if len(line) > LONGEST:
                    raise _RowError(row, "this line is longer than 1 MB")
            done += len(lines)
            if lines:
                yield lines
        if rest.strip():
            yield [rest]

"""A cohort file, chunk by chunk: CSV, Parquet or NDJSON, also compressed. Needs the extra `[frame]`.

Every row comes out once: as a row of a chunk whose answers are in their types, or as a bad row that says what is wrong.
"""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl
import pyarrow as pa
import pyarrow.csv

from thrive_rules.cases.vocabulary import FACTS
from thrive_rules.engines.layout import check_names, dtype_of, expected, in_layout, is_boolean, wrong_rows
from thrive_rules.faults import CaseError, Fault

ROWS_AT_ONCE = 131_072
BYTES_AT_ONCE = 16 << 20

COMPRESSED = (".gz", ".bz2", ".zst")


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be read: its number, from 1, its columns at fault, what is wrong, and what it holds."""

    row: int
    columns: tuple[str, ...]
    problem: str
    data: dict[str, Any] | str

    def fault(self, file: str) -> Fault:
        """Where it stands and what is wrong; what it holds is not told."""
        return Fault(f"{file}, row {self.row}", None, ", ".join(self.columns), self.problem)

    def spelled(self) -> str:
        """One line of JSON that holds all of it."""
        told = {"row": self.row, "columns": self.columns, "problem": self.problem, "data": self.data}
        return json.dumps(told, ensure_ascii=False, default=str)


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some rows, in their order, with what could not be read among them, and how far the file has been read."""

    rows: pl.DataFrame
    bad: tuple[BadRow, ...]
    share: float
    """How much of the file has been read, from 0 to 1."""


class Source:
    """A cohort file that is open for reading. Raises CaseError for a file that cannot be read as a cohort."""

    def __init__(self, file: Path, added: Iterable[str] = ()) -> None:
        self.file = file
        suffixes = [suffix for suffix in file.suffixes if suffix not in COMPRESSED]
        readers: dict[str, Callable[[], Iterator[Chunk]]] = {
            ".csv": self._csv,
            ".parquet": self._parquet,
            ".ndjson": self._ndjson,
            ".jsonl": self._ndjson,
        }
        if not suffixes or suffixes[-1] not in readers:
            raise self._error(
                f"expected a file named {', '.join(readers)}, also with {', '.join(COMPRESSED)}"
            )
        if not file.is_file():
            raise self._error("there is no such file")
        self._added = tuple(added)
        self._read = readers[suffixes[-1]]

    def chunks(self) -> Iterator[Chunk]:
        """Every row of the file, in order, some at a time."""
        try:
            yield from self._read()
        except pa.ArrowException as failure:
            raise self._error(_first_line(failure)) from None
        except (OSError, EOFError) as failure:
            raise self._error(getattr(failure, "strerror", None) or "this cannot be read") from None
        except UnicodeDecodeError:
            raise self._error("expected text in UTF-8") from None

    def _error(self, problem: str) -> CaseError:
        return CaseError([Fault(str(self.file), None, "", problem)])

    def _check_names(self, names: list[str]) -> None:
        try:
            check_names(names, self._added)
        except CaseError as error:
            faults = [Fault(str(self.file), None, fault.field, fault.problem) for fault in error.faults]
            raise CaseError(faults) from None

    def _stream(self) -> Any:
        return pa.input_stream(str(self.file), compression="detect")

    # PARQUET

    def _parquet(self) -> Iterator[Chunk]:
        try:
            yield from self._pieces()
        except pl.exceptions.PolarsError:
            raise self._error("this is no Parquet file that can be read, or not a whole one") from None

    def _pieces(self) -> Iterator[Chunk]:
        file = pl.scan_parquet(self.file)
        self._check_names(file.collect_schema().names())
        total, done = max(file.select(pl.len()).collect().item(), 1), 0
        yield Chunk(self._typed(file.clear().collect(), range(0))[0], (), 0.0)
        for rows in file.collect_batches(chunk_size=ROWS_AT_ONCE, maintain_order=True):
            numbers = range(done + 1, done + 1 + len(rows))
            done += len(rows)
            yield Chunk(*self._typed(rows, numbers), done / total)

    # CSV

    def _csv(self) -> Iterator[Chunk]:
        with io.TextIOWrapper(self._stream(), encoding="utf-8-sig", newline="") as text:
            header = next(csv.reader(text), None)
        if not header:
            raise self._error("expected a first line with the names of columns")
        self._check_names(header)
        broken: list[BadRow] = []

        def note(row: Any) -> str:
            problem = f"expected {row.expected_columns} columns, and there are {row.actual_columns}"
            broken.append(BadRow(row.number - 1, (), problem, row.text))
            return "skip"

        raw = _Counting(self._stream(), self.file)
        with raw.stream:
            reader = pyarrow.csv.open_csv(
                raw.stream,
                read_options=pyarrow.csv.ReadOptions(block_size=BYTES_AT_ONCE, use_threads=False),
                parse_options=pyarrow.csv.ParseOptions(newlines_in_values=True, invalid_row_handler=note),
                convert_options=pyarrow.csv.ConvertOptions(
                    column_types=dict.fromkeys(header, pa.string()),
                    strings_can_be_null=True,
                    null_values=[""],
                ),
            )
            rows = _empty(header)
            yield Chunk(rows, (), 0.0)
            done, told = 0, 0
            for batch in reader:
                numbers, done = _numbers(done, batch.num_rows, [bad.row for bad in broken])
                known = [bad for bad in broken[told:] if bad.row <= done]
                told += len(known)
                rows, bad = self._typed(pl.DataFrame(batch), numbers, text=True)
                yield Chunk(rows, tuple(sorted((*bad, *known), key=lambda each: each.row)), raw.share())
            if broken[told:]:
                yield Chunk(rows.clear(), tuple(broken[told:]), 1.0)

    # NDJSON

    def _ndjson(self) -> Iterator[Chunk]:
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
                    self._check_names([*keys, *FACTS])
                    yield Chunk(self._complete(rows.clear(), keys, numbers), (), 0.0)
                yield Chunk(self._complete(rows, keys, numbers), bad, raw.share())
        if keys is None:
            raise self._error("expected a line of JSON for each row")

    def _parse(self, lines: list[bytes], numbers: range) -> tuple[pl.DataFrame, tuple[BadRow, ...]]:
        """Lines of JSON as rows: all at once, and one by one where that fails, to tell which line is at fault."""
        try:
            good, bad = self._typed(_read_lines(lines), numbers)
            if not bad and not any(map(_says_twice, lines)):
                return good, ()
        except pl.exceptions.PolarsError:
            pass
        kept, wrong = [], []
        for number, line in zip(numbers, lines, strict=True):
            if (fault := _why_not(line)) is None:
                kept.append(line)
            else:
                wrong.append(BadRow(number, *fault, line.decode("utf-8", "replace")))
        try:
            return self._typed(_read_lines(kept), numbers)[0], tuple(wrong)
        except pl.exceptions.PolarsError:
            raise self._mixed("a key", numbers) from None

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
        return CaseError([Fault(str(self.file), None, name, problem)])

    # ANSWERS IN THEIR TYPES

    def _typed(
        self, raw: pl.DataFrame, numbers: Sequence[int], *, text: bool = False
    ) -> tuple[pl.DataFrame, tuple[BadRow, ...]]:
        """The rows whose answers their facts can have, in the types of the layout; and the others as bad rows."""
        facts = {name: dtype for name, dtype in raw.schema.items() if name in FACTS}
        if text:
            typed = {name: _from_text(name) for name in facts}
            marks = raw.select(
                (pl.col(name).is_not_null() & each.is_null()).alias(name) for name, each in typed.items()
            )
        else:
            typed = {name: in_layout(name, dtype) for name, dtype in facts.items()}
            given = nw.from_native(raw)
            asked = {name: wrong_rows(name, given.schema[name]) for name in facts}
            marks = given.select(
                **{name: mark for name, mark in asked.items() if mark is not None}
            ).to_native()
        if not marks.width:
            return raw.with_columns(**typed), ()
        at_fault = marks.select(pl.any_horizontal(pl.all().fill_null(False))).to_series()
        bad = []
        for index in at_fault.arg_true():
            names = tuple(name for name in marks.columns if marks[name][index])
            bad.append(BadRow(numbers[index], names, expected(names[0]), raw.row(index, named=True)))
        return raw.filter(~at_fault).with_columns(**typed), tuple(bad)


def _empty(names: list[str]) -> pl.DataFrame:
    return pl.DataFrame(
        schema={name: dtype_of(FACTS[name]) if name in FACTS else pl.String() for name in names}
    )


def _from_text(name: str) -> pl.Expr:
    """What a column of text says as answers; null where it says nothing that its fact can be."""
    fact, said = FACTS[name], pl.col(name)
    if is_boolean(fact):
        told = {"true": True, "false": False}
        answers = {text: answer for text, answer in told.items() if answer in fact.domain}
        return said.str.to_lowercase().replace_strict(answers, default=None, return_dtype=pl.Boolean)
    if isinstance(fact.domain[0], int):
        # 16.0: some libraries write gaps in whole numbers so.
        said = said.str.replace(r"\.0+$", "").cast(pl.Int64, strict=False)
    return pl.when(said.is_in(list(fact.domain))).then(said)


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
        """Whole lines that hold something, many at a time."""
        rest = b""
        while block := self.stream.read(BYTES_AT_ONCE):
            *lines, rest = (rest + block).split(b"\n")
            if lines := [line for line in lines if line.strip()]:
                yield lines
        if rest.strip():
            yield [rest]


def _read_lines(lines: list[bytes]) -> pl.DataFrame:
    if not lines:
        return pl.DataFrame()
    return pl.read_ndjson(io.BytesIO(b"\n".join(lines)), infer_schema_length=None)


def _why_not(line: bytes) -> tuple[tuple[str, ...], str] | None:
    """The columns at fault in one line of JSON, and what is wrong with them; None where it can be read."""
    try:
        row = json.loads(line, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        return (), "expected one object in JSON, with every name once"
    if not isinstance(row, dict):
        return (), "expected one object in JSON"
    wrong = tuple(name for name, value in row.items() if name in FACTS and not _fits(name, value))
    return (wrong, expected(wrong[0])) if wrong else None


_NAME = re.compile(rb'"([^"\\]*)"\s*:')


def _says_twice(line: bytes) -> bool:
    """Whether a line of JSON says something under the same name twice, of which Polars keeps the first in silence."""
    names = _NAME.findall(line)
    doubtful = b"\\" in line or len(set(names)) < len(names)
    return doubtful and _why_not(line) is not None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) < len(pairs):
        raise ValueError
    return dict(pairs)


def _fits(name: str, value: object) -> bool:
    return value is None or any(type(value) is type(each) and value == each for each in FACTS[name].domain)


def _first_line(failure: Exception) -> str:
    # Arrow's own words for what is wrong with a file; of a row they can hold what it says, so they end at a colon.
    return str(failure).splitlines()[0].split(":")[0]

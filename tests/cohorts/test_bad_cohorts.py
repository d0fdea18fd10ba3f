"""A cohort that cannot be read ends in one message of ours, with the row where it can be known, and nothing else."""

import csv
import errno
import gzip
import io
import json
import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from time import perf_counter

import polars as pl
import pyarrow as pa
import pytest
from pyarrow import parquet

from command import command
from thrive_rules import CaseError, Context, load_rules
from thrive_rules.cohorts.batch import Handling, batch
from thrive_rules.cohorts.case_rows import cases_to_frame, frame_to_cases
from thrive_rules.cohorts.cohort_file import CohortFile
from thrive_rules.cohorts.columns import KEY
from thrive_rules.cohorts.csv_reader import CsvReader
from thrive_rules.cohorts.json_lines import mixed_key
from thrive_rules.documents.output import write_whole
from thrive_rules.engines.frame import suggest_all
from thrive_rules.studies.study import StudySettings, study_file

RULES = load_rules()
EXTRACTS = Path(__file__).parents[2] / "examples" / "extracts"
A_PERSON = "Zaphod"
FACT = "young_person_wants_information"
ROW = "a,true\n"
PLAIN = Handling()
NO_PARQUET = "this is no Parquet file that can be read"


def refused(source: Path, handling: Handling = PLAIN, target: str = "out.csv") -> str:
    """The message with which a cohort is refused; nothing is left, and nothing hangs on it."""
    before = {each.name for each in source.parent.iterdir()}
    with pytest.raises(CaseError) as error:
        batch(source, source.parent / target, RULES, handling)
    message = str(error.value)
    assert A_PERSON not in message
    assert all(map(str.isprintable, message.split("\n")))
    assert error.value.__context__ is None
    assert {each.name for each in source.parent.iterdir()} == before
    return message


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("an open quote.csv", f'"{FACT}\n{A_PERSON}\n', "a quote that is not closed"),
        ("a quote that closes below.csv", f'case_id,"{FACT}\n{A_PERSON},true\n"b",true\n', "a quote that is not closed"),
        ("a name of two lines.csv", f'case_id,"{FACT}\n"\n{A_PERSON},true\n', "column 2: did you mean"),
        ("an escape.csv", f"case_id,{FACT[:-1]}\x1b[31m\nZ,true\n", "column 2: did you mean"),
        ("no header.csv", f"{A_PERSON},true,14\nb,false,15\n", "no column is a fact"),
        ("a long name.csv", "x" * 131_073 + f",{FACT}\na,true\n", "a name that is too long"),
        ("bytes.csv", f"case_id\xff,{FACT}\na,true\n".encode("latin-1"), "expected text in UTF-8"),
        ("zeros.csv", bytes(5000), "a zero byte stands in the first line"),
        ("a zero.csv", f"case_id,{FACT}\0\na,true\n", "a zero byte stands in the first line"),
        ("late bytes.csv", f"case_id,{FACT}\n{ROW * 1250}\xff,true\n".encode("latin-1"), "row 1251: case_id: expected text in UTF-8"),
        ("nan.ndjson", f'{{"case_id": NaN, "{FACT}": true}}\n', "row 1: expected one object in JSON"),
        ("lists.ndjson", f'{{"{FACT}": true, "case_id": {"[" * 39 + "]" * 39}}}\n', "cannot hold a column of lists"),
        ("deep.ndjson", f'{{"{FACT}": true, "case_id": {"[" * 200 + "]" * 200}}}\n', "row 1: this nests more than 40 levels deep"),
        ("damaged.csv.gz", gzip.compress(b"case_id,age\n" + b"a,12\n" * 99, mtime=0)[:-12], "damaged, or not whole"),
        ("no parquet.parquet", b"PAR1" + b"x" * 100 + b"PAR1", NO_PARQUET),
    ],
)  # fmt: skip
def test_it_is_refused_in_our_words(name: str, content: str | bytes, expected: str, tmp_path: Path) -> None:
    source = tmp_path / name
    source.write_bytes(content if isinstance(content, bytes) else content.encode())
    assert expected in refused(source)


def test_a_byte_that_no_text_holds_is_the_fault_of_its_row(tmp_path: Path) -> None:
    source, out, aside = tmp_path / "in.csv", tmp_path / "out.csv", tmp_path / "bad.ndjson"
    source.write_bytes(f"case_id,{FACT}\na,true\n\xff,true\nc,false\n".encode("latin-1"))
    summary = batch(source, out, RULES, Handling(quarantine=aside))
    assert (summary.rows_in, summary.rows_out, summary.quarantined) == (3, 2, 1)
    assert '"row": 2' in aside.read_text()
    assert pl.read_csv(out)["case_id"].to_list() == ["a", "c"]


def test_a_quote_that_stays_open_is_told_with_its_row(tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    rows = [f"case_id,{FACT}\n", ROW * 300, f'"{A_PERSON},true\n', ROW * 5_000_000]
    source.write_text("".join(rows))
    assert "row 301: a quote opens here and does not close" in refused(source)


@pytest.mark.parametrize(("name", "unit"), [("line.ndjson.gz", b"  "), ("header.csv.gz", b"a,")])
def test_a_bomb_is_refused_at_its_first_megabytes(name: str, unit: bytes, tmp_path: Path) -> None:
    source = tmp_path / name
    with gzip.open(source, "wb", compresslevel=1) as stream:
        for _ in range(64):
            stream.write(unit * (1 << 19))
    assert "is longer than 1 MB" in refused(source)


def test_a_row_that_nests_too_deep_is_refused_before_polars_takes_seconds_for_it(tmp_path: Path) -> None:
    source, row = tmp_path / "in.ndjson", f'"{FACT}": true}}\n'
    deepest = f'{{"case_id": {"[" * 39}{"]" * 39}, {row}'
    brackets = f'{{"case_id": "{"[" * 99}", {row}'
    for line in (deepest, brackets):
        source.write_text(line)
        assert batch(source, tmp_path / "out.parquet", RULES).rows_out == 1
    source.write_text(f'{{"case_id": {"[" * 500}{"]" * 500}, {row}')
    began = perf_counter()
    assert "row 1: this nests more than 40 levels deep" in refused(source)
    assert perf_counter() - began < 2


def test_the_key_that_is_mixed_is_named() -> None:
    assert mixed_key([b'{"id": 1, "case_id": 2}', b'{"id": null, "case_id": "a"}']) == "case_id"


def test_a_row_that_is_too_short_and_no_text_is_told(tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_bytes(f"case_id,{FACT}\na,true\n{A_PERSON}\xff\n".encode("latin-1"))
    assert "row 2: expected text in UTF-8" in refused(source)


def test_a_row_of_odd_bytes_with_a_cell_too_many_is_set_aside_and_nothing_is_printed(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Arrow fails at such a row where nothing can catch it: Python would print that, and nothing further be read."""
    source, out, aside = tmp_path / "in.csv", tmp_path / "out.csv", tmp_path / "bad.ndjson"
    rows = [b"a,true", b"b,tr\xffue,more", b"c", b"\xff", b"d\xff,true", "é\ufffd,false".encode()]
    source.write_bytes(b"\n".join([f"case_id,{FACT}".encode(), *rows]))
    summary = batch(source, out, RULES, Handling(quarantine=aside))
    assert (summary.rows_in, summary.rows_out, summary.quarantined) == (6, 2, 4)
    assert pl.read_csv(out)["case_id"].to_list() == ["a", "é\ufffd"]
    found = [json.loads(line) for line in aside.read_text().splitlines()]
    told = "expected text in UTF-8"
    assert [(each["row"], each["columns"], each["problem"]) for each in found] == [
        (2, [], told),
        (3, [], "expected 2 columns, and there are 1"),
        (4, [], told),
        (5, ["case_id"], told),
    ]
    assert [each["data"] for each in found[:3]] == ["b,tr\ufffdue,more", "c", "\ufffd"]
    assert found[3]["data"]["case_id"] == "d\ufffd"
    assert capfd.readouterr() == ("", "")


def test_a_letter_that_two_blocks_share_stays_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, out = tmp_path / "in.csv", tmp_path / "out.csv"
    keys = ["é", "€", "😀", "\ufdd0", "a"] * 9
    source.write_text(f"\ufeffcase_id,{FACT}\n" + "".join(f"{key},true\n" for key in keys))
    for size in range(50, 60):
        monkeypatch.setattr("thrive_rules.cohorts.csv_reader.BYTES_AT_ONCE", size)
        batch(source, out, RULES)
        assert pl.read_csv(out)["case_id"].to_list() == keys


def test_a_byte_order_mark_is_no_part_of_the_first_row(tmp_path: Path) -> None:
    source = tmp_path / "in.ndjson"
    source.write_bytes(b"\xef\xbb\xbf" + f'{{"case_id":"a","{FACT}":true}}\n'.encode())
    assert batch(source, tmp_path / "out.csv", RULES).rows_out == 1


def parquet_file(tmp_path: Path) -> Path:
    source = tmp_path / "in.parquet"
    rows = {"case_id": [A_PERSON], FACT: [True]}
    pl.DataFrame(rows).write_parquet(source, compression="zstd", statistics=False)
    return source


def test_a_parquet_file_with_any_bit_turned_ends_nothing_but_its_reading(tmp_path: Path) -> None:
    """Sizes that are not true abort the process that reads them, which nothing can catch: it is another one."""
    source = parquet_file(tmp_path)
    valid = source.read_bytes()
    for index in range(4, len(valid), 47):
        source.write_bytes(valid[:index] + bytes([valid[index] ^ 0x80]) + valid[index + 1 :])
        with suppress(CaseError):
            batch(source, tmp_path / "out.csv", RULES)


def test_ctrl_c_is_not_taken_for_a_damaged_file(tmp_path: Path) -> None:
    """A terminal sends it to all that a command has started: what reads for it goes on, and the command itself ends."""
    source = tmp_path / "in.parquet"
    pl.DataFrame({FACT: [True] * 600_000}).write_parquet(source)
    program = (
        "import os, signal, sys; from pathlib import Path; "
        "from thrive_rules.cohorts.parquet_pages import pages; "
        "signal.signal(signal.SIGINT, lambda *_: None); "
        "found = pages(Path(sys.argv[1])); next(found); os.killpg(0, signal.SIGINT); "
        "print(sum(len(rows) for rows, _ in found))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program, source], capture_output=True, text=True, start_new_session=True
    )
    assert (ended.stdout, ended.stderr) == ("600000\n", "")


@pytest.mark.parametrize("column", [
    pa.array([1], pa.timestamp("ns", tz="Not/AZone")),
    pa.array([1], pa.decimal256(70, 2)),
])  # fmt: skip
def test_a_key_of_a_type_that_nobody_knows_is_refused(column: pa.Array, tmp_path: Path) -> None:
    source = tmp_path / "in.parquet"
    parquet.write_table(pa.table({"key": column, FACT: pa.array([True])}), source)
    assert NO_PARQUET in refused(source)


def test_a_key_of_records_goes_to_parquet_alone(tmp_path: Path) -> None:
    source = tmp_path / "in.parquet"
    pl.DataFrame({"key": [{"a": 1}, None], FACT: [True, None]}).write_parquet(source)
    for _ in range(5):
        assert "this cannot hold a column of lists or of records" in refused(source)
    assert batch(source, tmp_path / "out.parquet", RULES).rows_out == 2


# READING THAT ENDS EARLY


def test_a_reader_that_is_closed_early_waits_until_arrow_calls_nothing_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A thread of Arrow that still holds a function as Python ends aborts the process: one run in fifteen did."""

    class Slow(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            time.sleep(0.01)
            return super().read(size)

    monkeypatch.setattr("thrive_rules.cohorts.csv_reader.BYTES_AT_ONCE", 60)
    text = f"case_id,{FACT}\n".encode() + ROW.encode() * 9
    for _ in range(20):  # about every second one lets go late
        reader = CsvReader(pa.PythonFile(Slow(text), "r"), ["case_id", FACT], lambda *_: None)
        reader.close()
        assert reader._let_go.is_set()


def test_a_row_of_odd_bytes_with_a_cell_too_many_is_told_in_our_words_alone(tmp_path: Path) -> None:
    """Arrow cannot hand on such bytes: it would refuse the file as it is opened, and not say which row it was."""
    source = tmp_path / "in.csv"
    source.write_bytes(f"case_id,{FACT}\na,true\nb,tr\xffue,more\n".encode("latin-1"))
    for _ in range(3):
        done = command("batch", source, tmp_path / "out.csv")
        assert (done.returncode, done.stderr) == (2, f"{source}, row 2: expected text in UTF-8\n")


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="the system does not say which files are open")
def test_whoever_stops_in_the_middle_leaves_no_file_open(tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text(f"case_id,{FACT}\n" + ROW * 9)
    with CohortFile(source).chunks() as chunks:
        next(chunks)
    assert source not in {each.resolve() for each in Path("/proc/self/fd").iterdir()}
    assert list(chunks) == []  # somebody may hold on to it, as the trace of an error does


@pytest.mark.parametrize(
    "what",
    [
        "batch IN out.csv",
        "study IN --tables out",
        "population IN out.html",
        "map IN",
        f"import mhsds IN out.csv --map {EXTRACTS}/mhsds.map.yaml",
        "rerun IN",
    ],
)
def test_a_directory_is_called_one_and_what_is_expected_is_told(what: str, tmp_path: Path) -> None:
    for name in ("cohort.csv", "cohort"):
        (tmp_path / name).mkdir()
        done = command(*what.replace("IN", name).split(), cwd=tmp_path)
        assert done.returncode == 2
        assert done.stderr.startswith(f"{name}: this is a directory; expected a ")
        assert done.stderr.count("\n") == 1
    assert {each.name for each in tmp_path.iterdir()} == {"cohort.csv", "cohort"}


# COLUMNS


def test_a_column_that_nobody_would_read_is_refused_by_name_or_carried_along(tmp_path: Path) -> None:
    source, out = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text("case_id,age,yp_wants_help,recoverd_fully\na,14,true,true\n")
    message = refused(source)
    assert "yp_wants_help: this is no fact and no key" in message
    assert "recoverd_fully: this is no fact and no key" in message
    batch(source, out, RULES, Handling(keep=("yp_wants_help", "recoverd_fully")))
    assert {"yp_wants_help", "recoverd_fully"} <= set(pl.read_csv(out).columns)
    assert "a column that is to be kept is not there" in refused(source, Handling(keep=("Zaphod",)))


@pytest.mark.parametrize(
    "name",
    [
        "case_id",
        "id",
        "CASE ID",
        "key",
        "row",
        "local-ref",
        "case",
        "NHS number",
        "reference",
        "date",
        "person",
    ],
)
def test_the_last_word_of_a_key_says_that_it_is_one(name: str) -> None:
    assert KEY.fullmatch(name)


@pytest.mark.parametrize(
    "name",
    ["paid", "monkey", "update", "Zaphod mandate", "agreed", "idea", "in_case_of", "yp_wants_help", ""],
)
def test_another_name_is_no_key(name: str) -> None:
    assert not KEY.fullmatch(name)


# SPREADSHEETS


def test_what_a_spreadsheet_would_run_is_counted_and_quoted_only_where_that_is_asked_for(
    tmp_path: Path,
) -> None:
    source, out = tmp_path / "in.csv", tmp_path / "out.csv"
    keys = ["=1+1", "@SUM(A1)", "+A1", "-A1", "-5", "+44.5", "a=1", "'x"]
    source.write_text(f"case_id,{FACT}\n" + "".join(f"{key},true\n" for key in keys))

    def found() -> list[str]:
        with out.open(newline="") as text:
            return [row["case_id"] for row in csv.DictReader(text)]

    assert batch(source, out, RULES).formulas == 4
    assert found() == keys
    assert batch(source, out, RULES, Handling(quote_formulas=True)).formulas == 4
    assert found() == [f"'{key}" for key in keys[:4]] + keys[4:]
    assert batch(source, tmp_path / "out.parquet", RULES).formulas == 0


# WRITING


@pytest.mark.parametrize("ending", ["csv", "parquet"])
@pytest.mark.parametrize("what", ["batch", f"import current-view --map {EXTRACTS}/current_view.map.yaml"])
def test_a_disk_that_is_full_is_told_in_the_words_of_the_system(
    what: str, ending: str, tmp_path: Path
) -> None:
    source, out = tmp_path / "in.csv", tmp_path / f"out.{ending}"
    if what == "batch":
        source.write_text(f"case_id,{FACT}\n" + "".join(f"{number},true\n" for number in range(50_000)))
    else:
        first, row = (EXTRACTS / "current_view.csv").read_text().splitlines()[:2]
        person, _, rest = row.partition(",")
        source.write_text(f"{first}\n" + "".join(f"{person}{n},{rest}\n" for n in range(5_000)))
    command = f"ulimit -f 8; exec {sys.executable} -m thrive_rules {what} {source} {out}"
    done = subprocess.run(["/bin/bash", "-c", command], capture_output=True, text=True, check=False)
    assert done.returncode == 2, done.stderr
    assert done.stderr == f"{out}: this cannot be written: {os.strerror(errno.EFBIG)}\n"
    assert {each.name for each in tmp_path.iterdir()} == {"in.csv"}


def test_what_is_no_file_is_never_replaced_and_a_link_stays_one(tmp_path: Path) -> None:
    source, pipe, link = tmp_path / "in.csv", tmp_path / "pipe.csv", tmp_path / "link.csv"
    source.write_text(f"case_id,{FACT}\na,true\n")
    os.mkfifo(pipe)
    assert "it is there, and no file" in refused(source, target=pipe.name)
    assert "it is there, and no file" in refused(source, Handling(quarantine=pipe))
    assert pipe.is_fifo()
    link.symlink_to(tmp_path / "meant.csv")
    batch(source, link, RULES)
    assert link.is_symlink()
    assert (tmp_path / "meant.csv").read_text().startswith("case_id,")


def test_what_is_half_written_is_for_its_owner_alone_where_it_has_a_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "O_TMPFILE", raising=False)
    seen: list[int] = []

    def noted(handle: int) -> None:
        seen.append(os.fstat(handle).st_mode & 0o777)

    monkeypatch.setattr(os, "fsync", noted)
    write_whole(tmp_path / "a.txt", "text")
    assert seen == [0o600]
    assert [each.name for each in tmp_path.iterdir()] == ["a.txt"]


def test_no_row_of_a_cohort_is_on_the_error_of_a_frame(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    pl.DataFrame({"case_id": [A_PERSON], "age": [A_PERSON]}).write_parquet(buffer)
    source = tmp_path / "in.parquet"
    source.write_bytes(buffer.getvalue())
    assert "row 1: age: expected" in refused(source)


# A ROW THAT IS RESTRICTED


def some_rows(kind: str, marks: list[str | None]) -> str:
    if kind == "csv":
        return f"case_id,{FACT},restricted\n" + "".join(
            f"{n},true,{mark or ''}\n" for n, mark in enumerate(marks)
        )
    return "".join(
        f'{{"case_id": "{n}", "{FACT}": true, "restricted": {mark or "null"}}}\n'
        for n, mark in enumerate(marks)
    )


@pytest.mark.parametrize("kind", ["csv", "ndjson"])
def test_a_row_that_is_restricted_is_carried_along(kind: str, tmp_path: Path) -> None:
    source, out = tmp_path / f"in.{kind}", tmp_path / "out.csv"
    source.write_text(some_rows(kind, ["false", None, "true", "false"]))
    batch(source, out, RULES)
    assert pl.read_csv(out)["restricted"].to_list() == [False, None, True, False]
    source.write_text(some_rows(kind, ["false", '"perhaps"' if kind == "ndjson" else "perhaps"]))
    assert "row 2: restricted: expected true or false, or nothing" in refused(source)


def test_a_restricted_row_is_a_case_that_is_shared_with_nobody() -> None:
    frame = pl.DataFrame({FACT: [True, True], "restricted": [False, True]})
    assert suggest_all(frame, RULES)["restricted"].to_list() == [False, True]
    open_case, restricted = (case for case, _ in frame_to_cases(frame))
    assert open_case.facts == restricted.facts == {FACT: True}
    assert open_case.context.shared_with is None
    assert restricted.context.shared_with == {"parent_or_carer": False, "practitioner": False, "other": False}
    marked = {"private": {"young_person": ("preferences.goals",)}}
    cases = [restricted, open_case.model_copy(update={"context": Context.model_validate(marked)}), open_case]
    assert cases_to_frame(cases)["restricted"].to_list() == [True, True, False]
    with pytest.raises(CaseError, match="did you mean restricted"):
        suggest_all(frame.rename({"restricted": "restrictet"}), RULES)


def test_a_study_leaves_restricted_rows_out_unless_it_is_asked_for_them(tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text(some_rows("csv", ["false", None, "true", "false"] * 10))
    found = study_file(source, {"thrive": RULES}, StudySettings(permutations=9, repeats=1))
    assert (found.rows, found.restricted_left_out) == (30, 10)
    asked = study_file(source, {"thrive": RULES}, StudySettings(permutations=9, repeats=1, restricted=True))
    assert (asked.rows, asked.restricted_left_out) == (40, 0)
    source.write_text(some_rows("csv", ["true"]))
    with pytest.raises(CaseError, match="every row is private or not shared"):
        study_file(source, {"thrive": RULES})

"""`-` is standard input wherever a command reads a file of rows, and what comes of it can be made again."""

import gzip
import io
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pytest

from command import ROOT, command

ROWS = (ROOT / "examples/cohort.csv").read_text()
EXTRACT = ROOT / "examples/extracts/current_view"


def parquet() -> bytes:
    out = io.BytesIO()
    pl.read_csv(ROOT / "examples/cohort.csv").select("managing_own_health").write_parquet(out)
    return out.getvalue()


LINES = b'{"managing_own_health": true}\n{"managing_own_health": null}\n'


@pytest.mark.parametrize("given", [LINES, b"\n " + LINES, gzip.compress(LINES), parquet(), b"managing_own_health\ntrue\n"])  # fmt: skip
def test_rows_are_read_whatever_kind_of_file_comes(given: bytes, tmp_path: Path) -> None:
    answered = [sys.executable, "-m", "thrive_rules", "batch", "-", "out.csv", "--json"]
    ended = subprocess.run(answered, input=given, capture_output=True, cwd=tmp_path)
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert json.loads(ended.stdout)["rows_in"] == len(pl.read_csv(tmp_path / "out.csv"))


def test_what_is_piped_gives_the_bytes_that_a_file_gives(tmp_path: Path) -> None:
    command("batch", "-", tmp_path / "piped.csv", given=ROWS)
    command("batch", "examples/cohort.csv", tmp_path / "named.csv")
    assert (tmp_path / "piped.csv").read_bytes() == (tmp_path / "named.csv").read_bytes()


@pytest.mark.parametrize(
    "arguments",
    [
        ("study", "-", "--permutations=3"),
        ("population", "-", "{0}/page.html"),
        ("map", "-"),
        ("import", "current-view", "-", "{0}/c.csv", "--map", f"{EXTRACT}.map.yaml"),
    ],
)
def test_each_command_that_reads_rows_reads_standard_input(
    arguments: tuple[str, ...], tmp_path: Path
) -> None:
    given = Path(f"{EXTRACT}.csv").read_text() if arguments[0] in ("map", "import") else ROWS
    ended = command(*(each.format(tmp_path) for each in arguments), given=given)
    assert (ended.returncode, ended.stderr) == (0, "")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("", "-: nothing came from standard input; expected rows\n"),
        ("safety_concern\nxyzzy\n", "-, row 1: safety_concern: expected true or false, or nothing where it is not yet known\n"),
        ("PAR1", "-: this is no Parquet file that can be read, or not a whole one, or a column is of a type that is not known here\n"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_of_standard_input_and_nothing_is_written(
    given: str, said: str, tmp_path: Path
) -> None:
    ended = command("batch", "-", "out.csv", cwd=tmp_path, given=given)
    assert (ended.returncode, ended.stderr, list(tmp_path.iterdir())) == (2, said, [])


def test_a_dry_run_of_what_is_piped_says_what_it_would_write(tmp_path: Path) -> None:
    ended = command("batch", "-", "out.csv", "--dry-run", cwd=tmp_path, given=ROWS)
    assert ended.stdout == "would write: out.csv\nwould write: out.csv.run.json\n"
    assert not list(tmp_path.iterdir())


def test_a_run_is_repeated_with_the_same_standard_input_alone(tmp_path: Path) -> None:
    command("batch", "-", tmp_path / "out.csv", given=ROWS)
    record = tmp_path / "out.csv.run.json"
    assert json.loads(record.read_text())["inputs"]["source"]["path"] == "-"
    again = command("rerun", record, given=ROWS)
    assert (again.returncode, "out.csv\tthe same bytes\tthe same bytes" in again.stdout) == (0, True)
    other = command("rerun", record, given="managing_own_health\ntrue\n")
    assert (other.returncode, other.stderr) == (2, "-: this is not what the run read: its digest is another now\n")  # fmt: skip


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere what came has a name, for its owner alone")
def test_a_process_that_is_killed_leaves_nothing_of_what_came(tmp_path: Path) -> None:
    started = subprocess.Popen(
        [sys.executable, "-m", "thrive_rules", "batch", "-", "out.csv"],
        stdin=subprocess.PIPE, cwd=tmp_path, env={**os.environ, "TMPDIR": str(tmp_path)},
    )  # fmt: skip
    assert started.stdin is not None
    started.stdin.write(b"managing_own_health\n" + b"true\n" * 500_000)
    started.stdin.close()
    while started.poll() is None and not list(tmp_path.glob("thrive-rules-*/*")):
        time.sleep(0.01)
    started.kill()
    started.wait()
    assert list(tmp_path.glob("thrive-rules-*")), "it was killed in the middle"
    assert not [file for file in tmp_path.rglob("*") if file.is_file()]

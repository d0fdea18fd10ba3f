"""`--dry-run` checks all that can be checked, says which files would be written, and writes nothing."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import typer

from command import command
from thrive_rules.cases.case import Case
from thrive_rules.cli.main import app
from thrive_rules.severity.case_file import case_text
from thrive_rules.severity.severity import Severity

EXTRACT = "examples/extracts/current_view"
WRITERS = {
    "new": ("{0}/new.yaml",),
    "ask": ("{0}/asked.yaml",),
    "review": ("rules/thrive", "--pack", "{0}/pack.html"),
    "batch": ("examples/cohort.csv", "{0}/a.csv"),
    "cohort": ("--n", "5", "--seed", "1", "{0}/c.csv"),
    "study": ("examples/study_cohort.csv", "--permutations=3", "--report", "{0}/r.html", "--tables", "{0}/t"),
    "import": ("current-view", f"{EXTRACT}.csv", "--map", f"{EXTRACT}.map.yaml", "{0}/i.csv"),
    "population": ("examples/cohort.csv", "{0}/p.html"),
    "decide": (
        "examples/three_voices.yaml",
        "--from",
        "examples/decisions/answers.yaml",
        "--out",
        "{0}/d.yaml",
    ),
    "journey": (
        "examples/decisions/january.yaml",
        "examples/decisions/april.yaml",
        "--calendar",
        "{0}/j.ics",
    ),
    "show": (
        "examples/decisions/january.yaml",
        "--case",
        "examples/three_voices.yaml",
        "--reader",
        "young-person",
        "--out",
        "{0}/s.yaml",
    ),
    "verify": ("rules/thrive", "--certificate", "{0}/certificate.json"),
    "explorer": ("{0}/e.html",),
    "conformance": ("--cases=2", "{0}/kit"),
}


@pytest.mark.parametrize("name", WRITERS)
def test_what_would_be_written_is_told_and_nothing_is(name: str, tmp_path: Path) -> None:
    arguments = [each.format(tmp_path) for each in WRITERS[name]]
    done = command(name, *arguments, "--dry-run")
    assert (done.returncode, done.stderr) == (0, "")
    told = [line.removeprefix("would write: ") for line in done.stdout.splitlines()]
    assert told
    assert all(Path(file).parent == tmp_path for file in told)
    assert not any(tmp_path.iterdir())


def test_it_tells_just_what_is_written_then_and_what_is_replaced(tmp_path: Path) -> None:
    folder = tmp_path / "not" / "there yet"
    arguments = ("batch", "examples/cohort.csv", folder / "a.csv")
    told = command(*arguments, "--dry-run").stdout
    assert not any(tmp_path.iterdir())
    assert command(*arguments).returncode == 0
    written = sorted(folder.iterdir())
    assert told == "".join(f"would write: {file}\n" for file in written)
    before = [file.read_bytes() for file in written]
    assert command(*arguments, "--dry-run").stdout == told.replace("would write", "would replace")
    assert [file.read_bytes() for file in written] == before


def test_what_is_wrong_is_told_under_the_names_that_people_gave(tmp_path: Path) -> None:
    (tmp_path / "there.yaml").touch()
    for arguments, said in (
        (("batch", "examples/cohort.csv", tmp_path / "a.txt"), f"{tmp_path}/a.txt: expected a file named"),
        (("batch", tmp_path / "none.csv", tmp_path / "a.csv"), f"{tmp_path}/none.csv"),
        (("new", tmp_path / "there.yaml"), f"{tmp_path}/there.yaml: a file stands here already"),
        (("study", "examples/study_cohort.csv"), "and none is named"),
        (("decide", "examples/three_voices.yaml", "--out", tmp_path / "d.yaml"), "--dry-run asks nobody"),
        (("ask", tmp_path / "there.yaml"), f"{tmp_path}/there.yaml: a file stands here already"),
        (("ask", tmp_path / "a.txt"), f"{tmp_path}/a.txt: a case is written as YAML"),
        (("ask", "--json"), "and none is named"),
        (("review", "--status"), "and none is named"),
        (("batch", "examples/cohort.csv", "examples/cohort.csv"), "each file needs a name of its own"),
        (
            ("study", "examples/study_cohort.csv", "--report", tmp_path / "a", "--tables", tmp_path / "a"),
            "each file needs a name of its own",
        ),
        (("rerun", "examples/made_up.csv.run.json"), "and none is named"),
        (
            ("cohort", "--n=5", "--seed=1", tmp_path / "there.yaml" / "x" / "c.csv"),
            "c.csv: this cannot be written",
        ),
    ):
        done = command(*arguments, "--dry-run")
        assert (done.returncode, done.stdout) == (2, "")
        assert said in done.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["there.yaml"]


def test_a_case_that_is_gone_on_with_is_replaced_and_a_new_conversation_is_a_new_file(tmp_path: Path) -> None:
    kept = tmp_path / "case.yaml"
    kept.write_text(case_text(Case(), Severity()))
    before = kept.read_bytes()
    told = command("ask", tmp_path / "next.yaml", "--case", kept, "--dry-run")
    assert (told.stdout, told.stderr) == (f"would write: {tmp_path}/next.yaml\n", "")
    assert command("ask", "--case", kept, "--dry-run").stdout == f"would replace: {kept}\n"
    assert [file.read_bytes() for file in tmp_path.iterdir()] == [before]


def test_the_rules_of_a_record_are_checked_and_written_only_then(tmp_path: Path) -> None:
    assert command("batch", "examples/cohort.csv", tmp_path / "a.csv").returncode == 0
    again = ("rerun", tmp_path / "a.csv.run.json", "--rules-to", tmp_path / "back")
    told = command(*again, "--dry-run")
    assert (told.returncode, told.stdout) == (0, f"would write: {tmp_path}/back\n")
    assert not (tmp_path / "back").exists()
    assert command(*again).returncode == 0
    refused = command(*again, "--dry-run")
    assert (refused.returncode, refused.stdout) == (2, "")


READS_ALONE = {"suggest", "compare", "lint", "test", "diff", "map", "serve", "doctor", "fhir", "schema"}
"""Commands that print, and write no file."""
ELSEWHERE = {"rerun", "migrate"}
"""Commands that write and stand in a test of their own."""


def test_asked_to_end_it_takes_away_what_it_made(tmp_path: Path) -> None:
    started = subprocess.Popen(
        [sys.executable, "-m", "thrive_rules", "cohort", "--n", "3000000", "--seed", "1", "c.csv", "--dry-run"],
        cwd=tmp_path, env={**os.environ, "TMPDIR": str(tmp_path)},
    )  # fmt: skip
    while started.poll() is None and not list(tmp_path.glob("thrive-rules-*/*")):
        time.sleep(0.01)
    started.terminate()
    assert started.wait(60) == 128 + signal.SIGTERM
    assert not list(tmp_path.iterdir())


def test_each_command_that_writes_can_be_tried_first() -> None:
    every = typer.main.get_command(app)
    assert isinstance(every, typer.core.TyperGroup)
    commands = every.commands
    assert set(commands) == {*WRITERS, *ELSEWHERE, *READS_ALONE}
    can = {name for name, found in commands.items() if any("--dry-run" in each.opts for each in found.params)}
    assert can == {*WRITERS, *ELSEWHERE}

"""A run record accounts for an output, is whole or not there, and is found out where somebody changed it."""

import shutil
from pathlib import Path
from typing import Never

import polars as pl
import pytest
import typer
from typer.core import TyperCommand

from command import command
from thrive_rules import RuleBase
from thrive_rules.cases.vocabulary import FACTS
from thrive_rules.cli.recording import recorded
from thrive_rules.cohorts.run_record import (
    files_at,
    read_record,
    record_beside,
    write_rules,
)
from thrive_rules.cohorts.second_engine import compare_engines
from thrive_rules.documents.output import write_folder, write_whole
from thrive_rules.engines.frame import suggest_all
from thrive_rules.faults import EnginesDisagree, RuleError, ThriveRulesError

COHORT = Path("examples/cohort.csv")
ROWS = 40


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("run") / "answers.csv"
    done = command("batch", COHORT, target, "--rules", "rules/thrive")
    assert done.returncode == 0, done.stderr
    return target


def test_a_record_says_what_was_run_on_what_by_which_rules(answers: Path, rules: RuleBase) -> None:
    record = read_record(record_beside(answers))
    assert (record.command, record.arguments["fired"], "rules" in record.arguments) == ("batch", False, False)
    assert record.inputs["source"].digests == files_at(COHORT, Path.cwd()).digests
    assert (answers.parent / record.inputs["source"].path).resolve() == COHORT.resolve()
    assert record.outputs["target"] == files_at(answers, answers.parent)
    [kept] = record.rules
    assert (kept.id, kept.version, kept.digest) == ("thrive", rules.header.version, rules.digest)
    assert not kept.reviewed
    assert (record.counts.rows_in, record.counts.rows_out, record.counts.quarantined) == (ROWS, ROWS, 0)
    assert record.engines
    assert (record.engines.rows_compared, record.engines.rows_that_differ) == (ROWS, 0)
    assert record.started <= record.ended


def test_a_record_holds_no_answer_of_anybody(tmp_path: Path) -> None:
    made = tmp_path / "c.csv"
    made.write_text("case_id,help_tried\nZaphod-Q,true\n")
    assert command("batch", made, tmp_path / "a.csv").returncode == 0
    assert "Zaphod" in (tmp_path / "a.csv").read_text()
    assert "Zaphod" not in record_beside(tmp_path / "a.csv").read_text()


def test_the_same_run_gives_the_same_bytes_and_times_stand_in_the_record_alone(
    answers: Path, tmp_path: Path
) -> None:
    again = tmp_path / "again.csv"
    assert command("batch", COHORT, again).returncode == 0
    assert again.read_bytes() == answers.read_bytes()


def test_the_rules_of_a_record_come_back_with_their_digest(
    answers: Path, tmp_path: Path, rules: RuleBase
) -> None:
    [kept] = read_record(record_beside(answers)).rules
    assert write_rules(kept, tmp_path / "rules").digest == rules.digest
    assert (tmp_path / "rules" / "needs.yaml").read_bytes() == Path("rules/thrive/needs.yaml").read_bytes()
    files = dict(kept.files)
    files["rulebase.yaml"] = files["rulebase.yaml"].replace("Getting Help", "Getting Other Help")
    with pytest.raises(RuleError, match="another digest than the record says"):
        write_rules(kept.model_copy(update={"files": files}), tmp_path / "other")


def test_a_record_that_was_changed_is_found_out(answers: Path, tmp_path: Path) -> None:
    record = record_beside(answers)
    changed = tmp_path / "changed.run.json"
    for before, after, told in (
        ('"rows_in": 40', '"rows_in": 41', "digest: this is not the digest of what stands here"),
        ('"command": "batch"', '"command": 1', "command: expected one of batch, cohort"),
        ('"needs.yaml"', '"../needs.yaml"', "rules[0].files: there is no such key"),
        ('"needs.yaml"', '"/needs.yaml"', "rules[0].files: there is no such key"),
        ('"format": 1', '"format": 7', "format: expected"),
        ('"digest": "', '"digest": {}, "sign": "', "digest: expected text"),
        ('"fired": false', '"fired": {}', "arguments.fired: expected"),
        ('"started": "', '"started": [], "begun": "', "started: expected a day and a time with its zone"),
        ("{", "[", "this is no run record"),
    ):
        text = record.read_text()
        assert before in text
        changed.write_text(text.replace(before, after, 1))
        with pytest.raises(ThriveRulesError) as error:
            read_record(changed)
        assert told in str(error.value)
        assert str(changed) in str(error.value)
    for raw in (b"", b"[" * 100_000, b"\xff", b"{}", b"null"):
        changed.write_bytes(raw)
        with pytest.raises(ThriveRulesError, match="changed"):
            read_record(changed)
    with pytest.raises(ThriveRulesError, match="No such file"):
        read_record(tmp_path / "nothing.run.json")


def test_no_output_stays_without_its_record(tmp_path: Path) -> None:
    target = tmp_path / "a.csv"
    record_beside(target).mkdir()
    done = command("batch", COHORT, target)
    assert done.returncode == 2
    assert "a.csv.run.json: this cannot be written: it is there, and no file" in done.stderr
    assert not target.exists()


def test_what_fails_leaves_what_stood_there(answers: Path, tmp_path: Path) -> None:
    target = tmp_path / "a.csv"
    shutil.copy(answers, target)
    before = target.read_bytes()
    bad = tmp_path / "bad.csv"
    bad.write_text("help_tried\nperhaps\n")
    assert command("batch", bad, target).returncode == 2
    assert target.read_bytes() == before
    assert command("batch", bad, tmp_path / "new" / "folder" / "a.csv").returncode == 2
    assert not (tmp_path / "new").exists()
    assert not record_beside(target).exists()


@pytest.mark.parametrize(
    "told",
    [
        ("study", "in.csv", "--report", "in.csv"),
        ("study", "in.csv", "--report", "out", "--tables", "out"),
        ("study", "in.csv", "--report", "out/page.html", "--tables", "out"),
        ("study", "in.csv", "--report", "page.html", "--tables", "page.html.run.json"),
        ("batch", "in.csv", "a.csv", "a.csv.run.json", "--on-error", "quarantine"),
    ],
)
def test_no_output_takes_the_place_of_another_file_of_the_run(told: tuple[str, ...], tmp_path: Path) -> None:
    shutil.copy(COHORT, tmp_path / "in.csv")
    done = command(*told, cwd=tmp_path)
    assert (done.returncode, "each file needs a name of its own" in done.stderr) == (2, True)
    assert [each.name for each in tmp_path.iterdir()] == ["in.csv"]
    assert (tmp_path / "in.csv").read_bytes() == COHORT.read_bytes()


def told(**outputs: Path) -> typer.Context:
    """What a study was told."""
    context = typer.Context(TyperCommand("study"), info_name="study")
    context.params = dict(outputs)
    return context


@pytest.mark.parametrize("ends", [KeyboardInterrupt(), ThriveRulesError("the next cannot be written")])
def test_where_a_run_does_not_end_no_new_output_stays_and_what_stood_there_does(
    ends: BaseException, tmp_path: Path
) -> None:
    stood = tmp_path / "page.html"
    stood.touch()

    def run() -> None:
        with recorded(told(report=stood, tables=tmp_path / "new"), (), ("report", "tables")):
            write_folder(tmp_path / "new", [("a", "")])
            raise ends

    with pytest.raises(type(ends)):
        run()
    assert list(tmp_path.iterdir()) == [stood]


def finished_by_another(path: Path) -> None:
    """A file, or a folder without a suffix, that a run in another process finishes: whole, and in one step."""
    half = path.with_name("half")
    if path.suffix:
        half.write_text("theirs")
    else:
        half.mkdir()
        (half / "a").write_text("theirs")
        shutil.rmtree(path, ignore_errors=True)
    half.rename(path)


@pytest.mark.parametrize("ends", [KeyboardInterrupt(), ThriveRulesError("the next cannot be written")])
@pytest.mark.parametrize("ours", [False, True], ids=["before ours", "after ours"])
def test_what_another_run_finished_meanwhile_stays_where_this_one_is_stopped(
    ends: BaseException, ours: bool, tmp_path: Path
) -> None:
    page, folder = tmp_path / "page.html", tmp_path / "new"

    def run() -> None:
        with recorded(told(report=page, tables=folder), (), ("report", "tables")):
            if ours:
                write_folder(folder, [("a", "ours")])
                write_whole(page, "ours")
            finished_by_another(page)
            finished_by_another(folder)
            raise ends

    with pytest.raises(type(ends)):
        run()
    assert (page.read_text(), (folder / "a").read_text()) == ("theirs", "theirs")


def test_what_another_run_wrote_meanwhile_is_not_taken_away(tmp_path: Path) -> None:
    def run() -> None:
        with recorded(told(tables=tmp_path / "new"), (), ("tables",)):
            finished_by_another(tmp_path / "new")
            write_folder(tmp_path / "new", [("a", "ours")])

    with pytest.raises(ThriveRulesError, match="stands here already"):
        run()
    assert (tmp_path / "new" / "a").read_text() == "theirs"


class Stopped(dict[str, str]):
    """Versions that somebody presses Ctrl-C on, as they are put into a record."""

    def __ror__(self, _: object) -> Never:
        raise KeyboardInterrupt


def test_ctrl_c_while_the_record_is_made_leaves_no_output_and_nothing_beside_it(tmp_path: Path) -> None:
    def run() -> None:
        with recorded(told(report=tmp_path / "page.html"), (), ("report",)) as run:
            write_whole(tmp_path / "page.html", "")
            write_whole(tmp_path / "beside", "")
            run.beside = {"beside": tmp_path / "beside"}
            run.versions = Stopped()

    with pytest.raises(KeyboardInterrupt):
        run()
    assert list(tmp_path.iterdir()) == []


def test_engines_that_differ_end_a_run(rules: RuleBase) -> None:
    frame = pl.DataFrame({"help_tried": [True, None]}, schema={"help_tried": pl.Boolean})
    facts = pl.DataFrame(schema=dict.fromkeys(FACTS, pl.Boolean)).clear(2).drop("help_tried")
    result = suggest_all(pl.concat([frame, facts], how="horizontal").select(frame.columns), rules)
    assert compare_engines(result, rules) == 2
    with pytest.raises(EnginesDisagree, match="getting_help in 2"):
        compare_engines(result.with_columns(pl.lit(True).alias("getting_help")), rules)


def test_a_made_up_cohort_needs_no_rules_and_says_its_seed(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "c.csv"
    assert command("cohort", "--n", 5, "--seed", 3, out).returncode == 0
    record = read_record(record_beside(out))
    assert (record.arguments["seed"], record.counts.rows_out, record.rules) == (3, 5, ())

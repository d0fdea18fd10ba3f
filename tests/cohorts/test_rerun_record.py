"""A recorded run comes out the same, or `rerun` says what is not; what has changed is told before anything runs."""

import json
import shutil
from pathlib import Path

import pytest

from command import command
from thrive_rules.cohorts.run_record import RunRecord, read_record, record_beside, rules_of_run, write_rules
from thrive_rules.documents.fingerprint import fingerprint
from thrive_rules.documents.output import write_whole
from thrive_rules.faults import RuleError
from thrive_rules.rulefiles.rulefile import load_rules, shipped_rules

EXAMPLES = Path("examples")
TODAY = f"version: {load_rules().header.version}"


def rewritten(record: Path, **changes: object) -> None:
    """Change a record as somebody would who writes a good digest below it."""
    changed = RunRecord.model_validate(read_record(record).model_dump() | changes)
    write_whole(record, changed.signed().model_dump_json())


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a cohort, and what `batch` made of it."""
    folder = tmp_path_factory.mktemp("first")
    (folder / "cohort.csv").write_text((EXAMPLES / "cohort.csv").read_text() + "x\n")
    arguments = ("cohort.csv", "answers.csv", "bad.ndjson", "--on-error=quarantine", "--fired")
    done = command("batch", *arguments, cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def batch(first: Path, tmp_path: Path) -> Path:
    """The answers in a copy of that folder."""
    shutil.copytree(first, tmp_path, dirs_exist_ok=True)
    return tmp_path / "answers.csv"


def test_a_run_comes_out_the_same_wherever_its_folder_is_moved(batch: Path, tmp_path: Path) -> None:
    moved = tmp_path / "else where"
    moved.mkdir()
    for each in list(tmp_path.glob("*.*")):
        shutil.move(each, moved)
    before = {each.name: each.read_bytes() for each in moved.iterdir()}
    done = command("rerun", record_beside(moved / "answers.csv"))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "answers.csv\tthe same bytes\tthe same bytes",
        "bad.ndjson\tthe same bytes\tthe same bytes",
        "No version differs.",
    ]
    assert {each.name: each.read_bytes() for each in moved.iterdir()} == before
    (moved / "answers.csv").unlink()
    told = json.loads(command("rerun", record_beside(moved / "answers.csv"), "--json").stdout)
    assert (told["same"], told["stands"]["target"]) == (True, "not there")


def test_an_output_that_is_another_ends_with_1_and_the_versions_that_differ(batch: Path) -> None:
    record = record_beside(batch)
    kept = read_record(record)
    other = {".": kept.outputs["quarantine"].digests["."]}
    outputs = dict(kept.outputs) | {"target": kept.outputs["target"].model_copy(update={"digests": other})}
    rewritten(record, outputs=outputs, versions=dict(kept.versions) | {"polars": "0.1"})
    done = command("rerun", record)
    assert done.returncode == 1
    assert "answers.csv\tother bytes\tother bytes" in done.stdout
    assert "version of polars: 0.1 then, " in done.stdout


def test_an_output_that_was_changed_since_ends_with_1(batch: Path) -> None:
    batch.write_text(batch.read_text().replace("true", "false", 1))
    done = command("rerun", record_beside(batch))
    assert done.returncode == 1
    assert "answers.csv\tthe same bytes\tother bytes" in done.stdout


def test_rules_that_ship_no_longer_are_taken_from_the_record(tmp_path: Path) -> None:
    older = tmp_path / "older"
    shutil.copytree("rules/thrive", older)
    shutil.rmtree(older / "cases")
    header = older / "rulebase.yaml"
    header.write_text(header.read_text().replace(TODAY, "version: 0.1.9", 1))
    digest = load_rules(older).digest
    out = tmp_path / "old.csv"
    assert command("batch", EXAMPLES / "cohort.csv", out, "--rules", older).returncode == 0
    shutil.rmtree(older)
    record = record_beside(out)
    assert command("rerun", record).returncode == 0
    done = command("rerun", record, "--rules-to", tmp_path / "back")
    assert done.stdout == f"{tmp_path / 'back'}: thrive 0.1.9, {digest}\n"
    assert load_rules(tmp_path / "back").digest == digest
    assert command("rerun", record, "--rules-to", tmp_path / "back").returncode == 2
    rewritten(
        record,
        rules=[
            each.model_copy(update={"digest": f"sha256:{'0' * 64}"}) for each in read_record(record).rules
        ],
    )
    for options in ((), ("--rules-to", tmp_path / "none")):
        done = command("rerun", record, *options)
        assert done.returncode == 2
        assert "these rules have another digest than the record says" in done.stderr
    assert not (tmp_path / "none").exists()


def test_an_overlay_is_run_again_over_the_rules_that_it_lay_over(tmp_path: Path) -> None:
    """Another base stands for one that ships no longer: nothing but the record has it when the run is repeated."""
    place = tmp_path / "place"
    shutil.copytree("examples/local_offer", place)
    assert load_rules(place).origin.beneath == shipped_rules()
    over_today = load_rules(place).digest
    shutil.copytree("rules/thrive", place / "beneath")
    for name, before, after in (
        ("rulebase.yaml", TODAY, "version: 0.1.9"),
        ("needs.yaml", "No individual", "Nothing individual"),
    ):
        file = place / "beneath" / name
        assert before in file.read_text()
        file.write_text(file.read_text().replace(before, after, 1))
    rules = load_rules(place)
    assert rules.overlay
    assert (rules.overlay.version, rules.digest != over_today) == ("0.1.9", True)
    out = tmp_path / "a.csv"
    assert command("batch", EXAMPLES / "cohort.csv", out, "--rules", place).returncode == 0
    shutil.rmtree(place)
    done = command("rerun", record_beside(out))
    assert (done.returncode, done.stderr) == (0, "")
    assert command("rerun", record_beside(out), "--rules-to", tmp_path / "back").returncode == 0
    assert load_rules(tmp_path / "back").digest == rules.digest
    shutil.rmtree(tmp_path / "back" / "beneath")
    assert load_rules(tmp_path / "back").digest == over_today


@pytest.mark.parametrize("name", ["examples/local_offer", "severity-led", "examples/easy_read"])
def test_a_record_holds_what_its_rules_lie_over_and_what_they_take(name: str, tmp_path: Path) -> None:
    rules = load_rules(name, for_study=True)
    kept = rules_of_run(name, rules)
    beneath = {file.name: file.read_text() for file in shipped_rules().glob("*.yaml")}
    assert {f"beneath/{file}": text for file, text in beneath.items()}.items() <= kept.files.items()
    assert write_rules(kept, tmp_path / "back").digest == rules.digest
    file = "beneath/facts.yaml"
    changed = kept.files[file].replace("Do you", "Do you really", 1)
    other = kept.model_copy(update={"files": dict(kept.files) | {file: changed}})
    with pytest.raises(RuleError, match="they were changed, or those beneath"):
        write_rules(other, tmp_path / "other")


def test_beneath_stand_the_whole_rules_that_ship_or_shipped_and_no_others(tmp_path: Path) -> None:
    place = tmp_path / "place"
    shutil.copytree("examples/local_offer", place)
    shutil.copytree("examples/local_offer", place / "beneath")
    with pytest.raises(RuleError) as error:
        load_rules(place)
    assert (
        str(error.value)
        == f"{place}/beneath: rule_base: expected thrive here, whole: nothing lies over other rules"
    )


def test_what_has_changed_is_told_before_anything_runs(batch: Path, tmp_path: Path) -> None:
    record = record_beside(batch)
    source = tmp_path / "cohort.csv"
    source.write_text(source.read_text() + "y\n")
    done = command("rerun", record)
    assert (done.returncode, done.stdout) == (2, "")
    assert "cohort.csv: this is not what the run read: its digest is another now" in done.stderr
    source.unlink()
    done = command("rerun", record)
    assert (done.returncode, done.stdout) == (2, "")
    assert "cohort.csv: No such file" in done.stderr
    kept = read_record(record).inputs["source"]
    for name, told in (("a\0b", "cannot be read"), ("a" * 5000, "File name too long")):  # no file can have it
        rewritten(record, inputs={"source": kept.model_copy(update={"path": name})})
        done = command("rerun", record)
        assert (done.returncode, done.stdout) == (2, "")
        assert told in done.stderr


def test_a_codebook_names_what_the_cohort_has_besides_facts(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text("person_id,help_tried,note,restricted\nx,true,y,false\n")
    assert command("batch", "c.csv", "a.csv", "--keep=note", cwd=tmp_path).returncode == 0
    record = record_beside(tmp_path / "a.csv")
    assert read_record(record).keys == ("person_id", "note")
    told = command("rerun", record, "--codebook").stdout.splitlines()
    for name in ("person_id", "note"):
        assert f"answers,{name},Carried along; no rule reads it,as the cohort has it,the cohort" in told
    columns = {each.split(",")[1] for each in told}
    assert set((tmp_path / "a.csv").read_text().partition("\n")[0].split(",")) <= columns


def test_a_record_from_before_there_were_keys_keeps_its_digest(batch: Path) -> None:
    record = record_beside(batch)
    older = json.loads(record.read_text())
    del older["keys"], older["digest"]
    # As the digest was worked out then: over every field that there was, those without a value among them.
    every = RunRecord.model_validate(read_record(record).model_dump()).model_dump(mode="json")
    older["digest"] = fingerprint(
        {name: said for name, said in every.items() if name not in ("keys", "digest")}
    )
    record.write_text(json.dumps(older))
    assert read_record(record).keys is None
    assert command("rerun", record).returncode == 0
    told = command("rerun", record, "--codebook")
    assert (told.returncode, "Carried along" in told.stdout) == (0, False)


def test_a_record_without_the_rules_of_its_run_is_never_repeated_with_others(batch: Path) -> None:
    record = record_beside(batch)
    rewritten(record, rules=())
    for options in ((), ("--codebook",), ("--methods",), ("--rules-to=new",)):
        done = command("rerun", record, *options)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith(f"{record}: rules: `batch` reads rules, and none stand here")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"--help": True}, "arguments.--help: `batch` of this package takes something else"),
        ({"on_error": "--rules"}, "'--on-error': expected one of stop, quarantine"),
    ],
)
def test_a_record_that_asks_for_something_else_is_refused(
    arguments: dict[str, object], told: str, batch: Path
) -> None:
    record = record_beside(batch)
    rewritten(record, arguments=dict(read_record(record).arguments) | arguments)
    done = command("rerun", record)
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr


def test_what_is_no_record_is_refused(tmp_path: Path) -> None:
    for file in (EXAMPLES / "cohort.csv", tmp_path, tmp_path / "none"):
        done = command("rerun", file)
        assert (done.returncode, done.stdout) == (2, "")
        assert "Traceback" not in done.stderr
    done = command("rerun", EXAMPLES / "made_up.csv.run.json", "--rules-to", tmp_path / "rules")
    assert done.returncode == 2
    assert "no rules had a part in this run" in done.stderr

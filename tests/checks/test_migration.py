"""A file of an older format says the same in the newest: each change is told, the rest of the text is left alone."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from command import command
from thrive_rules import Case, Severity, ThriveRulesError, converse, load_case, load_rules, suggest
from thrive_rules.checks.migration import CASE, CONVERSATION, RULES
from thrive_rules.decisions.decision import fingerprint_case
from thrive_rules.decisions.decision_file import load_decision
from thrive_rules.decisions.decision_migration import DECISION
from thrive_rules.documents.document import read_document, write_document
from thrive_rules.documents.fingerprint import fingerprint
from thrive_rules.documents.migration import FileKind, plan_migration, write_migration
from thrive_rules.rulefiles.rulefile import shipped_rules
from thrive_rules.severity.case_file import CaseFile, spell_case
from thrive_rules.testing import cases, severities

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
A_PERSON = "Zaphod"
EVERY_KIND = (CASE, RULES, DECISION, CONVERSATION)


def migrated(file: Path) -> str:
    """What a file says after it has been migrated; it is of the newest format then, and migrating it leaves it."""
    write_migration(plan_migration([file], EVERY_KIND))
    text = file.read_bytes().decode()
    [again] = plan_migration([file], EVERY_KIND)
    assert (again.found, again.text, again.changes) == (again.newest, None, ())
    return text


# WHAT IT MEANS STAYS


@given(cases(first_format=True), severities(), st.booleans(), st.sampled_from([None, 0, 2, 4, "\t"]))
def test_a_case_means_the_same_in_the_newest_format(
    case: Case, severity: Severity, says_format: bool, indent: Any
) -> None:
    parts = {name: getattr(case, name) for name in Case.model_fields}
    said = spell_case(CaseFile(**parts, severity=severity))
    said = {"format": 1, **said} if says_format else said
    with TemporaryDirectory() as directory:
        for name, text in (
            ("case.yaml", write_document(said, "a comment: format: 1")),
            ("case.json", json.dumps(said, indent=indent)),
        ):
            file = Path(directory) / name
            file.write_text(text, encoding="utf-8")
            try:
                before = load_case(file)
            except ThriveRulesError:  # a safety concern without its words is no case file
                return
            after = migrated(file)
            assert load_case(file) == before
            assert fingerprint_case(load_case(file)[0]) == fingerprint_case(case)
            assert read_document(file).data == {**said, "format": 2}
            if says_format:
                assert after.count("\n") == text.count("\n")
            assert "format" in after
            if name == "case.json":
                assert after.count("\n") - text.count("\n") == (
                    0 if says_format or not text.count("\n") else 1
                )


def test_what_ships_means_the_same_in_the_newest_format(tmp_path: Path) -> None:
    for name in ("thrive", "severity-led"):
        before = load_rules(name, for_study=True)
        rules = shutil.copytree(shipped_rules(name), tmp_path / name)
        write_migration(plan_migration([rules], EVERY_KIND))
        assert load_rules(rules, for_study=True).digest == before.digest
    offer = shutil.copytree(EXAMPLES / "local_offer", tmp_path / "offer")
    before = load_rules(offer)
    write_migration(plan_migration([offer], EVERY_KIND))
    assert load_rules(offer).digest == before.digest
    for example in sorted(EXAMPLES.glob("*.yaml")):
        copy = Path(shutil.copy(example, tmp_path))
        lines = example.read_text().splitlines()
        new = migrated(copy).splitlines()
        assert "format: 2" in new
        assert [line for line in new if line != "format: 2"] == [
            line for line in lines if line != "format: 2"
        ]
        assert load_case(copy) == load_case(example)
    for example in (EXAMPLES / "decisions" / "january.yaml", EXAMPLES / "decisions" / "april.yaml"):
        copy = Path(shutil.copy(example, tmp_path))
        migrated(copy)
        assert load_decision(copy) == load_decision(example)


# COMMENTS AND LAYOUT STAY


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("c.yaml", "# why\n\n# more\ncontext: {age: 15} # x\n", "# why\n\n# more\nformat: 2\ncontext: {age: 15} # x\n"),
        ("c.yaml", "context:\n  age: 15\nformat:  1  # old\n", "context:\n  age: 15\nformat:  2  # old\n"),
        ("c.yaml", "'format': 1\nviews: []", "'format': 2\nviews: []"),
        ("c.yaml", "views: []", "format: 2\nviews: []"),
        ("c.yaml", "---\n  views: []\n  context: {}\n", "---\n  format: 2\n  views: []\n  context: {}\n"),
        ("c.yaml", "# a\r\nviews: []\r\n", "# a\r\nformat: 2\r\nviews: []\r\n"),
        ("c.yaml", "\ufeffviews: []\n", "\ufeffformat: 2\nviews: []\n"),
        ("c.yaml", "# {\n{views: [], context: {}}\n", '# {\n{"format": 2, views: [], context: {}}\n'),
        ("c.yaml", "{format: 1, views: []} # format: 1\n", "{format: 2, views: []} # format: 1\n"),
        ("c.yaml", "{}\n", '{"format": 2}\n'),
        ("c.yaml", "format: 1\n", "format: 2\n"),
        ("c.json", '{"views":[]}', '{"format": 2, "views":[]}'),
        ("c.json", '{\r\n\t"views": []\r\n}', '{\r\n\t"format": 2,\r\n\t"views": []\r\n}'),
        ("c.json", '{\n    "views": [],\n    "format": 1\n}\n', '{\n    "views": [],\n    "format": 2\n}\n'),
        ("c.json", '{"preferences": {"goals": ["\\"format\\": 1"]}, "format":1}', '{"preferences": {"goals": ["\\"format\\": 1"]}, "format":2}'),
    ],
)  # fmt: skip
def test_only_the_line_that_changes_is_edited(name: str, before: str, after: str, tmp_path: Path) -> None:
    file = tmp_path / name
    file.write_bytes(before.encode())
    assert migrated(file) == after


def test_each_change_is_told_with_its_field_and_line(tmp_path: Path) -> None:
    file = tmp_path / "c.yaml"
    file.write_text("# why\ncontext: {age: 15}\n")
    [plan] = plan_migration([file], EVERY_KIND)
    assert [(change.field, change.line) for change in plan.changes] == [("format", 2)]
    assert (plan.kind, plan.found, plan.newest) == ("case", 1, 2)
    assert file.read_text() == "# why\ncontext: {age: 15}\n"  # a plan writes nothing


def a_later_kind(upgraded: Any) -> FileKind:
    def meaning(stream: IO[str]) -> object:
        data = read_document(stream).data
        assert isinstance(data, dict)
        return {key: value for key, value in data.items() if key not in ("format", "digest")}

    keys = frozenset({"agreed", "basis", "digest", "took_part"})
    return FileKind("decision", keys, 7, meaning, lambda document: upgraded(document.data))


def test_a_digest_is_made_anew_in_its_own_line(tmp_path: Path) -> None:
    def upgraded(data: dict[str, Any]) -> dict[str, Any]:
        new = {**data, "format": 7}
        return {**new, "digest": fingerprint({**new, "digest": None})}

    file = tmp_path / "d.yaml"
    text = "# theirs\nformat: 1\ndigest: sha256:0123 # whole\nagreed: {}\ntook_part: []\n"
    file.write_text(text)
    [plan] = plan_migration([file], [a_later_kind(upgraded)])
    digest = upgraded({"format": 1, "agreed": {}, "took_part": [], "digest": "sha256:0123"})["digest"]
    assert plan.text == text.replace("format: 1", "format: 7").replace("sha256:0123", digest)
    assert {change.field for change in plan.changes} == {"format", "digest"}


def test_a_change_that_does_not_fit_in_a_line_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "d.yaml"
    file.write_text("format: 1\nagreed: {a: 1}\ntook_part: []\n")
    with pytest.raises(ThriveRulesError, match=r"d\.yaml:1: format: this cannot be changed line by line"):
        plan_migration([file], [a_later_kind(lambda data: {**data, "format": 7, "agreed": {}})])


# WHAT CANNOT BE MIGRATED


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("c.yaml", f"{A_PERSON}: 1\n", ":1: this is no case, rule file, decision or conversation"),
        ("c.yaml", f"\n- {A_PERSON}\n", ":2: this is no case, rule file, decision or conversation"),
        (
            "c.yaml",
            f"name: {A_PERSON}\nwhy: a\ncase: {{}}\nexpected: {{}}\n",
            ":1: this is no case, rule file",
        ),
        ("c.yaml", "format: 3\ncontext: {}\n", ":1: format: a newer thrive-rules wrote this"),
        ("c.yaml", f"context: {{}}\nviews: {A_PERSON}\n", ":2: views: expected a list"),
        ("c.yaml", "rules: []\nformat: 99\n", ":2: format: a newer thrive-rules wrote this"),
        ("c.yaml", "agreed: {}\nreasons: []\n", ":1: format: is required"),
        ("c.yaml", "? format\n: 1\n? context\n: {}\n", ":1: format: this cannot be changed line by line"),
        ("c.json", "{,}", ":1: this is not JSON"),
    ],
)
def test_what_is_none_of_these_is_refused_and_nothing_is_written(
    name: str, text: str, told: str, tmp_path: Path
) -> None:
    good, bad = tmp_path / "good.yaml", tmp_path / name
    good.write_text("context: {}\n")
    bad.write_text(text)
    with pytest.raises(ThriveRulesError) as error:
        plan_migration([good, bad], EVERY_KIND)
    assert str(error.value).startswith(f"{bad}{told}")
    assert A_PERSON not in str(error.value)
    assert error.value.__context__ is None
    assert good.read_text() == "context: {}\n"


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    os.mkfifo(tmp_path / "pipe.yaml")
    for path, told in (("empty", r"no \*\.yaml file"), ("pipe.yaml", "this is no file"), ("none", "no such")):
        with pytest.raises(ThriveRulesError, match=told):
            plan_migration([tmp_path / path], EVERY_KIND)


def test_a_kept_conversation_stays_and_a_suggestion_is_made_anew_from_its_case(tmp_path: Path) -> None:
    suggestion = suggest(Case(), load_rules())
    kept = converse(suggestion, Case(), Severity(), load_rules()).data()
    alone = suggestion.model_dump(mode="json")
    files = {name: tmp_path / f"{name}.json" for name in ("kept", "shown", "alone", "older", "nobody")}
    for name, data in zip(
        files,
        (kept, kept | {"reading": {}}, alone, kept | {"format": 1}, {"without_a_case": True}),
        strict=True,
    ):
        files[name].write_text(json.dumps(data))
    plans = plan_migration([files["kept"], files["shown"]], EVERY_KIND)
    assert [(plan.why_it_stays, plan.text) for plan in plans] == 2 * [
        ("a conversation of format 2 already", None)
    ]
    for name, told in (
        (
            "alone",
            "this is a suggestion alone, and it does not say enough to be read; make it anew from its case",
        ),
        (
            "older",
            "an older thrive-rules wrote this, and it does not say enough to be read; make it anew from its case",
        ),
        ("nobody", "this is the page that is about no case"),
    ):
        with pytest.raises(ThriveRulesError, match=told):
            plan_migration([files[name]], EVERY_KIND)


# THE COMMAND LINE


def run(*arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    return command("migrate", *arguments)


def test_migrate_on_the_command_line(tmp_path: Path) -> None:
    case = Path(shutil.copy(EXAMPLES / "three_voices.yaml", tmp_path))
    before = case.read_text()
    dry = run("--dry-run", case)
    assert (dry.returncode, case.read_text()) == (0, before)
    assert f"{case}:3: format: 2 stands here now" in dry.stdout
    assert dry.stdout.endswith("1 of 1 would change.\n")
    done = json.loads(run("--json", case).stdout)
    assert done["written"] is True
    assert [change["field"] for change in done["files"][0]["changes"]] == ["format"]
    assert case.read_text() != before
    assert f"{case}: a case of format 2 already" in run(case).stdout
    assert run(case, tmp_path / "none.yaml").returncode == 2

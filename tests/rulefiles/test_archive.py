"""Rule bases that shipped with earlier versions come back by version and by digest, and are those that shipped."""

import shutil
from pathlib import Path

import pytest

from command import command
from thrive_rules import load_rules
from thrive_rules.checks.lint import lint
from thrive_rules.checks.worked import hold
from thrive_rules.faults import RuleError
from thrive_rules.rulefiles import rulefile
from thrive_rules.rulefiles.archive import ARCHIVE, archived
from thrive_rules.rulefiles.rulefile import rule_directory, shipped_rules

SHIPPED = {"thrive@0.1.0": "sha256:962348a3f455ec8827f8e45234caff9f03af624f0ff463dd8055c2e10babb66e"}
"""What shipped, as it was written down when it did: no later version of the package changes it."""


def test_each_is_written_down_here_and_none_is_that_of_today() -> None:
    found = archived(shipped_rules(ARCHIVE)).values()
    assert {f"{each.id}@{each.version}": each.digest for each in found} == SHIPPED
    assert f"thrive@{load_rules().header.version}" not in SHIPPED


@pytest.mark.parametrize("name", SHIPPED)
def test_it_loads_by_version_and_by_digest_and_its_worked_cases_come_out_as_they_did(name: str) -> None:
    rules = load_rules(name, for_study=True)
    assert rules.digest == SHIPPED[name]
    assert rule_directory(SHIPPED[name]) == rule_directory(name)
    held = hold(rules, rule_directory(name) / "cases")
    assert len(held.results) > 30
    assert not held.wrong


def test_the_rules_of_today_have_such_names_too() -> None:
    rules = load_rules()
    for name in (f"thrive@{rules.header.version}", rules.digest):
        assert rule_directory(name) == shipped_rules()


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("thrive@0.1.1", "did you mean thrive@0.1.0"),
        (f"sha256:{'0' * 64}", "those that ship or shipped are"),
    ],
)
def test_what_never_shipped_is_told_with_what_did(name: str, told: str) -> None:
    with pytest.raises(RuleError) as error:
        load_rules(name)
    assert told in str(error.value)
    assert "thrive@0.1.0" in str(error.value)


def test_rules_that_break_a_later_law_are_for_study_alone() -> None:
    done = command("suggest", "examples/three_voices.yaml", "--rules", "thrive@0.1.0")
    assert (done.returncode, done.stdout) == (2, "")
    assert "danger_is_heard" in done.stderr
    assert "migrate" not in done.stderr


@pytest.mark.parametrize(
    ("file", "before", "after", "told"),
    [
        ("needs.yaml", "No individual", "Individual", "these are not the rules that shipped as thrive@0.1.0"),
        ("certificate.json", "proved", "refuted", "this is not the id of what stands here"),
    ],
)
def test_an_archive_that_was_changed_is_refused(
    file: str, before: str, after: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = shutil.copytree(shipped_rules().parent, tmp_path / "rules")
    monkeypatch.setattr(rulefile, "shipped_rules", lambda name="thrive": copy / name)
    assert load_rules("thrive@0.1.0", for_study=True).digest == SHIPPED["thrive@0.1.0"]
    changed = copy / ARCHIVE / "thrive-0.1.0" / file
    text = changed.read_text()
    assert before in text
    changed.write_text(text.replace(before, after, 1))
    with pytest.raises(RuleError) as error:
        load_rules("thrive@0.1.0", for_study=True)
    assert told in str(error.value)


def test_lint_tells_an_older_rule_base_nothing_about_words_that_came_later(tmp_path: Path) -> None:
    older, beneath = tmp_path / "older", tmp_path / "older" / "beneath"
    shutil.copytree(rule_directory("thrive@0.1.0"), older)
    shutil.copytree(shipped_rules(), beneath)
    file = beneath / "wording.yaml"
    file.write_text(file.read_text().replace('  between: ","', "  between: should"))
    rules = load_rules(older, for_study=True)
    assert "should" in str(rules.words_beneath["wording/between"])
    messages = [finding.message for finding in lint(rules)]
    assert len(messages) > 300
    for later in ("parental_responsibility_known", "should"):
        assert not [each for each in messages if later in each]

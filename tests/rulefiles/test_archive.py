"""Rule bases that shipped with earlier versions come back by version and by digest, and are those that shipped."""

import json
import shutil
import subprocess
import sys
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
    found = archived(shipped_rules(ARCHIVE))
    assert {f"{each.id}@{each.version}": each.digest for each in found.values()} == SHIPPED
    assert [folder.name for folder in found] == [f"{each.id}-{each.version}" for each in found.values()]
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


READ_LATER = """
import json, sys
from thrive_rules import load_rules
from thrive_rules.checks.worked import hold
from thrive_rules.rulefiles.rulefile import rule_directory

for name in sys.argv[1:]:
    rules = load_rules(name, for_study=True)
    wrong = len(hold(rules, rule_directory(name) / "cases").wrong)
    print(json.dumps([rules.digest, wrong, [text for text in rules.words_beneath if "hope" in text]]))
"""


def a_later_version(root: Path) -> str:
    """The package as it could be after the next release: today's rules archived, one answer more, and one text."""
    name = f"thrive-{load_rules().header.version}"
    checkout = shipped_rules().parents[1]
    for folder in ("src/thrive_rules", "rules"):
        shutil.copytree(checkout / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(root / "rules/thrive", root / "rules" / ARCHIVE / name)
    later = 'frozenset({"hopeful"}) | vars().get("_later", frozenset())'
    answer = f"    hopeful: _OfLife = None\n    _later: ClassVar[frozenset[str]] = {later}\n"
    case = root / "src/thrive_rules/cases/case.py"
    case.write_text(
        case.read_text().replace("class Presentation(Answered):", "class Presentation(LaterKeys):")
    )
    for file, before, after in (
        ("src/thrive_rules/cases/case.py", "    recovering: ", f"{answer}    recovering: "),
        ("src/thrive_rules/language/wording.py", "    not_safe: ", "    hope: Said\n    not_safe: "),
        ("rules/thrive/facts.yaml", "\nfacts:\n", "\nfacts:\n  - {id: hopeful, label: Hope, question: Is there hope?, answered_by: together}\n"),
        ("rules/thrive/wording.yaml", "\nwording:\n", "\nwording:\n  hope: There is hope.\n"),
    ):  # fmt: skip
        text = (root / file).read_text()
        assert text.count(before) == 1, before
        (root / file).write_text(text.replace(before, after))
    return name.replace("-", "@")


def test_an_answer_that_comes_later_shuts_out_no_rule_base_that_shipped(tmp_path: Path) -> None:
    """Nor a copy of one, such as a run record keeps. Of rules that never shipped, it is told what they lack."""
    name, copy, own = a_later_version(tmp_path), tmp_path / "copy", tmp_path / "own"
    for each in (copy, own):
        shutil.copytree(shipped_rules(), each)
    header = own / "rulebase.yaml"
    header.write_text(header.read_text().replace("\n  id: thrive\n", "\n  id: ours\n"))

    def read(*rules: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", READ_LATER, *rules]
        return subprocess.run(
            command, env={"PYTHONPATH": str(tmp_path / "src")}, capture_output=True, text=True
        )

    done = read(name, str(copy), "thrive@0.1.0")
    assert done.returncode == 0, done.stderr
    later = ["facts/hopeful", "wording/hope"]
    for line, digest in zip(
        done.stdout.splitlines(),
        (load_rules().digest, load_rules().digest, SHIPPED["thrive@0.1.0"]),
        strict=True,
    ):
        assert json.loads(line) == [digest, 0, later]
    assert "wording.hope: is required" in read(str(own)).stderr


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

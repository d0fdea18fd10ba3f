"""The command `review`, as somebody who looks after rules uses it: a page out, answers in, and what is missing."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from command import command
from thrive_rules import load_rules
from thrive_rules.documents.document import Document
from thrive_rules.rulefiles.reviews import digest_of_answers, digest_of_rule
from thrive_rules.rulefiles.rulefile import shipped_rules


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return shutil.copytree(shipped_rules(), tmp_path / "rules")


def answers(directory: Path, role: str, answer: str, *names: str) -> Path:
    """An answers file in which somebody says the same of these rules, or of every one."""
    rules = load_rules(directory)
    content: dict[str, Any] = {
        "format": 1,
        "rule_base": {"id": rules.header.id, "version": rules.header.version, "digest": rules.digest},
        "role": role,
        "date": "2026-11-26",
        "answers": [
            {"rule": rule, "digest": digest_of_rule(rules.rule[rule]), "answer": answer, "comment": ""}
            for rule in names or rules.rule
        ],
    }
    file = directory.parent / "answers.json"
    file.write_text(json.dumps(content | {"digest": digest_of_answers(Document("", content))}))
    return file


def test_rules_that_nobody_has_reviewed_say_what_is_missing(directory: Path) -> None:
    done = command("review", str(directory), "--status")
    assert done.returncode == 1
    rules = load_rules(directory)
    assert f"Agreed: 0 of {3 * len(rules.rules)}" in done.stdout
    assert "Not reviewed." in done.stdout


def test_once_every_role_agrees_the_rules_are_reviewed_and_a_later_no_is_shown(directory: Path) -> None:
    for role in ("clinician", "young_person", "parent_or_carer"):
        done = command("review", str(directory), "--read", str(answers(directory, role, "agree")))
        assert (done.returncode, done.stderr) == (0, "")
        assert " agree." in done.stdout
    done = command("review", str(directory), "--status")
    assert (done.returncode, done.stderr) == (0, "")
    assert "\nReviewed.\n" in done.stdout
    no = answers(directory, "young_person", "change", "thriving-aims-met")
    assert command("review", str(directory), "--read", str(no)).returncode == 0
    done = command("review", str(directory), "--status", "--json")
    assert done.returncode == 1
    status = json.loads(done.stdout)
    assert status["reviewed"] is False
    assert status["missing"] == [{"rule": "thriving-aims-met", "role": "young_person"}]
    assert [(each["rule"], each["answer"]) for each in status["not_agreed"]] == [
        ("thriving-aims-met", "change")
    ]


def test_answers_about_a_rule_that_has_changed_are_kept_and_named(directory: Path) -> None:
    file = answers(directory, "clinician", "agree", "thriving-aims-met", "prompt-follow-up")
    rule = directory / "thriving.yaml"
    changed = rule.read_text().replace("An ending is something", "Now an ending is something")
    assert changed != rule.read_text()
    rule.write_text(changed)
    done = command("review", str(directory), "--read", str(file))
    assert done.returncode == 1
    assert "thriving-aims-met: this rule has changed since" in done.stdout
    assert "prompt-follow-up: " not in done.stdout
    assert len(list((directory / "reviews").iterdir())) == 1


def test_an_edited_answers_file_is_refused_with_its_place_and_nothing_is_kept(directory: Path) -> None:
    file = answers(directory, "clinician", "agree", "thriving-aims-met")
    file.write_text(file.read_text().replace('"agree"', '"unsure"'))
    done = command("review", str(directory), "--read", str(file))
    assert done.returncode == 2
    assert f"{file}:1: digest: the content is not what was saved" in done.stderr
    assert not (directory / "reviews").exists()


def test_a_dry_run_checks_the_answers_and_says_where_they_would_be_kept(directory: Path) -> None:
    file = answers(directory, "clinician", "agree", "thriving-aims-met")
    read = ("review", directory, "--read", file)
    told = command(*read, "--dry-run")
    assert not (directory / "reviews").exists()
    assert command(*read).returncode == 0
    [kept] = (directory / "reviews").iterdir()
    assert (told.returncode, told.stdout) == (0, f"would write: {kept}\n")
    assert command(*read, "--dry-run").stdout == f"would replace: {kept}\n"
    file.write_text(file.read_text().replace('"agree"', '"unsure"'))
    told = command(*read, "--dry-run")
    assert (told.returncode, told.stdout) == (2, "")
    assert "the content is not what was saved" in told.stderr

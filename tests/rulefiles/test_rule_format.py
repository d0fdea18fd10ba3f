"""Format 2 of a rule file: what came with it, what nothing means yet, and that the old files say what they said."""

import io
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from thrive_rules import RuleError, ThriveRulesError, load_rules
from thrive_rules.checks.migration import RULES
from thrive_rules.documents.document import read_document
from thrive_rules.documents.migration import plan_migration, write_migration
from thrive_rules.documents.validation import validate
from thrive_rules.language.rule import UrgentKind
from thrive_rules.language.rule_file import RuleFile
from thrive_rules.reasoning import laws
from thrive_rules.rulefiles.older import LATER_FACTS
from thrive_rules.rulefiles.rulefile import shipped_rules

OLD = Path(__file__).parent / "format_1"
SHIPPED = load_rules()
PINNED = "sha256:1b52bb51b62d9a1de1e92c1c42d6b40b5991e1b20f5122266b94219dd593f959"
"""What the digest of the old rule base was when format 1 was the only one."""


def messages(text: str) -> str:
    with pytest.raises(RuleError) as caught:
        validate(read_document(io.StringIO(text), RuleError), RuleFile, RuleError)
    return str(caught.value)


def copied(tmp_path: Path, *changes: tuple[str, str]) -> Path:
    text = (OLD / "rules.yaml").read_text()
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    (tmp_path / "rules.yaml").write_text(text)
    return tmp_path


def test_a_whole_rule_base_of_format_1_loads_and_keeps_its_digest() -> None:
    old = load_rules(OLD, for_study=True)
    assert old.digest == PINNED == replace(old).digest
    assert old.wording.intro.practitioner == "words for intro"


def test_a_text_that_came_later_and_is_changed_in_python_is_in_the_digest() -> None:
    old = load_rules(OLD, for_study=True)
    other = old.wording.model_copy(update={"not_safe": old.wording.intro})
    assert replace(old, wording=other).digest != PINNED


def test_words_for_a_fact_that_came_later_are_in_the_digest_where_they_are_said(tmp_path: Path) -> None:
    own = "- {id: parental_responsibility_known, label: mine, question: Mine?, answered_by: practitioner}\n"
    said = load_rules(copied(tmp_path, ("facts:\n", f"facts:\n{own}")), for_study=True)
    assert said.fact["parental_responsibility_known"].label.practitioner == "mine"
    assert "facts/parental_responsibility_known" not in said.words_beneath
    assert said.digest != PINNED
    old = load_rules(OLD, for_study=True)
    changed = [said.fact[fact.id] if fact.id in LATER_FACTS else fact for fact in old.facts]
    assert replace(old, facts=tuple(changed)).digest != PINNED


def test_texts_that_came_later_come_from_the_rules_that_ship() -> None:
    old = load_rules(OLD, for_study=True)
    assert "wording/not_safe" in old.words_beneath
    assert "wording/voices/rule_base" in old.words_beneath
    assert [text for text in old.words_beneath if text.startswith("facts/")] == [
        f"facts/{fact}" for fact in LATER_FACTS
    ]
    for fact in LATER_FACTS:
        assert old.fact[fact] == SHIPPED.fact[fact]
    for text in old.words_beneath:
        section, name, *key = text.split("/")
        if section == "facts":
            continue
        own, ships = getattr(old.wording, name), getattr(SHIPPED.wording, name)
        for step in key:
            own, ships = (
                each[step] if isinstance(each, dict) else getattr(each, step) for each in (own, ships)
            )
        assert own == ships
    assert not SHIPPED.words_beneath


def test_a_text_of_its_own_is_not_taken_from_elsewhere(tmp_path: Path) -> None:
    said = load_rules(copied(tmp_path, ("  no: words for no\n", "")), for_study=True)
    assert "wording/no" in said.words_beneath
    assert said.wording.no == SHIPPED.wording.no
    assert said.digest != PINNED


def test_in_format_2_a_text_that_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match=r"wording\.not_safe: is required"):
        load_rules(copied(tmp_path, ("format: 1\n", "format: 2\n")), for_study=True)


@pytest.mark.parametrize(
    ("format_said", "problem"),
    [
        ("3", "a newer thrive-rules wrote this; install that version"),
        ("0", "expected 1 or 2"),
        ("true", "expected 1 or 2"),
        ("'2'", "expected 1 or 2"),
        ("[]", "expected 1 or 2"),
    ],
)
def test_another_format_is_refused(format_said: str, problem: str) -> None:
    assert messages(f"format: {format_said}\n") == f"<stream>:1: format: {problem}"
    assert "format: is required" in messages("rules: []\n")


LATER: dict[str, Any] = {
    "unread": [{"id": "age", "because": "It decides nothing."}],
    "urgent": {"immediate_danger": {"recorded": "Call.", "entered": "Call.", "short": "Call."}},
}


@pytest.mark.parametrize("key", LATER)
def test_a_key_that_came_with_format_2_is_none_of_format_1(key: str) -> None:
    text = yaml.safe_dump({"format": 1, key: LATER[key]}, sort_keys=False)
    assert "there is no such key; it came with format 2, and `format: 2` at the top says so" in messages(text)


def test_migrate_says_which_texts_come_from_beneath_and_writes_it(tmp_path: Path) -> None:
    old = load_rules(copied(tmp_path), for_study=True)
    [plan] = plan_migration([tmp_path], [RULES])
    fields = {change.field: change for change in plan.changes}
    assert fields["format"].told == "2 stands here now, in place of what stood here"
    assert "come from the rules that ship, and the digest is another one" in fields["takes"].told
    write_migration([plan])
    new = load_rules(tmp_path, for_study=True)
    assert not new.words_beneath
    assert new.wording == old.wording
    assert new.rules == old.rules
    assert [new.fact[kind].answered_by for kind in UrgentKind] == ["everyone", "everyone"]
    assert new.digest != old.digest
    before, after = (OLD / "rules.yaml").read_text(), (tmp_path / "rules.yaml").read_text()
    added = [line for line in after.splitlines() if line not in before.splitlines()]
    assert added[:2] == ["format: 2", "takes: [wording, facts]"]
    lines = [change.line for change in plan.changes]
    assert lines == sorted(lines, key=lambda line: line or 0)
    assert [after.splitlines()[line - 1] for line in lines if line] == added
    assert all(line.endswith("answered_by: everyone}") for line in added[2:])


def test_a_file_on_its_own_says_its_new_format_alone(tmp_path: Path) -> None:
    (tmp_path / "needs.yaml").write_text("# mine\nformat: 1\nneeds: []\n")
    write_migration(plan_migration([tmp_path], [RULES]))
    assert (tmp_path / "needs.yaml").read_text() == "# mine\nformat: 2\nneeds: []\n"


def test_the_rules_that_ship_say_what_format_1_has_no_key_for(tmp_path: Path) -> None:
    rules = shutil.copytree(shipped_rules(), tmp_path / "copy")
    for file in rules.glob("*.yaml"):
        file.write_text(file.read_text().replace("\nformat: 2\n", "\nformat: 1\n"))
    with pytest.raises(ThriveRulesError, match="it came with format 2"):
        load_rules(rules)


SPEAKS_FOR_ALL = """\
- id: speaks-for-all
  when: {all: [{young_person_wants_extensive_help: true}, {needs_long_term_help: true}]}
  argues_for: getting_more_help
  voice: young_person  # hers
  because: To all.
  illustrative: true
- id: joins-through-a-need
  when: {all: [{practitioner_proposes_extensive_help: true}, {need: help}]}
  argues_for: getting_more_help
  because: To all.
  sources: [paper/page]
  voice: practitioner
- id: ask-again
"""
SPEAKS_FOR_ALL_WHERE_DANGER_IS = """\
- id: speaks-for-all
  when: {all: [{young_person_wants_information: true}, {needs_long_term_help: true}]}
  argues_for: getting_advice
  voice: young_person
  because: To all.
  illustrative: true
- id: ask-again
"""


def test_law_17_is_told_with_the_rule_to_add_and_not_with_what_mends_another_law(tmp_path: Path) -> None:
    rules = copied(tmp_path, ("- id: ask-again\n", SPEAKS_FOR_ALL_WHERE_DANGER_IS))
    with pytest.raises(RuleError) as caught:
        load_rules(rules)
    told = [fault.problem for fault in caught.value.faults if "danger_is_heard" in fault.problem]
    assert [problem.split("; ", 1)[1] for problem in told] == [
        "add a rule of one of them, with `when: {safety_concern: true}` and `argues_against: getting_advice`",
        "add a rule of one of them, with `when: {immediate_danger: true}` and `argues_against: getting_advice`",
    ]


def test_rules_of_format_1_that_break_a_law_are_refused_with_what_migrate_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(laws, "CHECKS", (laws.danger_is_asked_about, laws.voices_say_what_they_said))
    rules = copied(tmp_path, ("- id: ask-again\n", SPEAKS_FOR_ALL))
    with pytest.raises(RuleError) as caught:
        load_rules(rules)
    told = {fault.path: fault.problem for fault in caught.value.faults}
    writes = {path: problem.split("; ")[-1] for path, problem in told.items() if "migrate" in problem}
    assert sorted(writes.values()) == [
        "`thrive-rules migrate` writes `answered_by: everyone`",
        "`thrive-rules migrate` writes `answered_by: everyone`",
        "`thrive-rules migrate` writes `voice: framework`",
        "`thrive-rules migrate` writes `voice: rule_base`",
    ]
    assert [
        problem for problem in told.values() if "add their own" in problem
    ]  # words are for people to find
    write_migration(plan_migration([rules], [RULES]))
    text = (rules / "rules.yaml").read_text()
    assert "  voice: rule_base  # hers\n" in text
    assert "  voice: framework\n- id: ask-again\n" in text
    monkeypatch.setattr(laws, "CHECKS", (laws.danger_is_asked_about,))
    assert not list(laws.voices_say_what_they_said(load_rules(rules, for_study=True)))
    with pytest.raises(RuleError) as caught:
        load_rules(rules)
    left = [fault.problem for fault in caught.value.faults]
    assert left
    assert all("the young person is asked in the practitioner's words" in problem for problem in left)

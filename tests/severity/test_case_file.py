"""From flat facts back to a case file, and what a rule base makes of facts by definition and as compiled."""

import io
import os
from collections.abc import Iterable
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given

from thrive_rules import Case, CaseError, RuleBase, Severity, ThriveRulesError
from thrive_rules.cases.case import Value
from thrive_rules.cases.vocabulary import FACTS, Part
from thrive_rules.documents.document import write_document
from thrive_rules.documents.output import refuse_unwritable, whole_file, write_folder, write_whole
from thrive_rules.reasoning.meaning import by_definition
from thrive_rules.severity.case_file import (
    PLACEHOLDER,
    CaseFile,
    case_text,
    facts_of,
    file_of_facts,
    load_case,
    spell_case,
)
from thrive_rules.severity.outcome import one_answer_apart, outcome_of
from thrive_rules.testing import cases, facts, rule_bases, severities


def listed(answers: Iterable[str], part: Part) -> bool:
    return any(FACTS[name].part is part for name in answers)


@given(facts())
def test_a_case_file_of_facts_gives_them_back(answers: dict[str, Value]) -> None:
    """All but this: a case that lists some concerns says no to the others; the same for circumstances."""
    given_back = facts_of(file_of_facts(answers))
    filled = {
        name: False
        for name, fact in FACTS.items()
        if fact.part in (Part.CONCERN, Part.CIRCUMSTANCE) and listed(answers, fact.part)
    }
    assert given_back == {**filled, **answers}


@given(cases(), severities())
def test_the_facts_of_a_case_make_a_case_with_the_same_facts(case: Case, severity: Severity) -> None:
    answers = {**case.facts, **severity.facts}
    again, rated = file_of_facts(answers).split()
    assert again.facts == case.facts
    assert rated.facts == severity.facts


@given(facts())
def test_a_case_file_is_written_so_that_it_reads_back(answers: dict[str, Value]) -> None:
    file = file_of_facts(answers)
    text = write_document(spell_case(file), "a comment\nover two lines")
    assert text.startswith("# a comment\n# over two lines\n")
    assert load_case(io.StringIO(text)) == file.split()


def test_words_that_no_fact_holds_are_marked() -> None:
    file = file_of_facts({"has_goals": True, "safety_concern": True})
    assert file.preferences.goals == (PLACEHOLDER,)
    assert file.presentation.safety_narrative == PLACEHOLDER
    assert file_of_facts({}) == CaseFile()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"secret name": True}, "expected the name of a fact at position 0"),
        ({"aims_met": "secret"}, "aims_met: expected an answer that this fact can have"),
        ({"age": True}, "age: expected an answer"),
        ({"aims_met": 1}, "aims_met: expected an answer"),
        ({"has_goals": False}, "has_goals: expected an answer"),
    ],
)
def test_wrong_facts_are_told_without_what_they_say(wrong: dict[str, Value], told: str) -> None:
    with pytest.raises(CaseError, match=told) as caught:
        file_of_facts(wrong)
    assert "secret" not in str(caught.value)


@given(rule_bases(), facts())
def test_the_compiled_rules_come_to_what_the_definition_says(
    rules: RuleBase, answers: dict[str, Value]
) -> None:
    compiled, defined = outcome_of(rules, answers), by_definition(rules, answers)
    assert compiled.verdicts == defined.verdicts
    assert compiled.candidates == defined.candidates


def test_one_answer_apart_is_one_answer_apart() -> None:
    answers: dict[str, Value] = {"aims_met": True, "age": 16}
    others = list(one_answer_apart(answers, FACTS))
    for other in others:
        differ = [name for name in FACTS if answers.get(name) != other.get(name)]
        assert len(differ) == 1
    assert {"age": 16} in others
    assert {"age": 16} not in list(one_answer_apart(answers, FACTS, drop=False))


# FILES THAT ARE WRITTEN


def test_a_file_keeps_who_may_read_it_and_a_link_stays_a_link(tmp_path: Path) -> None:
    file, link = tmp_path / "file", tmp_path / "link"
    file.write_text("before")
    file.chmod(0o640)
    link.symlink_to(file)
    write_whole(link, "after")
    assert link.is_symlink()
    assert file.read_text() == "after"
    assert file.stat().st_mode & 0o777 == 0o640
    before = os.umask(0o027)
    try:
        write_whole(tmp_path / "new", "text")
        write_whole(tmp_path / "own", "text", private=True)
    finally:
        os.umask(before)
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o640
    assert (tmp_path / "own").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("links", [True, False], ids=["with links", "on a disk without links"])
def test_a_new_file_never_takes_the_place_of_one_that_comes_meanwhile(
    links: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object, **__: object) -> None:
        raise PermissionError

    if not links:
        monkeypatch.setattr(os, "link", no_links)
        monkeypatch.delattr(os, "O_TMPFILE", raising=False)
    file = tmp_path / "new"
    write_whole(file, "first", new=True)
    with pytest.raises(ThriveRulesError, match="stands here already"):
        write_whole(file, "second", new=True)
    file.unlink()

    def write_while_somebody_else_does() -> None:
        with whole_file(file, new=True) as ours:
            ours.write(b"ours")
            file.write_text("theirs")

    with pytest.raises(ThriveRulesError, match="stands here already"):
        write_while_somebody_else_does()
    assert file.read_text() == "theirs"
    assert [path.name for path in tmp_path.iterdir()] == ["new"]


def test_what_is_no_file_is_not_replaced(tmp_path: Path) -> None:
    pipe, circle = tmp_path / "pipe", tmp_path / "circle"
    os.mkfifo(pipe)
    circle.symlink_to(circle)
    for there in (pipe, circle, tmp_path):
        for write in (partial(write_whole, text="text"), refuse_unwritable):
            with pytest.raises(ThriveRulesError, match="cannot be written: it is there, and no file"):
                write(there)
    with pytest.raises(ThriveRulesError, match="cannot be written: File name too long"):
        refuse_unwritable(tmp_path / ("a" * 300))
    with pytest.raises(ThriveRulesError) as caught:
        write_folder(tmp_path / "new", [("good", ""), ("a" * 300, "")])
    assert [fault.file for fault in caught.value.faults] == [f"{tmp_path}/new/{'a' * 300}"]
    with pytest.raises(ThriveRulesError):
        write_folder(tmp_path / "not" / "there" / "yet", [("a" * 300, "")])
    assert {path.name for path in tmp_path.iterdir()} == {"pipe", "circle"}


@pytest.mark.parametrize(
    "context",
    [
        {"shared_with": {"parent_or_carer": None, "young_person": None}},
        {"private": {"young_person": []}},
        {"competence_assessment": {"by": None}},
        {"parental_responsibility": {}},
        {"asked": {}},
    ],
)
def test_a_mark_that_says_nothing_is_as_if_it_were_not_there_and_the_case_can_be_written_down(
    context: dict[str, object],
) -> None:
    read = load_case({"format": 2, "context": context})
    assert read == load_case({"format": 2})
    assert load_case(io.StringIO(case_text(*read))) == read


@pytest.mark.parametrize(
    "file", sorted((Path(__file__).parents[2] / "examples").glob("*.yaml")), ids=lambda each: each.stem
)
def test_each_example_can_be_written_down_again(file: Path) -> None:
    read = load_case(file)
    assert load_case(io.StringIO(case_text(*read))) == read

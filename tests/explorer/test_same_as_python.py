"""JavaScript says what Python says, byte for byte; a longer look is `make conformance`."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from agreement import answers, differences, of_random_rules, of_rules, of_shipped_rules, random_rules
from pages import in_other_words
from planted import FAULTS, RARE, hidden_choice, not_found, text_with

from thrive_rules import RuleBase, load_rules
from thrive_rules.explorer.made_up import made_up_files
from thrive_rules.explorer.table import table
from thrive_rules.language.words import MAY_LACK_WORDS, Reader

pytestmark = pytest.mark.xdist_group("explorer")


def test_javascript_makes_of_a_case_what_python_makes_of_it() -> None:
    assert list(differences(of_shipped_rules(500, "make test"))) == []


def test_javascript_knows_for_whom_rules_may_have_no_words() -> None:
    assert MAY_LACK_WORDS == (
        Reader.OTHER,
    )  # a new one is to be asked about in `hasWordsFor` of shared.js, too


def test_a_mark_that_says_nothing_names_nobody() -> None:
    marks = {"asked": {"nobody": []}, "shared_with": {"nobody": None}, "private": {}}
    views = [{"from": "other", "id": "young_person"}]
    nothing, wrong = {"format": 2, "context": marks}, {"format": 2, "context": marks, "views": views}
    group = of_rules(load_rules(), [nothing, wrong])
    assert isinstance(group[2].said, list)
    assert isinstance(group[3].said, str)
    assert list(differences([group])) == []


def test_javascript_makes_of_any_rules_what_python_makes_of_them() -> None:
    assert list(differences(of_random_rules(50, 0))) == []


def test_javascript_finds_the_laws_that_the_teaching_rules_break() -> None:
    group = of_rules(load_rules("severity-led", for_study=True), [])
    assert "severity_is_inert" in group[1].said[0]
    assert list(differences([group])) == []


def test_javascript_takes_what_is_seldom_written_as_python_does() -> None:
    assert list(differences([of_rules(load_rules(), RARE)])) == []
    laws = of_rules(hidden_choice(), [])
    assert "no_professional_help_is_a_valid_choice" in laws[1].said[0]
    assert list(differences([laws])) == []


def test_the_records_own_has_no_marks_of_texts_that_a_pack_leaves_out(tmp_path: Path) -> None:
    asked = of_rules(in_other_words(tmp_path), made_up_files("left out", 40))
    assert list(differences([asked])) == []
    told = [json.loads(each.said[0]) for each in asked if "case" in each.request and each.said]
    whole = json.dumps(told, ensure_ascii=False)
    assert not re.search("[\u2066\u2068\u2069]", whole)
    because = {
        each["because"] for one in told for candidate in one["candidates"] for each in candidate["for"]
    }
    assert {text.startswith("⟦") for text in because} == {True, False}, "some are left out, and some are said"


def test_the_ways_of_a_table_are_those_that_javascript_writes_out() -> None:
    for rules in random_rules(20, 1):
        whole = table(rules)
        _, said = answers([{"table": whole}, {"ways": True}])
        for rule, text in zip(whole["rules"], said, strict=True):
            assert _as_sets(json.loads(text)) == _as_sets(rule["ways"]), rule["id"]


def _as_sets(ways: list[list[Any]]) -> set[frozenset[str]]:
    def spelled(key: Any) -> str:
        return key if isinstance(key, str) else ":".join(*key.items())

    return {frozenset(f"{spelled(key)} {sorted(map(str, values))}" for key, values in way) for way in ways}


@pytest.mark.parametrize(
    ("wrong", "code", "path"),
    [
        ("[]", "unexpected", ""),
        ("not JSON", "unreadable", ""),
        ("{}", "required", "format"),
        ('{"format": 2}', "unexpected", "format"),
        ('{"format": "1"}', "unexpected", "format"),
        ('{"format": 1}', "unexpected", "readers"),
        ('{"format": 1, "readers": {}}', "unexpected", "readers"),
    ],
)
def test_what_is_no_table_is_refused_in_words(wrong: str, code: str, path: str) -> None:
    [said] = answers([{"table": wrong}])
    [fault] = said["refused"]
    assert (fault["code"], fault["path"]) == (code, path)
    assert fault["message"]


def test_a_damaged_part_of_a_table_is_refused_by_its_place(rules: RuleBase) -> None:
    wrongs: tuple[Any, ...] = (None, 7, [], {}, {"id": 7, "name": 7})
    places, damaged = [], []
    for section in ("facts", "rules", "needs", "groupings", "options", "programmes", "sources"):
        for wrong in wrongs:
            whole = table(rules)
            whole[section][1] = wrong
            places.append(f"{section}[1]")
            damaged.append({"table": whole})
    said = answers(damaged)
    assert [[fault["path"] for fault in each["refused"]] for each in said] == [[place] for place in places]


def test_a_table_whose_rules_cannot_be_read_is_refused_by_the_name_of_the_rule(rules: RuleBase) -> None:
    whole = table(rules)
    argues = next(rule for rule in whole["rules"] if rule["kind"] == "argues_for")
    wrong: tuple[Any, ...] = (
        {"no_such_fact": True},
        {"not": {"need": whole["needs"][0]["id"]}},
        {"known": "age"},
        {"need": "no_such_need"},
        {"all": []},
        {"help_tried": "maybe"},
        {"help_tried": [True, True]},
        {},
        [],
        None,
        "help_tried",
    )
    for when in wrong:
        argues["when"] = when
        _, said = answers([{"table": whole}, {"laws": True}])
        [fault] = said["refused"]
        assert fault["path"].startswith(f"rules/{argues['id']}"), when


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "unreadable"),
        ("{", "unreadable"),
        ("[]", "unexpected"),
        ("7", "unexpected"),
        ('{"context": {"age": 3, "age": 4}}', "twice"),
        ('{"views": [{"from": "other", "from": "other"}]}', "twice"),
        ("[" * 60 + "]" * 60, "unreadable"),
        (json.dumps({"presentation": {"strengths": ["a" * 600_000]}}), "unreadable"),
    ],
)
def test_what_is_no_case_is_refused_in_words(rules: RuleBase, text: str, code: str) -> None:
    _, said = answers([{"table": table(rules)}, {"case": text}])
    assert [fault["code"] for fault in said["refused"]] == [code]


def test_a_fault_tells_no_value_of_the_case(rules: RuleBase) -> None:
    file = {"format": 2, "context": {"private": {"Zaphod": ["Zaphod"]}, "age": "Zaphod", "Zaphod": 1}}
    _, said = answers([{"table": table(rules)}, {"case": json.dumps(file)}])
    assert len(said["refused"]) >= 4
    assert "Zaphod" not in json.dumps(said)


SEEN_AT_ONCE = ("inference.js",)
"""Modules whose every fault a few cases show."""


def test_a_few_planted_faults_are_found() -> None:
    """`make conformance` plants every one."""
    stages = [list(of_shipped_rules(60, "planted")), list(of_random_rules(4, 0))]
    assert list(not_found([fault for fault in FAULTS if fault.module in SEEN_AT_ONCE], stages)) == []


def test_every_fault_can_still_be_planted() -> None:
    assert len({text_with(fault) for fault in FAULTS}) == len(FAULTS)

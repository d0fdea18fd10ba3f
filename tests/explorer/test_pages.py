"""What JavaScript shows of a case is what Python shows, byte for byte, to everybody who can read of it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from agreement import Asked, differences, random_rules
from pages import (
    after,
    in_easy_words,
    in_other_words,
    told_to_people,
    where_other_answers_tell_of_harm,
    without_words_for_others,
)
from planted import text_with
from planted_pages import FAULTS_OF_PAGES, not_shown

from audiences import LOCAL, RULES, worked_cases
from thrive_rules import RuleBase, load_case
from thrive_rules.explorer.made_up import made_up_files
from thrive_rules.explorer.table import table
from thrive_rules.severity.case_file import CaseFile, spell_case

pytestmark = pytest.mark.xdist_group("explorer")


@pytest.mark.parametrize(
    ("rules_of", "count"),
    [
        (lambda _: RULES, 100),
        (lambda _: LOCAL, 40),
        (in_other_words, 30),
        (in_easy_words, 10),
        (lambda _: where_other_answers_tell_of_harm(), 10),
        (lambda _: without_words_for_others(), 20),
    ],
    ids=["shipped", "local", "in other words", "in easy words", "harm", "without words for others"],
)
def test_people_are_told_the_same(rules_of: Callable[[Path], RuleBase], count: int, tmp_path: Path) -> None:
    files = made_up_files("pages", count)
    assert not list(differences([list(told_to_people(rules_of(tmp_path), files, "pages", most=2))]))


def test_a_yes_about_danger_changes_nothing_else_that_is_noted() -> None:
    asked = {"other": [], "young_person": ["preferences.managing_own_health"]}
    case, severity = load_case({"format": 2, "context": {"asked": asked}})
    yes = {"name": "young_person", "does": "reply", "fact": "immediate_danger", "reply": "yes"}
    file = spell_case(CaseFile(context=case.context, severity=severity))
    request = {"case": json.dumps(file), "people": [], "replies": [yes]}
    said = [f"replies: {after(case, RULES, [yes])}"]
    assert '"asked": {"other": []' in said[0]
    assert not list(differences([[Asked({"table": table(RULES)}, []), Asked(request, said)]]))


def test_people_are_told_the_same_of_the_worked_cases() -> None:
    files = [
        spell_case(
            CaseFile(**{part: getattr(case, part) for part in type(case).model_fields}, severity=severity)
        )
        for _, case, severity in worked_cases()
    ]
    assert not list(differences([list(told_to_people(RULES, files, "worked", most=1))]))


def test_people_are_told_the_same_by_any_rules() -> None:
    for index, rules in enumerate(random_rules(6, 3)):
        files = made_up_files(f"pages of rules {index}", 3)
        assert not list(differences([list(told_to_people(rules, files, "rules", most=2))]))


SEEN_AT_ONCE = ("danger.js",)
"""Modules of which a few cases show the last faults."""


def test_a_few_planted_faults_are_found() -> None:
    """`make conformance` plants every one."""
    faults = [fault for fault in FAULTS_OF_PAGES if fault.module in SEEN_AT_ONCE][2:]
    pages = list(told_to_people(RULES, made_up_files("planted", 30), "planted", most=2))
    assert list(not_shown(faults, [pages])) == []


def test_every_fault_can_still_be_planted() -> None:
    assert len({text_with(fault) for fault in FAULTS_OF_PAGES}) == len(FAULTS_OF_PAGES)

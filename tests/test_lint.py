"""Every check of lint finds what it is for, and the rule base that ships is clean."""

import re
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest

from thrive_rules import RuleBase, load_rules
from thrive_rules.lint import CHECKS, lint
from thrive_rules.rulefile import shipped_rules

FAULTY = {
    "groups_by_concern_or_circumstance": ("getting-help.yaml", "{costs_outweigh_gains: true}", "{concern_low_mood: true}"),
    "speaks_for_someone_else": ("getting-help.yaml", "when: {no_professional_help_now: true}", "when: {aims_met: false}"),
    "says_the_same_twice": ("getting-help.yaml", "when: {costs_outweigh_gains: true}", "when: {aims_met: true}"),
    "source_never_cited": ("sources.yaml", "      extensive: {", "      unused: {quoted: false, text: Nobody cites this.}\n      extensive: {"),
    "word_never_said": ("getting-help.yaml", "The agreed aims are met.", "You should stop."),
    "sentence_too_long": ("getting-help.yaml", "The agreed aims are met.", "The aims " + "and the aims " * 7 + "are met."),
}  # fmt: skip


def test_the_rule_base_that_ships_is_clean(rules: RuleBase) -> None:
    assert lint(rules, date(2026, 11, 22)) == ()


def test_a_review_that_is_overdue(rules: RuleBase) -> None:
    day = rules.header.review_by
    assert lint(rules, day) == ()
    [finding] = lint(rules, day + timedelta(days=1))
    assert finding.check == "review_overdue"
    assert re.search(r"rulebase\.yaml:\d+$", finding.place)


@pytest.mark.parametrize("check", FAULTY)
def test_a_check_finds_what_it_is_for(check: str, tmp_path: Path) -> None:
    directory = Path(shutil.copytree(shipped_rules(), tmp_path / "rules"))
    file, old, new = FAULTY[check]
    text = (directory / file).read_text()
    assert old in text
    (directory / file).write_text(text.replace(old, new, 1))
    findings = lint(load_rules(directory), date(2026, 11, 22))
    assert check in {finding.check for finding in findings}
    for finding in findings:
        if finding.check == check:
            assert finding.place.startswith(str(directory / file) + ":")


def test_every_check_has_a_case_here() -> None:
    assert {check.__name__ for check in CHECKS} == {
        *FAULTY,
        "review_overdue",
        "too_wide_for_a_second_opinion",
    }

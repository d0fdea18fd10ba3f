"""What JavaScript shows of a case is what Python shows, byte for byte, to everybody who can read of it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from agreement import differences, random_rules
from pages import told_to_people

from audiences import LOCAL, RULES, worked_cases
from pseudo_language import write_pack
from thrive_rules import RuleBase, load_rules
from thrive_rules.explorer.made_up import made_up_files
from thrive_rules.severity.case_file import CaseFile, spell_case


def in_other_words(folder: Path) -> RuleBase:
    """The rules in a language pack that leaves out some texts, so that some fall back."""
    write_pack(folder / "pack", RULES)
    return load_rules(language=folder / "pack")


@pytest.mark.parametrize(
    ("rules_of", "count"),
    [(lambda _: RULES, 150), (lambda _: LOCAL, 60), (in_other_words, 40)],
    ids=["shipped", "local", "in other words"],
)
def test_people_are_told_the_same(rules_of: Callable[[Path], RuleBase], count: int, tmp_path: Path) -> None:
    files = made_up_files("pages", count)
    assert not list(differences([list(told_to_people(rules_of(tmp_path), files, "pages", most=2))]))


def test_everybody_is_told_the_same_of_the_worked_cases() -> None:
    files = [
        spell_case(
            CaseFile(**{part: getattr(case, part) for part in type(case).model_fields}, severity=severity)
        )
        for _, case, severity in worked_cases()
    ]
    assert not list(differences([list(told_to_people(RULES, files, "worked"))]))


def test_people_are_told_the_same_by_any_rules() -> None:
    for index, rules in enumerate(random_rules(10, 3)):
        files = made_up_files(f"pages of rules {index}", 3)
        assert not list(differences([list(told_to_people(rules, files, "rules", most=2))]))

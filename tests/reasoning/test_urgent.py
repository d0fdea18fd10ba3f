"""The urgent notice: in the words for who said it, and in one line that holds no half of a notice."""

from dataclasses import replace

import pytest

from thrive_rules import Case, RuleBase, load_rules, suggest
from thrive_rules.language.rule import UrgentKind
from thrive_rules.language.wording import MAX_SHORT, UrgentWords
from thrive_rules.reasoning.urgent import Urgent

RULES = load_rules()
DANGER, HARM = UrgentKind.IMMEDIATE_DANGER, UrgentKind.SAFEGUARDING_CONCERN


def urgent_of(case: Case, rules: RuleBase = RULES) -> Urgent:
    urgent = suggest(case, rules).urgent
    assert urgent is not None
    return urgent


def said_by(*people: str) -> Case:
    said = {person: [f"presentation.{DANGER}"] for person in people}
    return Case.model_validate({"context": {"said_yes": said}, "presentation": {str(DANGER): True}})


def test_whoever_said_so_themselves_is_not_told_that_it_is_recorded() -> None:
    words = RULES.urgent[DANGER]
    assert words.entered != words.recorded
    assert urgent_of(said_by("practitioner")).text == words.entered.practitioner
    assert urgent_of(said_by("young_person", "practitioner")).text == words.entered.practitioner
    assert urgent_of(said_by("young_person")).text == words.recorded.practitioner


def short(danger: int, harm: int) -> str:
    """The notice in one line, of kinds that take so many letters."""
    urgent = {
        kind: UrgentWords.model_validate({"recorded": "Act.", "entered": "Act.", "short": letter * size})
        for kind, letter, size in ((DANGER, "d", danger), (HARM, "h", harm))
    }
    case = Case.model_validate({"presentation": {str(DANGER): True, str(HARM): True}})
    return urgent_of(case, replace(RULES, urgent=urgent)).short


@pytest.mark.parametrize(
    ("danger", "harm", "expected"),
    [
        (10, 20, "d" * 10 + " " + "h" * 20),
        (100, MAX_SHORT - 101, "d" * 100 + " " + "h" * (MAX_SHORT - 101)),
        (100, MAX_SHORT - 100, "d" * 100),
        (MAX_SHORT, 1, "d" * MAX_SHORT),
    ],
)
def test_what_does_not_fit_in_the_line_is_left_out_whole_and_danger_to_a_life_comes_first(
    danger: int, harm: int, expected: str
) -> None:
    assert short(danger, harm) == expected

"""The hazard log names its controls, and each control is there, does what it is named for, and has run."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from named_controls import NamedControls, named_tests
from thrive_rules import RuleBase, load_rules
from thrive_rules.checks.worked import hold
from thrive_rules.rulefiles.certificate import ASKED, CERTIFICATE_FILE, Conclusion
from thrive_rules.rulefiles.rulefile import shipped_rules

ROOT = Path(__file__).parents[2]
SAFETY = ROOT / "docs" / "safety"
LOG: dict[str, Any] = yaml.safe_load((ROOT / "docs" / "hazards.yaml").read_text())
HAZARDS: list[dict[str, Any]] = LOG["hazards"]
KEYS = {"id", "hazard", "causes", "effect", "harm", "who", "controls", "remains"}
CONTROLS = {"laws", "rules", "tests", "pages", "people"}
PEOPLE = {"young_person", "other_children", "family"}


def named(kind: str) -> set[str]:
    return {name for hazard in HAZARDS for name in hazard["controls"].get(kind, ())}


def anchors(page: Path) -> set[str]:
    """The places of a page, as links name them."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("hazard", HAZARDS, ids=lambda hazard: str(hazard["id"]))
def test_a_hazard_says_its_cause_who_is_harmed_what_holds_it_and_what_remains(hazard: dict[str, Any]) -> None:
    assert hazard.keys() == KEYS
    for key in ("hazard", "effect", "harm", "remains"):
        assert hazard[key].endswith("."), key
    assert hazard["causes"]
    assert hazard["who"]
    assert set(hazard["who"]) <= PEOPLE
    assert hazard["controls"]
    assert hazard["controls"].keys() <= CONTROLS
    assert hazard["controls"].keys() & {"laws", "rules", "tests", "pages"}, "nothing of ours holds it"


def test_the_log_is_of_twenty_hazards_or_more_and_claims_no_review() -> None:
    ids = [hazard["id"] for hazard in HAZARDS]
    assert len(set(ids)) == len(ids) >= 20
    assert LOG["reviewed_by_a_clinical_safety_officer"] is False
    rated = {
        key for hazard in HAZARDS for key in hazard if key in ("severity", "likelihood", "rating", "risk")
    }
    assert not rated, "a rating is for a Clinical Safety Officer"


REQUIREMENTS = {2: 6, 3: 6, 4: 4, 5: 1, 6: 4, 7: 3}
"""How many parts each chapter of DCB0129 has that asks for something."""


def test_the_case_report_goes_through_the_whole_standard_and_claims_nobody() -> None:
    report = (SAFETY / "case-report.md").read_text()
    told = re.findall(r"^\| (\d\.\d) \|", report, re.MULTILINE)
    assert told == [
        f"{chapter}.{part + 1}" for chapter, parts in REQUIREMENTS.items() for part in range(parts)
    ]
    assert "No Clinical Safety Officer is named for this project" in report
    assert "claims no conformance" in report


def test_the_page_of_the_log_rates_nothing() -> None:
    page = (SAFETY / "hazard-log.md").read_text()
    assert re.findall(r"^## (\S+)$", page, re.MULTILINE) == [hazard["id"] for hazard in HAZARDS]
    rating = "| Severity, likelihood and risk, before and after controls | to be filled in by your Clinical Safety Officer |"
    assert page.count(rating) == page.count("| Status | open |") == len(HAZARDS)


def test_whether_it_is_a_medical_device_is_left_to_a_person() -> None:
    page = (SAFETY / "intended-purpose.md").read_text()
    assert "**This is a question for a person, and nobody has answered it for this project.**" in page


def test_every_law_that_is_named_is_proved_of_the_rules_that_ship(rules: RuleBase) -> None:
    assert named("laws") <= set(ASKED)
    certificate = json.loads((shipped_rules() / CERTIFICATE_FILE).read_text())
    assert certificate["rule_base"]["digest"] == rules.digest
    proved = {each["question"] for each in certificate["answers"] if each["conclusion"] == Conclusion.PROVED}
    assert named("laws") <= proved


def test_every_rule_that_is_named_fires_in_a_worked_case() -> None:
    rules = load_rules()
    assert named("rules") <= rules.rule.keys()
    fires = {each.rule for each in hold(rules, shipped_rules() / "cases").coverage if each.fires}
    assert named("rules") <= fires


def test_every_page_that_is_named_is_there() -> None:
    for name in named("pages"):
        page, _, place = name.partition("#")
        assert (ROOT / page).is_file(), name
        assert place in anchors(ROOT / page), name


def test_every_test_that_is_named_is_defined() -> None:
    tests = "\n".join(path.read_text() for path in (ROOT / "tests").rglob("test_*.py"))
    assert named_tests() == named("tests")
    assert named("tests") <= set(re.findall(r"^def (test_\w+)", tests, re.MULTILINE))


def test_a_test_that_is_named_and_did_not_pass_is_told() -> None:
    """When all tests have run, each that is named has passed in every of its forms, or was skipped."""
    controls = NamedControls()
    name, other, *_ = sorted(named("tests"))
    controls.heard(f"tests/x.py::{name}[a]", "passed")
    controls.heard(f"tests/x.py::{other}", "skipped")
    assert controls.without() == sorted(named("tests") - {name, other})
    for each in named("tests"):
        controls.heard(f"tests/x.py::{each}", "passed")
    assert controls.without() == []
    controls.heard(f"tests/x.py::{name}[b]", "failed")
    assert controls.without() == [name]

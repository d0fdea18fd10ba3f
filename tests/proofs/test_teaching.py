"""The severity-led rules: they load for study alone, nothing is suggested from them, and a proof refutes them."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from command import command
from thrive_rules import Grouping, RuleError, ThriveRulesError, load_case, load_rules, suggest
from thrive_rules.checks.lint import lint
from thrive_rules.language.rule import UrgentKind
from thrive_rules.language.rule_file import TEACHING
from thrive_rules.rulefiles.rulefile import shipped_rules
from thrive_rules.severity.outcome import outcome_of

ROOT = Path(__file__).parents[2]
SEVERE, MILD = "examples/ocd_severe_managing.yaml", "examples/ocd_severe_managing_twin.yaml"


def test_it_loads_for_study_alone() -> None:
    with pytest.raises(RuleError, match="no suggestion comes from a teaching counterexample"):
        load_rules("severity-led")
    with pytest.raises(RuleError, match="no suggestion comes from a teaching counterexample"):
        load_rules(shipped_rules("severity-led"))
    rules = load_rules("severity-led", for_study=True)
    assert rules.header.status == TEACHING
    assert all(rule.illustrative for rule in rules.rules)
    assert lint(rules) == ()


def test_a_suggestion_from_it_would_hold_nothing() -> None:
    """Even by force: `suggest` refuses it, and has no severity to give it under another label."""
    rules = load_rules("severity-led", for_study=True)
    case, severity = load_case(ROOT / SEVERE)
    with pytest.raises(ThriveRulesError, match="no suggestion comes from a teaching counterexample"):
        suggest(case, rules)
    header = rules.header.model_copy(update={"status": "not clinically reviewed"})
    rules = replace(rules, header=header)
    assert suggest(case, rules).candidates == ()
    assert outcome_of(rules, {**case.facts, **severity.facts}).candidates == (Grouping.GETTING_MORE_HELP,)


def test_study_lets_severity_through_and_nothing_else(tmp_path: Path) -> None:
    text = (shipped_rules("severity-led") / "rulebase.yaml").read_text()
    (tmp_path / "rulebase.yaml").write_text(text.replace(TEACHING, "not clinically reviewed"))
    with pytest.raises(RuleError, match="severity_impact is severity: prompts alone may read it"):
        load_rules(tmp_path)
    assert load_rules(tmp_path, for_study=True).rules
    (tmp_path / "rulebase.yaml").write_text(text.replace("severity_self_harm", "severity_of_all"))
    with pytest.raises(RuleError, match="the name of a fact"):
        load_rules(tmp_path, for_study=True)


def test_taken_words_are_those_that_ship_and_own_ones_stand() -> None:
    rules, shipped = load_rules("severity-led", for_study=True), load_rules()
    assert rules.facts == shipped.facts
    assert rules.wording == shipped.wording
    assert rules.place("facts", "age") == shipped.place("facts", "age")
    assert "severity-led" in rules.place("rules", "by-impact-mild")


def test_an_own_part_replaces_a_taken_one(tmp_path: Path) -> None:
    text = (shipped_rules("severity-led") / "rulebase.yaml").read_text()
    own = {
        "format": 1,
        "facts": [{"id": "age", "label": "years", "question": "How old?", "answered_by": "together"}],
        "urgent": {"immediate_danger": "Ring the bell."},
    }
    (tmp_path / "rulebase.yaml").write_text(text)
    (tmp_path / "own.yaml").write_text(yaml.safe_dump(own))
    rules = load_rules(tmp_path, for_study=True)
    assert rules.fact["age"].label.practitioner == "years"
    assert str(tmp_path / "own.yaml") in rules.place("facts", "age")
    assert rules.urgent[UrgentKind.IMMEDIATE_DANGER].recorded.young_person == "Ring the bell."
    other = UrgentKind.SAFEGUARDING_CONCERN
    assert rules.urgent[other] == load_rules().urgent[other]


def test_the_command_line_refuses_to_suggest_from_it() -> None:
    for arguments in (
        ["suggest", SEVERE, "--rules", "severity-led"],
        ["compare", SEVERE, MILD, "--rules", "severity-led"],
    ):
        done = command(*arguments)
        assert done.returncode == 2
        assert "no suggestion comes from a teaching counterexample" in done.stderr
        assert done.stdout == ""


def test_compare_lays_it_beside() -> None:
    done = command("compare", SEVERE, MILD, "--beside", "severity-led")
    assert done.returncode == 0
    assert "Nothing moved." in done.stdout
    assert done.stdout.rstrip().endswith(
        "These rules put forward: One: Getting More Help; The other: Getting Advice and Signposting"
    )
    assert "teaching counterexample" in done.stdout
    answer = json.loads(command("compare", SEVERE, MILD, "--beside", "severity-led", "--json").stdout)
    assert answer["suggestion_moved"] is False
    assert answer["beside"]["first"] == ["getting_more_help"]
    assert answer["beside"]["second"] == ["getting_advice"]
    assert answer["beside"]["status"] == TEACHING


def test_a_trainer_sees_it_refuted(tmp_path: Path) -> None:
    pytest.importorskip("z3")
    done = command("verify", "severity-led", "--ask", "severity_is_inert", "--cases", str(tmp_path / "pairs"))
    assert done.returncode == 1
    assert "severity alone brings in getting_more_help" in done.stdout
    assert "One: Getting More Help; The other: Getting Advice and Signposting" in done.stdout
    files = sorted((tmp_path / "pairs").iterdir())
    assert len(files) == 10
    for one, other in zip(files[::2], files[1::2], strict=True):
        compared = command("compare", str(one), str(other), "--beside", "severity-led", "--json")
        answer = json.loads(compared.stdout)
        assert answer["suggestion_moved"] is False
        assert len(answer["severity"]) == 1
        assert answer["beside"]["first"] != answer["beside"]["second"]


def test_verify_on_the_command_line(tmp_path: Path) -> None:
    pytest.importorskip("z3")
    certificate = tmp_path / "certificate.json"
    done = command("verify", "--certificate", str(certificate), "--json")
    assert done.returncode == 0
    answer = json.loads(done.stdout)
    assert {each["conclusion"] for each in answer["answers"]} == {"proved"}
    assert json.loads(certificate.read_text())["rule_base"] == answer["rule_base"]
    for arguments, told in (
        (["--ask", "severity_is_inrt"], "did you mean severity_is_inert"),
        (["--ask", "gaps", "--certificate", str(certificate)], "leave --ask out"),
        (["--certificate", "/proc/none/certificate.json"], "cannot be written"),
        (["no/such/rules"], "there is no such directory"),
    ):
        wrong = command("verify", *arguments)
        assert wrong.returncode == 2
        assert told in wrong.stderr
        assert "Traceback" not in wrong.stderr
    late = command("verify", "--seconds", "0", "--ask", "gaps")
    assert late.returncode == 1
    assert "not answered" in late.stdout


def test_diff_on_the_command_line() -> None:
    pytest.importorskip("z3")
    same = command("diff", "thrive", "rules/thrive")
    assert same.returncode == 0
    assert "Equivalent" in same.stdout
    other = command("diff", "thrive", "severity-led")
    assert other.returncode == 1
    assert "by-impact-mild\tadded" in other.stdout
    assert "Not equivalent" in other.stdout
    assert json.loads(command("diff", "thrive", "severity-led", "--json").stdout)["rules"]


def test_what_if_on_the_command_line() -> None:
    done = command("suggest", SEVERE, "--what-if", "getting_help")
    assert done.returncode == 0
    assert "What would bring it in: Getting Help" in done.stdout
    assert "no → yes" in done.stdout
    answer = json.loads(command("suggest", SEVERE, "--what-if", "getting_advice", "--json").stdout)
    assert answer["what_if"]["candidate"] is True
    assert answer["what_if"]["sets"]
    wrong = command("suggest", SEVERE, "--what-if", "advice")
    assert wrong.returncode == 2

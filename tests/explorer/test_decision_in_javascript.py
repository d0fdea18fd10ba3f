"""A decision that is recorded in a browser is one that Python reads, about the same case and suggestion."""

import json
from pathlib import Path

import pytest
import yaml
from in_node import in_node

from thrive_rules import load_case, load_decision, load_rules, suggest
from thrive_rules.decisions.decision import fingerprint_case, fingerprint_suggestion, record
from thrive_rules.decisions.decision_file import load_answers, spell_decision
from thrive_rules.explorer.table import table
from thrive_rules.severity.case_file import case_text

pytestmark = pytest.mark.xdist_group("explorer")

EXAMPLES = Path(__file__).parents[2] / "examples"
CASES = sorted(each.stem for each in EXAMPLES.glob("*.yaml"))
RECORDED = """
import { readCase } from "./case_file.js";
import { recordDecision } from "./decision.js";
import { suggest } from "./suggestion.js";
import { readTable } from "./table.js";
const [data, written, answers] = given;
const table = readTable(data);
const { case: read } = readCase(table, written);
console.log(JSON.stringify(await recordDecision(table, answers, read, suggest(table, read))));
"""
READ = """
import { readDecision } from "./decision.js";
import { readTable } from "./table.js";
const table = readTable(given[0]);
try { console.log(JSON.stringify(await readDecision(table, given[1]))); }
catch (problem) { console.log(JSON.stringify(problem.faults ?? String(problem))); }
"""


@pytest.mark.parametrize("name", CASES)
def test_a_decision_has_the_fingerprints_that_python_gives(name: str) -> None:
    rules = load_rules()
    case, severity = load_case(EXAMPLES / f"{name}.yaml")
    answers = load_answers(EXAMPLES / "decisions" / "answers.yaml").model_dump(
        mode="json", exclude_defaults=True
    )
    said = in_node(RECORDED, table(rules), yaml.safe_load(case_text(case, severity)), answers)
    decision = load_decision(said)
    assert decision.basis is not None
    assert decision.basis.case == fingerprint_case(case)
    assert decision.basis.suggestion == fingerprint_suggestion(suggest(case, rules))
    assert decision == record(load_answers(answers), suggest(case, rules), case)


def decision_of_an_example() -> dict[str, object]:
    found: dict[str, object] = spell_decision(load_decision(EXAMPLES / "decisions" / "january.yaml"))
    return found


def test_a_decision_of_python_is_read() -> None:
    spelled = decision_of_an_example()
    assert in_node(READ, table(load_rules()), json.dumps(spelled))["agreed"]["status"] == "agreed"


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"digest": "sha256:" + "0" * 64}, "digest"),
        ({"digest": None, "agreed": {"status": "none_for_now", "groupings": ["thriving"]}}, "agreed"),
        ({"digest": None, "agreed": {"status": "perhaps"}}, "agreed.status"),
        ({"digest": None, "decided_on": "tomorrow"}, "decided_on"),
        ({"digest": None, "basis": None}, "basis"),
        ({"digest": None, "format": 99}, "format"),
        ({"digest": None, "winner": "thriving"}, ""),
    ],
)  # fmt: skip
def test_one_that_was_changed_is_refused_with_its_place(change: dict[str, object], path: str) -> None:
    spelled = decision_of_an_example() | change
    spelled = {key: each for key, each in spelled.items() if each is not None}
    [fault, *_] = in_node(READ, table(load_rules()), json.dumps(spelled))
    assert fault["path"] == path

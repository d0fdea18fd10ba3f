"""The digest of a rule base, worked out from its table: somebody with one file can see which rules are in it."""

from dataclasses import replace
from pathlib import Path

import pytest
from in_node import in_node

from thrive_rules import RuleBase, load_rules
from thrive_rules.explorer.table import table

pytestmark = pytest.mark.xdist_group("explorer")

ROOT = Path(__file__).parents[2]
WORKED_OUT = """
import { digestOf } from "./digest.js";
import { readTable } from "./table.js";
const found = [];
for (const each of given) found.push(await digestOf(readTable(each)));
console.log(JSON.stringify(found));
"""


def rule_bases() -> list[RuleBase]:
    ships = load_rules()
    fewer = replace(
        ships, rules=tuple(each for each in ships.rules if each.id != "prompt-safety-plan"), options=()
    )
    return [
        ships,
        load_rules("severity-led", for_study=True),
        load_rules(ROOT / "examples" / "local_offer"),
        fewer,
    ]


def test_the_digest_is_that_which_python_works_out() -> None:
    bases = rule_bases()
    assert in_node(WORKED_OUT, *map(table, bases)) == [each.digest for each in bases]


@pytest.mark.parametrize("place", ["words", "when", "illustrative"])
def test_another_text_or_condition_gives_another_digest(place: str) -> None:
    forged = table(load_rules())
    rule = next(each for each in forged["rules"] if each["kind"] == "prompts")
    rule[place] = {
        "words": {"rest": "Another text."},
        "when": {"safety_concern": False},
        "illustrative": not rule["illustrative"],
    }[place]
    assert in_node(WORKED_OUT, forged) != [forged["rule_base"]["digest"]]

"""What one file of a rule base may say, as editors learn it."""

from functools import cache
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from thrive_rules.language.rule import RULE_KINDS
from thrive_rules.language.rule_file import rule_file_schema


@cache
def editor() -> Draft202012Validator:
    return Draft202012Validator(rule_file_schema())


COMMON: dict[str, Any] = {"id": "one", "when": {"aims_met": True}, "illustrative": True}
KINDS: tuple[dict[str, Any], ...] = (
    {"establishes": "rest", "because": "Some words."},
    {"argues_for": "thriving", "because": "Some words.", "voice": "framework"},
    {"argues_against": "thriving", "because": "Some words.", "voice": "framework"},
    {"prompts": "ask", "says": "Some words."},
)


@pytest.mark.parametrize("does", KINDS, ids=lambda does: next(iter(does)))
def test_an_editor_checks_the_condition_of_a_rule_of_every_kind(does: dict[str, Any]) -> None:
    rule = COMMON | does
    assert editor().is_valid({"format": 2, "rules": [rule]})
    assert not editor().is_valid({"format": 2, "rules": [rule | {"when": {"aims_mett": True}}]})
    assert not editor().is_valid({"format": 2, "rules": [rule | {"when": True}]})


def test_an_editor_shows_what_the_condition_of_a_rule_of_every_kind_is_for() -> None:
    shown = {"$ref": "#/$defs/Condition", "description": "The condition under which the rule fires."}
    rules = [rule_file_schema()["$defs"][kind.__name__] for kind in RULE_KINDS.values()]
    assert [rule["properties"]["when"] for rule in rules] == [shown] * 4


def test_an_editor_lets_a_file_say_some_of_the_words() -> None:
    said = {"yes": "Yes", "page": {"nobody": "x"}, "decision": {"plan": "x"}, "asking": {"stop": "x"}}
    assert editor().is_valid({"format": 2, "wording": said})
    assert not editor().is_valid({"format": 2, "wording": {"yess": "Yes"}})


def test_every_name_that_the_schema_refers_to_is_defined_there() -> None:
    def references(part: Any) -> set[str]:
        match part:
            case dict():
                own = {part["$ref"]} if isinstance(part.get("$ref"), str) else set()
                return own.union(*map(references, part.values()))
            case list():
                return set[str]().union(*map(references, part))
            case _:
                return set()

    schema = rule_file_schema()
    assert references(schema) == {f"#/$defs/{name}" for name in schema["$defs"]}

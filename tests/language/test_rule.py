"""A rule is one of three things, read from one flat form; what it is not, it has no field for."""

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from thrive_rules import RuleBase
from thrive_rules.language.rule import ArguesAgainst, ArguesFor, Establishes, Prompts, Rule, read_rule

COMMON: dict[str, Any] = {"id": "one", "when": {"recovering": True}, "illustrative": True}
BECAUSE, SAYS = {"because": "Some words."}, {"says": "Some words."}
ARGUED = {**BECAUSE, "voice": "framework"}
KINDS: dict[str, tuple[Any, dict[str, Any]]] = {
    "a need": (Establishes, {"establishes": "rest", **BECAUSE}),
    "an argument for": (ArguesFor, {"argues_for": "thriving", **ARGUED}),
    "an argument against": (ArguesAgainst, {"argues_against": "thriving", **ARGUED}),
    "a prompt": (Prompts, {"prompts": "ask", **SAYS}),
}
ONE = "exactly one of establishes, argues_for, argues_against, prompts"
SUPPORTED = "sources, or `illustrative: true` where no source says this"
ADAPTER: TypeAdapter[Any] = TypeAdapter(Rule)


@pytest.mark.parametrize("kind", KINDS)
def test_the_one_thing_that_a_rule_does_tells_which_it_is(kind: str) -> None:
    expected, said = KINDS[kind]
    rule = read_rule(COMMON | said)
    assert type(rule) is expected
    assert rule.words.practitioner == "Some words."
    assert ADAPTER.validate_python(rule) is rule
    assert (
        read_rule(ADAPTER.dump_python(rule, mode="json")) == rule
    )  # every key stands in it, as null where unsaid


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (BECAUSE, ONE),
        ({"establishes": "rest", "prompts": "ask", **BECAUSE}, ONE),
        ({"argues_for": "thriving", "argues_against": "getting_help", **ARGUED}, ONE),
        ({"establishes": "rest", **ARGUED}, "a voice for an argument, and for nothing else"),
        ({"argues_for": "thriving", **BECAUSE}, "a voice for an argument, and for nothing else"),
        ({"prompts": "ask", "voice": "framework", **SAYS}, "a voice for an argument, and for nothing else"),
        ({"prompts": "ask", **BECAUSE}, "`says` for a prompt, `because` for any other rule"),
        ({"establishes": "rest", **SAYS}, "`says` for a prompt, `because` for any other rule"),
        ({"establishes": "rest", **BECAUSE, **SAYS}, "`says` for a prompt, `because` for any other rule"),
        ({"establishes": "rest", **BECAUSE, "illustrative": False}, SUPPORTED),
        ({"establishes": "rest", **BECAUSE, "sources": ["a/b"]}, SUPPORTED),
    ],
)
def test_what_is_no_rule_of_one_kind_is_refused(said: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError) as refused:
        ADAPTER.validate_python(COMMON | said)
    [error] = refused.value.errors()
    assert error["type"] == ("supported" if told == SUPPORTED else "rule")
    assert error["msg"] == told


@pytest.mark.parametrize("key", ["argues_fro", 1])
def test_a_key_that_is_misspelt_is_told_before_anything_that_follows_from_it(key: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        read_rule(COMMON | {key: "thriving"} | ARGUED)
    assert refused.value.title == "Rule"
    assert [(error["type"], error["loc"]) for error in refused.value.errors()] == [
        ("extra_forbidden", (str(key),))
    ]


def test_what_is_no_mapping_is_no_rule() -> None:
    with pytest.raises(ValidationError) as refused:
        read_rule(["one"])
    assert [(error["type"], error["input"]) for error in refused.value.errors()] == [("model_type", ["one"])]


def test_every_rule_stands_in_just_one_list_of_its_kind(rules: RuleBase) -> None:
    establishing = [rule for found in rules.establishing.values() for rule in found]
    arguing_for = [rule for found in rules.arguing_for.values() for rule in found]
    arguing_against = [rule for found in rules.arguing_against.values() for rule in found]
    lists: dict[type, list[Any]] = {
        Establishes: establishing,
        ArguesFor: arguing_for,
        ArguesAgainst: arguing_against,
        Prompts: list(rules.prompting),
    }
    for kind, found in lists.items():
        assert found
        assert {rule.id for rule in found} == {rule.id for rule in rules.rules if type(rule) is kind}
    assert sum(map(len, lists.values())) == len(rules.rules)
    assert {rule.id for rule in rules.arguing} == {rule.id for rule in (*arguing_for, *arguing_against)}
    assert rules.deciding == tuple(rule for rule in rules.rules if type(rule) is not Prompts)
    for need, about in rules.establishing.items():
        assert {rule.establishes for rule in about} == {need}
    for grouping, found_for in rules.arguing_for.items():
        assert {rule.argues_for for rule in found_for} <= {grouping}

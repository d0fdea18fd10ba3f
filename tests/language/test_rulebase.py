"""A rule base is its content: what stands beside it is no part of it, and no digest speaks for other rules."""

import copy
import pickle
from dataclasses import FrozenInstanceError, replace

import pytest

from thrive_rules import RuleBase, RuleError
from thrive_rules.language.conditions import Needed, Not
from thrive_rules.language.origin import Origin
from thrive_rules.reasoning.compiled import compile_rules


def test_other_parts_have_another_digest_and_come_from_nowhere(rules: RuleBase) -> None:
    assert rules.certificate
    assert rules.place("rules", "advice-recovering").split(":")[0].endswith("getting-advice.yaml")
    other = replace(rules, rules=tuple(rule for rule in rules.rules if rule.id != "advice-recovering"))
    assert other.digest != rules.digest
    assert other != rules
    assert (other.certificate, other.overlay, other.reviewed) == (None, None, False)
    assert other.place("rules", "advice-wants-information") == "rules/advice-wants-information"
    assert "advice-recovering" not in other.rule
    assert "advice-recovering" not in {rule.id for rule in other.arguing}
    assert compile_rules(other) is not compile_rules(rules)


def test_the_same_parts_are_the_same_rules_wherever_they_come_from(rules: RuleBase) -> None:
    for same in (
        replace(rules),
        rules.read_from(Origin()),
        copy.deepcopy(rules),
        pickle.loads(pickle.dumps(rules)),  # noqa: S301 - our own
    ):
        assert same == rules
        assert hash(same) == hash(rules)
        assert same.digest == rules.digest
        assert compile_rules(same) is compile_rules(rules)


def test_an_origin_is_known_without_a_change_to_the_rules(rules: RuleBase) -> None:
    elsewhere = rules.read_from(
        Origin({("rules", "advice-recovering"): "here.yaml:7"}, certificate="sha256:x")
    )
    assert elsewhere.place("rules", "advice-recovering") == "here.yaml:7"
    assert elsewhere.certificate == "sha256:x"
    assert elsewhere.digest == rules.digest
    assert rules.certificate != "sha256:x"


@pytest.mark.parametrize("name", ["rules", "digest", "origin", "certificate"])
def test_nothing_in_a_rule_base_can_be_set(name: str, rules: RuleBase) -> None:
    with pytest.raises((FrozenInstanceError, AttributeError)):
        setattr(rules, name, getattr(rules, name))


def test_parts_that_do_not_fit_together_are_refused_in_python_as_in_a_file(rules: RuleBase) -> None:
    with pytest.raises(RuleError, match="needs/extent_of_help: no rule establishes this need"):
        replace(
            rules,
            rules=tuple(rule for rule in rules.rules if rule not in rules.establishing["extent_of_help"]),
        )
    first = rules.arguing[0]
    wrong = first.model_copy(update={"when": Not(Needed("extent_of_help"))})
    with pytest.raises(
        RuleError, match=f"rules/{first.id}: when: a need or a candidate cannot stand under `not`"
    ):
        replace(rules, rules=tuple(wrong if rule is first else rule for rule in rules.rules))
    with pytest.raises(RuleError, match="there is nothing about thriving"):
        replace(rules, groupings=rules.groupings[1:])

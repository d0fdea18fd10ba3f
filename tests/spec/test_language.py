"""What a condition means, by the definition and by the compiled form, entry by entry of the specification."""

from collections.abc import Iterator, Mapping
from typing import Any, get_args

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from language import SECTIONS, Spec
from thrive_rules import Grouping, RuleBase
from thrive_rules.cases.case import Value
from thrive_rules.cases.vocabulary import FACTS
from thrive_rules.language.conditions import (
    Condition,
    Known,
    Needed,
    PutForward,
    condition_schema,
    parts,
    read_condition,
    spell_condition,
)
from thrive_rules.language.rule import ArguesFor, Establishes, Prompts
from thrive_rules.reasoning.inference import evaluate
from thrive_rules.reasoning.meaning import Verdict, holds
from thrive_rules.reasoning.ways import ways
from thrive_rules.testing import conditions, facts, rule_bases

SPECS = [spec for specs in SECTIONS.values() for spec in specs]
SOME_FACTS = ["able_to_use_help_now", "aims_agreed", "age", "competence", "has_goals", "severity_impact"]


def answers_of(told: Mapping[str, Value]) -> dict[Any, Value]:
    """The answers of a specification, with needs and candidates under the conditions that read them."""
    answers: dict[Any, Value] = {}
    for name, value in told.items():
        kind, _, rest = name.partition(":")
        key = {"need": Needed(rest), "candidate": PutForward(Grouping(rest)) if kind == "candidate" else name}
        answers[key.get(kind, name)] = value
    return answers


def compiled(condition: Condition, answers: Mapping[Any, Value]) -> bool | None:
    """A condition by its ways of being met, as the quick evaluation judges them."""
    known = {**answers, **{Known(fact): fact in answers for fact in FACTS}}
    found: bool | None = False
    for way in ways(condition):
        met = [known[key] in values if key in known else None for key, values in way]
        if all(met):
            return True
        if False not in met:
            found = None
    return found


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.says[:50])
def test_meaning(spec: Spec) -> None:
    condition = read_condition(yaml.safe_load(spec.condition))
    for told, meaning in spec.meanings:
        answers = answers_of(told)
        assert holds(condition, answers) is meaning, told
        assert compiled(condition, answers) is meaning, told


def test_every_node_of_the_language_is_specified() -> None:
    told = {type(part) for spec in SPECS for part in parts(read_condition(yaml.safe_load(spec.condition)))}
    assert told == set(get_args(Condition))


def test_every_key_of_a_condition_is_specified() -> None:
    """What only says in fewer words what the nodes say is a key as well, and has its meaning beside theirs."""
    written = {key for spec in SPECS for key in keys_of(yaml.safe_load(spec.condition))}
    keys = condition_schema()["properties"].keys() - FACTS.keys()
    assert written - FACTS.keys() == keys


def keys_of(condition: Any) -> Iterator[str]:
    match condition:
        case dict():
            for key, value in condition.items():
                yield key
                yield from keys_of(value)
        case list():
            for each in condition:
                yield from keys_of(each)
        case _:
            pass


@given(conditions(SOME_FACTS, ["a_need"], for_prompts=True), facts(SOME_FACTS), st.data())
def test_the_compiled_form_means_the_same(
    condition: Condition, answers: dict[str, Value], data: st.DataObject
) -> None:
    wider: dict[Any, Value] = dict(answers)
    for key in (Needed("a_need"), *map(PutForward, Grouping)):
        if (state := data.draw(st.sampled_from([True, False, None]))) is not None:
            wider[key] = state
    assert compiled(condition, wider) is holds(condition, wider)


@given(conditions(SOME_FACTS, ["a_need"], for_prompts=True))
def test_what_is_written_is_read_back(condition: Condition) -> None:
    assert read_condition(spell_condition(condition)) == condition


def verdict_of(meaning: bool | None) -> Verdict:
    return {True: Verdict.FIRES, False: Verdict.DOES_NOT_FIRE, None: Verdict.UNDECIDED}[meaning]


@given(rule_bases(), st.data())
def test_a_whole_rule_base_means_what_its_conditions_mean(rules: RuleBase, data: st.DataObject) -> None:
    """Every verdict of the quick evaluation, worked out again by the definition alone."""
    answers = data.draw(facts())
    severity = {name: value for name, value in answers.items() if FACTS[name].part == "severity"}
    plain = {name: value for name, value in answers.items() if name not in severity}
    inference = evaluate(rules, plain)

    known: dict[Any, Value] = dict(plain)
    for need in rules.needs:
        states = [
            holds(rule.when, plain)
            for rule in rules.rules
            if isinstance(rule, Establishes) and rule.establishes == need.id
        ]
        state = True if True in states else None if None in states else False
        assert inference.needed(need.id) is state
        if state is not None:
            known[Needed(need.id)] = state
    for rule in rules.rules:
        if not isinstance(rule, Prompts):
            assert inference.verdicts[rule.id] is verdict_of(holds(rule.when, known)), rule.id

    arguing = [rule for rule in rules.rules if isinstance(rule, ArguesFor)]
    put_forward = {rule.argues_for for rule in arguing if inference.fires(rule)}
    prompted = inference.prompt(severity)
    known |= severity | {PutForward(grouping): grouping in put_forward for grouping in Grouping}
    for rule in rules.rules:
        if isinstance(rule, Prompts):
            assert prompted.verdicts[rule.id] is verdict_of(holds(rule.when, known)), rule.id


def test_every_node_is_drawn() -> None:
    """A node of the language that the strategies never draw would never be tested."""
    drawn: set[type] = set()

    @given(rule_bases())
    def draw(rules: RuleBase) -> None:
        drawn.update(type(part) for rule in rules.rules for part in parts(rule.when))

    draw()
    assert drawn == set(get_args(Condition))

"""What every engine says about every rule: the specification of the language, and agreement with the reference."""

from collections.abc import Callable, Mapping
from typing import Any, get_args

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from language import SECTIONS, Spec

from thrive_rules import Grouping, RuleBase, load_rules
from thrive_rules.case import Value, Voice
from thrive_rules.conditions import Condition, Known, Needed, PutForward, parts, read_condition
from thrive_rules.evaluation import Verdict, evaluate
from thrive_rules.faults import RuleError
from thrive_rules.rules import Need, Rule, Words
from thrive_rules.testing import facts, rule_bases
from thrive_rules.vocabulary import FACTS, FOR_PROMPTS_ALONE

Verdicts = Mapping[str, Verdict]
Engine = Callable[[RuleBase, Mapping[str, Value]], Verdicts]


def reference(rules: RuleBase, answers: Mapping[str, Value]) -> Verdicts:
    return evaluate(rules, answers).verdicts


def durable(rules: RuleBase, answers: Mapping[str, Value]) -> Verdicts:
    module = pytest.importorskip(
        "thrive_rules.engines.durable", reason="the extra [durable] is not installed"
    )
    return module.DurableEngine(rules).verdicts(answers)  # type: ignore[no-any-return]  # a module that may be absent is Any


ENGINES: dict[str, Engine] = {"reference": reference, "durable-rules": durable}
RULES = load_rules()
READABLE = [name for name, fact in FACTS.items() if fact.part not in FOR_PROMPTS_ALONE]
SPECS = [
    spec
    for specs in SECTIONS.values()
    for spec in specs
    if not {type(part) for part in parts(read_condition(yaml.safe_load(spec.condition)))}
    & {Known, PutForward}
]
SAID = Words(young_person="Some words.", parent_or_carer="Some words.", practitioner="Some words.")


def rule_base(*rules: Rule, needs: tuple[str, ...] = ()) -> RuleBase:
    """The shipped rule base with other rules and needs."""
    own: dict[str, Any] = {name: getattr(RULES, name) for name in RuleBase.model_fields}
    own["groupings"] = tuple(each.model_copy(update={"sources": ()}) for each in RULES.groupings)
    own |= {"rules": rules, "needs": tuple(Need(id=need, statement=SAID) for need in needs)}
    return RuleBase(**own | {"sources": (), "distinctions": ()})


def argument(rule: str, when: Condition) -> Rule:
    return Rule(
        id=rule, when=when, argues_for=Grouping.THRIVING, voice=Voice.OTHER, because=SAID, illustrative=True
    )


def needing(need: str, when: Condition) -> Rule:
    return Rule(id=f"establish-{need}", when=when, establishes=need, because=SAID, illustrative=True)


def verdict_of(meaning: bool | None) -> Verdict:
    return {True: Verdict.FIRES, False: Verdict.DOES_NOT_FIRE, None: Verdict.UNDECIDED}[meaning]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.says[:40])
def test_an_engine_means_what_the_specification_says(engine: str, spec: Spec) -> None:
    """A need is made true, false or unknown through a fact that no specification reads."""
    condition = read_condition(yaml.safe_load(spec.condition))
    needs = {part.need for part in parts(condition) if isinstance(part, Needed)}
    lever = read_condition({"recovering": True})
    rules = rule_base(
        argument("a-rule", condition), *(needing(need, lever) for need in needs), needs=tuple(needs)
    )
    for told, meaning in spec.meanings:
        answers = {name: value for name, value in told.items() if ":" not in name}
        for name, value in told.items():
            if name.startswith("need:"):
                answers["recovering"] = value
        assert ENGINES[engine](rules, answers)["a-rule"] is verdict_of(meaning), told


@pytest.mark.parametrize("engine", ENGINES)
def test_an_engine_agrees_where_everything_or_nothing_is_true(engine: str) -> None:
    nothing: dict[str, Value] = {}
    yes = {name: FACTS[name].domain[0] for name in READABLE}
    no = {name: FACTS[name].domain[-1] for name in READABLE}
    for answers in (nothing, yes, no):
        assert ENGINES[engine](RULES, answers) == reference(RULES, answers)


@pytest.mark.parametrize("engine", ENGINES)
def test_an_engine_agrees_on_every_fact_alone(engine: str) -> None:
    for name in READABLE:
        for value in FACTS[name].domain:
            assert ENGINES[engine](RULES, {name: value}) == reference(RULES, {name: value}), (name, value)


@pytest.mark.parametrize("engine", ENGINES)
@given(rules=rule_bases(), data=st.data())
def test_an_engine_agrees_on_random_rule_bases(engine: str, rules: RuleBase, data: st.DataObject) -> None:
    read = sorted({part.fact for rule in rules.rules for part in parts(rule.when) if hasattr(part, "fact")})
    answers = data.draw(facts(name for name in read if FACTS[name].part not in FOR_PROMPTS_ALONE))
    try:
        found = ENGINES[engine](rules, answers)
    except RuleError as refused:
        assert "durable-rules cannot hold this rule" in str(refused)  # noqa: PT017 - what cannot be held is refused, by rule
        return
    assert found == reference(rules, answers)


def test_every_node_that_an_engine_reads_is_specified_for_engines() -> None:
    told = {type(part) for spec in SPECS for part in parts(read_condition(yaml.safe_load(spec.condition)))}
    assert told == set(get_args(Condition)) - {Known, PutForward}

"""What every engine says about every rule: the specification of the language, and agreement with the reference."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, get_args

import pytest
import yaml
from frames import KINDS, budget, each, frame_engine
from hypothesis import given, settings
from hypothesis import strategies as st

from language import SECTIONS, Spec
from thrive_rules import Grouping, RuleBase, load_rules
from thrive_rules.cases.case import Value, Voice
from thrive_rules.cases.vocabulary import FACTS, FOR_PROMPTS_ALONE
from thrive_rules.faults import RuleError
from thrive_rules.language.conditions import Condition, Known, Needed, PutForward, parts, read_condition
from thrive_rules.language.rule import ArguesFor, Establishes, Rule
from thrive_rules.language.wording import Need
from thrive_rules.language.words import Words
from thrive_rules.reasoning.inference import evaluate
from thrive_rules.reasoning.meaning import Verdict
from thrive_rules.testing import facts, rule_bases

Verdicts = Mapping[str, Verdict]
Cases = Sequence[Mapping[str, Value]]
Engine = Callable[[RuleBase, Cases], Sequence[Verdicts]]
"""What an engine says of some cases, one after the other. A data frame is asked about all of them at once."""


def reference(rules: RuleBase, cases: Cases) -> Sequence[Verdicts]:
    return [evaluate(rules, answers).verdicts for answers in cases]


def durable(rules: RuleBase, cases: Cases) -> Sequence[Verdicts]:
    module = pytest.importorskip(
        "thrive_rules.engines.durable", reason="the extra [durable] is not installed"
    )
    engine = module.DurableEngine(rules)
    return [engine.verdicts(answers) for answers in cases]


ENGINES: dict[str, Engine] = {"reference": reference, "durable-rules": durable}
ENGINES |= {kind: frame_engine(kind) for kind in KINDS}
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
    own: dict[str, Any] = {}
    own["groupings"] = tuple(each.model_copy(update={"sources": ()}) for each in RULES.groupings)
    own |= {"rules": rules, "needs": tuple(Need(id=need, statement=SAID) for need in needs)}
    return replace(RULES, **own, sources=(), distinctions=(), options=(), programmes=())


def argument(rule: str, when: Condition) -> Rule:
    return ArguesFor(
        id=rule, when=when, argues_for=Grouping.THRIVING, voice=Voice.OTHER, because=SAID, illustrative=True
    )


def needing(need: str, when: Condition) -> Rule:
    return Establishes(id=f"establish-{need}", when=when, establishes=need, because=SAID, illustrative=True)


def verdict_of(meaning: bool | None) -> Verdict:
    return {True: Verdict.FIRES, False: Verdict.DOES_NOT_FIRE, None: Verdict.UNDECIDED}[meaning]


@pytest.mark.parametrize("engine", each(ENGINES))
@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.says[:40])
def test_an_engine_means_what_the_specification_says(engine: str, spec: Spec) -> None:
    """A need is made true, false or unknown through a fact that no specification reads."""
    condition = read_condition(yaml.safe_load(spec.condition))
    needs = {part.need for part in parts(condition) if isinstance(part, Needed)}
    lever = read_condition({"recovering": True})
    rules = rule_base(
        argument("a-rule", condition), *(needing(need, lever) for need in needs), needs=tuple(needs)
    )
    cases = []
    for told, _ in spec.meanings:
        answers = {name: value for name, value in told.items() if ":" not in name}
        for name, value in told.items():
            if name.startswith("need:"):
                answers["recovering"] = value
        cases.append(answers)
    found = ENGINES[engine](rules, cases)
    for (told, meaning), verdicts in zip(spec.meanings, found, strict=True):
        assert verdicts["a-rule"] is verdict_of(meaning), told


@pytest.mark.parametrize("engine", each(ENGINES))
def test_an_engine_agrees_where_everything_or_nothing_is_true(engine: str) -> None:
    nothing: dict[str, Value] = {}
    yes = {name: FACTS[name].domain[0] for name in READABLE}
    no = {name: FACTS[name].domain[-1] for name in READABLE}
    for cases in ([nothing], [nothing, yes, no]):  # the first as a frame has no fact at all
        assert ENGINES[engine](RULES, cases) == reference(RULES, cases)


@pytest.mark.parametrize("engine", each(ENGINES))
def test_an_engine_agrees_on_every_fact_alone(engine: str) -> None:
    cases = [{name: value} for name in READABLE for value in FACTS[name].domain]
    for answers, found, expected in zip(
        cases, ENGINES[engine](RULES, cases), reference(RULES, cases), strict=True
    ):
        assert found == expected, answers


@pytest.mark.parametrize("engine", each(ENGINES))
def test_an_engine_agrees_on_random_rule_bases(engine: str) -> None:
    @settings(max_examples=budget(engine, settings().max_examples))
    @given(rules=rule_bases(), data=st.data())
    def agrees(rules: RuleBase, data: st.DataObject) -> None:
        read = sorted(
            {part.fact for rule in rules.rules for part in parts(rule.when) if hasattr(part, "fact")}
        )
        some = facts(name for name in read if FACTS[name].part not in FOR_PROMPTS_ALONE)
        cases = data.draw(st.lists(some, min_size=1, max_size=3))
        if engine == "durable-rules" and any(rules.too_wide_for_a_second_opinion()):
            with pytest.raises(RuleError, match="durable-rules cannot hold this rule"):
                ENGINES[engine](rules, cases)
        else:
            assert ENGINES[engine](rules, cases) == reference(rules, cases)

    agrees()


def test_every_node_that_an_engine_reads_is_specified_for_engines() -> None:
    told = {type(part) for spec in SPECS for part in parts(read_condition(yaml.safe_load(spec.condition)))}
    assert told == set(get_args(Condition)) - {Known, PutForward}

"""What rules make of any answers at all, severity among them: for worked cases, for proofs and for teaching.

It is no suggestion. A rule base that groups by severity comes to an outcome here, so that people can see what it
would do; `suggest` is never given the answers that it asks for.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from thrive_rules.case import Grouping, Value
from thrive_rules.conditions import Needed, PutForward, facts_read
from thrive_rules.evaluation import Verdict, evaluate, holds
from thrive_rules.rulebase import RuleBase
from thrive_rules.rules import Rule
from thrive_rules.vocabulary import FACTS


@dataclass(frozen=True, slots=True)
class Outcome:
    """What every rule makes of some answers, prompts among them, and the groupings that they argue for."""

    facts: Mapping[str, Value]
    verdicts: Mapping[str, Verdict]
    candidates: tuple[Grouping, ...]


def outcome_of(rules: RuleBase, facts: Mapping[str, Value]) -> Outcome:
    """What every rule of a rule base makes of these facts, by the reference; an unknown fact is absent."""
    inference = evaluate(rules, facts)
    verdicts = inference.verdicts | inference.prompt({}).verdicts
    brought_in = inference.program.bring_in.items()
    return Outcome(facts, verdicts, tuple(grouping for grouping, ways in brought_in if ways & inference.met))


def by_definition(rules: RuleBase, facts: Mapping[str, Value]) -> Outcome:
    """The same by the definition alone, rule by rule, without anything compiled: slow, and plain to see."""
    answers: dict[Any, Value] = dict(facts)
    found: dict[str, bool | None] = {}

    def judge(stage: Callable[[Rule], object]) -> None:
        found.update({rule.id: holds(rule.when, answers) for rule in rules.rules if stage(rule)})

    judge(lambda rule: rule.establishes)
    for need in rules.needs:
        states = {found[rule.id] for rule in rules.rules if rule.establishes == need.id}
        if True in states or states == {False}:
            answers[Needed(need.id)] = True in states
    judge(lambda rule: rule.grouping)
    arguing = {rule.argues_for for rule in rules.rules if rule.argues_for and found[rule.id]}
    answers.update({PutForward(grouping): grouping in arguing for grouping in Grouping})
    judge(lambda rule: rule.prompts)
    verdicts = {True: Verdict.FIRES, False: Verdict.DOES_NOT_FIRE, None: Verdict.UNDECIDED}
    candidates = tuple(grouping for grouping in Grouping if grouping in arguing)
    return Outcome(facts, {rule: verdicts[value] for rule, value in found.items()}, candidates)


def one_answer_apart(
    rules: RuleBase, facts: Mapping[str, Value], *, drop: bool = True
) -> Iterator[dict[str, Value]]:
    """Every set of facts in which one answer that some rule reads is another one, is given, or is dropped."""
    # The order of the vocabulary, and not of names: it is the order in which people are asked.
    read = set[str]().union(*(facts_read(rule.when) for rule in rules.rules))
    for name in (name for name in FACTS if name in read):
        rest = {fact: value for fact, value in facts.items() if fact != name}
        for value in FACTS[name].domain:
            if facts.get(name) != value:
                yield {**rest, name: value}
        if drop and name in facts:
            yield rest

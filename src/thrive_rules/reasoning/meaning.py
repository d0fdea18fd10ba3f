"""What a condition means, in three values, and what every rule makes of some answers by that meaning alone.

Short enough to read aloud, and the reference for every engine. Nothing here is quick.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias, assert_never

from thrive_rules.cases.case import Grouping, Value
from thrive_rules.language.conditions import All, AnyOf, Condition, Is, Known, Needed, Not, PutForward
from thrive_rules.language.rule import Deciding, Prompts
from thrive_rules.language.rulebase import RuleBase

Answers: TypeAlias = Mapping[Any, Value]
"""What is known: facts under their names, needs and candidates under the condition that reads them.

Whatever is not known is absent.
"""


class Verdict(StrEnum):
    """What a rule makes of a case."""

    FIRES = "fires"
    UNDECIDED = "undecided"
    DOES_NOT_FIRE = "does_not_fire"


def holds(condition: Condition, answers: Answers) -> bool | None:
    """Whether a condition holds: true, false, or None where that is not yet known (Kleene's strong logic).

    All of them hold when each does; they do not when one does not; else nobody knows yet. Any is its mirror.
    """
    match condition:
        case All(inner):
            return _both(holds(each, answers) for each in inner)
        case AnyOf(inner):
            return _opposite(_both(_opposite(holds(each, answers)) for each in inner))
        case Not(each):
            return _opposite(holds(each, answers))
        case Is(fact, values):
            return answers[fact] in values if fact in answers else None
        case Known(fact):
            return fact in answers
        case Needed() | PutForward():
            return bool(answers[condition]) if condition in answers else None
        case _:
            assert_never(condition)


def _both(values: Iterable[bool | None]) -> bool | None:
    found = set(values)
    return False if False in found else None if None in found else True


def _opposite(value: bool | None) -> bool | None:
    return None if value is None else not value


@dataclass(frozen=True, slots=True)
class Outcome:
    """What every rule makes of some answers, prompts among them, and the groupings that they argue for."""

    facts: Mapping[str, Value]
    verdicts: Mapping[str, Verdict]
    candidates: tuple[Grouping, ...]


def by_definition(rules: RuleBase, facts: Mapping[str, Value]) -> Outcome:
    """The same by the definition alone, rule by rule, without anything compiled: slow, and plain to see."""
    answers: dict[Any, Value] = dict(facts)
    found: dict[str, bool | None] = {}

    def judge(stage: Iterable[Deciding | Prompts]) -> None:
        found.update({rule.id: holds(rule.when, answers) for rule in stage})

    for need, establishing in rules.establishing.items():
        judge(establishing)
        states = {found[rule.id] for rule in establishing}
        if True in states or states == {False}:
            answers[Needed(need)] = True in states
    judge(rules.arguing)
    arguing = {each for each in Grouping if any(found[rule.id] for rule in rules.arguing_for[each])}
    answers.update({PutForward(grouping): grouping in arguing for grouping in Grouping})
    judge(rules.prompting)
    verdicts = {True: Verdict.FIRES, False: Verdict.DOES_NOT_FIRE, None: Verdict.UNDECIDED}
    candidates = tuple(grouping for grouping in Grouping if grouping in arguing)
    return Outcome(facts, {rule: verdicts[value] for rule, value in found.items()}, candidates)

"""What a reviewer looks at, rule by rule: its sentence, what it rests on, where it speaks, and what it alone brings.

By the ways of the rules, without a solver: `verify` proves, and this shows.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TypeAlias, assert_never

from thrive_rules.cases.case import Grouping, Value
from thrive_rules.cases.vocabulary import FACTS
from thrive_rules.checks.worked import WorkedCase
from thrive_rules.faults import RuleError
from thrive_rules.language.conditions import Known, Needed, PutForward, needs_read
from thrive_rules.language.rule import ArguesAgainst, ArguesFor, Establishes, Prompts, Rule
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.reasoning.compiled import Program, compile_rules
from thrive_rules.reasoning.meaning import Outcome, Verdict
from thrive_rules.reasoning.ways import Way, ways
from thrive_rules.severity.outcome import outcome_of

MOST_TRIED = 2000
"""How many small cases are tried before a rule is said to have no short one."""
MOST_WAYS_OF_ONE = 20
"""How many of the smallest ways to a need or a candidate are tried, where a rule reads one."""


@dataclass(frozen=True, slots=True)
class Loss:
    """What one case loses with a rule that is taken away."""

    name: str
    """The name of the worked case; empty for the shortest case that makes the rule fire."""
    groupings: tuple[Grouping, ...]
    """Candidates that nothing else puts forward."""


@dataclass(frozen=True, slots=True)
class RuleInReview:
    """One rule as a reviewer sees it."""

    rule: Rule
    cases: tuple[str, ...]
    """The names of the worked cases in which it speaks."""
    shortest: Mapping[str, Value] | None
    """The smallest case that makes it fire; None where no small one does."""
    moved: tuple[Loss, ...]
    """Where a grouping goes out with it: in the shortest case, and in worked cases."""
    needed_by: tuple[str, ...]
    """Rules that could never fire without it: it alone establishes the need that they read."""


def rules_in_review(rules: RuleBase, worked: Sequence[WorkedCase] = ()) -> Iterator[RuleInReview]:
    """Every rule of a rule base with what a reviewer needs to judge it; of a local overlay, each of its own."""
    program = compile_rules(rules)
    answers = [(each.name, _facts(each)) for each in worked]
    outcomes = [outcome_of(rules, facts) for _, facts in answers]
    own = rules.overlay.rules if rules.overlay else rules.rule
    for rule in rules.rules:
        if rule.id not in own:
            continue
        speaks = [index for index, found in enumerate(outcomes) if found.verdicts[rule.id] is Verdict.FIRES]
        shortest = shortest_case(rules, program, rule)
        looked_at = [] if shortest is None else [("", shortest, outcome_of(rules, shortest))]
        looked_at += [(*answers[index], outcomes[index]) for index in speaks]
        moved: tuple[Loss, ...] = ()
        needed_by: tuple[str, ...] = ()
        match rule:
            case Establishes():
                without = _without(rules, rule)
                if without is None:
                    needed_by = _readers_of_need(rules, rule)
                else:
                    left = [outcome_of(without, facts).candidates for _, facts, _ in looked_at]
                    moved = tuple(_gone(looked_at, left))
            case ArguesFor():
                left = [_candidates_without(rule, rules, found) for _, _, found in looked_at]
                moved = tuple(_gone(looked_at, left))
            case ArguesAgainst() | Prompts():
                pass  # neither puts a grouping forward
            case _:
                assert_never(rule)
        yield RuleInReview(rule, tuple(answers[index][0] for index in speaks), shortest, moved, needed_by)


_LookedAt: TypeAlias = tuple[str, Mapping[str, Value], Outcome]


def _gone(looked_at: Iterable[_LookedAt], left: Iterable[tuple[Grouping, ...]]) -> Iterator[Loss]:
    """Each case that loses a candidate; `left` has those that stay, case by case."""
    for (name, _, found), stays in zip(looked_at, left, strict=True):
        if gone := tuple(each for each in found.candidates if each not in stays):
            yield Loss(name, gone)


def _candidates_without(rule: ArguesFor, rules: RuleBase, found: Outcome) -> tuple[Grouping, ...]:
    """The groupings that some other rule argues for."""
    return tuple(
        grouping
        for grouping, arguing in rules.arguing_for.items()
        if any(found.verdicts[each.id] is Verdict.FIRES for each in arguing if each.id != rule.id)
    )


def _facts(worked: WorkedCase) -> dict[str, Value]:
    case, severity = worked.case.split()
    return {**case.facts, **severity.facts}


def _without(rules: RuleBase, rule: Rule) -> RuleBase | None:
    """The rule base without a rule; None where it does not fit together any more."""
    try:
        return replace(rules, rules=tuple(each for each in rules.rules if each.id != rule.id))
    except RuleError:
        return None


def _readers_of_need(rules: RuleBase, rule: Rule) -> tuple[str, ...]:
    if not isinstance(rule, Establishes):
        return ()
    return tuple(each.id for each in rules.rules if rule.establishes in needs_read(each.when))


def shortest_case(rules: RuleBase, program: Program, rule: Rule) -> dict[str, Value] | None:
    """The fewest answers that make a rule fire, first in the order of the vocabulary; None where no few do."""
    for facts in islice(sorted(_cases(program, rule), key=_size_and_order), MOST_TRIED):
        if outcome_of(rules, facts).verdicts[rule.id] is Verdict.FIRES:
            return facts
    return None


_ORDER = tuple(FACTS)


def _size_and_order(facts: Mapping[str, Value]) -> tuple[int, list[tuple[int, int]]]:
    return len(facts), [
        (_ORDER.index(fact), FACTS[fact].domain.index(value)) for fact, value in facts.items()
    ]


def _cases(program: Program, rule: Rule) -> Iterator[dict[str, Value]]:
    """Small cases that could make a rule fire, one for each way of meeting it."""
    for way in ways(rule.when):
        yield from _filled(program, way)


def _filled(program: Program, way: Way) -> Iterator[dict[str, Value]]:
    """The cases of a way, with the smallest ways of each need and each candidate that it reads."""
    cases: list[dict[str, Value]] = [{}]
    for key, values in sorted(way, key=str):
        match key:
            case str():
                choices: Iterable[Mapping[str, Value]] = [{key: _first(key, values)}]
            case Known(fact):
                choices = [{fact: FACTS[fact].domain[0]}] if True in values else [{}]
            case Needed(need):
                found = program.rules.establishing[need]
                choices = _few(each for rule in found for each in program.ways(rule.id))
            case PutForward(grouping):
                bring_in = (each for _, some in program.ways_to(grouping) for each in some)
                choices = _few(bring_in) if True in values else [{}]
            case _:
                assert_never(key)
        cases = [
            merged for case in cases for chosen in choices if (merged := _merged(case, chosen)) is not None
        ]
    for case in cases:
        yield {fact: case[fact] for fact in _ORDER if fact in case}


def _few(some_ways: Iterable[Iterable[tuple[object, frozenset[Value]]]]) -> list[dict[str, Value]]:
    """The smallest of these ways, as answers."""
    smallest = sorted(map(list, some_ways), key=lambda way: (len(way), sorted(map(str, way))))
    return [
        {str(fact): _first(str(fact), values) for fact, values in way} for way in smallest[:MOST_WAYS_OF_ONE]
    ]


def _first(fact: str, values: frozenset[Value]) -> Value:
    return next(value for value in FACTS[fact].domain if value in values)


def _merged(one: Mapping[str, Value], other: Mapping[str, Value]) -> dict[str, Value] | None:
    """Both together; None where they answer one question differently."""
    clash = any(one.get(fact, value) != value for fact, value in other.items())
    return None if clash else {**one, **other}

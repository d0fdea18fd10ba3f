"""One more reading of the conditions: as formulas about any young person at all. Needs the extra `[verify]`.

Every condition becomes two formulas: when it holds, and when it does not. Where neither is true, it is not yet known.
`AnyCase` is a case in which every answer is a symbol; what must be true of every case is then a question for a solver,
and what is not comes back as the smallest case in which it is not.
"""

import time
from collections.abc import Iterable, Iterator, Mapping
from itertools import count, pairwise
from typing import Any, NamedTuple, TypeAlias, assert_never

import z3

from thrive_rules.cases.case import Grouping, Rating, Value
from thrive_rules.cases.vocabulary import FACTS, Part
from thrive_rules.language.conditions import All, AnyOf, Condition, Is, Known, Needed, Not, PutForward
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.reasoning.meaning import Outcome, Verdict

SOLVER = f"z3 {z3.get_version_string()}"

Formula: TypeAlias = Any
"""A formula of the solver, which comes without types."""


class Truth(NamedTuple):
    """When something holds, and when it does not; where neither is true, it is not yet known."""

    yes: Formula
    no: Formula


class AnyCase:
    """A case of which every answer is a symbol, and what the rules make of it.

    `like` is another such case that shares every answer, but for those about the facts in `apart`.
    """

    _numbers = count()

    def __init__(self, rules: RuleBase, like: "AnyCase | None" = None, apart: Iterable[str] = ()) -> None:
        self.rules = rules
        self.like = like
        self.apart = frozenset(apart)
        self.name = f"case{next(self._numbers)}"
        self.asked: dict[str, dict[Value, Formula]] = {}
        """The symbols for each fact that something has asked about."""
        self._rules: dict[str, Truth] = {}
        self.definitions: list[Formula] = []
        """What the symbols for the rules stand for."""

    # ANSWERS

    def holder(self, fact: str) -> "AnyCase":
        """The case that has the symbols for a fact: this one, or the one that it is like."""
        return self if self.like is None or fact in self.apart else self.like.holder(fact)

    def answers(self, fact: str) -> Mapping[Value, Formula]:
        """For each answer that a fact can have, the symbol that says that it has it."""
        held = self.holder(fact)
        if fact not in held.asked:
            held.asked[fact] = {value: z3.Bool(f"{held.name}.{fact}={value}") for value in FACTS[fact].domain}
        return held.asked[fact]

    def says(self, fact: str, *values: Value) -> Formula:
        """A fact is known to have one of these answers."""
        return z3.Or([self.answers(fact)[value] for value in values])

    def known(self, fact: str) -> Formula:
        """A fact has been answered."""
        return z3.Or(list(self.answers(fact).values()))

    def well_formed(self) -> Iterator[Formula]:
        """A fact has one answer at most. A case lists all of its concerns, or says nothing about them."""
        listed: dict[Part, list[Formula]] = {Part.CONCERN: [], Part.CIRCUMSTANCE: []}
        for fact, symbols in self.asked.items():
            yield z3.AtMost(*symbols.values(), 1)
            if (part := FACTS[fact].part) in listed:
                listed[part].append(self.known(fact))
        for known in listed.values():
            yield from (first == second for first, second in pairwise(known))

    # WHAT RULES MAKE OF THEM

    def to_formula(self, condition: Condition) -> Truth:
        """When a condition holds of this case, and when it does not."""
        match condition:
            case All(inner):
                found = [self.to_formula(each) for each in inner]
                return Truth(z3.And([each.yes for each in found]), z3.Or([each.no for each in found]))
            case AnyOf(inner):
                found = [self.to_formula(each) for each in inner]
                return Truth(z3.Or([each.yes for each in found]), z3.And([each.no for each in found]))
            case Not(each):
                yes, no = self.to_formula(each)
                return Truth(no, yes)
            case Is(fact, values):
                others = [value for value in FACTS[fact].domain if value not in values]
                return Truth(self.says(fact, *values), self.says(fact, *others))
            case Known(fact):
                return Truth(self.known(fact), z3.Not(self.known(fact)))
            case Needed(need):
                return self.need(need)
            case PutForward(grouping):
                return Truth(self.candidate(grouping), z3.Not(self.candidate(grouping)))
            case _:
                assert_never(condition)

    def rule(self, rule: str) -> Truth:
        """When a rule fires, and when it does not: symbols, so that another engine's verdict can be put in."""
        if rule not in self._rules:
            symbols = Truth(z3.Bool(f"{self.name}.{rule}:yes"), z3.Bool(f"{self.name}.{rule}:no"))
            self._rules[rule] = symbols
            meaning = self.to_formula(self.rules.rule[rule].when)
            self.definitions += [symbols.yes == meaning.yes, symbols.no == meaning.no]
        return self._rules[rule]

    def some_rule(self, rules: Iterable[str]) -> Truth:
        """When one of these rules fires, and when none does."""
        found = [self.rule(rule) for rule in rules]
        return Truth(z3.Or([each.yes for each in found]), z3.And([each.no for each in found]))

    def need(self, need: str) -> Truth:
        """When a need is established, and when it is not."""
        return self.some_rule(rule.id for rule in self.rules.establishing[need])

    def grouping(self, grouping: Grouping) -> Truth:
        """When some rule argues for a grouping, and when none does."""
        return self.some_rule(rule.id for rule in self.rules.arguing_for[grouping])

    def candidate(self, grouping: Grouping) -> Formula:
        """A grouping is a candidate: some rule that argues for it fires."""
        return self.grouping(grouping).yes

    # BACK FROM SYMBOLS

    def facts(self, model: Mapping[str, Mapping[str, Value]]) -> dict[str, Value]:
        """The answers of this case, each from the case that holds it, in the order of the vocabulary."""
        found = {fact: model[self.holder(fact).name].get(fact) for fact in FACTS}
        return {fact: value for fact, value in found.items() if value is not None}

    def judged(self, outcome: Outcome) -> Iterator[tuple[Formula, Formula]]:
        """What each symbol of this case is when the reference, and not the reading above, judges the answers."""
        for fact in FACTS:
            for value, symbol in self.holder(fact).asked.get(fact, {}).items():
                yield symbol, z3.BoolVal(outcome.facts.get(fact) == value)
        for rule, symbols in self._rules.items():
            verdict = outcome.verdicts[rule]
            yield symbols.yes, z3.BoolVal(verdict is Verdict.FIRES)
            yield symbols.no, z3.BoolVal(verdict is Verdict.DOES_NOT_FIRE)


def replay(claim: Formula, cases: Iterable[tuple[AnyCase, Outcome]]) -> bool:
    """Whether a claim holds of these answers, by the verdicts of the reference."""
    judged = [pair for case, outcome in cases for pair in case.judged(outcome)]
    return bool(z3.is_true(z3.simplify(z3.substitute(claim, judged))))


MOST_MILLISECONDS = 2**31 - 1
"""The longest time that the solver can be given: some 24 days."""


class NotAnsweredError(Exception):
    """The solver did not come to an answer in the time that it was given. It becomes an answer, and nobody sees it."""


class Solver:
    """Answers to questions about some cases, until a time is up.

    Raises NotAnsweredError when it is, so that no answer that was not reached can be taken for one.
    """

    def __init__(self, *cases: AnyCase, deadline: float) -> None:
        self.cases = cases
        self.deadline = deadline

    def find(self, claim: Formula) -> tuple[dict[str, Value], ...] | None:
        """The answers of each case in the smallest example of a claim; None where there is proved to be none.

        The fewest answers; among those, the first in the order of the vocabulary, so that it is always the same one.
        """
        solver = z3.SolverFor("QF_FD")
        solver.add(claim, *self._background())
        if not self._check(solver):
            return None
        holders = {case.holder(fact).name: case.holder(fact) for case in self.cases for fact in FACTS}
        asked = [(case, fact) for case in holders.values() for fact in FACTS if fact in case.asked]
        known = [(case.known(fact), 1) for case, fact in asked]
        fewest = 0
        while known:
            solver.push()
            solver.add(z3.PbLe(known, fewest))
            if self._check(solver):
                break
            solver.pop()
            fewest += 1
        found: dict[str, dict[str, Value]] = {name: {} for name in holders}
        left = fewest
        for case, fact in asked:
            if not left:
                break
            for value in sorted(FACTS[fact].domain, key=_telling):
                if self._check(solver, case.says(fact, value)):
                    solver.add(case.says(fact, value))
                    found[case.name][fact] = value
                    left -= 1
                    break
            else:
                solver.add(z3.Not(case.known(fact)))
        return tuple(case.facts(found) for case in self.cases)

    def possible(self, claim: Formula) -> bool:
        """Whether there is an example of a claim at all."""
        solver = z3.SolverFor("QF_FD")
        solver.add(claim, *self._background())
        return self._check(solver)

    def _background(self) -> Iterator[Formula]:
        for case in self.cases:
            yield from case.definitions
        holders = {case.holder(fact).name: case.holder(fact) for case in self.cases for fact in FACTS}
        for case in holders.values():
            yield from case.well_formed()

    def _check(self, solver: Any, *more: Formula) -> bool:
        left = int(min(1000 * (self.deadline - time.monotonic()), MOST_MILLISECONDS))
        if left <= 0:
            raise NotAnsweredError
        solver.set("timeout", left)
        answer = solver.check(*more)
        if answer == z3.unknown:
            raise NotAnsweredError
        return bool(answer == z3.sat)


def _telling(value: Value) -> int:
    """Which answer is tried first: mild beside severe tells more than none beside severe, and no is the quieter one."""
    return (
        ("mild", "severe", "moderate", "none").index(value) if value in tuple(Rating) else int(value is True)
    )

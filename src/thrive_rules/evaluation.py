"""What a condition means, in three values, and what every rule of a rule base makes of one case.

`holds` is the meaning: short enough to read aloud, and the reference for every other engine. `evaluate` gives
the same verdicts quickly: each rule is compiled once into its ways of being met, a way is a set of literals
("this fact has one of these answers"), and a set of literals is the bits of one whole number.
"""

from collections.abc import Hashable, Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import product
from typing import Any, TypeAlias, assert_never

from thrive_rules.case import Grouping, Value, Voice
from thrive_rules.conditions import All, AnyOf, Condition, Is, Known, Needed, Not, PutForward
from thrive_rules.rulebase import RuleBase
from thrive_rules.rules import Rule
from thrive_rules.vocabulary import FACTS, FOR_PROMPTS_ALONE

Answers: TypeAlias = Mapping[Any, Value]
"""What is known: facts under their names, needs and candidates under the condition that reads them.

Whatever is not known is absent.
"""


class Verdict(StrEnum):
    """What a rule makes of a case."""

    FIRES = "fires"
    UNDECIDED = "undecided"
    DOES_NOT_FIRE = "does_not_fire"


# THE MEANING


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


# THE SAME MEANING, COMPILED

_Literal: TypeAlias = tuple[Hashable, frozenset[Value]]
Way: TypeAlias = frozenset[_Literal]


def ways(condition: Condition, negated: bool = False) -> frozenset[Way]:
    """Every way in which a condition (or its opposite) can be met: all the literals of one way hold.

    Kleene's logic is a distributive lattice, so writing a condition out in full keeps its meaning for every
    unknown too; two literals about one fact must stay apart for that.
    """
    match condition:
        case All(inner) | AnyOf(inner):
            parts = [ways(each, negated) for each in inner]
            if isinstance(condition, All) != negated:
                return frozenset(frozenset[_Literal]().union(*chosen) for chosen in product(*parts))
            return frozenset[Way]().union(*parts)
        case Not(each):
            return ways(each, not negated)
        case Is(fact, values):
            chosen = frozenset(FACTS[fact].domain).difference(values) if negated else frozenset(values)
            return frozenset([frozenset([(fact, chosen)])])
        case Known() | Needed() | PutForward():
            return frozenset([frozenset([(condition, frozenset([not negated]))])])
        case _:
            assert_never(condition)


@dataclass(frozen=True, slots=True)
class _Compiled:
    rule: Rule
    ways: Mapping[int, frozenset[Hashable]]
    """The literals of each way, as bits, and what it reads: facts, needs, candidates."""
    singles: int
    """Every way that is a single literal, together: one step judges them all."""
    several: tuple[int, ...]
    """Every other way."""


@dataclass(frozen=True, slots=True)
class Route:
    """One way in which facts alone make a rule fire: its literals, and the facts they read, as bits."""

    literals: int
    facts: int


class Program:
    """A rule base, compiled. It holds nothing of any case, so that threads can share it."""

    def __init__(self, rules: RuleBase) -> None:
        self.rules = rules
        self._bits: dict[_Literal, int] = {}
        self._needs = self._layer(rule for rule in rules.rules if rule.establishes)
        # Voice by voice, so that the order in which rules were written cannot show.
        voiced = [rule for voice in Voice for rule in rules.rules if rule.voice is voice]
        self._arguments = self._layer(voiced)
        self.argues_for = {
            grouping: [rule for rule in voiced if rule.argues_for is grouping] for grouping in Grouping
        }
        self.argues_against = {
            grouping: [rule for rule in voiced if rule.argues_against is grouping] for grouping in Grouping
        }
        self._prompts = self._layer(rule for rule in rules.rules if rule.prompts)
        self._established_by = {
            Needed(need.id): [each for each in self._needs if each.rule.establishes == need.id]
            for need in rules.needs
        }
        keys = list(dict.fromkeys(key for key, _ in self._bits))
        self._facts = [key for key in FACTS if key in keys]
        self.fact_bits = {fact: 1 << index for index, fact in enumerate(self._facts)}
        self._fact_of_literal = [self.fact_bits.get(str(key), 0) for key, _ in self._bits]
        self._answered = {key: self._tables(key) for key in keys}
        self.compiled = {each.rule.id: each for each in (*self._needs, *self._arguments, *self._prompts)}
        self._argued_for = {
            PutForward(grouping): [self.compiled[rule.id] for rule in found]
            for grouping, found in self.argues_for.items()
        }
        self.routes = {each.rule.id: self._routes(each.rule) for each in self._arguments}

    def _layer(self, rules: Iterable[Rule]) -> tuple[_Compiled, ...]:
        compiled = []
        for rule in rules:
            masks = {self._mask(way): frozenset(key for key, _ in way) for way in ways(rule.when)}
            singles = [mask for mask in masks if mask.bit_count() == 1]
            several = tuple(mask for mask in masks if mask.bit_count() > 1)
            compiled.append(_Compiled(rule, masks, sum(singles), several))
        return tuple(compiled)

    def _mask(self, way: Way) -> int:
        return sum(self._bits.setdefault(literal, 1 << len(self._bits)) for literal in way)

    def _tables(self, key: Hashable) -> dict[Value, tuple[int, int, int]]:
        """For each answer to `key`: the literals it makes true, those it makes false, and its bit as a fact."""
        domain = FACTS[key].domain if isinstance(key, str) else (True, False)
        mine = [(values, bit) for (each, values), bit in self._bits.items() if each == key]
        fact = self.fact_bits.get(key, 0) if isinstance(key, str) else 0
        return {
            answer: (
                sum(bit for values, bit in mine if answer in values),
                sum(bit for values, bit in mine if answer not in values),
                fact,
            )
            for answer in domain
        }

    def _routes(self, rule: Rule) -> tuple[Route, ...]:
        """Every way in which facts alone make a rule fire: each need is replaced by the ways to establish it.

        A way through a fact that can never decide a grouping is no way, and neither is one that asks two
        different answers of one fact.
        """
        found: set[Route] = set()
        for way in ways(rule.when):
            own = frozenset(literal for literal in way if isinstance(literal[0], str))
            needs = [
                [inner for each in self._established_by[key] for inner in ways(each.rule.when)]
                for key, _ in way
                if isinstance(key, Needed)
            ]
            for chosen in product(*needs):
                literals = own.union(*chosen)
                if _possible(literals):
                    facts = {str(fact) for fact, _ in literals}
                    found.add(Route(self._mask(literals), sum(self.fact_bits[fact] for fact in facts)))
        return tuple(sorted(found, key=lambda route: (route.facts, route.literals)))

    def facts_in(self, bits: int) -> tuple[str, ...]:
        """The names of the facts in a set of fact bits, in the order of the vocabulary."""
        names = []
        while bits:
            lowest = bits & -bits
            names.append(self._facts[lowest.bit_length() - 1])
            bits ^= lowest
        return tuple(names)

    def facts_of(self, literals: int) -> int:
        """The fact bits of a set of literals."""
        facts = 0
        while literals:
            lowest = literals & -literals
            facts |= self._fact_of_literal[lowest.bit_length() - 1]
            literals ^= lowest
        return facts


def _possible(literals: Way) -> bool:
    answers: dict[Hashable, frozenset[Value]] = {}
    for fact, values in literals:
        answers[fact] = answers.get(fact, values) & values
    return all(answers.values()) and not any(FACTS[str(fact)].part in FOR_PROMPTS_ALONE for fact in answers)


@lru_cache(maxsize=64)
def compile_rules(rules: RuleBase) -> Program:
    """Compile a rule base; once, however often it is asked for."""
    return Program(rules)


class Inference:
    """What every rule makes of one case: a verdict for each, the needs, and the facts behind them."""

    __slots__ = ("answers", "false", "known", "needs", "program", "true", "verdicts")

    def __init__(self, program: Program, answers: Answers) -> None:
        self.program = program
        self.answers: dict[Hashable, Value] = {}
        self.true = self.false = self.known = 0
        self.verdicts: dict[str, Verdict] = {}
        """The verdict of every rule that establishes a need or argues about a grouping, by its id."""
        self._learn(answers)
        self._judge(program._needs)
        self.needs = {need: self._established(by) for need, by in program._established_by.items()}
        self._learn({need: state for need, state in self.needs.items() if state is not None})
        self._judge(program._arguments)

    def _learn(self, answers: Answers) -> None:
        self.answers.update(answers)
        tables = self.program._answered
        for key, answer in answers.items():
            if key in tables:
                true, false, fact = tables[key][answer]
                self.true |= true
                self.false |= false
                self.known |= fact

    def _judge(self, layer: Iterable[_Compiled]) -> None:
        true, false, verdicts = self.true, self.false, self.verdicts
        fires, undecided, does_not_fire = Verdict.FIRES, Verdict.UNDECIDED, Verdict.DOES_NOT_FIRE
        for each in layer:
            singles = each.singles
            if singles & true:
                verdict = fires
            else:
                verdict = undecided if singles & ~false else does_not_fire
                for way in each.several:
                    if way & true == way:
                        verdict = fires
                        break
                    if not way & false:
                        verdict = undecided
            verdicts[each.rule.id] = verdict

    def _established(self, rules: Iterable[_Compiled]) -> bool | None:
        verdicts = {self.verdicts[each.rule.id] for each in rules}
        return True if Verdict.FIRES in verdicts else None if Verdict.UNDECIDED in verdicts else False

    def fires(self, rule: Rule) -> bool:
        """Whether a rule fires."""
        return self.verdicts[rule.id] is Verdict.FIRES

    def facts_behind(self, rule: Rule) -> dict[str, Value]:
        """The answers that made a rule fire, down to the facts behind each need or candidate that it reads."""
        names: set[str] = set()
        self._collect(self.program.compiled[rule.id], names)
        return {name: self.answers[name] for name in sorted(names, key=_ORDER.__getitem__)}

    def _collect(self, each: _Compiled, names: set[str]) -> None:
        program = self.program
        for way, reads in each.ways.items():
            if way & self.true != way:
                continue
            for key in reads:
                if isinstance(key, str):
                    names.add(key)
                elif isinstance(key, Known):
                    names.update({key.fact} & self.answers.keys())
                else:
                    behind = program._established_by if isinstance(key, Needed) else program._argued_for
                    for one in behind[key]:  # type: ignore[index]
                        self._collect(one, names)

    def with_prompts(self, candidates: Iterable[Grouping], more: Mapping[str, Value]) -> "Inference":
        """The same inference, for the conversation: prompts may also read candidates, severity and what is known."""
        wider = copy(self)
        wider.answers, wider.verdicts = dict(self.answers), {}
        put_forward = set(candidates)
        wider._learn(more)
        wider._learn({PutForward(grouping): grouping in put_forward for grouping in Grouping})
        wider._learn({Known(fact): fact in wider.answers for fact in FACTS})
        wider._judge(self.program._prompts)
        return wider


_ORDER = {fact: index for index, fact in enumerate(FACTS)}


def evaluate(rules: RuleBase, answers: Mapping[str, Value]) -> Inference:
    """What every rule of a rule base makes of the facts of one case; an unknown fact is absent."""
    return Inference(compile_rules(rules), answers)

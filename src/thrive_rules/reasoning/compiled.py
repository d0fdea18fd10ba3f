"""The same meaning, compiled: what every rule of a rule base makes of one case, quickly.

Each rule is written out once as its ways of being met; a way is some literals that all hold ("this fact has one of
these answers"). The ways of all rules are the bits of one whole number, so that one step for each fact closes every
way that its answer rules out.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import product
from typing import Any, Protocol, TypeAlias, assert_never

from thrive_rules.cases.case import Grouping, Value, Voice
from thrive_rules.cases.vocabulary import FACTS, FOR_PROMPTS_ALONE
from thrive_rules.language.conditions import All, AnyOf, Condition, Is, Known, Needed, Not, PutForward
from thrive_rules.language.rule import Rule
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.reasoning.meaning import Answers, Verdict


class SecondOpinion(Protocol):
    """Another engine that has compiled a rule base, and gives a verdict for every rule about needs and groupings."""

    @property
    def name(self) -> str:
        """The name of the engine and its version."""

    @property
    def rules(self) -> RuleBase:
        """The rule base that it has compiled."""

    def verdicts(self, answers: Mapping[str, Value]) -> Mapping[str, Verdict]:
        """The verdict of every rule that establishes a need or argues about a grouping, by its id."""


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


def unfold(way: Way, needs: Mapping[Needed, Iterable[Way]]) -> Iterator[Way]:
    """A way with each need that it reads replaced by every way of establishing that need.

    Needs are read positively and establish nothing themselves, so this keeps the meaning and comes to an end.
    """
    own = frozenset(literal for literal in way if not isinstance(literal[0], Needed))
    for chosen in product(*(needs[key] for key, _ in way if isinstance(key, Needed))):
        yield own.union(*chosen)


class Layer:
    """Some rules, written out as ways; every way is one bit."""

    def __init__(self, rules: Mapping[str, Iterable[Way]]) -> None:
        self.ways: list[Way] = []
        self.of_rule: dict[str, int] = {}
        for rule, found in rules.items():
            first = len(self.ways)
            self.ways.extend(sorted(set(found), key=_spelled))
            self.of_rule[rule] = (1 << len(self.ways)) - (1 << first)
        self.every = (1 << len(self.ways)) - 1
        keys = dict.fromkeys(key for way in self.ways for key, _ in way)
        self.keys: list[Any] = sorted(keys, key=lambda key: _ORDER.get(key, len(_ORDER)))
        self._bit = {key: 1 << index for index, key in enumerate(self.keys)}
        self.reads = [sum(self._bit[key] for key in {key for key, _ in way}) for way in self.ways]
        """For each way, the keys that it reads, as bits."""
        # The same few sets come up in case after case. They are sets of names; no answer is kept.
        self.names = lru_cache(4096)(self._names)
        """The keys in a set of key bits, in the order of the vocabulary."""
        self.read_in = lru_cache(4096)(self._read_in)
        """The keys that some ways read, as bits."""
        self.table = [
            (
                key,
                1 << index,
                self._reading(key),
                {answer: self._open(key, answer) for answer in _domain(key)},
            )
            for index, key in enumerate(self.keys)
        ]
        """For each key: its bit, the ways that read it, and for each answer the ways that it leaves open."""

    def _reading(self, key: Hashable) -> int:
        return sum(1 << index for index, reads in enumerate(self.reads) if reads & self._bit[key])

    def _open(self, key: Hashable, answer: Value) -> int:
        shut = (
            any(each == key and answer not in values for each, values in way) << index
            for index, way in enumerate(self.ways)
        )
        return self.every & ~sum(shut)

    def judge(self, answers: Answers) -> tuple[int, int, int]:
        """The ways that are met, the ways that are still open, and the keys that are not known, as bits."""
        still, untold, missing = self.every, 0, 0
        known = answers.get
        for key, bit, reading, opened in self.table:
            answer = known(key)
            if answer is None:
                untold |= reading
                missing |= bit
            else:
                still &= opened[answer]
        return still & ~untold, still & untold, missing

    def _names(self, bits: int) -> tuple[Any, ...]:
        return tuple(self.keys[index] for index in indices(bits))

    def _read_in(self, ways: int) -> int:
        keys = 0
        for index in indices(ways):
            keys |= self.reads[index]
        return keys

    def shut_by(self, answers: Answers) -> list[tuple[Any, int]]:
        """For each known answer that closes some way: its key, and the ways that it closes."""
        return [
            (key, shut)
            for key, _, _, opened in self.table
            if key in answers and (shut := self.every & ~opened[answers[key]])
        ]


def indices(bits: int) -> Iterator[int]:
    """The place of every bit that is set."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


_ORDER: dict[Hashable, int] = {fact: index for index, fact in enumerate(FACTS)}


def _domain(key: Hashable) -> tuple[Value, ...]:
    return FACTS[key].domain if isinstance(key, str) else (True, False)


def _spelled(way: Way) -> list[str]:
    return sorted(f"{key} {sorted(values, key=str)}" for key, values in way)


class Program:
    """A rule base, compiled. It holds nothing of any case, so that threads can share it."""

    def __init__(self, rules: RuleBase) -> None:
        self.rules = rules
        written = {rule.id: ways(rule.when) for rule in rules.rules}
        needs: dict[Needed, list[Way]] = {Needed(need.id): [] for need in rules.needs}
        for rule in rules.rules:
            if rule.establishes is not None:
                needs[Needed(rule.establishes)].extend(written[rule.id])
        self.groupings = Layer(
            {
                rule.id: [whole for way in written[rule.id] for whole in unfold(way, needs)]
                for rule in rules.rules
                if rule.prompts is None
            }
        )
        """Rules about needs and groupings. They read facts alone: needs are unfolded."""
        self.prompts = Layer({rule.id: written[rule.id] for rule in rules.rules if rule.prompts is not None})
        """Rules that raise prompts, which may read needs, candidates and what is known besides facts."""
        of_rule = self.groupings.of_rule
        self.needs = {
            need.id: sum(of_rule[rule.id] for rule in rules.rules if rule.establishes == need.id)
            for need in rules.needs
        }
        """For each need, the ways of establishing it."""
        self.establishes = {
            need.id: [rule for rule in rules.rules if rule.establishes == need.id] for need in rules.needs
        }
        # Voice by voice, so that the order in which rules were written cannot show.
        voiced = [rule for voice in Voice for rule in rules.rules if rule.voice is voice]
        self.argues_for = {g: [rule for rule in voiced if rule.argues_for is g] for g in Grouping}
        self.argues_against = {g: [rule for rule in voiced if rule.argues_against is g] for g in Grouping}
        self.bring_in = {g: sum(of_rule[rule.id] for rule in self.argues_for[g]) for g in Grouping}
        """For each grouping, the ways of bringing it in."""
        self.arguments_about = {
            g: [of_rule[rule.id] for rule in (*self.argues_for[g], *self.argues_against[g])] for g in Grouping
        }
        """For each grouping, the ways of each rule that argues for it or against it."""
        self.passable = sum(_passable(way) << index for index, way in enumerate(self.groupings.ways))
        """The ways that some answers could meet, through facts that may decide a grouping."""

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel as the rule base alone: whoever unpickles compiles it, once."""
        return compile_rules, (self.rules,)


def _passable(way: Way) -> bool:
    """Whether a way asks one answer of each fact, and reads none that can never decide a grouping."""
    left: dict[Hashable, frozenset[Value]] = {}
    for key, values in way:
        left[key] = left.get(key, values) & values
    return all(left.values()) and not any(FACTS[str(key)].part in FOR_PROMPTS_ALONE for key in left)


@lru_cache(maxsize=64)
def compile_rules(rules: RuleBase) -> Program:
    """Compile a rule base; once, however often it is asked for."""
    return Program(rules)


class Inference:
    """What every rule about a need or a grouping makes of one case, and the answers behind it."""

    __slots__ = ("answers", "met", "missing", "open", "program")

    def __init__(self, program: Program, answers: Answers) -> None:
        self.program = program
        self.answers = answers
        self.met, self.open, self.missing = program.groupings.judge(self.answers)

    @property
    def verdicts(self) -> dict[str, Verdict]:
        """The verdict of every rule that establishes a need or argues about a grouping, by its id."""
        met, still = self.met, self.open
        fires, undecided, does_not_fire = Verdict.FIRES, Verdict.UNDECIDED, Verdict.DOES_NOT_FIRE
        return {
            rule: fires if ways & met else undecided if ways & still else does_not_fire
            for rule, ways in self.program.groupings.of_rule.items()
        }

    def fires(self, rule: Rule) -> bool:
        """Whether a rule fires."""
        return bool(self.program.groupings.of_rule[rule.id] & self.met)

    def needed(self, need: str) -> bool | None:
        """Whether a need is established: true, false, or None where that is not yet known."""
        ways = self.program.needs[need]
        return True if ways & self.met else None if ways & self.open else False

    def facts_behind(self, ways: int) -> dict[str, Value]:
        """The answers that met some of these ways, down to those behind each need."""
        layer = self.program.groupings
        return {name: self.answers[name] for name in layer.names(layer.read_in(ways & self.met))}

    def prompt(self, besides: Mapping[str, Value]) -> "Prompted":
        """What every prompt makes of the case: they may read candidates, context, severity and what is known too."""
        return Prompted(self, besides)


class Prompted:
    """What every rule that raises a prompt makes of one case."""

    def __init__(self, inference: Inference, besides: Mapping[str, Value]) -> None:
        program = inference.program
        self.inference = inference
        facts = {**inference.answers, **besides}
        self.answers: dict[Hashable, Value] = dict(facts)
        self.answers.update({Known(fact): fact in facts for fact in FACTS})
        for need in program.needs:
            if (state := inference.needed(need)) is not None:
                self.answers[Needed(need)] = state
        for grouping, ways in program.bring_in.items():
            self.answers[PutForward(grouping)] = bool(ways & inference.met)
        self.met, self.open, _ = program.prompts.judge(self.answers)

    @property
    def verdicts(self) -> dict[str, Verdict]:
        """The verdict of every rule that raises a prompt, by its id."""
        return {
            rule: Verdict.FIRES
            if ways & self.met
            else Verdict.UNDECIDED
            if ways & self.open
            else Verdict.DOES_NOT_FIRE
            for rule, ways in self.inference.program.prompts.of_rule.items()
        }

    def raised(self) -> Iterator[tuple[Rule, dict[str, Value]]]:
        """Every prompt that is raised, with the answers that raised it."""
        rules = self.inference.program.rules
        for rule, ways in self.inference.program.prompts.of_rule.items():
            if ways & self.met:
                yield rules.rule[rule], self._facts_behind(ways)

    def _facts_behind(self, ways: int) -> dict[str, Value]:
        program = self.inference.program
        names: set[str] = set()
        for key in program.prompts.names(program.prompts.read_in(ways & self.met)):
            match key:
                case str():
                    names.add(key)
                case Known(fact):
                    names.add(fact)
                case Needed(need):
                    names.update(self.inference.facts_behind(program.needs[need]))
                case PutForward(grouping):
                    names.update(self.inference.facts_behind(program.bring_in[grouping]))
                case _:
                    raise AssertionError("a key of another kind")
        known = (name for name in names if name in self.answers)
        return {name: self.answers[name] for name in sorted(known, key=_ORDER.__getitem__)}


def evaluate(rules: RuleBase, answers: Mapping[str, Value]) -> Inference:
    """What every rule of a rule base makes of the facts of one case; an unknown fact is absent."""
    return Inference(compile_rules(rules), answers)

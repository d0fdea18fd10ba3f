"""The same meaning, compiled: what every rule of a rule base makes of one case, quickly.

Each rule is written out once as its ways of being met. The ways of all rules are the bits of one whole number, so
that one step for each fact closes every way that its answer rules out. No such number leaves this file: others ask
questions, and get names and answers.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, NamedTuple, Protocol, TypeAlias, TypeVar, assert_never

from thrive_rules.cases.case import Grouping, Value, Voice
from thrive_rules.cases.vocabulary import FACTS, FOR_PROMPTS_ALONE
from thrive_rules.language.conditions import Known, Needed, PutForward
from thrive_rules.language.rule import Rule
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.reasoning.meaning import Answers, Verdict
from thrive_rules.reasoning.ways import FactWay, Key, Way, asked_by, smallest, unfold, ways


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


class Missing(NamedTuple):
    """What could still be answered to some effect."""

    sets: tuple[tuple[str, ...], ...]
    """The smallest sets of unknown facts whose answers could do it, the fewest first; each is enough by itself."""
    facts: tuple[str, ...]
    """Every fact in one of them, in the order of the vocabulary."""


@dataclass(frozen=True, slots=True, eq=False)
class Grounds:
    """Rules that fire together, and the answers behind them."""

    rules: tuple[Rule, ...]
    facts: Mapping[str, Value]
    kept: bool
    """Whether the rules alone say which answers: these grounds are then one and the same object for every case."""


_Key = TypeVar("_Key", bound=Key)


class _Layer(Generic[_Key]):
    """Some rules, written out as ways; every way is one bit."""

    def __init__(self, rules: Mapping[str, Iterable[frozenset[tuple[_Key, frozenset[Value]]]]]) -> None:
        self.ways: list[frozenset[tuple[_Key, frozenset[Value]]]] = []
        self.of_rule: dict[str, int] = {}
        for rule, found in rules.items():
            first = len(self.ways)
            self.ways.extend(sorted(set(found), key=_spelled))
            self.of_rule[rule] = (1 << len(self.ways)) - (1 << first)
        self.every = (1 << len(self.ways)) - 1
        keys = dict.fromkeys(key for way in self.ways for key, _ in way)
        self.keys: list[_Key] = sorted(keys, key=lambda key: _ORDER.get(key, len(_ORDER)))
        self.table = self._table()
        """For each key: its bit, the ways that read it, and for each answer the ways that it leaves open."""
        self.reads = [0] * len(self.ways)
        """For each way, the keys that it reads, as bits."""
        for _, bit, reading, _ in self.table:
            for way in _indices(reading):
                self.reads[way] |= bit
        # The same few sets come up in case after case. They are sets of names; no answer is kept.
        self.named = lru_cache(4096)(self._named)
        """The keys that are set, in the order of the vocabulary."""
        self.names = lru_cache(4096)(self._names)
        """The keys that some ways read, in the order of the vocabulary."""
        self.read_in = lru_cache(4096)(self._read_in)
        """The keys that some ways read, as bits."""
        self.smallest = lru_cache(4096)(self._smallest)
        """The smallest sets of missing keys that could still meet one of some ways; together, too, as bits."""

    def _table(self) -> list[tuple[_Key, int, int, dict[Value, int]]]:
        """One pass over the ways: each marks the keys that it reads, and the answers that close it."""
        reading = dict.fromkeys(self.keys, 0)
        shut = {key: dict.fromkeys(_domain(key), 0) for key in self.keys}
        for index, way in enumerate(self.ways):
            for key, values in way:
                reading[key] |= 1 << index
                for answer in shut[key].keys() - values:
                    shut[key][answer] |= 1 << index
        return [
            (
                key,
                1 << index,
                reading[key],
                {answer: self.every & ~each for answer, each in shut[key].items()},
            )
            for index, key in enumerate(self.keys)
        ]

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

    def _names(self, ways: int) -> tuple[_Key, ...]:
        return self.named(self.read_in(ways))

    def _read_in(self, ways: int) -> int:
        keys = 0
        for index in _indices(ways):
            keys |= self.reads[index]
        return keys

    def _named(self, keys: int) -> tuple[_Key, ...]:
        return tuple(self.keys[index] for index in _indices(keys))

    def _smallest(self, ways: int, missing: int) -> tuple[tuple[tuple[_Key, ...], ...], int]:
        found = smallest((self.reads[index] & missing for index in _indices(ways)), size=int.bit_count)
        together = 0
        for each in found:
            together |= each
        sets = sorted(map(self.named, found), key=lambda keys: (len(keys), list(map(str, keys))))
        return tuple(sets), together

    def shut_by(self, answers: Answers) -> list[tuple[_Key, int]]:
        """For each known answer that closes some way: its key, and the ways that it closes."""
        return [
            (key, shut)
            for key, _, _, opened in self.table
            if key in answers and (shut := self.every & ~opened[answers[key]])
        ]


def _indices(bits: int) -> Iterator[int]:
    """The place of every bit that is set."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


_ORDER: dict[Hashable, int] = {fact: index for index, fact in enumerate(FACTS)}


def _domain(key: Key) -> tuple[Value, ...]:
    return FACTS[key].domain if isinstance(key, str) else (True, False)


def _spelled(way: Way) -> list[str]:
    return sorted(f"{key} {sorted(values, key=str)}" for key, values in way)


_Marked: TypeAlias = list[tuple[Rule, int, int]]
"""Rules, each beside its ways and the facts that they read."""


class Program:
    """A rule base, compiled. It holds nothing of any case, so that threads can share it."""

    def __init__(self, rules: RuleBase) -> None:
        self.rules = rules
        written = {rule.id: ways(rule.when) for rule in rules.rules}
        needs: dict[str, list[FactWay]] = {need.id: [] for need in rules.needs}
        for rule in rules.rules:
            if rule.establishes is not None:
                needs[rule.establishes].extend(each for way in written[rule.id] for each in unfold(way, {}))
        # Rules about needs and groupings read facts alone: needs are unfolded.
        self._deciding: _Layer[str] = _Layer(
            {
                rule.id: [whole for way in written[rule.id] for whole in unfold(way, needs)]
                for rule in rules.rules
                if rule.prompts is None
            }
        )
        # Rules that raise prompts may read needs, candidates and what is known besides facts.
        self._prompting: _Layer[Key] = _Layer(
            {rule.id: written[rule.id] for rule in rules.rules if rule.prompts is not None}
        )
        self.facts = tuple(self._deciding.keys)
        """The facts that rules about needs and groupings read, in the order of the vocabulary."""
        self._marked: _Marked = [
            (rules.rule[rule], its_ways, self._deciding.read_in(its_ways))
            for rule, its_ways in self._deciding.of_rule.items()
        ]
        self._establishing: dict[str, _Marked] = {
            need.id: [each for each in self._marked if each[0].establishes == need.id] for need in rules.needs
        }
        self._needs = {need: _together(found) for need, found in self._establishing.items()}
        # Voice by voice, so that the order in which rules were written cannot show.
        voiced = [each for voice in Voice for each in self._marked if each[0].voice is voice]
        self._for = {g: [each for each in voiced if each[0].argues_for is g] for g in Grouping}
        self._against = {g: [each for each in voiced if each[0].argues_against is g] for g in Grouping}
        self._bring_in = {g: _together(self._for[g]) for g in Grouping}
        self._about = {g: [*self._for[g], *self._against[g]] for g in Grouping}
        self._passable = sum(_passable(way) << index for index, way in enumerate(self._deciding.ways))

        one_answer = [all(len(values) == 1 for _, values in way) for way in self._deciding.ways]
        self._telling = sum(tells << index for index, tells in enumerate(one_answer))
        # The same few come up in case after case. What is kept is read off the rules, and never off a case.
        self._kept_grounds = lru_cache(8192)(self._grounds)

    def _grounds(self, met: int) -> Grounds:
        """What these ways say by themselves, each of which leaves one answer to every fact."""
        asked: dict[str, Value] = {}
        for index in _indices(met):
            for fact, (answer,) in self._deciding.ways[index]:
                asked[fact] = answer
        facts = {name: asked[name] for name in self._deciding.names(met)}
        return Grounds(self._of(met), facts, kept=True)

    def _of(self, met: int) -> tuple[Rule, ...]:
        return tuple(rule for rule, its_ways, _ in self._marked if its_ways & met)

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel as the rule base alone: whoever unpickles compiles it, once."""
        return compile_rules, (self.rules,)

    def ways(self, rule: str) -> Sequence[Way | FactWay]:
        """Every way of meeting a rule; where it is no prompt, each need that it reads is unfolded."""
        layer = self._layer(rule)
        return [layer.ways[index] for index in _indices(layer.of_rule[rule])]

    def ways_to(self, grouping: Grouping) -> Iterator[tuple[Rule, list[FactWay]]]:
        """Every rule that argues for a grouping, with the ways in which some answers could meet it."""
        for rule, its_ways, _ in self._for[grouping]:
            yield rule, [self._deciding.ways[index] for index in _indices(its_ways & self._passable)]

    def read_for(self, grouping: Grouping) -> tuple[str, ...]:
        """The facts that have a part in bringing a grouping in."""
        return self._deciding.names(self._bring_in[grouping])

    def as_judged(self, rule: str) -> list[dict[Key, list[Value]]]:
        """For each way of a rule: what it reads, and the answers that leave it open, as the tables have it."""
        layer = self._layer(rule)
        return [
            {
                key: [answer for answer, still in opened.items() if still >> index & 1]
                for key, _, reading, opened in layer.table
                if reading >> index & 1
            }
            for index in _indices(layer.of_rule[rule])
        ]

    def _layer(self, rule: str) -> _Layer[str] | _Layer[Key]:
        return self._deciding if rule in self._deciding.of_rule else self._prompting


def _together(rules: _Marked) -> int:
    return sum(its_ways for _, its_ways, _ in rules)


def _passable(way: FactWay) -> bool:
    """Whether some answers could meet a way, through facts that may decide a grouping."""
    asked = asked_by(way)
    return all(asked.values()) and not any(FACTS[fact].part in FOR_PROMPTS_ALONE for fact in asked)


@lru_cache(maxsize=64)
def compile_rules(rules: RuleBase) -> Program:
    """Compile a rule base; once, however often it is asked for."""
    return Program(rules)


class Inference:
    """What every rule about a need or a grouping makes of one case, and the answers behind it."""

    __slots__ = ("_met", "_missing", "_open", "_shut", "answers", "program")

    def __init__(self, program: Program, answers: Answers) -> None:
        self.program = program
        self.answers = answers
        self._met, self._open, self._missing = program._deciding.judge(answers)
        self._shut: list[tuple[str, int]] | None = None

    @property
    def rules(self) -> RuleBase:
        """The rule base that spoke."""
        return self.program.rules

    @property
    def verdicts(self) -> dict[str, Verdict]:
        """The verdict of every rule that establishes a need or argues about a grouping, by its id."""
        return _verdicts(self.program._deciding, self._met, self._open)

    def fires(self, rule: Rule) -> bool:
        """Whether a rule fires."""
        return bool(self.program._deciding.of_rule[rule.id] & self._met)

    def needed(self, need: str) -> bool | None:
        """Whether a need is established: true, false, or None where that is not yet known."""
        return self._state(self.program._needs[need])

    def candidate(self, grouping: Grouping) -> bool | None:
        """Whether some rule argues for a grouping; None where that is not yet known."""
        return self._state(self.program._bring_in[grouping])

    @property
    def candidates(self) -> tuple[Grouping, ...]:
        """The groupings that some rule argues for, in the framework's order."""
        return tuple(
            grouping for grouping, its_ways in self.program._bring_in.items() if its_ways & self._met
        )

    def _state(self, some_ways: int) -> bool | None:
        return True if some_ways & self._met else None if some_ways & self._open else False

    # WHY

    def arguments_for(self, grouping: Grouping) -> list[Grounds]:
        """Every rule that fires and argues for a grouping, with the answers behind it, voice by voice."""
        return self._fired(self.program._for[grouping])

    def arguments_against(self, grouping: Grouping) -> list[Grounds]:
        """Every rule that fires and argues against a grouping, with the answers behind it, voice by voice."""
        return self._fired(self.program._against[grouping])

    def established(self) -> Iterator[tuple[str, Grounds]]:
        """Every need that is established, the rules that establish it, and the answers behind it."""
        for need, its_ways in self.program._needs.items():
            if met := its_ways & self._met:
                yield need, self._grounds(met)

    def behind_need(self, need: str) -> dict[str, Value]:
        """The answers that established a need."""
        return self._behind(self.program._needs[need])

    def behind_candidate(self, grouping: Grouping) -> dict[str, Value]:
        """The answers that brought a grouping in."""
        return self._behind(self.program._bring_in[grouping])

    def met(self, grouping: Grouping) -> list[FactWay]:
        """Every way in which these answers bring a grouping in."""
        met = self.program._bring_in[grouping] & self._met
        return [self.program._deciding.ways[index] for index in _indices(met)]

    def _fired(self, rules: _Marked) -> list[Grounds]:
        return [self._grounds(met) for _, its_ways, _ in rules if (met := its_ways & self._met)]

    def _grounds(self, met: int) -> Grounds:
        if met & ~self.program._telling:
            return Grounds(self.program._of(met), self._behind(met), kept=False)
        return self.program._kept_grounds(met)

    def _behind(self, some_ways: int) -> dict[str, Value]:
        """The answers that met some of these ways, down to those behind each need."""
        return {name: self.answers[name] for name in self.program._deciding.names(some_ways & self._met)}

    # WHY NOT

    def could_bring_in(self, grouping: Grouping) -> Missing:
        """The unknown facts whose answers could bring in a grouping that is no candidate."""
        layer = self.program._deciding
        still = self.program._bring_in[grouping] & self._open & self.program._passable
        sets, together = layer.smallest(still, self._missing & layer.read_in(still))
        return Missing(sets, layer.named(together))

    def could_bear_on(self, grouping: Grouping) -> tuple[str, ...]:
        """The unknown facts whose answers could add an argument, for or against, that is not made already."""
        layer, together = self.program._deciding, 0
        still = self._open & self.program._passable
        for _, its_ways, reads in self.program._about[grouping]:
            if not its_ways & self._met and its_ways & still:
                together |= layer.smallest(its_ways & still, self._missing & reads)[1]
        return layer.named(together)

    def in_the_way(self, grouping: Grouping) -> dict[str, Value]:
        """The known answers that close a way of bringing a grouping in."""
        if self._shut is None:
            self._shut = self.program._deciding.shut_by(self.answers)
        closable = self.program._bring_in[grouping] & self.program._passable
        return {fact: self.answers[fact] for fact, closed in self._shut if closed & closable}

    def prompt(self, besides: Mapping[str, Value]) -> "Prompted":
        """What every prompt makes of the case: they may read candidates, context, severity and what is known too."""
        return Prompted(self, besides)


def _verdicts(layer: _Layer[str] | _Layer[Key], met: int, still: int) -> dict[str, Verdict]:
    fires, undecided, does_not_fire = Verdict.FIRES, Verdict.UNDECIDED, Verdict.DOES_NOT_FIRE
    return {
        rule: fires if its_ways & met else undecided if its_ways & still else does_not_fire
        for rule, its_ways in layer.of_rule.items()
    }


class Prompted:
    """What every rule that raises a prompt makes of one case."""

    def __init__(self, inference: Inference, besides: Mapping[str, Value]) -> None:
        program = inference.program
        self._inference = inference
        facts = {**inference.answers, **besides}
        self._answers: dict[Hashable, Value] = dict(facts)
        self._answers.update({Known(fact): fact in facts for fact in FACTS})
        for need in program._needs:
            if (state := inference.needed(need)) is not None:
                self._answers[Needed(need)] = state
        self._answers.update({PutForward(each): inference.candidate(each) is True for each in Grouping})
        self._met, self._open, _ = program._prompting.judge(self._answers)

    @property
    def verdicts(self) -> dict[str, Verdict]:
        """The verdict of every rule that raises a prompt, by its id."""
        return _verdicts(self._inference.program._prompting, self._met, self._open)

    def raised(self) -> Iterator[tuple[Rule, dict[str, Value]]]:
        """Every prompt that is raised, with the answers that raised it."""
        for rule, its_ways in self._inference.program._prompting.of_rule.items():
            if its_ways & self._met:
                yield self._inference.rules.rule[rule], self._behind(its_ways)

    def _behind(self, some_ways: int) -> dict[str, Value]:
        names: set[str] = set()
        for key in self._inference.program._prompting.names(some_ways & self._met):
            match key:
                case str():
                    names.add(key)
                case Known(fact):
                    names.add(fact)
                case Needed(need):
                    names.update(self._inference.behind_need(need))
                case PutForward(grouping):
                    names.update(self._inference.behind_candidate(grouping))
                case _:
                    assert_never(key)
        known = (name for name in names if name in self._answers)
        return {name: self._answers[name] for name in sorted(known, key=_ORDER.__getitem__)}


def evaluate(rules: RuleBase, answers: Mapping[str, Value]) -> Inference:
    """What every rule of a rule base makes of the facts of one case; an unknown fact is absent."""
    return Inference(compile_rules(rules), answers)

"""The same meaning, compiled: a rule base written out once, so that a case is judged quickly.

Each rule is written out as its ways of being met. The ways of all rules are the bits of one whole number, so that one
step for each fact closes every way that its answer rules out. Only `inference` reads such numbers besides: others ask
questions there, and get names and answers.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, TypeAlias, TypeVar

from thrive_rules.cases.case import Grouping, Value, Voice
from thrive_rules.cases.vocabulary import FACTS, FOR_PROMPTS_ALONE
from thrive_rules.language.rule import Argues, ArguesFor, Deciding, Establishes
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.reasoning.meaning import Answers
from thrive_rules.reasoning.ways import FactWay, Key, Way, asked_by, smallest, unfold, ways

_Rule = TypeVar("_Rule", bound=Deciding)


@dataclass(frozen=True, slots=True, eq=False)
class Grounds(Generic[_Rule]):
    """Rules of one kind that fire together, and the answers behind them."""

    rules: tuple[_Rule, ...]
    facts: Mapping[str, Value]
    kept: bool
    """Whether the rules alone say which answers: these grounds are then one and the same object for every case."""


_Key = TypeVar("_Key", bound=Key)


class Layer(Generic[_Key]):
    """Some rules, written out as ways; every way is one bit."""

    def __init__(self, rules: Mapping[str, Iterable[frozenset[tuple[_Key, frozenset[Value]]]]]) -> None:
        self.ways: list[frozenset[tuple[_Key, frozenset[Value]]]] = []
        self.of_rule: dict[str, int] = {}
        for rule, found in rules.items():
            first = len(self.ways)
            self.ways.extend(sorted(set(found), key=_spelled))
            self.of_rule[rule] = (1 << len(self.ways)) - (1 << first)
        self.every = sum(self.of_rule.values())
        keys = dict.fromkeys(key for way in self.ways for key, _ in way)
        self.keys: list[_Key] = sorted(keys, key=lambda key: ORDER.get(key, len(ORDER)))
        self.table = self._table()
        """For each key: its bit, the ways that read it, and for each answer the ways that it leaves open."""
        self.reads = [0] * len(self.ways)
        """For each way, the keys that it reads, as bits."""
        for _, bit, reading, _ in self.table:
            for way in indices(reading):
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
        still, unknown, missing = self.every, 0, 0
        known = answers.get
        for key, bit, reading, opened in self.table:
            answer = known(key)
            if answer is None:
                unknown |= reading
                missing |= bit
            else:
                still &= opened[answer]
        return still & ~unknown, still & unknown, missing

    def _names(self, ways: int) -> tuple[_Key, ...]:
        return self.named(self.read_in(ways))

    def _read_in(self, ways: int) -> int:
        keys = 0
        for index in indices(ways):
            keys |= self.reads[index]
        return keys

    def _named(self, keys: int) -> tuple[_Key, ...]:
        return tuple(self.keys[index] for index in indices(keys))

    def _smallest(self, ways: int, missing: int) -> tuple[tuple[tuple[_Key, ...], ...], int]:
        found = smallest((self.reads[index] & missing for index in indices(ways)), size=int.bit_count)
        together = 0
        for each in found:
            together |= each
        sets = sorted(map(self.named, found), key=lambda keys: (len(keys), list(map(str, keys))))
        return tuple(sets), together


def indices(bits: int) -> Iterator[int]:
    """The place of every bit that is set."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


ORDER: dict[Hashable, int] = {fact: index for index, fact in enumerate(FACTS)}
"""The place of each fact in the vocabulary."""


def _domain(key: Key) -> tuple[Value, ...]:
    return FACTS[key].domain if isinstance(key, str) else (True, False)


def _spelled(way: Way) -> list[str]:
    return sorted(f"{key} {sorted(values, key=str)}" for key, values in way)


_Argument = TypeVar("_Argument", bound=Argues)
_VOICES = tuple(Voice)
Marked: TypeAlias = list[tuple[_Rule, int, int]]
"""Rules, each beside its ways and the facts that they read."""


class Program:
    """A rule base, compiled. It holds nothing of any case, so that threads can share it."""

    def __init__(self, rules: RuleBase) -> None:
        self.rules = rules
        written = {rule.id: ways(rule.when) for rule in rules.rules}
        needs: dict[str, list[FactWay]] = {
            need: [each for rule in found for way in written[rule.id] for each in unfold(way, {})]
            for need, found in rules.establishing.items()
        }
        self.deciding: Layer[str] = Layer(
            {
                rule.id: [whole for way in written[rule.id] for whole in unfold(way, needs)]
                for rule in rules.deciding
            }
        )
        """Rules about needs and groupings. They read facts alone: needs are unfolded."""
        self.prompting: Layer[Key] = Layer({rule.id: written[rule.id] for rule in rules.prompting})
        """Rules that raise prompts. They may read needs, candidates and what is known besides facts."""
        self.facts = tuple(self.deciding.keys)
        """The facts that rules about needs and groupings read, in the order of the vocabulary."""
        establishing = {need: self._marked(found) for need, found in rules.establishing.items()}
        self.needs = {need: _together(found) for need, found in establishing.items()}
        """For each need, the ways that establish it."""
        self.establishing: Marked[Establishes] = [each for found in establishing.values() for each in found]
        """Every rule that establishes a need."""
        self.arguing_for = {each: self._marked(_by_voice(rules.arguing_for[each])) for each in Grouping}
        self.arguing_against = {
            each: self._marked(_by_voice(rules.arguing_against[each])) for each in Grouping
        }
        self.bring_in = {each: _together(self.arguing_for[each]) for each in Grouping}
        self.about: dict[Grouping, Marked[Argues]] = {
            each: [*self.arguing_for[each], *self.arguing_against[each]] for each in Grouping
        }
        """For each grouping: the rules for it, against it, and both; and the ways that make it a candidate."""
        self.passable = sum(_passable(way) << index for index, way in enumerate(self.deciding.ways))
        """The ways that some answers could meet, through facts that may decide a grouping."""
        self.closes = {fact: self._closed_by(opened) for fact, _, _, opened in self.deciding.table}
        """For each answer to each fact, the groupings that it closes a way of bringing in."""
        one_answer = [all(len(values) == 1 for _, values in way) for way in self.deciding.ways]
        self.telling = sum(tells << index for index, tells in enumerate(one_answer))
        """The ways that leave one answer to every fact that they read."""
        # The same few come up in case after case. What is kept is read off the rules, and never off a case.
        self.argued = lru_cache(8192)(self._argued)
        """What some telling ways of one argument say by themselves."""
        self.established = lru_cache(8192)(self._established)
        """What some telling ways of establishing one need say by themselves."""

    def _marked(self, rules: Iterable[_Rule]) -> Marked[_Rule]:
        ways = self.deciding.of_rule
        return [(rule, ways[rule.id], self.deciding.read_in(ways[rule.id])) for rule in rules]

    def _closed_by(self, opened: Mapping[Value, int]) -> dict[Value, list[Grouping]]:
        return {
            answer: [each for each, its_ways in self.bring_in.items() if its_ways & self.passable & ~still]
            for answer, still in opened.items()
        }

    def _argued(self, met: int) -> Grounds[Argues]:
        return Grounds(self.arguments_of(met), self._asked_by(met), kept=True)

    def _established(self, met: int) -> Grounds[Establishes]:
        return Grounds(self.rules_of_needs(met), self._asked_by(met), kept=True)

    def _asked_by(self, met: int) -> dict[str, Value]:
        asked: dict[str, Value] = {}
        for index in indices(met):
            for fact, (answer,) in self.deciding.ways[index]:
                asked[fact] = answer
        return {name: asked[name] for name in self.deciding.names(met)}

    def arguments_of(self, met: int) -> tuple[Argues, ...]:
        """The rules about groupings that some ways meet."""
        return tuple(rule for about in self.about.values() for rule, its_ways, _ in about if its_ways & met)

    def rules_of_needs(self, met: int) -> tuple[Establishes, ...]:
        """The rules that establish a need that some ways meet."""
        return tuple(rule for rule, its_ways, _ in self.establishing if its_ways & met)

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel as the rule base alone: whoever unpickles compiles it, once."""
        return compile_rules, (self.rules,)

    def ways(self, rule: str) -> Sequence[Way | FactWay]:
        """Every way of meeting a rule; where it is no prompt, each need that it reads is unfolded."""
        layer = self._layer(rule)
        return [layer.ways[index] for index in indices(layer.of_rule[rule])]

    def ways_to(self, grouping: Grouping) -> Iterator[tuple[ArguesFor, list[FactWay]]]:
        """Every rule that argues for a grouping, with the ways in which some answers could meet it."""
        for rule, its_ways, _ in self.arguing_for[grouping]:
            yield rule, [self.deciding.ways[index] for index in indices(its_ways & self.passable)]

    def read_for(self, grouping: Grouping) -> tuple[str, ...]:
        """The facts that have a part in bringing a grouping in."""
        return self.deciding.names(self.bring_in[grouping])

    def as_judged(self, rule: str) -> list[dict[Key, list[Value]]]:
        """For each way of a rule: what it reads, and the answers that leave it open, as the tables have it."""
        layer = self._layer(rule)
        return [
            {
                key: [answer for answer, still in opened.items() if still >> index & 1]
                for key, _, reading, opened in layer.table
                if reading >> index & 1
            }
            for index in indices(layer.of_rule[rule])
        ]

    def _layer(self, rule: str) -> Layer[str] | Layer[Key]:
        return self.deciding if rule in self.deciding.of_rule else self.prompting


def _by_voice(rules: Iterable[_Argument]) -> list[_Argument]:
    """Voice by voice, so that the order in which rules were written cannot show."""
    return sorted(rules, key=lambda rule: _VOICES.index(rule.voice))


def _together(rules: Marked[Any]) -> int:
    return sum(its_ways for _, its_ways, _ in rules)


def _passable(way: FactWay) -> bool:
    """Whether some answers could meet a way, through facts that may decide a grouping."""
    asked = asked_by(way)
    return all(asked.values()) and not any(FACTS[fact].part in FOR_PROMPTS_ALONE for fact in asked)


@lru_cache(maxsize=64)
def compile_rules(rules: RuleBase) -> Program:
    """Compile a rule base; once, however often it is asked for."""
    return Program(rules)

"""What a compiled rule base makes of one case: which rules fire, why, and why not.

It reads the numbers that stand for ways in `compiled`, and gives names and answers to everybody else.
"""

from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol, assert_never

from thrive_rules.cases.case import Grouping, Value
from thrive_rules.cases.vocabulary import FACTS
from thrive_rules.language.conditions import Known, Needed, PutForward
from thrive_rules.language.rule import Argues, Deciding, Establishes, PromptKind, Prompts
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.reasoning.compiled import ORDER, Grounds, Layer, Program, compile_rules, indices
from thrive_rules.reasoning.meaning import Answers, Verdict
from thrive_rules.reasoning.ways import FactWay, Key


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
    """The unknown facts whose answers could still change the outcome."""

    sets: tuple[tuple[str, ...], ...]
    """The smallest sets of unknown facts whose answers could do it, the fewest first; each is enough by itself."""
    facts: tuple[str, ...]
    """Every fact in one of them, in the order of the vocabulary."""


class Inference:
    """What every rule about a need or a grouping makes of one case, and the answers behind it."""

    __slots__ = ("_in_the_way", "_met", "_missing", "_open", "answers", "program")

    def __init__(self, program: Program, answers: Answers) -> None:
        self.program = program
        self.answers = answers
        self._met, self._open, self._missing = program.deciding.judge(answers)
        self._in_the_way: dict[Grouping, dict[str, Value]] | None = None

    @property
    def rules(self) -> RuleBase:
        """The rule base that spoke."""
        return self.program.rules

    @property
    def verdicts(self) -> dict[str, Verdict]:
        """The verdict of every rule that establishes a need or argues about a grouping, by its id."""
        return _verdicts(self.program.deciding, self._met, self._open)

    def fires(self, rule: Deciding) -> bool:
        """Whether a rule fires."""
        return bool(self.program.deciding.of_rule[rule.id] & self._met)

    def needed(self, need: str) -> bool | None:
        """Whether a need is established: true, false, or None where that is not yet known."""
        return self._state(self.program.needs[need])

    def candidate(self, grouping: Grouping) -> bool | None:
        """Whether some rule argues for a grouping; None where that is not yet known."""
        return self._state(self.program.bring_in[grouping])

    @property
    def candidates(self) -> tuple[Grouping, ...]:
        """The groupings that some rule argues for, in the framework's order."""
        return tuple(grouping for grouping, its_ways in self.program.bring_in.items() if its_ways & self._met)

    def _state(self, some_ways: int) -> bool | None:
        return True if some_ways & self._met else None if some_ways & self._open else False

    # WHY

    def arguments_for(self, grouping: Grouping) -> list[Grounds[Argues]]:
        """Every rule that fires and argues for a grouping, with the answers behind it, voice by voice."""
        return self._fired(self.program.arguing_for[grouping])

    def arguments_against(self, grouping: Grouping) -> list[Grounds[Argues]]:
        """Every rule that fires and argues against a grouping, with the answers behind it, voice by voice."""
        return self._fired(self.program.arguing_against[grouping])

    def established(self) -> Iterator[tuple[str, Grounds[Establishes]]]:
        """Every need that is established, the rules that establish it, and the answers behind it."""
        for need, its_ways in self.program.needs.items():
            if met := its_ways & self._met:
                if met & ~self.program.telling:
                    rules = self.program.rules_of_needs(met)
                    yield need, Grounds(rules, self._behind(met), kept=False)
                else:
                    yield need, self.program.established(met)

    def behind_need(self, need: str) -> dict[str, Value]:
        """The answers that established a need."""
        return self._behind(self.program.needs[need])

    def behind_candidate(self, grouping: Grouping) -> dict[str, Value]:
        """The answers that brought a grouping in."""
        return self._behind(self.program.bring_in[grouping])

    def met(self, grouping: Grouping) -> list[FactWay]:
        """Every way in which these answers bring a grouping in."""
        met = self.program.bring_in[grouping] & self._met
        return [self.program.deciding.ways[index] for index in indices(met)]

    def _fired(self, rules: Sequence[tuple[Argues, int, int]]) -> list[Grounds[Argues]]:
        return [self._argued(rule, met) for rule, its_ways, _ in rules if (met := its_ways & self._met)]

    def _argued(self, rule: Argues, met: int) -> Grounds[Argues]:
        if met & ~self.program.telling:
            return Grounds((rule,), self._behind(met), kept=False)
        return self.program.argued(met)

    def _behind(self, some_ways: int) -> dict[str, Value]:
        """The answers that met some of these ways, down to those behind each need."""
        return {name: self.answers[name] for name in self.program.deciding.names(some_ways & self._met)}

    # WHY NOT

    def could_bring_in(self, grouping: Grouping, by: Collection[str] = FACTS) -> Missing:
        """The unknown facts whose answers could bring in a grouping that is no candidate.

        `by` are the facts that can be answered: a way that reads another one that is not known is left out.
        """
        layer = self.program.deciding
        still = self._still_open(grouping, by)
        sets, together = layer.smallest(still, self._missing & layer.read_in(still))
        return Missing(sets, layer.named(together))

    def could_settle(self, facts: Collection[str], by: Collection[str] = FACTS) -> tuple[Grouping, ...]:
        """The groupings, undecided so far, that answers to these facts alone could bring in or keep out.

        To keep one out, they close every way that answers to `by` could meet.
        """
        found = []
        for grouping in Grouping:
            left = {self._still_open(grouping, by)} - {0}
            if not left or self.candidate(grouping):
                continue
            brought_in = self._still_open(grouping, facts) != 0
            if not brought_in:
                for key, bit, _, opened in self.program.deciding.table:
                    if bit & self._missing and key in facts:
                        left = {some_ways & still for some_ways in left for still in opened.values()}
            if brought_in or 0 in left:
                found.append(grouping)
        return tuple(found)

    def _still_open(self, grouping: Grouping, by: Collection[str]) -> int:
        """The ways of bringing a grouping in that answers to some facts could meet."""
        still = self.program.bring_in[grouping] & self._open & self.program.passable
        for key, bit, reading, _ in self.program.deciding.table if by is not FACTS else ():
            if bit & self._missing and key not in by:
                still &= ~reading
        return still

    def could_bear_on(self, grouping: Grouping) -> tuple[str, ...]:
        """The unknown facts whose answers could add an argument, for or against, that is not made already."""
        layer, together = self.program.deciding, 0
        still = self._open & self.program.passable
        for _, its_ways, reads in self.program.about[grouping]:
            if not its_ways & self._met and (could := its_ways & still):
                together |= layer.smallest(could, self._missing & reads)[1]
        return layer.named(together)

    def in_the_way(self, grouping: Grouping) -> dict[str, Value]:
        """The known answers that close a way of bringing a grouping in."""
        if self._in_the_way is None:
            self._in_the_way = {each: {} for each in Grouping}
            for fact, closes in self.program.closes.items():
                if (answer := self.answers.get(fact)) is not None:
                    for each in closes[answer]:
                        self._in_the_way[each][fact] = answer
        return self._in_the_way[grouping]

    def prompt(self, besides: Mapping[str, Value]) -> "Prompted":
        """What every prompt makes of the case: they may read candidates, context, severity and what is known too."""
        return Prompted(self, besides)


def _verdicts(layer: Layer[str] | Layer[Key], met: int, still: int) -> dict[str, Verdict]:
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
        for key in program.prompting.keys:
            match key:
                case str():
                    pass
                case Known(fact):
                    self._answers[key] = fact in facts
                case Needed(need):
                    if (state := inference.needed(need)) is not None:
                        self._answers[key] = state
                case PutForward(grouping):
                    self._answers[key] = inference.candidate(grouping) is True
                case _:
                    assert_never(key)
        self._met, self._open, self._missing = program.prompting.judge(self._answers)

    @property
    def verdicts(self) -> dict[str, Verdict]:
        """The verdict of every rule that raises a prompt, by its id."""
        return _verdicts(self._inference.program.prompting, self._met, self._open)

    def raised(self) -> Iterator[tuple[Prompts, dict[str, Value]]]:
        """Every prompt that is raised, with the answers that raised it."""
        layer = self._inference.program.prompting
        for rule in self._inference.rules.prompting:
            if (its_ways := layer.of_rule[rule.id]) & self._met:
                yield rule, self._behind(its_ways)

    def could_raise(self, kind: PromptKind) -> frozenset[str]:
        """The unknown facts one answer to which raises a prompt of this kind that is not raised so far."""
        layer, found = self._inference.program.prompting, set[Key]()
        for rule in self._inference.rules.prompting:
            its_ways = layer.of_rule[rule.id]
            if rule.prompts is kind and not its_ways & self._met:
                for way in indices(its_ways & self._open):
                    missing = layer.named(layer.reads[way] & self._missing)
                    found.update(missing if len(missing) == 1 else ())
        return frozenset(key for key in found if isinstance(key, str))

    def _behind(self, some_ways: int) -> dict[str, Value]:
        names: set[str] = set()
        for key in self._inference.program.prompting.names(some_ways & self._met):
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
        return {name: self._answers[name] for name in sorted(known, key=ORDER.__getitem__)}


def evaluate(rules: RuleBase, answers: Mapping[str, Value]) -> Inference:
    """What every rule of a rule base makes of the facts of one case; an unknown fact is absent."""
    return Inference(compile_rules(rules), answers)

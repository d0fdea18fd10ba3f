"""The laws that no local rule may break: what each claims, and whether every way in which rules can be met keeps it.

A law is written once, as claims in a few shapes, and each shape has two readings. Here without a solver: a way is the
smallest case in which a rule fires, and a case that knows more keeps what that one settled. So what holds of every way
holds of every case. `verify` reads the same claims as formulas, with a proof.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias, assert_never

from thrive_rules.cases.case import PROPOSED_FACTS, WANTED_FACTS, Grouping, Value, Voice
from thrive_rules.cases.vocabulary import FACTS, NEVER_A_NEED, Part
from thrive_rules.language.conditions import All, AnyOf, Condition, Is, facts_read
from thrive_rules.language.rule import ArguesFor, PromptKind, Rule, UrgentKind
from thrive_rules.language.rulebase import Problem, RuleBase
from thrive_rules.reasoning.compiled import Program, compile_rules
from thrive_rules.reasoning.inference import evaluate
from thrive_rules.reasoning.meaning import holds
from thrive_rules.reasoning.ways import Way, asked_by, smallest

# THE SHAPES OF WHAT A LAW CLAIMS


@dataclass(frozen=True, slots=True)
class NeverReads:
    """No rule about a need or a grouping reads one of these facts, so that they move nothing."""

    what: str
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OnlyWhere:
    """A grouping comes in only where something holds; `otherwise` says what it would come in without."""

    grouping: Grouping
    needed: Condition
    otherwise: str


@dataclass(frozen=True, slots=True)
class BringsIn:
    """These answers bring in one of these groupings, whatever else is known; `otherwise` says that they do not."""

    answers: Mapping[str, Value]
    groupings: tuple[Grouping, ...]
    otherwise: str


@dataclass(frozen=True, slots=True)
class Raises:
    """A yes to this fact raises a prompt of this kind, whatever else is known."""

    fact: str
    kind: PromptKind


@dataclass(frozen=True, slots=True)
class Adds:
    """A yes to this fact adds an argument and a prompt, and takes no candidate away."""

    what: str
    fact: str


@dataclass(frozen=True, slots=True)
class Keeps:
    """No answer to one of these facts takes away what this voice argues."""

    voice: Voice
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeavesNobodyOut:
    """Whoever has answered all of these facts has a candidate, or an urgent notice."""

    answered: tuple[str, ...]


Claim: TypeAlias = NeverReads | OnlyWhere | BringsIn | Raises | Adds | Keeps | LeavesNobodyOut


@dataclass(frozen=True, slots=True)
class Law:
    """A law by the name of the question that `verify` asks, the sentence that is to hold, and what that claims."""

    name: str
    asks: str
    claims: Sequence[Claim]


# WHAT THE LAWS SPEAK OF

SAFETY_CONCERN: Condition = Is("safety_concern", (True,))
NOT_ABLE_OR_WILLING: Condition = AnyOf(
    (
        Is("able_to_use_help_now", (False,)),
        All((Is("help_tried", (True,)), Is("help_making_a_difference", (False,)))),
        All((Is(WANTED_FACTS["goal_focused_help"], (False,)), Is(WANTED_FACTS["extensive_help"], (False,)))),
    )
)
EXTENT: Condition = AnyOf(
    tuple(
        Is(fact, (True,))
        for fact in (
            "needs_several_professionals",
            "needs_specialist_input",
            "needs_long_term_help",
            "needs_coordination",
            WANTED_FACTS["extensive_help"],
            *(name for (_, kind), name in PROPOSED_FACTS.items() if kind == "extensive_help"),
        )
    )
)
WILLING = (WANTED_FACTS["goal_focused_help"], WANTED_FACTS["extensive_help"])
"""What the framework may read of the young person's wishes: who wants no help now may need support to stay safe."""
URGENT = tuple(map(str, UrgentKind))


def _of(*parts: Part) -> tuple[str, ...]:
    return tuple(name for name, fact in FACTS.items() if fact.part in parts)


def _others_say(voice: Voice) -> tuple[str, ...]:
    """What others than this voice want or propose."""
    spared = WILLING if voice is Voice.FRAMEWORK else ()
    said = _of(Part.PREFERENCE, Part.VIEW)
    return tuple(fact for fact in said if FACTS[fact].voice is not voice and fact not in spared)


FULLY_ANSWERED = tuple(
    name for name in _of(Part.PRESENTATION, Part.SAFETY, Part.PREFERENCE) if len(FACTS[name].domain) > 1
)
"""What somebody has answered who has answered everything; others need not have spoken, and there may be no goals."""

# THE LAWS

RISK_SUPPORT, MORE_HELP = Grouping.GETTING_RISK_SUPPORT, Grouping.GETTING_MORE_HELP
ADVICE, HELP, THRIVING = Grouping.GETTING_ADVICE, Grouping.GETTING_HELP, Grouping.THRIVING
MANAGING_OWN_HEALTH, WANTS_A_GOAL = "managing_own_health", WANTED_FACTS["goal_focused_help"]
NO_USE = "where nothing says that help is not possible, not wanted or no use"
NOT_IN = "does not come in, whatever else is so"

LAWS = (
    Law(
        "severity_is_inert",
        "No answer about severity moves a candidate, an argument or a need.",
        [NeverReads("severity", _of(Part.SEVERITY))],
    ),
    Law(
        "diagnosis_is_inert",
        "No concern and no circumstance moves a candidate, an argument or a need. A diagnosis is no fact at all.",
        [NeverReads("a concern or a circumstance", _of(*NEVER_A_NEED))],
    ),
    Law(
        "context_is_inert",
        "No age, reason or competence moves a candidate, an argument or a need.",
        [NeverReads("the context", _of(Part.CONTEXT))],
    ),
    Law(
        "safety_is_apart",
        "Immediate danger and a safeguarding concern move no candidate, argument or need: they are told first, apart.",
        [NeverReads("an urgent matter", URGENT)],
    ),
    Law(
        "risk_support_needs_both_conditions",
        "Getting Risk Support comes in only where there is a safety concern, and help is not possible, not wanted or "
        "makes no difference.",
        [
            OnlyWhere(RISK_SUPPORT, SAFETY_CONCERN, "without a safety concern"),
            OnlyWhere(RISK_SUPPORT, NOT_ABLE_OR_WILLING, NO_USE),
        ],
    ),
    Law(
        "more_help_needs_extent",
        "Getting More Help comes in only where there is a sign of extent, or somebody wants or proposes extensive "
        "help.",
        [OnlyWhere(MORE_HELP, EXTENT, "without a sign of extent")],
    ),
    Law(
        "advice_is_not_the_mild_tier",
        "Getting Advice and Signposting comes in wherever a young person manages their own health and does not want "
        "goal-focused help.",
        [BringsIn({MANAGING_OWN_HEALTH: True, WANTS_A_GOAL: False}, (ADVICE,), f"{ADVICE} {NOT_IN}")],
    ),
    Law(
        "mild_is_no_ceiling",
        "Getting Help comes in wherever a young person wants goal-focused help.",
        [BringsIn({WANTS_A_GOAL: True}, (HELP,), f"{HELP} {NOT_IN}")],
    ),
    Law(
        "no_professional_help_is_a_valid_choice",
        "Wanting no professional help now takes no candidate away; it adds an argument, and a prompt to talk about it.",
        [Adds("wanting no professional help now", "no_professional_help_now")],
    ),
    Law(
        "never_negated_by_preference",
        "No wish and no view takes away what another voice argues. Of the framework's, a wish for help with a goal "
        "may.",
        [Keeps(voice, _others_say(voice)) for voice in Voice],
    ),
    Law(
        "gaps",
        "Every fully answered case has a candidate, or an urgent notice.",
        [LeavesNobodyOut(FULLY_ANSWERED)],
    ),
    Law(
        "endings_count",
        "Aims met, or costs that outweigh gains, bring in Thriving or Getting Advice and Signposting, and a review.",
        [
            claim
            for ending in ("aims_met", "costs_outweigh_gains")
            for claim in (
                BringsIn({ending: True}, (THRIVING, ADVICE), f"{ending} brings in no grouping to end in"),
                Raises(ending, PromptKind.REVIEW),
            )
        ],
    ),
)
"""Every law that speaks of rules and groupings. The loader holds any rule base to laws 1 and 9 besides."""

# THE READING BY WAYS


def broken_laws(rules: RuleBase) -> Iterator[Problem]:
    """Every law that a rule base breaks, with the rule that breaks it where it is one rule."""
    program = compile_rules(rules)
    for law in LAWS:
        for claim in law.claims:
            for where, problem in _broken(claim, program):
                yield where, f"{law.name}: {problem}"


def _broken(claim: Claim, program: Program) -> Iterator[Problem]:
    """Where a claim does not hold of every way. It may find more than a proof would, and never less."""
    rules = program.rules
    match claim:
        case NeverReads(_, facts):
            for rule in rules.deciding:
                for fact in sorted(facts_read(rule.when).intersection(facts)):
                    yield _at(rule), f"{fact} moves no grouping; prompts alone may read it"
        case OnlyWhere(grouping, needed, otherwise):
            for rule, way in _bring_in(program, grouping):
                if holds(needed, _smallest_case(way)) is not True:
                    yield _at(rule), f"it could come in {otherwise}"
        case BringsIn(answers, groupings, _):
            if not set(groupings).intersection(evaluate(rules, answers).candidates):
                told = f"{' or '.join(groupings)} does not come in with {_spelled(answers)} alone"
                yield ("rules",), told
        case Raises(fact, kind):
            if not any(_enough(program, rule, fact) for rule in rules.prompting if rule.prompts is kind):
                yield ("rules",), f"{fact} by itself raises no {kind}"
        case Adds(what, fact):
            for own, missing in ((rules.arguing, "adds no argument"), (rules.prompting, "raises no prompt")):
                if not any(_enough(program, rule, fact) for rule in own):
                    yield ("rules",), f"{what} {missing} by itself"
            for grouping in Grouping:
                for rule, way in _bring_in(program, grouping):
                    if _smallest_case(way).get(fact) is False:
                        yield _at(rule), f"{what} would take a candidate away"
        case Keeps(voice, facts):
            for rule in (each for each in rules.arguing if each.voice is voice):
                read = {str(key) for way in smallest(program.ways(rule.id), size=len) for key, _ in way}
                if others := sorted(read.intersection(facts)):
                    yield _at(rule), f"speaks as {voice} and could be taken away by {others[0]}"
        case LeavesNobodyOut(answered):
            found = [asked_by(way) for grouping in Grouping for _, way in _bring_in(program, grouping)]
            ways = [way for way in found if way.keys() <= set(answered)]
            for fact in URGENT:
                ways = _given(ways, fact, False)
            if (left := _meeting_none(ways, {})) is not None:
                told = _spelled(dict(sorted(left.items())))
                yield ("rules",), f"everything can be answered and no grouping comes in; with {told}"
        case _:
            assert_never(claim)


def _at(rule: Rule) -> tuple[str, str, str]:
    return "rules", rule.id, "when"


def _spelled(answers: Mapping[str, Value]) -> str:
    return ", ".join(f"{fact}: {str(value).lower()}" for fact, value in answers.items())


def _bring_in(program: Program, grouping: Grouping) -> Iterator[tuple[ArguesFor, Way]]:
    """Every way in which some answers could bring a grouping in, and the rule whose way it is."""
    for rule, ways in program.ways_to(grouping):
        for way in smallest(ways, size=len):
            yield rule, way


def _enough(program: Program, rule: Rule, fact: str) -> bool:
    """Whether a rule fires where one question is answered by yes, whatever else is known, and nowhere else."""
    return smallest(program.ways(rule.id), size=len) == [frozenset([(fact, frozenset([True]))])]


_Literals: TypeAlias = dict[str, frozenset[Value]]


def _smallest_case(way: Way) -> dict[str, Value]:
    """The answers that a way settles; where several would do, none is."""
    return {fact: value for fact, values in asked_by(way).items() if len(values) == 1 for value in values}


def _meeting_none(ways: list[_Literals], answers: dict[str, Value]) -> dict[str, Value] | None:
    """Answers that meet none of these ways, or None. The shortest way first: of one answer, there is little choice."""
    if not ways:
        return answers
    shortest = min(ways, key=len)
    for fact, values in shortest.items():  # one of its answers has to be another
        for value in FACTS[fact].domain:
            if value not in values:
                found = _meeting_none(_given(ways, fact, value), answers | {fact: value})
                if found is not None:
                    return found
    return None


def _given(ways: Iterable[_Literals], fact: str, value: Value) -> list[_Literals]:
    """The ways that are still open once a fact is answered so, and what else each of them asks for."""
    still = [way for way in ways if value in way.get(fact, (value,))]
    return [{key: each for key, each in way.items() if key != fact} for way in still]

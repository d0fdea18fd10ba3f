"""The laws that no local rule may break, held against every way in which rules can be met. No solver.

A way is the smallest case in which a rule fires, and a case that knows more keeps what that one settled. So what holds
of every way holds of every case. `verify` asks the same of any rule base, and more, with a proof.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeAlias

from thrive_rules.cases.case import PROPOSED_FACTS, WANTED_FACTS, Grouping, Value, Voice
from thrive_rules.cases.vocabulary import FACTS, NEVER_A_NEED, Part
from thrive_rules.language.conditions import All, AnyOf, Condition, Is, facts_read
from thrive_rules.language.rule import PromptKind, Rule, UrgentKind
from thrive_rules.language.rulebase import Problem, RuleBase
from thrive_rules.reasoning.compiled import Program, compile_rules
from thrive_rules.reasoning.inference import evaluate
from thrive_rules.reasoning.meaning import holds
from thrive_rules.reasoning.ways import Way, asked_by, smallest

# WHAT THE LAWS SAY, FOR EVERY READING OF THEM

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
MANAGING_AND_NOT_WANTING: Mapping[str, Value] = {
    "managing_own_health": True,
    WANTED_FACTS["goal_focused_help"]: False,
}
WANTING: Mapping[str, Value] = {WANTED_FACTS["goal_focused_help"]: True}
WILLING = (WANTED_FACTS["goal_focused_help"], WANTED_FACTS["extensive_help"])
"""What the framework may read of the young person's wishes: who wants no help now may need support to stay safe."""
ENDINGS = ("aims_met", "costs_outweigh_gains")
ENDS_IN = (Grouping.THRIVING, Grouping.GETTING_ADVICE)
NO_HELP_NOW = "no_professional_help_now"
URGENT = tuple(map(str, UrgentKind))


def of_voice(voice: Voice) -> list[str]:
    """The facts that say what one voice wants or proposes."""
    if voice is Voice.YOUNG_PERSON:
        return [name for name, fact in FACTS.items() if fact.part is Part.PREFERENCE]
    return [name for (speaker, _), name in PROPOSED_FACTS.items() if speaker is voice]


def others_say(voice: Voice) -> list[str]:
    """What others want or propose: nothing of it may take an argument of this voice away."""
    spared = {*of_voice(voice), *(WILLING if voice is Voice.FRAMEWORK else ())}
    return [fact for other in Voice for fact in of_voice(other) if fact not in spared]


def fully_answered() -> list[str]:
    """The facts that somebody has answered who has answered everything; others need not have spoken."""
    parts = (Part.PRESENTATION, Part.SAFETY, Part.PREFERENCE)
    return [name for name, fact in FACTS.items() if fact.part in parts and len(fact.domain) > 1]


# THE SAME, WITHOUT A SOLVER

Law: TypeAlias = Callable[[RuleBase, Program], Iterator[Problem]]


def broken_laws(rules: RuleBase) -> Iterator[Problem]:
    """Every law that a rule base breaks, with the rule that breaks it where it is one rule."""
    program = compile_rules(rules)
    for law in LAWS:
        for where, problem in law(rules, program):
            yield where, f"{law.__name__}: {problem}"


def diagnosis_is_inert(rules: RuleBase, program: Program) -> Iterator[Problem]:
    """Law 2: no rule about needs or groupings so much as reads a concern or a circumstance."""
    yield from _never_read(rules, [name for name, fact in FACTS.items() if fact.part in NEVER_A_NEED])


def safety_is_apart(rules: RuleBase, program: Program) -> Iterator[Problem]:
    """Law 11: nor an urgent matter, which is told first and picks no grouping."""
    yield from _never_read(rules, URGENT)


def _never_read(rules: RuleBase, facts: Iterable[str]) -> Iterator[Problem]:
    for rule in _deciding(rules):
        for fact in sorted(facts_read(rule.when).intersection(facts)):
            yield ("rules", rule.id, "when"), f"{fact} moves no grouping; prompts alone may read it"


def risk_support_needs_both_conditions(rules: RuleBase, program: Program) -> Iterator[Problem]:
    """Law 3."""
    for needed, told in (
        (SAFETY_CONCERN, "it could come in without a safety concern"),
        (
            NOT_ABLE_OR_WILLING,
            "it could come in where nothing says that help is not possible, not wanted or no use",
        ),
    ):
        yield from _only_where(program, Grouping.GETTING_RISK_SUPPORT, needed, told)


def more_help_needs_extent(rules: RuleBase, program: Program) -> Iterator[Problem]:
    """Law 4."""
    yield from _only_where(
        program, Grouping.GETTING_MORE_HELP, EXTENT, "it could come in without a sign of extent"
    )


def advice_is_not_the_mild_tier(rules: RuleBase, program: Program) -> Iterator[Problem]:
    """Law 5."""
    yield from _brings_in(rules, MANAGING_AND_NOT_WANTING, Grouping.GETTING_ADVICE)


def mild_is_no_ceiling(rules: RuleBase, program: Program) -> Iterator[Problem]:
    """Law 6."""
    yield from _brings_in(rules, WANTING, Grouping.GETTING_HELP)


def no_professional_help_is_a_valid_choice(rules: RuleBase, program: Program) -> Iterator[Problem]:
    """Law 7: it adds an argument and a prompt, and closes no way of bringing a grouping in."""
    arguing = [rule for rule in _deciding(rules) if rule.grouping]
    prompting = [rule for rule in rules.rules if rule.prompts]
    for own, what in ((arguing, "adds no argument"), (prompting, "raises no prompt")):
        if not any(_enough(program, rule, NO_HELP_NOW) for rule in own):
            yield ("rules",), f"wanting no professional help now {what} by itself"
    for grouping in Grouping:
        for rule, way in _bring_in(program, grouping):
            if _smallest_case(way).get(NO_HELP_NOW) is False:
                yield (
                    ("rules", rule.id, "when"),
                    "wanting no professional help now would take a candidate away",
                )


def never_negated_by_preference(rules: RuleBase, program: Program) -> Iterator[Problem]:
    """Law 8: whoever's argument it is, nobody else's wish or view can take it away."""
    for rule in _deciding(rules):
        if rule.voice is None:
            continue
        others = set(others_say(rule.voice))
        for way in smallest(program.ways(rule.id), size=len):
            if read := sorted(others & {str(key) for key, _ in way}):
                problem = f"speaks as {rule.voice} and could be taken away by {read[0]}"
                yield ("rules", rule.id, "when"), problem
                break


def gaps(rules: RuleBase, program: Program) -> Iterator[Problem]:
    """Law 10: everybody who has answered everything has a candidate, or an urgent notice."""
    asked = set(fully_answered())
    found = [way for grouping in Grouping for _, way in _bring_in(program, grouping)]
    ways = [answers for way in found if (answers := asked_by(way)).keys() <= asked]
    for fact in URGENT:
        ways = _given(ways, fact, False)
    if (left := _meeting_none(ways, {})) is not None:
        told = ", ".join(f"{fact}: {str(value).lower()}" for fact, value in sorted(left.items()))
        yield ("rules",), f"everything can be answered and no grouping comes in; with {told}"


def endings_count(rules: RuleBase, program: Program) -> Iterator[Problem]:
    """Law 12."""
    reviews = [rule for rule in rules.rules if rule.prompts is PromptKind.REVIEW]
    for ending in ENDINGS:
        if not any(_enough(program, rule, ending) for rule in reviews):
            yield ("rules",), f"{ending} by itself raises no review"
        yield from _brings_in(rules, {ending: True}, *ENDS_IN)


LAWS: tuple[Law, ...] = (
    diagnosis_is_inert,
    safety_is_apart,
    risk_support_needs_both_conditions,
    more_help_needs_extent,
    advice_is_not_the_mild_tier,
    mild_is_no_ceiling,
    no_professional_help_is_a_valid_choice,
    never_negated_by_preference,
    gaps,
    endings_count,
)
"""Under the names of the questions that `verify` asks. The loader holds any rule base to laws 1 and 9 besides."""


def _deciding(rules: RuleBase) -> list[Rule]:
    return [rule for rule in rules.rules if rule.prompts is None]


def _bring_in(program: Program, grouping: Grouping) -> Iterator[tuple[Rule, Way]]:
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


def _only_where(program: Program, grouping: Grouping, needed: Condition, told: str) -> Iterator[Problem]:
    for rule, way in _bring_in(program, grouping):
        if holds(needed, _smallest_case(way)) is not True:
            yield ("rules", rule.id, "when"), told


def _brings_in(rules: RuleBase, answers: Mapping[str, Value], *groupings: Grouping) -> Iterator[Problem]:
    if not set(groupings).intersection(evaluate(rules, answers).candidates):
        told = ", ".join(f"{fact}: {str(value).lower()}" for fact, value in answers.items())
        yield ("rules",), f"{' or '.join(groupings)} does not come in with {told} alone"


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

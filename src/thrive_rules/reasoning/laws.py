"""The laws that no local rule may break, as data, held against every way in which rules can be met. No solver.

A way is the smallest case in which a rule fires, and a case that knows more keeps what that one settled. So what holds
of every way holds of every case. `verify` reads the same claims as formulas, of any rule base, with a proof.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias, assert_never

from thrive_rules.cases.case import PROPOSED_FACTS, WANTED_FACTS, Grouping, Value, Voice
from thrive_rules.cases.fact import JOINING
from thrive_rules.cases.vocabulary import FACTS, NEVER_A_NEED, Part
from thrive_rules.language.conditions import All, AnyOf, Condition, Is, facts_read, needs_read
from thrive_rules.language.problems import Problem
from thrive_rules.language.rule import ArguesFor, Deciding, PromptKind, Rule, UrgentKind
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.reasoning.claims import (
    Adds,
    BringsIn,
    Claim,
    Keeps,
    Law,
    LeavesNobodyOut,
    NeverReads,
    OnlyWhere,
    Raises,
    SpokenAgainst,
)
from thrive_rules.reasoning.compiled import Program, compile_rules
from thrive_rules.reasoning.inference import evaluate
from thrive_rules.reasoning.meaning import holds
from thrive_rules.reasoning.suggestion import ASKED_FIRST
from thrive_rules.reasoning.ways import Way, asked_by, smallest

# WHAT THE LAWS SPEAK OF

NO_HELP_NOW = "no_professional_help_now"
SAFETY_CONCERN: Condition = Is("safety_concern", (True,))
NOT_ABLE_OR_WILLING: Condition = AnyOf(
    (
        Is("able_to_use_help_now", (False,)),
        All((Is("help_tried", (True,)), Is("help_making_a_difference", (False,)))),
        All((Is(WANTED_FACTS["goal_focused_help"], (False,)), Is(WANTED_FACTS["extensive_help"], (False,)))),
        Is(NO_HELP_NOW, (True,)),
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
"""The wishes for help whose yes can take away what is argued: who is not willing may need support to stay safe."""
DANGER, HARM = str(UrgentKind.IMMEDIATE_DANGER), str(UrgentKind.SAFEGUARDING_CONCERN)
URGENT = tuple(map(str, UrgentKind))


def _of(*parts: Part) -> tuple[str, ...]:
    return tuple(name for name, fact in FACTS.items() if fact.part in parts)


def _keeps(voice: Voice) -> Keeps:
    """Nothing that others want or propose takes away what a voice argues."""
    others = [fact for fact in _of(Part.PREFERENCE, Part.VIEW) if FACTS[fact].voice is not voice]
    if voice not in JOINING:
        return Keeps(voice, tuple(others), yes_alone=False)
    return Keeps(voice, tuple(fact for fact in others if fact not in WILLING), yes_alone=True)


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
UNHEARD = "neither the framework nor the rule base speaks against it"

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
        "No age, reason, competence or parental responsibility moves a candidate, an argument or a need.",
        [NeverReads("the context", _of(Part.CONTEXT))],
    ),
    Law(
        "safety_is_apart",
        "A safeguarding concern moves no candidate, argument or need. Immediate danger moves no candidate and no need, "
        "and argues for nothing. Both are told first, apart.",
        [
            NeverReads("a safeguarding concern", (HARM,)),
            NeverReads("immediate danger", (DANGER,), but_against=True),
        ],
    ),
    Law(
        "danger_is_heard",
        "Where there is a safety concern or immediate danger, {thriving} and {getting_advice} are no "
        "candidates without an argument against them, of the framework or of the rule base.",
        [
            SpokenAgainst(grouping, fact)
            for grouping in (THRIVING, ADVICE)
            for fact in ("safety_concern", DANGER)
        ],
    ),
    Law(
        "risk_support_needs_both_conditions",
        "{getting_risk_support} comes in only where there is a safety concern, and help is not possible, not wanted or "
        "makes no difference.",
        [
            OnlyWhere(RISK_SUPPORT, SAFETY_CONCERN, "without a safety concern"),
            OnlyWhere(RISK_SUPPORT, NOT_ABLE_OR_WILLING, NO_USE),
        ],
    ),
    Law(
        "more_help_needs_extent",
        "{getting_more_help} comes in only where there is a sign of extent, or somebody wants or proposes extensive "
        "help.",
        [OnlyWhere(MORE_HELP, EXTENT, "without a sign of extent")],
    ),
    Law(
        "advice_is_not_the_mild_tier",
        "{getting_advice} comes in wherever a young person manages their own health and does not want "
        "goal-focused help.",
        [BringsIn({MANAGING_OWN_HEALTH: True, WANTS_A_GOAL: False}, (ADVICE,), f"{ADVICE} {NOT_IN}")],
    ),
    Law(
        "mild_is_no_ceiling",
        "{getting_help} comes in wherever a young person wants goal-focused help.",
        [BringsIn({WANTS_A_GOAL: True}, (HELP,), f"{HELP} {NOT_IN}")],
    ),
    Law(
        "no_professional_help_is_a_valid_choice",
        "Wanting no professional help now takes no candidate away; it adds an argument, and a prompt to talk about it.",
        [Adds("wanting no professional help now", NO_HELP_NOW)],
    ),
    Law(
        "never_negated_by_preference",
        "No wish and no view takes away what another person argues. No yes to anything that is wanted or proposed "
        "takes away what the framework or the rule base argues, but for the young person's wish for help that has a "
        "goal, or for extensive help.",
        [_keeps(voice) for voice in Voice],
    ),
    Law(
        "gaps",
        "Every fully answered case has a candidate, or an urgent notice.",
        [LeavesNobodyOut(FULLY_ANSWERED)],
    ),
    Law(
        "endings_count",
        "Aims met, or costs that outweigh gains, bring in {thriving} or {getting_advice}, and a review.",
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
LAW = {law.name: law for law in LAWS}
"""The same by name."""

# CHECKS ON THE RULES AS THEY ARE WRITTEN


def danger_is_asked_about(rules: RuleBase) -> Iterator[Problem]:
    """Law 16: everybody is asked about danger and harm, and the young person in words for them."""
    for name in ASKED_FIRST:
        words = rules.fact[name]
        if name in URGENT and words.answered_by != "everyone":
            yield (
                ("facts", name, "answered_by"),
                "everybody is asked about danger and harm; expected everyone",
            )
        if words.question.young_person == words.question.practitioner:
            yield (
                ("facts", name, "question"),
                "the young person is asked in the practitioner's words; add their own",
            )


def voices_say_what_they_said(rules: RuleBase) -> Iterator[Problem]:
    """Law 18: who speaks in an argument speaks of their own answers alone; what joins several is nobody's voice."""
    for rule in rules.arguing:
        if rule.voice in JOINING:
            if rule.illustrative is not (rule.voice is Voice.RULE_BASE):
                expected = "rule_base where no passage says it, and framework where one does"
                yield ("rules", rule.id, "voice"), f"expected {expected}"
        else:
            for facts, through in _facts_of_rule(rule, rules):
                others = sorted(fact for fact in facts if FACTS[fact].voice is not rule.voice)
                if others:
                    read = f"{', '.join(others)}{through}"
                    problem = (
                        f"speaks as {rule.voice} and reads what this voice alone does not answer: {read}"
                    )
                    yield _at(rule), f"{problem}; let framework or rule_base say it"


def _facts_of_rule(rule: Deciding, rules: RuleBase) -> Iterator[tuple[frozenset[str], str]]:
    """The facts that a rule reads, and those that it reads through each need."""
    yield facts_read(rule.when), ""
    for need in sorted(needs_read(rule.when)):
        behind = (facts_read(each.when) for each in rules.establishing[need])
        yield frozenset[str]().union(*behind), f" (through the need {need})"


CHECKS = (danger_is_asked_about, voices_say_what_they_said)
"""Checks that no solver proves: they are about who is asked and who speaks."""

# THE READING BY WAYS


def broken_laws(rules: RuleBase) -> Iterator[Problem]:
    """Every law that a rule base breaks, with the rule that breaks it where it is one rule."""
    for law in LAWS:
        yield from _broken_law(law, rules)
    yield from _unchecked(rules)


def unsafe_to_talk_with(rules: RuleBase) -> Iterator[Problem]:
    """Laws 16 to 18, which every rule base keeps from which anything is suggested."""
    yield from _broken_law(LAW["danger_is_heard"], rules)
    yield from _unchecked(rules)


def _unchecked(rules: RuleBase) -> Iterator[Problem]:
    for check in CHECKS:
        for where, problem in check(rules):
            yield where, f"{check.__name__}: {problem}"


def _broken_law(law: Law, rules: RuleBase) -> Iterator[Problem]:
    program = compile_rules(rules)
    for claim in law.claims:
        for where, problem in _broken(claim, program):
            yield where, f"{law.name}: {problem}"


def _broken(claim: Claim, program: Program) -> Iterator[Problem]:
    """Where a claim does not hold of every way. It may find more than a proof would, and never less."""
    rules = program.rules
    match claim:
        case NeverReads(_, facts, but_against):
            may = "prompts and arguments against a grouping" if but_against else "prompts alone"
            for rule in filter(claim.is_about, rules.deciding):
                for fact in sorted(facts_read(rule.when).intersection(facts)):
                    yield _at(rule), f"{fact} moves no grouping; {may} may read it"
        case OnlyWhere(grouping, needed, otherwise):
            for rule, way in _bring_in(program, grouping):
                if holds(needed, _smallest_case(way)) is not True:
                    yield _at(rule), f"it could come in {otherwise}"
        case BringsIn(answers, groupings, _):
            if not set(groupings).intersection(evaluate(rules, answers).candidates):
                problem = f"{' or '.join(groupings)} does not come in with {_spelled(answers)} alone"
                yield ("rules",), problem
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
        case Keeps(voice, facts, yes_alone):
            for rule in (each for each in rules.arguing if each.voice is voice):
                read = {
                    str(key)
                    for way in smallest(program.ways(rule.id), size=len)
                    for key, values in way
                    if not (yes_alone and True in values)
                }
                if others := sorted(read.intersection(facts)):
                    yield _at(rule), f"speaks as {voice} and could be taken away by {others[0]}"
        case SpokenAgainst(grouping, fact):
            for rule, way in _bring_in(program, grouping):
                if True in asked_by(way).get(fact, (True,)):
                    met = evaluate(rules, {**_smallest_case(way), fact: True})
                    against = [each for made in met.arguments_against(grouping) for each in made.rules]
                    if not any(each.voice in JOINING for each in against):
                        mend = f"`when: {{{fact}: true}}` and `argues_against: {grouping}`"
                        problem = f"it could bring {grouping} in with {fact}, and {UNHEARD}"
                        yield _at(rule), f"{problem}; add a rule of one of them, with {mend}"
                        break
        case LeavesNobodyOut(answered):
            found = [asked_by(way) for grouping in Grouping for _, way in _bring_in(program, grouping)]
            ways = [way for way in found if way.keys() <= set(answered)]
            for fact in URGENT:
                ways = _given(ways, fact, False)
            if (left := _meeting_none(ways, {})) is not None:
                who = f"; with {_spelled(dict(sorted(left.items())))}" if left else ", whatever is answered"
                yield ("rules",), f"everything can be answered and no grouping comes in{who}"
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
    for fact in filter(shortest.__contains__, FACTS):  # one of its answers has to be another
        for value in FACTS[fact].domain:
            if value not in shortest[fact]:
                found = _meeting_none(_given(ways, fact, value), answers | {fact: value})
                if found is not None:
                    return found
    return None


def _given(ways: Iterable[_Literals], fact: str, value: Value) -> list[_Literals]:
    """The ways that are still open once a fact is answered so, and what else each of them asks for."""
    still = [way for way in ways if value in way.get(fact, (value,))]
    return [{key: each for key, each in way.items() if key != fact} for way in still]

"""Questions about a whole rule base, answered for every possible case at once: by proof, or by a case that can be run.

Needs the extra `[verify]`. Every question is a function; its docstring is the sentence that it asks about. A case that
refutes one is the smallest there is, and the reference has judged it too before anybody is shown it.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import wraps
from typing import TypeAlias

import z3

from thrive_rules.cases.case import Grouping, Value, Voice
from thrive_rules.cases.vocabulary import FACTS, NEVER_A_NEED, Part
from thrive_rules.language.rule import PromptKind
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.proofs.formula import SOLVER, AnyCase, Formula, Truth
from thrive_rules.proofs.question import PATIENCE, Answer, Asked, Counterexample, Verification, answer, differ
from thrive_rules.reasoning.compiled import Program, compile_rules
from thrive_rules.reasoning.laws import (
    ENDINGS,
    ENDS_IN,
    EXTENT,
    MANAGING_AND_NOT_WANTING,
    NO_HELP_NOW,
    NOT_ABLE_OR_WILLING,
    SAFETY_CONCERN,
    URGENT,
    WANTING,
    fully_answered,
    others_say,
)
from thrive_rules.reasoning.meaning import by_definition
from thrive_rules.reasoning.ways import asked_by, ways
from thrive_rules.rulefiles.certificate import told

Question: TypeAlias = Callable[..., Answer]
QUESTIONS: list[Question] = []
"""Every question about one rule base, in the order in which they are answered."""


def _question(ask: Callable[[Asked], Iterator[Counterexample]]) -> Question:
    """A question, from a function that gives each way in which its sentence does not hold."""

    @wraps(ask)
    def asked(rules: RuleBase, seconds: float = PATIENCE) -> Answer:
        return answer(ask.__name__, ask.__doc__ or "", ask, rules, seconds)

    QUESTIONS.append(asked)
    return asked


# WHAT MUST NOT MATTER


@_question
def severity_is_inert(asked: Asked) -> Iterator[Counterexample]:
    """No answer about severity moves a candidate, an argument or a need."""
    yield from _inert(asked, "severity", _of(Part.SEVERITY))


@_question
def diagnosis_is_inert(asked: Asked) -> Iterator[Counterexample]:
    """No concern and no circumstance moves a candidate, an argument or a need. A diagnosis is no fact at all."""
    yield from _inert(asked, "a concern or a circumstance", _of(*NEVER_A_NEED))


@_question
def context_is_inert(asked: Asked) -> Iterator[Counterexample]:
    """No age, reason or competence moves a candidate, an argument or a need."""
    yield from _inert(asked, "the context", _of(Part.CONTEXT))


@_question
def safety_is_apart(asked: Asked) -> Iterator[Counterexample]:
    """Immediate danger and a safeguarding concern move no candidate, argument or need: they are told first, apart."""
    yield from _inert(asked, "an urgent matter", URGENT)


def _of(*parts: Part) -> list[str]:
    return [name for name, fact in FACTS.items() if fact.part in parts]


def _inert(asked: Asked, what: str, facts: Sequence[str]) -> Iterator[Counterexample]:
    """Two young people who share all answers but these: nothing may come out differently."""
    one = AnyCase(asked.rules)
    other = AnyCase(asked.rules, like=one, apart=facts)
    # Two different answers tell more than an answer and none; so such a pair is looked for first.
    both = z3.And([one.known(fact) == other.known(fact) for fact in facts])
    found = False
    for grouping in Grouping:
        moved = z3.And(one.candidate(grouping), z3.Not(other.candidate(grouping)))
        message = f"{what} alone brings in {grouping}, or takes it away"
        for counterexample in asked.refute(message, z3.And(moved, both), moved, of=one, and_of=other):
            found = True
            yield counterexample
    if not found:
        differs = z3.Or([differ(one.rule(rule.id), other.rule(rule.id)) for rule in asked.arguing])
        message = f"{what} alone moves an argument or a need"
        yield from asked.refute(message, z3.And(differs, both), differs, of=one, and_of=other)


# THE LAWS ABOUT GROUPINGS


@_question
def risk_support_needs_both_conditions(asked: Asked) -> Iterator[Counterexample]:
    """Getting Risk Support comes in only where there is a safety concern, and help is not possible, not wanted or
    makes no difference.
    """
    case = AnyCase(asked.rules)
    safety, not_now = case.read(SAFETY_CONCERN).yes, case.read(NOT_ABLE_OR_WILLING).yes
    came_in = case.candidate(Grouping.GETTING_RISK_SUPPORT)
    for missing, what in (
        (safety, "without a safety concern"),
        (not_now, "where nothing says that help is not possible, not wanted or no use"),
    ):
        message = f"getting_risk_support comes in {what}"
        claim = z3.And(came_in, z3.Not(missing))
        yield from asked.refute(message, claim, of=case, blame=Grouping.GETTING_RISK_SUPPORT)


@_question
def more_help_needs_extent(asked: Asked) -> Iterator[Counterexample]:
    """Getting More Help comes in only where there is a sign of extent, or somebody wants or proposes extensive help."""
    case = AnyCase(asked.rules)
    claim = z3.And(case.candidate(Grouping.GETTING_MORE_HELP), z3.Not(case.read(EXTENT).yes))
    message = "getting_more_help comes in without any sign of extent"
    yield from asked.refute(message, claim, of=case, blame=Grouping.GETTING_MORE_HELP)


@_question
def advice_is_not_the_mild_tier(asked: Asked) -> Iterator[Counterexample]:
    """Getting Advice and Signposting comes in wherever a young person manages their own health and does not want
    goal-focused help.
    """
    yield from _brings_in(asked, Grouping.GETTING_ADVICE, MANAGING_AND_NOT_WANTING)


@_question
def mild_is_no_ceiling(asked: Asked) -> Iterator[Counterexample]:
    """Getting Help comes in wherever a young person wants goal-focused help."""
    yield from _brings_in(asked, Grouping.GETTING_HELP, WANTING)


def _brings_in(asked: Asked, grouping: Grouping, answers: Mapping[str, Value]) -> Iterator[Counterexample]:
    case = AnyCase(asked.rules)
    given = [case.says(fact, value) for fact, value in answers.items()]
    claim = z3.And(*given, z3.Not(case.candidate(grouping)))
    yield from asked.refute(f"{grouping} does not come in, whatever else is so", claim, of=case)


# THE LAWS ABOUT VOICES


@_question
def no_professional_help_is_a_valid_choice(asked: Asked) -> Iterator[Counterexample]:
    """Wanting no professional help now takes no candidate away; it adds an argument, and a prompt to talk about it."""
    one = AnyCase(asked.rules)
    other = AnyCase(asked.rules, like=one, apart=[NO_HELP_NOW])
    chosen = z3.And(other.says(NO_HELP_NOW, True), z3.Not(one.says(NO_HELP_NOW, True)))
    removed = z3.Or([z3.And(one.candidate(g), z3.Not(other.candidate(g))) for g in Grouping])
    yield from asked.refute(
        "wanting no professional help takes a candidate away", z3.And(chosen, removed), of=one, and_of=other
    )
    for rules, what in (
        ([rule for rule in asked.arguing if rule.grouping], "adds no argument"),
        (asked.prompting, "raises no prompt"),
    ):
        added = [z3.And(other.rule(rule.id).yes, z3.Not(one.rule(rule.id).yes)) for rule in rules]
        claim = z3.And(chosen, z3.Not(z3.Or(added)))
        yield from asked.refute(f"wanting no professional help {what}", claim, of=one, and_of=other)


@_question
def never_negated_by_preference(asked: Asked) -> Iterator[Counterexample]:
    """No wish and no view takes away what another voice argues. Of the framework's, a wish for help with a goal may."""
    for voice in Voice:
        one = AnyCase(asked.rules)
        other = AnyCase(asked.rules, like=one, apart=others_say(voice))
        arguments = [rule for rule in asked.arguing if rule.voice is voice]
        lost = [z3.And(one.rule(rule.id).yes, z3.Not(other.rule(rule.id).yes)) for rule in arguments]
        message = f"what others want or propose takes away what the {voice} argues"
        yield from asked.refute(message, z3.Or(lost), of=one, and_of=other)


@_question
def unknown_is_not_no(asked: Asked) -> Iterator[Counterexample]:
    """With nothing known there is no candidate, and learning an answer only settles what was undecided."""
    nobody = AnyCase(asked.rules)
    came_in = [nobody.candidate(grouping) for grouping in Grouping]
    nothing = [z3.Not(nobody.known(fact)) for fact in list(nobody.asked)]
    claim = z3.And(*nothing, z3.Or(came_in))
    yield from asked.refute("a grouping comes in with nothing known", claim, of=nobody, judge=by_definition)
    less = AnyCase(asked.rules)
    more = AnyCase(asked.rules, like=less, apart=FACTS)
    changed = [
        z3.Or(
            z3.And(less.rule(rule.id).yes, z3.Not(more.rule(rule.id).yes)),
            z3.And(less.rule(rule.id).no, z3.Not(more.rule(rule.id).no)),
        )
        for rule in asked.arguing
    ]
    kept = [
        z3.Implies(symbol, more.answers(fact)[value])
        for fact in list(less.asked)
        for value, symbol in less.answers(fact).items()
    ]
    claim = z3.And(*kept, z3.Or(changed))
    message = "an answer learnt later undoes what was settled"
    yield from asked.refute(message, claim, of=less, and_of=more, judge=by_definition)


# NO GAP, AND NOT EVERYTHING FOR EVERYBODY


def _answered(case: AnyCase) -> list[Formula]:
    """The young person has answered everything; others need not have spoken, and there may be no goals."""
    return [case.known(fact) for fact in fully_answered()]


@_question
def gaps(asked: Asked) -> Iterator[Counterexample]:
    """Every fully answered case has a candidate, or an urgent notice."""
    case = AnyCase(asked.rules)
    urgent = [case.says(fact, True) for fact in URGENT]
    nothing = [z3.Not(case.candidate(grouping)) for grouping in Grouping]
    claim = z3.And(*_answered(case), *nothing, z3.Not(z3.Or(urgent)))
    yield from asked.refute("everything is answered, and no grouping comes in", claim, of=case)


@_question
def endings_count(asked: Asked) -> Iterator[Counterexample]:
    """Aims met, or costs that outweigh gains, bring in Thriving or Getting Advice and Signposting, and a review."""
    for ending in ENDINGS:
        case = AnyCase(asked.rules)
        came_in = [case.candidate(grouping) for grouping in ENDS_IN]
        reviews = [case.rule(rule.id).yes for rule in asked.prompting if rule.prompts is PromptKind.REVIEW]
        for some, what in ((came_in, "brings in no grouping to end in"), (reviews, "raises no review")):
            claim = z3.And(case.says(ending, True), z3.Not(z3.Or(some)))
            yield from asked.refute(f"{ending} {what}", claim, of=case)


@_question
def not_one_tier_for_all(asked: Asked) -> Iterator[Counterexample]:
    """No grouping is a candidate of everybody who has answered everything."""
    for grouping in Grouping:
        case = AnyCase(asked.rules)
        if not asked.possible(z3.And(*_answered(case), z3.Not(case.candidate(grouping))), case):
            yield asked.finding(f"{grouping} comes in for everybody who has answered everything")


@_question
def unreachable_groupings(asked: Asked) -> Iterator[Counterexample]:
    """Every grouping is a candidate in some case."""
    for grouping in Grouping:
        case = AnyCase(asked.rules)
        if not asked.possible(case.candidate(grouping), case):
            yield asked.finding(f"no case brings in {grouping}")


# RULES THAT DO NOTHING


@_question
def dead_rules(asked: Asked) -> Iterator[Counterexample]:
    """Every rule fires in some case."""
    for rule in asked.rules.rules:
        case = AnyCase(asked.rules)
        if not asked.possible(case.rule(rule.id).yes, case):
            asked_of = [asked_by(way).items() for way in ways(rule.when)]
            clashes = sorted({fact for each in asked_of for fact, values in each if not values})
            why = f": it asks two answers of {', '.join(clashes)}" if clashes else ""
            yield asked.finding(f"{rule.id} can never fire{why}", ("rules", rule.id))


@_question
def subsumed_rules(asked: Asked) -> Iterator[Counterexample]:
    """No rule fires only where another one already does the same, in the same voice."""
    by_effect: dict[object, list[str]] = {}
    for rule in asked.arguing:
        effect = (rule.establishes, rule.argues_for, rule.argues_against, rule.voice)
        by_effect.setdefault(effect, []).append(rule.id)
    for alike in by_effect.values():
        for one in alike:
            for other in alike:
                case = AnyCase(asked.rules)
                claim = z3.And(case.rule(one).yes, z3.Not(case.rule(other).yes))
                if one != other and not asked.possible(claim, case):
                    yield asked.finding(f"{one} fires only where {other} does the same", ("rules", one))
                    break


# THE COMPILED FORM


@_question
def compiled_as_written(asked: Asked) -> Iterator[Counterexample]:
    """The compiled rules give every rule the verdict that its written condition has by definition."""
    program = compile_rules(asked.rules)
    for rule in (*asked.arguing, *asked.prompting):
        case = AnyCase(asked.rules)
        claim = differ(case.rule(rule.id), _as_compiled(case, program, rule.id))
        message = f"{rule.id} is compiled to something else than it says; please report this"
        yield from asked.refute(message, claim, of=case, where=("rules", rule.id), judge=by_definition)


def _yes_and_no(truth: Truth) -> Mapping[Value, Formula]:
    return {True: truth.yes, False: truth.no}


def _as_compiled(case: AnyCase, program: Program, rule: str) -> Truth:
    """What the tables of the compiled rules make of any case."""
    met, still = [], []
    for way in program.as_judged(rule):
        kept, left = [], []
        for key, leave_open in way.items():
            says = case.answers(key) if isinstance(key, str) else _yes_and_no(case.read(key))
            fits = z3.Or([symbol for answer, symbol in says.items() if answer in leave_open])
            kept.append(fits)
            left.append(z3.Or(fits, z3.Not(z3.Or(list(says.values())))))
        met.append(z3.And(kept))
        still.append(z3.And(left))
    return Truth(z3.Or(met), z3.Not(z3.Or(still)))


# ALL OF THEM


def verify(
    rules: RuleBase, questions: Iterable[Question] | None = None, seconds: float = PATIENCE
) -> Verification:
    """Ask every question about a rule base, or only these. `seconds` is the time that each question may take."""
    started = time.monotonic()
    answers = tuple(question(rules, seconds) for question in (QUESTIONS if questions is None else questions))
    return Verification(
        rule_base=told(rules),
        solver=SOLVER,
        answers=answers,
        seconds=round(time.monotonic() - started, 3),
    )

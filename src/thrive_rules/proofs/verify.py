"""Questions about a whole rule base, answered for every possible case at once: by proof, or by a case that can be run.

Needs the extra `[verify]`. Every question is a function, and its docstring is the sentence that it asks about: first
every law, read here as a formula, then what only a proof can say. A case that refutes one is the smallest there is, and
the reference has judged it too before anybody is shown it.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import wraps
from typing import TypeAlias, assert_never

import z3

from thrive_rules.cases.case import Grouping, Value
from thrive_rules.cases.fact import JOINING
from thrive_rules.cases.vocabulary import FACTS
from thrive_rules.language.rule import effect_of
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.proofs.formula import SOLVER, AnyCase, Formula, Truth
from thrive_rules.proofs.question import PATIENCE, Answer, Asked, Counterexample, Verification, answer, differ
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
from thrive_rules.reasoning.laws import FULLY_ANSWERED, LAWS, UNHEARD, URGENT
from thrive_rules.reasoning.meaning import by_definition
from thrive_rules.reasoning.ways import asked_by, ways
from thrive_rules.rulefiles.certificate import which_rules

Ask: TypeAlias = Callable[[Asked], Iterator[Counterexample]]
"""Gives each way in which a sentence does not hold."""
Question: TypeAlias = Callable[..., Answer]
QUESTIONS: list[Question] = []
"""Every question about one rule base, in the order in which they are answered."""


def _question(ask: Ask) -> Question:
    """A question, from a function under its name, with its sentence as docstring."""

    @wraps(ask)
    def asked(rules: RuleBase, seconds: float = PATIENCE) -> Answer:
        return answer(ask.__name__, ask.__doc__ or "", ask, rules, seconds)

    QUESTIONS.append(asked)
    return asked


# THE LAWS


def _kept(law: Law) -> Ask:
    def ask(asked: Asked) -> Iterator[Counterexample]:
        for claim in law.claims:
            yield from _refuted(claim, asked)

    ask.__name__, ask.__doc__ = law.name, law.asks
    return ask


for _law in LAWS:
    _question(_kept(_law))


def __getattr__(name: str) -> Question:
    """Each question is a function of this module, those about laws too."""
    for question in QUESTIONS:
        if question.__name__ == name:
            return question
    raise AttributeError(f"module {__name__} has no attribute {name}")


def _refuted(claim: Claim, asked: Asked) -> Iterator[Counterexample]:
    """The cases that refute a claim."""
    one = AnyCase(asked.rules)
    match claim:
        case NeverReads():
            yield from _inert(asked, claim)
        case OnlyWhere(grouping, needed, otherwise):
            came_in = z3.And(one.candidate(grouping), z3.Not(one.to_formula(needed).yes))
            yield from asked.refute(f"{grouping} comes in {otherwise}", came_in, of=(one,), at=grouping)
        case BringsIn(answers, groupings, otherwise):
            given = [one.says(fact, value) for fact, value in answers.items()]
            came_in = z3.Or([one.candidate(grouping) for grouping in groupings])
            yield from asked.refute(otherwise, z3.And(*given, z3.Not(came_in)), of=(one,))
        case Raises(fact, kind):
            raised = z3.Or([one.rule(rule.id).yes for rule in asked.rules.prompting if rule.prompts is kind])
            yield from asked.refute(
                f"{fact} raises no {kind}", z3.And(one.says(fact, True), z3.Not(raised)), of=(one,)
            )
        case Adds(what, fact):
            other = AnyCase(asked.rules, like=one, apart=[fact])
            chosen = z3.And(other.says(fact, True), z3.Not(one.says(fact, True)))
            removed = z3.Or([z3.And(one.candidate(g), z3.Not(other.candidate(g))) for g in Grouping])
            claimed = {f"{what} takes a candidate away": removed}
            for rules, missing in (
                (asked.rules.arguing, "adds no argument"),
                (asked.rules.prompting, "raises no prompt"),
            ):
                added = [z3.And(other.rule(rule.id).yes, z3.Not(one.rule(rule.id).yes)) for rule in rules]
                claimed[f"{what} {missing}"] = z3.Not(z3.Or(added))
            for message, found in claimed.items():
                yield from asked.refute(message, z3.And(chosen, found), of=(one, other))
        case Keeps(voice, facts, yes_alone):
            other = AnyCase(asked.rules, like=one, apart=facts)
            said = [z3.Or(other.says(fact, True), _same(one, other, fact)) for fact in facts if yes_alone]
            arguments = [rule.id for rule in asked.rules.arguing if rule.voice is voice]
            lost = [z3.And(one.rule(rule).yes, z3.Not(other.rule(rule).yes)) for rule in arguments]
            message = f"what others want or propose takes away what the {voice} argues"
            yield from asked.refute(message, z3.And(*said, z3.Or(lost)), of=(one, other))
        case SpokenAgainst(grouping, fact):
            against = [
                one.rule(rule.id).yes
                for rule in asked.rules.arguing_against[grouping]
                if rule.voice in JOINING
            ]
            unheard = z3.And(one.candidate(grouping), one.says(fact, True), z3.Not(z3.Or(against)))
            yield from asked.refute(
                f"{grouping} comes in with {fact}, and {UNHEARD}", unheard, of=(one,), at=grouping
            )
        case LeavesNobodyOut(answered):
            known = [one.known(fact) for fact in answered]
            urgent = [one.says(fact, True) for fact in URGENT]
            something = [one.candidate(grouping) for grouping in Grouping]
            left = z3.And(*known, z3.Not(z3.Or(*something, *urgent)))
            yield from asked.refute("everything is answered, and no grouping comes in", left, of=(one,))
        case _:
            assert_never(claim)


def _same(one: AnyCase, other: AnyCase, fact: str) -> Formula:
    """The answer to a fact is the same in both cases, or not known in both."""
    return z3.And([symbol == other.answers(fact)[value] for value, symbol in one.answers(fact).items()])


def _inert(asked: Asked, claim: NeverReads) -> Iterator[Counterexample]:
    """Two young people who share all answers but these: nothing may come out differently."""
    one = AnyCase(asked.rules)
    other = AnyCase(asked.rules, like=one, apart=claim.facts)
    # Two different answers tell more than an answer and none; so such a pair is looked for first.
    both = z3.And([one.known(fact) == other.known(fact) for fact in claim.facts])
    found = False
    for grouping in Grouping:
        moved = z3.And(one.candidate(grouping), z3.Not(other.candidate(grouping)))
        message = f"{claim.what} alone brings in {grouping}, or takes it away"
        for counterexample in asked.refute(message, z3.And(moved, both), moved, of=(one, other)):
            found = True
            yield counterexample
    if not found:
        rules = [rule for rule in asked.rules.deciding if claim.is_about(rule)]
        differs = z3.Or([differ(one.rule(rule.id), other.rule(rule.id)) for rule in rules])
        message = f"{claim.what} alone moves an argument or a need"
        yield from asked.refute(message, z3.And(differs, both), differs, of=(one, other))


# WHAT ONLY A PROOF CAN SAY


@_question
def unknown_is_not_no(asked: Asked) -> Iterator[Counterexample]:
    """With nothing known there is no candidate, and learning an answer only settles what was undecided."""
    nobody = AnyCase(asked.rules)
    came_in = [nobody.candidate(grouping) for grouping in Grouping]
    nothing = [z3.Not(nobody.known(fact)) for fact in list(nobody.asked)]
    claim = z3.And(*nothing, z3.Or(came_in))
    yield from asked.refute(
        "a grouping comes in with nothing known", claim, of=(nobody,), judge=by_definition
    )
    less = AnyCase(asked.rules)
    more = AnyCase(asked.rules, like=less, apart=FACTS)
    changed = [
        z3.Or(
            z3.And(less.rule(rule.id).yes, z3.Not(more.rule(rule.id).yes)),
            z3.And(less.rule(rule.id).no, z3.Not(more.rule(rule.id).no)),
        )
        for rule in asked.rules.deciding
    ]
    kept = [
        z3.Implies(symbol, more.answers(fact)[value])
        for fact in list(less.asked)
        for value, symbol in less.answers(fact).items()
    ]
    claim = z3.And(*kept, z3.Or(changed))
    message = "an answer learnt later undoes what was settled"
    yield from asked.refute(message, claim, of=(less, more), judge=by_definition)


@_question
def not_one_tier_for_all(asked: Asked) -> Iterator[Counterexample]:
    """No grouping is a candidate of everybody who has answered everything."""
    for grouping in Grouping:
        case = AnyCase(asked.rules)
        answered = [case.known(fact) for fact in FULLY_ANSWERED]
        if not asked.possible(z3.And(*answered, z3.Not(case.candidate(grouping))), case):
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
    by_effect: dict[str, list[str]] = {}
    for rule in asked.rules.deciding:
        by_effect.setdefault(effect_of(rule), []).append(rule.id)
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
    for rule in (*asked.rules.deciding, *asked.rules.prompting):
        case = AnyCase(asked.rules)
        claim = differ(case.rule(rule.id), _as_compiled(case, program, rule.id))
        message = f"{rule.id} is compiled to something else than it says; please report this"
        yield from asked.refute(message, claim, of=(case,), at=("rules", rule.id), judge=by_definition)


def _yes_and_no(truth: Truth) -> Mapping[Value, Formula]:
    return {True: truth.yes, False: truth.no}


def _as_compiled(case: AnyCase, program: Program, rule: str) -> Truth:
    """What the tables of the compiled rules make of any case."""
    met, still = [], []
    for way in program.as_judged(rule):
        kept, left = [], []
        for key, leave_open in way.items():
            says = case.answers(key) if isinstance(key, str) else _yes_and_no(case.to_formula(key))
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
        rule_base=which_rules(rules),
        solver=SOLVER,
        answers=answers,
        seconds=round(time.monotonic() - started, 3),
    )

"""A suggestion: the candidate groupings of one case, unranked, with why and why not. Severity is never given to it.

Nothing here can express a winner: candidates stand in the framework's order, without a score, and a suggestion
says as much about each grouping that it does not put forward as about each that it does.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib.metadata import version
from typing import Literal

from pydantic import Field, StrictBool, StrictInt, StrictStr

from thrive_rules.cases.case import CASE_FACTS, Case, Frozen, Grouping, MapOf, Voice
from thrive_rules.cases.fact import JOINING
from thrive_rules.cases.vocabulary import FACTS, FOR_PROMPTS_ALONE
from thrive_rules.faults import EnginesDisagree, ThriveRulesError
from thrive_rules.language.origin import LanguagePack, Overlay
from thrive_rules.language.rule import Argues, Establishes
from thrive_rules.language.rule_file import RULE_FORMAT, TEACHING
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.reasoning.compiled import Grounds, Program
from thrive_rules.reasoning.inference import Inference, SecondOpinion, evaluate
from thrive_rules.reasoning.urgent import Urgent, urgent_notice

Facts = MapOf[StrictStr, StrictBool | StrictInt | StrictStr]
"""Answers by the name of their fact; read only."""
ASKED_FIRST = ("immediate_danger", "safeguarding_concern", "safety_concern")
"""What is asked first as long as it is not known, whether or not it could change a candidate."""


class Argument(Frozen):
    """One argument for or against a grouping: whose it is, why, and the answers that made it."""

    rule: str
    voice: Voice
    because: str
    """Why, in the practitioner's words; in a copy for somebody, in theirs."""
    facts: Facts
    """The answers that made the rule fire."""
    sources: tuple[str, ...]
    """The passages that the rule rests on, as source/passage; none where the rule is illustrative."""
    illustrative: StrictBool = False
    """Whether no passage supports the rule."""
    joins: tuple[Voice, ...] = ()
    """For an argument of the framework or the rule base: whose own answers made it, through needs too.

    Read off `facts`, so that somebody whose answer could have made it and did not is not named. What people answer
    together is nobody's. Empty for an argument in a person's voice, which rests on that person's own answers alone.
    """


class Candidate(Frozen):
    """A grouping that some rule argues for. It carries no score, and its place in the list says nothing."""

    grouping: Grouping
    put_forward_by: tuple[Voice, ...]
    """The voices that argue for it, so that it is plain where only other people put it forward."""
    arguments_for: tuple[Argument, ...] = Field(alias="for")
    arguments_against: tuple[Argument, ...] = Field(alias="against")


def only_others(candidate: Candidate) -> bool:
    """Whether only other people put a grouping forward, and not the young person.

    So it is where every argument for it is another's own, or joins others' wishes without the young person's.
    """
    return all(
        bool(each.joins) and Voice.YOUNG_PERSON not in each.joins
        if each.voice in JOINING
        else each.voice is not Voice.YOUNG_PERSON
        for each in candidate.arguments_for
    )


def only_rule_base(candidate: Candidate) -> bool:
    """Whether this rule base alone puts a grouping forward: nobody's own argument does, and no passage."""
    return set(candidate.put_forward_by) == {Voice.RULE_BASE}


class NotPutForward(Frozen):
    """A grouping that no rule argues for, and why not."""

    grouping: Grouping
    undecided: StrictBool
    """Whether an answer that is not yet known could bring it in."""
    missing: tuple[str, ...]
    """The unknown answers that could have a part in bringing it in."""
    would_need: tuple[tuple[str, ...], ...]
    """The smallest sets of unknown answers that could bring it in, each sufficient if answered so."""
    in_the_way: Facts
    """The known answers that close a way of bringing it in."""
    arguments_against: tuple[Argument, ...] = Field(alias="against")


class EstablishedNeed(Frozen):
    """A need that the answers establish."""

    need: str
    statement: str
    facts: Facts
    rules: tuple[str, ...]


class Unknown(Frozen):
    """An answer that is not yet known."""

    fact: str
    question: str
    """The question that asks for it, in the practitioner's words; in a copy for somebody, in theirs."""
    could_bring_in: tuple[Grouping, ...]
    """Groupings, not put forward so far, that this answer could have a part in bringing in."""
    could_bear_on: tuple[Grouping, ...]
    """Candidates that this answer could add an argument to, for or against."""


class RuleBaseVersion(Frozen):
    """Which rules spoke, and whether anybody has reviewed them."""

    id: str
    version: str
    digest: str
    format: StrictInt
    reviewed: StrictBool
    review_by: str


class Provenance(Frozen):
    """Where a suggestion comes from: everything that is needed to make it again."""

    package: str
    rule_base: RuleBaseVersion
    engines: tuple[str, ...]
    checked: tuple[Literal["needs", "arguments"], ...] = ()
    """What a second opinion covered: every rule about these, or nothing where none was asked for."""
    certificate: str | None = None
    """The id of the certificate that ships with just these rules, where it proves all that it asks about them."""
    overlay: Overlay | None = None
    """For a local overlay: the rules that it lies over, and the file and line of each part that is its own."""
    language: LanguagePack | None = None
    """Whose words the texts are, where a language pack says them. It moves nothing."""


SUGGESTION_FORMAT: Literal[2] = 2
"""The version of the shape of a suggestion."""


class Suggestion(Frozen):
    """The candidate groupings of one case, and all that was reasoned. People decide; no field here can."""

    format: Literal[2] = SUGGESTION_FORMAT
    candidates: tuple[Candidate, ...]
    """Groupings that some rule argues for, in the framework's order. There is no rank."""
    not_put_forward: tuple[NotPutForward, ...]
    """Every other grouping, and why not."""
    needs: tuple[EstablishedNeed, ...]
    unknowns: tuple[Unknown, ...]
    """Unknown answers that could change a candidate, with the question for each."""
    ask_first: tuple[Unknown, ...]
    """What is not known about danger and safety; it is asked first, even where it could change no candidate."""
    urgent: Urgent | None
    """First and apart: safety facts alone decide it."""
    provenance: Provenance


def refuse_other_rules(suggestion: Suggestion, rules: RuleBase) -> None:
    """Raises ThriveRulesError where these are not the rules that a suggestion names."""
    if suggestion.provenance.rule_base.digest != rules.digest:
        raise ThriveRulesError("these are not the rules that this suggestion was made with; load those")


_NEVER_DECIDE = tuple(fact.name for fact in CASE_FACTS if fact.part in FOR_PROMPTS_ALONE)


def infer(case: Case, rules: RuleBase) -> Inference:
    """What every rule about needs and groupings makes of a case."""
    # The rules that decide a grouping are not given what never decides one, wherever they come from.
    answers = dict(case.facts)
    for name in _NEVER_DECIDE:
        answers.pop(name, None)
    return evaluate(rules, answers)


def suggest(case: Case, rules: RuleBase, second_opinion: SecondOpinion | None = None) -> Suggestion:
    """Suggest candidate groupings for one case, with every why and why not.

    Never given severity, and never picks: the people in the room do. Raises nothing for a valid case, but
    ThriveRulesError for the rules of a teaching counterexample; with a second opinion, EnginesDisagree where the two
    engines do not tell the same story about every rule.
    """
    if rules.header.status == TEACHING:
        raise ThriveRulesError("no suggestion comes from a teaching counterexample")
    inference = infer(case, rules)
    urgent = urgent_notice(case, rules, inference.answers)
    if second_opinion is not None:
        try:
            _agree(inference, second_opinion)
        except EnginesDisagree as failure:
            failure.urgent = urgent.text if urgent else None  # danger is told whatever the engines say
            raise
    candidates, others = [], []
    for grouping in Grouping:
        against = _arguments(inference.arguments_against(grouping))
        if arguments_for := _arguments(inference.arguments_for(grouping)):
            voices = tuple(dict.fromkeys(argument.voice for argument in arguments_for))
            candidates.append(
                Candidate(
                    grouping=grouping,
                    put_forward_by=voices,
                    arguments_for=arguments_for,
                    arguments_against=against,
                )
            )
        else:
            others.append(_why_not(grouping, inference, against))
    unknowns = tuple(_unknowns(inference, candidates, others))
    return Suggestion(
        candidates=tuple(candidates),
        not_put_forward=tuple(others),
        needs=tuple(_needs(inference)),
        unknowns=unknowns,
        ask_first=tuple(_ask_first(inference, unknowns)),
        urgent=urgent,
        provenance=_provenance(
            rules,
            rules.certificate,
            rules.overlay,
            rules.reviewed,
            second_opinion.name if second_opinion else None,
        ),
    )


def _arguments(made: Iterable[Grounds[Argues]]) -> tuple[Argument, ...]:
    return tuple([_argument(each) if each.kept else _argued(each) for each in made])


def _argued(grounds: Grounds[Argues]) -> Argument:
    [rule] = grounds.rules
    whose = {FACTS[fact].voice for fact in grounds.facts} if rule.voice in JOINING else ()
    return Argument(
        rule=rule.id,
        voice=rule.voice,
        because=rule.words.practitioner,
        facts=dict(grounds.facts),
        sources=rule.sources,
        illustrative=rule.illustrative,
        joins=tuple([voice for voice in Voice if voice in whose]),
    )


# Kept for grounds that the rules alone give, and for nothing that was read off a case.
_argument = lru_cache(maxsize=8192)(_argued)


def _why_not(grouping: Grouping, inference: Inference, against: tuple[Argument, ...]) -> NotPutForward:
    missing = inference.could_bring_in(grouping)
    return NotPutForward(
        grouping=grouping,
        undecided=bool(missing.sets),
        missing=missing.facts,
        would_need=missing.sets,
        in_the_way=inference.in_the_way(grouping),
        arguments_against=against,
    )


def _needs(inference: Inference) -> Iterator[EstablishedNeed]:
    program = inference.program
    for need, grounds in inference.established():
        yield (_need if grounds.kept else _established)(program, need, grounds)


def _established(program: Program, need: str, grounds: Grounds[Establishes]) -> EstablishedNeed:
    statement = program.rules.need[need].statement.practitioner
    rules = tuple(rule.id for rule in grounds.rules)
    return EstablishedNeed(need=need, statement=statement, facts=dict(grounds.facts), rules=rules)


_need = lru_cache(maxsize=8192)(_established)  # as _argument


def _unknowns(
    inference: Inference, candidates: Iterable[Candidate], others: Iterable[NotPutForward]
) -> Iterator[Unknown]:
    bring_in: dict[str, tuple[Grouping, ...]] = {}
    for other in others:
        for fact in other.missing:
            bring_in[fact] = (*bring_in.get(fact, ()), other.grouping)
    bear_on: dict[str, tuple[Grouping, ...]] = {}
    for candidate in candidates:
        for fact in inference.could_bear_on(candidate.grouping):
            bear_on[fact] = (*bear_on.get(fact, ()), candidate.grouping)
    for fact in inference.program.facts:
        if fact in bring_in or fact in bear_on:
            yield _unknown(inference.program, fact, bring_in.get(fact, ()), bear_on.get(fact, ()))


def _ask_first(inference: Inference, unknowns: Iterable[Unknown]) -> Iterator[Unknown]:
    by_fact = {each.fact: each for each in unknowns}
    for fact in ASKED_FIRST:
        if fact not in inference.answers:
            yield by_fact.get(fact) or _unknown(inference.program, fact, (), ())


@lru_cache(maxsize=4096)  # the same few come up in case after case, and none holds an answer
def _unknown(
    program: Program, fact: str, bring_in: tuple[Grouping, ...], bear_on: tuple[Grouping, ...]
) -> Unknown:
    question = program.rules.fact[fact].question.practitioner
    return Unknown(fact=fact, question=question, could_bring_in=bring_in, could_bear_on=bear_on)


def _agree(inference: Inference, second: SecondOpinion) -> None:
    """Fail closed: where two engines differ on a single rule, nothing is shown."""
    if second.rules.digest != inference.rules.digest:
        raise EnginesDisagree(f"{second.name} has compiled another rule base; compile this one")
    first, other = inference.verdicts, second.verdicts(inference.answers)
    if differ := sorted(rule for rule in first.keys() | other.keys() if first.get(rule) != other.get(rule)):
        raise EnginesDisagree(
            f"the reference and {second.name} differ on {', '.join(differ)}; nothing is shown. Please report this"
        )


@lru_cache(maxsize=64)
def _provenance(
    rules: RuleBase, certificate: str | None, overlay: Overlay | None, reviewed: bool, second: str | None
) -> Provenance:
    header = rules.header
    return Provenance(
        package=version("thrive-rules"),
        rule_base=RuleBaseVersion(
            id=header.id,
            version=header.version,
            digest=rules.digest,
            format=RULE_FORMAT,
            reviewed=reviewed,
            review_by=header.review_by.isoformat(),
        ),
        engines=("reference", second) if second else ("reference",),
        checked=("needs", "arguments") if second else (),
        certificate=certificate,
        overlay=overlay,
        language=rules.language,
    )

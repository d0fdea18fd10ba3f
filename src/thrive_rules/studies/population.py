"""What the answers of many young people add up to, for whoever plans a local offer. Needs the extra `[frame]`.

It counts answers as they stand, and nothing that rules make of them: a need that follows from two answers would give
away a small one by subtraction. Nothing here is of one person, and nothing is ranked.
"""

from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

import polars as pl

from thrive_rules.cases.case import KINDS_OF_HELP, Frozen
from thrive_rules.cases.fact import JOINING, Fact, Topic, Voice
from thrive_rules.cases.vocabulary import FACTS
from thrive_rules.cohorts.result import fact_columns, read_result, unrestricted
from thrive_rules.documents.document import read_document
from thrive_rules.documents.validation import validate
from thrive_rules.faults import CaseError, Fault, RuleError, instead, of_file
from thrive_rules.language.rule_file import RuleFile
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.rulefiles.certificate import RulesCertified, which_rules
from thrive_rules.studies.suppression import AnswerCounts, DisclosureLimits, Shown, shown_counts

_LIMITS = DisclosureLimits()
_NEEDS = (Topic.NOW, Topic.LIFE, Topic.EXTENT)
"""What is needed now, what goes on in life, and what help would have to be like. Nothing about danger or harm, nothing
about a concern or a circumstance, and no answer that stands only where another is yes."""


class LocalOffer(Frozen):
    """What a local offer says of the kinds of help that it has."""

    has: tuple[str, ...]
    """Kinds of help of which it lists some support."""
    has_not: tuple[str, ...]


class Population(Frozen):
    """The numbers of one page, all of them as they may be shown."""

    package: str
    """The version of this library."""
    rules: RulesCertified
    """Whose words the questions are in; no rule is run."""
    reviewed: bool
    """Whether every role that the rule base states has agreed to it."""
    under: int
    """Counts under this are not shown."""
    rounded_to: int
    rows: int
    """How many rows were counted, rounded."""
    restricted: bool
    """Whether rows in which something is private or not shared are counted too."""
    restricted_left_out: Shown
    wants: tuple[AnswerCounts, ...]
    """What young people want, by kind of help."""
    needs: tuple[AnswerCounts, ...]
    suggested: dict[Voice, tuple[AnswerCounts, ...]]
    """What others suggest, by kind of help."""
    offer: LocalOffer | None = None


def population(
    frame: pl.DataFrame,
    rules: RuleBase,
    limits: DisclosureLimits = _LIMITS,
    offer: LocalOffer | None = None,
    *,
    restricted: bool = False,
) -> Population:
    """What the answers in a cohort add up to.

    Raises CaseError for a cohort of which nothing can be shown: it has fewer rows than the limit, or so few that
    all are rounded to the same number.
    """
    whole, frame = len(frame), unrestricted(frame, restricted)
    if len(frame) < limits.under:
        problem = (
            "there are too few rows to show anything: each number would be a small one, and tell of somebody; "
            "bring together more answers, from a wider area or a longer time"
        )
        raise CaseError([Fault("<frame>", None, "", problem)])
    if limits.under < limits.to == limits.rounded(len(frame)):
        problem = (
            "there are too few rows to round so: each number would be the same one; round to less (--round)"
        )
        raise CaseError([Fault("<frame>", None, "", problem)])

    def answers(facts: Iterable[Fact]) -> tuple[AnswerCounts, ...]:
        return tuple(_answers(fact.name, frame, limits) for fact in facts)

    return Population(
        package=version("thrive-rules"),
        rules=which_rules(rules),
        reviewed=rules.reviewed,
        under=limits.under,
        rounded_to=limits.to,
        rows=limits.rounded(len(frame)),
        restricted=restricted,
        restricted_left_out=None if restricted else limits.alone(whole - len(frame)),
        wants=answers(fact for fact in FACTS.values() if fact.topic is Topic.WANTS),
        needs=answers(fact for fact in FACTS.values() if fact.topic in _NEEDS),
        suggested={
            voice: answers(
                fact for fact in FACTS.values() if fact.topic is Topic.SUGGESTED and fact.voice is voice
            )
            for voice in Voice
            if voice not in (Voice.YOUNG_PERSON, *JOINING)
        },
        offer=offer,
    )


def population_file(
    file: Path,
    rules: RuleBase,
    limits: DisclosureLimits = _LIMITS,
    offer: LocalOffer | None = None,
    *,
    restricted: bool = False,
) -> Population:
    """The same of a file: a cohort, or what `batch` made of one. Raises CaseError for one that cannot be read."""
    return instead(
        lambda: population(read_result(file), rules, limits, offer, restricted=restricted), of_file(file)
    )


def read_offer(file: Path) -> LocalOffer:
    """The kinds of help of which a local offer has some support: a file of rules with `options`.

    Raises RuleError for a file that is none, or that lists no option.
    """
    options = validate(read_document(file, RuleError), RuleFile, RuleError).options
    if not options:
        problem = "no option stands in this file; name one with `options`, as a local overlay has it"
        raise RuleError([Fault(str(file), None, "options", problem)])
    has = {kind for option in options for kind in option.help}
    return LocalOffer(
        has=tuple(kind for kind in KINDS_OF_HELP if kind in has),
        has_not=tuple(kind for kind in KINDS_OF_HELP if kind not in has),
    )


def _answers(name: str, frame: pl.DataFrame, limits: DisclosureLimits) -> AnswerCounts:
    column = fact_columns(frame).get_column(
        name, default=pl.Series([None], dtype=pl.Boolean).new_from_index(0, len(frame))
    )
    yes, not_known = int(column.sum() or 0), column.null_count()
    return shown_counts(name, not_known, yes, len(frame) - yes - not_known, limits)

"""All figures about one cohort together, and why those that are missing could not be had. Needs the extra `[study]`."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeAlias

import narwhals as nw
import polars as pl
from pydantic import Field

from thrive_rules.cases.case import Frozen
from thrive_rules.cases.vocabulary import COLUMNS
from thrive_rules.cohorts.result import (
    GROUPINGS,
    fact_columns,
    groupings_of,
    is_added,
    read_result,
    unrestricted,
)
from thrive_rules.cohorts.second_engine import ROWS_COMPARED, compare_engines
from thrive_rules.engines.column_types import as_polars
from thrive_rules.engines.frame import compile_frame, suggest_all
from thrive_rules.engines.layout import rule_column
from thrive_rules.faults import CaseError, Fault, instead, of_file
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.rulefiles.certificate import RulesCertified, which_rules
from thrive_rules.studies.agreement import Kappa, agreement
from thrive_rules.studies.coverage import (
    Candidates,
    Coverage,
    RuleCoverage,
    candidates,
    coverage,
    rule_coverage,
)
from thrive_rules.studies.leak import LeakAudit, leak_audit
from thrive_rules.studies.rerun import Multiverse, Sensitivity, multiverse, sensitivity

Watch: TypeAlias = Callable[[float, int], None]
"""Gets how much is done, as a share from 0 to 1, and as a count."""
Progress: TypeAlias = Callable[[str], AbstractContextManager[Watch]]
"""Shows somebody who waits how far a work is, under its name, for as long as it lasts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StudySettings:
    """What a study is asked beside its rules."""

    agreed: str | None = None
    """The column with what people agreed; see `coverage`."""
    seed: int = 0
    """Where chance starts: the same seed gives the same figures."""
    permutations: int = 999
    """How often severity is dealt out anew."""
    repeats: int = 5
    """How often answers are taken away, for each share of them."""
    restricted: bool = False
    """Whether rows in which something is private or not shared are studied too."""


class Study(Frozen):
    """All that was found about one cohort; what could not be asked is null, and `not_computed` says why."""

    package: str
    """The version of this library."""
    rules: RulesCertified
    reviewed: bool
    """Whether every role that the rule base states has agreed to every rule."""
    rows: int
    restricted_left_out: int = 0
    """How many rows were not studied, because something in them is private or not shared."""
    compared: int = 0
    """The first rows, so many of them: the reference answered them too, and said the same. None without answers."""
    candidates: Candidates
    coverage: Coverage | None = None
    agreement: tuple[Kappa, ...] = ()
    leak_audit: LeakAudit
    sensitivity: Sensitivity | None = None
    multiverse: Multiverse | None = None
    rule_coverage: RuleCoverage | None = None
    not_computed: dict[str, str] = Field(default_factory=dict)


_AS_IT_STANDS = StudySettings()


@contextmanager
def unseen(_: str) -> Iterator[Watch]:
    """Progress that nobody waits for."""
    yield lambda share, count: None


def named(rules: Iterable[RuleBase]) -> dict[str, RuleBase]:
    """Rule bases under their ids; where two have the same, with as much of version and digest as tells them apart.

    Where they stand on somebody's computer is no part of it. One that is given twice stands there once.
    """
    given = list(rules)

    def spelled(base: RuleBase, length: int) -> str:
        return " ".join((base.header.id, base.header.version, base.digest[:19])[:length])

    def name(base: RuleBase) -> str:
        for length in (1, 2):
            others = {each.digest for each in given if spelled(each, length) == spelled(base, length)}
            if len(others) == 1:
                return spelled(base, length)
        return spelled(base, 3)

    return {name(base): base for base in given}


def study(
    frame: object,
    rules: RuleBase | Mapping[str, RuleBase],
    settings: StudySettings = _AS_IT_STANDS,
    progress: Progress = unseen,
) -> Study:
    """All figures about a cohort: a data frame of Polars, pandas or PyArrow, or what `suggest_all` made of one.

    Of several rule bases, each under a name, a result is of the first; a cohort without groupings gets what it makes of
    each row. What cannot be computed is null, and `not_computed` says why. Raises CaseError for a frame of another
    kind, and for one that is no result of these rules.
    """
    rules = named([rules]) if isinstance(rules, RuleBase) else rules
    base, whole = next(iter(rules.values())), _as_polars(frame, settings.agreed)
    if not any(name in whole.columns for name in GROUPINGS):
        whole = _run_again(whole, base)
    result = unrestricted(whole, settings.restricted)
    answered = not _answers_for(base).isdisjoint(result.columns)
    why_not: dict[str, str] = {}
    parts: dict[str, Callable[[], object]] = {"candidates": lambda: candidates(result)}
    if (agreed := settings.agreed) is not None:
        parts["coverage"] = lambda: coverage(result, agreed)
    else:
        why_not["coverage"] = "no column says what was agreed; name one with --agreed"
    parts["agreement"] = lambda: agreement(result)
    parts["leak_audit"] = lambda: leak_audit(result, settings.seed, settings.permutations)
    if answered:
        parts["sensitivity"] = lambda: sensitivity(result, base, settings.seed, repeats=settings.repeats)
    else:
        why_not["sensitivity"] = why_not["multiverse"] = "the file holds no answer that a rule reads"
    if len(rules) > 1 and answered:
        parts["multiverse"] = lambda: multiverse(result, rules)
    elif answered:
        why_not["multiverse"] = "it takes several rule bases; name them with --rules"
    if any(name.startswith(rule_column("")) for name in result.columns):
        parts["rule_coverage"] = lambda: rule_coverage(result, base)
    else:
        why_not["rule_coverage"] = "the file says of no rule where it fired"
    compared = compare_engines(result.head(ROWS_COMPARED), base) if answered else 0
    found = {}
    with progress("Studying") as watch:
        for done, (name, part) in enumerate(parts.items(), 1):
            found[name] = part()
            watch(done / len(parts), done)
    return Study.model_validate(
        {
            "package": version("thrive-rules"),
            "rules": which_rules(base),
            "reviewed": base.reviewed,
            "rows": len(result),
            "restricted_left_out": len(whole) - len(result),
            "compared": compared,
            "not_computed": why_not,
        }
        | found
    )


def study_file(
    file: Path,
    rules: Mapping[str, RuleBase],
    settings: StudySettings = _AS_IT_STANDS,
    progress: Progress = unseen,
) -> Study:
    """The study of a file: what `batch` wrote, or a cohort, on which the first of these rules is run.

    Where the file holds answers, the rules are run again: a file that other rules wrote is found out, and every rule
    has a column. Raises CaseError for a file that cannot be read, or that these rules did not write.
    """

    def studied() -> Study:
        with progress("Reading") as watch:
            frame = read_result(file, [] if settings.agreed is None else [settings.agreed], watch)
        return study(_run_again(frame, next(iter(rules.values()))), rules, settings, progress)

    return instead(studied, of_file(file))


def _as_polars(frame: object, agreed: str | None) -> pl.DataFrame:
    """The columns of a frame that a study reads, as Polars; a Polars frame as it is."""
    if isinstance(frame, pl.DataFrame):
        return frame
    try:
        eager: Any = nw.from_native(frame, eager_only=True)
    except TypeError:
        expected = "expected a data frame that is not lazy: Polars, pandas or PyArrow"
        raise CaseError([Fault("<frame>", None, "", expected)]) from None
    known = as_polars(frame)
    others = [name for name in eager.columns if name not in COLUMNS and (is_added(name) or name == agreed)]
    return known.with_columns(pl.Series(name, pl.from_arrow(eager[name].to_arrow())) for name in others)


def _answers_for(rules: RuleBase) -> frozenset[str]:
    """The facts that the rules read."""
    return frozenset(compile_frame(rules).facts)


def _run_again(found: pl.DataFrame, rules: RuleBase) -> pl.DataFrame:
    """What these rules make of the answers in a frame, where it holds any; an error where it says otherwise."""
    if _answers_for(rules).isdisjoint(found.columns):
        return found
    others = found.drop(name for name in found.columns if is_added(name))
    facts = fact_columns(found)
    result = others.hstack(suggest_all(facts, rules).drop(facts.columns).get_columns())
    if any(name in found.columns for name in GROUPINGS):
        written = groupings_of(found)
        differ = [name for name in written.columns if result[name].ne_missing(written[name]).any()]
        problem = (
            "this is not what these rules make of the answers in the file; "
            "name the rules that wrote it with --rules, and leave no answer out"
        )
        if differ:
            raise CaseError([Fault("<frame>", None, ", ".join(differ), problem)])
    return result

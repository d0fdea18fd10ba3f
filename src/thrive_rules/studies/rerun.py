"""The rules run again over one cohort: with fewer answers known, and with other rules. Needs the extra `[frame]`."""

from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np
import polars as pl

from thrive_rules.cases.case import Frozen, Grouping
from thrive_rules.cases.vocabulary import FACTS
from thrive_rules.cohorts.result import GROUPINGS, Sizes, fact_columns, groupings_of, is_true, sizes_of
from thrive_rules.engines.frame import compile_frame, suggest_all
from thrive_rules.faults import EnginesDisagree
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.rulefiles.certificate import RulesCertified, which_rules

SHARES = (0.05, 0.1, 0.25, 0.5)
"""Shares of the known answers that `sensitivity` takes away."""


def _facts(frame: pl.DataFrame, rules: RuleBase) -> pl.DataFrame:
    """The answers that the rules read, after a column that keeps the count of rows where there are none."""
    # Keys are left out: one may be called like a column that a result adds.
    needed = set(compile_frame(rules).facts)
    row = pl.DataFrame({"row": np.arange(len(frame))})
    return row.hstack([frame[name] for name in FACTS if name in needed and name in frame.columns])


def _suggest(facts: pl.DataFrame, rules: RuleBase) -> pl.DataFrame:
    return groupings_of(suggest_all(facts, rules, fired=False))


# SENSITIVITY TO UNKNOWNS


class Kept(Frozen):
    """What became of candidates when answers were taken away, as means over the repeats."""

    before: int
    """Rows that had the candidate with every answer."""
    stays: float
    """Rows in which it stays."""
    undecided: float
    """Rows in which it becomes undecided."""


class Blanked(Frozen):
    """One share of the known answers taken away at random."""

    share: float
    answers: float
    """Known answers before, of facts that a rule reads."""
    taken: float
    """How many of them were taken away, as a mean over the repeats."""
    same: float
    """Rows whose candidates are all as before, as a mean over the repeats."""
    mean: float | None
    """How many candidates rows then have, as a mean over rows and repeats."""
    stays: tuple[float, ...]
    """For each repeat, the share of all candidates that stay."""
    groupings: dict[Grouping, Kept]


class Sensitivity(Frozen):
    """What unknown answers do: candidates stay or become undecided, and never appear (law 9)."""

    rules: RulesCertified
    seed: int
    repeats: int
    rows: int
    shares: tuple[Blanked, ...]


def sensitivity(
    frame: pl.DataFrame,
    rules: RuleBase,
    seed: int = 0,
    shares: Sequence[float] = SHARES,
    repeats: int = 5,
) -> Sensitivity:
    """Take known answers away at random, suggest anew, and count which candidates stay or become undecided.

    Each known answer that a rule reads is taken with the same chance, whatever it is about. The same seed gives the
    same answer. Raises EnginesDisagree where a candidate appears, or a grouping is settled otherwise, when less is
    known; CaseError for a column that holds an answer that its fact cannot have.
    """
    facts = _facts(frame, rules)
    before = _suggest(facts, rules)
    # Each share and each repeat has random numbers of its own, whatever else is asked for.
    starts = {
        share: [(seed, round(share * 1_000_000), repeat) for repeat in range(repeats)] for share in shares
    }
    found = (_blanked(facts, rules, before, share, starts[share]) for share in shares)
    return Sensitivity(
        rules=which_rules(rules), seed=seed, repeats=repeats, rows=len(frame), shares=tuple(found)
    )


def _blanked(
    facts: pl.DataFrame,
    rules: RuleBase,
    before: pl.DataFrame,
    share: float,
    starts: Sequence[tuple[int, ...]],
) -> Blanked:
    had = is_true(before)
    total, taken, same, size = 0, 0, 0, 0
    stays: list[float] = []
    stay, open_ = np.zeros((2, len(Grouping)))
    known = _known(facts)
    for start in starts:
        less = facts.with_columns(
            _with_some_blank(facts[name], share, start) for name in fact_columns(facts).columns
        )
        after = _suggest(less, rules)
        _check_law_9(before, after)
        has = is_true(after)
        taken += known - _known(less)
        stay += has.sum(axis=0)
        open_ += (had & ~has).sum(axis=0)
        same += int((had == has).all(axis=1).sum())
        size += int(has.sum())
        total += len(facts)
        stays += [float(has.sum() / had.sum())] if had.any() else []
    kept = {
        grouping: Kept(
            before=int(had[:, index].sum()),
            stays=stay[index] / len(starts),
            undecided=open_[index] / len(starts),
        )
        for index, grouping in enumerate(Grouping)
    }
    return Blanked(
        share=share,
        answers=known,
        taken=taken / len(starts),
        same=same / len(starts),
        mean=size / total if total else None,
        stays=tuple(stays),
        groupings=kept,
    )


def _known(facts: pl.DataFrame) -> int:
    return sum(len(column) - column.null_count() for column in fact_columns(facts).iter_columns())


def _with_some_blank(column: pl.Series, share: float, start: tuple[int, ...]) -> pl.Series:
    # Each fact has random numbers of its own, so that it does not matter which others there are.
    rng = np.random.default_rng([*start, list(FACTS).index(column.name)])
    return column.zip_with(pl.Series(rng.random(len(column), dtype=np.float32) >= share), column.clear(1))


def _check_law_9(before: pl.DataFrame, after: pl.DataFrame) -> None:
    """Whatever holds for a partial case holds for each of its completions, or the engine is at fault."""
    broken = {}
    for name in GROUPINGS:
        settled = after[name].is_not_null()
        if count := int((settled & after[name].ne_missing(before[name])).sum()):
            broken[name] = count
    if broken:
        rows = ", ".join(f"{name} in {count}" for name, count in broken.items())
        raise EnginesDisagree(
            f"with fewer answers known, a grouping is settled otherwise (rows: {rows}). Learning an answer may only "
            "settle what was undecided, so the frame engine is at fault; please report it"
        )


# OTHER RULES


class Universe(Frozen):
    """One of several rule bases, and what it makes of the cohort."""

    name: str
    rules: RulesCertified
    sizes: Sizes
    candidates: dict[Grouping, int]
    """For each grouping, the rows of which it is a candidate."""


class Between(Frozen):
    """One grouping under two rule bases: the rows in which it is a candidate under one alone."""

    first_alone: int
    second_alone: int


class RuleBasePair(Frozen):
    """Two rule bases on one cohort."""

    first: str
    second: str
    differ: int
    """Rows whose set of candidates is not the same."""
    groupings: dict[Grouping, Between]


class Multiverse(Frozen):
    """One cohort under several rule bases, each two of them side by side. None is the measure of the others."""

    rows: int
    universes: tuple[Universe, ...]
    pairs: tuple[RuleBasePair, ...]


def multiverse(frame: pl.DataFrame, rules: Mapping[str, RuleBase]) -> Multiverse:
    """One cohort under several rule bases, by name. Raises CaseError for an answer that its fact cannot have."""
    found = {name: is_true(_suggest(_facts(frame, each), each)) for name, each in rules.items()}
    universes = tuple(
        Universe(
            name=name,
            rules=which_rules(rules[name]),
            sizes=sizes_of(table.sum(axis=1)),
            candidates=dict(zip(Grouping, map(int, table.sum(axis=0)), strict=True)),
        )
        for name, table in found.items()
    )
    pairs = []
    for first, second in combinations(found, 2):
        one, other = found[first], found[second]
        alone = zip((one & ~other).sum(axis=0), (other & ~one).sum(axis=0), strict=True)
        between = [Between(first_alone=int(a), second_alone=int(b)) for a, b in alone]
        differ = int((one != other).any(axis=1).sum())
        groupings = dict(zip(Grouping, between, strict=True))
        pairs.append(RuleBasePair(first=first, second=second, differ=differ, groupings=groupings))
    return Multiverse(rows=len(frame), universes=universes, pairs=tuple(pairs))

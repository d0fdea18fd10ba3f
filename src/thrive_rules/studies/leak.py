"""The leak audit: does a grouping go with severity where the needs are the same? Needs the extra `[frame]`.

A proof shows that no rule reads severity. It cannot see that a fact stands in for severity. This looks for that in a
cohort: within rows of identical needs, severity is dealt out anew at random, again and again.
"""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from thrive_rules.cases.case import Frozen, Grouping, Rating
from thrive_rules.cases.vocabulary import FACTS, SEVERITY_FACTS, Part
from thrive_rules.cohorts.result import fact_columns, groupings_of, needs_of
from thrive_rules.engines.column_types import check_columns

MEASURES: Mapping[str, str] = {
    "impact": "the effect on everyday life (severity_impact), counted as none 0, mild 1, moderate 2, severe 3",
    "severe_concerns": "how many concerns are rated severe, where at least one concern is rated",
}
"""What severity is for this audit, and for nothing else."""

ASSOCIATED_AT = 0.05
"""An adjusted p-value up to this is called an association."""

NO_SEVERITY = "no row has this measure of severity"
NO_CONTRAST = "needs settle it; nothing to compare"

_Counts = NDArray[np.int64]
_AT_ONCE = 2_000_000


class Leak(Frozen):
    """One grouping and one measure of severity, compared within rows of identical needs."""

    grouping: Grouping
    measure: str
    rows: int
    """Rows with this measure."""
    rows_telling: int
    """Of these, rows in strata that tell anything: some have the candidate and some not, and severity differs."""
    strata_telling: int
    overall: float | None = None
    """Mean severity of rows with the candidate less that of rows without, whatever their needs."""
    difference: float | None = None
    """The same within strata, pooled by the weights of Mantel and Haenszel."""
    correlation: float | None = None
    """The same as a correlation within strata, from -1 to 1."""
    chance: tuple[float, float] | None = None
    """Between these, the difference lies in 95 of 100 random permutations."""
    p: float | None = None
    """Share of permutations at least as far from no difference, counting the cohort itself: (b + 1) / (m + 1)."""
    adjusted: float | None = None
    """The same after Holm, over every test of the audit."""
    why_not: str | None = None
    """Why there is no test."""

    @property
    def associated(self) -> bool:
        """Whether candidates go with severity beyond what chance makes of it."""
        return self.adjusted is not None and self.adjusted <= ASSOCIATED_AT


class Association(Frozen):
    """A need or a fact, and how closely it goes with severity: described, not tested."""

    column: str
    measure: str
    rows: int
    """Rows with this measure."""
    strength: float
    """Correlation ratio, 0 to 1: 1 where the column settles the measure. Not yet known counts as an answer."""
    difference: float | None
    """Mean severity where it is true less that where it is false; None where there are no such rows."""


class LeakAudit(Frozen):
    """What the audit found. It finds association and not cause, and it can miss what needs themselves carry."""

    seed: int
    permutations: int
    needs: int
    """How many columns of needs there are; rows of identical needs are a stratum."""
    strata: int
    tests: tuple[Leak, ...]
    associations: tuple[Association, ...]
    """Every need and every fact with each measure, the closest first."""


def leak_audit(result: pl.DataFrame, seed: int = 0, permutations: int = 999) -> LeakAudit:
    """Whether candidates go with severity among rows of identical needs, by a permutation test within strata.

    A candidate is a grouping that is true; one that is undecided is none. An undecided need is an answer of its own.
    The statistic is that of Mantel's extension of the Cochran-Mantel-Haenszel test. Dealing severity out within a
    stratum gives its values to the rows with the candidate as a multivariate hypergeometric draw does, so that is
    what is drawn. The same seed gives the same answer. Raises CaseError for a column that is missing or cannot be
    read.
    """
    needs, groupings = needs_of(result), groupings_of(result)
    strata = _number(needs, len(groupings))
    tests: list[Leak] = []
    associations: list[Association] = []
    described = pl.concat([needs, _without_severity(fact_columns(result))], how="horizontal")
    for place, (measure, values) in enumerate(_measures(result).items()):
        known = values.is_not_null()
        severity, step = np.unique(values.filter(known).to_numpy(), return_inverse=True)
        distinct, stratum = np.unique(strata.filter(known).to_numpy(), return_inverse=True)
        shape = (len(distinct), 2, len(severity))
        for index, grouping in enumerate(Grouping):
            is_candidate = groupings[grouping].fill_null(False).filter(known).to_numpy().astype(np.int64)
            cell = (stratum * 2 + is_candidate) * len(severity) + step
            counts = np.bincount(cell, minlength=int(np.prod(shape))).reshape(shape)
            rng = np.random.default_rng([seed, place, index])
            tests.append(_test((grouping, measure), counts, severity, permutations, rng))
        if described.width:
            associations += _describe(described.filter(known), measure, values.filter(known))
    return LeakAudit(
        seed=seed,
        permutations=permutations,
        needs=needs.width,
        strata=strata.n_unique(),
        tests=_adjusted(tests),
        associations=tuple(sorted(associations, key=lambda each: (-each.strength, each.column))),
    )


def _number(needs: pl.DataFrame, rows: int) -> pl.Series:
    """A number for each row, the same where the needs are the same."""
    if not needs.width:
        return pl.repeat(0, rows, dtype=pl.UInt32, eager=True)
    distinct = needs.unique(maintain_order=True).with_row_index("stratum")
    return needs.join(distinct, on=needs.columns, nulls_equal=True, how="left", maintain_order="left")[
        "stratum"
    ]


def _measures(result: pl.DataFrame) -> dict[str, pl.Series]:
    """Each measure of severity as whole numbers; null where it is not known."""
    steps = {str(rating): step for step, rating in enumerate(Rating)}
    nothing = pl.repeat(None, len(result), dtype=pl.Int64, eager=True)
    impact, rated, severe = nothing, ~nothing.is_null(), nothing.fill_null(0)
    for fact in (fact for fact in SEVERITY_FACTS if fact.name in result.columns):
        words = check_columns(result.select(fact.name)).to_series()
        if fact.key:
            rated |= words.is_not_null()
            severe += (words == Rating.SEVERE).fill_null(False).cast(pl.Int64)
        else:
            impact = words.replace_strict(steps, return_dtype=pl.Int64)
    return {"impact": impact, "severe_concerns": severe.set(~rated, None)}


# THE TEST


def _test(
    of: tuple[Grouping, str],
    counts: _Counts,
    values: _Counts,
    permutations: int,
    rng: np.random.Generator,
) -> Leak:
    """The test `of` a grouping and a measure, from counts: stratum by without and with it by value of severity."""
    with_it, of_each = counts[:, 1].sum(axis=1), counts.sum(axis=1)
    size = of_each.sum(axis=1)
    telling = (with_it > 0) & (with_it < size) & ((of_each > 0).sum(axis=1) > 1)
    found = Leak(
        grouping=of[0],
        measure=of[1],
        rows=int(counts.sum()),
        rows_telling=int(size[telling].sum()),
        strata_telling=int(telling.sum()),
        overall=_gap(counts.sum(axis=0), values),
    )
    if not telling.any():
        return found.model_copy(update={"why_not": NO_CONTRAST if found.rows else NO_SEVERITY})
    with_it, of_each, size = with_it[telling], of_each[telling], size[telling]
    expected = float((with_it * (of_each @ values) / size).sum())
    weight = float((with_it * (size - with_it) / size).sum())
    spread = float((of_each @ values**2 - (of_each @ values) ** 2 / size).sum())
    seen = float((counts[telling, 1] @ values).sum()) - expected
    dealt = _deal(of_each, with_it, values, permutations, rng) - expected
    # Sums that are the same on paper can differ in their last digits.
    as_far = int((np.abs(dealt) >= abs(seen) - 1e-9 * max(1.0, abs(expected))).sum())
    low, high = np.quantile(dealt / weight, [0.025, 0.975])
    return found.model_copy(
        update={
            "difference": seen / weight,
            "correlation": seen / (weight * spread) ** 0.5,
            "chance": (float(low), float(high)),
            "p": (as_far + 1) / (permutations + 1),
        }
    )


def _deal(
    of_each: _Counts, with_it: _Counts, values: _Counts, times: int, rng: np.random.Generator
) -> NDArray[np.int64]:
    """The sum of severity over the rows with the candidate, each time that it is dealt out anew in every stratum."""
    sums = []
    for start in range(0, times, block := max(1, _AT_ONCE // len(with_it))):
        left = np.broadcast_to(with_it, (min(block, times - start), len(with_it))).copy()
        others = of_each.sum(axis=1)
        total = np.zeros(len(left), dtype=np.int64)
        for value, there in zip(values, of_each.T, strict=True):
            others = others - there
            some = there > 0
            drawn = rng.hypergeometric(there[some], others[some], left[:, some])
            left[:, some] -= drawn
            total += value * drawn.sum(axis=1)
        sums.append(total)
    return np.concatenate(sums)


def _gap(counts: _Counts, values: _Counts) -> float | None:
    without, with_it = counts.sum(axis=1)
    if not without or not with_it:
        return None
    return float(counts[1] @ values / with_it - counts[0] @ values / without)


def _adjusted(tests: Sequence[Leak]) -> tuple[Leak, ...]:
    """Each test with the p-value that Holm gives it among all that were made."""
    made = sorted((test.p, index) for index, test in enumerate(tests) if test.p is not None)
    highest, adjusted = 0.0, dict[int, float]()
    for rank, (p, index) in enumerate(made):
        highest = max(highest, min(1.0, p * (len(made) - rank)))
        adjusted[index] = highest
    return tuple(
        test.model_copy(update={"adjusted": adjusted.get(index)}) for index, test in enumerate(tests)
    )


# WHAT GOES WITH SEVERITY


def _without_severity(facts: pl.DataFrame) -> pl.DataFrame:
    return facts.select(name for name in facts.columns if FACTS[name].part is not Part.SEVERITY)


def _describe(columns: pl.DataFrame, measure: str, values: pl.Series) -> Iterator[Association]:
    rows, all_of_it, squares = len(values), int(values.sum() or 0), int((values**2).sum() or 0)
    if not rows or not (whole := squares - all_of_it**2 / rows):
        return  # a measure that never differs goes with nothing
    frame = columns.lazy().with_columns(values.alias("severity"))
    tables = pl.collect_all(
        frame.group_by(pl.col(name).alias("answer")).agg(pl.len(), pl.col("severity").sum())
        for name in columns.columns
    )
    for name, table in zip(columns.columns, tables, strict=True):
        if len(table) > 1:
            sums = {answer: (count, total) for answer, count, total in table.iter_rows()}
            between = sum(total**2 / count for count, total in sums.values()) - all_of_it**2 / rows
            means = {answer: total / count for answer, (count, total) in sums.items()}
            both = means.keys() >= {True, False} and columns.schema[name] == pl.Boolean
            yield Association(
                column=name,
                measure=measure,
                rows=rows,
                strength=float(max(0.0, between / whole) ** 0.5),
                difference=means[True] - means[False] if both else None,
            )

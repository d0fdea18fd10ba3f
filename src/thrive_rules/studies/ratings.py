"""How people group the same vignettes: their ratings from a file, and how far they agree, with an interval.

It says where people and candidates meet and where they differ. It never says which of them is right.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, StrictStr

from thrive_rules.cases.case import Frozen, Grouping
from thrive_rules.cases.fields import ListOf
from thrive_rules.cohorts.cohort_file import CohortFile
from thrive_rules.documents.document import Document
from thrive_rules.documents.validation import MAX_FAULTS, validate
from thrive_rules.faults import Code, Fault, ThriveRulesError, did_you_mean
from thrive_rules.language.words import Reader
from thrive_rules.studies.coverage import BETWEEN

LEAST_VIGNETTES = 10
"""With fewer vignettes that two or more people rated, no figure is worked out. Our choice, from no source."""
Floats = NDArray[np.float64]
DRAWS = 2_000
"""How many times as many vignettes are drawn from those rated, with replacement, for an interval."""
ALIKE = "all are one and the same set of groupings, so that chance would agree as often"


class VignetteRating(Frozen):
    """What one person says of one vignette."""

    vignette: StrictStr
    rater: Annotated[StrictStr, Field(pattern=r"^[A-Za-z0-9_-]{1,20}$")]
    """A code, and no name."""
    role: Reader | None = None
    agreed: ListOf[Grouping] = ()
    """The groupings that people could agree on; none where too little is known."""

    @property
    def groupings(self) -> frozenset[str]:
        """The same as a set of keys."""
        return frozenset(map(str, self.agreed))


OPTIONAL = ("role",)


def read_ratings(file: Path, vignettes: Collection[str]) -> tuple[VignetteRating, ...]:
    """The ratings of a CSV or Parquet file, one in a row, with `;` between groupings.

    Raises ThriveRulesError, with each row and column at fault, for a file that cannot be read, a column too many or too
    few, a vignette that is none of `vignettes`, what is no code, role or grouping, a second rating by one rater,
    and a rater with two roles.
    """
    found, faults, seen = list[VignetteRating](), list[Fault](), set[tuple[str, str]]()
    roles: dict[str, Reader | None] = {}
    row = 0
    with CohortFile(file, as_it_stands=True).chunks() as chunks:
        for chunk in chunks:
            if chunk.bad:
                raise ThriveRulesError([chunk.bad[0].fault(str(file))])
            _check_columns(file, chunk.rows.columns)
            for said in chunk.rows.iter_rows(named=True):
                row += 1
                name = f"{file}, row {row}"
                try:
                    rating = _rating(name, said)
                except ThriveRulesError as error:
                    faults += error.faults
                    continue
                if rating.vignette not in vignettes:
                    hint = did_you_mean(rating.vignette, list(vignettes)) or "the manifest lists them"
                    faults.append(Fault(name, None, "vignette", f"there is no such vignette; {hint}"))
                elif (rating.vignette, rating.rater) in seen:
                    problem = "this rater has rated this vignette in a row above; keep one of them"
                    faults.append(Fault(name, None, "rater", problem, Code.TWICE))
                elif roles.setdefault(rating.rater, rating.role) != rating.role:
                    faults.append(Fault(name, None, "role", "this rater has another role in a row above"))
                seen.add((rating.vignette, rating.rater))
                found.append(rating)
    if faults:
        more = [Fault(str(file), None, "", f"and {len(faults) - MAX_FAULTS:,} more faults")]
        raise ThriveRulesError(faults[:MAX_FAULTS] + (more if len(faults) > MAX_FAULTS else []))
    return tuple(found)


def _check_columns(file: Path, columns: Sequence[str]) -> None:
    expected = list(VignetteRating.model_fields)
    missing = [name for name in expected if name not in columns and name not in OPTIONAL]
    if missing or not set(columns) <= set(expected):
        problem = (
            f"expected the columns {', '.join(expected)}, and no other; {', '.join(OPTIONAL)} can be left out"
        )
        raise ThriveRulesError(
            [Fault(str(file), None, "", problem, Code.REQUIRED if missing else Code.UNKNOWN_KEY)]
        )


def _rating(name: str, said: dict[str, Any]) -> VignetteRating:
    data = {key: value for key, value in said.items() if value is not None}
    agreed = str(data.get("agreed", "")).strip()
    data["agreed"] = [each.strip() for each in agreed.split(BETWEEN)] if agreed else []
    return validate(Document(name, data), VignetteRating, ThriveRulesError)


# HOW FAR PEOPLE AGREE


class Figure(Frozen):
    """A figure and its interval of 95%, for which whole vignettes are drawn: ratings of one hang together."""

    value: float | None = None
    low: float | None = None
    high: float | None = None
    why_not: str | None = None
    """Why there is no figure."""


class RaterAgreement(Frozen):
    """How far people who rate agree with one another and with candidates: neither is the measure of the other."""

    among_raters: Figure
    """Krippendorff's alpha of sets of groupings: 1 where all say the same, 0 where chance would agree as often."""
    with_candidates: Figure
    """The same between each rating and the candidates of its vignette: to put everything forward lowers it."""
    covered: Figure
    """The share of ratings, 0 to 1, of which every grouping is a candidate: to put everything forward raises it."""


def too_few(ratings: Sequence[VignetteRating]) -> str:
    """Why these are too few ratings for any figure; empty where they are enough."""
    several = sum(count > 1 for count in Counter(rating.vignette for rating in ratings).values())
    if several >= LEAST_VIGNETTES:
        return ""
    return (
        f"too few for a figure; vignettes rated by two or more: {several}, expected {LEAST_VIGNETTES} or more"
    )


def agreement_with(
    ratings: Sequence[VignetteRating], candidates: Mapping[str, frozenset[str]]
) -> RaterAgreement:
    """How far these ratings agree with one another, and with the candidates of each vignette by its name."""
    by_vignette: dict[str, list[frozenset[str]]] = {}
    for rating in ratings:
        by_vignette.setdefault(rating.vignette, []).append(rating.groupings)
    among = [[said] for said in by_vignette.values()]
    beside = [[[each, candidates[name]] for each in said] for name, said in by_vignette.items()]
    hits = [[each <= candidates[name] for each in said if each] for name, said in by_vignette.items()]
    return RaterAgreement(among_raters=alpha(among), with_candidates=alpha(beside), covered=_share(hits))


def alpha(vignettes: Sequence[Sequence[Sequence[frozenset[str]]]]) -> Figure:
    """Krippendorff's alpha of sets, with Jaccard's distance between two of them.

    Each vignette has units, and each unit the sets that were said of it; a unit of fewer than two tells nothing. Not
    every rater has to rate everything. Source: Krippendorff (2011), Computing Krippendorff's alpha-reliability; a
    distance between sets in it: Passonneau (2006), Measuring agreement on set-valued items (MASI).
    """
    kept = [[unit for unit in units if len(unit) > 1] for units in vignettes]
    kept = [units for units in kept if units]
    sets = sorted({each for units in kept for unit in units for each in unit}, key=sorted)
    if len(sets) < 2:
        return Figure(why_not=ALIKE if sets else "no vignette is rated by two or more")
    apart = np.array([[_distance(one, other) for other in sets] for one in sets])
    counts = np.zeros((len(kept), len(sets)))
    observed = np.zeros(len(kept))
    for index, units in enumerate(kept):
        for unit in units:
            here = np.array([unit.count(each) for each in sets], dtype=float)
            counts[index] += here
            observed[index] += here @ apart @ here / (len(unit) - 1)

    def of(weights: Floats) -> Floats:
        total: Floats = weights @ counts
        expected = ((total @ apart) * total).sum(axis=1) / (total.sum(axis=1) - 1)
        with np.errstate(invalid="ignore"):  # a draw of one and the same set tells nothing, and is left out
            found: Floats = 1 - weights @ observed / expected
        return found

    return _figure(of, len(kept))


def _distance(one: frozenset[str], other: frozenset[str]) -> float:
    both = one | other
    return 1 - len(one & other) / len(both) if both else 0.0


def _share(vignettes: Sequence[Sequence[bool]]) -> Figure:
    rated = [hits for hits in vignettes if hits]
    if not rated:
        return Figure(why_not="no rating names a grouping")
    hits, counts = np.array([sum(each) for each in rated]), np.array([len(each) for each in rated])
    return _figure(lambda weights: (weights @ hits) / (weights @ counts), len(rated))


def _figure(of: Callable[[Floats], Floats], vignettes: int) -> Figure:
    """A figure of all vignettes, and its interval; `of` takes how often each vignette counts, in many draws at once."""
    drawn = np.random.default_rng(0).multinomial(vignettes, [1 / vignettes] * vignettes, size=DRAWS)
    low, high = np.nanquantile(of(drawn.astype(float)), [0.025, 0.975])
    return Figure(value=float(of(np.ones((1, vignettes)))[0]), low=float(low), high=float(high))

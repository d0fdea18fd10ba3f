"""From a design to columns: answers that go together because the hidden normal scales under them do.

Each answer stands on a hidden scale: in part its own, in part that of latents and of earlier answers. It is cut where
the stated shares say. Need and severity are two latents, so that they go together and are not the same.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from statistics import NormalDist
from typing import TypeAlias

from thrive_rules.cases.case import Value
from thrive_rules.cases.vocabulary import FACTS
from thrive_rules.cohorts.design import CHOICES, GROUPS, TOGETHER, YES_NO, Ages, Choice, Design, StatedAnswer
from thrive_rules.documents.document import Document
from thrive_rules.faults import Fault, Path, RuleError, did_you_mean

Scale: TypeAlias = dict[str, float]
"""A hidden scale as a weighted sum of independent normal numbers, each under the name that it is drawn by."""


@dataclass(frozen=True, slots=True)
class DrawnFact:
    """How one fact is drawn: `answers[k]` where its hidden scale lies above k of the cuts, and None where blank."""

    answers: tuple[Value | None, ...]
    cuts: tuple[tuple[int, tuple[float, ...]], ...]
    """The cuts that hold from each age on, youngest first."""
    unknown: float = 0.0
    leans_on: Mapping[str, float] = field(default_factory=dict)
    own: float = 1.0
    """The weight of what is this answer's own."""
    only_where: str | None = None


@dataclass(frozen=True, slots=True)
class DrawingPlan:
    """All that drawing needs: the latents, how often each group of facts is absent, and a column for each fact."""

    latents: Mapping[str, Scale]
    absent: Mapping[str, float]
    columns: Mapping[str, DrawnFact]


_Wrong: TypeAlias = Callable[[Path, str], None]
_NORMAL = NormalDist()


def plan_of(design: Design, document: Document | None = None) -> DrawingPlan:
    """The design as columns. Raises RuleError, with every place of `document` where parts do not fit together."""
    faults: list[Fault] = []
    place = document or Document("<design>", None)

    def wrong(path: Path, problem: str) -> None:
        faults.append(place.fault(path, problem))

    _check_names(design, wrong)
    latents = _correlated(design, wrong)
    columns = {} if faults else _columns(design, dict(latents), wrong)
    if faults:
        raise RuleError(faults)
    return DrawingPlan(latents, {group: each.absent for group, each in design.together.items()}, columns)


def _check_names(design: Design, wrong: _Wrong) -> None:
    passages = {f"{source.id}/{key}" for source in design.sources for key in source.passages}
    for path, stated in design.stated():
        if not passages.issuperset(stated.sources):
            wrong((*path, "sources"), "expected passages of the sources in this file, as source/passage")
    for section, names in (("together", GROUPS), ("choices", CHOICES), ("answers", YES_NO)):
        if missing := [name for name in names if name not in getattr(design, section)]:
            more = f", and so are {len(missing) - 1} more" if missing[1:] else ""
            wrong((section,), f"{missing[0]} is required{more}")
    for name in design.latents:
        if name in FACTS:
            wrong(("latents", name), "this is the name of a fact; expected another name")


def _dot(one: Scale, other: Scale) -> float:
    return sum(weight * other.get(name, 0.0) for name, weight in one.items())


def _correlated(design: Design, wrong: _Wrong) -> dict[str, Scale]:
    """The latents as sums of independent numbers, correlated as stated (Cholesky's decomposition)."""
    stated: dict[frozenset[str], float] = {}
    for index, pair in enumerate(design.correlations):
        both = frozenset(pair.between)
        if len(both.intersection(design.latents)) < 2 or both in stated:
            wrong(("correlations", index, "between"), "expected two latents, and each pair once")
        stated[both] = pair.correlation
    scales: dict[str, Scale] = {}
    for name in design.latents:
        scale: Scale = {}
        for other, known in scales.items():
            correlation = stated.get(frozenset((name, other)), 0.0)
            scale[other] = (correlation - _dot(scale, known)) / known[other]
        left = 1 - _dot(scale, scale)
        if left < 1e-6:
            wrong(("correlations",), "no latents can go together like this, all pairs at once")
            return scales
        scales[name] = scale | {name: math.sqrt(left)}
    return scales


def _columns(design: Design, scales: dict[str, Scale], wrong: _Wrong) -> dict[str, DrawnFact]:
    """A column for each fact, in the order of the vocabulary; `scales` learns the hidden scale of each."""
    columns: dict[str, DrawnFact] = {}
    for name in FACTS:
        if name == "age":
            scales[name] = {name: 1.0}
            columns[name] = _age(design.age, wrong)
        elif name in design.answers:
            yes_no = design.answers[name]
            scales[name] = _scale(("answers", name), yes_no, scales, wrong)
            columns[name] = _yes_no(name, design, scales, columns, wrong)
        else:
            choice = design.choices[name]
            scales[name] = _scale(("choices", name), choice, scales, wrong)
            columns[name] = _choice(name, choice, scales[name][name], wrong)
    return columns


def _scale(path: Path, entry: StatedAnswer, scales: Mapping[str, Scale], wrong: _Wrong) -> Scale:
    name, scale = str(path[-1]), dict[str, float]()
    for other, weight in entry.leans_on.items():
        if other not in scales:
            wrong(
                (*path, "leans_on", other),
                f"expected a latent or an earlier fact. {did_you_mean(other, scales)}",
            )
        for drawn, each in scales.get(other, {}).items():
            scale[drawn] = scale.get(drawn, 0.0) + weight * each
    left = 1 - _dot(scale, scale)
    if left < -1e-9:  # a weight of 1 leaves nothing, but for the last digit
        wrong((*path, "leans_on"), "expected smaller weights: together these are more than the whole answer")
    if entry.unknown and (name == "has_goals" or TOGETHER.get(name) in ("concerns", "circumstances")):
        wrong((*path, "unknown"), "expected 0: a case cannot leave this fact open by itself")
    return scale | {name: math.sqrt(max(left, 0.0))}


def _cut(below: float) -> float:
    """Where a normal scale is cut so that this share lies below."""
    return _NORMAL.inv_cdf(below) if 0 < below < 1 else math.copysign(math.inf, below - 0.5)


def _yes_no(
    name: str, design: Design, scales: Mapping[str, Scale], columns: Mapping[str, DrawnFact], wrong: _Wrong
) -> DrawnFact:
    entry, cut = design.answers[name], _cut(1 - design.answers[name].yes)
    if (asked := entry.only_where) is not None:
        if asked not in columns or columns[asked].only_where:
            wrong(("answers", name, "only_where"), "expected an earlier fact that is asked of everybody")
        elif 0 < entry.yes < 1:
            together = _dot(scales[name], scales[asked])
            cut = _cut_among(entry.yes, design.answers[asked].yes, together)
    # No goals given is not yet known rather than no.
    no = False if False in FACTS[name].domain else None
    return DrawnFact(
        (no, True, None), ((0, (cut,)),), entry.unknown, entry.leans_on, scales[name][name], asked
    )


def _cut_among(yes: float, asked: float, correlation: float) -> float:
    """The cut above which `yes` of those lie whose other, correlated scale lies in its highest `asked` share."""
    points = [_cut(1 - asked * (step + 0.5) / 200) for step in range(200)]
    spread = math.sqrt(max(1 - correlation**2, 1e-6))
    low, high = -9.0, 9.0
    for _ in range(30):  # halving, to less than a random number can show
        cut = (low + high) / 2
        above = sum(_NORMAL.cdf((correlation * point - cut) / spread) for point in points)
        low, high = (cut, high) if above > yes * len(points) else (low, cut)
    return (low + high) / 2


def _choice(name: str, entry: Choice, own: float, wrong: _Wrong) -> DrawnFact:
    path: Path = ("choices", name)
    answers = FACTS[name].domain
    if entry.by_age and entry.leans_on:
        wrong((*path, "by_age"), "expected no `leans_on` beside it")
    bands = [(path, 0, entry.shares)]
    bands += [((*path, "by_age", index), band.since, band.shares) for index, band in enumerate(entry.by_age)]
    cuts = []
    for at, since, shares in bands:
        if set(shares) != set(answers):
            wrong((*at, "shares"), f"expected a share of each of {', '.join(map(str, answers))}")
        cuts.append(
            (since, _cuts([shares.get(str(answer), 0.0) for answer in answers], (*at, "shares"), wrong))
        )
    return DrawnFact((*answers, None), tuple(cuts), entry.unknown, entry.leans_on, own)


def _age(entry: Ages, wrong: _Wrong) -> DrawnFact:
    years = [0.0] * len(FACTS["age"].domain)
    for index, band in enumerate(entry.bands):
        if band.since > band.until:
            wrong(("age", "bands", index), "expected `from` to be no later than `to`")
        for year in range(band.since, band.until + 1):
            years[year] += band.share / (band.until + 1 - band.since)
    cuts = _cuts(years, ("age", "bands"), wrong)
    return DrawnFact((*FACTS["age"].domain, None), ((0, cuts),), entry.unknown)


def _cuts(shares: list[float], path: Path, wrong: _Wrong) -> tuple[float, ...]:
    if abs(sum(shares) - 1) > 1e-6:
        wrong(path, "expected shares that come to 1")
    return tuple(_cut(below) for below in list(accumulate(shares))[:-1])

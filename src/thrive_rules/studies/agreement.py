"""How far people agree about help: kappa between voices, for each kind of help. Needs the extra `[study]`.

It says where voices agree and where they differ. It never says which voice is right: each is kept as it was said.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np
import polars as pl
from statsmodels.stats.inter_rater import cohens_kappa, fleiss_kappa

from thrive_rules.cases.case import KINDS_OF_HELP, PROPOSED_FACTS, WANTED_FACTS, Frozen, Voice

VOICES = (Voice.YOUNG_PERSON, Voice.PARENT_OR_CARER, Voice.PRACTITIONER, Voice.OTHER)

NOBODY = "no row has an answer of each of these voices"
ONE_ANSWER = "all give one and the same answer throughout, so that chance would agree as often"


class Kappa(Frozen):
    """Agreement of some voices about one kind of help, over the rows in which each of them answered."""

    kind: str
    """The kind of help, such as goal_focused_help."""
    voices: tuple[Voice, ...]
    """Two voices for Cohen's kappa, three or four for Fleiss'."""
    rows: int
    all_yes: int
    """Rows in which all of them say yes."""
    all_no: int
    """Rows in which all of them say no."""
    yes: tuple[int, ...]
    """For each voice, the rows in which it says yes."""
    kappa: float | None = None
    """Agreement beyond chance: 1 where all agree, 0 where chance would agree as often."""
    low: float | None = None
    high: float | None = None
    """Where an interval of 95% for Cohen's kappa ends, by its large-sample variance; None where that is 0."""
    why_not: str | None = None
    """Why no kappa is computed."""

    @property
    def differ(self) -> int:
        """Rows in which they differ."""
        return self.rows - self.all_yes - self.all_no


def agreement(result: pl.DataFrame) -> tuple[Kappa, ...]:
    """Cohen's kappa for each two voices and Fleiss' kappa for each three and all four, for each kind of help.

    Reads what the young person wants and what others propose, and no grouping.
    """
    return tuple(_kappas(result))


def column_of(voice: Voice, kind: str) -> str:
    """The column in which a voice says whether it wants or proposes a kind of help."""
    return WANTED_FACTS[kind] if voice is Voice.YOUNG_PERSON else PROPOSED_FACTS[voice, kind]


def _kappas(result: pl.DataFrame) -> Iterator[Kappa]:
    for kind in KINDS_OF_HELP:
        for size in range(2, len(VOICES) + 1):
            for voices in combinations(VOICES, size):
                yield _kappa(result, kind, voices)


def _kappa(result: pl.DataFrame, kind: str, voices: Sequence[Voice]) -> Kappa:
    names = [column_of(voice, kind) for voice in voices]
    known = result.select(names).drop_nulls() if set(names) <= set(result.columns) else pl.DataFrame()
    says = known.to_numpy() if len(known) else np.zeros((0, len(voices)), dtype=bool)
    yes = says.sum(axis=1)
    found = Kappa(
        kind=kind,
        voices=tuple(voices),
        rows=len(says),
        all_yes=int((yes == len(voices)).sum()),
        all_no=int((yes == 0).sum()),
        yes=tuple(map(int, says.sum(axis=0))),
    )
    if not found.rows:
        return found.model_copy(update={"why_not": NOBODY})
    if found.rows in (found.all_yes, found.all_no):
        return found.model_copy(update={"why_not": ONE_ANSWER})
    return found.model_copy(update=_cohen(found) if len(voices) == 2 else _fleiss(yes, len(voices)))


def _cohen(found: Kappa) -> dict[str, float | None]:
    first, second = (each - found.all_yes for each in found.yes)
    with np.errstate(divide="ignore", invalid="ignore"):  # it also works out a test that is not shown here
        computed = cohens_kappa([[found.all_yes, first], [second, found.all_no]])
    if computed.var_kappa < 1e-12:  # it says nothing about how sure the figure is
        return {"kappa": float(computed.kappa)}
    return {
        "kappa": float(computed.kappa),
        "low": float(computed.kappa_low),
        "high": float(computed.kappa_upp),
    }


def _fleiss(yes: "np.ndarray[tuple[int], np.dtype[np.int64]]", voices: int) -> dict[str, float | None]:
    return {"kappa": float(fleiss_kappa(np.column_stack([yes, voices - yes])))}

"""The five groupings of the rules that ship, as somebody in a hurry would write them: numpy on packed bits.

Two bits for each fact and row: it is so, and it is not so. Neither means not yet known. This is what a data frame is
held against. It gives candidates alone, of these rules alone, and no rule that fired.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

Plane: TypeAlias = NDArray[np.uint64]
"""One bit for each row."""

CHUNK = 262_144
"""Rows at a time: 32 KiB a plane, so that what is worked on stays close to the processor."""


class Bits(NamedTuple):
    """For each row whether something is so, and whether it is not so."""

    yes: Plane
    no: Plane

    def __and__(self, other: "Bits") -> "Bits":
        return Bits(self.yes & other.yes, self.no | other.no)

    def __or__(self, other: "Bits") -> "Bits":
        return Bits(self.yes | other.yes, self.no & other.no)

    def __invert__(self) -> "Bits":
        return Bits(self.no, self.yes)


def pack(frame: pl.DataFrame) -> dict[str, Bits]:
    """The columns of a frame as bits, each filled up to whole words."""
    rest = np.zeros(-len(frame) % 64, dtype=bool)

    def packed(column: pl.Series) -> Plane:
        return np.packbits(np.concatenate([column.to_numpy(), rest])).view(np.uint64)

    return {
        column.name: Bits(packed(column.fill_null(False)), packed((~column).fill_null(False)))
        for column in frame.iter_columns()
    }


def unpack(bits: Bits, rows: int) -> pl.Series:
    """Bits as a column: true, false, or null."""
    yes, no = (np.unpackbits(plane.view(np.uint8), count=rows).astype(bool) for plane in bits)
    return pl.select(pl.when(pl.Series(yes | no)).then(pl.Series(yes))).to_series()


def five_groupings(facts: Mapping[str, Bits]) -> dict[str, Bits]:
    """Whether each grouping is a candidate, for every row, some rows at a time."""
    words = len(next(iter(facts.values())).yes)
    step = CHUNK // 64
    groupings = ("thriving", "getting_advice", "getting_help", "getting_more_help", "getting_risk_support")
    found = {name: Bits(*np.empty((2, words), np.uint64)) for name in groupings}
    for start in range(0, words, step):
        here = slice(start, start + step)
        some = {name: Bits(bits.yes[here], bits.no[here]) for name, bits in facts.items()}
        for bits, answer in zip(found.values(), _candidates(some), strict=True):
            bits.yes[here], bits.no[here] = answer
    return found


def _candidates(f: Mapping[str, Bits]) -> Iterator[Bits]:
    ends = f["aims_met"]
    yield (
        ~f["individual_support_needed"]
        | f["young_person_wants_everyday_support"]
        | f["parent_or_carer_proposes_everyday_support"]
        | f["practitioner_proposes_everyday_support"]
        | f["other_proposes_everyday_support"]
        | ends
    )
    no_goal = ~f["young_person_wants_goal_focused_help"]
    nor_more = no_goal & ~f["young_person_wants_extensive_help"]
    yield (
        f["young_person_wants_information"]
        | f["young_person_wants_self_management"]
        | f["young_person_wants_one_off_conversation"]
        | f["parent_or_carer_proposes_information"]
        | f["parent_or_carer_proposes_self_management"]
        | f["parent_or_carer_proposes_one_off_conversation"]
        | f["practitioner_proposes_information"]
        | f["practitioner_proposes_self_management"]
        | f["practitioner_proposes_one_off_conversation"]
        | f["other_proposes_information"]
        | f["other_proposes_self_management"]
        | f["other_proposes_one_off_conversation"]
        | (f["managing_own_health"] & no_goal)
        | f["adjusting_to_life_change"]
        | f["recovering"]
        | f["neurodevelopmental_assessment_wanted"]
        | f["no_professional_help_now"]
        | ends
        | f["costs_outweigh_gains"]
        | (f["individual_support_needed"] & nor_more)
    )
    able = f["able_to_use_help_now"]
    goal = (
        f["young_person_wants_goal_focused_help"]
        | f["parent_or_carer_proposes_goal_focused_help"]
        | f["practitioner_proposes_goal_focused_help"]
        | f["other_proposes_goal_focused_help"]
        | (f["aims_agreed"] & ~ends & ~f["costs_outweigh_gains"] & able)
    )
    yield goal
    yield (
        f["young_person_wants_extensive_help"]
        | f["parent_or_carer_proposes_extensive_help"]
        | f["practitioner_proposes_extensive_help"]
        | f["other_proposes_extensive_help"]
        | (
            goal
            & (
                f["needs_several_professionals"]
                | f["needs_specialist_input"]
                | f["needs_long_term_help"]
                | f["needs_coordination"]
            )
        )
    )
    no_use = f["help_tried"] & ~f["help_making_a_difference"]
    yield f["safety_concern"] & (~able | no_use | nor_more | f["no_professional_help_now"])

"""National codes that extracts hold: scores and needs-based groupings, as services recorded them. No rule reads one.

Sources: NHS Data Dictionary, Child and Adolescent Mental Health Needs Based Grouping Code; and for the SNOMED CT codes
of scores, the reference data of NHSDigital/mental-health-monthly-statistics. No wording of Current View stands here.
"""

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from thrive_rules.cases.closed_lists import Concern, Rating
from thrive_rules.cases.fields import ReadOnly


class NationalGrouping(NamedTuple):
    """One needs-based grouping of the national list. No grouping of the THRIVE Framework follows from it."""

    mnemonic: str
    """Three letters, which were the code until 1 April 2018."""
    super_group: str
    """The group of the national list that it stands in."""
    description: str
    """What it is called, as the NHS Data Dictionary has it."""


def _groupings() -> Mapping[str, NationalGrouping]:
    with Path(__file__).with_name("national_groupings.csv").open(encoding="utf-8", newline="") as file:
        return ReadOnly({row.pop("code"): NationalGrouping(**row) for row in csv.DictReader(file)})


NATIONAL_GROUPINGS = _groupings()
"""The codes in use, by their two figures. There is none for Thriving and none for Getting Risk Support."""
RETIRED_GROUPINGS = frozenset(grouping.mnemonic for grouping in NATIONAL_GROUPINGS.values())
"""The letters that were codes until 1 April 2018."""

_PROBLEMS = (
    "987251000000103",
    "987261000000100",
    "987271000000107",
    "987281000000109",
    "987291000000106",
    "987301000000105",
    "987311000000107",
    "987321000000101",
    "987331000000104",
    "987341000000108",
    "987351000000106",
    "987361000000109",
    "987371000000102",
    "987381000000100",
    "987391000000103",
    "987401000000100",
    "987411000000103",
    "987421000000109",
    "987431000000106",
    "987441000000102",
    "987451000000104",
    "987461000000101",
    "987471000000108",
    "987481000000105",
    "987491000000107",
    "987501000000101",
    "987511000000104",
    "987521000000105",
    "987531000000107",
    "987541000000103",
)
CURRENT_VIEW: Mapping[str, Concern] = ReadOnly(dict(zip(_PROBLEMS, Concern, strict=True)))
"""The code of the score of each problem of Current View, and the concern that it is about, in the order of the tool."""
RATING_OF_CODE: Mapping[str, str] = ReadOnly(dict(zip("0123", map(str, Rating), strict=True)))
"""The scores of a problem, from 0 to 3, as ratings."""

# Verhoeff's check digit: multiplication in the dihedral group of ten, and the permutation of each place.
_TIMES = (
    "0123456789", "1234067895", "2340178956", "3401289567", "4012395678",
    "5987604321", "6598710432", "7659821043", "8765932104", "9876543210",
)  # fmt: skip
_TURNED = (
    "0123456789", "1576283094", "5803796142", "8916043527", "9453126870", "4286573901", "2793806415", "7046913258",
)  # fmt: skip


def is_snomed(code: str) -> bool:
    """Whether a text can be a code of SNOMED CT: 6 to 18 figures, and a check digit that holds.

    A spreadsheet rounds figures beyond the fifteenth: such a code names something else, or nothing.
    """
    if not (code.isascii() and code.isdigit() and 6 <= len(code) <= 18 and code[0] != "0"):
        return False
    check = 0
    for place, figure in enumerate(reversed(code)):
        check = int(_TIMES[check][int(_TURNED[place % 8][int(figure)])])
    return check == 0

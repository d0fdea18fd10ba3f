"""Kappa between voices: textbook examples, plain counting, and a reason where there is no figure."""

from collections.abc import Sequence
from itertools import combinations

import polars as pl
import pytest

pytest.importorskip("statsmodels")

from made_up import draw

from thrive_rules.cases.case import KINDS_OF_HELP, Voice
from thrive_rules.studies.agreement import NOBODY, ONE_ANSWER, VOICES, Kappa, agreement, column_of

YOUNG, PARENT, PRACTITIONER, OTHER = VOICES


def said(**answers: Sequence[bool | None]) -> pl.DataFrame:
    """What voices say about information, by the first letters of each."""
    voices = {"young": YOUNG, "parent": PARENT, "practitioner": PRACTITIONER, "other": OTHER}
    return pl.DataFrame(
        {
            column_of(voices[name], "information"): pl.Series(each, dtype=pl.Boolean)
            for name, each in answers.items()
        }
    )


def about_information(frame: pl.DataFrame, *voices: Voice) -> Kappa:
    [found] = [each for each in agreement(frame) if (each.kind, each.voices) == ("information", voices)]
    return found


def test_cohens_kappa_of_the_textbook() -> None:
    """Two readers and fifty proposals: 20 both yes, 5 and 10 one alone, 15 both no; 0.7 seen, 0.5 by chance, kappa 0.4."""
    frame = said(
        young=[True] * 25 + [False] * 25 + [None], parent=[True] * 20 + [False] * 5 + [True] * 10 + [False] * 15 + [True]
    )  # fmt: skip
    found = about_information(frame, YOUNG, PARENT)
    assert (found.rows, found.all_yes, found.all_no, found.differ, found.yes) == (50, 20, 15, 15, (25, 30))
    assert found.kappa == pytest.approx(0.4)
    assert found.low is not None
    assert found.high is not None
    # Fleiss, Cohen and Everitt (1969), worked out by hand for this table: variance 0.016128
    assert (found.high - found.low) / 2 == pytest.approx(1.959964 * 0.016128**0.5, abs=1e-4)


def test_fleiss_kappa_worked_out_by_hand() -> None:
    """Yes from 3, 2, 1 and 0 of three: agreement 1, 1/3, 1/3, 1, so 2/3; 1/2 by chance; kappa 1/3."""
    frame = said(
        young=[True, True, True, False, True],
        parent=[True, True, False, False, None],
        practitioner=[True, False, False, False, True],
    )
    found = about_information(frame, YOUNG, PARENT, PRACTITIONER)
    assert (found.rows, found.all_yes, found.all_no, found.differ) == (4, 1, 1, 2)
    assert found.kappa == pytest.approx(1 / 3)
    assert found.low is None


def by_counting(rows: list[tuple[bool, ...]]) -> float | None:
    """Kappa from the definitions: Cohen's for two voices, Fleiss' for more."""
    voices = len(rows[0])
    pairs = list(combinations(range(voices), 2))
    seen = sum(sum(row[a] == row[b] for a, b in pairs) / len(pairs) for row in rows) / len(rows)
    if voices == 2:
        first, second = (sum(row[voice] for row in rows) / len(rows) for voice in (0, 1))
        chance = first * second + (1 - first) * (1 - second)
    else:
        yes = sum(map(sum, rows)) / (len(rows) * voices)
        chance = yes**2 + (1 - yes) ** 2
    return None if chance == 1 else (seen - chance) / (1 - chance)


def test_every_kappa_of_a_cohort_is_that_of_the_definitions() -> None:
    frame = draw(200, seed=3).with_columns(other_proposes_information=pl.col("recovering"))
    found = agreement(frame)
    sets = [voices for size in (2, 3, 4) for voices in combinations(VOICES, size)]
    assert [(each.kind, each.voices) for each in found] == [
        (kind, voices) for kind in KINDS_OF_HELP for voices in sets
    ]
    computed = 0
    for each in found:
        names = [column_of(voice, each.kind) for voice in each.voices]
        if not set(names) <= set(frame.columns):
            assert (each.rows, each.kappa, each.why_not) == (0, None, NOBODY)
            continue
        rows = frame.select(names).drop_nulls().rows()
        assert each.rows == len(rows)
        assert each.kappa == pytest.approx(by_counting(rows))
        computed += 1
    assert computed == 3 * 4 + 11
    assert len({each.kappa for each in found}) > 20


def test_where_there_is_no_figure_there_is_a_reason() -> None:
    always = about_information(said(young=[True, True, None], parent=[True, True, True]), YOUNG, PARENT)
    assert (always.rows, always.kappa, always.why_not) == (2, None, ONE_ANSWER)
    never = about_information(
        said(young=[False] * 3, parent=[False] * 3, other=[False] * 3), YOUNG, PARENT, OTHER
    )
    assert (never.rows, never.all_no, never.why_not) == (3, 3, ONE_ANSWER)
    apart = about_information(said(young=[True, None], parent=[None, True]), YOUNG, PARENT)
    assert (apart.rows, apart.why_not) == (0, NOBODY)
    one_sided = about_information(said(young=[True, True], parent=[True, False]), YOUNG, PARENT)
    assert one_sided.kappa == 0.0
    agreed = about_information(said(young=[True, False], parent=[True, False]), YOUNG, PARENT)
    assert (agreed.kappa, agreed.low) == (1.0, None)  # two rows that agree are no interval from 1 to 1
    assert about_information(said(young=[True, False], parent=[False, True]), YOUNG, PARENT).kappa == -1.0


def test_a_missing_column_and_an_empty_frame_are_nobody() -> None:
    assert {each.why_not for each in agreement(pl.DataFrame({"case": [1]}))} == {NOBODY}
    assert {each.why_not for each in agreement(draw(5, seed=1).clear())} == {NOBODY}
    untyped = pl.DataFrame({column_of(voice, "information"): [None, None] for voice in VOICES})
    assert {each.why_not for each in agreement(untyped)} == {NOBODY}

"""How far raters agree: held to a published example, to another library, and to what a figure has to say and not say."""

import csv
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("statsmodels")

from statsmodels.stats.inter_rater import fleiss_kappa

from thrive_rules import Grouping, ThriveRulesError
from thrive_rules.studies.ratings import (
    LEAST_VIGNETTES,
    VignetteRating,
    agreement_with,
    alpha,
    read_ratings,
    too_few,
)

PUBLISHED = ("123321412   ", "1233224125 3", " 3332342251 ", "12332441251 ")
"""Krippendorff (2011), Computing Krippendorff's alpha-reliability, example C: four observers, twelve units, with gaps."""
ALL = frozenset(map(str, Grouping))


def said(*sets: str) -> list[list[frozenset[str]]]:
    """One vignette that each of some people rated, a letter for each grouping."""
    return [[frozenset(each) for each in sets]]


def test_alpha_is_that_of_the_published_example() -> None:
    units = [said(*"".join(each).replace(" ", "")) for each in zip(*PUBLISHED, strict=True)]
    assert alpha(units).value == pytest.approx(0.743, abs=0.0005)


def test_alpha_of_single_groupings_is_fleiss_kappa_but_for_the_size_of_the_sample() -> None:
    drawn = np.random.default_rng(7)
    votes = [[drawn.choice(list("abbc")) for _ in range(4)] for _ in range(15)]
    kappa = fleiss_kappa([[each.count(letter) for letter in "abc"] for each in votes])
    pairable = 15 * 4
    found = alpha([said(*each) for each in votes])
    assert found.value is not None
    assert 1 - found.value == pytest.approx((1 - kappa) * (pairable - 1) / pairable)


def test_alpha_of_sets_is_that_worked_out_by_hand() -> None:
    # Two vignettes, {a} beside {a, b} and {b} beside {b}: 1/4 is observed apart, and 7/12 expected.
    assert alpha([said("a", "ab"), said("b", "b")]).value == pytest.approx(1 - (1 / 4) / (7 / 12))


def test_an_interval_holds_its_figure_and_is_the_same_each_time() -> None:
    drawn = np.random.default_rng(3)
    units = [said(*(drawn.choice(["a", "a", "b", "ab", ""]) for _ in range(3))) for _ in range(20)]
    found = alpha(units)
    assert found == alpha(units)
    assert found.low is not None
    assert found.value is not None
    assert found.high is not None
    assert found.low < found.value < found.high


@pytest.mark.parametrize("units", [[said("a", "a")], [said("a")], []], ids=["alike", "alone", "nothing"])
def test_where_there_is_no_figure_it_says_why(units: list[list[list[frozenset[str]]]]) -> None:
    found = alpha(units)
    assert found.value is found.low is found.high is None
    assert found.why_not


def ratings(vignettes: int = LEAST_VIGNETTES) -> list[VignetteRating]:
    """Two people, who differ now and then."""
    return [
        VignetteRating(
            vignette=f"v{index}", rater=rater, agreed=(list(Grouping)[(index + (index % 3 == 0) * late) % 5],)
        )
        for index in range(vignettes)
        for late, rater in enumerate(("a", "b"))
    ]


def test_to_put_everything_forward_covers_everything_and_agrees_with_nobody() -> None:
    rated = ratings()
    narrow = agreement_with(rated, {each.vignette: each.groupings for each in rated})
    wide = agreement_with(rated, {each.vignette: ALL for each in rated})
    assert wide.covered.value == 1
    assert wide.among_raters == narrow.among_raters
    assert wide.with_candidates.value is not None
    assert narrow.with_candidates.value is not None
    assert wide.with_candidates.value < 0 < narrow.with_candidates.value


def test_a_rating_is_covered_where_all_of_it_is_a_candidate() -> None:
    help_, advice = Grouping.GETTING_HELP, Grouping.GETTING_ADVICE
    rated = [
        VignetteRating(vignette="v", rater=name, agreed=agreed)
        for name, agreed in (("a", (help_,)), ("b", (help_, advice)), ("c", ()))
    ]
    assert agreement_with(rated, {"v": frozenset({help_})}).covered.value == 1 / 2


@pytest.mark.parametrize(
    ("few", "told"),
    [
        ([], "by two or more: 0, expected"),
        (ratings(LEAST_VIGNETTES - 1), f"by two or more: {LEAST_VIGNETTES - 1}, expected"),
        ([each for each in ratings() if each.rater == "a"], "by two or more: 0, expected"),
    ],
    ids=["none", "few vignettes", "one rater"],
)
def test_too_few_ratings_are_told(few: list[VignetteRating], told: str) -> None:
    assert told in too_few(few)
    assert not too_few(ratings())


# FROM A FILE

SECRET = "Zaphod-Q"  # noqa: S105 - stands for whatever somebody typed
BAD = {
    "no such vignette": ("vignette,rater,agreed\nclear_aim,a,\n", "row 1: vignette: there is no such vignette; did you mean clear_aims?"),
    "a name for a code": (f"vignette,rater,agreed\nclear_aims,{SECRET} Jones,\n", "row 1: rater: expected text that matches"),
    "no rater": ("vignette,rater,agreed\nclear_aims,,\n", "row 1: rater: is required"),
    "no such grouping": (f"vignette,rater,agreed\nclear_aims,a,getting_help;{SECRET}\n", "row 1: agreed[1]: expected one of thriving"),
    "an empty grouping": ("vignette,rater,agreed\nclear_aims,a,getting_help;\n", "row 1: agreed[1]: expected one of thriving"),
    "no such role": (f"vignette,rater,role,agreed\nclear_aims,a,{SECRET},\n", "row 1: role: expected one of young_person"),
    "rated twice": ("vignette,rater,agreed\nclear_aims,a,\nclear_aims,b,\nclear_aims,a,thriving\n", "row 3: rater: this rater has rated"),
    "two roles": ("vignette,rater,role,agreed\nclear_aims,a,other,\nsafety,a,practitioner,\n", "row 2: role: this rater has another role in a row above"),
    "a column too many": (f"vignette,rater,agreed,{SECRET}\n", "expected the columns vignette, rater, role, agreed, and no other"),
    "a column too few": ("vignette,rater\n", "expected the columns vignette, rater, role, agreed, and no other"),
    "a column twice": ("vignette,rater,agreed,agreed\n", "two columns have the same name"),
    "a cell too many": (f"vignette,rater,agreed\nclear_aims,a,thriving,{SECRET}\n", "row 1"),
    "nothing": ("", "expected a first line with the names of columns"),
    "no text": ("vignette,rater,agreed\nclear_aims,a,\udcff\n", "row 1: agreed: expected text in UTF-8"),
}  # fmt: skip


@pytest.mark.parametrize("bad", BAD)
def test_a_bad_file_of_ratings_is_refused_where_it_is_bad_and_no_value_is_repeated(
    bad: str, tmp_path: Path
) -> None:
    text, told = BAD[bad]
    file = tmp_path / "ratings.csv"
    file.write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(ThriveRulesError) as refused:
        read_ratings(file, ["clear_aims", "safety"])
    assert f"{file}" in str(refused.value)
    assert told in str(refused.value)
    assert SECRET not in str(refused.value)


def test_every_bad_row_is_told_up_to_a_limit(tmp_path: Path) -> None:
    file = tmp_path / "ratings.csv"
    with file.open("w", newline="") as stream:
        csv.writer(stream).writerows([("vignette", "rater", "agreed"), *[("other", "a", "")] * 40])
    with pytest.raises(ThriveRulesError) as refused:
        read_ratings(file, ["clear_aims"])
    assert [fault.file for fault in refused.value.faults[:25]] == [
        f"{file}, row {row}" for row in range(1, 26)
    ]
    assert refused.value.faults[-1].problem == "and 15 more faults"


def test_roles_can_be_left_out_and_no_grouping_can_be_said(tmp_path: Path) -> None:
    file = tmp_path / "ratings.csv"
    file.write_text("rater,agreed,vignette\na,getting_help; getting_advice,clear_aims\nb,,clear_aims\n")
    one, other = read_ratings(file, ["clear_aims"])
    assert one.groupings == {"getting_help", "getting_advice"}
    assert (other.groupings, other.role) == (frozenset(), None)

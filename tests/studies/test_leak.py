"""The leak audit: exact on examples small enough to list, even where nothing leaks, and loud where a fact copies severity."""

import random
from collections import defaultdict
from itertools import permutations, product

import numpy as np
import polars as pl
import pytest
from made_up import draw, frame_of, rules_from

from thrive_rules import Grouping, RuleBase
from thrive_rules.engines.frame import suggest_all
from thrive_rules.faults import CaseError
from thrive_rules.studies.leak import (
    NO_CONTRAST,
    NO_SEVERITY,
    Association,
    Leak,
    LeakAudit,
    _adjusted,
    leak_audit,
)

HELP = Grouping.GETTING_HELP
WORDS = ["none", "mild", "moderate", "severe"]


def cohort(rows: list[tuple[object, bool | None, int | None]]) -> pl.DataFrame:
    """A result from a need, whether Getting Help is a candidate, and a step of impact."""
    need, is_candidate, impact = zip(*rows, strict=True)
    frame = frame_of(*([False, False, each, False, False] for each in is_candidate))
    return frame.with_columns(
        pl.Series("need_a", need, dtype=pl.Boolean),
        pl.Series(
            "severity_impact", [None if each is None else WORDS[each] for each in impact], dtype=pl.String
        ),
    )


def the_test(found: LeakAudit, grouping: Grouping = HELP, measure: str = "impact") -> Leak:
    [test] = [test for test in found.tests if (test.grouping, test.measure) == (grouping, measure)]
    return test


def about(found: LeakAudit, column: str, measure: str = "impact") -> Association:
    [one] = [each for each in found.associations if (each.column, each.measure) == (column, measure)]
    return one


def test_worked_out_by_hand() -> None:
    """Severity 0 and 1 without, 2 and 3 with: a difference of 2, as far as 2 of the 6 ways to choose two of four."""
    found = leak_audit(
        cohort([(True, False, 0), (True, False, 1), (True, True, 2), (True, True, 3)]), 1, 30_000
    )
    test = the_test(found)
    assert (test.rows, test.rows_telling, test.strata_telling) == (4, 4, 1)
    assert test.difference == pytest.approx(2.0)
    assert test.overall == pytest.approx(2.0)
    assert test.correlation == pytest.approx(2 / 5**0.5)  # the correlation of (0, 1, 2, 3) with (0, 0, 1, 1)
    assert test.p == pytest.approx(2 / 6, abs=0.01)
    assert test.chance == (-2.0, 2.0)
    assert (found.needs, found.strata) == (1, 1)


def listed(rows: list[tuple[object, bool, int]]) -> tuple[float, float, float]:
    """Difference, correlation and p-value from every way to deal severity out within rows of the same need."""
    strata: dict[object, list[tuple[bool, int]]] = defaultdict(list)
    for need, is_candidate, severity in rows:
        strata[need].append((is_candidate, severity))

    def within(cells: list[list[tuple[bool, int]]]) -> float:
        total, weights = 0.0, 0.0
        for cell in cells:
            yes = [severity for is_candidate, severity in cell if is_candidate]
            no = [severity for is_candidate, severity in cell if not is_candidate]
            if yes and no and len({severity for _, severity in cell}) > 1:
                weight = len(yes) * len(no) / len(cell)
                total += weight * (sum(yes) / len(yes) - sum(no) / len(no))
                weights += weight
        return total / weights

    cells = list(strata.values())
    seen = within(cells)
    deals = [
        [[(is_candidate, severity) for (is_candidate, _), severity in zip(cell, deal, strict=True)]
         for deal in permutations(severity for _, severity in cell)]
        for cell in cells
    ]  # fmt: skip
    dealt = [within(list(every)) for every in product(*deals)]
    telling = [
        cell
        for cell in cells
        if len({c for c, _ in cell}) == 2 and len({severity for _, severity in cell}) > 1
    ]
    centred = [
        (
            float(c) - np.mean([float(c) for c, _ in cell]),
            severity - np.mean([severity for _, severity in cell]),
        )
        for cell in telling
        for c, severity in cell
    ]
    both = sum(a * b for a, b in centred)
    correlation = both / (sum(a * a for a, _ in centred) * sum(b * b for _, b in centred)) ** 0.5
    return seen, float(correlation), sum(abs(each) >= abs(seen) - 1e-9 for each in dealt) / len(dealt)


@pytest.mark.parametrize("seed", range(6))
def test_difference_and_p_value_are_those_of_every_deal_there_is(seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 - an example, and no secret
    needs = [True] * 5 + [False] * 4 + [None] * 3
    rows: list[tuple[object, bool, int]] = [(need, rng.random() < 0.5, rng.randrange(4)) for need in needs]
    seen, correlation, p = listed(rows)
    found = the_test(leak_audit(cohort(list(rows)), seed, 8000))
    assert found.difference == pytest.approx(seen)
    assert found.correlation == pytest.approx(correlation)
    assert found.p == pytest.approx(p, abs=0.02)


def test_the_difference_is_within_needs_and_not_between_them() -> None:
    """More severe rows have the need, and the need the candidate: a difference overall, and none within."""
    rows = [(True, True, 3), (True, True, 2), (True, False, 3), (True, False, 2)] * 5
    rows += [(True, True, 3), (True, True, 2)] * 20
    rows += [(False, False, 1), (False, False, 0)] * 20 + [(False, True, 1), (False, True, 0)]
    found = the_test(leak_audit(cohort(list(rows)), 0, 199))
    assert found.overall is not None
    assert found.overall > 1
    assert found.difference == pytest.approx(0.0)
    assert found.p == 1.0


def test_the_p_value_counts_the_cohort_itself() -> None:
    rows = [(True, severity > 1, severity) for severity in [0, 1, 2, 3] * 20]
    for permutations_ in (1, 9, 99):
        assert the_test(leak_audit(cohort(list(rows)), 0, permutations_)).p == 1 / (permutations_ + 1)


def test_what_cannot_be_tested_says_why() -> None:
    nothing = leak_audit(cohort([(True, True, None), (True, False, None)]), 0, 9)
    assert the_test(nothing).why_not == NO_SEVERITY
    assert not nothing.associations
    for rows in (
        [(True, True, 0), (True, True, 3), (False, False, 1), (False, False, 2)],  # the need settles it
        [(True, True, 1), (True, False, 1), (False, True, 2), (False, False, 2)],  # severity never differs
    ):
        test = the_test(leak_audit(cohort(list(rows)), 0, 9))
        assert (test.why_not, test.p, test.adjusted, test.rows_telling) == (NO_CONTRAST, None, None, 0)
        assert not test.associated
    empty = leak_audit(cohort([(True, True, 1)]).clear(), 0, 9)
    assert {test.why_not for test in empty.tests} == {NO_SEVERITY}


def test_measures_of_severity() -> None:
    frame = cohort([(True, True, 0), (True, False, 3), (False, True, None)]).with_columns(
        severity_low_mood=pl.Series(["severe", "mild", None]),
        severity_panics=pl.Series(["severe", None, None], dtype=pl.Enum(WORDS)),
    )
    found = leak_audit(frame, 0, 9)
    assert the_test(found, measure="impact").overall == -3.0
    assert the_test(found, measure="severe_concerns").overall == 2.0
    assert {test.rows for test in found.tests} == {2}
    with pytest.raises(
        CaseError, match="severity_low_mood: 1 row holds an answer that this fact cannot have"
    ) as error:
        leak_audit(frame.with_columns(severity_low_mood=pl.Series(["Jo Bloggs", None, None])), 0, 9)
    assert "Jo" not in str(error.value)


def test_an_undecided_grouping_is_no_candidate_and_an_undecided_need_a_need_of_its_own() -> None:
    found = leak_audit(cohort([(None, None, 0), (None, True, 3), (True, False, 1), (False, True, 2)]), 0, 9)
    assert (found.strata, the_test(found).rows_telling, the_test(found).difference) == (3, 2, 3.0)


def test_without_needs_all_rows_are_one_stratum() -> None:
    found = leak_audit(cohort([(True, True, 0), (False, False, 3)]).drop("need_a"), 0, 9)
    assert (found.needs, found.strata, the_test(found).rows_telling) == (0, 1, 2)


def test_the_same_seed_gives_the_same_answer(rules: RuleBase) -> None:
    result = suggest_all(draw(200, seed=4), rules)
    shuffled = result.select(sorted(result.columns))
    assert leak_audit(result, 5, 99) == leak_audit(result, 5, 99) == leak_audit(shuffled, 5, 99)
    assert leak_audit(result, 5, 99).tests != leak_audit(result, 6, 99).tests


def test_holm_worked_out_by_hand() -> None:
    tests = [Leak(grouping=HELP, measure="impact", rows=1, rows_telling=1, strata_telling=1, p=p)
             for p in (0.01, 0.04, None, 0.03, 0.005, 0.9)]  # fmt: skip
    adjusted = [test.adjusted for test in _adjusted(tests)]
    assert adjusted == [
        pytest.approx(each) if each else None for each in (0.04, 0.09, None, 0.09, 0.025, 0.9)
    ]
    multitest = pytest.importorskip("statsmodels.stats.multitest")
    told = multitest.multipletests([test.p for test in tests if test.p], method="holm")[1]
    assert [each for each in adjusted if each is not None] == pytest.approx(list(told))


# WHAT IT FINDS


PROXY = rules_from(
    {"when": {"needs_specialist_input": True}, "argues_for": "getting_more_help"},
    {"when": {"young_person_wants_information": True}, "argues_for": "getting_advice"},
    {"when": {"managing_own_health": True}, "establishes": "calm"},
    needs=("calm",),
)
"""Rules in which `needs_specialist_input` settles a grouping without any need; the decoy makes it a copy of severity."""


def decoy(rows: int, seed: int) -> pl.DataFrame:
    frame = draw(rows, seed=seed)
    copied = pl.col("severity_impact") == "severe"
    return suggest_all(frame.with_columns(needs_specialist_input=copied), PROXY)


def independent(rows: int, seed: int, rules: RuleBase, need: str) -> pl.DataFrame:
    """A cohort in which severity depends on a need and on nothing else."""
    result = suggest_all(draw(rows, seed=seed).drop("^severity_.*$"), rules)
    rng = np.random.default_rng([seed, 1])
    towards = result[f"need_{need}"].fill_null(False).to_numpy() + rng.normal(scale=0.8, size=rows)
    steps = np.clip(np.round(1 + towards), 0, 3).astype(int)
    return result.with_columns(severity_impact=pl.Series([WORDS[step] for step in steps]))


def test_a_fact_that_copies_severity_is_found() -> None:
    found = leak_audit(decoy(300, seed=1), 0, 999)
    test = the_test(found, Grouping.GETTING_MORE_HELP)
    assert test.associated
    assert test.p == 0.001
    assert test.difference is not None
    assert test.chance is not None
    assert test.difference > 1 > test.chance[1]
    assert not the_test(found, Grouping.GETTING_ADVICE).associated
    assert found.associations[0].column == "needs_specialist_input"
    assert about(found, "needs_specialist_input").strength > 0.6


def test_a_need_that_copies_severity_is_seen_in_what_goes_with_severity() -> None:
    """Rows of identical needs cannot show it: that is why needs and facts are told beside the test."""
    through_a_need = rules_from(
        {"when": {"needs_specialist_input": True}, "establishes": "extent"},
        {"when": {"need": "extent"}, "argues_for": "getting_more_help"},
        needs=("extent",),
    )
    frame = draw(300, seed=2).drop_nulls("severity_impact")
    copied = pl.col("severity_impact").is_in(["moderate", "severe"])
    found = leak_audit(suggest_all(frame.with_columns(needs_specialist_input=copied), through_a_need), 0, 99)
    assert the_test(found, Grouping.GETTING_MORE_HELP).why_not == NO_CONTRAST
    assert [each.column for each in found.associations if each.measure == "impact"][:2] == [
        "need_extent",
        "needs_specialist_input",
    ]
    assert about(found, "need_extent").strength > 0.8
    assert about(found, "young_person_wants_information").strength < 0.3


def test_a_question_that_is_asked_of_severe_cases_alone_is_seen() -> None:
    frame = draw(200, seed=3).drop_nulls("severity_impact")
    asked = pl.when(pl.col("severity_impact") == "severe").then(pl.lit(True))
    found = leak_audit(suggest_all(frame.with_columns(aims_agreed=asked), PROXY), 0, 9)
    one = about(found, "aims_agreed")
    assert one.strength > 0.6
    assert one.difference is None  # nobody said no


def test_strength_is_the_correlation_ratio() -> None:
    """Severity 0 and 2 without, 1 and 3 with: 1 of 5 squares lies between, so the root of 1 / 5."""
    found = leak_audit(cohort([(True, True, 0), (True, True, 2), (False, True, 1), (False, True, 3)]), 0, 9)
    one = about(found, "need_a")
    assert one.strength == pytest.approx((1 / 5) ** 0.5)
    assert one.difference == pytest.approx(-1.0)
    assert {each.column for each in found.associations} == {"need_a"}  # severity itself goes without saying


def test_where_severity_goes_with_needs_alone_the_audit_stays_quiet() -> None:
    """The rules of the decoy, without the decoy. P-values lie evenly: a tenth of them up to a tenth, and so on."""
    found: list[float] = []
    loud = 0
    for seed in range(60):
        tests = leak_audit(independent(200, seed, PROXY, "calm"), seed, 199).tests
        loud += any(test.associated for test in tests)
        found += [test.p for test in tests if test.p is not None]
    assert loud <= 8  # 3 in 60 are expected to be; 8 or fewer are in 99.6 of 100 such series
    assert len(found) == 2 * 60
    for share in (0.05, 0.1, 0.25, 0.5, 0.75, 0.9):
        slack = 3.3 * (share * (1 - share) * len(found)) ** 0.5
        assert abs((np.array(found) <= share).sum() - share * len(found)) < slack, share
    means = np.array([test.overall for test in tests if test.overall is not None])
    assert np.abs(means).max() > 0.1  # severity does go with candidates, by way of the need


def test_the_rules_that_ship_stay_quiet_where_severity_goes_with_a_need(rules: RuleBase) -> None:
    audits = [leak_audit(independent(250, seed, rules, "extent_of_help"), seed, 199) for seed in range(12)]
    assert sum(any(test.associated for test in audit.tests) for audit in audits) <= 2
    more_help = [the_test(audit, Grouping.GETTING_MORE_HELP) for audit in audits]
    assert all(test.overall is not None and test.overall > 0.2 for test in more_help)

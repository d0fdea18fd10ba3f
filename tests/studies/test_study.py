"""Coverage with the number of candidates beside it, how groupings stand, and which rules fire."""

from itertools import combinations, product

import numpy as np
import polars as pl
import pytest
from made_up import draw, frame_of

from thrive_rules import Grouping, RuleBase
from thrive_rules.cohorts.case_rows import rows_of_facts
from thrive_rules.cohorts.result import fact_columns, groupings_of, needs_of
from thrive_rules.engines.frame import suggest_all
from thrive_rules.faults import CaseError
from thrive_rules.severity.outcome import outcome_of
from thrive_rules.studies.coverage import Coverage, Covered, candidates, coverage, rule_coverage

T, F, U = True, False, None

# One row for each letter: thriving, advice, help, more help, risk support; and what was agreed.
BY_HAND = frame_of(
    [T, F, F, F, F],  # a: agreed and a candidate
    [F, T, T, F, F],  # b: agreed two, both candidates
    [F, F, T, U, F],  # c: agreed two, one a candidate, one not settled yet
    [F, T, F, F, F],  # d: agreed what can no longer come in
    [U, F, F, F, F],  # e: agreed what is not settled yet
    [T, T, T, T, T],  # f: nothing agreed
    agreed=[
        "thriving",
        "getting_advice;getting_help",
        "getting_help; getting_more_help",
        "thriving",
        "thriving",
        None,
    ],
)


def test_coverage_worked_out_by_hand() -> None:
    found = coverage(BY_HAND, "agreed")
    rules = found.by_rules
    assert (found.none_agreed, rules.rows) == (1, 5)
    assert (rules.covered, rules.partly, rules.undecided) == (2, 1, 2)
    assert rules.share == 2 / 5
    assert rules.sizes.counts == (1, 3, 1, 0, 0, 0)
    assert rules.sizes.mean == 1.0
    # One of five, twice agreed and one candidate; two of five: 1 / 10; of one candidate, never two; none: never.
    assert rules.by_chance == pytest.approx((1 / 5 + 1 / 10 + 0 + 1 / 5 + 0) / 5)
    thriving = found.by_grouping[Grouping.THRIVING]
    assert (thriving.rows, thriving.covered, thriving.undecided, thriving.share) == (3, 1, 1, 1 / 3)
    assert thriving.sizes.mean == pytest.approx(2 / 3)
    helped = found.by_grouping[Grouping.GETTING_HELP]
    assert (helped.rows, helped.covered) == (2, 2)
    assert found.by_grouping[Grouping.GETTING_RISK_SUPPORT].share is None


def test_rules_that_put_everything_forward_cover_everything_and_show_it() -> None:
    """Law 15: no share without the number of candidates."""
    everything = coverage(BY_HAND, "agreed").everything_always
    assert (everything.share, everything.by_chance, everything.sizes.mean) == (1.0, 1.0, 5.0)
    assert everything.sizes.counts == (0, 0, 0, 0, 0, 5)
    for name, field in Coverage.model_fields.items():
        assert name in ("agreed", "none_agreed") or "Covered" in str(field.annotation)
    assert {"share", "sizes"} <= Covered.model_fields.keys()


def test_chance_is_that_of_a_random_set_of_as_many_groupings() -> None:
    every = list(product([True, False], repeat=5))
    for several in range(1, 6):
        agreed = [";".join(list(Grouping)[:several])] * len(every)
        found = coverage(frame_of(*map(list, every), agreed=agreed), "agreed").by_rules
        shares = []
        for row in every:
            sets = list(combinations(range(5), sum(row)))
            shares.append(sum(set(range(several)) <= set(each) for each in sets) / len(sets))
        assert found.by_chance == pytest.approx(sum(shares) / len(shares))


def test_what_was_agreed_can_be_text_a_category_or_a_list() -> None:
    lists = [None if each is None else [one.strip() for one in each.split(";")] for each in BY_HAND["agreed"]]
    for column in (
        pl.Series("agreed", lists, dtype=pl.List(pl.String)),
        pl.Series("agreed", lists, dtype=pl.List(pl.Enum(list(map(str, Grouping))))),
        BY_HAND["agreed"].cast(pl.Categorical),
    ):
        assert coverage(BY_HAND.with_columns(column), "agreed") == coverage(BY_HAND, "agreed")
    nothing = BY_HAND.with_columns(pl.lit(None).alias("agreed"))
    assert coverage(nothing, "agreed").by_rules.share is None
    empty = BY_HAND.with_columns(pl.Series("agreed", [[]] * 6, dtype=pl.List(pl.String)))
    assert coverage(empty, "agreed").none_agreed == 6


@pytest.mark.parametrize(
    "column",
    [
        ["thriving", "Jo Bloggs", None, "tier 3", None, None],
        [["thriving"], ["Jo Bloggs", "thriving"], None, [None], None, None],
        [1, 2, None, None, None, None],
        [True, False, None, None, None, None],
    ],
)
def test_what_is_no_grouping_is_counted_and_not_told(column: list[object]) -> None:
    frame = BY_HAND.with_columns(pl.Series("agreed", column))
    with pytest.raises(CaseError, match="agreed: 2 rows hold something else than groupings") as error:
        coverage(frame, "agreed")
    assert "Jo" not in str(error.value)
    with pytest.raises(CaseError, match="did you mean agreed"):
        coverage(frame, "agree")


def test_a_frame_that_is_no_result_is_refused() -> None:
    with pytest.raises(CaseError, match="getting_help: a result has this column"):
        candidates(BY_HAND.drop("getting_help"))
    with pytest.raises(CaseError, match="thriving: 6 rows hold something else than true, false or nothing"):
        candidates(BY_HAND.with_columns(pl.lit(1).alias("thriving")))
    with pytest.raises(CaseError, match="need_x: 6 rows hold"):
        needs_of(BY_HAND.with_columns(pl.lit("Jo").alias("need_x")))
    words = BY_HAND.with_columns(pl.col(list(map(str, Grouping))).cast(pl.String))
    assert groupings_of(words).equals(groupings_of(BY_HAND))  # as a CSV holds them


def test_how_groupings_stand() -> None:
    found = candidates(BY_HAND)
    assert found.sizes.counts == (1, 3, 1, 0, 0, 1)
    standing = found.groupings[Grouping.THRIVING]
    assert (standing.candidate, standing.undecided, standing.not_put_forward) == (2, 1, 3)
    assert list(found.groupings) == list(Grouping)


def test_nothing_at_all_is_no_error() -> None:
    nothing = BY_HAND.clear()
    assert candidates(nothing).sizes.mean is None
    assert coverage(nothing, "agreed").by_rules.share is None


def test_rule_coverage_is_that_of_the_reference(rules: RuleBase) -> None:
    frame = draw(60, seed=1)
    found = rule_coverage(suggest_all(frame, rules), rules)
    outcomes = [outcome_of(rules, facts) for facts in rows_of_facts(fact_columns(frame))]
    deciding = [rule.id for rule in rules.deciding]
    assert found.fired == {
        rule: sum(outcome.verdicts[rule] == "fires" for outcome in outcomes) for rule in deciding
    }
    assert found.never == tuple(rule for rule in deciding if not found.fired[rule])
    assert found.never
    assert set(found.never) != set(deciding)
    with pytest.raises(CaseError, match="rule_help-against-aims-met: this rule has no column"):
        rule_coverage(suggest_all(frame, rules).drop("rule_help-against-aims-met"), rules)


def test_coverage_over_a_cohort_is_that_of_plain_counting(rules: RuleBase) -> None:
    result = suggest_all(draw(300, seed=2), rules)
    found = coverage(result, "agreed")
    covered, sizes = [], []
    for row in result.iter_rows(named=True):
        if row["agreed"] is not None:
            is_candidate = {name for name in Grouping if row[name]}
            covered.append(set(row["agreed"].split(";")) <= is_candidate)
            sizes.append(len(is_candidate))
    assert found.by_rules.share == pytest.approx(np.mean(covered))
    assert found.by_rules.sizes.mean == pytest.approx(np.mean(sizes))
    assert 0 < sum(covered) < len(covered)

"""The rules run again: with fewer answers nothing new appears, and other rules are compared row by row."""

from collections import Counter
from typing import Any

import polars as pl
import pytest
from made_up import draw, rules_from

from thrive_rules import Grouping, RuleBase, load_rules
from thrive_rules.cohorts.case_rows import rows_of_facts
from thrive_rules.cohorts.result import fact_columns
from thrive_rules.engines.frame import suggest_all
from thrive_rules.faults import CaseError, EnginesDisagree
from thrive_rules.severity.outcome import outcome_of
from thrive_rules.studies import rerun
from thrive_rules.studies.rerun import multiverse, sensitivity


def by_reference(frame: pl.DataFrame, rules: RuleBase) -> list[set[Grouping]]:
    """The candidates of every row, case by case, by the reference."""
    return [set(outcome_of(rules, facts).candidates) for facts in rows_of_facts(fact_columns(frame))]


# SENSITIVITY


def test_what_stays_is_counted_as_the_reference_counts_it(
    rules: RuleBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every frame that the rules are run on is looked at, and judged again row by row."""
    frame, seen = draw(80, seed=1), []

    def look(facts: pl.DataFrame, *given: Any, **named: Any) -> pl.DataFrame:
        seen.append(facts)
        return suggest_all(facts, *given, **named)

    monkeypatch.setattr(rerun, "suggest_all", look)
    found = sensitivity(frame, rules, seed=3, shares=(0.2, 0.6), repeats=2)
    whole, *less = seen
    assert len(less) == 4
    before = by_reference(whole, rules)
    known = sum(len(facts) for facts in rows_of_facts(fact_columns(whole)))
    for blanked, pair in zip(found.shares, (less[:2], less[2:]), strict=True):
        after = [by_reference(each, rules) for each in pair]
        kept = Counter(each for rows in after for row in rows for each in row)
        for grouping in Grouping:
            told = blanked.groupings[grouping]
            assert told.before == sum(grouping in row for row in before)
            assert told.stays == kept[grouping] / 2
            assert told.stays + told.undecided == told.before
        assert blanked.same == sum(rows[i] == before[i] for rows in after for i in range(80)) / 2
        assert blanked.mean == pytest.approx(sum(len(row) for rows in after for row in rows) / 160)
        assert blanked.stays == tuple(sum(map(len, rows)) / sum(map(len, before)) for rows in after)
        left = [sum(len(facts) for facts in rows_of_facts(fact_columns(each))) for each in pair]
        assert (blanked.answers, blanked.taken) == (known, known - sum(left) / 2)
        assert blanked.taken / known == pytest.approx(blanked.share, abs=0.05)
    for each in less:  # an answer is taken or left, and never changed
        for old, new in zip(rows_of_facts(whole), rows_of_facts(each), strict=True):
            assert new.items() <= old.items()


def test_nothing_taken_and_everything_taken(rules: RuleBase) -> None:
    nothing, everything = sensitivity(draw(50, seed=2), rules, shares=(0, 1), repeats=2).shares
    assert (nothing.taken, nothing.same, nothing.stays) == (0, 50, (1.0, 1.0))
    assert (everything.taken, everything.mean, set(everything.stays)) == (everything.answers, 0.0, {0.0})


def test_the_same_seed_takes_the_same_answers(rules: RuleBase) -> None:
    frame = draw(60, seed=4)
    assert sensitivity(frame, rules, 1, (0.3,)) == sensitivity(
        frame.select(sorted(frame.columns)), rules, 1, (0.3,)
    )
    assert sensitivity(frame, rules, 1, (0.3,)).shares != sensitivity(frame, rules, 2, (0.3,)).shares
    [repeated] = sensitivity(frame, rules, 1, (0.3,), repeats=4).shares
    assert len(set(repeated.stays)) > 1  # each repeat takes other answers
    alone, together = sensitivity(frame, rules, 1, (0.3,)), sensitivity(frame, rules, 1, (0.1, 0.3))
    assert alone.shares[0] == together.shares[1]


def test_an_engine_that_breaks_law_9_is_found_out(rules: RuleBase, monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine that takes "not yet known" for "no" settles what it cannot know."""

    def unknown_is_no(facts: pl.DataFrame, *given: Any, **named: Any) -> pl.DataFrame:
        return suggest_all(facts.with_columns(pl.col(pl.Boolean).fill_null(False)), *given, **named)

    monkeypatch.setattr(rerun, "suggest_all", unknown_is_no)
    with pytest.raises(
        EnginesDisagree, match=rf"({'|'.join(Grouping)}) in \d+.*the frame engine is at fault"
    ):
        sensitivity(draw(100, seed=5), rules)


def test_a_frame_without_answers_or_without_rows(rules: RuleBase) -> None:
    keys = pl.DataFrame({"case": [1, 2], "need_x": ["a key", "another"]})
    [found] = sensitivity(keys, rules, shares=(0.5,)).shares
    assert (found.answers, found.same, found.mean, found.stays) == (0, 2, 0.0, ())
    [nothing] = sensitivity(draw(3, seed=1).clear(), rules, shares=(0.5,)).shares
    assert (nothing.mean, nothing.same) == (None, 0)
    with pytest.raises(CaseError, match="recovering: 2 rows hold an answer that this fact cannot have"):
        sensitivity(keys.with_columns(recovering=pl.lit("Jo Bloggs")), rules)


# MULTIVERSE

ONE = rules_from(
    {"when": {"recovering": True}, "argues_for": "thriving"},
    {"when": {"help_tried": True}, "argues_for": "getting_help"},
)
OTHER = rules_from(
    {"when": {"recovering": True}, "argues_for": "thriving"},
    {"when": {"help_tried": False}, "argues_for": "getting_help"},
    {"when": {"aims_met": True}, "argues_for": "getting_advice"},
)


def test_two_rule_bases_worked_out_by_hand() -> None:
    frame = pl.DataFrame(
        {
            "recovering": [True, True, None, False],
            "help_tried": [True, None, False, True],
            "aims_met": [None, None, True, None],
        }
    )
    # one: thriving+help, thriving, none, help; other: thriving, thriving, help+advice, none
    found = multiverse(frame, {"one": ONE, "other": OTHER})
    first, second = found.universes
    assert (found.rows, first.name, second.name) == (4, "one", "other")
    assert first.candidates == dict(zip(Grouping, (2, 0, 2, 0, 0), strict=True))
    assert second.candidates == dict(zip(Grouping, (2, 1, 1, 0, 0), strict=True))
    assert (first.sizes.mean, second.sizes.counts) == (1.0, (1, 2, 1, 0, 0, 0))
    [pair] = found.pairs
    assert (pair.first, pair.second, pair.differ) == ("one", "other", 3)
    told = {name: (each.first_alone, each.second_alone) for name, each in pair.groupings.items()}
    assert told == dict(zip(Grouping, ((0, 0), (0, 1), (2, 1), (0, 0), (0, 0)), strict=True))
    assert first.rules.digest == ONE.digest


def test_every_pair_is_that_of_the_reference(rules: RuleBase) -> None:
    bases = {"thrive": rules, "severity-led": load_rules("severity-led", for_study=True), "one": ONE}
    frame = draw(70, seed=6)
    found = multiverse(frame, bases)
    outcomes = {name: by_reference(frame, each) for name, each in bases.items()}
    assert [(pair.first, pair.second) for pair in found.pairs] == [
        ("thrive", "severity-led"), ("thrive", "one"), ("severity-led", "one"),
    ]  # fmt: skip
    for pair in found.pairs:
        both = list(zip(outcomes[pair.first], outcomes[pair.second], strict=True))
        assert pair.differ == sum(a != b for a, b in both)
        for grouping in Grouping:
            told = pair.groupings[grouping]
            assert told.first_alone == sum(grouping in a - b for a, b in both)
            assert told.second_alone == sum(grouping in b - a for a, b in both)
    assert all(pair.differ for pair in found.pairs)
    assert multiverse(frame, {"a": rules, "b": rules}).pairs[0].differ == 0

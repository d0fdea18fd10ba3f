"""A cohort in any kind of frame says what the reference says of each case: of rules, needs and groupings."""

from collections.abc import Mapping, Sequence
from itertools import product
from random import Random

import polars as pl
import pytest
from frames import KINDS, VALUES, VERDICTS, answered, budget, cohort, each
from hypothesis import given, settings
from hypothesis import strategies as st
from test_conformance import argument, needing, rule_base

from thrive_rules import RuleBase
from thrive_rules.cases.case import Value
from thrive_rules.cases.vocabulary import FACTS
from thrive_rules.engines.bits import ROWS_AT_ONCE
from thrive_rules.engines.frame import suggest_all
from thrive_rules.engines.layout import need_column, result_columns, rule_column
from thrive_rules.language.conditions import All, AnyOf, Is, Needed, Not, facts_read
from thrive_rules.reasoning.inference import evaluate
from thrive_rules.reasoning.meaning import Verdict
from thrive_rules.testing import conditions, rule_bases

ROWS = 50
EVERY_SHAPE = ("age", "reason", "has_goals", "recovering", "safety_concern", "concern_low_mood")
"""A number, a closed list, yes alone, and yes and no. Rules that load read no context; those built in Python may."""


def drawn(rules: RuleBase, seed: int) -> list[dict[str, Value]]:
    """Cases over the facts that rules read: nothing known, everything known, and shares between."""
    source = Random(seed)  # noqa: S311 - the same cases for the same seed, and no secret
    names = sorted(set[str]().union(*(facts_read(rule.when) for rule in rules.rules)))
    shares = [0.0, 1.0, *(source.random() for _ in range(ROWS - 2))]
    return [
        {name: source.choice(FACTS[name].domain) for name in names if source.random() < share}
        for share in shares
    ]


def together(verdicts: Sequence[Verdict]) -> Verdict:
    """What some rules come to: one that fires is enough, and one that is undecided keeps it open."""
    if Verdict.FIRES in verdicts:
        return Verdict.FIRES
    return Verdict.UNDECIDED if Verdict.UNDECIDED in verdicts else Verdict.DOES_NOT_FIRE


def expected(rules: RuleBase, answers: Mapping[str, Value]) -> dict[str, Verdict]:
    """Every column of a result, by the reference."""
    verdicts = evaluate(rules, answers).verdicts
    found = {rule_column(rule): verdict for rule, verdict in verdicts.items()}
    for need, establishing in rules.establishing.items():
        found[need_column(need)] = together([verdicts[rule.id] for rule in establishing])
    for grouping, arguing in rules.arguing_for.items():
        found[grouping] = together([verdicts[rule.id] for rule in arguing])
    return found


def agree(kind: str, rules: RuleBase, cases: Sequence[Mapping[str, Value]]) -> None:
    for answers, row in zip(cases, answered(kind, rules, cases).iter_rows(named=True), strict=True):
        told = expected(rules, answers)
        apart = {name for name, verdict in told.items() if VERDICTS[row[name]] is not verdict}
        assert not apart, f"{apart} of {answers}"


def any_rules() -> st.SearchStrategy[RuleBase]:
    """Rule bases that load, and rule bases built in Python whose needs and arguments read facts of every shape."""
    own = st.builds(
        lambda need, when, other: rule_base(
            needing("a-need", need), argument("a-rule", when), argument("b-rule", other), needs=("a-need",)
        ),
        conditions(EVERY_SHAPE),
        conditions(EVERY_SHAPE, ("a-need",)),
        conditions(EVERY_SHAPE, ("a-need",)),
    )
    return rule_bases() | own


@pytest.mark.parametrize("kind", each(KINDS))
def test_a_frame_says_what_the_reference_says_of_every_row(kind: str) -> None:
    @settings(max_examples=budget(kind, settings().max_examples))
    @given(any_rules(), st.integers(0, 2**32))
    def agrees(rules: RuleBase, seed: int) -> None:
        agree(kind, rules, drawn(rules, seed))

    agrees()


@pytest.mark.parametrize("kind", each(KINDS))
def test_a_frame_reads_facts_with_many_answers(kind: str) -> None:
    """Not known is not one of the answers of a list, nor any other than those; whatever a library makes of null."""
    teenage, first = Is("age", tuple(range(13, 20))), Is("reason", ("first_contact", "review"))
    rules = rule_base(
        needing("a-need", AnyOf((teenage, Is("competence", ("presumed",))))),
        argument("one", teenage),
        argument("none", Not(teenage)),
        argument("both", All((teenage, first))),
        argument("neither", Not(AnyOf((teenage, first)))),
        argument("any-answer", Is("reason", FACTS["reason"].domain)),
        argument("no-answer", Not(Is("reason", FACTS["reason"].domain))),
        argument("yes-or-no", Is("recovering", (True, False))),
        argument("goals", Is("has_goals", (True,))),
        argument("no-goals", Not(Is("has_goals", (True,)))),
        argument("needing", All((Needed("a-need"), first))),
        needs=("a-need",),
    )
    ages: list[dict[str, Value]] = [{}, {"age": 0}, {"age": 13}, {"age": 25}]
    reasons: list[dict[str, Value]] = [{}, {"reason": "first_contact"}, {"reason": "other"}]
    others: list[dict[str, Value]] = [{}, {"has_goals": True, "recovering": False, "competence": "presumed"}]
    agree(kind, rules, [age | reason | other for age in ages for reason in reasons for other in others])
    agree(kind, rules, [{}])  # no column at all
    agree(kind, rules, [{}, {"recovering": True}])


AGES = (pl.Float64(), pl.Float32(), pl.Int8(), pl.UInt16())
REASONS = (pl.String(), pl.Categorical(), pl.Enum(["first_contact", "other"]))


@pytest.mark.parametrize("kind", each(KINDS))
def test_a_frame_reads_every_type_that_a_fact_may_come_in(kind: str) -> None:
    rules = rule_base(
        argument("teenage", Is("age", tuple(range(13, 20)))),
        argument("new", Not(Is("reason", ("first_contact", "review")))),
    )
    cases: list[dict[str, Value]] = [
        {},
        {"age": 13, "reason": "other"},
        {"age": 25, "reason": "first_contact"},
    ]
    make, back = KINDS[kind]
    for age, reason in product(AGES, REASONS) if kind != "PySpark" else [(AGES[0], REASONS[0])]:
        given = cohort(cases).with_columns(pl.col("age").cast(age), pl.col("reason").cast(reason))
        found = back(suggest_all(make(given), rules, undecided=True)).sort("row")
        for answers, row in zip(cases, found.iter_rows(named=True), strict=True):
            told = expected(rules, answers)
            assert {name: VERDICTS[row[name]] for name in told} == told, (age, reason)


@pytest.mark.parametrize("kind", each(KINDS))
def test_what_is_asked_for_decides_the_columns_and_own_columns_stay(kind: str, rules: RuleBase) -> None:
    """Without `undecided`, a rule that is not yet decided does not fire; a need and a grouping stay open."""
    make, back = KINDS[kind]
    cases: list[dict[str, Value]] = [{}, {"aims_met": True, "able_to_use_help_now": False}]
    given = make(cohort(cases))
    named = back(given).columns
    plain, short = suggest_all(given, rules), suggest_all(given, rules, fired=False)
    assert type(plain) is type(short) is type(given)
    assert back(plain).columns == named + result_columns(rules)
    assert back(short).columns == named + result_columns(rules, fired=False)
    assert back(short).select(named).equals(back(given))
    for answers, row in zip(cases, back(plain).sort("row").iter_rows(named=True), strict=True):
        for name, verdict in expected(rules, answers).items():
            two_valued = verdict is Verdict.FIRES if name.startswith("rule_") else VALUES[verdict]
            assert row[name] is two_valued, name


def test_a_long_cohort_and_any_piece_of_it_say_the_same(rules: RuleBase) -> None:
    """More rows than are worked on at once; pieces that start inside a byte, end early, or hold nothing."""
    few = cohort(drawn(rules, seed=0))
    many = pl.concat([few] * 1311, rechunk=True)
    long = pl.concat([many] * 5, rechunk=False)
    assert len(long) > ROWS_AT_ONCE
    answers = suggest_all(few, rules, undecided=True)
    whole = suggest_all(long, rules, undecided=True)
    assert whole.equals(pl.concat([answers] * (5 * 1311), rechunk=True))
    for first, length in ((0, 0), (0, 1), (3, 9), (13, ROWS_AT_ONCE), (ROWS_AT_ONCE - 5, 20), (8, 64)):
        piece = long.rechunk().slice(first, length)
        assert suggest_all(piece, rules, undecided=True).equals(whole.slice(first, length)), (first, length)
        table = suggest_all(long.to_arrow().slice(first, length), rules, undecided=True)
        assert pl.DataFrame(table).equals(whole.slice(first, length)), (first, length)

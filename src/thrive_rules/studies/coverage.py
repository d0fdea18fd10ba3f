"""What a rule base makes of a cohort, as figures: candidates, what people agreed, which rules fire.

Needs the extra `[study]`. No figure ranks groupings. Where people and rules differ, neither is wrong.
"""

from math import comb

import numpy as np
import polars as pl

from thrive_rules.cases.case import Frozen, Grouping
from thrive_rules.cohorts.result import (
    GROUPINGS,
    Sizes,
    YesNoTable,
    groupings_of,
    is_true,
    rules_of,
    sizes_of,
)
from thrive_rules.engines.layout import rows_hold, rule_column
from thrive_rules.faults import CaseError, Code, Fault, did_you_mean
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.rulefiles.certificate import RulesCertified, which_rules

BETWEEN = ";"
"""What stands between several groupings in one text."""


class Standing(Frozen):
    """How a grouping stands over all rows: its candidate, not settled yet, or settled as not."""

    candidate: int
    undecided: int
    not_put_forward: int


class Candidates(Frozen):
    """How many candidates rows have, and how each grouping stands."""

    sizes: Sizes
    groupings: dict[Grouping, Standing]


def candidates(result: pl.DataFrame) -> Candidates:
    """How many candidates rows have, and how each grouping stands. Raises CaseError for a frame that is no result."""
    found = groupings_of(result)
    standing = {}
    for grouping in Grouping:
        true, unknown = int(found[grouping].sum() or 0), found[grouping].null_count()
        standing[grouping] = Standing(
            candidate=true, undecided=unknown, not_put_forward=len(found) - true - unknown
        )
    return Candidates(sizes=sizes_of(is_true(found).sum(axis=1)), groupings=standing)


# COVERAGE


class Covered(Frozen):
    """How often what people agreed is among the candidates, never without how many candidates there are."""

    rows: int
    covered: int
    """Rows in which every grouping agreed is a candidate."""
    partly: int
    """Rows in which some, but not every, grouping agreed is a candidate."""
    undecided: int
    """Rows not covered in which unknown answers could still bring in all that is missing."""
    share: float | None
    """Covered rows as a share of all these rows, 0 to 1."""
    by_chance: float | None
    """The share, were as many candidates drawn at random in each row."""
    sizes: Sizes


class Coverage(Frozen):
    """What people agreed, beside the candidates. A difference is something to talk about, and nobody's mistake."""

    agreed: str
    """The column that says what was agreed."""
    none_agreed: int
    """Rows left out, because nothing is agreed."""
    by_rules: Covered
    everything_always: Covered
    """The same for a trivial rule that puts every grouping forward in every row: coverage alone is worth little."""
    by_grouping: dict[Grouping, Covered]
    """For each grouping, the rows in which it was agreed, and how it stands there."""


def coverage(result: pl.DataFrame, agreed: str) -> Coverage:
    """How often what people agreed is among the candidates, together with how many candidates there are.

    The column `agreed` holds the key of a grouping, several with `;` between them, or a list; null where none is
    agreed. Raises CaseError for a column that is missing or holds anything else, with the count of rows.
    """
    said = _agreed(result, agreed)
    found = groupings_of(result)
    is_candidate, undecided = is_true(found), np.column_stack([found[name].is_null() for name in GROUPINGS])
    rows = said.any(axis=1)
    said, is_candidate, undecided = said[rows], is_candidate[rows], undecided[rows]
    by_grouping = {}
    for index, grouping in enumerate(Grouping):
        here = said[:, index]
        alone = np.zeros_like(said[here])
        alone[:, index] = True
        by_grouping[grouping] = _covered(alone, is_candidate[here], undecided[here])
    return Coverage(
        agreed=agreed,
        none_agreed=int((~rows).sum()),
        by_rules=_covered(said, is_candidate, undecided),
        everything_always=_covered(said, np.ones_like(said), np.zeros_like(said)),
        by_grouping=by_grouping,
    )


def _agreed(result: pl.DataFrame, name: str) -> YesNoTable:
    if name not in result.columns:
        hint = did_you_mean(name, result.columns) or "name one that is"
        raise CaseError(
            [Fault("<frame>", None, "", f"there is no such column of what was agreed; {hint}", Code.REQUIRED)]
        )
    column = result[name]
    if isinstance(column.dtype, pl.List):
        lists = column.cast(pl.List(pl.String), strict=False)
    else:
        is_text = column.dtype in (pl.String, pl.Categorical, pl.Enum, pl.Null)
        text = (
            column.cast(pl.String)
            if is_text
            else column.is_not_null().set(column.is_null(), None).cast(pl.String)
        )
        lists = text.str.split(BETWEEN).list.eval(pl.element().str.strip_chars())
    known = lists.list.eval(pl.element().is_in(list(GROUPINGS)).fill_null(False)).list.all()
    if wrong := int((~known).sum()):
        problem = (
            f"{rows_hold(wrong)} something else than groupings; expected {', '.join(GROUPINGS)}, or nothing"
        )
        raise CaseError([Fault("<frame>", None, name, problem)])
    return np.column_stack([lists.list.contains(each).fill_null(False).to_numpy() for each in GROUPINGS])


_CHANCE = np.array(
    [
        [comb(5 - agreed, size - agreed) / comb(5, size) if size >= agreed else 0.0 for size in range(6)]
        for agreed in range(6)
    ]
)
"""How likely it is that a random set of so many groupings (column) holds all that were agreed (row)."""


def _covered(said: YesNoTable, is_candidate: YesNoTable, undecided: YesNoTable) -> Covered:
    sizes, several = is_candidate.sum(axis=1), said.sum(axis=1)
    hits = (said & is_candidate).sum(axis=1)
    covered = hits == several
    out = (said & ~is_candidate & ~undecided).any(axis=1)
    return Covered(
        rows=len(said),
        covered=int(covered.sum()),
        partly=int((~covered & (hits > 0)).sum()),
        undecided=int((~covered & ~out).sum()),
        share=float(covered.mean()) if len(said) else None,
        by_chance=float(_CHANCE[several, sizes].mean()) if len(said) else None,
        sizes=sizes_of(sizes),
    )


# RULES


class RuleCoverage(Frozen):
    """In how many rows each rule fires."""

    rules: RulesCertified
    rows: int
    fired: dict[str, int]
    """For each rule about needs and groupings, the rows in which it fires."""

    @property
    def never(self) -> tuple[str, ...]:
        """Rules that fire in no row. They can be needless, or the cohort can lack whom they are for."""
        return tuple(rule for rule, count in self.fired.items() if not count)


def rule_coverage(result: pl.DataFrame, rules: RuleBase) -> RuleCoverage:
    """In how many rows each rule fires. Raises CaseError for a result without the column of a rule."""
    found = rules_of(result)
    deciding = [rule.id for rule in rules.deciding]
    if missing := [rule for rule in deciding if rule not in found.columns]:
        problem = "this rule has no column; the result is of other rules, or was made without `fired`"
        raise CaseError(Fault("<frame>", None, rule_column(rule), problem, Code.REQUIRED) for rule in missing)
    fired = {rule: int(found[rule].sum() or 0) for rule in deciding}
    return RuleCoverage(rules=which_rules(rules), rows=len(found), fired=fired)

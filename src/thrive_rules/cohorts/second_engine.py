"""The reference beside the frame engine, on the first rows of a cohort. Needs the extra `[frame]`.

Tests and proofs hold the two to each other; this says what came of it on the very rows of a run.
"""

import polars as pl

from thrive_rules.cases.case import Grouping
from thrive_rules.cohorts.case_rows import rows_of_facts
from thrive_rules.cohorts.result import GROUPINGS
from thrive_rules.cohorts.run_record import EngineAgreement
from thrive_rules.engines.layout import need_column
from thrive_rules.faults import EnginesDisagree
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.reasoning.inference import evaluate

ROWS_COMPARED = 1_000
"""How many of the first rows the reference answers too."""


def compare_engines(answered: pl.DataFrame, rules: RuleBase) -> int:
    """How many rows the reference answers as they stand here: every grouping and every need, to the last unknown.

    `answered` holds the facts and what the frame engine made of them. Raises EnginesDisagree with the columns in which
    the two differ, and in how many rows.
    """
    needs = {need.id: need_column(need.id) for need in rules.needs}
    found = [evaluate(rules, facts) for facts in rows_of_facts(answered)]
    reference = {str(grouping): [each.candidate(grouping) for each in found] for grouping in Grouping}
    reference |= {column: [each.needed(need) for each in found] for need, column in needs.items()}
    differ = {}
    for name in (each for each in (*GROUPINGS, *needs.values()) if each in answered.columns):
        expected = pl.Series(name, reference[name], dtype=pl.Boolean)
        if count := int(answered[name].ne_missing(expected).sum()):
            differ[name] = count
    if differ:
        counts = ", ".join(f"{name} in {count}" for name, count in differ.items())
        raise EnginesDisagree(
            f"the frame engine and the reference do not tell the same story (rows: {counts}); nothing is written. "
            "Please report it"
        )
    return len(found)


def agreement_of(rows: int) -> EngineAgreement:
    """What a record says of the rows that were compared. All of them agreed: a run ends where one does not."""
    return EngineAgreement(engines=("frame", "reference"), rows_compared=rows, rows_that_differ=0)

"""Small made-up cohorts for the tests of this folder, and for examples/study_cohort.csv. They say nothing about real people.

Severity goes with the extent of help that would be needed, so that it is no trivial matter to keep the two apart.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from thrive_rules import Grouping, RuleBase, load_rules
from thrive_rules.language.rule import read_rule
from thrive_rules.language.wording import Need

EXAMPLE = Path(__file__).parents[2] / "examples" / "study_cohort.csv"

SAID = ("everyday_support", "information", "goal_focused_help", "extensive_help")
RATINGS = ("none", "mild", "moderate", "severe")


def draw(rows: int, seed: int) -> pl.DataFrame:
    """So many rows, the same for the same seed."""
    rng = np.random.default_rng(seed)
    extent = rng.normal(size=rows)

    def yes(towards: NDArray[np.float64] | float, unknown: float = 0.15) -> pl.Series:
        answers = pl.Series(rng.normal(size=rows) < towards)
        return answers.set(pl.Series(rng.random(rows) < unknown), None)

    def rating(unknown: float) -> pl.Series:
        steps = np.clip(np.round(1.4 + 0.9 * extent + rng.normal(scale=0.6, size=rows)), 0, 3).astype(int)
        words = pl.Series([RATINGS[step] for step in steps], dtype=pl.String)
        return words.set(pl.Series(rng.random(rows) < unknown), None)

    columns = {
        "individual_support_needed": yes(extent + 0.8, 0.05),
        "recovering": yes(-1.2),
        "needs_several_professionals": yes(extent - 0.7),
        "needs_specialist_input": yes(extent - 0.7),
        "needs_long_term_help": yes(extent - 0.9),
        "help_tried": yes(0.2),
        "help_making_a_difference": yes(0.3, 0.5),
        "able_to_use_help_now": yes(1.0),
        "aims_met": yes(-1.5, 0.4),
        "safety_concern": yes(extent - 2.0, 0.1),
        "managing_own_health": yes(-extent),
    }
    liking = {kind: rng.normal(size=rows) for kind in SAID}
    for voice, unknown in (
        ("young_person_wants", 0.1),
        ("parent_or_carer_proposes", 0.3),
        ("practitioner_proposes", 0.2),
    ):
        for kind in SAID:
            towards = 1.2 * liking[kind] + (extent - 1 if kind == "extensive_help" else 0.0)
            columns[f"{voice}_{kind}"] = yes(towards, unknown)
    columns |= {f"severity_{name}": rating(0.2) for name in ("low_mood", "anxious_generally")}
    columns["severity_impact"] = rating(0.1)
    agreed = []
    for row in pl.DataFrame(columns).iter_rows(named=True):
        wants = [kind for kind in SAID if row[f"young_person_wants_{kind}"]]
        more = (
            row["needs_several_professionals"] or row["needs_specialist_input"] or "extensive_help" in wants
        )
        kinds = {
            "getting_risk_support": row["safety_concern"] and row["able_to_use_help_now"] is False,
            "getting_more_help": "goal_focused_help" in wants and more,
            "getting_help": "goal_focused_help" in wants and not more,
            "getting_advice": "information" in wants or bool(row["managing_own_health"]),
            "thriving": "everyday_support" in wants,
        }
        fits = [grouping for grouping, holds in kinds.items() if holds][: 1 + (rng.random() < 0.1)]
        agreed.append(";".join(fits) if fits and rng.random() < 0.9 else None)
    return pl.DataFrame(
        {"case": range(1, rows + 1), **columns, "agreed": pl.Series(agreed, dtype=pl.String)}, strict=False
    )


def frame_of(*rows: Sequence[bool | None], **columns: Sequence[object]) -> pl.DataFrame:
    """A result frame: a row of five answers, one for each grouping, and further columns."""
    answers = pl.DataFrame(rows, schema=dict.fromkeys(map(str, Grouping), pl.Boolean()), orient="row")
    return answers.with_columns(pl.Series(name, values, strict=False) for name, values in columns.items())


def rules_from(*deciding: dict[str, Any], needs: tuple[str, ...] = ()) -> RuleBase:
    """A small rule base: the words that ship, needs of these names, and made-up rules."""
    rest = {"because": "Made up.", "illustrative": True}
    rules = tuple(
        read_rule(
            {"id": f"rule-{index}"} | rest | ({} if "establishes" in rule else {"voice": "framework"}) | rule
        )
        for index, rule in enumerate(deciding)
    )
    declared = tuple(Need.model_validate({"id": need, "statement": "Made up."}) for need in needs)
    return replace(load_rules(), needs=declared, rules=rules)


def example() -> str:
    """The text of examples/study_cohort.csv."""
    return draw(250, seed=7).write_csv()


if __name__ == "__main__":
    EXAMPLE.write_text(example(), encoding="utf-8")

"""The made-up young people of the page for teaching: worked cases that ship with the rules, by their files' names."""

from typing import Any

from thrive_rules.checks.worked import load_worked_cases
from thrive_rules.rulefiles.rulefile import shipped_rules

PAIRS = (
    "ocd-severe-and-managing-her-own-way",
    "ocd-managing-her-own-way-with-mild-ratings",
    "ocd-mild-and-wanting-treatment",
    "ocd-wanting-treatment-with-severe-ratings",
)
"""Two pairs that differ in severity alone: after the frequently asked questions of the National i-THRIVE Programme."""
PRACTICE = (
    "everyday-support-alone-parent-or-carer",
    "on-the-road-to-recovery",
    "getting-used-to-a-loss",
    "hears-voices-and-lives-well-with-them",
    "goal-focused-help-without-extent",
    "goal-focused-help-with-extent",
    "more-help-is-what-he-wants",
    "safety-concern-while-help-works",
    "both-conditions-for-risk-support",
    "no-professional-help-while-others-propose-it",
    "three-voices-that-differ",
    "costs-outweigh-gains",
)
"""Twelve to practise with: each grouping, each alone and beside others, and voices that differ."""


def lessons() -> list[dict[str, Any]]:
    """Each of them once: id, name, why, the passage that the case rests on, the case as a file has it, and what is
    expected.
    """
    worked = {
        file.rsplit("/", 1)[-1].removesuffix(".yaml"): case
        for file, case in load_worked_cases(shipped_rules() / "cases")
    }
    return [
        {
            "id": name,
            "name": worked[name].name,
            "why": worked[name].why,
            "source": worked[name].source,
            "case": worked[name].case.model_dump(mode="json", by_alias=True, exclude_defaults=True),
            "expected": list(worked[name].expected.candidates),
            "practice": name in PRACTICE,
        }
        for name in (*PAIRS, *PRACTICE)
    ]

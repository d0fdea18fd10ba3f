"""Five hundred made-up young people, small enough to stand in a page: one letter for each answer.

They are drawn from the design that ships. The file is made anew by docs/make.py, so that a page needs no data frame.
"""

import json
from importlib.resources import files
from typing import Any

from thrive_rules.cases.vocabulary import FACTS, FOR_PROMPTS_ALONE, Part
from thrive_rules.language.conditions import facts_read
from thrive_rules.rulefiles.rulefile import load_rules

MARKS_FILE = "marks.json"
HOW_MANY, SEED = 500, 2026
NOT_KNOWN = "."


def marks() -> Any:
    """The facts in order, and a row of letters for each young person: the place of the answer in its fact's domain, or
    a dot where it is not known.
    """
    return json.loads(files("thrive_rules.explorer").joinpath(MARKS_FILE).read_text("utf-8"))


def draw_marks() -> dict[str, Any]:
    """The same drawn anew, from the design that ships. Needs the extra `[frame]`."""
    from thrive_rules.cohorts.cohort import draw_cohort, load_design

    drawn = draw_cohort(HOW_MANY, SEED)
    names = [name for name in _facts_read() if drawn[name].is_not_null().any()]
    rows = [
        "".join(
            NOT_KNOWN if row[name] is None else str(FACTS[name].domain.index(row[name])) for name in names
        )
        for row in drawn.select(names).iter_rows(named=True)
    ]
    design = load_design()
    return {"design": f"{design.id} {design.version}", "seed": SEED, "facts": names, "rows": rows}


def _facts_read() -> list[str]:
    """What can have a part in a grouping, and what the rules that are led by severity read."""
    teaching = load_rules("severity-led", for_study=True)
    led_by = {fact for rule in teaching.rules for fact in facts_read(rule.when)}
    decides = {name for name, fact in FACTS.items() if fact.part not in FOR_PROMPTS_ALONE}
    listed = {name for name, fact in FACTS.items() if fact.part in (Part.CONCERN, Part.CIRCUMSTANCE)}
    return [name for name in FACTS if name in (decides - listed) | led_by]

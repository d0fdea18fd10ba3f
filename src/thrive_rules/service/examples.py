"""Made-up cases that the description of the routes shows, and that a test sends."""

from typing import Any

A_CASE: dict[str, Any] = {
    "format": 2,
    "context": {"age": 15, "reason": "first_contact"},
    "presentation": {"concerns": ["low_mood"], "immediate_danger": False},
    "preferences": {"wants": {"goal_focused_help": True, "extensive_help": False}},
    "views": [{"id": "mum", "from": "parent_or_carer", "proposes": {"goal_focused_help": True}}],
    "severity": {"ratings": {"low_mood": "moderate"}},
}
TWO_CASES: dict[str, Any] = {
    "first": A_CASE,
    "second": A_CASE | {"severity": {"ratings": {"low_mood": "severe"}}},
}

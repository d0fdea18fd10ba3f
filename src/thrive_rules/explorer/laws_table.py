"""The laws as plain data, as a reader holds them against every way in which rules can be met."""

from dataclasses import fields
from re import sub
from typing import Any, get_args

from thrive_rules.language.conditions import Condition, spell_condition
from thrive_rules.reasoning.claims import Claim
from thrive_rules.reasoning.laws import LAWS

CLAIMS = {sub("(?<!^)(?=[A-Z])", "_", shape.__name__).lower(): shape for shape in get_args(Claim)}
"""The shapes of claims, by the names that a table gives them."""
_NAMES = {shape: name for name, shape in CLAIMS.items()}


def laws_table() -> list[dict[str, Any]]:
    """Every law: its name, the sentence that is to hold, and what it claims, each claim under its shape."""
    return [
        {"name": law.name, "asks": law.asks, "claims": [_claim(claim) for claim in law.claims]}
        for law in LAWS
    ]


def _claim(claim: Claim) -> dict[str, Any]:
    said = {field.name: _plain(getattr(claim, field.name)) for field in fields(claim)}
    return {"shape": _NAMES[type(claim)]} | said


def _plain(part: object) -> Any:
    match part:
        case dict():
            return dict(part)
        case tuple():
            return [_plain(each) for each in part]
        case bool():
            return part
        case str():
            return str(part)
        case _ if isinstance(part, Condition):
            return spell_condition(part)
        case _:
            raise TypeError(f"a claim holds no {type(part).__name__}")

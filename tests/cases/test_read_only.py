"""Nothing in a case can be written to once it is made, however it came to be: its mappings neither."""

import copy
import pickle
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from pydantic import BaseModel

from thrive_rules import (
    Case,
    as_seen_by,
    audience_of,
    converse,
    load_case,
    load_conversation,
    load_rules,
    suggest,
)
from thrive_rules.cases.fields import ReadOnly
from thrive_rules.conversations.reply import noted
from thrive_rules.severity.case_file import CaseFile, spell_case

FILE: dict[str, Any] = {
    "format": 2,
    "context": {
        "age": 14,
        "private": {"young_person": ["preferences.what_matters"]},
        "shared_with": {"parent_or_carer": True},
        "danger_shared_with": {"parent_or_carer": True},
        "asked": {
            "young_person": ["presentation.immediate_danger"],
            "mum": ["presentation.safeguarding_concern"],
        },
        "said_yes": {"young_person": ["presentation.safety_concern"]},
    },
    "presentation": {"concerns": ["low_mood"]},
    "views": [{"id": "mum", "from": "parent_or_carer"}],
    "severity": {"ratings": {"low_mood": "mild"}},
}
RULES = load_rules()


def mappings(part: object) -> Iterator[Mapping[Any, Any]]:
    """Every mapping in a value that has something in it."""
    match part:
        case BaseModel():
            yield from mappings(tuple(part.__dict__.values()))
        case Mapping() if part:
            yield part
            yield from mappings(tuple(part.values()))
        case tuple():
            for each in part:
                yield from mappings(each)
        case _:
            return


def test_no_mapping_of_a_case_can_be_written_to() -> None:
    case, severity = load_case(FILE)
    seen = as_seen_by(case, severity, audience_of(["mum"], case))
    conversation = converse(suggest(case, RULES), case, severity, RULES)
    [person] = audience_of(["young_person"], case).people
    again = load_conversation(conversation.data())
    made: dict[str, tuple[BaseModel, BaseModel]] = {
        "read": (case, severity),
        "seen": (seen.case, seen.severity),
        "kept": (again.case, again.severity),
        "copied": copy.deepcopy((case, severity)),
        "pickled": pickle.loads(pickle.dumps((case, severity))),  # noqa: S301 - reads only what was pickled on this line
        "asked more": (noted(case, "asked", person, {"presentation.safeguarding_concern"}), severity),
    }
    for how, parts in made.items():
        found: list[Any] = list(mappings(parts))  # to mypy, none can be written to: that is what is tried
        assert len(found) >= (2 if how == "seen" else 6), how
        assert {type(each) for each in found} == {ReadOnly}, how
        for each in found:
            with pytest.raises(TypeError, match="read only"):
                each[next(iter(each))] = None


def test_what_cannot_be_written_to_is_written_down_and_read_as_before() -> None:
    case, severity = load_case(FILE)
    assert Case.model_validate_json(case.model_dump_json()) == case
    parts = {name: getattr(case, name) for name in type(case).model_fields}
    assert load_case(spell_case(CaseFile(**parts, severity=severity))) == (case, severity)

"""Made-up cases and calls that the description of the routes shows, and that a test sends."""

from typing import Any

from thrive_rules.exchange.form import ANSWERS, url_of
from thrive_rules.language.words import Reader
from thrive_rules.service.card import OVERRIDE_REASONS

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


def answered(**answers: str) -> list[dict[str, Any]]:
    """Some answers of a form, each under the group and the linkId that it has there."""
    return [
        {"linkId": link.replace("__", "."), "answer": [{"valueCoding": {"system": ANSWERS, "code": said}}]}
        for link, said in answers.items()
    ]


def response(**answers: str) -> dict[str, Any]:
    """A made-up young person's answers as a client has them."""
    return {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": url_of(Reader.PRACTITIONER),
        "status": "completed",
        "subject": {"reference": "Patient/made-up"},
        "authored": "2026-11-20T10:00:00Z",
        "item": answered(**answers),
    }


A_CALL: dict[str, Any] = {
    "hook": "patient-view",
    "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea",
    "context": {"userId": "Practitioner/made-up", "patientId": "made-up"},
    "prefetch": {
        "answers": {
            "resourceType": "Bundle",
            "type": "searchset",
            "entry": [{"resource": response(preferences__wants__goal_focused_help="yes")}],
        },
        "patient": {"resourceType": "Patient", "id": "made-up", "birthDate": "2011-05-01"},
    },
}
SOME_FEEDBACK: dict[str, Any] = {
    "feedback": [
        {
            "card": "4e0a3a1e-3283-4575-ab82-028d55fe2719",
            "outcome": "overridden",
            "overrideReason": {"reason": {"system": OVERRIDE_REASONS, "code": "not-now"}},
            "outcomeTimestamp": "2026-11-27T10:05:31Z",
        }
    ]
}

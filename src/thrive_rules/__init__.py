"""thrive-rules: candidate THRIVE needs-based groupings with explained rationales; people decide."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from thrive_rules.cases.case import (
        Case,
        Circumstance,
        Concern,
        Context,
        Grouping,
        Preferences,
        Presentation,
        Rating,
        View,
        Voice,
        Wants,
    )
    from thrive_rules.conversations.conversation import Conversation, converse, load_conversation
    from thrive_rules.conversations.depth import Depth
    from thrive_rules.conversations.explain import explain, page
    from thrive_rules.conversations.next_questions import Question, QuestionPage, next_questions
    from thrive_rules.conversations.offer import Offer, Tick, offers, with_ticks, with_words
    from thrive_rules.conversations.page import Page, read_page
    from thrive_rules.conversations.reply import Reply, with_reply
    from thrive_rules.conversations.section import Block, Item, Section, SectionKind, Table
    from thrive_rules.conversations.shared import shared
    from thrive_rules.decisions.decision import SharedDecision, record
    from thrive_rules.decisions.decision_file import load_decision, write_decision
    from thrive_rules.decisions.decision_page import explain_decision
    from thrive_rules.faults import (
        CaseError,
        DecisionError,
        EnginesDisagree,
        ExchangeError,
        RuleError,
        ThriveRulesError,
    )
    from thrive_rules.language.rulebase import RuleBase
    from thrive_rules.language.words import Reader
    from thrive_rules.reasoning.suggestion import Suggestion, suggest
    from thrive_rules.rulefiles.rulefile import load_rules
    from thrive_rules.severity.audience import Audience, audience_of
    from thrive_rules.severity.case_file import load_case
    from thrive_rules.severity.seen import Seen, as_seen_by
    from thrive_rules.severity.severity import Measure, Severity

__all__ = [
    "Audience",
    "Block",
    "Case",
    "CaseError",
    "Circumstance",
    "Concern",
    "Context",
    "Conversation",
    "DecisionError",
    "Depth",
    "EnginesDisagree",
    "ExchangeError",
    "Grouping",
    "Item",
    "Measure",
    "Offer",
    "Page",
    "Preferences",
    "Presentation",
    "Question",
    "QuestionPage",
    "Rating",
    "Reader",
    "Reply",
    "RuleBase",
    "RuleError",
    "Section",
    "SectionKind",
    "Seen",
    "Severity",
    "SharedDecision",
    "Suggestion",
    "Table",
    "ThriveRulesError",
    "Tick",
    "View",
    "Voice",
    "Wants",
    "as_seen_by",
    "audience_of",
    "converse",
    "explain",
    "explain_decision",
    "load_case",
    "load_conversation",
    "load_decision",
    "load_rules",
    "next_questions",
    "offers",
    "page",
    "read_page",
    "record",
    "shared",
    "suggest",
    "with_reply",
    "with_ticks",
    "with_words",
    "write_decision",
]

_NAMES = {
    "cases.case": "Case Circumstance Concern Context Grouping Preferences Presentation Rating View Voice Wants",
    "conversations.conversation": "Conversation converse load_conversation",
    "conversations.depth": "Depth",
    "conversations.explain": "explain page",
    "conversations.next_questions": "Question QuestionPage next_questions",
    "conversations.offer": "Offer Tick offers with_ticks with_words",
    "conversations.page": "Page read_page",
    "conversations.reply": "Reply with_reply",
    "conversations.section": "Block Item Section SectionKind Table",
    "conversations.shared": "shared",
    "decisions.decision": "SharedDecision record",
    "decisions.decision_file": "load_decision write_decision",
    "decisions.decision_page": "explain_decision",
    "faults": "CaseError DecisionError EnginesDisagree ExchangeError RuleError ThriveRulesError",
    "language.rulebase": "RuleBase",
    "language.words": "Reader",
    "reasoning.suggestion": "Suggestion suggest",
    "rulefiles.rulefile": "load_rules",
    "severity.audience": "Audience audience_of",
    "severity.case_file": "load_case",
    "severity.seen": "Seen as_seen_by",
    "severity.severity": "Measure Severity",
}
"""Where each public name comes from. It is imported when it is asked for: a command pays for what it uses."""


def __getattr__(name: str) -> object:
    for module, names in _NAMES.items():
        if name in names.split():
            found: object = getattr(import_module(f"{__name__}.{module}"), name)
            globals()[name] = found
            return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*globals(), *__all__]

"""thrive-rules: candidate THRIVE needs-based groupings with explained rationales; people decide."""

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
from thrive_rules.conversations.explain import explain, page
from thrive_rules.conversations.page import Page, read_page
from thrive_rules.conversations.section import Block, Item, Section, SectionKind, Table
from thrive_rules.decisions.decision import SharedDecision, record
from thrive_rules.decisions.decision_file import load_decision, write_decision
from thrive_rules.decisions.decision_page import explain_decision
from thrive_rules.faults import CaseError, DecisionError, EnginesDisagree, RuleError, ThriveRulesError
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
    "EnginesDisagree",
    "Grouping",
    "Item",
    "Measure",
    "Page",
    "Preferences",
    "Presentation",
    "Rating",
    "Reader",
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
    "page",
    "read_page",
    "record",
    "suggest",
    "write_decision",
]

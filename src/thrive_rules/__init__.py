"""thrive-rules: candidate THRIVE needs-based groupings with explained rationales; people decide."""

from thrive_rules.account import explain_decision
from thrive_rules.case import (
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
from thrive_rules.casefile import load_case
from thrive_rules.conversation import Conversation, converse
from thrive_rules.decision import SharedDecision, record
from thrive_rules.decisionfile import load_decision, write_decision
from thrive_rules.explain import explain
from thrive_rules.faults import CaseError, DecisionError, EnginesDisagree, RuleError, ThriveRulesError
from thrive_rules.rulebase import RuleBase
from thrive_rules.rulefile import load_rules
from thrive_rules.severity import Measure, Severity
from thrive_rules.suggestion import Suggestion, suggest
from thrive_rules.words import Reader

__all__ = [
    "Case",
    "CaseError",
    "Circumstance",
    "Concern",
    "Context",
    "Conversation",
    "DecisionError",
    "EnginesDisagree",
    "Grouping",
    "Measure",
    "Preferences",
    "Presentation",
    "Rating",
    "Reader",
    "RuleBase",
    "RuleError",
    "Severity",
    "SharedDecision",
    "Suggestion",
    "ThriveRulesError",
    "View",
    "Voice",
    "Wants",
    "converse",
    "explain",
    "explain_decision",
    "load_case",
    "load_decision",
    "load_rules",
    "record",
    "suggest",
    "write_decision",
]

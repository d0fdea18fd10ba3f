"""A case from the command line, the words of a reader, and the second engine where it is installed."""

import sys
from typing import IO

from thrive_rules.conversations.conversation import Conversation, converse
from thrive_rules.faults import CaseError, Fault, RuleError
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.reasoning.inference import SecondOpinion
from thrive_rules.reasoning.suggestion import suggest
from thrive_rules.severity.case_file import load_case


def conversation_of(case_file: str, rules: RuleBase, engine: SecondOpinion | None) -> Conversation:
    """The conversation about a case file; `-` is standard input."""
    case, severity = load_case(standard_input() if case_file == "-" else case_file)
    return converse(suggest(case, rules, second_opinion=engine), case, severity, rules)


def standard_input() -> IO[bytes]:
    """Standard input as bytes. Raises CaseError where it is closed."""
    if sys.stdin is None:
        raise CaseError([Fault("-", None, "", "standard input is closed")])
    return sys.stdin.buffer  # bytes, so that the locale cannot change what a case says


def second_opinion(rules: RuleBase) -> SecondOpinion | None:
    """The second engine where it is installed; the answer names the engines that ran."""
    try:
        from thrive_rules.engines.durable import DurableEngine
    except ImportError:
        return None
    try:
        return DurableEngine(rules)
    except RuleError as refused:
        sys.stderr.write(
            f"No second opinion, because the second engine cannot hold these rules:\n{refused}\n"
        )
        return None

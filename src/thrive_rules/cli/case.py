"""A case from the command line, who reads it, and the second engine where it is installed."""

import shlex
import sys
from typing import IO

from thrive_rules.cases.case import Case
from thrive_rules.cli.ending import naming
from thrive_rules.conversations.conversation import Conversation
from thrive_rules.conversations.shared import conversation_as_seen
from thrive_rules.faults import CaseError, Fault, RuleError, ThriveRulesError
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.reasoning.inference import SecondOpinion
from thrive_rules.severity.audience import THE_RECORD, Audience, Whom
from thrive_rules.severity.case_file import load_case
from thrive_rules.severity.seen import as_seen_by


def options_of(whom: Whom) -> str:
    """These people as options of a command, to type again."""
    named = (("reader", whom.reader), ("person", whom.person), ("room", whom.room))
    return "".join(f" --{option} {shlex.quote(name)}" for option, name in named if name is not None)


def conversation_of(
    case_file: str, rules: RuleBase, engine: SecondOpinion | None, whom: Whom | None = None
) -> Conversation:
    """The conversation about a case file as somebody may see it; `-` is standard input.

    What is hidden from them is taken away before anything is made of the rest, so that no engine and no error tells it.
    """
    case, severity = load_case(standard_input() if case_file == "-" else case_file)
    with naming([case_file]):
        audience = (whom or Whom()).audience(case)
    return conversation_as_seen(as_seen_by(case, severity, audience), rules, engine)


def ask_whose_copy(whom: Whom) -> None:
    """Raises ThriveRulesError where something is to be printed or kept and nobody said whose copy it is."""
    if whom == Whom():
        raise ThriveRulesError(
            "whose copy is this? Name who reads it with --reader, --person or --room; the record's own is "
            "--reader practitioner"
        )


def audience_of_copy(
    whom: Whom, case_file: str | None, copy_for: Audience | None
) -> tuple[Audience, Case | None]:
    """Who reads a kept file, and the case that says what they may see of it, where one is given.

    Without a name: those for whom the copy was made. Raises ThriveRulesError for people who are nobody in the case.
    """
    case = load_case(standard_input() if case_file == "-" else case_file)[0] if case_file else None
    if whom == Whom():
        return copy_for or THE_RECORD, case
    if case is None and (whom.person is not None or whom.room is not None):
        raise ThriveRulesError("--person and --room name people of a case; name its file with --case")
    with naming([case_file] if case_file else []):
        return whom.audience(case or Case()), case


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

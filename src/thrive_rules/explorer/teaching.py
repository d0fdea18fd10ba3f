"""What the explorer writes, as HTML files: one for teaching, and one for a meeting."""

from pathlib import Path
from typing import Any

from thrive_rules.explorer.document import explorer_document, small_table
from thrive_rules.explorer.lessons import lessons
from thrive_rules.explorer.marks import marks
from thrive_rules.explorer.words import screen_words
from thrive_rules.language.rule_file import RULE_FORMAT
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.rulefiles.certificate import CERTIFICATE_FILE, load_certificate
from thrive_rules.rulefiles.overlay import may_be_replaced
from thrive_rules.rulefiles.rulefile import load_rules, rule_directory


def teaching_document(rules: RuleBase, directory: Path | None = None, translation: Path | None = None) -> str:
    """The file for teaching: need beside severity, made-up young people, and rules wrong on purpose.

    `directory` is where the rules stand; without one, they are those that ship.
    Raises ThriveRulesError for a file of words that does not fit.
    """
    words = screen_words(translation)
    data = {
        "lessons": lessons(),
        "marks": marks(),
        "led-by-severity": {"rules": small_table(load_rules("severity-led", for_study=True))["rules"]},
        "certificate": _certificate(rules, directory),
        "overlay": _overlay(rules),
    }
    return explorer_document(rules, "explorer", words, data)


def meeting_document(rules: RuleBase, translation: Path | None = None) -> str:
    """The file for a meeting. Raises ThriveRulesError for a file of words that does not fit."""
    return explorer_document(rules, "meeting", screen_words(translation), {})


def _overlay(rules: RuleBase) -> dict[str, Any]:
    """What an overlay over these rules may say: nothing where they are not the ones that ship."""
    beneath = load_rules()
    return {
        "over": beneath.header.id if rules.digest == beneath.digest and not rules.language else None,
        "format": RULE_FORMAT,
        "replaceable": [rule.id for rule in beneath.rules if may_be_replaced(rule)],
    }


def _certificate(rules: RuleBase, directory: Path | None) -> dict[str, Any] | None:
    """What was proved of these rules, in sentences; nothing where no proof of just these rules stands beside them."""
    if rules.certificate is None:
        return None
    found = load_certificate(rule_directory(directory) / CERTIFICATE_FILE)
    return found.model_dump(
        mode="json",
        include={
            "id": True,
            "solver": True,
            "rule_base": True,
            "answers": {"__all__": {"asks", "conclusion"}},
        },
    )

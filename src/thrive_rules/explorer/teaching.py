"""The page for teaching, as one file: need beside severity, with made-up young people and rules that are wrong on purpose."""

from pathlib import Path

from thrive_rules.explorer.document import explorer_document
from thrive_rules.explorer.lessons import lessons
from thrive_rules.explorer.marks import marks
from thrive_rules.explorer.table import table
from thrive_rules.explorer.words import screen_words
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.rulefiles.rulefile import load_rules


def teaching_page(rules: RuleBase, translation: Path | None = None) -> str:
    """The whole HTML file. Raises ThriveRulesError for a file of words that does not fit."""
    words = screen_words(translation)
    data = {
        "table": table(rules),
        "words": words,
        "lessons": lessons(),
        "marks": marks(),
        "led-by-severity": {"rules": table(load_rules("severity-led", for_study=True))["rules"]},
        "certificate": _certificate(rules),
    }
    return explorer_document(words["shell.title"], "explorer", data)

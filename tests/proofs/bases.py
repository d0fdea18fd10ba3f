"""The small rule bases of this folder: each file says needs and rules, and takes every other word from the rules that ship."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from thrive_rules import RuleBase, RuleError, load_rules
from thrive_rules.documents.document import read_document
from thrive_rules.documents.validation import validate
from thrive_rules.language.rule import read_rule
from thrive_rules.language.rule_file import RuleFile

HERE = Path(__file__).parent


def base(name: str) -> RuleBase:
    """The rule base of one file, as `good/gaps`."""
    file = validate(read_document(HERE / f"{name}.yaml", RuleError), RuleFile, RuleError)
    return replace(load_rules(), needs=file.needs, rules=file.rules)


def names(folder: str) -> list[str]:
    """The question that each file of a folder is about."""
    return sorted(path.stem for path in (HERE / folder).glob("*.yaml"))


def made(*rules: dict[str, Any]) -> RuleBase:
    """A rule base of these rules about groupings and prompts; each is the framework's where nothing else is said."""
    common: dict[str, Any] = {"illustrative": True}
    found = []
    for rule in rules:
        says = (
            {"says": "Some words."} if "prompts" in rule else {"because": "Some words.", "voice": "framework"}
        )
        found.append(read_rule({**common, **says, **rule}))
    return replace(load_rules(), needs=(), rules=tuple(found))

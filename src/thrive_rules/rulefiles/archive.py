"""Rule bases that shipped with earlier versions: each whole in a folder, held to the digest in its certificate."""

from collections.abc import Iterable
from pathlib import Path

from thrive_rules.documents.document import Document
from thrive_rules.faults import Fault, RuleError
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.rulefiles.certificate import (
    CERTIFICATE_FILE,
    RulesCertified,
    load_certificate,
    which_rules,
)

ARCHIVE = "archive"
"""The folder beside the rules that ship."""


def names_of(rules: RulesCertified) -> tuple[str, str]:
    """The names of one rule base among all that shipped: `thrive@0.1.0`, and its digest."""
    return f"{rules.id}@{rules.version}", rules.digest


def archived(folder: Path) -> dict[Path, RulesCertified]:
    """Each rule base of an archive, the oldest first, by its directory. Raises RuleError for a damaged certificate."""
    files = sorted(folder.glob(f"*/{CERTIFICATE_FILE}"))
    return {file.parent: load_certificate(file).rule_base for file in files}


def say_that_they_shipped(documents: Iterable[Document], folder: Path) -> bool:
    """Whether rules have the id and the version of some in an archive: those themselves, or a copy in a run record."""
    kept = {path.name for path in folder.glob("*")}
    for document in documents:
        match document.data:
            case {"rule_base": {"id": name, "version": version}} if f"{name}-{version}" in kept:
                return True
            case _:
                pass
    return False


def refuse_changed(root: Path, rules: RuleBase) -> None:
    """Raise RuleError where archived rules are not those that shipped."""
    kept = load_certificate(root / CERTIFICATE_FILE).rule_base
    if which_rules(rules) != kept:
        problem = (
            f"these are not the rules that shipped as {names_of(kept)[0]}: their digest was {kept.digest}"
        )
        raise RuleError([Fault(str(root), None, "", f"{problem}; install the package anew")])

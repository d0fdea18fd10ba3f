"""Decisions of an older format, as a kind of file that can be migrated."""

from typing import IO

from thrive_rules.decisions.decision import DECISION_FORMAT, SharedDecision
from thrive_rules.decisions.decision_file import load_decision
from thrive_rules.documents.document import Document
from thrive_rules.documents.fingerprint import fingerprint
from thrive_rules.documents.migration import FileKind, Mapped, keys_of, mapped


def _meaning(stream: IO[str]) -> object:
    return load_decision(stream)


def _upgraded(document: Document) -> Mapped:
    """The data in the newest format, with the digest of what it says now where it had one."""
    data = mapped(document)
    new = {key: value for key, value in data.items() if key != "digest"} | {"format": DECISION_FORMAT}
    return {**new, "digest": fingerprint(new)} if "digest" in data else new


DECISION = FileKind(
    "decision",
    keys_of(SharedDecision) | {"digest"},
    DECISION_FORMAT,
    _meaning,
    _upgraded,
)

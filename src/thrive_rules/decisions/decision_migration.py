"""Decisions of an older format, as one more kind of file that can be migrated."""

from typing import IO

from thrive_rules.checks.migration import KINDS, FileKind, Mapped
from thrive_rules.decisions.decision import DECISION_FORMAT, SharedDecision, fingerprint
from thrive_rules.decisions.decision_file import MIGRATIONS, load_decision


def _meaning(stream: IO[str]) -> object:
    return load_decision(stream).model_copy(update={"format": DECISION_FORMAT})


def _upgraded(data: Mapped) -> Mapped:
    """The data in the newest format, with the digest of what it says now where it had one."""
    new = {key: value for key, value in data.items() if key != "digest"}
    found = new.get("format", 1)
    for older in range(found if isinstance(found, int) else 1, DECISION_FORMAT):
        new = {**MIGRATIONS[older](dict(new)), "format": older + 1}
    return {**new, "digest": fingerprint(new)} if "digest" in data else new


DECISION = FileKind(
    "decision",
    frozenset(SharedDecision.model_fields) - {"format"} | {"digest"},
    DECISION_FORMAT,
    _meaning,
    _upgraded,
)
ALL_KINDS = (*KINDS, DECISION)
"""Every kind of file that has a format and can be migrated."""

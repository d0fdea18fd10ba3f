"""The columns of a cohort: a fact, a key, or one that somebody asked for; anything else would go unread in silence."""

import re
from collections.abc import Collection, Sequence

from thrive_rules.cases.vocabulary import COLUMNS, FACTS
from thrive_rules.faults import CaseError, Code, Fault

KEY = re.compile(
    r"(?:.*[^a-z])?(?:id|key|case|row|ref|reference|number|person|date)", re.IGNORECASE | re.DOTALL
)
"""The name of a column that is a key: its last word says so."""
_LONGEST = 60


def shown_name(name: str, names: Sequence[str]) -> str:
    """A name of a column for a message, or its place: a first line that names no columns can hold anything."""
    return name if name.isprintable() and 0 < len(name) <= _LONGEST else f"column {names.index(name) + 1}"


def check_read(names: Sequence[str], found: Sequence[str], keep: Collection[str]) -> None:
    """Raise CaseError where no column of those `found` is a fact, and for each that nobody would read."""
    if not any(name in FACTS for name in found):
        # Not by name: in a file without names, the first line is a row.
        problem = "no column is a fact; the first line names them, as `thrive-rules schema cohort` lists them"
        raise CaseError([Fault("<frame>", None, "", problem, Code.REQUIRED)])
    unread = [name for name in names if name not in COLUMNS and name not in keep and not KEY.fullmatch(name)]
    problem = (
        "this is no fact and no key, and nobody would read it; leave it out, or carry it along with --keep"
    )
    faults = [Fault("<frame>", None, shown_name(name, names), problem, Code.UNKNOWN_KEY) for name in unread]
    if set(keep).difference(names):
        faults.append(Fault("<frame>", None, "", "a column that is to be kept is not there", Code.REQUIRED))
    if faults:
        raise CaseError(faults)

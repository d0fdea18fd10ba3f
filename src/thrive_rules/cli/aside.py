"""What `batch` and `import` set aside or count beside their answers, asked for and shown in the same words."""

from enum import StrEnum
from pathlib import Path

from thrive_rules.faults import ThriveRulesError


class OnError(StrEnum):
    """What becomes of what cannot be read."""

    STOP = "stop"
    QUARANTINE = "quarantine"


def refuse_half(on_error: OnError, quarantine: Path | None) -> None:
    """Raise ThriveRulesError where what cannot be read is to be set aside nowhere, or a file is named for nothing."""
    if (on_error is OnError.QUARANTINE) != (quarantine is not None):
        raise ThriveRulesError(
            "--on-error quarantine needs a FILE for what is set aside, and FILE needs that option"
        )


def rows_of_formulas(count: int, quoted: bool) -> list[tuple[str, str]]:
    """The row of a summary about keys that a spreadsheet would run; none where there is no such key."""
    what = "were quoted" if quoted else "a spreadsheet would run; see --quote-formulas"
    return [(f"keys that begin as a formula does and {what}", str(count))] if count else []

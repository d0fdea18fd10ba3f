"""A case file, in YAML or JSON, as a Case and a Severity that never meet again before the conversation."""

from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from thrive_rules.case import Case, Context, Frozen, ListOf, Preferences, Presentation, View
from thrive_rules.document import Document, read
from thrive_rules.faults import CaseError, Fault
from thrive_rules.severity import Severity
from thrive_rules.validation import validate


class CaseFile(Frozen):
    """What a case file may say: a case, and severity beside it."""

    context: Context = Context()
    """The setting of the conversation; it never decides a grouping."""
    presentation: Presentation = Presentation()
    """What is going on, and what help would have to be like."""
    preferences: Preferences = Preferences()
    """The young person's own preferences, in their voice."""
    views: ListOf[View] = ()
    """Other people's views, each kept apart; never averaged."""
    severity: Severity = Severity()
    """How things are; recorded and shown, never used to suggest a grouping."""

    def split(self) -> tuple[Case, Severity]:
        """The case, and severity apart from it."""
        case = Case(
            context=self.context,
            presentation=self.presentation,
            preferences=self.preferences,
            views=self.views,
        )
        return case, self.severity


def load_case(source: Path | str | IO[str] | IO[bytes] | Mapping[str, Any]) -> tuple[Case, Severity]:
    """Read a case from a path, an open text stream, or a mapping of the same shape.

    Raises CaseError, with a fault for each field that is not as expected: file, line and field, never a value.
    """
    if isinstance(source, Mapping):
        document = Document("<mapping>", dict(source))
    elif isinstance(source, (str, Path)) or hasattr(source, "read"):
        document = read(source, CaseError)
    else:
        raise CaseError([Fault("<case>", None, "", "expected a path, an open file or a mapping")])
    return validate(document, CaseFile, CaseError).split()

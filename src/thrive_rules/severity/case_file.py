"""A case file, in YAML or JSON, as a Case and a Severity that never meet again before the conversation."""

from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from thrive_rules.cases.case import Case, Context, Frozen, ListOf, Preferences, Presentation, Value, View
from thrive_rules.cases.fact import Held, Voice
from thrive_rules.cases.vocabulary import FACTS
from thrive_rules.documents.document import document_of, read_document
from thrive_rules.documents.validation import validate
from thrive_rules.faults import CaseError, Fault
from thrive_rules.severity.severity import Severity


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
        document = document_of(source, CaseError)
    elif isinstance(source, (str, Path)) or hasattr(source, "read"):
        document = read_document(source, CaseError)
    else:
        raise CaseError([Fault("<case>", None, "", "expected a path, an open file or a mapping")])
    return validate(document, CaseFile, CaseError).split()


PLACEHOLDER = "(in their own words)"
"""Stands where a case needs words that no fact holds: a goal, or what the safety concern is."""


def file_of_facts(facts: Mapping[str, Value]) -> CaseFile:
    """A case file that gives just these answers, severity among them: the way back from flat names.

    A case lists its concerns or says nothing about any, so that answers about some alone cannot be kept: those
    that are not given become no. The same goes for circumstances. Raises CaseError for a name that is no fact, or
    an answer that the fact cannot have; the name is told and not the answer.
    """
    faults = [
        Fault("<facts>", None, "", f"expected the name of a fact at position {index}")
        if name not in FACTS
        else Fault("<facts>", None, name, "expected an answer that this fact can have")
        for index, (name, value) in enumerate(facts.items())
        if name not in FACTS or not _can_be(value, FACTS[name].domain)
    ]
    if faults:
        raise CaseError(faults)
    said: dict[str, dict[str, Any]] = {"presentation": {}}
    views: dict[Voice | None, dict[str, Any]] = {}
    for name, fact in FACTS.items():
        if name not in facts:
            continue
        section, field = fact.path
        part = views.setdefault(fact.voice, {}) if section == "views" else said.setdefault(section, {})
        match fact.held:
            case Held.PLAIN:
                part[field] = facts[name]
            case Held.BY_KEY:
                part.setdefault(field, {})[fact.key] = facts[name]
            case Held.LISTED:
                part.setdefault(field, []).extend([fact.key] if facts[name] else [])
            case Held.WORDS:
                part[field] = [PLACEHOLDER]
    if facts.get("safety_concern"):
        said["presentation"]["safety_narrative"] = PLACEHOLDER
    return CaseFile.model_validate(
        {**said, "views": [{"from": voice, **given} for voice, given in views.items()]}
    )


def _can_be(value: object, domain: tuple[Value, ...]) -> bool:
    # 1 == True in Python, and a number is no yes.
    return any(value == each and isinstance(value, bool) is isinstance(each, bool) for each in domain)


def facts_of(file: CaseFile) -> dict[str, Value]:
    """Every fact that a case file gives, severity among them."""
    case, severity = file.split()
    return {**case.facts, **severity.facts}


def spell_case(file: CaseFile) -> dict[str, Any]:
    """A case file as people write it: what it gives, and nothing that it leaves open."""
    return file.model_dump(mode="json", exclude_defaults=True)

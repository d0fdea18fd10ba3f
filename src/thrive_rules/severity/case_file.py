"""A case file, in YAML or JSON, as a Case and a Severity that never meet again before the conversation."""

import io
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from pydantic import field_validator, model_validator
from pydantic_core import PydanticCustomError

from thrive_rules.cases.case import (
    VOICES_OF_VIEWS,
    Case,
    Context,
    Frozen,
    ListOf,
    Preferences,
    Presentation,
    Value,
    View,
)
from thrive_rules.cases.fact import Held, Voice
from thrive_rules.cases.vocabulary import FACTS
from thrive_rules.documents.document import Readable, document_from, write_document
from thrive_rules.documents.file_format import FileFormat, Wrong, refuse
from thrive_rules.documents.validation import validate
from thrive_rules.faults import CaseError, Fault
from thrive_rules.severity.severity import Severity

CASE_FORMAT = 2
"""The newest format of a case file."""

LATER = frozenset(
    f"{section}.{key}"
    for section, part in (
        ("context", Context),
        ("presentation", Presentation),
        ("preferences", Preferences),
        ("views", View),
    )
    for key in part._later
)
"""The keys that came after the first format. One that says nothing is left out of what is written."""
NEW_IN_2 = frozenset({*(f"context.{key}" for key in Context._later), "views.id"})
"""The keys that came with format 2. No rule can read one, but for what is known of parental responsibility."""


class CaseFile(Frozen):
    """What a case file may say: a case, and severity beside it."""

    format: Literal[1, 2] = 1
    """The version of this file format; without it, format 1."""
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

    @model_validator(mode="before")
    @classmethod
    def _in_its_format(cls, data: object) -> object:
        if isinstance(data, Mapping):
            refuse(cls, _against_its_format(data))
        return data

    @field_validator("presentation")
    @classmethod
    def _a_concern_stands_in_words(cls, presentation: Presentation) -> Presentation:
        if presentation.safety_concern and not (presentation.safety_narrative or "").strip():
            expected = "the safety concern in words, because safety_concern is true"
            error = PydanticCustomError("safety_narrative_missing", expected)
            refuse(cls, [(("safety_narrative",), error)])
        return presentation

    @model_validator(mode="after")
    def _sharing_names_what_is_there(self) -> "CaseFile":
        refuse(type(self), _sharing_that_names_nothing(self))
        return self

    def split(self) -> tuple[Case, Severity]:
        """The case, and severity apart from it."""
        case = Case(
            context=self.context,
            presentation=self.presentation,
            preferences=self.preferences,
            views=self.views,
        )
        return case, self.severity


def _against_its_format(data: Mapping[str, Any]) -> Iterator[Wrong]:
    """What a file says that its format does not have."""
    yield from FileFormat(CASE_FORMAT, NEW_IN_2).wrong(data)
    ids = [view.get("id") for view in _mappings(data.get("views"))]
    for index, each in enumerate(ids):
        if isinstance(each, str) and each in ids[:index]:
            yield ("views", index, "id"), PydanticCustomError("twice", "an id that no other view has")


def _sharing_that_names_nothing(file: "CaseFile") -> Iterator[Wrong]:
    """Names that are neither a kind of person nor the id of a view, and paths that are no place of this case."""
    ids = {view.id for view in file.views if view.id is not None}
    for index, view in enumerate(file.views):
        if view.id in _KINDS:
            yield ("views", index, "id"), PydanticCustomError("id", "an id that is no kind of person")
    for key in ("private", "shared_with", "danger_shared_with", "asked", "said_yes"):
        for name, value in (getattr(file.context, key) or {}).items():
            if name not in _KINDS | ids:
                expected = "a kind of person, or the id of a view"
                yield ("context", key, name), PydanticCustomError("person", expected)
            views = {f"views.{each}" for each in (*VOICES_OF_VIEWS, *ids)}
            views |= SUGGESTIONS if key == "asked" else set()
            for index, path in enumerate(value if isinstance(value, tuple) else ()):
                if path not in PLACES | views:
                    error = PydanticCustomError("path", "a path of this case")
                    yield ("context", key, name, index), error


def _mappings(views: object) -> list[Mapping[str, Any]]:
    return [each if isinstance(each, Mapping) else {} for each in views] if isinstance(views, list) else []


def _places() -> frozenset[str]:
    """Every path of a case that is no view: of a part, of a field, and of each answer that a field holds."""
    parts: dict[str, type[Frozen]] = {
        "context": Context,
        "presentation": Presentation,
        "preferences": Preferences,
        "severity": Severity,
    }
    fields = {f"{part}.{field}" for part, model in parts.items() for field in model.model_fields}
    answers = {
        ".".join((*fact.path, fact.key)) for fact in FACTS.values() if fact.key and fact.path[0] != "views"
    }
    return frozenset({*parts, "views", *fields, *answers})


PLACES = _places()
"""Every path that can be marked or asked about, beside `views.` and a kind of view or the id of one."""
SUGGESTIONS = frozenset(
    f"views.{fact.voice}.{fact.path[-1]}.{fact.key}" for fact in FACTS.values() if fact.path[0] == "views"
)
"""What somebody can be asked about a suggestion: whose view it is, and the kind of help."""
_KINDS = frozenset({Voice.YOUNG_PERSON, *VOICES_OF_VIEWS})


_ABOUT = "A case: answers that people gave. This file is for its owner alone."


def case_text(case: Case, severity: Severity) -> str:
    """A case as the text of a file of format 2, which `load_case` reads back.

    Raises CaseError for a case that no file can hold.
    """
    parts = {name: getattr(case, name) for name in Case.model_fields}
    # As it is given: what is left out is not known.
    data = CaseFile(**parts, severity=severity).model_dump(mode="json", exclude_defaults=True)
    text = write_document({"format": CASE_FORMAT, **data}, _ABOUT)
    if load_case(io.StringIO(text)) != (case, severity):
        raise CaseError([Fault("<case>", None, "", "this case cannot be kept in a file")])
    return text


def load_case(source: Readable) -> tuple[Case, Severity]:
    """Read a case from a path, an open text stream, or a mapping of the same shape.

    Raises CaseError, with a fault for each field that is not as expected: file, line and field, never a value.
    """
    return validate(document_from(source, CaseError), CaseFile, CaseError).split()


PLACEHOLDER = "(in their own words)"
"""Stands where a case needs words that no fact holds: a goal, or what the safety concern is."""


def file_of_facts(facts: Mapping[str, Value]) -> CaseFile:
    """A case file that gives just these answers, severity among them: the way back from flat names.

    A case lists its concerns or says nothing about any, so that answers about some alone cannot be kept: those
    that are not given become no. The same goes for circumstances. Raises CaseError for a name that is no fact, or
    an answer that the fact cannot have; the error has the name and not the answer.
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
    data: dict[str, dict[str, Any]] = {"presentation": {}}
    views: dict[Voice | None, dict[str, Any]] = {}
    for name, fact in FACTS.items():
        if name not in facts:
            continue
        section, field = fact.path
        part = views.setdefault(fact.voice, {}) if section == "views" else data.setdefault(section, {})
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
        data["presentation"]["safety_narrative"] = PLACEHOLDER
    file = {**data, "views": [{"from": voice, **given} for voice, given in views.items()]}
    return CaseFile.model_validate(_in_a_format_that_has_it(file))


def _can_be(value: object, domain: tuple[Value, ...]) -> bool:
    # 1 == True in Python, and a number is no yes.
    return any(value == each and isinstance(value, bool) is isinstance(each, bool) for each in domain)


def facts_of(file: CaseFile) -> dict[str, Value]:
    """Every fact that a case file gives, severity among them."""
    case, severity = file.split()
    return {**case.facts, **severity.facts}


def spell_case(file: CaseFile) -> dict[str, Any]:
    """A case file as people write it: what it gives, and nothing that it leaves open.

    It says that it is of format 2 where it gives what came with that format.
    """
    return _in_a_format_that_has_it(file.model_dump(mode="json", exclude_defaults=True))


def _in_a_format_that_has_it(data: dict[str, Any]) -> dict[str, Any]:
    later = any(FileFormat(CASE_FORMAT, NEW_IN_2).wrong(data))
    return {**data, "format": CASE_FORMAT} if later else data

"""What a fact is: one answer under one flat name, with the part of the case and the voice that it belongs to.

A field of a case says by a mark which facts it holds. Whatever lists facts is a loop over these marks, and a boolean
without one fails when the library is imported: no answer can be dropped in silence.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum, StrEnum, auto
from types import UnionType
from typing import Annotated, Any, ClassVar, Union, get_args, get_origin

from thrive_rules.cases.fields import Frozen

Value = bool | int | str
"""An answer to a fact: a boolean for most, a key of a closed list for a few, a whole number for age."""


class Voice(StrEnum):
    """Who an argument speaks for.

    `framework` is what the THRIVE Framework itself says of the answers given. `rule_base` is what the rules read in
    them where no passage of the framework says it.
    """

    YOUNG_PERSON = "young_person"
    PARENT_OR_CARER = "parent_or_carer"
    PRACTITIONER = "practitioner"
    OTHER = "other"
    FRAMEWORK = "framework"
    RULE_BASE = "rule_base"

    __hash__ = str.__hash__  # Enum's own is slow, and voices are told apart in every suggestion


JOINING = (Voice.FRAMEWORK, Voice.RULE_BASE)
"""The voices that may join several people's answers. Everybody else speaks of their own answers alone."""


class Part(StrEnum):
    """Which part of a case a fact belongs to; it settles which rules may read the fact. In the order of questions."""

    CONTEXT = "context"
    PRESENTATION = "presentation"
    SAFETY = "safety"
    PREFERENCE = "preference"
    VIEW = "view"
    CONCERN = "concern"
    CIRCUMSTANCE = "circumstance"
    SEVERITY = "severity"


class Topic(StrEnum):
    """What a question is about: questions on one topic stand on one page."""

    DANGER = "danger"
    """Whether everybody is safe. It comes first, whatever else is known."""
    NOW = "now"
    """What would fit now, and whether help can be used."""
    LIFE = "life"
    """What is going on in somebody's life."""
    EXTENT = "extent"
    """What help would have to be like."""
    HELP_SO_FAR = "help_so_far"
    """What came of help so far."""
    STAYING_SAFE = "staying_safe"
    """What is agreed about staying safe."""
    WANTS = "wants"
    """Which kinds of help the young person wants."""
    SUGGESTED = "suggested"
    """Which kinds of help somebody else suggests."""


class Held(Enum):
    """How a field holds an answer."""

    PLAIN = auto()
    """The field is the answer."""
    BY_KEY = auto()
    """The field has an answer for each key."""
    LISTED = auto()
    """The field lists the keys whose answer is yes; where it is there, the answer to the others is no."""
    WORDS = auto()
    """The field is a list of words. Not empty is yes; empty is not yet known, for nobody may have asked."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact that a rule may name, and where in a case it stands."""

    name: str
    part: Part
    domain: tuple[Value, ...]
    """Every answer that it can have."""
    voice: Voice | None
    """Whose own answer it is; none where it is no single person's."""
    path: tuple[str, ...]
    """The field that holds it. Views are a list, so that the path of a view's field has no position."""
    key: str
    """Which answer of the field: a kind of help, a concern, a circumstance. Empty where the field has one answer."""
    held: Held
    topic: Topic | None = None
    """What the question is about; none where no question asks for this answer alone."""
    presupposes: str = ""
    """The fact without whose yes there is nothing to ask: where no help was tried, nobody can say what came of it."""
    later: bool = False
    """Whether its field came after the first format."""


YES_OR_NO: tuple[Value, ...] = (True, False)


@dataclass(frozen=True, slots=True)
class Mark:
    """What a field says of the facts that it holds."""

    part: Part
    voice: Voice | None = None
    name: str = "{}"
    """The flat name, with a place for the key, or for the name of a field without keys."""
    domain: tuple[Value, ...] = YES_OR_NO
    held: Held = Held.PLAIN
    keys: tuple[str, ...] = ()
    topic: Topic | None = None
    presupposes: str = ""

    def facts(self, *path: str) -> Iterator[Fact]:
        """Every fact that the field at `path` holds."""
        for key in self.keys or ("",):
            name = self.name.format(key or path[-1])
            about = (self.topic, self.presupposes)
            yield Fact(name, self.part, self.domain, self.voice, path, key, self.held, *about)


class Answered(Frozen):
    """A part of a case in which people answer. Each of its booleans has a mark."""

    _later: ClassVar[frozenset[str]] = frozenset()
    """The fields that came after the first format."""

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        """Refuse a boolean without a mark, at import."""
        super().__pydantic_init_subclass__(**kwargs)
        for name, field in cls.model_fields.items():
            if _can_be_true(field.annotation) and not any(isinstance(each, Mark) for each in field.metadata):
                raise TypeError(
                    f"{cls.__name__}.{name} is yes or no, and no fact: give it a Mark with its part, "
                    "or rules, rows and pages would drop it"
                )


def facts_in(model: type[Answered], *path: str) -> Iterator[Fact]:
    """Every fact of a part of a case, in the order of its fields."""
    for name, field in model.model_fields.items():
        for mark in field.metadata:
            if isinstance(mark, Mark):
                later = name in model._later
                yield from (replace(fact, later=later) for fact in mark.facts(*path, name))


def _can_be_true(annotation: object) -> bool:
    if get_origin(annotation) in (Annotated, Union, UnionType):
        return any(map(_can_be_true, get_args(annotation)))
    return annotation is bool

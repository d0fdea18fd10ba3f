"""Every text of a rule base that people read, by its place; and the same rule base with other texts in these places."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from functools import lru_cache
from typing import Any, TypeAlias

from thrive_rules.cases.case import Frozen, ReadOnly
from thrive_rules.language.parts import Parts
from thrive_rules.language.words import MAY_LACK_WORDS, Reader, Words

SAID_IN = (
    "groupings",
    "distinctions",
    "urgent",
    "urgent_added",
    "wording",
    "facts",
    "needs",
    "rules",
    "options",
    "programmes",
)
"""The sections whose texts people read. Sources are quoted as they are, and the header and `unread` are for authors."""

SAME_FOR_ALL = ("name", "short")
"""The texts that are the same whoever reads: what a grouping or a programme is called, and a notice in one line."""

TextPlace: TypeAlias = tuple[str | int, ...]
"""Where a text stands: its section, the id of its part, and the way inside it."""


def texts_of(rules: Parts) -> dict[TextPlace, Words | str]:
    """Every text that people read, by its place."""
    return {place: text for section in SAID_IN for place, text in _texts(getattr(rules, section), (section,))}


def _texts(part: object, at: TextPlace) -> Iterator[tuple[TextPlace, Words | str]]:
    match part:
        case Words():
            yield at, part
        case str() if at[-1] in SAME_FOR_ALL:
            yield at, part
        case Frozen() | Mapping() | tuple():
            for step, inner in _steps(part):
                yield from _texts(inner, (*at, step))
        case _:
            return


def _steps(part: Frozen | Mapping[Any, Any] | tuple[Any, ...]) -> list[tuple[str | int, Any]]:
    """What a part holds: by its key, by its id, or by where it stands."""
    match part:
        case Frozen():
            return [(name, getattr(part, name)) for name in type(part).model_fields]
        case Mapping():
            return [(str(key), inner) for key, inner in part.items()]
        case tuple():
            return [(getattr(inner, "id", index), inner) for index, inner in enumerate(part)]


def with_texts(rules: Parts, said: Mapping[TextPlace, Words | str]) -> dict[str, Any]:
    """The sections of a rule base with these texts in place of those that stand there; all else is as it was."""
    return {section: _resaid(getattr(rules, section), (section,), said) for section in SAID_IN}


def _resaid(part: Any, at: TextPlace, said: Mapping[TextPlace, Words | str]) -> Any:
    match part:
        case Words():
            return said.get(at, part)
        case str() if at[-1] in SAME_FOR_ALL:
            return said.get(at, part)
        case Frozen() | Mapping() | tuple():
            inner = [_resaid(inner, (*at, step), said) for step, inner in _steps(part)]
            match part:
                case Frozen():
                    return part.model_copy(update=dict(zip(type(part).model_fields, inner, strict=True)))
                case Mapping():
                    return ReadOnly(zip(part, inner, strict=True))
                case _:
                    return tuple(inner)
        case _:
            return part


@lru_cache(maxsize=64)
def has_words_for(rules: Parts, reader: Reader) -> bool:
    """Whether the rules have words for a reader in every text; rules of an older format may have none."""
    if reader not in MAY_LACK_WORDS:
        return True
    parts = [(each.name, getattr(rules, each.name)) for each in fields(rules)]
    texts = [text for name, part in parts for _, text in _texts(part, (name,))]
    return all(text.to(reader) for text in texts if isinstance(text, Words))

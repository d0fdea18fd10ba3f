"""The parts of a rule base in one normal form: the order in which they were written does not matter."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from thrive_rules.cases.case import Grouping, ReadOnly
from thrive_rules.cases.vocabulary import FACTS
from thrive_rules.language.options import Option, Programme
from thrive_rules.language.rule import Rule, UrgentKind
from thrive_rules.language.rule_file import Header
from thrive_rules.language.wording import (
    Distinction,
    FactWords,
    GroupingWords,
    Need,
    Unread,
    UrgentWords,
    Wording,
)
from thrive_rules.language.words import Source

SECTIONS = (
    "groupings",
    "distinctions",
    "facts",
    "unread",
    "sources",
    "needs",
    "rules",
    "options",
    "programmes",
)
"""The sections that list parts with an id each."""
CITING = ("groupings", "distinctions", "rules", "options", "programmes")
"""The sections whose parts cite passages of sources."""
_IN_ORDER: Mapping[str, Sequence[str]] = {
    "groupings": tuple(Grouping),
    "facts": tuple(FACTS),
    "unread": tuple(FACTS),
}
"""Sections that stand in an order of their own, and not by id."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Parts:
    """All that the files of a rule base say together, whether or not it fits together."""

    header: Header = field(compare=False, repr=False)
    groupings: tuple[GroupingWords, ...] = field(compare=False, repr=False)
    distinctions: tuple[Distinction, ...] = field(default=(), compare=False, repr=False)
    urgent: Mapping[UrgentKind, UrgentWords] = field(compare=False, repr=False)
    urgent_added: Mapping[UrgentKind, UrgentWords] = field(default_factory=dict, compare=False, repr=False)
    """What a place adds to the urgent notice; it follows all that `urgent` says."""
    wording: Wording = field(compare=False, repr=False)
    facts: tuple[FactWords, ...] = field(compare=False, repr=False)
    unread: tuple[Unread, ...] = field(default=(), compare=False, repr=False)
    """Facts that no rule reads, on purpose."""
    sources: tuple[Source, ...] = field(compare=False, repr=False)
    needs: tuple[Need, ...] = field(compare=False, repr=False)
    rules: tuple[Rule, ...] = field(compare=False, repr=False)
    options: tuple[Option, ...] = field(default=(), compare=False, repr=False)
    programmes: tuple[Programme, ...] = field(default=(), compare=False, repr=False)

    def __post_init__(self) -> None:
        for section in SECTIONS:
            object.__setattr__(self, section, _in_order(section, getattr(self, section)))
        for name in ("urgent", "urgent_added"):
            object.__setattr__(self, name, ReadOnly(getattr(self, name)))


def _in_order(section: str, parts: Iterable[Any]) -> tuple[Any, ...]:
    """The parts of a section in the order that they always have, whatever the order in which they were written."""
    order = _IN_ORDER.get(section)
    return tuple(sorted(parts, key=lambda part: part.id if order is None else order.index(part.id)))

"""Where a rule base comes from: files and lines, what it lies over, and what stands beside it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from thrive_rules.cases.case import Frozen


class LocalPart(Frozen):
    """A part of a rule base that an overlay says itself."""

    part: str
    """Its section and id, such as rules/need-extent-of-help."""
    file: str
    """Where it stands in the directory of the overlay, as file:line."""
    replaces: bool
    """Whether it stands in place of a part of the rule base beneath, or beside it."""


class Overlay(Frozen):
    """What a rule base lies over, and every part that is its own. All other parts come from beneath."""

    over: str
    """The id of the rule base beneath."""
    version: str
    digest: str
    parts: tuple[LocalPart, ...]

    @property
    def rules(self) -> frozenset[str]:
        """The rules that are the overlay's own, by id."""
        return frozenset(part.part.partition("/")[2] for part in self.parts if part.part.startswith("rules/"))


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a rule base comes from, and what stands beside it there. It is no part of what the rules say."""

    places: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """The file and line of each part, by its section and id."""
    overlay: Overlay | None = None
    """For a local overlay: what it lies over, and which parts are its own."""
    certificate: str | None = None
    """The id of the certificate that stands beside the rules, where it proves all that it asks about them."""
    reviewed: bool = False
    """Whether every stated role has agreed to every rule as it stands, in the reviews beside them."""

"""Where a rule base comes from: files and lines, what it lies over, and what stands beside it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, assert_never

from pydantic import StrictBool

from thrive_rules.cases.case import Frozen, ReadOnly
from thrive_rules.cases.sharing import Day
from thrive_rules.language.words import Reader


class LocalPart(Frozen):
    """A part of a rule base that an overlay says itself."""

    part: str
    """Its section and id, such as rules/need-extent-of-help."""
    file: str
    """Where it stands in the directory of the overlay, as file:line."""
    replaces: StrictBool
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


class LanguagePack(Frozen):
    """The overlay that says the words of a rule base in another way, and changes nothing else."""

    id: str
    version: str
    digest: str
    """The hash of its words. That of the rules stays what it is beneath: they mean the same."""
    tag: str
    """The language, as web pages name it."""
    name: str
    """What the language calls itself, or what the words are called."""
    variant: Literal["easy_read", "younger"] | None = None
    """For whom the words are put another way."""
    review_by: Day
    """The date by which people look at the words again."""
    over_version: str
    """The version of the rules whose words it says."""
    reviewed: StrictBool
    """Whether people who speak it have reviewed these words, for just this version of the rules."""

    @property
    def readers(self) -> tuple[Reader, ...]:
        """To whom it speaks: words for younger people are the young person's alone, Easy Read is no practitioner's."""
        match self.variant:
            case "younger":
                return (Reader.YOUNG_PERSON,)
            case "easy_read":
                return tuple(reader for reader in Reader if reader is not Reader.PRACTITIONER)
            case None:
                return tuple(Reader)
            case _:
                assert_never(self.variant)

    @property
    def names_things(self) -> bool:
        """Whether it says what is the same for every reader: words that are only put another way leave that alone."""
        return self.variant is None and not self.is_english

    @property
    def is_english(self) -> bool:
        """Whether it says the rules in English, as they stand beneath, and only puts them another way."""
        return self.tag.partition("-")[0] == "en"


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
    beneath: Path | None = None
    """The directory of the rules that parts come from which these do not say themselves."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "places", ReadOnly(self.places))

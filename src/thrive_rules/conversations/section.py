"""The parts that every page is made of: sections with stable kinds, their blocks, items and tables. Plain data."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class SectionKind(StrEnum):
    """What a section tells. The names are stable: whoever reads the JSON of a page may rely on them."""

    URGENT = "urgent"
    """What comes first, whatever else is known."""
    NOT_SAFE = "not_safe"
    """What to do if somebody is not safe: on every page, in the same words."""
    ASK_FIRST = "ask_first"
    """The questions about danger, harm and safety: on every page, whatever is recorded."""
    WHO_DOES_NOT_SEE = "who_does_not_see"
    """For the practitioner: from whom something that is recorded of danger or harm is hidden."""
    # A conversation
    CANDIDATES = "candidates"
    """What the groupings below are."""
    CANDIDATE = "candidate"
    """One grouping that is put forward, with what speaks for it and against it."""
    AGAINST_SEVERAL = "against_several"
    """What speaks against several of the groupings above, said once."""
    OPTIONS = "options"
    """Kinds of support to compare beside a candidate."""
    PROGRAMMES = "programmes"
    DISTINCTION = "distinction"
    """Two groupings that people confuse, side by side."""
    NOT_PUT_FORWARD = "not_put_forward"
    NEEDS = "needs"
    SEVERITY = "severity"
    """How things are, which was not used."""
    VIEWS = "views"
    """Who wants what."""
    OWN_WORDS = "own_words"
    PROMPTS = "prompts"
    """What to ask, discuss, agree or review: a section for each kind of prompt."""
    QUESTIONS = "questions"
    PROGRAMMES_BESIDE = "programmes_beside"
    NOBODY_HAS_DECIDED = "nobody_has_decided"
    ABOUT = "about"
    """Whose page it is, what it leaves out, what made it, and whether anybody has reviewed the rules."""
    # The page that is about no case
    GROUPINGS = "groupings"
    """What the groupings are."""
    BE_THERE = "be_there"
    """How to be there for a young person."""
    LANGUAGE = "language"
    """On a page in other words than those of the rules: that nobody has reviewed them, and how much is not in them."""
    # A comparison, and what would change something
    DIFFERS = "differs"
    MOVED = "moved"
    PROMPTS_MOVED = "prompts_moved"
    WHAT_IF = "what_if"
    PAIR = "pair"
    """What some rules make of one case, or of two: laid out to be read aloud, and no suggestion."""
    FINDING = "finding"
    """What a question about a whole rule base found, where no case shows it."""
    # A decision
    DECISION = "decision"
    WISHES = "wishes"
    REASONS = "reasons"
    DIFFERENCES = "differences"
    SET_ASIDE = "set_aside"
    PLAN = "plan"
    AIMS = "aims"
    LIMITS = "limits"
    COSTS = "costs"
    ENDINGS = "endings"
    CONSENT = "consent"
    STILL_OPEN = "still_open"
    # A journey
    JOURNEY = "journey"
    MOVES = "moves"
    MOVEMENT = "movement"
    TO_DISCUSS = "to_discuss"
    REVIEWS = "reviews"
    # A study, and what planners read
    FIGURES = "figures"
    """Figures about many people, or how they are to be read."""


OF_DANGER = (
    SectionKind.URGENT,
    SectionKind.WHO_DOES_NOT_SEE,
    SectionKind.ASK_FIRST,
    SectionKind.NOT_SAFE,
)
"""What tells of danger, or asks about it. What is urgent stands first; the questions and what to do stand near the end,
on every page in the same place."""


class Whose(StrEnum):
    """Whose text a line is."""

    RULES = "rules"
    PEOPLE = "people"
    """Somebody's own words, as they said them."""
    LOCAL = "local"
    """Of a local overlay."""


class Look(StrEnum):
    """How a screen shows a section. It follows from the kind alone, so that every grouping looks the same."""

    URGENT = "urgent"
    GROUPING = "grouping"
    BESIDE = "beside"
    """Beside its neighbour, where there is room: need and severity."""
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a page: a text, who says it, and small print under it."""

    text: str
    label: str = ""
    small: tuple[str, ...] = ()
    whose: Whose = Whose.RULES
    """Whose text it is; the label is ours."""

    @property
    def shown(self) -> str:
        """The text as a page shows it: people's own words in quotation marks."""
        return f"“{self.text}”" if self.whose is Whose.PEOPLE else self.text


@dataclass(frozen=True, slots=True)
class Block:
    """Some lines under a heading of their own, or under none."""

    heading: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table: a row for each thing, whose name stands first, and a column for each voice or grouping."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        """Raises ValueError where a row is longer or shorter than the columns."""
        if not self.columns or {len(row) for row in self.rows} - {len(self.columns)}:
            raise ValueError("every row of a table has a cell for each column")


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page: what it tells, under a heading."""

    kind: SectionKind
    heading: str
    paragraphs: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    table: Table | None = None
    picture: str = ""
    """What the picture beside it shows, for a page in Easy Read; who shows the page brings the picture."""

    @property
    def look(self) -> Look:
        """How a screen shows it."""
        match self.kind:
            case SectionKind.URGENT:
                return Look.URGENT
            case SectionKind.CANDIDATE:
                return Look.GROUPING
            case SectionKind.NEEDS | SectionKind.SEVERITY:
                return Look.BESIDE
            case _:
                return Look.PLAIN


def texts_in(section: Section) -> Iterator[str]:
    """Every text of a section."""
    yield section.heading
    yield section.picture
    yield from section.paragraphs
    for block in section.blocks:
        yield block.heading
        for item in block.items:
            yield from (item.label, item.text, *item.small)
    if section.table:
        yield from section.table.columns
        for row in section.table.rows:
            yield from row


_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def readable(text: str) -> str:
    """A text as any form may show it: one kind of line break, and no letter that moves a screen."""
    return _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", _BREAKS.sub("\n", text))

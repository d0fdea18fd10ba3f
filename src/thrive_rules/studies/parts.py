"""Figures in words and tables: parts that a terminal, a page and a report each show in their way."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from thrive_rules.conversations.page import Page
from thrive_rules.conversations.section import Section, SectionKind, Table

NOTHING = "-"

Rows = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class CaptionedTable:
    """A table with its caption. `name` is one word that tells it from the others."""

    name: str
    caption: str
    columns: tuple[str, ...]
    rows: Rows
    brief: tuple[int, ...] = ()
    """The columns for a narrow screen; without any, all of them."""
    bars: tuple[tuple[float | None, ...], ...] = ()
    """For each row, how long the bar of each cell after the first is on a page, from 0 to 1; null for none."""

    @property
    def narrow(self) -> "CaptionedTable":
        """The same with the columns for a narrow screen alone."""
        kept = self.brief or tuple(range(len(self.columns)))
        rows = tuple(tuple(row[index] for index in kept) for row in self.rows)
        return replace(self, columns=tuple(self.columns[index] for index in kept), rows=rows)


@dataclass(frozen=True, slots=True)
class StudyPart:
    """A part of a study: what it is about, how it is to be read, and its tables."""

    name: str
    heading: str
    says: tuple[str, ...]
    tables: tuple[CaptionedTable, ...] = ()


def page_of_parts(title: str, parts: Iterable[StudyPart], *first: str) -> Page:
    """Parts as a page under a title, where paragraphs can stand first. Each table is a section under its caption."""

    def sections() -> Iterator[Section]:
        yield Section(SectionKind.FIGURES, title, first)
        for part in parts:
            yield Section(SectionKind.FIGURES, part.heading, part.says)
            for shown in part.tables:
                if shown.rows:
                    table = Table(shown.columns, shown.rows)
                    yield Section(SectionKind.FIGURES, shown.caption, table=table)

    return Page(tuple(sections()))


def name(key: str) -> str:
    """A key in words: a grouping, a voice or a kind of help."""
    return key.replace("_", " ")


def share(part: float, of: float) -> str:
    """A count, and its share in a hundred."""
    return f"{part:,.0f} ({100 * part / of:.1f}%)" if of else f"{part:,.0f}"


def figure(value: float | None, digits: int = 2) -> str:
    """A figure, or a dash where there is none."""
    return NOTHING if value is None else f"{value:.{digits}f}"


def percent(value: float | None) -> str:
    """A share in a hundred, or a dash where there is none."""
    return NOTHING if value is None else f"{100 * value:.1f}%"

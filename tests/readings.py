"""What a page asks of who reads it: how many words, how hard they are, and how many sheets of paper.

`python tests/readings.py` measures every reader and depth, over the worked cases and a synthetic cohort, and prints the
tables of docs/readings.md. It is a measure of our words: people's own, and local ones, are not ours to count.
"""

import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from math import ceil
from statistics import mean, median
from typing import NamedTuple

from textstat import textstat

from audiences import RULES, of, tell, worked_cases, young_people
from in_browser import Browser, a_browser
from thrive_rules import Case, Depth, Grouping, Page, Reader, Severity
from thrive_rules.conversations.budget import WORDS_OF_A_GLANCE, WORDS_OF_A_PAGE, words_on
from thrive_rules.conversations.section import Whose


class Plain(NamedTuple):
    """How plain a text is for somebody: at most this grade, and sentences of at most so many words, also on average."""

    grade: float
    longest: int
    mean: float


ASKED_FOR = {
    Reader.YOUNG_PERSON: Plain(6, 20, 13),
    Reader.PARENT_OR_CARER: Plain(7.5, 25, 15),
    Reader.OTHER: Plain(7.5, 25, 15),
    Reader.PRACTITIONER: Plain(10, 30, 17),
}
"""What the pages of each reader are held to. Flesch and Kincaid's grade is that of a school in the United States."""


def most_words(reader: Reader, depth: Depth) -> int | None:
    """The budget of a page; none where all that there is to say is said."""
    return {Depth.GLANCE: WORDS_OF_A_GLANCE, Depth.PAGE: WORDS_OF_A_PAGE[reader], Depth.FULL: None}[depth]


_NAMES = re.compile(
    "|".join(re.escape(RULES.words_for[each].name) for each in sorted(Grouping, key=len, reverse=True))
)
_ENDS = re.compile(r"(?<=[.?!])\s+|; ")


def sentences(shown: Page) -> Iterator[str]:
    """The sentences that are ours on a page, without the names of groupings; a heading is none.

    A line of a page is a sentence of its own, whether or not a full stop ends it; so is each part of a list in a line.
    """
    for section in shown.sections:
        told = list(section.paragraphs)
        for block in section.blocks:
            for item in block.items:
                if item.whose is Whose.RULES:
                    # What begins with a capital letter is a sentence of its own, and the label a heading before it.
                    label = "" if item.text[:1].isupper() else item.label
                    told += [f"{label}: {item.text}", *item.small]
        if section.table:
            told += [cell for row in section.table.rows for cell in row]
        for line in told:
            for sentence in _ENDS.split(_NAMES.sub("", line)):
                if words := re.findall(r"[^\s,:]+", sentence):
                    yield " ".join(words)


@cache
def _length(sentence: str) -> tuple[int, int]:
    """How many words a sentence has, and how many syllables. The same ones stand on page after page."""
    return len(sentence.split()), textstat.syllable_count(sentence)


def how_plain(told: Iterable[str]) -> Plain:
    """Flesch and Kincaid's grade of some sentences, the longest in words, and the mean."""
    counts = list(map(_length, told))
    words, syllables = (sum(each) for each in zip(*counts, strict=True))
    grade = 0.39 * words / len(counts) + 11.8 * syllables / words - 15.59
    return Plain(round(grade, 1), max(length for length, _ in counts), round(words / len(counts), 1))


def sheets(browser: Browser, shown: Page) -> int:
    """How many sheets of A4 a page takes."""
    tab = browser.new_page()
    tab.set_content(shown.html())
    printed = tab.pdf(prefer_css_page_size=True)
    tab.close()
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", printed))


Known = Iterable[tuple[Case, Severity]]


def pages_of(known: Known) -> Iterator[tuple[Reader, Depth, Page]]:
    """Every page that has a case, for each kind of reader and at each depth."""
    for case, severity in known:
        conversation = of(case, severity, RULES)
        for reader in Reader:
            for depth in Depth:
                if told := tell(conversation, RULES, (str(reader),), depth):
                    yield reader, depth, told.page


def _percentile(values: Sequence[float], share: float) -> float:
    return sorted(values)[ceil(share * len(values)) - 1]


def words_table(known: Known) -> Iterator[str]:
    """A row of a table for each reader and depth: how many words, and how plain they are."""
    words, plain = defaultdict(list), defaultdict(list)
    for reader, depth, shown in pages_of(known):
        words[reader, depth].append(words_on(shown.sections))
        plain[reader, depth].append(how_plain(sentences(shown)))
    yield "| reader | depth | pages | words: median | 95 % | most | within | grade: median | 95 % | longest sentence | mean |"
    yield "|---|---|---|---|---|---|---|---|---|---|---|"
    for (reader, depth), counts in sorted(words.items()):
        most, found = most_words(reader, depth), plain[reader, depth]
        within = f"{sum(count <= most for count in counts) / len(counts):.1%} of {most}" if most else ""
        grades = [each.grade for each in found]
        cells = (reader, depth, len(counts), round(median(counts)), _percentile(counts, 0.95), max(counts), within,
                 f"{median(grades):.1f}", f"{_percentile(grades, 0.95):.1f}", max(each.longest for each in found),
                 f"{mean(each.mean for each in found):.1f}")  # fmt: skip
        yield f"| {' | '.join(map(str, cells))} |"


def sheets_table(known: Known) -> Iterator[str]:
    """A row of a table for each reader and depth: how many pages print on one sheet, on two, on more."""
    counts: dict[tuple[Reader, Depth], list[int]] = defaultdict(list)
    with a_browser() as browser:
        for reader, depth, shown in pages_of(known):
            counts[reader, depth].append(sheets(browser, shown))
    yield "| reader | depth | pages | on one sheet | on two | on more | most |"
    yield "|---|---|---|---|---|---|---|"
    for (reader, depth), found in sorted(counts.items()):
        cells = (len(found), found.count(1), found.count(2), sum(each > 2 for each in found), max(found))
        yield f"| {reader} | {depth} | {' | '.join(map(str, cells))} |"


def main(count: int = 2000) -> None:
    """Print the tables: of the worked cases, on paper, and of so many young people of a synthetic cohort."""
    worked = [(case, severity) for _, case, severity in worked_cases()]
    for title, table in (
        (f"{len(worked)} worked cases", words_table(worked)),
        (f"{len(worked)} worked cases on paper (A4)", sheets_table(worked)),
        (f"{count:,} young people of a synthetic cohort", words_table(young_people(count, seed=14))),
    ):
        print(f"{title}\n", *table, "", sep="\n", flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))

"""The language of a page: its name, which way it runs, what falls back in it, and what the page says of that."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from thrive_rules.language.words import IN_ENGLISH, IN_USUAL_WORDS, TO_HERE

ENGLISH = "en-GB"
"""The language of the rules that ship, and of every page without a language pack."""

Direction: TypeAlias = Literal["ltr", "rtl"]

_RIGHT_TO_LEFT = frozenset(
    ("ar", "arc", "ckb", "dv", "fa", "he", "ks", "lrc", "mzn", "nqo", "ps", "sd", "syr", "ug", "ur", "yi")
)
"""Languages that are written from right to left, where no script says otherwise (Unicode CLDR)."""
_SCRIPTS = frozenset(("Adlm", "Arab", "Aran", "Hebr", "Mand", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa"))
"""Scripts that run from right to left (ISO 15924)."""


def direction_of(tag: str) -> Direction:
    """Which way a language runs. A script in its tag, as `ur-Latn` has one, settles it."""
    language, *others = tag.partition("-x-")[0].split("-")
    for script in (each.title() for each in others if len(each) == 4 and each.isalpha()):
        return "rtl" if script in _SCRIPTS else "ltr"
    return "rtl" if language in _RIGHT_TO_LEFT else "ltr"


@dataclass(frozen=True, slots=True)
class PageLanguage:
    """In which words a page is, and what it says of them at its end."""

    tag: str
    """The language, as web pages name it."""
    name: str
    """What it calls itself."""
    about: tuple[str, ...]
    """What a page says of it first: that nobody has reviewed the words, and for practitioners whose they are."""
    in_english: str
    """What stands before how many sentences are in English."""
    in_usual_words: str
    """What stands before how many sentences are in the usual words of the language."""

    def note(self, texts: Iterable[str]) -> tuple[str, ...]:
        """What a page with these texts says of its language."""
        marks = [text.count(mark) for text in texts for mark in (IN_ENGLISH, IN_USUAL_WORDS)]
        counts = ((self.in_english, sum(marks[::2])), (self.in_usual_words, sum(marks[1::2])))
        return (*self.about, *(f"{heading}: {count}" for heading, count in counts if count))


# Where a text was cut inside such a piece, the piece ends with it.
_FALLEN_BACK = re.compile(
    f"([{IN_ENGLISH}{IN_USUAL_WORDS}])([^{IN_ENGLISH}{IN_USUAL_WORDS}{TO_HERE}]*){TO_HERE}?"
)


def spans_of(text: str) -> Iterator[tuple[str, bool]]:
    """A text in pieces, each with whether it is in English on a page of another language."""
    start = 0
    for found in _FALLEN_BACK.finditer(text):
        yield text[start : found.start()].replace(TO_HERE, ""), False
        yield found[2], found[1] == IN_ENGLISH
        start = found.end()
    yield text[start:].replace(TO_HERE, ""), False


def in_plain_text(text: str) -> str:
    """A text in which a mark stands before each piece that is in English on a page of another language."""
    return "".join(f"[en] {piece}" if is_english else piece for piece, is_english in spans_of(text))

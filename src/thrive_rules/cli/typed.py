"""What somebody types in the conversation of `ask`: a reply, ticks, their own words, or a word that leads elsewhere."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeAlias, TypeVar

from pydantic import TypeAdapter

from thrive_rules.cases.fields import FreeText, one_line
from thrive_rules.cli.terminal import ask_until
from thrive_rules.conversations.offer import Offer, Tick
from thrive_rules.conversations.page_language import spans_of
from thrive_rules.conversations.reply import Reply
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.language.words import Reader, Words

T = TypeVar("T")


class Word(StrEnum):
    """What people can type beside an answer. The values name the texts."""

    NONE_OF_THESE = "none_of_these"
    PRIVATE = "private"
    BACK = "back"
    TAKE_BACK = "take_back"
    GO_ON = "go_on"
    STOP = "stop"


Entry: TypeAlias = str | tuple[Tick, ...]
"""What somebody adds: ticks, or their own words; an empty text stands for none."""

_LEAVING = (Word.BACK, Word.TAKE_BACK, Word.STOP)
_OWN_WORDS: TypeAdapter[str] = TypeAdapter(FreeText)


class Typed:
    """Reads lines of one person until each is understood, in the words of the rules. No line has a default answer."""

    def __init__(self, rules: RuleBase, reader: Reader) -> None:
        self.wording, self.words, self.reader = rules.wording, rules.wording.asking, reader

    def at_question(self, question: str, *also: Word) -> Reply | Word:
        """A reply to a question, or a word: one that leads elsewhere, or one of `also`."""
        replies: dict[str, Reply | Word] = {
            self._key(self.wording.yes): Reply.YES,
            self._key(self.wording.no): Reply.NO,
            self._key(self.words.not_sure): Reply.NOT_SURE,
            self._key(self.words.rather_not_say): Reply.RATHER_NOT_SAY,
        }
        replies |= self._keys(*(word for word in also if word is Word.NONE_OF_THESE))
        others = self._keys(*(word for word in also if word is not Word.NONE_OF_THESE), *_LEAVING)
        short = {"y": Reply.YES, "n": Reply.NO, "?": Reply.NOT_SURE}
        expected = f"{', '.join(replies)}; {', '.join(others)}"
        return self._ask(f"{question}\n({', '.join(replies)})", {**short, **replies, **others}, expected)

    def at_offer(self, offer: Offer, so_far: str, *also: Word) -> Entry | Word | None:
        """Own words as they are, or ticks, or a word. With nothing typed, what stands so far stays."""
        others = self._keys(*also, *_LEAVING)
        left_out = {"", self._key(self.words.not_sure), self._key(self.words.rather_not_say)}

        def understand(text: str) -> Entry | Word | None:
            key = one_line(text).casefold()
            if key in others:
                return others[key]
            if so_far and not key:
                return None
            entry = "" if key in left_out else text.strip()
            return _ticked(entry, offer.ticks) if offer.ticks else _OWN_WORDS.validate_python(entry)

        shown = [f"{offer.text} {so_far}".rstrip()]
        shown += [f"{number} {tick.text}" for number, tick in enumerate(offer.ticks, 1)]
        how = self.words.type_numbers if offer.ticks else self.words.leave_out
        shown.append(f"({how.to(self.reader)})")
        expected = f"numbers from 1 to {len(offer.ticks)}; " if offer.ticks else "some words; "
        return ask_until("\n".join(shown), understand, f"{expected}{', '.join(others)}")[1]

    def wants_to_go_on(self, question: Words) -> bool:
        """Whether somebody goes on where they can stop."""
        known = self._keys(Word.GO_ON, Word.STOP)
        return self._ask(question.to(self.reader), known, ", ".join(known)) is Word.GO_ON

    def _ask(self, question: str, known: Mapping[str, T], expected: str) -> T:
        by_word = {text.casefold(): meant for text, meant in known.items()}
        return ask_until(question, lambda text: by_word[one_line(text).casefold()], expected)[1]

    def _keys(self, *words: Word) -> dict[str, Reply | Word]:
        return {self._key(getattr(self.words, word)): word for word in words}

    def _key(self, words: Words) -> str:
        """What people type: without the mark that a text has which falls back to another language."""
        return "".join(piece for piece, _ in spans_of(words.to(self.reader)))


def _ticked(text: str, ticks: tuple[Tick, ...]) -> tuple[Tick, ...]:
    """The ticks whose numbers somebody typed, with blanks or commas between. Raises ValueError for anything else."""
    numbers = {int(each) for each in text.replace(",", " ").split()}
    if not numbers <= {*range(1, len(ticks) + 1)}:
        raise ValueError
    return tuple(tick for number, tick in enumerate(ticks, 1) if number in numbers)

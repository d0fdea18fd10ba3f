"""The conversation of `ask`: page after page, each answer kept at once, none with a default, danger before all."""

from collections.abc import Iterator
from enum import StrEnum
from shlex import quote
from typing import NoReturn

from pydantic import TypeAdapter

from thrive_rules.cases.case import Grouping
from thrive_rules.cases.fact import Topic, Voice
from thrive_rules.cases.fields import one_line
from thrive_rules.cases.sharing import NOT_SAFE
from thrive_rules.cases.vocabulary import FACTS
from thrive_rules.cli.record import Record
from thrive_rules.cli.terminal import ask_until, line, say, show
from thrive_rules.conversations.answer import say_answer
from thrive_rules.conversations.danger import first_of_case, not_safe
from thrive_rules.conversations.next_questions import QuestionPage, danger_stands, next_questions
from thrive_rules.conversations.page import Page
from thrive_rules.conversations.page_language import spans_of
from thrive_rules.conversations.reply import Reply, answer_of, path_of, was_asked
from thrive_rules.conversations.section import Section, SectionKind
from thrive_rules.decisions.decision import OwnWords
from thrive_rules.language.rule import UrgentKind
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.language.words import Words
from thrive_rules.reasoning.suggestion import ASKED_FIRST, infer, suggest
from thrive_rules.severity.audience import Audience

_TICKS = (Topic.WANTS, Topic.SUGGESTED, Topic.EXTENT, Topic.LIFE)
"""Pages that list things: there, somebody can say of all that are left that it is none of them."""


class Word(StrEnum):
    """What people can type beside an answer. The values name the texts."""

    NONE_OF_THESE = "none_of_these"
    PRIVATE = "private"
    BACK = "back"
    TAKE_BACK = "take_back"
    GO_ON = "go_on"
    STOP = "stop"


class Stopped(Exception):  # noqa: N818 - it is no error
    """The questions end here: somebody typed so, or danger comes first."""


class Sitting:
    """Asks one person what matters, until they stop, nothing is left, or danger comes first."""

    def __init__(self, record: Record, rules: RuleBase, audience: Audience) -> None:
        self.record, self.rules, self.audience = record, rules, audience
        self.person, self.words = record.person, rules.wording.asking
        self.answered = [fact for fact in FACTS if self._is_own(fact)]
        """What was answered, one after another: `back` goes through it, also where an earlier sitting left it."""
        self.at: int | None = None
        """Which of it is asked again now; none where the next question is a new one."""
        self.page: QuestionPage | None = None
        self.offered = False

    def hold(self) -> None:
        """Ask page after page. Raises KeyboardInterrupt or EOFError where somebody leaves; every answer is kept."""
        try:
            self._begin()
            while (question := self._next_question()) is not None:
                self._do(self._typed(*question), question[0])
        except Stopped:
            return
        self._say(self.words.no_more)
        self._say(self.words.others_can)

    def _begin(self) -> None:
        """Who reads, what comes before any question, and what to type."""
        words = self.words
        for text in (words.who_reads, words.sent_to_nobody, words.may_be_shared):
            self._say(text)
        self._show_what_comes_first()
        if danger_stands(self.record.mine, self.person):
            self._end_for_danger()
        if self._is_urgent():
            self._go_on_or_stop(words.danger_stands)
        self._say(words.how)

    # WHAT IS ASKED

    def _next_question(self) -> tuple[str, str] | None:
        """The next fact and its question, under the heading of its page; none where nothing is left."""
        if self.at is not None:
            fact = self.answered[self.at]
            return fact, f"{self.rules.fact[fact].question.to(self.audience.reader)} {self._so_far(fact)}"
        pages = self._pages()
        if not pages:
            return None
        undecided = any(each.topic is Topic.DANGER or each.could_help_to_settle for each in pages)
        if not undecided and not self.offered:
            self._say(self.words.nothing_undecided)
            self._say(self.words.others_can)
            self._go_on_or_stop(self.words.go_on_or_stop)
        self.offered = not undecided
        begun = [each for each in pages if self.page and _same(each, self.page)]
        page = pages[0] if pages[0].topic is Topic.DANGER or not begun else begun[0]
        if not begun or page is not begun[0]:
            section = Section(SectionKind.QUESTIONS, page.heading, (page.why, page.seen_by))
            show(Page((section,)))
        self.page = page
        return page.questions[0].fact, page.questions[0].text

    def _pages(self) -> tuple[QuestionPage, ...]:
        return next_questions(self.record.mine, self.rules, self.audience)

    def _so_far(self, fact: str) -> str:
        answer = answer_of(self.record.mine, self.person, fact)
        told = self.text(self.words.no_answer)
        if answer is not None:
            told = say_answer(self.rules.wording, answer, self.audience.reader)
        return f"({self.text(self.words.so_far)}: {told})"

    def _typed(self, fact: str, question: str) -> Reply | Word:
        """What somebody types, asked for again until it is understood."""
        wording, words = self.rules.wording, self.words
        replies: dict[str, Reply | Word] = {
            self._key(wording.yes): Reply.YES,
            self._key(wording.no): Reply.NO,
            self._key(words.not_sure): Reply.NOT_SURE,
            self._key(words.rather_not_say): Reply.RATHER_NOT_SAY,
        }
        if self.at is None and FACTS[fact].topic in _TICKS:
            replies[self._key(words.none_of_these)] = Word.NONE_OF_THESE
        others: dict[str, Reply | Word] = {
            self._key(words.back): Word.BACK,
            self._key(words.take_back): Word.TAKE_BACK,
            self._key(words.stop): Word.STOP,
        }
        if self.at is None and self._can_be_private(fact):
            others = {self._key(words.private): Word.PRIVATE, **others}
        short = {"y": Reply.YES, "n": Reply.NO, "?": Reply.NOT_SURE}
        everything = f"{', '.join(replies)}; {', '.join(others)}"
        return self._ask(f"{question}\n({', '.join(replies)})", {**short, **replies, **others}, everything)

    def _ask(self, question: str, known: dict[str, Reply | Word], expected: str) -> Reply | Word:
        by_word = {text.casefold(): meant for text, meant in known.items()}
        return ask_until(question, lambda text: by_word[one_line(text).casefold()], expected)[1]

    def _go_on_or_stop(self, question: Words) -> None:
        go_on, stop = self._key(self.words.go_on), self._key(self.words.stop)
        if (
            self._ask(self.text(question), {go_on: Word.GO_ON, stop: Word.STOP}, f"{go_on}, {stop}")
            is Word.STOP
        ):
            raise Stopped

    # WHAT IS DONE WITH IT

    def _do(self, typed: Reply | Word, fact: str) -> None:
        """Do what somebody typed at a question."""
        match typed:
            case Reply():
                self._give(fact, typed)
            case Word.NONE_OF_THESE:
                while left := self._left_on_page():
                    self._give(left[0], Reply.NO)
            case Word.PRIVATE:
                self.record.keep_private(tuple(self._together_with(fact)))
                self._say(self.words.now_private)
            case Word.BACK:
                self._go_back()
            case Word.TAKE_BACK:
                self._take_back()
            case Word.STOP:
                raise Stopped
            case Word.GO_ON:
                pass  # it is asked where something else is, and nowhere here

    def _left_on_page(self) -> list[str]:
        here = (each for each in self._pages() if self.page and _same(each, self.page))
        return [question.fact for each in here for question in each.questions]

    def _give(self, fact: str, reply: Reply) -> None:
        """Keep a reply; where it is another one than before, show what that moved."""
        before = self._states()
        self.record.reply(fact, reply)
        if self.at is None:
            self.answered.append(fact)
        else:
            self.at = None
            self._show_moved(before)
        if reply is Reply.YES and fact in ASKED_FIRST:
            if path_of(fact) == NOT_SAFE and self.person.keeps_the_record:
                self._put_into_words()
            else:
                self._show_what_comes_first()
                self._end_for_danger()

    def _put_into_words(self) -> None:
        """A safety concern stands in a file in words. Until they are given, a mark stands there."""
        own = TypeAdapter[str](OwnWords)
        question = self.text(self.words.concern_in_words)
        self.record.put_into_words(ask_until(question, own.validate_python, "some words")[1].strip())

    def _go_back(self) -> None:
        at = (len(self.answered) if self.at is None else self.at) - 1
        if at < 0:
            self._say(self.words.nothing_before)
        else:
            self.at = at

    def _take_back(self) -> None:
        if not self.answered:
            self._say(self.words.nothing_before)
            return
        before = self._states()
        self.record.reply(self.answered.pop(-1 if self.at is None else self.at), None)
        self.at = None
        self._say(self.words.open_again)
        self._show_moved(before)

    def _states(self) -> dict[Grouping, bool | None]:
        inference = infer(self.record.mine, self.rules)
        return {grouping: inference.candidate(grouping) for grouping in Grouping}

    def _show_moved(self, before: dict[Grouping, bool | None]) -> None:
        after, words = self._states(), self.words
        came = [each for each in after if after[each] and not before[each]]
        went = [each for each in after if before[each] and not after[each]]
        again = [each for each in after if after[each] is None and before[each] is False]
        for heading, groupings in (
            (words.now_put_forward, came),
            (words.no_longer_put_forward, went),
            (words.undecided_again, again),
        ):
            if groupings:
                names = ", ".join(self.rules.words_for[each].name for each in groupings)
                say(f"{self.text(heading)}: {names}")
        if not (came or went or again):
            self._say(words.nothing_moved)

    # WHOSE, AND WHO SEES IT

    def _is_own(self, name: str) -> bool:
        """Whether an answer that stands is this person's to go back to."""
        case, person, fact = self.record.mine, self.person, FACTS[name]
        if fact.topic is None or was_asked(case, person, name):
            return fact.topic is not None
        if (
            fact.topic is Topic.SUGGESTED
            and len([view for view in case.views if view.voice == fact.voice]) > 1
        ):
            return person.id is not None and answer_of(case, person, name) is not None
        theirs = person.keeps_the_record or fact.voice == person.kind
        return theirs and answer_of(case, person, name) is not None

    def _can_be_private(self, fact: str) -> bool:
        """The young person can keep an answer for themselves and the practitioner; others, what they suggest."""
        if FACTS[fact].topic is Topic.DANGER or self.person.keeps_the_record:
            return False
        return self.person.kind is Voice.YOUNG_PERSON or FACTS[fact].topic is Topic.SUGGESTED

    def _together_with(self, name: str) -> Iterator[str]:
        """Every fact that is asked for on the page of this one, answered or not."""
        fact = FACTS[name]
        return (each.name for each in FACTS.values() if (each.topic, each.voice) == (fact.topic, fact.voice))

    # DANGER, AND WORDS

    def _is_urgent(self) -> bool:
        """Whether danger is recorded, or the young person does not feel safe."""
        case = self.record.mine
        urgent = any(case.facts.get(kind) is True for kind in UrgentKind)
        return urgent or Voice.YOUNG_PERSON in case.who_said_yes(NOT_SAFE)

    def _show_what_comes_first(self) -> None:
        """What is urgent, and what to do if somebody is not safe, as it stands on every page."""
        case, reader = self.record.mine, self.audience.reader
        urgent = first_of_case(case, suggest(case, self.rules), self.rules, reader)
        show(Page((*urgent, not_safe(self.rules, reader))))

    def _end_for_danger(self) -> NoReturn:
        self._say(self.words.ends_here)
        raise Stopped

    def say_where_it_is(self, to_go_on: str) -> None:
        """Where the answers are, how to go on, and that others can still bring ideas."""
        words, file = self.words, self.record.file
        if not self.record.is_kept:
            self._say(words.nothing_kept)
            return
        line(f"{self.text(words.kept_in)}: {file}")
        self._say(words.kept_note)
        if danger_stands(self.record.mine, self.person):
            return  # nothing else is of any use now
        line(f"{self.text(words.to_go_on)}: {to_go_on}")
        reader = self.audience.reader.replace("_", "-")
        line(f"{self.text(words.to_read)}: thrive-rules suggest {quote(str(file))} --reader {reader}")

    def _key(self, words: Words) -> str:
        """What people type: without the mark that a text has which falls back to another language."""
        return "".join(piece for piece, _ in spans_of(self.text(words)))

    def text(self, words: Words) -> str:
        """A text in the words of who is asked."""
        return words.to(self.audience.reader)

    def _say(self, words: Words) -> None:
        say(self.text(words))


def _same(page: QuestionPage, other: QuestionPage) -> bool:
    return (page.topic, page.whose) == (other.topic, other.whose)

"""The conversation of `ask`: page after page, each answer kept at once, none with a default, danger before all."""

from collections.abc import Iterator
from shlex import quote
from typing import NoReturn

from pydantic import TypeAdapter

from thrive_rules.cases.case import Grouping
from thrive_rules.cases.fact import Topic, Voice
from thrive_rules.cases.sharing import NOT_SAFE
from thrive_rules.cases.vocabulary import FACTS
from thrive_rules.cli.record import Record
from thrive_rules.cli.terminal import ask_until, line, say_paragraph, show_page
from thrive_rules.cli.typed import Entry, Typed, Word
from thrive_rules.conversations.answer import say_answer
from thrive_rules.conversations.danger import first_of_case, not_safe
from thrive_rules.conversations.next_questions import QuestionPage, danger_stands, next_questions
from thrive_rules.conversations.offer import Offer, offer_of_words, offers, own_words, ticked_before
from thrive_rules.conversations.page import Page
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


class Stopped(Exception):  # noqa: N818 - nothing went wrong: somebody chose to stop, or danger comes first
    """The questions end here: somebody typed so, or danger comes first."""


class Sitting:
    """Asks one person what matters, until they stop, nothing is left, or danger comes first."""

    def __init__(self, record: Record, rules: RuleBase, audience: Audience) -> None:
        self.record, self.rules, self.audience = record, rules, audience
        self.person, self.words = record.person, rules.wording.asking
        self.typed = Typed(rules, audience.reader)
        self.added: dict[str, Entry] = dict(own_words(record.mine, rules, self.person))
        """What was added at an offer, by its name, in an earlier sitting too."""
        self.offered = {path: offer_of_words(path, rules, audience) for path in self.added}
        ticked = {offer.name: offer for offer in ticked_before(record.mine, rules, audience)}
        self.answered = [*self.offered, *(fact for fact in FACTS if self._is_own(fact)), *ticked]
        """What was asked, one after another, by its fact or its path: `back` goes through it, also where an earlier
        sitting left it.
        """
        self.added |= {name: offer.ticks for name, offer in ticked.items()}
        self.offered |= ticked
        self.at: int | None = None
        """Which of it is asked again now; none where the next question is a new one."""
        self.page: QuestionPage | None = None
        self.heading = "", ""
        """Under which heading the last question stands, and who sees the answers."""
        self.could_stop = False

    def hold(self) -> None:
        """Ask page after page. Raises KeyboardInterrupt or EOFError where somebody leaves; every answer is kept."""
        try:
            self._begin()
            while (asked := self._next()) is not None:
                match asked:
                    case Offer():
                        self._act_on(self._filled_in(asked), asked.name)
                    case fact, question:
                        self._act_on(self._typed(fact, question), fact)
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

    def _next(self) -> tuple[str, str] | Offer | None:
        """The next fact and its question, or what is offered next, under its heading; none where nothing is left."""
        if self.at is not None:
            name = self.answered[self.at]
            if name in self.offered:
                return self.offered[name]
            return (
                name,
                f"{self.rules.fact[name].question.to(self.audience.reader)} {self._answer_so_far(name)}",
            )
        pages, left = self._pages(), tuple(offers(self.record.mine, self.rules, self.audience))
        in_danger = bool(pages) and pages[0].topic is Topic.DANGER
        if left and not in_danger and not left[0].ticks:
            return self._offered(left[0])
        if not pages and not left:
            return None
        undecided = in_danger or any(each.could_help_to_settle for each in pages)
        if not undecided and not self.could_stop:
            self._say(self.words.nothing_undecided)
            self._say(self.words.others_can)
            self._go_on_or_stop(self.words.go_on_or_stop)
        self.could_stop = not undecided
        return self._first_of(pages) if pages else self._offered(left[0])

    def _first_of(self, pages: tuple[QuestionPage, ...]) -> tuple[str, str]:
        """The first question that is open, of the page that is begun; of the first page where danger comes first."""
        begun = [each for each in pages if self.page and _same(each, self.page)]
        page = pages[0] if pages[0].topic is Topic.DANGER or not begun else begun[0]
        if not begun or page is not begun[0]:
            self._show_heading(SectionKind.QUESTIONS, page.heading, page.why, page.seen_by)
        self.page = page
        return page.questions[0].fact, page.questions[0].text

    def _offered(self, offer: Offer) -> Offer:
        """What is offered next, under its heading where that is a new one."""
        if (offer.heading, offer.seen_by) != self.heading:
            kind = SectionKind.QUESTIONS if offer.ticks else SectionKind.OWN_WORDS
            self._show_heading(kind, offer.heading, offer.why, offer.seen_by)
        self.offered[offer.name] = offer
        return offer

    def _show_heading(self, kind: SectionKind, heading: str, *paragraphs: str) -> None:
        show_page(Page((Section(kind, heading, paragraphs),)))
        self.heading = heading, paragraphs[-1]

    def _pages(self) -> tuple[QuestionPage, ...]:
        return next_questions(self.record.mine, self.rules, self.audience)

    def _answer_so_far(self, fact: str) -> str:
        answer = answer_of(self.record.mine, self.person, fact)
        answer_text = "" if answer is None else say_answer(self.rules.wording, answer, self.audience.reader)
        return self._so_far(answer_text)

    def _so_far(self, entry: str) -> str:
        return f"({self.text(self.words.so_far)}: {entry or self.text(self.words.no_answer)})"

    def _typed(self, fact: str, question: str) -> Reply | Word:
        """What somebody types at a question, asked for again until it is understood."""
        also = [Word.NONE_OF_THESE] if self.at is None and FACTS[fact].topic in _TICKS else []
        also += [Word.PRIVATE] if self.at is None and self._can_be_private(fact) else []
        return self.typed.at_question(question, *also)

    def _filled_in(self, offer: Offer) -> Entry | Word | None:
        """What somebody types at an offer, and nothing where they leave what they typed before as it stands."""
        entry = self.added.get(offer.name, "")
        entry = (
            entry
            if isinstance(entry, str)
            else self.rules.wording.in_parts((tick.text for tick in entry), self.audience.reader)
        )
        so_far = "" if self.at is None else self._so_far(entry)
        return self.typed.at_offer(
            offer, so_far, *([Word.PRIVATE] if self._can_be_private(offer.name) else [])
        )

    def _go_on_or_stop(self, question: Words) -> None:
        if not self.typed.wants_to_go_on(question):
            raise Stopped

    # WHAT IS DONE WITH IT

    def _act_on(self, typed: Reply | Word | Entry | None, fact: str) -> None:
        """Do what somebody typed at a question, or at an offer."""
        match typed:
            case Reply():
                self._give_reply(fact, typed)
            case Word.NONE_OF_THESE:
                while left := self._left_on_page():
                    self._give_reply(left[0], Reply.NO)
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
            case None:
                self.at = None
            case _:
                self._add_entry(self.offered[fact], typed)

    def _left_on_page(self) -> list[str]:
        here = (each for each in self._pages() if self.page and _same(each, self.page))
        return [question.fact for each in here for question in each.questions]

    def _give_reply(self, fact: str, reply: Reply) -> None:
        """Keep a reply; where it is another one than before, show what that moved."""
        before = self._states()
        self.record.reply(fact, reply)
        self._is_kept(fact, before)
        if reply is Reply.YES and fact in ASKED_FIRST:
            if path_of(fact) == NOT_SAFE and self.person.keeps_the_record:
                self._put_into_words()
            else:
                self._show_what_comes_first()
                self._end_for_danger()

    def _add_entry(self, offer: Offer, entry: Entry) -> None:
        """Keep what somebody added; after a tick that could protect, say what to do if somebody is not safe."""
        before = self._states()
        self.record.add(offer, entry)
        self.added[offer.name] = entry
        self._is_kept(offer.name, before)
        if not isinstance(entry, str) and any(tick.could_protect for tick in entry):
            show_page(Page((not_safe(self.rules, self.audience.reader),)))

    def _is_kept(self, name: str, before: dict[Grouping, bool | None]) -> None:
        if self.at is None:
            self.answered.append(name)
        else:
            self.at = None
            self._show_moved(before)

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
        taken = self.answered.pop(-1 if self.at is None else self.at)
        if offer := self.offered.pop(taken, None):
            self.added.pop(taken)
            self.record.add(offer, None)
        else:
            self.record.reply(taken, None)
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
                named = (self.rules.words_for[each].name for each in groupings)
                names = self.rules.wording.listed(named, self.audience.reader)
                say_paragraph(f"{self.text(heading)}: {names}")
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
        topic = FACTS[fact].topic if fact in FACTS else None
        if topic is Topic.DANGER or self.person.keeps_the_record:
            return False
        return self.person.kind is Voice.YOUNG_PERSON or topic is Topic.SUGGESTED

    def _together_with(self, name: str) -> Iterator[str]:
        """Every fact that is asked for on the page of this one, answered or not; each tick of an offer, or its path."""
        if offer := self.offered.get(name):
            yield from (tick.fact for tick in offer.ticks) if offer.ticks else (name,)
            return
        fact = FACTS[name]
        yield from (
            each.name for each in FACTS.values() if (each.topic, each.voice) == (fact.topic, fact.voice)
        )

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
        show_page(Page((*urgent, not_safe(self.rules, reader))))

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

    def text(self, words: Words) -> str:
        """A text in the words of who is asked."""
        return words.to(self.audience.reader)

    def _say(self, words: Words) -> None:
        say_paragraph(self.text(words))


def _same(page: QuestionPage, other: QuestionPage) -> bool:
    return (page.topic, page.whose) == (other.topic, other.whose)

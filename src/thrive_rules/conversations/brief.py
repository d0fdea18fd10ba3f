"""A page as people read it in a room, and the same at a glance.

Nothing about danger, about whose idea something is, about which groupings are open or how many questions there are is
ever left out, nor that nobody has decided; and what is left out is named.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from thrive_rules.cases.case import Grouping
from thrive_rules.cases.fact import Voice
from thrive_rules.cases.vocabulary import FACTS
from thrive_rules.conversations.budget import (
    ANSWERS_IN_THE_WAY,
    ANSWERS_TOGETHER,
    KEPT_FIRST,
    KINDS_AT_A_GLANCE,
    KINDS_WITH_NAMES,
    MOST_OWN_WORDS,
    NEXT_QUESTIONS,
    REASONS_IN_ONE_VOICE,
    WORDS_OF_A_GLANCE,
    WORDS_OF_A_PAGE,
    as_many_as_fit,
    first_question,
    first_sentence,
    stays_on_a_page,
    words_on,
)
from thrive_rules.conversations.conversation import Conversation, Prompt, of_one_kind_who_differ
from thrive_rules.conversations.detail import Matter, first_voice, may_be_asked, may_see
from thrive_rules.conversations.next_questions import next_questions
from thrive_rules.conversations.reading import Reading
from thrive_rules.conversations.section import Block, Item, Section, SectionKind, Whose
from thrive_rules.language.rule import PromptKind, Prompts, in_brief
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.language.words import Reader
from thrive_rules.reasoning.suggestion import ASKED_FIRST, Argument, NotPutForward, Unknown
from thrive_rules.severity.audience import THE_RECORD

_PLACES = {fact: place for place, fact in enumerate(FACTS)}
"""Where each question stands among all: of two that are as near, the earlier is asked."""
Lines = dict[tuple[str, ...], list[Item]]
"""What is said on one side, by who says it."""


def page_sections(conversation: Conversation, rules: RuleBase, reader: Reader) -> tuple[Section, ...]:
    """One sheet of paper: as much of what could be left out as there is room for."""
    return _Brief(conversation, rules, reader).sections()


def glance_sections(conversation: Conversation, rules: RuleBase, reader: Reader) -> tuple[Section, ...]:
    """A few lines, which can stand in a record's note too."""
    return _Brief(conversation, rules, reader).glance()


def _block(items: Iterable[Item]) -> tuple[Block, ...]:
    """Lines under no heading; nothing where there are none."""
    return (Block("", found),) if (found := tuple(items)) else ()


class _Brief(Reading):
    def sections(self) -> tuple[Section, ...]:
        """A page: what is always there, and as much of what could be left out as there is room for.

        Where what is always there is too long, people who say the same of an idea give fewer reasons for it.
        """
        optional, first, most_words = self.optional(), tuple(self.first()), WORDS_OF_A_PAGE[self.reader]
        not_safe, nobody = self.not_safe(), self.nobody_has_decided()
        last = as_many_as_fit(
            most_words - words_on((*first, not_safe, nobody)),
            len(optional),
            lambda kept: tuple(self.where_there_is_room(optional[:kept], optional[kept:])),
        )
        if words_on((*first, *last, not_safe, nobody)) > most_words:
            first = tuple(self.first(REASONS_IN_ONE_VOICE))
        *questions, what_next, about = last
        return (*first, *questions, not_safe, what_next, nobody, about)

    def optional(self) -> list[Unknown | Prompt]:
        """What a page has where there is room, what it keeps longest first: the next questions, then prompts."""
        left = [each for each in self.conversation.prompts if not self.is_kept(each)]
        return [*self.next_questions(), *sorted(left, key=lambda each: KEPT_FIRST.index(each.kind))]

    def is_kept(self, prompt: Prompt) -> bool:
        """Whether a page never leaves a prompt out: it is about safety, or the young person's own right to decide."""
        rule = self.rules.rule[prompt.rule]
        return isinstance(rule, Prompts) and stays_on_a_page(rule)

    def first(self, reasons: int | None = None) -> Iterator[Section]:
        """All that stands before the questions; with `reasons`, so many in one voice for an idea."""
        yield from self.danger_first()
        yield self.own_words(MOST_OWN_WORDS)
        yield from self.ideas(reasons)
        yield from self.differences()
        if self.suggestion.not_put_forward:
            yield self.not_put_forward()
        yield self.danger_asked()

    def where_there_is_room(
        self, kept: list[Unknown | Prompt], left: list[Unknown | Prompt]
    ) -> Iterator[Section]:
        """The questions where there are any, what is next, and what is left out."""
        asked = [each for each in kept if isinstance(each, Unknown)]
        more = len(self.open_beside(self.asked_above())) - len(asked)
        left_out = {each.rule for each in left if isinstance(each, Prompt)}
        yield from self.questions(asked)
        yield self.what_next(each for each in self.conversation.prompts if each.rule not in left_out)
        yield self.about(self.left_out(more, len(left_out)))

    # IDEAS

    def ideas(self, most: int | None) -> Iterator[Section]:
        """Each grouping that is put forward, whose idea it is, and what speaks for and against it.

        With `most`, so many reasons for it of those who say the same, and how many more. What speaks against it is
        always whole.
        """
        candidates, say, page = self.suggestion.candidates, self.say, self.wording.page
        opening = say(page.order if candidates else self.wording.no_candidate)
        yield Section(SectionKind.CANDIDATES, say(self.wording.candidates), (opening,))
        against = {each.grouping: self.lines(each.arguments_against) for each in candidates}
        several = _of_several(against)
        said = set[str]()
        for candidate in candidates:
            whose = tuple(self.whose_idea(candidate))
            once = [first_sentence(each) if each in said else each for each in whose]
            said.update(whose)
            words = self.rules.words_for[candidate.grouping]
            blocks = [Block(say(self.wording.why), self.joined(self.lines(candidate.arguments_for), most))]
            if items := self.against(against[candidate.grouping], several):
                blocks.append(Block(say(self.wording.against), items))
            definition = first_sentence(say(words.definition))
            yield Section(SectionKind.CANDIDATE, words.name, (definition, *once), tuple(blocks))
        if several:
            by_place: dict[tuple[Grouping, ...], Lines] = {}
            for (who, item), groupings in several.items():
                by_place.setdefault(groupings, {}).setdefault(who, []).append(item)
            yield Section(
                SectionKind.AGAINST_SEVERAL,
                say(page.against_several),
                blocks=tuple(
                    Block(self.listed(map(self.name, groupings)), self.joined(lines))
                    for groupings, lines in by_place.items()
                ),
            )

    def against(
        self, lines: Lines, several: Mapping[tuple[tuple[str, ...], Item], object]
    ) -> tuple[Item, ...]:
        """What speaks against one grouping alone, and that more is said below against several."""
        own = {who: [item for item in items if (who, item) not in several] for who, items in lines.items()}
        below = sum(map(len, own.values())) < sum(map(len, lines.values()))
        return (*self.joined(own), *((Item(self.say(self.wording.page.more_below)),) if below else ()))

    def joined(self, lines: Lines, most: int | None = None) -> tuple[Item, ...]:
        """A line for those who say the same things; a local rule's words stay apart."""
        items: list[Item] = []
        for who, said in lines.items():
            label = self.listed(who)
            texts = [item.text.removesuffix(".") for item in said if item.whose is Whose.RULES]
            if most and len(texts) > most:
                texts = [*texts[:most], f"{self.say(self.wording.page.more)}: {len(texts) - most}"]
            if texts:
                items.append(Item(self.in_parts(texts), label))
            items += [replace(item, label=label) for item in said if item.whose is not Whose.RULES]
        return tuple(items)

    def lines(self, arguments: Iterable[Argument]) -> Lines:
        """What is said in a few words, each thing once, by everybody who says it."""
        who_says: dict[Item, list[str]] = {}
        for argument in arguments:
            rule = self.rules.rule[argument.rule]
            item = Item(self.say(in_brief(rule) or rule.words), whose=self.whose(rule.id))
            names = who_says.setdefault(item, [])
            names += [name for name in self.who(argument) if name not in names]
        lines: Lines = {}
        for item, names in who_says.items():
            lines.setdefault(tuple(names), []).append(item)
        return lines

    def who(self, argument: Argument) -> tuple[str, ...]:
        """Who says it; the rule base in few words."""
        if argument.voice is Voice.RULE_BASE:
            return (self.say(self.wording.page.rule_base),)
        return self.people(argument)

    # WHAT IS OPEN

    def differences(self) -> Iterator[Section]:
        """The kinds of help that people see differently; where they are few, with who says what."""
        differ = {each.help for each in self.conversation.differences}
        differ |= {kind for kind, _ in of_one_kind_who_differ(self.conversation.positions)}
        kinds = [kind for kind in self.wording.help if kind in differ]
        if len(kinds) <= KINDS_WITH_NAMES:
            items = [Item(self.who_says_what(kind), self.say(self.wording.help[kind])) for kind in kinds]
        else:
            items = [Item(self.listed(self.say(self.wording.help[kind]) for kind in kinds))]
        if kinds:
            yield Section(SectionKind.VIEWS, self.say(self.wording.page.different), blocks=_block(items))

    def who_says_what(self, kind: str) -> str:
        """Who says yes to a kind of help, and who says no."""
        said = []
        for answer in (True, False):
            names = [
                each.label or self.voice(each.voice)
                for each in self.conversation.positions
                if getattr(each.wants, kind) is answer
            ]
            said.append(f"{self.answer(answer)}: {self.listed(dict.fromkeys(names))}")
        return self.in_parts(said)

    def not_put_forward(self) -> Section:
        """Each grouping that is not put forward, and the fewest open answers that would change it."""
        page, others = self.wording.page, self.suggestion.not_put_forward
        asked: dict[str, list[str]] = {}
        for each in others:
            if each.undecided:
                asked.setdefault(self.asks(each), []).append(self.name(each.grouping))
        undecided = tuple(Item(question, self.listed(names)) for question, names in asked.items())
        decided = tuple(
            Item(self.in_the_way(each), self.name(each.grouping)) for each in others if not each.undecided
        )
        blocks = [
            Block(self.say(heading), items)
            for heading, items in ((page.could_come_in, undecided), (page.kept_out, decided))
            if items
        ]
        return Section(
            SectionKind.NOT_PUT_FORWARD, self.say(self.wording.not_put_forward), blocks=tuple(blocks)
        )

    def asks(self, other: NotPutForward) -> str:
        """The fewest answers that could bring it in, as questions."""
        fewest = self.fewest(other)
        if may_see(self.reader, Matter.QUESTION_BY_NAME):
            asked = self.in_parts(map(self.label, fewest))
        else:
            asked = " ".join(map(self.question, fewest))
        return asked or self.say(self.wording.page.others_could)

    def fewest(self, other: NotPutForward) -> tuple[str, ...]:
        """The few open answers that could bring it in and that this reader can give; none where others give them.

        Of as many, the reader's own come first, to the practitioner the young person's own; then what people answer
        together.
        """
        theirs = [
            facts
            for facts in other.would_need
            if len(facts) <= ANSWERS_TOGETHER
            and all(may_be_asked(self.reader, self.rules.fact[fact]) for fact in facts)
        ]
        return min(theirs, key=lambda facts: (len(facts), max(map(self.nearness, facts))), default=())

    def nearness(self, fact: str) -> tuple[int, int]:
        """Whose answer it is: this reader's own, that of people together, or another's; then as questions stand."""
        own = first_voice(self.reader)
        voice = FACTS[fact].voice
        return 0 if voice is own else 1 if voice is None else 2, _PLACES[fact]

    def in_the_way(self, other: NotPutForward) -> str:
        """The answers that keep it out."""
        answers = dict(list(other.in_the_way.items())[:ANSWERS_IN_THE_WAY])
        more = len(other.in_the_way) - len(answers)
        named = self.answers(answers)
        return self.in_parts([named, f"{self.say(self.wording.page.more)}: {more}"]) if more else named

    def question(self, fact: str) -> str:
        """The question that asks for an answer, without what explains it."""
        return first_question(self.say(self.rules.fact[fact].question))

    def next_questions(self) -> list[Unknown]:
        """The next questions, with those that stand above beside a grouping among the first.

        Nobody is asked anything where danger stands, and in a room it is each person by themselves who is asked.
        """
        audience, case = self.conversation.audience or THE_RECORD, self.conversation.case
        [person, *others] = audience.people
        views = [view for view in case.views if view.voice == person.kind and person.id in (None, view.id)]
        if others or len(views) > 1 or (person.id and not views):
            return []
        above = self.asked_above()
        left = {each.fact: each for each in self.open_beside(above)}
        pages = next_questions(case, self.rules, audience)
        ordered = [each.fact for page in pages for each in page.questions if each.fact in left]
        room = max(0, NEXT_QUESTIONS - len(above - {*ASKED_FIRST}))
        return [left[fact] for fact in ordered[:room]]

    def asked_above(self) -> set[str]:
        """What a page has asked before: about danger, and beside the groupings that are still open."""
        return {
            fact for each in self.suggestion.not_put_forward if each.undecided for fact in self.fewest(each)
        }

    def open_beside(self, asked: set[str]) -> list[Unknown]:
        """The open questions that are not asked elsewhere on the page."""
        return [each for each in self.suggestion.unknowns if each.fact not in asked | {*ASKED_FIRST}]

    def questions(self, asked: list[Unknown]) -> Iterator[Section]:
        """Some of the open questions. What is asked about danger stands before them."""
        if items := [Item(self.question(each.fact)) for each in asked]:
            yield Section(SectionKind.QUESTIONS, self.say(self.wording.questions), blocks=_block(items))

    # WHAT IS NEXT

    def what_next(self, prompts: Iterable[Prompt]) -> Section:
        """What people do next: each kind of prompt on a line, and whole what has no few words."""
        whole, by_kind = list[Item](), dict[PromptKind, dict[str, None]]()
        for prompt in prompts:
            rule = self.rules.rule[prompt.rule]
            brief = in_brief(rule)
            if brief is None:
                whole.append(Item(self.say(rule.words), whose=self.whose(rule.id)))
            else:
                by_kind.setdefault(prompt.kind, {})[self.say(brief)] = None  # what two prompts say, once
        lines = [
            Item(self.in_parts(texts), self.say(self.wording.prompts[kind]))
            for kind, texts in by_kind.items()
        ]
        items = (*whole, *lines, Item(self.say(self.wording.page.come_back)))
        return Section(SectionKind.PROMPTS, self.say(self.wording.page.next), blocks=(Block("", items),))

    def left_out(self, questions: int, prompts: int) -> str:
        """What stands on the full page alone, and how much of it."""
        page, beside = self.wording.page, self.conversation.options
        counted = (
            (page.questions_left_out, questions),
            (page.options_left_out, len({name for each in beside for name in each.options})),
            (page.programmes_left_out, len({name for each in beside for name in each.programmes})),
            (page.prompts_left_out, prompts),
        )
        named = [f"{self.say(words)}: {count}" for words, count in counted if count]
        named.append(self.say(page.severity_left_out))
        return f"{self.say(page.left_out)}: {self.in_parts(named)}."

    # AT A GLANCE

    def glance(self) -> tuple[Section, ...]:
        """A few lines: as much of what the young person said of help as there is room for.

        Where nothing was said, that is said: whole where there is room, and else in its first sentence.
        """
        wishes = tuple(self.wishes(KINDS_AT_A_GLANCE))
        nothing = self.say(self.wording.page.nothing_said)
        said = () if any(self.own_answers()) else (first_sentence(nothing), nothing)
        return as_many_as_fit(
            WORDS_OF_A_GLANCE,
            len(wishes) or 1,
            lambda kept: tuple(self._at_a_glance(wishes[:kept], said[kept : kept + 1])),
        )

    def _at_a_glance(self, wishes: tuple[Item, ...], said: tuple[str, ...]) -> Iterator[Section]:
        say, page = self.say, self.wording.page
        yield from (replace(each, paragraphs=()) if each.blocks else each for each in self.danger_first())
        yield Section(SectionKind.OWN_WORDS, say(page.what_was_said), said, _block(wishes))
        by_voice: dict[tuple[str, ...], list[str]] = {}
        for candidate in self.suggestion.candidates:
            names = dict.fromkeys(name for each in candidate.arguments_for for name in self.who(each))
            by_voice.setdefault(tuple(names), []).append(self.name(candidate.grouping))
        ideas = [Item(self.listed(groupings), self.listed(names)) for names, groupings in by_voice.items()]
        if still := [self.name(each.grouping) for each in self.suggestion.not_put_forward if each.undecided]:
            ideas.append(Item(self.listed(still), say(page.still_open)))
        yield Section(SectionKind.CANDIDATES, say(self.wording.candidates), blocks=_block(ideas))
        yield Section(SectionKind.NOBODY_HAS_DECIDED, say(page.nobody), (say(page.choose_freely),))
        yield Section(SectionKind.NOT_SAFE, say(page.not_safe), (say(page.is_anybody_not_safe),))


def _of_several(
    against: Mapping[Grouping, Lines],
) -> dict[tuple[tuple[str, ...], Item], tuple[Grouping, ...]]:
    """What the same people say against several groupings, and which."""
    places: dict[tuple[tuple[str, ...], Item], list[Grouping]] = {}
    for grouping, lines in against.items():
        for who, items in lines.items():
            for item in items:
                places.setdefault((who, item), []).append(grouping)
    return {said: tuple(groupings) for said, groupings in places.items() if len(groupings) > 1}

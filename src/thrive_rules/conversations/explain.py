"""One conversation in the words of who reads it, with what they may see of it and nothing else.

Every sentence comes from the rule base or from people's own words. `page` gives it as a page, for any screen;
`explain` gives it as plain text.
"""

from collections.abc import Iterable, Iterator, Mapping

from thrive_rules.cases.case import PROPOSED_FACTS, Concern, Grouping, Value, Voice
from thrive_rules.conversations.answer import say_answer
from thrive_rules.conversations.conversation import Conversation, Prompt, ToCompare, of_one_kind_who_differ
from thrive_rules.conversations.danger import first_of_case
from thrive_rules.conversations.detail import Matter, may_be_asked, may_see
from thrive_rules.conversations.page import Page
from thrive_rules.conversations.section import Block, Item, Section, SectionKind, Table
from thrive_rules.conversations.shared import shared
from thrive_rules.conversations.without_a_case import page_without_a_case
from thrive_rules.language.options import Option, Programme
from thrive_rules.language.rule import PromptKind
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.language.words import Reader, Words
from thrive_rules.reasoning.suggestion import (
    ASKED_FIRST,
    Argument,
    Candidate,
    NotPutForward,
    only_others,
    only_rule_base,
)
from thrive_rules.severity.audience import THE_RECORD, Audience, audience_meant
from thrive_rules.severity.seen import who_does_not_see_danger


def explain(
    conversation: Conversation, rules: RuleBase, reader: Audience | Reader | str | None = None
) -> str:
    """The conversation as plain text, for `reader`: an audience, a reader, or the id of a view.

    Without one, for whom the copy is, or else for the practitioner who keeps the record. Raises ThriveRulesError for
    somebody who is nobody, for a copy that is somebody else's, and for rules that it was not made with.
    """
    return str(page(conversation, rules, reader))


def page(conversation: Conversation, rules: RuleBase, reader: Audience | Reader | str | None = None) -> Page:
    """The conversation as a page for `reader`: what they may see, made anew. Raises as `explain` does."""
    audience = audience_meant(reader, conversation.case, conversation.audience)
    theirs = shared(conversation, rules, audience)
    if theirs.without_a_case:
        return page_without_a_case(rules)
    return Page(tuple(_Reading(theirs, rules, audience.reader).sections()))


def reader_of(conversation: Conversation) -> Reader:
    """In whose words a conversation is read: those of its audience, or of the practitioner who keeps the record."""
    return (conversation.audience or THE_RECORD).reader


_PROPOSED = {fact: kind for (_, kind), fact in PROPOSED_FACTS.items()}


class _Reading:
    """The words of one rule base for one reader, over one conversation."""

    def __init__(self, conversation: Conversation, rules: RuleBase, reader: Reader) -> None:
        self.conversation, self.suggestion = conversation, conversation.suggestion
        self.rules, self.wording, self.reader = rules, rules.wording, reader
        self.is_the_record = conversation.audience is None

    def say(self, words: Words) -> str:
        return words.to(self.reader)

    def sees(self, matter: Matter) -> bool:
        return may_see(self.reader, matter)

    def name(self, grouping: Grouping) -> str:
        return self.rules.words_for[grouping].name

    def voice(self, voice: Voice) -> str:
        return self.say(self.wording.voices[voice])

    def label(self, fact: str) -> str:
        return self.say(self.rules.fact[fact].label)

    def answer(self, value: Value | None, fact: str = "") -> str:
        return say_answer(self.wording, value, self.reader, fact)

    def answers(self, facts: Mapping[str, Value]) -> str:
        return "; ".join(f"{self.label(fact)}: {self.answer(value, fact)}" for fact, value in facts.items())

    def sections(self) -> Iterator[Section]:
        conversation, wording, say = self.conversation, self.wording, self.say
        yield from first_of_case(conversation.case, self.suggestion, self.rules, self.reader)
        if self.is_the_record and (hidden_from := who_does_not_see_danger(conversation.case)):
            yield self.who_does_not_see(hidden_from)
        candidates = self.suggestion.candidates
        intro = (say(wording.intro),) if candidates else (say(wording.intro), say(wording.no_candidate))
        yield Section(SectionKind.CANDIDATES, say(wording.candidates), intro)
        beside = {each.grouping: each for each in conversation.options}
        for candidate in candidates:
            yield self.candidate(candidate)
            if compare := self.by_alphabet(beside[candidate.grouping]):
                yield self.options(candidate.grouping, compare)
        yield from self.programmes()
        yield from self.distinctions()
        yield self.others()
        yield self.needs()
        yield self.severity()
        if conversation.differences or len(conversation.positions) > 1:
            yield self.positions()
        if own := self.own_words():
            yield own
        yield from self.prompts()
        if questions := self.questions():
            yield questions
        yield from self.programmes_beside()
        yield self.about()

    def who_does_not_see(self, people: Iterable[tuple[Voice, str | None]]) -> Section:
        """Where danger and privacy meet, the practitioner is told at once."""
        names = tuple(Item(label or self.voice(kind)) for kind, label in dict.fromkeys(people))
        heading, told = self.say(self.wording.who_does_not_see), self.say(self.wording.before_sharing)
        return Section(SectionKind.WHO_DOES_NOT_SEE, heading, (told,), (Block("", names),))

    def candidate(self, candidate: Candidate) -> Section:
        words = self.rules.words_for[candidate.grouping]
        paragraphs = [self.say(words.definition), *self.whose_idea(candidate)]
        if only_rule_base(candidate):
            paragraphs.append(self.say(self.wording.only_rule_base))
        blocks = [Block(self.say(self.wording.why), tuple(map(self.argument, candidate.arguments_for)))]
        if candidate.arguments_against:
            against = tuple(map(self.argument, candidate.arguments_against))
            blocks.append(Block(self.say(self.wording.against), against))
        return Section(SectionKind.CANDIDATE, words.name, tuple(paragraphs), tuple(blocks))

    def whose_idea(self, candidate: Candidate) -> Iterator[str]:
        """That only others put it forward; to others, only where the young person's own answer is no on this page."""
        if not only_others(candidate):
            return
        own = self.own_answer(candidate)
        if self.is_the_record or own is False:
            yield self.say(self.wording.only_others)
        elif own is None:
            yield self.say(self.wording.own_view_not_on_page)

    def own_answer(self, candidate: Candidate) -> bool | None:
        """What the young person says of the help for which others put it forward; none where this page does not say."""
        if any(argument.voice is Voice.YOUNG_PERSON for argument in candidate.arguments_against):
            return False
        proposed = {
            fact for argument in candidate.arguments_for for fact in argument.facts
        } & _PROPOSED.keys()
        wants = self.conversation.case.preferences.wants
        answers = {getattr(wants, _PROPOSED[fact]) for fact in proposed}
        return True if True in answers else False if answers == {False} else None

    def argument(self, argument: Argument) -> Item:
        small = []
        if self.sees(Matter.ANSWERS_BEHIND):
            small.append(self.answers(argument.facts))
        if self.sees(Matter.SUPPORT):
            small.extend(self.source(name) for name in argument.sources)
            small.extend(self.local_place(f"rules/{argument.rule}"))
        because = self.say(self.rules.rule[argument.rule].words)
        return Item(because, self.voice(argument.voice), tuple(small))

    def local_place(self, name: str) -> Iterator[str]:
        """Where a part stands that a local overlay brought; nothing for one of the rule base that ships."""
        if overlay := self.suggestion.provenance.overlay:
            version = self.suggestion.provenance.rule_base
            for part in overlay.parts:
                if part.part == name:
                    yield f"{version.id} {version.version}, {part.file}"

    def source(self, name: str) -> str:
        source_id, _, passage_id = name.partition("/")
        source = self.rules.source[source_id]
        passage = source.passages[passage_id]
        text = f"“{passage.text}”" if passage.quoted else passage.text
        return f"{text} [{source_id}]"

    def by_alphabet(self, beside: ToCompare) -> list[Option]:
        """The options beside a candidate by the names that this reader reads: an order that can say nothing."""
        options = [self.rules.option[name] for name in beside.options]
        return sorted(options, key=lambda option: (self.say(option.name).casefold(), option.id))

    def options(self, grouping: Grouping, options: list[Option]) -> Section:
        """A decision aid: the same things about each option, one under the other, for a narrow screen too."""
        heading = f"{self.say(self.wording.options)}: {self.name(grouping)}"
        return Section(
            SectionKind.OPTIONS,
            heading,
            (self.say(self.wording.options_note),),
            tuple(map(self.option, options)),
        )

    def option(self, option: Option) -> Block:
        say, wording = self.say, self.wording
        items = (
            Item(say(option.involves), say(wording.involves)),
            Item(say(option.provided_by), say(wording.provided_by)),
            Item(" ".join(map(say, option.ask)), say(wording.ask), self.support(option)),
        )
        return Block(say(option.name), items)

    def programmes(self) -> Iterator[Section]:
        """The programmes that belong to some candidate, each once, with the candidates that it belongs to."""
        belongs: dict[str, list[Grouping]] = {}
        for beside in self.conversation.options:
            for name in beside.programmes:
                belongs.setdefault(name, []).append(beside.grouping)
        items = [self.programme(self.rules.programme[name], belongs[name]) for name in belongs]
        yield from self.programmes_in(SectionKind.PROGRAMMES, self.wording.programmes, items)

    def programmes_beside(self) -> Iterator[Section]:
        """Programmes that work beside the framework as a whole: they change services."""
        if self.sees(Matter.PROGRAMMES_BESIDE):
            items = [self.programme(each) for each in self.rules.programmes if not each.groupings]
            yield from self.programmes_in(
                SectionKind.PROGRAMMES_BESIDE, self.wording.programmes_beside, items
            )

    def programmes_in(self, kind: SectionKind, heading: Words, items: list[Item]) -> Iterator[Section]:
        if items:
            by_name = tuple(sorted(items, key=lambda item: item.label.casefold()))
            yield Section(kind, self.say(heading), blocks=(Block("", by_name),))

    def programme(self, programme: Programme, groupings: Iterable[Grouping] = ()) -> Item:
        names = ", ".join(map(self.name, groupings))
        return Item(
            self.say(programme.says), programme.name, (*filter(None, [names]), *self.support(programme))
        )

    def support(self, part: Option | Programme) -> tuple[str, ...]:
        """What it rests on, for who reads that."""
        if not self.sees(Matter.SUPPORT):
            return ()
        section = "options" if isinstance(part, Option) else "programmes"
        rests_on = tuple(map(self.source, part.sources)) or (self.say(self.wording.illustrative),)
        return (*rests_on, *self.local_place(f"{section}/{part.id}"))

    def distinctions(self) -> Iterator[Section]:
        candidates = {candidate.grouping for candidate in self.suggestion.candidates}
        for distinction in self.rules.distinctions:
            if candidates & {distinction.first, distinction.second}:
                first, second = self.name(distinction.first), self.name(distinction.second)
                rows = tuple(
                    (self.say(row.aspect), self.say(row.first), self.say(row.second))
                    for row in distinction.aspects
                )
                heading = f"{self.say(self.wording.distinction)}: {first}, {second}"
                yield Section(SectionKind.DISTINCTION, heading, table=Table(("", first, second), rows))

    def others(self) -> Section:
        blocks = []
        for other in self.suggestion.not_put_forward:
            blocks.append(Block(self.name(other.grouping), tuple(self.why_not(other))))
        return Section(
            SectionKind.NOT_PUT_FORWARD, self.say(self.wording.not_put_forward), blocks=tuple(blocks)
        )

    def why_not(self, other: NotPutForward) -> Iterator[Item]:
        yield Item(self.say(self.rules.words_for[other.grouping].comes_in))
        if other.in_the_way:
            yield Item(self.answers(other.in_the_way), self.say(self.wording.in_the_way))
        if other.missing:
            open_answers = "; ".join(map(self.label, other.missing))
            yield Item(open_answers, self.say(self.wording.still_open))
        for argument in other.arguments_against:
            said = self.say(self.rules.rule[argument.rule].words)
            yield Item(f"{self.voice(argument.voice)}: {said}", self.say(self.wording.against))

    def needs(self) -> Section:
        needs = self.suggestion.needs
        statements = tuple(self.say(self.rules.need[need.need].statement) for need in needs)
        return Section(SectionKind.NEEDS, self.say(self.wording.needs), statements or (self.answer(None),))

    def severity(self) -> Section:
        severity, wording = self.conversation.severity, self.wording
        recorded = [
            f"{self.label(f'severity_{concern}')}: {self.answer(severity.ratings[concern])}"
            for concern in Concern
            if severity.ratings.get(concern) is not None
        ]
        if severity.impact is not None:
            recorded.append(f"{self.say(wording.impact)}: {self.answer(severity.impact)}")
        recorded += [f"{self.say(wording.measures)}: {m.name}: {m.score}" for m in severity.measures]
        recorded += [f"{self.say(wording.diagnoses)}: {diagnosis}" for diagnosis in severity.diagnoses]
        recorded = recorded or [self.say(wording.no_severity)]
        return Section(
            SectionKind.SEVERITY, self.say(wording.severity), (*recorded, self.say(wording.severity_note))
        )

    def positions(self) -> Section:
        positions = self.conversation.positions
        columns = [position.label or self.voice(position.voice) for position in positions]
        rows = []
        for kind, words in self.wording.help.items():
            wanted = [getattr(position.wants, kind) for position in positions]
            if any(answer is not None for answer in wanted):
                rows.append((self.say(words), *map(self.answer, wanted)))
        differ = [
            f"{', '.join(each.label or self.voice(each.voice) for each in people)}: "
            f"{self.say(self.wording.help[kind])}. {self.say(self.wording.views_differ)}"
            for kind, people in of_one_kind_who_differ(positions)
        ]
        table = Table(("", *columns), tuple(rows))
        return Section(SectionKind.VIEWS, self.say(self.wording.views), tuple(differ), table=table)

    def own_words(self) -> Section | None:
        presentation, preferences = self.conversation.case.presentation, self.conversation.case.preferences
        narrative = presentation.safety_narrative
        if self.is_the_record and presentation.safety_concern and not (narrative or "").strip():
            narrative = self.say(self.wording.safety_narrative_missing)
        told = [
            (self.wording.safety_narrative, tuple(filter(None, [narrative]))),
            (self.wording.strengths, presentation.strengths),
            (self.wording.what_matters, tuple(filter(None, [preferences.what_matters]))),
            (self.wording.goals, preferences.goals),
            (self.wording.declines, preferences.declines),
            (self.wording.places, tuple(map(self.answer, preferences.places))),
        ]
        blocks = [Block(self.say(heading), tuple(map(Item, texts))) for heading, texts in told]
        blocks = [block for block in blocks if block.items]
        return (
            Section(SectionKind.OWN_WORDS, self.say(self.wording.own_words), blocks=tuple(blocks))
            if blocks
            else None
        )

    def prompts(self) -> Iterator[Section]:
        by_kind: dict[PromptKind, list[Prompt]] = {}
        for prompt in self.conversation.prompts:
            by_kind.setdefault(prompt.kind, []).append(prompt)
        for kind, prompts in by_kind.items():
            lines = tuple(self.say(self.rules.rule[prompt.rule].words) for prompt in prompts)
            block = Block("", tuple(map(Item, lines)))
            yield Section(SectionKind.PROMPTS, self.say(self.wording.prompts[kind]), blocks=(block,))

    def questions(self) -> Section | None:
        unknowns = [each for each in self.suggestion.unknowns if each.fact not in ASKED_FIRST]  # asked above
        asked = [
            each
            for each in unknowns
            if each.could_bring_in and may_be_asked(self.reader, self.rules.fact[each.fact])
        ]
        items = tuple(
            Item(self.say(self.rules.fact[each.fact].question), small=self.bears_on(each.could_bring_in))
            for each in asked
        )
        if not unknowns:
            return None
        more = (self.say(self.wording.more_questions),) if len(items) < len(unknowns) else ()
        blocks = (Block("", items),) if items else ()
        return Section(SectionKind.QUESTIONS, self.say(self.wording.questions), more, blocks)

    def bears_on(self, groupings: tuple[Grouping, ...]) -> tuple[str, ...]:
        return (", ".join(map(self.name, groupings)),) if self.sees(Matter.BEARING) else ()

    def recorded(self) -> Iterator[tuple[Words, str]]:
        """What is recorded of the conversation itself, under its heading; an empty text where it is not."""
        wording, context = self.wording, self.conversation.case.context
        yield wording.reference, context.reference or ""
        yield wording.date, str(context.date or "")
        if assessed := context.competence_assessment:
            told = (assessed.date, assessed.by, assessed.decision)
            yield wording.competence_assessment, "; ".join(str(each) for each in told if each)
        if responsible := context.parental_responsibility:
            for words, answer in (
                (wording.parental_responsibility, responsible.known),
                (wording.local_authority, responsible.local_authority),
            ):
                yield words, "" if answer is None else self.answer(answer)

    def about(self) -> Section:
        provenance = self.suggestion.provenance
        version = provenance.rule_base
        lines = [f"{self.say(words)}: {told}" for words, told in self.recorded() if told]
        lines += [] if version.reviewed else [self.say(self.wording.not_reviewed)]
        if self.sees(Matter.ORIGIN):
            lines.append(
                f"{version.id} {version.version}, {version.digest}; thrive-rules {provenance.package}; "
                + ", ".join(provenance.engines)
            )
            if overlay := provenance.overlay:
                own = "; ".join(f"{part.part}, {part.file}" for part in overlay.parts)
                lines.append(f"{overlay.over} {overlay.version}, {overlay.digest} + {version.id}: {own}")
        return Section(SectionKind.ABOUT, self.say(self.wording.about), tuple(lines))

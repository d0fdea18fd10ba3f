"""A page with all that there is to say: every argument with what it rests on, every option, and how things are."""

from collections.abc import Iterable, Iterator

from thrive_rules.cases.case import Concern, Grouping
from thrive_rules.conversations.conversation import Conversation, Prompt, ToCompare, of_one_kind_who_differ
from thrive_rules.conversations.detail import Matter, may_be_asked
from thrive_rules.conversations.reading import Reading
from thrive_rules.conversations.section import Block, Item, Section, SectionKind, Table
from thrive_rules.documents.number import spell_number
from thrive_rules.language.options import Approach, Option, Programme
from thrive_rules.language.rule import PromptKind
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.language.words import Reader, Words
from thrive_rules.reasoning.suggestion import (
    ASKED_FIRST,
    Argument,
    Candidate,
    NotPutForward,
)

_APPROACHES = tuple(Approach)


def full_sections(conversation: Conversation, rules: RuleBase, reader: Reader) -> tuple[Section, ...]:
    """All of a conversation, in the order that every page has."""
    return tuple(_Full(conversation, rules, reader).sections())


class _Full(Reading):
    def sections(self) -> Iterator[Section]:
        conversation, wording, say = self.conversation, self.wording, self.say
        yield from self.danger_first()
        yield self.own_words()
        candidates = self.suggestion.candidates
        intro = (say(wording.page.order if candidates else wording.no_candidate),)
        yield Section(SectionKind.CANDIDATES, say(wording.candidates), intro)
        yield from map(self.candidate, candidates)
        if conversation.differences or len(conversation.positions) > 1:
            yield self.positions()
        yield self.others()
        yield self.danger_asked()
        if questions := self.questions():
            yield questions
        yield self.not_safe()
        yield from self.prompts()
        yield self.needs()
        yield self.severity()
        # One for each candidate, but in a file from which somebody took one.
        for beside in conversation.options:
            if compare := self.in_order(beside):
                yield self.options(beside.grouping, compare)
        yield from self.programmes()
        yield from self.distinctions()
        yield from self.programmes_beside()
        yield self.nobody_has_decided()
        yield self.origin()

    def candidate(self, candidate: Candidate) -> Section:
        words = self.rules.words_for[candidate.grouping]
        paragraphs = [self.say(words.definition), *self.whose_idea(candidate)]
        blocks = [Block(self.say(self.wording.why), tuple(map(self.argument, candidate.arguments_for)))]
        if candidate.arguments_against:
            against = tuple(map(self.argument, candidate.arguments_against))
            blocks.append(Block(self.say(self.wording.against), against))
        return Section(SectionKind.CANDIDATE, words.name, tuple(paragraphs), tuple(blocks))

    def argument(self, argument: Argument) -> Item:
        small = []
        if self.sees(Matter.ANSWERS_BEHIND):
            small.append(self.answers(argument.facts))
        if self.sees(Matter.SUPPORT):
            small.extend(self.source(name) for name in argument.sources)
            small.extend(self.local_place(f"rules/{argument.rule}"))
        because = self.say(self.rules.rule[argument.rule].words)
        return Item(because, self.speaker(argument, because), tuple(small))

    def source(self, name: str) -> str:
        source_id, _, passage_id = name.partition("/")
        source = self.rules.source[source_id]
        passage = source.passages[passage_id]
        text = self.rules.in_english(f"“{passage.text}”" if passage.quoted else passage.text)
        return f"{text} [{source_id}]"

    def in_order(self, beside: ToCompare) -> list[Option]:
        """The options beside a candidate: first what fits what the young person wants, and the places that they named.

        Then what people do themselves, and in their community; then by the names that this reader reads. It is an order
        to read in, and says nothing about what works.
        """
        preferences = self.conversation.case.preferences

        def place(option: Option) -> tuple[bool, bool, bool, int, str, str]:
            return (
                option.never_first,
                not any(getattr(preferences.wants, kind) for kind in option.help),
                set(option.places).isdisjoint(preferences.places),
                _APPROACHES.index(option.approach),
                self.say(option.name).casefold(),
                option.id,
            )

        return sorted((self.rules.option[name] for name in beside.options), key=place)

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
        names = self.listed(map(self.name, groupings))
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
                heading = f"{self.say(self.wording.distinction)}: {self.listed((first, second))}"
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
            open_answers = self.in_parts(map(self.label, other.missing))
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
        recorded += [
            f"{self.say(wording.measures)}: {m.name}: {spell_number(m.score)}" for m in severity.measures
        ]
        recorded += [f"{self.say(wording.diagnoses)}: {diagnosis}" for diagnosis in severity.diagnoses]
        paragraphs = (
            [*recorded, self.say(wording.severity_note)] if recorded else [self.say(wording.no_severity)]
        )
        return Section(SectionKind.SEVERITY, self.say(wording.severity), tuple(paragraphs))

    def positions(self) -> Section:
        positions = self.conversation.positions
        columns = [position.label or self.voice(position.voice) for position in positions]
        rows = []
        for kind, words in self.wording.help.items():
            wanted = [getattr(position.wants, kind) for position in positions]
            if any(answer is not None for answer in wanted):
                rows.append((self.say(words), *map(self.answer, wanted)))
        differ = [
            f"{self.listed(each.label or self.voice(each.voice) for each in people)}: "
            f"{self.say(self.wording.help[kind])}. {self.say(self.wording.views_differ)}"
            for kind, people in of_one_kind_who_differ(positions)
        ]
        table = Table(("", *columns), tuple(rows))
        return Section(SectionKind.VIEWS, self.say(self.wording.views), tuple(differ), table=table)

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
        return (self.listed(map(self.name, groupings)),) if self.sees(Matter.BEARING) else ()

    def origin(self) -> Section:
        """What every page says of itself; and to who reads that, versions, digests and engines."""
        about, provenance = self.about(), self.suggestion.provenance
        version, lines = provenance.rule_base, list[str]()
        if self.sees(Matter.ORIGIN):
            lines.append(
                f"{version.id} {version.version}, {version.digest}; thrive-rules {provenance.package}; "
                + ", ".join(provenance.engines)
            )
            if overlay := provenance.overlay:
                own = "; ".join(f"{part.part}, {part.file}" for part in overlay.parts)
                lines.append(f"{overlay.over} {overlay.version}, {overlay.digest} + {version.id}: {own}")
        return Section(about.kind, about.heading, (*about.paragraphs, *lines))

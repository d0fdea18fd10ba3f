"""What a page is made of: the words of one rule base for one reader, over one conversation as they may see it."""

import re
from collections.abc import Iterable, Iterator, Mapping

from thrive_rules.cases.case import (
    KINDS_OF_HELP,
    PROPOSED_FACTS,
    VOICES_OF_VIEWS,
    Grouping,
    Value,
    Voice,
    Wants,
)
from thrive_rules.conversations.answer import say_answer
from thrive_rules.conversations.budget import shortened
from thrive_rules.conversations.conversation import Conversation
from thrive_rules.conversations.danger import asked_of_case, first_of_case, not_safe
from thrive_rules.conversations.detail import Matter, may_see
from thrive_rules.conversations.section import Block, Item, Section, SectionKind, Whose
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.language.words import Reader, Words
from thrive_rules.reasoning.suggestion import Argument, Candidate, only_others, only_rule_base
from thrive_rules.severity.audience import THE_RECORD
from thrive_rules.severity.seen import who_does_not_see_danger

_PROPOSED = {fact: kind for (_, kind), fact in PROPOSED_FACTS.items()}


class Reading:
    """What one reader reads of one conversation, in the words of one rule base: the parts that every depth shares."""

    def __init__(self, conversation: Conversation, rules: RuleBase, reader: Reader) -> None:
        self.conversation, self.suggestion = conversation, conversation.suggestion
        self.rules, self.wording, self.reader = rules, rules.wording, reader
        self.is_the_record = conversation.audience is None

    def say(self, words: Words) -> str:
        """A text in the words of the reader."""
        return words.to(self.reader)

    def sees(self, matter: Matter) -> bool:
        """Whether the reader is shown what explains a page."""
        return may_see(self.reader, matter)

    def name(self, grouping: Grouping) -> str:
        """The full name of a grouping."""
        return self.rules.words_for[grouping].name

    def voice(self, voice: Voice) -> str:
        """Who an argument speaks for."""
        return self.say(self.wording.voices[voice])

    def label(self, fact: str) -> str:
        """The short name of an answer."""
        return self.say(self.rules.fact[fact].label)

    def answer(self, value: Value | None, fact: str = "") -> str:
        """An answer as people say it."""
        return say_answer(self.wording, value, self.reader, fact)

    def answers(self, facts: Mapping[str, Value]) -> str:
        """Answers on one line, each after its short name."""
        return self.in_parts(
            f"{self.label(fact)}: {self.answer(value, fact)}" for fact, value in facts.items()
        )

    def listed(self, texts: Iterable[str]) -> str:
        """Things in a line."""
        return self.wording.listed(texts, self.reader)

    def in_parts(self, texts: Iterable[str]) -> str:
        """Longer things in a line."""
        return self.wording.in_parts(texts, self.reader)

    # DANGER

    def danger_first(self) -> Iterator[Section]:
        """What is urgent; and for who keeps the record, from whom something of it is hidden."""
        yield from first_of_case(self.conversation.case, self.suggestion, self.rules, self.reader)
        if self.is_the_record and (hidden_from := who_does_not_see_danger(self.conversation.case)):
            names = tuple(Item(label or self.voice(kind)) for kind, label in dict.fromkeys(hidden_from))
            heading, before = self.say(self.wording.who_does_not_see), self.say(self.wording.before_sharing)
            yield Section(SectionKind.WHO_DOES_NOT_SEE, heading, (before,), (Block("", names),))

    def danger_asked(self) -> Section:
        """The questions about danger, in the same words whatever is recorded."""
        return asked_of_case(self.conversation.case, self.suggestion, self.rules, self.reader)

    def not_safe(self) -> Section:
        """What to do if somebody is not safe."""
        return not_safe(self.rules, self.reader)

    # WHAT WAS SAID

    def own_words(self, most: int | None = None) -> Section:
        """What the young person said: their own words, then what they want. With `most`, so many words of each kind."""
        page = self.wording.page
        items = [*self.texts(most), *self.wishes()]
        said = () if any(self.own_answers()) else (self.say(page.nothing_said),)
        heading = self.say(page.what_was_said)
        return Section(SectionKind.OWN_WORDS, heading, said, (Block("", tuple(items)),) if items else ())

    def texts(self, most: int | None) -> Iterator[Item]:
        """People's own words, each under what it is about."""
        presentation, preferences = self.conversation.case.presentation, self.conversation.case.preferences
        narrative = presentation.safety_narrative
        for heading, texts in (
            (self.wording.what_matters, tuple(filter(None, [preferences.what_matters]))),
            (self.wording.goals, preferences.goals),
            (self.wording.declines, preferences.declines),
            (self.wording.strengths, presentation.strengths),
            (self.wording.safety_narrative, tuple(filter(None, [narrative]))),
        ):
            kept, more = (texts, 0) if most is None else shortened(texts, most)
            for text in kept:
                yield Item(text, self.say(heading), whose=Whose.PEOPLE)
            if more:
                yield Item(str(more), self.say(self.wording.page.more_words))
        if self.is_the_record and presentation.safety_concern and not (narrative or "").strip():
            missing = self.say(self.wording.safety_narrative_missing)
            yield Item(missing, self.say(self.wording.safety_narrative))
        if preferences.places:
            yield Item(self.listed(map(self.answer, preferences.places)), self.say(self.wording.places))

    def wishes(self, most: int | None = None) -> Iterator[Item]:
        """The help that the young person wants, what else they say of help, and the kinds that they do not want."""
        page, preferences = self.wording.page, self.conversation.case.preferences
        yield from self.kinds(page.wants, True, most)
        if preferences.no_professional_help_now:
            yield Item(self.say(page.wants_no_professional))
        if (manages := preferences.managing_own_health) is not None:
            yield Item(self.say(page.manages if manages else page.does_not_manage))
        yield from self.kinds(page.does_not_want, False, most)

    def kinds(self, heading: Words, answer: bool, most: int | None) -> Iterator[Item]:
        """The kinds of help to which the young person says yes, or no; with `most`, so many of them and a count."""
        wants = self.conversation.case.preferences.wants
        if kinds := [kind for kind in KINDS_OF_HELP if getattr(wants, kind) is answer]:
            named = self.listed(self.say(self.wording.help[kind]) for kind in kinds[:most])
            more = (
                [f"{self.say(self.wording.page.more)}: {len(kinds) - most}"]
                if most and len(kinds) > most
                else []
            )
            yield Item(self.in_parts([named, *more]), self.say(heading))

    def own_answers(self) -> Iterator[object]:
        """All that the young person said for themselves; of a list, its entries."""
        preferences = self.conversation.case.preferences
        wants = (getattr(preferences.wants, kind) is not None for kind in KINDS_OF_HELP)
        beside = (
            preferences.managing_own_health is not None,
            preferences.no_professional_help_now is not None,
        )
        words = (preferences.what_matters, *preferences.goals, *preferences.declines, *preferences.places)
        return iter((*wants, *beside, *words))

    # WHOSE IDEA IT IS

    def whose_idea(self, candidate: Candidate) -> Iterator[str]:
        """That only others put it forward, or this rule base alone.

        To others, only where the young person's own answer is no on this page.
        """
        if only_rule_base(candidate):
            yield self.say(self.wording.only_rule_base)
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

    def people(self, argument: Argument) -> tuple[str, ...]:
        """Who says it: people by what the case calls them, where it does."""
        if argument.voice in VOICES_OF_VIEWS:
            names = [
                view.label
                for view in self.conversation.case.views
                if view.voice == argument.voice and self._says(view.proposes, argument)
            ]
            if names and all(names):
                return tuple(dict.fromkeys(filter(None, names)))
        return (self.voice(argument.voice),)

    def _says(self, proposes: Wants, argument: Argument) -> bool:
        return any(
            getattr(proposes, _PROPOSED[fact]) is value
            for fact, value in argument.facts.items()
            if fact in _PROPOSED
        )

    def speaker(self, argument: Argument, because: str) -> str:
        """Who says it, to stand before a sentence; nothing where the sentence says so itself, of nobody by name."""
        names, voice = self.people(argument), self.voice(argument.voice)
        return "" if names == (voice,) and names_its_voice(because, voice) else self.listed(names)

    def local_place(self, name: str) -> Iterator[str]:
        """Where a part stands that a local overlay brought; nothing for one of the rule base that ships."""
        if overlay := self.suggestion.provenance.overlay:
            version = self.suggestion.provenance.rule_base
            for part in overlay.parts:
                if part.part == name:
                    yield f"{version.id} {version.version}, {part.file}"

    def whose(self, rule: str) -> Whose:
        """Whose text a rule's is: a local overlay's or the rule base's."""
        return Whose.LOCAL if any(self.local_place(f"rules/{rule}")) else Whose.RULES

    def recorded(self) -> Iterator[tuple[Words, str]]:
        """What is recorded of the conversation itself, under its heading; an empty text where it is not."""
        wording, context = self.wording, self.conversation.case.context
        yield wording.reference, context.reference or ""
        yield wording.date, wording.day(context.date, self.reader) if context.date else ""
        if assessed := context.competence_assessment:
            day = wording.day(assessed.date, self.reader) if assessed.date else None
            parts = filter(None, (day, assessed.by, assessed.decision))
            yield wording.competence_assessment, self.in_parts(parts)
        if responsible := context.parental_responsibility:
            for words, answer in (
                (wording.parental_responsibility, responsible.known),
                (wording.local_authority, responsible.local_authority),
            ):
                yield words, "" if answer is None else self.answer(answer)

    # THE END OF A PAGE

    def nobody_has_decided(self) -> Section:
        """That nobody has decided, and that people can choose something that is not here."""
        heading, intro = self.say(self.wording.page.nobody), self.say(self.wording.intro)
        return Section(SectionKind.NOBODY_HAS_DECIDED, heading, (intro,))

    def for_whom(self) -> str:
        """Whose copy this is."""
        audience = self.conversation.audience or THE_RECORD
        labels = {view.id: view.label for view in self.conversation.case.views}
        names = [(each.id and labels.get(each.id)) or self.voice(each.kind) for each in audience.people]
        return f"{self.say(self.wording.page.for_whom)}: {self.listed(dict.fromkeys(names))}"

    def about(self, left_out: str = "") -> Section:
        """Whose page it is, what it leaves out, its reference and date, the rules and their review."""
        version = self.suggestion.provenance.rule_base
        lines = [left_out] if left_out else []
        lines += [self.for_whom(), *(f"{self.say(words)}: {said}" for words, said in self.recorded() if said)]
        review = [] if version.reviewed else [self.say(self.wording.not_reviewed)]
        lines.append(" ".join([f"{version.id} {version.version}.", *review]))
        return Section(SectionKind.ABOUT, self.say(self.wording.about), tuple(lines))


def names_its_voice(because: str, voice: str) -> bool:
    """Whether a sentence says itself who speaks."""
    return re.search(rf"\b{re.escape(voice)}\b", because, re.IGNORECASE) is not None

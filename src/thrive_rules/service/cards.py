"""The cards of one call: danger first, then one for all ideas together, or for what to ask.

Everybody with access to a record reads its cards, a parent by proxy too. So they hold no own words, no severity, no
labels of views, and not who sees what. People who are not practitioners get one card, about no case.
"""

import re
import uuid
from collections.abc import Iterator
from dataclasses import replace

from thrive_rules.cases.case import Case, Voice
from thrive_rules.cases.sharing import NOT_SAFE
from thrive_rules.conversations.budget import first_sentence
from thrive_rules.conversations.conversation import Conversation
from thrive_rules.conversations.depth import Depth
from thrive_rules.conversations.explain import page
from thrive_rules.conversations.page import Page
from thrive_rules.conversations.section import Block, Item, Section, SectionKind
from thrive_rules.conversations.shared import conversation_as_seen
from thrive_rules.conversations.without_a_case import page_without_a_case
from thrive_rules.exchange.form import BASE
from thrive_rules.faults import EnginesDisagree
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.language.words import Reader
from thrive_rules.reasoning.inference import SecondOpinion
from thrive_rules.reasoning.suggestion import Suggestion
from thrive_rules.reasoning.urgent import entered_by, urgent_text
from thrive_rules.service.card import (
    MOST_OF_A_SUMMARY,
    Card,
    Cards,
    CardSource,
    CdsCoding,
    override_reasons,
)
from thrive_rules.severity.audience import THE_RECORD
from thrive_rules.severity.seen import as_seen_by
from thrive_rules.severity.severity import Severity

TO_READER = Reader.PRACTITIONER
_ON_A_CARD = (SectionKind.CANDIDATES, SectionKind.NOBODY_HAS_DECIDED, SectionKind.NOT_SAFE)
"""What a card takes of a glance. Danger has cards of its own; wishes and who does not see it stay on the page."""
MOST_QUESTIONS = 3
"""Questions on a card where no grouping is put forward, beside those about danger."""


class CardMaker:
    """The cards of one call of a hook. The same call gives the same bytes."""

    def __init__(self, rules: RuleBase, hook_instance: uuid.UUID) -> None:
        self._rules, self._call = rules, hook_instance

    def about_a_case(self, case: Case, answers_of: str, engine: SecondOpinion | None) -> Cards:
        """Danger, and then what could fit, for a practitioner. Where two engines differ: danger, and no idea.

        `answers_of` says when the answers were given.
        """
        # Severity is not given: no card has it.
        seen = as_seen_by(case, Severity(), THE_RECORD)
        try:
            conversation, agreed = conversation_as_seen(seen, self._rules, engine), True
        except EnginesDisagree:
            conversation, agreed = conversation_as_seen(seen, self._rules), False
        danger = tuple(self._danger(case, conversation.suggestion))
        last = self._ideas(conversation, answers_of) if agreed else self._no_idea(conversation.suggestion)
        return Cards(cards=(*danger, last))

    def about_nobody(self) -> Cards:
        """For whoever is no practitioner: what the groupings are, and what to do if somebody is not safe."""
        shown = page_without_a_case(self._rules)
        summary = "What the groupings are, and what to do if somebody is not safe. This card is about nobody."
        return Cards(cards=(self._card("about-nobody", summary, shown.markdown()),))

    def for_adults(self) -> Cards:
        """For an age above 25."""
        summary = "These rules are for young people up to 25 years. They say nothing here."
        detail = (
            "The birth date in this record is that of somebody older than 25 years. No answer was looked at."
        )
        return Cards(cards=(self._card("for-adults", summary, detail),))

    def _danger(self, case: Case, suggestion: Suggestion) -> Iterator[Card]:
        """A card for each kind of danger. None has a uuid: nobody is offered to put it away."""
        rules, said = self._rules, []
        if Voice.YOUNG_PERSON in case.who_said_yes(NOT_SAFE):
            text = rules.wording.does_not_feel_safe.to(TO_READER)
            said.append((first_sentence(text), text))
        for kind in suggestion.urgent.kinds if suggestion.urgent else ():
            text = urgent_text([kind], rules, TO_READER, entered_by(case, {Voice.PRACTITIONER}))
            said.append((rules.urgent[kind].in_short or text, text))
        heading = rules.wording.urgent.to(TO_READER)
        for short, text in said:
            yield self._card(None, short, _markdown(Section(SectionKind.URGENT, heading, (text,))))

    def _ideas(self, conversation: Conversation, answers_of: str) -> Card:
        """One card for all candidates, which stand in no order; where there is none, for what to ask."""
        suggestion, wording = conversation.suggestion, self._rules.wording
        names = [self._rules.words_for[each.grouping].name for each in suggestion.candidates]
        order = f"{wording.page.order.to(TO_READER)} {wording.page.nobody.to(TO_READER)}."
        listed = f"To talk about: {'; '.join(names)}. {order}"
        if len(listed) > MOST_OF_A_SUMMARY:
            listed = f"{len(names)} groupings to talk about. {order}"
        nothing = "No grouping is put forward on the answers so far. What to ask first stands here."
        glance = page(conversation, self._rules, depth=Depth.GLANCE)
        sections = [each for each in glance.sections if each.kind in _ON_A_CARD]
        sections[0] = replace(sections[0], paragraphs=(answers_of, *sections[0].paragraphs))
        to_ask = self._to_ask(suggestion)
        return self._card("ideas", listed if names else nothing, _markdown(*sections, *to_ask))

    def _no_idea(self, suggestion: Suggestion) -> Card:
        summary = "No idea is shown: two engines that read the same rules do not agree."
        note = (
            "Please tell whoever runs this service. What is asked about danger stands here whatever they say."
        )
        no_idea = Section(SectionKind.CANDIDATES, "No idea is shown", (note,))
        return self._card("no-idea", summary, _markdown(no_idea, *self._to_ask(suggestion)))

    def _to_ask(self, suggestion: Suggestion) -> Iterator[Section]:
        """What is not known about danger, and, where nothing is put forward, what could bring a grouping in."""
        first = {each.fact: each.question for each in suggestion.ask_first}
        if not suggestion.candidates:
            others = [each for each in suggestion.unknowns if each.could_bring_in and each.fact not in first]
            first |= {each.fact: each.question for each in others[:MOST_QUESTIONS]}
        if first:
            items = tuple(Item(question) for question in first.values())
            yield Section(SectionKind.ASK_FIRST, "What to ask first", blocks=(Block("", items),))

    def _card(self, kind: str | None, summary: str, detail: str) -> Card:
        header = self._rules.header
        name = f"{header.id} {header.version}"
        return Card(
            uuid=str(uuid.uuid5(self._call, kind)) if kind else None,
            summary=summary[:MOST_OF_A_SUMMARY],
            detail=detail,
            source=CardSource(
                label=f"thrive-rules, rule base {name}",
                topic=CdsCoding(system=f"{BASE}/CodeSystem/rule-base", code=self._rules.digest, display=name),
            ),
            override_reasons=override_reasons() if kind else None,
        )


def _markdown(*sections: Section) -> str:
    """Sections as Markdown, with headings that are small enough for a card: it stands within somebody else's page."""
    return re.sub("^#", "###", Page(sections).markdown(), flags=re.MULTILINE)

"""What every page says of danger: what is urgent stands first; what is asked, and what to do if not safe, near the end.

What is asked and what to do stand on every page in the same words, whatever is recorded, so that nothing can be read
from their being there. Only who keeps the record reads beside a question what is recorded, and whose it is.
"""

from collections.abc import Collection, Iterable, Iterator

from thrive_rules.cases.case import Case, Voice
from thrive_rules.cases.sharing import NOT_SAFE
from thrive_rules.cases.vocabulary import FACTS
from thrive_rules.conversations.detail import Matter, may_be_asked, may_see
from thrive_rules.conversations.section import Block, Item, Section, SectionKind
from thrive_rules.language.rule import UrgentKind
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.language.words import Reader
from thrive_rules.reasoning.suggestion import ASKED_FIRST, Suggestion, Unknown
from thrive_rules.reasoning.urgent import entered_by, urgent_text
from thrive_rules.severity.seen import SeenCase


def first_on_a_page(
    rules: RuleBase, reader: Reader, urgent: Collection[UrgentKind] = ()
) -> Iterator[Section]:
    """What stands first on a page that is not of one case alone: what is urgent in one that it tells of."""
    yield from _urgent(rules, reader, [urgent_text(urgent, rules, reader)] if urgent else [])


def last_on_a_page(rules: RuleBase, reader: Reader) -> Iterator[Section]:
    """What is asked about danger, and what to do, on a page that is not of one case alone."""
    yield _ask_first(rules, reader, {})
    yield not_safe(rules, reader)


def first_of_case(case: Case, suggestion: Suggestion, rules: RuleBase, reader: Reader) -> Iterator[Section]:
    """What is urgent in one case; nothing where nothing is."""
    paragraphs = []
    if Voice.YOUNG_PERSON in case.who_said_yes(NOT_SAFE):
        paragraphs.append(rules.wording.does_not_feel_safe.to(reader))
    if urgent := suggestion.urgent:
        paragraphs.append(urgent_text(urgent.kinds, rules, reader, entered_by(case, _names(reader, case))))
    yield from _urgent(rules, reader, paragraphs)


def asked_of_case(case: Case, suggestion: Suggestion, rules: RuleBase, reader: Reader) -> Section:
    """What is asked about danger; beside each question, for who keeps the record, what is recorded."""
    unknown = {each.fact: each for each in suggestion.ask_first}
    small = {fact: tuple(_beside(fact, unknown.get(fact), case, rules, reader)) for fact in ASKED_FIRST}
    return _ask_first(rules, reader, small)


def _names(reader: Reader, case: Case) -> Collection[str]:
    """The names under which a reader's own yes stands. In a case as somebody sees it, each that is left is theirs."""
    return (case.context.said_yes or {}) if isinstance(case, SeenCase) else {str(reader)}


def _urgent(rules: RuleBase, reader: Reader, texts: Iterable[str]) -> Iterator[Section]:
    if paragraphs := tuple(texts):
        yield Section(SectionKind.URGENT, rules.wording.urgent.to(reader), paragraphs)


def not_safe(rules: RuleBase, reader: Reader) -> Section:
    """What to do if somebody is not safe."""
    wording = rules.wording
    return Section(SectionKind.NOT_SAFE, wording.not_safe.to(reader), (wording.if_not_safe.to(reader),))


def _ask_first(rules: RuleBase, reader: Reader, small: dict[str, tuple[str, ...]]) -> Section:
    asked = (rules.fact[fact] for fact in ASKED_FIRST)
    items = tuple(
        Item(words.question.to(reader), small=small.get(str(words.id), ()))
        for words in asked
        if may_be_asked(reader, words)
    )
    return Section(SectionKind.ASK_FIRST, rules.wording.ask_first.to(reader), blocks=(Block("", items),))


def _beside(fact: str, unknown: Unknown | None, case: Case, rules: RuleBase, reader: Reader) -> Iterator[str]:
    """What is recorded of one of these questions, for who keeps the record: known or not, and whose it is."""
    wording, path = rules.wording, ".".join(FACTS[fact].path)
    if may_see(reader, Matter.WHO_SAID):
        own = (
            path == NOT_SAFE
        )  # what somebody feels settles nothing: the concern is a practitioner's to state
        stated: bool | None = getattr(case.presentation, fact)
        if stated is not None:
            yield (wording.yes_recorded if stated else wording.no_recorded).to(reader)
        elif own or not case.who_said_yes(path):
            yield wording.unknown.to(reader)
        for heading, names in (
            (wording.said_not_safe if own else wording.said_yes, case.who_said_yes(path)),
            (wording.asked_no_yes, case.who_was_asked(path)),
        ):
            if names:
                people = wording.listed((_name(name, case, rules, reader) for name in names), reader)
                yield f"{heading.to(reader)}: {people}"
    if unknown and unknown.could_bring_in and may_see(reader, Matter.BEARING):
        yield wording.listed((rules.words_for[each].name for each in unknown.could_bring_in), reader)


def _name(name: str, case: Case, rules: RuleBase, reader: Reader) -> str:
    """A kind of person, or one view by what people call this person."""
    view = next((view for view in case.views if view.id == name), None)
    return (view and view.label) or rules.wording.voices[view.voice if view else Voice(name)].to(reader)

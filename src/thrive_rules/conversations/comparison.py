"""Two cases side by side: what differs in them, and what that moved. Where severity alone differs: nothing."""

from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import Field

from thrive_rules.cases.case import Case, Concern, Frozen, Grouping, Value
from thrive_rules.cases.vocabulary import FACTS, SEVERITY_FACTS, Part
from thrive_rules.conversations.conversation import Conversation, SeverityBeside
from thrive_rules.conversations.danger import first_on_a_page, last_on_a_page
from thrive_rules.conversations.page import Page, page_for
from thrive_rules.conversations.section import Block, Item, Section, SectionKind
from thrive_rules.conversations.shared import shared
from thrive_rules.conversations.what_if import Changed, say_change
from thrive_rules.conversations.without_a_case import page_without_a_case
from thrive_rules.faults import ThriveRulesError
from thrive_rules.language.rule import ArguesAgainst, UrgentKind
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.language.wording import Wording
from thrive_rules.language.words import Reader, Words
from thrive_rules.reasoning.suggestion import Argument, Suggestion, only_rule_base
from thrive_rules.severity.audience import THE_RECORD, Audience, audience_meant


class Moved(Frozen):
    """What the differing answers moved for one grouping."""

    grouping: Grouping
    before: bool
    """Whether it is a candidate in the first case."""
    after: bool
    """Whether it is a candidate in the second case."""
    only_rule_base: bool
    """Whether it is a candidate in one of the cases, and this rule base alone puts it forward there."""
    arguments_gained: tuple[Argument, ...]
    arguments_lost: tuple[Argument, ...]


class Comparison(Frozen):
    """What differs between two cases, and what that moved: in the record itself, or in what an audience may see."""

    format: int = 1
    audience: Audience | None = Field(None, alias="for")
    """Whose copy this is; null for the record's own."""
    answers: tuple[Changed, ...]
    """Answers that rules can read, severity apart."""
    own_words: tuple[str, ...]
    """Fields of free text that differ; no rule reads them."""
    severity: tuple[Changed, ...]
    """What differs in severity, none of which can move a grouping; measures and diagnoses are only named."""
    moved: tuple[Moved, ...]
    needs_gained: tuple[str, ...]
    needs_lost: tuple[str, ...]
    prompts_gained: tuple[str, ...]
    prompts_lost: tuple[str, ...]
    urgent: tuple[UrgentKind, ...]
    """What is urgent in either case. It comes first, whether it differs or not."""
    suggestion_moved: bool
    """Whether anything in the suggestion differs at all."""
    without_a_case: bool = Field(False, exclude=True)
    """Whether its audience gets the page that is about no case, for one of the two at least: all else is empty then."""

    def data(self) -> dict[str, Any]:
        """The comparison as plain data; for an audience that gets the page about no case, that is all it says."""
        return {"without_a_case": True} if self.without_a_case else self.model_dump(mode="json")


def compare(
    first: Conversation,
    second: Conversation,
    rules: RuleBase,
    reader: Audience | Reader | str | None = None,
) -> Comparison:
    """Compare two conversations over the same rule base, for `reader`: what they may see of each, made anew.

    Without one, for whom the two copies are, or else for the practitioner who keeps the record. Raises
    ThriveRulesError for a conversation that was made with other rules, for somebody who is nobody or not the same
    person in both cases, and for copies that are somebody else's or not for the same people.
    """
    meant = [audience_meant(reader, each.case, each.audience) for each in (first, second)]
    if meant[0] != meant[1]:
        raise ThriveRulesError(
            "these two are not for the same people; compare two copies for the same, or two records"
        )
    first, second = _as_both_are_seen(*(shared(each, rules, meant[0]) for each in (first, second)))
    one, other = first.suggestion, second.suggestion
    urgent = {kind for each in (one, other) if each.urgent for kind in each.urgent.kinds}
    needs_a, needs_b = [n.need for n in one.needs], [n.need for n in other.needs]
    prompts_a, prompts_b = [p.rule for p in first.prompts], [p.rule for p in second.prompts]
    return Comparison(
        audience=first.audience,
        without_a_case=first.without_a_case,
        answers=tuple(_changed(first.case, second.case)),
        own_words=(*_own_words(first.case, second.case), *_views(first, second)),
        severity=tuple(_severity(first.severity, second.severity)),
        moved=tuple(_moved(one, other)),
        needs_gained=_only(needs_b, needs_a),
        needs_lost=_only(needs_a, needs_b),
        prompts_gained=_only(prompts_b, prompts_a),
        prompts_lost=_only(prompts_a, prompts_b),
        urgent=tuple(kind for kind in UrgentKind if kind in urgent),
        suggestion_moved=one != other,
    )


def _as_both_are_seen(first: Conversation, second: Conversation) -> tuple[Conversation, Conversation]:
    # A page that is about no case cannot be compared, and does not say with what.
    blank = next((each for each in (first, second) if each.without_a_case), None)
    return (blank, blank) if blank else (first, second)


def _only(these: Iterable[str], those: Iterable[str]) -> tuple[str, ...]:
    known = set(those)
    return tuple(each for each in these if each not in known)


def _changed(first: Case, second: Case) -> Iterator[Changed]:
    one, other = first.facts, second.facts
    for field in dict.fromkeys((*one, *other)):
        before, after = one.get(field), other.get(field)
        if before != after:
            yield Changed(field=field, before=before, after=after)


def _own_words(first: Case, second: Case) -> Iterator[str]:
    for name in _OWN_WORDS:
        part, field = name.split(".")
        if getattr(getattr(first, part), field) != getattr(getattr(second, part), field):
            yield name


def _views(first: Conversation, second: Conversation) -> Iterator[str]:
    """Views are merged into facts for rules; where two people's views differ in ways that no fact shows, say so."""
    if first.positions[1:] != second.positions[1:]:
        facts = [
            {name: value for name, value in each.case.facts.items() if FACTS[name].part is Part.VIEW}
            for each in (first, second)
        ]
        if facts[0] == facts[1]:
            yield "views"


_OWN_WORDS = (
    "presentation.strengths",
    "presentation.safety_narrative",
    "preferences.goals",
    "preferences.declines",
    "preferences.what_matters",
    "preferences.places",
)


def _severity(first: SeverityBeside, second: SeverityBeside) -> Iterator[Changed]:
    before, after = _ratings(first), _ratings(second)
    for field in before:
        if before[field] != after[field]:
            yield Changed(field=field, before=before[field], after=after[field])
    for field in ("measures", "diagnoses"):
        if getattr(first, field) != getattr(second, field):
            yield Changed(field=f"severity.{field}", before=None, after=None)


def _ratings(severity: SeverityBeside) -> dict[str, Value | None]:
    return {
        fact.name: severity.ratings.get(Concern(fact.key)) if fact.key else severity.impact
        for fact in SEVERITY_FACTS
    }


def _moved(first: Suggestion, second: Suggestion) -> Iterator[Moved]:
    alone = {each.grouping for one in (first, second) for each in one.candidates if only_rule_base(each)}
    for grouping in Grouping:
        before, was = _arguments(first, grouping)
        after, now = _arguments(second, grouping)
        gained = tuple(now[rule] for rule in _only(now, was))
        lost = tuple(was[rule] for rule in _only(was, now))
        if gained or lost or before != after:
            yield Moved(
                grouping=grouping,
                before=before,
                after=after,
                only_rule_base=grouping in alone,
                arguments_gained=gained,
                arguments_lost=lost,
            )


def _arguments(suggestion: Suggestion, grouping: Grouping) -> tuple[bool, dict[str, Argument]]:
    for candidate in suggestion.candidates:
        if candidate.grouping is grouping:
            arguments = (*candidate.arguments_for, *candidate.arguments_against)
            return True, {argument.rule: argument for argument in arguments}
    for other in suggestion.not_put_forward:
        if other.grouping is grouping:
            return False, {argument.rule: argument for argument in other.arguments_against}
    return False, {}


def page_of_comparison(comparison: Comparison, rules: RuleBase) -> Page:
    """A comparison as a page, in the words of whom it was made for, and of nobody else."""
    if comparison.without_a_case:
        return page_without_a_case(rules)
    reader = (comparison.audience or THE_RECORD).reader
    return page_for(reader, rules, _sections(comparison, rules, reader))


def _sections(comparison: Comparison, rules: RuleBase, reader: Reader) -> Iterator[Section]:
    wording = rules.wording
    yield from first_on_a_page(rules, reader, comparison.urgent)
    differs = [_differs(change, rules, reader) for change in (*comparison.answers, *comparison.severity)]
    differs += [Item(_named(wording)[field].to(reader)) for field in comparison.own_words]
    heading = wording.differs.to(reader)
    if differs:
        yield Section(SectionKind.DIFFERS, heading, blocks=(Block("", tuple(differs)),))
    else:
        yield Section(SectionKind.DIFFERS, heading, (wording.nothing_differs.to(reader),))
    heading = wording.moved.to(reader)
    if comparison.suggestion_moved:
        yield Section(SectionKind.MOVED, heading, blocks=tuple(_blocks(comparison, rules, reader)))
    else:
        paragraphs = [wording.nothing_moved.to(reader)]
        if comparison.severity and not comparison.answers and not comparison.own_words:
            paragraphs.insert(0, wording.severity_alone.to(reader))
        yield Section(SectionKind.MOVED, heading, tuple(paragraphs))
    prompts = [
        Item(rules.rule[rule].words.to(reader), f"{heading.to(reader)}")
        for heading, found in (
            (wording.gained, comparison.prompts_gained),
            (wording.lost, comparison.prompts_lost),
        )
        for rule in found
    ]
    if prompts:
        yield Section(
            SectionKind.PROMPTS_MOVED, wording.prompts_moved.to(reader), blocks=(Block("", tuple(prompts)),)
        )
    yield from last_on_a_page(rules, reader)


def _differs(change: Changed, rules: RuleBase, reader: Reader) -> Item:
    if change.field not in rules.fact:
        return Item(_named(rules.wording)[change.field].to(reader))
    return say_change(change, rules, reader)


def _named(wording: Wording) -> dict[str, Words]:
    """What the readings call the fields that hold people's own words."""
    return {
        "presentation.strengths": wording.strengths,
        "presentation.safety_narrative": wording.safety_narrative,
        "preferences.goals": wording.goals,
        "preferences.declines": wording.declines,
        "preferences.what_matters": wording.what_matters,
        "preferences.places": wording.places,
        "severity.measures": wording.measures,
        "severity.diagnoses": wording.diagnoses,
        "views": wording.views,
    }


def _blocks(comparison: Comparison, rules: RuleBase, reader: Reader) -> Iterator[Block]:
    wording = rules.wording
    for moved in comparison.moved:
        state = (
            wording.came_in
            if moved.after and not moved.before
            else wording.went_out
            if moved.before and not moved.after
            else wording.stays_in
            if moved.after
            else wording.stays_out
        )
        alone = (wording.only_rule_base.to(reader),) if moved.only_rule_base else ()
        items = [Item(state.to(reader), small=alone)]
        for heading, arguments in (
            (wording.gained, moved.arguments_gained),
            (wording.lost, moved.arguments_lost),
        ):
            for argument in arguments:
                against = isinstance(rules.rule[argument.rule], ArguesAgainst)
                side = (wording.against if against else wording.why).to(reader)
                said = rules.rule[argument.rule].words.to(reader)
                voice = wording.voices[argument.voice].to(reader)
                items.append(Item(f"{voice}: {said}", f"{heading.to(reader)} ({side})"))
        yield Block(rules.words_for[moved.grouping].name, tuple(items))
    needs = [
        Item(rules.need[need].statement.to(reader), heading.to(reader))
        for heading, found in (
            (wording.gained, comparison.needs_gained),
            (wording.lost, comparison.needs_lost),
        )
        for need in found
    ]
    if needs:
        yield Block(wording.needs.to(reader), tuple(needs))
    if not comparison.moved and not needs:
        yield Block("", (Item(wording.only_details_moved.to(reader)),))

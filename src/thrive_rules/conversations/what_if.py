"""What would change it: the smallest sets of answers that would bring a grouping in, or take its last argument away.

An answer is changed or newly given; severity is never among them. Every set is sufficient, and none of its parts is.
"""

from collections.abc import Iterator
from typing import Any, TypeAlias

from pydantic import Field

from thrive_rules.cases.case import Frozen, Grouping, Value
from thrive_rules.cases.vocabulary import FACTS
from thrive_rules.conversations.answer import say_answer
from thrive_rules.conversations.conversation import Conversation
from thrive_rules.conversations.page import Page, page_for
from thrive_rules.conversations.section import Block, Item, Section, SectionKind
from thrive_rules.conversations.shared import shared
from thrive_rules.conversations.without_a_case import page_without_a_case
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.language.words import Reader
from thrive_rules.reasoning.inference import Inference, evaluate
from thrive_rules.reasoning.suggestion import infer
from thrive_rules.reasoning.ways import asked_by, smallest
from thrive_rules.severity.audience import THE_RECORD, Audience, audience_meant

SHOWN = 12
"""How many sets a reading shows; the JSON has them all."""


class Changed(Frozen):
    """One answer that differs; `null` where it is not known."""

    field: str
    before: Value | None
    after: Value | None


class WhatIf(Frozen):
    """What would change one grouping: in the record itself, or in what an audience may see of it."""

    audience: Audience | None = Field(None, alias="for")
    """Whose copy this is; null for the record's own."""
    grouping: Grouping
    candidate: bool
    """Whether it is a candidate now: then the sets take its last argument away, else they bring it in."""
    sets: tuple[tuple[Changed, ...], ...]
    """The smallest sets of answers, the fewest first; each is enough by itself, and nothing less is."""
    without_a_case: bool = Field(False, exclude=True)
    """Whether its audience gets the page that is about no case: there are no sets then."""

    def data(self) -> dict[str, Any]:
        """What would change it as plain data; for who gets the page about no case, that is all it says."""
        return {"without_a_case": True} if self.without_a_case else self.model_dump(mode="json")


def what_if(
    conversation: Conversation,
    rules: RuleBase,
    grouping: Grouping | str,
    reader: Audience | Reader | str | None = None,
) -> WhatIf:
    """What would bring a grouping in, or take its last argument away where it is a candidate, for `reader`.

    It is found in what they may see, made anew. Without a reader, in what those may see for whom the copy is, or else
    in the whole record. Raises ValueError for a name that is no grouping, and ThriveRulesError for somebody who is
    nobody, for a copy that is somebody else's, and for a conversation that was made with other rules.
    """
    grouping = Grouping(grouping)
    theirs = shared(conversation, rules, audience_meant(reader, conversation.case, conversation.audience))
    if theirs.without_a_case:
        return WhatIf(
            audience=theirs.audience, grouping=grouping, candidate=False, sets=(), without_a_case=True
        )
    inference = infer(theirs.case, rules)
    candidate = grouping in inference.candidates
    found = _that_take_out(inference, grouping) if candidate else _that_bring_in(inference, grouping)
    sets = [tuple(_changed(inference, answers)) for answers in found]
    order = {fact: index for index, fact in enumerate(FACTS)}
    sets.sort(key=lambda each: (len(each), [(order[change.field], str(change.after)) for change in each]))
    return WhatIf(audience=theirs.audience, grouping=grouping, candidate=candidate, sets=tuple(sets))


_Replies: TypeAlias = frozenset[tuple[str, Value | None]]


def _changed(inference: Inference, answers: _Replies) -> Iterator[Changed]:
    given = dict(answers)
    for fact in FACTS:
        if fact in given:
            yield Changed(field=fact, before=inference.answers.get(fact), after=given[fact])


def _that_bring_in(inference: Inference, grouping: Grouping) -> list[_Replies]:
    """A way of bringing it in asks for some answers: those that are not given so far are what would have to be."""
    needed: set[_Replies] = set()
    for _, ways in inference.program.ways_to(grouping):
        for way in ways:
            choices: list[_Replies] = [frozenset()]
            for fact, values in asked_by(way).items():
                if inference.answers.get(fact) not in values:
                    choices = [one | {(fact, value)} for one in choices for value in values]
            needed.update(choices)
    return smallest(needed, size=len)


def _that_take_out(inference: Inference, grouping: Grouping) -> list[_Replies]:
    """Every way that is met has to lose an answer; and no way may be met instead.

    From one way that is met, some answer of it must change. So every set is found by changing one after another, as
    long as a way is still met. Giving an answer that is not known so far never takes anything away.
    """
    found: list[_Replies] = []
    seen: set[_Replies] = {frozenset()}
    sets: list[_Replies] = [frozenset()]
    while sets:  # all sets of one size, then those that are larger by one answer
        larger: list[_Replies] = []
        for answers in sets:
            if any(smaller <= answers for smaller in found):
                continue
            given = dict(answers)
            left = {
                fact: value for fact, value in {**inference.answers, **given}.items() if value is not None
            }
            met = evaluate(inference.rules, left).met(grouping)
            if not met:
                found.append(answers)
                continue
            way = min(map(asked_by, met), key=len)
            for fact, values in way.items():
                if fact not in given:
                    for value in _other_answers(fact, values):
                        wider = answers | {(fact, value)}
                        if wider not in seen:
                            seen.add(wider)
                            larger.append(wider)
        sets = larger
    return found


def _other_answers(fact: str, values: frozenset[Value]) -> list[Value | None]:
    domain = FACTS[fact].domain
    # Where a fact has one answer alone, as having goals has, that answer can be taken back and not denied.
    return [None] if len(domain) == 1 else [value for value in domain if value not in values]


# WORDS


def page_of_what_if(found: WhatIf, rules: RuleBase) -> Page:
    """What would change it as a page of one section, in the words of whom it was made for, and of nobody else."""
    if found.without_a_case:
        return page_without_a_case(rules)
    wording, reader = rules.wording, (found.audience or THE_RECORD).reader
    heading = (wording.would_take_out if found.candidate else wording.would_bring_in).to(reader)
    shown = [[say_change(change, rules, reader) for change in each] for each in found.sets[:SHOWN]]
    items = tuple(
        Item(wording.in_parts((f"{item.label}: {item.text}" for item in each), reader)) for each in shown
    )
    paragraphs = [wording.what_if.to(reader)] if items else [wording.nothing_would.to(reader)]
    if len(found.sets) > SHOWN:
        paragraphs.append(wording.more_would.to(reader))
    heading = f"{heading}: {rules.words_for[found.grouping].name}"
    blocks = (Block("", items),) if items else ()
    section = Section(SectionKind.WHAT_IF, heading, tuple(paragraphs), blocks)
    return page_for(reader, rules, (section,))


def say_change(change: Changed, rules: RuleBase, reader: Reader) -> Item:
    """An answer that differs, in the words of a reader."""
    before, after = (
        say_answer(rules.wording, value, reader, change.field) for value in (change.before, change.after)
    )
    return Item(f"{before} → {after}", rules.fact[change.field].label.to(reader))

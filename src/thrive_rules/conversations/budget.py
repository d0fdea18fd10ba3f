"""How much a page says: three depths, how many words each reader takes in, and what stays when there are more.

All of it is counts and lists that anybody can read in another language of programming too.
"""

import re
from collections.abc import Callable, Iterable

from thrive_rules.conversations.section import Section, SectionKind, Whose
from thrive_rules.language.conditions import facts_read
from thrive_rules.language.rule import PromptKind, Prompts
from thrive_rules.language.words import Reader

WORDS_OF_A_GLANCE = 70
WORDS_OF_A_PAGE = {
    Reader.YOUNG_PERSON: 350,
    Reader.OTHER: 350,
    Reader.PARENT_OR_CARER: 400,
    Reader.PRACTITIONER: 450,
}
"""At most so many words of ours. A page that cannot say less without leaving out what counts is longer."""
MOST_OWN_WORDS = 60
"""At most so many of somebody's own words stand under one heading, in whole sentences."""
NEXT_QUESTIONS = 3
"""Open questions on a page, besides those about danger."""
ANSWERS_TOGETHER = 2
"""Open answers that are asked for together beside a grouping; where it takes more, others' answers are nearer."""
ANSWERS_IN_THE_WAY = 1
"""Answers that keep a grouping out, by name; of the others, how many there are."""
REASONS_IN_ONE_VOICE = 1
"""Reasons for an idea that those who say the same give on a page without room for all; of the others, how many."""
KINDS_WITH_NAMES = 1
"""Kinds of help that people see differently, with who says what; of more, the kinds alone."""
KINDS_AT_A_GLANCE = 2
"""Kinds of help that are wanted, and that are not, at a glance."""
NOT_COUNTED = (SectionKind.URGENT, SectionKind.WHO_DOES_NOT_SEE, SectionKind.NOT_SAFE)
"""What is said of danger, which nobody cuts for its length."""
ALWAYS_ON_A_PAGE = (PromptKind.SAFETY, PromptKind.SAFEGUARDING)
"""Prompts that a page never leaves out; besides them, those about the young person's own right to decide."""
KEPT_FIRST = (PromptKind.ASK, PromptKind.AGREE, PromptKind.REVIEW, PromptKind.DISCUSS)
"""The other prompts, in the order in which a page has room for them."""
OWN_RIGHT_TO_DECIDE = frozenset({"age", "competence"})
"""A prompt to discuss that reads one of these is about the young person's own right to decide."""


def stays_on_a_page(rule: Prompts) -> bool:
    """Whether a page never leaves a prompt out: it is about safety, or the young person's own right to decide."""
    own_right = rule.prompts is PromptKind.DISCUSS and not OWN_RIGHT_TO_DECIDE.isdisjoint(
        facts_read(rule.when)
    )
    return rule.prompts in ALWAYS_ON_A_PAGE or own_right


def words_in(text: str) -> int:
    """How many words a text has: runs without a space, a tab or a line feed."""
    return len(re.findall("[^ \t\n]+", text))


def words_on(sections: Iterable[Section]) -> int:
    """How many words of ours stand in sections.

    People's own words and local rules are not counted, nor what is urgent and what to do if somebody is not safe:
    whoever deploys the software words those.
    """
    return sum(words_in(text) for section in sections for text in _counted(section))


def _counted(section: Section) -> Iterable[str]:
    if section.kind in NOT_COUNTED:
        return
    yield section.heading
    yield from section.paragraphs
    for block in section.blocks:
        yield block.heading
        for item in block.items:
            yield item.label
            if item.whose is Whose.RULES:
                yield from (item.text, *item.small)
    if section.table:
        yield from section.table.columns
        for row in section.table.rows:
            yield from row


def as_many_as_fit(
    most: int, optional: int, build: Callable[[int], tuple[Section, ...]]
) -> tuple[Section, ...]:
    """What `build` makes with as many optional parts, from the first on, as leave it at most `most` words.

    Without any it can be longer.
    """
    for kept in range(optional, 0, -1):
        if words_on(sections := build(kept)) <= most:
            return sections
    return build(0)


_ENDS = re.compile(r"(?<=[.?!])[ \t\n]+")


def first_sentence(text: str) -> str:
    """The first sentence of a text."""
    return _ENDS.split(text, maxsplit=1)[0]


def first_question(text: str) -> str:
    """A text up to the end of its first question; its first sentence where it asks nothing."""
    asked, mark, _ = text.partition("?")
    return asked + mark if mark else first_sentence(text)


def shortened(texts: Iterable[str], most: int = MOST_OWN_WORDS) -> tuple[tuple[str, ...], int]:
    """The first whole sentences of texts that have at most `most` words together, and how many more words there are.

    Where even the first sentence has more, its first words.
    """
    kept, left, more = [], most, 0
    for text in texts:
        if more == 0 and words_in(text) <= left:
            kept.append(text)
            left -= words_in(text)
            continue
        whole = ""
        for end in (*(match.start() for match in _ENDS.finditer(text)), len(text)):
            if more == 0 and words_in(text[:end]) <= left:
                whole = text[:end]
        if not whole and not kept:
            whole = " ".join(re.findall("[^ \t\n]+", text)[:most])
        if whole:
            kept.append(whole)
        left = 0
        more += words_in(text) - words_in(whole)
    return tuple(kept), more

"""The page that is about no case: the same bytes for everybody, so that nothing can be read from getting it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from functools import lru_cache

from thrive_rules.cases.fields import Frozen
from thrive_rules.conversations.danger import last_on_a_page
from thrive_rules.conversations.page import Page, page_for
from thrive_rules.conversations.section import Block, Item, Section, SectionKind
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.language.words import Reader, Words


def page_without_a_case(rules: RuleBase) -> Page:
    """What the groupings are, how to be there, and what to do if somebody is not safe: nothing but the rules."""
    # A parent's or carer's words fit everybody who gets it: rules of format 1 may have none for somebody else.
    wording, reader = rules.wording, Reader.PARENT_OR_CARER
    groupings = tuple(Block(each.name, (Item(each.definition.to(reader)),)) for each in rules.groupings)
    return page_for(
        reader,
        rules,
        (
            Section(
                SectionKind.GROUPINGS,
                wording.groupings.to(reader),
                (wording.without_a_case.to(reader),),
                groupings,
            ),
            Section(SectionKind.BE_THERE, wording.be_there.to(reader), (wording.how_to_be_there.to(reader),)),
            *last_on_a_page(rules, reader),
        ),
    )


@lru_cache(maxsize=64)
def speaks_to_others(rules: RuleBase) -> bool:
    """Whether the rules have words for somebody else in every text; rules of format 1 may have none."""
    return all(words.other for words in _words_in(rules))


def _words_in(part: object) -> Iterator[Words]:
    match part:
        case Words():
            yield part
        case Frozen() | RuleBase():
            yield from _words_in([getattr(part, name) for name in _names_of(part)])
        case Mapping():
            yield from _words_in(list(part.values()))
        case list() | tuple():
            for each in part:
                yield from _words_in(each)
        case _:
            return


def _names_of(part: Frozen | RuleBase) -> Iterable[str]:
    return [each.name for each in fields(part)] if isinstance(part, RuleBase) else type(part).model_fields

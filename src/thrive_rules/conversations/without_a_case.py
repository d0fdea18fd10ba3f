"""The page that is about no case: the same bytes for everybody, so that nothing can be read from getting it."""

from thrive_rules.conversations.danger import last_on_a_page
from thrive_rules.conversations.page import Page, page_for
from thrive_rules.conversations.section import Block, Item, Section, SectionKind
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.language.words import Reader


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

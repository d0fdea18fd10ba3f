"""One conversation in the words of who reads it, with what they may see of it and nothing else.

Every sentence comes from the rule base or from people's own words. `page` gives it as a page, for any screen;
`explain` gives it as plain text.
"""

from typing import assert_never

from thrive_rules.conversations.brief import glance_sections, page_sections
from thrive_rules.conversations.conversation import Conversation
from thrive_rules.conversations.depth import Depth
from thrive_rules.conversations.full import full_sections
from thrive_rules.conversations.page import Page, page_for
from thrive_rules.conversations.shared import shared
from thrive_rules.conversations.without_a_case import page_without_a_case
from thrive_rules.faults import ThriveRulesError, did_you_mean
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.language.words import Reader
from thrive_rules.severity.audience import THE_RECORD, Audience, audience_meant


def explain(
    conversation: Conversation,
    rules: RuleBase,
    reader: Audience | Reader | str | None = None,
    depth: Depth | str = Depth.PAGE,
) -> str:
    """The conversation as plain text, for `reader`: an audience, a reader, or the id of a view.

    Without one, for whom the copy is, or else for the practitioner who keeps the record. `depth` is glance, page or
    full. Raises ThriveRulesError for somebody who is nobody, for a copy that is somebody else's, for rules that it was
    not made with, and for another depth.
    """
    return str(page(conversation, rules, reader, depth))


def page(
    conversation: Conversation,
    rules: RuleBase,
    reader: Audience | Reader | str | None = None,
    depth: Depth | str = Depth.PAGE,
) -> Page:
    """The conversation as a page for `reader`: what they may see, made anew. Raises as `explain` does."""
    if depth not in tuple(Depth):
        hint = did_you_mean(str(depth), Depth)
        raise ThriveRulesError(
            f"there is no such depth; expected one of {', '.join(Depth)}" + (f"; {hint}" if hint else "")
        )
    audience = audience_meant(reader, conversation.case, conversation.audience)
    theirs = shared(conversation, rules, audience)
    if theirs.without_a_case:
        return page_without_a_case(rules)
    match Depth(depth):
        case Depth.GLANCE:
            sections = glance_sections(theirs, rules, audience.reader)
        case Depth.PAGE:
            sections = page_sections(theirs, rules, audience.reader)
        case Depth.FULL:
            sections = full_sections(theirs, rules, audience.reader)
        case other:
            assert_never(other)
    return page_for(audience.reader, rules, sections)


def reader_of(conversation: Conversation) -> Reader:
    """In whose words a conversation is read: those of its audience, or of the practitioner who keeps the record."""
    return (conversation.audience or THE_RECORD).reader

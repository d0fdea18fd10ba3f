"""What the pages of any rule base obey: budgets, what stays, and how a section looks."""

from typing import Any

from thrive_rules.conversations import budget
from thrive_rules.conversations.depth import Depth
from thrive_rules.conversations.detail import Matter, may_see
from thrive_rules.conversations.page import PAGE_FORMAT
from thrive_rules.conversations.section import OF_DANGER, Section, SectionKind
from thrive_rules.conversations.what_if import SHOWN
from thrive_rules.language.words import Reader


def page_rules() -> dict[str, Any]:
    """Every number and list that a page is made by, under the name that it has in Python."""
    return {
        "format": PAGE_FORMAT,
        "depths": list(Depth),
        "words_of_a_glance": budget.WORDS_OF_A_GLANCE,
        "words_of_a_page": {str(reader): words for reader, words in budget.WORDS_OF_A_PAGE.items()},
        "own_words": budget.MOST_OWN_WORDS,
        "next_questions": budget.NEXT_QUESTIONS,
        "answers_together": budget.ANSWERS_TOGETHER,
        "answers_in_the_way": budget.ANSWERS_IN_THE_WAY,
        "reasons_in_one_voice": budget.REASONS_IN_ONE_VOICE,
        "kinds_with_names": budget.KINDS_WITH_NAMES,
        "kinds_at_a_glance": budget.KINDS_AT_A_GLANCE,
        "not_counted": list(budget.NOT_COUNTED),
        "always_on_a_page": list(budget.ALWAYS_ON_A_PAGE),
        "kept_first": list(budget.KEPT_FIRST),
        "own_right_to_decide": sorted(budget.OWN_RIGHT_TO_DECIDE),
        "sets_of_what_if": SHOWN,
        "matters": {
            str(reader): [matter.name.lower() for matter in Matter if may_see(reader, matter)]
            for reader in Reader
        },
        "of_danger": list(OF_DANGER),
        "look": {str(kind): Section(kind, "").look for kind in SectionKind},
    }

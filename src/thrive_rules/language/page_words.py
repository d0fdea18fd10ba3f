"""What a page of one conversation says around people's words and the rules' words."""

from thrive_rules.cases.case import Frozen
from thrive_rules.language.words import Said, SaidOfDanger


class PageWords(Frozen):
    """The headings and short sentences of a page that people read in a room."""

    what_was_said: Said
    """The heading above what the young person said, in their own words first."""
    nothing_said: Said
    """Where nothing of their own is on the page: hidden or not known alike."""
    wants: Said
    """Before the kinds of help that the young person wants."""
    does_not_want: Said
    manages: Said
    does_not_manage: Said
    wants_no_professional: Said
    more_words: Said
    """After the first sentences of somebody's own words: how many more words there are follows."""
    more_below: Said
    """Under a grouping, where more is said against several of them below."""
    against_several: Said
    rule_base: Said
    """Who speaks where only these rules do, and that no source says it."""
    order: Said
    """Above the groupings: their order says nothing."""
    different: Said
    """Before the kinds of help that people see differently."""
    could_come_in: Said
    """Above the groupings that an open answer can bring in."""
    kept_out: Said
    """Above those that no open answer can bring in."""
    others_could: Said
    """Where only answers that this reader cannot give could bring it in."""
    more: Said
    """Before the number of answers that are not named."""
    next: Said
    """The heading above what people do next."""
    come_back: Said
    nobody: Said
    """The heading that says that nobody has decided."""
    for_whom: Said
    """Before the names of those whose copy this is."""
    left_out: Said
    """Before what is not on this page, and how much of it."""
    questions_left_out: Said
    options_left_out: Said
    programmes_left_out: Said
    prompts_left_out: Said
    severity_left_out: Said
    still_open: Said
    """At a glance: before the groupings that could still come in."""
    not_safe: SaidOfDanger
    """At a glance: the heading above it."""
    is_anybody_not_safe: SaidOfDanger
    """At a glance: what is asked of everybody about danger, and what to do."""
    hide: Said
    """On a button that hides a page on a screen at once, with the key that does so too."""
    choose_freely: Said
    """At a glance: that people can choose something else."""


OF_DANGER_AT_A_GLANCE = frozenset(("not_safe", "is_anybody_not_safe"))
"""The texts here that are about danger."""

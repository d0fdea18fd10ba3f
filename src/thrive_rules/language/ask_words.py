"""What a conversation of questions says, in a terminal or on a screen: to whom, why, and what to type."""

from collections.abc import Mapping

from pydantic import field_validator
from pydantic_core import PydanticCustomError

from thrive_rules.cases.case import Frozen, MapOf
from thrive_rules.cases.fact import Topic
from thrive_rules.language.words import Said, SaidOfDanger, Words


class AskWords(Frozen):
    """Every text around the questions of a conversation; the questions themselves stand with the facts."""

    # BEFORE THE FIRST QUESTION

    who_reads: Said
    sent_to_nobody: Said
    may_be_shared: SaidOfDanger
    how: Said
    goes_on: Said

    # A PAGE OF QUESTIONS

    topics: MapOf[Topic, Said]
    """The heading of the page for each topic."""
    why_danger: SaidOfDanger
    could_settle: Said
    could_help_to_settle: Said
    could_add_a_reason: Said
    could_protect: SaidOfDanger
    danger_seen_by: SaidOfDanger
    answers_seen_by: Said
    suggestions_seen_by: Said
    now_private: Said

    # OWN WORDS AND TICKS, WHICH ARE OFFERED

    own_words_first: Said
    """What own words are for; their heading is `own_words` of the wording."""
    own_words_seen_by: Said
    leave_out: Said
    """After what own words can be about: how to leave them out."""
    concerns: Said
    """The heading of the concerns to tick."""
    circumstances: Said
    """The heading of the circumstances to tick."""
    could_raise: Said
    harm_seen_by: SaidOfDanger
    """Who sees ticks of abuse, neglect and protection."""
    tick_some: Said
    """That a box without a tick is not a no."""
    type_numbers: Said
    """In a terminal: how to choose some, and how to leave all of them out."""

    # WHAT PEOPLE TYPE, BESIDE YES AND NO

    not_sure: Said
    rather_not_say: Said
    none_of_these: Said
    private: Said
    back: Said
    take_back: Said
    go_on: Said
    stop: Said
    nothing_before: Said
    so_far: Said
    no_answer: Said

    # WHAT AN ANSWER THAT CHANGES MOVES

    open_again: Said
    now_put_forward: Said
    no_longer_put_forward: Said
    undecided_again: Said
    nothing_moved: Said

    # DANGER, AND THE END

    concern_in_words: SaidOfDanger
    danger_stands: SaidOfDanger
    ends_here: SaidOfDanger
    nothing_undecided: Said
    others_can: Said
    go_on_or_stop: Said
    no_more: Said
    kept_in: Said
    kept_note: Said
    nothing_kept: Said
    to_go_on: Said
    to_read: Said

    @field_validator("topics")
    @classmethod
    def _every_topic_has_its_heading(cls, topics: Mapping[Topic, Words]) -> Mapping[Topic, Words]:
        if set(topics) != set(Topic):
            raise PydanticCustomError("incomplete", "exactly {names}", {"names": ", ".join(Topic)})
        return topics

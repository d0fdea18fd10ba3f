"""How much a page explains to each reader, and who is asked what. What of a case they may see is settled before."""

from enum import Enum, auto
from typing import assert_never

from thrive_rules.cases.fact import Voice
from thrive_rules.language.wording import FactWords
from thrive_rules.language.words import Reader
from thrive_rules.reasoning.suggestion import ASKED_FIRST


class Matter(Enum):
    """What a page can explain, beside the case."""

    ANSWERS_BEHIND = auto()
    """The answers behind an argument, in small print."""
    SUPPORT = auto()
    """What an argument, an option or a programme rests on: sources, and where a local part stands."""
    PROGRAMMES_BESIDE = auto()
    """Programmes that work beside the framework: they change services."""
    BEARING = auto()
    """Which groupings a question bears on."""
    ORIGIN = auto()
    """Versions, digests, engines and fingerprints."""
    WHO_SAID = auto()
    """Whose yes to danger or harm is recorded, and who was asked, whoever they are."""
    RATING_READ = auto()
    """Which rating a rule reads; to others, that it reads one."""
    QUESTION_BY_NAME = auto()
    """A question by the short name of its answer: whoever asks it knows it."""


def may_see(reader: Reader, matter: Matter) -> bool:
    """Whether a reader is shown what explains a page."""
    match reader:
        case Reader.PRACTITIONER:
            return True  # nothing is hidden from the practitioner who keeps the record
        case Reader.YOUNG_PERSON | Reader.PARENT_OR_CARER | Reader.OTHER:
            match matter:
                case (
                    Matter.ANSWERS_BEHIND
                    | Matter.SUPPORT
                    | Matter.PROGRAMMES_BESIDE
                    | Matter.BEARING
                    | Matter.ORIGIN
                    | Matter.WHO_SAID
                    | Matter.RATING_READ
                    | Matter.QUESTION_BY_NAME
                ):
                    return False
                case _:
                    assert_never(matter)
        case _:
            assert_never(reader)


def first_voice(reader: Reader) -> Voice:
    """Whose own answers come first on a reader's page: theirs, and to the practitioner the young person's."""
    match reader:
        case Reader.PRACTITIONER:
            return Voice.YOUNG_PERSON
        case Reader.YOUNG_PERSON | Reader.PARENT_OR_CARER | Reader.OTHER:
            return Voice(reader)
        case _:
            assert_never(reader)


def may_be_asked(reader: Reader, fact: FactWords) -> bool:
    """Nobody is asked to answer for somebody else, but who asks; about danger a young person always is (law 16)."""
    asked = fact.answered_by in (reader, "together", "everyone")
    match reader:
        case Reader.PRACTITIONER:
            return True
        case Reader.YOUNG_PERSON:
            return asked or fact.id in ASKED_FIRST
        case Reader.PARENT_OR_CARER | Reader.OTHER:
            return asked
        case _:
            assert_never(reader)

"""What each reader may see: one total table, which every page asks. A new reader is a type error here."""

from enum import Enum, auto
from typing import assert_never

from thrive_rules.language.rule import FactWords
from thrive_rules.language.words import Reader


class Matter(Enum):
    """What can stand on a page about a young person."""

    RATINGS = auto()
    """Ratings of severity and impact."""
    MEASURES = auto()
    DIAGNOSES = auto()
    OWN_WORDS = auto()
    SAFETY_NARRATIVE = auto()
    """A practitioner wrote it; whether somebody else reads it is for a practitioner to say."""
    VIEWS = auto()
    """Who wants and proposes what."""
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


def may_see(reader: Reader, matter: Matter) -> bool:
    """Whether a reader is shown something, wherever it is known."""
    match reader:
        case Reader.PRACTITIONER:
            return True  # nothing is hidden from the practitioner who keeps the record
        case Reader.YOUNG_PERSON | Reader.PARENT_OR_CARER:
            match matter:
                case Matter.RATINGS | Matter.MEASURES | Matter.DIAGNOSES | Matter.OWN_WORDS | Matter.VIEWS:
                    return True
                case (
                    Matter.SAFETY_NARRATIVE
                    | Matter.ANSWERS_BEHIND
                    | Matter.SUPPORT
                    | Matter.PROGRAMMES_BESIDE
                    | Matter.BEARING
                    | Matter.ORIGIN
                ):
                    return False
                case _:
                    assert_never(matter)
        case _:
            assert_never(reader)


def may_be_asked(reader: Reader, fact: FactWords) -> bool:
    """Nobody is asked to answer for somebody else; a practitioner sees every question, to ask it."""
    match reader:
        case Reader.PRACTITIONER:
            return True
        case Reader.YOUNG_PERSON | Reader.PARENT_OR_CARER:
            return fact.answered_by in (reader, "together")
        case _:
            assert_never(reader)

"""In which roles people review rules, what they can say of one, and for whom a page for reviewers is."""

from enum import StrEnum
from typing import assert_never

from thrive_rules.language.words import Reader

REVIEWS = "reviews"
"""The directory beside the rules in which answers files stand."""


class ReviewRole(StrEnum):
    """In which role somebody reviews rules. A rule base states which of them are to agree."""

    CLINICIAN = "clinician"
    YOUNG_PERSON = "young_person"
    PARENT_OR_CARER = "parent_or_carer"
    OTHER = "other"


class Opinion(StrEnum):
    """What somebody says of a rule."""

    AGREE = "agree"
    CHANGE = "change"
    UNSURE = "unsure"


class Pack(StrEnum):
    """For whom a page is: each has the words of its readers, and as much as they need to judge a rule."""

    CLINICIANS = "clinicians"
    PARENTS_AND_CARERS = "parents-and-carers"
    YOUNG_PEOPLE = "young-people"

    @property
    def reader(self) -> Reader:
        """Whose words the page uses."""
        match self:
            case Pack.CLINICIANS:
                return Reader.PRACTITIONER
            case Pack.PARENTS_AND_CARERS:
                return Reader.PARENT_OR_CARER
            case Pack.YOUNG_PEOPLE:
                return Reader.YOUNG_PERSON
            case _:
                assert_never(self)

    @property
    def role(self) -> ReviewRole:
        """The role that is chosen already; whoever reviews can choose another."""
        match self:
            case Pack.CLINICIANS:
                return ReviewRole.CLINICIAN
            case Pack.PARENTS_AND_CARERS:
                return ReviewRole.PARENT_OR_CARER
            case Pack.YOUNG_PEOPLE:
                return ReviewRole.YOUNG_PERSON
            case _:
                assert_never(self)

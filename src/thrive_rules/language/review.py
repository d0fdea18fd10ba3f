"""In which roles people review rules, and what they can say of one."""

from enum import StrEnum


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

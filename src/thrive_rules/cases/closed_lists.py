"""The closed lists of a case: the words in which an answer is given where yes and no are not enough."""

from enum import StrEnum


class Reason(StrEnum):
    """Why people are talking now."""

    FIRST_CONTACT = "first_contact"
    REVIEW = "review"
    CHANGE = "change"
    OTHER = "other"


class Competence(StrEnum):
    """Competence or capacity to decide, as a practitioner recorded it. It is never computed."""

    ASSESSED_COMPETENT = "assessed_competent"
    ASSESSED_NOT_COMPETENT = "assessed_not_competent"
    PRESUMED = "presumed"
    NOT_ASSESSED = "not_assessed"


class Rating(StrEnum):
    """The words in which severity and impact are recorded."""

    NONE = "none"
    MILD = "mild"
    MODERATE = "moderate"
    SEVERE = "severe"


class Concern(StrEnum):
    """What people are concerned about: presence only, a neutral key for each problem of the Current View tool."""

    ANXIOUS_AWAY_FROM_CAREGIVERS = "anxious_away_from_caregivers"
    ANXIOUS_IN_SOCIAL_SITUATIONS = "anxious_in_social_situations"
    ANXIOUS_GENERALLY = "anxious_generally"
    COMPELLED_TO_DO_OR_THINK_THINGS = "compelled_to_do_or_think_things"
    PANICS = "panics"
    AVOIDS_GOING_OUT = "avoids_going_out"
    AVOIDS_SPECIFIC_THINGS = "avoids_specific_things"
    REPETITIVE_PROBLEMATIC_BEHAVIOURS = "repetitive_problematic_behaviours"
    LOW_MOOD = "low_mood"
    SELF_HARM = "self_harm"
    EXTREMES_OF_MOOD = "extremes_of_mood"
    DELUSIONAL_BELIEFS_AND_HALLUCINATIONS = "delusional_beliefs_and_hallucinations"
    DRUG_AND_ALCOHOL_DIFFICULTIES = "drug_and_alcohol_difficulties"
    DIFFICULTIES_SITTING_STILL_OR_CONCENTRATING = "difficulties_sitting_still_or_concentrating"
    BEHAVIOURAL_DIFFICULTIES = "behavioural_difficulties"
    POSES_RISK_TO_OTHERS = "poses_risk_to_others"
    CARER_MANAGEMENT_OF_BEHAVIOUR = "carer_management_of_behaviour"
    DOES_NOT_GET_TO_TOILET_IN_TIME = "does_not_get_to_toilet_in_time"
    DISTURBED_BY_TRAUMATIC_EVENT = "disturbed_by_traumatic_event"
    EATING_ISSUES = "eating_issues"
    FAMILY_RELATIONSHIP_DIFFICULTIES = "family_relationship_difficulties"
    PROBLEMS_IN_ATTACHMENT = "problems_in_attachment"
    PEER_RELATIONSHIP_DIFFICULTIES = "peer_relationship_difficulties"
    PERSISTENT_RELATIONSHIP_DIFFICULTIES = "persistent_relationship_difficulties"
    DOES_NOT_SPEAK = "does_not_speak"
    GENDER_DISCOMFORT = "gender_discomfort"
    UNEXPLAINED_PHYSICAL_SYMPTOMS = "unexplained_physical_symptoms"
    UNEXPLAINED_DEVELOPMENTAL_DIFFICULTIES = "unexplained_developmental_difficulties"
    SELF_CARE_ISSUES = "self_care_issues"
    ADJUSTMENT_TO_HEALTH_ISSUES = "adjustment_to_health_issues"


class Circumstance(StrEnum):
    """Circumstances of a life: a neutral key for each complexity factor of the Current View tool."""

    LOOKED_AFTER = "looked_after"
    YOUNG_CARER = "young_carer"
    LEARNING_DISABILITY = "learning_disability"
    SERIOUS_PHYSICAL_HEALTH_ISSUES = "serious_physical_health_issues"
    NEURODEVELOPMENTAL_CONDITION = "neurodevelopmental_condition"
    NEUROLOGICAL_ISSUES = "neurological_issues"
    CURRENT_PROTECTION_PLAN = "current_protection_plan"
    CHILD_IN_NEED = "child_in_need"
    REFUGEE_OR_ASYLUM_SEEKER = "refugee_or_asylum_seeker"
    EXPERIENCE_OF_WAR_TORTURE_OR_TRAFFICKING = "experience_of_war_torture_or_trafficking"
    EXPERIENCE_OF_ABUSE_OR_NEGLECT = "experience_of_abuse_or_neglect"
    PARENTAL_HEALTH_ISSUES = "parental_health_issues"
    CONTACT_WITH_YOUTH_JUSTICE = "contact_with_youth_justice"
    LIVING_IN_FINANCIAL_DIFFICULTY = "living_in_financial_difficulty"


class Place(StrEnum):
    """Where a young person would like to be seen or helped."""

    HOME = "home"
    SCHOOL = "school"
    COMMUNITY = "community"
    CLINIC = "clinic"
    ONLINE = "online"

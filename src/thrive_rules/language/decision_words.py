"""What a page or a question says where people decide together."""

from thrive_rules.cases.case import Frozen
from thrive_rules.language.words import Said


class DecisionWords(Frozen):
    """Every text about decisions that a reader sees: what was agreed, how it went on, and the questions of `decide`."""

    heading: Said
    agreed: Said
    none_for_now: Said
    not_agreed_yet: Said
    took_part: Said
    wishes: Said
    wants: Said
    does_not_want: Said
    agrees: Said
    sees_it_differently: Said
    reasons: Said
    differences: Said
    set_aside: Said
    plan: Said
    lead: Said
    aims: Said
    success: Said
    likely: Said
    by: Said
    if_not: Said
    rated: Said
    achieved: Said
    not_achieved: Said
    limits: Said
    costs: Said
    endings: Said

    # CONSENT AND COMPETENCE

    consent: Said
    consent_given: Said
    consent_not_given: Said
    consent_unknown: Said
    competence: Said
    assessed_competent: Said
    assessed_not_competent: Said
    presumed: Said
    not_assessed: Said
    review: Said

    # WHAT IS STILL OPEN

    still_open: Said
    missing_took_part: Said
    missing_lead: Said
    missing_part_in_plan: Said
    missing_limits: Said
    missing_endings: Said
    missing_review: Said
    about: Said
    same_rules: Said
    other_rules: Said
    of_case: Said
    of_suggestion: Said

    # WHO

    role_young_person: Said
    role_parent_or_carer: Said
    role_practitioner: Said
    role_advocate: Said
    role_interpreter: Said
    role_other: Said

    # A JOURNEY

    journey: Said
    journey_note: Said
    moves: Said
    comes_in: Said
    goes_out: Said
    stays: Said
    same_both_times: Said
    no_reason: Said
    movement: Said
    reliable: Said
    not_reliable: Said
    one_rating: Said
    no_rating: Said
    reliable_note: Said
    reliable_source: Said
    to_discuss: Said
    by_has_passed: Said
    reviews: Said
    review_due: Said
    review_ahead: Said
    review_none: Said
    all_endings: Said

    # QUESTIONS

    ask_view_first: Said
    ask_how: Said
    ask_wish: Said
    ask_kind: Said
    ask_now_shown: Said
    ask_decided_on: Said
    ask_took_part: Said
    ask_reference: Said
    ask_other_wish: Said
    ask_status: Said
    ask_groupings: Said
    ask_agrees: Said
    ask_difference: Said
    ask_reasons: Said
    ask_set_aside: Said
    ask_why: Said
    ask_whose: Said
    ask_lead: Said
    ask_steps: Said
    ask_who: Said
    ask_aims: Said
    ask_success: Said
    ask_likely: Said
    ask_by: Said
    ask_if_not: Said
    ask_rating: Said
    ask_limits: Said
    ask_costs: Said
    ask_endings: Said
    ask_consent: Said
    ask_competence: Said
    ask_review: Said

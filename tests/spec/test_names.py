"""The names that other systems rely on, each with its type, as the contract of this library fixes them.

They are listed here and nowhere made: a name that is renamed, dropped or retyped stands out. What is ours beside them is
listed too, so that adding one is a choice; an answer of a case that came later is listed where it is added, by its mark.
"""

from collections.abc import Mapping

import jsonschema
import pytest
from hypothesis import given, settings
from names import names, spell

from thrive_rules import Case, Severity, converse, load_rules, suggest
from thrive_rules.cases.vocabulary import FACTS
from thrive_rules.cli.schema import SchemaOption, schema
from thrive_rules.testing import cases, severities

RULES = load_rules()
YES = "boolean?"
GROUPING = "thriving|getting_advice|getting_help|getting_more_help|getting_risk_support"
KIND = "parent_or_carer|practitioner|other"
VOICE = f"young_person|{KIND}|framework|rule_base"
RATING = "none|mild|moderate|severe?"
ANSWERS = "{boolean|integer|string}"
COMPETENCE = "assessed_competent|assessed_not_competent|presumed|not_assessed?"
CONCERNS = """
anxious_away_from_caregivers anxious_in_social_situations anxious_generally compelled_to_do_or_think_things panics
avoids_going_out avoids_specific_things repetitive_problematic_behaviours low_mood self_harm extremes_of_mood
delusional_beliefs_and_hallucinations drug_and_alcohol_difficulties difficulties_sitting_still_or_concentrating
behavioural_difficulties poses_risk_to_others carer_management_of_behaviour does_not_get_to_toilet_in_time
disturbed_by_traumatic_event eating_issues family_relationship_difficulties problems_in_attachment
peer_relationship_difficulties persistent_relationship_difficulties does_not_speak gender_discomfort
unexplained_physical_symptoms unexplained_developmental_difficulties self_care_issues adjustment_to_health_issues
""".split()  # noqa: SIM905 - words read better than a column of strings
CIRCUMSTANCES = """
looked_after young_carer learning_disability serious_physical_health_issues neurodevelopmental_condition
neurological_issues current_protection_plan child_in_need refugee_or_asylum_seeker
experience_of_war_torture_or_trafficking experience_of_abuse_or_neglect parental_health_issues
contact_with_youth_justice living_in_financial_difficulty
""".split()  # noqa: SIM905 - words read better than a column of strings
WANTS = """
everyday_support information self_management one_off_conversation goal_focused_help extensive_help help_to_stay_safe
""".split()  # noqa: SIM905 - words read better than a column of strings
PRESENTED = """
individual_support_needed adjusting_to_life_change recovering needs_several_professionals needs_specialist_input
needs_long_term_help needs_coordination neurodevelopmental_assessment_wanted help_tried help_making_a_difference
able_to_use_help_now aims_agreed aims_met costs_outweigh_gains safety_concern safety_plan_agreed lead_agency_agreed
immediate_danger safeguarding_concern
""".split()  # noqa: SIM905 - words read better than a column of strings

CONTEXT = {
    "age": "0..25?",
    "reason": "first_contact|review|change|other?",
    "competence": COMPETENCE,
    "reference": "string of at most 40?",
    "date": "date?",
    "private": "{[string]}?",
    "shared_with": "{boolean?}?",
    "danger_shared_with": "{boolean?}?",
    "asked": "{[string]}?",
    "said_yes": "{[string]}?",
    "competence_assessment": "{}?",
    "parental_responsibility": "{}?",
}
PRESENTATION = {
    "concerns": f"[{'|'.join(CONCERNS)}]?",
    "circumstances": f"[{'|'.join(CIRCUMSTANCES)}]?",
    "strengths": "[string]",
    "safety_narrative": "string?",
} | dict.fromkeys(PRESENTED, YES)
PREFERENCES = {
    "wants": "{}",
    "managing_own_health": YES,
    "no_professional_help_now": YES,
    "goals": "[string]",
    "declines": "[string]",
    "what_matters": "string?",
    "places": "[home|school|community|clinic|online]",
}
VIEW = {"from": KIND, "id": "string of at most 40?", "label": "string?", "proposes": "{}"}
SEVERITY = {"ratings": f"{{{RATING}}}", "impact": RATING, "measures": "[{}]", "diagnoses": "[string]"}
ARGUMENT = {
    "rule": "string", "voice": VOICE, "because": "string", "facts": ANSWERS, "sources": "[string]",
    "illustrative": "boolean", "joins": f"[{VOICE}]",
}  # fmt: skip
UNKNOWN = {"fact": "string", "question": "string", "could_bring_in": f"[{GROUPING}]"}

Names = Mapping[str, str]
FIXED: dict[tuple[SchemaOption, str], tuple[Names, Names]] = {
    (SchemaOption.CASE, ""): (
        {"format": "1|2", "context": "{}", "presentation": "{}", "preferences": "{}", "views": "[{}]", "severity": "{}"},
        {},
    ),
    (SchemaOption.CASE, "context"): (CONTEXT, {}),
    (SchemaOption.CASE, "context competence_assessment"): (
        {"date": "date?", "by": "string?", "decision": "string?"},
        {},
    ),
    (SchemaOption.CASE, "context parental_responsibility"): ({"known": YES, "local_authority": YES}, {}),
    (SchemaOption.CASE, "presentation"): (PRESENTATION, {}),
    (SchemaOption.CASE, "preferences"): (PREFERENCES, {}),
    (SchemaOption.CASE, "preferences wants"): (dict.fromkeys(WANTS, YES), {}),
    (SchemaOption.CASE, "views"): (VIEW, {}),
    (SchemaOption.CASE, "views proposes"): (dict.fromkeys(WANTS, YES), {}),
    (SchemaOption.CASE, "severity"): (SEVERITY, {}),
    (SchemaOption.CASE, "severity measures"): ({"name": "string", "score": "number"}, {}),
    (SchemaOption.SUGGESTION, ""): (
        {
            "format": "2", "candidates": "[{}]", "not_put_forward": "[{}]", "needs": "[{}]", "severity": "{}",
            "prompts": "[{}]", "unknowns": "[{}]", "ask_first": "[{}]", "urgent": "{}?", "provenance": "{}",
            "for": "{}?", "without_a_case": "True",
        },
        {
            "positions": "[{}]", "differences": "[{}]", "options": "[{}]", "case": "{}", "reading": "{}",
            "what_if": "{}",
        },
    ),
    (SchemaOption.SUGGESTION, "candidates"): (
        {"grouping": GROUPING, "put_forward_by": f"[{VOICE}]", "for": "[{}]", "against": "[{}]"},
        {},
    ),
    (SchemaOption.SUGGESTION, "candidates for"): (ARGUMENT, {}),
    (SchemaOption.SUGGESTION, "candidates against"): (ARGUMENT, {}),
    (SchemaOption.SUGGESTION, "not_put_forward"): (
        {"grouping": GROUPING, "undecided": "boolean", "missing": "[string]", "would_need": "[[string]]"},
        {"in_the_way": ANSWERS, "against": "[{}]"},
    ),
    (SchemaOption.SUGGESTION, "needs"): (
        {"need": "string", "statement": "string", "facts": ANSWERS, "rules": "[string]"},
        {},
    ),
    (SchemaOption.SUGGESTION, "severity"): (SEVERITY | {"note": "string"}, {}),
    (SchemaOption.SUGGESTION, "prompts"): (
        {
            "rule": "string", "kind": "safety|safeguarding|discuss|agree|review|ask", "text": "string",
            "facts": ANSWERS, "sources": "[string]",
        },
        {},
    ),
    (SchemaOption.SUGGESTION, "unknowns"): (UNKNOWN, {"could_bear_on": f"[{GROUPING}]"}),
    (SchemaOption.SUGGESTION, "ask_first"): (UNKNOWN, {"could_bear_on": f"[{GROUPING}]"}),
    (SchemaOption.SUGGESTION, "urgent"): (
        {"kinds": "[immediate_danger|safeguarding_concern]", "text": "string"},
        {"short": "string"},
    ),
    (SchemaOption.SUGGESTION, "provenance"): (
        {"package": "string", "rule_base": "{}", "engines": "[string]", "checked": "[needs|arguments]"},
        {"certificate": "string?", "overlay": "{}?", "language": "{}?"},
    ),
    (SchemaOption.SUGGESTION, "provenance rule_base"): (
        {"id": "string", "version": "string", "digest": "string", "reviewed": "boolean"},
        {"format": "integer", "review_by": "string"},
    ),
    (SchemaOption.SUGGESTION, "for people"): ({}, {"kind": f"young_person|{KIND}", "id": "string of at most 40?"}),
    (SchemaOption.DECISION, ""): (
        {"format": "1|2", "for": "{}?", "basis": "{}?"},
        {
            "digest": "string", "reference": "string of at most 40?", "date": "date?", "decided_on": "date",
            "took_part": "[{}]", "wishes": "[{}]", "agreed": "{}", "reasons": "[{}]", "differences": "[{}]",
            "set_aside": "[{}]", "plan": "{}", "aims": "[{}]", "limits": "[{}]", "costs": "[{}]", "endings": "[{}]",
            "consent": "[{}]", "competence": COMPETENCE, "competence_words": "string?", "review_on": "date?",
        },
    ),
}  # fmt: skip
"""By kind of file and the way to an object: the names that the contract fixes, and those that are ours beside them."""
LATER = {
    section: {fact.path[1]: YES for fact in FACTS.values() if fact.later and fact.path[0] == section and not fact.key}
    for section in ("context", "presentation", "preferences")
}  # fmt: skip
"""The answers of a case that came after the contract."""


@pytest.mark.parametrize(("of", "way"), FIXED, ids=lambda part: str(part) or "all")
def test_every_name_of_the_contract_is_there_with_its_type_and_no_other_but_ours(
    of: SchemaOption, way: str
) -> None:
    fixed, ours = FIXED[of, way]
    found = names(schema(of), *way.split())
    assert {name: found.get(name) for name in fixed} == dict(fixed)
    added = LATER.get(way, {}) if of is SchemaOption.CASE else {}
    assert {name: kind for name, kind in found.items() if name not in fixed} == dict(ours) | added


def test_a_rating_is_given_for_a_concern_alone() -> None:
    whole = schema(SchemaOption.CASE)
    keys = whole["$defs"]["Severity"]["properties"]["ratings"]["propertyNames"]
    assert spell(keys, whole) == "|".join(CONCERNS)


def test_the_flat_names_of_facts() -> None:
    """Every name that the contract gives a fact, and what is ours beside them."""
    fixed = {
        "age", "reason", "competence", *PRESENTED, "managing_own_health", "no_professional_help_now", "has_goals",
        "severity_impact", *(f"concern_{key}" for key in CONCERNS), *(f"severity_{key}" for key in CONCERNS),
        *(f"circumstance_{key}" for key in CIRCUMSTANCES), *(f"young_person_wants_{kind}" for kind in WANTS),
        *(f"{voice}_proposes_{kind}" for voice in KIND.split("|") for kind in WANTS),
    }  # fmt: skip
    assert fixed <= FACTS.keys()
    assert FACTS.keys() - fixed == {name for name, fact in FACTS.items() if fact.later}
    assert FACTS["parental_responsibility_known"].later


@settings(max_examples=10)
@given(cases(), severities())
def test_what_is_printed_is_what_the_schema_says(case: Case, severity: Severity) -> None:
    printed = converse(suggest(case, RULES), case, severity, RULES).data()
    jsonschema.validate(printed, schema(SchemaOption.SUGGESTION))
    assert set(FIXED[SchemaOption.SUGGESTION, ""][0]) - {"without_a_case"} <= printed.keys()

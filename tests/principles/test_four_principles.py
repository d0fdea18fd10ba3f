"""Four principles of the THRIVE Framework, as people in a room would check them.

Common language, needs-led, partnership and outcome-informed: National i-THRIVE Programme, THRIVE Framework key
principles, https://implementingthrive.org/about-us/i-thrive-principles/
"""

import ast
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from thrive_rules import (
    Concern,
    Conversation,
    Grouping,
    Reader,
    SharedDecision,
    converse,
    explain,
    explain_decision,
    load_case,
    load_decision,
    load_rules,
    record,
    suggest,
)
from thrive_rules.conversations.explain import page
from thrive_rules.conversations.page import section_as_text
from thrive_rules.conversations.section import Look
from thrive_rules.decisions.decision import DecisionAnswers, Status, missing, whole
from thrive_rules.decisions.decision_file import load_answers, spell_decision
from thrive_rules.decisions.journey import follow, page_of_journey
from thrive_rules.documents.document import read_document
from thrive_rules.faults import RuleError
from thrive_rules.language.options import Approach
from thrive_rules.language.rule import PromptKind

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
DECISIONS = EXAMPLES / "decisions"
RULES = load_rules()
NAMES = {grouping: RULES.words_for[grouping].name for grouping in Grouping}
ADVICE, HELP = Grouping.GETTING_ADVICE, Grouping.GETTING_HELP
MORE_HELP, RISK_SUPPORT = Grouping.GETTING_MORE_HELP, Grouping.GETTING_RISK_SUPPORT


def conversation_about(example: str, *, shared: bool = False) -> Conversation:
    """The conversation about an example; `shared` where the young person shares their answers with everybody."""
    case, severity = load_case(EXAMPLES / f"{example}.yaml")
    if shared:
        everybody = {"shared_with": {"parent_or_carer": True, "other": True}}
        case = case.model_copy(update={"context": case.context.model_copy(update=everybody)})
    return converse(suggest(case, RULES), case, severity, RULES)


def talk(presentation: dict[str, Any], **preferences: Any) -> Conversation:
    told = {"safety_narrative": "told in the room"} if presentation.get("safety_concern") else {}
    context = {"age": 12}
    case, severity = load_case(
        {"context": context, "presentation": presentation | told, "preferences": preferences}
    )
    return converse(suggest(case, RULES), case, severity, RULES)


def groupings(conversation: Conversation) -> set[Grouping]:
    return {candidate.grouping for candidate in conversation.suggestion.candidates}


def what_they_agreed() -> DecisionAnswers:
    return load_answers(DECISIONS / "answers.yaml")


def without(answers: DecisionAnswers, **left_out: Any) -> DecisionAnswers:
    return answers.model_copy(update=left_out)


CASE, _ = load_case(EXAMPLES / "three_voices.yaml")


def decided(answers: DecisionAnswers) -> SharedDecision:
    return record(answers, suggest(CASE, RULES), CASE)


def page_of(decision: SharedDecision, reader: Reader = Reader.PRACTITIONER) -> str:
    return str(explain_decision(decision, RULES, reader, CASE))


# COMMON LANGUAGE: ONE DEFINITION EVERYWHERE


def test_a_grouping_has_one_name_whoever_reads() -> None:
    for example in ("three_voices", "safety", "ocd_severe_managing"):
        conversation = conversation_about(example, shared=True)
        for reader in Reader:
            headings = {
                section.heading
                for section in page(conversation, RULES, reader, depth="full").sections
                if section.look is Look.GROUPING
            }
            assert headings == {NAMES[grouping] for grouping in groupings(conversation)}


def test_a_grouping_is_called_the_same_before_at_and_after_the_decision() -> None:
    decision = decided(what_they_agreed())
    name = NAMES[ADVICE]
    for reader in Reader:
        before = explain(conversation_about("three_voices"), RULES, reader, depth="full")
        after = str(page_of_journey(follow([decision]), RULES, reader, CASE))
        assert all(name in told for told in (before, page_of(decision, reader), after))


def test_the_definitions_stand_in_one_file_and_nowhere_in_the_code() -> None:
    defining = [
        file.name
        for file in (ROOT / "rules" / "thrive").glob("*.yaml")
        if "groupings"
        in (dict(data) if isinstance(data := read_document(file, RuleError).data, dict) else {})
    ]
    assert defining == ["rulebase.yaml"]
    for file in (ROOT / "src").rglob("*.py"):
        tree = ast.parse(file.read_text())
        docs = {
            id(node.value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
                assert not [name for name in NAMES.values() if name in node.value and name != "Thriving"], (
                    file
                )


def test_a_place_can_use_its_own_words_and_means_the_same_by_a_grouping() -> None:
    local = load_rules(EXAMPLES / "local_offer")
    assert local.wording != RULES.wording
    assert local.groupings == RULES.groupings
    assert local.distinctions == RULES.distinctions


def test_a_grouping_names_a_need_and_no_service() -> None:
    """A therapist can give advice in the morning and more help in the afternoon: no tiers, levels or teams."""
    for grouping in RULES.groupings:
        told = grouping.model_dump_json().lower()
        assert not [
            word for word in ("tier", "level", "camhs", "team", "referral", "waiting") if word in told
        ]


# NEEDS-LED: NEED, NOT DIAGNOSIS OR SEVERITY


def test_severe_ocd_can_belong_in_getting_advice_and_mild_ocd_in_getting_help() -> None:
    managing, wanting = conversation_about("ocd_severe_managing"), conversation_about("ocd_mild_wanting")
    assert managing.severity.ratings[Concern.COMPELLED_TO_DO_OR_THINK_THINGS] == "severe"
    assert wanting.severity.ratings[Concern.COMPELLED_TO_DO_OR_THINK_THINGS] == "mild"
    assert ADVICE in groupings(managing)
    assert HELP not in groupings(managing)
    assert HELP in groupings(wanting)


def test_how_severe_it_is_moves_nobody() -> None:
    for example in ("ocd_severe_managing", "ocd_mild_wanting"):
        one, twin = conversation_about(example), conversation_about(f"{example}_twin")
        assert one.severity != twin.severity
        assert one.suggestion.candidates == twin.suggestion.candidates
        assert one.suggestion.not_put_forward == twin.suggestion.not_put_forward


def test_every_candidate_says_what_is_needed_and_who_says_so() -> None:
    for example in ("three_voices", "safety", "ocd_mild_wanting", "review_with_ending"):
        conversation = conversation_about(example)
        assert conversation.suggestion.needs
        for candidate in conversation.suggestion.candidates:
            assert candidate.put_forward_by
            assert all(argument.because and argument.facts for argument in candidate.arguments_for)


def test_need_is_what_it_is_now_and_can_be_another_at_the_next_review() -> None:
    journey = follow([load_decision(DECISIONS / name) for name in ("january.yaml", "april.yaml")])
    assert journey.moves
    told = str(page_of_journey(journey, RULES, Reader.YOUNG_PERSON, CASE)).lower()
    assert not [word for word in ("worse", "better", "step up", "step down", "escalat") if word in told]


def test_need_and_severity_stand_side_by_side_and_apart() -> None:
    for reader in Reader:
        sections = page(
            conversation_about("ocd_severe_managing", shared=True), RULES, reader, depth="full"
        ).sections
        beside = [section.heading for section in sections if section.look is Look.BESIDE]
        assert beside == [RULES.wording.needs.to(reader), RULES.wording.severity.to(reader)]
        told = " ".join(section_as_text(section) for section in sections if section.look is Look.GROUPING)
        assert "severe: " not in told
        assert RULES.wording.severity_note.to(reader) in section_as_text(
            next(section for section in sections if section.heading == RULES.wording.severity.to(reader))
        )


# OUTCOME-INFORMED: LIMITS, ENDINGS, TREATMENT APART FROM RISK MANAGEMENT, THE FULL RANGE


@pytest.mark.parametrize("left_out", ["limits", "endings"])
def test_a_plan_without_a_word_on_limits_and_endings_is_not_complete(left_out: str) -> None:
    answers = without(what_they_agreed(), **{left_out: ()})
    assert whole(what_they_agreed())
    assert not whole(answers)
    for reader in Reader:
        open_still = getattr(RULES.wording.decision, f"missing_{left_out}").to(reader)
        assert open_still in page_of(decided(answers), reader)
        assert open_still not in page_of(decided(what_they_agreed()), reader)


def test_limits_and_endings_come_up_in_the_conversation_before_anything_is_agreed() -> None:
    conversation = talk({}, wants={"goal_focused_help": True})
    raised = {prompt.rule for prompt in conversation.prompts}
    assert {"prompt-limits-of-help", "prompt-what-success-looks-like"} <= raised


@pytest.mark.parametrize("ending", ["aims_met", "costs_outweigh_gains"])
def test_an_ending_is_put_up_for_discussion(ending: str) -> None:
    conversation = talk({ending: True})
    assert groupings(conversation) & {Grouping.THRIVING, ADVICE}
    assert PromptKind.REVIEW in {prompt.kind for prompt in conversation.prompts}


def test_aims_that_are_not_achieved_are_discussed_openly() -> None:
    told = spell_decision(decided(what_they_agreed()))
    [aim] = told["aims"]
    answers = {name: told[name] for name in told if name in DecisionAnswers.model_fields}
    not_achieved = load_answers({**answers, "aims": [{**aim, "achieved": False}]})
    journey = follow([decided(not_achieved)], date(2027, 4, 1))
    assert journey.to_discuss
    shown = str(page_of_journey(journey, RULES, Reader.PRACTITIONER))
    assert "we talk about other help" in shown  # what they said would happen then


def test_treatment_and_support_to_stay_safe_are_two_things() -> None:
    treatment = talk({"needs_specialist_input": True}, wants={"goal_focused_help": True})
    safety = talk({"safety_concern": True, "able_to_use_help_now": False})
    assert groupings(treatment) == {HELP, MORE_HELP}
    assert groupings(safety) == {RISK_SUPPORT}
    about_aims, about_safety = "prompt-what-success-looks-like", "prompt-safety-plan"
    assert about_aims in {prompt.rule for prompt in treatment.prompts}
    assert about_safety not in {prompt.rule for prompt in treatment.prompts}
    assert about_safety in {prompt.rule for prompt in safety.prompts}
    assert about_aims not in {prompt.rule for prompt in safety.prompts}


@pytest.mark.parametrize("reader", Reader)
def test_whoever_hears_of_one_of_the_two_reads_how_they_differ(reader: Reader) -> None:
    for conversation in (
        talk({}, wants={"extensive_help": True}),
        talk({"safety_concern": True, "able_to_use_help_now": False}),
    ):
        both = f"{NAMES[MORE_HELP]}, {NAMES[RISK_SUPPORT]}"
        assert f"{RULES.wording.distinction.to(reader)}: {both}" in explain(
            conversation, RULES, reader, depth="full"
        )


def test_danger_is_told_first_and_treats_nobody() -> None:
    conversation = talk({"immediate_danger": True})
    assert conversation.suggestion.urgent
    assert explain(conversation, RULES, depth="full").startswith(RULES.wording.urgent.practitioner)
    assert conversation.suggestion.candidates == ()


@pytest.mark.parametrize("grouping", Grouping)
def test_the_full_range_holds_self_and_community_approaches_for_every_grouping(grouping: Grouping) -> None:
    approaches = {option.approach for option in RULES.options if grouping in option.groupings}
    assert approaches & {Approach.SELF, Approach.COMMUNITY}
    assert len(approaches) > 1, "a range, and not one kind alone"


@pytest.mark.parametrize("reader", Reader)
def test_the_range_is_shown_beside_each_candidate(reader: Reader) -> None:
    page = explain(conversation_about("three_voices"), RULES, reader, depth="full")
    for candidate in conversation_about("three_voices").suggestion.candidates:
        for option in RULES.options:
            if candidate.grouping in option.groupings:
                assert option.name.to(reader) in page


def test_no_professional_help_is_one_of_the_choices_and_a_whole_decision() -> None:
    conversation = talk({}, no_professional_help_now=True)
    assert ADVICE in groupings(conversation)
    told = spell_decision(decided(what_they_agreed()))
    answers = {name: told[name] for name in told if name in DecisionAnswers.model_fields}
    none_for_now = load_answers({**answers, "agreed": {"status": str(Status.NONE_FOR_NOW)}})
    assert whole(none_for_now)
    assert RULES.wording.decision.none_for_now.young_person in page_of(
        decided(none_for_now), Reader.YOUNG_PERSON
    )


# PARTNERSHIP: A LEAD, AND A ROLE FOR EVERYONE


def test_a_plan_without_a_lead_is_not_complete() -> None:
    answers = what_they_agreed()
    nobody_leads = without(answers, plan=answers.plan.model_copy(update={"lead": None}))
    assert "lead" in {each.what for each in missing(nobody_leads)}
    assert RULES.wording.decision.missing_lead.practitioner in page_of(decided(nobody_leads))


def test_everyone_who_took_part_has_a_part_in_the_plan_before_it_is_complete() -> None:
    answers = what_they_agreed()
    assert whole(answers)
    for person in answers.took_part:
        others = tuple(step for step in answers.plan.steps if step.who != person)
        lead = answers.plan.lead if answers.plan.lead != person else None
        left = without(answers, plan=answers.plan.model_copy(update={"steps": others, "lead": lead}))
        assert ("part_in_plan", person) in {(each.what, each.who) for each in missing(left)}
        assert not whole(left)


def test_each_voice_is_heard_and_none_is_averaged_away() -> None:
    conversation = conversation_about("three_voices")
    assert {position.voice for position in conversation.positions} >= {
        "young_person",
        "parent_or_carer",
        "practitioner",
    }
    page = page_of(decided(what_they_agreed()))
    for wish in what_they_agreed().wishes:
        assert wish.words
        assert wish.words in page
    assert "I worry that one talk is not enough." in page  # whoever sees it differently still stands there


def test_where_agencies_share_the_support_people_agree_who_leads() -> None:
    conversation = talk({"safety_concern": True, "able_to_use_help_now": False})
    assert "prompt-lead-agency" in {prompt.rule for prompt in conversation.prompts}
    assert Approach.SHARED in {
        option.approach for option in RULES.options if RISK_SUPPORT in option.groupings
    }

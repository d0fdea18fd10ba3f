"""Every resource that goes out holds: our own models, the official JSON schema of R4, and the models of another project.

The schema is HL7's own, in part (fhir_r4.schema.json says of what and under which licence). The other project's models
hold names and cardinality alone, so that the invariants are tested here by themselves.
"""

import importlib
import json
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft6Validator
from pydantic import ValidationError

from thrive_rules import SharedDecision, ThriveRulesError, load_case, load_rules, suggest
from thrive_rules.cases.case import Case
from thrive_rules.decisions.decision_file import load_decision
from thrive_rules.exchange.capability import capability_statement, questionnaires
from thrive_rules.exchange.careplan import careplan_of
from thrive_rules.exchange.elements import Coding, Reference
from thrive_rules.exchange.form import FACTS_AT, ITEMS, ItemKind, url_of
from thrive_rules.exchange.guidance import guidance_of
from thrive_rules.exchange.questionnaire import questionnaire_of
from thrive_rules.exchange.resources import (
    AnswerOption,
    CarePlan,
    Goal,
    GuidanceResponse,
    OperationOutcome,
    Questionnaire,
    QuestionnaireItem,
)
from thrive_rules.exchange.response import response_of_case
from thrive_rules.language.words import Reader
from thrive_rules.severity.audience import THE_RECORD
from thrive_rules.severity.severity import Severity

RULES = load_rules()
ROOT = Path(__file__).parents[2]
CASES = sorted((ROOT / "examples").glob("*.yaml"))


@cache
def resources() -> list[dict[str, Any]]:
    return list(_resources())


def _resources() -> Iterator[dict[str, Any]]:
    for reader in Reader:
        yield questionnaire_of(RULES, reader).spell()
    yield questionnaires(RULES).spell()
    yield capability_statement().spell()
    for file in CASES:
        case, severity = load_case(file)
        yield response_of_case(case, severity, RULES, patient="3").spell()
        yield guidance_of(suggest(case, RULES), RULES, "3").spell()
    yield guidance_of(suggest(Case(), RULES), RULES, "3").spell()
    yield response_of_case(Case(), Severity(), RULES).spell()
    for decision in decisions():
        for audience in (None, THE_RECORD):
            plan = careplan_of(decision, RULES, audience, patient="3")
            assert plan is not None
            yield plan.spell()
    yield OperationOutcome.model_validate({"issue": [{"severity": "error", "code": "required"}]}).spell()


def decisions() -> list[SharedDecision]:
    return [load_decision(ROOT / f"examples/decisions/{name}.yaml") for name in ("january", "april")]


def test_each_resource_holds_against_the_official_schema_of_r4() -> None:
    schema = json.loads((Path(__file__).parent / "fhir_r4.schema.json").read_text())
    kinds = {each["resourceType"] for each in resources()}
    for kind in kinds:
        validator = Draft6Validator({**schema, "$ref": f"#/definitions/{kind}"})
        for each in resources():
            if each["resourceType"] == kind:
                assert [error.message for error in validator.iter_errors(each)] == []
        # A test that cannot fail is none.
        assert not validator.is_valid({"resourceType": kind, "nonsense": 1})
    assert len(kinds) == 7


def test_each_resource_holds_against_the_models_of_fhir_resources() -> None:
    pytest.importorskip("fhir.resources", reason="pip install fhir.resources, which is for tests alone")
    for each in resources():
        kind = each["resourceType"]
        model = getattr(importlib.import_module(f"fhir.resources.R4B.{kind.lower()}"), kind)
        model.model_validate(each)
        with pytest.raises(ValidationError):
            model.model_validate({**each, "nonsense": 1})


def test_nothing_is_null_and_nothing_is_empty() -> None:
    def walk(value: Any) -> Iterator[Any]:
        yield value
        for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            yield from walk(each)

    assert all(value not in (None, "", [], {}) for each in resources() for value in walk(each))


# THE INVARIANTS, WHICH NEITHER OF THE TWO KNOWS

_CHOICE: dict[str, Any] = {"linkId": "a", "type": "choice"}
_OPTION = {"valueCoding": {"code": "yes"}}
_GOAL = {
    "resourceType": "Goal",
    "id": "goal-1",
    "lifecycleStatus": "active",
    "description": {"text": "see friends"},
    "subject": {"type": "Patient"},
}
_PLAN: dict[str, Any] = {"status": "active", "intent": "plan", "subject": {"type": "Patient"}}


@pytest.mark.parametrize(
    ("model", "data", "invariant"),
    [
        (QuestionnaireItem, {"linkId": "a", "type": "group"}, "que_1"),
        (QuestionnaireItem, {"linkId": "a", "type": "display", "item": [_CHOICE]}, "que_1"),
        (QuestionnaireItem, {**_CHOICE, "answerOption": [_OPTION], "answerValueSet": "#yes"}, "que_4"),
        (QuestionnaireItem, {"linkId": "a", "type": "integer", "answerOption": [_OPTION]}, "que_5"),
        (QuestionnaireItem, {"linkId": "a", "type": "boolean", "answerValueSet": "#yes"}, "que_5"),
        (QuestionnaireItem, {"linkId": "a", "type": "yes-or-no"}, "literal_error"),
        (Questionnaire, {"status": "draft", "item": [_CHOICE, _CHOICE]}, "que_2"),
        (Questionnaire, {"status": "reviewed"}, "literal_error"),
        (OperationOutcome, {"issue": []}, "too_short"),
        (OperationOutcome, {"issue": [{"severity": "high", "code": "required"}]}, "literal_error"),
        (GuidanceResponse, {"moduleCanonical": "a", "status": "ok"}, "literal_error"),
        (
            GuidanceResponse,
            {
                "moduleCanonical": "a",
                "status": "success",
                "contained": [{"resourceType": "Parameters", "id": "b"}],
            },
            "dom_3",
        ),
        (CarePlan, {**_PLAN, "contained": [_GOAL]}, "dom_3"),
        (CarePlan, {**_PLAN, "contained": [_GOAL], "goal": [{"reference": "#goal-2"}]}, "dom_3"),
        (CarePlan, {**_PLAN, "modifierExtension": [{"url": "https://a.example/not"}]}, "modifier"),
        (Goal, {**_GOAL, "lifecycleStatus": "agreed"}, "literal_error"),
    ],
)
def test_what_r4_does_not_allow_is_refused(model: Any, data: dict[str, Any], invariant: str) -> None:
    with pytest.raises(ValidationError) as error:
        model.model_validate(data)
    assert invariant in {each["type"] for each in error.value.errors()}


def test_what_r4_allows_is_taken() -> None:
    CarePlan.model_validate({**_PLAN, "contained": [_GOAL], "goal": [{"reference": "#goal-1"}], "meta": {}})
    QuestionnaireItem(
        link_id="a", type="choice", answer_option=(AnswerOption(value_coding=Coding(code="yes")),)
    )
    assert Reference.model_validate({"reference": "Patient/3", "id": "x"}).spell() == {
        "reference": "Patient/3"
    }


# THE FORM


@pytest.mark.parametrize("reader", Reader)
def test_danger_comes_first_with_what_to_do_and_nothing_asks_for_free_text(reader: Reader) -> None:
    form = questionnaire_of(RULES, reader)
    first = form.item[0]
    assert (first.link_id, first.item[0].type) == ("danger", "display")
    assert first.item[0].text == RULES.wording.if_not_safe.to(reader)
    assert first.item[1].link_id == "presentation.immediate_danger"
    every = [item for each in form.item for item in each.walk()]
    assert {item.type for item in every} <= {"group", "display", "choice", "integer"}
    assert all(item.text for item in every)
    assert {item.link_id for item in every if item.type in ("choice", "integer")} <= ITEMS.keys()


@pytest.mark.parametrize("reader", Reader)
def test_questions_are_the_readers_own_and_those_of_the_rule_base(reader: Reader) -> None:
    for each in questionnaire_of(RULES, reader).item:
        for item in each.walk():
            facts = FACTS_AT.get(item.link_id, ())
            if len(facts) == 1:
                assert item.text == RULES.fact[facts[0].name].question.to(reader)


def test_a_question_with_yes_and_no_is_a_choice_of_four_with_radio_buttons_and_a_list_has_check_boxes() -> (
    None
):
    for each in questionnaire_of(RULES).item:
        for item in each.walk():
            if item.type != "choice":
                continue
            codes = [option.value_coding.code for option in item.answer_option]
            kind = ITEMS[item.link_id].kind
            control = item.spell()["extension"][0]["valueCodeableConcept"]["coding"][0]["code"]
            assert control == ("check-box" if kind is ItemKind.SOME_OF else "radio-button")
            assert bool(item.repeats) is (kind is ItemKind.SOME_OF)
            assert (codes == ["yes", "no", "not-known", "rather-not-say"]) is (kind is ItemKind.YES_OR_NO)


def test_nobody_is_asked_to_answer_for_somebody_else_and_severity_stands_apart() -> None:
    def asked(reader: Reader) -> set[str]:
        return {item.link_id for each in questionnaire_of(RULES, reader).item for item in each.walk()}

    assert "preferences.wants.information" not in asked(Reader.PARENT_OR_CARER)
    assert "views.from" not in asked(Reader.YOUNG_PERSON)
    assert "presentation.safety_concern" in asked(Reader.YOUNG_PERSON)
    assert {*ITEMS} <= asked(Reader.PRACTITIONER)
    severity = [each for each in questionnaire_of(RULES).item if each.link_id == "severity"]
    assert {item.link_id for item in severity[0].item} == {
        path for path in ITEMS if path.startswith("severity.")
    }


def test_whose_a_suggestion_is_comes_before_what_it_is_and_nothing_of_it_is_asked_without() -> None:
    for reader in (Reader.PARENT_OR_CARER, Reader.PRACTITIONER, Reader.OTHER):
        [views] = [each for each in questionnaire_of(RULES, reader).item if each.link_id == "views"]
        assert views.repeats
        assert views.item[0].link_id == "views.from"
        assert all(each.enable_when[0].question == "views.from" for each in views.item[1:])
        kinds = [option.value_coding.code for option in views.item[0].answer_option]
        assert (kinds == [str(reader)]) is (reader is not Reader.PRACTITIONER)


def test_a_form_is_found_by_its_address_with_or_without_its_version() -> None:
    version = RULES.header.version
    for reader in Reader:
        for url in (url_of(reader), f"{url_of(reader)}|{version}"):
            [entry] = questionnaires(RULES, url).entry
            assert entry.resource == questionnaire_of(RULES, reader)
            assert url_of(reader).rpartition("/")[2] == entry.resource.id
    assert questionnaires(RULES).total == len(Reader)
    assert questionnaires(RULES, "https://elsewhere.example/Questionnaire/phq").spell()["total"] == 0
    assert questionnaires(RULES, f"{url_of(Reader.OTHER)}|0.0.1").total == 0


def test_rules_without_words_for_somebody_else_have_no_form_for_them() -> None:
    intro = RULES.wording.intro.model_copy(update={"other": None})  # as in rules of format 1
    old = replace(RULES, wording=RULES.wording.model_copy(update={"intro": intro}))
    assert questionnaires(old).total == len(Reader) - 1
    with pytest.raises(ThriveRulesError, match="no words for this reader"):
        questionnaire_of(old, Reader.OTHER)
    assert response_of_case(*load_case(CASES[0]), old).spell()["status"] == "completed"

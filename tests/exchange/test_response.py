"""The answers of a form as a case, and back: who says what, what stays unknown, and what is refused."""

import json
import os
from typing import Any

import exchanged
import pytest
from hypothesis import given, settings

from thrive_rules import load_case, load_rules
from thrive_rules.cases.case import Case
from thrive_rules.cases.vocabulary import FACTS
from thrive_rules.conversations.reply import Reply, path_of, with_reply
from thrive_rules.exchange.form import ITEMS, REFERENCE, CodedAnswer, ItemKind, url_of
from thrive_rules.exchange.response import case_of_response, left_out, response_of_case
from thrive_rules.faults import ExchangeError
from thrive_rules.language.words import Reader
from thrive_rules.reasoning.suggestion import ASKED_FIRST
from thrive_rules.severity.audience import Member
from thrive_rules.severity.severity import Severity
from thrive_rules.testing import cases, severities

RULES = load_rules()
DANGER, HARM, NOT_SAFE = (path_of(fact) for fact in ASKED_FIRST)
NAME = "Zaphod"


@settings(max_examples=int(os.environ.get("EXCHANGED", "300")))
@given(cases(), severities())
def test_a_case_comes_back_as_it_was_but_for_what_is_listed(case: Case, severity: Severity) -> None:
    exchanged.hold(case, severity, RULES)


def said(path: str, code: str, **more: Any) -> dict[str, Any]:
    return {
        "linkId": path,
        "answer": [{"valueCoding": {"system": ITEMS[path].choices[code], "code": code}}],
        **more,
    }


def response(*items: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"resourceType": "QuestionnaireResponse", "status": "completed", "item": list(items), **more}


def case_of(*items: dict[str, Any], **more: Any) -> Case:
    return case_of_response(response(*items, **more), RULES)[0]


def refused(resource: dict[str, Any], patient: str | None = None) -> list[tuple[str, str]]:
    with pytest.raises(ExchangeError) as error:
        case_of_response(resource, RULES, patient=patient)
    assert NAME not in str(error.value)
    return [(fault.path, fault.problem) for fault in error.value.faults]


# WHAT IS NOT ANSWERED IS NOT KNOWN


def test_completed_never_means_that_the_rest_is_no() -> None:
    assert case_of().facts == {}
    assert case_of({"linkId": "now", "item": [{"linkId": "presentation.help_tried"}]}).facts == {}


def test_a_tick_is_a_yes_and_no_tick_is_no_no() -> None:
    case = case_of(said("presentation.concerns", "low_mood"))
    assert case.facts == {"concern_low_mood": True}
    assert case.context.asked == {"practitioner": ("presentation.concerns",)}


def test_none_of_these_closes_a_list_and_stands_alone() -> None:
    assert (
        case_of(said("presentation.concerns", CodedAnswer.NONE_OF_THESE)).facts["concern_low_mood"] is False
    )
    both = said("presentation.concerns", "low_mood")
    both["answer"] += said("presentation.concerns", CodedAnswer.NONE_OF_THESE)["answer"]
    [(path, problem)] = refused(response(both))
    assert path == "presentation.concerns"
    assert "leave one of them out" in problem


@pytest.mark.parametrize("code", [CodedAnswer.NOT_KNOWN, CodedAnswer.RATHER_NOT_SAY])
def test_not_known_and_rather_not_say_leave_it_open_and_are_kept_as_asked(code: CodedAnswer) -> None:
    case = case_of(said("presentation.help_tried", code))
    assert case.facts == {}
    assert case.context.asked == {"practitioner": ("presentation.help_tried",)}


# WHO ANSWERED

RECORD = [
    {},
    {"source": {"reference": "Practitioner/1"}},
    {"author": {"reference": "https://a.example/PractitionerRole/7"}},
]
OTHERS = [
    ("young_person", {"source": {"reference": "Patient/3"}}),
    ("young_person", {"source": {"reference": "Patient/3"}, "author": {"reference": "Practitioner/1"}}),
    ("young_person", {"author": {"type": "Patient"}}),
    ("parent_or_carer", {"source": {"reference": "RelatedPerson/9"}}),
    ("other", {"source": {"reference": "RelatedPerson/9"}, "questionnaire": url_of(Reader.OTHER)}),
    ("other", {"source": {"reference": "Device/1"}}),
    ("other", {"source": {"display": NAME}}),
    ("other", {"source": {"reference": "Practitioner/1", "type": "Patient"}}),
    ("other", {"source": {"reference": "Patient/4"}, "subject": {"reference": "Patient/3"}}),
    (
        "parent_or_carer",
        {"source": {"reference": "#mum"}, "contained": [{"resourceType": "RelatedPerson", "id": "mum"}]},
    ),
]


@pytest.mark.parametrize("who", RECORD)
@pytest.mark.parametrize("path", [DANGER, HARM, NOT_SAFE])
def test_what_the_practitioner_answers_about_danger_is_the_records_own(
    path: str, who: dict[str, Any]
) -> None:
    for code, answer in ((CodedAnswer.YES, True), (CodedAnswer.NO, False)):
        case = case_of(said(path, code), **who)
        assert case.facts == {path.partition(".")[2]: answer}
        assert case.context.asked is case.context.said_yes is None


@pytest.mark.parametrize(("name", "who"), OTHERS)
@pytest.mark.parametrize("fact", ASKED_FIRST)
@pytest.mark.parametrize("reply", Reply)
def test_what_anybody_else_answers_about_danger_is_theirs_alone(
    fact: str, reply: Reply, name: str, who: dict[str, Any]
) -> None:
    code = {
        Reply.YES: "yes",
        Reply.NO: "no",
        Reply.NOT_SURE: "not-known",
        Reply.RATHER_NOT_SAY: "rather-not-say",
    }[reply]
    case = case_of(said(path_of(fact), code), **who)
    assert case.presentation == Case().presentation
    # As a conversation keeps the same reply of the same person.
    assert case == with_reply(Case(), Member.model_validate({"kind": name}), fact, reply)


def test_nobody_answers_for_the_young_person_or_records_competence() -> None:
    items = (
        said("preferences.wants.information", "yes"),
        said("preferences.places", "school"),
        said("context.competence", "assessed_not_competent"),
        said("context.parental_responsibility.local_authority", "yes"),
    )
    theirs = ("young_person_wants_information", "competence")
    assert [name for name in theirs if name in case_of(*items).facts] == list(theirs)
    parent = case_of(*items, source={"reference": "RelatedPerson/9"})
    assert parent == Case()
    young_person = case_of(*items, source={"reference": "Patient/3"})
    assert young_person.facts == {"young_person_wants_information": True}
    assert young_person.preferences.places == ("school",)


def test_a_parent_tells_their_own_view_and_nobody_elses() -> None:
    def view(voice: str) -> dict[str, Any]:
        return {
            "linkId": "views",
            "item": [said("views.from", voice), said("views.proposes.information", "yes")],
        }

    case = case_of(view("parent_or_carer"), view("practitioner"), source={"reference": "RelatedPerson/9"})
    assert [each.voice for each in case.views] == ["parent_or_carer"]
    assert len(case_of(view("parent_or_carer"), view("parent_or_carer")).views) == 2


def test_a_parent_with_a_view_that_has_an_id_is_named_by_it() -> None:
    view = {"linkId": "views", "id": "mum", "item": [said("views.from", "parent_or_carer")]}
    case = case_of(view, said(DANGER, "yes"), source={"reference": "RelatedPerson/9"})
    assert case.context.said_yes == {"mum": (DANGER,)}


# WHOSE ANSWERS


@pytest.mark.parametrize(
    ("subject", "is_theirs"),
    [
        (None, True),
        ({"reference": "Patient/3"}, True),
        ({"reference": "https://a.example/fhir/Patient/3/_history/2"}, True),
        ({"reference": f"Patient/{NAME}"}, False),
        ({"reference": "Group/3"}, False),
        ({"reference": "#p"}, False),
        ({"display": NAME}, False),
        ({"reference": "Patient/"}, False),
        ({"reference": "3"}, False),
    ],
)
def test_another_patients_answers_are_refused(subject: dict[str, Any] | None, is_theirs: bool) -> None:
    resource = response(said("presentation.help_tried", "yes"), **({"subject": subject} if subject else {}))
    for patient in ("3", "Patient/3"):
        if is_theirs:
            assert case_of_response(resource, RULES, patient=patient)[0].facts == {"help_tried": True}
        else:
            assert [path for path, _ in refused(resource, patient)] == ["subject"]
    assert case_of_response(resource, RULES)[0].facts == {"help_tried": True}


@pytest.mark.parametrize(
    ("path", "more"),
    [
        ("questionnaire", {"questionnaire": "https://elsewhere.example/Questionnaire/phq"}),
        ("status", {"status": "entered-in-error"}),
        ("status", {"status": NAME}),
        ("resourceType", {"resourceType": NAME}),
        ("authored", {"authored": "2026-02-31"}),
        ("authored", {"authored": NAME}),
        ("identifier.value", {"identifier": {"system": REFERENCE, "value": f"{NAME}\n"}}),
        ("", {"modifierExtension": [{"url": "https://a.example/not", "valueBoolean": True}]}),
        ("", {"implicitRules": "https://a.example/rules"}),
    ],
)
def test_another_form_and_what_is_no_response_is_refused(path: str, more: dict[str, Any]) -> None:
    assert [
        where
        for where, _ in refused(response(**more) if "resourceType" not in more else {**response(), **more})
    ] == [path]


def test_the_form_of_every_reader_and_every_version_is_ours() -> None:
    for reader in Reader:
        for version in ("", "|0.2.0", "|9"):
            assert case_of(questionnaire=url_of(reader) + version) == Case()


# WHAT IS REFUSED, BY LINKID


@pytest.mark.parametrize("path", [path for path, item in ITEMS.items() if item.section != "views"])
def test_an_answer_that_is_none_of_a_question_is_named_by_its_link_id_and_never_repeated(path: str) -> None:
    wrong: list[dict[str, Any]] = [
        {"valueString": NAME},
        {"valueBoolean": True},
        {"valueCoding": {"code": NAME}},
        {"valueCoding": {"system": f"https://{NAME}.example", "code": "yes"}},
        {"valueInteger": 26},
    ]
    for answer in wrong:
        [(where, problem)] = refused(response({"linkId": path, "answer": [answer]}))
        assert where == path
        assert problem.startswith("expected")


def test_a_question_twice_two_answers_and_an_unknown_question_are_refused() -> None:
    yes = said("presentation.help_tried", "yes")
    assert [path for path, _ in refused(response(yes, yes))] == ["presentation.help_tried"]
    two = {"linkId": "presentation.help_tried", "answer": yes["answer"] * 2}
    assert [path for path, _ in refused(response(two))] == ["presentation.help_tried"]
    assert [path for path, _ in refused(response({"linkId": NAME}))] == ["item[0].linkId"]
    below = {"linkId": "now", "item": [{"linkId": "now", "item": [{"linkId": NAME}]}]}
    assert [path for path, _ in refused(response(below))] == ["item[0].item[0].item[0].linkId"]


def test_a_view_says_whose_it_is() -> None:
    view = {"linkId": "views", "item": [said("views.proposes.information", "yes")]}
    assert [path for path, _ in refused(response(view))] == ["views.from"]
    assert case_of({"linkId": "views", "item": []}).views == ()
    assert [path for path, _ in refused(response(said("views.from", "other")))] == ["item[0].linkId"]


def test_every_fault_is_told_at_once() -> None:
    items = [
        {"linkId": path, "answer": [{"valueString": NAME}]}
        for path in ("presentation.help_tried", "context.age")
    ]
    assert [path for path, _ in refused(response(*items))] == ["presentation.help_tried", "context.age"]


# WHAT IS NEVER IN A FORM


def test_no_own_word_no_name_and_nothing_private_is_in_the_answers() -> None:
    for name in ("private_concern", "ocd_severe_managing", "three_voices"):
        case, severity = load_case(f"examples/{name}.yaml")
        text = json.dumps(response_of_case(case, severity, RULES).spell())
        words = [*case.preferences.goals, *case.preferences.declines, *case.presentation.strengths]
        words += [
            case.preferences.what_matters or "",
            *severity.diagnoses,
            *(view.label or "" for view in case.views),
        ]
        for word in filter(None, words):
            assert json.dumps(word)[1:-1] not in text
        assert left_out(case, severity)
    case, severity = load_case("examples/private_concern.yaml")
    assert "gender_discomfort" not in json.dumps(response_of_case(case, severity, RULES).spell())


def test_every_fact_but_own_words_is_asked_for_by_one_question() -> None:
    asked = {fact.name for path in ITEMS for fact in exchanged.facts_at(path)}
    assert asked == FACTS.keys() - {"has_goals"}
    assert all(
        item.kind is not ItemKind.YES_OR_NO or item.keys[:2] == ("yes", "no") for item in ITEMS.values()
    )

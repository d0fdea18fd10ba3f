"""FHIR over HTTP: forms to read, answers in and guidance out; whoever speaks FHIR is refused in its words."""

import pytest
from calls import Here
from test_limits import Differs, asking_both

from thrive_rules import RuleBase
from thrive_rules.exchange.form import READER_OF
from thrive_rules.exchange.questionnaire import questionnaire_of
from thrive_rules.service.examples import response

PRIVATE = "Zaphod"


@pytest.fixture(scope="module")
def here() -> Here:
    return Here()


def test_each_form_is_found_by_its_address_and_by_its_id(here: Here, rules: RuleBase) -> None:
    for address, reader in READER_OF.items():
        form = questionnaire_of(rules, reader).spell()
        assert here.call("GET", f"/fhir/Questionnaire/{address.rpartition('/')[2]}").json() == form
        [entry] = here.call("GET", "/fhir/Questionnaire", params={"url": address}).json()["entry"]
        assert entry["resource"] == form
    assert here.call("GET", "/fhir/Questionnaire").json()["total"] == len(READER_OF)
    none = here.call("GET", f"/fhir/Questionnaire/{PRIVATE}")
    assert (none.status_code, none.json()["resourceType"]) == (404, "OperationOutcome")
    assert PRIVATE not in none.text


def test_metadata_says_what_there_is(here: Here) -> None:
    answer = here.call("GET", "/fhir/metadata")
    assert answer.json()["resourceType"] == "CapabilityStatement"
    assert answer.headers["content-type"] == "application/fhir+json"


def test_answers_of_a_form_give_guidance(here: Here) -> None:
    for said, status in (
        ({}, "data-required"),
        ({"preferences__wants__goal_focused_help": "yes"}, "data-requested"),
    ):
        answer = here.post("/fhir/$suggest", response(**said))
        assert answer.status_code == 200, answer.text
        assert (answer.json()["resourceType"], answer.json()["status"]) == ("GuidanceResponse", status)
        assert answer.json()["requestIdentifier"]["value"] == answer.headers["x-request-id"]


def test_what_is_no_answer_of_ours_is_refused_without_a_value(here: Here) -> None:
    for wrong in ([PRIVATE], response() | {"questionnaire": PRIVATE}, response() | {"status": PRIVATE}):
        answer = here.post("/fhir/$suggest", wrong)
        assert answer.status_code == 422
        assert answer.json()["resourceType"] == "OperationOutcome"
        assert PRIVATE not in answer.text
    assert (
        here.call("POST", "/fhir/$suggest", content=b" " * 300_000).json()["resourceType"]
        == "OperationOutcome"
    )


def test_engines_that_differ_tell_of_danger_in_the_words_of_fhir(rules: RuleBase) -> None:
    there = asking_both(rules, Differs(rules))
    answer = there.post("/fhir/$suggest", response(presentation__immediate_danger="yes"))
    assert answer.status_code == 503
    said = [each["details"]["text"] for each in answer.json()["issue"]]
    assert "Immediate danger is recorded" in said[1]
    assert any("safeguarding" in each for each in said)

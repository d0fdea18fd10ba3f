"""Cards as CDS Hooks has them: danger first, one for all ideas, and nothing of anybody's that everybody could read."""

import copy
import json
import uuid
from dataclasses import replace
from typing import Any

import pytest
from calls import Here
from test_limits import Differs, asking_both

from thrive_rules import RuleBase, load_case
from thrive_rules.conversations.without_a_case import page_without_a_case
from thrive_rules.exchange.form import url_of
from thrive_rules.language.words import Reader, Words
from thrive_rules.service.card import OVERRIDE_REASONS, REASONS
from thrive_rules.service.cards import CardMaker
from thrive_rules.service.examples import A_CALL, SOME_FEEDBACK, answered
from thrive_rules.service.settings import Settings

HOOK = "/cds-services/needs-based-groupings"
PRIVATE = "Zaphod"


@pytest.fixture(scope="module")
def here() -> Here:
    return Here()


def call(sent: Any = ..., user: str = "Practitioner/1", **answers: str) -> dict[str, Any]:
    """A call with these answers, or with `sent` in their place."""
    made = copy.deepcopy(A_CALL)
    made["context"]["userId"] = user
    if sent is not ...:
        made["prefetch"]["answers"] = sent
    else:
        made["prefetch"]["answers"]["entry"][0]["resource"]["item"] = answered(**answers)
    return made


def responses(*changes: dict[str, Any], **answers: str) -> dict[str, Any]:
    one = call(**answers)["prefetch"]["answers"]["entry"][0]["resource"]
    return {"resourceType": "Bundle", "entry": [{"resource": one | change} for change in changes]}


def cards(here: Here, made: dict[str, Any]) -> list[dict[str, Any]]:
    answer = here.post(HOOK, made)
    assert answer.status_code == 200, answer.text
    assert len(answer.content) < 3072
    found: list[dict[str, Any]] = answer.json()["cards"]
    assert found
    for card in found:
        assert 0 < len(card["summary"]) < 140
        assert card["indicator"] == "info"
        assert not card.keys() & {"suggestions", "selectionBehavior", "links", "systemActions"}
        assert "<" not in card["detail"].replace("\\<", "")
        for reason in card.get("overrideReasons", ()):
            assert reason["code"]
            assert reason["system"]
            assert reason["display"]
    assert_nothing_is_empty(answer.json())
    return found


def assert_nothing_is_empty(data: Any) -> None:
    assert data not in (None, "", [], {})
    for each in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        assert_nothing_is_empty(each)


GOAL = {"preferences__wants__goal_focused_help": "yes"}


def test_all_candidates_stand_on_one_card_without_order_or_anything_to_accept(here: Here) -> None:
    several = {"preferences__managing_own_health": "yes", "preferences__wants__information": "yes", **GOAL}
    [card] = cards(here, call(**several))
    assert "Getting Help" in card["summary"]
    assert "Getting Advice and Signposting" in card["summary"]
    assert "The order means nothing" in card["summary"]
    assert "2026-11-20" in card["detail"]
    assert "immediate danger?" in card["detail"]


def test_that_nobody_has_decided_is_said_in_the_words_of_the_rules(rules: RuleBase) -> None:
    page = rules.wording.page.model_copy(update={"nobody": Words.model_validate("Everything is open")})
    said = replace(rules, wording=rules.wording.model_copy(update={"page": page}))
    case, _ = load_case({"preferences": {"wants": {"goal_focused_help": True}}})
    *_, card = CardMaker(said, uuid.UUID(int=0)).about_a_case(case, "Today.", None).cards
    assert card.summary.endswith("The order means nothing. Everything is open.")


def test_danger_has_a_card_of_its_own_for_each_kind_first_that_cannot_be_put_away(
    here: Here, rules: RuleBase
) -> None:
    danger = {"presentation__immediate_danger": "yes", "presentation__safeguarding_concern": "yes"}
    first, second, ideas = cards(here, call(**danger, **GOAL))
    kinds = list(rules.urgent)
    for card, kind in zip(
        (first, second), sorted(kinds, key=lambda kind: kind != "immediate_danger"), strict=True
    ):
        assert card["summary"] == rules.urgent[kind].in_short
        assert not card.keys() & {"uuid", "overrideReasons"}
    assert "Getting Help" in ideas["summary"]


def test_a_young_person_who_does_not_feel_safe_comes_first(here: Here) -> None:
    made = call(presentation__safety_concern="yes")
    response = made["prefetch"]["answers"]["entry"][0]["resource"]
    response |= {"source": {"reference": "Patient/made-up"}, "questionnaire": url_of(Reader.YOUNG_PERSON)}
    first, *_ = cards(here, made)
    assert first["summary"] == "The young person said that they do not feel safe."
    assert "uuid" not in first


@pytest.mark.parametrize("sent", [None, {"resourceType": "Bundle"}, {"resourceType": "Bundle", "entry": []}])
def test_where_nothing_is_known_one_card_says_what_to_ask_first(sent: Any, here: Here) -> None:
    [card] = cards(here, call(sent))
    assert "What to ask first" in card["summary"]
    assert "There are no answers in this record yet" in card["detail"]
    for asked in ("immediate danger?", "safeguarding", "serious concern"):
        assert asked in card["detail"]


def test_the_key_that_is_missing_is_named_with_what_it_is_about(here: Here) -> None:
    missing: list[dict[str, Any]] = [
        {},
        {"prefetch": {}},
        {"prefetch": {"answers": {"resourceType": "OperationOutcome"}}},
    ]
    for without in missing:
        made = {key: value for key, value in A_CALL.items() if key != "prefetch"} | without
        answer = here.post(HOOK, made)
        assert answer.status_code == 412
        assert answer.headers["content-type"] == "application/fhir+json"
        first, *others = answer.json()["issue"]
        assert first["expression"] == ["prefetch.answers"]
        assert "QuestionnaireResponse?patient=" in first["details"]["text"]
        assert "presentation.immediate_danger" in [each["expression"][0] for each in others]


@pytest.mark.parametrize(
    "patient",
    [..., None, {"resourceType": "OperationOutcome"}, {"resourceType": "Patient"}, {"birthDate": 1}],
)
def test_an_age_that_is_not_known_is_no_error(patient: Any, here: Here) -> None:
    made = call(**GOAL)
    del made["prefetch"]["patient"]
    if patient is not ...:
        made["prefetch"]["patient"] = patient
    [card] = cards(here, made)
    assert "Getting Help" in card["summary"]


def test_somebody_above_25_gets_one_card_that_says_so(here: Here) -> None:
    made = call(presentation__immediate_danger="yes")
    made["prefetch"]["patient"]["birthDate"] = "1990-01-01"
    [card] = cards(here, made)
    assert "up to 25 years" in card["summary"]


@pytest.mark.parametrize(
    "user", ["Patient/made-up", "RelatedPerson/1", "Device/1", "made-up", "Practitioner/"]
)
def test_whoever_is_no_practitioner_gets_one_card_without_a_case(
    user: str, here: Here, rules: RuleBase
) -> None:
    told = {
        json.dumps([card | {"uuid": ""} for card in cards(here, call(user=user, **answers))])
        for answers in ({}, GOAL, {"presentation__immediate_danger": "yes"})
    }
    without = call(user=user)
    del without["prefetch"]
    told |= {json.dumps([card | {"uuid": ""} for card in cards(here, without)])}
    assert len(told) == 1
    assert json.loads(told.pop())[0]["detail"] == page_without_a_case(rules).markdown()


def test_another_childs_answers_and_another_form_are_refused(here: Here) -> None:
    for change, place in (
        ({"subject": {"reference": f"Patient/{PRIVATE}"}}, "subject"),
        ({"questionnaire": f"https://elsewhere.example/{PRIVATE}"}, "questionnaire"),
    ):
        answer = here.post(HOOK, call(responses(change, **GOAL)))
        assert answer.status_code == 422
        assert answer.json()["issue"][0]["expression"] == [place]
        assert PRIVATE not in answer.text
    other = call(**GOAL)
    other["prefetch"]["patient"]["id"] = PRIVATE
    answer = here.post(HOOK, other)
    assert answer.status_code == 422
    assert PRIVATE not in answer.text


def test_answers_that_do_not_say_whose_they_are_are_taken(here: Here) -> None:
    bundle = responses({}, **GOAL)
    del bundle["entry"][0]["resource"]["subject"]
    assert "Getting Help" in cards(here, call(bundle))[-1]["summary"]
    alone = bundle["entry"][0]["resource"]
    assert "Getting Help" in cards(here, call(alone))[-1]["summary"]


def test_the_newest_answers_that_stand_are_read(here: Here) -> None:
    old: dict[str, Any] = {"authored": "2025-01-01", "item": []}
    wrong: dict[str, Any] = {"authored": "2026-12-01", "status": "entered-in-error"}
    now: dict[str, Any] = {}
    for order in ((old, now, wrong), (wrong, now, old)):
        [card] = cards(here, call(responses(*order, **GOAL)))
        assert "Getting Help" in card["summary"]
    undated = responses({"authored": "2026-11"}, **GOAL)
    del undated["entry"][0]["resource"]["authored"]
    assert "do not say when" in cards(here, call(undated))[0]["detail"]


def test_no_card_has_anybodys_own_words_or_severity(here: Here) -> None:
    made = call(severity__impact="severe", presentation__immediate_danger="yes", **GOAL)
    made["prefetch"]["answers"]["entry"][0]["resource"]["item"].append(
        {"linkId": "preferences.wants.information", "text": PRIVATE, "answer": []}
    )
    severe = here.post(HOOK, made)
    assert severe.status_code in (200, 422)
    assert PRIVATE not in severe.text
    made = call(presentation__immediate_danger="yes", **GOAL)
    calm = here.post(HOOK, made)
    made["fhirServer"], made["fhirAuthorization"] = "https://ehr.example", {"access_token": PRIVATE}
    assert here.post(HOOK, made).content == calm.content


def test_the_same_call_gives_the_same_bytes_and_another_call_other_ids(here: Here) -> None:
    made = call(**GOAL)
    first = here.post(HOOK, made)
    assert here.post(HOOK, made).content == first.content
    made["hookInstance"] = str(uuid.uuid4())
    assert here.post(HOOK, made).json()["cards"][0]["uuid"] != first.json()["cards"][0]["uuid"]


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"hook": PRIVATE}, "hook"),
        ({"hookInstance": PRIVATE}, "hookInstance"),
        ({"context": {"userId": "Practitioner/1"}}, "context.patientId"),
        ({"fhirAuthorization": {"access_token": PRIVATE}}, None),
        ({"prefetch": {"answers": [PRIVATE]}}, "prefetch.answers"),
        ({"prefetch": {"answers": {"resourceType": PRIVATE}}}, ...),
    ],
)
def test_a_call_that_is_none_is_refused_in_the_words_of_fhir(
    change: dict[str, Any], place: Any, here: Here
) -> None:
    answer = here.post(HOOK, A_CALL | change)
    if place is ...:  # a resource of another kind is no answer
        assert "no answers" in answer.json()["cards"][0]["detail"]
        return
    assert answer.status_code == 422
    assert answer.json()["resourceType"] == "OperationOutcome"
    assert answer.json()["issue"][0].get("expression") == ([place] if place else None)
    assert PRIVATE not in answer.text


def test_engines_that_differ_give_danger_what_to_ask_and_no_idea(rules: RuleBase) -> None:
    there = asking_both(rules, Differs(rules))
    danger, none = cards(there, call(presentation__immediate_danger="yes", **GOAL))
    assert danger["summary"] == rules.urgent[next(iter(rules.urgent))].in_short
    assert "No idea is shown" in none["summary"]
    assert "safeguarding" in none["detail"]
    assert "Getting" not in danger["detail"] + none["detail"] + none["summary"]


# DISCOVERY AND FEEDBACK


def test_the_service_says_what_it_asks_for(here: Here) -> None:
    [service] = here.call("GET", "/cds-services").json()["services"]
    assert service["hook"] == "patient-view"
    assert service["version"] == "2.0.1"
    assert f"/cds-services/{service['id']}" == HOOK
    assert service["prefetch"]["answers"].endswith("&_sort=-authored&_count=1")
    assert "required" in service["usageRequirements"]
    assert here.post("/cds-services/another", A_CALL).json()["resourceType"] == "OperationOutcome"


def feedback(**changes: Any) -> dict[str, Any]:
    return {"feedback": [SOME_FEEDBACK["feedback"][0] | changes]}


def test_feedback_is_counted_by_reason_and_never_as_agreement() -> None:
    there = Here()
    told = [
        SOME_FEEDBACK,
        feedback(overrideReason={"userComment": PRIVATE}),
        feedback(overrideReason={"reason": {"system": OVERRIDE_REASONS, "code": PRIVATE}}),
        feedback(outcome="accepted", acceptedSuggestions=[{"id": PRIVATE}]),
    ]
    for each in told:
        answer = there.post(f"{HOOK}/feedback", each)
        assert (answer.status_code, answer.content) == (200, b"")
    counted = there.call("GET", "/metrics").text
    for label in (
        'outcome="overridden",reason="not-now"',
        'outcome="overridden",reason="none"',
        'outcome="overridden",reason="other"',
        'outcome="nothing_to_accept",reason="none"',
    ):
        assert f"thrive_rules_feedback_total{{{label}}} 1.0" in counted
    assert PRIVATE not in counted
    assert "accepted" not in counted.replace("nothing_to_accept", "")


@pytest.mark.parametrize(
    "wrong",
    [
        {"outcome": "ignored"},
        {"outcome": "accepted"},
        {"overrideReason": {}},
        {"card": None},
        {"outcomeTimestamp": None},
    ],
)
def test_feedback_that_is_none_is_refused(wrong: dict[str, Any], here: Here) -> None:
    assert here.post(f"{HOOK}/feedback", feedback(**wrong)).status_code == 422


def test_the_reasons_to_put_a_card_away_are_our_own_words() -> None:
    said = " ".join(REASONS.values()).lower()
    assert len(REASONS) == 4
    assert not {"refuse", "patient", "motivation", "comply"} & set(said.split())


# A PAGE IN A BROWSER


@pytest.mark.parametrize("path", ["/cds-services", HOOK, f"{HOOK}/feedback"])
def test_pages_of_a_list_may_call_and_read_what_they_are_refused(path: str) -> None:
    there = Here(Settings(origins=("https://ehr.example",)))
    asks = {
        "Origin": "https://ehr.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type",
    }
    before = there.call("OPTIONS", path, headers=asks)
    assert before.status_code == 200
    assert before.headers["access-control-allow-origin"] == "https://ehr.example"
    assert "access-control-allow-credentials" not in before.headers
    for more in ({"content": b"{"}, {"content": b" " * 300_000}, {"content": b""}):
        headers = {"Origin": "https://ehr.example", "Content-Type": "application/json"}
        after = there.call("POST", path, headers=headers, **more)
        assert after.status_code >= 400
        assert after.headers["access-control-allow-origin"] == "https://ehr.example"
    other = there.call("POST", path, content=b"{}", headers={"Origin": "https://elsewhere.example"})
    assert "access-control-allow-origin" not in other.headers


def test_no_page_may_call_where_none_is_named(here: Here) -> None:
    answer = here.call("GET", "/cds-services", headers={"Origin": "https://ehr.example"})
    assert "access-control-allow-origin" not in answer.headers

"""Any body at all is answered or refused in our words: `COUNT=100000 SEED=1` tries many more of them."""

import json
import logging
import os
from typing import Any

import httpx2
import pytest
from calls import JSON, Call, Here
from kinds import EXAMPLES, data_of, private
from mutants import A_PERSON, damaged, mutant

from thrive_rules.service.examples import A_CALL, SOME_FEEDBACK
from thrive_rules.service.log_line import JsonLines

SEED = os.environ.get("SEED", "0")
COUNT = int(os.environ.get("COUNT", "2000"))
BLOCKS = 8
CASES = [
    private(data_of(EXAMPLES / f"{name}.yaml")) for name in ("three_voices", "safety", "review_with_ending")
]
HOOK = "/cds-services/needs-based-groupings"
ROUTES = (
    "/v1/suggest",
    "/v1/suggest?reader=young-person",
    "/v1/read?depth=glance&format=text",
    "/v1/questions?reader=parent_or_carer",
    "/v1/compare?reader=young_person",
    HOOK,
    f"{HOOK}/feedback",
    "/fhir/$suggest",
)
IN_A_BLOCK = 100


def hostile(number: int) -> tuple[str, bytes]:
    """A route, and a body for it that is wrong in one to three ways."""
    seed, route = f"{SEED}/body {number}", ROUTES[number % len(ROUTES)]
    valid: Any = CASES[number // len(ROUTES) % len(CASES)]
    if "compare" in route:
        valid = {"first": valid, "second": valid}
    if route == HOOK:
        valid = private(A_CALL) | {
            "fhirServer": "https://ehr.example",
            "fhirAuthorization": {"access_token": A_PERSON},
        }
    elif "fhir" in route:
        valid = private(A_CALL)["prefetch"]["answers"]["entry"][0]["resource"]
    elif "feedback" in route:
        valid = private(SOME_FEEDBACK)
        valid["feedback"][0]["overrideReason"]["userComment"] = f"{A_PERSON} said"
    if number % 4 == 0:
        return route, damaged(json.dumps(valid).encode(), seed)
    text = mutant(valid, seed).text
    return route, (text or "").encode(errors="surrogatepass")


def hold(number: int, answer: httpx2.Response) -> None:
    assert answer.status_code in (200, 412, 413, 422), (number, answer.status_code, answer.text[:300])
    assert answer.headers["cache-control"] == "no-store"
    assert A_PERSON not in str(answer.headers)
    if answer.status_code != 200:
        assert answer.headers["content-type"] in ("application/problem+json", "application/fhir+json")
        assert A_PERSON not in answer.text, number
        assert "Traceback" not in answer.text
    elif HOOK in str(answer.url):  # everybody with access to a record reads its cards
        assert A_PERSON not in answer.text, number


@pytest.mark.parametrize("block", range(BLOCKS))
def test_any_body_is_answered_or_refused(block: int, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="thrive_rules")
    here = Here()
    numbers = list(range(block, COUNT, BLOCKS))
    answered = 0
    for first in range(0, len(numbers), IN_A_BLOCK):
        some = numbers[first : first + IN_A_BLOCK]
        calls: list[Call] = []
        for number in some:
            route, body = hostile(number)
            calls.append(("POST", route, {"content": body, "headers": JSON}))
        for number, answer in zip(some, here.answers(calls), strict=True):
            hold(number, answer)
            answered += answer.status_code == 200
        assert not any(each.levelno >= logging.WARNING for each in caplog.records)
        assert A_PERSON not in "".join(map(JsonLines().format, caplog.records))
        caplog.clear()
    assert 0 < answered < len(numbers), "of mutants, some are cases and some are none"
    assert A_PERSON not in here.call("GET", "/metrics").text

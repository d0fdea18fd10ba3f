"""What a service refuses, in which words, and how it goes on: whatever is sent, nothing of it comes back."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from calls import JSON, Here, example

from thrive_rules import EnginesDisagree, RuleBase
from thrive_rules.engines.durable import DurableEngine
from thrive_rules.reasoning.meaning import Verdict
from thrive_rules.service.log_line import JsonLines
from thrive_rules.service.rules_in_use import InUse
from thrive_rules.service.second_opinion import OpinionElsewhere
from thrive_rules.service.settings import Limits, SecondOpinionChoice, Settings

PRIVATE = "Zaphod"


@pytest.fixture(scope="module")
def here() -> Here:
    return Here()


async def in_chunks(total: int) -> AsyncIterator[bytes]:
    for _ in range(total // 1000):
        yield b" " * 1000


def test_a_body_without_a_length_is_held_to_the_same_limit(here: Here) -> None:
    assert here.call("POST", "/v1/suggest", content=in_chunks(300_000), headers=JSON).status_code == 413
    assert here.call("POST", "/v1/suggest", content=in_chunks(200_000), headers=JSON).status_code == 422


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"", "the file is empty"),
        (b"{", "not JSON"),
        (b"[]", "expected a mapping"),
        (b"---\nformat: 1\n", "not JSON"),
        (b'{"format": 1, "format": 1}', "twice"),
        (b'{"severity": {"measures": [{"name": "x", "score": NaN}]}}', "finite"),
        (b'{"severity": {"measures": [{"name": "x", "score": 1e999}]}}', "finite"),
        (b'{"a": ' * 50 + b"1" + b"}" * 50, "deep"),
        (b"[" + b"1," * 110_000 + b"1]", "more than 100,000 values"),
        (b'{"context": {"age": "\xff"}}', "UTF-8"),
        (b'{"Zaphod": 1}', "no such key"),
        (b'{"context": {"age": "Zaphod"}}', "context.age: expected a whole number"),
    ],
)
def test_what_is_no_case_is_refused_in_our_words(body: bytes, told: str, here: Here) -> None:
    answer = here.call("POST", "/v1/suggest", content=body, headers=JSON)
    assert answer.status_code == 422
    assert told in answer.text
    assert PRIVATE not in answer.text
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/json; charset=latin-1"},
        {"Content-Type": "application/yaml"},
        JSON | {"Content-Encoding": "gzip"},
    ],
)
def test_what_is_no_json_is_not_looked_at(headers: dict[str, str], here: Here) -> None:
    assert here.call("POST", "/v1/suggest", content=b"{}", headers=headers).status_code == 415


def test_json_of_fhir_is_json(here: Here) -> None:
    kind = {"Content-Type": "Application/FHIR+JSON; charset=UTF-8"}
    assert here.call("POST", "/v1/suggest", content=b"{}", headers=kind).status_code == 200


def test_each_path_names_every_method_that_it_answers(here: Here) -> None:
    for path, allowed in {"/v1/suggest": "POST", "/v1/table": "GET, HEAD", "/": "GET, HEAD"}.items():
        answer = here.call("DELETE", path)
        assert (answer.status_code, answer.headers["allow"]) == (405, allowed)


def test_a_path_with_a_slash_too_many_is_no_path(here: Here) -> None:
    for path in ("/v1/suggest/", "/v1/table/", f"/{PRIVATE}"):
        answer = here.call("GET", path)
        assert answer.status_code == 404
        assert PRIVATE not in answer.text


async def slowly() -> AsyncIterator[bytes]:
    yield b"{"
    await asyncio.sleep(5)
    yield b"}"


def test_a_client_that_is_slow_is_cut() -> None:
    hasty = Here(Settings(limits=Limits(seconds_to_send=0.05)))
    answer = hasty.call("POST", "/v1/suggest", content=slowly(), headers=JSON)
    assert (answer.status_code, answer.headers["connection"]) == (408, "close")


def test_what_takes_too_long_is_told_so() -> None:
    hasty = Here(Settings(limits=Limits(seconds_to_answer=0.05)))
    assert hasty.call("POST", "/v1/suggest", content=slowly(), headers=JSON).status_code == 503


def test_one_request_too_many_is_told_to_come_again() -> None:
    small = Here(Settings(limits=Limits(running=1, waiting=2)))

    async def at_once() -> list[httpx2.Response]:
        through = httpx2.ASGITransport(small.app)
        async with httpx2.AsyncClient(transport=through, base_url="http://127.0.0.1") as client:
            body = json.dumps(example("three_voices"))
            return await asyncio.gather(
                *(client.post("/v1/read", content=body, headers=JSON) for _ in range(12))
            )

    answers = asyncio.run(at_once())
    refused = [each for each in answers if each.status_code == 503]
    assert refused
    assert len(answers) - len(refused) >= 3
    assert {each.headers["retry-after"] for each in refused} == {"1"}
    assert small.post("/v1/suggest", {}).status_code == 200


def test_a_fault_of_ours_tells_nothing_of_what_was_sent(caplog: pytest.LogCaptureFixture) -> None:
    there = Here()

    @there.app.get("/broken")
    async def broken() -> None:
        raise ValueError(PRIVATE)

    caplog.set_level(logging.DEBUG)
    answer = there.call("GET", "/broken")
    assert answer.status_code == 500
    assert answer.json()["code"] == "failed"
    lines = [JsonLines().format(each) for each in caplog.records]
    assert any("ValueError" in line and "test_limits.py" in line for line in lines)
    assert PRIVATE not in answer.text + "".join(lines)


def test_an_audit_line_says_what_answered_and_nothing_of_the_case(
    here: Here, caplog: pytest.LogCaptureFixture, rules: RuleBase
) -> None:
    caplog.set_level(logging.INFO, logger="thrive_rules.service")
    case = example("three_voices") | {"format": 2}
    case["context"] = {**case["context"], "reference": PRIVATE}
    answer = here.post(f"/v1/suggest?reader=young-person&{PRIVATE}=1", case, **{"X-Request-ID": PRIVATE})
    assert answer.status_code == 422
    answer = here.post("/v1/suggest", case, **{"X-Request-ID": PRIVATE})
    assert PRIVATE in answer.text  # the record's own
    line = json.loads(JsonLines().format(caplog.records[-1]))
    assert line.pop("ms") >= 0
    assert line.pop("at")
    assert line.pop("process")
    assert line == {
        "level": "info",
        "event": "answered",
        "request": answer.headers["x-request-id"],
        "rules": rules.digest,
        "engines": ["reference"],
        "route": "/v1/suggest",
        "method": "POST",
        "status": 200,
    }
    told = "".join(JsonLines().format(each) for each in caplog.records) + here.call("GET", "/metrics").text
    assert PRIVATE not in told


# A SECOND OPINION


class Differs:
    """An engine that tells another story about every rule."""

    name = "another engine"

    def __init__(self, rules: RuleBase) -> None:
        self.rules = rules

    def verdicts(self, answers: Any) -> dict[str, Verdict]:
        return {
            rule: Verdict.FIRES if verdict is not Verdict.FIRES else Verdict.DOES_NOT_FIRE
            for rule, verdict in DurableEngine(self.rules).verdicts(answers).items()
        }


def asking_both(rules: RuleBase, opinion: Any, one_in: int = 1) -> Here:
    found = Here()
    service = found.app.state.service
    service.settings = Settings(second_opinion=SecondOpinionChoice(one_in))
    service.rules._settings = service.settings
    service.rules._now = InUse(rules, opinion)
    return found


@pytest.mark.parametrize("path", ["/v1/suggest", "/v1/read", "/v1/suggest?reader=young-person"])
def test_engines_that_differ_show_no_idea_and_still_tell_of_danger(path: str, rules: RuleBase) -> None:
    there = asking_both(rules, Differs(rules))
    case = {"presentation": {"immediate_danger": True}, "preferences": {"wants": {"goal_focused_help": True}}}
    answer = there.post(path, case)
    assert answer.status_code == 503
    told = answer.json()
    calm = Here().post(path.replace("/read", "/suggest"), case).json()
    assert told["urgent"] == calm["urgent"]
    assert told["ask_first"] == calm["ask_first"]
    assert {each["fact"] for each in told["ask_first"]} == {"safeguarding_concern", "safety_concern"}
    assert "candidates" not in told
    assert "goal" not in answer.text


def test_one_request_in_so_many_is_asked_of_both(rules: RuleBase) -> None:
    there = asking_both(rules, DurableEngine(rules), one_in=3)
    engines = [len(there.post("/v1/suggest", {}).json()["provenance"]["engines"]) for _ in range(6)]
    assert engines == [1, 1, 2, 1, 1, 2]


def test_a_second_opinion_comes_from_a_process_of_its_own_and_fails_closed(rules: RuleBase) -> None:
    elsewhere = OpinionElsewhere(rules)
    try:
        answers = {"immediate_danger": True, "young_person_wants_information": True}
        assert elsewhere.verdicts(answers) == DurableEngine(rules).verdicts(answers)
        [process] = elsewhere._pool._processes.values()
        process.kill()
        process.join()
        with pytest.raises(EnginesDisagree, match="gave no answer"):
            elsewhere.verdicts(answers)
        assert elsewhere.verdicts(answers) == DurableEngine(rules).verdicts(answers)
    finally:
        elsewhere.end()


@pytest.mark.parametrize("said", ["", "sometimes", "sample=0/1", "sample=1/0", "sample=1/x", "Always"])
def test_how_often_is_said_in_one_of_three_ways(said: str) -> None:
    with pytest.raises(Exception, match="expected off, always, or sample=1/100"):
        SecondOpinionChoice.of(said)
    assert SecondOpinionChoice.of("sample=1/100").one_in == 100

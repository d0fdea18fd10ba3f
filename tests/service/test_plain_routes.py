"""What each route answers is what the command line prints, and what its audience may see."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from calls import EXAMPLES, Here, example
from jsonschema import Draft202012Validator

from command import command
from thrive_rules import RuleBase, load_case, load_rules
from thrive_rules.service.application import create_application
from thrive_rules.service.settings import Settings

CASE = EXAMPLES / "three_voices.yaml"
PRIVATE = "Zaphod"


@pytest.fixture(scope="module")
def here() -> Here:
    return Here()


AUDIENCES = {
    "": [],
    "?reader=young-person": ["--reader", "young-person"],
    "?reader=parent_or_carer": ["--reader", "parent-or-carer"],
    "?room=young-person,parent-or-carer": ["--room", "young-person,parent-or-carer"],
    "?reader=other": ["--reader", "other"],
}


def printed(*arguments: object) -> str:
    done = command(*arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("asked", AUDIENCES)
def test_a_suggestion_is_what_the_command_line_prints_for_the_same_people(asked: str, here: Here) -> None:
    found = here.post(f"/v1/suggest{asked}", example("three_voices")).json()
    told = json.loads(printed("suggest", CASE, "--json", *AUDIENCES[asked]))
    told.pop("reading", None)
    for each in (found, told):  # the command line asks durable-rules where it is installed
        if "provenance" in each:
            each["provenance"] |= {"engines": [], "checked": []}
    assert found == told


@pytest.mark.parametrize(
    ("form", "option"), [("text", []), ("markdown", ["--markdown"]), ("html", ["--html"])]
)
def test_a_page_is_what_the_command_line_prints(form: str, option: list[str], here: Here) -> None:
    found = here.post(f"/v1/read?reader=young-person&depth=glance&format={form}", example("three_voices"))
    told = printed("suggest", CASE, "--reader", "young-person", "--depth", "glance", *option)
    assert found.text.rstrip("\n") == told.rstrip("\n")
    assert found.headers["content-type"].startswith("text/")


def test_questions_are_what_the_command_line_prints(here: Here) -> None:
    found = here.post("/v1/questions?reader=young-person", example("nearly_empty"))
    told = printed("ask", "--json", "--case", EXAMPLES / "nearly_empty.yaml", "--reader", "young-person")
    assert found.json() == json.loads(told)


def test_a_comparison_is_what_the_command_line_prints(here: Here) -> None:
    names = ("ocd_severe_managing", "ocd_severe_managing_twin")
    found = here.post("/v1/compare", dict(zip(("first", "second"), map(example, names), strict=True)))
    told = printed("compare", *(EXAMPLES / f"{name}.yaml" for name in names), "--json")
    assert found.json() == json.loads(told)


def test_who_may_see_no_case_gets_none_on_any_route(here: Here) -> None:
    case = example("three_voices") | {"format": 2}
    case["context"] = {"age": 16}
    assert here.post("/v1/suggest?reader=parent-or-carer", case).json() == {"without_a_case": True}
    both = {"first": case, "second": case}
    assert here.post("/v1/compare?reader=parent-or-carer", both).json() == {"without_a_case": True}
    theirs = here.post("/v1/read?reader=parent-or-carer&format=text", case).text
    assert theirs == here.post("/v1/read?reader=parent-or-carer&format=text", {"context": {"age": 16}}).text


def test_a_misspelt_audience_is_refused_and_never_answered_as_the_record(here: Here) -> None:
    for query in (
        "raeder=young-person",
        "reader=yuong-person",
        "reader=other&reader=practitioner",
        "person=nobody",
    ):
        answer = here.post(f"/v1/suggest?{query}", example("three_voices"))
        assert answer.status_code == 422, query
        assert "yuong" not in answer.text
        assert "raeder" not in answer.text
    named_twice = here.post("/v1/suggest?room=other,mum&reader=other", example("three_voices"))
    assert named_twice.status_code == 422


def test_rules_are_known_by_their_digest(here: Here, rules: RuleBase) -> None:
    for path in ("/v1/rules", "/v1/table", "/"):
        first = here.call("GET", path)
        assert first.headers["etag"] == f'"{rules.digest}"'
        for known in (first.headers["etag"], f'"other", W/{first.headers["etag"]}', "*"):
            again = here.call("GET", path, headers={"If-None-Match": known})
            assert (again.status_code, again.content) == (304, b"")
        assert here.call("GET", path, headers={"If-None-Match": '"other"'}).status_code == 200
    assert here.call("GET", "/v1/rules").json()["provenance"]["rule_base"]["digest"] == rules.digest
    assert here.call("GET", "/v1/table").json()["rule_base"]["digest"] == rules.digest


def test_the_page_for_a_meeting_stands_at_the_address_itself(here: Here) -> None:
    answer = here.call("GET", "/")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.text.lower().startswith("<!doctype html>")


def test_a_service_says_that_it_lives_and_that_it_is_ready(here: Here) -> None:
    assert here.call("GET", "/healthz").text == "ok\n"
    assert here.call("GET", "/readyz").text == "ok\n"
    assert here.call("HEAD", "/readyz").content == b""


# THE DESCRIPTION


def described(here: Here) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in here.call("GET", "/openapi.json").json()["paths"].items():
        for method, route in methods.items():
            yield method.upper(), path, route


def validator(here: Here, schema: dict[str, Any]) -> Draft202012Validator:
    whole = here.call("GET", "/openapi.json").json()
    return Draft202012Validator({**schema, "components": whole["components"]})


def test_every_example_of_the_description_is_answered_as_it_says(here: Here) -> None:
    sent = 0
    for method, path, route in described(here):
        if "requestBody" not in route:
            continue
        for kind, content in route["requestBody"]["content"].items():
            sent += 1
            validator(here, content["schema"]).validate(content["example"])
            answer = here.call(
                method, path, content=json.dumps(content["example"]), headers={"Content-Type": kind}
            )
            assert answer.status_code == 200, (path, answer.text)
            if not answer.content:
                assert "content" not in route["responses"]["200"]
                continue
            media = route["responses"]["200"]["content"][answer.headers["content-type"]]
            validator(here, media.get("schema", {})).validate(answer.json())
    assert sent >= 4


def test_what_is_wrong_is_answered_as_the_description_says(here: Here) -> None:
    wrong: dict[str, dict[str, Any]] = {
        "413": {"content": b" " * 300_000, "headers": {"Content-Type": "application/json"}},
        "415": {"content": b"{}", "headers": {"Content-Type": "text/plain"}},
        "422": {"json": {"context": {"age": PRIVATE}}},
    }
    for method, path, route in described(here):
        if "requestBody" not in route or not path.startswith("/v1"):
            continue
        for status, sent in wrong.items():
            answer = here.call(method, path, **sent)
            assert str(answer.status_code) == status
            media = route["responses"][status]["content"][answer.headers["content-type"]]
            validator(here, media["schema"]).validate(answer.json())
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.json()["request"] == answer.headers["x-request-id"]
            assert PRIVATE not in answer.text


def test_the_description_holds_every_route(here: Here) -> None:
    told = {(method, path) for method, path, _ in described(here)}
    for route in here.app.routes:
        if path := getattr(route, "path", "").replace("/openapi.json", ""):
            assert {(each, path) for each in getattr(route, "methods", ())} <= told


def test_rules_that_cannot_be_read_are_told_as_everywhere() -> None:
    done = command("serve", "--check", "--rules", "/nowhere")
    assert done.returncode == 2
    assert "/nowhere" in done.stderr
    assert command("serve", "--check", "--second-opinion", "often").returncode == 2


def test_rules_of_a_language_pack_are_served_in_its_words() -> None:
    pack = EXAMPLES.parent / "rules" / "easy-read"
    if not pack.is_dir():
        packs = [each.parent for each in EXAMPLES.rglob("*.yaml") if "\nlanguage:" in f"\n{each.read_text()}"]
        pack = packs[0]
    there = Here(Settings(language=pack))
    words = load_rules(language=pack)
    answer = there.call("GET", "/v1/rules")
    assert words.language
    assert answer.headers["etag"] == f'"{words.digest}+{words.language.digest}"'


def test_a_case_is_read_as_its_file_is(here: Here) -> None:
    case, _ = load_case(CASE)
    found = here.post("/v1/suggest", example("three_voices")).json()["case"]
    assert found == case.model_dump(mode="json")


def test_an_application_stands_within_another() -> None:
    assert create_application().title == "thrive-rules"

"""The examples of web applications answer as a command does, and say what is wrong without a value."""

import ast
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from thrive_rules import converse, explain, load_case, load_rules, suggest

EXAMPLES = Path(__file__).parents[2] / "examples"
GOOD = b'{"preferences": {"wants": {"goal_focused_help": true}}}'
BAD = [
    (b'{"preferences": {"wants": {"goal_focused_help": "Zaphod"}}}', "preferences.wants.goal_focused_help"),
    (b"\xff", "UTF-8"),
    (b"", "empty"),
]
Post = Callable[[str, bytes], tuple[int, str]]


def by_fastapi() -> Post:
    from embed_fastapi import app
    from fastapi.testclient import TestClient

    client = TestClient(app)

    def post(path: str, body: bytes) -> tuple[int, str]:
        answer = client.post(path, content=body)
        return answer.status_code, answer.text

    return post


def by_flask() -> Post:
    from embed_flask import app

    client = app.test_client()

    def post(path: str, body: bytes) -> tuple[int, str]:
        answer = client.post(path, data=body)
        return answer.status_code, answer.text

    return post


def by_django() -> Post:
    import django
    import embed_django
    from django.test import Client

    assert embed_django.urlpatterns
    django.setup()
    client: Any = Client()

    def post(path: str, body: bytes) -> tuple[int, str]:
        answer = client.post(path, data=body, content_type="application/json")
        return answer.status_code, answer.content.decode()

    return post


FRAMEWORKS = {"fastapi": by_fastapi, "flask": by_flask, "django": by_django}


@pytest.mark.parametrize("name", FRAMEWORKS)
def test_an_application_answers_with_the_page_and_says_what_is_wrong(name: str) -> None:
    post, rules = FRAMEWORKS[name](), load_rules()
    case, severity = load_case(json.loads(GOOD))
    conversation = converse(suggest(case, rules), case, severity, rules)
    for reader in ("young_person", "practitioner"):
        assert post(f"/page?reader={reader}", GOOD) == (200, explain(conversation, rules, reader=reader))
    assert post("/page", GOOD) == post("/page?reader=practitioner", GOOD)
    for body, told in BAD:
        status, text = post("/page", body)
        assert status == 422
        assert told in text
        assert "Zaphod" not in text
    assert post("/page?reader=nobody", GOOD)[0] == 422


@pytest.mark.parametrize("name", FRAMEWORKS)
def test_an_application_takes_fifteen_lines_beside_its_imports(name: str) -> None:
    text = (EXAMPLES / f"embed_{name}.py").read_text()
    _, *statements = ast.parse(text).body
    lines = {
        number
        for each in statements
        if not isinstance(each, ast.Import | ast.ImportFrom)
        for number in range(getattr(each, "lineno", 0), (each.end_lineno or 0) + 1)
        if text.splitlines()[number - 1].strip()
    }
    assert len(lines) <= 15
    assert (EXAMPLES / "Containerfile").read_text().count("USER ") == 1


def test_formats_are_told_by_key_for_programs() -> None:
    found = json.loads((EXAMPLES.parent / "docs" / "schemas" / "formats.json").read_text())
    assert {kind: each["newest"] for kind, each in found.items()} == {"case": 2, "decision": 2, "rules": 2}
    schema = json.loads((EXAMPLES.parent / "docs" / "schemas" / "case.schema.json").read_text())
    context = schema["$defs"]["Context"]["properties"]
    for path in found["case"]["keys_since_2"]:
        part, _, key = path.partition(".")
        assert part != "context" or key in context

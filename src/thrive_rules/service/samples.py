"""Calls that a client could make, each with what comes back: for people to try, for `doctor` and for tests."""

import copy
import json
import shlex
from dataclasses import dataclass
from typing import Any

from thrive_rules.service.cds_request import ANSWERS
from thrive_rules.service.examples import A_CALL, A_CASE, SOME_FEEDBACK, answered

HOOK = "/cds-services/needs-based-groupings"
JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Sample:
    """One call: what it shows, and the status that comes back."""

    name: str
    shows: str
    status: int
    path: str = HOOK
    method: str = "POST"
    body: str = ""
    kind: str = JSON

    def curl(self, address: str) -> str:
        """The same call from a shell. A body of blanks is made there."""
        line = ["curl", "-i", "-X", self.method, address + self.path]
        if self.method == "GET":
            return shlex.join(["curl", "-i", address + self.path])
        line += ["-H", f"Content-Type: {self.kind}"]
        if self.body and not self.body.strip():
            return f"head -c {len(self.body)} /dev/zero | tr '\\0' ' ' | {shlex.join(line)} --data-binary @-"
        return shlex.join([*line, "-d", self.body])


def samples() -> tuple[Sample, ...]:
    """Every sample, in the order in which they explain themselves."""
    goal = {"preferences__wants__goal_focused_help": "yes"}
    danger = {"presentation__immediate_danger": "yes"}
    return (
        Sample("discovery", "which service there is, and what it asks for", 200, "/cds-services", "GET"),
        _call("calm", "one card for all groupings", 200, _hook(**goal)),
        _call("danger", "danger first, in a card of its own", 200, _hook(**goal, **danger)),
        _call("nothing known", "one card with what to ask first", 200, _with_answers(_hook(), None)),
        _call("portal", "one card about no case", 200, _hook(user="Patient/made-up", **goal)),
        _call("adult", "one card that says for whom these rules are", 200, _hook(born="1990-01-01", **goal)),
        _call(
            "wrong patient",
            "answers of somebody else are not read",
            422,
            _hook(whose="Patient/another", **goal),
        ),
        _call("no prefetch", "which key is missing", 412, _without_prefetch()),
        _call("no call", "which field is at fault", 422, A_CALL | {"hook": "order-sign"}),
        _call("feedback", "counted by reason", 200, SOME_FEEDBACK, f"{HOOK}/feedback"),
        Sample("too large", "a body above 256 KiB", 413, body=" " * 300_000),
        Sample("no JSON", "a body of another kind", 415, body="made up", kind="text/plain"),
        Sample("wrong method", "Allow names the right ones", 405, method="PUT", body="{}"),
        Sample("no route", "there is nothing here", 404, "/nothing", "GET"),
        _call("plain HTTP", "a case in, and a suggestion", 200, A_CASE, "/v1/suggest"),
        _call(
            "for a young person", "their page, in their words", 200, A_CASE, "/v1/read?reader=young-person"
        ),
    )


def _call(name: str, shows: str, status: int, data: Any, path: str = HOOK) -> Sample:
    return Sample(name, shows, status, path, body=json.dumps(data, indent=1))


def _hook(
    user: str = "Practitioner/made-up", whose: str = "Patient/made-up", born: str = "2011-05-01", **said: str
) -> dict[str, Any]:
    made = copy.deepcopy(A_CALL)
    made["context"]["userId"] = user
    made["prefetch"]["patient"]["birthDate"] = born
    resource = made["prefetch"][ANSWERS]["entry"][0]["resource"]
    resource["item"], resource["subject"] = answered(**said), {"reference": whose}
    return made


def _with_answers(made: dict[str, Any], answers: Any) -> dict[str, Any]:
    made["prefetch"][ANSWERS] = answers
    return made


def _without_prefetch() -> dict[str, Any]:
    return {key: value for key, value in A_CALL.items() if key != "prefetch"}

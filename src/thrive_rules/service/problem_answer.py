"""A refusal as its caller reads it: an OperationOutcome for callers that speak FHIR, problem details for all others."""

import json
from http import HTTPStatus
from typing import Any

from starlette.responses import Response
from starlette.types import Scope

from thrive_rules.faults import Code
from thrive_rules.service.refusal import FHIR, PROBLEM, FaultShown, Problem, Refusal

SPEAKS_FHIR = ("/cds-services", "/fhir")


def problem_answer(refusal: Refusal, scope: Scope) -> Response:
    """The answer to a request that is refused."""
    notes = scope.get("thrive_rules", {})
    problem = Problem(
        title=HTTPStatus(refusal.status).phrase,
        status=refusal.status,
        detail=refusal.detail,
        code=refusal.code,
        request=notes.get("request", ""),
        **refusal.more,
    )
    path = scope["path"]
    if any(path == each or path.startswith(f"{each}/") for each in SPEAKS_FHIR):
        text, kind = _outcome(problem), FHIR
    else:
        text, kind = problem.model_dump_json(exclude_defaults=True), PROBLEM
    return Response(text, refusal.status, refusal.headers, media_type=kind)


def _outcome(problem: Problem) -> str:
    """The same as FHIR has it: an issue for each fault, with the place in `expression`."""
    code = _ISSUES.get(problem.status, "invalid" if problem.status < 500 else "exception")
    faults = problem.faults or (FaultShown(path="", problem=problem.detail, code=Code.UNEXPECTED),)
    issues: list[dict[str, Any]] = [
        {
            "severity": "error",
            "code": code,
            "details": {"text": each.problem},
            "diagnostics": f"request {problem.request}",
        }
        | ({"expression": [each.path]} if each.path else {})
        for each in faults
    ]
    urgent = ((problem.urgent.text, "business-rule"),) if problem.urgent else ()
    asked = ((each.question, "incomplete") for each in problem.ask_first)
    issues += [
        {"severity": "information", "code": kind, "details": {"text": said}}
        for said, kind in (*urgent, *asked)
    ]
    return json.dumps({"resourceType": "OperationOutcome", "issue": issues}, ensure_ascii=False)


_ISSUES = {
    401: "login",
    404: "not-found",
    405: "not-supported",
    412: "required",
    413: "too-long",
    415: "not-supported",
    503: "transient",
}
"""The codes of issues that FHIR has for these; https://hl7.org/fhir/R4/valueset-issue-type.html."""

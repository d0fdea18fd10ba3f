"""The description of the routes: made from the models, for what is sent as much as for what is answered."""

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel

from thrive_rules.exchange.resources import OperationOutcome, QuestionnaireResponse
from thrive_rules.service.answers import Pair
from thrive_rules.service.cds_request import FeedbackSent, HookCall
from thrive_rules.service.refusal import FHIR, PROBLEM, Problem
from thrive_rules.severity.case_file import CaseFile

Responses = dict[int | str, dict[str, Any]]
_REF = "#/components/schemas/{model}"
_NAMED: tuple[type[BaseModel], ...] = (
    CaseFile,
    Pair,
    Problem,
    OperationOutcome,
    HookCall,
    FeedbackSent,
    QuestionnaireResponse,
)
"""What is sent, and problems: FastAPI knows by itself the models of what is answered alone."""


def body(model: type[BaseModel], example: dict[str, Any]) -> dict[str, Any]:
    """What a route is sent: a model as JSON, with an example."""
    content = {"schema": {"$ref": _REF.format(model=model.__name__)}, "example": example}
    return {"requestBody": {"required": True, "content": {"application/json": content}}}


def problem_responses(*statuses: int, fhir: bool = False) -> Responses:
    """The problems that a route can answer with: to callers that speak FHIR as an OperationOutcome."""
    model = OperationOutcome if fhir else Problem
    shown = {"content": {FHIR if fhir else PROBLEM: {"schema": {"$ref": _REF.format(model=model.__name__)}}}}
    return {status: {"description": HTTPStatus(status).phrase, **shown} for status in statuses}


def says(*kinds: str) -> Responses:
    """An answer in one of some media types."""
    return {200: {"description": "OK", "content": {kind: {} for kind in kinds}}}


def openapi_of(app: FastAPI) -> dict[str, Any]:
    """The whole description, as OpenAPI 3.1 has it."""
    if not app.openapi_schema:
        found = get_openapi(
            title=app.title, version=app.version, description=app.description, routes=app.routes
        )
        schemas = found.setdefault("components", {}).setdefault("schemas", {})
        for model in _NAMED:
            inside = f"#/components/schemas/{model.__name__}/$defs/{{model}}"
            schemas[model.__name__] = model.model_json_schema(ref_template=inside)
        app.openapi_schema = found
    return app.openapi_schema

"""The routes of FHIR R4: what the service can do, its forms, and a suggestion for the answers of a form."""

import json
from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from thrive_rules.exchange.capability import capability_statement, questionnaires
from thrive_rules.exchange.form import READER_OF
from thrive_rules.exchange.guidance import guidance_of
from thrive_rules.exchange.questionnaire import questionnaire_of
from thrive_rules.exchange.resources import QuestionnaireResponse
from thrive_rules.exchange.response import case_of_response
from thrive_rules.faults import ExchangeError, Fault
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.service.answers import AnswerBody, Engine, seen_conversation
from thrive_rules.service.door import NOTES
from thrive_rules.service.examples import response
from thrive_rules.service.openapi import body, problem_responses, says
from thrive_rules.service.refusal import FHIR, Refusal
from thrive_rules.service.request_body import body_of, document_in
from thrive_rules.service.service import Service, response_of
from thrive_rules.severity.audience import Whom

BY_ID = {address.rpartition("/")[2]: reader for address, reader in READER_OF.items()}


def fhir_routes(router: APIRouter, service: Service) -> None:
    """Add the routes of FHIR."""

    @router.get("/fhir/metadata", summary="What it can do in FHIR", responses=says(FHIR), tags=["FHIR"])
    async def metadata() -> Response:
        return _of(capability_statement().spell())

    @router.get(
        "/fhir/Questionnaire",
        summary="The forms, in the words of each reader",
        responses=says(FHIR) | problem_responses(422, fhir=True),
        tags=["FHIR"],
    )
    async def forms(url: Annotated[str | None, Query(max_length=400)] = None) -> Response:
        return _of(questionnaires(service.rules.now.rules, url).spell())

    @router.get(
        "/fhir/Questionnaire/{form}",
        summary="One form",
        responses=says(FHIR) | problem_responses(404, 422, fhir=True),
        tags=["FHIR"],
    )
    async def form(form: Annotated[str, Path(examples=list(BY_ID))]) -> Response:
        if form not in BY_ID:
            raise Refusal(404, "no_such_form", f"expected one of {', '.join(BY_ID)}")
        return _of(questionnaire_of(service.rules.now.rules, BY_ID[form]).spell())

    @router.post(
        "/fhir/$suggest",
        summary="A suggestion for the answers of a form, for who keeps the record",
        responses=says(FHIR) | problem_responses(401, 408, 413, 415, 422, 503, fhir=True),
        dependencies=service.for_clients,
        openapi_extra=body(QuestionnaireResponse, response(preferences__wants__goal_focused_help="yes")),
        tags=["FHIR"],
    )
    async def suggest(request: Request) -> Response:
        raw = await body_of(request, service.settings.limits)
        called = request.scope[NOTES]["request"]
        return response_of(
            await service.made(request, lambda used, engine: guidance_for(raw, called, used.rules, engine))
        )


def guidance_for(raw: bytes, called: str, rules: RuleBase, engine: Engine) -> AnswerBody:
    """The guidance for the answers of a form. Raises ExchangeError for what is no answer to one of ours."""
    sent = document_in(raw).data
    if not isinstance(sent, dict):
        raise ExchangeError([Fault("<mapping>", None, "", "expected a QuestionnaireResponse")])
    case, severity = case_of_response(sent, rules)
    suggestion = seen_conversation(case, severity, Whom(), rules, engine).suggestion
    return AnswerBody(json.dumps(guidance_of(suggestion, rules, called).spell(), ensure_ascii=False), FHIR)


def _of(resource: object) -> Response:
    return response_of(AnswerBody(json.dumps(resource, ensure_ascii=False), FHIR))

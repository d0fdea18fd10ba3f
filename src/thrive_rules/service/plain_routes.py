"""The routes over plain HTTP: a case in, and what its audience may see."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from thrive_rules.conversations.comparison import Comparison
from thrive_rules.conversations.conversation import ConversationFile
from thrive_rules.conversations.next_questions import QuestionPage
from thrive_rules.faults import ThriveRulesError
from thrive_rules.service.answers import (
    AnswerBody,
    PageAsked,
    Pair,
    ReaderQuery,
    WhichRules,
    WithoutACase,
    comparison_for,
    page_for_reader,
    questions_for,
    suggestion_for,
)
from thrive_rules.service.examples import A_CASE, TWO_CASES
from thrive_rules.service.metrics import KIND
from thrive_rules.service.openapi import body, problem_responses, says
from thrive_rules.service.refusal import Refusal
from thrive_rules.service.service import Service, response_of
from thrive_rules.service.try_it import try_document
from thrive_rules.severity.case_file import CaseFile

OF_A_CASE = problem_responses(401, 408, 413, 415, 422, 503)


def plain_routes(router: APIRouter, service: Service) -> None:
    """Add every route but those for clients that speak FHIR."""

    @router.post(
        "/v1/suggest",
        summary="Candidate groupings for a case, with every why and why not",
        response_model=ConversationFile | WithoutACase,
        responses=OF_A_CASE,
        dependencies=service.for_clients,
        openapi_extra=body(CaseFile, A_CASE),
    )
    async def suggest(request: Request, asked: Annotated[ReaderQuery, Query()]) -> Response:
        return await service.answer(request, asked, suggestion_for)

    @router.post(
        "/v1/read",
        summary="The page about a case, in the words of who reads it",
        responses=says("application/json", "text/html", "text/plain", "text/markdown") | OF_A_CASE,
        dependencies=service.for_clients,
        openapi_extra=body(CaseFile, A_CASE),
    )
    async def read(request: Request, asked: Annotated[PageAsked, Query()]) -> Response:
        return await service.answer(request, asked, page_for_reader)

    @router.post(
        "/v1/questions",
        summary="What to ask one person next",
        response_model=list[QuestionPage],
        responses=OF_A_CASE,
        dependencies=service.for_clients,
        openapi_extra=body(CaseFile, A_CASE),
    )
    async def questions(request: Request, asked: Annotated[ReaderQuery, Query()]) -> Response:
        return await service.answer(request, asked, questions_for)

    @router.post(
        "/v1/compare",
        summary="What differs between two cases, and what that moved",
        response_model=Comparison | WithoutACase,
        responses=OF_A_CASE,
        dependencies=service.for_clients,
        openapi_extra=body(Pair, TWO_CASES),
    )
    async def compare(request: Request, asked: Annotated[ReaderQuery, Query()]) -> Response:
        return await service.answer(request, asked, comparison_for)

    @router.get("/v1/rules", summary="Which rules answer", response_model=WhichRules, responses=_UNCHANGED)
    async def rules(request: Request) -> Response:
        return _unless_known(request, service.rules.now.which, service.rules.now.digest)

    @router.get("/v1/table", summary="The rules as one table", responses=_UNCHANGED)
    async def table(request: Request) -> Response:
        used = service.rules.now
        return _unless_known(request, used.table, used.digest)

    @router.get("/", summary="The page for a meeting", responses=says("text/html") | _UNCHANGED)
    async def meeting(request: Request) -> Response:
        used = service.rules.now
        return _unless_known(request, used.meeting, used.digest)

    @router.get("/try", summary="Calls that are ready to send", responses=says("text/html"))
    async def try_it() -> Response:
        where = service.settings.address or "http://127.0.0.1:8787"
        return response_of(AnswerBody(try_document(where), "text/html"))

    @router.get("/healthz", summary="Whether this process answers", responses=says("text/plain"))
    async def healthz() -> Response:
        return response_of(AnswerBody("ok\n", "text/plain"))

    @router.get(
        "/readyz",
        summary="Whether it can answer about a case",
        responses=says("text/plain") | problem_responses(503),
    )
    async def readyz(request: Request) -> Response:
        def answer_about_nobody(*_: object) -> AnswerBody:
            try:
                service.check()
            except ThriveRulesError:
                raise Refusal(503, "not_ready", "no case can be answered") from None
            return AnswerBody("ok\n", "text/plain")

        return response_of(await service.made(request, answer_about_nobody))

    @router.get("/metrics", summary="Counts, for Prometheus", responses=says("text/plain"))
    async def metrics() -> Response:
        return Response(service.metrics.text(), headers={"Content-Type": KIND})


_UNCHANGED: dict[int | str, dict[str, Any]] = {304: {"description": "What you have is what there is"}}


def _unless_known(request: Request, answer: AnswerBody, digest: str) -> Response:
    """An answer of the rules alone, or that it is still the same: the digest is its ETag."""
    tag = f'"{digest}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    known = [each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")]
    if tag in known or "*" in known:
        return Response(status_code=304, headers=headers)
    found = response_of(answer)
    found.headers.update(headers)
    return found

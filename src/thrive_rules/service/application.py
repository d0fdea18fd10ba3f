"""The application: its routes, and what becomes of every request that none of them answers. The one door of FastAPI."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match

from thrive_rules.documents.validation import expectation
from thrive_rules.faults import Code, ThriveRulesError
from thrive_rules.service.cds_routes import cds_routes
from thrive_rules.service.door import Door
from thrive_rules.service.fhir_routes import fhir_routes
from thrive_rules.service.openapi import openapi_of
from thrive_rules.service.plain_routes import plain_routes
from thrive_rules.service.problem_answer import problem_answer
from thrive_rules.service.refusal import FaultShown, Refusal, refusal_of
from thrive_rules.service.service import Service
from thrive_rules.service.settings import Settings


class _Described(FastAPI):
    """An application that describes itself from the models, and not from what FastAPI makes of its routes."""

    def openapi(self) -> dict[str, Any]:
        """The description, as OpenAPI."""
        return openapi_of(self)


_AS_IT_STANDS = Settings()


def create_application(settings: Settings = _AS_IT_STANDS) -> FastAPI:
    """The whole service as one ASGI application, to run by itself or within another.

    Raises RuleError for rules that cannot be read.
    """
    service = Service(settings)

    @asynccontextmanager
    async def while_it_runs(_: FastAPI) -> AsyncIterator[None]:
        yield
        service.end()

    app = _Described(
        title="thrive-rules",
        version=version("thrive-rules"),
        description="Candidate THRIVE groupings with explained rationales. People decide together.",
        docs_url=None,  # pages that load scripts from elsewhere
        redoc_url=None,
        redirect_slashes=False,
        lifespan=while_it_runs,
    )
    app.state.service = service
    plain_routes(app.router, service)
    cds_routes(app.router, service)
    fhir_routes(app.router, service)
    app.add_middleware(Door, metrics=service.metrics, limits=settings.limits)
    # Outermost, so that a page in a browser can read what it is refused, too.
    app.add_middleware(
        CORSMiddleware,
        allow_origins=settings.origins,
        allow_methods=("GET", "POST"),
        allow_headers=("authorization", "content-type"),
        expose_headers=("x-request-id", "retry-after"),
    )
    _refuse_in_our_words(app)
    return app


def _refuse_in_our_words(app: FastAPI) -> None:
    """What FastAPI would say in its own words repeats what was sent; here it is said in ours."""

    def refuse(error: type[Exception], to_refusal: Callable[[Request, Any], Refusal]) -> None:
        async def answer(request: Request, failure: Exception) -> Response:
            return problem_answer(to_refusal(request, failure), request.scope)

        app.add_exception_handler(error, answer)

    refuse(Refusal, lambda _, refusal: refusal)
    refuse(ThriveRulesError, lambda _, error: refusal_of(error))
    refuse(RequestValidationError, lambda _, invalid: _wrong_query(invalid))
    refuse(HTTPException, lambda request, failure: _no_route(request, failure, app))


def _wrong_query(invalid: RequestValidationError) -> Refusal:
    """What is wrong with a query. The name of an unknown parameter is not repeated."""
    faults = []
    for detail in invalid.errors():
        unknown = detail["type"] == "extra_forbidden"
        faults.append(
            FaultShown(
                path="" if unknown else ".".join(map(str, detail["loc"][1:2])),
                problem="there is no such parameter here" if unknown else expectation(detail),
                code=Code.UNKNOWN_KEY if unknown else Code.UNEXPECTED,
            )
        )
    problem = "; ".join(f"{each.path or 'query'}: {each.problem}" for each in faults[:3])
    return Refusal(422, faults[0].code, problem, faults=tuple(faults[:25]))


def _no_route(request: Request, failure: HTTPException, app: FastAPI) -> Refusal:
    if failure.status_code == 405:
        allowed = methods_at(app, request.scope)
        return Refusal(405, "no_such_method", f"expected {', '.join(allowed)}", {"Allow": ", ".join(allowed)})
    if failure.status_code == 404:
        return Refusal(404, "no_such_route", "there is nothing here; GET /openapi.json lists what there is")
    return Refusal(failure.status_code, "refused", "this request cannot be answered", failure.headers or {})


def methods_at(app: FastAPI, scope: Any) -> list[str]:
    """Every method that something answers at a path."""
    found: set[str] = set()
    for route in app.routes:
        for method in getattr(route, "methods", None) or ():
            if route.matches({**scope, "method": method})[0] is Match.FULL:
                found |= {method, "HEAD"} if method == "GET" else {method}
    return sorted(found)

"""The routes of CDS Hooks: which service there is, its cards, and what became of them."""

import datetime

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from thrive_rules.cases.case import Case
from thrive_rules.cases.vocabulary import FACTS
from thrive_rules.documents.validation import validate
from thrive_rules.exchange.form import link_id
from thrive_rules.exchange.response import case_of_response
from thrive_rules.faults import Code, ExchangeError
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.reasoning.suggestion import suggest
from thrive_rules.service.answers import AnswerBody, Engine
from thrive_rules.service.card import OVERRIDE_REASONS, REASONS, Cards, CdsService, Discovery
from thrive_rules.service.cards import CardMaker
from thrive_rules.service.cds_request import OLDEST, PREFETCH, FeedbackOnCard, FeedbackSent, HookCall
from thrive_rules.service.examples import A_CALL, SOME_FEEDBACK
from thrive_rules.service.openapi import body, problem_responses
from thrive_rules.service.refusal import FaultShown, Refusal
from thrive_rules.service.request_body import body_of, document_in
from thrive_rules.service.service import Service, response_of

ID = "needs-based-groupings"
"""The one service."""
DISCOVERY = Discovery(
    services=(
        CdsService(
            title="Needs-based groupings to talk about",
            description="Candidate groupings of the THRIVE Framework with whose idea each is, from answers in the "
            "record. Danger comes first. People decide together; there is nothing to accept.",
            id=ID,
            prefetch=PREFETCH,
            usage_requirements="Prefetch is required: the service calls no FHIR server. Full cards are for a "
            "Practitioner or PractitionerRole in context.userId; anybody else gets one card about no case.",
        ),
    )
)


def cds_routes(router: APIRouter, service: Service) -> None:
    """Add the routes of CDS Hooks."""

    @router.get(
        "/cds-services",
        summary="The service there is",
        response_model=Discovery,
        responses=problem_responses(401, fhir=True),
        dependencies=service.for_clients,
        tags=["CDS Hooks"],
    )
    async def discovery() -> Response:
        return response_of(AnswerBody(DISCOVERY.model_dump_json(by_alias=True)))

    @router.post(
        f"/cds-services/{ID}",
        summary="Cards about a young person whose record is opened",
        response_model=Cards,
        response_model_exclude_none=True,
        responses=problem_responses(401, 408, 412, 413, 415, 422, 503, fhir=True),
        openapi_extra=body(HookCall, A_CALL),
        dependencies=service.for_clients,
        tags=["CDS Hooks"],
    )
    async def cards(request: Request) -> Response:
        raw = await body_of(request, service.settings.limits)
        return response_of(
            await service.made(request, lambda used, engine: cards_for(raw, used.rules, engine))
        )

    @router.post(
        f"/cds-services/{ID}/feedback",
        summary="What became of cards",
        response_class=Response,
        responses=problem_responses(401, 408, 413, 415, 422, fhir=True) | {200: {"description": "Counted"}},
        openapi_extra=body(FeedbackSent, SOME_FEEDBACK),
        dependencies=service.for_clients,
        tags=["CDS Hooks"],
    )
    async def feedback(request: Request) -> Response:
        raw = await body_of(request, service.settings.limits)
        for each in validate(document_in(raw), FeedbackSent, ExchangeError).feedback:
            service.metrics.feedback.labels(*counted_as(each)).inc()
        return Response(status_code=200)


def cards_for(raw: bytes, rules: RuleBase, engine: Engine) -> AnswerBody:
    """The cards for a call. Raises Refusal or ExchangeError for a call that cannot be answered."""
    call = validate(document_in(raw), HookCall, ExchangeError)
    maker = CardMaker(rules, call.hook_instance)
    return AnswerBody(_cards(call, maker, rules, engine).model_dump_json(by_alias=True, exclude_none=True))


def _cards(call: HookCall, maker: CardMaker, rules: RuleBase, engine: Engine) -> Cards:
    if not call.is_from_a_practitioner:
        return maker.about_nobody()  # and nothing of the case is even read
    age = call.age(datetime.datetime.now(datetime.UTC).date())
    if age is not None and age > OLDEST:
        return maker.for_adults()
    try:
        newest = call.newest_answers()
    except Refusal as refusal:
        refusal.more["faults"] = (*refusal.more["faults"], *_questions(rules))
        raise
    case = case_of_response(newest, rules, patient=call.context.patient_id)[0] if newest else Case()
    answered = case.context.date
    if age is not None:
        case = case.model_copy(update={"context": case.context.model_copy(update={"age": age})})
    if not newest:
        answers_of = "There are no answers in this record yet."
    elif answered:
        answers_of = f"From answers of {answered.isoformat()}. They may have changed since."
    else:
        answers_of = "From answers that do not say when they were given."
    return maker.about_a_case(case, answers_of, engine)


def _questions(rules: RuleBase) -> tuple[FaultShown, ...]:
    """What the answers would be about, danger first."""
    return tuple(
        FaultShown(path=link_id(FACTS[each.fact]), problem=each.question, code=Code.REQUIRED)
        for each in suggest(Case(), rules).ask_first
    )


def counted_as(feedback: FeedbackOnCard) -> tuple[str, str]:
    """Under which outcome and reason feedback is counted. There is nothing to accept, so that it is no agreement."""
    if feedback.outcome == "accepted":
        return "nothing_to_accept", "none"
    reason = feedback.override_reason.reason if feedback.override_reason else None
    if reason is None:
        return "overridden", "none"
    known = reason.system == OVERRIDE_REASONS and reason.code in REASONS
    return "overridden", reason.code if known else "other"

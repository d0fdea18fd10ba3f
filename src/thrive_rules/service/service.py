"""What all routes share: the rules in use, the queue, the counts; and how a request becomes an answer."""

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import Response

from thrive_rules.language.rulebase import RuleBase
from thrive_rules.service.answers import AnswerBody, Engine, ReaderQuery, suggestion_for
from thrive_rules.service.client_token import Tokens
from thrive_rules.service.door import NOTES
from thrive_rules.service.gate import Gate
from thrive_rules.service.metrics import Metrics
from thrive_rules.service.refusal import Refusal
from thrive_rules.service.request_body import body_of
from thrive_rules.service.rules_in_use import InUse, RulesInUse
from thrive_rules.service.settings import Settings

Asking = TypeVar("Asking", bound=ReaderQuery)
Making = Callable[[bytes, Asking, RuleBase, Engine], AnswerBody]


class Service:
    """One service. It holds rules and counts, and nothing of a case."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.rules = RulesInUse(settings)
        self.metrics = Metrics()
        self.gate = Gate(settings.limits)
        self.tokens = Tokens(settings) if settings.clients else None

    @property
    def for_clients(self) -> list[Any]:
        """What a route asks before it looks at a body, where clients have tokens."""
        tokens = self.tokens
        if tokens is None:
            return []

        def known(request: Request) -> None:
            tokens.check(request.headers.get("authorization"), request.scope["path"])

        return [Depends(known)]

    def check(self) -> None:
        """Answer a case of nobody, with every engine. Raises ThriveRulesError or Refusal where that fails."""
        used = self.rules.now
        suggestion_for(b"{}", ReaderQuery(), used.rules, used.opinion)

    def end(self) -> None:
        """End what was started."""
        self.rules.end()
        if self.tokens:
            self.tokens.end()

    async def answer(self, request: Request, asked: Asking, make: "Making[Asking]") -> Response:
        """Read the body of a request, and answer it with one rule base from beginning to end."""
        names = [name for name, _ in request.query_params.multi_items()]
        if len(set(names)) < len(names):
            raise Refusal(422, "twice", "query: the same parameter stands here twice")
        raw = await body_of(request, self.settings.limits)
        return response_of(
            await self.made(request, lambda used, engine: make(raw, asked, used.rules, engine))
        )

    async def made(self, request: Request, make: Callable[[InUse, Engine], AnswerBody]) -> AnswerBody:
        """What `make` gives, when it is its turn, with the rules that answer now."""
        return await self.gate.run(partial(self._make, request, make))

    def _make(self, request: Request, make: Callable[[InUse, Engine], AnswerBody]) -> AnswerBody:
        used = self.rules.now
        engine = self.rules.engine(used)
        request.scope[NOTES] |= {
            "rules": used.digest,
            "engines": ["reference", engine.name] if engine else ["reference"],
        }
        if engine is None:
            return make(used, None)
        try:
            found = make(used, engine)
        except Refusal as refusal:
            self.metrics.opinions.labels("none" if refusal.status == 503 else "not_asked").inc()
            raise
        self.metrics.opinions.labels("agreed").inc()
        return found


def response_of(answer: AnswerBody) -> Response:
    """An answer as it is sent."""
    kind = f"{answer.kind}; charset=utf-8" if answer.kind.startswith("text/") else answer.kind
    return Response(answer.text, headers={"Content-Type": kind})

"""What holds of every answer: an id, no copy in a cache, a count, one audit line, and no traceback for anybody."""

import logging
import time
import traceback
import uuid
from typing import Any

import anyio
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from thrive_rules.service.metrics import Metrics
from thrive_rules.service.problem_answer import problem_answer
from thrive_rules.service.refusal import Refusal
from thrive_rules.service.settings import Limits

log = logging.getLogger("thrive_rules.service")
NOTES = "thrive_rules"
"""Where a request keeps what the audit line says of it: its id, the rules and the engines that answered."""
METHODS = ("GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT")
HEADERS = {
    b"cache-control": b"no-store",
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"x-frame-options": b"DENY",
}
"""On each answer that does not say otherwise."""


class Door:
    """The outermost part of the application."""

    def __init__(self, app: ASGIApp, metrics: Metrics, limits: Limits) -> None:
        self._app, self._metrics, self._limits = app, metrics, limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        visit = _Visit(scope, send)
        try:
            with anyio.fail_after(self._limits.seconds_to_answer):
                await self._app(visit.scope, receive, visit.send)
        except TimeoutError:
            await visit.refuse(Refusal(503, "slow", "this took too long", {"Connection": "close"}))
        except Exception as failure:  # noqa: BLE001 - whatever it is, its text may hold what was sent
            places = [
                f"{each.filename}:{each.lineno}" for each in traceback.extract_tb(failure.__traceback__)
            ]
            fields = {"request": visit.id, "failure": type(failure).__name__, "at": places[-3:]}
            log.error("failed", extra={"fields": fields})
            await visit.refuse(
                Refusal(500, "failed", "this is a fault of the service, and not of the request")
            )
        visit.count(self._metrics)


class _Visit:
    """One request on its way."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self.id, self._send, self._began = str(uuid.uuid4()), send, time.perf_counter()
        self.method = scope["method"] if scope["method"] in METHODS else "other"
        self.notes: dict[str, Any] = {"request": self.id}
        # Whatever answers GET answers HEAD, without the body.
        self.scope = scope
        scope[NOTES] = self.notes
        if self.method == "HEAD":
            scope["method"] = "GET"
        self.status: int | None = None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            named = {name.lower() for name, _ in message["headers"]}
            added = [each for each in HEADERS.items() if each[0] not in named]
            message["headers"] = [*message["headers"], *added, (b"x-request-id", self.id.encode())]
        elif self.method == "HEAD":
            message = {**message, "body": b""}
        await self._send(message)

    async def refuse(self, refusal: Refusal) -> None:
        """Answer with a problem, where nothing has been answered yet."""
        if self.status is None:
            await problem_answer(refusal, self.scope)(self.scope, _nothing, self.send)

    def count(self, metrics: Metrics) -> None:
        """Count the answer, and write its audit line."""
        seconds = time.perf_counter() - self._began
        route = getattr(self.scope.get("route"), "path", "none")
        metrics.requests.labels(route, self.method, str(self.status)).inc()
        metrics.seconds.labels(route).observe(seconds)
        fields = {
            "route": route,
            "method": self.method,
            "status": self.status,
            "ms": round(seconds * 1000, 1),
        }
        log.info("answered", extra={"fields": self.notes | fields})


async def _nothing() -> Message:
    return {"type": "http.disconnect"}

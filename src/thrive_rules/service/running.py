"""A service that runs: where it listens, what it logs, how it ends, and clients that are too slow for it."""

import asyncio
import functools
import os
import socket
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.supervisors import Multiprocess

from thrive_rules.faults import ThriveRulesError
from thrive_rules.service.settings import Settings

SECONDS_FOR_A_HEADER = 5
"""How long a header may take, beside the time that a connection may say nothing."""
SECONDS_TO_TAKE_IT = 20
"""How long a client may take in nothing of an answer that it is sent."""
SECONDS_TO_END = 20
"""How long what is under way may take once the service is told to end."""
CONNECTIONS = 512
"""Connections of one process; with as many bodies, it holds 128 MiB at the most."""

_SAID = {"handlers": ["lines"], "propagate": False}
LOGGING: dict[str, Any] | None = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "thrive_rules.service.log_line.JsonLines"}},
    "handlers": {
        "lines": {"class": "logging.StreamHandler", "formatter": "lines", "stream": "ext://sys.stderr"}
    },
    "root": {"handlers": ["lines"], "level": "WARNING"},
    "loggers": {
        "thrive_rules.service": {**_SAID, "level": "INFO"},
        "uvicorn": {**_SAID, "level": "WARNING"},
    },
}
"""What is logged, in this process and in each worker: one line of JSON for each event, to standard error."""


@dataclass(frozen=True, slots=True)
class Listener:
    """Where a service listens, and with how many processes."""

    host: str = "127.0.0.1"
    port: int = 8787
    workers: int = 1


class Patient(H11Protocol):
    """HTTP for a client that sends at last, and reads: one that dawdles over its header, or takes in no answer, is cut.

    uvicorn itself closes a connection that says nothing between two requests.
    """

    _wait: asyncio.TimerHandle | None = None
    _unread: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Wait for a first request."""
        # asyncio does so itself, but for a socket that says its protocol. Else each answer of two packets waits 40 ms
        # for the client to say that it has the first.
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # asyncio says BaseTransport; of a stream it is always a Transport, and uvicorn asks for one.
        super().connection_made(cast(asyncio.Transport, transport))
        self._begin_to_wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        super().connection_lost(exc)
        for each in (self._wait, self._unread):
            if each:
                each.cancel()

    def pause_writing(self) -> None:
        """More waits to be read than there is room for."""
        super().pause_writing()
        self._unread = self.loop.call_later(SECONDS_TO_TAKE_IT, self.transport.abort)

    def resume_writing(self) -> None:
        """There is room again."""
        if self._unread:
            self._unread.cancel()
        super().resume_writing()

    def on_response_complete(self) -> None:
        """Wait for the next request."""
        self._begin_to_wait()
        super().on_response_complete()

    def _begin_to_wait(self) -> None:
        if self._wait:
            self._wait.cancel()
        self._wait = self.loop.call_later(SECONDS_FOR_A_HEADER + self.timeout_keep_alive, self._cut)

    def _cut(self) -> None:
        under_way = getattr(self.cycle, "response_complete", True) is False
        if not (under_way or self.transport.is_closing()):
            self.transport.close()


def listen(place: Listener) -> socket.socket:
    """A socket at this place. Raises ThriveRulesError where nothing can listen there."""
    try:
        found = socket.create_server((place.host, place.port), backlog=2048)
    except (OSError, OverflowError):
        raise ThriveRulesError(
            f"port {place.port} is taken, or is not ours to listen at; name another with --port"
        ) from None
    found.set_inheritable(True)
    return found


def serve(settings: Settings, place: Listener, listening: socket.socket) -> None:
    """Answer until the process is told to end. What is under way then is finished."""
    if place.workers == 1:
        # A signal ends this process in there: nothing that is left to do here would be done.
        uvicorn.Server(configuration(settings, place)).run(sockets=[listening])
        return
    with tempfile.TemporaryDirectory(prefix="thrive-rules-") as shared:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = shared  # before a worker imports prometheus-client
        if settings.clients and settings.tokens is None:
            settings = replace(settings, tokens=Path(shared) / "tokens")
        Multiprocess(configuration(settings, place), sockets=[listening]).run()


def configuration(settings: Settings, place: Listener) -> uvicorn.Config:
    """How uvicorn runs it."""
    return uvicorn.Config(
        functools.partial(_application, settings),
        factory=True,
        workers=place.workers,
        http=Patient,
        ws="none",
        lifespan="on",
        log_config=LOGGING,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=CONNECTIONS,
        timeout_graceful_shutdown=SECONDS_TO_END,
    )


def _application(settings: Settings) -> FastAPI:
    from thrive_rules.service.application import create_application

    return create_application(settings)

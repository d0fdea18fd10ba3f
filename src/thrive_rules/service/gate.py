"""How many requests one process works on and lets wait; one more is told to come again, and nothing piles up."""

from collections.abc import Callable
from typing import TypeVar

import anyio

from thrive_rules.service.refusal import Refusal
from thrive_rules.service.settings import Limits

T = TypeVar("T")


class Gate:
    """A queue with an end. What is worked on runs in a thread, so that `healthz` is answered meanwhile."""

    def __init__(self, limits: Limits) -> None:
        self._limits, self._here = limits, 0
        self._running = anyio.CapacityLimiter(limits.running)

    async def run(self, work: Callable[[], T]) -> T:
        """What `work` gives, when it is its turn. Raises Refusal, 503, where too many wait already."""
        if self._here >= self._limits.running + self._limits.waiting:
            come_again = {"Retry-After": str(self._limits.come_again)}
            raise Refusal(503, "busy", "too many requests wait already; come again", come_again)
        self._here += 1
        try:
            return await anyio.to_thread.run_sync(work, limiter=self._running)
        finally:
            self._here -= 1

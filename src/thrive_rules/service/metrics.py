"""Counts for Prometheus. A label is a route, a status or a closed list of words: never anything that was sent."""

import os

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.multiprocess import MultiProcessCollector

SHARED = "PROMETHEUS_MULTIPROC_DIR"
"""Where several processes keep their counts together; prometheus-client reads it as it is imported."""
KIND = CONTENT_TYPE_LATEST
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5)


class Metrics:
    """What is counted in one application, or in all processes that share a folder for it."""

    def __init__(self) -> None:
        own = CollectorRegistry()
        self.requests = Counter(
            "thrive_rules_requests",
            "Requests that were answered.",
            ("route", "method", "status"),
            registry=own,
        )
        self.seconds = Histogram(
            "thrive_rules_request_seconds",
            "How long an answer took.",
            ("route",),
            registry=own,
            buckets=_SECONDS,
        )
        self.opinions = Counter(
            "thrive_rules_second_opinions",
            "Answers that durable-rules was asked about.",
            ("outcome",),
            registry=own,
        )
        self.feedback = Counter(
            "thrive_rules_feedback", "What was said of cards.", ("outcome", "reason"), registry=own
        )
        self._registry = own
        if SHARED in os.environ:
            self._registry = CollectorRegistry()
            MultiProcessCollector(self._registry)  # type: ignore[no-untyped-call]  # prometheus-client gives it no types

    def text(self) -> bytes:
        """All counts, as Prometheus reads them."""
        return generate_latest(self._registry)

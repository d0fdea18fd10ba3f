"""A service to call within this process: many requests at once cost no more than their answers."""

import asyncio
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import httpx2

from thrive_rules.documents.document import read_document
from thrive_rules.service.application import create_application
from thrive_rules.service.settings import Settings

EXAMPLES = Path(__file__).parents[2] / "examples"
JSON = {"Content-Type": "application/json"}
Call = tuple[str, str, Mapping[str, Any]]


def example(name: str) -> Any:
    """A case of the examples, as plain data."""
    return read_document(EXAMPLES / f"{name}.yaml").data


AS_IT_STANDS = Settings()


class Here:
    """An application, and its answers to calls that are made one after another."""

    def __init__(self, settings: Settings = AS_IT_STANDS) -> None:
        self.app = create_application(settings)

    def answers(self, calls: Iterable[Call]) -> list[httpx2.Response]:
        """The answer to each call: a method, a path, and what `httpx2` takes beside."""

        async def ask() -> list[httpx2.Response]:
            through = httpx2.ASGITransport(self.app)
            async with httpx2.AsyncClient(transport=through, base_url="http://127.0.0.1:8787") as client:
                return [await client.request(method, path, **more) for method, path, more in calls]

        return asyncio.run(ask())

    def call(self, method: str, path: str, **more: Any) -> httpx2.Response:
        """The answer to one call."""
        return self.answers([(method, path, more)])[0]

    def post(self, path: str, data: Any, **headers: str) -> httpx2.Response:
        """The answer to some data, sent as JSON."""
        return self.call("POST", path, content=json.dumps(data), headers=JSON | headers)

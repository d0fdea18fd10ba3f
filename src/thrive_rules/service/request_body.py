"""A body as bytes, within limits that hold before anything is parsed, and then as one of our models."""

import io
from typing import TypeVar

import anyio
from pydantic import BaseModel
from starlette.requests import ClientDisconnect, Request

from thrive_rules.documents.document import Document, read_document
from thrive_rules.documents.validation import validate
from thrive_rules.faults import CaseError
from thrive_rules.service.refusal import Refusal
from thrive_rules.service.settings import Limits

JSON = ("application/json", "application/fhir+json")
Model = TypeVar("Model", bound=BaseModel)


async def body_of(request: Request, limits: Limits) -> bytes:
    """The bytes of a body. Raises Refusal: 415 for what is no JSON, 413 for too much of it, 408 for a slow client."""
    kind, _, parameters = request.headers.get("content-type", "").partition(";")
    if kind.strip().lower() not in JSON or not _is_utf8(parameters):
        raise Refusal(
            415, "no_json", f"expected a body of {' or '.join(JSON)}, in UTF-8", {"Accept": JSON[0]}
        )
    if request.headers.get("content-encoding", "identity").strip().lower() != "identity":
        raise Refusal(
            415, "encoded", "expected a body that is not compressed", {"Accept-Encoding": "identity"}
        )
    length = request.headers.get("content-length", "")
    if length.isdecimal() and (len(length) > 18 or int(length) > limits.body):
        raise _too_large(limits)
    found = bytearray()
    try:
        with anyio.fail_after(limits.seconds_to_send):
            async for chunk in request.stream():
                found += chunk
                if len(found) > limits.body:
                    raise _too_large(limits)
    except TimeoutError:
        problem = f"the body took longer than {limits.seconds_to_send:g} seconds to arrive"
        raise Refusal(408, "slow", problem, {"Connection": "close"}) from None
    except ClientDisconnect:
        raise Refusal(400, "gone", "the body ended before it was whole", {"Connection": "close"}) from None
    return bytes(found)


def _too_large(limits: Limits) -> Refusal:
    problem = f"expected a body of at most {limits.body // 1024} KiB"
    return Refusal(413, "too_large", problem, {"Connection": "close"})


def _is_utf8(parameters: str) -> bool:
    """Whether what stands after the media type leaves the letters as JSON has them."""
    named = dict(each.strip().lower().partition("=")[::2] for each in parameters.split(";"))
    return named.get("charset", "utf-8").strip('"') in ("utf-8", "utf8")


def document_in(raw: bytes) -> Document:
    """What a body says, with the line of each field. Raises CaseError for what is no JSON, too deep or too much."""
    stream = io.BytesIO(raw)
    stream.name = "request.json"  # so that it is JSON, and never YAML
    return read_document(stream, CaseError)


def read_body(raw: bytes, model: type[Model]) -> Model:
    """A body as one of our models. Raises CaseError, with a fault for each field, and no value."""
    return validate(document_in(raw), model, CaseError)

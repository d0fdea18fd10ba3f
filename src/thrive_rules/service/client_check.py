"""What a client would meet at a service: whether CORS, tokens, prefetch and the patient are as they have to be."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from thrive_rules.faults import ThriveRulesError
from thrive_rules.service.samples import HOOK, Sample, samples

SECONDS = 10
MOST_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class ClientFinding:
    """One thing that was looked at."""

    what: str
    holds: bool
    detail: str


@dataclass(frozen=True, slots=True)
class _Back:
    status: int
    headers: Mapping[str, str]
    data: Any


@dataclass(frozen=True, slots=True)
class ClientCheck:
    """A look at one service, as a client meets it."""

    address: str
    origin: str
    """The page in a browser that it stands for."""
    token: str | None = None

    def __post_init__(self) -> None:
        """Raise ThriveRulesError for an address that is none of the web."""
        try:
            scheme = urlsplit(self.address).scheme
        except ValueError:
            scheme = ""
        if scheme not in ("http", "https"):
            raise ThriveRulesError("client: expected the address of a service, as http://127.0.0.1:8787")

    def findings(self) -> Iterator[ClientFinding]:
        """Each thing that is looked at. Raises ThriveRulesError where nobody answers."""
        by_name = {each.name: each for each in samples()}
        yield self._cors()
        found = self._send(by_name["discovery"])
        yield from self._token(found)
        if found.status != 200:
            return
        missing, calm = self._send(by_name["no prefetch"]), self._send(by_name["calm"])
        if 401 in (missing.status, calm.status):
            detail = "a token is taken once, and for one address; the rest was not looked at"
            yield ClientFinding("prefetch", False, detail)
            return
        names = "prefetch.answers" in json.dumps(missing.data)
        sent = calm.status == 200 and bool(calm.data.get("cards"))
        detail = "what is missing is named, and what is sent is read"
        wrong = (
            f"a call without it gave {missing.status}, and one with it {calm.status}; expected 412 and 200"
        )
        yield ClientFinding(
            "prefetch", holds := missing.status == 412 and names and sent, detail if holds else wrong
        )
        other = self._send(by_name["wrong patient"])
        detail = "answers of somebody else are not read"
        wrong = f"answers of somebody else gave {other.status}; expected 422"
        yield ClientFinding("patient", holds := other.status == 422, detail if holds else wrong)

    def _cors(self) -> ClientFinding:
        asked = {
            "Origin": self.origin,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization,content-type",
        }
        back = self._ask("OPTIONS", HOOK, asked)
        holds = back.headers.get("access-control-allow-origin") in (self.origin, "*")
        wrong = f"a page at {self.origin} may not call; start the service with --origin {self.origin}"
        return ClientFinding("CORS", holds, f"a page at {self.origin} may call" if holds else wrong)

    def _token(self, found: _Back) -> Iterator[ClientFinding]:
        if found.status == 401:
            issues = found.data.get("issue") if isinstance(found.data, dict) else None
            said = issues[0].get("details", {}).get("text", "") if issues else ""
            yield ClientFinding("JWT", False, f"the token is refused: {said or '401'}")
        elif found.status != 200:
            yield ClientFinding("JWT", False, f"discovery gave {found.status}; expected 200 or 401")
        else:
            yield ClientFinding(
                "JWT", True, "the token is good" if self.token else "nobody is asked for a token here"
            )

    def _send(self, sample: Sample) -> _Back:
        headers = {"Content-Type": sample.kind, "Origin": self.origin}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        body = sample.body.encode() or None
        return self._ask(sample.method, sample.path, headers, body)

    def _ask(self, method: str, path: str, headers: dict[str, str], body: bytes | None = None) -> _Back:
        asked = Request(self.address + path, body, headers, method=method)  # noqa: S310 - http or https: see __post_init__
        try:
            with urlopen(asked, timeout=SECONDS) as answer:  # noqa: S310 - http or https: see __post_init__
                return _back(answer.status, answer.headers, answer.read(MOST_BYTES))
        except HTTPError as refused:
            with refused:
                return _back(refused.code, refused.headers, refused.read(MOST_BYTES))
        except (OSError, HTTPException):
            raise ThriveRulesError("client: nobody answers at this address, or not over HTTP") from None
        except ValueError:
            problem = (
                "client: this address, its origin or its token holds what none can hold, such as a line break"
            )
            raise ThriveRulesError(problem) from None


def _back(status: int, headers: Any, body: bytes) -> _Back:
    named = {name.lower(): value for name, value in headers.items()}
    try:
        return _Back(status, named, json.loads(body))
    except ValueError:
        return _Back(status, named, None)

"""How a service is set up: its rules, its limits and its second opinion. Frozen, and made before it starts."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import Field, StrictStr, model_validator
from pydantic_core import PydanticCustomError

from thrive_rules.cases.fields import Frozen, SomeOf
from thrive_rules.documents.document import read_document
from thrive_rules.documents.validation import validate
from thrive_rules.faults import ThriveRulesError


@dataclass(frozen=True, slots=True)
class Limits:
    """What one request may take, and how many may be under way in one process."""

    body: int = 256 * 1024
    """Bytes of a body; it is refused as soon as one more arrives, however it is sent."""
    seconds_to_send: float = 10.0
    """How long a client may take over its body."""
    seconds_to_answer: float = 30.0
    """How long a request may take in all, its reading by the client included."""
    running: int = 2
    """Requests that are worked on at once."""
    waiting: int = 64
    """Requests that wait for that; one more is told to come again."""
    come_again: int = 1
    """In so many seconds."""


@dataclass(frozen=True, slots=True)
class SecondOpinionChoice:
    """How often durable-rules is asked as well."""

    one_in: int = 0
    """One request in so many; 1 for each, 0 for none."""

    @classmethod
    def of(cls, said: str) -> "SecondOpinionChoice":
        """What `off`, `always` or `sample=1/100` means. Raises ThriveRulesError for anything else."""
        if said in ("off", "always"):
            return cls(int(said == "always"))
        if found := re.fullmatch(r"sample=1/([1-9][0-9]{0,8})", said):
            return cls(int(found[1]))
        raise ThriveRulesError("second-opinion: expected off, always, or sample=1/100 for one request in 100")


@dataclass(frozen=True, slots=True)
class Settings:
    """What `thrive-rules serve` is given."""

    rules: Path | None = None
    """A directory of rules; without it, those that ship."""
    language: Path | None = None
    """A language pack."""
    second_opinion: SecondOpinionChoice = SecondOpinionChoice()
    limits: Limits = field(default_factory=Limits)
    origins: tuple[str, ...] = ()
    """Pages in a browser that may call, as `https://ehr.example`; none by default."""
    address: str = ""
    """The address by which clients know this service. It is set here, and never read off a request."""
    clients: tuple["Client", ...] = ()
    """Whose tokens are taken. Without any, no token is looked at: for 127.0.0.1 alone."""
    tokens: Path | None = None
    """A file, shared by every process, of the tokens that were used and have not ended yet."""


class Client(Frozen):
    """A client whose tokens are taken."""

    iss: Annotated[StrictStr, Field(min_length=1)]
    """What it calls itself in a token."""
    jwks: dict[str, Any] | None = None
    """Its public keys, as a JWK Set (RFC 7517)."""
    jku: Annotated[StrictStr, Field(pattern="^https://")] | None = None
    """Or where they stand. They are fetched over https, without following a redirect, and kept for five minutes."""

    @model_validator(mode="after")
    def _has_keys(self) -> Self:
        if (self.jwks is None) is (self.jku is None):
            raise PydanticCustomError("keys", "either jwks or jku")
        return self


class ClientsFile(Frozen):
    """Who may call, as a file says it."""

    address: Annotated[StrictStr, Field(pattern="^https?://[^/]+(/.*[^/])?$")]
    """The address by which clients know this service, without a stroke at its end."""
    clients: SomeOf[Client]


def load_clients(file: Path) -> ClientsFile:
    """Who may call. Raises ThriveRulesError for a file that does not say it."""
    return validate(read_document(file), ClientsFile, ThriveRulesError)

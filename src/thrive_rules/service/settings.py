"""How a service is set up: its rules, its limits and its second opinion. Frozen, and made before it starts."""

import re
from dataclasses import dataclass, field
from pathlib import Path

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

"""Why a request gets no answer: a status, and which fields are at fault. It never holds a value."""

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from thrive_rules.cases.fields import Frozen
from thrive_rules.faults import Code, EnginesDisagree, Fault, ThriveRulesError
from thrive_rules.reasoning.suggestion import Unknown
from thrive_rules.reasoning.urgent import Urgent

PROBLEM, FHIR = "application/problem+json", "application/fhir+json"


class FaultShown(Frozen):
    """One thing that is wrong in what was sent."""

    path: str
    """The field, as `views[0].proposes`; empty for the whole of it."""
    line: int | None = None
    """The line of the body."""
    problem: str
    """What was expected there."""
    code: Code
    """What kind of thing is wrong, for programs."""


class Problem(Frozen):
    """A problem as RFC 9457 has it: what is wrong and where, and no value of what was sent."""

    type: str = "about:blank"
    title: str
    """The name of the status."""
    status: int
    detail: str
    code: str
    """What kind of problem it is, for programs; this stays where words change."""
    request: str
    """The id of this request, as the audit line has it."""
    faults: tuple[FaultShown, ...] = ()
    urgent: Urgent | None = None
    """What comes first, where nothing else can be shown of the case."""
    ask_first: tuple[Unknown, ...] = Field(())
    """What is not known about danger, there."""


class Refusal(Exception):  # noqa: N818 - no error of the service: it is how a request gets its answer
    """A request that gets a problem for an answer."""

    def __init__(
        self, status: int, code: str, detail: str, headers: Mapping[str, str] = {}, **more: Any
    ) -> None:
        super().__init__(detail)
        self.status, self.code, self.detail, self.headers = status, code, detail, dict(headers)
        self.more = more
        """What else the problem says: `faults`, `urgent`, `ask_first`."""


def refusal_of(error: ThriveRulesError) -> Refusal:
    """The refusal that says what is wrong with what was sent."""
    if isinstance(error, EnginesDisagree):
        return Refusal(503, error.code, "two engines do not agree, so that no idea is shown")
    faults = tuple(map(_shown, error.faults))
    detail = "; ".join(_in_words(each) for each in faults[:3]) or str(error)
    return Refusal(422, error.code, detail, faults=faults)


def _shown(fault: Fault) -> FaultShown:
    return FaultShown(path=fault.path, line=fault.line, problem=fault.problem, code=fault.code)


def _in_words(fault: FaultShown) -> str:
    return f"{fault.path}: {fault.problem}" if fault.path else fault.problem

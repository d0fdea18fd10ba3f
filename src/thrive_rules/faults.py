"""What can be wrong, and how it is said.

The errors of the library, all told here:

    ThriveRulesError         anything that a caller can put right
    ├── CaseError            a case file that cannot be read
    ├── DecisionError        a shared decision that cannot be read or kept
    ├── RuleError            a rule base that cannot be read
    └── EnginesDisagree      two engines that do not tell the same story, or one that fails

A message names the file, the line and the field, says what was expected, and shows no value. It is safe for a terminal,
and nothing hangs on the error but itself: `instead` raises it outside of whatever failed.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

T = TypeVar("T")
Path: TypeAlias = tuple[str | int, ...]
"""Keys and positions that lead from the top of a file to one field."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: where it stands and what was expected there."""

    file: str
    line: int | None
    field: str
    problem: str

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        told = f"{where}: {self.field}: {self.problem}" if self.field else f"{where}: {self.problem}"
        return printable(told)


class ThriveRulesError(Exception):
    """Anything that a caller can put right; `faults` says where and what, one by one."""

    def __init__(self, faults: Iterable[Fault] | str) -> None:
        self.faults: tuple[Fault, ...] = () if isinstance(faults, str) else tuple(faults)
        told = faults.split("\n") if isinstance(faults, str) else map(str, self.faults)
        super().__init__("\n".join(map(printable, told)))


class CaseError(ThriveRulesError):
    """A case file that cannot be read as a case."""


class DecisionError(ThriveRulesError):
    """A shared decision that cannot be read, or that cannot be kept where it was to be."""


class RuleError(ThriveRulesError):
    """A rule base that cannot be read, or that says something a rule base may not say."""


class EnginesDisagree(ThriveRulesError):  # noqa: N818 - users catch it under this name
    """Two engines that do not tell the same story, or one that fails. Names rules, never an answer.

    `urgent` holds the urgent notice of the case, if it has one: nothing else is shown, and danger still comes first.
    """

    urgent: str | None = None


def instead(reading: Callable[[], T], told: Callable[[BaseException], ThriveRulesError | None]) -> T:
    """What `reading` gives; where it fails, the error that `told` makes of the failure, or the failure itself for None.

    The error is raised outside the `except`: a chain to a failure of another library would keep the text of the file,
    for every tracker that walks such chains.
    """
    try:
        return reading()
    except BaseException as failure:
        error = told(failure)
        if error is None:
            raise
    raise error


def printable(text: str) -> str:
    """One line of text for a terminal: a letter that moves its cursor or hides is written as Python escapes it."""
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else ascii(each)[1:-1] for each in text)


def spell(path: Iterable[str | int]) -> str:
    """A path as people write it: `views[0].proposes.information`."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")


def did_you_mean(name: object, known: Iterable[str], cutoff: float = 0.6) -> str:
    """A hint where `name` is close to a known name, else an empty text. The name itself is not repeated.

    `cutoff` is how alike they have to be, from 0 to 1.
    """
    import difflib  # only where something is misspelt

    close = difflib.get_close_matches(str(name), list(known), n=1, cutoff=cutoff)
    return f"did you mean {close[0]}?" if close else ""

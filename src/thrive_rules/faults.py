"""What can be wrong, and how it is said.

The errors of the library, each drawn here:

    ThriveRulesError         anything that a caller can put right
    ├── CaseError            a case file that cannot be read
    ├── DecisionError        a shared decision that cannot be read or kept
    ├── ExchangeError        a FHIR resource that cannot be read
    ├── RuleError            a rule base that cannot be read
    └── EnginesDisagree      two engines that do not tell the same story, or one that fails

A message names the file, the line and the field, says what was expected, and shows no value. It is safe for a terminal,
and nothing hangs on the error but itself: `instead` raises it outside of whatever failed.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeAlias, TypeVar

T = TypeVar("T")
Path: TypeAlias = tuple[str | int, ...]
"""Keys and positions that lead from the top of a file to one field."""


class Code(StrEnum):
    """What kind of thing is wrong. Words may be put better one day; these stay, for programs to read."""

    UNEXPECTED = "unexpected"
    """Something else was expected here; the words say what."""
    REQUIRED = "required"
    """Something has to stand here, and does not."""
    UNKNOWN_KEY = "unknown_key"
    """No key and no column has this name."""
    TWICE = "twice"
    """This stands here, or elsewhere, a second time."""
    UNREADABLE = "unreadable"
    """There is no such file, or it is damaged, too large, or not what its name says."""
    UNWRITABLE = "unwritable"
    """A file cannot be written here."""
    IMPOSSIBLE = "impossible"
    """What was asked for cannot be done with what was given; no file is at fault."""
    ENGINES_DISAGREE = "engines_disagree"
    """Two engines do not tell the same story."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: where it stands and what was expected there."""

    file: str
    line: int | None
    path: str
    """Keys and positions that lead to it, as `views[0].proposes`; empty where the file itself is at fault."""
    problem: str
    code: Code = Code.UNEXPECTED

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        return printable(f"{where}: {self.path}: {self.problem}" if self.path else f"{where}: {self.problem}")


class ThriveRulesError(Exception):
    """Anything that a caller can put right; `faults` says where and what, one by one.

    `code` and `path` are those of the first fault.
    """

    def __init__(self, faults: Iterable[Fault] | str) -> None:
        self.faults: tuple[Fault, ...] = () if isinstance(faults, str) else tuple(faults)
        lines = faults.split("\n") if isinstance(faults, str) else map(str, self.faults)
        super().__init__("\n".join(map(printable, lines)))

    @property
    def code(self) -> Code:
        """What kind of thing is wrong."""
        return self.faults[0].code if self.faults else Code.IMPOSSIBLE

    @property
    def path(self) -> str:
        """Where it stands in its file; empty where no place in a file is at fault."""
        return self.faults[0].path if self.faults else ""


class CaseError(ThriveRulesError):
    """A case file that cannot be read as a case."""


class DecisionError(ThriveRulesError):
    """A shared decision that cannot be read, or that cannot be kept where it was to be."""


class ExchangeError(ThriveRulesError):
    """A FHIR resource that cannot be read. The path of a fault is a linkId, or the way to an element."""


class RuleError(ThriveRulesError):
    """A rule base that cannot be read, or that says something a rule base may not say."""


class EnginesDisagree(ThriveRulesError):  # noqa: N818 - a public name that users catch: another would break their code
    """Two engines that do not tell the same story, or one that fails. Names rules, never an answer.

    `urgent` holds the urgent notice of the case, if it has one: nothing else is shown, and danger still comes first.
    """

    urgent: str | None = None

    @property
    def code(self) -> Code:
        """What kind of thing is wrong."""
        return Code.ENGINES_DISAGREE


def instead(reading: Callable[[], T], to_error: Callable[[BaseException], ThriveRulesError | None]) -> T:
    """What `reading` gives; where it fails, what `to_error` makes of the failure, or the failure itself for None.

    The error is raised outside the `except`: a chain to a failure of another library would keep the text of the file,
    for every tracker that walks such chains.
    """
    try:
        return reading()
    except BaseException as failure:
        error = to_error(failure)
        if error is None:
            raise
    raise error


NO_FILE = ("<frame>", "<mapping>")
"""What a fault calls data from Python, which has no file."""


def of_file(file: object) -> Callable[[BaseException], ThriveRulesError | None]:
    """What makes an error about a frame or a mapping one about the file that it came from, for `instead`."""

    def to_error(failure: BaseException) -> ThriveRulesError | None:
        if not isinstance(failure, ThriveRulesError) or not failure.faults:
            return None
        return type(failure)(
            replace(fault, file=str(file)) if fault.file in NO_FILE else fault for fault in failure.faults
        )

    return to_error


def printable(text: str) -> str:
    """One line of text for a terminal: a letter that moves its cursor or hides is written as Python escapes it."""
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else ascii(each)[1:-1] for each in text)


def spell_path(path: Iterable[str | int]) -> str:
    """A path as people write it: `views[0].proposes.information`."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")


def did_you_mean(name: object, known: Iterable[str], cutoff: float = 0.6) -> str:
    """A hint where `name` is close to a known name, else an empty text. The name itself is not repeated.

    `cutoff` is how alike they have to be, from 0 to 1.
    """
    import difflib  # only where something is misspelt

    close = difflib.get_close_matches(str(name), list(known), n=1, cutoff=cutoff)
    return f"did you mean {close[0]}?" if close else ""

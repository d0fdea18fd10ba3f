"""The few shapes of what a law claims of a rule base. Each has two readings: by ways in `laws`, by solver in `verify`.

Both are total over the shapes, so that a law is written once, as a row of data.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from thrive_rules.cases.case import Grouping, Value, Voice
from thrive_rules.language.conditions import Condition
from thrive_rules.language.rule import ArguesAgainst, Deciding, PromptKind


@dataclass(frozen=True, slots=True)
class NeverReads:
    """No rule about a need or a grouping reads one of these facts, so that they move nothing.

    With `but_against`, arguments against a grouping may: they move no need, and neither bring a candidate in nor take
    one away.
    """

    what: str
    facts: tuple[str, ...]
    but_against: bool = False

    def is_about(self, rule: Deciding) -> bool:
        """Whether the claim is about this rule."""
        return not (self.but_against and isinstance(rule, ArguesAgainst))


@dataclass(frozen=True, slots=True)
class OnlyWhere:
    """A grouping comes in only where something holds; `otherwise` says what it would come in without."""

    grouping: Grouping
    needed: Condition
    otherwise: str


@dataclass(frozen=True, slots=True)
class BringsIn:
    """These answers bring in one of these groupings, whatever else is known; `otherwise` says that they do not."""

    answers: Mapping[str, Value]
    groupings: tuple[Grouping, ...]
    otherwise: str


@dataclass(frozen=True, slots=True)
class Raises:
    """A yes to this fact raises a prompt of this kind, whatever else is known."""

    fact: str
    kind: PromptKind


@dataclass(frozen=True, slots=True)
class Adds:
    """A yes to this fact adds an argument and a prompt, and takes no candidate away."""

    what: str
    fact: str


@dataclass(frozen=True, slots=True)
class Keeps:
    """No answer to one of these facts takes away what this voice argues; with `yes_alone`, no yes does.

    What joins several people's answers rests on them: it is gone when somebody no longer wants what they wanted. That
    takes nothing from anybody else.
    """

    voice: Voice
    facts: tuple[str, ...]
    yes_alone: bool


@dataclass(frozen=True, slots=True)
class SpokenAgainst:
    """Where the answer to this fact is yes, this grouping is no candidate without an argument against it.

    The argument is the framework's or the rule base's, and takes no candidate away.
    """

    grouping: Grouping
    fact: str


@dataclass(frozen=True, slots=True)
class LeavesNobodyOut:
    """Whoever has answered all of these facts has a candidate, or an urgent notice."""

    answered: tuple[str, ...]


Claim: TypeAlias = NeverReads | OnlyWhere | BringsIn | Raises | Adds | Keeps | SpokenAgainst | LeavesNobodyOut


@dataclass(frozen=True, slots=True)
class Law:
    """A law by the name of the question that `verify` asks, the sentence that is to hold, and what that claims."""

    name: str
    asks: str
    """A grouping stands in it as `{getting_help}`."""
    claims: Sequence[Claim]

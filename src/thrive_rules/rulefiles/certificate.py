"""A certificate: what was asked about a rule base as a whole, what came of it, and the hash of the rules it is about.

`thrive-rules verify --certificate FILE` writes one. Reading one needs no solver.
"""

from enum import StrEnum
from pathlib import Path
from typing import Literal

from thrive_rules.cases.case import Frozen, ListOf
from thrive_rules.cases.vocabulary import FACTS, Part
from thrive_rules.documents.document import read_document
from thrive_rules.documents.fingerprint import fingerprint
from thrive_rules.documents.validation import validate
from thrive_rules.faults import RuleError
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.reasoning.laws import LAWS

CERTIFICATE_FILE = "certificate.json"
"""The name under which a certificate stands beside the rules that it is about."""


class Conclusion(StrEnum):
    """What came of a question."""

    PROVED = "proved"
    REFUTED = "refuted"
    NOT_ANSWERED = "not answered"


ASKED = (
    *(law.name for law in LAWS),
    "unknown_is_not_no",
    "not_one_tier_for_all",
    "unreachable_groupings",
    "dead_rules",
    "subsumed_rules",
    "compiled_as_written",
)
"""Every question that a certificate answers; `verify` holds the functions of these names."""


QUESTIONS_VERSION = 3
"""Raised whenever a question comes to ask something else under its name: an older proof is then no answer to it."""


class Certified(Frozen):
    """One question, and what came of it."""

    question: str
    asks: str
    """The sentence that is to hold for every possible case."""
    conclusion: Conclusion
    findings: int
    """How many ways were found in which it does not hold."""
    seconds: float


class RulesCertified(Frozen):
    """The rule base that a certificate is about."""

    id: str
    version: str
    digest: str


def which_rules(rules: RuleBase) -> RulesCertified:
    """Which rules these are: id, version and digest."""
    return RulesCertified(id=rules.header.id, version=rules.header.version, digest=rules.digest)


PartName = Literal["need", "preference", "view", "safety", "severity", "concern", "circumstance", "context"]

_KINDS: dict[Part, PartName] = {
    Part.PRESENTATION: "need",
    Part.PREFERENCE: "preference",
    Part.VIEW: "view",
    Part.SAFETY: "safety",
    Part.SEVERITY: "severity",
    Part.CONCERN: "concern",
    Part.CIRCUMSTANCE: "circumstance",
    Part.CONTEXT: "context",
}


def partition() -> dict[PartName, tuple[str, ...]]:
    """Every fact, by what it is about. Whether a fact stands in the right part is for people to judge: no proof can."""
    return {
        kind: tuple(name for name, fact in FACTS.items() if fact.part is part)
        for part, kind in _KINDS.items()
    }


class Certificate(Frozen):
    """The questions asked about one rule base, the answers, and all that is needed to ask them again."""

    format: Literal[1] = 1
    questions: int = 1
    """Which questions stood under these names: those of today are `QUESTIONS`."""
    id: str = ""
    """The hash of everything here but the times: the same answers about the same rules have the same id."""
    rule_base: RulesCertified
    package: str
    solver: str
    partition: dict[PartName, ListOf[str]]
    """Every fact, by what it is about: the proofs take this for given."""
    answers: ListOf[Certified]
    seconds: float
    """How long it took altogether."""

    @property
    def holds(self) -> bool:
        """Whether every question was asked over the facts as they stand now, and every answer was a proof."""
        asked = tuple(answer.question for answer in self.answers)
        proved = all(each.conclusion is Conclusion.PROVED and not each.findings for each in self.answers)
        as_now = self.questions == QUESTIONS_VERSION and asked == ASKED and self.partition == partition()
        return proved and as_now

    def signed(self) -> "Certificate":
        """The same certificate under the id that its content has."""
        content = self.model_dump(
            mode="json", exclude={"id": True, "seconds": True, "answers": {"__all__": {"seconds"}}}
        )
        return self.model_copy(update={"id": fingerprint(content, spaced=True)})


def load_certificate(file: Path) -> Certificate:
    """Read a certificate. Raises RuleError for a file that is none, or that was changed after it was written."""
    document = read_document(file, RuleError)
    certificate = validate(document, Certificate, RuleError)
    if certificate.signed().id != certificate.id:
        problem = (
            "this is not the id of what stands here; write the certificate anew with `thrive-rules verify`"
        )
        raise RuleError([document.fault(("id",), problem)])
    return certificate


def certificate_beside(directory: Path, rules: RuleBase) -> str | None:
    """The id of the certificate in a directory of rules, where it proves all that it asks about just these rules."""
    file = directory / CERTIFICATE_FILE
    if not file.is_file():
        return None
    certificate = load_certificate(file)
    return certificate.id if certificate.holds and certificate.rule_base == which_rules(rules) else None

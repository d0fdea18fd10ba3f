"""A mapping: how the columns of an extract become answers. People edit it and review it, and nothing is guessed."""

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import IO, Annotated, Any, Literal

from pydantic import Field, StrictBool, StrictInt, StrictStr

from thrive_rules.cases.fields import FreeText, Frozen, ListOf, MapOf
from thrive_rules.cases.sharing import Day
from thrive_rules.cases.vocabulary import FACTS, Part
from thrive_rules.cohorts.national_codes import is_snomed
from thrive_rules.documents.document import Document, document_of, read_document
from thrive_rules.documents.validation import validate
from thrive_rules.faults import Code, Fault, ThriveRulesError, did_you_mean
from thrive_rules.language.words import Id

UNKNOWN = "unknown"
"""What a value says that is no answer."""
OF_A_SCORE = (Part.SEVERITY, Part.CONCERN)
"""What a score can say: how things are, and what people are concerned about. Never what somebody needs or wants."""

ColumnName = Annotated[FreeText, Field(min_length=1, max_length=200)]


class Extract(StrEnum):
    """What kind of extract a mapping is for."""

    MHSDS = "mhsds"
    """One score in a row, under its SNOMED CT code, as in the Mental Health Services Data Set."""
    CURRENT_VIEW = "current-view"
    """One form in a row, with a column for each item."""


class DayForm(StrEnum):
    """How an extract writes a day."""

    YEAR_FIRST = "YYYY-MM-DD"
    DAY_FIRST = "DD/MM/YYYY"
    FIGURES = "YYYYMMDD"

    @property
    def as_python(self) -> str:
        """The same, as Python's `strptime` has it."""
        return self.replace("YYYY", "%Y").replace("MM", "%m").replace("DD", "%d")


class ReviewedMap(Frozen):
    """Who looked through a mapping, and when."""

    by: ColumnName
    date: Day


class MappedAnswer(Frozen):
    """One answer, and where it comes from."""

    source: ColumnName = Field(alias="from")
    """The column, or the SNOMED CT code of a score."""
    to: StrictStr
    """The answer: a column of a cohort, as `thrive-rules schema cohort` lists them."""
    by: Id | None = None
    """Which list of `values` says what a cell means; without one, a cell is the answer as it stands."""


class ExtractMapping(Frozen):
    """How an extract becomes a cohort."""

    format: Literal[1]
    of: Extract
    """What kind of extract it is for."""
    system: ColumnName
    """What the extract was taken from, as the provenance of each answer says it."""
    reviewed: ReviewedMap | None = None
    """Who looked through this mapping; null until somebody has."""
    person: ColumnName
    """The column that says whose answers a row has: a local reference of at most 40 characters, no name."""
    date: ColumnName | None = None
    """The column with the day of the answers."""
    dates_as: DayForm = DayForm.YEAR_FIRST
    """How that column writes a day."""
    code: ColumnName | None = None
    """The column with the SNOMED CT code of a score; for `mhsds` alone."""
    score: ColumnName | None = None
    """The column with the score; for `mhsds` alone."""
    grouping_code: ColumnName | None = None
    """The column with the national needs-based grouping code. It is carried along, and no rule reads it."""
    values: MapOf[Id, MapOf[StrictStr, StrictBool | StrictInt | StrictStr]] = Field(default_factory=dict)
    """What each value of a column means: an answer, or `unknown`. An empty cell is always unknown, and never no."""
    answers: ListOf[MappedAnswer] = ()
    """Each answer, with where it comes from."""

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns that are read beside those of answers."""
        found = (self.person, self.date, self.code, self.score, self.grouping_code)
        return tuple(name for name in found if name is not None)

    def answers_from(self) -> dict[str, list[MappedAnswer]]:
        """The answers that each column, or each code, gives."""
        found: dict[str, list[MappedAnswer]] = {}
        for each in self.answers:
            found.setdefault(each.source, []).append(each)
        return found


def load_mapping(source: Path | str | IO[str] | dict[str, Any]) -> ExtractMapping:
    """Read a mapping: a file, a stream, or its data. Raises ThriveRulesError: file, line, field, what was expected."""
    document = document_of(source) if isinstance(source, dict) else read_document(source)
    mapping = validate(document, ExtractMapping, ThriveRulesError)
    if faults := [*_of_keys(mapping, document), *_of_answers(mapping, document)]:
        raise ThriveRulesError(faults)
    return mapping


def _of_keys(mapping: ExtractMapping, document: Document) -> Iterator[Fault]:
    long = mapping.of is Extract.MHSDS
    for name in ("code", "score"):
        if long and getattr(mapping, name) is None:
            yield document.fault(
                (name,), "is required for mhsds, where each row has one score", Code.REQUIRED
            )
        if not long and getattr(mapping, name) is not None:
            yield document.fault((name,), "is for mhsds alone; leave it out")
    if len(set(mapping.keys)) < len(mapping.keys):
        yield document.fault((), "person, date, code, score and grouping_code are columns of their own")
    for name, meanings in mapping.values.items():
        for value in meanings:
            if value != value.strip() or not value:
                problem = "expected values without blanks around them; an empty cell is always unknown"
                yield document.fault(("values", name), problem)


def _of_answers(mapping: ExtractMapping, document: Document) -> Iterator[Fault]:
    seen: set[tuple[str, str]] = set()
    scores = {each.source for each in mapping.answers if _part(each.to) is Part.SEVERITY}
    for index, each in enumerate(mapping.answers):
        at = ("answers", index)
        if (fact := FACTS.get(each.to)) is None:
            meant = did_you_mean(each.to, FACTS) or "`thrive-rules schema cohort` lists them"
            yield document.fault((*at, "to"), f"there is no such answer; {meant}", Code.UNKNOWN_KEY)
            continue
        if (each.source, each.to) in seen:
            yield document.fault(at, "this stands here twice", Code.TWICE)
        seen.add((each.source, each.to))
        if mapping.of is Extract.MHSDS and not is_snomed(each.source):
            problem = (
                "this is no SNOMED CT code: its check digit does not hold; a spreadsheet rounds long figures"
            )
            yield document.fault((*at, "from"), problem)
        if mapping.of is Extract.CURRENT_VIEW and each.source in mapping.keys:
            yield document.fault((*at, "from"), "this column says whose answers these are, or when")
        if (mapping.of is Extract.MHSDS or each.source in scores) and fact.part not in OF_A_SCORE:
            problem = (
                "a score says how things are: it can be a rating or a concern, and never what somebody needs"
            )
            yield document.fault((*at, "to"), problem)
        if each.by is None:
            continue
        if each.by not in mapping.values:
            meant = did_you_mean(each.by, mapping.values) or "name one of `values`"
            yield document.fault((*at, "by"), f"there is no such list of values; {meant}", Code.UNKNOWN_KEY)
        elif any(
            said != UNKNOWN and not is_answer(said, each.to) for said in mapping.values[each.by].values()
        ):
            problem = (
                f"`{each.by}` holds what this answer cannot be; `thrive-rules schema cohort` says what it can"
            )
            yield document.fault((*at, "by"), problem)


def _part(name: str) -> Part | None:
    return FACTS[name].part if name in FACTS else None


def is_answer(said: object, name: str) -> bool:
    """Whether a fact can have this answer. Yes is no number, and one is no yes."""
    return any(said == each and type(said) is type(each) for each in FACTS[name].domain)

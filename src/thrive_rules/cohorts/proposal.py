"""A mapping that is proposed for an extract, from the names of its columns and the values of closed lists.

A column with many values, or with long ones, can hold what somebody said: its values are not looked into. Whatever is
proposed is for people to edit and review. Needs the extra `[frame]`.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import polars as pl

from thrive_rules.cases.case import CIRCUMSTANCE_FACTS, CONCERN_FACTS
from thrive_rules.cases.closed_lists import Circumstance, Concern
from thrive_rules.cases.vocabulary import SEVERITY_FACTS
from thrive_rules.cohorts.cohort_file import CohortFile
from thrive_rules.cohorts.extract import cells_as_text
from thrive_rules.cohorts.mapping import UNKNOWN, DayForm, Extract
from thrive_rules.cohorts.national_codes import (
    CURRENT_VIEW,
    NATIONAL_GROUPINGS,
    RATING_OF_CODE,
    RETIRED_GROUPINGS,
    is_snomed,
)
from thrive_rules.faults import CaseError, Code, Fault, printable

MOST_VALUES, LONGEST_VALUE = 12, 12
"""A column with more values, or with a longer one, is no closed list."""
_RATED = {fact.key: fact.name for fact in SEVERITY_FACTS if fact.key}
_YES_NO = {"y": True, "yes": True, "true": True, "n": False, "no": False, "false": False}
_PERSON = re.compile(
    r".*(?:person|patient|client|child|case|pseudonym).*(?:id|ident|identifier|no|number|ref|reference|key)"
    r"|person|patient|client|child|pseudonym"
)
MOST = 0.9
"""The share of a column's values that have to be codes, or days, for the column to be proposed as one of them."""


@dataclass(frozen=True, slots=True)
class SeenColumn:
    """A column: what its name says, how many rows fill it, and its values where they are a closed list."""

    name: str
    filled: int
    values: frozenset[str] | None
    """None where the column was not looked into."""
    form: DayForm | None
    """How it writes days, where every cell is one."""
    codes: dict[str, int] = field(default_factory=dict)
    """Codes of SNOMED CT with their rows, where nearly every cell is one."""

    @property
    def words(self) -> tuple[str, ...]:
        """The words and numbers of the name, in small letters."""
        apart = re.sub(r"([a-z])([A-Z])", r"\1 \2", self.name)
        return tuple(re.findall(r"[a-z]+|\d+", apart.lower()))


def propose_mapping(file: Path) -> str:
    """A mapping for an extract, as the text of its file.

    Raises CaseError for a file that cannot be read, and where no column looks like whose answers a row has.
    """
    columns, rows = _columns(file)
    taken: set[str] = set()

    def pick(fits: Callable[[SeenColumn], bool]) -> SeenColumn | None:
        found = next((each for each in columns if each.name not in taken and fits(each)), None)
        if found:
            taken.add(found.name)
        return found

    code = pick(lambda each: bool(each.codes))
    score = pick(lambda each: bool(code) and "score" in each.words)
    day = pick(lambda each: each.form is not None)
    grouping = pick(_is_grouping)
    person = pick(lambda each: bool(_PERSON.fullmatch("".join(each.words))))
    if person is None:
        problem = (
            "no column is named as one that says whose answers a row has, such as `client_ref` or `PatientId`"
        )
        raise CaseError([Fault(str(file), None, "", problem, Code.REQUIRED)])
    long = code is not None and score is not None
    answers = list(_of_codes(code) if long and code else _of_columns(columns, taken))
    taken |= {each.source for each in answers if not long}
    head = [
        "# Proposed from names of columns and values of closed lists. Look at every line before you use it.",
        "format: 1",
        f"of: {Extract.MHSDS if long else Extract.CURRENT_VIEW}",
        f"system: {_spelled(f'an extract, {file.name}')}  # what it was taken from",
        "reviewed:  # who looked through this, as {by: …, date: 2027-01-31}",
        f"person: {_spelled(person.name)}  # a local reference, and no name",
    ]
    if day and day.form:
        head += [f"date: {_spelled(day.name)}", f"dates_as: {day.form}"]
    if long and code and score:
        head += [f"code: {_spelled(code.name)}", f"score: {_spelled(score.name)}"]
    if grouping:
        head.append(f"grouping_code: {_spelled(grouping.name)}  # carried along; no rule reads it")
    return "\n".join(
        (*head, *_of_values(answers), *_of_answers(answers, rows), *_not_read(columns, taken, code), "")
    )


@dataclass(frozen=True, slots=True)
class _Proposed:
    """What one column or code is proposed to mean."""

    source: str
    to: str
    by: str
    filled: int
    other: tuple[str, ...] = ()
    """Values whose meaning is for people to say."""
    yes_no: tuple[str, ...] = ()
    """Values that say yes or no."""


def _columns(file: Path) -> tuple[list[SeenColumn], int]:
    with CohortFile(file, as_it_stands=True).chunks() as read:
        chunks = [cells_as_text(chunk.rows) for chunk in read if len(chunk.rows)]
    if not chunks:
        raise CaseError(
            [Fault(str(file), None, "", "there is no row to propose anything from", Code.REQUIRED)]
        )
    whole = pl.concat(chunks, how="diagonal")
    return [_seen(column) for column in whole.iter_columns()], len(whole)


def _seen(column: pl.Series) -> SeenColumn:
    filled = column.drop_nulls()
    known = filled.unique().sort().to_list()
    closed = len(known) <= MOST_VALUES and all(len(value) <= LONGEST_VALUE for value in known)
    codes = [value for value in known if is_snomed(value)]
    counted = {value: int((filled == value).sum()) for value in codes} if _most(codes, known) else {}
    form = next((form for form in DayForm if _most([v for v in known if _is_day(v, form)], known)), None)
    return SeenColumn(column.name, len(filled), frozenset(known) if closed else None, form, counted)


def _most(some: list[str], known: list[str]) -> bool:
    return bool(known) and len(some) >= MOST * len(known)


def _is_day(text: str, form: DayForm) -> bool:
    try:
        return 1900 < datetime.strptime(text, form.as_python).year < 2200
    except ValueError:
        return False


def _is_grouping(column: SeenColumn) -> bool:
    named = "".join(column.words)
    codes = {*NATIONAL_GROUPINGS, *RETIRED_GROUPINGS}
    return ("needsbasedgrouping" in named or "nbg" in named) and bool(
        column.values and column.values <= codes
    )


def _of_codes(column: SeenColumn) -> Iterator[_Proposed]:
    for code, rows in column.codes.items():
        if concern := CURRENT_VIEW.get(code):
            yield _Proposed(code, _RATED[concern], "rating", rows)
            yield _Proposed(code, CONCERN_FACTS[concern], "presence", rows)


def _of_columns(columns: Iterable[SeenColumn], taken: set[str]) -> Iterator[_Proposed]:
    for column in columns:
        if column.name in taken or not column.values:
            continue
        other = tuple(sorted(column.values - set(RATING_OF_CODE)))
        if (concern := _concern(column.words)) and len(other) < len(column.values):
            yield _Proposed(column.name, _RATED[concern], "rating", column.filled, other)
            yield _Proposed(column.name, CONCERN_FACTS[concern], "presence", column.filled, other)
        other = tuple(sorted(value for value in column.values if value.lower() not in _YES_NO))
        if (circumstance := _circumstance(column.words)) and len(other) < len(column.values):
            said = tuple(sorted(column.values.difference(other)))
            yield _Proposed(
                column.name, CIRCUMSTANCE_FACTS[circumstance], "yes_no", column.filled, other, said
            )


def _concern(words: tuple[str, ...]) -> Concern | None:
    """The concern that a name of a column says: its words, or the number of the item after `cv` or `item`."""
    for before, number in pairwise(words):
        if (
            before in ("cv", "item", "problem", "view")
            and number.isdigit()
            and 1 <= int(number) <= len(Concern)
        ):
            return list(Concern)[int(number) - 1]
    return next((each for each in Concern if _says(words, each)), None)


def _circumstance(words: tuple[str, ...]) -> Circumstance | None:
    return next((each for each in Circumstance if _says(words, each)), None)


def _says(words: tuple[str, ...], key: str) -> bool:
    return f" {key.replace('_', ' ')} " in f" {' '.join(words)} "


def _of_values(answers: list[_Proposed]) -> Iterator[str]:
    if not answers:
        return
    yield "values:  # an empty cell is always unknown, and never no"
    meanings: dict[str, Mapping[str, object]] = {
        "rating": RATING_OF_CODE,
        "presence": {value: UNKNOWN if value == "0" else True for value in RATING_OF_CODE},
        "yes_no": {value: _YES_NO[value.lower()] for each in answers for value in each.yes_no},
    }
    for name, found in meanings.items():
        using = [each for each in answers if each.by == name]
        if using:
            yield f"  {name}:"
            for value, said in found.items():
                yield f"    {_spelled(value)}: {said if isinstance(said, str) else json.dumps(said)}"
            for value in sorted({value for each in using for value in each.other}):
                yield f"    # {_spelled(value)}: unknown  # say what this means"


def _of_answers(answers: list[_Proposed], rows: int) -> Iterator[str]:
    if not answers:
        yield "answers: []  # no column was recognised"
        return
    yield "answers:  # and in how many rows something stands"
    for each in answers:
        yield f"  - {{from: {_spelled(each.source)}, to: {each.to}, by: {each.by}}}  # {each.filled} of {rows} rows"


def _not_read(columns: list[SeenColumn], taken: set[str], code: SeenColumn | None) -> Iterator[str]:
    """What nothing was proposed for, as comments."""
    left = [each for each in columns if each.name not in taken and each.filled]
    if left:
        yield "# Columns that nothing was proposed for:"
    for each in left:
        why = "" if each.values is not None else ", not looked into: many values, or long ones"
        yield f"#   {_spelled(each.name)}: {each.filled} rows{why}"
    unread = {key: rows for key, rows in (code.codes if code else {}).items() if key not in CURRENT_VIEW}
    if unread:
        yield "# Codes that a case has no place for, or that are not known here:"
    for key, rows in unread.items():
        yield f'#   "{key}": {rows} rows'


def _spelled(text: str) -> str:
    """A text as YAML and JSON have it, on one line and safe for a terminal."""
    return json.dumps(printable(text), ensure_ascii=False)

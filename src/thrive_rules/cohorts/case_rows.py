"""Cases as the rows of a cohort, and rows as cases again. Needs the extra `[frame]`."""

from collections.abc import Iterable, Iterator
from typing import Any

import polars as pl

from thrive_rules.cases.case import Case, Value
from thrive_rules.cases.vocabulary import FACTS
from thrive_rules.engines.layout import as_polars, dtype_of
from thrive_rules.severity.case_file import file_of_facts
from thrive_rules.severity.severity import Severity


def cases_to_frame(cases: Iterable[Case | tuple[Case, Severity]]) -> pl.DataFrame:
    """Cases, or cases with their severity, as a Polars frame with a column for every fact. Free text stays behind."""
    rows = []
    for each in cases:
        case, severity = each if isinstance(each, tuple) else (each, Severity())
        rows.append({name: _plain(value) for name, value in {**case.facts, **severity.facts}.items()})
    return pl.DataFrame(rows, schema={name: dtype_of(fact) for name, fact in FACTS.items()}, orient="row")


def _plain(value: Value) -> Value:
    return str(value) if isinstance(value, str) else value  # a StrEnum is a str, but not to every library


def frame_to_cases(frame: Any) -> list[tuple[Case, Severity]]:
    """Every row of a frame as a case and its severity; keys are left out, and goals become a placeholder.

    Raises CaseError for a column that holds an answer that its fact cannot have.
    """
    rows = as_polars(frame)
    return [file_of_facts(facts).split() for facts in rows_of_facts(rows)]


def rows_of_facts(frame: pl.DataFrame) -> Iterator[dict[str, Value]]:
    """The known facts of every row; what is no fact is left behind."""
    for row in frame.iter_rows(named=True):
        yield {name: value for name, value in row.items() if name in FACTS and value is not None}

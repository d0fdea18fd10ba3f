"""Cases as the rows of a cohort, and rows as cases again. Needs the extra `[frame]`."""

from collections.abc import Iterable, Iterator
from typing import Any

import polars as pl

from thrive_rules.cases.case import VOICES_OF_VIEWS, Case, ReadOnly, Value
from thrive_rules.cases.vocabulary import FACTS, RESTRICTED
from thrive_rules.engines.column_types import as_polars, dtype_of
from thrive_rules.severity.case_file import file_of_facts
from thrive_rules.severity.severity import Severity


def cases_to_frame(cases: Iterable[Case | tuple[Case, Severity]]) -> pl.DataFrame:
    """Cases, or cases with their severity, as a Polars frame with a column for every fact. Free text stays behind.

    `restricted` is a column too, where something in a case is private or not shared: true for those cases.
    """
    rows, restricted = [], []
    for each in cases:
        case, severity = each if isinstance(each, tuple) else (each, Severity())
        rows.append({name: _plain(value) for name, value in {**case.facts, **severity.facts}.items()})
        restricted.append(_is_restricted(case))
    frame = pl.DataFrame(rows, schema={name: dtype_of(fact) for name, fact in FACTS.items()}, orient="row")
    return frame.with_columns(pl.Series(RESTRICTED, restricted)) if any(restricted) else frame


def _is_restricted(case: Case) -> bool:
    context = case.context
    marked = any((context.private or {}).values())
    return marked or any(answer is False for answer in (context.shared_with or {}).values())


def _plain(value: Value) -> Value:
    return str(value) if isinstance(value, str) else value  # a StrEnum is a str, but not to every library


def frame_to_cases(frame: Any) -> list[tuple[Case, Severity]]:
    """Every row of a frame as a case and its severity; keys are left out, and goals become a placeholder.

    What is private in a restricted row stands in no column: such a case is shared with nobody.

    Raises CaseError for a column that holds an answer that its fact cannot have.
    """
    rows = as_polars(frame)
    restricted = rows[RESTRICTED] if RESTRICTED in rows.columns else [None] * len(rows)
    return [
        _kept_back(*file_of_facts(facts).split()) if mark else file_of_facts(facts).split()
        for facts, mark in zip(rows_of_facts(rows), restricted, strict=True)
    ]


def _kept_back(case: Case, severity: Severity) -> tuple[Case, Severity]:
    nobody = {"shared_with": ReadOnly(dict.fromkeys(map(str, VOICES_OF_VIEWS), False))}
    return case.model_copy(update={"context": case.context.model_copy(update=nobody)}), severity


def rows_of_facts(frame: pl.DataFrame) -> Iterator[dict[str, Value]]:
    """The known facts of every row; what is no fact is left behind."""
    for row in frame.iter_rows(named=True):
        yield {name: value for name, value in row.items() if name in FACTS and value is not None}

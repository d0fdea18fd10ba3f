"""Where imported answers come from: a sidecar beside a cohort, one line of JSON for each answer of a row."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from thrive_rules.cases.fields import FreeText, Frozen
from thrive_rules.cases.sharing import CasePath, Day
from thrive_rules.documents.document import document_of
from thrive_rules.documents.output import whole_file
from thrive_rules.documents.validation import validate
from thrive_rules.faults import CaseError, Code, Fault, instead, of_file

LONGEST = 1 << 16
"""The longest line, in bytes."""


class ImportedAnswer(Frozen):
    """Where one answer of one row was taken from."""

    row: FreeText
    """The key of the row, as the cohort has it, written as text."""
    path: CasePath
    """The answer, as a path of the case: `presentation.recovering`, `views.parent_or_carer`."""
    system: FreeText
    """The system that it was taken from."""
    item: FreeText | None = None
    """The document or the item there."""
    when: Day | None = None
    """The day on which it was recorded there."""


def provenance_beside(cohort: Path) -> Path:
    """The sidecar of a cohort file: `cohort.csv.provenance.ndjson` beside `cohort.csv`."""
    return cohort.with_name(f"{cohort.name}.provenance.ndjson")


def write_provenance(file: Path, answers: Iterable[ImportedAnswer]) -> None:
    """Write where answers come from, whole or not at all. Raises CaseError where it cannot be written."""
    with whole_file(file, CaseError, private=True) as out:
        for answer in answers:
            out.write(f"{answer.model_dump_json(exclude_none=True)}\n".encode())


def read_provenance(file: Path) -> Iterator[ImportedAnswer]:
    """Where each answer comes from, a line at a time.

    Raises CaseError, with the number of the row and the field, for a line that is not as expected.
    """

    def to_error(failure: BaseException) -> CaseError | None:
        match failure:
            case OSError():
                problem = failure.strerror or "this cannot be read"
                return CaseError([Fault(str(file), None, "", problem, Code.UNREADABLE)])
            case _:
                return None

    stream = instead(lambda: file.open("rb"), to_error)
    with stream:
        row = 0
        while line := instead(lambda: stream.readline(LONGEST + 1), to_error):
            row += 1
            yield _answer(line, f"{file}, row {row}")


def _answer(line: bytes, name: str) -> ImportedAnswer:
    def to_error(failure: BaseException) -> CaseError | None:
        if not isinstance(failure, (ValueError, RecursionError)):
            return None
        return CaseError(
            [Fault(name, None, "", "expected one object in JSON, with every name once", Code.UNREADABLE)]
        )

    if len(line) > LONGEST:
        raise CaseError(
            [Fault(name, None, "", f"this line is longer than {LONGEST // 1024} KiB", Code.UNREADABLE)]
        )
    data = instead(lambda: _object(line), to_error)
    return instead(lambda: validate(document_of(data, CaseError), ImportedAnswer, CaseError), of_file(name))


def _object(line: bytes) -> dict[str, Any]:
    found = json.loads(line.decode("utf-8"), object_pairs_hook=_once)
    if not isinstance(found, dict):
        raise ValueError
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) < len(pairs):
        raise ValueError
    return dict(pairs)

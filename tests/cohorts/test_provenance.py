"""Where imported answers come from is kept whole, comes back the same, and is refused by row and field."""

import datetime
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thrive_rules import CaseError
from thrive_rules.cases.vocabulary import FACTS
from thrive_rules.cohorts.provenance import (
    ImportedAnswer,
    provenance_beside,
    read_provenance,
    write_provenance,
)

WORDS = st.text(st.characters(exclude_categories=("Cc", "Cs", "Cf", "Zl", "Zp")), max_size=30)
PATHS = st.sampled_from([".".join(fact.path) for fact in FACTS.values()])
ANSWERS = st.builds(
    ImportedAnswer,
    row=WORDS,
    path=PATHS,
    system=WORDS,
    item=st.none() | WORDS,
    when=st.none() | st.dates(),
)
A_PERSON = "Zaphod"


@given(st.lists(ANSWERS, max_size=5))
def test_what_is_written_comes_back(answers: list[ImportedAnswer]) -> None:
    with TemporaryDirectory() as directory:
        file = provenance_beside(Path(directory) / "cohort.csv")
        write_provenance(file, answers)
        assert list(read_provenance(file)) == answers
        assert len(file.read_bytes().split(b"\n")) == len(answers) + 1
        assert [each.name for each in Path(directory).iterdir()] == ["cohort.csv.provenance.ndjson"]


GOOD = '{"row": "1", "path": "preferences.goals", "system": "the record"}'


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (GOOD.replace('"1"', "1"), "row 2: row: expected text"),
        (GOOD.replace("goals", A_PERSON), "row 2: path: expected text that matches"),
        (GOOD.replace("}", f', "when": "{A_PERSON}"}}'), "row 2: when: expected a date"),
        (GOOD.replace("}", ', "when": 7}'), "row 2: when: expected a date"),
        (GOOD.replace("}", f', "{A_PERSON}": 1}}'), "row 2: there is no such key"),
        (GOOD.replace("}", ', "row": "2"}'), "row 2: expected one object in JSON, with every name once"),
        ('{"row": "1"}', "row 2: path: is required"),
        (f'["{A_PERSON}"]', "row 2: expected one object in JSON"),
        (A_PERSON, "row 2: expected one object in JSON"),
        ("[" * 60_000, "row 2: expected one object in JSON"),
        (f'{{"row": {"[" * 60}{"]" * 60}}}', "row 2: this nests more than 40 levels deep"),
        ("", "row 2: expected one object in JSON"),
        ("x" * 70_000, "row 2: this line is longer than 64 KiB"),
        ("\udcff", "row 2: expected one object in JSON"),
    ],
)
def test_a_line_that_is_wrong_is_told_by_row_and_field(line: str, told: str, tmp_path: Path) -> None:
    file = tmp_path / "c.ndjson"
    file.write_bytes(f"{GOOD}\n{line}\n{GOOD}\n".encode(errors="surrogateescape"))
    found = read_provenance(file)
    assert next(found).row == "1"
    with pytest.raises(CaseError) as error:
        next(found)
    assert str(error.value).startswith(f"{file}, {told}")
    assert A_PERSON not in str(error.value)
    assert error.value.__context__ is None or A_PERSON not in str(error.value.__context__)


def test_a_sidecar_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    def stopped() -> Iterator[ImportedAnswer]:
        yield ImportedAnswer(row="1", path="preferences.goals", system="a", when=datetime.date(2027, 1, 1))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_provenance(tmp_path / "c.ndjson", stopped())
    with pytest.raises(CaseError, match="No such file"):
        list(read_provenance(tmp_path / "c.ndjson"))
    assert not list(tmp_path.iterdir())

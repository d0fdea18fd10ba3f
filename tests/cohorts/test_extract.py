"""An extract as a cohort: nothing guessed, nothing lost, each answer with its cell; and no national code moves anything."""

import csv
import io
import json
import re
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from command import command
from thrive_rules import CaseError, ThriveRulesError, load_rules
from thrive_rules.cases.fact import Part
from thrive_rules.cases.vocabulary import FACTS
from thrive_rules.cohorts.batch import Handling, batch
from thrive_rules.cohorts.extract import GROUPING_CODE, Imported, import_extract
from thrive_rules.cohorts.mapping import ExtractMapping, load_mapping
from thrive_rules.cohorts.national_codes import CURRENT_VIEW, NATIONAL_GROUPINGS, RATING_OF_CODE, is_snomed
from thrive_rules.cohorts.proposal import propose_mapping
from thrive_rules.cohorts.provenance import provenance_beside, read_provenance
from thrive_rules.cohorts.run_record import read_record, record_beside

RULES = load_rules()
EXTRACTS = Path(__file__).parents[2] / "examples" / "extracts"
A_PERSON = "Zaphod"
MAPPING = """
format: 1
of: current-view
system: made up
person: who
date: day
grouping_code: national
values:
  rating: {"0": none, "1": mild, "2": moderate, "3": severe, "NK": unknown}
  presence: {"0": unknown, "1": true, "2": true, "3": true, "NK": unknown}
  yes_no: {"Y": true, "N": false}
answers:
- {from: item 9, to: severity_low_mood, by: rating}
- {from: item 9, to: concern_low_mood, by: presence}
- {from: mood again, to: severity_low_mood, by: rating}
- {from: carer, to: circumstance_young_carer, by: yes_no}
- {from: years, to: age}
"""
COLUMNS = ("who", "day", "national", "item 9", "mood again", "carer", "years", "note")
CELLS = st.fixed_dictionaries(
    {
        "who": st.sampled_from(["a", "b", "", "x" * 41]),
        "day": st.sampled_from(["2026-03-01", "2026-03-02", "", "1/3/2026"]),
        "national": st.sampled_from(["", "10", "28", "9", "DEP", "Thriving"]),
        "item 9": st.sampled_from(["", "0", "1", "3", "NK", "4", "yes"]),
        "mood again": st.sampled_from(["", "", "1", "3"]),
        "carer": st.sampled_from(["", "Y", "N", "y", "0"]),
        "years": st.sampled_from(["", "14", "26", "14.5", "fourteen"]),
        "note": st.sampled_from(["", A_PERSON]),
    }
)


def mapping_of(text: str = MAPPING) -> ExtractMapping:
    return load_mapping(io.StringIO(text))


def as_csv(rows: list[dict[str, str]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def imported(folder: Path, rows: list[dict[str, str]]) -> tuple[Imported, pl.DataFrame, list[dict[str, Any]]]:
    """The summary, the cohort, and what was set aside."""
    source, target, aside = folder / "in.csv", folder / "out.parquet", folder / "aside.ndjson"
    source.write_text(as_csv(rows))
    found = import_extract(source, target, mapping_of(), aside)
    return found, pl.read_parquet(target), [json.loads(line) for line in aside.read_text().splitlines()]


# NOTHING GUESSED, NOTHING LOST


@settings(max_examples=60)
@given(st.lists(CELLS, min_size=1, max_size=6))
def test_each_answer_is_what_its_cell_says_and_each_cell_is_an_answer_unknown_or_set_aside(
    rows: list[dict[str, str]],
) -> None:
    mapping = mapping_of()
    meant = {each.to: mapping.values[each.by] for each in mapping.answers if each.by}
    with TemporaryDirectory() as directory:
        found, cohort, aside = imported(Path(directory), rows)
        where = list(read_provenance(provenance_beside(Path(directory) / "out.parquet")))
    assert found.rows_in == len(rows)
    assert found.quarantined == len(aside)
    of = {
        f"presentation.{each.path[1]}.{each.key}": each.name for each in FACTS.values() if len(each.path) > 1
    }
    of |= {f"severity.ratings.{key}": f"severity_{key}" for key in ("low_mood",)} | {"context.age": "age"}
    told = {(each.row, of.get(each.path, each.path)): each for each in where}
    answers = {
        (str(row["row"]), name): row[name]
        for row in cohort.iter_rows(named=True)
        for name in (*meant, "age", GROUPING_CODE)
        if row[name] is not None
    }
    assert told.keys() == answers.keys(), "each answer comes from somewhere, and nothing else does"
    assert len(where) == len(told)
    keys = {str(row["row"]): (row["reference"], row["date"]) for row in cohort.iter_rows(named=True)}
    for (row, name), answer in answers.items():
        _, at, column = str(told[row, name].item).split(", ", 2)
        cells = rows[int(at.removeprefix("row ")) - 1]
        assert keys[row] == (cells["who"], cells["day"] or None)
        assert (cells["day"] or None) == (told[row, name].when and str(told[row, name].when))
        cell = cells[column]
        assert answer == (meant[name][cell] if name in meant else int(cell) if name == "age" else cell)
    bad = {(each["row"], column) for each in aside for column in each["columns"]}
    numbers = {key: row for row, key in keys.items()}
    for number, cells in enumerate(rows, 1):
        whole = cells["who"] not in ("a", "b") or cells["day"] == "1/3/2026"
        assert whole == bool(bad & {(number, "who"), (number, "day")})
        for each in mapping.answers if not whole else ():
            cell = cells[each.source]
            says = meant[each.to].get(cell) if each.by else int(cell) if cell == "14" else None
            row = numbers[cells["who"], cells["day"] or None]
            taken = answers.get((row, each.to)) == says
            assert cell == "" or says == "unknown" or taken or (number, each.source) in bad
            assert says is not None or cell == "" or (number, each.source) in bad
    assert all(A_PERSON not in json.dumps(each) for each in aside), (
        "a column that nobody reads stays where it is"
    )


def test_an_empty_cell_is_unknown_and_a_rating_of_none_is_not_the_absence_of_a_concern(
    tmp_path: Path,
) -> None:
    blank = dict.fromkeys(COLUMNS, "") | {"who": "a"}
    found, cohort, aside = imported(tmp_path, [blank, blank | {"who": "b", "item 9": "0"}])
    assert (found.rows_out, found.unknown, aside) == (2, 7, [])
    assert cohort["severity_low_mood"].to_list() == [None, "none"]
    assert cohort["concern_low_mood"].to_list() == [None, None]
    assert cohort["circumstance_young_carer"].to_list() == [None, None]


def test_what_is_said_in_two_ways_is_not_taken(tmp_path: Path) -> None:
    one = dict.fromkeys(COLUMNS, "") | {"who": "a", "day": "2026-03-01", "item 9": "1"}
    found, cohort, aside = imported(tmp_path, [one, one, one | {"item 9": "3"}, one | {"item 9": "1"}])
    assert cohort["severity_low_mood"].to_list() == [None]
    assert cohort["concern_low_mood"].to_list() == [True], "all say that it is there"
    assert sorted(each["row"] for each in aside) == [1, 3, 4]
    assert found.quarantined == 3


@pytest.mark.parametrize(("column", "problem"), [
    ("carer", "the mapping does not say what this value means"),
    ("day", "expected a day as YYYY-MM-DD"),
    ("national", "expected a national needs-based grouping code, from 10 to 28"),
])  # fmt: skip
def test_without_a_place_for_what_is_not_plain_the_first_such_cell_stops_everything(
    column: str, problem: str, tmp_path: Path
) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text(as_csv([dict.fromkeys(COLUMNS, "") | {"who": A_PERSON, column: A_PERSON}]))
    with pytest.raises(CaseError) as refused:
        import_extract(source, target, mapping_of())
    assert str(refused.value) == f"{source}, row 1: {column}: {problem}"
    assert refused.value.__context__ is None
    assert {path.name for path in tmp_path.iterdir()} == {"in.csv"}


def test_what_a_library_writes_as_numbers_and_days_is_read_as_it_is_meant(tmp_path: Path) -> None:
    rows = pl.DataFrame({name: [""] for name in COLUMNS}).with_columns(
        pl.lit("a").alias("who"),
        pl.Series("day", ["2026-03-01 10:00"]).str.to_datetime(),
        pl.Series("item 9", [2.0]),
        pl.Series("years", [14]),
        pl.Series("note", [["a", "list"]]),
    )
    rows.write_parquet(tmp_path / "in.parquet")
    import_extract(tmp_path / "in.parquet", tmp_path / "out.parquet", mapping_of())
    [row] = pl.read_parquet(tmp_path / "out.parquet").iter_rows(named=True)
    assert (row["date"], row["severity_low_mood"], row["age"]) == ("2026-03-01", "moderate", 14)


# NATIONAL CODES


def test_each_code_that_ships_has_a_check_digit_that_holds_and_no_slip_goes_unseen() -> None:
    assert len(CURRENT_VIEW) == 30
    assert set(RATING_OF_CODE) == set("0123")
    for code in CURRENT_VIEW:
        assert is_snomed(code)
        for place, figure in enumerate(code):
            others = (
                code[:place] + str(other) + code[place + 1 :] for other in range(10) if str(other) != figure
            )
            assert not any(map(is_snomed, others))
        for place in range(len(code) - 1):
            swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
            assert swapped == code or not is_snomed(swapped)
    goal = "1034351000000101"
    assert is_snomed(goal)
    assert not is_snomed(goal[:-1] + "0"), "as a spreadsheet rounds it"
    assert not any(map(is_snomed, ("", "12345", "9" * 19, "1234x6", "²³⁴⁵⁶⁷", " 987251000000103")))


@settings(max_examples=4)
@given(st.lists(CELLS, min_size=1, max_size=5), st.sampled_from(list(NATIONAL_GROUPINGS)))
def test_no_national_code_moves_a_suggestion(rows: list[dict[str, str]], code: str) -> None:
    """The same answers with any code, or with none, come to the same bytes beside the code."""
    plain = [each | {"who": "a", "day": "2026-03-01", "national": ""} for each in rows[:1]]
    coded = [each | {"national": code} for each in plain]
    found = []
    with TemporaryDirectory() as directory:
        for each in (plain, coded):
            imported(Path(directory), each)
            handling = Handling(keep=(GROUPING_CODE,))
            batch(Path(directory) / "out.parquet", Path(directory) / "answers.csv", RULES, handling)
            found.append(pl.read_csv(Path(directory) / "answers.csv", infer_schema=False))
    assert found[1][GROUPING_CODE].to_list() == [code]
    assert found[0].drop(GROUPING_CODE).equals(found[1].drop(GROUPING_CODE))


def test_no_key_of_a_summary_is_a_whole_number(tmp_path: Path) -> None:
    """JavaScript would put such keys first, whatever the order of the others."""
    cohort = tmp_path / "cohort.csv"
    how = ("--map", EXTRACTS / "mhsds.map.yaml")
    for arguments in (
        ("import", "mhsds", EXTRACTS / "mhsds.csv", cohort, *how),
        ("batch", cohort, tmp_path / "answers.csv", "--keep", GROUPING_CODE),
    ):
        done = command(*arguments, "--json")
        assert json.loads(done.stdout)["rows_out"] == 5
        assert not re.findall(r'"[0-9]+":', done.stdout)


def test_a_retired_code_is_said_to_be_one_and_stands_for_nothing(tmp_path: Path) -> None:
    blank = dict.fromkeys(COLUMNS, "") | {"who": "a", "years": "14"}
    found, cohort, [aside] = imported(tmp_path, [blank | {"national": "DEP"}])
    assert aside["problem"] == "this code was retired on 1 April 2018; no other stands for it"
    assert (cohort[GROUPING_CODE].to_list(), found.grouping_codes) == ([None], ())


# A MAPPING


WRONG = {
    "of: current-view": ("of: mhsds", "code: is required for mhsds"),
    "to: age": ("to: agee", "did you mean age?"),
    "by: yes_no": ("by: yes_or_no", "did you mean yes_no?"),
    "format: 1": ("format: 2", "expected one of 1"),
    "person: who": ("person: day", "are columns of their own"),
    '"Y": true': ('"Y": severe', "holds what this answer cannot be"),
    '"N": false': ('"": false', "an empty cell is always unknown"),
    "{from: years, to: age}": ("{from: item 9, to: preferences}", "there is no such answer"),
    "to: circumstance_young_carer, by: yes_no": ("to: severity_low_mood, by: rating}\n- {from: carer, to: severity_low_mood, by: rating", "this stands here twice"),
    "system: made up": ("sistem: made up", "did you mean system?"),
    "from: years": ("from: who", "this column says whose answers these are"),
}  # fmt: skip


@pytest.mark.parametrize("old", WRONG)
def test_a_mapping_that_does_not_hold_is_refused_by_its_line(old: str, tmp_path: Path) -> None:
    new, problem = WRONG[old]
    file = tmp_path / "map.yaml"
    file.write_text(MAPPING.replace(old, new, 1))
    with pytest.raises(ThriveRulesError) as refused:
        load_mapping(file)
    assert problem in str(refused.value)
    assert f"{file}:" in str(refused.value)


@pytest.mark.parametrize("name", [name for name, fact in FACTS.items() if fact.part is not Part.SEVERITY])
def test_a_score_becomes_no_need_and_no_wish(name: str) -> None:
    """Law 1 begins here: what feeds a rating feeds nothing that a rule about needs can read, bar what it is about."""
    text = MAPPING + f"- {{from: item 9, to: {name}}}\n"
    if FACTS[name].part is Part.CONCERN:
        mapping_of(text.replace("- {from: item 9, to: concern_low_mood, by: presence}\n", ""))
        return
    with pytest.raises(ThriveRulesError, match="never what somebody needs"):
        mapping_of(text)


# A PROPOSAL


@pytest.mark.parametrize("name", ["current_view", "mhsds"])
def test_what_is_proposed_is_a_mapping_and_the_example_is_what_became_of_it(
    name: str, tmp_path: Path
) -> None:
    proposed = propose_mapping(EXTRACTS / f"{name}.csv")
    first, ours = mapping_of(proposed), load_mapping(EXTRACTS / f"{name}.map.yaml")
    assert first.answers == ours.answers
    assert (first.reviewed, ours.reviewed) == (None, None)
    assert import_extract(EXTRACTS / f"{name}.csv", tmp_path / "out.csv", ours).answers


@given(
    st.lists(
        st.text(st.characters(categories=("L", "P")), min_size=1, max_size=40),
        min_size=13,
        max_size=20,
        unique=True,
    )
)
@settings(max_examples=20)
def test_what_somebody_wrote_stands_in_no_proposal(words: list[str]) -> None:
    words = [f"{A_PERSON}{number}{word}" for number, word in enumerate(words)]
    with TemporaryDirectory() as directory:
        file = Path(directory) / "in.csv"
        pl.DataFrame({"client_ref": words, "low mood": words, "note": words}).write_csv(file)
        proposed = propose_mapping(file)
    assert A_PERSON not in proposed
    assert mapping_of(proposed).answers == ()


def test_a_column_with_names_is_not_whose_answers_they_are(tmp_path: Path) -> None:
    file = tmp_path / "in.csv"
    file.write_text(f"PatientName,CV9\n{A_PERSON},1\n")
    with pytest.raises(CaseError, match="no column is named as one that says whose answers a row has"):
        propose_mapping(file)


# THE COMMANDS


def test_bad_input_ends_in_words_and_leaves_nothing(tmp_path: Path) -> None:
    example, how = EXTRACTS / "mhsds.csv", EXTRACTS / "mhsds.map.yaml"
    empty, damaged, out = tmp_path / "empty.csv", tmp_path / "damaged.parquet", tmp_path / "out.csv"
    empty.touch()
    damaged.write_bytes(b"PAR1 and no more")
    (tmp_path / "folder.csv").mkdir()
    for arguments, problem in (
        (["import", "mhds", example, out, "--map", how], "did you mean mhsds?"),
        (["import", "current-view", example, out, "--map", how], "this mapping is for mhsds"),
        (["import", "mhsds", EXTRACTS / "current_view.csv", out, "--map", how], "is not there"),
        (["import", "mhsds", example, example, "--map", how], "a name of its own"),
        (["import", "mhsds", example, tmp_path / "out.txt", "--map", how], "named .parquet or .csv"),
        (["import", "mhsds", example, tmp_path / "folder.csv", "--map", how], "and no file"),
        (["import", "mhsds", tmp_path / "none.csv", out, "--map", how], "o such file"),
        (["import", "mhsds", empty, out, "--map", how], "the names of columns"),
        (["import", "mhsds", damaged, out, "--map", how], "no Parquet file"),
        (["import", "mhsds", example, out, "--map", empty], "empty"),
        (["import", "mhsds", example, out, tmp_path / "aside", "--map", how], "--on-error quarantine"),
        (["map", empty], "the names of columns"),
        (["map", damaged], "no Parquet file"),
        (["map", how], "expected a file named"),
    ):
        done = command(*map(str, arguments))
        assert (done.returncode, done.stdout) == (2, ""), arguments
        assert problem in done.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"empty.csv", "damaged.parquet", "folder.csv"}


def test_the_summary_says_what_was_not_read_and_that_nobody_was_asked(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    done = command(
        "import", "mhsds", str(EXTRACTS / "mhsds.csv"), str(out), "--map", str(EXTRACTS / "mhsds.map.yaml")
    )
    assert done.returncode == 0
    assert "987211000000102\t1" in done.stdout
    assert "No answer here says what a young person wants." in done.stdout
    assert "Nobody has reviewed the mapping" in done.stdout
    assert f"thrive-rules batch {out} ANSWERS.parquet --keep {GROUPING_CODE}" in done.stdout
    assert len(list(read_provenance(provenance_beside(out)))) == 15
    record = read_record(record_beside(out))
    assert record.inputs.keys() == {"source", "mapping"}
    assert (record.counts.rows_in, record.counts.rows_out) == (9, 5)

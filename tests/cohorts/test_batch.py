"""A cohort from file to file: every row comes out once, in its order, or stands in quarantine; or there is no file."""

import csv
import gzip
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from command import command

pytest.importorskip("polars")
pytest.importorskip("pyarrow")

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from thrive_rules import CaseError, Grouping, load_rules
from thrive_rules.cases.vocabulary import COLUMNS, FACTS, KEYS_OF_A_CASE, row_schema
from thrive_rules.cohorts.batch import Handling, batch
from thrive_rules.cohorts.case_rows import cases_to_frame, frame_to_cases
from thrive_rules.cohorts.columns import KEY
from thrive_rules.engines.column_types import dtype_of
from thrive_rules.engines.frame import suggest_all
from thrive_rules.engines.layout import need_column, result_columns, rule_column
from thrive_rules.language.rule import UrgentKind
from thrive_rules.reasoning.inference import evaluate
from thrive_rules.reasoning.meaning import Verdict
from thrive_rules.testing import cases, facts, severities

ROOT = Path(__file__).parents[2]
RULES = load_rules()
LAYOUT = {name: dtype_of(fact) for name, fact in FACTS.items()}
STARTED_AT_A_TERMINAL = (
    "import runpy, signal; "
    "signal.signal(signal.SIGINT, signal.default_int_handler); "  # whoever runs the tests may ignore it
    "runpy.run_module('thrive_rules', run_name='__main__')"
)


def frame_of(rows: Sequence[Mapping[str, Any]]) -> Any:
    """Rows of facts as a frame of the whole layout, with a key that looks like a number and is none."""
    keyed = [{"case_id": f"{index:05}", **row} for index, row in enumerate(rows)]
    return pl.DataFrame(keyed, schema={"case_id": pl.String(), **LAYOUT}, orient="row")


def written(frame: Any, directory: Path, kind: str) -> Path:
    file = directory / f"cohort.{kind}"
    if kind == "parquet":
        frame.write_parquet(file)
    elif kind.startswith("csv"):
        frame.write_csv(directory / "cohort.csv")
    else:
        frame.write_ndjson(directory / "cohort.ndjson")
    if kind.endswith(".gz"):
        plain = directory / f"cohort.{kind.removesuffix('.gz')}"
        file.write_bytes(gzip.compress(plain.read_bytes()))
    return file


A_FEW: list[dict[str, Any]] = [
    {},
    {
        "young_person_wants_goal_focused_help": True,
        "age": 15,
        "reason": "review",
        "severity_impact": "severe",
    },
    {"individual_support_needed": False, "has_goals": True},
    {"safety_concern": True, "able_to_use_help_now": False, "immediate_danger": True},
]


def told(row: Mapping[str, Any], name: str) -> Any:
    """A cell of a result, whether it comes from Parquet or from CSV."""
    return {"true": True, "false": False, "": None}.get(row[name], row[name])


def expect(row: Mapping[str, Any], answers: Mapping[str, Any]) -> None:
    """A row of a result says what the reference says of its answers."""
    inference = evaluate(RULES, answers)
    for rule, verdict in inference.verdicts.items():
        if rule_column(rule) in row:
            assert told(row, rule_column(rule)) is (verdict is Verdict.FIRES)
    for need in RULES.needs:
        assert told(row, need_column(need.id)) is inference.needed(need.id)
    for grouping in Grouping:
        assert told(row, str(grouping)) is inference.candidate(grouping)


@pytest.mark.parametrize("kind", ["parquet", "csv", "csv.gz", "ndjson", "ndjson.gz"])
@pytest.mark.parametrize("target", ["parquet", "csv"])
def test_every_kind_of_file_gives_the_answers_of_the_reference(
    kind: str, target: str, tmp_path: Path
) -> None:
    source = written(frame_of(A_FEW), tmp_path, kind)
    out = tmp_path / f"out.{target}"
    summary = batch(source, out, RULES, Handling(fired=True))
    assert (summary.rows_in, summary.rows_out, summary.quarantined) == (4, 4, 0)
    if target == "csv":
        with out.open() as stream:
            rows: list[Any] = list(csv.DictReader(stream))
    else:
        rows = pl.read_parquet(out).to_dicts()
    assert [row["case_id"] for row in rows] == ["00000", "00001", "00002", "00003"]
    for row, answers in zip(rows, A_FEW, strict=True):
        for name in LAYOUT:
            given = told(row, name)
            assert (int(given) if name == "age" and given is not None else given) == answers.get(name)
        expect(row, answers)


@settings(max_examples=25)
@given(st.lists(facts(), max_size=12), st.sampled_from(["parquet", "csv", "ndjson"]))
def test_rows_keep_their_order_and_their_answers(rows: list[dict[str, Any]], kind: str) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        source, out = written(frame_of(rows), Path(name), kind), Path(name) / "out.parquet"
        if kind == "ndjson" and not rows:
            with pytest.raises(CaseError, match="expected a line of JSON"):
                batch(source, out, RULES)
            return
        batch(source, out, RULES, Handling(fired=True))
        found = pl.read_parquet(out).to_dicts()
    assert len(found) == len(rows)
    for row, answers in zip(found, rows, strict=True):
        assert {name: row[name] for name in FACTS if row[name] is not None} == answers
        expect(row, answers)


def test_a_summary_counts_what_stands_in_the_file(tmp_path: Path) -> None:
    out = tmp_path / "out.parquet"
    summary = batch(written(frame_of(A_FEW), tmp_path, "parquet"), out, RULES, Handling(fired=True))
    found = pl.read_parquet(out)
    for grouping in Grouping:
        assert summary.candidates[grouping] == found[str(grouping)].sum()
    assert summary.candidates_per_case == ((0, 1), (1, 3))
    assert summary.no_candidate.undecided == 1
    assert summary.no_candidate.settled == 0
    assert summary.urgent[UrgentKind.IMMEDIATE_DANGER] == 1
    fired = {
        name.removeprefix("rule_") for name in found.columns if name.startswith("rule_") and found[name].any()
    }
    assert set(summary.never_fired) == {rule.id for rule in RULES.deciding} - fired
    counts = [count for _, count in summary.most_telling]
    assert counts == sorted(counts, reverse=True)
    for fact, count in summary.most_telling:
        assert 0 < count <= found[fact].null_count()


def test_a_settled_row_without_a_candidate_is_told_apart(tmp_path: Path) -> None:
    rules = replace(RULES, rules=(RULES.rule["help-young-person-wants-goal-focused-help"],), needs=())
    rows: list[Mapping[str, Any]] = [
        {"young_person_wants_goal_focused_help": answer} for answer in (True, False, None)
    ]
    summary = batch(written(frame_of(rows), tmp_path, "csv"), tmp_path / "out.csv", rules)
    assert (summary.no_candidate.undecided, summary.no_candidate.settled) == (1, 1)
    assert summary.most_telling == (("young_person_wants_goal_focused_help", 1),)


# BAD ROWS


@pytest.mark.parametrize(
    "twice",
    [
        '{"case_id": 2, "safety_concern": true, "safety_concern": false}',
        '{"case_id": 2, "safety_concern": true, "saf\\u0065ty_concern": false}',
        '{"case_id": 2, "case_id": 3, "safety_concern": true}',
    ],
)
def test_a_name_that_stands_twice_in_a_line_is_told_where_all_else_can_be_read(
    twice: str, tmp_path: Path
) -> None:
    """Else one of two answers would be gone, and nobody would know which."""
    source = tmp_path / "c.ndjson"
    once = '{"case_id": 1, "safety_concern": true}'
    with_a_backslash = (
        '{"case_id": 3, "safety_concern": null, "note": "a \\"name\\": twice, \\"name\\": twice"}'
    )
    source.write_text(f'{once[:-1]}, "note": null}}\n{twice}\n{with_a_backslash}\n')
    with pytest.raises(CaseError, match="row 2: expected one object in JSON, with every name once"):
        batch(source, tmp_path / "out.parquet", RULES, Handling(keep=("note",)))
    source.write_text(f"{with_a_backslash}\n{once}\n")
    assert batch(source, tmp_path / "out.parquet", RULES, Handling(keep=("note",))).rows_out == 2


BAD_CSV = "case_id,safety_concern,age\n1,true,15\n2,secret,16\n3,,99\n4,false\n5,FALSE,16.0\n6,a,b,c\n"
BAD_NDJSON = (
    '{"case_id": 1, "safety_concern": true}\n{"case_id": 2, "safety_concern": "secret"}\n{"case_id": 3, "age": 99}\n'
    '{"case_id": 4, "saf\n{"case_id": 5, "safety_concern": false}\n{"age": 1, "age": 2}\n'
)


@pytest.mark.parametrize(("name", "text"), [("c.csv", BAD_CSV), ("c.ndjson", BAD_NDJSON)])
def test_the_first_bad_row_stops_everything(name: str, text: str, tmp_path: Path) -> None:
    source, out = tmp_path / name, tmp_path / "out.parquet"
    source.write_text(text)
    with pytest.raises(CaseError, match=r"row 2: safety_concern: expected true or false") as caught:
        batch(source, out, RULES)
    assert "secret" not in str(caught.value)
    assert sorted(path.name for path in tmp_path.iterdir()) == [name]


@pytest.mark.parametrize(("name", "text"), [("c.csv", BAD_CSV), ("c.ndjson", BAD_NDJSON)])
def test_in_is_out_and_quarantined(name: str, text: str, tmp_path: Path) -> None:
    source, out, aside = tmp_path / name, tmp_path / "out.parquet", tmp_path / "aside.ndjson"
    source.write_text(text)
    summary = batch(source, out, RULES, Handling(quarantine=aside))
    assert (summary.rows_in, summary.rows_out, summary.quarantined) == (6, 2, 4)
    assert [str(row) for row in pl.read_parquet(out)["case_id"]] == ["1", "5"]
    kept = [json.loads(line) for line in aside.read_text().splitlines()]
    assert [each["row"] for each in kept] == [2, 3, 4, 6]
    assert kept[0]["columns"] == ["safety_concern"]
    assert "secret" in json.dumps(kept[0]["data"])
    assert kept[2]["columns"] == []
    assert pl.read_parquet(out)["safety_concern"].to_list() == [True, False]


def test_a_column_of_another_kind_in_parquet_is_bad_in_every_row_that_says_something(tmp_path: Path) -> None:
    source, out, aside = (tmp_path / name for name in ("c.parquet", "out.parquet", "aside.ndjson"))
    pl.DataFrame(
        {"safety_concern": [None, "yes", None, "no"], "has_goals": [True, None, False, None]}
    ).write_parquet(source)
    with pytest.raises(CaseError, match="row 2: safety_concern"):
        batch(source, out, RULES)
    summary = batch(source, out, RULES, Handling(quarantine=aside))
    assert (summary.rows_out, summary.quarantined) == (1, 3)
    assert pl.read_parquet(out)["safety_concern"].to_list() == [None]


def test_bad_rows_over_several_chunks_keep_their_numbers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for reader in ("csv_reader", "cohort_file"):
        monkeypatch.setattr(f"thrive_rules.cohorts.{reader}.BYTES_AT_ONCE", 2000)
    for name, good, bad, header in (
        ("c.csv", "{0},true\n", "{0},true,more\n", "case_id,aims_met\n"),
        ("c.ndjson", '{{"case_id": {0}, "aims_met": true}}\n', '{{"case_id": {0}, "aims_met": 7}}\n', ""),
    ):
        source, out, aside = tmp_path / name, tmp_path / "out.parquet", tmp_path / "aside.ndjson"
        wrong = {7, 500, 501, 999, 1000}
        source.write_text(header + "".join((bad if n in wrong else good).format(n) for n in range(1, 1001)))
        summary = batch(source, out, RULES, Handling(quarantine=aside))
        assert (summary.rows_in, summary.quarantined) == (1000, 5)
        assert {json.loads(line)["row"] for line in aside.read_text().splitlines()} == wrong
        assert [int(each) for each in pl.read_parquet(out)["case_id"]] == [
            n for n in range(1, 1001) if n not in wrong
        ]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("c.csv", b"", "expected a first line"),
        ("c.csv", b"aims_met,aims_met\ntrue,true\n", "two columns have the same name"),
        ("c.csv", b"saftey_concern\ntrue\n", "saftey_concern: did you mean safety_concern?"),
        ("c.csv", b"thriving\ntrue\n", "thriving: a result would overwrite this column"),
        ("c.csv", b"case_id\n\xff\xfe\n", "c.csv"),
        ("c.csv.gz", b"not packed at all", "c.csv.gz"),
        ("c.parquet", b"no parquet", "c.parquet: this is no Parquet file"),
        ("c.ndjson", b"", "expected a line of JSON"),
        ("c.ndjson", b"[1, 2]\n", "row 1: expected one object in JSON"),
        ("c.xlsx", b"", "expected a file named .csv"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_cohort_is_refused(name: str, content: bytes, told: str, tmp_path: Path) -> None:
    source = tmp_path / name
    source.write_bytes(content)
    with pytest.raises(CaseError) as caught:
        batch(source, tmp_path / "out.parquet", RULES)
    assert told in str(caught.value)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_files_that_cannot_be(tmp_path: Path) -> None:
    source = written(frame_of(A_FEW), tmp_path, "csv")
    for target, kept, said in (
        (source, None, "a name of its own"),
        (tmp_path / "out.xlsx", None, "expected a file named .parquet or .csv"),
        (source / "out.csv", None, "cannot be written"),
        (tmp_path / "out.csv", tmp_path / "out.csv", "a name of its own"),
    ):
        with pytest.raises(CaseError, match=said):
            batch(source, target, RULES, Handling(quarantine=kept))
    with pytest.raises(CaseError, match="there is no such file"):
        batch(tmp_path / "none.csv", tmp_path / "out.csv", RULES)


@pytest.mark.parametrize(
    ("how", "kind"), [(signal.SIGKILL, "csv"), (signal.SIGTERM, "csv"), (signal.SIGINT, "parquet")]
)
def test_nothing_half_written_is_left_when_it_is_killed(
    how: signal.Signals, kind: str, tmp_path: Path
) -> None:
    rows = pl.concat([frame_of(A_FEW * 1_000)] * 50)
    source, out = written(rows, tmp_path, kind), tmp_path / "out.parquet"
    out.write_text("what was there before")
    process = subprocess.Popen(
        [sys.executable, "-c", STARTED_AT_A_TERMINAL, "batch", str(source), str(out)],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    half_way = False
    while not half_way:  # what is written has no name yet
        assert process.poll() is None
        time.sleep(0.05)
        with suppress(OSError):
            opened = [os.readlink(each) for each in Path(f"/proc/{process.pid}/fd").iterdir()]
            half_way = any(each.startswith(f"{tmp_path}/#") for each in opened)
    os.killpg(process.pid, how)  # as a terminal does: whatever the command has started gets it too
    _, told = process.communicate()
    assert process.returncode == (130 if how is signal.SIGINT else -how)
    assert told == b""
    assert out.read_text() == "what was there before"
    assert {each.name for each in tmp_path.iterdir()} == {source.name, out.name}


# FRAMES OF CASES


@given(st.lists(st.tuples(cases(), severities()), max_size=5))
def test_cases_become_rows_and_rows_become_cases(pairs: list[Any]) -> None:
    frame = cases_to_frame(pairs)
    assert frame.columns in (list(FACTS), list(COLUMNS))  # with one more, where something is private
    for (case, severity), (again, rated) in zip(pairs, frame_to_cases(frame), strict=True):
        assert again.facts == case.facts
        assert rated.facts == severity.facts
    assert cases_to_frame([case for case, _ in pairs]).height == len(pairs)


def test_the_schema_of_a_row_tells_every_column() -> None:
    columns = row_schema()["properties"]
    assert list(COLUMNS) == [*FACTS, "restricted"]
    assert list(columns) == [*COLUMNS, "reference", "date", "person"]
    assert all(KEY.fullmatch(name) for name in KEYS_OF_A_CASE)
    assert columns["restricted"]["enum"] == [True, False, None]
    assert columns["has_goals"]["enum"] == [True, None]
    assert columns["age"]["enum"] == [*range(26), None]


def test_a_result_has_a_column_for_each_grouping_need_and_rule() -> None:
    added = result_columns(RULES)
    answered = suggest_all(frame_of(A_FEW), RULES)
    assert answered.columns == [*frame_of(A_FEW).columns, *added]
    assert added[:5] == list(map(str, Grouping))
    assert suggest_all(frame_of(A_FEW), RULES, fired=False).columns == [
        *frame_of(A_FEW).columns,
        *result_columns(RULES, fired=False),
    ]


# THE COMMAND LINE


def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return command(*arguments, COLUMNS="200")


def test_batch_on_the_command_line(tmp_path: Path) -> None:
    source, out, aside = tmp_path / "c.csv", tmp_path / "out.csv", tmp_path / "aside.ndjson"
    source.write_text(BAD_CSV)
    stopped = run("batch", str(source), str(out))
    assert stopped.returncode == 2
    assert "row 2: safety_concern" in stopped.stderr
    assert "secret" not in stopped.stderr + stopped.stdout
    assert not out.exists()
    done = run("batch", str(source), str(out), "--on-error", "quarantine", str(aside))
    assert done.returncode == 0
    assert "rows in\t6" in done.stdout
    assert "rows out\t2" in done.stdout
    assert "rows in quarantine\t4" in done.stdout
    assert aside.exists()
    for wrong in (["--on-error", "quarantine"], [str(aside)]):
        refused = run("batch", str(source), str(out), *wrong)
        assert refused.returncode == 2
        assert "needs a FILE" in refused.stderr
    summary = json.loads(
        run("batch", str(source), str(out), str(aside), "--on-error", "quarantine", "--json").stdout
    )
    assert summary["rows_in"] == summary["rows_out"] + summary["quarantined"]

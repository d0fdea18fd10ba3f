"""The example for Spark, run as people run it: the answers of Polars, whole or not at all, no Python on executors."""

import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import polars as pl
import pytest
from frames import SMALL, spark

from thrive_rules import CaseError, Grouping, RuleBase, ThriveRulesError
from thrive_rules.cases.vocabulary import FACTS, Part
from thrive_rules.engines.column_types import dtype_of
from thrive_rules.engines.frame import suggest_all

EXAMPLE = Path(__file__).parents[2] / "examples" / "cohort_spark.py"
pytestmark = pytest.mark.xdist_group("spark")


def some(rows: int) -> pl.DataFrame:
    """A cohort with a key and every fact that is no severity: known in one row of three, and every answer in turn."""
    columns: dict[str, pl.Series] = {"pseudonym": pl.Series([f"y{row}" for row in range(rows)])}
    for place, (name, fact) in enumerate(FACTS.items()):
        if fact.part is not Part.SEVERITY:
            answers = (
                [*fact.domain, None] if len(fact.domain) > 2 else [*fact.domain, *[None] * (1 + place % 3)]
            )
            said = [answers[(row * (place + 1) + row // 7) % len(answers)] for row in range(rows)]
            columns[name] = pl.Series(said, dtype=dtype_of(fact))
    return pl.DataFrame(columns)


def run(*arguments: str | Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    # In CI two workers, each a process with an executor of its own, as on a cluster: they take long to start.
    here = "--master local[2]"
    cluster = "--master local-cluster[2,1,512] --conf spark.executor.memory=512m"
    settings = " ".join(
        (
            cluster if os.environ.get("CI") else here,
            *(f'--conf "{name}={value}"' for name, value in SMALL.items()),
        )
    )
    return subprocess.run(
        [sys.executable, EXAMPLE, *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYSPARK_SUBMIT_ARGS": f"{settings} pyspark-shell", **environment},
    )


def left_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if not path.name.startswith(".")}


def test_the_example_says_what_polars_says_and_its_executors_start_no_python(
    tmp_path: Path, rules: RuleBase
) -> None:
    spark()  # skips where there is no Spark
    given, out = tmp_path / "cohort.parquet", tmp_path / "result"
    cohort = some(300)
    cohort.write_parquet(given)
    # The Python that executors would start for a function of Python's is one that cannot start.
    done = run(
        given, out, "--fired", PYSPARK_PYTHON="/there/is/no/python", PYSPARK_DRIVER_PYTHON=sys.executable
    )
    assert done.returncode == 0, done.stderr
    expected = suggest_all(cohort, rules)
    found = pl.read_parquet(out / "*.parquet")
    assert found.equals(expected)
    assert left_in(tmp_path) == {"cohort.parquet", "result"}
    assert "300 rows in, 300 rows out" in done.stdout
    assert rules.digest in done.stdout
    for grouping in Grouping:
        count = int(expected[grouping].sum())
        assert 0 < count < 300
        assert [str(grouping), str(count), "candidates"] in [
            line.split() for line in done.stdout.splitlines()
        ]


def test_nothing_is_written_over_and_nothing_stays_half_written(tmp_path: Path, rules: RuleBase) -> None:
    session = spark()
    example = import_module("cohort_spark")
    given, out = tmp_path / "cohort.parquet", tmp_path / "result"
    some(9).with_columns(age=pl.lit(26)).write_parquet(given)
    with pytest.raises(CaseError, match="age: 9 rows hold an answer that this fact cannot have"):
        example.suggest_cohort(session, str(given), str(out), rules, fired=False)
    assert left_in(tmp_path) == {"cohort.parquet"}
    out.mkdir()
    with pytest.raises(ThriveRulesError, match="nothing is written over"):
        example.suggest_cohort(session, str(given), str(out), rules, fired=False)
    assert left_in(tmp_path) == {"cohort.parquet", "result"}


@pytest.mark.skipif(not os.environ.get("CI"), reason="starts Spark once more")
def test_a_damaged_file_ends_in_one_message(tmp_path: Path) -> None:
    spark()  # skips where there is no Spark
    given, out = tmp_path / "cohort.parquet", tmp_path / "result"
    some(9).write_parquet(given)
    given.write_bytes(given.read_bytes()[:-9])
    done = run(given, out)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Spark could not do this: " in done.stderr
    assert "\nTraceback" not in done.stderr
    assert left_in(tmp_path) == {"cohort.parquet"}


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    pytest.importorskip("pyspark", reason="PySpark is not installed")
    without = run(tmp_path / "in", tmp_path / "out", PATH=str(tmp_path), JAVA_HOME="")
    assert (without.returncode, without.stdout) == (2, "")
    assert (
        without.stderr == "Spark needs Java, and there is none: install Java 17 or later, or set JAVA_HOME\n"
    )
    hidden = tmp_path / "pyspark"
    hidden.mkdir()
    (hidden / "__init__.py").write_text("raise ModuleNotFoundError('no module', name='pyspark')\n")
    without = run(
        tmp_path / "in",
        tmp_path / "out",
        PYTHONPATH=f"{tmp_path}{os.pathsep}{os.environ.get('PYTHONPATH', '')}",
    )
    assert (without.returncode, without.stdout) == (2, "")
    assert without.stderr.startswith("pyspark is not installed; this needs: pip install")

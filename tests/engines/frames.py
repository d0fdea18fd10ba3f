"""Every kind of data frame that `suggest_all` takes: made from the facts of some cases, and read again."""

import importlib.util
import os
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl
import pytest

from thrive_rules import RuleBase
from thrive_rules.cases.case import Value
from thrive_rules.cases.vocabulary import FACTS
from thrive_rules.engines.column_types import dtype_of
from thrive_rules.engines.frame import suggest_all
from thrive_rules.engines.layout import rule_column
from thrive_rules.reasoning.meaning import Verdict

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

ROW = "row"
"""A key column: the row of each case, to tell that none was lost or moved."""


class Kind(NamedTuple):
    """One kind of frame: how a Polars frame becomes one, and becomes Polars again."""

    make: Callable[[pl.DataFrame], Any]
    back: Callable[[Any], pl.DataFrame]


def from_arrow(table: Any) -> pl.DataFrame:
    found = pl.from_arrow(table)
    assert isinstance(found, pl.DataFrame)
    return found


def to_duckdb(frame: pl.DataFrame) -> Any:
    duckdb = pytest.importorskip("duckdb", reason="DuckDB is not installed")
    return duckdb.from_arrow(frame.to_arrow())


def to_pandas(frame: pl.DataFrame) -> Any:
    """As pandas itself would have it: yes and no with gaps are objects, and an age with gaps is a float."""
    pytest.importorskip("pandas", reason="pandas is not installed")
    return frame.to_pandas()


def from_pandas(frame: Any) -> pl.DataFrame:
    return pl.from_pandas(frame)


SMALL: dict[str, Any] = {
    "spark.ui.enabled": "false",
    "spark.sql.shuffle.partitions": "1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    # A plan of a hundred rules runs once here: to compile it takes longer than to read it.
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    # A test ends before Java has paid off what its slower compiler and its many collectors cost.
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.executor.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
}


@cache
def spark() -> "SparkSession":
    """One small Spark for all tests of a process."""
    if importlib.util.find_spec("pyspark") is None:
        pytest.skip("PySpark is not installed")
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        pytest.skip("there is no Java, which Spark needs")
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[1]").appName("tests")
    session = builder.config(map=SMALL).getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session


def to_spark(frame: pl.DataFrame) -> Any:
    return spark().createDataFrame(frame.to_arrow(compat_level=pl.CompatLevel.oldest()))


KINDS = {
    "Polars": Kind(lambda frame: frame, lambda frame: frame),
    "Polars (lazy)": Kind(pl.DataFrame.lazy, pl.LazyFrame.collect),
    "PyArrow": Kind(pl.DataFrame.to_arrow, from_arrow),
    "pandas": Kind(to_pandas, from_pandas),
    "DuckDB": Kind(to_duckdb, lambda relation: from_arrow(relation.to_arrow_table())),
    "PySpark": Kind(to_spark, lambda frame: from_arrow(frame.toArrow())),
}


def each(names: Iterable[str]) -> list[Any]:
    """Names as parameters of a test; what needs Spark goes to one process, so that Java starts once."""
    alone = pytest.mark.xdist_group("spark")
    return [pytest.param(name, marks=alone) if name == "PySpark" else name for name in names]


def budget(kind: str, examples: int) -> int:
    """How many examples a kind of frame is worth: a query costs DuckDB a tenth of a second, and Spark one or two."""
    return {"DuckDB": max(20, examples // 20), "PySpark": max(3, examples // 500)}.get(kind, examples)


def cohort(cases: Sequence[Mapping[str, Value]]) -> pl.DataFrame:
    """Cases as rows, with a key. A fact that nobody has answered has no column at all."""
    names = [name for name in FACTS if any(name in case for case in cases)]
    columns = {
        name: pl.Series([case.get(name) for case in cases], dtype=dtype_of(FACTS[name])) for name in names
    }
    return pl.DataFrame({ROW: pl.Series(range(len(cases)), dtype=pl.Int64)} | columns)


def answered(kind: str, rules: RuleBase, cases: Sequence[Mapping[str, Value]]) -> pl.DataFrame:
    """What `suggest_all` says of every case, undecided rules too; in the order of the cases."""
    make, back = KINDS[kind]
    found = back(suggest_all(make(cohort(cases)), rules, undecided=True)).sort(ROW)
    assert found[ROW].to_list() == list(range(len(cases))), "one row out for each row in"
    return found


VALUES = {Verdict.FIRES: True, Verdict.DOES_NOT_FIRE: False, Verdict.UNDECIDED: None}
VERDICTS = {value: verdict for verdict, value in VALUES.items()}


def frame_engine(kind: str) -> Callable[[RuleBase, Sequence[Mapping[str, Value]]], list[dict[str, Verdict]]]:
    """A kind of frame as an engine: the verdict of every rule about needs and groupings, for each case."""

    def verdicts(rules: RuleBase, cases: Sequence[Mapping[str, Value]]) -> list[dict[str, Verdict]]:
        deciding = [rule.id for rule in rules.deciding]
        rows = answered(kind, rules, cases).iter_rows(named=True)
        return [{rule: VERDICTS[row[rule_column(rule)]] for rule in deciding} for row in rows]

    return verdicts

"""A cohort on Spark: Parquet in, Parquet out, with a column for each grouping and each need.

Here:          python examples/cohort_spark.py IN OUT
On a cluster:  spark-submit --master MASTER examples/cohort_spark.py IN OUT

The rules become expressions of Spark's own, and travel with the plan of the job. The driver needs thrive-rules and
the rules; the executors need neither, nor any Python. Without a master this runs on two cores here (local[2]).
OUT appears when it is whole, and not before. Each file of OUT keeps the order of the rows that it was made from.
"""

import argparse
import os
import shutil
import sys
import uuid
from typing import TYPE_CHECKING, Any

from thrive_rules import Grouping, RuleBase, ThriveRulesError, load_rules

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument(
        "given", metavar="IN", help="Parquet: a column for each fact; any other column is a key"
    )
    parser.add_argument(
        "result", metavar="OUT", help="a folder of Parquet files, which must not be there yet"
    )
    parser.add_argument(
        "--fired", action="store_true", help="a column for each rule too: true where it fires"
    )
    parser.add_argument("--rules", metavar="DIR", help="other rules than those that ship")
    options = parser.parse_args()
    # spark-submit, and Spark's own settings, come before this one.
    os.environ.setdefault("MASTER", "local[2]")
    try:
        from py4j.protocol import Py4JJavaError
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession

        import thrive_rules.engines.frame  # noqa: F401 - what is missing shows before Spark starts
    except ImportError as missing:
        needed = "pip install 'thrive-rules[frame]' pyspark"
        return refuse(f"{missing.name} is not installed; this needs: {needed}")
    if not (os.environ.get("PYSPARK_GATEWAY_PORT") or os.environ.get("JAVA_HOME") or shutil.which("java")):
        return refuse("Spark needs Java, and there is none: install Java 17 or later, or set JAVA_HOME")
    try:
        rules = load_rules(options.rules) if options.rules else load_rules()
        spark = SparkSession.builder.appName("thrive-rules cohort").getOrCreate()
        try:
            suggest_cohort(spark, options.given, options.result, rules, fired=options.fired)
        finally:
            spark.stop()
    except ThriveRulesError as wrong:
        return refuse(str(wrong))
    except PySparkException as failed:
        return refuse(f"Spark could not do this: {str(failed).splitlines()[0]}")
    except Py4JJavaError as failed:
        # Of Java, and not of Spark: a folder that cannot be made, a file that is damaged.
        return refuse(f"Spark could not do this: {str(failed.java_exception).splitlines()[0]}")
    return 0


def suggest_cohort(spark: "SparkSession", given: str, result: str, rules: RuleBase, *, fired: bool) -> None:
    """Read a cohort, add what the rules make of every row, write it, and say what came out."""
    from thrive_rules.engines.frame import suggest_all

    out = Place(spark, result)
    if out.exists():
        raise ThriveRulesError(f"{result}: this is there already, and nothing is written over")
    cohort = spark.read.parquet(given)
    # A folder beside OUT takes what is not whole yet: the name of OUT never stands for half a cohort.
    unfinished = Place(spark, f"{result.rstrip('/')}.unfinished-{uuid.uuid4().hex[:8]}")
    try:
        suggest_all(cohort, rules, fired=fired).write.parquet(unfinished.name)
        rows, (written, *candidates) = cohort.count(), told(spark.read.parquet(unfinished.name))
        if written != rows:
            raise ThriveRulesError(f"{rows} rows went in and {written} came out; nothing is kept")
        unfinished.rename(out)
    finally:
        unfinished.delete()
    print(f"{rows} rows in, {written} rows out: {result}")
    print(f"rules: {rules.header.id} {rules.header.version}, {rules.digest}")
    for grouping, count in zip(Grouping, candidates, strict=True):
        print(f"{grouping:<24}{count} candidates")


def told(result: "DataFrame") -> list[int]:
    """How many rows a result has, and for how many of them each grouping is a candidate."""
    from pyspark.sql import functions

    counts = [functions.count_if(functions.col(grouping)) for grouping in Grouping]
    [found] = result.agg(functions.count("*"), *counts).collect()
    return list(found)


class Place:
    """A path on whatever Spark writes to: a disk, HDFS, an object store."""

    def __init__(self, spark: "SparkSession", name: str) -> None:
        java: Any = spark.sparkContext._jvm
        self.name = name
        self._path = java.org.apache.hadoop.fs.Path(name)
        self._system = self._path.getFileSystem(spark.sparkContext._jsc.hadoopConfiguration())

    def exists(self) -> bool:
        """Whether something stands there."""
        return bool(self._system.exists(self._path))

    def rename(self, other: "Place") -> None:
        """Give what stands there another name. Raises ThriveRulesError where that cannot be done."""
        if not self._system.rename(self._path, other._path):
            raise ThriveRulesError(f"{other.name}: this could not be given its name; nothing is kept")

    def delete(self) -> None:
        """Take away what stands there, if anything does."""
        self._system.delete(self._path, True)


def refuse(why: str) -> int:
    print(why, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())

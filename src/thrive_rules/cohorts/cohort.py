"""Synthetic cohorts: made-up cases in any number, the same for the same seed, in blocks so that memory stays flat.

Each column of each block has random numbers of its own. So the first rows do not depend on how many are drawn, nor
one column on which others there are. Needs the extra `[frame]`.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from statistics import NormalDist
from typing import IO, TypeAlias

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import parquet

from thrive_rules.cases.case import Value
from thrive_rules.cases.vocabulary import FACTS
from thrive_rules.cohorts.copula import DrawingPlan, plan_of
from thrive_rules.cohorts.design import TOGETHER, Design
from thrive_rules.documents.document import read_document
from thrive_rules.documents.output import refuse_ending, whole_file
from thrive_rules.documents.validation import validate
from thrive_rules.faults import RuleError, ThriveRulesError
from thrive_rules.rulefiles.rulefile import shipped_rules

__all__ = ["BLOCK", "Design", "blocks", "draw_cohort", "load_design", "provenance", "write_cohort"]

BLOCK = 65_536
"""Rows that are drawn at a time."""
_GRAIN = 65_536  # random numbers are whole numbers below this: every share is kept to 1 in 65,536

_Floats: TypeAlias = NDArray[np.float64]


def _arrow(value: Value) -> pa.DataType:
    return pa.bool_() if isinstance(value, bool) else pa.int64() if isinstance(value, int) else pa.string()


_SCHEMA = pa.schema(
    [("case_id", pa.string()), *((name, _arrow(fact.domain[0])) for name, fact in FACTS.items())]
)


def load_design(file: Path | str | None = None) -> Design:
    """Read a design; without a file, the one that ships. Raises RuleError: file, line, field, what was expected."""
    document = read_document(file or shipped_rules("cohort") / "cohort.yaml", RuleError)
    design = validate(document, Design, RuleError)
    plan_of(design, document)
    return design


def draw_cohort(n: int, seed: int, design: Design | None = None) -> pl.DataFrame:
    """`n` made-up cases: `case_id`, and a column for each fact, null where it is not yet known.

    Raises ThriveRulesError for a number or a seed that cannot be, and RuleError for a design that does not fit.
    """
    return pl.concat(blocks(n, seed, design))


def blocks(n: int, seed: int, design: Design | None = None) -> Iterator[pl.DataFrame]:
    """The same cases in blocks of at most `BLOCK` rows, each drawn when it is asked for."""
    if n < 1 or seed < 0:
        raise ThriveRulesError("expected at least one case, and a seed of 0 or more")
    plan = plan_of(design or load_design())
    return (
        _block(plan, seed, number, min(BLOCK, n - first)) for number, first in enumerate(range(0, n, BLOCK))
    )


@cache
def _quantiles() -> _Floats:
    # Normal numbers are looked up rather than computed: no library's logarithm has a say in them.
    normal = NormalDist()
    return np.array([normal.inv_cdf((step + 0.5) / _GRAIN) for step in range(_GRAIN)])


def _block(plan: DrawingPlan, seed: int, number: int, rows: int) -> pl.DataFrame:
    def draw(name: str) -> NDArray[np.uint16]:
        # The raw bits, which numpy promises to keep; how it turns them into other numbers may change.
        entropy = np.random.SeedSequence(seed, spawn_key=(number, int.from_bytes(name.encode(), "big")))
        raw: NDArray[np.uint64] = np.random.PCG64(entropy).random_raw(-(-rows // 4))
        return raw.astype("<u8", copy=False).view("<u2")[:rows]

    def happens(name: str, share: float) -> NDArray[np.bool_]:
        return draw(name) < np.uint32(round(share * _GRAIN))

    quantiles = _quantiles()
    normal = {name: quantiles[draw(name)] for name in plan.latents}
    # Sums in a fixed order, and no matrix product: the last digit must not depend on the machine.
    hidden = {
        name: sum((weight * normal[other] for other, weight in scale.items()), np.zeros(rows))
        for name, scale in plan.latents.items()
    }
    leaned_on = {name for column in plan.columns.values() for name in column.leans_on}
    absent = {group: happens(f"{group} absent", share) for group, share in plan.absent.items()}
    level: dict[str, NDArray[np.uint8]] = {}
    blank: dict[str, NDArray[np.bool_]] = {}
    numbers = pl.int_range(number * BLOCK + 1, number * BLOCK + rows + 1, eager=True).cast(pl.String)
    found = {"case_id": "c" + numbers.str.zfill(7)}
    for name, column in plan.columns.items():
        scale = column.own * quantiles[draw(name)]
        for other, weight in column.leans_on.items():
            scale += weight * hidden[other]
        if name in leaned_on:
            hidden[name] = scale
        level[name] = np.zeros(rows, np.uint8)
        for since, cuts in column.cuts:
            above = np.zeros(rows, np.uint8)
            for cut in cuts:
                above += scale > cut
            level[name] = np.where(level["age"] >= since, above, level[name]) if since else above
        blank[name] = happens(f"{name} unknown", column.unknown)
        if name in TOGETHER:
            blank[name] |= absent[TOGETHER[name]]
        if asked := column.only_where:
            blank[name] |= blank[asked] | (level[asked] != 1)
        shown = np.where(blank[name], len(column.answers) - 1, level[name])
        found[name] = pl.Series(column.answers).gather(shown.astype(np.uint32))
    return pl.DataFrame(found)


def provenance(n: int, seed: int, design: Design) -> dict[str, str]:
    """What it takes to draw a cohort again; `write_cohort` keeps it in a Parquet file."""
    return {
        "made_up": "These young people do not exist.",
        "design": f"{design.id} {design.version} {design.digest}",
        "cases": str(n),
        "seed": str(seed),
        "package": version("thrive-rules"),
    }


def write_cohort(file: Path, frames: Iterable[pl.DataFrame], about: Mapping[str, str] | None = None) -> None:
    """Write blocks one after the other, as `.parquet` or `.csv`: the whole file or nothing.

    In CSV, null is an empty field. Raises ThriveRulesError for another ending, or where the file cannot be written.
    """
    writers = {".parquet": _write_parquet, ".csv": _write_csv}
    refuse_ending(file, writers)
    with whole_file(file) as stream:
        writers[file.suffix](stream, frames, about or {})


def _write_parquet(stream: IO[bytes], frames: Iterable[pl.DataFrame], about: Mapping[str, str]) -> None:
    schema = _SCHEMA.with_metadata({"thrive_rules": json.dumps(dict(about))})
    with parquet.ParquetWriter(stream, schema, compression="zstd") as writer:
        for frame in frames:
            writer.write_table(frame.to_arrow().cast(schema))


def _write_csv(stream: IO[bytes], frames: Iterable[pl.DataFrame], about: Mapping[str, str]) -> None:
    for index, frame in enumerate(frames):
        # By way of memory: Python tells why a stream cannot be written, and Polars does not.
        stream.write(frame.write_csv(include_header=index == 0).encode())

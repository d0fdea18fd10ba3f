"""A cohort at once: thrive-rules on data frames beside numpy written by hand, row-by-row engines, and a copied file.

Everybody answers the same rows in one run and must give the same answers before anything is timed; slow ones get fewer
rows. Times differ from machine to machine, and from minute to minute. The ratios are what to read.
"""

import argparse
import gc
import json
import math
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow.parquet as pq
from cohort_engines import ANY, FIVE, HAND, OURS, SHIPPED, Contestant, contestants, known_facts, of_verdicts
from rich.box import HEAVY_HEAD
from rich.console import Console
from rich.table import Table

from thrive_rules import Grouping, RuleBase
from thrive_rules.cases.case import Voice
from thrive_rules.cases.vocabulary import FACTS, Part
from thrive_rules.cohorts.batch import Handling, batch
from thrive_rules.cohorts.cohort import draw_cohort
from thrive_rules.engines.frame import compile_frame, suggest_all
from thrive_rules.language.conditions import All, AnyOf, Condition, Is, Needed
from thrive_rules.language.rule import Deciding, Establishes, Prompts, read_rule
from thrive_rules.language.wording import Need
from thrive_rules.language.words import Words
from thrive_rules.reasoning.inference import evaluate

SEED, ROUNDS = 5, 3
IN_FILES = (Part.CONTEXT, Part.PRESENTATION, Part.SAFETY, Part.PREFERENCE, Part.VIEW)
GROWTH_IN_RULES = (20, 60, 200, 600)


def differences(found: Sequence[Contestant], cohort: pl.DataFrame) -> Iterator[str]:
    """Everybody who does not answer as the reference does, or, over more rows, as numpy by hand does."""
    few = cohort.head(500)
    truth = pl.DataFrame(
        [of_verdicts(SHIPPED, evaluate(SHIPPED, each).verdicts) for each in known_facts(few)]
    )
    many: pl.DataFrame | None = None
    for each in found:
        rows = cohort.head(each.rows)
        answers = each.candidates(each.run(each.prepare(rows)))
        many = answers if many is None else many
        for expected in (truth, many.head(len(rows))):
            said = answers.head(len(expected))
            wanted = expected.head(len(said))
            if not each.knows_unknown:
                wanted = wanted.with_columns(pl.all().fill_null(False))
            if not said.equals(wanted):
                apart = sum(one != other for one, other in zip(said.rows(), wanted.rows(), strict=True))
                yield f"{each.name} differs in {apart} of {len(said)} rows"


# IN MEMORY


def timed(found: Sequence[Contestant], cohort: pl.DataFrame, seconds: float) -> dict[str, list[float]]:
    """Nanoseconds of processor a case, round by round; in each round everybody answers once."""
    given = [(each, each.prepare(cohort.head(each.rows)), min(each.rows, len(cohort))) for each in found]
    times: dict[str, list[float]] = {each.name: [] for each in found}
    start = time.perf_counter()
    while len(times[HAND]) < ROUNDS or time.perf_counter() - start < seconds:
        for each, prepared, rows in given:
            gc.collect()
            before = time.process_time()  # what others do on the machine meanwhile is nobody's time here
            each.run(prepared)
            times[each.name].append((time.process_time() - before) / rows * 1e9)
        tell(f"in memory: {time.perf_counter() - start:.0f} of {seconds:.0f} s")
    return times


def against(one: Sequence[float], other: Sequence[float]) -> float:
    """How many times longer one takes than the other, round by round, so that a slow minute slows both.

    A copy of few rows can take less than the clock of the processor counts: nothing is a multiple of that.
    """
    rounds = zip(one, other, strict=True)
    return statistics.median(mine / theirs if theirs else math.inf for mine, theirs in rounds)


def in_memory(cohort: pl.DataFrame, seconds: float, small: bool) -> None:
    facts = compile_frame(SHIPPED).facts
    columns = cohort.select(facts).rechunk()
    found = list(contestants())
    if apart := list(differences(found, columns)):
        raise SystemExit("\n".join(["The answers differ, so nothing was timed.", *apart]))
    times = timed(found, columns, seconds)
    peaks: dict[str, int] = {}
    if not small:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "columns.parquet"
            columns.write_parquet(file)
            for name in ("", *(each.name for each in found if each.rows >= len(columns))):
                peaks[name] = alone("memory", name, str(file))["peak"]
    table = columns_of("ns a case", "times by hand", "times faster", "rows", "peak MB")
    peer = min((times[each.name] for each in found if each.rows < ANY), key=statistics.median)
    for each in found:
        mine = times[each.name]
        table.add_row(
            each.name,
            f"{statistics.median(mine):,.1f}",
            f"{against(mine, times[HAND]):,.1f}",
            f"{against(peer, mine):,.1f}",
            f"{min(each.rows, len(columns)):,}",
            f"{peaks[each.name]:,}" if each.name in peaks else "",
        )
    print(
        f"\nIN MEMORY: {len(columns):,} cases, the {len(facts)} facts that the rules read, each a column of yes, no",
        "and not yet known. Numpy by hand has planes of so and of not so, made beforehand, and leaves planes behind: of",
        f"five groupings. A data frame has the columns as Arrow keeps them, and gives columns: of {len(SHIPPED.needs)} needs too,",
        f"and where the row says so of {len(SHIPPED.deciding)} rules; columns in pieces are first laid together. Plain Python and",
        "zen-engine answer for five groupings alone, durable-rules for every rule, from rows that were made beforehand.",
        "Processor time, of all threads together; ratios are medians, round by round. `times faster` is against the",
        "fastest of the row-by-row engines."
        + (f" Reading the columns alone takes {peaks['']:,} MB." if peaks else ""),
        sep="\n",
    )
    show(table)
    if not small:
        by_hand, faster = against(times[OURS], times[HAND]), against(peer, times[OURS])
        tell_whether(by_hand <= 5, "Polars within 5 times numpy by hand on packed bits", by_hand)
        tell_whether(faster >= 50, "Polars at least 50 times faster than the best row engine", faster)


# FROM FILE TO FILE


def copy(source: str, target: str) -> None:
    file = pq.ParquetFile(source)
    with pq.ParquetWriter(target, file.schema_arrow) as out:
        for rows in file.iter_batches():
            out.write_batch(rows)


def copy_by_polars(source: str, target: str) -> None:
    pl.scan_parquet(source).sink_parquet(target)


def lazily(source: str, target: str) -> None:
    suggest_all(pl.scan_parquet(source), SHIPPED, fired=False).sink_parquet(target)


def lazily_fired(source: str, target: str) -> None:
    suggest_all(pl.scan_parquet(source), SHIPPED).sink_parquet(target)


def batched(source: str, target: str) -> None:
    batch(source, target, SHIPPED)


def batched_fired(source: str, target: str) -> None:
    batch(source, target, SHIPPED, Handling(fired=True))


COPY, BATCH, BATCH_FIRED = "copy by PyArrow", "batch", "batch, every rule too"
BY_FILE: dict[str, Callable[[str, str], None]] = {
    COPY: copy,
    "copy by Polars": copy_by_polars,
    "Polars, lazy to a sink": lazily,
    "the same, every rule too": lazily_fired,
    BATCH: batched,
    BATCH_FIRED: batched_fired,
}
"""Each in a process of its own, so that its memory is its own. Another way to go from file to file is added here."""


def file_to_file(cohort: pl.DataFrame, folder: Path, small: bool) -> None:
    rounds = 1 if small else 5
    source = folder / "cohort.parquet"
    cohort.write_parquet(source)
    targets = {name: folder / f"{index}.parquet" for index, name in enumerate(BY_FILE)}
    runs: dict[str, list[dict[str, Any]]] = {name: [] for name in BY_FILE}
    for number in range(rounds):
        for name, target in targets.items():
            runs[name].append(alone("file", name, str(source), str(target)))
        tell(f"from file to file: round {number + 1} of {rounds}")
    answers = suggest_all(cohort, SHIPPED)
    for name, target in targets.items():
        found = pl.read_parquet(target)
        if not found.equals(answers.select(found.columns)):
            raise SystemExit(f"{name} does not give the answers of a frame in memory.")
    spent = {name: [each["processor"] for each in some] for name, some in runs.items()}
    table = columns_of("seconds", "of processor", "times copying", "peak MB")
    for name, some in runs.items():
        medians = (statistics.median(each["seconds"] for each in some), statistics.median(spent[name]))
        peaks = max(each["peak"] for each in some)
        figures = (*(f"{each:.2f}" for each in medians), f"{against(spent[name], spent[COPY]):.1f}")
        table.add_row(name, *figures, f"{peaks:,}")
    print(
        f"\nFROM FILE TO FILE: {len(cohort):,} cases, Parquet with {cohort.width} columns in and out. Processor time is that of all",
        "threads and processes, and ratios are of it; peak memory is that of all processes, added up.",
        sep="\n",
    )
    show(table)
    for name, limit in ((BATCH, 2), (BATCH_FIRED, 3)) if not small else ():
        times = against(spent[name], spent[COPY])
        tell_whether(times <= limit, f"{name} within {limit} times copying by PyArrow", times)


# GROWTH


def growth_in_rows(cohort: pl.DataFrame, folder: Path, small: bool) -> None:
    table = columns_of("rows", "in memory, ns a case", "batch, ns a case", "times copying", "peak MB")
    for times in (0.1, 1) if small else (0.01, 0.1, 1, 10):
        some = cohort.head(int(len(cohort) * times)) if times <= 1 else pl.concat([cohort] * int(times))
        columns = some.select(compile_frame(SHIPPED).facts)
        median = statistics.median(seconds_of(partial(suggest_all, columns, SHIPPED, fired=False), small))
        source, target = folder / "rows.parquet", folder / "out.parquet"
        some.write_parquet(source)
        copied, run = (alone("file", name, str(source), str(target)) for name in (COPY, BATCH))
        figures = (median / len(some) * 1e9, run["processor"] / len(some) * 1e9)
        # A copy of few rows can take less than the clock of the processor counts.
        ratio = run["processor"] / copied["processor"] if copied["processor"] else math.inf
        beside = f"{ratio:.1f}" if math.isfinite(ratio) else "?"
        table.add_row("", f"{len(some):,}", *(f"{each:,.0f}" for each in figures), beside, f"{run['peak']:,}")
        tell(f"growth in rows: {len(some):,}")
    print("\nGROWTH IN ROWS: candidates and needs, processor time. Flat is linear.")
    show(table)
    if not small:
        rows = f"at {len(some):,} rows"
        tell_whether(ratio < 2, f"batch below 2 times copying by PyArrow {rows}", ratio)
        print("met    " if run["peak"] < 600 else "not met", f"batch below 600 MB {rows}: {run['peak']} MB")


def growth_in_rules(cohort: pl.DataFrame, small: bool) -> None:
    table = columns_of("rules", "ns a case", "per rule", "every rule too", "per rule")
    for number in GROWTH_IN_RULES[:2] if small else GROWTH_IN_RULES:
        rules = made_up(number)
        columns = cohort.select(compile_frame(rules).facts)
        sample = known_facts(columns.head(200))
        truth = pl.DataFrame([of_verdicts(rules, evaluate(rules, each).verdicts) for each in sample])
        if not suggest_all(columns.head(200), rules).select(FIVE).equals(truth):
            raise SystemExit(f"With {number} rules, a frame does not give the answers of the reference.")
        cells: list[str] = []
        for fired in (False, True):
            median = statistics.median(seconds_of(partial(suggest_all, columns, rules, fired=fired), small))
            each = median / len(columns) * 1e9
            cells += [f"{each:,.0f}", f"{each / number:.2f}"]
        table.add_row("", str(number), *cells)
        tell(f"growth in rules: {number}")
    print(
        f"\nGROWTH IN RULES: {len(cohort):,} cases in memory, rules that were made up. Flat per rule is linear."
    )
    show(table)


def made_up(number: int) -> RuleBase:
    """So many rules about needs and groupings, the same each time: one fact, some of them, and needs."""
    source = random.Random(number)  # noqa: S311 - keeps no secret, and has to make the same rules of the same number
    names = [
        name for name, fact in FACTS.items() if fact.part in IN_FILES[1:] and fact.domain == (True, False)
    ]
    said = Words(young_person="Some words.", parent_or_carer="Some words.", practitioner="Some words.")
    needs = [f"need-{index}" for index in range(max(2, number // 20))]

    def some(most: int) -> tuple[Condition, ...]:
        chosen = source.sample(names, source.randint(1, most))
        return tuple(Is(name, (source.random() < 0.7,)) for name in chosen)

    rules: list[Deciding | Prompts] = []
    for index in range(number):
        common: dict[str, Any] = {"id": f"rule-{index}", "because": said, "illustrative": True}
        when: Condition = source.choice((AnyOf, All))(some(4))
        if index < 2 * len(needs):
            rules.append(Establishes(when=when, establishes=needs[index % len(needs)], **common))
            continue
        if source.random() < 0.3:
            when = All((Needed(source.choice(needs)), when))
        side = source.choice(("argues_for", "argues_for", "argues_against"))
        common |= {side: source.choice(list(Grouping)), "voice": source.choice(list(Voice))}
        rules.append(read_rule({"when": when, **common}))
    return replace(
        SHIPPED,
        groupings=tuple(each.model_copy(update={"sources": ()}) for each in SHIPPED.groupings),
        needs=tuple(Need(id=need, statement=said) for need in needs),
        rules=tuple(rules),
        sources=(),
        distinctions=(),
        options=(),
        programmes=(),
    )


def seconds_of(run: Callable[[], Any], small: bool) -> list[float]:
    """Processor time of some runs after one that does not count."""
    run()
    found = []
    for _ in range(1 if small else ROUNDS):
        before = time.process_time()
        run()
        found.append(time.process_time() - before)
    return found


# A PROCESS OF ITS OWN


def alone(*told: str) -> dict[str, Any]:
    """What one way takes in a process of its own: seconds without its start, of processor too, and peak memory in MB."""
    done = subprocess.run(
        [sys.executable, __file__, "--alone", *told], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def by_itself(kind: str, name: str, source: str, *target: str) -> None:
    compile_frame(SHIPPED)
    before, spent = time.perf_counter(), processor()
    if kind == "file":
        BY_FILE[name](source, *target)
    else:
        columns = pl.read_parquet(source)
        for each in contestants():
            if each.name == name:
                each.run(each.prepare(columns))
    seconds = time.perf_counter() - before
    print(json.dumps({"seconds": seconds, "processor": processor() - spent, "peak": peak()}))


def processor() -> float:
    """Seconds of processor that this process has taken, with those that it has started and that have ended."""
    return sum(os.times()[:4])


def peak() -> int:
    """The most memory that this process has held, in MB, and the most of one that it has started."""
    started = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    try:
        # What getrusage says counts the parent too, from which this process was forked.
        [told] = [line for line in Path("/proc/self/status").read_text().splitlines() if "VmHWM" in line]
        return int(told.split()[1]) // 1024 + started
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024 + started


# WHAT IS SHOWN


def columns_of(*names: str) -> Table:
    terminal = sys.stdout.isatty()  # else plain text, in columns
    table = Table("", box=HEAVY_HEAD if terminal else None, pad_edge=terminal)
    for name in names:
        table.add_column(name, justify="right", no_wrap=True)
    return table


def show(table: Table) -> None:
    Console(width=None if sys.stdout.isatty() else 110).print(table)


def tell(what: str) -> None:
    print(f"\r{what:<60}", end="", file=sys.stderr, flush=True)


def tell_whether(met: bool, target: str, times: float) -> None:
    print("met    " if met else "not met", f"{target}: {times:.1f} times")


def main() -> int:
    if sys.argv[1:2] == ["--alone"]:
        by_itself(*sys.argv[2:])
        return 0
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, help="how many cases (1000000)")
    parser.add_argument("--seconds", type=float, default=20, help="how long to go on timing in memory (20)")
    options = parser.parse_args()
    small = options.rows < 200_000  # where a process is mostly its libraries, and figures say little
    names = ["case_id", *(name for name, fact in FACTS.items() if fact.part in IN_FILES)]
    cohort = draw_cohort(options.rows, SEED).select(names)
    print(
        f"{len(SHIPPED.rules)} rules, of which {len(SHIPPED.deciding)} are about needs and groupings.",
        f"The cohort is made up: thrive-rules cohort --n {options.rows} --seed {SEED}. Medians; all answers are equal.",
        sep="\n",
    )
    in_memory(cohort, options.seconds, small)
    with tempfile.TemporaryDirectory() as folder:
        file_to_file(cohort, Path(folder), small)
        growth_in_rows(cohort, Path(folder), small)
    growth_in_rules(cohort, small)
    tell("")
    return 0


if __name__ == "__main__":
    sys.exit(main())

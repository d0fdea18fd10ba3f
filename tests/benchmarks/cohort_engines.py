"""Who answers a cohort in the benchmark: what each is given, what is timed, and how its candidates are read."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import import_module
from typing import Any, NamedTuple

import polars as pl
from by_hand import five_groupings, pack, unpack
from one_case import Spelling, decision_graph, in_engine, in_python, made, second_engine, written

from thrive_rules import Grouping, RuleBase, load_rules
from thrive_rules.engines.frame import suggest_all
from thrive_rules.language.rule import Deciding
from thrive_rules.reasoning.meaning import Verdict

SHIPPED = load_rules()
FIVE = [str(grouping) for grouping in Grouping]
HAND, OURS, FIRED = "numpy by hand, packed", "Polars, candidates and needs", "Polars, every rule too"
ANY = 10**9
"""More rows than any cohort has."""


class Contestant(NamedTuple):
    """One way to answer a cohort: what it is given, what is timed, and the candidates in what it answers."""

    name: str
    rows: int
    """The most rows that it is given: a fifth of a second of its time, or so."""
    prepare: Callable[[pl.DataFrame], Any]
    run: Callable[[Any], Any]
    candidates: Callable[[Any], pl.DataFrame]
    knows_unknown: bool = True
    """Whether it tells undecided from no. The others say only what is a candidate."""


def contestants() -> Iterator[Contestant]:
    yield Contestant(HAND, ANY, lambda cohort: (pack(cohort), len(cohort)), by_hand, unpacked)
    yield Contestant(
        "numpy by hand, and packing",
        ANY,
        lambda cohort: cohort,
        lambda cohort: by_hand((pack(cohort), len(cohort))),
        unpacked,
    )
    yield Contestant(OURS, ANY, same, lambda cohort: suggest_all(cohort, SHIPPED, fired=False), pick)
    yield Contestant(
        "the same, in pieces of 65,536 rows",
        ANY,
        in_pieces,
        lambda cohort: suggest_all(cohort, SHIPPED, fired=False),
        pick,
    )
    yield Contestant(FIRED, ANY, same, lambda cohort: suggest_all(cohort, SHIPPED), pick)
    yield Contestant(
        "Polars, lazy",
        ANY,
        pl.DataFrame.lazy,
        lambda cohort: suggest_all(cohort, SHIPPED, fired=False).collect(),
        pick,
    )
    # From the dependency groups `dev` and `bench`; by name, because mypy also runs where they are not installed.
    duckdb, pandas, zen = import_module("duckdb"), import_module("pandas"), import_module("zen")

    def in_duckdb(cohort: pl.DataFrame) -> Any:
        connection = duckdb.connect()
        connection.from_arrow(cohort.to_arrow()).create("cohort")
        return connection.table("cohort")

    yield Contestant(
        "DuckDB",
        ANY,
        in_duckdb,
        lambda relation: suggest_all(relation, SHIPPED, fired=False).select(*FIVE).to_arrow_table(),
        lambda table: pick(pl.DataFrame(table)),
    )
    yield Contestant(
        "pandas",
        ANY,
        lambda cohort: cohort.to_arrow().to_pandas(types_mapper=lambda _: pandas.BooleanDtype()),
        lambda cohort: suggest_all(cohort, SHIPPED, fired=False),
        lambda frame: pick(pl.from_pandas(frame[FIVE])),
    )
    texts = five_conditions(in_python, " or ")
    five = made(f"def five(facts): return ({', '.join(texts)})", "five")
    yield Contestant(
        "plain Python over rows",
        20_000,
        known_facts,
        lambda cases: [five(facts) for facts in cases],
        lambda found: pl.DataFrame(found, schema=FIVE, orient="row"),
        knows_unknown=False,
    )
    texts = five_conditions(in_engine, " or ")
    graph = decision_graph(dict(zip(FIVE, texts, strict=True)), len(FIVE))
    engine = zen.ZenEngine({"loader": {"type": "static", "content": {"five": json.loads(graph)}}})
    yield Contestant(
        "zen-engine, batch",
        2_000,
        lambda cohort: [{"key": "five", "context": facts} for facts in known_facts(cohort)],
        engine.evaluate_batch,
        lambda found: pl.DataFrame([each["data"]["result"] for each in found]).select(FIVE),
        knows_unknown=False,
    )
    if second := second_engine(SHIPPED):
        yield Contestant(
            "durable-rules over rows",
            200,
            known_facts,
            lambda cases: [second.verdicts(facts) for facts in cases],
            lambda found: pl.DataFrame([of_verdicts(SHIPPED, each) for each in found]),
        )


def same(cohort: pl.DataFrame) -> pl.DataFrame:
    return cohort


def in_pieces(cohort: pl.DataFrame) -> pl.DataFrame:
    """As many readers of files lay columns down."""
    return pl.concat(list(cohort.iter_slices(65_536)), rechunk=False)


def pick(answers: pl.DataFrame) -> pl.DataFrame:
    return answers.select(FIVE)


def by_hand(given: tuple[Any, int]) -> tuple[Any, int]:
    return five_groupings(given[0]), given[1]


def unpacked(found: tuple[Any, int]) -> pl.DataFrame:
    return pl.DataFrame({name: unpack(bits, found[1]) for name, bits in found[0].items()})


def known_facts(cohort: pl.DataFrame) -> list[dict[str, Any]]:
    """Rows as engines take them. This is not timed: the time of a row engine is that of its rules alone."""
    return [
        {name: value for name, value in row.items() if value is not None}
        for row in cohort.iter_rows(named=True)
    ]


def five_conditions(answer: Spelling, joint: str) -> list[str]:
    """For each grouping, what makes it a candidate, with every need written out, as text."""

    def any_of(rules: Sequence[Deciding]) -> str:
        return f"({joint.join(written(rule.when, answer, established) for rule in rules)})"

    def established(need: str) -> str:
        return any_of(SHIPPED.establishing[need])

    return [any_of(SHIPPED.arguing_for[one]) for one in Grouping]


def of_verdicts(rules: RuleBase, verdicts: Mapping[str, Verdict]) -> dict[str, bool | None]:
    """The five groupings, from a verdict for each rule."""
    found: dict[str, bool | None] = {}
    for grouping in Grouping:
        told = {verdicts[rule.id] for rule in rules.arguing_for[grouping]}
        found[grouping] = True if Verdict.FIRES in told else None if Verdict.UNDECIDED in told else False
    return found

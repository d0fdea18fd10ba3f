"""The commands about cohorts. What they need beyond the core is imported when they are called."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from thrive_rules.cli.aside import OnError, refuse_half, rows_of_formulas
from thrive_rules.cli.dry_run import with_dry_run
from thrive_rules.cli.extras import extra
from thrive_rules.cli.options import RulesOption
from thrive_rules.cli.piped import with_standard_input
from thrive_rules.cli.recording import recorded
from thrive_rules.cli.terminal import line, print_json, progress, show_table, watch

if TYPE_CHECKING:
    from thrive_rules.cohorts.batch import Summary


@with_dry_run("target", "quarantine")
@with_standard_input("source")
def batch_command(
    context: typer.Context,
    source: Annotated[
        Path,
        typer.Argument(
            metavar="IN",
            help="A cohort: CSV, Parquet or NDJSON, also .gz, .bz2 or .zst; - reads standard input.",
        ),
    ],
    target: Annotated[Path, typer.Argument(metavar="OUT", help="The file to write: Parquet or CSV.")],
    quarantine: Annotated[
        Path | None,
        typer.Argument(metavar="[FILE]", help="Where bad rows go with --on-error quarantine, as NDJSON."),
    ] = None,
    on_error: Annotated[
        OnError, typer.Option(help="Stop at the first bad row, or set bad rows aside in FILE and go on.")
    ] = OnError.STOP,
    fired: Annotated[bool, typer.Option("--fired", help="Write a column for each rule too.")] = False,
    keep: Annotated[
        list[str] | None,
        typer.Option(
            metavar="COLUMNS", help="Columns to carry along that are no fact and no key, with commas between."
        ),
    ] = None,
    quote_formulas: Annotated[
        bool,
        typer.Option("--quote-formulas", help="Put ' before each key in a CSV that a spreadsheet would run."),
    ] = False,
    rules: RulesOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Suggest groupings for every row of a cohort, from file to file.

    OUT holds every column of IN and, as true, false or nothing where it is undecided, each grouping and each need.
    OUT.run.json beside it is the record of the run: `thrive-rules rerun` repeats it.
    """
    refuse_half(on_error, quarantine)
    from thrive_rules.rulefiles.rulefile import load_rules

    with extra("frame"):
        from thrive_rules.cohorts.batch import Handling, batch
        from thrive_rules.cohorts.second_engine import agreement_of
    rule_base = load_rules(rules)
    kept = tuple(name for each in keep or () for name in each.split(","))
    handling = Handling(fired=fired, keep=kept, quarantine=quarantine, quote_formulas=quote_formulas)
    with (
        recorded(context, ("source",), ("target", "quarantine"), (rule_base,)) as run,
        progress("Rows") as watch,
    ):
        found = batch(source, target, rule_base, handling, watch)
        run.counts = {
            "rows_in": found.rows_in,
            "rows_out": found.rows_out,
            "quarantined": found.quarantined,
            "restricted_left_out": 0,
        }
        run.keys = found.keys
        run.engines = agreement_of(found.compared)
    if as_json:
        print_json(found.model_dump(mode="json"))
        return
    rows: list[tuple[str, ...]] = [
        (f"first of all: {kind.replace('_', ' ')}", str(count))
        for kind, count in found.urgent.items()
        if count
    ]
    rows += [("rows in", str(found.rows_in)), ("rows out", str(found.rows_out))]
    rows += [("rows in quarantine", str(found.quarantined))]
    rows += rows_of_formulas(found.formulas, quote_formulas)
    show_table(("cohort", "rows"), rows)
    line("")
    names = {grouping: rule_base.words_for[grouping].name for grouping in found.candidates}
    show_table(
        ("candidate", "rows"), [(names[g], _share(count, found)) for g, count in found.candidates.items()]
    )
    line("")
    sizes = [
        (f"with {size} {'candidate' if size == 1 else 'candidates'}", _share(count, found))
        for size, count in found.candidates_per_case
    ]
    none = [
        ("without a candidate: an unknown answer could bring one in", str(found.no_candidate.undecided)),
        ("without a candidate: all is answered that could", str(found.no_candidate.settled)),
    ]
    show_table(("cases", "rows"), [*sizes, *none])
    if found.most_telling:
        labels = {fact: rule_base.fact[fact].label.practitioner for fact, _ in found.most_telling}
        line("")
        show_table(
            ("unknown answer that a grouping waits for", "rows"),
            [(labels[fact], str(count)) for fact, count in found.most_telling],
        )
    if found.never_fired:
        line("")
        show_table(("rule that never fired",), [(rule,) for rule in found.never_fired])


@with_dry_run("out")
def cohort_command(
    context: typer.Context,
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The file to write: Parquet or CSV.")],
    n: Annotated[int, typer.Option("--n", min=1, help="How many cases.")],
    seed: Annotated[
        int, typer.Option(min=0, help="Where chance starts: the same seed gives the same cases.")
    ],
    design: Annotated[
        Path | None, typer.Option(help="A design file; without it, rules/cohort/cohort.yaml, which ships.")
    ] = None,
) -> None:
    """Draw made-up cases to try grouping logic on.

    Each is a row, with its severity. They say nothing about real young people. OUT is written whole or not at all.
    Needs the extra `frame`.
    """
    with extra("frame"):
        from thrive_rules.cohorts.cohort import BLOCK, blocks, load_design, provenance, write_cohort
    drawn_from = load_design(design)
    drawn = watch(blocks(n, seed, drawn_from), "Drawing", total=-(-n // BLOCK))
    with recorded(context, ("design",), ("out",)) as run:
        write_cohort(out, drawn, provenance(n, seed, drawn_from))
        run.counts = {"rows_out": n}
        run.versions = {"design": f"{drawn_from.id} {drawn_from.version} {drawn_from.digest}"}
    line(f"{out}: {n:,} made-up cases, from seed {seed} and {drawn_from.id} {drawn_from.version}.")


def _share(count: int, found: "Summary") -> str:
    return f"{count} ({count / found.rows_out:.1%})" if found.rows_out else str(count)

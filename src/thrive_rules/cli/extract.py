"""The commands about extracts of what providers hold: `map` proposes a mapping, `import` applies one."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from thrive_rules.cli.aside import OnError, refuse_half, rows_of_formulas
from thrive_rules.cli.dry_run import with_dry_run
from thrive_rules.cli.extras import extra
from thrive_rules.cli.piped import with_standard_input
from thrive_rules.cli.recording import recorded
from thrive_rules.cli.terminal import line, print_json, show_table
from thrive_rules.faults import Fault, ThriveRulesError, did_you_mean

if TYPE_CHECKING:
    from thrive_rules.cohorts.extract import Imported


@with_standard_input("source")
def map_command(
    source: Annotated[
        Path, typer.Argument(metavar="IN", help="An extract: CSV or Parquet; - reads standard input.")
    ],
) -> None:
    """Propose how the columns of an extract become answers.

    It prints a mapping, to edit and review. It reads the names of columns and the values of closed lists. What can be
    free text is not looked into.
    """
    with extra("frame"):
        from thrive_rules.cohorts.proposal import propose_mapping
    sys.stdout.write(propose_mapping(source))


@with_dry_run("target", "quarantine")
@with_standard_input("source")
def import_command(
    context: typer.Context,
    of: Annotated[str, typer.Argument(metavar="KIND", help="The kind of extract: mhsds or current-view.")],
    source: Annotated[
        Path, typer.Argument(metavar="IN", help="An extract: CSV or Parquet; - reads standard input.")
    ],
    target: Annotated[Path, typer.Argument(metavar="OUT", help="The cohort to write: CSV or Parquet.")],
    mapping: Annotated[
        Path, typer.Option("--map", metavar="MAP", help="The mapping; `thrive-rules map IN` proposes one.")
    ],
    quarantine: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FILE]",
            help="Where cells go that say nothing plain, with --on-error quarantine, as NDJSON.",
        ),
    ] = None,
    on_error: Annotated[
        OnError, typer.Option(help="Stop at the first such cell, or set them aside in FILE and go on.")
    ] = OnError.STOP,
    quote_formulas: Annotated[
        bool,
        typer.Option("--quote-formulas", help="Put ' before each key in a CSV that a spreadsheet would run."),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Make a cohort of an extract, by a mapping. Nothing is guessed.

    Beside OUT stands where each answer comes from. OUT has a row for each person and day. An empty cell is unknown,
    and never no. National grouping codes are carried along; no rule reads them.
    """
    refuse_half(on_error, quarantine)
    with extra("frame"):
        from thrive_rules.cohorts.extract import import_extract
        from thrive_rules.cohorts.mapping import Extract, load_mapping
        from thrive_rules.cohorts.provenance import provenance_beside
    if of not in tuple(Extract):
        hint = did_you_mean(of, tuple(Extract)) or f"expected one of {', '.join(Extract)}"
        raise ThriveRulesError(f"KIND: {hint}")
    how = load_mapping(mapping)
    if how.of != of:
        raise ThriveRulesError(
            [Fault(str(mapping), None, "of", f"this mapping is for {how.of}, and not for {of}")]
        )
    with recorded(context, ("source", "mapping"), ("target", "quarantine")) as run:
        found = import_extract(source, target, how, quarantine, quote_formulas=quote_formulas)
        run.counts = {"rows_in": found.rows_in, "rows_out": found.rows_out, "quarantined": found.quarantined}
        run.beside = {"provenance": provenance_beside(target)}
    if as_json:
        print_json(found.model_dump(mode="json"))
        return
    _show_counts(found, target, quote_formulas=quote_formulas)


def _show_counts(found: "Imported", target: Path, *, quote_formulas: bool) -> None:
    from thrive_rules.cohorts.extract import GROUPING_CODE
    from thrive_rules.cohorts.national_codes import NATIONAL_GROUPINGS

    rows: list[tuple[str, ...]] = [
        ("rows in the extract", str(found.rows_in)),
        ("rows out, one for each person and day", str(found.rows_out)),
    ]
    rows += [("cells set aside", str(found.quarantined)), ("cells that are unknown", str(found.unknown))]
    rows += rows_of_formulas(found.formulas, quote_formulas)
    show_table(("extract", "count"), rows)
    line("")
    show_table(
        ("answer", "rows"), [(name, f"{count} of {found.rows_out}") for name, count in found.answers.items()]
    )
    if found.grouping_codes:
        line("")
        named = [(code, NATIONAL_GROUPINGS[code], count) for code, count in found.grouping_codes]
        said: list[tuple[str, ...]] = [
            (f"{code} {each.super_group}: {each.description}", str(count)) for code, each, count in named
        ]
        show_table(("national code, which no rule reads", "rows"), said)
    left: list[tuple[str, ...]] = [
        (name, str(count)) for name, count in (*found.columns_not_read.items(), *found.codes_not_read)
    ]
    if left:
        line("")
        show_table(("column or code that the mapping does not name", "rows"), left)
    line("")
    if not found.says_what_is_wanted:
        line("No answer here says what a young person wants. Ask them; a code or a score cannot say it.")
    if not found.reviewed:
        line("Nobody has reviewed the mapping: `reviewed` in it says who did, and when.")
    keep = f" --keep {GROUPING_CODE}" if found.grouping_codes else ""
    line(f"Next: thrive-rules batch {target} ANSWERS.parquet{keep}")

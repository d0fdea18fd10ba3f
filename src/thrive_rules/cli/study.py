"""The command `study`. What it needs beyond the core is imported when it is called."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from thrive_rules.cli.dry_run import with_dry_run
from thrive_rules.cli.extras import extra
from thrive_rules.cli.options import PlainJson
from thrive_rules.cli.piped import with_standard_input
from thrive_rules.cli.recording import recorded
from thrive_rules.cli.terminal import line, print_json, progress, show_table
from thrive_rules.faults import ThriveRulesError

if TYPE_CHECKING:
    from thrive_rules.studies.parts import StudyPart


@with_dry_run("report", "tables", new=("tables",))
@with_standard_input("result")
def study_command(
    context: typer.Context,
    result: Annotated[
        Path,
        typer.Argument(
            metavar="RESULT",
            help="What `batch` wrote, or a cohort, on which the rules are run first; - reads standard input.",
        ),
    ],
    agreed: Annotated[
        str | None,
        typer.Option(help="The column with the grouping that people agreed, or several with ; between them."),
    ] = None,
    rules: Annotated[
        list[str] | None,
        typer.Option(
            "--rules",
            help="A directory of rules, or the name of what ships, or shipped as thrive@0.1.0 or a digest; several are "
            "laid side by side. RESULT is held to the first.",
        ),
    ] = None,
    seed: Annotated[
        int, typer.Option(min=0, help="Where chance starts: the same seed gives the same figures.")
    ] = 0,
    permutations: Annotated[int, typer.Option(min=1, help="How often severity is dealt out anew.")] = 999,
    repeats: Annotated[
        int, typer.Option(min=1, help="How often answers are taken away, for each share of them.")
    ] = 5,
    restricted: Annotated[
        bool, typer.Option("--restricted", help="Study rows too in which something is private or not shared.")
    ] = False,
    report: Annotated[
        Path | None,
        typer.Option(help="A file to read and print: HTML with pictures, or Markdown where it is named .md."),
    ] = None,
    tables: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="A new folder for tidy tables, as CSV and Parquet, and their codebook."
        ),
    ] = None,
    as_json: PlainJson = False,
) -> None:
    """Study a cohort, and what the rules make of it.

    Coverage, agreement between voices, a leak audit, unknown answers, and other rules. It speaks of the cohort and of
    the rules, and of no single young person. Needs the extra `study`.
    """
    from thrive_rules.documents.output import refuse_taken, write_folder, write_whole
    from thrive_rules.rulefiles.rulefile import load_rules

    with extra("study"):
        from thrive_rules.cohorts.second_engine import agreement_of
        from thrive_rules.studies.report import study_report
        from thrive_rules.studies.study import StudySettings, named, study_file
        from thrive_rules.studies.study_page import parts_of, study_page
        from thrive_rules.studies.tidy import files_of_study

    if tables:
        refuse_taken(tables, ThriveRulesError)
    given = [load_rules(each, for_study=True) for each in rules or (None,)]
    settings = StudySettings(
        agreed=agreed, seed=seed, permutations=permutations, repeats=repeats, restricted=restricted
    )
    with recorded(context, ("result",), ("report", "tables"), given) as run:
        found = study_file(result, named(given), settings, progress)
        run.counts = {
            "rows_in": found.rows + found.restricted_left_out,
            "rows_out": found.rows,
            "restricted_left_out": found.restricted_left_out,
        }
        run.engines = agreement_of(found.compared)
        if tables:  # before the report, which may take the place of another
            write_folder(tables, files_of_study(found))
        if report:
            as_text = report.suffix == ".md"
            write_whole(report, study_page(found).markdown() if as_text else study_report(found))
    if as_json:
        print_json(found.model_dump(mode="json"))
        return
    for part in parts_of(found):
        _show_part(part)
    if sys.stdout.isatty():
        line("There are more columns with --report FILE.html, and every figure with --json.")


def _show_part(part: "StudyPart") -> None:
    """A part of a study: prose and tables in a terminal; in a pipe, lines with tabs that begin with what they are."""
    if not sys.stdout.isatty():
        show_table((), [("note", part.name, text) for text in part.says])
        for shown in part.tables:
            show_table((), [(shown.name, *row) for row in shown.rows])
        return
    line(f"{part.heading}\n")
    for text in part.says:
        line(text)
    for shown in (shown.narrow for shown in part.tables if shown.rows):
        line(f"\n{shown.caption}")
        show_table(shown.columns, list(shown.rows))
    line("")

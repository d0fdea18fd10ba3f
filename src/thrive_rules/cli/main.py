"""The command line: which commands there are, and what it says where none is named."""

import gc
import inspect
import os
import sys
from collections.abc import Callable
from typing import Annotated

import typer

from thrive_rules.cli.ask import ask_command
from thrive_rules.cli.cohort import batch_command, cohort_command
from thrive_rules.cli.conformance import conformance_command
from thrive_rules.cli.decision import decide_command, journey_command
from thrive_rules.cli.doctor import doctor_command
from thrive_rules.cli.dry_run import with_dry_run
from thrive_rules.cli.ending import run
from thrive_rules.cli.explorer import explorer_command
from thrive_rules.cli.extract import import_command, map_command
from thrive_rules.cli.fhir import fhir_command
from thrive_rules.cli.migrate import migrate_command
from thrive_rules.cli.new import new_command
from thrive_rules.cli.population import population_command
from thrive_rules.cli.rerun import rerun_command
from thrive_rules.cli.review import review_command
from thrive_rules.cli.rules import diff_command, lint_command, verify_command, worked_command
from thrive_rules.cli.schema import schema_command
from thrive_rules.cli.serve import serve_command
from thrive_rules.cli.show import show_command
from thrive_rules.cli.study import study_command
from thrive_rules.cli.suggest import compare_command, suggest_command
from thrive_rules.cli.terminal import line

app = typer.Typer(
    pretty_exceptions_enable=False,
    help="Candidate THRIVE needs-based groupings with explained rationales. People decide together. "
    "It does not diagnose, predict, rank, triage or decide, and it is not for emergencies.",
    epilog="Example: thrive-rules suggest examples/ocd_severe_managing.yaml --reader young-person",
)

FIRST = """\
thrive-rules helps people to talk about the groupings of the THRIVE Framework. It lists those that could fit, with the
reasons for and against each. People decide together. It is not for emergencies.

What people do first:

  thrive-rules ask case.yaml                             answer questions, and keep the answers as a case
  thrive-rules suggest case.yaml --reader young-person   read what could fit, as somebody may see it
  thrive-rules decide case.yaml --out decision.yaml      record what people decided together
  thrive-rules show decision.yaml                        read it again; several decisions are a journey

To fill in a case by hand: thrive-rules new case.yaml
Every command: thrive-rules --help
"""
"""What is said where no command is named: what people do first, in the order in which they do it."""


@app.callback(invoke_without_command=True)
def _first(
    asked: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", help="Say which package and which rules these are.")
    ] = False,
) -> None:
    if version:
        _tell_version()
        raise typer.Exit
    if asked.invoked_subcommand is None:
        sys.stdout.write(FIRST)


def _tell_version() -> None:
    from importlib.metadata import version

    from thrive_rules.rulefiles.rulefile import load_rules

    rules = load_rules()
    header = rules.header
    line(f"thrive-rules {version('thrive-rules')}")
    line(f"rule base {header.id} {header.version}, {rules.digest[: len('sha256:') + 12]}")


# By what people do with them, each with an example, which a test runs. What one needs is imported when it is called.
_COMMANDS: dict[str, tuple[tuple[Callable[..., None], str, str], ...]] = {
    "With a young person": (
        (with_dry_run(new_command, ("out",), ("out",)), "new", "- > case.yaml"),
        (ask_command, "ask", "--json --case examples/nearly_empty.yaml --reader young-person"),
        (suggest_command, "suggest", "examples/ocd_severe_managing.yaml"),
        (
            compare_command,
            "compare",
            "examples/ocd_severe_managing.yaml examples/ocd_severe_managing_twin.yaml",
        ),
        (
            with_dry_run(decide_command, ("out",), ("out",)),
            "decide",
            "examples/three_voices.yaml --from examples/decisions/answers.yaml --out -",
        ),
        (
            with_dry_run(journey_command, ("calendar_file",)),
            "journey",
            "examples/decisions/january.yaml examples/decisions/april.yaml",
        ),
        (with_dry_run(show_command, ("out",), ("out",)), "show", "examples/decisions/january.yaml"),
    ),
    "With many cases": (
        (
            with_dry_run(batch_command, ("target", "quarantine")),
            "batch",
            "examples/cohort.csv /tmp/answers.parquet",
        ),
        (with_dry_run(cohort_command, ("out",)), "cohort", "--n 1000 --seed 1 /tmp/cohort.parquet"),
        (map_command, "map", "examples/extracts/current_view.csv > map.yaml"),
        (
            with_dry_run(import_command, ("target", "quarantine")),
            "import",
            "mhsds examples/extracts/mhsds.csv --map examples/extracts/mhsds.map.yaml /tmp/imported.csv",
        ),
        (
            with_dry_run(study_command, ("report", "tables"), ("tables",)),
            "study",
            "examples/study_cohort.csv --agreed agreed",
        ),
        (
            with_dry_run(population_command, ("out",)),
            "population",
            "examples/study_cohort.csv /tmp/population.html --offer examples/local_offer/options.yaml",
        ),
        (
            with_dry_run(rerun_command, ("rules_to",), ("rules_to",)),
            "rerun",
            "examples/made_up.csv.run.json",
        ),
    ),
    "With rules": (
        (lint_command, "lint", "rules/thrive"),
        (worked_command, "test", "rules/thrive"),
        (with_dry_run(verify_command, ("cases", "certificate")), "verify", "rules/thrive"),
        (diff_command, "diff", "rules/thrive rules/severity-led"),
        (review_command, "review", "rules/thrive --pack /tmp/review.html"),
    ),
    "To teach, and in other systems": (
        (with_dry_run(explorer_command, ("out",)), "explorer", "--rules thrive /tmp/explorer.html"),
        (serve_command, "serve", "--check"),
        (fhir_command, "fhir", "questionnaire --reader young-person"),
        (with_dry_run(conformance_command, ("out",), ("out",)), "conformance", "--cases 20 /tmp/kit"),
    ),
    "With this package and its files": (
        (doctor_command, "doctor", "rules/thrive"),
        (schema_command, "schema", "rules > rules.schema.json"),
        (migrate_command, "migrate", "--dry-run examples/ocd_severe_managing.yaml"),
    ),
}


def _help_of(command: Callable[..., None]) -> str:
    """What a command is for, without the ends of lines of the source: a terminal has its own."""
    paragraphs = inspect.cleandoc(command.__doc__ or "").split("\n\n")
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)


for _panel, _commands in _COMMANDS.items():
    for _command, _name, _example in _commands:
        app.command(
            _name,
            help=_help_of(_command),
            epilog=f"Example: thrive-rules {_name} {_example}",
            rich_help_panel=_panel,
        )(_command)


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a letter shows another one; it does not end in a traceback.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        if sys.stdout is None:  # closed by whoever called: there is nobody to tell
            sys.stdout = nowhere
        # Most commands end before there is waste worth looking for, on the way or once more at the end.
        gc.set_threshold(100_000)
        code = run(app)
        gc.freeze()
        sys.exit(code)

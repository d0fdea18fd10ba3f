"""The command line: which commands there are, and how one ends: an answer, or one clear message and an exit code."""

import os
import sys

import typer

from thrive_rules.cli.cohort import batch_command, cohort_command
from thrive_rules.cli.decision import decide_command, journey_command
from thrive_rules.cli.migrate import migrate_command
from thrive_rules.cli.review import review_command
from thrive_rules.cli.rules import diff_command, lint_command, verify_command, worked_command
from thrive_rules.cli.schema import schema_command
from thrive_rules.cli.study import study_command
from thrive_rules.cli.suggest import compare_command, suggest_command
from thrive_rules.cli.terminal import tell
from thrive_rules.faults import EnginesDisagree, ThriveRulesError

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Candidate THRIVE needs-based groupings with explained rationales. People decide together. "
    "It does not diagnose, predict, rank, triage or decide, and it is not for emergencies.",
    epilog="Example: thrive-rules suggest examples/ocd_severe_managing.yaml --reader young-person",
)

# Each with an example, which a test runs. What a command needs is imported when it is called.
for _command, _name, _example in (
    (suggest_command, "suggest", "examples/ocd_severe_managing.yaml"),
    (compare_command, "compare", "examples/ocd_severe_managing.yaml examples/ocd_severe_managing_twin.yaml"),
    (lint_command, "lint", "rules/thrive"),
    (worked_command, "test", "rules/thrive"),
    (verify_command, "verify", "rules/thrive"),
    (diff_command, "diff", "rules/thrive rules/severity-led"),
    (review_command, "review", "rules/thrive --pack /tmp/review.html"),
    (batch_command, "batch", "examples/cohort.csv /tmp/answers.parquet"),
    (cohort_command, "cohort", "--n 1000 --seed 1 /tmp/cohort.parquet"),
    (study_command, "study", "examples/study_cohort.csv --agreed agreed"),
    (decide_command, "decide", "examples/three_voices.yaml --from examples/decisions/answers.yaml --out -"),
    (journey_command, "journey", "examples/decisions/january.yaml examples/decisions/april.yaml"),
    (migrate_command, "migrate", "--dry-run examples/ocd_severe_managing.yaml"),
    (schema_command, "schema", "rules > rules.schema.json"),
):
    app.command(_name, epilog=f"Example: thrive-rules {_name} {_example}")(_command)


def main() -> None:
    """Run the command line; the entry point of `thrive-rules`."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a letter shows another one; it does not end in a traceback.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        if sys.stdout is None:  # closed by whoever called: there is nobody to tell
            sys.stdout = nowhere
        _run()


def _run() -> None:
    try:
        try:
            app()
        finally:
            sys.stdout.flush()
    except EnginesDisagree as error:
        tell("\n".join(str(text) for text in (error.urgent, error) if text))
        sys.exit(1)
    except ThriveRulesError as error:
        tell(str(error))
        sys.exit(2)
    except BrokenPipeError:
        # Whoever was reading has stopped, as `head` does. Nothing is left to say, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as failure:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        tell(f"the answer cannot be written: {failure.strerror}")
        sys.exit(1)

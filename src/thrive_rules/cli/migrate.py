"""The command `migrate`: files of an older format, written in the newest."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from thrive_rules.cli.options import PlainJson
from thrive_rules.cli.terminal import line, print_json
from thrive_rules.faults import printable


def migrate_command(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE...", help="Cases, rule files and decisions, or directories of rules."),
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would change, and write nothing.")
    ] = False,
    as_json: PlainJson = False,
) -> None:
    """Write files of an older format in the newest one.

    It says each change by its field. Comments and layout stay, and so does what a file means. Each is written whole
    or not at all; where one of them cannot be read, none is written.
    """
    from thrive_rules.checks.migration import CASE, CONVERSATION, RULES
    from thrive_rules.decisions.decision_migration import DECISION
    from thrive_rules.documents.migration import plan_migration, write_migration

    plans = plan_migration(files, (CASE, RULES, DECISION, CONVERSATION))
    if not dry_run:
        write_migration(plans)
    if as_json:
        shown = [{key: value for key, value in asdict(plan).items() if key != "text"} for plan in plans]
        print_json({"written": not dry_run, "files": shown})
        return
    for plan in plans:
        for change in plan.changes:
            line(printable(f"{plan.file}:{change.line}: {change.field}: {change.told}"))
        if not plan.changes:
            line(printable(f"{plan.file}: {plan.why_it_stays}"))
    changing = sum(bool(plan.changes) for plan in plans)
    line(f"{changing} of {len(plans)} {'would change' if dry_run else 'changed'}.")

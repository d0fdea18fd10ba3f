"""The command `conformance`: a folder by which another program that reads the table of a rule base is held to it."""

from pathlib import Path
from typing import Annotated

import typer

from thrive_rules.cli.dry_run import with_dry_run
from thrive_rules.cli.options import LanguageOption, RulesOption
from thrive_rules.cli.terminal import line


@with_dry_run("out", new=("out",))
def conformance_command(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The folder to write, a new one.")],
    rules: RulesOption = None,
    language: LanguageOption = None,
    cases: Annotated[int, typer.Option(min=1, max=20_000, help="How many made-up cases.")] = 2_000,
    seed: Annotated[str, typer.Option(help="Where chance starts: the same seed gives the same bytes.")] = "0",
) -> None:
    """Write a kit that shows whether another engine says the same.

    The kit is the rules as a table, made-up cases, and exactly what must come out. It is for whoever writes such a
    program, in any language. README.md in the folder says what to do.
    """
    from thrive_rules.documents.output import write_folder
    from thrive_rules.explorer.conformance_kit import conformance_kit
    from thrive_rules.rulefiles.rulefile import load_rules

    write_folder(out, conformance_kit(load_rules(rules, language=language), cases, seed))
    line(
        f"{out} is there: the table, {cases:,} made-up cases, and what must come out. Read {out / 'README.md'} first."
    )

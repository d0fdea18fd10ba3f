"""The command `explorer`: one HTML file for a trainer or a room, which needs neither Python nor a network."""

from pathlib import Path
from typing import Annotated

import typer

from thrive_rules.cli.options import LanguageOption, RulesOption
from thrive_rules.cli.terminal import line


def explorer_command(
    out: Annotated[Path, typer.Argument(help="The HTML file to write.")],
    rules: RulesOption = None,
    language: LanguageOption = None,
    words: Annotated[
        Path | None,
        typer.Option(help="What the screens say, in other words: a file like the one that ships."),
    ] = None,
) -> None:
    """Write one HTML file that shows need beside severity: it opens from disk, and sends and stores nothing."""
    from thrive_rules.documents.output import write_whole
    from thrive_rules.explorer.teaching import teaching_page
    from thrive_rules.rulefiles.rulefile import load_rules

    write_whole(out, teaching_page(load_rules(rules, language=language), rules, words))
    line(f"written: {out}. Open it in a browser; it needs no network, and nothing is installed.")

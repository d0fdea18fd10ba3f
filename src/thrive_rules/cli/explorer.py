"""The command `explorer`: one HTML file for a trainer or a room, which needs neither Python nor a network."""

from pathlib import Path
from typing import Annotated

import typer

from thrive_rules.cli.dry_run import with_dry_run
from thrive_rules.cli.options import LanguageOption, RulesOption
from thrive_rules.cli.terminal import line


@with_dry_run("out")
def explorer_command(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The HTML file to write.")],
    meeting: Annotated[
        bool, typer.Option("--meeting", help="Write the page for a meeting, and not the one for teaching.")
    ] = False,
    rules: RulesOption = None,
    language: LanguageOption = None,
    words: Annotated[
        Path | None,
        typer.Option(help="What the screens say, in other words: a file like the one that ships."),
    ] = None,
) -> None:
    """Write an HTML file that shows need beside severity.

    It opens from disk, and sends and stores nothing. With --meeting, another file, in which people hold a
    conversation: answers, pages for each, and a decision.
    """
    from thrive_rules.documents.output import write_whole
    from thrive_rules.explorer.teaching import meeting_document, teaching_document
    from thrive_rules.rulefiles.rulefile import load_rules

    rule_base = load_rules(rules, language=language)
    page = meeting_document(rule_base, words) if meeting else teaching_document(rule_base, rules, words)
    write_whole(out, page)
    line(f"written: {out}. Open it in a browser; it needs no network, and nothing is installed.")

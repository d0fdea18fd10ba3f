"""The command `population`. What it needs beyond the core is imported when it is called."""

from pathlib import Path
from typing import Annotated

import typer

from thrive_rules.cli.dry_run import with_dry_run
from thrive_rules.cli.extras import extra
from thrive_rules.cli.options import PlainJson, RulesOption
from thrive_rules.cli.piped import with_standard_input
from thrive_rules.cli.recording import recorded
from thrive_rules.cli.terminal import line, print_json


@with_dry_run("out")
@with_standard_input("source")
def population_command(
    context: typer.Context,
    source: Annotated[
        Path,
        typer.Argument(
            metavar="IN",
            help="A cohort: CSV, Parquet or NDJSON, also .gz, .bz2 or .zst; - reads standard input.",
        ),
    ],
    out: Annotated[
        Path, typer.Argument(metavar="OUT", help="The page to write: .html, or .md without bars.")
    ],
    offer: Annotated[
        Path | None,
        typer.Option(help="A local offer, as a file of rules with `options`: which kinds of help it lists."),
    ] = None,
    rules: RulesOption = None,
    under: Annotated[
        int, typer.Option(min=5, help="Numbers under this are not shown, nor what would give one away.")
    ] = 7,
    round_to: Annotated[
        int, typer.Option("--round", min=1, help="Other numbers are rounded to the nearest multiple of this.")
    ] = 5,
    restricted: Annotated[
        bool, typer.Option("--restricted", help="Count rows too in which something is private or not shared.")
    ] = False,
    as_json: PlainJson = False,
) -> None:
    """Write a page for planners: what many people want and need.

    It says first how much is not known. It counts answers, not how common a need is. Small numbers are kept back.
    Needs the extra `study`.
    """
    from thrive_rules.documents.output import refuse_ending, write_whole
    from thrive_rules.rulefiles.rulefile import load_rules

    refuse_ending(out, (".html", ".md"))
    with extra("study"):
        from thrive_rules.studies.population import population_file, read_offer
        from thrive_rules.studies.population_page import population_page, population_report
        from thrive_rules.studies.suppression import DisclosureLimits

    rule_base = load_rules(rules)
    has = read_offer(offer) if offer else None
    # The record says nothing of rows: an exact count beside the page would undo what the page keeps back.
    with recorded(context, ("source", "offer"), ("out",), (rule_base,)):
        limits = DisclosureLimits(under=under, to=round_to)
        found = population_file(source, rule_base, limits, has, restricted=restricted)
        if out.suffix == ".md":
            write_whole(out, population_page(found, rule_base).markdown())
        else:
            write_whole(out, population_report(found, rule_base))
    if as_json:
        print_json(found.model_dump(mode="json"))
        return
    opens = "It opens from disk, and loads nothing. " if out.suffix == ".html" else ""
    line(f"written: {out}. {opens}Keep {out.name}.run.json; publish the page alone.")

"""The command `new`: a case file that says nothing yet, for people to fill in."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from thrive_rules.cli.dry_run import with_dry_run
from thrive_rules.cli.options import RulesOption
from thrive_rules.cli.terminal import line
from thrive_rules.faults import CaseError, Fault

_SCHEMA = "case.schema.json"


@with_dry_run("out", new=("out",))
def new_command(
    out: Annotated[
        Path, typer.Argument(metavar="OUT", help="The case file, a new one; - writes it to standard output.")
    ],
    rules: RulesOption = None,
) -> None:
    """Write a case file to fill in: each question, and whose it is.

    What people would say first stands first. What is left empty is not known. Beside it stands case.schema.json, by
    which an editor says what can stand where.
    """
    from thrive_rules.conversations.blank_case import blank_case
    from thrive_rules.documents.output import all_or_none, whole_file
    from thrive_rules.rulefiles.rulefile import load_rules

    text = blank_case(load_rules(rules), _SCHEMA)
    if str(out) == "-":
        sys.stdout.write(text)
        return
    if out.suffix == ".json":
        problem = "a new case has notes in it, which JSON cannot hold; choose a name that ends in .yaml"
        raise CaseError([Fault(str(out), None, "", problem)])
    beside = out.parent / _SCHEMA
    with all_or_none(), whole_file(out, CaseError, private=True, new=True) as case:
        if not beside.exists():  # first, so that a case that is there has it
            _write_schema(beside)
        case.write(text.encode())
    line(f"{out} is there, for you alone to read. Fill in what people have said, and leave the rest empty.")
    line(f"Then: thrive-rules suggest {out}")


def _write_schema(file: Path) -> None:
    from thrive_rules.cli.schema import SchemaOption, schema
    from thrive_rules.documents.output import write_whole

    text = json.dumps(schema(SchemaOption.CASE), indent=2, ensure_ascii=False) + "\n"
    write_whole(file, text, CaseError)

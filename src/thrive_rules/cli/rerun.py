"""The command `rerun`: a recorded run once more, and whether its outputs come out the same, byte for byte."""

import contextlib
import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from thrive_rules.cli.dry_run import with_dry_run
from thrive_rules.cli.ending import passing_folder
from thrive_rules.cli.extras import extra
from thrive_rules.cli.options import STANDARD_INPUT, PlainJson
from thrive_rules.cli.terminal import line, print_json, show_table
from thrive_rules.faults import Fault, ThriveRulesError

if TYPE_CHECKING:
    from thrive_rules.cohorts.run_record import RunRecord

SAME, OTHER, GONE = "the same bytes", "other bytes", "not there"
ANOTHER = "this is not what the run read: its digest is another now"


@with_dry_run("rules_to", new=("rules_to",))
def rerun_command(
    context: typer.Context,
    record: Annotated[
        Path, typer.Argument(metavar="RECORD", help="A run record: OUT.run.json, beside an output.")
    ],
    rules_to: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="Run nothing: write the rules of the record to a new folder, and check them."
        ),
    ] = None,
    cite: Annotated[
        bool, typer.Option("--methods", help="Run nothing: print a paragraph about the run, to cite it.")
    ] = False,
    columns: Annotated[
        bool,
        typer.Option("--codebook", help="Run nothing: print what each column of the output says, as CSV."),
    ] = False,
    as_json: PlainJson = False,
) -> None:
    """Repeat a run, and say whether each output is the same bytes.

    Nothing but DIR is written. It ends with 1 where an output is not the same, and says which versions differ. It
    looks for the files that the run read where they stood, unchanged; of a run that read standard input, it reads that.
    """
    from thrive_rules.cohorts.run_record import read_record, record_beside

    kept = read_record(record)
    if rules_to is not None:
        _write_rules(kept, record, rules_to)
        return
    if cite or columns:
        _show_record(kept, record, cite, columns)
        return
    _refuse_other_inputs(kept, record)
    with passing_folder() as there:
        with contextlib.redirect_stdout(io.StringIO()):
            _run_again(kept, record, context, there)
        again = read_record(record_beside(_made(kept, next(iter(kept.outputs)), there)))
        if any(again.inputs[name].digests != read.digests for name, read in kept.inputs.items()):
            raise ThriveRulesError([Fault(STANDARD_INPUT, None, "", ANOTHER)])
        now = again.versions
        anew = {name: _compared(kept, name, _made(kept, name, there)) for name in kept.outputs}
    stands = {name: _compared(kept, name, record.parent / kept.outputs[name].path) for name in kept.outputs}
    differ = {
        name: (kept.versions.get(name), now.get(name))
        for name in sorted({*kept.versions, *now})
        if kept.versions.get(name) != now.get(name)
    }
    same = set(anew.values()) == {SAME} and OTHER not in stands.values()
    if as_json:
        print_json({"same": same, "made_again": anew, "stands": stands, "versions_that_differ": differ})
    else:
        rows: list[tuple[str, ...]] = [
            (kept.outputs[name].path, anew[name], stands[name]) for name in kept.outputs
        ]
        show_table(("output", "made again", "as it stands now"), rows)
        for name, (then, today) in differ.items():
            line(f"version of {name}: {then or 'none'} then, {today or 'none'} now")
        if not differ:
            line("No version differs.")
    raise typer.Exit(0 if same else 1)


def _write_rules(kept: "RunRecord", record: Path, folder: Path) -> None:
    from thrive_rules.cohorts.run_record import write_rules
    from thrive_rules.documents.output import write_folder

    if not kept.rules:
        raise ThriveRulesError([Fault(str(record), None, "rules", "no rules had a part in this run")])
    files: list[tuple[str, str | bytes]] = []
    for number, rules in enumerate(kept.rules, 1):
        with passing_folder() as there:
            write_rules(rules, there / rules.id)  # what has another digest is not handed out
        inside = "" if len(kept.rules) == 1 else f"{number}-{rules.id}/"
        files += [(f"{inside}{name}", text) for name, text in rules.files.items()]
    write_folder(folder, files)
    for rules in kept.rules:
        line(f"{folder}: {rules.id} {rules.version}, {rules.digest}")


def _show_record(kept: "RunRecord", record: Path, cite: bool, columns: bool) -> None:
    if cite:
        from thrive_rules.cohorts.methods import methods

        sys.stdout.write(methods(kept))
    if columns:
        from thrive_rules.cohorts.run_record import write_rules

        with extra("frame"):
            from thrive_rules.cohorts.codebook import codebook, columns_of_answers
        if kept.command != "batch":
            problem = "there is a codebook here for `batch` alone; that of a study stands among its --tables"
            raise ThriveRulesError([Fault(str(record), None, "command", problem)])
        with passing_folder() as there:
            rules = write_rules(kept.rules[0], there / "rules")
        sys.stdout.write(codebook(columns_of_answers(rules, kept.keys or ())))


def _refuse_other_inputs(kept: "RunRecord", record: Path) -> None:
    """Raise ThriveRulesError for each file that the run read and that is another now, before anything runs."""
    from thrive_rules.cohorts.run_record import files_at

    faults = []
    for read in kept.inputs.values():
        if read.path == STANDARD_INPUT:
            if sys.stdin is None or sys.stdin.isatty():
                problem = f"the run read standard input; give it the same again: rerun {record.name} < FILE"
                faults.append(Fault(str(record), None, "inputs", problem))
            continue
        path = record.parent / read.path
        if files_at(path, record.parent).digests != read.digests:
            faults.append(Fault(str(path), None, "", ANOTHER))
    if faults:
        raise ThriveRulesError(faults)


def _run_again(kept: "RunRecord", record: Path, context: typer.Context, there: Path) -> None:
    group: Any = context.find_root().command
    command = group.commands.get(kept.command)
    if command is None:
        raise ThriveRulesError([Fault(str(record), None, "command", "this package has no such command")])
    arguments = list(_arguments(kept, record, command, there))
    group.main(args=[kept.command, *arguments], prog_name="thrive-rules", standalone_mode=False)


def _arguments(kept: "RunRecord", record: Path, command: Any, there: Path) -> Iterator[str]:
    """The command line of the run, with its rules and its outputs in the folder `there`."""
    from thrive_rules.cohorts.run_record import write_rules

    values: dict[str, Any] = dict(kept.arguments)
    values |= {
        name: read.path if read.path == STANDARD_INPUT else record.parent / read.path
        for name, read in kept.inputs.items()
    }
    rules = []
    for number, each in enumerate(kept.rules):
        write_rules(each, there / "rules" / str(number))
        rules.append(there / "rules" / str(number))
    known = {each.name: each for each in command.params}
    values |= {name: _made(kept, name, there) for name in kept.outputs if name in known}
    if rules:
        values["rules"] = rules
    if others := sorted(values.keys() - known.keys()):
        problem = f"`{kept.command}` of this package takes something else"
        raise ThriveRulesError(Fault(str(record), None, f"arguments.{name}", problem) for name in others)
    positional = []
    for name, parameter in known.items():
        value = values.get(name)
        if value is None or value is False:
            continue
        if parameter.param_type_name == "argument":
            positional.append(str(value))
        elif value is True:
            yield parameter.opts[0]
        else:
            several = value if isinstance(value, list | tuple) else [value]
            yield from (f"{parameter.opts[0]}={each}" for each in several)
    yield from ("--", *positional)


def _made(kept: "RunRecord", name: str, there: Path) -> Path:
    """Where an output is made again: what a command writes of itself stands beside the first output."""
    number = list(kept.outputs).index(name)
    folder = there / f"out-{number if name not in kept.beside else 0}"
    folder.mkdir(exist_ok=True)
    return folder / Path(kept.outputs[name].path).name


def _compared(kept: "RunRecord", name: str, path: Path) -> str:
    from thrive_rules.cohorts.run_record import files_at

    if not path.exists():
        return GONE
    return SAME if files_at(path, path.parent).digests == kept.outputs[name].digests else OTHER

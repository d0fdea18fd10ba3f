"""`--dry-run`: a command does all of its work, with what it would write in a folder that is then thrown away."""

import contextlib
import functools
import inspect
import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from thrive_rules.cli.ending import passing_folder
from thrive_rules.cli.terminal import line
from thrive_rules.faults import ThriveRulesError

DryRunOption = Annotated[
    bool,
    typer.Option("--dry-run", help="Check everything, say which files would be written, and write none."),
]


NONE_NAMED = "--dry-run says which of the files that you name would be written, and none is named"


def would_write(file: Path) -> None:
    """Say that a file would be written, or replaced. Raises ThriveRulesError where it cannot be."""
    from thrive_rules.documents.output import refuse_unwritable

    refuse_unwritable(file)
    _say_would_write(file)


def _say_would_write(file: Path) -> None:
    line(f"would {'replace' if file.exists() else 'write'}: {file}")


def with_dry_run(
    *outputs: str, new: Sequence[str] = ()
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command the option `--dry-run`.

    `outputs` are the names of its parameters that hold a path to write to; those in `new` replace nothing.
    """
    return lambda command: _with_option(command, outputs, new)


def _with_option(
    command: Callable[..., None], outputs: Sequence[str], new: Sequence[str]
) -> Callable[..., None]:
    @functools.wraps(command)
    def run(*, dry_run: bool, **arguments: Any) -> None:
        named = {
            name: Path(arguments[name]) for name in outputs if arguments[name] and str(arguments[name]) != "-"
        }
        if not dry_run:
            command(**arguments)
        elif "answers" in arguments and arguments["answers"] is None:
            raise ThriveRulesError("--dry-run asks nobody; give what people said with --from ANSWERS")
        elif not named:
            raise ThriveRulesError(NONE_NAMED)
        else:
            _rehearse(command, arguments, named, new)

    signature = inspect.signature(command, eval_str=True)
    option = inspect.Parameter(
        "dry_run", inspect.Parameter.KEYWORD_ONLY, default=False, annotation=DryRunOption
    )
    asked = [each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in signature.parameters.values()]
    run.__dict__["__signature__"] = signature.replace(parameters=[*asked, option])
    run.__annotations__ = {**command.__annotations__, "dry_run": DryRunOption}
    return run


def _rehearse(
    command: Callable[..., None], arguments: dict[str, Any], named: dict[str, Path], new: Sequence[str]
) -> None:
    from thrive_rules.documents.output import refuse_one_name, refuse_taken, refuse_unwritable

    for name, path in named.items():
        if name in new:
            refuse_taken(path, ThriveRulesError)
        refuse_unwritable(path)
    with passing_folder() as there:
        folders = {name: there / str(number) for number, name in enumerate(named)}
        for name, folder in folders.items():
            folder.mkdir()
            arguments[name] = folder / named[name].name
            if "context" in arguments:  # a run record reads there the arguments of the command
                arguments["context"].params[name] = arguments[name]
        ended: typer.Exit | None = None
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                command(**arguments)
        except typer.Exit as end:
            ended = end
        except ThriveRulesError as error:
            places = {str(folder): str(named[name].parent) for name, folder in folders.items()}
            raise type(error)(as_named(error, places)) from None
        written = [
            named[name].parent / file.name for name in folders for file in sorted(folders[name].iterdir())
        ]
    if "context" in arguments:  # what is made of files takes the place of none of them
        refuse_one_name(
            written,
            [
                each
                for name, each in arguments.items()
                if isinstance(each, Path) and name not in (*named, "rules")
            ],
        )
    for file in written:
        if new and file.exists():  # such a command replaces nothing
            continue
        _say_would_write(file)
    if ended:
        raise ended


def as_named(error: ThriveRulesError, places: dict[str, str]) -> Any:
    """What is wrong, with the names that people gave in place of those that only a command knows."""

    def named(text: str) -> str:
        for there, here in places.items():
            text = text.replace(there, here)
        return text

    if not error.faults:
        return named(str(error))
    return [replace(fault, file=named(fault.file), problem=named(fault.problem)) for fault in error.faults]

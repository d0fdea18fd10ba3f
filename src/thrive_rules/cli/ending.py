"""How a command ends: an answer, or one clear message and an exit code."""

import os
import re
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import NoReturn, TypeVar, cast

import typer

from thrive_rules.cli.terminal import tell
from thrive_rules.faults import EnginesDisagree, Fault, ThriveRulesError, did_you_mean, printable

T = TypeVar("T")
_WRONG_LINE = cast(type[typer.BadParameter], typer.BadParameter.__base__)
"""Whatever is wrong with a command line; typer names only some kinds of it."""


def run_command(app: typer.Typer, name: str = "thrive-rules") -> int:
    """Run the command that was asked for, which people know as `name`; its exit code."""
    # Python prints an error that it cannot raise. Here nobody sees it: one in what Arrow calls can hold a value, and a
    # Ctrl-C as an object is taken away shows in how the command ends.
    before, sys.unraisablehook = sys.unraisablehook, _tell_nobody
    try:
        try:
            code = app(prog_name=name, standalone_mode=False)
        finally:
            sys.unraisablehook = before
            sys.stdout.flush()
    except ThriveRulesError as error:
        return tell_error(error)
    except _WRONG_LINE as wrong:
        return _tell_wrong_line(wrong)
    except typer.Abort:  # the end of what somebody types, where a command does not see to it
        return 1
    except BrokenPipeError:
        # Whoever was reading has stopped, as `head` does. Nothing is left to say, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as failure:
        if isinstance(failure.filename, str | os.PathLike):  # a file that was asked for: a stream has no name
            return tell_error(
                ThriveRulesError([Fault(str(failure.filename), None, "", str(failure.strerror))])
            )
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        tell(f"the answer cannot be written: {failure.strerror}")
        return 1
    return code if isinstance(code, int) else 0


def _tell_nobody(_raised: object) -> None:
    """Say nothing."""


def each_of(files: Iterable[str], read: Callable[[str], T]) -> Iterator[tuple[str, T | None]]:
    """Each file and what is read of it, or None for a bad one. Every fault is shown at the end.

    Raises typer.Exit then, with the exit code, or the one error that there is.
    """
    errors: dict[str, ThriveRulesError] = {}
    for file in files:
        found = None
        try:
            found = read(file)
        except ThriveRulesError as error:
            errors[str(error)] = error
        yield file, found
    if len(errors) == 1:
        raise next(iter(errors.values()))
    if errors:
        raise typer.Exit(max(map(tell_error, errors.values())))


@contextmanager
def passing_folder() -> Iterator[Path]:
    """A folder that is gone at the end, and also where the process is asked to end meanwhile."""
    from tempfile import TemporaryDirectory

    def end(number: int, _frame: object) -> NoReturn:
        raise SystemExit(128 + number)

    before = signal.signal(signal.SIGTERM, end)
    try:
        with TemporaryDirectory(prefix="thrive-rules-") as folder:
            yield Path(folder)
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def naming(files: Iterable[str]) -> Iterator[None]:
    """Say in which files an error lies, where it names no file itself."""
    try:
        yield
    except ThriveRulesError as error:
        if error.faults and not any(fault.file == "<journey>" for fault in error.faults):
            raise
        name = ", ".join(dict.fromkeys(files))
        faults = error.faults or (Fault(name, None, "", str(error), error.code),)
        raise type(error)(replace(fault, file=name) for fault in faults) from None


def tell_error(error: ThriveRulesError) -> int:
    """Write what is wrong, with what is urgent before it where nothing else is shown; the exit code."""
    if isinstance(error, EnginesDisagree):
        tell("\n".join(str(text) for text in (error.urgent, error) if text))
        return 1
    tell(str(error))
    return 2


def _tell_wrong_line(wrong: typer.BadParameter) -> int:
    command = wrong.ctx.command_path if wrong.ctx else "thrive-rules"
    tell(printable(f"{command}: {_what_is_wrong(wrong)}"))
    tell(f"To see what it takes: {command} --help")
    return 2


def _what_is_wrong(wrong: typer.BadParameter) -> str:
    """What is wrong with a command line, and what was probably meant."""
    message = wrong.format_message().replace("Value error, ", "")
    if close := getattr(wrong, "possibilities", None):  # of an option that is not there
        return f"{wrong.message.rstrip('.')}; did you mean {sorted(close)[0]}?"
    # Of a value from a closed list: which there are stands in the message, and the nearest stands first.
    if choice := re.fullmatch(
        r"(?P<where>.*?): '(?P<value>.*)' is not one of (?P<known>'.*')\.", message, re.DOTALL
    ):
        known = re.findall(r"'([^']*)'", choice["known"])
        hint = did_you_mean(choice["value"], known)
        return f"{choice['where']}: expected one of {', '.join(known)}{'; ' if hint else ''}{hint}"
    return message

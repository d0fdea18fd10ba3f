"""`-` for a file of rows: standard input is put in a file first, under a name that says what stands in it."""

import functools
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from thrive_rules.cli.case import standard_input
from thrive_rules.cli.dry_run import as_named
from thrive_rules.cli.ending import passing_folder
from thrive_rules.cli.extras import extra
from thrive_rules.cli.options import STANDARD_INPUT
from thrive_rules.faults import CaseError, Fault, ThriveRulesError


def with_standard_input(name: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Let a command take `-` for its parameter `name`, which holds the path of a file of rows."""

    def give(command: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(command)
        def run(**arguments: Any) -> None:
            if str(arguments[name]) != STANDARD_INPUT:
                command(**arguments)
                return
            with _kept() as file:
                if context := arguments.get("context"):  # a run record reads there what was read
                    context.params[name] = file
                    context.meta[STANDARD_INPUT] = name
                try:
                    command(**arguments | {name: file})
                except ThriveRulesError as error:
                    raise type(error)(as_named(error, {str(file): STANDARD_INPUT})) from None

        return run

    return give


@contextmanager
def _kept() -> Iterator[Path]:
    """Standard input as a file, for as long as a command takes. Raises CaseError where nothing comes of it.

    On Linux the file has no name, and is read through a link in /proc: it is gone however the process ends.
    """
    opened = Path(f"/proc/{os.getpid()}/fd")
    with passing_folder() as folder:
        file = folder / "standard-input"
        with TemporaryFile() if opened.is_dir() else file.open("w+b") as stream:
            try:
                shutil.copyfileobj(standard_input(), stream)
                stream.flush()
            except OSError as failure:
                problem = f"standard input cannot be kept: {failure.strerror}"
                raise CaseError([Fault(STANDARD_INPUT, None, "", problem)]) from None
            if not stream.tell():
                problem = "nothing came from standard input; expected rows"
                raise CaseError([Fault(STANDARD_INPUT, None, "", problem)])
            if opened.is_dir():
                file.symlink_to(opened / str(stream.fileno()))
            with extra("frame"):
                from thrive_rules.cohorts.unnamed import named_by_content
            yield named_by_content(file)

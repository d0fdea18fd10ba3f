"""`-` for a file of rows: standard input is put in a file first, under a name that says what stands in it."""

import functools
import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from thrive_rules.cli.case import standard_input
from thrive_rules.cli.dry_run import as_named
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
            with TemporaryDirectory(prefix="thrive-rules-") as folder:
                file = _kept(Path(folder))
                if context := arguments.get("context"):  # a run record reads there what was read
                    context.params[name] = file
                    context.meta[STANDARD_INPUT] = name
                try:
                    command(**arguments | {name: file})
                except ThriveRulesError as error:
                    raise type(error)(as_named(error, {str(file): STANDARD_INPUT})) from None

        return run

    return give


def _kept(folder: Path) -> Path:
    """Standard input as a file. Raises CaseError where nothing comes, or where it is damaged."""
    file = folder / "standard-input"
    with file.open("wb") as stream:
        shutil.copyfileobj(standard_input(), stream)
    if not file.stat().st_size:
        raise CaseError([Fault(STANDARD_INPUT, None, "", "nothing came from standard input; expected rows")])
    with extra("frame"):
        from thrive_rules.cohorts.unnamed import named_by_content
    return named_by_content(file)

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

_COMPRESSED = {b"\x1f\x8b": ".gz", b"BZh": ".bz2", b"\x28\xb5\x2f\xfd": ".zst"}
"""How a compressed file begins, and its suffix."""
_FIRST = 64
_BEFORE_TEXT = b"\xef\xbb\xbf \t\r\n"
"""What can stand before the first letter: a byte order mark, and blanks."""


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
    return _named(file)


def _named(file: Path) -> Path:
    """The file under a name that says how it begins: as Parquet, as lines of JSON, or else as CSV."""
    with extra("frame"):
        import pyarrow as pa
    with file.open("rb") as stream:
        first = stream.read(_FIRST)
    if compressed := next((suffix for begin, suffix in _COMPRESSED.items() if first.startswith(begin)), ""):
        file = file.rename(file.with_suffix(compressed))
        try:
            with pa.input_stream(str(file), compression="detect") as rows:
                first = rows.read(_FIRST)
        except OSError:
            pass  # damaged: whoever reads the rows says so
    if first.startswith(b"PAR1"):
        kind = ".parquet"
    else:
        kind = ".ndjson" if first.lstrip(_BEFORE_TEXT).startswith(b"{") else ".csv"
    return file.rename(file.with_suffix(kind + compressed))

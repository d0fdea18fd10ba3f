"""How long `suggest --json` takes from nothing, in a pipe: a fresh process each time, beside an empty program.

The empty program is a typer command that does nothing, with pydantic imported: what no command line of this kind can
be faster than. All take turns, so that a machine that slows down slows all of them. Processor time is what is
compared, because it hardly changes where others use the machine; the time that somebody waits stands beside it.
All find their bytecode, as a package that is installed does: a variable that forbids to write it is left out, or each
process would compile the sources of thrive-rules anew, and of nothing else.
"""

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parents[2]
LIMIT = 2.1
"""Times an empty program: what a first answer may cost."""
ASKED = ("suggest", str(ROOT / "examples" / "ocd_severe_managing.yaml"), "--json")
EMPTY = '''
import typer
from pydantic import BaseModel

app = typer.Typer()


@app.command()
def nothing() -> None:
    """Nothing."""


app()
'''
# As where the extra `durable` is not installed: an import of it fails.
ALONE = (
    "import sys; sys.modules['durable_rules_engine'] = None; sys.argv[0] = 'thrive-rules'; "
    "from thrive_rules.__main__ import main; main()"
)


class Took(NamedTuple):
    """What one process took, in seconds."""

    processor: float
    wall: float


def run(command: Sequence[str], bytecode: str) -> Took:
    """Run a command from nothing, with what it says thrown away. Raises where it fails."""
    around = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    around["PYTHONPYCACHEPREFIX"] = bytecode
    started = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=ROOT, env=around, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL
    )
    assert process.stdout is not None
    with process.stdout as pipe:
        pipe.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command[1:3]} ended with {process.returncode}")
    return Took(used.ru_utime + used.ru_stime, time.perf_counter() - started)


def main() -> None:
    """Print minima and medians, and each as a ratio to the empty program."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=40, help="how often each is run")
    rounds = parser.parse_args().rounds
    script = Path(sys.executable).with_name("thrive-rules")
    with TemporaryDirectory() as place:
        empty = Path(place) / "empty.py"
        empty.write_text(EMPTY)
        commands: dict[str, tuple[str, ...]] = {
            "empty program": (sys.executable, str(empty)),
            "python -m thrive_rules": (sys.executable, "-m", "thrive_rules", *ASKED),
            "thrive-rules": (str(script), *ASKED),
            "without a second engine": (sys.executable, "-c", ALONE, *ASKED),
        }
        took: dict[str, list[Took]] = {name: [] for name in commands}
        for command in commands.values():  # once each, so that all is compiled and in the machine's memory
            run(command, place)
        for _ in range(rounds):
            for name, command in commands.items():
                took[name].append(run(command, place))
    verdicts = []
    table = Table("suggest --json, cold", "processor ms, least", "median", "wall ms, least", "median", "ratio, least", "median")  # fmt: skip
    floor = [each.processor for each in took["empty program"]]
    for name, found in took.items():
        processor, wall = [each.processor for each in found], [each.wall for each in found]
        pairs = [mine / beside for mine, beside in zip(processor, floor, strict=True)]
        times = (min(processor), statistics.median(processor), min(wall), statistics.median(wall))
        ratios = (min(processor) / min(floor), statistics.median(pairs))
        if name != "empty program":
            met = "met    " if ratios[1] <= LIMIT else "not met"
            verdicts.append(
                f"{met} {name}: at most {LIMIT} times an empty program; this run {ratios[1]:.2f} times"
            )
        table.add_row(name, *(f"{1000 * each:.0f}" for each in times), *(f"{each:.2f}" for each in ratios))
    Console().print(table)
    print(*verdicts, sep="\n")


if __name__ == "__main__":
    main()

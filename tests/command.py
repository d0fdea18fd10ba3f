"""Commands, each in a process of its own that costs a fork: Python starts once, reads the command line, and waits.

Only what starts is shared. A command has its own arguments, folder, variables and streams, a terminal too, and ends as a
process does. What depends on the start itself (a closed stream, a signal, a variable that Python reads) starts anew.
"""

import atexit
import fcntl
import functools
import gc
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import tempfile
import termios
import threading
import types
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
THE_COMMAND_LINE = """
import importlib, thrive_rules, typer
from thrive_rules.cli.main import app

list(typer.main.get_command(app).commands.values())
[getattr(thrive_rules, each) for each in thrive_rules.__all__]
for each in ("cli.case", "conversations.comparison", "conversations.what_if", "rulefiles.language_pack", "rulefiles.reviews"):
    importlib.import_module(f"thrive_rules.{each}")
thrive_rules.load_rules()
thrive_rules.load_case({})
"""
"""The modules that commands open, and the models that they build: of the package alone, and no optional library."""
OF_COHORTS = {"batch", "cohort", "import", "map", "population", "rerun", "study"}
LIBRARIES_OF_COHORTS = f"""{THE_COMMAND_LINE}
import contextlib, importlib
for each in ("polars", "pyarrow.csv", "pyarrow.parquet", "statsmodels.stats.inter_rater", "matplotlib.figure",
             "matplotlib.backends.backend_svg", "thrive_rules.cohorts.batch"):
    with contextlib.suppress(ImportError):
        importlib.import_module(each)
"""
"""Besides, what the commands for cohorts open: it takes longer to read than most of them take to run."""


class Started:
    """A Python that has done `first`, and from then on only forks."""

    def __init__(self, first: str) -> None:
        self._line, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, __file__, str(theirs.fileno()), first], cwd=ROOT, pass_fds=[theirs.fileno()],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            )  # fmt: skip
        self._answers = self._line.makefile()
        self._python = _for_python(os.environ)
        atexit.register(self._end)

    def run(
        self,
        arguments: Sequence[object],
        *,
        cwd: Path = ROOT,
        given: str = "",
        environment: Mapping[str, str] = {},
        timeout: float = 120,
    ) -> "subprocess.CompletedProcess[str]":
        """What `subprocess.run([sys.executable, *arguments], input=given, capture_output=True, text=True)` gives."""
        with (
            tempfile.TemporaryFile("w+", encoding="utf-8") as stdin,
            tempfile.TemporaryFile("w+", encoding="utf-8") as stdout,
            tempfile.TemporaryFile("w+", encoding="utf-8") as stderr,
        ):
            stdin.write(given)
            stdin.seek(0)
            streams = (stdin.fileno(), stdout.fileno(), stderr.fileno())
            child = self.begin(arguments, streams, cwd=cwd, environment=environment)
            too_long = threading.Timer(timeout, os.kill, (child, signal.SIGKILL))
            too_long.start()
            code = self.wait(child)
            too_long.cancel()
            too_long.join()
            stdout.seek(0)
            stderr.seek(0)
            return subprocess.CompletedProcess(list(map(str, arguments)), code, stdout.read(), stderr.read())

    def begin(
        self,
        arguments: Sequence[object],
        streams: Sequence[int],
        *,
        cwd: Path = ROOT,
        environment: Mapping[str, str] = {},
    ) -> int:
        """A process that runs these arguments with these three streams: its number. It is to be waited for."""
        variables = {**os.environ, **environment}
        assert _for_python(variables) == self._python, "Python reads these as it starts: use subprocess"
        request = {"arguments": list(map(str, arguments)), "cwd": str(cwd), "environment": variables}
        socket.send_fds(self._line, [b"+"], streams)
        self._line.sendall(f"{json.dumps(request)}\n".encode())
        return int(self._answers.readline())

    def wait(self, child: int) -> int:
        """Wait until a process that was begun has ended: its exit code."""
        self._line.sendall(f"-{child}\n".encode())
        return int(self._answers.readline())

    def _end(self) -> None:
        self._answers.close()
        self._line.close()
        self._process.communicate()


def _for_python(variables: Mapping[str, str]) -> dict[str, str]:
    return {name: said for name, said in variables.items() if name.startswith("PYTHON")}


@functools.cache
def started(first: str = THE_COMMAND_LINE) -> Started:
    """The one Python of this process of tests that has done `first`."""
    return Started(first)


def command(
    *arguments: object, cwd: Path = ROOT, given: str = "", **environment: str
) -> "subprocess.CompletedProcess[str]":
    """Run `thrive-rules` with these arguments, variables, and what it is given on standard input."""
    first = LIBRARIES_OF_COHORTS if OF_COHORTS.intersection(arguments[:1]) else THE_COMMAND_LINE
    return started(first).run(
        ["-m", "thrive_rules", *arguments], cwd=cwd, given=given, environment=environment
    )


# IN THE PYTHON THAT HAS STARTED


def wait(line: socket.socket) -> list[str]:
    """Fork where a process is asked for, and wait for one; in the fork, return what is to be run."""
    requests = line.makefile()
    while True:
        byte, streams, _, _ = socket.recv_fds(line, 1, 3)
        if not byte:
            os._exit(0)
        asked = requests.readline()
        if byte == b"-":
            line.sendall(f"{os.waitstatus_to_exitcode(os.waitpid(int(asked), 0)[1])}\n".encode())
            continue
        request = json.loads(asked)
        if child := os.fork():
            for stream in streams:
                os.close(stream)
            line.sendall(f"{child}\n".encode())
            continue
        for number, stream in enumerate(streams):
            os.dup2(stream, number)
            os.close(stream)
        requests.close()
        line.close()
        if os.isatty(0):
            take_the_terminal()
        os.chdir(request["cwd"])
        os.environ.clear()
        os.environ.update(request["environment"])
        arguments: list[str] = request["arguments"]
        return arguments


def take_the_terminal() -> None:
    """As a shell starts a command: keys such as Ctrl-C reach it, and what it writes is seen line by line."""
    os.setsid()
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever runs the tests may ignore it
    sys.stdin = os.fdopen(0, closefd=False)
    sys.stdout, sys.stderr = os.fdopen(1, "w", closefd=False), os.fdopen(2, "w", closefd=False)


def run_as_python(arguments: list[str]) -> None:
    """What Python does with these arguments once it has started."""
    match arguments:
        case ["-m", module, *rest]:
            sys.path.insert(0, os.getcwd())
            sys.argv = [module, *rest]
            runpy.run_module(module, run_name="__main__", alter_sys=True)
        case ["-c", text, *rest]:
            sys.path.insert(0, "")
            sys.argv = ["-c", *rest]
            main = sys.modules["__main__"] = types.ModuleType("__main__")
            exec(compile(text, "<string>", "exec"), vars(main))  # noqa: S102 - a text of the tests, run as `python -c` does
        case [file, *rest]:
            sys.path.insert(0, str(Path(file).parent))
            sys.argv = [file, *rest]
            runpy.run_path(file, run_name="__main__")
        case _:
            raise SystemExit("expected what Python is to run")


if __name__ == "__main__":
    number, first = sys.argv[1:]
    del sys.path[0]
    exec(first, {})  # noqa: S102 - a text of the tests, such as THE_COMMAND_LINE
    assert threading.active_count() == 1, "a fork takes one thread along"
    gc.collect()
    gc.freeze()
    run_as_python(wait(socket.socket(fileno=int(number))))

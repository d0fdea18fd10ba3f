"""A command of the tests is one that was started: it answers, fails and ends as a Python of its own does."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from command import started

A_CASE = '{"preferences": {"what_matters": "Zoë"}}'
WHAT_IT_SEES = "import os, sys; print(sys.argv, os.getcwd(), os.environ.get('A_NAME'), sys.path, __name__, [sys.stdin.read()])"


@pytest.mark.parametrize(
    "arguments",
    [
        ("-m", "thrive_rules", "suggest", "-", "--json"),
        ("-m", "thrive_rules", "suggest"),
        ("-m", "thrive_rules", "suggest", "nothing.yaml"),
        ("-m", "thrive_rules", "diff", "thrive", "severity-led"),
        ("-m", "thrive_rules", "lint", "--help"),
        ("-c", WHAT_IT_SEES, "one", "two words"),
        ("-c", "raise SystemExit('what is said at the end')"),
        ("-c", "import os; os.abort()"),
        ("-c", "import atexit; atexit.register(print, 'after', flush=True); print('before', end=' ')"),
    ],
)
def test_a_command_is_as_one_that_is_started(arguments: tuple[str, ...], tmp_path: Path) -> None:
    variables = {"A_NAME": "a value", "COLUMNS": "60", "NO_COLOR": "1"}
    real = subprocess.run(
        [sys.executable, *arguments], input=A_CASE, cwd=tmp_path, env={**os.environ, **variables},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    quick = started().run(arguments, given=A_CASE, cwd=tmp_path, environment=variables)
    assert (quick.returncode, quick.stdout, quick.stderr) == (real.returncode, real.stdout, real.stderr)


def test_what_nobody_catches_is_told_and_ends_with_1() -> None:
    done = started().run(["-c", "1 / 0"])
    assert done.returncode == 1
    assert done.stderr.startswith("Traceback")
    assert done.stderr.endswith("ZeroDivisionError: division by zero\n")


def test_a_command_that_does_not_end_is_ended() -> None:
    assert started().run(["-c", "while True: pass"], timeout=0.2).returncode < 0


def test_what_one_command_does_another_does_not_see() -> None:
    started().run(["-c", "import os, thrive_rules; thrive_rules.mark = 1; os.environ['A_NAME'] = 'set'"])
    done = started().run(
        ["-c", "import os, thrive_rules; print(hasattr(thrive_rules, 'mark'), 'A_NAME' in os.environ)"]
    )
    assert done.stdout == "False False\n"


def test_no_optional_library_is_open_before_a_command_opens_it() -> None:
    optional = "durable_rules_engine fastapi hypothesis jwt matplotlib narwhals numpy pandas polars prometheus_client pyarrow rich scipy starlette statsmodels uvicorn z3"
    done = started().run(["-c", f"import sys; print({set(optional.split())} & set(sys.modules))"])
    assert done.stdout == "set()\n"


def test_a_variable_that_python_reads_as_it_starts_is_not_given_too_late() -> None:
    with pytest.raises(AssertionError, match="as it starts"):
        started().run(["-c", ""], environment={"PYTHONHASHSEED": "1"})

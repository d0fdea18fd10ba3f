"""Node, as the system has it, running the JavaScript of the explorer."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
MODULES = ROOT / "src" / "thrive_rules" / "explorer" / "js"
RUNNER = Path(__file__).parent / "runner.mjs"


def node() -> str:
    """Node. Where the system has none the test is skipped, but in CI, where it is installed first."""
    path = shutil.which("node")
    if path is None:
        assert not os.environ.get("CI"), "install Node: apt-get install nodejs"
        pytest.skip("no Node here")
    return path


def answers(requests: Iterable[dict[str, Any]], modules: Path = MODULES) -> list[Any]:
    """What the modules answer to some requests, one by one: a list of texts, or a mapping of what was refused."""
    asked = "".join(json.dumps(each) + "\n" for each in requests)
    done = subprocess.run(
        [node(), str(RUNNER), str(modules)], input=asked, capture_output=True, text=True, check=False
    )
    assert not done.returncode, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]

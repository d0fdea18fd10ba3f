"""What a module of the explorer answers in Node. Where there is none the test is skipped, but in CI, where it is installed."""

import json
import os
import shutil
import subprocess
from typing import Any

import pytest

from thrive_rules.explorer.document import MODULES


def node() -> str:
    """Where Node is."""
    path = shutil.which("node") or shutil.which("nodejs")
    if path is None:
        assert not os.environ.get("CI"), "install Node: apt-get install nodejs"
        pytest.skip("no Node here")
    return path


def in_node(script: str, *given: Any) -> Any:
    """What a script prints as JSON. It finds the modules under `./`, and what it is given as the list `given`."""
    at = str(MODULES)
    said = script.replace('from "./', f'from "{at}/')
    before = 'import { readFileSync } from "node:fs";\nconst given = JSON.parse(readFileSync(0, "utf-8"));\n'
    done = subprocess.run(
        [node(), "--input-type=module", "-e", before + said],
        input=json.dumps(given), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)

"""Each notebook runs from its first cell to its last, and is kept without outputs."""

import json
from pathlib import Path
from typing import Any

import pytest

from command import LIBRARIES_OF_COHORTS, started

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "examples" / "notebooks").glob("*.ipynb"))


def cells(notebook: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(notebook.read_text())["cells"]
    return found


def test_there_are_the_three_that_the_page_for_researchers_names() -> None:
    page = (ROOT / "docs" / "researchers.md").read_text()
    assert len(NOTEBOOKS) == 3
    assert all(f"notebooks/{notebook.name}" in page for notebook in NOTEBOOKS)


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda notebook: notebook.stem)
def test_a_notebook_is_kept_without_what_came_out(notebook: Path) -> None:
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in cells(notebook))


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda notebook: notebook.stem)
def test_a_notebook_runs(notebook: Path) -> None:
    """In a Python of its own rather than in a kernel, which takes ten times as long to start."""
    code = ["".join(cell["source"]) for cell in cells(notebook) if cell["cell_type"] == "code"]
    done = started(LIBRARIES_OF_COHORTS).run(["-c", "\n".join(code)])
    assert done.returncode == 0, done.stderr

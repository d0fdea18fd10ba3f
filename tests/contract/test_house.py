"""The house: each folder is one idea, folders import one way, and a contract that is broken is told."""

import ast
import os
import re
import shutil
import subprocess
import sys
import tokenize
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "thrive_rules"
MODULES = sorted(PACKAGE.rglob("*.py"))
FOLDERS = sorted(path.parent for path in PACKAGE.glob("*/__init__.py"))
MOST_LINES = 400


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_folder_says_its_idea_what_enters_what_leaves_and_what_is_never_there(folder: Path) -> None:
    tree = ast.parse((folder / "__init__.py").read_text())
    assert len(tree.body) == 1, "one docstring, and nothing imported"
    said = ast.get_docstring(tree) or ""
    for part in ("\nIn: ", "Out: ", "\nNever here: "):
        assert part in said


def test_no_module_stands_outside_every_folder_but_those_that_are_meant_to() -> None:
    flat = {path.name for path in PACKAGE.glob("*.py")}
    assert flat == {"__init__.py", "__main__.py", "faults.py", "testing.py"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_says_its_idea_and_is_short_enough_to_hold_one(path: Path) -> None:
    text = path.read_text()
    assert ast.get_docstring(ast.parse(text))
    assert len(text.splitlines()) <= MOST_LINES, "would two ideas live better apart?"


MOST_PARAMETERS = 5


def test_no_function_takes_more_than_a_reader_can_hold() -> None:
    """A command takes what people can ask for; `typer` wants each as a parameter."""
    wide = {
        node.name
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and sum(map(len, (node.args.posonlyargs, node.args.args, node.args.kwonlyargs)))
        - (node.args.args[:1] != [] and node.args.args[0].arg in ("self", "cls"))
        + (node.args.vararg is not None)
        + (node.args.kwarg is not None)
        > MOST_PARAMETERS
        and not (path.parent.name == "cli" and node.name.endswith("_command"))
    }
    assert not wide


A_PAGE = re.compile(r"page|page_(of|in|for|without)_\w+|\w+(?<!_on_a)_page")
SHOWS_A_PAGE = {"draw_page": "None", "show_page": "None", "page_for_reader": "AnswerBody"}
"""In a terminal, and over HTTP in the form that was asked for."""


def test_every_page_is_one_of_sections() -> None:
    """A document of HTML that answers to whoever uses it is named otherwise: it has no other form."""
    gives = {
        node.name: ast.unparse(node.returns)
        for path in MODULES
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef) and node.returns
        if A_PAGE.fullmatch(node.name)
    }
    assert {name: given for name, given in gives.items() if given != "Page"} == SHOWS_A_PAGE


def test_nothing_is_called_told() -> None:
    """It stood for five things; a name says which. The JSON of `migrate` has it as a key, and keeps it."""
    named = set()
    for path in MODULES:
        with path.open("rb") as file:
            names = {
                each.string.lower() for each in tokenize.tokenize(file.readline) if each.type == tokenize.NAME
            }
        named |= {str(path.relative_to(PACKAGE)) for name in names if "told" in name.split("_")}
    assert named == {"documents/migration.py"}


def test_no_folder_is_a_drawer_for_everything() -> None:
    drawers = {"utils", "util", "helpers", "helper", "common", "base", "manager", "misc"}
    assert not drawers & {name for path in MODULES for name in (path.stem, path.parent.name)}


def lint_imports(source: Path) -> "subprocess.CompletedProcess[str]":
    """The import contracts, held against the package in `source`."""
    code = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"
    return subprocess.run(
        [sys.executable, "-c", code, "--config", str(ROOT / "pyproject.toml"), "--no-cache"],
        cwd=source,
        env={**os.environ, "PYTHONPATH": str(source)},
        capture_output=True,
        text=True,
        check=False,
    )


BREACHES = {
    "a grouping that reads severity": (
        "reasoning/suggestion.py",
        "from thrive_rules.severity.severity import Severity",
        "Data flows one way BROKEN",
    ),
    "a rule that reads severity": (
        "language/rule.py",
        "import thrive_rules.severity.severity",
        "Severity is read by nothing beneath it BROKEN",
    ),
    "a lower floor that reaches up": (
        "cases/case.py",
        "import thrive_rules.language.words",
        "Data flows one way BROKEN",
    ),
    "rule files that know an engine": (
        "rulefiles/overlay.py",
        "import thrive_rules.engines.layout",
        "Data flows one way BROKEN",
    ),
    "decisions that know a check": (
        "decisions/journey.py",
        "import thrive_rules.checks.lint",
        "Data flows one way BROKEN",
    ),
    "a layout that opens a data frame": (
        "engines/layout.py",
        "import polars",
        "Data frames are for engines, cohorts and studies BROKEN",
    ),
    "an engine that knows another": (
        "engines/bits.py",
        "import thrive_rules.engines.durable",
        "Engines do not know one another, bar frame, which answers small frames by bits BROKEN",
    ),
    "a second door to the solver": ("checks/lint.py", "import z3", "The solver has one door BROKEN"),
    "a command that opens the web": ("cli/serve.py", "import fastapi", "The web has one door BROKEN"),
    "a module that no list of doors names": (
        "explorer/table.py",
        "import polars",
        "Data frames are for engines, cohorts and studies BROKEN",
    ),
    "a page that opens the terminal": (
        "conversations/explain.py",
        "import rich",
        "The terminal has one door BROKEN",
    ),
}


@pytest.mark.parametrize("breach", BREACHES)
def test_a_contract_that_is_broken_on_purpose_is_told(breach: str, tmp_path: Path) -> None:
    module, line, told = BREACHES[breach]
    shutil.copytree(PACKAGE, tmp_path / "thrive_rules", ignore=shutil.ignore_patterns("__pycache__"))
    broken = tmp_path / "thrive_rules" / module
    broken.write_text(broken.read_text() + f"\n{line}\n")
    done = lint_imports(tmp_path)
    assert done.returncode != 0
    assert told in done.stdout.replace("\n", " ")

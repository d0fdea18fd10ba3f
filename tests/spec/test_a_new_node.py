"""A node that is new to the language is a type error wherever it is not yet read; sugar is lowered and touches no reading."""

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from thrive_rules.language.conditions import Condition

ROOT = Path(__file__).parents[2]
CONDITIONS = "src/thrive_rules/language/conditions.py"
RULES = "src/thrive_rules/language/rule.py"
UNION, LEAF = "Condition: TypeAlias = ", "Leaf: TypeAlias = "

READ_EVERY_NODE = {
    "src/thrive_rules/language/conditions.py: parts",
    "src/thrive_rules/language/conditions.py: leaves",  # polarity: what stands under `not`
    "src/thrive_rules/language/conditions.py: count_ways",
    "src/thrive_rules/language/conditions.py: count_lists",
    "src/thrive_rules/language/conditions.py: spell_condition",
    "src/thrive_rules/reasoning/meaning.py: holds",
    "src/thrive_rules/reasoning/ways.py: ways",
    "src/thrive_rules/checks/sentence.py: in_words",
    "src/thrive_rules/engines/durable.py: _expression",
    "src/thrive_rules/engines/frame.py: to_expression",
    "src/thrive_rules/engines/bits.py: to_bits",
    "src/thrive_rules/proofs/formula.py: to_formula",
    "tests/benchmarks/one_case.py: written",
}
READ_EVERY_LEAF = {
    "src/thrive_rules/language/conditions.py: _fact_of",
    "src/thrive_rules/language/conditions.py: _need_of",
    "src/thrive_rules/language/conditions.py: _is_answer",
    "src/thrive_rules/language/conditions.py: for_prompts_alone",
    "src/thrive_rules/checks/worked.py: _settling",
}


# They share what mypy keeps of the libraries, and so one process.
pytestmark = pytest.mark.xdist_group("mypy")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where mypy keeps what it learned, from one test to the next."""
    return tmp_path_factory.mktemp("mypy")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the source that a test may change."""
    shutil.copytree(ROOT / "src/thrive_rules", tmp_path / "src/thrive_rules")
    (tmp_path / "tests/benchmarks").mkdir(parents=True)
    shutil.copy(ROOT / "tests/benchmarks/one_case.py", tmp_path / "tests/benchmarks")
    return tmp_path


def change(copy: Path, old: str, new: str, file: str = CONDITIONS) -> None:
    text = (copy / file).read_text()
    assert text.count(old) == 1, old
    (copy / file).write_text(text.replace(old, new))


def refused(copy: Path, kept: Path) -> set[str]:
    """Every function of which mypy says that it does not read every node."""
    arguments = ["--follow-imports=skip", "--no-site-packages", "--explicit-package-bases", "--config-file="]
    found = subprocess.run(
        [sys.executable, "-m", "mypy", f"--cache-dir={kept}", *arguments, "src/thrive_rules", "tests/benchmarks/one_case.py"],
        cwd=copy, capture_output=True, text=True, env={"MYPYPATH": "src"},
    )  # fmt: skip
    assert found.returncode in (0, 1), found.stderr
    lines = re.findall(r"^(\S+):(\d+): error: .*assert_never", found.stdout, re.MULTILINE)
    return {f"{file}: {function_at(copy / file, int(line))}" for file, line in lines}


def function_at(file: Path, line: int) -> str:
    functions = [node for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.FunctionDef)]
    return max((f for f in functions if f.lineno <= line <= (f.end_lineno or 0)), key=lambda f: f.lineno).name


def test_the_language_as_it_stands_is_read_everywhere(copy: Path, kept: Path) -> None:
    assert refused(copy, kept) == set()


def test_a_node_that_slips_past_is_refused_at_every_reading(copy: Path, kept: Path) -> None:
    node = 'class NoneOf:\n    """None of them holds."""\n\n    conditions: "tuple[Condition, ...]"\n'
    change(copy, LEAF, f"@dataclass(frozen=True, slots=True)\n{node}\n\n{LEAF}")
    change(copy, UNION, f"{UNION}NoneOf | ")
    assert refused(copy, kept) == READ_EVERY_NODE


def test_a_leaf_that_slips_past_is_refused_at_every_reading(copy: Path, kept: Path) -> None:
    node = 'class Declined:\n    """A fact was asked about, and not answered."""\n\n    fact: str\n'
    change(
        copy,
        LEAF,
        f"@dataclass(frozen=True, slots=True)\n{node}\n\n{LEAF}Declined | ",
    )
    assert refused(copy, kept) == READ_EVERY_NODE | READ_EVERY_LEAF


def test_a_kind_of_rule_that_slips_past_is_refused(copy: Path, kept: Path) -> None:
    """In each total match, and in the list of rules that can decide, from which all other lists of kinds are taken."""
    kind = 'class Repeats(_Rule):\n    """Says it again."""\n\n    repeats: Id\n    because: Said\n\n\n'
    change(copy, "Argues: TypeAlias = ", f"{kind}Argues: TypeAlias = ", RULES)
    text = (copy / RULES).read_text()
    assert text.count("Deciding | Prompts") > 3
    (copy / RULES).write_text(text.replace("Deciding | Prompts", "Deciding | Prompts | Repeats"))
    arguments = ["--follow-imports=silent", "--explicit-package-bases", "--config-file="]
    found = subprocess.run(
        [sys.executable, "-m", "mypy", f"--cache-dir={kept}", *arguments, "src/thrive_rules/language"],
        cwd=copy, capture_output=True, text=True, env={"MYPYPATH": "src"},
    )  # fmt: skip
    assert found.returncode == 1, found.stderr
    told = re.findall(r"^(\S+):(\d+): error: .*Repeats", found.stdout, re.MULTILINE)
    assert {f"{Path(file).name}: {function_at(copy / file, int(line))}" for file, line in told} == {
        "rule.py: effect_of",
        "rule.py: in_brief",
        "problems.py: deciding",
    }


def test_sugar_touches_one_file_of_the_source(copy: Path, kept: Path) -> None:
    """`none` says `not` and `any` in one word: read, lowered, offered by editors, and spelt back as what it means."""
    change(copy, '        case "not":\n', '        case "none":\n'
           '            return Not(read_condition({"any": value}, path))\n        case "not":\n')  # fmt: skip
    change(copy, '    "not": _ONE,\n', '    "none": _SEVERAL,\n    "not": _ONE,\n')
    assert refused(copy, kept) == set()
    script = """if True:
        from thrive_rules.language.conditions import condition_schema, needs_negated, read_condition, spell_condition
        from thrive_rules.reasoning.meaning import holds
        none = read_condition({"none": [{"aims_met": True}, {"recovering": True}]})
        assert spell_condition(none) == {"not": {"any": [{"aims_met": True}, {"recovering": True}]}}
        assert holds(none, {"aims_met": False, "recovering": False}) is True
        assert holds(none, {"aims_met": False}) is None
        assert needs_negated(read_condition({"none": [{"need": "a_need"}]}))
        assert "none" in condition_schema()["properties"]
    """
    subprocess.run([sys.executable, "-c", script], env={"PYTHONPATH": str(copy / "src")}, check=True)


def asked_outside_a_match(tree: ast.Module) -> Iterator[str]:
    """Every function that asks of what kind a condition is without a `match` that ends in `assert_never`."""
    nodes = {node.__name__ for node in get_args(Condition)}
    for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
        asked = [call.args[1] for call in calls if ast.unparse(call.func) == "isinstance"]
        named = {node.id for kinds in asked for node in ast.walk(kinds) if isinstance(node, ast.Name)}
        total = any(ast.unparse(call.func) == "assert_never" for call in calls)
        if named & nodes and not total:
            yield function.name


def test_nobody_asks_for_one_kind_of_node_and_forgets_the_others() -> None:
    found = {
        f"{file.relative_to(ROOT)}: {function}"
        for file in (ROOT / "src").rglob("*.py")
        for function in asked_outside_a_match(ast.parse(file.read_text()))
    }
    assert found == set()
    slip = "def negated(c):\n    return any(isinstance(p, (Needed, PutForward)) for p in c)\n"
    assert list(asked_outside_a_match(ast.parse(slip))) == ["negated"]

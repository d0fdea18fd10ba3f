"""`doctor` says what is installed and what of it works, and for all that is wrong how to mend it."""

import base64
import hashlib
import shutil
import subprocess
import sys
import tomllib
from importlib.util import find_spec
from pathlib import Path

import pytest
from typer.testing import CliRunner

from thrive_rules import RuleBase, RuleError
from thrive_rules.cli import installed
from thrive_rules.cli.installed import AGAIN, EXTRAS, State, look_at_installation
from thrive_rules.cli.main import app

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


@pytest.fixture
def extras(monkeypatch: pytest.MonkeyPatch) -> dict[str, tuple[str, ...]]:
    """Extras to look at: none, until a test names some. To import all that there are takes seconds."""
    some: dict[str, tuple[str, ...]] = {}
    monkeypatch.setattr(installed, "EXTRAS", some)
    return some


def test_every_extra_is_looked_at_and_durable_ends_where_the_package_leaves_it_out() -> None:
    assert EXTRAS.keys() == PROJECT["optional-dependencies"].keys() - {"all"}
    [durable] = PROJECT["optional-dependencies"]["durable"]
    assert f"python_version < '{'.'.join(map(str, installed.DURABLE_ENDS))}'" in durable


def test_here_all_that_is_there_works(rules: RuleBase) -> None:
    found = look_at_installation(None)
    assert not found.wrong
    assert found.data["rule_base"]["digest"] == rules.digest
    assert found.data["reviewed"] is False
    assert any("not clinically reviewed" in line for line in found.lines)
    there = {
        name: all(find_spec(each.partition(".")[0]) for each in brings) for name, brings in EXTRAS.items()
    }
    assert {name: state is State.WORKS for name, state in found.data["extras"].items()} == there


def test_an_extra_that_is_not_there_is_told_with_what_to_install_and_is_not_wrong(
    extras: dict[str, tuple[str, ...]],
) -> None:
    extras["verify"] = ("json", "no_such_module")
    found = look_at_installation(None)
    assert (
        found.lines[-1] == "extra verify: not installed (no_such_module); pip install 'thrive-rules[verify]'"
    )
    assert not found.wrong


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("raise OSError('two\\nlines')", "OSError: two lines"),
        ("import os; os.abort()", "Python ended with -6"),
        ("raise SystemExit(0)", "SystemExit: 0"),
    ],
)
def test_an_extra_that_fails_as_it_is_imported_is_wrong_and_told_with_where_it_stands(
    text: str, told: str, extras: dict[str, tuple[str, ...]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "broken_here.py").write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    extras["frame"] = ("json", "broken_here")
    done = CliRunner().invoke(app, ["doctor"])
    assert done.exit_code == 1
    [wrong] = [line for line in done.stdout.splitlines() if line.startswith("wrong: ")]
    assert told in wrong
    mend = f"pip install --upgrade --force-reinstall 'thrive-rules[frame]'; {installed.OR_A_WHEEL}"
    assert wrong.endswith(f"; do: {mend}")
    assert told.startswith("Python") or str(tmp_path / "broken_here.py") in wrong


def test_no_module_of_the_folder_where_somebody_stands_is_taken_for_a_library(
    extras: dict[str, tuple[str, ...]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "colorsys.py").write_text("raise OSError")
    monkeypatch.chdir(tmp_path)
    extras["frame"] = ("colorsys",)
    assert look_at_installation(None).data["extras"] == {"frame": State.WORKS}


def test_durable_is_not_for_a_python_on_which_it_does_not_build(
    extras: dict[str, tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    extras["durable"] = ("no_such_module",)
    monkeypatch.setattr(installed, "DURABLE_ENDS", sys.version_info[:2])
    found = look_at_installation(None)
    assert found.lines[-1] == "extra durable: not for this Python; durable-rules needs Python 3.11 or 3.12"
    assert not found.wrong


def test_a_file_that_is_not_as_it_was_installed_is_told(
    extras: dict[str, tuple[str, ...]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    about = tmp_path / "thrive_rules-9.9.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.4\nName: thrive-rules\nVersion: 9.9\n")
    (tmp_path / "whole.txt").write_text("whole")
    whole = base64.urlsafe_b64encode(hashlib.sha256(b"whole").digest()).rstrip(b"=").decode()
    (tmp_path / "changed.txt").write_text("changed")
    names = ("changed.txt", "whole.txt", "gone.txt")
    record = "".join(f"{name},sha256={whole},5\n" for name in names)
    (about / "RECORD").write_text(f"{record}unhashed.txt,,\n")
    monkeypatch.syspath_prepend(tmp_path)
    found = look_at_installation(None)
    assert found.data["package"] == "9.9"
    assert [(each.what, each.mend) for each in found.wrong] == [
        ("changed.txt and 1 more: missing, or not as it was installed", f"do: {AGAIN}")
    ]
    assert "wheel" in AGAIN, "a package that came as a file is in no index"


def test_sources_that_are_not_installed_are_told(
    extras: dict[str, tuple[str, ...]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    [wrong] = look_at_installation(None).wrong
    assert wrong.mend == "in their folder: pip install --editable ."


def doctor_of(copy: Path) -> "subprocess.CompletedProcess[str]":
    """What `doctor` says of a copy of the package, with no extra to look at."""
    code = "from thrive_rules.cli import installed, main; installed.EXTRAS = {}; main.main()"
    return subprocess.run(
        [sys.executable, "-c", code, "doctor"],
        env={"PYTHONPATH": str(copy / "src"), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )


def test_rules_that_ship_and_are_changed_damaged_or_gone_are_wrong(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "rules", tmp_path / "rules")
    needs = tmp_path / "rules" / "thrive" / "needs.yaml"
    text = needs.read_text()

    needs.write_text(text.replace("because:", "because: Changed,", 1))
    done = doctor_of(tmp_path)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "wrong: the rules that ship are not those that were proved; do: pip install" in done.stdout

    needs.write_text(text[: len(text) // 2])
    done = doctor_of(tmp_path)
    assert done.returncode == 1
    assert "wrong: the rules that ship do not load" in done.stdout
    assert "thrive-rules 0." in done.stdout, "all else is told too"

    shutil.rmtree(tmp_path / "rules")
    done = doctor_of(tmp_path)
    assert done.returncode == 1
    assert AGAIN in done.stdout
    assert not done.stderr


def test_rules_that_somebody_names_and_that_do_not_load_are_bad_input(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="no such directory"):
        look_at_installation(tmp_path / "none")

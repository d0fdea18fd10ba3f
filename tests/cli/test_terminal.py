"""The terminal: panels and colour there, plain text in a pipe, and nothing that a case says is taken for a command."""

import json
import os
import pty
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from command import command
from thrive_rules import load_rules

ROOT = Path(__file__).parents[2]


def in_terminal(*arguments: str, columns: int = 100, **environment: str) -> str:
    """What the command line shows in a terminal of its own."""
    ours, theirs = pty.openpty()
    variables = {**os.environ, "COLUMNS": str(columns), "TERM": "xterm-256color", **environment}
    variables.pop("NO_COLOR", None) if "NO_COLOR" not in environment else None
    process = subprocess.Popen(
        [sys.executable, "-m", "thrive_rules", *arguments],
        stdout=theirs,
        stderr=theirs,
        cwd=ROOT,
        env=variables,
    )
    os.close(theirs)
    shown = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:
            break
        if not piece:
            break
        shown += piece
    os.close(ours)
    assert process.wait(timeout=60) == 0, shown.decode()
    return shown.decode()


def started_with(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """A command whose Python reads these variables as it starts."""
    return subprocess.run(
        [sys.executable, "-m", "thrive_rules", *arguments],
        cwd=ROOT, capture_output=True, text=True, errors="replace", check=False, env={**os.environ, **environment},
    )  # fmt: skip


def in_shell(line: str) -> "subprocess.CompletedProcess[str]":
    """A line for a shell, whose pipes and closed streams are what is tested."""
    return subprocess.run(["/bin/sh", "-c", line], cwd=ROOT, capture_output=True, text=True, check=False)


def test_panels_in_a_terminal_and_plain_text_in_a_pipe() -> None:
    shown = in_terminal("suggest", "examples/safety.yaml")
    assert "╭" in shown
    assert "\x1b[" in shown
    assert shown.index("First of all") < shown.index("Ideas to talk about")
    plain = command("suggest", "examples/safety.yaml")
    assert plain.returncode == 0
    assert "\x1b" not in plain.stdout
    assert "╭" not in plain.stdout


def test_an_answer_in_a_pipe_opens_nothing_that_it_does_not_need() -> None:
    """What draws, proves, counts and checks would only keep somebody waiting."""
    code = (
        "import atexit, sys; sys.argv[0] = 'thrive-rules'; from thrive_rules.__main__ import main; "
        "atexit.register(lambda: print(*sys.modules, file=sys.stderr)); main()"
    )
    command = [sys.executable, "-c", code, "suggest", "examples/three_voices.yaml", "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    opened = set(done.stderr.split())
    assert {"thrive_rules.cli.suggest", "thrive_rules.reasoning.suggestion"} <= opened
    libraries = "rich hypothesis z3 narwhals polars pyarrow numpy statsmodels matplotlib"
    assert not opened & set(libraries.split())
    folders = {each.split(".")[1] for each in opened if each.startswith("thrive_rules.")}
    assert not folders & {"checks", "proofs", "cohorts", "studies", "testing"}
    of_the_command_line = {each for each in opened if each.startswith("thrive_rules.cli.")}
    used = ("main", "ending", "terminal", "options", "suggest", "case")
    assert of_the_command_line == {f"thrive_rules.cli.{each}" for each in used}


def test_a_plugin_of_pydantic_that_is_installed_is_handed_no_case(tmp_path: Path) -> None:
    of_plugin = tmp_path / "watcher-1.0.dist-info"
    of_plugin.mkdir()
    (of_plugin / "METADATA").write_text("Metadata-Version: 2.1\nName: watcher\nVersion: 1.0\n")
    (of_plugin / "entry_points.txt").write_text("[pydantic]\nwatcher = watcher:plugin\n")
    (tmp_path / "watcher.py").write_text("raise SystemExit('a plugin was loaded')\n")
    line = [sys.executable, "-m", "thrive_rules", "suggest", "examples/three_voices.yaml"]
    where = os.pathsep.join([str(tmp_path), *filter(None, [os.environ.get("PYTHONPATH")])])
    environment = {**os.environ, "PYTHONPATH": where}
    library = subprocess.run(
        [sys.executable, "-c", "import thrive_rules; thrive_rules.load_case({})"],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "a plugin was loaded" in library.stderr  # so this is how one would be
    done = subprocess.run(line, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_no_color_is_respected() -> None:
    shown = in_terminal("suggest", "examples/safety.yaml", NO_COLOR="1")
    assert not re.search(r"\x1b\[(\d+;)*[349]\d", shown)  # bold and italics may stay; colours go


def test_every_grouping_looks_the_same() -> None:
    """No colour makes one grouping look better than another."""
    shown = in_terminal("suggest", "examples/three_voices.yaml")
    rules = load_rules()
    names = ["Thriving", "Getting Help", "Getting More Help"]
    openings = {shown[: shown.index(f"{name} ", shown.index("╭"))].rpartition("╭")[0][-8:] for name in names}
    assert len(openings) == 1
    assert rules.words_for


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_own_words_are_shown_as_they_are(columns: int, tmp_path: Path) -> None:
    file = tmp_path / "case.yaml"
    file.write_text('preferences:\n  what_matters: "[red]me[/red] 😀 [link=x]y"\n')
    shown = in_terminal("suggest", str(file), columns=columns)
    assert "[red]me[/red]" in shown


def test_a_label_is_never_taken_for_a_command_nor_cut(tmp_path: Path) -> None:
    file = tmp_path / "case.yaml"
    labels = ["[/x]", "[red]Mum[/red]", ":smile: Doctor", "Schoolcounsellorofthewholedistrict"]
    views = "".join(
        f'- {{from: other, label: "{label}", proposes: {{information: true}}}}\n' for label in labels
    )
    file.write_text(f"views:\n{views}severity: {{diagnoses: [{'x' * 60}]}}\n")
    for columns in (40, 80):
        shown = re.sub(
            r"\x1b\[[0-9;]*m", "", in_terminal("suggest", str(file), "--depth", "full", columns=columns)
        )
        letters = re.sub(r"[\s│]", "", shown)
        assert "…" not in letters
        assert letters.count("x") >= 60
    wide = re.sub(r"\x1b\[[0-9;]*m", "", in_terminal("suggest", str(file), "--depth", "full", columns=200))
    for label in labels:
        assert label in wide


def test_a_line_break_in_own_words_cannot_look_like_a_heading() -> None:
    told = '{"preferences": {"goals": ["x\\n\\nGetting Risk Support\\n===="]}}'
    lines = command("suggest", "-", given=told).stdout.splitlines()
    assert "====" not in lines
    assert "    ====”" in lines


@pytest.mark.parametrize("closing", ["<&-", ">&-", "> /dev/full", "2>&- <&-"])
def test_closed_and_full_streams_end_without_a_traceback(closing: str) -> None:
    source = "-" if "<" in closing else "examples/safety.yaml"
    line = f"{sys.executable} -m thrive_rules suggest {source} {closing}"
    done = in_shell(line)
    assert "Traceback" not in done.stderr
    assert done.returncode in (0, 1, 2)


@pytest.mark.parametrize("last", ["typer", "pydantic", "thrive_rules.cli.terminal"])
def test_ctrl_c_while_modules_are_still_read_ends_it_without_a_traceback(last: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    module, _, function = project["scripts"]["thrive-rules"].partition(":")
    code = (
        "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "class Stop:\n"
        "    def find_spec(name, *_):\n"
        f"        if name == {last!r}: signal.raise_signal(signal.SIGINT)\n"
        "sys.meta_path.insert(0, Stop); sys.argv = ['thrive-rules', '--version']\n"
    )
    for begin in (
        f"from {module} import {function}; sys.exit({function}())",
        "import runpy; runpy.run_module('thrive_rules', run_name='__main__', alter_sys=True)",
    ):
        done = subprocess.run(
            [sys.executable, "-c", code + begin], capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


def test_what_a_case_says_does_not_depend_on_the_locale() -> None:
    case = '{"preferences": {"what_matters": "Zoë"}}'
    for encoding in ("ascii", "latin-1", "utf-8"):
        done = subprocess.run(
            [sys.executable, "-m", "thrive_rules", "suggest", "-", "--json", "--reader", "young-person"],
            cwd=ROOT, input=case.encode(), capture_output=True, check=True,
            env={**os.environ, "PYTHONIOENCODING": encoding},
        )  # fmt: skip
        assert "Zoë" in json.loads(done.stdout)["reading"]["text"]


def test_a_terminal_without_unicode_does_not_break() -> None:
    for encoding in ("ascii", "latin-1", "cp1252"):
        done = started_with("suggest", "examples/safety.yaml", PYTHONIOENCODING=encoding)
        assert done.returncode == 0
        assert "Getting Risk Support" in done.stdout


def test_the_name_of_a_file_is_not_obeyed_by_a_terminal(tmp_path: Path) -> None:
    done = command("new", "a\x1b[31m\x9b.yaml", cwd=tmp_path)
    assert done.returncode == 0
    assert "a\\x1b[31m\\x9b.yaml is there" in done.stdout


def test_a_reader_that_goes_away_is_no_error() -> None:
    line = f"{sys.executable} -m thrive_rules suggest examples/three_voices.yaml | head -1"
    done = in_shell(line)
    assert done.stderr == ""
    assert done.stdout.count("\n") == 1


def test_the_same_bytes_whatever_the_hash_seed() -> None:
    answers = {
        started_with("suggest", "examples/three_voices.yaml", "--json", PYTHONHASHSEED=str(seed)).stdout
        for seed in range(4)
    }
    assert len(answers) == 1


def test_standard_input_and_a_reading_in_json() -> None:
    done = command(
        "suggest", "-", "--json", "--reader", "young-person", given='{"presentation": {"recovering": true}}'
    )
    answer = json.loads(done.stdout)
    assert answer["candidates"][0]["grouping"] == "getting_advice"
    assert answer["reading"]["reader"] == "young_person"
    assert "on the road to recovery" in answer["reading"]["text"]


def test_lint_and_test_say_how_it_went() -> None:
    assert command("lint").stdout == "Nothing found in the shape of the rule base.\n"
    told = command("test", "rules/thrive").stdout.splitlines()
    cases = len(list((ROOT / "rules/thrive/cases").glob("*.yaml")))
    assert f"Worked cases: {cases} of {cases} as expected." in told
    assert json_free(told)


def json_free(lines: list[str]) -> bool:
    return not any("{" in line for line in lines)


@pytest.mark.parametrize("columns", [40, 60, 100])
def test_no_name_is_cut_in_a_heading(columns: int) -> None:
    shown = re.sub(
        r"\x1b\[[0-9;]*m",
        "",
        in_terminal("suggest", "examples/three_voices.yaml", "--depth", "full", columns=columns),
    )
    words = re.sub(r"[\s│╭╮╰╯─]", "", shown)
    for heading in ("Kinds of support to compare: Getting Advice and Signposting", "Getting Risk Support"):
        assert re.sub(r"\s", "", heading) in words

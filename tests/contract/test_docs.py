"""The documentation as a contract: every example runs, every check and command is told, every named test exists."""

import doctest
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import make
import pytest
import typer
import website
import yaml
from typer.testing import CliRunner

from command import LIBRARIES_OF_COHORTS, command, started
from thrive_rules.checks.lint import CHECKS
from thrive_rules.cli.main import app
from thrive_rules.rulefiles.certificate import ASKED

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def fences(language: str) -> list[tuple[str, str]]:
    found = []
    for page in PAGES:
        for index, text in enumerate(
            re.findall(rf"^```{language}\n(.*?)^```$", page.read_text(), re.DOTALL | re.MULTILINE)
        ):
            found.append((f"{page.name}-{index}", text))
    return found


@pytest.mark.parametrize(("name", "text"), fences("python"), ids=[name for name, _ in fences("python")])
def test_a_python_example_runs(name: str, text: str) -> None:
    done = started(LIBRARIES_OF_COHORTS).run(["-c", text])
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "page", [page for page in PAGES if "```pycon" in page.read_text()], ids=lambda page: page.stem
)
def test_a_page_that_talks_to_python_is_answered_as_it_says(
    page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    done = doctest.testfile(str(page), module_relative=False)
    assert done.attempted
    assert not done.failed


def commands() -> list[str]:
    lines = [line for _, text in fences("console") for line in text.splitlines() if line.startswith("$ ")]
    return sorted({line.removeprefix("$ ") for line in lines if line.startswith("$ thrive-rules ")})


@pytest.mark.parametrize("line", commands())
def test_a_command_of_the_documentation_runs(line: str, tmp_path: Path) -> None:
    said = ""
    for part in line.split(" | "):
        arguments = [each.replace("/tmp", str(tmp_path)) for each in shlex.split(part, comments=True)[1:]]  # noqa: S108 - nothing is written there: it gives way to a folder of the test
        arguments = arguments[: arguments.index(">")] if ">" in arguments else arguments
        done = command(*arguments, given=said)
        assert done.returncode == 0, done.stderr
        assert done.stdout
        said = done.stdout


@pytest.mark.parametrize("page", make.WITH_ANSWERS, ids=lambda page: page.stem)
def test_what_stands_under_a_command_is_what_it_prints(page: Path) -> None:
    assert "```text\n" in page.read_text()
    assert page.read_text() == make.with_answers(page), "run: make docs"


FIVE = ["A first conversation", "A disagreement", "A review", "A crisis", "An ending"]


def test_practitioners_find_five_conversations_each_from_files_that_are_there() -> None:
    page = (ROOT / "docs" / "practitioners.md").read_text()
    _, *parts, _ = re.split(r"^## ", page, flags=re.MULTILINE)
    assert [part.partition("\n")[0] for part in parts] == FIVE
    for part in parts:
        files = re.findall(r"^\$ .*?(examples/\S+)", part, re.MULTILINE)
        assert files
        assert all((ROOT / file).is_file() for file in files)


@pytest.mark.parametrize(("name", "text"), fences("yaml"), ids=[name for name, _ in fences("yaml")])
def test_a_yaml_example_is_yaml(name: str, text: str) -> None:
    assert yaml.safe_load(text) is not None


@pytest.mark.parametrize("example", ["embed.py", "demo.py"])
def test_a_python_file_of_the_examples_runs(example: str) -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "examples" / example], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout


EVERY = typer.main.get_command(app)
assert isinstance(EVERY, typer.core.TyperGroup)
NAMES = sorted(EVERY.commands)


def test_every_command_that_is_promised_is_there() -> None:
    assert {
        "suggest",
        "compare",
        "decide",
        "journey",
        "lint",
        "test",
        "verify",
        "diff",
        "batch",
        "cohort",
        "schema",
    } <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_command_is_documented_and_its_own_example_runs(name: str, tmp_path: Path) -> None:
    assert any(f"thrive-rules {name}" in page.read_text() for page in PAGES)
    # In this process: only what the example does needs one of its own.
    told = CliRunner().invoke(app, [name, "--help"], env={"COLUMNS": "300"}, terminal_width=300)
    assert told.exit_code == 0
    [example] = re.findall(r"Example: thrive-rules ([^>\n]*)", told.output)
    arguments = [each.replace("/tmp", str(tmp_path)) for each in shlex.split(example) if each != "│"]  # noqa: S108 - as in the test above: a folder of the test stands for it
    done = command(*arguments)
    assert done.returncode == (1 if name == "diff" else 0), done.stderr


def test_every_question_and_every_check_of_lint_stands_in_the_reference() -> None:
    page = (ROOT / "docs" / "checks.md").read_text()
    assert set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)) >= set(ASKED)
    assert {check.__name__ for check in CHECKS} <= set(re.findall(r"^### (\w+)$", page, re.MULTILINE))


def test_a_rule_author_who_follows_the_page_sees_what_it_shows(tmp_path: Path) -> None:
    for name, copied in (("thrive", "my-rules"), ("severity-led", "rules/severity-led")):
        shutil.copytree(ROOT / "rules" / name, tmp_path / copied)
    page = (ROOT / "docs" / "rule-authors.md").read_text()
    typo, asked = ("manages_own_health", "managing_own_health"), []
    for language, text in re.findall(r"^```(yaml|text)\n(.*?)^```$", page, re.DOTALL | re.MULTILINE):
        first, *shown = text.splitlines()
        if language == "yaml" and first.startswith("# my-rules/"):
            (tmp_path / first.removeprefix("# ")).write_text(text)
        elif language == "text":
            done = command(*shlex.split(first)[2:], cwd=tmp_path)
            printed = (done.stdout + done.stderr).splitlines()
            assert [line for line in shown if line and line not in printed] == [], first
            asked.append((first, done.returncode))
            # What the page tells to mend between two commands.
            rule = tmp_path / "my-rules" / "ours.yaml"
            rule.write_text(rule.read_text().replace(*typo))
    line = "$ thrive-rules "
    assert asked == [
        (f"{line}lint my-rules", 2),
        (f"{line}lint my-rules", 1),
        (f"{line}lint my-rules", 0),
        (f"{line}test my-rules", 1),
        (f"{line}verify rules/severity-led --ask mild_is_no_ceiling", 1),
        (f"{line}diff thrive my-rules", 1),
    ]
    meant = tmp_path / "my-rules" / "cases" / "after-a-hard-year.yaml"
    meant.write_text(meant.read_text().replace("[thriving]", "[thriving, getting_advice]"))
    assert command("test", "my-rules", cwd=tmp_path).returncode == 0


def test_every_test_that_a_page_names_exists() -> None:
    tests = "\n".join(path.read_text() for path in (ROOT / "tests").rglob("test_*.py"))
    defined = set(re.findall(r"^def (test_\w+)", tests, re.MULTILINE))
    for page in PAGES:
        named = set(re.findall(r"`(test_\w+)`", page.read_text()))
        assert named <= defined, f"{page.name} names {named - defined}"


def test_every_page_is_listed_under_its_kind() -> None:
    listed = website.kinds((ROOT / website.CONTENTS).read_text())
    assert website.places(listed, website.written())
    with pytest.raises(SystemExit, match=r"docs/new\.md"):
        website.places(listed, {"docs/new.md"})
    with pytest.raises(SystemExit, match="same name"):
        website.places({"Safety": ["docs/safety.md", "docs/safety/safety.md"]}, set())


def test_every_link_between_pages_leads_somewhere() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text()):
            if not re.match(r"https?://", target):
                assert (page.parent / target).exists(), f"{page.name}: {target}"


MAX_PICTURE = 60_000


def test_every_picture_is_small_is_said_in_words_and_comes_from_the_script() -> None:
    import screenshots

    named = {
        picture: words
        for page in PAGES
        for words, picture in re.findall(r"!\[([^]]*)\]\(pictures/([^)]+)\)", page.read_text())
    }
    assert set(named) == {f"{name}.png" for name in screenshots.SHOTS}
    assert all(len(words.split()) > 5 for words in named.values())
    for picture in screenshots.PICTURES.iterdir():
        assert picture.name in named
        assert picture.stat().st_size <= MAX_PICTURE


def test_readme_says_first_what_the_library_never_does() -> None:
    first_screen = "\n".join((ROOT / "README.md").read_text().splitlines()[:30])
    for never in ("diagnose", "predict", "rank", "triage", "decide"):
        assert never in first_screen
    assert "not clinically reviewed" in first_screen
    assert "make demo" in first_screen
    assert "make test" in first_screen

"""The command, and the page: all of it stands alone, says how it is to be read, and shows no value of any row."""

import builtins
import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import made_up
import polars as pl
import pytest

from command import command

pytest.importorskip("statsmodels")

from thrive_rules import RuleBase
from thrive_rules.cli import main as cli
from thrive_rules.cohorts.batch import Handling, batch
from thrive_rules.conversations.page import read_page
from thrive_rules.conversations.section import Table
from thrive_rules.engines.frame import suggest_all
from thrive_rules.rulefiles.certificate import which_rules
from thrive_rules.studies.agreement import agreement
from thrive_rules.studies.coverage import candidates, coverage, rule_coverage
from thrive_rules.studies.leak import leak_audit
from thrive_rules.studies.report import study_report
from thrive_rules.studies.rerun import SHARES, multiverse, sensitivity
from thrive_rules.studies.study import Study
from thrive_rules.studies.study_page import parts_of, study_page

ROOT = Path(__file__).parents[2]


def study_of(frame: pl.DataFrame, rules: RuleBase, agreed: str = "agreed") -> Study:
    result = suggest_all(frame, rules)
    return Study(
        package="0",
        rules=which_rules(rules),
        reviewed=False,
        rows=len(result),
        candidates=candidates(result),
        coverage=coverage(result, agreed),
        agreement=agreement(result),
        leak_audit=leak_audit(result, 0, 19),
        sensitivity=sensitivity(result, rules, repeats=2),
        multiverse=multiverse(result, {"these": rules, "<b>those</b>": rules}),
        rule_coverage=rule_coverage(result, rules),
    )


@pytest.fixture(scope="module")
def found(rules: RuleBase) -> Study:
    return study_of(made_up.draw(120, seed=9).rename({"agreed": "agreed & <i>"}), rules, "agreed & <i>")


class Seen(HTMLParser):
    """What a page holds."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.captions = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag not in ("meta", "path", "use"):
            self.open.append(tag)
        if tag == "caption":
            assert self.open[-2] == "table"

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        if tag not in ("meta", "path", "use"):
            assert self.open.pop() == tag


def test_the_page_stands_alone(found: Study) -> None:
    text = study_report(found)
    seen = Seen(text)
    assert not seen.open
    for loads in ("script", "link", "img", "iframe", "object", "image", "a"):
        assert loads not in seen.tags
    assert "default-src 'none'" in text
    for name, value in seen.attributes:
        assert name not in ("src", "srcset", "onload", "data")
        if name.endswith("href") or "url(" in value:
            assert value.startswith("#") or re.fullmatch(r"url\(#[\w-]+\)", value)
    assert not re.search(r"@import|url\((?!#)|https?://(?!www\.w3\.org/)", text)
    ids = [value for name, value in seen.attributes if name == "id"]
    assert len(set(ids)) == len(ids)
    for name, value in seen.attributes:
        if name.endswith("href"):
            assert value.removeprefix("#") in ids
        if match := re.fullmatch(r"url\(#([\w-]+)\)", value):
            assert match[1] in ids


def test_every_table_has_a_caption_and_headings(found: Study) -> None:
    text = study_report(found)
    tables = re.findall(r"<table>(.*?)</table>", text, re.DOTALL)
    assert len(tables) == sum(bool(table.rows) for part in parts_of(found) for table in part.tables)
    for table in tables:
        assert re.match(r"<caption>[^<]{20,}</caption>", table)
        assert 'scope="col"' in table
        columns = table.count('scope="col"')
        for row in re.findall(r"<tr>(<th scope=\"row\".*?)</tr>", table):
            assert row.count("<td>") == columns - 1


def test_it_prints_and_is_legible_in_the_dark(found: Study) -> None:
    text = study_report(found)
    for held in ("size: A4", "table-header-group", "prefers-color-scheme: dark", "color-scheme: light dark"):
        assert held in text
    drawn = "".join(re.findall(r"<svg.*?</svg>", text, re.DOTALL))
    assert set(re.findall(r"(?:fill|stroke|color): ([^;\"]+)", drawn)) <= {"none", "currentColor"}


def test_pictures_show_what_they_say(found: Study) -> None:
    text = study_report(found)
    pictures = re.findall(r'<svg role="img" aria-label="([^"]+)".*?</svg>', text, re.DOTALL)
    assert len(pictures) == 4
    assert "no pictures" not in text
    [bars] = re.findall(r'<section id="candidates">.*?</section>', text, re.DOTALL)
    shown = re.findall(r"<text[^>]*>([\d,]+)</text>", bars)
    for count in found.candidates.sizes.counts:
        assert str(count) in shown


def test_without_matplotlib_there_are_tables_and_a_word_on_what_brings_pictures(
    found: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, imports = study_report(found), builtins.__import__

    def without(name: str, *given: Any, **named: Any) -> Any:
        if name.startswith("matplotlib") or name == "thrive_rules.studies.pictures":
            raise ImportError(name=name)
        return imports(name, *given, **named)

    monkeypatch.setattr(builtins, "__import__", without)
    bare = study_report(found)
    assert "pip install 'thrive-rules[study]' brings them" in bare
    assert "<svg" not in bare
    assert bare.count("<table>") == whole.count("<table>") > 8


def test_the_same_study_gives_the_same_bytes_and_text_is_never_taken_for_markup(found: Study) -> None:
    assert study_report(found) == study_report(found)
    assert "&lt;b&gt;those&lt;/b&gt;" in study_report(found)
    assert "agreed &amp; &lt;i&gt;" in study_report(found)
    assert not re.search(r"<[bi]>", study_report(found))


def test_a_share_of_coverage_is_never_told_without_the_number_of_candidates(found: Study) -> None:
    """Law 15."""
    [part] = [part for part in parts_of(found) if part.name == "coverage"]
    [table] = part.tables
    for shown in (table, table.narrow):
        assert {"all agreed are candidates", "mean candidates"} <= set(shown.columns)
    assert [row[0] for row in table.rows[:2]] == ["these rules", "everything, always"]
    assert found.coverage is not None
    both = (found.coverage.by_rules, found.coverage.everything_always)
    for row, covered in zip(table.rows, both, strict=False):
        assert row[2] == f"{covered.covered} ({100 * (covered.share or 0):.1f}%)"
        assert (row[5], row[6]) == (f"{100 * (covered.by_chance or 0):.1f}%", f"{covered.sizes.mean:.2f}")


def test_no_text_ranks_or_blames(found: Study) -> None:
    text = study_report(found).lower()
    for word in (
        "best",
        "error rate",
        "accuracy",
        "override",
        "should",
        "wrong",
        "correct ",
        "worse",
        "better",
    ):
        assert not re.search(rf"\b{word}\b", re.sub(r"<style>.*?</style>", "", text, flags=re.DOTALL)), word


def test_the_same_figures_make_a_page_in_every_form(found: Study) -> None:
    page = study_page(found)
    assert read_page(page.json()) == page
    for part in parts_of(found):
        for told in (part.heading, *part.says):
            assert told in str(page)
        for table in part.tables:
            shown = [section.table for section in page.sections if section.heading == table.caption]
            assert shown == ([Table(table.columns, table.rows)] if table.rows else [])
    assert (
        page.markdown().count("\n| --- |")
        == page.html().count("<table>")
        == study_report(found).count("<table>")
    )


def test_every_figure_can_be_had_as_json(found: Study) -> None:
    assert Study.model_validate_json(found.model_dump_json()) == found


# THE COMMAND


@dataclass
class Done:
    """How the command ended, and what it said."""

    returncode: int
    stdout: str
    stderr: str


Run = Callable[..., Done]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The command line in this process, for starting another takes seconds."""

    def run(*arguments: str, where: Path = ROOT) -> Done:
        monkeypatch.chdir(where)
        monkeypatch.setattr(sys, "argv", ["thrive-rules", "study", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        out, err = capsys.readouterr()
        return Done(int(ended.value.code or 0), out, err)

    return run


def outside(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """The command line in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "thrive_rules", "study", *arguments],
        cwd=ROOT, capture_output=True, text=True, check=False, env={**os.environ, **environment},
    )  # fmt: skip


def test_the_example_is_what_made_up_draws() -> None:
    assert made_up.EXAMPLE.read_text() == made_up.example(), "run: python tests/studies/made_up.py"


def test_a_pipe_gets_lines_that_begin_with_what_they_are() -> None:
    cohort = ("examples/study_cohort.csv", "--agreed", "agreed")
    done = command("study", *cohort, "--permutations", "19", "--repeats", "1")
    assert (done.returncode, done.stderr) == (0, "")
    lines = [line.split("\t") for line in done.stdout.splitlines()]
    assert {line[0] for line in lines} == {
        "note", "groupings", "sizes", "coverage", "two_voices", "more_voices", "leak_audit", "severity", "taken",
        "taken_by_grouping", "rules",
    }  # fmt: skip
    assert sum(line[0] == "leak_audit" for line in lines) == 10
    assert ["note", "about", "Not computed: multiverse, because it takes several rule bases; name them with --rules."] in lines  # fmt: skip


def test_json_and_a_page_at_once(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "new" / "page.html"
    done = run("examples/study_cohort.csv", "--rules", "thrive", "--rules", "severity-led", "--seed", "3",
               "--permutations", "19", "--repeats", "1", "--report", str(file), "--json")  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = Study.model_validate(json.loads(done.stdout))
    assert told.multiverse is not None
    assert [each.name for each in told.multiverse.universes] == ["thrive", "severity-led"]
    assert (told.leak_audit.seed, told.leak_audit.permutations) == (3, 19)
    assert told.not_computed.keys() == {"coverage"}
    assert told.sensitivity is not None
    assert tuple(each.share for each in told.sensitivity.shares) == SHARES
    assert file.read_text() == study_report(told)


def test_tables_in_a_terminal_fit_and_no_word_is_cut() -> None:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "thrive_rules", "study", "examples/study_cohort.csv", "--agreed", "agreed",
         "--permutations", "19", "--repeats", "1"],
        stdout=theirs, stderr=theirs, cwd=ROOT, env={**os.environ, "COLUMNS": "80", "TERM": "xterm-256color"},
    )  # fmt: skip
    os.close(theirs)
    shown = b""
    try:
        while piece := os.read(ours, 65536):
            shown += piece
    except OSError:
        pass
    os.close(ours)
    assert process.wait(timeout=60) == 0
    text = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", shown.decode())
    assert "What people agreed, and the candidates" in text
    assert "━" in text
    assert "…" not in text
    assert "--json" in text.splitlines()[-1]
    assert max(len(line) for line in text.splitlines() if line.startswith(("│", "┃"))) <= 80


@pytest.fixture
def study_json(run: Run) -> Callable[..., Any]:
    def study_json(*arguments: str) -> Any:
        done = run(*arguments, "--permutations", "19", "--repeats", "1", "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return study_json


def test_what_batch_writes_is_studied_like_the_cohort_itself(
    rules: RuleBase, study_json: Callable[..., Any], tmp_path: Path
) -> None:
    expected = study_json("examples/study_cohort.csv", "--agreed", "agreed")
    for name, fired in (("out.parquet", True), ("out.csv", True), ("short.parquet", False)):
        batch(made_up.EXAMPLE, tmp_path / name, rules, Handling(fired=fired, keep=("agreed",)))
        assert study_json(str(tmp_path / name), "--agreed", "agreed") == expected
    pl.read_parquet(tmp_path / "out.parquet").write_ndjson(tmp_path / "out.ndjson")
    assert study_json(str(tmp_path / "out.ndjson"), "--agreed", "agreed") == expected


def test_a_result_without_answers_is_studied_as_far_as_it_goes(
    rules: RuleBase, study_json: Callable[..., Any], tmp_path: Path
) -> None:
    """Whoever shares a result can leave the answers out."""
    result = suggest_all(pl.read_csv(made_up.EXAMPLE), rules)
    result.select("agreed", "^getting_.*$", "thriving").write_csv(tmp_path / "out.csv")
    told = study_json(str(tmp_path / "out.csv"), "--agreed", "agreed")
    assert told["coverage"] == study_json("examples/study_cohort.csv", "--agreed", "agreed")["coverage"]
    assert told["not_computed"].keys() == {"sensitivity", "multiverse", "rule_coverage"}
    assert (told["sensitivity"], told["rule_coverage"]) == (None, None)


A_PERSON = "Jo Bloggs"


def test_bad_input_ends_with_2_and_one_message_without_a_value(
    rules: RuleBase, run: Run, tmp_path: Path
) -> None:
    good = made_up.EXAMPLE.read_text().splitlines()
    result = suggest_all(pl.read_csv(made_up.EXAMPLE), rules)
    files = {
        "answer.csv": "\n".join([*good[:5], good[5].replace("true", A_PERSON, 1)]),
        "agreed.csv": "\n".join([*good[:5], good[5].rpartition(",")[0] + f",{A_PERSON}"]),
        "empty.csv": "",
        "key.csv": "case\n1\n",
        "word.csv": "need_x,recovering\n" + f"{A_PERSON},true\n",
        "cohort.xlsx": "",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text + ("\n" if text else ""))
    result.with_columns(~pl.col("thriving")).write_parquet(tmp_path / "other.parquet")
    result.drop("getting_help").write_parquet(tmp_path / "less.parquet")
    (tmp_path / "broken.parquet").write_bytes(b"PAR1 nothing")
    for arguments, expected in (
        (["answer.csv"], r"answer\.csv, row 5: \w+: expected true or false"),
        (
            ["agreed.csv", "--agreed", "agreed"],
            r"agreed\.csv: agreed: 1 row holds something else than groupings",
        ),
        (["agreed.csv", "--agreed", "agred"], r"agreed\.csv: .*did you mean agreed"),
        (["empty.csv"], r"empty\.csv: expected a first line"),
        (["key.csv"], r"key\.csv: thriving: a result has this column"),
        (["word.csv"], r"word\.csv: need_x: 1 row holds something else than true, false or nothing"),
        (["cohort.xlsx"], r"cohort\.xlsx: expected a file named \.csv"),
        (["nothing.csv"], r"nothing\.csv: there is no such file"),
        (["broken.parquet"], r"broken\.parquet: "),
        (["other.parquet"], r"other\.parquet: thriving: this is not what these rules make"),
        (["less.parquet"], r"less\.parquet: getting_help: a result has this column"),
        (["agreed.csv", "--rules", "nowhere"], "nowhere"),
        (["agreed.csv", "--seed", "-1"], "--seed"),
        (["agreed.csv", "--permutations", "0"], "--permutations"),
        (["agreed.csv", "--report", "."], "cannot be written"),
    ):
        done = run("--permutations", "9", "--repeats", "1", *arguments, where=tmp_path)
        assert (done.returncode, done.stdout) == (2, ""), (arguments, done.stderr)
        assert re.search(expected, re.sub(r"\x1b\[[0-9;]*m", "", done.stderr)), (arguments, done.stderr)
        assert "Traceback" not in done.stderr
        assert "Bloggs" not in done.stderr


@pytest.mark.parametrize("missing", ["statsmodels", "polars"])
def test_without_the_extra_it_says_how_to_get_it(missing: str, tmp_path: Path) -> None:
    (tmp_path / missing).mkdir()
    (tmp_path / missing / "__init__.py").write_text(f"raise ModuleNotFoundError(name={missing!r})\n")
    path = os.pathsep.join([str(tmp_path), str(ROOT / "src")])
    done = outside("examples/study_cohort.csv", PYTHONPATH=path)
    assert done.returncode == 2
    assert done.stderr == f"this needs {missing}; install it with: pip install 'thrive-rules[study]'\n"

"""A way in: what a person meets first, and what they read where they mistype."""

import json
import os
import re
import shlex
import shutil
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from command import ROOT, command
from thrive_rules import (
    audience_of,
    explain_decision,
    load_case,
    load_decision,
    load_rules,
    write_decision,
)
from thrive_rules.cli.main import FIRST, app
from thrive_rules.decisions.shared import decision_for

# A NEW CASE

EVERY = typer.main.get_command(app)
assert isinstance(EVERY, typer.core.TyperGroup)
COMMANDS = EVERY.commands


def test_a_new_case_is_whole_for_its_owner_alone_and_has_its_schema_beside_it(tmp_path: Path) -> None:
    done = command("new", "here/case.yaml", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "here/case.yaml" in done.stdout
    file = tmp_path / "here" / "case.yaml"
    assert file.stat().st_mode & 0o777 == 0o600
    assert load_case(file)[0].facts == {}
    first = file.read_text().splitlines()[0]
    schema = re.fullmatch(r"# yaml-language-server: \$schema=(.*)", first)
    assert schema
    assert json.loads((file.parent / schema[1]).read_text())["title"] == "CaseFile"
    assert sorted(path.name for path in file.parent.iterdir()) == ["case.schema.json", "case.yaml"]
    assert command("suggest", file).returncode == 0


def test_a_new_case_on_standard_output_is_the_same_text(tmp_path: Path) -> None:
    command("new", "case.yaml", cwd=tmp_path)
    assert command("new", "-", cwd=tmp_path).stdout == (tmp_path / "case.yaml").read_text()


@pytest.mark.parametrize("name", ["file.yaml", "link.yaml", "folder", "case.json", "file.yaml/case.yaml"])
def test_a_new_case_takes_the_place_of_nothing(name: str, tmp_path: Path) -> None:
    (tmp_path / "file.yaml").write_text("what somebody said")
    (tmp_path / "link.yaml").symlink_to("nowhere")
    (tmp_path / "folder").mkdir()
    done = command("new", tmp_path / name)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith(f"{tmp_path / name}: ")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file.yaml", "folder", "link.yaml"]
    assert (tmp_path / "file.yaml").read_text() == "what somebody said"


def test_a_schema_that_stands_there_stays(tmp_path: Path) -> None:
    (tmp_path / "case.schema.json").write_text("{}")
    assert command("new", tmp_path / "case.yaml").returncode == 0
    assert (tmp_path / "case.schema.json").read_text() == "{}"


def test_a_case_without_its_schema_is_not_left_behind(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "case.schema.json.d")
    (tmp_path / "case.schema.json").symlink_to("case.schema.json.d/nowhere")
    done = command("new", tmp_path / "case.yaml")
    assert done.returncode == 2
    assert "case.schema.json: this cannot be written" in done.stderr
    assert not (tmp_path / "case.yaml").exists()


# SEVERAL CASES

ONE, OTHER = "examples/three_voices.yaml", "examples/private_concern.yaml"


def test_several_cases_are_told_one_after_the_other_each_under_its_file() -> None:
    done = command("suggest", ONE, OTHER, "--reader", "young-person")
    assert done.returncode == 0, done.stderr
    alone = {file: command("suggest", file, "--reader", "young-person").stdout for file in (ONE, OTHER)}
    assert done.stdout == "".join(f"==> {file} <==\n{page}\n" for file, page in alone.items())


def test_a_line_of_json_is_what_the_case_says_alone() -> None:
    done = command("suggest", ONE, OTHER, "--json", "--person", "mum")
    assert done.returncode == 2
    assert f"{ONE}: there is no such reader of this case" in done.stderr
    first, second = done.stdout.splitlines()
    assert json.loads(first) is None
    assert json.loads(second) == json.loads(command("suggest", OTHER, "--json", "--person", "mum").stdout)


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_a_bad_file_hides_no_other_and_every_fault_is_told(form: tuple[str, ...], tmp_path: Path) -> None:
    bad = tmp_path / "deep" / "bad.yaml"
    bad.parent.mkdir()
    bad.write_text("presentation:\n  help_tried: Zaphod\n  help_tied: true\n")
    done = command("suggest", bad, ONE, "nowhere/case.yaml", OTHER, *form)
    assert done.returncode == 2
    assert done.stderr == (
        f"{bad}:2: presentation.help_tried: expected true, false or null\n"
        f"{bad}:3: presentation: there is no such key; did you mean help_tried?\n"
        "nowhere/case.yaml: there is no such file\n"
    )
    if form:
        assert [bool(json.loads(each)) for each in done.stdout.splitlines()] == [False, True, False, True]
    else:
        assert done.stdout == command("suggest", ONE, OTHER).stdout


def test_what_is_wrong_with_the_line_itself_is_told_once() -> None:
    done = command("suggest", ONE, OTHER, "--room", "other", "--reader", "other")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "room names everybody who reads; leave out reader and person\n"
    study = command("suggest", ONE, OTHER, "--rules", "rules/severity-led")
    assert study.returncode == 2
    assert len(study.stderr.splitlines()) == len(set(study.stderr.splitlines()))


# WHAT WAS KEPT

JANUARY, APRIL, THEIR_CASE = (
    f"examples/{name}.yaml" for name in ("decisions/january", "decisions/april", "three_voices")
)


def kept(tmp_path: Path, *whom: str, case: str = OTHER) -> Path:
    file = tmp_path / f"kept{''.join(whom)}.json"
    file.write_text(command("suggest", case, "--json", *whom).stdout)
    return file


@pytest.mark.parametrize(
    "whom", [(), ("--reader", "young-person"), ("--person", "mum"), ("--room", "mum,young-person")]
)
def test_a_conversation_that_was_kept_is_shown_as_it_was(whom: tuple[str, ...], tmp_path: Path) -> None:
    page = command("suggest", OTHER, *whom).stdout
    assert command("show", kept(tmp_path), *whom).stdout == page
    assert command("show", kept(tmp_path, *whom)).stdout == page  # to whom the copy is for, without a word
    assert command("show", "-", given=kept(tmp_path).read_text()).stdout == command("suggest", OTHER).stdout


def test_a_decision_and_a_journey_are_shown_as_their_pages(tmp_path: Path) -> None:
    rules, decision = load_rules(), load_decision(ROOT / JANUARY)
    case, _ = load_case(ROOT / THEIR_CASE)
    whom = ("--reader", "parent-or-carer", "--case", THEIR_CASE)
    assert command("show", JANUARY).stdout == str(explain_decision(decision, rules))
    assert command("show", JANUARY, *whom).stdout == str(
        explain_decision(decision, rules, "parent_or_carer", case)
    )
    assert command("show", JANUARY, APRIL, *whom).stdout == command("journey", JANUARY, APRIL, *whom).stdout
    assert load_decision(json.loads(command("show", JANUARY, "--json").stdout)) == decision


@pytest.mark.parametrize("today", ["2027-02-01", "2029-01-01"])
def test_a_journey_is_shown_as_of_the_day_that_counts_as_today(today: str) -> None:
    pages = [command(name, JANUARY, APRIL, "--today", today).stdout for name in ("journey", "show")]
    assert pages[0] == pages[1]
    assert (load_rules().wording.decision.review_due.practitioner in pages[1]) == (today > "2028")


def test_each_form_is_that_of_the_page() -> None:
    page = explain_decision(load_decision(ROOT / JANUARY), load_rules())
    theirs = ("--reader", "practitioner")
    assert command("show", JANUARY, "--markdown", *theirs).stdout.rstrip() == page.markdown().rstrip()
    assert command("show", JANUARY, "--html", *theirs).stdout.rstrip() == page.html().rstrip()
    both = command("show", JANUARY, "--html", "--json")
    assert (both.returncode, both.stdout, both.stderr) == (2, "", "one form at a time: --json or --html\n")


def test_a_copy_for_somebody_is_refused_for_others_with_the_name_of_its_file(tmp_path: Path) -> None:
    case, _ = load_case(ROOT / THEIR_CASE)
    copy = decision_for(load_decision(ROOT / JANUARY), audience_of(["young_person"], case), case)
    assert copy
    decision = tmp_path / "young-person.yaml"
    write_decision(copy, decision)
    for file, own in (
        (decision, "young-person"),
        (kept(tmp_path, "--reader", "young-person"), "young-person"),
    ):
        assert command("show", file, "--reader", own).returncode == 0
        for other in ("parent-or-carer", "practitioner", "other"):
            done = command("show", file, "--reader", other)
            assert (done.returncode, done.stdout) == (2, "")
            assert done.stderr.startswith(f"{file}: this copy is for somebody else")
    mixed = command("show", decision, JANUARY)
    assert mixed.returncode == 2
    assert mixed.stderr.startswith(
        f"{decision}, {JANUARY}: for: these decisions are not all for the same people"
    )


@pytest.mark.parametrize(
    ("files", "told"),
    [
        (("nowhere/a.yaml", JANUARY, "nowhere/b.yaml"), "nowhere/a.yaml: there is no such file\nnowhere/b.yaml: there"),
        ((ONE,), f"{ONE}:3: this is a case; to read what could fit: thrive-rules suggest {ONE}\n"),
        (("rules/thrive/needs.yaml",), "rules/thrive/needs.yaml:3: this is no decision and no conversation"),
        ((JANUARY, "--reader", "other"), f"{JANUARY}: who may see what of a decision stands in its case"),
        ((JANUARY, "--person", "mum"), f"{JANUARY}: --person and --room name people of a case; name its file with --case"),
        ((JANUARY, "--person", "mum", "--case", THEIR_CASE), f"{THEIR_CASE}: there is no such reader of this case"),
        ((), "thrive-rules show: Missing argument"),
    ],
)  # fmt: skip
def test_what_cannot_be_shown_says_which_file_and_why(files: tuple[str, ...], told: str) -> None:
    done = command("show", *files)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(told)


def test_a_conversation_is_shown_by_itself(tmp_path: Path) -> None:
    file = kept(tmp_path)
    for more in ((JANUARY,), ("--case", THEIR_CASE)):
        done = command("show", file, *more)
        assert (done.returncode, done.stdout) == (2, "")
        assert (
            done.stderr == f"{file}: this is a conversation: it is shown by itself, and has its case in it\n"
        )


# WHAT IS SAID WHERE NOTHING IS ASKED


def test_without_a_command_it_says_what_people_do_first_and_where_the_rest_is(tmp_path: Path) -> None:
    done = command()
    assert (done.returncode, done.stdout, done.stderr) == (0, FIRST, "")
    lines = re.findall(r"^  (thrive-rules \S+ .*?)   ", FIRST, re.MULTILINE)
    assert len(lines) == 4
    assert "thrive-rules --help" in FIRST
    assert len(FIRST.splitlines()) <= 12
    named = set(re.findall(r"thrive-rules (\w+)", FIRST))
    assert {"ask", "new", "suggest", "decide", "show"} <= named
    assert named - {"helps"} <= set(COMMANDS)


def test_the_version_is_of_the_package_and_of_the_rules() -> None:
    rules = load_rules()
    done = command("--version")
    assert done.returncode == 0
    package, rule_base = done.stdout.splitlines()
    assert re.fullmatch(r"thrive-rules \d+\.\d+\.\d+\S*", package)
    assert rule_base == f"rule base {rules.header.id} {rules.header.version}, {rules.digest[:19]}"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_can_complete_what_is_typed(shell: str) -> None:
    # By itself Typer looks which shell it was started from, and a test can be started from none.
    script = command("--show-completion", shell, _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1")
    assert script.returncode == 0
    assert "thrive-rules" in script.stdout
    assert "_THRIVE_RULES_COMPLETE" in script.stdout
    typed = "thrive-rules sugg"
    done = command(
        _THRIVE_RULES_COMPLETE=f"complete_{shell}",
        COMP_WORDS=typed, COMP_CWORD="1", _TYPER_COMPLETE_ARGS=typed, _TYPER_COMPLETE_FISH_ACTION="get-args",
    )  # fmt: skip
    assert "suggest" in done.stdout


# WHAT IS MISTYPED


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("sugest case.yaml", "thrive-rules: No such command 'sugest'. Did you mean 'suggest'"),
        ("suggest case.yaml --reade other", "thrive-rules suggest: No such option: --reade; did you mean --reader?"),
        (
            "suggest case.yaml --reader young_person",
            "thrive-rules suggest: Invalid value for '--reader': expected one of young-person, parent-or-carer, "
            "practitioner, other; did you mean young-person?",
        ),
        ("schema decison", "; did you mean decision?"),
        ("suggest case.yaml --what-if getting_hlp", "did you mean getting_help?"),
        ("review --pack x.html --for clinicans", "did you mean clinicians?"),
        ("suggest case.yaml --reader xyz", "expected one of young-person, parent-or-carer, practitioner, other\n"),
        ("suggest", "thrive-rules suggest: Missing argument"),
        ("journey a.yaml --today soon", "'soon' does not match the format"),
    ],
)  # fmt: skip
def test_what_is_mistyped_is_told_in_one_message_with_what_was_meant(line: str, told: str) -> None:
    done = command(*shlex.split(line), COLUMNS="40")  # a narrow screen cuts no message
    assert done.returncode == 2
    assert done.stdout == ""
    assert told in done.stderr
    said, help_is = done.stderr.splitlines()
    assert help_is == f"To see what it takes: {said.partition(':')[0]} --help"


def test_what_is_mistyped_rewrites_no_screen() -> None:
    done = command("suggest", "case.yaml", "--reader", "\x1b[2J")
    assert done.returncode == 2
    assert "\x1b" not in command("\x1b[2J").stderr + done.stderr


# THE FORMS OF A PAGE


def test_a_page_in_html_or_markdown_asks_whose_copy_it_is() -> None:
    for form in ("--html", "--markdown"):
        asked = command("suggest", "examples/three_voices.yaml", form)
        assert asked.returncode == 2
        assert asked.stdout == ""
        assert "whose copy is this?" in asked.stderr
        own = command("suggest", "examples/three_voices.yaml", form, "--reader", "practitioner")
        theirs = command("suggest", "examples/three_voices.yaml", form, "--reader", "young-person")
        assert own.returncode == theirs.returncode == 0
        assert own.stdout != theirs.stdout
        assert own.stdout.startswith("<!DOCTYPE html>" if form == "--html" else "# ")


def test_a_page_in_html_is_of_one_case() -> None:
    two = ("examples/three_voices.yaml", "examples/safety.yaml")
    done = command("suggest", *two, "--html", "--reader", "practitioner")
    assert done.returncode == 2
    assert "of one case" in done.stderr


@pytest.mark.parametrize("depth", ["glance", "page", "full"])
def test_each_depth_is_printed(depth: str) -> None:
    done = command("suggest", "examples/three_voices.yaml", "--reader", "young-person", "--depth", depth)
    golden = ROOT / "tests" / "golden" / f"three_voices.young_person.{depth}.txt"
    assert done.stdout == golden.read_text(encoding="utf-8")


def test_a_depth_that_is_none_is_told_by_what_was_meant() -> None:
    done = command("suggest", "examples/three_voices.yaml", "--depth", "pages")
    assert done.returncode == 2
    assert "page" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_value_of_a_rule_file_is_told_as_it_was_meant_and_an_answer_of_a_case_never(tmp_path: Path) -> None:
    copy = tmp_path / "some" / "rules"
    shutil.copytree(ROOT / "rules" / "thrive", copy)
    facts = copy / "facts.yaml"
    facts.write_text(facts.read_text().replace("answered_by: together", "answered_by: togeter", 1))
    told = command("lint", copy).stderr
    assert told.startswith(f"{facts}:")
    assert told.endswith("together, everyone; did you mean together?\n")
    case = tmp_path / "case.yaml"
    case.write_text("context:\n  reason: first_contct\npresentation:\n  concerns: [self_harn]\n")
    done = command("suggest", case)
    assert f"{case}:2: context.reason: expected one of first_contact, review, change, other\n" in done.stderr
    assert (
        f"{case}:4: presentation.concerns[0]: expected one of 30 keys; `thrive-rules schema` lists them\n"
        in done.stderr
    )
    assert "mean" not in done.stderr  # it would tell what the answer is
    assert command("suggest", case, "--rules", "severity-lead").stderr.endswith(
        "did you mean severity-led?\n"
    )


@pytest.mark.parametrize(
    "line",
    [
        "suggest {}.yaml", "suggest {}.yaml " + ONE, "compare " + ONE + " {}.yaml", "compare {}.yaml {}.yaml",
        "suggest " + ONE + " --rules {}", "lint {}", "test {}", "verify {}", "diff thrive {}", "review {} --status",
        "review --read {}.json", "batch {}.csv /tmp/out.csv", "study {}.csv", "cohort --n 1 --seed 1 --design {}.yaml x.csv",
        "decide {}.yaml --from {}.yaml --out -", "decide " + ONE + " --from {}.yaml --out -", "journey {}.yaml",
        "journey " + JANUARY + " --case {}.yaml --reader other", "show {}.yaml", "show " + JANUARY + " --case {}.yaml --reader other",
        "migrate {}.yaml",
    ],
)  # fmt: skip
def test_a_message_names_the_whole_path_that_was_given(line: str) -> None:
    nowhere = "some/where/else"
    done = command(*shlex.split(line.replace("{}", nowhere)))
    assert done.returncode == 2
    assert done.stdout == "" or ONE in line
    assert done.stderr.startswith(nowhere)


def test_both_cases_of_a_comparison_are_told_of() -> None:
    done = command("compare", "a/one.yaml", "a/other.yaml")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "a/one.yaml: there is no such file\na/other.yaml: there is no such file\n"


def test_each_command_says_in_one_line_of_a_terminal_what_it_is_for() -> None:
    told = CliRunner().invoke(app, ["--help"], env={"COLUMNS": "80"}, terminal_width=80).output
    for each in COMMANDS.values():
        first, *_ = (each.help or "").split("\n\n")
        assert re.search(rf"^│ {each.name} +{re.escape(first)} +│$", told, re.MULTILINE), each.name


def test_no_help_prints_a_type_beside_a_flag_which_takes_no_value() -> None:
    for told in ([], *([name] for name in COMMANDS)):
        said = CliRunner().invoke(app, [*told, "--help"], env={"COLUMNS": "80"}, terminal_width=80).output
        assert re.search(r"--help +Show this message", said), told
        assert "bool" not in said, told

"""`decide` at a terminal and without one: the young person first, nothing pre-filled, nothing lost, all or nothing."""

import json
import os
import re
from pathlib import Path

import pytest

from command import command
from somebody import Terminal
from thrive_rules import load_case, load_decision, load_rules, suggest
from thrive_rules.decisions.decision import whole
from thrive_rules.documents.document import read_document

ROOT = Path(__file__).parents[2]
ANSWERS = "examples/decisions/answers.yaml"
CASE = "examples/three_voices.yaml"
WORDS = load_rules().wording.decision
VIEW = ["I want peace", "y", "n", "?", "yes", "no", "?", "?"]
REST = [
    "2027-01-12",
    "young_person", "", "practitioner", "AB", "",
    "A talk would be useful.",
    "agreed", "getting_advice, Getting Risk Support",
    "y", "n", "I would do more.",
    "I can manage.", "young_person", "",
    "help with a goal", "not now", "young_person", "",
    "practitioner",
    "one talk", "practitioner", "comes to it", "young_person", "",
    "see friends", "young_person", "three Thursdays", "quite likely", "2027-03-31", "we talk", "2", "",
    "it is one talk", "practitioner", "",
    "",
    "after the talk", "practitioner", "",
    "y", "?",
    "presumed",
    "2027-04-13",
]  # fmt: skip


def walk_on(terminal: Terminal, answers: list[str]) -> str:
    return "".join(terminal.type(answer) for answer in answers)


def test_a_walk_asks_for_the_young_persons_view_before_it_shows_a_grouping(tmp_path: Path) -> None:
    out = tmp_path / "decision.yaml"
    terminal = Terminal("decide", CASE, "--out", out)
    first = terminal.wait()
    assert WORDS.ask_view_first.practitioner in first
    first += walk_on(terminal, VIEW[:-1])
    assert "Ideas to talk about" not in first
    for words in load_rules().groupings:
        assert words.name not in first
    assert "Ideas to talk about" in terminal.type(VIEW[-1])
    walk_on(terminal, REST)
    assert terminal.ended() == 0, terminal.shown
    decision = load_decision(out)
    assert decision.agreed.groupings == (
        "getting_advice",
        "getting_risk_support",
    )  # one outside the candidates
    case, _ = load_case(ROOT / CASE)
    assert "getting_risk_support" not in {each.grouping for each in suggest(case, load_rules()).candidates}
    young, practitioner = decision.wishes
    assert (
        young.words,
        young.wants.everyday_support,
        young.wants.information,
        young.wants.self_management,
    ) == (
        "I want peace",
        True,
        False,
        None,
    )
    assert (young.agrees, practitioner.agrees, practitioner.words) == (True, False, "A talk would be useful.")
    assert decision.differences[0].words == "I would do more."
    assert decision.aims[0].ratings[0].rating == 2
    assert decision.plan.lead == decision.took_part[1] == decision.limits[0].whose
    assert [each.given for each in decision.consent] == [True, None]
    assert whole(decision)
    assert [file.name for file in tmp_path.iterdir()] == ["decision.yaml"]  # the draft is gone


@pytest.mark.parametrize("at", [0, 8, 17, len(VIEW) + len(REST) - 1])
def test_ctrl_c_loses_nothing_and_the_same_command_goes_on(at: int, tmp_path: Path) -> None:
    out, draft = tmp_path / "decision.yaml", tmp_path / "decision.yaml.draft.yaml"
    answers = VIEW + REST
    terminal = Terminal("decide", CASE, "--out", out)
    terminal.wait()
    walk_on(terminal, answers[:at])
    told = terminal.ctrl_c()
    assert terminal.ended() == 130
    assert "Nothing is lost" in told
    assert f"thrive-rules decide {CASE} --out {out}" in told.replace("\n", "")
    assert "Traceback" not in terminal.shown
    assert not out.exists()
    kept = read_document(draft).data
    assert isinstance(kept, dict)
    assert isinstance(kept["answers"], dict)
    assert len(kept["answers"]) == at
    again = Terminal("decide", CASE, "--out", out)
    shown = again.wait()
    assert "goes on from the draft" in shown
    assert ("Ideas to talk about" in shown) == (at >= len(VIEW))  # shown again, and still not before
    walk_on(again, answers[at:])
    assert again.ended() == 0, again.shown
    assert load_decision(out).review_on is not None
    assert not draft.exists()


def test_the_end_of_input_is_a_pause_too(tmp_path: Path) -> None:
    terminal = Terminal("decide", CASE, "--out", tmp_path / "decision.yaml")
    terminal.wait()
    terminal.type("I want peace")
    os.write(terminal.ours, b"\x04")
    assert "Nothing is lost" in terminal.wait(ends="")
    assert terminal.ended() == 130


def test_no_choice_has_a_default_and_what_is_not_understood_is_asked_again(tmp_path: Path) -> None:
    terminal = Terminal("decide", CASE, "--out", tmp_path / "decision.yaml")
    terminal.wait()
    terminal.type("")  # words can stay open
    assert "expected yes, no or ?" in terminal.type("")
    assert "expected yes, no or ?" in terminal.type("perhaps")
    walk_on(terminal, ["?"] * 7)
    assert "expected a day" in terminal.type("")
    assert "expected a day" in terminal.type("soon")
    assert "expected one of young_person" in walk_on(terminal, ["2027-01-12", "doctor"])
    terminal.type("")
    assert "expected one of agreed, none_for_now, not_agreed_yet" in terminal.type("")
    terminal.type("agreed")
    assert "expected some of thriving" in terminal.type("")
    assert "expected some of thriving" in terminal.type("getting_helped")
    asked = re.findall(r"([^\n]*\n[^\n]*)\n> ", re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", terminal.shown))
    assert len(asked) > 10
    assert not [question for question in asked if re.search(r"\[|default", question)]  # as prompts offer one
    terminal.ctrl_c()
    assert terminal.ended() == 130


def test_urgent_comes_first(tmp_path: Path) -> None:
    terminal = Terminal("decide", "examples/safety.yaml", "--out", tmp_path / "decision.yaml")
    shown = terminal.wait()
    urgent = load_rules().wording.urgent.practitioner
    assert shown.index(urgent) < shown.index(WORDS.ask_view_first.practitioner)
    terminal.ctrl_c()
    terminal.ended()
    done = command("decide", "examples/safety.yaml", "--from", ANSWERS, "--out", tmp_path / "other.yaml")
    assert done.stdout.startswith(urgent)
    done = command("decide", "examples/safety.yaml", "--from", ANSWERS, "--out", "-")
    assert done.stderr.startswith(urgent)
    assert not done.stdout.startswith(urgent)


def test_a_case_that_changed_since_the_draft_is_told(tmp_path: Path) -> None:
    case, out = tmp_path / "case.yaml", tmp_path / "decision.yaml"
    case.write_text("context: {age: 14}\n")
    terminal = Terminal("decide", case, "--out", out)
    terminal.wait()
    terminal.type("I want peace")
    terminal.ctrl_c()
    terminal.ended()
    case.write_text("context: {age: 15}\n")
    again = Terminal("decide", case, "--out", out)
    shown = again.wait()
    assert "have changed since then" in shown
    assert WORDS.ask_wish.practitioner not in shown  # the answer is kept
    again.ctrl_c()
    again.ended()


def test_a_draft_that_cannot_be_read_is_refused_and_left_alone(tmp_path: Path) -> None:
    out, draft = tmp_path / "decision.yaml", tmp_path / "decision.yaml.draft.yaml"
    draft.write_text("draft: 1\nanswers: {view.words: Zaphod\n")
    terminal = Terminal("decide", CASE, "--out", out)
    told = terminal.wait(ends="")
    assert terminal.ended() == 2
    assert f"{draft}:" in told.replace("\n", "")
    assert "Zaphod" not in told
    assert draft.read_text().endswith("Zaphod\n")
    assert not out.exists()


# WITHOUT A TERMINAL


def test_it_works_from_a_file(tmp_path: Path) -> None:
    out = tmp_path / "decision.json"
    done = command("decide", CASE, "--from", ANSWERS, "--out", out, "--reader", "young-person")
    assert done.returncode == 0, done.stderr
    assert "You: I want to be left alone at school." in done.stdout
    assert json.loads(out.read_text())["format"] == 2
    piped = command("decide", CASE, "--from", "-", "--out", "-", given=(ROOT / ANSWERS).read_text())
    (tmp_path / "piped.yaml").write_text(piped.stdout)
    assert load_decision(tmp_path / "piped.yaml") == load_decision(out)
    case = (ROOT / CASE).read_text()
    assert command("decide", "-", "--from", ANSWERS, "--out", "-", given=case).stdout == piped.stdout


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((CASE,), "there is nobody at a terminal to ask"),
        (("-",), "there is nobody at a terminal to ask"),
        (("-", "--from", "-"), "cannot both be standard input"),
        ((CASE, "--from", "nowhere.yaml"), "there is no such file"),
        (("nowhere.yaml", "--from", ANSWERS), "there is no such file"),
        ((CASE, "--from", CASE), "there is no such key"),
    ],
)
def test_bad_usage_ends_with_2_one_message_and_no_file(
    arguments: tuple[str, ...], expected: str, tmp_path: Path
) -> None:
    done = command("decide", *arguments, "--out", tmp_path / "decision.yaml")
    assert done.returncode == 2
    assert expected in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_stands_there_is_never_overwritten(tmp_path: Path) -> None:
    out = tmp_path / "decision.yaml"
    out.write_text("half a deci")
    done = command("decide", CASE, "--from", ANSWERS, "--out", out)
    assert done.returncode == 2
    assert "a file stands here already" in done.stderr
    assert out.read_text() == "half a deci"


def test_what_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = command("decide", CASE, "--from", ANSWERS, "--out", tmp_path / "file" / "decision.yaml")
    assert done.returncode == 2
    assert "cannot be written" in done.stderr

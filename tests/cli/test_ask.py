"""`ask` at a terminal: who reads stands first, danger ends it, every answer is kept, and nothing is ever lost."""

import io
import json
import os
import re
import stat
from pathlib import Path

import pytest

from command import command
from somebody import Terminal
from thrive_rules import load_case, load_rules
from thrive_rules.cases.case import KINDS_OF_HELP
from thrive_rules.language.rule import UrgentKind

ROOT = Path(__file__).parents[2]
RULES = load_rules()
WORDS = RULES.wording.asking
YOUNG = ("--reader", "young-person")
NO_WORDS = ["", "", "", ""]
"""What somebody types who adds no words of their own."""
SAFE = ["no", "no", "no", *NO_WORDS]


OWN_WORDS = (
    "preferences.what_matters",
    "preferences.goals",
    "preferences.declines",
    "presentation.strengths",
)


def begun(out: Path, *arguments: str) -> Terminal:
    terminal = Terminal("ask", out, *arguments)
    terminal.wait()
    return terminal


def type_all(terminal: Terminal, *lines: str) -> str:
    return "".join(map(terminal.type, lines))


def words(shown: str) -> str:
    """What is shown, without borders and line ends."""
    return " ".join(re.sub(r"[│╭╮╰╯─]", " ", shown).split())


def stop(terminal: Terminal) -> str:
    os.write(terminal.ours, b"stop\n")
    told = terminal.wait(ends="")
    assert terminal.ended() == 0, terminal.shown
    return told


def question(fact: str) -> str:
    return RULES.fact[fact].question.young_person


def test_who_reads_stands_first_and_who_sees_an_answer_before_each_page(tmp_path: Path) -> None:
    terminal = begun(tmp_path / "case.yaml", *YOUNG)
    told = words(terminal.shown)
    order = [
        WORDS.who_reads.young_person,
        WORDS.sent_to_nobody.young_person,
        WORDS.may_be_shared.young_person,
        RULES.wording.if_not_safe.young_person,
        WORDS.danger_seen_by.young_person,
        question("immediate_danger"),
    ]
    places = [told.index(text) for text in order]
    assert places == sorted(places)
    own = words(type_all(terminal, "no", "no", "no"))
    assert own.index(WORDS.own_words_seen_by.young_person) < own.index(
        RULES.wording.what_matters.young_person
    )
    told = words(type_all(terminal, *NO_WORDS))
    assert told.index(WORDS.answers_seen_by.young_person) < told.index(
        question("young_person_wants_everyday_support")
    )
    terminal.ctrl_c()
    terminal.ended()


def test_what_a_young_person_says_is_a_case_that_loads_and_its_owner_alone_can_open(tmp_path: Path) -> None:
    out = tmp_path / "new" / "case.yaml"
    terminal = begun(out, *YOUNG)
    type_all(terminal, "no", "not sure", "rather not say", *NO_WORDS, "yes", "no", "none of these")
    told = stop(terminal)
    assert str(out) in told.replace("\n", "")
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert out.read_text().splitlines()[1] == "format: 2"
    case, _ = load_case(out)
    asked = (case.context.asked or {})["young_person"]
    assert set(asked) == {
        "presentation.immediate_danger",
        "presentation.safeguarding_concern",
        "presentation.safety_concern",
        *OWN_WORDS,
    }
    assert "not sure and rather not say look the same" in WORDS.how.young_person
    assert case.presentation.immediate_danger is None  # a no of theirs settles nothing about danger
    wants = case.preferences.wants
    assert (wants.everyday_support, wants.information) == (True, False)
    assert wants.goal_focused_help is False


@pytest.mark.parametrize("at", [0, 1, 2])
def test_after_a_yes_about_danger_it_asks_nothing_says_what_to_do_and_promises_nobody(
    at: int, tmp_path: Path
) -> None:
    out = tmp_path / "case.yaml"
    terminal = begun(out, *YOUNG)
    type_all(terminal, *["no"] * at)
    os.write(terminal.ours, b"yes\n")
    told = words(terminal.wait(ends=""))
    assert terminal.ended() == 0
    assert RULES.wording.if_not_safe.young_person in told
    assert WORDS.ends_here.young_person in told
    assert not re.search(
        r"was told|were told|has been told|will come|is coming|we have told",
        told.replace("Nobody was told", ""),
    )
    for fact in RULES.fact.values():
        assert fact.question.young_person not in told
    case, _ = load_case(out)
    [said] = (case.context.said_yes or {})["young_person"]
    assert said.startswith("presentation.")
    again = Terminal("ask", "--case", out, *YOUNG)
    told = words(again.wait(ends=""))
    assert again.ended() == 0
    assert WORDS.ends_here.young_person in told
    assert question("immediate_danger") not in told.replace(RULES.wording.if_not_safe.young_person, "")
    assert load_case(out)[0] == case


def test_a_practitioner_goes_on_when_they_have_acted_and_puts_a_concern_into_words(tmp_path: Path) -> None:
    out = tmp_path / "case.yaml"
    young = begun(out, *YOUNG)
    os.write(young.ours, b"yes\n")
    young.wait(ends="")
    young.ended()
    terminal = Terminal("ask", "--case", out)
    first = words(terminal.wait())
    assert RULES.urgent[UrgentKind.IMMEDIATE_DANGER].recorded.practitioner in first
    assert WORDS.danger_stands.practitioner in first
    told = type_all(terminal, "go on", "no")
    assert RULES.fact["safety_concern"].question.practitioner in words(told)
    assert WORDS.concern_in_words.practitioner in words(terminal.type("yes"))
    assert "This was not understood" in terminal.type("  ")
    type_all(terminal, "Talks of a plan", "yes")
    stop(terminal)
    case, _ = load_case(out)
    assert case.presentation.safety_narrative == "Talks of a plan"
    assert case.facts["safety_concern"] is True
    assert case.facts["immediate_danger"] is True  # the practitioner's page alone takes it back


def test_ctrl_c_and_the_end_of_input_lose_nothing_and_the_same_file_goes_on(tmp_path: Path) -> None:
    for ends in (b"\x03", b"\x04"):
        out = tmp_path / f"case{ends[0]}.yaml"
        terminal = begun(out, *YOUNG)
        type_all(terminal, *SAFE, "yes")
        os.write(terminal.ours, ends)
        told = terminal.wait(ends="", again=ends)
        assert terminal.ended() == 130
        assert "Traceback" not in terminal.shown
        assert f"thrive-rules ask --case {out} --reader young-person" in told.replace("\n", "")
        again = Terminal("ask", "--case", out, *YOUNG)
        shown = words(again.wait())
        assert question("young_person_wants_information") in shown
        for fact in ("immediate_danger", "young_person_wants_everyday_support"):
            assert question(fact) not in shown
        type_all(again, "yes")
        stop(again)
        assert load_case(out)[0].preferences.wants.information is True
        assert load_case(out)[0].preferences.wants.everyday_support is True


def test_where_nothing_was_answered_nothing_is_written(tmp_path: Path) -> None:
    out = tmp_path / "case.yaml"
    terminal = begun(out, *YOUNG)
    assert WORDS.nothing_kept.young_person in words(terminal.ctrl_c())
    assert terminal.ended() == 130
    assert list(tmp_path.iterdir()) == []


def test_it_goes_back_corrects_and_takes_back_and_shows_what_that_moved(tmp_path: Path) -> None:
    out = tmp_path / "case.yaml"
    terminal = begun(out, *YOUNG)
    assert WORDS.nothing_before.young_person in words(terminal.type("back"))
    type_all(terminal, *SAFE, "yes")
    shown = words(terminal.type("back"))
    assert question("young_person_wants_everyday_support") in shown
    assert f"({WORDS.so_far.young_person}: yes)" in shown
    shown = words(terminal.type("no"))
    assert f"{WORDS.no_longer_put_forward.young_person}: Thriving" in shown
    terminal.type("back")
    assert f"{WORDS.now_put_forward.young_person}: Thriving" in words(terminal.type("yes"))
    shown = words(terminal.type("take back"))
    assert WORDS.open_again.young_person in shown
    assert f"{WORDS.no_longer_put_forward.young_person}: Thriving" in shown
    assert question("young_person_wants_everyday_support") in shown  # it is open, and asked again
    type_all(terminal, "no", "back", "back")
    assert WORDS.nothing_moved.young_person in words(terminal.type("not sure"))
    stop(terminal)
    case, _ = load_case(out)
    assert case.preferences.wants.everyday_support is False


def test_going_on_later_can_go_back_to_what_was_said_before(tmp_path: Path) -> None:
    out = tmp_path / "case.yaml"
    terminal = begun(out, *YOUNG)
    type_all(terminal, *SAFE, "yes")
    stop(terminal)
    again = Terminal("ask", "--case", out, *YOUNG)
    again.wait()
    assert question("young_person_wants_everyday_support") in words(again.type("back"))
    again.type("no")
    stop(again)
    assert load_case(out)[0].preferences.wants.everyday_support is False


def test_it_offers_to_stop_as_soon_as_nothing_is_undecided_and_says_that_others_can_bring_ideas(
    tmp_path: Path,
) -> None:
    out = tmp_path / "case.yaml"
    terminal = begun(out, *YOUNG)
    shown = type_all(terminal, *SAFE, "yes", "yes", "yes", "yes")
    while WORDS.nothing_undecided.young_person not in words(shown):
        shown = terminal.type("yes")
    told = words(shown)
    assert WORDS.others_can.young_person in told
    assert WORDS.go_on_or_stop.young_person in told
    assert "This was not understood" in terminal.type("perhaps")
    asked = words(terminal.type("go on"))
    assert any(fact.question.young_person in asked for fact in RULES.fact.values())
    stop(terminal)


def test_no_answer_has_a_default_and_what_is_not_understood_is_asked_again(tmp_path: Path) -> None:
    terminal = begun(tmp_path / "case.yaml", *YOUNG)
    for text in ("", "perhaps", "none of these", "private", "nein"):
        shown = terminal.type(text)
        assert "This was not understood" in shown
        assert question("immediate_danger") in words(shown)
    assert not (tmp_path / "case.yaml").exists()
    terminal.ctrl_c()
    terminal.ended()


def test_private_keeps_a_page_for_the_young_person_and_the_practitioner(tmp_path: Path) -> None:
    out = tmp_path / "case.yaml"
    terminal = begun(out, *YOUNG)
    type_all(terminal, *SAFE)
    assert WORDS.now_private.young_person in words(terminal.type("private"))
    terminal.type("yes")
    stop(terminal)
    case, _ = load_case(out)
    assert set((case.context.private or {})["young_person"]) == {
        f"preferences.wants.{kind}" for kind in KINDS_OF_HELP
    }
    assert case.facts["young_person_wants_everyday_support"] is True


# OWN WORDS, AND TICKS


def until_ticks(terminal: Terminal, shown: str) -> str:
    """Leave everything open until there is something to tick."""
    while WORDS.tick_some.young_person not in words(shown):
        if WORDS.go_on_or_stop.young_person in words(shown):
            shown = terminal.type("go on")
        else:
            shown = terminal.type("" if "press Enter" in words(shown) else "not sure")
    return words(shown)


def test_own_words_are_kept_as_they_are_said_and_begin_the_page(tmp_path: Path) -> None:
    out = tmp_path / "case.yaml"
    terminal = begun(out, *YOUNG)
    said = "I just want  it quiet, ok? (no & yes: 50%)"
    shown = words(type_all(terminal, "no", "no", "no"))
    for text in (RULES.wording.own_words, WORDS.own_words_first, WORDS.leave_out):
        assert text.young_person in shown
    type_all(terminal, f" {said} ", "To sleep", "not sure", "")
    stop(terminal)
    case, _ = load_case(out)
    assert case.preferences.what_matters == said
    assert (case.preferences.goals, case.preferences.declines) == (("To sleep",), ())
    assert {*OWN_WORDS[2:]} <= {*(case.context.asked or {})["young_person"]}
    page = command("suggest", out, *YOUNG).stdout
    assert page.index(f"“{said}”") < page.index("Ideas to talk about")
    again = begun(out.with_name("case.yaml"), "--case", str(out), *YOUNG)
    assert RULES.wording.own_words.young_person not in words(again.shown)  # nothing is offered twice
    again.ctrl_c()
    again.ended()


def test_own_words_can_be_said_anew_kept_private_and_taken_back(tmp_path: Path) -> None:
    out = tmp_path / "case.yaml"
    terminal = begun(out, *YOUNG)
    type_all(terminal, "no", "no", "no")
    assert WORDS.now_private.young_person in words(terminal.type("private"))
    type_all(terminal, "Peace", "To sleep")
    assert f"({WORDS.so_far.young_person}: To sleep)" in words(terminal.type("back"))
    type_all(terminal, "", "back", "back", "Quiet")  # nothing typed leaves it as it stands
    case, _ = load_case(out)
    assert (case.preferences.what_matters, case.preferences.goals) == ("Quiet", ("To sleep",))
    assert (case.context.private or {})["young_person"] == ("preferences.what_matters",)
    shown = words(type_all(terminal, "take back"))
    assert WORDS.open_again.young_person in shown
    assert RULES.wording.goals.young_person in shown  # it is offered again
    assert load_case(out)[0].preferences.goals == ()
    stop(terminal)


def test_own_words_are_the_young_persons_and_the_practitioner_writes_them_down(tmp_path: Path) -> None:
    mum = begun(tmp_path / "mum.yaml", "--reader", "parent-or-carer")
    assert WORDS.leave_out.parent_or_carer not in words(type_all(mum, "no", "no", "no"))
    mum.ctrl_c()
    mum.ended()
    keeper = begun(tmp_path / "record.yaml")
    assert WORDS.own_words_first.practitioner in words(type_all(keeper, "no", "no", "no"))
    keeper.type("Nobody at school knowing")
    stop(keeper)
    case, _ = load_case(tmp_path / "record.yaml")
    assert case.preferences.what_matters == "Nobody at school knowing"


def test_what_is_not_ticked_is_no_no_and_a_tick_brings_up_what_to_talk_about(tmp_path: Path) -> None:
    out = tmp_path / "case.yaml"
    terminal = begun(out, *YOUNG)
    shown = until_ticks(terminal, terminal.shown)
    assert WORDS.concerns.young_person in shown
    listed = [name for name in RULES.fact if f" {RULES.fact[name].label.young_person} " in f"{shown} "]
    assert "concern_self_harm" in listed
    assert "concern_low_mood" not in listed  # no rule reads it, so it could raise nothing
    for text in ("5", "none of these", "-1", "yes"):
        assert "This was not understood" in terminal.type(text)
    shown = words(terminal.type("1"))
    assert RULES.wording.if_not_safe.young_person in shown
    assert WORDS.circumstances.young_person in shown
    for harm in ("experience_of_abuse_or_neglect", "child_in_need", "current_protection_plan"):
        assert RULES.fact[f"circumstance_{harm}"].label.young_person not in shown
    assert f"({WORDS.so_far.young_person}: {RULES.fact['concern_self_harm'].label.young_person})" in words(
        terminal.type("back")
    )
    assert WORDS.nothing_moved.young_person in words(terminal.type("3, 1"))
    os.write(terminal.ours, b"2\n")
    told = words(terminal.wait(ends=""))
    assert terminal.ended() == 0
    assert WORDS.no_more.young_person in told
    case, _ = load_case(out)
    assert case.presentation.concerns == ("self_harm", "eating_issues")
    assert case.presentation.circumstances == ("young_carer",)
    in_lists = {name: value for name, value in case.facts.items() if name.startswith(("concern", "circumst"))}
    assert in_lists == {
        "concern_self_harm": True,
        "concern_eating_issues": True,
        "circumstance_young_carer": True,
    }
    prompts = {each["rule"] for each in json.loads(command("suggest", out, "--json").stdout)["prompts"]}
    assert {"prompt-self-harm", "prompt-young-carer"} <= prompts
    again = Terminal("ask", "--case", out, *YOUNG)
    assert WORDS.no_more.young_person in words(again.wait(ends=""))
    assert again.ended() == 0


def test_ticks_are_taken_back_and_nothing_is_left_of_them(tmp_path: Path) -> None:
    out = tmp_path / "case.yaml"
    terminal = begun(out, *YOUNG)
    until_ticks(terminal, terminal.shown)
    before = out.read_text()
    type_all(terminal, "private", "1 2")
    assert load_case(out)[0].presentation.concerns is not None
    assert WORDS.concerns.young_person in words(terminal.type("take back"))
    stop(terminal)
    case, _ = load_case(out)
    assert case.presentation.concerns is None
    assert case.context.asked == load_case(io.StringIO(before))[0].context.asked
    assert "presentation.concerns.self_harm" in (case.context.private or {})["young_person"]


def test_a_tick_of_an_earlier_sitting_is_taken_back_and_is_no_no(tmp_path: Path) -> None:
    out = tmp_path / "case.yaml"
    terminal = begun(out, *YOUNG)
    until_ticks(terminal, terminal.shown)
    terminal.type("1 3")
    stop(terminal)
    again = Terminal("ask", "--case", out, *YOUNG)
    assert WORDS.go_on_or_stop.young_person in words(again.wait())
    again.type("go on")
    ticked = [RULES.fact[f"concern_{each}"].label.young_person for each in ("self_harm", "eating_issues")]
    shown = words(again.type("back"))
    assert all(label in shown for label in ticked)
    again.type("2")  # of the two, this one alone
    case, _ = load_case(out)
    assert case.presentation.concerns == ("eating_issues",)
    assert "concern_self_harm" not in case.facts
    assert WORDS.open_again.young_person in words(again.type("take back"))
    stop(again)
    case, _ = load_case(out)
    assert case.presentation.concerns is None
    assert not [name for name in case.facts if name.startswith("concern")]


def test_a_tick_that_somebody_cannot_see_is_not_theirs_to_take_back(tmp_path: Path) -> None:
    old, out = tmp_path / "old.yaml", tmp_path / "case.yaml"
    hidden = "presentation.concerns.self_harm"
    old.write_text(
        f"format: 2\ncontext: {{age: 14, private: {{young_person: [{hidden}]}}}}\n"
        "presentation: {concerns: [self_harm]}\n"
    )
    terminal = begun(out, "--case", str(old), "--reader", "parent-or-carer")
    shown = until_ticks(terminal, terminal.shown)
    assert RULES.fact["concern_self_harm"].label.parent_or_carer in shown  # as if nobody had said so
    type_all(terminal, "", "back", "1 3", "back", "4")
    stop(terminal)
    case, _ = load_case(out)
    assert {*(case.presentation.concerns or ())} == {"self_harm", "does_not_speak"}
    assert hidden in (case.context.asked or {})["parent_or_carer"]


def test_a_practitioner_ticks_what_tells_of_harm_on_a_page_of_its_own(tmp_path: Path) -> None:
    terminal = begun(tmp_path / "case.yaml")
    until_ticks(terminal, terminal.shown)
    shown = words(terminal.type(""))
    assert WORDS.harm_seen_by.practitioner in shown
    assert RULES.fact["circumstance_child_in_need"].label.practitioner in shown
    assert RULES.fact["circumstance_young_carer"].label.practitioner not in shown
    shown = words(terminal.type("1"))
    assert WORDS.answers_seen_by.practitioner in shown
    terminal.ctrl_c()
    terminal.ended()


def test_a_new_conversation_offers_again_and_what_was_not_ticked_stays_open(tmp_path: Path) -> None:
    first, second = tmp_path / "first.yaml", tmp_path / "second.yaml"
    terminal = begun(first, *YOUNG)
    until_ticks(terminal, terminal.shown)
    terminal.type("1")
    stop(terminal)
    again = begun(second, "--case", str(first), *YOUNG)
    type_all(again, "no", "no", "no")
    case, _ = load_case(second)
    assert case.facts.get("concern_self_harm") is True
    assert "concern_low_mood" not in case.facts
    shown = until_ticks(again, again.type(""))
    assert RULES.fact["concern_does_not_speak"].label.young_person in shown
    assert RULES.fact["concern_self_harm"].label.young_person not in shown
    stop(again)


def test_a_person_with_an_id_gets_a_view_of_their_own(tmp_path: Path) -> None:
    out = tmp_path / "case.yaml"
    terminal = begun(out, "--reader", "parent-or-carer", "--person", "mum")
    type_all(terminal, "no", "not sure", "yes", "not sure")
    stop(terminal)
    case, _ = load_case(out)
    [view] = case.views
    assert (view.id, view.voice, view.proposes.everyday_support) == ("mum", "parent_or_carer", True)
    assert "views.parent_or_carer.proposes.information" in (case.context.asked or {})["mum"]
    again = Terminal("ask", "--case", out, "--person", "mum")
    assert "Do you suggest ways" in words(again.wait())
    again.ctrl_c()
    again.ended()


def test_what_is_recorded_and_hidden_from_somebody_they_do_not_change(tmp_path: Path) -> None:
    old, out = tmp_path / "old.yaml", tmp_path / "case.yaml"
    old.write_text(
        "format: 2\ncontext: {age: 14, private: {young_person: [presentation.individual_support_needed]}}\n"
        "presentation: {individual_support_needed: true}\n"
    )
    terminal = begun(out, "--case", str(old), "--reader", "parent-or-carer")
    shown = type_all(terminal, "no", "no", "none of these")
    asked = RULES.fact["individual_support_needed"].question.parent_or_carer
    while asked not in words(shown):
        shown = terminal.type("not sure")
    terminal.type("no")
    stop(terminal)
    case, _ = load_case(out)
    assert case.presentation.individual_support_needed is True
    assert "presentation.individual_support_needed" in (case.context.asked or {})["parent_or_carer"]


def test_a_new_file_is_a_new_conversation_and_asks_about_danger_again(tmp_path: Path) -> None:
    first, second = tmp_path / "first.yaml", tmp_path / "second.yaml"
    terminal = begun(first, *YOUNG)
    type_all(terminal, *SAFE, "yes")
    stop(terminal)
    before = first.read_text()
    again = begun(second, "--case", str(first), *YOUNG)
    assert question("immediate_danger") in words(again.shown)
    type_all(again, *SAFE, "no")
    stop(again)
    assert first.read_text() == before
    case, _ = load_case(second)
    assert (case.preferences.wants.everyday_support, case.preferences.wants.information) == (True, False)


def test_what_somebody_else_wrote_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    out = tmp_path / "case.yaml"
    terminal = begun(out, *YOUNG)
    type_all(terminal, *SAFE)
    out.write_text("context: {age: 14}\n")
    os.write(terminal.ours, b"yes\n")
    told = terminal.wait(ends="")
    assert terminal.ended() == 2
    assert "somebody else has changed this file" in told
    assert out.read_text() == "context: {age: 14}\n"


@pytest.mark.parametrize(
    ("there", "arguments", "expected"),
    [
        ("", ("case.yaml",), "a file stands here already; to go on from it, name it with --case"),
        ("# why\ncontext: {age: 14}\n", ("--case", "case.yaml"), "name a new file as OUT"),
        (None, ("case.json",), "name that ends in .yaml"),
        (None, ("case.yaml", "--person", "mum"), "no such reader of this case"),
        (None, ("case.yaml", "--person", "Mum!", "--reader", "other"), "expected the id of a view"),
        (None, ("case.yaml", "--person", "me", *YOUNG), "a young person has no view"),
        ("context: {age: x}\n", ("--case", "case.yaml"), "context.age"),
        (None, ("--case", "nowhere.yaml"), "there is no such file"),
    ],
)
def test_bad_usage_ends_with_2_and_one_message_before_anything_is_asked(
    there: str | None, arguments: tuple[str, ...], expected: str, tmp_path: Path
) -> None:
    if there is not None:
        (tmp_path / "case.yaml").write_text(there)
    in_place = [str(tmp_path / each) if each.endswith((".yaml", ".json")) else each for each in arguments]
    terminal = Terminal("ask", *in_place)
    told = terminal.wait(ends="")
    assert terminal.ended() == 2
    assert expected in told.replace("\n", "")
    assert "Traceback" not in told
    assert not there or (tmp_path / "case.yaml").read_text() == there
    assert len(list(tmp_path.iterdir())) == (there is not None)


def test_without_a_terminal_it_asks_nobody_and_json_has_the_pages(tmp_path: Path) -> None:
    out = tmp_path / "case.yaml"
    done = command("ask", out)
    assert done.returncode == 2
    assert "there is nobody at a terminal to ask" in done.stderr
    assert not out.exists()
    done = command("ask", "--json", "--case", "-", *YOUNG, given='{"presentation": {"recovering": true}}')
    pages = json.loads(done.stdout)
    assert pages[0]["topic"] == "danger"
    assert pages[0]["questions"][0]["fact"] == "immediate_danger"

"""A journey: decisions by date, what moved and in whose words; no direction is better or worse than another."""

import json
import re
import subprocess
from datetime import date, timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from command import command
from thrive_rules import (
    DecisionError,
    Reader,
    SharedDecision,
    load_case,
    load_decision,
    load_rules,
    record,
    suggest,
)
from thrive_rules.cases.case import Case
from thrive_rules.decisions.decision import Person, Role
from thrive_rules.decisions.decision_file import load_answers, spell_decision
from thrive_rules.decisions.journey import RELIABLE_CHANGE, Journey, calendar, follow, page_of_journey
from thrive_rules.testing import decisions

ROOT = Path(__file__).parents[2]
RULES = load_rules()
JANUARY, APRIL = "2027-01-12", "2027-04-13"
TODAY = date(2027, 5, 1)
SHARED = Case.model_validate(
    {"context": {"age": 12, "shared_with": {"parent_or_carer": True, "other": True}}}
)
"""A case in which the young person shares everything with everybody."""
EVALUATIVE = (
    "improv", "worse", "better", "deteriorat", "progress", "up", "down", "step", "success", "fail", "escalat",
    "recover", "higher", "lower", "good", "bad", "positive", "negative", "tier", "gain", "lost", "setback", "relapse",
)  # fmt: skip


def decided(on: str, *groupings: str, status: str = "agreed", **more: Any) -> SharedDecision:
    case, _ = load_case({})
    agreed = {"status": status, "groupings": list(groupings)}
    return record(load_answers({"decided_on": on, "agreed": agreed, **more}), suggest(case, RULES), case)


def rated(*ratings: tuple[str, int, str], **more: Any) -> dict[str, Any]:
    told = [{"on": on, "rating": rating, "whose": whose} for on, rating, whose in ratings]
    return {"words": "see friends", "whose": "young_person", "ratings": told, **more}


def text(journey: Journey, reader: str = "practitioner") -> str:
    return str(page_of_journey(journey, RULES, reader, SHARED))


# WHAT MOVED


def test_what_moved_is_told_in_the_words_of_those_who_gave_reasons() -> None:
    one = decided(JANUARY, "getting_advice", "getting_help")
    words = "It costs me more than it gives me."
    other = decided(
        APRIL,
        "thriving",
        "getting_help",
        reasons=[{"whose": "young_person", "words": words}],
        differences=[{"whose": {"role": "parent_or_carer", "reference": "M"}, "words": "I would go on."}],
    )
    [move] = follow([one, other]).moves
    assert (move.came_in, move.went_out, move.stayed) == (
        ("thriving",),
        ("getting_advice",),
        ("getting_help",),
    )
    told = text(follow([one, other]))
    assert f"Young person: {words}" in told
    assert "Parent or carer (M), sees it differently: I would go on." in told
    assert "Thriving: now part of it" in told
    assert "Getting Advice and Signposting: no longer part of it" in told
    assert RULES.wording.decision.no_reason.practitioner in text(follow([one, decided(APRIL, "thriving")]))


@pytest.mark.parametrize("status", ["none_for_now", "not_agreed_yet"])
def test_none_for_now_and_not_agreed_yet_have_their_place(status: str) -> None:
    one, other = decided(JANUARY, "getting_help"), decided(APRIL, status=status)
    assert text(follow([one, other])).count(getattr(RULES.wording.decision, status).practitioner) == 2
    same = follow([decided(JANUARY, status=status), other])
    assert RULES.wording.decision.same_both_times.practitioner in text(same)


def test_decisions_stand_by_date_however_they_are_given() -> None:
    made = [
        decided(on, grouping)
        for on, grouping in ((APRIL, "thriving"), (JANUARY, "getting_help"), ("2026-05-01", "getting_advice"))
    ]
    journeys = [follow(order, TODAY) for order in permutations(made)]
    assert all(journey == journeys[0] for journey in journeys)
    assert [str(each.decided_on) for each in journeys[0].decisions] == ["2026-05-01", JANUARY, APRIL]
    assert len(follow([*made, made[0]], TODAY).decisions) == 3  # the same file given twice


def test_without_a_decision_there_is_no_journey() -> None:
    with pytest.raises(DecisionError, match="one decision or more"):
        follow([])


def own_words_taken_out(journey: Journey, reader: str) -> str:
    return re.sub(r"\d{4}-\d\d-\d\d|\d+", "#", text(journey, reader)).lower()


@pytest.mark.parametrize("reader", list(Reader))
@pytest.mark.parametrize(
    "pair",
    [("thriving", "getting_risk_support"), ("getting_advice", "getting_more_help"), ("getting_help", "getting_more_help")],
)  # fmt: skip
def test_swapping_two_decisions_evaluates_neither(reader: Reader, pair: tuple[str, str]) -> None:
    aims: list[dict[str, Any]] = [
        {"aims": [rated((on, rating, "young_person"))]} for on, rating in ((JANUARY, 2), (APRIL, 8))
    ]
    back: list[dict[str, Any]] = [
        {"aims": [rated((on, rating, "young_person"))]} for on, rating in ((JANUARY, 8), (APRIL, 2))
    ]
    there = follow([decided(JANUARY, pair[0], **aims[0]), decided(APRIL, pair[1], **aims[1])], TODAY)
    again = follow([decided(JANUARY, pair[1], **back[0]), decided(APRIL, pair[0], **back[1])], TODAY)
    first, second = (own_words_taken_out(each, reader) for each in (there, again))
    assert sorted(re.findall(r"\w+", first)) == sorted(re.findall(r"\w+", second))  # the very same words
    for never in EVALUATIVE:
        assert not re.search(rf"\b{never}", first), never


def test_no_text_about_a_journey_evaluates() -> None:
    for key in (
        "journey", "journey_note", "moves", "comes_in", "goes_out", "stays", "same_both_times", "no_reason",
        "movement", "reliable", "not_reliable", "one_rating", "no_rating", "reliable_note", "to_discuss",
        "by_has_passed", "not_achieved", "reviews", "review_due", "review_ahead", "review_none", "all_endings",
    ):  # fmt: skip
        for reader in Reader:
            said = getattr(RULES.wording.decision, key).to(reader).lower()
            for never in EVALUATIVE:
                assert not re.search(rf"\b{never}", said), (key, never)


# AIMS


@pytest.mark.parametrize(
    ("first", "latest", "reliable"),
    [(2, 5, True), (5, 2, True), (2, 4, False), (4, 2, False), (0, 10, True), (3, 3, False)],
)
def test_three_points_either_way_are_a_reliable_change(first: int, latest: int, reliable: bool) -> None:
    ratings = ((JANUARY, first, "young_person"), (APRIL, latest, "young_person"))
    journey = follow([decided(APRIL, status="none_for_now", aims=[rated(*ratings)])])
    [movement] = journey.aims[0].movements
    assert RELIABLE_CHANGE == 3
    assert (movement.change, movement.reliable) == (abs(latest - first), reliable)
    told = text(journey)
    assert f"{first} → {latest}; {'a' if reliable else 'smaller than a'} reliable change" in told
    assert "github.com/NHSDigital/mental-health-monthly-statistics" in told


def test_an_aim_is_followed_by_its_key_and_each_rater_is_kept_apart() -> None:
    one = rated((JANUARY, 2, "young_person"), (JANUARY, 9, "practitioner"), key="friends")
    other = rated((APRIL, 6, "young_person"), key="Friends") | {"words": "see friends on Thursdays"}
    [aim] = follow(
        [decided(JANUARY, "getting_help", aims=[one]), decided(APRIL, "getting_help", aims=[other])]
    ).aims
    assert aim.aim.words == "see friends on Thursdays"
    changes = {movement.whose: movement.change for movement in aim.movements}
    assert changes == {Person(role=Role.YOUNG_PERSON): 4, Person(role=Role.PRACTITIONER): None}


def test_without_a_key_the_words_tell_which_aim_it_is() -> None:
    first = [rated((JANUARY, 2, "young_person")), rated(words="sleep")]
    second = [rated((APRIL, 6, "young_person")) | {"words": "See  friends"}]
    aims = follow(
        [decided(JANUARY, "getting_help", aims=first), decided(APRIL, "getting_help", aims=second)]
    ).aims
    assert [len(each.movements) for each in aims] == [1, 0]
    assert aims[0].movements[0].change == 4


@pytest.mark.parametrize(
    ("aim", "why"),
    [
        ({"achieved": False}, "not_achieved"),
        ({"achieved": True, "by": "2027-01-01"}, None),
        ({"by": "2027-05-01"}, "by_has_passed"),
        ({"by": "2027-05-02"}, None),
        ({}, None),
    ],
)
def test_aims_not_achieved_are_put_up_for_open_discussion(aim: dict[str, Any], why: str | None) -> None:
    journey = follow([decided(JANUARY, "getting_help", aims=[rated(**aim, if_not="we think again")])], TODAY)
    assert journey.aims[0].why_discuss == why
    assert len(journey.to_discuss) == (why is not None)
    heading = RULES.wording.decision.to_discuss.practitioner
    assert (heading in text(journey)) == (why is not None)
    assert ("we think again" in text(journey)) == (why is not None)


# REVIEWS AND ENDINGS


@pytest.mark.parametrize(
    ("today", "due"), [("2027-07-05", False), ("2027-07-06", True), ("2028-01-01", True)]
)
def test_a_review_is_due_from_its_day(today: str, due: bool) -> None:
    made = [
        decided(JANUARY, "getting_help", review_on="2027-03-01"),
        decided(APRIL, "getting_help", review_on="2027-07-06"),
    ]
    journey = follow(made, date.fromisoformat(today))
    assert journey.review is not None
    assert (str(journey.review.on), journey.review.due) == ("2027-07-06", due)
    key = "review_due" if due else "review_ahead"
    assert f"{getattr(RULES.wording.decision, key).practitioner} 2027-07-06" in text(journey)
    assert "2027-03-01" not in text(journey)  # a later decision has taken its place


def test_without_a_review_date_it_says_so() -> None:
    journey = follow([decided(JANUARY, "getting_help")])
    assert RULES.wording.decision.review_none.practitioner in text(journey)
    with pytest.raises(DecisionError, match="no review date"):
        calendar(journey)


def test_endings_are_told_once() -> None:
    ending = [{"whose": "practitioner", "words": "after six meetings"}]
    made = [decided(on, "getting_help", endings=ending) for on in (JANUARY, APRIL)]
    assert text(follow(made)).count("after six meetings") == 1


@given(st.lists(decisions(), min_size=1, max_size=3), st.dates())
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_any_decisions_have_a_journey_in_every_readers_words(made: list[SharedDecision], today: date) -> None:
    journey = follow(made, today)
    for reader in Reader:
        assert text(journey, reader)
    assert Journey.model_validate_json(journey.model_dump_json()) == journey
    if journey.review:
        assert_is_a_calendar(calendar(journey), journey.review.on)


# THE CALENDAR


def assert_is_a_calendar(written: str, on: date) -> None:
    """What RFC 5545 asks of an object with one event: its lines, the properties it needs, and their order."""
    assert written.endswith("\r\n")
    lines = written.split("\r\n")[:-1]
    assert not any("\n" in line or "\r" in line for line in lines)
    assert all(len(line.encode()) <= 75 for line in lines)
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VEVENT", "END:VCALENDAR"]
    named = [re.fullmatch(r"([A-Z-]+)(;[A-Z]+=[A-Z]+)?:(.+)", line) for line in lines]
    found = {match[1]: (match[2], match[3]) for match in named if match}
    assert len([match for match in named if match]) == len(lines)
    assert found["VERSION"] == (None, "2.0")
    assert {"PRODID", "UID", "DTSTAMP"} <= found.keys()
    assert re.fullmatch(r"\d{8}T\d{6}Z", found["DTSTAMP"][1])
    assert found["DTSTART"] == (";VALUE=DATE", on.isoformat().replace("-", ""))
    assert found["SUMMARY"] == (None, "Review")


def test_the_calendar_says_review_and_nothing_about_anybody() -> None:
    words = "Zaphod-Q wants to see his friends"
    said: dict[str, Any] = {
        "reasons": [{"whose": "young_person", "words": words}],
        "aims": [rated()],
        "review_on": "2027-07-06",
    }
    journey = follow([decided(APRIL, "getting_help", **said)])
    written = calendar(journey)
    assert_is_a_calendar(written, date(2027, 7, 6))
    texts = re.sub(r"UID:[0-9a-f]{32}@thrive-rules\.invalid", "UID", written).lower()
    for personal in ("zaphod", "friends", "help", "young", "getting", "sha256"):
        assert personal not in texts
    assert calendar(follow([decided(APRIL, "getting_help", **said)])) == written
    other = follow([decided(APRIL, "thriving", **said)])
    assert re.findall("UID:.*", calendar(other)) != re.findall("UID:.*", written)


def test_a_date_at_the_edge_of_the_calendar_is_no_trouble() -> None:
    for on in (date.min, date.max - timedelta(days=0)):
        assert_is_a_calendar(calendar(follow([decided(JANUARY, "thriving", review_on=str(on))])), on)


# THE COMMAND


def run(*arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    return command("journey", *arguments)


FILES = ("examples/decisions/april.yaml", "examples/decisions/january.yaml")


def test_the_command_tells_and_writes_the_calendar(tmp_path: Path) -> None:
    file = tmp_path / "review.ics"
    done = run(
        *FILES,
        "--calendar",
        file,
        "--today",
        "2027-07-06",
        "--reader",
        "young-person",
        "--case",
        "examples/three_voices.yaml",
    )
    assert done.returncode == 0, done.stderr
    assert "You: The talk was all right." in done.stdout
    assert "A review is due since 2027-07-06" in done.stdout
    assert done.stdout.index("2027-01-12: ") < done.stdout.index("2027-04-13: ")
    with file.open(newline="") as stream:
        assert_is_a_calendar(stream.read(), date(2027, 7, 6))
    assert run(*FILES, "--calendar", file).returncode == 0  # a calendar takes the place of a calendar
    answer = json.loads(run(*FILES, "--json", "--today", "2027-05-01").stdout)
    assert answer["today"] == "2027-05-01"
    assert answer["aims"][0]["movements"][0]["change"] == 3


def test_a_calendar_never_takes_the_place_of_a_decision(tmp_path: Path) -> None:
    file = tmp_path / "decision.yaml"
    file.write_bytes((ROOT / FILES[0]).read_bytes())
    done = run(file, "--calendar", file)
    assert done.returncode == 2
    assert "no calendar file" in done.stderr
    assert load_decision(file) == load_decision(ROOT / FILES[0])


def test_a_file_that_was_cut_short_is_refused_with_what_is_wrong(tmp_path: Path) -> None:
    written = (ROOT / FILES[0]).read_text()
    file = tmp_path / "decision.yaml"
    file.write_text(written[: written.index("review_on")])
    done = run(file)
    assert done.returncode == 2
    assert done.stdout == ""
    assert re.fullmatch(rf"{re.escape(str(file))}:3: digest: the content is not .*\n", done.stderr)
    assert spell_decision(load_decision(ROOT / FILES[0]))["review_on"]

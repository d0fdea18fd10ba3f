"""A copy of a decision says what its audience may see of it, and a copy for somebody is refused for anybody else."""

import io
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from command import command
from thrive_rules import (
    Case,
    DecisionError,
    SharedDecision,
    ThriveRulesError,
    audience_of,
    explain_decision,
    load_decision,
    load_rules,
    page,
    record,
    suggest,
    write_decision,
)
from thrive_rules.conversations.shared import conversation_as_seen
from thrive_rules.decisions.decision import DecisionAnswers, Role
from thrive_rules.decisions.decision_file import decision_text, load_answers, spell_decision
from thrive_rules.decisions.journey import follow, journey_for, page_of_journey
from thrive_rules.decisions.shared import decision_for
from thrive_rules.severity.audience import THE_RECORD
from thrive_rules.severity.seen import as_seen_by
from thrive_rules.severity.severity import Severity
from thrive_rules.testing import answers_of_people, decisions

ROOT = Path(__file__).parents[2]
RULES = load_rules()
VIEWS = [{"id": "mum", "from": "parent_or_carer"}, {"id": "dad", "from": "parent_or_carer"}, {"id": "counsellor", "from": "practitioner"}]  # fmt: skip
UNHEARD = "ZAPHOD"
WHO = {
    "young_person": "young_person",
    "mum": {"role": "parent_or_carer", "reference": "mum"},
    "dad": {"role": "parent_or_carer", "reference": "dad"},
    "counsellor": "practitioner",
    "advocate": "advocate",
}


def of(context: dict[str, Any] | None = None, **more: Any) -> Case:
    return Case.model_validate({"context": {"age": 12, **(context or {})}, "views": VIEWS, **more})


def said_by(who: str, took_part: tuple[str, ...] = tuple(WHO)) -> SharedDecision:
    """A decision in which one person alone says something, everywhere that anybody can."""
    whose, words = WHO[who], f"{UNHEARD} said this"
    statement = {"whose": whose, "words": words}
    rating = {"on": "2027-01-01", "rating": 3, "whose": whose}
    answers = {
        "decided_on": "2027-01-12",
        "took_part": [WHO[each] for each in took_part],
        "agreed": {"status": "agreed", "groupings": ["getting_help"]},
        "wishes": [{"whose": whose, "words": words, "wants": {"extensive_help": True}, "agrees": False}],
        "reasons": [statement], "differences": [statement], "limits": [statement], "costs": [statement],
        "endings": [statement], "set_aside": [{"what": words, "why": words, "whose": whose}],
        "aims": [{"words": words, "whose": whose, "likely": words, "ratings": [rating]}],
        "consent": [{"whose": whose, "given": True, "words": words}],
        "competence": "presumed", "competence_words": UNHEARD,
    }  # fmt: skip
    case = of()
    return record(load_answers(answers), suggest(case, RULES), case)


def copy_of(decision: SharedDecision, case: Case, *names: str) -> SharedDecision | None:
    return decision_for(decision, audience_of(names, case), case)


def left(copy: SharedDecision | None) -> set[str]:
    """Where anything is left of what somebody said."""
    assert copy is not None
    parts = ("wishes", "reasons", "differences", "set_aside", "aims", "limits", "costs", "endings", "consent")
    return {part for part in parts if getattr(copy, part)}


EVERYWHERE = {
    "wishes", "reasons", "differences", "set_aside", "aims", "limits", "costs", "endings", "consent",
}  # fmt: skip


# WHOSE WORDS AND ANSWERS THEY ARE


@pytest.mark.parametrize("speaker", ["young_person", "advocate"])
def test_the_young_persons_own_words_are_seen_only_where_they_are_shared(speaker: str) -> None:
    decision = said_by(speaker)
    for reader in ("mum", "counsellor"):
        copy = copy_of(decision, of(), reader)
        assert copy is not None
        assert left(copy) == {"wishes", "consent"}  # their answers, not their words
        assert UNHEARD not in json.dumps(spell_decision(copy))
        assert (copy.wishes[0].wants.extensive_help, copy.wishes[0].agrees) == (True, False)
        assert copy.consent[0].given is True
        assert left(copy_of(decision, of({"shared_with": {reader: True}}), reader)) == EVERYWHERE
    assert left(copy_of(decision, of(), "young_person")) == EVERYWHERE


@pytest.mark.parametrize(
    ("marked", "words", "answers", "wants"),
    [
        ("preferences", False, False, None),
        ("preferences.goals", False, True, True),
        ("preferences.what_matters", False, True, True),
        ("preferences.wants", True, False, None),
        ("preferences.wants.extensive_help", True, False, None),
        ("preferences.wants.information", True, False, True),
        ("presentation.concerns.low_mood", True, True, True),
    ],
)
def test_what_the_young_person_marks_is_kept_from_the_copy(
    marked: str, words: bool, answers: bool, wants: bool | None
) -> None:
    case = of({"shared_with": {"mum": True}, "private": {"young_person": [marked]}})
    copy = copy_of(said_by("young_person"), case, "mum")
    assert copy is not None
    told = json.dumps(spell_decision(copy))
    assert (UNHEARD in told) is words
    [wish] = copy.wishes or [None]
    assert (wish.wants.extensive_help if wish else None) is wants
    assert (bool(wish and wish.agrees is False)) is answers
    assert any(each.given for each in copy.consent) is answers
    assert any(aim.ratings for aim in copy.aims) is (answers and words)


def test_what_somebody_else_keeps_private_is_as_if_they_had_said_nothing() -> None:
    marks = {"private": {"dad": ["views.dad"]}}
    for case in (of(marks), of({"private": {"young_person": ["views.dad"]}})):
        for reader in ("mum", "counsellor"):
            copy = copy_of(said_by("dad"), case, reader)
            assert copy is not None
            assert left(copy) == set()
            assert "dad" not in decision_text(copy)
    assert copy_of(said_by("dad"), of(marks), "young_person") is not None
    assert left(copy_of(said_by("dad"), of(marks), "young_person")) == set()
    assert left(copy_of(said_by("dad"), of(marks), "dad")) == EVERYWHERE
    assert left(copy_of(said_by("mum"), of(marks), "counsellor")) == EVERYWHERE
    # Without a reference that names a view it can be either of them, and so it is kept.
    nameless = said_by("dad").model_dump(mode="json", by_alias=True)
    nameless["reasons"][0]["whose"] = {"role": "parent_or_carer", "reference": "M"}
    copy = copy_of(SharedDecision.model_validate(nameless), of(marks), "counsellor")
    assert copy is not None
    assert copy.reasons == ()


def test_a_room_sees_what_each_of_them_sees() -> None:
    case = of({"shared_with": {"mum": True}})
    assert left(copy_of(said_by("young_person"), case, "mum", "young_person")) == EVERYWHERE
    assert left(copy_of(said_by("young_person"), case, "mum", "counsellor")) == {"wishes", "consent"}


def test_words_on_competence_and_hashes_are_the_records_own() -> None:
    decision = said_by("young_person")
    for reader in ("young_person", "mum", "counsellor"):
        copy = copy_of(
            decision, of({"shared_with": {reader: True}} if reader != "young_person" else {}), reader
        )
        assert copy is not None
        assert (copy.competence, copy.competence_words, copy.basis) == ("presumed", None, None)
        assert copy.audience == audience_of([reader], of())
        spelled = spell_decision(copy)
        assert "sha256" not in json.dumps({key: part for key, part in spelled.items() if key != "digest"})
        assert load_decision(spelled) == copy
    assert decision_for(decision, THE_RECORD) is decision


# WHO GETS A COPY


@pytest.mark.parametrize(
    "context",
    [{"age": 16}, {"age": None}, {"competence": "assessed_competent"}, {"shared_with": {"mum": False}}, {"private": {"young_person": ["presentation"]}}],
)  # fmt: skip
def test_where_it_is_not_theirs_to_see_they_get_the_page_about_no_case(context: dict[str, Any]) -> None:
    case, decision = of(context), said_by("mum")
    audience = audience_of(["mum"], case)
    assert decision_for(decision, audience, case) is None
    no_case = page(conversation_as_seen(as_seen_by(of({"age": None}), Severity(), audience), RULES), RULES)
    assert explain_decision(decision, RULES, "mum", case) == no_case
    assert page_of_journey(follow([decision]), RULES, "mum", case) == no_case
    assert decision_for(decision, audience_of(["young_person"], case), case) is not None


@pytest.mark.parametrize(
    "marked", ["presentation.safety_concern", "preferences.wants", "presentation.concerns.low_mood"]
)
def test_what_people_agreed_lets_guess_at_what_is_kept_from_who_did_not_take_part(marked: str) -> None:
    case = of({"shared_with": {"parent_or_carer": True}, "private": {"young_person": [marked]}})
    decision = said_by("counsellor", took_part=("young_person", "mum", "counsellor"))
    assert copy_of(decision, case, "mum") is not None
    assert copy_of(decision, case, "dad") is None  # the other parent was there, and he was not
    assert copy_of(decision, case, "parent_or_carer") is None
    assert copy_of(decision, of(), "dad") is not None
    initials = load_answers(
        {"decided_on": "2027-01-12", "took_part": [{"role": "parent_or_carer", "reference": "M"}], "agreed": {"status": "not_agreed_yet"}}
    )  # fmt: skip
    unnamed = record(initials, suggest(case, RULES), case)
    assert copy_of(unnamed, case, "mum") is None  # it can be either of them
    alone = case.model_copy(update={"views": case.views[:1]})
    assert copy_of(unnamed, alone, "mum") is not None
    assert copy_of(unnamed, alone.model_copy(update={"views": ()}), "parent_or_carer") is not None


def test_a_step_of_the_plan_is_for_all_who_took_part() -> None:
    answers = {
        "decided_on": "2027-01-12",
        "took_part": ["young_person", WHO["mum"]],
        "agreed": {"status": "none_for_now"},
        "plan": {"lead": WHO["mum"], "steps": [{"who": "young_person", "what": UNHEARD}]},
    }
    decision = record(load_answers(answers), suggest(of(), RULES), of())
    for reader, sees in (("young_person", True), ("mum", True), ("dad", False), ("counsellor", False)):
        copy = copy_of(decision, of(), reader)
        assert copy is not None
        assert bool(copy.plan.steps) is sees
        assert copy.plan.lead == decision.plan.lead
    shared = of({"shared_with": {"dad": True}})
    assert copy_of(decision, shared, "dad").plan.steps  # type: ignore[union-attr]  # seen above


def test_a_copy_is_for_one_audience_alone() -> None:
    case, decision = of(), said_by("mum")
    copy = copy_of(decision, case, "mum")
    assert copy is not None
    assert decision_for(copy, audience_of(["mum"], case)) is copy
    assert explain_decision(copy, RULES) == explain_decision(copy, RULES, "mum", case)
    assert explain_decision(copy, RULES) == explain_decision(decision, RULES, "mum", case)
    for other in ("young_person", "parent_or_carer", "other", "practitioner"):
        with pytest.raises(ThriveRulesError, match="this copy is for somebody else"):
            explain_decision(copy, RULES, other)
        with pytest.raises(ThriveRulesError, match="this copy is for somebody else"):
            page_of_journey(follow([copy]), RULES, other)
    with pytest.raises(ThriveRulesError, match="stands in its case"):
        explain_decision(decision, RULES, "young_person")
    with pytest.raises(ThriveRulesError, match="stands in its case"):
        page_of_journey(follow([decision]), RULES, "other")
    with pytest.raises(DecisionError, match="not all for the same people"):
        follow([copy, decision])


def test_a_case_with_another_reference_is_refused() -> None:
    case = of({"reference": "A-17"})
    decision = record(load_answers({"decided_on": "2027-01-12", "agreed": {"status": "not_agreed_yet"}}), suggest(case, RULES), case)  # fmt: skip
    assert copy_of(decision, case, "young_person") is not None
    with pytest.raises(ThriveRulesError, match="not about this case") as refused:
        copy_of(decision, of({"reference": "B-2"}), "young_person")
    assert "A-17" not in str(refused.value)


# LAW 19, FOR DECISIONS


@settings(max_examples=60)
@given(decisions(), st.sampled_from(["mum", "dad", "counsellor", "other", "parent_or_carer"]), st.data())
def test_of_two_decisions_that_differ_in_what_is_hidden_the_copies_are_the_same(
    decision: SharedDecision, reader: str, data: st.DataObject
) -> None:
    hidden = data.draw(st.sampled_from(["words", "answers", "views"]))
    marks = {
        "words": {},
        "answers": {"shared_with": {reader: True}, "private": {"young_person": ["preferences.wants.information"]}},
        "views": {"shared_with": {reader: True}, "private": {"practitioner": ["views.parent_or_carer", "views.practitioner", "views.other"]}},
    }[hidden]  # fmt: skip
    other = data.draw(answers_of_people())
    case = of({"reference": decision.reference, **marks})
    changed = _with_another(decision, other, hidden, reader)
    one, two = (copy_of(each, case, reader) for each in (decision, changed))
    assert one == two
    if one and two:
        assert decision_text(one) == decision_text(two)
        assert explain_decision(one, RULES).json() == explain_decision(two, RULES).json()


def _with_another(
    decision: SharedDecision, other: DecisionAnswers, hidden: str, reader: str
) -> SharedDecision:
    """The decision with anything else in the place of what is hidden, told here a second time."""
    data = decision.model_dump(mode="json", by_alias=True)
    young = (Role.YOUNG_PERSON, Role.ADVOCATE)
    data["competence_words"] = "other words" if data["competence_words"] is None else None
    data["basis"] = {**data["basis"], "case": f"sha256:{'0' * 64}"}

    def is_hidden(whose: dict[str, Any]) -> bool:
        mine = {"counsellor": "practitioner", "other": "other"}.get(reader, "parent_or_carer")
        return (
            whose["role"] in young
            if hidden != "views"
            else whose["role"] not in young and _kind(whose) != mine
        )

    def kept(part: str) -> list[dict[str, Any]]:
        return [each for each in data[part] if not is_hidden(each["whose"])]

    new = other.model_dump(mode="json", by_alias=True)
    if hidden != "answers":
        for part in ("reasons", "differences", "set_aside", "aims", "limits", "costs", "endings"):
            data[part] = kept(part) + [each for each in new[part] if is_hidden(each["whose"])]
    for wish in data["wishes"]:
        if is_hidden(wish["whose"]):
            if hidden == "words":
                wish["words"] = UNHEARD
            elif hidden == "answers":
                wish["agrees"], wish["wants"]["information"] = None, not wish["wants"]["information"]
            else:
                wish.update({"words": UNHEARD, "agrees": False})
    for aim in data["aims"] if hidden == "answers" else ():
        aim["ratings"] = [each for each in aim["ratings"] if not is_hidden(each["whose"])]
    for consent in data["consent"]:
        if is_hidden(consent["whose"]):
            consent["given" if hidden == "answers" else "words"] = None if hidden == "answers" else UNHEARD
    return SharedDecision.model_validate(data)


def _kind(whose: dict[str, Any]) -> str:
    role = str(whose["role"])
    return "other" if role == "interpreter" else role


# THE COMMANDS


CASE, ANSWERS = "examples/three_voices.yaml", "examples/decisions/answers.yaml"
OWN = "I want to be left alone at school"


def test_decide_shows_what_they_may_see_and_keeps_the_record_whole(tmp_path: Path) -> None:
    whole = command("decide", CASE, "--from", ANSWERS, "--out", tmp_path / "whole.yaml")
    assert OWN in whole.stdout
    for number, whom in enumerate(
        (["--reader", "parent-or-carer"], ["--room", "young-person,parent-or-carer"])
    ):
        out = tmp_path / f"{number}.yaml"
        done = command("decide", CASE, "--from", ANSWERS, "--out", out, *whom)
        assert done.returncode == 0, done.stderr
        assert OWN not in done.stdout
        assert "It is the record's own" in done.stdout
        assert load_decision(out) == load_decision(tmp_path / "whole.yaml")
    nobody = command("decide", CASE, "--from", ANSWERS, "--out", tmp_path / "no.yaml", "--person", "mum")
    assert (nobody.returncode, nobody.stdout) == (2, "")
    assert "there is no such reader of this case" in nobody.stderr
    assert not (tmp_path / "no.yaml").exists()


def test_journey_asks_for_the_case_and_takes_a_copy(tmp_path: Path) -> None:
    file = tmp_path / "decision.yaml"
    command("decide", CASE, "--from", ANSWERS, "--out", file)
    for whom, told in (
        (["--reader", "other"], "--case"),
        (["--person", "mum"], "--case"),
        (["--room", "young-person,other"], "--case"),
        (["--case", CASE, "--person", "mum"], "no such reader of this case"),
        (["--case", "nowhere.yaml"], "there is no such file"),
    ):
        done = command("journey", file, *whom)
        assert (done.returncode, done.stdout) == (2, "")
        assert told in done.stderr
        assert "Traceback" not in done.stderr
    done = command("journey", file, "--case", CASE, "--reader", "parent-or-carer")
    assert done.returncode == 0, done.stderr
    assert "See my friends" not in done.stdout
    kept = json.loads(command("journey", file, "--case", CASE, "--reader", "young-person", "--json").stdout)
    copy = load_decision(kept["decisions"][0])
    write_decision(copy, tmp_path / "copy.yaml")
    mine = command("journey", tmp_path / "copy.yaml")
    assert "See my friends" in mine.stdout
    assert mine.stdout == command("journey", file, "--case", CASE, "--reader", "young-person").stdout
    refused = command("journey", tmp_path / "copy.yaml", "--reader", "other")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "this copy is for somebody else" in refused.stderr


def test_a_journey_that_is_not_theirs_is_the_page_about_no_case(tmp_path: Path) -> None:
    case, file = tmp_path / "case.json", tmp_path / "decision.yaml"
    case.write_text(json.dumps({"context": {"age": 16}}))
    command("decide", case, "--from", ANSWERS, "--out", file)
    about = ("--case", case, "--reader", "parent-or-carer")
    shown = command("journey", file, *about, "--calendar", tmp_path / "review.ics")
    assert shown.stdout == command("suggest", case, "--reader", "parent-or-carer").stdout
    assert json.loads(command("journey", file, *about, "--json").stdout) == {"without_a_case": True}
    assert not (tmp_path / "review.ics").exists()


# A COPY AS A FILE


@pytest.mark.parametrize("name", ["copy.yaml", "copy.json"])
def test_show_writes_a_copy_that_comes_back_and_says_whose_it_is(name: str, tmp_path: Path) -> None:
    case, file, out = tmp_path / "case.json", tmp_path / "decision.yaml", tmp_path / name
    case.write_text(json.dumps({"format": 2, "context": {"age": 12}, "views": VIEWS}))
    command("decide", case, "--from", ANSWERS, "--out", file)
    done = command("show", file, "--case", case, "--person", "mum", "--out", out)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"The decision stands in {out}. It is a copy for mum, and for nobody else.\n"
    assert out.stat().st_mode & 0o777 == 0o600
    copy = load_decision(out)
    assert copy == decision_for(load_decision(file), audience_of(["mum"], of()), of())
    assert copy.audience == audience_of(["mum"], of())
    assert copy.basis is None
    assert "See my friends" not in out.read_text()  # these are the young person's own words
    if name == "copy.yaml":
        assert out.read_text().startswith("# A copy for mum, and for nobody else: ")
    assert "Copy for: Parent or carer (mum)" in command("show", out).stdout
    refused = command("show", out, "--reader", "other")
    assert (refused.returncode, refused.stdout) == (2, "")
    again = command(
        "show", out, "--out", tmp_path / f"again-{name}"
    )  # a copy is theirs already, and needs no case
    assert again.returncode == 0, again.stderr
    assert (tmp_path / f"again-{name}").read_bytes() == out.read_bytes()


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ((), "whose copy is this?"),
        (("--reader", "other"), "give the case too"),
        (("--case", CASE, "--person", "zaphod"), "there is no such reader of this case"),
        (("--case", CASE, "--reader", "young-person", "--json"), "name that alone, and no other form"),
        (("--case", CASE, "--reader", "young-person", "--html"), "name that alone, and no other form"),
        (("--case", CASE, "--reader", "young-person", "{file}"), "name that alone, and no other form"),
        (("--case", "{sixteen}", "--reader", "other"), "they get the page that is about no case"),
        (("--case", "{another}", "--reader", "other"), "this decision is not about this case"),
    ],
)
def test_where_a_copy_cannot_be_made_nothing_is_written(
    options: tuple[str, ...], told: str, tmp_path: Path
) -> None:
    names = {each: tmp_path / f"{each}.json" for each in ("file", "sixteen", "another")}
    for name, context in (("sixteen", {"age": 16, "reference": "A-17"}), ("another", {"reference": "B-1"})):
        names[name].write_text(json.dumps({"format": 2, "context": context}))
    command("decide", names["sixteen"], "--from", ANSWERS, "--out", names["file"])
    there = sorted(tmp_path.iterdir())
    line = [each.format(**names) for each in options]
    done = command("show", names["file"], *line, "--out", tmp_path / "copy.yaml")
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr
    assert "zaphod" not in done.stderr
    assert sorted(tmp_path.iterdir()) == there


def test_a_copy_takes_the_place_of_nothing_and_the_records_own_is_named(tmp_path: Path) -> None:
    file, out = tmp_path / "decision.yaml", tmp_path / "copy.yaml"
    command("decide", CASE, "--from", ANSWERS, "--out", file)
    mine = ("show", file, "--reader", "practitioner", "--out", out)
    assert command(*mine).stdout == f"The decision stands in {out}. It is the record's own.\n"
    assert out.read_bytes() == file.read_bytes()
    again = command("show", file, "--case", CASE, "--reader", "young-person", "--out", out)
    assert (again.returncode, again.stdout) == (2, "")
    assert again.stderr.startswith(f"{out}: a file stands here already")
    assert out.read_bytes() == file.read_bytes()
    assert command(*mine[:-1], "-").stdout == file.read_text()
    nowhere = command("show", file, "--reader", "practitioner", "--out", file / "copy.yaml")
    assert nowhere.returncode == 2
    assert "this cannot be written" in nowhere.stderr


# WHAT A PAGE SAYS OF THE CASE ITSELF


def test_a_page_says_the_reference_and_the_date_of_its_case() -> None:
    case = of({"reference": "A-17", "date": "2027-01-11"})
    decision = record(load_answers({"decided_on": "2027-01-12", "agreed": {"status": "not_agreed_yet"}}), suggest(case, RULES), case)  # fmt: skip
    for reader in ("practitioner", "young_person", "mum", "other"):
        for shown in (explain_decision(decision, RULES, reader, case), page_of_journey(follow([decision]), RULES, reader, case)):  # fmt: skip
            assert "Reference: A-17" in str(shown)
            assert "2027-01-11" in str(shown)


def test_a_copy_says_that_something_is_not_on_the_page_and_never_that_nobody_said_it() -> None:
    decision = said_by("young_person", took_part=("young_person", "mum"))
    words = RULES.wording.decision
    for reader in ("young_person", "mum", "counsellor"):
        told = str(explain_decision(decision, RULES, reader, of()))
        assert words.still_open.practitioner not in told
        assert words.still_open.to(audience_of([reader], of()).reader) in told
    assert words.still_open.practitioner in str(explain_decision(decision, RULES))
    journey = journey_for(follow([decision]), audience_of(["mum"], of()), of())
    assert journey is not None
    assert journey.audience == audience_of(["mum"], of())


def test_the_schema_asks_for_a_basis_of_the_record_alone() -> None:
    schema = json.loads((ROOT / "docs" / "schemas" / "decision.schema.json").read_text())
    decision = said_by("mum")
    copy = copy_of(decision, of(), "mum")
    assert copy is not None
    jsonschema.validate(spell_decision(copy), schema)
    whole = spell_decision(decision)
    jsonschema.validate(whole, schema)
    del whole["basis"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(whole, schema)


@given(decisions())
def test_any_copy_comes_back_from_a_file(decision: SharedDecision) -> None:
    case = of({"reference": decision.reference})
    copy = copy_of(decision, case, "young_person")
    assert copy is not None
    assert load_decision(io.StringIO(decision_text(copy))) == copy

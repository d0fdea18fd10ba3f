"""A shared decision: what people said is kept, whole, and says nothing that a suggestion said for them."""

import io
import json
import os
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from thrive_rules import (
    CaseError,
    DecisionError,
    Grouping,
    Reader,
    RuleBase,
    SharedDecision,
    ThriveRulesError,
    converse,
    explain_decision,
    load_case,
    load_decision,
    load_rules,
    record,
    suggest,
    write_decision,
)
from thrive_rules.cases.case import Case, Context
from thrive_rules.checks.lint import NEVER_SAID
from thrive_rules.decisions.decision import (
    Agreement,
    DecisionAnswers,
    MissingFromPlan,
    Person,
    Role,
    Status,
    fingerprint_case,
    fingerprint_decision,
    fingerprint_suggestion,
    missing,
    whole,
)
from thrive_rules.decisions.decision_file import decision_text, load_answers, spell_decision
from thrive_rules.documents.fingerprint import fingerprint
from thrive_rules.language.words import Words
from thrive_rules.severity.severity import Severity
from thrive_rules.testing import answers_of_people, cases, decisions, rule_bases, severities

EXAMPLES = Path(__file__).parents[2] / "examples"
RULES = load_rules()
A_PERSON = "Zaphod-Q"
SHARED = Case.model_validate(
    {"context": {"age": 14, "shared_with": {"parent_or_carer": True, "other": True}}}
)
"""A case in which the young person shares everything with everybody."""
LEAST: dict[str, Any] = {"decided_on": "2027-01-12", "agreed": {"status": "not_agreed_yet"}}


def least(**more: Any) -> SharedDecision:
    case, _ = load_case({})
    return record(load_answers({**LEAST, **more}), suggest(case, RULES), case)


def example() -> SharedDecision:
    case, _ = load_case(EXAMPLES / "three_voices.yaml")
    return record(load_answers(EXAMPLES / "decisions" / "answers.yaml"), suggest(case, RULES), case)


def text(decision: SharedDecision, rules: RuleBase = RULES, reader: str = "practitioner") -> str:
    return str(explain_decision(decision, rules, reader, SHARED))


# WHAT PEOPLE AGREED


def test_any_of_the_five_several_none_for_now_and_not_yet_can_be_recorded() -> None:
    for grouping in Grouping:
        assert least(agreed={"status": "agreed", "groupings": [grouping]}).agreed.groupings == (grouping,)
    several = least(agreed={"status": "agreed", "groupings": ["getting_help", "thriving", "getting_help"]})
    assert several.agreed.groupings == (Grouping.THRIVING, Grouping.GETTING_HELP)  # a set
    for status in ("none_for_now", "not_agreed_yet"):
        assert least(agreed={"status": status}).agreed == Agreement(status=Status(status))


@pytest.mark.parametrize(
    "agreed",
    [
        {"status": "agreed"},
        {"status": "agreed", "groupings": []},
        {"status": "none_for_now", "groupings": ["thriving"]},
        {"status": "not_agreed_yet", "groupings": ["getting_help"]},
        {"groupings": ["getting_help"]},
    ],
)
def test_a_status_that_does_not_fit_the_groupings_is_refused(agreed: dict[str, Any]) -> None:
    with pytest.raises(DecisionError, match="agreed"):
        least(agreed=agreed)


def test_no_field_is_for_a_name_and_none_says_override() -> None:
    schema = json.dumps(SharedDecision.model_json_schema()).lower()
    assert "override" not in schema
    keys = set(re.findall(r'"(\w+)": \{', schema))
    assert "reference" in keys
    assert not [key for key in keys if re.search("name|risk|score|confidence|rank", key)]
    assert Person(role=Role.YOUNG_PERSON).reference is None
    assert set(Role) == {
        "young_person",
        "parent_or_carer",
        "practitioner",
        "advocate",
        "interpreter",
        "other",
    }


def test_what_people_have_to_say_at_the_least_is_the_day_and_how_it_came_out() -> None:
    needed = {name for name, field in DecisionAnswers.model_fields.items() if field.is_required()}
    assert needed == {"decided_on", "agreed"}


@given(answers_of_people(), cases(), cases())
def test_nothing_is_filled_in_from_a_suggestion(said: DecisionAnswers, one: Any, other: Any) -> None:
    first, second = record(said, suggest(one, RULES), one), record(said, suggest(other, RULES), other)
    for name in DecisionAnswers.model_fields:
        assert getattr(first, name) == getattr(second, name) == getattr(said, name)


def test_defaults_are_the_same_whatever_is_suggested() -> None:
    bare = {
        name: field.get_default()
        for name, field in DecisionAnswers.model_fields.items()
        if not field.is_required()
    }
    for file in EXAMPLES.glob("*.yaml"):
        case, _ = load_case(file)
        suggestion = suggest(case, RULES)
        decision = record(load_answers(LEAST), suggestion, case)
        assert {name: getattr(decision, name) for name in bare} == bare
        assert not [each for each in Grouping if each in json.dumps(spell_decision(decision))]


# WHAT IT WAS MADE ON


@given(cases(), severities(), severities())
def test_severity_is_no_part_of_the_fingerprints(case: Any, one: Severity, other: Severity) -> None:
    said = load_answers(LEAST)
    suggestion = suggest(case, RULES)
    talks = [converse(suggestion, case, each, RULES) for each in (one, other)]
    made = [record(said, each.suggestion, each.case) for each in talks]
    assert made[0] == made[1] == record(said, suggestion, case)


def test_the_basis_says_what_people_had_in_front_of_them() -> None:
    case, _ = load_case(EXAMPLES / "three_voices.yaml")
    other, _ = load_case(EXAMPLES / "safety.yaml")
    suggestion, basis = suggest(case, RULES), example().basis
    assert basis is not None
    assert basis.case == fingerprint_case(case) != fingerprint_case(other)
    assert (
        basis.suggestion
        == fingerprint_suggestion(suggestion)
        != fingerprint_suggestion(suggest(other, RULES))
    )
    assert (basis.rule_base, basis.rule_base_version, basis.rule_base_digest) == (
        RULES.header.id,
        RULES.header.version,
        RULES.digest,
    )
    assert basis.rule_format == 2
    assert basis.package == suggestion.provenance.package
    assert fingerprint({"b": 1, "a": "é"}) == fingerprint({"a": "é", "b": 1})


def test_a_suggestion_keeps_its_fingerprint_in_the_newer_format() -> None:
    """Pinned before format 2 came, with the rules that shipped then: an old decision names what lay before people."""
    case, _ = load_case(EXAMPLES / "safety.yaml")
    suggestion = suggest(case, load_rules("thrive@0.1.0", for_study=True))
    assert suggestion.urgent is not None
    assert fingerprint_suggestion(suggestion) == (
        "sha256:cc111964986c7908b445c8009b1c6992f126e41ae2f1ed401b1a4729ceade464"
    )


# WHETHER A PLAN IS COMPLETE


def test_a_plan_is_complete_with_a_lead_a_part_for_everyone_limits_endings_and_a_review() -> None:
    decision = example()
    assert whole(decision)
    assert missing(decision) == ()
    for gone, expected in (
        ({"plan": decision.plan.model_copy(update={"lead": None})}, "lead"),
        ({"limits": ()}, "limits"),
        ({"endings": ()}, "endings"),
        ({"review_on": None}, "review"),
        ({"took_part": ()}, "took_part"),
    ):
        lacks = decision.model_copy(update=gone)
        assert [each.what for each in missing(lacks)] == [expected]
        assert not whole(lacks)
        assert getattr(RULES.wording.decision, f"missing_{expected}").practitioner in text(lacks)
    assert RULES.wording.decision.still_open.practitioner not in text(decision)


def test_everyone_who_took_part_has_a_part_in_the_plan() -> None:
    decision = example()
    parent = Person(role=Role.PARENT_OR_CARER, reference="M")
    steps = tuple(each for each in decision.plan.steps if each.who != parent)
    lacks = decision.model_copy(update={"plan": decision.plan.model_copy(update={"steps": steps})})
    assert missing(lacks) == (MissingFromPlan(what="part_in_plan", who=parent),)
    assert "a part in the plan for: Parent or carer (M)" in text(lacks)


def test_nothing_is_forced(tmp_path: Path) -> None:
    decision = least()
    assert not whole(decision)
    write_decision(decision, tmp_path / "decision.yaml")
    assert load_decision(tmp_path / "decision.yaml") == decision


# IN WORDS


@pytest.mark.parametrize("reader", list(Reader))
def test_a_decision_is_told_to_every_reader_in_peoples_own_words(reader: Reader) -> None:
    told = text(example(), reader=reader)
    for words in ("I want to be left alone at school", "I worry that one talk is not enough", "2027-04-13"):
        assert words in told
    assert "Getting Advice and Signposting" in told
    for never in (*NEVER_SAID, "wrong", "against advice", "refus"):
        assert not re.search(rf"\b{never}", told.lower()), never
    if reader is Reader.YOUNG_PERSON:
        assert "the young person" not in told.lower()


def test_difference_stands_beside_agreement() -> None:
    told = text(example())
    assert "agrees with this record" in told
    assert "sees it differently" in told


@given(decisions(), rule_bases())
@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
def test_a_decision_explains_itself_under_any_other_rule_base(
    decision: SharedDecision, rules: RuleBase
) -> None:
    for reader in Reader:
        told = text(decision, rules, reader)
        for grouping in decision.agreed.groupings:
            assert rules.words_for[grouping].name in told
        other_rules = rules.wording.decision.other_rules.to(reader)
        assert (other_rules in told) is (reader is Reader.PRACTITIONER)  # a copy has no basis


def test_under_the_next_version_names_come_from_that_version_and_it_says_so() -> None:
    header = RULES.header.model_copy(update={"version": "9.0.0"})
    renamed = tuple(each.model_copy(update={"name": f"{each.name} renamed"}) for each in RULES.groupings)
    following = replace(RULES, header=header, groupings=renamed)
    told = text(example(), following)
    assert "Getting Advice and Signposting renamed" in told
    assert following.wording.decision.other_rules.practitioner in told
    assert following.wording.decision.same_rules.practitioner not in told
    assert RULES.wording.decision.same_rules.practitioner in text(example())
    assert RULES.digest in told  # the rules that people had then


def test_an_unknown_reader_is_refused() -> None:
    with pytest.raises(ThriveRulesError, match="no such reader"):
        explain_decision(example(), RULES, "nobody", SHARED)


def test_a_line_break_in_own_words_cannot_look_like_a_heading() -> None:
    words = "x\n\nGetting Risk Support\n===="
    person = {"whose": "practitioner", "words": words}
    aim = {"whose": "practitioner", "words": words, "success": words, "if_not": words}
    told = text(
        least(reasons=[person], consent=[person], aims=[aim], competence="presumed", competence_words=words)
    )
    assert not [line for line in told.splitlines() if line.startswith(("Getting Risk Support", "===="))]
    assert told.count("====") == 6


def test_words_about_decisions_are_all_there_and_none_is_left_over() -> None:
    source = "".join(
        (Path(__file__).parents[2] / "src" / "thrive_rules" / f"{name}.py").read_text()
        for name in ("decisions/decision_page", "decisions/journey", "cli/interview", "cli/decision")
    )
    for key, words in RULES.wording.decision:
        assert isinstance(words, Words)
        assert re.search(rf"\b(words|asked)\.{key}\b", source), key


# TO A FILE AND BACK


@given(decisions())
def test_any_decision_comes_back_from_a_file_as_it_was(decision: SharedDecision) -> None:
    for name in ("decision.yaml", "decision.json"):
        stream = io.StringIO(decision_text(decision, name))
        stream.name = name
        assert load_decision(stream) == decision
    assert load_decision(spell_decision(decision)) == decision
    assert load_decision(decision.model_dump(mode="json")) == decision


@given(decisions(), st.data())
def test_a_file_cut_short_anywhere_is_refused_and_never_overwritten(
    tmp_path_factory: pytest.TempPathFactory, decision: SharedDecision, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(["decision.yaml", "decision.json"]))
    written = decision_text(decision, name).encode()
    half = written[: data.draw(st.integers(0, len(written) - 2))]
    file = tmp_path_factory.mktemp("cut") / name
    file.write_bytes(half)
    try:
        assert load_decision(file) == decision  # nothing was lost but the end of a line
    except DecisionError as error:
        told = str(error)
    else:
        told = ""
    if told:
        assert told.startswith(str(file))
        for replace in (False, True):
            with pytest.raises(DecisionError):
                write_decision(decision, file, replace=replace)
        assert file.read_bytes() == half
        assert [each.name for each in file.parent.iterdir()] == [name]


@given(decisions(), st.data())
def test_a_changed_file_is_refused(decision: SharedDecision, data: st.DataObject) -> None:
    spelled = spell_decision(decision)
    spelled["decided_on"] = data.draw(st.dates().map(str).filter(lambda day: day != spelled["decided_on"]))
    with pytest.raises(DecisionError, match="digest: the content is not what was written"):
        load_decision(spelled)


def test_a_decision_that_stands_there_is_not_overwritten_unless_asked(tmp_path: Path) -> None:
    file = tmp_path / "decision.yaml"
    write_decision(example(), file)
    before = file.read_bytes()
    with pytest.raises(DecisionError, match="a file stands here already"):
        write_decision(least(), file)
    assert file.read_bytes() == before
    write_decision(least(), file, replace=True)
    assert load_decision(file) == least()


def test_a_decision_that_somebody_writes_meanwhile_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, flush = tmp_path / "decision.yaml", os.fsync

    def while_others_write(handle: int) -> None:
        flush(handle)
        file.write_text("theirs")

    monkeypatch.setattr("os.fsync", while_others_write)
    with pytest.raises(DecisionError, match="a file stands here already; choose another name"):
        write_decision(example(), file)
    assert [each.read_text() for each in tmp_path.iterdir()] == ["theirs"]


def test_what_cannot_be_written_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(DecisionError, match="cannot be written: No space left"):
        write_decision(example(), tmp_path / "decision.yaml")
    assert list(tmp_path.iterdir()) == []


def test_an_older_format_still_opens() -> None:
    """january.yaml is of format 1, with the digest that was written then."""
    written = yaml.safe_load((EXAMPLES / "decisions" / "january.yaml").read_text())
    assert (written["format"], "digest" in written) == (1, True)
    opened = load_decision(EXAMPLES / "decisions" / "january.yaml")
    assert opened.format == 2
    again = spell_decision(opened)
    assert {key: value for key, value in again.items() if key not in ("format", "digest")} == {
        key: value for key, value in written.items() if key not in ("format", "digest")
    }
    assert load_decision(again) == opened


def test_a_decision_keeps_its_fingerprint_in_the_newer_format() -> None:
    """Pinned before format 2 came: journeys know a decision by it, and calendars a review."""
    old = load_decision(EXAMPLES / "decisions" / "january.yaml")
    pinned = "sha256:184a7893f3af0666654b048b64e23df934f63a4ee1ed6320923b4a694f20317d"
    assert fingerprint_decision(old) == fingerprint_decision(load_decision(spell_decision(old))) == pinned
    with_reference = {**spell_decision(old), "reference": "A-17"}
    del with_reference["digest"]
    assert fingerprint_decision(load_decision(with_reference)) != pinned


def test_a_decision_carries_the_reference_and_the_date_of_its_case() -> None:
    context = Context(reference="A-17", date=date(2027, 1, 11))
    case = Case(context=context)
    made = record(load_answers(LEAST), suggest(case, RULES), case)
    assert (made.reference, made.date) == ("A-17", date(2027, 1, 11))
    for name in ("x.json", "x.yaml"):
        assert "A-17" in decision_text(made, name)  # it is read back before it is written
    assert {"reference", "date", "for"}.isdisjoint(spell_decision(least()))


def test_in_format_1_there_is_no_such_key() -> None:
    said = spell_decision(least())
    del said["digest"]
    for key in ("reference", "date", "for"):
        with pytest.raises(DecisionError, match=f"{key}: there is no such key; it came with format 2"):
            load_decision({**said, "format": 1, key: None})
    with pytest.raises(DecisionError, match=r"for\.people: is required"):
        load_decision({**said, "for": {}})
    assert load_decision({**said, "for": None, "date": None, "reference": None}) == least()


def test_the_record_says_what_people_had_in_front_of_them() -> None:
    with pytest.raises(DecisionError, match="basis: is required"):
        load_decision(
            {key: part for key, part in spell_decision(least()).items() if key not in ("basis", "digest")}
        )


BAD = {
    "no mapping": ("- 1\n", "decision.yaml:1: expected a mapping"),
    "no format": ("decided_on: 2027-01-12\n", "format: is required"),
    "a newer format": ("format: 3\n", "decision.yaml:1: format: a newer thrive-rules wrote this"),
    "a format that is none": (f"format: {A_PERSON}\n", "decision.yaml:1: format: expected 1 or 2"),
    "true for a format": ("format: true\n", "format: expected 1 or 2"),
    "no day": ("format: 1\n", "decided_on: is required"),
    "a number for a day": ("format: 1\ndecided_on: 5\n", "decision.yaml:2: decided_on: expected a date such as"),
    "an unknown key": (f"format: 1\n{A_PERSON}: 1\n", "decision.yaml:2: there is no such key"),
    "a misspelt key": ("format: 1\nagred: 1\n", "did you mean agreed?"),
    "an unknown role": (f"format: 1\ntook_part:\n- {A_PERSON}\n", "decision.yaml:3: took_part[0]: expected one of young_person"),
    "a name for somebody": (f"format: 1\ntook_part:\n- {{role: other, name: {A_PERSON}}}\n", "decision.yaml:3: took_part[0]: there is no such key"),
    "a rating beyond 10": ("format: 1\naims:\n- {words: x, whose: other, ratings: [{on: 2027-01-01, rating: 11, whose: other}]}\n", "aims[0].ratings[0].rating: expected 10 or less"),
    "a long reference": (f"format: 1\ntook_part:\n- {{role: other, reference: {'x' * 41}}}\n", "took_part[0].reference: expected at most 40 characters"),
    "nothing set aside": ("format: 1\nset_aside:\n- {why: x, whose: other}\n", "set_aside[0]: expected a grouping, or `what` in words"),
    "empty words": ("format: 1\nreasons:\n- {words: '  ', whose: other}\n", "reasons[0].words: expected something that is not empty"),
    "a key twice": ("format: 1\nformat: 1\n", "the same key stands here twice"),
    "a digest of something else": (f"format: 1\ndigest: {A_PERSON}\n", "decision.yaml:2: digest: the content is not"),
    "no YAML": (f"format: [{A_PERSON}\n", "this is not YAML"),
    "nothing": ("", "the file is empty"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_with_file_line_and_field_and_no_value(name: str, tmp_path: Path) -> None:
    written, expected = BAD[name]
    file = tmp_path / "decision.yaml"
    file.write_text(written)
    with pytest.raises(DecisionError) as refused:
        load_decision(file)
    assert expected in str(refused.value)
    assert A_PERSON not in str(refused.value)
    with pytest.raises(DecisionError, match="so it is not overwritten"):
        write_decision(example(), file, replace=True)
    assert file.read_text() == written


@pytest.mark.parametrize("source", [None, 5, ["x"]])
def test_what_is_no_source_is_refused(source: Any) -> None:
    with pytest.raises(DecisionError, match="expected a path"):
        load_decision(source)


def test_it_is_frozen_and_its_error_is_one_of_the_tree() -> None:
    with pytest.raises(ValidationError):
        example().agreed = Agreement(status=Status.NONE_FOR_NOW)  # type: ignore[misc]  # that it cannot be set is the point
    assert issubclass(DecisionError, ThriveRulesError)
    assert not issubclass(DecisionError, CaseError)


def test_the_examples_load_and_hold_to_the_schema() -> None:
    import jsonschema

    schema = json.loads((EXAMPLES.parent / "docs" / "schemas" / "decision.schema.json").read_text())
    for name in ("january", "april"):
        file = EXAMPLES / "decisions" / f"{name}.yaml"
        jsonschema.validate(yaml.safe_load(file.read_text()), schema)
        decision = load_decision(file)
        jsonschema.validate(spell_decision(decision), schema)

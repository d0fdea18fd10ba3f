"""Format 2 of a case file: what came with it, and that the old files say what they said."""

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from thrive_rules import Case, CaseError, RuleBase, Severity, load_case, suggest
from thrive_rules.cases.case import Context, View
from thrive_rules.cases.fact import Part
from thrive_rules.cases.sharing import ParentalResponsibility
from thrive_rules.cases.vocabulary import FACTS, FOR_PROMPTS_ALONE
from thrive_rules.decisions.decision import fingerprint_case
from thrive_rules.documents.document import write_document
from thrive_rules.severity.case_file import NEW_IN_2, CaseFile, spell_case
from thrive_rules.testing import cases, severities

EXAMPLES = Path(__file__).parents[2] / "examples"
GIVEN: Mapping[str, Any] = {
    "reference": "A-17",
    "date": "2027-06-30",
    "private": {
        "young_person": ["presentation.concerns.gender_discomfort", "preferences.wants"],
        "mum": ["views.mum"],
    },
    "shared_with": {"parent_or_carer": True, "mum": False, "other": None},
    "danger_shared_with": {"young_person": True},
    "asked": {"young_person": ["presentation.safeguarding_concern"]},
    "said_yes": {"young_person": ["presentation.immediate_danger"]},
    "competence_assessment": {"date": "2027-06-30", "by": "Dr A", "decision": "this help"},
    "parental_responsibility": {"known": True, "local_authority": False},
}
MUM: Mapping[str, Any] = {"id": "mum", "from": "parent_or_carer"}


def told(data: Mapping[str, Any]) -> str:
    with pytest.raises(CaseError) as caught:
        load_case(data)
    return str(caught.value)


@given(cases(first_format=True), severities())
def test_a_file_of_format_1_says_the_same_in_format_2(case: Case, severity: Severity) -> None:
    file = CaseFile(**{name: getattr(case, name) for name in Case.model_fields}, severity=severity)
    old = spell_case(file)
    first, second, third = load_case(old), load_case({"format": 1, **old}), load_case({"format": 2, **old})
    assert first == second == third
    assert fingerprint_case(first[0]) == fingerprint_case(third[0])
    assert first[0].facts == third[0].facts


def test_the_suggestion_is_the_same_in_both_formats(rules: RuleBase) -> None:
    data = {
        "presentation": {"recovering": True},
        "views": [{"from": "other", "proposes": {"information": True}}],
    }
    old, new = (suggest(load_case({**head, **data})[0], rules) for head in ({}, {"format": 2}))
    assert old.model_dump_json() == new.model_dump_json()


def test_fingerprints_are_those_of_the_first_format() -> None:
    """Pinned before format 2 came: decisions that people have kept name a case by it.

    An example said then of the young person what she, or he, says now.
    """
    for name, digest, said in (
        (
            "three_voices",
            "7422af31c189d4dc7c3f2c1e0f7a295ba92566067a7c0aca519a548c6a61d5cc",
            {
                "I look after my little sister": "He looks after his little sister",
            },
        ),
        (
            "ocd_severe_managing",
            "43ecb40f820405722573760e7a369558dc5269e6c7d199f714dc52a1d0aab892",
            {
                "Drawing calms me": "She draws, and it calms her",
                "My older brother": "Her older brother",
                "during my exams": "during her exams",
                "in my own way": "in her own way",
            },
        ),
    ):
        text = (EXAMPLES / f"{name}.yaml").read_text(encoding="utf-8")
        for now, then in said.items():
            assert now in text
            text = text.replace(now, then)
        assert fingerprint_case(load_case(io.StringIO(text))[0]) == f"sha256:{digest}", (
            "an answer that came later is no part of it where it is absent: name it in `_later` of its part, "
            "and make the part one of LaterKeys"
        )


@pytest.mark.parametrize(
    ("found", "problem"),
    [
        (3, "a newer thrive-rules wrote this; install that version"),
        (0, "expected 1 or 2"),
        (True, "expected 1 or 2"),
        (1.0, "expected 1 or 2"),
        ("2", "expected 1 or 2"),
        (None, "expected 1 or 2"),
        ([], "expected 1 or 2"),
    ],
)
def test_another_format_is_refused(found: object, problem: str) -> None:
    assert told({"format": found}) == f"<mapping>: format: {problem}"


def test_every_key_of_format_2_is_kept_and_given_back() -> None:
    given: dict[str, Any] = {"format": 2, "context": {**GIVEN, "age": 15}, "views": [dict(MUM)]}
    assert {f"context.{key}" for key in GIVEN} | {"views.id"} == NEW_IN_2
    case, severity = load_case(io.StringIO(write_document(given)))
    file = CaseFile(format=2, **{name: getattr(case, name) for name in Case.model_fields}, severity=severity)
    assert load_case(spell_case(file)) == (case, severity)
    written = spell_case(file)["context"]
    assert {key: written[key] for key in GIVEN} == GIVEN


def test_what_is_nobody_or_no_place_is_told_with_its_line_and_without_its_name() -> None:
    text = (
        "format: 2\ncontext:\n  private:\n    mum: [views.mum, presentation.zaphod]\n"
        "  shared_with:\n    mum: null\n    zaphod: true\nviews: [{id: mum, from: parent_or_carer}]\n"
    )
    with pytest.raises(CaseError) as caught:
        load_case(io.StringIO(text))
    assert str(caught.value) == (
        "<stream>:4: context.private: expected a path of this case\n"
        "<stream>:7: context.shared_with: expected a kind of person, or the id of a view"
    )


def test_in_format_1_there_is_no_such_key() -> None:
    for head in ({}, {"format": 1}):
        for data in ({"context": {"reference": None}}, {"views": [MUM]}):
            assert "there is no such key; it came with format 2, and `format: 2` at the top says so" in told(
                {**head, **data}
            )


def test_a_key_that_says_nothing_is_as_if_it_were_absent() -> None:
    nothing: dict[str, Any] = {
        "reference": None,
        "private": {"mum": []},
        "shared_with": {"other": None},
        "asked": {},
    }
    case, _ = load_case({"format": 2, "context": {"age": 15}, "views": [{"from": "other"}]})
    blank, _ = load_case(
        {"format": 2, "context": {"age": 15, "reference": None}, "views": [{"from": "other", "id": None}]}
    )
    assert blank == case
    assert fingerprint_case(
        Case(context=Context.model_validate({**nothing, "age": 15}), views=case.views)
    ) == (fingerprint_case(case))


def test_no_mark_is_a_fact_and_of_the_other_keys_prompts_alone_may_read_one() -> None:
    later = {name.split(".")[1] for name in NEW_IN_2}
    assert not later & FACTS.keys()
    [responsible] = [fact for fact in FACTS.values() if fact.path[1] in later]
    assert (responsible.name, responsible.part) == ("parental_responsibility_known", Part.CONTEXT)
    assert responsible.part in FOR_PROMPTS_ALONE
    for known, local in ((True, None), (False, True), (None, True)):
        told = ParentalResponsibility(known=known, local_authority=local)
        facts = Case(context=Context(parental_responsibility=told)).facts
        assert facts == ({} if known is None else {"parental_responsibility_known": known})
    not_safe: Any = {"young_person": ("presentation.safety_concern",)}
    case = Case(context=Context(reference="A", said_yes=not_safe, asked=not_safe))
    assert (
        not case.facts
    )  # what somebody feels settles no answer: a safety concern is the practitioner's to state


@given(cases(), severities())
def test_what_came_later_is_spelled_as_a_file_of_its_format(case: Case, severity: Severity) -> None:
    parts = {name: getattr(case, name) for name in Case.model_fields}
    if (case.presentation.safety_concern, case.presentation.safety_narrative) == (True, None):
        return
    spelled = spell_case(CaseFile(**parts, severity=severity))
    read, read_severity = load_case(spelled)  # a key that says nothing is left out
    assert (read.model_dump(), read_severity) == (case.model_dump(), severity)
    written = case.model_dump(mode="json")
    later = any(key in written["context"] for key in GIVEN) or any(view.id for view in case.views)
    assert ("format" in spelled) is later
    if later:
        assert "it came with format 2" in told({**spelled, "format": 1})


def test_the_shapes_of_what_is_given() -> None:
    case, _ = load_case({"format": 2, "context": GIVEN, "views": [MUM]})
    assert case.context.private == {
        "young_person": tuple(GIVEN["private"]["young_person"]),
        "mum": ("views.mum",),
    }
    assert case.views == (View.model_validate(MUM),)
    written = case.model_dump(mode="json")["context"]
    assert {key: written[key] for key in GIVEN} == {**GIVEN}


@pytest.mark.parametrize(
    ("context", "field", "problem"),
    [
        ({"reference": "x" * 41}, "context.reference", "expected one line of at most 40 characters"),
        ({"reference": "Zaphod\nB"}, "context.reference", "expected one line of at most 40 characters"),
        ({"date": 1_700_000_000}, "context.date", "expected a date such as 2027-06-30"),
        (
            {"private": {"dad": ["views"]}},
            "context.private",
            "expected a kind of person, or the id of a view",
        ),
        ({"private": {"mum": ["presentation.zaphod"]}}, "context.private", "expected a path of this case"),
        ({"private": {"mum": ["views.dad"]}}, "context.private", "expected a path of this case"),
        ({"shared_with": {"mum": "yes"}}, "context.shared_with", "expected true, false or null"),
        ({"competence_assessment": {"outcome": 1}}, "context.competence_assessment", "there is no such key"),
    ],
)
def test_a_wrong_shape_is_told(context: dict[str, Any], field: str, problem: str) -> None:
    said = told({"format": 2, "context": context, "views": [MUM]})
    assert said.startswith(f"<mapping>: {field}")
    assert problem in said
    assert "aphod" not in said


def test_an_id_is_one_views_own_and_no_kind_of_person() -> None:
    assert "views[1].id: expected an id that no other view has" in told({"format": 2, "views": [MUM, MUM]})
    long = {"id": "m" * 41, "from": "other"}
    assert told({"format": 2, "views": [long]}).endswith("views[0].id: expected at most 40 characters")
    other = {"id": "other", "from": "other"}
    assert "views[0].id: expected an id that is no kind of person" in told({"format": 2, "views": [other]})


def test_the_record_needs_the_concern_in_words_and_the_type_does_not(rules: RuleBase) -> None:
    presentation = {"safety_concern": True, "safety_narrative": " \n"}
    with pytest.raises(CaseError) as caught:
        load_case(io.StringIO("context: {age: 99}\npresentation:\n  safety_concern: true\n"))
    assert str(caught.value) == (
        "<stream>:1: context.age: expected 25 or less\n"
        "<stream>:2: presentation.safety_narrative: "
        "expected the safety concern in words, because safety_concern is true"
    )
    assert "presentation.safety_narrative" in told({"presentation": presentation})
    case = Case.model_validate({"presentation": {"safety_concern": True}})
    assert suggest(case, rules) is not None


def test_a_number_that_javascript_cannot_show_is_refused() -> None:
    def file(score: int | float) -> dict[str, Any]:
        return {"severity": {"measures": [{"name": "a scale", "score": score}]}}

    for score in (2**53, -(2**53), 1.5, 1e-300):
        assert load_case(file(score))[1].measures[0].score == score
    # Another language writes 1e16 as a whole number: what it keeps has to be read again.
    for score in (2**53 + 1, -(2**53) - 1, 1e16, 1e300):
        assert "severity.measures[0].score: expected a number of at most 2 to the power of 53" in told(
            file(score)
        )


@pytest.mark.parametrize("written", ["0", "20270630", "2027-06-30T00:00:00", "2027-6-30"])
def test_a_date_is_a_day_as_a_file_writes_it_and_no_number_of_seconds(written: str) -> None:
    assert "context.date: expected a date such as 2027-06-30" in told(
        {"format": 2, "context": {"date": written}}
    )


@pytest.mark.parametrize("model", [Context, View])
def test_the_schema_of_what_is_written_has_every_field(model: type[Context | View]) -> None:
    read, written = (model.model_json_schema(mode=mode) for mode in ("validation", "serialization"))
    assert list(written["properties"]) == list(read["properties"])

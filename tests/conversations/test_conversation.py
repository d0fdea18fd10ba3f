"""Prompts and the answers that raised them, and who wants what."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thrive_rules import (
    Case,
    CaseError,
    Depth,
    Grouping,
    Reader,
    RuleBase,
    Severity,
    ThriveRulesError,
    View,
    audience_of,
    converse,
    explain,
    load_case,
    load_conversation,
    load_rules,
    page,
    suggest,
)
from thrive_rules.cases.case import Value
from thrive_rules.conversations.shared import shared
from thrive_rules.language.rule import read_rule
from thrive_rules.reasoning.inference import evaluate
from thrive_rules.testing import cases, severities

RULES = load_rules()

# One prompt for each kind of thing that a condition can read, and exactly the answers that raised it.
RAISED: dict[str, tuple[dict[str, object], str, dict[str, Value]]] = {
    "a fact": (
        {"presentation": {"aims_met": True, "concerns": []}},
        "prompt-ending-aims-met",
        {"aims_met": True},
    ),
    "one of two ways that is met, and not the other": (
        {
            "preferences": {"wants": {"goal_focused_help": True, "information": True}},
            "views": [{"from": "other", "proposes": {"goal_focused_help": False, "information": True}}],
        },
        "prompt-young-person-and-somebody-else-differ",
        {"young_person_wants_goal_focused_help": True, "other_proposes_goal_focused_help": False},
    ),
    "something that is not known, which lists nothing": (
        {"presentation": {"safety_concern": True, "safety_narrative": "told", "recovering": True}},
        "prompt-ask-about-using-help",
        {"safety_concern": True},
    ),
    "a candidate, down to the answers behind it and behind the needs it rests on": (
        {
            "presentation": {
                "safety_concern": True,
                "safety_narrative": "told",
                "able_to_use_help_now": False,
                "recovering": True,
            }
        },
        "prompt-plan-for-a-crisis",
        {"able_to_use_help_now": False, "safety_concern": True},
    ),
    "severity beside a wish": (
        {
            "preferences": {"wants": {"goal_focused_help": True}},
            "severity": {"ratings": {"low_mood": "mild", "panics": "severe"}, "impact": "moderate"},
        },
        "prompt-recorded-as-mild-and-help-wanted",
        {"young_person_wants_goal_focused_help": True, "severity_low_mood": "mild"},
    ),
    "context": (
        {"context": {"age": 16, "competence": "not_assessed", "reason": "review"}},
        "prompt-capacity-presumed",
        {"age": 16, "competence": "not_assessed"},
    ),
}


@pytest.mark.parametrize(("told", "rule", "facts"), RAISED.values(), ids=RAISED.keys())
def test_a_prompt_lists_exactly_the_answers_that_raised_it(
    told: dict[str, object], rule: str, facts: dict[str, Value]
) -> None:
    case, severity = load_case(told)
    found = {prompt.rule: prompt for prompt in converse(suggest(case, RULES), case, severity, RULES).prompts}
    assert found[rule].facts == facts
    assert list(found[rule].facts) == list(facts)  # and in the order of the vocabulary
    assert len(found) > 1 or rule == "prompt-capacity-presumed"


def test_a_prompt_over_a_need_and_over_what_is_known_lists_the_answers_behind_them(rules: RuleBase) -> None:
    """No shipped prompt reads these two, and a rule base of one's own may."""
    prompt = read_rule(
        {
            "id": "a-prompt",
            "when": {"all": [{"need": "extent_of_help"}, {"known": "recovering"}]},
            "prompts": "discuss",
            "says": "Some words.",
            "illustrative": True,
        }
    )
    own = replace(rules, rules=(*rules.rules, prompt))
    case = Case.model_validate({"presentation": {"recovering": False, "needs_coordination": True}})
    found = {each.rule: each for each in converse(suggest(case, own), case, Severity(), own).prompts}
    assert found["a-prompt"].facts == {"recovering": False, "needs_coordination": True}


@given(cases(), severities())
def test_the_answers_of_a_prompt_are_answers_of_the_case(case: Case, severity: Severity) -> None:
    known = {**case.facts, **severity.facts}
    for prompt in converse(suggest(case, RULES), case, severity, RULES).prompts:
        assert all(known[name] == value for name, value in prompt.facts.items())


@given(cases(), severities())
def test_prompts_read_and_are_read_by_nothing(case: Case, severity: Severity) -> None:
    inference = evaluate(RULES, case.facts)
    before = inference.verdicts
    inference.prompt(severity.facts)
    assert inference.verdicts == before
    assert not any(rule.startswith("prompt-") for rule in before)


@given(cases())
def test_every_view_is_laid_out_and_none_is_averaged(case: Case) -> None:
    conversation = converse(suggest(case, RULES), case, Severity(), RULES)
    assert conversation.positions[0].wants == case.preferences.wants
    laid_out = [(p.voice, p.label, p.wants) for p in conversation.positions[1:]]
    assert len(laid_out) == len(set(laid_out))  # the same view told twice is one view
    assert set(laid_out) == {(v.voice, v.label, v.proposes) for v in case.views}


def test_two_people_of_one_kind_who_differ_are_both_seen(rules: RuleBase) -> None:
    views = [
        View.model_validate({"from": "parent_or_carer", "label": name, "proposes": {"information": answer}})
        for name, answer in (("Mum", False), ("Dad", True))
    ]
    both = Case(views=tuple(views))
    conversation = converse(suggest(both, rules), both, Severity(), rules)
    [difference] = conversation.differences
    assert difference.wanted_by == difference.not_wanted_by == ("parent_or_carer",)
    assert [position.label for position in conversation.positions] == [None, "Dad", "Mum"]
    named = "Dad, Mum: information. They see this differently."
    for reader in (Reader.YOUNG_PERSON, Reader.PRACTITIONER):
        assert named in explain(conversation, rules, reader, "full")
    one_mind = Case(views=(views[0], views[1].model_copy(update={"proposes": views[0].proposes})))
    agreed = converse(suggest(one_mind, rules), one_mind, Severity(), rules)
    assert "They see this differently." not in explain(agreed, rules, depth="full")


@given(cases(), severities(), st.sampled_from(Reader))
def test_a_kept_conversation_tells_the_very_same(case: Case, severity: Severity, reader: Reader) -> None:
    conversation = converse(suggest(case, RULES), case, severity, RULES)
    kept = load_conversation(json.loads(conversation.json()))
    assert kept.json() == conversation.json()  # a key that says nothing is left out
    assert kept.json() == conversation.json()
    assert explain(kept, RULES, reader) == explain(conversation, RULES, reader)
    assert page(kept, RULES, reader) == page(conversation, RULES, reader)


def test_what_the_command_prints_reads_back(tmp_path: Path) -> None:
    case, severity = load_case("examples/three_voices.yaml")
    conversation = converse(suggest(case, RULES), case, severity, RULES)
    printed = conversation.data() | {"what_if": {"grouping": "thriving"}, "reading": {"text": "told"}}
    file = tmp_path / "conversation.json"
    file.write_text(json.dumps(printed))
    assert load_conversation(file) == conversation


def test_a_suggestion_is_never_laid_beside_another_case() -> None:
    case, severity = load_case("examples/three_voices.yaml")
    other, _ = load_case("examples/safety.yaml")
    with pytest.raises(ThriveRulesError, match="not of this case"):
        converse(suggest(other, RULES), case, severity, RULES)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"for": "young_person"}, "for: expected a mapping of fields"),
        ({"for": {"people": []}}, "for.people: expected at least one person"),
        ({"without_a_case": True}, "without_a_case: this is the page that is about no case"),
        (
            {"format": 1},
            "format: an older thrive-rules wrote this, and it does not say enough to be read; make it anew from its case",
        ),
        ({"format": 3}, "format: a newer thrive-rules wrote this; install that version"),
        ({"format": True}, "format: expected 2"),
        ({"case": {"context": {"age": "Zaphod-Q"}}}, "case.context.age: expected"),
        ({"Zaphod-Q": 1}, "there is no such key"),
    ],
)
def test_what_is_no_conversation_is_refused_without_a_word_of_it(
    change: dict[str, object], expected: str
) -> None:
    data = converse(suggest(Case(), RULES), Case(), Severity(), RULES).data() | change
    with pytest.raises(CaseError) as refused:
        load_conversation(data)
    assert expected in str(refused.value)
    assert "Zaphod-Q" not in str(refused.value)


def test_a_suggestion_alone_is_no_conversation() -> None:
    with pytest.raises(CaseError) as refused:
        load_conversation(suggest(Case(), RULES).model_dump(mode="json"))
    problem = "this is a suggestion alone, and it does not say enough to be read; make it anew from its case"
    assert [(fault.path, fault.problem) for fault in refused.value.faults] == [("", problem)]


@pytest.mark.parametrize("source", [None, 5, ["x"]])
def test_what_is_no_source_is_refused(source: Any) -> None:
    with pytest.raises(CaseError, match="expected a path"):
        load_conversation(source)


def test_a_kept_conversation_is_as_strict_about_yes_and_no_as_a_case() -> None:
    data = converse(suggest(Case(), RULES), Case(), Severity(), RULES).data()
    data["not_put_forward"][0] |= {"undecided": 1, "in_the_way": {"recovering": 1.0}}
    with pytest.raises(CaseError) as refused:
        load_conversation(data)
    assert "not_put_forward[0].undecided: expected true, false or null" in str(refused.value)
    assert "not_put_forward[0].in_the_way: expected a whole number" in str(refused.value)


@pytest.mark.parametrize("reader", Reader)
def test_a_kept_conversation_that_names_what_its_rules_do_not_have_is_refused(
    reader: Reader, rules: RuleBase
) -> None:
    case, severity = load_case(Path(__file__).parents[2] / "examples" / "safety.yaml")
    kept = converse(suggest(case, rules), case, severity, rules).data()
    wrong: tuple[tuple[tuple[str | int, ...], Any], ...] = (
        (("candidates", 0, "for", 0, "rule"), "no-such-rule"),
        (("candidates", 0, "for", 0, "facts"), {"young_person_wants_information": "no-such-answer"}),
        (("not_put_forward", 0, "in_the_way"), {"able_to_use_help_now": "no-such-answer"}),
        (("needs", 0, "facts"), {"able_to_use_help_now": "no-such-answer"}),
        (("prompts", 0, "facts"), {"safety_concern": "no-such-answer"}),
        (("candidates", 0, "for", 0, "sources"), ["no-such/source"]),
        (("prompts", 0, "rule"), "no-such-rule"),
        (("needs", 0, "need"), "no_such_need"),
        (("unknowns", 0, "fact"), "no_such_fact"),
        (("options", 0, "options"), ["no-such-option"]),
    )
    for (*steps, last), value in wrong:
        data = json.loads(json.dumps(kept))
        holder = data
        for step in steps:
            holder = holder[step]
        holder[last] = value
        with pytest.raises(ThriveRulesError, match="names what its rules do not have"):
            explain(load_conversation(data), rules, reader)


@given(cases(), severities(), st.sampled_from(Reader))
def test_a_copy_says_each_text_in_the_words_of_whose_it_is(
    case: Case, severity: Severity, reader: Reader
) -> None:
    whole = converse(suggest(case, RULES), case, severity, RULES)
    copy = shared(whole, RULES, audience_of([reader], case))
    if copy.without_a_case:
        return
    said = copy.suggestion
    for candidate in said.candidates:
        for argument in (*candidate.arguments_for, *candidate.arguments_against):
            assert argument.because == RULES.rule[argument.rule].words.to(reader)
    for other in said.not_put_forward:
        for argument in other.arguments_against:
            assert argument.because == RULES.rule[argument.rule].words.to(reader)
    for unknown in (*said.unknowns, *said.ask_first):
        assert unknown.question == RULES.fact[unknown.fact].question.to(reader)
    for need in said.needs:
        assert need.statement == RULES.need[need.need].statement.to(reader)
    for prompt in copy.prompts:
        assert prompt.text == RULES.rule[prompt.rule].words.to(reader)
    assert copy.severity.note == RULES.wording.severity_note.to(reader)
    if said.urgent:
        assert any(
            said.urgent.text.startswith(text.to(reader))
            for words in RULES.urgent.values()
            for text in (words.recorded, words.entered)
        )


def test_a_kept_conversation_without_what_stands_beside_a_candidate_is_still_told(rules: RuleBase) -> None:
    case, severity = load_case(Path(__file__).parents[2] / "examples" / "three_voices.yaml")
    data = json.loads(converse(suggest(case, rules), case, severity, rules).json())
    whole = explain(load_conversation(data), rules, Reader.PRACTITIONER, depth=Depth.FULL)
    gone = data["options"].pop(0)["grouping"]
    told = explain(load_conversation(data), rules, Reader.PRACTITIONER, depth=Depth.FULL)
    of_it = f"{rules.wording.options.practitioner}: {rules.words_for[Grouping(gone)].name}"
    assert of_it in whole
    assert of_it not in told

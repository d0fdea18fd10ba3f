"""Options and programmes: a full range beside each candidate, without order, read by no rule and reading no case."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from thrive_rules import (
    Case,
    Conversation,
    Grouping,
    Reader,
    RuleBase,
    Severity,
    converse,
    load_case,
    load_conversation,
    load_rules,
    suggest,
)
from thrive_rules.checks.lint import NEVER_SAID
from thrive_rules.conversations.explain import page
from thrive_rules.conversations.page import section_as_text
from thrive_rules.conversations.section import Section, SectionKind
from thrive_rules.language.options import Approach, Option, Programme
from thrive_rules.reasoning.suggestion import Suggestion
from thrive_rules.rulefiles.rulefile import shipped_rules
from thrive_rules.testing import cases, severities

RULES = load_rules()
EVERYTHING: dict[str, Any] = {
    "context": {"age": 12},
    "presentation": {
        "individual_support_needed": False, "safety_concern": True, "safety_narrative": "told", "help_tried": True,
        "help_making_a_difference": False,
    },
    "preferences": {"wants": dict.fromkeys(["everyday_support", "information", "goal_focused_help", "extensive_help"], True)},
}  # fmt: skip
"""Made up so that every grouping is a candidate, and every option and programme is shown."""
OTHERS_WANT_EVERYTHING = {
    **{key: part for key, part in EVERYTHING.items() if key != "preferences"},
    "views": [{"from": "other", "proposes": EVERYTHING["preferences"]["wants"]}],
}


def conversation(told: Mapping[str, Any] = EVERYTHING) -> Conversation:
    case, severity = load_case(told)
    return converse(suggest(case, RULES), case, severity, RULES)


def aids(reader: Reader, told: Mapping[str, Any] = EVERYTHING) -> dict[Grouping, Section]:
    """The decision aid of each candidate, as one reader sees it."""
    heading = RULES.wording.options.to(reader)
    names = {f"{heading}: {words.name}": grouping for grouping, words in RULES.words_for.items()}
    return {
        names[section.heading]: section
        for section in page(conversation(told), RULES, reader, depth="full").sections
        if section.heading in names
    }


def texts(part: Option | Programme) -> Iterator[str]:
    said = (
        (part.name, part.involves, part.provided_by, *part.ask) if isinstance(part, Option) else (part.says,)
    )
    yield from (words.to(reader) for words in said for reader in Reader)


# THE RANGE


@pytest.mark.parametrize("grouping", Grouping)
def test_every_grouping_has_a_range_with_self_or_community_in_it(grouping: Grouping) -> None:
    options = [option for option in RULES.options if grouping in option.groupings]
    assert 3 <= len(options) <= 5
    assert {option.approach for option in options} & {Approach.SELF, Approach.COMMUNITY}
    assert len({option.approach for option in options}) > 1


@pytest.mark.parametrize("part", [*RULES.options, *RULES.programmes], ids=lambda part: part.id)
def test_no_text_gives_orders_ranks_or_speaks_of_how_bad_things_are(part: Option | Programme) -> None:
    never = "|".join(
        (
            *NEVER_SAID,
            "severe",
            "severity",
            "mild",
            "moderate",
            "waiting",
            "evidence shows",
            "works better",
            "effective",
        )
    )
    for text in texts(part):
        assert not re.search(rf"\b({never})s?\b", text, re.IGNORECASE), text
        assert not re.search(r"\d|www|http", text), "no number to call, and no service"


@pytest.mark.parametrize("option", RULES.options, ids=lambda option: option.id)
def test_every_option_can_be_asked_about_its_downsides(option: Option) -> None:
    """Asked of some alone, the question would speak against them."""
    for reader in Reader:
        questions = [words.to(reader) for words in option.ask]
        assert "Are there downsides?" in questions
        assert all(question.endswith("?") for question in questions)


def test_what_no_source_names_is_marked() -> None:
    assert {option.id for option in RULES.options if not option.sources} == {
        option.id for option in RULES.options if option.illustrative
    }
    assert not any(programme.illustrative for programme in RULES.programmes)


# BESIDE CANDIDATES


@given(cases(), severities(), cases(), severities())
def test_what_stands_beside_a_grouping_does_not_depend_on_the_case(
    case: Case, severity: Severity, other: Case, other_severity: Severity
) -> None:
    first, second = (
        converse(suggest(each, RULES), each, how, RULES)
        for each, how in ((case, severity), (other, other_severity))
    )
    for talk in (first, second):
        assert [each.grouping for each in talk.options] == [
            each.grouping for each in talk.suggestion.candidates
        ]
    known = {each.grouping: each for each in conversation().options}
    assert set(known) == set(Grouping)
    for each in (*first.options, *second.options):
        assert each == known[each.grouping]


@given(cases())
def test_options_move_nothing(case: Case) -> None:
    """The same rules without any option suggest the same."""
    without = suggest(case, WITHOUT).model_dump(exclude={"provenance"})
    assert suggest(case, RULES).model_dump(exclude={"provenance"}) == without


WITHOUT = replace(RULES, options=(), programmes=())


def test_a_suggestion_has_no_options_and_a_conversation_sorts_its_ids() -> None:
    assert "options" not in Suggestion.model_fields
    for each in conversation().options:
        assert each.options
        assert list(each.options) == sorted(each.options)
        assert list(each.programmes) == sorted(each.programmes)


def test_a_conversation_from_before_there_were_options_still_loads() -> None:
    found = conversation().data()
    del found["options"]
    assert load_conversation(found).options == ()


@pytest.mark.parametrize("reader", Reader)
def test_a_decision_aid_tells_the_same_of_each_option(reader: Reader) -> None:
    shown = aids(reader)
    assert set(shown) == set(Grouping)
    wording = RULES.wording
    labels = [words.to(reader) for words in (wording.involves, wording.provided_by, wording.ask)]
    for grouping, section in shown.items():
        assert section.paragraphs == (wording.options_note.to(reader),)
        assert {block.heading for block in section.blocks} == {
            option.name.to(reader) for option in RULES.options if grouping in option.groupings
        }
        for block in section.blocks:
            assert [item.label for item in block.items] == labels
    assert "does not say what works" in wording.options_note.to(reader)


@given(cases())
def test_options_start_from_what_the_young_person_wants_and_a_hospital_never_leads(case: Case) -> None:
    case = case.model_copy(
        update={"context": case.context.model_copy(update={"age": 12, "competence": None})}
    )
    told = converse(suggest(case, RULES), case, Severity(), RULES)
    wants, places = case.preferences.wants, set(case.preferences.places)
    by_name = {option.name.young_person: option for option in RULES.options}
    for section in page(told, RULES, "young_person", "full").sections:
        if section.kind is SectionKind.OPTIONS:
            order = [by_name[block.heading] for block in section.blocks]
            assert not order[0].never_first
            others = [option for option in order if not option.never_first]
            wanted = [any(getattr(wants, kind) for kind in option.help) for option in others]
            assert wanted == sorted(wanted, reverse=True)
            for fits in (True, False):
                near = [
                    not places.isdisjoint(o.places)
                    for o, is_wanted in zip(others, wanted, strict=True)
                    if is_wanted is fits
                ]
                assert near == sorted(near, reverse=True)


def test_where_nothing_is_wanted_what_people_do_themselves_stands_before_services() -> None:
    approaches = list(Approach)
    for section in aids(Reader.YOUNG_PERSON, OTHERS_WANT_EVERYTHING).values():
        order = [
            option
            for block in section.blocks
            for option in RULES.options
            if option.name.young_person == block.heading and not option.never_first
        ]
        found = [approaches.index(option.approach) for option in order]
        assert found == sorted(found)


def test_only_a_practitioner_reads_what_an_option_rests_on() -> None:
    small = {
        reader: [
            line
            for section in aids(reader).values()
            for block in section.blocks
            for item in block.items
            for line in item.small
        ]
        for reader in Reader
    }
    assert small[Reader.YOUNG_PERSON] == small[Reader.PARENT_OR_CARER] == []
    assert RULES.wording.illustrative.practitioner in small[Reader.PRACTITIONER]
    assert any(line.endswith("[nbg-getting-help]") for line in small[Reader.PRACTITIONER])


def test_a_rule_base_without_options_reads_as_before() -> None:
    case, severity = load_case(EVERYTHING)
    told = converse(suggest(case, WITHOUT), case, severity, WITHOUT)
    for reader in Reader:
        headings = [section.heading for section in page(told, WITHOUT, reader, depth="full").sections]
        for words in (RULES.wording.options, RULES.wording.programmes, RULES.wording.programmes_beside):
            assert not any(heading.startswith(words.to(reader)) for heading in headings)


def test_a_rule_base_can_take_the_options_that_ship_with_the_passages_they_rest_on(tmp_path: Path) -> None:
    text = (shipped_rules("severity-led") / "rulebase.yaml").read_text()
    (tmp_path / "rulebase.yaml").write_text(
        text.replace("wording, facts]", "wording, facts, options, programmes]")
    )
    own = {
        "format": 1,
        "options": [RULES.options[0].model_dump(mode="json") | {"sources": [], "illustrative": True}],
    }
    (tmp_path / "options.yaml").write_text(json.dumps(own))
    rules = load_rules(tmp_path, for_study=True)
    assert rules.options[0].illustrative
    assert rules.options[1:] == RULES.options[1:]
    assert rules.programmes == RULES.programmes
    assert load_rules("severity-led", for_study=True).options == ()


def test_an_option_keeps_its_groupings_as_the_framework_lists_them(rules: RuleBase) -> None:
    told = rules.options[0].model_dump() | {"groupings": ["getting_risk_support", "thriving"]}
    assert Option.model_validate(told).groupings == (Grouping.THRIVING, Grouping.GETTING_RISK_SUPPORT)


# PROGRAMMES, WHERE THE FAQ PUTS THEM


def test_programmes_stand_where_the_faq_puts_them() -> None:
    groupings = {programme.id: set(programme.groupings) for programme in RULES.programmes}
    assert groupings == {
        "capa": set(),
        "cyp-iapt": set(),
        "ithrive-grids": {Grouping.GETTING_ADVICE, Grouping.GETTING_HELP, Grouping.GETTING_MORE_HELP},
        "thrive-approach": {Grouping.THRIVING, Grouping.GETTING_ADVICE, Grouping.GETTING_HELP},
    }


@pytest.mark.parametrize("reader", Reader)
def test_the_thrive_approach_is_not_mistaken_for_the_framework(reader: Reader) -> None:
    assert "not the THRIVE Framework" in RULES.programme["thrive-approach"].says.to(reader)
    for option in RULES.options:
        assert "thrive" not in " ".join(texts(option)).lower()


ONLY_RISK = {
    "presentation": {"safety_concern": True, "safety_narrative": "told", "able_to_use_help_now": False}
}


@pytest.mark.parametrize("reader", Reader)
def test_beside_risk_support_there_is_neither_a_grid_nor_the_thrive_approach(reader: Reader) -> None:
    told = conversation(ONLY_RISK)
    assert [each.grouping for each in told.suggestion.candidates] == ["getting_risk_support"]
    shown = str(page(told, RULES, reader, depth="full"))
    assert "Grids" not in shown
    assert "Thrive Approach" not in shown
    everything = str(page(conversation(), RULES, reader, depth="full"))
    assert everything.count("- i-THRIVE Grids") == everything.count("- Thrive Approach") == 1


def test_programmes_beside_the_framework_are_told_to_practitioners_once_and_near_the_end() -> None:
    for reader in Reader:
        sections = page(conversation(), RULES, reader, depth="full").sections
        telling = [index for index, section in enumerate(sections) if "(CAPA)" in section_as_text(section)]
        assert telling == ([len(sections) - 3] if reader is Reader.PRACTITIONER else [])
        if telling:
            assert "(CYP IAPT)" in section_as_text(sections[telling[0]])
            assert "does not replace it" in section_as_text(sections[telling[0]])

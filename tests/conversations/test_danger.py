"""What stands first on every page: in the same place and words, whatever is recorded; beside it, whose answer it is."""

import datetime
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import given

from thrive_rules import (
    Case,
    Page,
    Preferences,
    Presentation,
    Reader,
    Severity,
    Voice,
    as_seen_by,
    audience_of,
    converse,
    explain,
    explain_decision,
    load_rules,
    page,
    record,
    suggest,
)
from thrive_rules.cases.vocabulary import FACTS
from thrive_rules.conversations.answer import say_answer
from thrive_rules.conversations.comparison import compare, page_of_comparison
from thrive_rules.conversations.conversation import Conversation
from thrive_rules.conversations.section import OF_DANGER, Section, SectionKind
from thrive_rules.decisions.decision_file import load_answers
from thrive_rules.decisions.journey import follow, page_of_journey
from thrive_rules.language.conditions import facts_read
from thrive_rules.language.rule import PromptKind, UrgentKind
from thrive_rules.reasoning.suggestion import ASKED_FIRST
from thrive_rules.testing import cases

RULES = load_rules()
DANGER, HARM, NOT_SAFE = (f"presentation.{fact}" for fact in ASKED_FIRST)


def case_of(**parts: Any) -> Case:
    return Case.model_validate(parts)


def talk(case: Case) -> Conversation:
    return converse(suggest(case, RULES), case, Severity(), RULES)


def of_a_child(case: Case) -> Case:
    """So that everybody gets a page with a case: from 16, or where the age is not known, it is theirs to share."""
    young = {"age": 12, "competence": None}
    return case.model_copy(update={"context": case.context.model_copy(update=young)})


def section(shown: Page, kind: SectionKind) -> Section:
    [found] = [section for section in shown.sections if section.kind is kind]
    return found


def beside(case: Case, fact: str) -> tuple[str, ...]:
    """What the practitioner reads beside one of the questions about danger."""
    [block] = section(page(talk(case), RULES), SectionKind.ASK_FIRST).blocks
    return block.items[ASKED_FIRST.index(fact)].small


PAGES: Mapping[str, Callable[[Case, Reader], Page]] = {
    "conversation": lambda case, reader: page(talk(of_a_child(case)), RULES, reader),
    "conversation, all of it": lambda case, reader: page(talk(of_a_child(case)), RULES, reader, "full"),
    "comparison": lambda case, reader: page_of_comparison(
        compare(talk(of_a_child(case)), talk(of_a_child(Case())), RULES, reader), RULES
    ),
    "decision": lambda case, reader: explain_decision(decided(case), RULES, reader, of_a_child(Case())),
    "journey": lambda case, reader: page_of_journey(
        follow([decided(case)], datetime.date(2027, 1, 1)), RULES, reader, of_a_child(Case())
    ),
}


def decided(case: Case) -> Any:
    answers = load_answers({"decided_on": "2026-11-26", "agreed": {"status": "not_agreed_yet"}})
    return record(answers, suggest(case, RULES), case)


@pytest.mark.parametrize("kind", PAGES)
@given(case=cases())
def test_every_page_tells_danger_first_and_asks_and_says_what_to_do_in_the_same_words(
    kind: str, case: Case
) -> None:
    for reader in Reader:
        shown, empty = PAGES[kind](case, reader), PAGES[kind](Case(), reader)
        kinds = [each.kind for each in shown.sections]
        told = [kind for kind in kinds if kind in OF_DANGER]
        urgent, asked_and_what_to_do = told[:-2], told[-2:]
        assert kinds[: len(urgent)] == urgent
        assert not set(urgent) & set(asked_and_what_to_do)
        assert asked_and_what_to_do == [SectionKind.ASK_FIRST, SectionKind.NOT_SAFE]
        assert section(shown, SectionKind.NOT_SAFE) == section(empty, SectionKind.NOT_SAFE)
        asked, asked_of_nothing = (section(each, SectionKind.ASK_FIRST) for each in (shown, empty))
        if reader is Reader.PRACTITIONER:
            questions = [[item.text for item in each.blocks[0].items] for each in (asked, asked_of_nothing)]
            assert questions[0] == questions[1]
        else:
            assert asked == asked_of_nothing


def test_who_is_asked_about_danger_and_harm() -> None:
    """Law 16: the young person always, in words for them; a safety concern is the practitioner's to state."""
    for reader in Reader:
        [block] = section(PAGES["conversation"](Case(), reader), SectionKind.ASK_FIRST).blocks
        own = [RULES.fact[fact].question.to(reader) for fact in ASKED_FIRST]
        both = reader in (Reader.YOUNG_PERSON, Reader.PRACTITIONER)
        assert [item.text for item in block.items] == (own if both else own[:2])
    assert "unsafe" in RULES.fact["safety_concern"].question.young_person
    for fact in ASKED_FIRST:
        for word in ("practitioner", "concern", "safeguarding"):
            assert word not in RULES.fact[fact].question.young_person


def test_no_notice_says_that_somebody_was_told_or_will_come() -> None:
    wording = RULES.wording
    said = [wording.not_safe, wording.if_not_safe, wording.ask_first, wording.does_not_feel_safe]
    said += [words for each in RULES.urgent.values() for words in (each.recorded, each.entered)]
    texts = [words.to(reader) for words in said for reader in Reader]
    texts += [each.short or "" for each in RULES.urgent.values()]
    for text in texts:
        for promise in (
            "will ",
            "has been told",
            "was told",
            "told us",
            "we have",
            "on the way",
            "is coming",
        ):
            assert promise not in text
    for reader in Reader:
        alone = "This page does not tell anybody for you."
        assert wording.if_not_safe.to(reader).endswith(alone)
        if reader is not Reader.PRACTITIONER:
            assert all(each.entered.to(reader).endswith(alone) for each in RULES.urgent.values())


def test_the_practitioner_reads_all_three_answers_and_whose_they_are() -> None:
    assert [beside(Case(), fact)[0] for fact in ASKED_FIRST] == ["not known"] * 3
    case = case_of(
        context={
            "said_yes": {"mum": [DANGER], "young_person": [DANGER, NOT_SAFE]},
            "asked": {"young_person": [DANGER, HARM], "parent_or_carer": [HARM]},
        },
        views=[{"id": "mum", "from": "parent_or_carer", "label": "Mum"}],
    )
    assert beside(case, "immediate_danger") == ("said yes: Mum, Young person",)
    assert beside(case, "safeguarding_concern") == (
        "not known",
        "asked, did not say yes: Parent or carer, Young person",
    )
    assert beside(case, "safety_concern")[:2] == ("not known", "does not feel safe: Young person")
    settled = {"immediate_danger": False, "safeguarding_concern": True, "safety_concern": False}
    known = case.model_copy(update={"presentation": Presentation.model_validate(settled)})
    assert beside(known, "immediate_danger") == (
        "no, recorded by a practitioner",
        "said yes: Mum, Young person",
    )
    assert beside(known, "safeguarding_concern")[0] == "yes, recorded by a practitioner"
    assert beside(known, "safety_concern") == (
        "no, recorded by a practitioner",
        "does not feel safe: Young person",
    )


def test_a_no_about_safety_says_who_recorded_it_wherever_it_stands() -> None:
    for fact in ASKED_FIRST:
        for reader in Reader:
            assert say_answer(RULES.wording, False, reader, fact) == "no, recorded by a practitioner"
    assert say_answer(RULES.wording, False, Reader.YOUNG_PERSON, "aims_met") == "no"
    case = case_of(context={"age": 12}, presentation={"safety_concern": False})
    for reader in Reader:
        assert "safety: no, recorded by a practitioner" in explain(talk(case), RULES, reader)


def test_that_somebody_does_not_feel_safe_stands_first_for_the_practitioner() -> None:
    case = of_a_child(
        case_of(presentation={"immediate_danger": True}, context={"said_yes": {"young_person": [NOT_SAFE]}})
    )
    told = {
        reader: section(page(talk(case), RULES, reader), SectionKind.URGENT).paragraphs for reader in Reader
    }
    assert told[Reader.PRACTITIONER][0].startswith("The young person said that they do not feel safe.")
    assert told[Reader.YOUNG_PERSON][0].startswith("You said that you do not feel safe.")
    for reader in (Reader.PARENT_OR_CARER, Reader.OTHER):
        assert told[reader] == (RULES.urgent[UrgentKind.IMMEDIATE_DANGER].recorded.to(reader),)
    alone = of_a_child(case_of(context={"said_yes": {"young_person": [NOT_SAFE]}}))
    shown = page(talk(alone), RULES)
    assert shown.sections[0].kind is SectionKind.URGENT
    assert shown.urgent.sections
    for reader in (Reader.PARENT_OR_CARER, Reader.OTHER):
        assert page(talk(alone), RULES, reader) == page(talk(of_a_child(Case())), RULES, reader)


def test_whoever_said_so_reads_that_they_said_so() -> None:
    """A page for one view by its id is the page of the case as that person sees it, in which the yes is theirs."""
    case = case_of(
        context={"age": 12, "said_yes": {"mum": [HARM]}, "danger_shared_with": {"parent_or_carer": True}},
        presentation={"immediate_danger": True},
        views=[{"id": "mum", "from": "parent_or_carer"}, {"id": "dad", "from": "parent_or_carer"}],
    )
    harm, danger = RULES.urgent[UrgentKind.SAFEGUARDING_CONCERN], RULES.urgent[UrgentKind.IMMEDIATE_DANGER]
    [told] = section(page(talk(case), RULES, "mum"), SectionKind.URGENT).paragraphs
    assert told == f"{danger.recorded.parent_or_carer} {harm.entered.parent_or_carer}"
    for reader in ("dad", "parent_or_carer"):
        [told] = section(page(talk(case), RULES, reader), SectionKind.URGENT).paragraphs
        assert told == f"{danger.recorded.parent_or_carer} {harm.recorded.parent_or_carer}"


@pytest.mark.parametrize("person", ["mum", "young_person", "other", "practitioner"])
def test_a_yes_is_on_the_page_of_whoever_may_see_danger(person: str) -> None:
    """Whose yes it was is hidden; that somebody is in danger is not."""
    case = case_of(
        context={"age": 15, "said_yes": {person: [DANGER]}},
        views=[{"id": "mum", "from": "parent_or_carer"}, {"from": "other"}],
    )
    for audience in (["young_person"], ["mum"], ["other"], ["young_person", "mum"]):
        seen = as_seen_by(case, Severity(), audience_of(audience, case)).case
        hidden = person == "young_person" and audience != ["young_person"]
        assert seen.facts.get("immediate_danger") is (None if hidden else True), audience
        assert seen.who_said_yes(DANGER) == ((person,) if audience == [person] else ())


def test_what_asks_for_the_young_persons_own_answers_stands_first_where_there_are_none() -> None:
    proposed = {"from": "other", "proposes": {"goal_focused_help": True}}
    silent = case_of(
        context={"age": 12},
        presentation={"safety_concern": True, "safety_narrative": "told"},
        views=[proposed],
    )
    prompts = talk(silent).prompts
    assert prompts[0].kind == "ask"
    assert RULES.rule[prompts[0].rule].words.practitioner == prompts[0].text
    assert {FACTS[fact].voice for fact in facts_read(RULES.rule[prompts[0].rule].when)} >= {
        Voice.YOUNG_PERSON
    }
    spoken = silent.model_copy(
        update={"preferences": Preferences.model_validate({"managing_own_health": True})}
    )
    assert talk(spoken).prompts[0].kind == "safety"
    for reader in Reader:
        shown = page(talk(silent), RULES, reader, "full")
        first = next(each for each in shown.sections if each.kind is SectionKind.PROMPTS)
        assert first.heading == RULES.wording.prompts[PromptKind.ASK].to(reader)

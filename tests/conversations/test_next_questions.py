"""What is asked next: danger first, then what could settle most; nothing twice, nothing in vain, and no tick is no no."""

import itertools
import json
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiences import alone, seen
from thrive_rules import Case, Grouping, QuestionPage, Reader, load_case, load_rules, next_questions, suggest
from thrive_rules.cases.case import KINDS_OF_HELP
from thrive_rules.cases.fact import Held, Part, Topic, Voice
from thrive_rules.cases.vocabulary import FACTS
from thrive_rules.conversations.detail import may_be_asked
from thrive_rules.conversations.next_questions import danger_stands
from thrive_rules.conversations.reply import Reply, kept_private, path_of, was_asked, with_asked, with_reply
from thrive_rules.faults import ThriveRulesError
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.reasoning.compiled import compile_rules
from thrive_rules.reasoning.inference import evaluate
from thrive_rules.reasoning.suggestion import ASKED_FIRST, infer
from thrive_rules.severity.audience import Member, audience_of
from thrive_rules.testing import cases, facts, rule_bases

RULES = load_rules()
EXAMPLES = "examples"


def asked(pages: Sequence[QuestionPage]) -> list[str]:
    return [question.fact for page in pages for question in page.questions]


readers = st.sampled_from(Reader)
replies = st.sampled_from(Reply)


# WHAT IS ASKED


@given(cases(), readers)
def test_danger_is_the_first_page_until_a_reader_was_asked(case: Case, reader: Reader) -> None:
    mine, person = alone(case, reader), Member(kind=reader)
    pages = next_questions(mine, RULES, reader)
    if danger_stands(mine, person):
        assert pages == ()
        return
    open_so_far = [
        fact
        for fact in ASKED_FIRST
        if may_be_asked(reader, RULES.fact[fact])
        and not any(path_of(fact) in paths for paths in own_paths(mine, reader))
        and (reader is not Reader.PRACTITIONER or fact not in mine.facts)
    ]
    first = [question.fact for question in pages[0].questions] if pages else []
    assert [fact for fact in first if fact in ASKED_FIRST] == open_so_far
    assert open_so_far == [] or pages[0].topic is Topic.DANGER
    assert all(page.topic is not Topic.DANGER for page in pages[1:])


def own_paths(case: Case, reader: Reader) -> list[tuple[str, ...]]:
    context = case.context
    found = []
    for said in (context.asked or {}, context.said_yes or {}):
        found += [
            paths for name, paths in said.items() if reader is not Reader.PRACTITIONER or name == reader
        ]
    return [tuple(whole for path in paths for whole in beneath(path)) for paths in found]


def beneath(path: str) -> list[str]:
    """A path, and the dangers that it leads to."""
    return [path, *(path_of(fact) for fact in ASKED_FIRST if path_of(fact).startswith(f"{path}."))]


def test_to_a_young_person_the_three_questions_about_danger_come_first() -> None:
    page = next_questions(Case(), RULES, "young_person")[0]
    assert [question.fact for question in page.questions] == list(ASKED_FIRST)
    assert [question.text for question in page.questions] == [
        RULES.fact[fact].question.young_person for fact in ASKED_FIRST
    ]
    assert page.why == RULES.wording.asking.why_danger.young_person
    assert all(question.could_protect for question in page.questions)


@given(cases(), readers)
def test_nothing_is_asked_that_is_known_that_moves_nothing_or_that_a_reader_cannot_know(
    case: Case, reader: Reader
) -> None:
    mine = alone(case, reader)
    for page in next_questions(mine, RULES, reader):
        for question in page.questions:
            assert question.could_protect or question.could_bring_in or question.could_bear_on
            assert may_be_asked(reader, RULES.fact[question.fact])
            if question.fact in ASKED_FIRST:
                continue
            assert question.fact not in mine.facts
            presupposed = FACTS[question.fact].presupposes
            assert mine.facts.get(presupposed) is not False


def test_nobody_is_asked_what_somebody_else_suggests_but_who_asks() -> None:
    def whose(reader: Reader) -> set[Voice | None]:
        return {page.whose for page in next_questions(Case(), RULES, reader)} - {None}

    assert whose(Reader.YOUNG_PERSON) == set()
    assert whose(Reader.PARENT_OR_CARER) == {Voice.PARENT_OR_CARER}
    assert whose(Reader.OTHER) == {Voice.OTHER}
    assert whose(Reader.PRACTITIONER) == {Voice.PARENT_OR_CARER, Voice.PRACTITIONER, Voice.OTHER}


def test_where_no_help_was_tried_nobody_is_asked_what_came_of_it() -> None:
    case = with_reply(Case(), Member(kind=Voice.YOUNG_PERSON), "help_tried", Reply.NO)
    left = asked(next_questions(case, RULES, "young_person"))
    assert not {"help_making_a_difference", "costs_outweigh_gains"} & set(left)
    assert "aims_met" in left
    assert "help_making_a_difference" in asked(next_questions(Case(), RULES, "young_person"))


def test_of_two_parents_a_practitioner_is_not_asked_which_it_is_and_each_is_asked_for_themselves() -> None:
    views: list[dict[str, object]] = [
        {"from": "parent_or_carer", "id": name, "proposes": {}} for name in ("mum", "dad")
    ]
    case = Case.model_validate({"context": {"age": 12}, "views": views})
    assert Voice.PARENT_OR_CARER not in {page.whose for page in next_questions(case, RULES, "practitioner")}
    told = with_reply(
        case, Member(kind=Voice.PARENT_OR_CARER, id="mum"), "parent_or_carer_proposes_information", Reply.NO
    )
    assert "parent_or_carer_proposes_information" not in asked(
        next_questions(seen(told, "mum"), RULES, "mum")
    )
    assert "parent_or_carer_proposes_information" in asked(next_questions(seen(told, "dad"), RULES, "dad"))
    with pytest.raises(ThriveRulesError, match="several views"):
        next_questions(case, RULES, "parent_or_carer")


def test_a_practitioner_with_a_view_is_asked_for_it_and_not_for_a_safety_concern() -> None:
    view = {"from": "practitioner", "id": "counsellor", "proposes": {}}
    case = Case.model_validate({"context": {"age": 12}, "views": [view]})
    pages = next_questions(seen(case, "counsellor"), RULES, "counsellor")
    assert {page.whose for page in pages} == {None, Voice.PRACTITIONER}
    assert "safety_concern" not in asked(pages)
    [own] = [page for page in pages if page.whose]
    assert own.questions[0].text.startswith("Do you, or does a colleague, suggest")


def test_related_questions_stand_on_one_page() -> None:
    pages = next_questions(Case(), RULES, "young_person")
    by_topic = {page.topic: [question.fact for question in page.questions] for page in pages}
    assert len(by_topic) == len(pages)
    assert by_topic[Topic.WANTS] == [f"young_person_wants_{kind}" for kind in KINDS_OF_HELP]
    assert len(by_topic[Topic.EXTENT]) == 4
    assert all(len(facts) <= 7 for facts in by_topic.values())


def test_every_answer_that_decides_has_a_page_but_lists_and_words() -> None:
    for name in compile_rules(RULES).facts:
        fact = FACTS[name]
        assert fact.topic is not None or fact.held in (Held.LISTED, Held.WORDS), name
    for fact in FACTS.values():
        assert fact.topic is None or fact.part not in (Part.CONTEXT, Part.SEVERITY)
        assert fact.presupposes == "" or fact.presupposes in FACTS


def test_it_says_how_many_ideas_and_to_the_practitioner_which() -> None:
    def why(reader: Reader) -> str:
        return next(page.why for page in next_questions(Case(), RULES, reader) if page.topic is Topic.NOW)

    assert why(Reader.YOUNG_PERSON).endswith(": 2")
    assert why(Reader.PRACTITIONER).endswith(": Thriving, Getting Advice and Signposting")


# IN WHICH ORDER


@given(cases(), readers)
def test_the_order_is_by_what_could_settle_most(case: Case, reader: Reader) -> None:
    pages = [
        page for page in next_questions(alone(case, reader), RULES, reader) if page.topic is not Topic.DANGER
    ]
    key = [(-len(page.could_settle), -len(page.could_help_to_settle)) for page in pages]
    assert key == sorted(key)


@given(cases(), readers, cases())
def test_the_order_is_read_off_answers_and_rules_alone(case: Case, reader: Reader, other: Case) -> None:
    """No mark of privacy, no date, no age and no word of anybody changes what is asked, or the order."""
    one_each = tuple({view.voice: view.model_copy(update={"id": None}) for view in case.views}.values())
    own = {"asked": case.context.asked, "said_yes": case.context.said_yes}
    case = case.model_copy(update={"views": one_each})
    changed = case.model_copy(
        update={
            "context": other.context.model_copy(update=own),
            "presentation": case.presentation.model_copy(
                update={"strengths": ("words",), "safety_narrative": "more"}
            ),
            "views": tuple(view.model_copy(update={"label": "somebody"}) for view in one_each),
        }
    )
    assert next_questions(case, RULES, reader) == next_questions(changed, RULES, reader)


@given(rule_bases(), st.data())
@settings(deadline=None)
def test_what_a_page_could_settle_is_what_some_answers_to_it_settle(
    rules: RuleBase, data: st.DataObject
) -> None:
    """Worked out again by giving every answer to the page, and by the definition of what is undecided."""
    read = [
        name
        for name in compile_rules(rules).facts
        if len(FACTS[name].domain) < 5 and FACTS[name].part is not Part.SEVERITY
    ]
    known = data.draw(facts(read))
    unknown = [name for name in read if name not in known]
    some = data.draw(st.lists(st.sampled_from(unknown), max_size=3, unique=True)) if unknown else []
    before = evaluate(rules, known)
    settled = set()
    for chosen in itertools.product(*(FACTS[name].domain for name in some)):
        after = evaluate(rules, {**known, **dict(zip(some, chosen, strict=True))})
        for grouping in Grouping:
            if before.candidate(grouping) is None and before.could_bring_in(grouping).sets:
                undecided = after.candidate(grouping) is None and after.could_bring_in(grouping).sets
                settled |= set() if undecided else {grouping}
    assert set(before.could_settle(some)) == settled


# A WHOLE CONVERSATION


@given(cases(), readers, st.data())
@settings(deadline=None)
def test_a_conversation_ends_asks_nothing_twice_and_leaves_nothing_undecided_that_could_be_answered(
    case: Case, reader: Reader, data: st.DataObject
) -> None:
    mine, person = alone(case, reader), Member(kind=reader)
    told: list[str] = []
    while pages := next_questions(mine, RULES, reader):
        [fact, *_] = [question.fact for question in pages[0].questions]
        assert fact not in told
        told.append(fact)
        mine = with_reply(mine, person, fact, data.draw(replies))
    if danger_stands(mine, person):
        return
    answerable = {
        name
        for name, fact in FACTS.items()
        if fact.topic is not None
        and may_be_asked(reader, RULES.fact[name])
        and name not in told
        and mine.facts.get(fact.presupposes) is not False
        and not any(path_of(name).startswith(path) for paths in own_paths(mine, reader) for path in paths)
    }
    for other in suggest(mine, RULES).not_put_forward:
        assert not any(set(needed) <= answerable for needed in other.would_need)


@given(cases(), readers, st.data())
def test_a_box_without_a_tick_is_no_answer(case: Case, reader: Reader, data: st.DataObject) -> None:
    """One reply changes one answer, whatever else stands on its page."""
    mine, person = alone(case, reader), Member(kind=reader)
    pages = next_questions(mine, RULES, reader)
    if not pages:
        return
    page = data.draw(st.sampled_from(pages))
    fact = data.draw(st.sampled_from([question.fact for question in page.questions]))
    reply = data.draw(replies)
    after = with_reply(mine, person, fact, reply)
    changed = {name for name in FACTS if after.facts.get(name) != mine.facts.get(name)}
    assert changed <= {fact}
    if reply in (Reply.NOT_SURE, Reply.RATHER_NOT_SAY):
        assert not changed
        assert fact not in asked(next_questions(after, RULES, reader))
    assert next_questions(mine, RULES, reader) == pages


@pytest.mark.parametrize("fact", ASKED_FIRST)
def test_after_a_yes_about_danger_a_young_person_is_asked_nothing(fact: str) -> None:
    young, practitioner = Member(kind=Voice.YOUNG_PERSON), Member(kind=Voice.PRACTITIONER)
    case = with_reply(Case(), young, fact, Reply.YES)
    assert next_questions(seen(case, "young_person"), RULES, "young_person") == ()
    assert next_questions(case, RULES, "practitioner")  # who keeps the record goes on when it was acted on
    assert with_reply(case, practitioner, fact, Reply.NO).context.said_yes == case.context.said_yes


def test_what_is_hidden_from_a_reader_changes_no_question_of_theirs() -> None:
    told = {"presentation": {"able_to_use_help_now": True}}
    marks = {"age": 14, "private": {"young_person": ["presentation.able_to_use_help_now"]}}
    hidden = Case.model_validate({"context": marks, **told})
    never = Case.model_validate({"context": marks})
    pages = next_questions(seen(hidden, "parent_or_carer"), RULES, "parent_or_carer")
    assert pages == next_questions(seen(never, "parent_or_carer"), RULES, "parent_or_carer")


@given(cases(), readers, st.data())
def test_a_mark_changes_no_answer_and_no_suggestion(case: Case, reader: Reader, data: st.DataObject) -> None:
    mine, person = alone(case, reader), Member(kind=reader)
    asked_for = [
        name
        for name, fact in FACTS.items()
        if fact.topic is not None and (fact.voice is None or str(fact.voice) == str(reader))
    ]
    some = data.draw(st.lists(st.sampled_from(asked_for), min_size=1, max_size=3))
    marked = kept_private(with_asked(mine, person, some[0], was_asked=True), person, some)
    assert marked.facts == mine.facts
    assert suggest(marked, RULES) == suggest(mine, RULES)


@given(cases(), st.sampled_from(ASKED_FIRST), readers, replies)
def test_a_yes_about_danger_is_a_yes_and_nobody_but_the_practitioner_says_no(
    case: Case, fact: str, reader: Reader, reply: Reply
) -> None:
    mine, person = alone(case, reader), Member(kind=reader)
    told = with_reply(mine, person, fact, reply)
    stated = getattr(told.presentation, fact)
    if reader is Reader.PRACTITIONER:
        assert stated is {Reply.YES: True, Reply.NO: False}.get(reply)
        return
    assert stated == getattr(mine.presentation, fact)
    noted = {path for paths in (told.context.said_yes or {}).values() for path in paths}
    assert reply is not Reply.YES or path_of(fact) in noted
    assert was_asked(told, person, fact)  # whatever they said, they are not asked again
    for other in (*Reply, None):  # and whoever said yes cannot take it back
        if reply is Reply.YES:
            assert with_reply(told, person, fact, other) == told


# PLAIN DATA


@given(cases(), readers)
def test_pages_round_trip_through_json_and_cannot_be_changed(case: Case, reader: Reader) -> None:
    for page in next_questions(alone(case, reader), RULES, reader):
        assert QuestionPage.model_validate(json.loads(json.dumps(page.model_dump(mode="json")))) == page
        with pytest.raises(ValueError, match="frozen"):
            page.heading = "another"  # type: ignore[misc]  # that it cannot be set is the point


def test_somebody_who_is_nobody_and_several_people_are_refused() -> None:
    case, _ = load_case(f"{EXAMPLES}/three_voices.yaml")
    with pytest.raises(ThriveRulesError, match="no such reader"):
        next_questions(case, RULES, "nobody")
    room = audience_of(["young_person", "parent_or_carer"], case)
    with pytest.raises(ThriveRulesError, match="one person answers at a time"):
        next_questions(case, RULES, room)
    with pytest.raises(ThriveRulesError, match="teaching"):
        next_questions(case, load_rules("severity-led", for_study=True), "young_person")


def test_the_words_of_a_page_are_those_of_the_reader() -> None:
    for reader in Reader:
        for page in next_questions(Case(), RULES, reader):
            for question in page.questions:
                assert question.text == RULES.fact[question.fact].question.to(reader)
            assert page.seen_by
            assert page.why
    assert infer(Case(), RULES).could_settle(()) == ()

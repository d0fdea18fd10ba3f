"""What is offered beside the questions: own words as they are said, ticks that settle nothing, and no box is a no."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiences import alone
from thrive_rules import Case, Reader, ThriveRulesError, converse, load_case, load_rules, suggest
from thrive_rules.cases.fact import Held
from thrive_rules.cases.vocabulary import FACTS
from thrive_rules.conversations.next_questions import danger_stands
from thrive_rules.conversations.offer import (
    Offer,
    as_if_not_offered,
    offers,
    ticked_before,
    with_ticks,
    with_words,
)
from thrive_rules.conversations.reply import asked_anew
from thrive_rules.severity.audience import Audience, Member
from thrive_rules.severity.seen import SAFEGUARDING_FACTS
from thrive_rules.severity.severity import Severity
from thrive_rules.testing import cases

RULES = load_rules()
readers = st.sampled_from(Reader)


def offered(case: Case, reader: Reader) -> tuple[Offer, ...]:
    return tuple(offers(case, RULES, Audience(people=(Member(kind=reader),))))


def listed(case: Case) -> dict[str, object]:
    return {name: value for name, value in case.facts.items() if FACTS[name].held is Held.LISTED}


@given(cases(), readers)
def test_each_is_offered_what_is_theirs_and_nothing_where_danger_stands(case: Case, reader: Reader) -> None:
    mine, person = alone(case, reader), Member(kind=reader)
    found = offered(mine, reader)
    if danger_stands(mine, person):
        assert found == ()
    words = [offer for offer in found if not offer.ticks]
    assert found[: len(words)] == tuple(words)  # own words come first
    assert not words or reader in (Reader.YOUNG_PERSON, Reader.PRACTITIONER)
    ticks = [tick.fact for offer in found for tick in offer.ticks]
    assert len(ticks) == len({*ticks})
    assert not {*ticks} & mine.facts.keys()
    assert reader is Reader.PRACTITIONER or SAFEGUARDING_FACTS.isdisjoint(ticks)


@given(cases(), readers, st.data())
def test_a_tick_raises_a_prompt_and_moves_no_grouping(
    case: Case, reader: Reader, data: st.DataObject
) -> None:
    mine, person = alone(case, reader), Member(kind=reader)
    some = [offer for offer in offered(mine, reader) if offer.ticks]
    if not some:
        return
    offer = data.draw(st.sampled_from(some))
    tick = data.draw(st.sampled_from(offer.ticks))
    ticked = with_ticks(mine, person, offer.ticks, [tick])
    before, after = suggest(mine, RULES), suggest(ticked, RULES)
    assert after == before
    raised = [
        {prompt.rule for prompt in converse(each, one, Severity(), RULES).prompts}
        for each, one in ((before, mine), (after, ticked))
    ]
    assert raised[1] > raised[0]


@given(cases(), readers, st.data())
def test_what_is_not_ticked_is_no_no(case: Case, reader: Reader, data: st.DataObject) -> None:
    mine, person = alone(case, reader), Member(kind=reader)
    for offer in [each for each in offered(mine, reader) if each.ticks]:
        before = listed(mine)
        ticks = data.draw(st.lists(st.sampled_from(offer.ticks), unique=True))
        mine = with_ticks(mine, person, offer.ticks, ticks)
        assert listed(mine) == before | {tick.fact: True for tick in ticks}
        left = {tick.fact for tick in offer.ticks} - {tick.fact for tick in ticks}
        assert not left & {tick.fact for each in offered(mine, reader) for tick in each.ticks}
        # A new conversation asks again, and what was open is no no there either.
        assert listed(asked_anew(mine, person)) == listed(mine)


@given(cases(), readers, st.data())
def test_what_was_added_can_be_taken_back_and_leaves_nothing(
    case: Case, reader: Reader, data: st.DataObject
) -> None:
    mine, person = alone(case, reader), Member(kind=reader)
    for offer in offered(mine, reader):
        if offer.ticks:
            ticks = data.draw(st.lists(st.sampled_from(offer.ticks), unique=True))
            told = with_ticks(mine, person, offer.ticks, ticks)
        else:
            told = with_words(mine, person, offer.name, data.draw(st.sampled_from(["", "As I say it"])))
        again = as_if_not_offered(told, person, offer)
        assert again.presentation == mine.presentation
        assert again.preferences == mine.preferences
        assert again.facts == mine.facts


def test_what_was_not_offered_cannot_be_added() -> None:
    child = Case.model_validate({"context": {"age": 12}, "views": [{"from": "parent_or_carer", "id": "mum"}]})
    some, *_, other = [offer for offer in offers(child, RULES, "practitioner") if offer.ticks]
    [path, *_] = [offer.name for offer in offers(child, RULES, "young_person")]
    for wrong in (
        lambda: with_words(child, "mum", path, "For her"),
        lambda: with_words(child, "young_person", "presentation.safety_narrative", "Mine"),
        lambda: with_words(child, "young_person", path, "a\x00b"),
        lambda: with_words(child, "zaphod", path, "Mine"),
        lambda: with_ticks(child, "mum", (), ()),
        lambda: with_ticks(child, "mum", some.ticks, other.ticks),
        lambda: with_ticks(child, "zaphod", some.ticks, ()),
        lambda: offers(child, RULES, "zaphod"),
    ):
        with pytest.raises(ThriveRulesError) as refused:
            wrong()
        assert not any(said in str(refused.value) for said in ("For her", "Mine", "zaphod", "\x00"))
    told = with_ticks(child, "mum", some.ticks, some.ticks[:1])
    assert listed(told) == {some.ticks[0].fact: True}


def before(case: Case, reader: Reader) -> set[str]:
    """What this person can take back of an earlier sitting."""
    found = ticked_before(alone(case, reader), RULES, Audience(people=(Member(kind=reader),)))
    return {tick.fact for offer in found for tick in offer.ticks}


@given(readers, readers, st.data())
def test_what_somebody_ticked_is_theirs_to_take_back_later_and_nothing_of_anybody_else(
    one: Reader, other: Reader, data: st.DataObject
) -> None:
    """After new conversations too, and after somebody else has ticked what was left."""
    case = Case.model_validate({"context": {"age": 12}})
    ticked: dict[Reader, set[str]] = {one: set(), other: set()}
    for reader in (one, other, one):
        person = Member(kind=reader)
        case = asked_anew(case, person)
        for offer in [each for each in offered(alone(case, reader), reader) if each.ticks]:
            ticks = data.draw(st.lists(st.sampled_from(offer.ticks), unique=True, max_size=3))
            case = with_ticks(case, person, offer.ticks, ticks)
            ticked[reader] |= {tick.fact for tick in ticks}
        for who, theirs in ticked.items():
            of_everybody = set.union(*ticked.values())
            assert before(case, who) == (of_everybody if who is Reader.PRACTITIONER else theirs)
    for offer in ticked_before(alone(case, one), RULES, Audience(people=(Member(kind=one),))):
        case = as_if_not_offered(case, Member(kind=one), offer)
    left = set() if one in (other, Reader.PRACTITIONER) else ticked[other]
    assert listed(case) == dict.fromkeys(left, True), "what is taken back is no no, and the rest stands"


def test_a_list_that_was_whole_stays_whole_and_its_noes_stand() -> None:
    whole = Case.model_validate({"presentation": {"concerns": ["low_mood"]}})
    assert whole.facts["concern_self_harm"] is False
    young = alone(whole, Reader.YOUNG_PERSON)
    [concerns] = [offer for offer in offered(young, Reader.YOUNG_PERSON) if offer.name == "concerns"]
    [eating] = [tick for tick in concerns.ticks if tick.fact == "concern_eating_issues"]
    told = with_ticks(whole, Member(kind=Reader.YOUNG_PERSON), concerns.ticks, [eating])
    assert told.facts["concern_eating_issues"] is True
    assert told.facts["concern_self_harm"] is False
    assert (
        offered(whole, Reader.PRACTITIONER)[4].name != "concerns"
    )  # nothing of it is open to who keeps the record


@pytest.mark.parametrize("path", ["presentation.concerns", "presentation.circumstances"])
def test_a_list_that_is_asked_about_says_no_to_nothing_in_a_file_too(path: str) -> None:
    [key] = [fact.key for fact in FACTS.values() if fact.name in ("concern_low_mood", "circumstance_young_carer")
             and ".".join(fact.path) == path]  # fmt: skip
    field = path.split(".")[1]
    said = {"format": 2, "presentation": {field: [key]}}
    assert False in load_case(said)[0].facts.values()
    for asked, is_open in ((path, True), (f"{path}.{key}", False), ("presentation", False)):
        case, _ = load_case(said | {"context": {"asked": {"young_person": [asked]}}})
        assert (False not in case.facts.values()) is is_open
        assert True in case.facts.values()

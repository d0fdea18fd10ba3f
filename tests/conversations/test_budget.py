"""How much a page says: the words of every reader at each depth, and what is cut of somebody's own."""

import re
from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from audiences import RULES, Told, glances, of, rooms, tell, worked_cases
from readings import most_words
from thrive_rules import Depth, Reader, load_case
from thrive_rules.conversations.budget import (
    MOST_OWN_WORDS,
    WORDS_OF_A_GLANCE,
    first_question,
    first_sentence,
    shortened,
    words_in,
    words_on,
)

BEYOND = {
    ("every-answer-is-yes", "young_person"): 375,
}
"""Pages of worked cases that have more words than their reader takes in, names of people among them, and how many. It
only ever gets shorter: each is a page that could not say less without leaving out what counts.
"""


MEND = (
    "say it in a voice that speaks there already, in a shorter `brief`, or shorten another text of the page"
)


def words_of(depth: Depth) -> Iterator[tuple[str, str, Reader, int]]:
    """The words of each page of each worked case: the case, who reads it, in whose words, and how many."""
    for name, case, severity in worked_cases():
        conversation = of(case, severity, RULES)
        for who in rooms(case):
            if told := tell(conversation, RULES, who, depth):
                yield name, " and ".join(who), told.reader, words_on(told.page.sections)


def test_at_a_glance_everybody_reads_at_most_seventy_words() -> None:
    assert WORDS_OF_A_GLANCE == 70
    assert [each for each in words_of(Depth.GLANCE) if each[-1] > WORDS_OF_A_GLANCE] == []


def test_a_glance_says_in_one_sentence_that_nothing_is_said_where_there_is_no_room_for_two() -> None:
    """Three voices for three groupings, and no answer of the young person's that others may see."""
    nothing = RULES.wording.page.nothing_said.to(Reader.OTHER)
    views = [
        {"from": "parent_or_carer", "proposes": {"information": True}},
        {
            "from": "other",
            "proposes": {"information": True, "goal_focused_help": True, "extensive_help": True},
        },
        {"from": "practitioner", "proposes": {"extensive_help": True}},
    ]
    told = {}
    for number in (1, 3):
        file = {"format": 2, "context": {"age": 12}, "presentation": {"recovering": True, "aims_agreed": True,
                "aims_met": False, "costs_outweigh_gains": False, "able_to_use_help_now": True, "needs_coordination": True},
                "views": views[:number]}  # fmt: skip
        shown = tell(of(*load_case(file), RULES), RULES, ("other",), Depth.GLANCE)
        assert shown
        assert words_on(shown.page.sections) <= WORDS_OF_A_GLANCE
        told[number] = shown.text
    assert nothing in told[1]
    assert nothing not in told[3]
    assert first_sentence(nothing) in told[3]


@given(glances())
def test_a_glance_of_any_case_has_at_most_seventy_words(told: Told) -> None:
    assert words_on(told.page.sections) <= WORDS_OF_A_GLANCE


def test_a_page_has_room_on_one_sheet_but_for_these() -> None:
    found = {
        (name, who): words
        for name, who, reader, words in words_of(Depth.PAGE)
        if words > (most_words(reader, Depth.PAGE) or 0)
    }
    assert found.keys() == BEYOND.keys(), (
        "longer than it was, or no longer: mend the page, or shorten the list"
    )
    longer = {page: words for page, words in found.items() if words > BEYOND[page]}
    assert not longer, f"nothing more can be left out there: {MEND}"


def test_a_page_of_a_worked_case_has_room_on_one_sheet_where_names_of_people_are_not_counted() -> None:
    for name, case, severity in worked_cases():
        for who in rooms(case):
            if told := tell(of(case, severity, RULES), RULES, who, Depth.PAGE):
                names = [view.label for view in case.views if view.label]
                labels = [
                    item.label
                    for section in told.page.sections
                    for block in section.blocks
                    for item in block.items
                ]
                of_people = sum(words_in(each) for each in names for label in labels if each in label)
                most = most_words(told.reader, Depth.PAGE) or 0
                assert words_on(told.page.sections) - of_people <= most, (name, who, MEND)


SENTENCES = st.lists(
    st.lists(st.sampled_from(["one", "two\n", "three\t", "four,", "five"]), min_size=1, max_size=30),
    max_size=6,
)
TEXTS = st.lists(
    SENTENCES.map(
        lambda some: " ".join(f"{' '.join(words)}{end}" for words, end in zip(some, ".?!.?!", strict=False))
    ),
    max_size=4,
)


@given(TEXTS | st.lists(st.text(max_size=400), max_size=3), st.integers(1, 80))
def test_own_words_are_whole_sentences_and_what_is_cut_is_counted(texts: list[str], most: int) -> None:
    kept, more = shortened(texts, most)
    counted = sum(map(words_in, texts))
    assert sum(map(words_in, kept)) + more == counted
    assert sum(map(words_in, kept)) <= most
    if counted <= most:
        assert kept == tuple(texts)
        return
    said = [words(text) for text in texts]
    for whole, text in zip(said, map(words, kept), strict=False):
        assert whole[: len(text)] == text, "what is kept is what was said first"
    *before, last = [words(text) for text in kept] or [[]]
    assert before == said[: len(before)], "a text is cut only where the one before it is whole"
    ends = not last or last == said[len(before)] or re.search(r"[.?!]$", last[-1])
    assert ends or (not before and len(last) == most), (
        "a whole sentence, but for a first one that is too long"
    )


def words(text: str) -> list[str]:
    return [word for word in re.split("[ \t\n]+", text) if word]


def test_sixty_of_somebodys_own_words_stand_on_a_page_and_the_rest_is_counted() -> None:
    assert MOST_OWN_WORDS == 60
    sentence = "It is the same every day, at home and at school."  # eleven words
    assert shortened([" ".join([sentence] * 6)]) == ((" ".join([sentence] * 5),), 11)
    assert shortened(["word " * 70]) == ((" ".join(["word"] * 60),), 10)


def test_a_question_ends_where_it_is_asked() -> None:
    assert first_question("Think of it. Is it so? It can be.") == "Think of it. Is it so?"
    assert first_question("Say more. And more.") == "Say more."


def test_every_question_of_the_rules_that_ship_begins_with_what_it_asks() -> None:
    """A page has room for one sentence."""
    for fact in RULES.fact.values():
        if not fact.id.startswith("severity_"):  # of these, no page asks
            for reader in Reader:
                asked = first_question(fact.question.to(reader))
                assert not re.search(r"[.!] ", asked), fact.id
                assert asked.endswith("?"), fact.id

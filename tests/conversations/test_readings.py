"""How plain a page is, and that what is printed can be read: the measures of tests/readings.py as tests."""

from collections.abc import Iterator

import pytest

from audiences import ROOT, RULES, of, tell
from in_browser import Browser, a_browser
from readings import ASKED_FOR, how_plain, sentences, sheets
from thrive_rules import Conversation, Depth, Page, Reader, SectionKind, load_case

EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))


def conversations() -> Iterator[Conversation]:
    """The conversation about each example."""
    for example in EXAMPLES:
        yield of(*load_case(example), RULES)


@pytest.mark.parametrize("reader", Reader)
@pytest.mark.parametrize("depth", Depth)
def test_the_words_are_as_plain_as_each_reader_is_promised(reader: Reader, depth: Depth) -> None:
    most = ASKED_FOR[reader]
    for conversation in conversations():
        if told := tell(conversation, RULES, (str(reader),), depth):
            plain = how_plain(sentences(told.page))
            assert plain.grade <= most.grade
            assert plain.mean <= most.mean
            # What somebody wants is a list of what they said, as long as they made it.
            rest = Page(tuple(each for each in told.page.sections if each.kind is not SectionKind.OWN_WORDS))
            assert [each for each in sentences(rest) if len(each.split()) > most.longest] == []


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with a_browser() as found:
        yield found


@pytest.mark.parametrize("reader", Reader)
def test_a_page_prints_on_two_sheets_at_most(browser: Browser, reader: Reader) -> None:
    for conversation in conversations():
        if told := tell(conversation, RULES, (str(reader),), Depth.PAGE):
            assert sheets(browser, told.page) <= 2


def test_nothing_is_printed_smaller_than_eleven_points(browser: Browser) -> None:
    """The full page has a line of every kind: small print under a line, and a table."""
    conversation = of(*load_case(ROOT / "examples" / "three_voices.yaml"), RULES)
    told = tell(conversation, RULES, ("practitioner",), Depth.FULL)
    assert told
    tab = browser.new_page()
    tab.emulate_media(media="print")
    tab.set_content(told.page.html())
    sizes: list[float] = tab.evaluate(
        "[...document.querySelectorAll('main *')].map(each => parseFloat(getComputedStyle(each).fontSize))"
    )
    tab.close()
    assert min(sizes) >= 11 * 96 / 72 - 0.01

"""A page as people open it: on a screen that others walk past, on a phone, in large print, on paper, read aloud."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from in_browser import Browser, a_browser, violations
from thrive_rules import Depth, Reader, converse, load_case, load_rules, page, suggest

RULES = load_rules()
EXAMPLES = Path(__file__).parents[2] / "examples"
PAGES = [("three_voices", reader, depth) for reader in Reader for depth in Depth]
PAGES += [("safety", Reader.YOUNG_PERSON, Depth.PAGE), ("safety", Reader.PRACTITIONER, Depth.PAGE)]

pytestmark = pytest.mark.xdist_group("browser")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with a_browser() as found:
        yield found


def written(folder: Path, example: str, reader: Reader, depth: Depth) -> Path:
    case, severity = load_case(EXAMPLES / f"{example}.yaml")
    shown = page(converse(suggest(case, RULES), case, severity, RULES), RULES, reader, depth)
    file = folder / "page.html"
    file.write_text(shown.html(), encoding="utf-8")
    return file


@pytest.mark.parametrize(("example", "reader", "depth"), PAGES)
def test_axe_finds_nothing(
    example: str, reader: Reader, depth: Depth, browser: Browser, tmp_path: Path
) -> None:
    assert violations(browser, written(tmp_path, example, reader, depth)) == []


def test_one_key_hides_the_page_and_only_loading_it_again_shows_it(browser: Browser, tmp_path: Path) -> None:
    file = written(tmp_path, "safety", Reader.YOUNG_PERSON, Depth.PAGE)
    shown = browser.new_page()
    wrong: list[str] = []
    shown.on("pageerror", lambda error: wrong.append(str(error)))
    shown.on("console", lambda message: wrong.append(message.text))
    shown.goto(file.as_uri())
    title = shown.title()
    for by_key in (True, False):
        if by_key:
            shown.keyboard.press("Escape")
        else:
            shown.get_by_role("button").click()
        for _ in range(2):
            assert shown.inner_text("body").strip() == ""
            assert shown.title() == "-"
            shown.keyboard.press("Escape")
        shown.reload()
        assert shown.title() == title
    assert wrong == []


def test_the_key_is_said_on_the_screen_and_reached_first_and_not_printed(
    browser: Browser, tmp_path: Path
) -> None:
    shown = browser.new_page()
    shown.goto(written(tmp_path, "three_voices", Reader.YOUNG_PERSON, Depth.PAGE).as_uri())
    button = shown.get_by_role("button")
    assert button.inner_text() == RULES.wording.page.hide.young_person
    shown.keyboard.press("Tab")
    assert button.evaluate("node => node === document.activeElement")
    shown.emulate_media(media="print")
    assert not button.is_visible()


@pytest.mark.parametrize("width", [320, 640])
def test_a_narrow_screen_and_large_print_lose_nothing_and_scroll_one_way(
    width: int, browser: Browser, tmp_path: Path
) -> None:
    """320 pixels are a phone, and a screen of 1280 at 400 %."""
    shown = browser.new_page(viewport={"width": width, "height": 700})
    for depth in Depth:
        shown.goto(written(tmp_path, "three_voices", Reader.PRACTITIONER, depth).as_uri())
        assert shown.evaluate("document.documentElement.scrollWidth") <= width


def test_nothing_is_printed_smaller_than_eleven_points(browser: Browser, tmp_path: Path) -> None:
    shown = browser.new_page()
    shown.emulate_media(media="print")
    for depth in Depth:
        shown.goto(written(tmp_path, "safety", Reader.PRACTITIONER, depth).as_uri())
        sizes: list[float] = shown.evaluate(
            "[...document.querySelectorAll('main *')].filter(node => node.innerText && node.tagName !== 'BUTTON')"
            ".map(node => parseFloat(getComputedStyle(node).fontSize))"
        )
        assert min(sizes) * 0.75 >= 11


def test_it_is_read_aloud_as_it_is_told(browser: Browser, tmp_path: Path) -> None:
    """The headings that a screen reader walks through: one of the first level, and no level left out."""
    shown = browser.new_page()
    shown.goto(written(tmp_path, "safety", Reader.YOUNG_PERSON, Depth.PAGE).as_uri())
    levels: list[int] = shown.evaluate(
        "[...document.querySelectorAll('h1, h2, h3')].map(node => Number(node.tagName[1]))"
    )
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    regions = shown.get_by_role("region").all()
    names = [
        region.evaluate("node => document.getElementById(node.getAttribute('aria-labelledby'))?.innerText")
        for region in regions
    ]
    assert all(names)

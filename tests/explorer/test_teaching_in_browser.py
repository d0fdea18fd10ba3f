"""The page for teaching as people use it: by link, by keyboard, on a phone, on paper, read aloud, with nothing sent."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

from in_browser import Browser, a_browser, opened_page, tab_to, violations
from thrive_rules import load_rules
from thrive_rules.explorer.teaching import teaching_document

PARTS = ("two", "slider", "own", "many", "claim", "practice", "workshop")
NOTHING = "Groupings that moved: 0. Reasons: 0. Needs: 0. Questions: 0."

pytestmark = pytest.mark.xdist_group("browser")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with a_browser() as found:
        yield found


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    written = tmp_path_factory.mktemp("explorer") / "explorer.html"
    written.write_text(teaching_document(load_rules()), encoding="utf-8")
    return written


@pytest.fixture
def opened(browser: Browser, file: Path) -> Iterator[Page]:
    with opened_page(browser, file) as page:
        yield page


def turn_to(page: Page, part: str) -> None:
    page.goto(f"{page.url.split('#')[0]}#{part}")
    page.locator(f"#{part}-heading").wait_for()


@pytest.mark.parametrize("part", PARTS)
def test_each_part_has_a_link_of_its_own_and_axe_finds_nothing_in_it(
    part: str, browser: Browser, file: Path, tmp_path: Path
) -> None:
    assert violations(browser, file, part) == []


def test_a_link_that_names_no_part_shows_the_first(opened: Page) -> None:
    opened.goto(f"{opened.url.split('#')[0]}#nonsense")
    assert opened.locator("#two-heading").is_visible()


def test_two_people_who_differ_in_severity_alone_by_keyboard(opened: Page) -> None:
    turn_to(opened, "two")
    look = opened.get_by_role("button", name="Look", exact=True)
    for pair in range(2):
        assert look.is_disabled(), "bet first"
        assert not opened.get_by_text("Recorded as: ").count(), "severity is not told before the bet"
        tab_to(opened, "input[name=bet]")
        opened.keyboard.press("ArrowDown")
        tab_to(opened, "button:text-is('Look')")
        opened.keyboard.press("Enter")
        assert opened.get_by_text(NOTHING).is_visible()
        assert opened.get_by_text("Recorded as: ").count() == 2
        states = [
            [each.get_attribute("data-state") for each in places.locator("li[data-state]").all()]
            for places in opened.locator(".five").all()
        ]
        assert states[0] == states[1]
        if pair == 0:
            tab_to(opened, "button:text-is('Show the other pair')")
            opened.keyboard.press("Enter")
    assert opened.get_by_text("What does move it?").is_visible()


def test_the_slider_moves_nothing_and_one_answer_does(opened: Page) -> None:
    turn_to(opened, "slider")
    tab_to(opened, "#severity")
    for _ in range(4):
        opened.keyboard.press("ArrowLeft")
    lines = opened.locator(".log li").all_inner_texts()
    assert len(lines) == 4
    assert all(line.endswith(NOTHING) for line in lines)
    tab_to(opened, "input[name=answer]")
    opened.keyboard.press("ArrowUp")
    newest = opened.locator(".log li").first.inner_text()
    assert not newest.endswith(NOTHING)
    assert opened.locator(".five li[data-state=in]").count() > 1


def test_escape_starts_a_part_again_for_the_next_group(opened: Page) -> None:
    turn_to(opened, "slider")
    tab_to(opened, "#severity")
    opened.keyboard.press("ArrowLeft")
    opened.keyboard.press("Escape")
    assert opened.locator(".log li").count() == 0
    turn_to(opened, "practice")
    opened.get_by_role("button", name="The next one").click()
    assert opened.get_by_text("2 of 12").is_visible()
    opened.keyboard.press("Escape")
    assert opened.get_by_text("1 of 12").is_visible()


def test_ones_own_pair_says_what_moved_and_why_and_what_would(opened: Page) -> None:
    turn_to(opened, "own")
    assert opened.get_by_text("Nothing moved.").is_visible()
    opened.locator("summary", has_text="What the help would be like").press("Enter")
    chosen = opened.locator("select[data-fact=needs_specialist_input][data-person='1']")
    chosen.focus()
    chosen.select_option("true")
    assert opened.get_by_text("Getting More Help is put forward for the second alone").is_visible()
    opened.locator("summary", has_text="as recorded").press("Enter")
    chosen.select_option("null")
    opened.locator("select[data-fact=severity_impact][data-person='1']").select_option("severe")
    assert opened.get_by_text("They differ in").is_visible()
    assert opened.get_by_text("Nothing moved.").is_visible()
    opened.locator("summary", has_text="smallest change").press("Enter")
    assert opened.get_by_text("Getting Help would go out with:").is_visible()


def moved(page: Page) -> int:
    found = re.search(r": ([0-9]+) of 500 people", page.get_by_role("status").inner_text())
    assert found
    return int(found[1])


def test_among_many_severity_moves_nobody_but_under_rules_that_are_led_by_it(opened: Page) -> None:
    turn_to(opened, "many")
    for button in ("Show how bad things are", "Make things worse for everybody"):
        opened.get_by_role("button", name=button).click()
        assert moved(opened) == 0
    opened.get_by_label("Rules led by severity").check()
    assert moved(opened) > 0
    opened.get_by_role("button", name="Make things worse for everybody").click()
    assert moved(opened) > 0


def test_the_places_of_many_are_as_python_has_them(opened: Page) -> None:
    from thrive_rules.cases.vocabulary import FACTS
    from thrive_rules.explorer.marks import marks
    from thrive_rules.reasoning.inference import evaluate

    held = marks()
    counts = dict.fromkeys((each.name for each in load_rules().groupings), 0)
    rules = load_rules()
    for row in held["rows"]:
        facts = {
            name: FACTS[name].domain[int(letter)]
            for name, letter in zip(held["facts"], row, strict=True)
            if letter != "."
        }
        for grouping in evaluate(rules, facts).candidates:
            counts[rules.words_for[grouping].name] += 1
    turn_to(opened, "many")
    rows = opened.locator("tbody tr").all_inner_texts()
    assert {row.split("\t")[0]: int(row.split("\t")[1]) for row in rows} == counts


def test_the_claim_can_be_checked(opened: Page) -> None:
    turn_to(opened, "claim")
    assert opened.get_by_text("Proved", exact=True).count() == 19
    opened.get_by_role("button", name="Work it out").click()
    opened.get_by_text("Worked out here, and the same").wait_for()
    opened.get_by_role("button", name="Try every such pair").click()
    tried = opened.get_by_text("The rules of this page:").inner_text()
    assert tried.endswith("pairs tried, 0 differ.")
    assert opened.locator(".pair").count() == 5, (
        "each grouping is moved by severity alone under the other rules"
    )


def test_practice_reveals_after_ones_own_words_and_keeps_nothing(opened: Page) -> None:
    turn_to(opened, "practice")
    opened.get_by_label("Why, in your own words").fill(
        '<img src=x onerror="alert(1)"><script>alert(2)</script>\u202e'
    )
    opened.locator("input[value=thriving]").check()
    opened.get_by_role("button", name="Look", exact=True).click()
    assert opened.get_by_text("You chose: Thriving.").is_visible()
    assert opened.locator("main img, main script[src], blockquote script").count() == 0
    assert "onerror" in opened.locator("blockquote").last.inner_text()
    opened.reload()
    assert opened.get_by_label("Why, in your own words").input_value() == ""


@pytest.mark.parametrize("name", ["Handouts", "Sheet for whoever leads the session"])
def test_what_is_printed_has_all_twelve_and_which_rules_these_are(
    name: str, opened: Page, tmp_path: Path
) -> None:
    turn_to(opened, "practice")
    opened.get_by_role("button", name=name).click()
    printed = tmp_path / "printed.pdf"
    opened.pdf(path=printed, prefer_css_page_size=True)
    text = "\n".join(sheet.extract_text() for sheet in PdfReader(printed).pages)
    assert "12. " in text
    rules = load_rules()
    assert f"{rules.header.id} {rules.header.version}" in text
    assert rules.digest[:20] in text
    assert str(rules.header.review_by) in text
    assert "Nobody has clinically reviewed" in text
    assert ("put forward" in text) is (name != "Handouts")
    assert "Start this part again" not in text


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("width", [320, 1280])
def test_five_places_stand_in_five_columns_or_five_rows_and_nothing_runs_out_of_a_narrow_screen(
    part: str, width: int, opened: Page
) -> None:
    """320 pixels are a phone, and a screen of 1280 at 400 %."""
    opened.set_viewport_size({"width": width, "height": 800})
    turn_to(opened, part)
    assert opened.evaluate("() => document.documentElement.scrollWidth") <= width
    for places in opened.locator(".five").all():
        boxes = [each.bounding_box() for each in places.locator("> li").all()]
        found = [box for box in boxes if box]
        assert len(found) == 5
        assert len({round(box["width"]) for box in found}) == 1
        assert len({round(box["y"]) for box in found}) in (1, 5)


def test_no_grouping_is_told_by_a_colour(opened: Page) -> None:
    turn_to(opened, "slider")
    opened.emulate_media(forced_colors="active", reduced_motion="reduce")
    inks = {
        each.evaluate("node => getComputedStyle(node).color") for each in opened.locator(".five strong").all()
    }
    assert len(inks) == 1
    assert opened.locator("svg text").count() == 0, (
        "there is no text in a drawing whose contrast axe could not tell"
    )


@pytest.mark.parametrize("part", ["practice", "own", "two"])
def test_every_part_can_be_read_in_the_words_of_young_people(part: str, opened: Page) -> None:
    """One choice changes whose words the answers and the reasons are in; nothing else moves."""
    opened.goto(f"{opened.url.split('#')[0]}#{part}")
    opened.locator("#reader").select_option("young_person")
    assert opened.locator(f"#{part}-heading").is_visible()
    rules = load_rules()
    if part == "practice":
        opened.locator("section input[type=checkbox]").first.check()
        opened.get_by_role("button", name="Look", exact=True).click()
    if part == "two":
        opened.locator("section input[type=radio]").first.check()
        opened.get_by_role("button", name="Look", exact=True).click()
    if part == "own":
        told = {each.label.young_person for each in rules.facts} - {
            each.label.practitioner for each in rules.facts
        }
    else:
        told = {each.words.young_person for each in rules.rules}
        told -= {each.words.practitioner for each in rules.rules}
    shown = opened.locator("main").text_content() or ""
    assert any(text in shown for text in told)
    assert opened.locator("#reader").input_value() == "young_person"

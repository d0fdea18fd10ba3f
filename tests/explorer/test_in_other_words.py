"""The explorer in a language that nobody speaks: a sentence that stands in no file shows."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from in_browser import Browser, a_browser
from pseudo_language import mark, write_pack
from thrive_rules import ThriveRulesError, load_rules
from thrive_rules.explorer.laws_table import laws_table
from thrive_rules.explorer.lessons import lessons
from thrive_rules.explorer.teaching import meeting_document, teaching_document
from thrive_rules.explorer.words import screen_words

pytestmark = pytest.mark.xdist_group("browser")

TEXTS = """() => {
  const walk = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  const found = [];
  while (walk.nextNode()) if (!walk.currentNode.parentElement.closest("script, blockquote, code")) found.push(walk.currentNode.data);
  return found;
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with a_browser() as found:
        yield found


def marked(text: str) -> str:
    """A text in the pseudo-language, with what is put in as it was."""
    return "".join(
        part if part.startswith("{") else mark(part) if part.strip() else part
        for part in re.split(r"(\{[a-z_]+\})", text)
    )


def translation(folder: Path) -> Path:
    nested: dict[str, dict[str, str]] = {}
    for place, text in screen_words().items():
        section, key = place.split(".")
        nested.setdefault(section, {})[key] = marked(text)
    file = folder / "words.yaml"
    file.write_text(json.dumps(nested, ensure_ascii=False), encoding="utf-8")
    return file


def in_no_file(page: Page, known: set[str]) -> list[str]:
    """The texts on a page in which a letter stands outside what a translation says, and that no case says."""
    bare = (re.sub("⟦[^⟦⟧]*⟧", "", text) for text in page.evaluate(TEXTS))
    return [
        text for text in bare if re.search("[A-Za-z]{2}", text) and not any(each in text for each in known)
    ]


Opened = Callable[[str], Page]


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Opened]:
    page = browser.new_page()
    page.set_default_timeout(5000)

    def open_file(text: str) -> Page:
        file = tmp_path / "explorer.html"
        file.write_text(text, encoding="utf-8")
        page.goto(file.as_uri())
        return page

    yield open_file
    page.close()


def test_every_sentence_of_the_page_for_teaching_stands_in_a_file(opened: Opened, tmp_path: Path) -> None:
    rules = load_rules()
    spoken = load_rules(language=write_pack(tmp_path / "pack", rules))
    page = opened(teaching_document(spoken, None, translation(tmp_path)))
    assert page.locator("html").get_attribute("lang") == "fr-x-pseudo"
    known = {rules.header.id, rules.digest, "sha256", "made-up-cohort"}
    known |= {text for each in lessons() for text in (each["name"], each["why"])} | {
        each.citation for each in rules.sources
    }
    known |= {
        view["label"] for each in lessons() for view in each["case"].get("views", ()) if "label" in view
    }
    certificate = json.loads((Path(__file__).parents[2] / "rules/thrive/certificate.json").read_text())
    known |= {each["asks"] for each in certificate["answers"]} | {
        certificate["solver"]
    }  # said of laws, and not to people
    laws = {re.sub(r"\{[a-z_]+\}", "", each["asks"]) for each in laws_table()}
    for part in ("two", "slider", "own", "many", "claim", "practice", "workshop"):
        page.goto(f"{page.url.split('#')[0]}#{part}")
        page.locator(f"#{part}-heading").wait_for()
        assert in_no_file(page, known | laws) == [], part
    page.locator('[data-at="rule"]').select_option("help-young-person-wants-goal-focused-help")
    page.locator('[data-at="turn"]').click()
    assert page.locator("li:has(> .person)").count(), "a law is broken, and its smallest case is shown"
    assert in_no_file(page, known | laws) == [], "a rule is switched off"
    page.locator('[data-at="turn"]').click()
    for fold in ("more-", "own"):
        page.locator(f'[data-at="{fold}"]').click()
    assert in_no_file(page, known | laws) == [], "unfolded"
    page.locator('[data-at="own-add"]').click()
    assert in_no_file(page, known | laws) == [], "a rule of one's own"


def test_every_sentence_of_the_page_for_a_meeting_stands_in_a_file(opened: Opened, tmp_path: Path) -> None:
    rules = load_rules()
    spoken = load_rules(language=write_pack(tmp_path / "pack", rules))
    page = opened(meeting_document(spoken, translation(tmp_path)))
    known = {rules.header.id, rules.digest, "sha256", "Pseudo"}  # what the language calls itself
    for screen in ("answers", "pages", "decision", "files"):
        page.goto(f"{page.url.split('#')[0]}#{screen}")
        page.locator(f"#{screen}-heading").wait_for()
        assert in_no_file(page, known) == [], screen
    for place in range(3):  # the young person, a parent, the practitioner
        _answer_all(page, known, place)
    _decide(page, known)


def _answer_all(page: Page, known: set[str], place: int) -> None:
    """Answer as one person until nothing is left; every page is looked at."""
    page.goto(f"{page.url.split('#')[0]}#files")
    page.goto(f"{page.url.split('#')[0]}#answers")
    page.locator("input[name=who]").nth(place).check()
    section = page.locator("section[aria-labelledby=answers-heading]")
    section.locator("button").first.click()
    for _ in range(40):
        assert in_no_file(page, known) == [], section.inner_text()
        ticks = section.locator("fieldset input[type=checkbox]")
        if ticks.count():
            ticks.first.check()
        section.locator("p button, :scope > button").first.click()
        if section.locator("input[name=who]").count():
            return
    raise AssertionError("the questions do not end")


def _decide(page: Page, known: set[str]) -> None:
    page.goto(f"{page.url.split('#')[0]}#decision")
    section = page.locator("section[aria-labelledby=decision-heading]")
    section.locator(":scope > button").last.click()
    section.locator("input[type=date]").fill("2027-03-04")
    section.locator("button").first.click()
    section.locator("select").last.select_option("young_person")
    assert in_no_file(page, known) == []
    section.locator(":scope > button").last.click()
    for button in section.locator("div > p > button").all():
        button.click()
    assert in_no_file(page, known) == []
    for remove in reversed(section.locator(".person button").all()):
        remove.click()
    section.locator("input[type=radio][value='1']").first.check()
    assert section.locator("fieldset[hidden]").count() == 1, "no grouping is agreed on"
    section.locator(":scope > button").last.click()
    section.locator("input[name=one]").first.wait_for()
    for place in range(4):
        section.locator("input[name=one]").nth(place).check()
        section.locator(":scope > button").last.click()
        assert in_no_file(page, known) == []
        section.locator("p button").first.click()
        section.locator("article").wait_for()
        assert in_no_file(page, known) == []
        section.locator("p button").last.click()


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("two: {headin: Zwei}", "did you mean"),
        ("shell: {about: Regeln}", "expected {id}"),
        ("two: {heading: 7}", "expected a text"),
        ("two: {heading: ''}", "expected a text"),
        ("[", ""),
    ],
)  # fmt: skip
def test_a_file_of_words_that_does_not_fit_is_refused_with_its_place(
    written: str, told: str, tmp_path: Path
) -> None:
    file = tmp_path / "words.yaml"
    file.write_text(written, encoding="utf-8")
    with pytest.raises(ThriveRulesError, match=re.escape(str(file))) as refused:
        screen_words(file)
    assert told in str(refused.value)

"""The page for a meeting as people use it: each answers for themselves, reads what is theirs, and decides with others."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Dialog, Page
from pypdf import PdfReader

from in_browser import Browser, a_browser, violations
from thrive_rules import load_case, load_decision, load_rules, suggest
from thrive_rules.decisions.decision import fingerprint_case, fingerprint_suggestion
from thrive_rules.decisions.decision_file import spell_decision
from thrive_rules.explorer.teaching import meeting_page
from thrive_rules.severity.case_file import CaseFile

EXAMPLES = Path(__file__).parents[2] / "examples"
SCREENS = ("answers", "pages", "decision", "files")
HOSTILE = '</script><img src=x onerror="alert(1)">\u202e ]]> {{7*7}} " \' `${1}`'

pytestmark = pytest.mark.xdist_group("browser")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with a_browser() as found:
        yield found


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    written = tmp_path_factory.mktemp("meeting") / "meeting.html"
    written.write_text(meeting_page(load_rules()), encoding="utf-8")
    return written


@pytest.fixture
def opened(browser: Browser, file: Path) -> Iterator[Page]:
    """A page on which nothing goes wrong, and from which nothing but the file itself is asked for."""
    page = browser.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text))
    page.on(
        "request",
        lambda request: (
            None if request.url.startswith((file.as_uri(), "blob:")) else wrong.append(request.url)
        ),
    )
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(file.as_uri())
    yield page
    page.close()
    assert wrong == []


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def screen(page: Page, name: str) -> None:
    page.locator(f"nav a[href='#{name}']").click()
    page.locator(f"#{name}-heading").wait_for()


def case_data(example: str) -> dict[str, object]:
    case, severity = load_case(EXAMPLES / f"{example}.yaml")
    parts = {name: getattr(case, name) for name in type(case).model_fields}
    data: dict[str, object] = CaseFile(**parts, severity=severity).model_dump(
        mode="json", by_alias=True, exclude_defaults=True
    )
    return {"format": 2, **data}


def open_case(page: Page, text: str, name: str = "case.json") -> None:
    screen(page, "files")
    page.locator("#open-case").set_input_files(
        {"name": name, "mimeType": "application/json", "buffer": text.encode("utf-8", "surrogatepass")}
    )


def saved(page: Page, button: str) -> dict[str, object]:
    with page.expect_download() as download:
        press(page, button)
    found: dict[str, object] = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("name", SCREENS)
def test_axe_finds_nothing(name: str, browser: Browser, file: Path) -> None:
    assert violations(browser, file, name) == []


def test_a_young_person_answers_by_keyboard_and_python_reads_the_case(opened: Page) -> None:
    opened.get_by_label("young person", exact=False).first.focus()
    opened.keyboard.press("Space")
    opened.get_by_role("button", name="Begin", exact=True).focus()
    opened.keyboard.press("Enter")
    assert opened.get_by_text("It is sent to nobody.").is_visible()
    opened.locator("#what-matters").fill("To be in the boat on Saturday.")
    press(opened, "Go on")
    assert opened.locator("input:checked").count() == 0, "nothing is answered for anybody"
    for fieldset in opened.locator("fieldset[data-fact]").all():
        fieldset.locator("input[value=no]").check()
    press(opened, "Next")
    opened.locator("fieldset[data-fact] input[value=yes]").first.check()
    press(opened, "Next")
    press(opened, "Stop here")
    screen(opened, "files")
    case, _ = load_case(saved(opened, "Save the case"))
    assert case.preferences.what_matters == "To be in the boat on Saturday."
    assert case.presentation.immediate_danger is None, "a no of anybody but the practitioner settles nothing"
    assert case.who_was_asked("presentation.immediate_danger") == ("young_person",)
    assert True in case.facts.values()


def test_a_yes_to_danger_ends_the_questions_and_says_what_to_do(opened: Page) -> None:
    opened.get_by_label("young person", exact=False).first.check()
    press(opened, "Begin")
    press(opened, "Go on")
    opened.locator("fieldset[data-fact=immediate_danger] input[value=yes]").check()
    press(opened, "Next")
    told = opened.locator("main").inner_text()
    assert load_rules().wording.if_not_safe.young_person in told
    assert load_rules().wording.asking.ends_here.young_person in told
    assert opened.locator("fieldset[data-fact]").count() == 0


@pytest.mark.parametrize("leave", ["Stop here", "nav"])
def test_what_is_chosen_is_kept_where_somebody_stops_or_turns_to_another_screen(
    leave: str, opened: Page
) -> None:
    opened.get_by_label("young person", exact=False).first.check()
    press(opened, "Begin")
    press(opened, "Go on")
    slip = opened.locator("fieldset[data-fact=immediate_danger]")
    slip.locator("input[value=yes]").check()
    slip.locator("input[value=no]").check()
    opened.locator("fieldset[data-fact=safeguarding_concern] input[value=yes]").check()
    if leave == "nav":
        screen(opened, "pages")
    else:
        press(opened, leave)
        assert load_rules().wording.asking.ends_here.young_person in opened.locator("main").inner_text()
    screen(opened, "files")
    case, _ = load_case(saved(opened, "Save the case"))
    assert case.who_said_yes("presentation.safeguarding_concern") == ("young_person",)
    assert case.who_said_yes("presentation.immediate_danger") == (), "a slip can be changed until it is kept"


def test_going_back_takes_the_answers_of_a_page_back(opened: Page) -> None:
    opened.get_by_label("practitioner", exact=False).first.check()
    press(opened, "Begin")
    press(opened, "Go on")
    opened.locator("fieldset[data-fact=safety_concern] input[value=yes]").check()
    opened.locator("#narrative").fill("She has saved up tablets.")
    press(opened, "Next")
    press(opened, "Go back and change")
    opened.locator("fieldset[data-fact=safety_concern] input[value=no]").check()
    press(opened, "Next")
    screen(opened, "files")
    case, _ = load_case(saved(opened, "Save the case"))
    assert case.presentation.safety_concern is False


def test_a_room_reads_what_all_may_see_and_a_page_of_ones_own_waits_until_others_look_away(
    opened: Page,
) -> None:
    open_case(opened, json.dumps(case_data("private_concern")))
    screen(opened, "pages")
    private = load_rules().fact["concern_gender_discomfort"].label.practitioner
    for label in ("young person", "Mum"):
        opened.locator("fieldset").first.get_by_label(label, exact=False).first.check()
    press(opened, "Show the page of this room")
    assert opened.locator(".pages article").count() == 2
    assert private not in opened.locator("main").inner_text()
    press(opened, "Back")
    opened.locator("fieldset").nth(1).get_by_label("practitioner", exact=False).first.check()
    press(opened, "Show their page")
    assert opened.get_by_text("Nobody but the practitioner looks now").is_visible()
    assert not opened.locator("article").count()
    press(opened, "Nobody else is looking")
    assert opened.locator("article").count() == 1


def test_printing_says_whose_copy_it_is_and_stays_on_one_sheet(opened: Page, tmp_path: Path) -> None:
    open_case(opened, json.dumps(case_data("ocd_severe_managing")))
    screen(opened, "pages")
    opened.locator("fieldset").nth(1).get_by_label("young person", exact=False).first.check()
    press(opened, "Show their page")
    press(opened, "Nobody else is looking")
    printed = tmp_path / "page.pdf"
    opened.pdf(path=printed, prefer_css_page_size=True)
    sheets = [sheet.extract_text() for sheet in PdfReader(printed).pages]
    assert len(sheets) == 1
    assert "Page for:" in sheets[0]
    assert load_rules().digest[:20] in sheets[0].replace("\n", "")
    copy = saved(opened, "Save this copy")
    assert copy["for"] == {"people": [{"kind": "young_person", "id": None}]}


def test_a_decision_is_one_that_python_reads_and_nothing_in_it_was_filled_in(opened: Page) -> None:
    data = case_data("three_voices")
    open_case(opened, json.dumps(data))
    screen(opened, "decision")
    names = [each.name for each in load_rules().groupings]
    assert not any(name in opened.locator("#decision-heading ~ *").all_inner_texts() for name in names), (
        "own view first"
    )
    opened.locator("textarea").first.fill("I want to be left in peace until the exams.")
    press(opened, "Go on")
    press(opened, "Go on")
    assert opened.get_by_text("Enter the day of the conversation first.").is_visible()
    opened.locator("input[type=date]").fill("2027-03-04")
    press(opened, "Add one")
    opened.locator("select").last.select_option("young_person")
    press(opened, "Go on")
    assert opened.locator("input:checked").count() == 0
    press(opened, "Put it together")
    assert opened.get_by_text("This is not whole yet:").is_visible()
    opened.get_by_label(load_rules().wording.decision.none_for_now.practitioner, exact=True).check()
    press(opened, "Put it together")
    opened.get_by_role("button", name="Save the decision").wait_for()
    decision = load_decision(saved(opened, "Save the decision"))
    case, _ = load_case(data)
    assert decision.basis is not None
    assert decision.basis.case == fingerprint_case(case)
    assert decision.basis.suggestion == fingerprint_suggestion(suggest(case, load_rules()))
    assert decision.wishes[0].words == "I want to be left in peace until the exams."
    assert decision.agreed.groupings == ()


def test_a_decision_of_python_opens(opened: Page) -> None:
    screen(opened, "files")
    text = json.dumps(spell_decision(load_decision(EXAMPLES / "decisions" / "january.yaml")))
    opened.locator("#open-decision").set_input_files(
        {"name": "d.json", "mimeType": "application/json", "buffer": text.encode()}
    )
    assert opened.get_by_text(load_rules().wording.decision.took_part.practitioner).is_visible()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "empty"),
        ("{", "not JSON"),
        ("[]", "mapping"),
        ('{"format": 99}', "newer"),
        ('{"winner": true}', "no such key"),
        ('{"preferences": {"goals": ["\\ud800"]}}', "control characters"),
        ("x" * 1_000_000, "too large"),
    ],
)  # fmt: skip
def test_a_file_that_is_none_is_refused_with_its_place_and_nothing_is_lost(
    text: str, told: str, opened: Page
) -> None:
    open_case(opened, json.dumps(case_data("ocd_severe_managing")))
    open_case(opened, text, "broken.json")
    alert = opened.get_by_role("alert")
    alert.get_by_text("was not opened").wait_for()
    assert told in alert.inner_text()
    assert saved(opened, "Save the case")["preferences"] != {}


def test_hostile_words_are_text_on_every_page(opened: Page) -> None:
    plain = HOSTILE.replace("\u202e", "")
    data = {"format": 2, "preferences": {"what_matters": plain, "goals": [plain], "wants": {"information": True}},
            "views": [{"from": "parent_or_carer", "id": "mum", "label": plain, "proposes": {"information": False}}]}  # fmt: skip
    open_case(opened, json.dumps(data))
    screen(opened, "pages")
    opened.locator("fieldset").nth(1).get_by_label("practitioner", exact=False).first.check()
    press(opened, "Show their page")
    press(opened, "Nobody else is looking")
    opened.locator("#depth").select_option("full")
    assert plain in opened.locator("article").inner_text()
    assert opened.locator("img, iframe, main script:not([type='application/json'])").count() == 0


def test_one_key_hides_all_of_it(opened: Page) -> None:
    opened.keyboard.press("Escape")
    assert opened.inner_text("body").strip() == ""
    assert opened.title() == "-"


def test_closing_asks_where_something_is_unsaved(browser: Browser, file: Path) -> None:
    page = browser.new_page()
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", answer)
    page.goto(file.as_uri())
    page.get_by_label("young person", exact=False).first.check()
    press(page, "Begin")
    page.locator("#what-matters").fill("Something")
    press(page, "Go on")
    page.goto("about:blank")
    assert asked == ["beforeunload"]
    page.close()


@pytest.mark.parametrize("name", SCREENS)
def test_nothing_runs_out_of_a_narrow_screen(name: str, opened: Page) -> None:
    opened.set_viewport_size({"width": 320, "height": 800})
    screen(opened, name)
    assert opened.evaluate("() => document.documentElement.scrollWidth") <= 320

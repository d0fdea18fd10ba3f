"""The page for a meeting as people use it: each answers for themselves, reads what is theirs, and decides with others."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Dialog, Locator, Page
from pypdf import PdfReader

from in_browser import Browser, a_browser, violations
from thrive_rules import audience_of, explain_decision, load_case, load_decision, load_rules, suggest
from thrive_rules.cases.fact import Topic
from thrive_rules.decisions.decision import fingerprint_case, fingerprint_suggestion
from thrive_rules.decisions.decision_file import spell_decision
from thrive_rules.decisions.shared import decision_for
from thrive_rules.explorer.teaching import meeting_document
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
    written.write_text(meeting_document(load_rules()), encoding="utf-8")
    return written


@pytest.fixture
def opened(browser: Browser, file: Path) -> Iterator[Page]:
    """A page on which nothing goes wrong, and from which nothing but the file itself is asked for."""
    page = browser.new_page()
    page.set_default_timeout(4000)
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


def begin(page: Page, name: str) -> None:
    """Somebody begins to answer."""
    screen(page, "answers")
    page.locator("fieldset").first.get_by_label(name, exact=True).check()
    press(page, "Begin")
    press(page, "Go on")


def answer_no(page: Page) -> None:
    """Say no to every question of a page, and go on."""
    for fieldset in page.locator("fieldset[data-fact]").all():
        fieldset.locator("input[value=no]").check()
    press(page, "Next")


def words(page: Page, text: str) -> Locator:
    """Where own words about something go."""
    return page.get_by_label(getattr(load_rules().wording, text).young_person, exact=True)


def screen(page: Page, name: str) -> None:
    page.locator(f"nav a[href='#{name}']").click()
    page.locator(f"#{name}-heading").wait_for()


def case_data(example: str) -> dict[str, Any]:
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
    press(opened, "Go on")
    assert opened.locator("input:checked").count() == 0, "nothing is answered for anybody"
    answer_no(opened)
    words(opened, "what_matters").fill("To be in the boat on Saturday.")
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


def test_own_words_are_kept_where_python_keeps_them_and_what_nobody_changes_stays(opened: Page) -> None:
    data = case_data("private_concern")
    data["preferences"] = {**data["preferences"], "goals": ["One", "Two"]}
    open_case(opened, json.dumps(data))
    begin(opened, "Young person")
    answer_no(opened)
    assert words(opened, "goals").input_value() == "One; Two"
    words(opened, "declines").fill("Tablets")
    words(opened, "strengths").fill("My dog")
    opened.locator("#private").check()
    press(opened, "Next")
    press(opened, "Stop here")
    screen(opened, "files")
    case, _ = load_case(saved(opened, "Save the case"))
    assert case.preferences.goals == ("One", "Two")
    assert (case.preferences.declines, case.presentation.strengths) == (("Tablets",), ("My dog",))
    kept = (case.context.private or {})["young_person"]
    assert {"preferences.goals", "preferences.declines", "presentation.strengths"} <= {*kept}


def test_a_tick_is_kept_what_is_not_ticked_is_no_no_and_one_that_can_protect_says_what_to_do(
    opened: Page,
) -> None:
    rules = load_rules()
    begin(opened, "Young person")
    while not opened.get_by_text(rules.wording.asking.tick_some.young_person, exact=True).count():
        press(opened, "Next")
    assert opened.locator("input:checked").count() == 0
    opened.get_by_label(rules.fact["concern_self_harm"].label.young_person, exact=True).check()
    press(opened, "Next")
    assert rules.wording.if_not_safe.young_person in opened.locator("main").inner_text()
    press(opened, "Go on")
    screen(opened, "files")
    case, _ = load_case(saved(opened, "Save the case"))
    assert case.facts["concern_self_harm"] is True
    assert [name for name in case.facts if name.startswith("concern_")] == ["concern_self_harm"]
    left = {*(case.context.asked or {})["young_person"]}
    assert {"presentation.concerns", "presentation.concerns.eating_issues"} <= left


def test_a_parent_is_offered_no_words_of_the_young_person_and_keeps_nothing_private_but_what_they_suggest(
    opened: Page,
) -> None:
    begin(opened, "Parent or carer")
    own = {load_rules().wording.own_words.parent_or_carer, load_rules().wording.own_words.young_person}
    for _ in range(4):
        heading = opened.locator("#answers-heading").inner_text()
        assert heading not in own
        suggested = load_rules().wording.asking.topics[Topic.SUGGESTED].parent_or_carer
        assert bool(opened.locator("#private").count()) == (heading == suggested)
        press(opened, "Next")


def test_who_may_see_nothing_of_a_case_is_asked_nothing_twice(opened: Page) -> None:
    """From 16 their page is about no case; what they said themselves is remembered all the same."""
    open_case(opened, json.dumps({"format": 2, "context": {"age": 17}}))
    begin(opened, "Parent or carer")
    seen: list[str] = []
    for _ in range(40):
        if not opened.get_by_role("button", name="Next", exact=True).count():
            break
        facts = [
            each.get_attribute("data-fact") or "" for each in opened.locator("fieldset[data-fact]").all()
        ]
        facts += [each.input_value() for each in opened.locator("fieldset input[type=checkbox]").all()]
        assert not {*facts} & {*seen}
        seen += facts
        for box in opened.locator("fieldset input[type=checkbox], fieldset input[value=no]").all():
            box.check()
        press(opened, "Next")
        if not opened.get_by_role("button", name="Next", exact=True).count():
            more = opened.get_by_role("button", name="Go on", exact=True)
            if more.count():
                more.click()
    assert len(seen) > 10
    assert load_rules().wording.asking.no_more.parent_or_carer in opened.locator("main").inner_text()


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
    in_words = load_rules().wording.asking.concern_in_words.practitioner
    opened.get_by_label(in_words, exact=True).fill("She has saved up tablets.")
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


def decide(page: Page, wish: str) -> None:
    """Put together a decision for none for now, in which the young person took part."""
    page.locator("textarea").first.fill(wish)
    press(page, "Go on")
    press(page, "Go on")
    assert page.get_by_text("Enter the day of the conversation first.").is_visible()
    page.locator("input[type=date]").fill("2027-03-04")
    press(page, "Add one")
    page.locator("select").last.select_option("young_person")
    press(page, "Go on")
    assert page.locator("input:checked").count() == 0
    press(page, "Put it together")
    assert page.get_by_text("This is not whole yet:").is_visible()
    page.get_by_label(load_rules().wording.decision.none_for_now.practitioner, exact=True).check()
    press(page, "Put it together")
    page.get_by_text("It is not saved yet.").wait_for()
    assert not page.get_by_role("button", name="Print", exact=True).count(), "whose copy it is comes first"


def copy_of(page: Page, *names: str) -> None:
    """Choose whose copy it is: one person's, or that of several in a room."""
    for name in names:
        page.locator("fieldset").nth(0 if len(names) > 1 else -1).get_by_label(name, exact=True).check()
    press(page, "Show the page of this room" if len(names) > 1 else "Show their page")
    if len(names) == 1:
        press(page, "Nobody else is looking")


def test_a_decision_is_one_that_python_reads_and_nothing_in_it_was_filled_in(opened: Page) -> None:
    data = case_data("three_voices")
    open_case(opened, json.dumps(data))
    screen(opened, "decision")
    names = [each.name for each in load_rules().groupings]
    assert not any(name in opened.locator("#decision-heading ~ *").all_inner_texts() for name in names), (
        "own view first"
    )
    decide(opened, "I want to be left in peace until the exams.")
    copy_of(opened, "Practitioner")
    decision = load_decision(saved(opened, "Save this copy"))
    case, _ = load_case(data)
    assert decision.basis is not None
    assert decision.basis.case == fingerprint_case(case)
    assert decision.basis.suggestion == fingerprint_suggestion(suggest(case, load_rules()))
    assert decision.wishes[0].words == "I want to be left in peace until the exams."
    assert decision.agreed.groupings == ()


@pytest.mark.parametrize("names", [("Young person",), ("Mum",), ("Young person", "Mum")])
def test_a_copy_of_a_decision_is_the_one_that_python_makes(names: tuple[str, ...], opened: Page) -> None:
    """It shows what Python shows, and keeps what the young person said to themselves from everybody else."""
    data = case_data("private_concern")
    open_case(opened, json.dumps(data))
    screen(opened, "decision")
    decide(opened, "I want to be left in peace until the exams.")
    copy_of(opened, "Practitioner")
    whole = load_decision(saved(opened, "Save this copy"))
    press(opened, "Back")
    copy_of(opened, *names)
    assert opened.get_by_text("is the copy for:").is_visible()
    case, _ = load_case(data)
    audience = audience_of([{"Young person": "young_person", "Mum": "mum"}[name] for name in names], case)
    told = explain_decision(whole, load_rules(), audience, case)
    shown = opened.locator("article").inner_text()
    assert all(section.heading in shown for section in told.sections)
    copy = decision_for(whole, audience, case)
    if copy is None:
        assert not opened.get_by_role("button", name="Save this copy").count()
        assert "left in peace" not in shown
    else:
        assert load_decision(saved(opened, "Save this copy")) == copy
        assert ("left in peace" in shown) == ("left in peace" in told.json())


def test_a_decision_that_is_begun_waits_while_people_look_at_another_screen(opened: Page) -> None:
    screen(opened, "decision")
    opened.locator("textarea").first.fill("To be left in peace.")
    screen(opened, "pages")
    screen(opened, "decision")
    assert opened.locator("textarea").first.input_value() == "To be left in peace."


def test_a_decision_of_python_opens_for_the_record_and_for_others_with_its_case_alone(
    opened: Page, tmp_path: Path
) -> None:
    screen(opened, "files")
    text = json.dumps(spell_decision(load_decision(EXAMPLES / "decisions" / "january.yaml")))
    opened.locator("#open-decision").set_input_files(
        {"name": "d.json", "mimeType": "application/json", "buffer": text.encode()}
    )
    opened.get_by_text("Open that case first").wait_for()
    assert opened.locator("fieldset").count() == 1
    assert opened.locator("fieldset label").all_inner_texts() == ["Practitioner"]
    copy_of(opened, "Practitioner")
    assert load_rules().wording.decision.took_part.practitioner in opened.locator("article").inner_text()
    printed = tmp_path / "decision.pdf"
    opened.pdf(path=printed, prefer_css_page_size=True)
    [sheet] = PdfReader(printed).pages
    assert sheet.extract_text().startswith("Page for: Practitioner")


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
    page.set_default_timeout(4000)
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", answer)
    page.goto(file.as_uri())
    page.get_by_label("young person", exact=False).first.check()
    press(page, "Begin")
    press(page, "Go on")
    page.locator("fieldset[data-fact] input").first.check()
    press(page, "Next")
    page.goto("about:blank")
    assert asked == ["beforeunload"]
    page.close()


def test_closing_asks_where_a_decision_is_unsaved_and_not_once_it_is_saved(
    browser: Browser, file: Path
) -> None:
    page = browser.new_page()
    page.set_default_timeout(4000)
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", answer)
    page.goto(f"{file.as_uri()}#decision")
    page.locator("textarea").first.fill("To be left in peace.")
    page.goto("about:blank")
    assert asked == ["beforeunload"]
    page.goto(f"{file.as_uri()}#decision")
    decide(page, "To be left in peace.")
    copy_of(page, "Practitioner")
    saved(page, "Save this copy")
    page.goto("about:blank")
    assert asked == ["beforeunload"]
    page.close()


@pytest.mark.parametrize("name", SCREENS)
def test_nothing_runs_out_of_a_narrow_screen(name: str, opened: Page) -> None:
    opened.set_viewport_size({"width": 320, "height": 800})
    screen(opened, name)
    assert opened.evaluate("() => document.documentElement.scrollWidth") <= 320

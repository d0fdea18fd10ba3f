"""A form viewer that others wrote shows our form, somebody fills it in, and its answers are a case.

LHC-Forms (npm `lforms`) is set up by `make lforms`. Where it is not, these tests are skipped and say so.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from in_browser import Browser, a_browser
from thrive_rules import Case, Severity, load_rules
from thrive_rules.exchange.questionnaire import questionnaire_of
from thrive_rules.exchange.response import case_of_response
from thrive_rules.language.words import Reader

RULES = load_rules()
LFORMS = Path(__file__).parents[2] / ".venv/lforms/node_modules/lforms/dist/lforms"
SCRIPTS = ("webcomponent/assets/lib/zone.min.js", "webcomponent/lhc-forms.js", "fhir/R4/lformsFHIR.min.js")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not LFORMS.is_dir():
        pytest.skip("LHC-Forms is not set up, and the form is tried in no browser: make lforms")
    with a_browser() as found:
        yield found


def shown(browser: Browser, reader: Reader, folder: Path) -> Page:
    form = json.dumps(questionnaire_of(RULES, reader).spell())
    scripts = "".join(f'<script src="{(LFORMS / name).as_uri()}"></script>' for name in SCRIPTS)
    style = f'<link rel="stylesheet" href="{(LFORMS / "webcomponent/styles.css").as_uri()}">'
    start = f"LForms.Util.addFormToPage({form}, 'form', {{fhirVersion: 'R4'}}).then(() => {{window.ready = true}})"
    file = folder / "form.html"
    page_of_it = (
        f'<!doctype html><meta charset="utf-8">{style}<div id="form"></div>{scripts}<script>{start}</script>'
    )
    file.write_text(page_of_it, encoding="utf-8")
    page = browser.new_page(viewport={"width": 1000, "height": 1400})
    page.goto(file.as_uri())
    page.wait_for_function(
        "window.ready && document.querySelector('#form input[type=radio]')", timeout=60_000
    )
    return page


def choose(page: Page, link_id: str, code: str) -> None:
    page.locator(f'[id^="{link_id}/"][id$="|{code}"]').click()


def answers(page: Page) -> tuple[dict[str, Any], Case, Severity]:
    given: dict[str, Any] = page.evaluate("LForms.Util.getFormFHIRData('QuestionnaireResponse', 'R4')")
    return given, *case_of_response(given, RULES)


@pytest.mark.parametrize("reader", Reader)
def test_a_form_that_nobody_answers_says_nothing(browser: Browser, reader: Reader, tmp_path: Path) -> None:
    page = shown(browser, reader, tmp_path)
    given, case, severity = answers(page)
    page.close()
    assert given["questionnaire"].partition("|")[0] == questionnaire_of(RULES, reader).url
    assert (case.facts, severity) == ({}, Severity())


def test_somebody_fills_the_form_and_its_answers_are_a_case(browser: Browser, tmp_path: Path) -> None:
    page = shown(browser, Reader.PRACTITIONER, tmp_path)
    assert not page.locator(
        '[id^="views.proposes.goal_focused_help/"]'
    ).count()  # until it is said whose it is
    for link_id, code in (
        ("presentation.immediate_danger", "no"),
        ("presentation.help_tried", "yes"),
        ("presentation.able_to_use_help_now", "not-known"),
        ("preferences.wants.goal_focused_help", "yes"),
        ("preferences.wants.extensive_help", "rather-not-say"),
        ("presentation.concerns", "low_mood"),
        ("presentation.concerns", "panics"),
        ("presentation.circumstances", "none-of-these"),
        ("preferences.places", "school"),
        ("views.from", "parent_or_carer"),
        ("views.proposes.goal_focused_help", "no"),
        ("context.reason", "review"),
        ("severity.impact", "mild"),
    ):
        choose(page, link_id, code)
    page.locator('[id^="context.age/"] input, input[id^="context.age/"]').first.fill("15")
    page.keyboard.press("Tab")
    page.screenshot(path=tmp_path / "form.png", full_page=True)
    given, case, severity = answers(page)
    page.close()
    assert given["status"] in ("completed", "in-progress")
    assert case.facts == {
        "age": 15,
        "reason": "review",
        "immediate_danger": False,
        "help_tried": True,
        "young_person_wants_goal_focused_help": True,
        "parent_or_carer_proposes_goal_focused_help": False,
        "concern_low_mood": True,
        "concern_panics": True,
        **{name: False for name in case.facts if name.startswith("circumstance_")},
    }
    assert len([name for name in case.facts if name.startswith("circumstance_")]) == 14
    assert case.preferences.places == ("school",)
    assert severity == Severity.model_validate({"impact": "mild"})
    assert case.context.asked == {
        "practitioner": (
            "presentation.able_to_use_help_now", "preferences.wants.extensive_help", "presentation.concerns",
        )
    }  # fmt: skip

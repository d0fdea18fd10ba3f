"""The workshop as people use it: rules changed by choosing, a law that breaks, and the file that the command line takes."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from command import command
from in_browser import Browser, a_browser, opened_page, tab_to, violations
from thrive_rules import Reader, load_rules
from thrive_rules.cases.vocabulary import FACTS
from thrive_rules.explorer.marks import marks
from thrive_rules.explorer.teaching import teaching_document
from thrive_rules.language.conditions import Is, leaves
from thrive_rules.proofs.verify import QUESTIONS, verify
from thrive_rules.reasoning.inference import evaluate

pytestmark = pytest.mark.xdist_group("browser")

EXTENT = "need-signs-of-extent"


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
    with opened_page(browser, file, "workshop") as page:
        page.locator("#workshop-heading").wait_for()
        yield page


def at(name: str) -> str:
    return f'[data-at="{name}"]'


def told(page: Page) -> tuple[int, ...]:
    """How many people the last change moved, how many all changes did, and how often a law is broken."""
    return tuple(
        map(int, re.findall(r"moved ([0-9]+) of .*start: ([0-9]+).*broken: ([0-9]+)", status(page))[0])
    )


def status(page: Page) -> str:
    return page.get_by_role("status").inner_text()


def broken(page: Page) -> dict[str, str]:
    """What is told of each law that is broken, by its sentence."""
    told = page.locator("li:has(> .person)").all()
    return {each.locator("> p").first.inner_text(): each.inner_text() for each in told}


def add_own(page: Page, fact: str, grouping: str, voice: str = "rule_base") -> None:
    page.locator(at("own")).click()
    page.locator(at("own-fact")).select_option(fact)
    page.locator(at("own-grouping")).select_option(grouping)
    page.locator(at("own-voice")).select_option(voice)
    page.locator(at("own-add")).click()


def add_answer(page: Page, group: str, fact: str, answer: str) -> None:
    page.locator(at(f"more-{group}")).click()
    page.locator(at(f"add-{group}-fact")).select_option(fact)
    page.locator(at(f"add-{group}-answer")).select_option(answer)
    page.locator(at(f"put-{group}")).click()


def saved(page: Page, directory: Path) -> Path:
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as an overlay").click()
    written = directory / download.value.suggested_filename
    download.value.save_as(written)
    return written


def test_axe_finds_nothing_in_the_workshop_with_everything_unfolded_and_a_law_broken(
    browser: Browser, file: Path, opened: Page
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    assert violations(browser, file, "workshop") == []
    opened.locator(at("rule")).select_option("help-young-person-wants-goal-focused-help")
    add_answer(opened, "", "severity_low_mood", '"mild"')
    for folded in ("own", "more-"):
        opened.locator(at(folded)).click()
    assert [each["id"] for each in Axe().run(opened).response["violations"]] == []


@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_runs_out_of_a_narrow_screen(width: int, opened: Page) -> None:
    opened.set_viewport_size({"width": width, "height": 800})
    for folded in ("own", "more-"):
        opened.locator(at(folded)).click()
    assert opened.evaluate("() => document.documentElement.scrollWidth") <= width


def test_a_rule_is_switched_off_and_on_and_undone_by_keyboard(opened: Page) -> None:
    tab_to(opened, at("turn"))
    opened.keyboard.press("Enter")
    assert opened.get_by_text("You switched this rule off.").is_visible()
    first = told(opened)
    assert first[0] == first[1]
    assert opened.locator(f"{at('turn')}:focus").count(), "people go on from where they were"
    opened.keyboard.press("Enter")
    assert told(opened)[1:] == (0, 0)
    opened.keyboard.press("Enter")
    tab_to(opened, at("undo"))
    opened.keyboard.press("Enter")
    assert told(opened)[1:] == (0, 0)


def test_every_rule_can_be_opened_with_each_answer_that_it_reads(opened: Page) -> None:
    for rule in load_rules().deciding:
        opened.locator(at("rule")).select_option(rule.id)
        shown = opened.locator(".person h3").first.inner_text()
        assert shown in [rule.words.to(reader) for reader in Reader], f"{rule.id} is not shown"
        read = [leaf for leaf, _ in leaves(rule.when) if isinstance(leaf, Is)]
        assert opened.locator('[data-at^="answer-"]').count() == len(read), rule.id


def test_everything_about_a_rule_can_be_chosen(opened: Page) -> None:
    opened.locator(at("rule")).select_option(EXTENT)
    opened.locator(at("group-")).select_option("all")
    assert told(opened)[0] > 0
    opened.locator(at("answer-0")).select_option("false")
    opened.locator(at("remove-3")).click()
    assert opened.locator(at("answer-3")).count() == 0
    add_answer(opened, "", "recovering", "false")
    assert opened.locator(at("answer-3")).input_value() == "false"
    opened.locator(at("rule")).select_option("advice-adjusting-to-life-change")
    opened.locator(at("grouping")).select_option("getting_help")
    opened.locator(at("side")).select_option("argues_against")
    assert opened.locator(f"{at('rule')} optgroup[label='Against Getting Help'] option:checked").count() == 1
    for _ in range(6):
        opened.locator(at("undo")).click()
    assert opened.locator(at("undo")).is_disabled()
    assert told(opened)[1:] == (0, 0)


def test_people_stand_where_python_has_them_when_rules_are_changed(opened: Page, tmp_path: Path) -> None:
    opened.locator(at("rule")).select_option(EXTENT)
    opened.locator(at("group-")).select_option("all")
    add_own(opened, "recovering", "getting_help")
    written = saved(opened, tmp_path)
    edited, held = load_rules(written.parent), marks()
    counts = dict.fromkeys((each.name for each in edited.groupings), 0)
    for row in held["rows"]:
        facts = {
            name: FACTS[name].domain[int(letter)]
            for name, letter in zip(held["facts"], row, strict=True)
            if letter != "."
        }
        for grouping in evaluate(edited, facts).candidates:
            counts[edited.words_for[grouping].name] += 1
    shown = [each.get_attribute("aria-label") or "" for each in opened.locator(".five svg[role=img]").all()]
    assert shown == [f"{name}: {count} of 500" for name, count in counts.items()]


def test_a_law_that_breaks_is_found_with_its_smallest_case_in_words(opened: Page) -> None:
    """Each law that a change can break in a page is planted once."""
    opened.locator(at("rule")).select_option("help-young-person-wants-goal-focused-help")
    add_answer(opened, "", "severity_low_mood", '"severe"')
    severity = broken(opened)["No answer about severity moves a candidate, an argument or a need."]
    assert "severity_low_mood" not in severity
    assert re.search(r"low mood.*: severe", severity)
    assert "Nothing else is known." in severity
    assert "Put forward: Getting Help" in severity
    [ceiling] = [text for law, text in broken(opened).items() if law.startswith("Getting Help comes in")]
    assert re.search(r"wants help with clear aims: yes", ceiling)
    assert "Put forward: none" in ceiling
    opened.locator(at("undo")).click()
    add_own(opened, "recovering", "getting_risk_support")
    assert any("only where there is a safety concern" in law for law in broken(opened))
    opened.locator(at("undo")).click()
    add_own(opened, "parent_or_carer_proposes_information", "getting_help", voice="young_person")
    assert "Whoever speaks in a reason speaks of their own answers alone." in broken(opened)
    assert told(opened)[2] == len(broken(opened)) == 2
    opened.locator(at("undo")).click()
    assert opened.get_by_text("All 15 hold").is_visible()


def test_what_one_made_is_a_file_that_lint_test_and_verify_take(opened: Page, tmp_path: Path) -> None:
    save = opened.get_by_role("button", name="Save as an overlay")
    assert save.is_disabled(), "nothing was changed yet"
    opened.locator(at("rule")).select_option(EXTENT)
    opened.locator(at("remove-3")).click()
    add_own(opened, "young_person_wants_information", "thriving", voice="young_person")
    overlay = tmp_path / "overlay"
    written = saved(opened, overlay)
    assert [rule["id"] for rule in json.loads(written.read_text("utf-8"))["rules"]] == [EXTENT, "workshop-1"]
    rules = load_rules(overlay)
    assert rules.rule[EXTENT].illustrative, "nobody looked for a passage that says it as it is now"
    done = command("lint", str(overlay))
    assert done.returncode == 0, done.stdout
    proved = verify(rules, [each for each in QUESTIONS if each.__name__ in ("gaps", "dead_rules")])
    assert proved.holds
    for name, wants, fires in (("she-asks", True, [EXTENT, "workshop-1"]), ("she-does-not", False, [])):
        signs = ("needs_several_professionals", "needs_specialist_input", "needs_long_term_help")
        case = {
            "presentation": dict.fromkeys(signs, wants),
            "preferences": {"wants": {"information": wants}},
        }
        expected = {"candidates": ["thriving", "getting_advice"] if wants else [], "fires": fires}
        worked = {"name": name, "why": "It was made in a workshop.", "case": case, "expected": expected}
        (overlay / "cases").mkdir(exist_ok=True)
        (overlay / "cases" / f"{name}.yaml").write_text(json.dumps(worked), encoding="utf-8")
    done = command("test", str(overlay))
    assert done.returncode == 0, done.stdout + done.stderr


def test_what_no_overlay_can_say_is_said_and_not_saved(opened: Page) -> None:
    save = opened.get_by_role("button", name="Save as an overlay")
    add_own(opened, "recovering", "getting_help")
    assert save.is_enabled()
    opened.locator(at("rule")).select_option("advice-adjusting-to-life-change")
    opened.locator(at("turn")).click()
    assert save.is_disabled()
    assert opened.get_by_text("No overlay can say what you did with this rule").is_visible()
    opened.locator(at("undo")).click()
    assert save.is_enabled()
    opened.locator(at("rule")).select_option("advice-adjusting-to-life-change")
    opened.locator(at("side")).select_option("argues_against")
    assert save.is_disabled()
    opened.locator(at("undo")).click()
    add_own(opened, "severity_low_mood", "getting_help")
    assert save.is_disabled()
    assert opened.get_by_text("A law is broken, and no rules that break one are taken.").is_visible()


def test_it_says_what_it_settles_and_what_the_solver_alone_proves(opened: Page) -> None:
    opened.locator("summary", has_text="What this page can settle").click()
    settled, proved = opened.locator("details[open] ul").all()
    assert settled.locator("li").count() == 15
    assert "Every rule fires in some case." in proved.inner_text()
    assert "No answer about severity moves" not in proved.inner_text()


def test_rules_that_no_overlay_lies_over_are_said_to_be_so(browser: Browser, tmp_path: Path) -> None:
    written = tmp_path / "local.html"
    written.write_text(teaching_document(load_rules("examples/local_offer")), encoding="utf-8")
    with opened_page(browser, written, "workshop") as page:
        add_own(page, "recovering", "getting_help")
        assert page.get_by_text("These are not the rules that an overlay lies over.").is_visible()
        assert page.get_by_role("button", name="Save as an overlay").is_disabled()


def test_escape_starts_the_workshop_again(opened: Page) -> None:
    add_own(opened, "recovering", "getting_help")
    opened.keyboard.press("Escape")
    assert opened.locator(at("undo")).is_disabled()
    assert not status(opened)

"""The page for planners: it counts answers, says first what is not known, and holds no number that may not be shown."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import made_up
import polars as pl
import pytest

from command import command
from in_browser import Browser, a_browser, opened_page, violations

pytest.importorskip("statsmodels")

from thrive_rules import RuleBase
from thrive_rules.cases.case import Grouping
from thrive_rules.cohorts.methods import methods
from thrive_rules.cohorts.run_record import read_record
from thrive_rules.conversations.page import read_page
from thrive_rules.faults import CaseError, RuleError
from thrive_rules.studies.population import LocalOffer, Population, population, read_offer
from thrive_rules.studies.population_page import population_page, population_parts, population_report

OFFER = Path(__file__).parents[2] / "examples" / "local_offer" / "options.yaml"
LOCAL = LocalOffer(has=("information",), has_not=("everyday_support", "extensive_help"))


@pytest.fixture(scope="module")
def found(rules: RuleBase) -> Population:
    return population(made_up.draw(250, seed=1), rules, offer=LOCAL)


def test_it_says_first_what_it_counts_and_how_much_is_not_known(found: Population, rules: RuleBase) -> None:
    parts = [part.name for part in population_parts(found, rules)]
    assert parts == ["short", "known", "wants", "needs", "voices", "offer", "about"]
    page = population_report(found, rules)
    first = page.index("It does not say how common a need is")
    many, unknown = (
        page.index("of about 250 young people"),
        page.index("How much is not known: the answers of"),
    )
    assert first < many < unknown < page.index("How much is known") < page.index("What young")
    assert "not clinically reviewed" in page
    assert "can be subtracted from each other" in page
    assert rules.digest in page


def test_it_names_no_grouping_no_concern_no_rating_and_nothing_about_danger(
    found: Population, rules: RuleBase
) -> None:
    asked = {each.question for each in (*found.wants, *found.needs)}
    asked |= {each.question for said in found.suggested.values() for each in said}
    assert not {name for name in asked if name.startswith(("concern", "circumstance", "severity"))}
    assert not asked & {"safety_concern", "immediate_danger", "safeguarding_concern", "safety_plan_agreed"}
    assert not asked & {"help_tried", "help_making_a_difference", "aims_met", "costs_outweigh_gains"}
    page = population_report(found, rules).lower()
    assert not [each for each in Grouping if each.replace("_", " ") in page.replace("thrive ", "")]


def test_files_of_which_the_same_may_be_shown_give_the_same_bytes(rules: RuleBase) -> None:
    """Tables and their bars know no exact number."""
    frame = made_up.draw(250, seed=1)
    wants = "young_person_wants_information"
    place = frame[wants].to_list().index(True)
    other = frame.with_columns(pl.Series(wants, frame[wants]).set(pl.Series(range(250)) == place, False))
    assert frame[wants].sum() != other[wants].sum()
    pages = [population_report(population(each, rules, offer=LOCAL), rules) for each in (frame, other)]
    assert pages[0] == pages[1]
    assert "<svg" in pages[0]


def test_every_number_of_the_page_is_one_that_may_be_shown(found: Population, rules: RuleBase) -> None:
    numbers = set(re.findall(r"<td>([\d,]+)<", population_report(found, rules)))
    assert numbers
    assert all(int(each) >= 10 and int(each) % 5 == 0 for each in numbers)


def test_it_is_a_page_in_every_form_with_the_same_numbers(found: Population, rules: RuleBase) -> None:
    page = population_page(found, rules)
    assert read_page(page.json()) == page
    assert "It does not say how common a need is" in page.sections[0].paragraphs[0]
    cells = [re.findall(r"<td>([^<]*)<", text) for text in (population_report(found, rules), page.html())]
    assert cells[0] == [cell for cell in cells[1] if cell]
    assert page.markdown().count("\n| --- |") == page.html().count("<table>")


def test_of_answers_that_are_all_unknown_it_says_that_no_number_can_be_shown(rules: RuleBase) -> None:
    page = population_report(population(pl.DataFrame({"managing_own_health": [None] * 40}), rules), rules)
    assert "How much is not known: no number can be shown, because too few answered" in page
    assert "<table" not in page


def test_rows_with_something_private_stay_out_unless_they_are_asked_for(rules: RuleBase) -> None:
    frame = made_up.draw(100, seed=2).with_columns(restricted=pl.Series([True] * 40 + [None] * 60))
    assert population(frame, rules).rows == 60
    assert population(frame, rules).restricted_left_out == 40
    assert population(frame, rules, restricted=True).rows == 100
    assert population(frame, rules, restricted=True).restricted_left_out is None
    few = frame.with_columns(restricted=pl.Series([True] * 3 + [None] * 97))
    assert population(few, rules).restricted_left_out == "few"


def test_of_fewer_rows_than_the_limit_nothing_is_shown_and_their_number_is_not_said(rules: RuleBase) -> None:
    for rows in (0, 1, 6):
        with pytest.raises(CaseError, match="too few rows to show anything") as told:
            population(made_up.draw(50, seed=3).head(rows), rules)
        assert not re.search(r"\d", str(told.value))
    assert population(made_up.draw(7, seed=3), rules).rows == 10


def test_a_local_offer_lacks_the_kinds_of_help_that_none_of_its_options_is(tmp_path: Path) -> None:
    offer = read_offer(OFFER)
    assert offer.has == ("everyday_support", "information", "one_off_conversation")
    assert offer.has_not == ("self_management", "goal_focused_help", "extensive_help", "help_to_stay_safe")
    with pytest.raises(RuleError, match="no option stands in this file"):
        read_offer(OFFER.with_name("rulebase.yaml"))


def test_the_record_beside_the_page_says_no_number_of_rows(tmp_path: Path) -> None:
    done = command(
        "population", str(made_up.EXAMPLE), str(tmp_path / "page.html"), "--offer", str(OFFER), "--json"
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["rows"] == 250
    record = json.loads((tmp_path / "page.html.run.json").read_text())
    assert record["counts"] == {}
    assert "engines" not in record
    cited = command("rerun", str(tmp_path / "page.html.run.json"), "--methods").stdout
    assert "no rule was run. Numbers under 7" in cited
    assert "candidate" not in cited
    by_hand = read_record(tmp_path / "page.html.run.json").model_copy(update={"arguments": {}})
    assert "Numbers under" not in methods(by_hand)


@pytest.mark.parametrize(
    ("text", "arguments", "told"),
    [
        ("managing_own_health\n" + "true\n" * 6, (), "too few rows"),
        ("managing_own_health\n" + "maybe\n" * 9, (), "row 1"),
        ("managing_own_health\n" + "true\n" * 9, ("--under", "2"), "--under"),
        ("managing_own_health\n" + "true\n" * 9, ("--under", "9" * 23), "too few rows"),
        ("managing_own_health\n" + "true\n" * 9, ("--round", "8"), "(--round)"),
        ("managing_own_health\n" + "true\n" * 9, ("--round", "9" * 23), "(--round)"),
        ("managing_own_health\n" + "true\n" * 9, ("--offer", "nowhere.yaml"), "nowhere.yaml"),
    ],
)
def test_what_cannot_be_counted_is_told_and_nothing_is_written(
    text: str, arguments: tuple[str, ...], told: str, tmp_path: Path
) -> None:
    (tmp_path / "in.csv").write_text(text)
    done = command("population", str(tmp_path / "in.csv"), str(tmp_path / "out.html"), *arguments)
    assert done.returncode == 2
    assert told in done.stderr
    assert "maybe" not in done.stderr
    assert [each.name for each in tmp_path.iterdir()] == ["in.csv"]


def test_a_page_has_a_name_of_its_own(tmp_path: Path) -> None:
    done = command("population", str(made_up.EXAMPLE), str(made_up.EXAMPLE))
    assert done.returncode == 2
    assert ".html" in done.stderr


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with a_browser() as opened:
        yield opened


@pytest.fixture
def file(found: Population, rules: RuleBase, tmp_path: Path) -> Path:
    written = tmp_path / "page.html"
    written.write_text(population_report(found, rules), encoding="utf-8")
    return written


@pytest.mark.xdist_group("browser")
def test_axe_finds_nothing_on_the_page_for_planners(browser: Browser, file: Path) -> None:
    assert violations(browser, file) == violations(browser, file, width=320) == []


@pytest.mark.xdist_group("browser")
def test_on_a_phone_the_page_for_planners_is_no_wider_than_the_screen(browser: Browser, file: Path) -> None:
    with opened_page(browser, file) as page:
        page.set_viewport_size({"width": 320, "height": 700})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320

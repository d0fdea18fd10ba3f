"""What a reviewer is shown of each rule: that it is so of the rules, that the page says it, and that answers come back."""

import json
import re
from collections.abc import Iterator
from html import escape
from pathlib import Path

import pytest

from in_browser import Browser, a_browser, opened_page, violations
from thrive_rules import RuleBase
from thrive_rules.checks.review import RuleInReview, rules_in_review
from thrive_rules.checks.review_form import Pack, review_form
from thrive_rules.checks.sentence import Sentence, in_words
from thrive_rules.checks.worked import WorkedCase, load_worked_cases
from thrive_rules.language.conditions import All, AnyOf, Condition, Is, Known, Needed, Not, PutForward
from thrive_rules.language.rule import Establishes
from thrive_rules.language.words import Reader
from thrive_rules.reasoning.meaning import Verdict
from thrive_rules.rulefiles.reviews import keep_answers, reviews_beside
from thrive_rules.rulefiles.rulefile import shipped_rules
from thrive_rules.severity.outcome import outcome_of

WORKED = [worked for _, worked in load_worked_cases(shipped_rules() / "cases")]


pytestmark = pytest.mark.xdist_group("review")  # what each test looks at is worked out once


@pytest.fixture(scope="module")
def in_review(rules: RuleBase) -> dict[str, RuleInReview]:
    return {each.rule.id: each for each in rules_in_review(rules, WORKED)}


def test_every_rule_is_in_review_with_a_case_that_makes_it_fire_and_no_smaller_one_does(
    rules: RuleBase, in_review: dict[str, RuleInReview]
) -> None:
    assert set(in_review) == set(rules.rule)
    for each in in_review.values():
        assert each.shortest is not None, each.rule.id
        assert outcome_of(rules, each.shortest).verdicts[each.rule.id] is Verdict.FIRES
        for left_out in each.shortest:
            fewer = {fact: value for fact, value in each.shortest.items() if fact != left_out}
            assert outcome_of(rules, fewer).verdicts[each.rule.id] is not Verdict.FIRES, each.rule.id


def test_the_worked_cases_of_a_rule_are_those_in_which_it_fires(
    rules: RuleBase, in_review: dict[str, RuleInReview]
) -> None:
    def fires(worked: WorkedCase, rule: str) -> bool:
        case, severity = worked.case.split()
        return outcome_of(rules, {**case.facts, **severity.facts}).verdicts[rule] is Verdict.FIRES

    for rule in ("advice-managing-own-health", "prompt-safety-plan"):
        assert in_review[rule].cases == tuple(each.name for each in WORKED if fires(each, rule))
        assert in_review[rule].cases


def test_what_goes_out_with_a_rule_is_what_nothing_else_puts_forward(
    in_review: dict[str, RuleInReview],
) -> None:
    alone = in_review["help-young-person-wants-goal-focused-help"]
    assert ("", ("getting_help",)) in [(each.name, each.groupings) for each in alone.moved]
    assert in_review["help-against-aims-met"].moved == ()  # an argument against puts nothing forward
    assert in_review["prompt-follow-up"].moved == ()


A, B = Is("aims_met", (True,)), Is("help_tried", (True,))


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        (All((A, B)), "All of these: (…; …)"),
        (AnyOf((A, B)), "At least one of these: (…; …)"),
        (Not(AnyOf((A, B))), "All of these: (no; no)"),
        (Not(All((A, B))), "At least one of these: (no; no)"),
        (All((A, A)), "…"),
    ],
)
def test_a_condition_in_words_keeps_all_and_any_and_turns_them_round_under_not(
    condition: Condition, said: str, rules: RuleBase
) -> None:
    assert _shape(in_words(condition, rules, Reader.PRACTITIONER)) == said


def _shape(sentence: Sentence) -> str:
    if sentence.under:
        return f"{sentence.text} ({'; '.join(map(_shape, sentence.under))})"
    return "no" if sentence.text.endswith(": no") else "…"


def test_each_kind_of_condition_is_said(rules: RuleBase) -> None:
    def say(condition: Condition, reader: Reader = Reader.PRACTITIONER) -> str:
        return in_words(condition, rules, reader).text

    assert say(Is("age", (0, 1, 2, 16, 17))) == "age: 0 to 2, or 16 to 17"
    assert say(Not(Known("age"))) == "age: not answered yet"
    assert say(Known("age")) == "age: answered"
    assert (
        say(Needed("extent_of_help"))
        == f"This is needed: {rules.need['extent_of_help'].statement.practitioner}"
    )
    assert say(PutForward(next(iter(rules.words_for)))).endswith(" is put forward")
    rating = Is("severity_low_mood", ("severe",))
    assert say(rating).endswith(": severe")
    for reader in set(Reader) - {Reader.PRACTITIONER}:
        assert "severe" not in say(rating, reader)


@pytest.fixture(scope="module")
def pages(rules: RuleBase, in_review: dict[str, RuleInReview]) -> dict[Pack, str]:
    return {pack: review_form(rules, pack, tuple(in_review.values())) for pack in Pack}


def test_each_page_has_every_rule_in_the_words_of_its_readers(
    rules: RuleBase, pages: dict[Pack, str]
) -> None:
    for pack, page in pages.items():
        for rule in rules.rules:
            assert f'data-rule="{rule.id}"' in page
            assert escape(rule.words.to(pack.reader)) in page, (pack, rule.id)
            if not isinstance(rule, Establishes) and rule.brief:
                assert f"In a few words: {escape(rule.brief.to(pack.reader))}<" in page, (pack, rule.id)


def words_of(page: str) -> str:
    """What somebody reads on a page, in small letters."""
    return re.sub(
        r"<[^>]*>", " ", page.split('<script type="application/json"')[0].split("<body>")[1]
    ).lower()


@pytest.mark.parametrize("pack", [Pack.YOUNG_PEOPLE, Pack.PARENTS_AND_CARERS])
def test_a_page_for_people_has_their_own_words_alone_no_sources_no_cases_and_no_word_of_severity(
    pack: Pack, rules: RuleBase, pages: dict[Pack, str]
) -> None:
    theirs, shown = pages[pack], words_of(pages[pack])
    assert len(shown.split()) < 0.6 * len(words_of(pages[Pack.CLINICIANS]).split())
    for source in rules.sources:
        assert source.address not in theirs
    assert any(source.address in pages[Pack.CLINICIANS] for source in rules.sources)
    for worked in WORKED:
        assert escape(worked.name) not in theirs
    own = {escape(rule.words.to(pack.reader)) for rule in rules.rules}
    others = {escape(rule.words.to(each)) for rule in rules.rules for each in Reader if each != pack.reader}
    said = set(re.findall("<blockquote><p>(.*?)</p></blockquote>", theirs))
    assert said == own
    assert not said & (others - own)
    assert "<dt>" not in theirs
    for word in ("severe", "moderate", "mild", "patient", "intervention"):
        assert not re.search(rf"\b{word}", shown), word


def test_a_page_loads_and_sends_nothing_and_stores_nothing(pages: dict[Pack, str]) -> None:
    script = (Path(__file__).parents[2] / "src/thrive_rules/checks/review_form.js").read_text()
    for never in ("fetch(", "XMLHttpRequest", "localStorage", "sessionStorage", "indexedDB", "location", "window.open",
                  "innerHTML", "sendBeacon", "WebSocket", "eval("):  # fmt: skip
        assert never not in script
    for page in pages.values():
        assert "default-src 'none'; connect-src 'none'" in page
        assert "style-src 'sha256-" in page
        assert "script-src 'sha256-" in page
        assert "unsafe" not in page.split("<style>")[0]
        assert page.count("<script") == 2  # the data and the one script that its hash lets run


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with a_browser() as found:
        yield found


def test_somebody_reviews_in_a_browser_and_the_answers_come_back(
    browser: Browser,
    rules: RuleBase,
    pages: dict[Pack, str],
    in_review: dict[str, RuleInReview],
    tmp_path: Path,
) -> None:
    file = tmp_path / "review.html"
    file.write_text(pages[Pack.YOUNG_PEOPLE])
    page = browser.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text))
    page.goto(file.as_uri())
    assert page.get_by_label("I review as").input_value() == "young_person"
    first = page.locator("section[data-rule]").first
    rule = first.get_attribute("data-rule")
    assert rule
    first.get_by_label("Why, or what to change").fill("“Spaß”\u2028<b>\u202e & \U0001f600")
    page.get_by_role("button", name="Save my answers").click()
    assert "a comment and no answer" in page.locator("#said").inner_text()
    first.get_by_label("Change it").check()
    page.get_by_label("Date").fill("2026-11-26")
    assert page.locator("#progress").inner_text() == f"1 of {len(rules.rules)} rules answered."
    with page.expect_download() as download:
        page.get_by_role("button", name="Save my answers").click()
    assert download.value.suggested_filename == "answers-young_person-2026-11-26.json"
    saved = tmp_path / "answers.json"
    download.value.save_as(saved)
    assert json.loads(saved.read_text())["digest"].startswith("sha256:")

    kept, reviews = keep_answers(saved, tmp_path, rules)
    assert [(each.answer.rule, str(each.answer.answer), each.counts) for each in reviews] == [
        (rule, "change", True)
    ]
    assert reviews[0].answer.comment == "“Spaß”\n<b> & \U0001f600"

    again = browser.new_page()
    again.goto(file.as_uri())
    again.get_by_label("Go on with answers").set_input_files(kept)
    section = again.locator(f'section[data-rule="{rule}"]')
    section.get_by_label("Change it").wait_for()
    assert section.get_by_label("Change it").is_checked()
    assert section.get_by_label("Why, or what to change").input_value() == reviews[0].answer.comment
    again.get_by_label("Go on with answers").set_input_files(file)
    again.get_by_text("This file holds no answers about these rules").wait_for()
    assert wrong == []

    shown = review_form(rules, Pack.CLINICIANS, tuple(in_review.values()), reviews_beside(tmp_path, rules))
    assert "Somebody did not agree" in shown
    assert "<b>" not in shown


OF_EACH_KIND = (
    "need-signs-of-extent",
    "advice-managing-own-health",
    "thriving-against-danger",
    "prompt-safety-plan",
    "prompt-recorded-as-severe-and-help-not-wanted",
)


@pytest.mark.parametrize("pack", Pack)
def test_a_page_passes_axe(
    pack: Pack, browser: Browser, rules: RuleBase, in_review: dict[str, RuleInReview], tmp_path: Path
) -> None:
    file = tmp_path / "review.html"
    file.write_text(review_form(rules, pack, [in_review[rule] for rule in OF_EACH_KIND]))
    assert violations(browser, file) == []
    with opened_page(browser, file) as opened:  # on a phone nothing runs out of the screen
        opened.set_viewport_size({"width": 320, "height": 640})
        assert opened.evaluate("document.documentElement.scrollWidth") == 320


def test_what_several_people_read_stands_once_on_a_clinicians_page(
    rules: RuleBase, in_review: dict[str, RuleInReview]
) -> None:
    shown = review_form(rules, Pack.CLINICIANS, [in_review["prompt-safety-plan"]])
    words = rules.rule["prompt-safety-plan"].words
    assert shown.count(words.to(Reader.OTHER)) == 1
    assert "<dt>To a parent or carer and to somebody else</dt>" in shown
    shown = review_form(rules, Pack.CLINICIANS, [in_review["advice-adjusting-to-life-change"]])
    assert shown.count("In a few words: getting used to a change in life") == 1

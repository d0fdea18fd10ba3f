"""Every sentence of a page is in a file: in a pseudo-language, whatever is not marked is the case's own, a name or an id."""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from command import command
from pseudo_language import HEADER, mark, said_anew, write_pack
from thrive_rules import Case, Reader, RuleBase, RuleError, converse, load_case, load_rules, suggest
from thrive_rules.cases.case import Grouping
from thrive_rules.checks.worked import load_worked_cases
from thrive_rules.conversations.comparison import compare, page_of_comparison
from thrive_rules.conversations.depth import Depth
from thrive_rules.conversations.explain import page
from thrive_rules.conversations.page import Page
from thrive_rules.conversations.what_if import page_of_what_if, what_if
from thrive_rules.conversations.without_a_case import page_without_a_case
from thrive_rules.decisions.decision_file import load_decision
from thrive_rules.decisions.decision_page import explain_decision
from thrive_rules.decisions.journey import follow, page_of_journey
from thrive_rules.language.texts import TextPlace, texts_of
from thrive_rules.rulefiles.rulefile import shipped_rules
from thrive_rules.severity.severity import Severity

ROOT = Path(__file__).parents[2]
SHIPPED = load_rules()
WORKED = load_worked_cases(shipped_rules() / "cases")
DECISIONS = [
    load_decision(ROOT / "examples" / "decisions" / f"{month}.yaml") for month in ("january", "april")
]
ALL_MARKED = {place: said_anew(text) for place, text in texts_of(SHIPPED).items()}
DAY_FORM = ("wording", "day_form")
VERSIONS = {SHIPPED.header.version, *(each.basis.rule_base_version for each in DECISIONS if each.basis)}


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> RuleBase:
    return load_rules(language=write_pack(tmp_path_factory.mktemp("pseudo"), SHIPPED))


def words_in(part: Any) -> Iterator[str]:
    """Every run of letters in the texts of some plain data."""
    match part:
        case str():
            yield from re.findall("[A-Za-z]+", part)
        case dict():
            yield from words_in(list(part.values()))
        case list() | tuple():
            for each in part:
                yield from words_in(each)
        case _:
            return


@cache
def names() -> list[str]:
    """What a page may say in any language: the sources' own words, and the names of sources, packs and programs."""
    passages = [passage.text for source in SHIPPED.sources for passage in source.passages.values()]
    ids = [f"[{name}]" for name in SHIPPED.source] + [
        f"{SHIPPED.header.id} {version}" for version in VERSIONS
    ]
    others = [f"{HEADER['id']} {HEADER['version']}", "Pseudo", "thrive-rules", "reference", "[en]"]
    return sorted([*passages, *ids, *others], key=len, reverse=True)


def in_no_file(shown: Page, *own: Any) -> list[str]:
    """Every run of unmarked letters on a page that is neither a name nor somebody's own."""
    text = re.sub("sha256:[0-9a-f]+", "", str(shown))
    for name in names():
        text = text.replace(name, "")
    return sorted(set(words_in(text)) - set(words_in(list(own))))


def texts_people_wrote(part: Any) -> Iterator[str]:
    """The texts with a blank in some plain data: what people said, and no name of a field or of a closed list."""
    match part:
        case str() if " " in part:
            yield part
        case dict():
            yield from texts_people_wrote([*part.values()])
        case list() | tuple():
            for each in part:
                yield from texts_people_wrote(each)
        case _:
            return


def own_words(case: Case, severity: Severity) -> list[Any]:
    """What a case says in people's own words; the names of closed lists are for a page to say."""
    return [
        case.presentation.strengths,
        case.presentation.safety_narrative,
        case.preferences.goals,
        case.preferences.declines,
        case.preferences.what_matters,
        [view.label for view in case.views],
        [measure.name for measure in severity.measures],
        severity.diagnoses,
        case.context.reference,
        case.context.competence_assessment and case.context.competence_assessment.model_dump(mode="json"),
    ]


@pytest.mark.parametrize("depth", Depth)
@pytest.mark.parametrize("reader", Reader)
def test_every_page_of_every_worked_case_says_nothing_that_is_in_no_file(
    rules: RuleBase, reader: Reader, depth: Depth
) -> None:
    found = {}
    for name, worked in WORKED:
        case, severity = worked.case.split()
        conversation = converse(suggest(case, rules), case, severity, rules)
        if said := in_no_file(page(conversation, rules, reader, depth), own_words(case, severity)):
            found[name] = said
    assert not found


@pytest.mark.parametrize("reader", Reader)
def test_no_other_page_says_anything_that_is_in_no_file(rules: RuleBase, reader: Reader) -> None:
    pages: dict[str, tuple[Page, Any]] = {"without a case": (page_without_a_case(rules), "")}
    first, *others = (load_case(file) for file in sorted((ROOT / "examples").glob("*.yaml")))
    for case, severity in others:
        one, other = (converse(suggest(pair[0], rules), *pair, rules) for pair in (first, (case, severity)))
        pages[f"comparison {case}"] = page_of_comparison(compare(one, other, rules, reader), rules), ""
        for grouping in Grouping:
            pages[f"{grouping} {case}"] = page_of_what_if(what_if(other, rules, grouping, reader), rules), ""
    own = ["M", *(text for each in DECISIONS for text in texts_people_wrote(each.model_dump(mode="json")))]
    for decision in DECISIONS:
        pages[f"decision {decision.decided_on}"] = explain_decision(decision, rules, reader, Case()), own
    for today in (date(2027, 2, 1), date(2029, 1, 1)):
        pages[f"journey {today}"] = page_of_journey(follow(DECISIONS, today), rules, reader, Case()), own
    found = {name: said for name, (shown, own) in pages.items() if (said := in_no_file(shown, own))}
    assert not found


def test_what_other_rules_say_beside_is_marked_as_in_english(tmp_path: Path) -> None:
    files = [str(ROOT / "examples" / f"ocd_severe_managing{which}.yaml") for which in ("", "_twin")]
    pack = write_pack(tmp_path / "pseudo", SHIPPED)
    done = command("compare", *files, "--beside", "severity-led", "--language", pack)
    assert done.returncode == 0, done.stderr
    beside = done.stdout[done.stdout.index("[en] Beside it") :]
    assert "[en] These rules put forward" in beside
    assert mark(SHIPPED.wording.in_english.practitioner) in beside


def test_lists_and_days_are_in_the_words_of_a_language(tmp_path: Path) -> None:
    said: dict[TextPlace, Any] = {
        ("wording", "between"): "،",
        ("wording", "between_parts"): "؛",
        ("wording", "day_form"): "{day}.{month}.{year}",
    }
    own = load_rules(language=write_pack(tmp_path / "own", SHIPPED, {**ALL_MARKED, **said}))
    case, severity = load_case(ROOT / "examples" / "three_voices.yaml")
    conversation = converse(suggest(case, own), case, severity, own)
    told = str(page(conversation, own, Reader.YOUNG_PERSON))
    places = [text for text in re.split(r"[⟦⟧]", told) if "،" in text or "؛" in text]
    assert places
    assert not re.search(r"⟧[,;] ", told)
    journey = str(page_of_journey(follow(DECISIONS, date(2029, 1, 1)), own))
    assert "06.07.2027" in journey
    assert "2027-07-06" not in journey


def test_a_day_without_its_month_is_refused_and_a_comma_that_nobody_says_is_not_marked(
    tmp_path: Path,
) -> None:
    with pytest.raises(RuleError, match=r"expected \{day\}, \{month\} and \{year\}, each once"):
        load_rules(language=write_pack(tmp_path / "bad", SHIPPED, {**ALL_MARKED, DAY_FORM: "{day} {year}"}))
    less = {place: text for place, text in ALL_MARKED.items() if place != ("wording", "between")}
    rules = load_rules(language=write_pack(tmp_path / "less", SHIPPED, less))
    assert rules.wording.listed(["a", "b"], Reader.YOUNG_PERSON) == "a, b"


def test_what_is_in_no_file_is_found(rules: RuleBase) -> None:
    """The test itself: a text that the pack does not say stands out."""
    shown = page_without_a_case(rules)
    [first, *others] = shown.sections
    assert in_no_file(Page((first, *others))) == []
    assert in_no_file(page_without_a_case(SHIPPED))[:3]

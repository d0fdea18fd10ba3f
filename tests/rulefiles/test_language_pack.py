"""A language pack can change words and nothing else, and says all that is about danger, or is refused."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from command import command
from pseudo_language import HEADER, mark, said_anew, write_pack
from thrive_rules import (
    Case,
    Reader,
    RuleBase,
    RuleError,
    Severity,
    Suggestion,
    converse,
    explain,
    load_case,
    load_rules,
    suggest,
)
from thrive_rules.checks.lint import lint
from thrive_rules.conversations.explain import page
from thrive_rules.conversations.page import read_page
from thrive_rules.conversations.page_language import direction_of
from thrive_rules.documents.document import read_directory
from thrive_rules.language.rule import UrgentKind
from thrive_rules.language.texts import SAID_IN, TextPlace, texts_of, with_texts
from thrive_rules.language.words import IN_USUAL_WORDS, TO_HERE, Words
from thrive_rules.rulefiles.language_pack import InOtherWords, in_words_of, spell_place, texts_about_danger
from thrive_rules.testing import cases, severities

ROOT = Path(__file__).parents[2]
THREE = ROOT / "examples" / "three_voices.yaml"
SHIPPED = load_rules()
TEXTS = texts_of(SHIPPED)
DANGER = texts_about_danger(SHIPPED)
DANGER_ALONE = {place: said_anew(TEXTS[place]) for place in DANGER}


@pytest.fixture(scope="module")
def pseudo(tmp_path_factory: pytest.TempPathFactory) -> RuleBase:
    """The rules that ship with every text marked."""
    return spoken(write_pack(tmp_path_factory.mktemp("pseudo"), SHIPPED))


@pytest.fixture(scope="module")
def partly(tmp_path_factory: pytest.TempPathFactory) -> RuleBase:
    """The rules that ship with what is about danger marked, and nothing else."""
    return spoken(write_pack(tmp_path_factory.mktemp("partly"), SHIPPED, DANGER_ALONE))


def spoken(folder: Path) -> RuleBase:
    """The rules that ship in the words of a pack, as `load_rules` says them, without reading the rules each time."""
    return in_words_of(folder, read_directory(folder, RuleError), SHIPPED, load_rules)


def page_of(rules: RuleBase, reader: Reader | str = Reader.PRACTITIONER, file: Path = THREE) -> Any:
    case, severity = load_case(file)
    return page(converse(suggest(case, rules), case, severity, rules), rules, reader, "full")


# THE LAW: WORDS AND NOTHING ELSE

TEXTS_OF_A_CONVERSATION = ("because", "statement", "question", "text", "short", "note")


def without_texts(part: Any) -> Any:
    """What a suggestion or a conversation says, without its texts and without whose words they are."""
    match part:
        case dict():
            kept = {key: value for key, value in part.items() if key not in TEXTS_OF_A_CONVERSATION}
            kept.pop("language", None)
            return {key: without_texts(value) for key, value in kept.items()}
        case list():
            return [without_texts(each) for each in part]
        case _:
            return part


@given(case=cases(), severity=severities())
def test_a_language_moves_nothing(case: Case, severity: Severity, pseudo: RuleBase) -> None:
    here, there = (converse(suggest(case, rules), case, severity, rules) for rules in (SHIPPED, pseudo))
    assert without_texts(here.data()) == without_texts(there.data())
    assert (
        here.suggestion.provenance.model_copy(update={"language": pseudo.language})
        == there.suggestion.provenance
    )


some_texts = st.dictionaries(
    st.sampled_from([place for place in TEXTS if place not in DANGER]),
    st.text(st.characters(categories=("L", "N", "P")), min_size=1, max_size=40),
    max_size=30,
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=some_texts)
def test_whatever_a_pack_says_the_rules_are_the_same_but_for_their_texts(
    said: Mapping[TextPlace, str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    there = spoken(write_pack(tmp_path_factory.mktemp("some"), SHIPPED, {**DANGER_ALONE, **said}))
    assert there.digest == SHIPPED.digest
    assert there.header == SHIPPED.header
    assert there.sources == SHIPPED.sources
    assert (there.certificate, there.reviewed) == (SHIPPED.certificate, SHIPPED.reviewed)
    plain = {
        place: text if isinstance(text, str) else Words(**text.model_dump()) for place, text in TEXTS.items()
    }
    assert replace(SHIPPED, **with_texts(there, plain)) == SHIPPED
    for place, text in texts_of(there).items():
        told = text if isinstance(text, str) else text.young_person
        beneath = TEXTS[place]
        if place in said:
            assert told == said[place]
        elif place not in DANGER and isinstance(beneath, Words):
            assert told == beneath.young_person


def test_two_packs_and_the_rules_themselves_are_never_taken_for_one_another(
    pseudo: RuleBase, partly: RuleBase
) -> None:
    case, _ = load_case(THREE)
    told = [
        suggest(case, rules).candidates[0].arguments_for[0].because for rules in (SHIPPED, pseudo, partly) * 2
    ]
    assert told[:3] == told[3:]
    assert told[0] == told[2] != told[1] == mark(told[0])
    assert len({SHIPPED, pseudo, partly}) == 3


NOT_WORDS = sorted(
    {
        (section, field)
        for section in ("groupings", "distinctions", "facts", "needs", "rules", "options", "programmes")
        for part in getattr(SHIPPED, section)
        for field in type(part).model_fields
        if (section, field) not in {(place[0], place[2]) for place in TEXTS if len(place) > 2}
        and field != "id"
    }
    | {("rules", "when"), ("rules", "does_not_exist")}
)


@pytest.mark.parametrize(("section", "field"), NOT_WORDS)
def test_what_is_no_text_is_refused_with_its_place(section: str, field: str, tmp_path: Path) -> None:
    part = next(
        part
        for part in getattr(SHIPPED, section)
        if field in type(part).model_fields or field == "does_not_exist"
    )
    value = part.model_dump(mode="json").get(field, "x") or "x"
    folder = write_pack(tmp_path / "pack", SHIPPED, DANGER_ALONE)
    changed = {"format": 2, section: [{"id": str(part.id), field: value}]}
    (folder / "zz.yaml").write_text(json.dumps(changed, indent=1))
    with pytest.raises(RuleError) as caught:
        spoken(folder)
    [told] = str(caught.value).splitlines()
    assert told.startswith(f"{folder / 'zz.yaml'}:")
    assert f"{section}[0].{field}: a language pack changes words and nothing else" in told


ANYTHING_ELSE: dict[str, tuple[dict[str, Any], str]] = {
    "a source": ({"sources": [{"id": "x"}]}, "there is no such key"),
    "a reason to authors": ({"unread": [{"id": "age", "because": "x"}]}, "there is no such key"),
    "sections from beneath": ({"takes": ["wording"]}, "there is no such key"),
    "a rule that is not beneath": ({"rules": [{"id": "x", "because": "Some words."}]}, "rules[0]: there is nothing"),
    "a rule that is misspelt": (
        {"rules": [{"id": "thriving-against-dangr", "because": "Some words."}]}, "did you mean thriving-against-danger?",
    ),
    "a text that is not beneath": ({"wording": {"winner": "This one"}}, "wording.winner: there is nothing of this name"),
    "a part without its id": ({"needs": [{"statement": "Some words."}]}, "needs[0]: expected the `id`"),
    "text for a part": ({"wording": {"help": "help"}}, "wording.help: expected words under everyday_support"),
    "one text for a notice": ({"urgent": {"immediate_danger": "Go."}}, "expected words under recorded, entered, short"),
    "a number for a text": ({"wording": {"why": 3}}, "wording.why: expected text"),
    "an empty text": ({"wording": {"why": ""}}, "wording.why: expected something that is not empty"),
    "a text that turns a line around": ({"wording": {"why": "\u202eyhw"}}, "text without control characters"),
    "a reader who is none": ({"wording": {"why": {"teacher": "Why"}}}, "wording.why: a language pack of this kind has"),
    "a question too many": (
        {"options": [{"id": SHIPPED.options[0].id, "ask": ["a", "b", "c", "d", "e", "f", "g"]}]}, "changes words and nothing",
    ),
    "words that stand already": ({"wording": {"urgent": "First"}}, "wording.urgent: these words stand already in"),
    "a short notice that is long": (
        {"urgent": {"immediate_danger": {"short": "word " * 40}}}, "expected 139 letters at most",
    ),
    "a second language": ({"language": {"tag": "de", "name": "D", "over_version": "1.0.0"}}, "language: this stands already"),
    "another format": ({"format": 1}, "format: expected"),
    "a newer format": ({"format": 3}, "format: a newer thrive-rules wrote this"),
    "a picture of nothing": ({"pictures": {"urgent": ""}}, "pictures.urgent: expected something that is not empty"),
}  # fmt: skip


@pytest.mark.parametrize(("says", "told"), ANYTHING_ELSE.values(), ids=ANYTHING_ELSE.keys())
def test_anything_else_is_refused_with_its_place(says: dict[str, Any], told: str, tmp_path: Path) -> None:
    said = {place: text for place, text in DANGER_ALONE.items() if "139" not in told or place[-1] != "short"}
    folder = write_pack(tmp_path / "pack", SHIPPED, said)
    (folder / "zz.yaml").write_text(json.dumps({"format": 2, **says}, indent=1))
    with pytest.raises(RuleError) as caught:
        spoken(folder)
    assert told in str(caught.value)
    assert f"{folder / 'zz.yaml'}:" in str(caught.value)


# DANGER


def test_what_is_about_danger_is_what_people_need_when_somebody_is_not_safe() -> None:
    places = set(map(spell_place, DANGER))
    assert {
        "urgent/immediate_danger.recorded",
        "urgent/safeguarding_concern.entered",
        "urgent/immediate_danger.short",
        "wording/urgent",
        "wording/not_safe",
        "wording/if_not_safe",
        "wording/ask_first",
        "wording/does_not_feel_safe",
        "wording/prompts.safety",
        "facts/immediate_danger.question",
        "facts/safeguarding_concern.question",
        "facts/safety_concern.question",
        "rules/prompt-safety-plan.says",
        "rules/thriving-against-danger.because",
    } <= places
    assert not any(place.startswith(("groupings", "options", "programmes")) for place in places)


@pytest.mark.parametrize("place", DANGER, ids=spell_place)
def test_a_pack_that_leaves_out_a_sentence_about_danger_is_refused(place: TextPlace, tmp_path: Path) -> None:
    said = {each: text for each, text in DANGER_ALONE.items() if each != place}
    folder = write_pack(tmp_path / "pack", SHIPPED, said)
    with pytest.raises(RuleError) as caught:
        spoken(folder)
    [told] = str(caught.value).splitlines()
    assert re.match(
        rf"{re.escape(str(folder / 'pack.yaml'))}:\d+: language: {re.escape(spell_place(place))} ", told
    )


@pytest.mark.parametrize("reader", Reader)
def test_nor_may_it_leave_out_one_reader(reader: Reader, tmp_path: Path) -> None:
    place: TextPlace = ("wording", "if_not_safe")
    less = {key: text for key, text in DANGER_ALONE[place].items() if key != reader}
    with pytest.raises(RuleError, match=f"wording/if_not_safe says nothing to {reader};"):
        spoken(write_pack(tmp_path / "pack", SHIPPED, {**DANGER_ALONE, place: less}))


def test_every_sentence_that_is_missing_is_named_by_the_command_too(tmp_path: Path) -> None:
    done = command("lint", write_pack(tmp_path / "pack", SHIPPED, {("wording", "why"): "Why"}))
    assert (done.returncode, done.stdout) == (2, "")
    assert [place for place in map(spell_place, DANGER) if f" {place} " not in done.stderr] == []
    assert "Traceback" not in done.stderr


# ON A PAGE


def test_a_page_in_a_whole_pack_says_only_that_nobody_has_reviewed_it(pseudo: RuleBase) -> None:
    last = page_of(pseudo, "young_person").sections[-1]
    assert (last.kind, last.heading) == ("language", "Pseudo")
    assert last.paragraphs == (mark("Nobody has reviewed these words yet."),)


def test_what_falls_back_is_marked_and_counted_in_every_form(partly: RuleBase) -> None:
    shown = page_of(partly, "young_person")
    text, html, markdown = str(shown), shown.html(), shown.markdown()
    count = html.count('<span lang="en" dir="ltr">')
    assert 50 < count <= text.count("[en] ")  # a table in plain text says its columns again in each row
    assert text.rstrip().endswith(
        f"Sentences on this page in English, marked [en]: {count - 2}"
    )  # but this note
    assert markdown.count("\\[en\\] ") == count
    assert sum(section.kind == "language" for section in shown.sections) == 1
    assert f'<span lang="en" dir="ltr">{SHIPPED.wording.why.young_person}</span>' in html
    assert mark(SHIPPED.wording.if_not_safe.young_person) in text
    assert f"[en] {mark('')[0]}" not in text
    assert "\N{REPLACEMENT CHARACTER}" not in text + html + markdown
    assert not re.search("[\u2066-\u2069]", text + html + markdown)
    assert read_page(shown.json()) == shown
    assert "<title>" in html
    assert "[en]" not in html.partition("</title>")[0]


def test_what_sources_say_stays_in_english_for_a_practitioner(pseudo: RuleBase) -> None:
    html = page_of(pseudo).html()
    passage = SHIPPED.source["nbg-getting-help"].passages["intervention"].text
    assert f'<span lang="en" dir="ltr">“{passage}”</span> [nbg-getting-help]' in html
    assert f"words 1.0.0, {pseudo.language.digest}" in str(page_of(pseudo)) if pseudo.language else False


@pytest.mark.parametrize(
    ("tag", "direction"),
    [
        ("cy", "ltr"), ("ar", "rtl"), ("ur-PK", "rtl"), ("ur-Latn", "ltr"), ("pa-Arab", "rtl"), ("he", "rtl"),
        ("zh-Hant-TW", "ltr"), ("fr-x-pseudo", "ltr"), ("fr-x-arab", "ltr"),
    ],
)  # fmt: skip
def test_language_and_direction_of_a_page(tag: str, direction: str, tmp_path: Path) -> None:
    assert direction_of(tag) == direction
    rules = spoken(write_pack(tmp_path / "pack", SHIPPED, DANGER_ALONE, {"tag": tag}))
    html = page_of(rules, "young_person").html()
    assert f'<html lang="{tag}" dir="{direction}">' in html
    assert "<bdi>“Nobody at school knowing”</bdi>" in html  # own words run as they do


def test_a_page_without_a_pack_is_what_it_was() -> None:
    shown = page_of(SHIPPED)
    assert '<html lang="en-GB" dir="ltr">' in shown.html()
    assert shown.language is None
    assert "language" not in shown.data()
    assert "[en]" not in str(shown)


def test_two_pages_in_one_say_it_once_and_count_both(partly: RuleBase) -> None:
    one = page_of(partly, "young_person")
    both = one + one
    assert [section.kind for section in both.sections].count("language") == 1
    assert both.sections[-1].kind == "language"
    count = str(one).rstrip().rpartition(" ")[2]
    assert str(both).rstrip().endswith(f": {2 * int(count)}")


def test_reviewed_words_count_for_the_version_that_was_reviewed(tmp_path: Path) -> None:
    def not_reviewed(version: str) -> bool:
        language = {"reviewed": True, "over_version": version}
        rules = spoken(write_pack(tmp_path / version, SHIPPED, language=language))
        assert rules.language
        assert rules.language.reviewed is (version == SHIPPED.header.version)
        return mark("Nobody has reviewed these words yet.") in str(page_of(rules, "young_person"))

    assert not not_reviewed(SHIPPED.header.version)
    assert not_reviewed("0.0.1")


def test_a_conversation_in_english_can_be_read_in_other_words(pseudo: RuleBase) -> None:
    case, severity = load_case(THREE)
    kept = converse(suggest(case, SHIPPED), case, severity, SHIPPED)
    for reader in Reader:
        there = explain(converse(suggest(case, pseudo), case, severity, pseudo), pseudo, reader)
        assert explain(kept, pseudo, reader) == there


def test_provenance_names_the_pack(pseudo: RuleBase) -> None:
    suggestion = suggest(load_case(THREE)[0], pseudo)
    told = suggestion.model_dump(mode="json")["provenance"]
    assert told["rule_base"]["digest"] == SHIPPED.digest
    assert (told["language"]["id"], told["language"]["tag"], told["language"]["reviewed"]) == (
        "words",
        "fr-x-pseudo",
        False,
    )
    assert Suggestion.model_validate_json(suggestion.model_dump_json(by_alias=True)) == suggestion
    assert suggest(load_case(THREE)[0], SHIPPED).provenance.language is None


# OVER A LOCAL OVERLAY


def test_over_a_local_overlay_what_is_local_falls_back_and_is_marked(tmp_path: Path) -> None:
    offer = ROOT / "examples" / "local_offer"
    rules = load_rules(offer, language=write_pack(tmp_path / "pack", SHIPPED))
    assert rules.digest == load_rules(offer).digest
    club = next(option for option in rules.options if option.id == "clubs-and-activities")
    assert (
        club.name.to(Reader.YOUNG_PERSON) == "\u2066The Saturday club, and other groups in Exampletown\u2069"
    )
    case = Case.model_validate({"context": {"age": 12}, "presentation": {"immediate_danger": True}})
    text = explain(converse(suggest(case, rules), case, Severity(), rules), rules)
    assert "[en] In Exampletown, tell the crisis team and the duty manager too." in text
    assert mark(SHIPPED.urgent[UrgentKind.IMMEDIATE_DANGER].recorded.practitioner) in text


# A PACK THAT ONLY PUTS IT ANOTHER WAY

YOUNGER = {"tag": "en-GB", "name": "For younger people", "variant": "younger"}


def said_to(*readers: Reader) -> dict[TextPlace, Any]:
    """What is about danger, marked, to some readers alone."""
    texts = {place: TEXTS[place] for place in DANGER}
    return {
        place: said_anew(text, readers=readers) for place, text in texts.items() if isinstance(text, Words)
    }


def test_words_for_younger_people_change_what_the_young_person_reads_and_nothing_else(tmp_path: Path) -> None:
    rules = spoken(write_pack(tmp_path / "pack", SHIPPED, said_to(Reader.YOUNG_PERSON), YOUNGER))
    case, severity = load_case(THREE)
    here = converse(suggest(case, SHIPPED), case, severity, SHIPPED)
    there = converse(suggest(case, rules), case, severity, rules)
    assert there.suggestion.model_copy(update={"provenance": None}) == here.suggestion.model_copy(
        update={"provenance": None}
    )
    for reader in Reader:
        one, other = page(here, SHIPPED, reader), page(there, rules, reader)
        same = one.sections == other.sections[:-1]
        assert same is (reader is not Reader.YOUNG_PERSON)
    text = explain(there, rules, "young_person")
    assert mark(SHIPPED.wording.if_not_safe.young_person) in text
    assert "[en]" not in text
    assert re.search(r"Sentences on this page in the usual words: \d+\n$", text)
    assert 'lang="en"' not in page(there, rules, "young_person").html()


@pytest.mark.parametrize(
    ("place", "said", "told"),
    [
        (
            ("wording", "why"),
            {"practitioner": "Why"},
            "wording.why: a language pack of this kind has words for young_person",
        ),
        (
            ("groupings", "getting_help", "name"),
            "Help",
            "groupings[0].name: this is the same for every reader",
        ),
    ],
)
def test_words_for_younger_people_leave_other_readers_and_names_alone(
    place: TextPlace, said: Any, told: str, tmp_path: Path
) -> None:
    folder = write_pack(tmp_path / "pack", SHIPPED, {**said_to(Reader.YOUNG_PERSON), place: said}, YOUNGER)
    with pytest.raises(RuleError, match=re.escape(told)):
        spoken(folder)


def test_a_picture_stands_beside_its_section_in_words(tmp_path: Path) -> None:
    easy = {"tag": "en-GB", "name": "Easy Read", "variant": "easy_read"}
    words = said_to(Reader.YOUNG_PERSON, Reader.PARENT_OR_CARER, Reader.OTHER)
    folder = write_pack(
        tmp_path / "pack", SHIPPED, words, easy, pictures={"not_safe": "A telephone & a hand"}
    )
    shown = page_of(spoken(folder), "young_person")
    assert "\n(Picture: A telephone & a hand)\n" in str(shown)
    assert '<p class="picture" data-picture="not_safe">Picture: A telephone &amp; a hand</p>' in shown.html()
    assert "*Picture: A telephone \\& a hand*" in shown.markdown()
    assert [section.picture for section in shown.sections].count("") == len(shown.sections) - 1
    assert read_page(shown.json()) == shown


@pytest.mark.parametrize(
    ("example", "variant", "readers"),
    [
        ("easy_read", "easy_read", set(Reader) - {Reader.PRACTITIONER}),
        ("younger", "younger", {Reader.YOUNG_PERSON}),
    ],
)
def test_the_illustrations_load_say_that_nobody_reviewed_them_and_use_no_word_that_is_never_said(
    example: str, variant: str, readers: set[Reader]
) -> None:
    rules = spoken(ROOT / "examples" / example)
    assert rules.language
    assert (rules.language.variant, rules.language.reviewed) == (variant, False)
    assert rules.language.over_version == SHIPPED.header.version, (
        "read the words again, and say the new version"
    )
    case, severity = load_case(ROOT / "examples" / "ocd_severe_managing.yaml")
    kept = converse(suggest(case, rules), case, severity, rules)
    for reader in Reader:
        text = explain(kept, rules, reader)
        assert (
            "Nobody has reviewed these words yet." in text or "Nobody has checked them yet." in text
        ) or not readers & {reader}
    assert {each.check for each in lint(rules, date(2026, 11, 22))} == {"text_not_said"}


# LINT


def test_lint_lists_what_a_pack_lacks(partly: RuleBase, pseudo: RuleBase) -> None:
    today = date(2026, 11, 22)
    assert lint(pseudo, today) == ()
    found = lint(partly, today)
    assert {each.check for each in found} == {"text_not_said"}
    told = {each.message.partition(" ")[0] for each in found}
    assert told == {spell_place(place) for place in TEXTS if place not in DANGER}
    assert all(re.search(r"pack\.yaml:\d+$", each.place) for each in found)


def test_lint_says_to_whom_nothing_is_said(tmp_path: Path) -> None:
    place: TextPlace = ("wording", "why")
    texts = {each: said_anew(text) for each, text in TEXTS.items()} | {place: {"practitioner": "Why"}}
    [finding] = lint(spoken(write_pack(tmp_path / "pack", SHIPPED, texts)), date(2026, 11, 22))
    assert (
        finding.message
        == "wording/why is said to no young person, no parent or carer, no other in these words"
    )


def test_lint_finds_another_version_a_late_review_and_a_picture_that_no_page_shows(tmp_path: Path) -> None:
    folder = write_pack(
        tmp_path / "pack", SHIPPED, language={"over_version": "0.0.1"}, pictures={"not_saef": "A door"}
    )
    found = {each.check: each for each in lint(spoken(folder), date(2027, 2, 1))}
    assert set(found) == {"words_of_another_version", "review_overdue", "picture_never_shown"}
    assert (
        found["picture_never_shown"].message
        == "pictures.not_saef: no page has such a section; did you mean not_safe?"
    )
    assert "says the words of 0.0.1, and the rules are" in found["words_of_another_version"].message


@pytest.mark.parametrize(("tag", "finds"), [("en-GB", True), ("de", False)])
def test_words_that_are_never_said_are_english_words(tag: str, finds: bool, tmp_path: Path) -> None:
    """In another language, such letters can be another word."""
    language = {"tag": tag, "name": "Some words", "variant": "younger"}
    texts = {**said_to(Reader.YOUNG_PERSON), ("wording", "why"): {"young_person": "You must."}}
    found = lint(spoken(write_pack(tmp_path / "pack", SHIPPED, texts, language)), date(2026, 11, 22))
    places = {each.place for each in found if each.check == "word_never_said"}
    assert bool(places) is finds
    assert all("wording.yaml:" in place for place in places)


# THE COMMAND LINE, AND BAD INPUT


def test_the_commands_speak_a_language(tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "pack", SHIPPED)
    for arguments in (
        ("suggest", THREE, "--reader", "young-person"),
        ("compare", THREE, ROOT / "examples" / "safety.yaml"),
        ("journey", ROOT / "examples" / "decisions" / "january.yaml"),
    ):
        done = command(*arguments, "--language", folder)
        assert (done.returncode, done.stderr) == (0, "")
        assert mark(SHIPPED.wording.if_not_safe.practitioner)[:8] in done.stdout
    assert command("test", folder).stdout == "This overlay has no rules of its own to hold.\n"
    given = command("suggest", THREE, "--rules", folder)  # a pack is an overlay over the rules that ship
    assert given.stdout == command("suggest", THREE, "--language", folder).stdout


def _changed(**changes: Any) -> Callable[[Path], tuple[Any, ...]]:
    def make(folder: Path) -> tuple[Any, ...]:
        file = write_pack(folder, SHIPPED, DANGER_ALONE) / "pack.yaml"
        told = yaml.safe_load(file.read_text())
        for key, value in changes.items():
            told[key] = told[key] | value if isinstance(value, dict) else value
            if value is None:
                del told[key]
        file.write_text(json.dumps(told, indent=1))
        return ("--language", folder)

    return make


def _damaged(folder: Path) -> tuple[Any, ...]:
    file = write_pack(folder, SHIPPED, DANGER_ALONE) / "wording.yaml"
    file.write_text(file.read_text()[:400])
    return ("--language", folder)


BAD: dict[str, tuple[Callable[[Path], tuple[Any, ...]], str]] = {
    "a language that is nowhere": (lambda folder: ("--language", "cy"), "cy: there is no such directory of a language pack"),
    "rules for a language": (
        lambda folder: ("--language", ROOT / "rules" / "thrive"), "expected a language pack; no file here says `language`",
    ),
    "no directory": (lambda folder: ("--language", THREE), "there is no such directory of a language pack"),
    "words of other rules": (_changed(over="adult"), "over: this says the words of other rules; these are thrive"),
    "words of rules that are not said": (_changed(over=None), "over: no file of this language pack says this"),
    "no header": (_changed(rule_base=None), "rule_base: no file of this language pack says this"),
    "a header that stands beneath": (_changed(rule_base={"id": "thrive"}), "rule_base.id: thrive lies beneath"),
    "a tag that is none": (_changed(language={"tag": "Welsh!"}), "language.tag: expected text that matches"),
    "no name": (_changed(language={"name": ""}), "language.name: expected something that is not empty"),
    "a variant that is none": (_changed(language={"variant": "older"}), "language.variant: expected one of easy_read, younger"),
    "a file that is cut short": (_damaged, "wording.yaml"),
    "two languages": (
        lambda folder: ("--rules", write_pack(folder, SHIPPED), "--language", write_pack(folder / "again", SHIPPED)),
        "language: these rules are in other words already, those of words; give one language",
    ),
    "other rules beneath": (
        lambda folder: ("--rules", _own_rules(folder), "--language", write_pack(folder / "pack", SHIPPED)),
        "over: this says the words of other rules; these are somewhere",
    ),
}  # fmt: skip


def _own_rules(folder: Path) -> Path:
    own = folder / "own"
    own.mkdir(parents=True)
    takes = ["groupings", "distinctions", "urgent", "wording", "facts", "options", "programmes"]
    told = {"format": 2, "takes": takes, "rule_base": {**HEADER, "id": "somewhere"}}
    (own / "rulebase.yaml").write_text(json.dumps(told))
    return own


@pytest.mark.parametrize(("arguments", "told"), BAD.values(), ids=BAD.keys())
def test_bad_input_is_one_clear_message_and_exit_2(
    arguments: Callable[[Path], tuple[Any, ...]], told: str, tmp_path: Path
) -> None:
    done = command("suggest", THREE, *arguments(tmp_path / "pack"))
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_every_section_with_texts_can_be_said() -> None:
    assert {str(place[0]) for place in TEXTS} | {"urgent_added"} == set(SAID_IN)


def test_what_a_language_pack_does_not_say_is_marked_to_those_who_get_it() -> None:
    young_person, other = Reader.YOUNG_PERSON, Reader.OTHER
    words = InOtherWords(
        young_person="To you.", parent_or_carer="To a parent.", practitioner="To us.",
        falls_back=frozenset({young_person, other}), mark=IN_USUAL_WORDS,
    )  # fmt: skip
    assert words.to(young_person) == f"{IN_USUAL_WORDS}To you.{TO_HERE}"
    assert words.to(Reader.PRACTITIONER) == "To us."
    assert words.to(other) == ""  # there is nothing to mark

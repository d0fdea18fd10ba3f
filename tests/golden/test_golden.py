"""Every text that a reader sees of every example, word for word."""

from dataclasses import replace
from pathlib import Path

import pytest
from texts import HERE, texts

from thrive_rules import Reader, converse, explain, load_case, load_rules, suggest
from thrive_rules.checks.lint import NEVER_SAID
from thrive_rules.conversations.comparison import compare
from thrive_rules.faults import ThriveRulesError

TEXTS = texts()


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_the_text_is_as_people_last_read_it(path: Path) -> None:
    assert TEXTS[path] == path.read_text(encoding="utf-8"), "read the change, then run: make golden"


def test_no_golden_text_is_left_over() -> None:
    assert set(HERE.glob("*.txt")) == set(TEXTS)


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_no_text_labels_ranks_or_instructs(path: Path) -> None:
    words = TEXTS[path].lower()
    for never in NEVER_SAID:
        assert f" {never} " not in words, never


def test_severity_stands_apart_from_every_grouping() -> None:
    """The severity words of a case stand in one section, and the section says that they were not used."""
    for path, text in TEXTS.items():
        if path.name.startswith("ocd_severe_managing.") and path.name.endswith(".full.txt"):
            sections = text.split("\n\n")
            severe = load_rules().wording.answers["severe"].to(Reader(path.name.split(".")[1]))
            told = [section for section in sections if f": {severe}\n" in section]
            # From 16, it is theirs to share: without their yes, a page has no case.
            assert len(told) == (0 if ".other." in path.name or ".parent_or_carer." in path.name else 1)
            assert all("not used" in section for section in told)
        elif path.name.startswith("ocd_severe_managing."):
            assert ": severe" not in text


def test_the_young_person_is_spoken_to(rules: object) -> None:
    for path, text in TEXTS.items():
        if ".young_person." in path.name:
            assert "the young person" not in text.lower(), path.name
            assert "your child" not in text.lower(), path.name


def test_only_what_the_reader_can_answer_is_asked() -> None:
    case, severity = load_case({})
    rules = load_rules()
    conversation = converse(suggest(case, rules), case, severity, rules)
    asked = explain(conversation, rules, "young_person")
    assert "Do you want" in asked
    assert "Does your parent" not in asked


def test_unknown_readers_and_other_rules_are_refused_clearly() -> None:
    case, severity = load_case({})
    rules = load_rules()
    conversation = converse(suggest(case, rules), case, severity, rules)
    with pytest.raises(ThriveRulesError, match="no such reader"):
        explain(conversation, rules, "nobody")
    others = replace(rules, options=())
    for asking in (
        lambda: explain(conversation, others),
        lambda: converse(conversation.suggestion, case, severity, others),
        lambda: compare(conversation, conversation, others),
    ):
        with pytest.raises(ThriveRulesError, match="not the rules"):
            asking()


def test_every_reader_has_every_word() -> None:
    assert {path.suffixes[0] for path in TEXTS} == {f".{reader}" for reader in Reader}

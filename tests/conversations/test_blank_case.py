"""A case file to fill in: it loads as it stands, says nothing, and asks each thing in the words of the rules."""

import io
import re

import jsonschema
import pytest
import yaml

from thrive_rules import Reader, RuleBase, converse, explain, load_case, suggest
from thrive_rules.cases.case import KINDS_OF_HELP
from thrive_rules.cases.fact import Held
from thrive_rules.cases.vocabulary import FACTS
from thrive_rules.checks.lint import NEVER_SAID
from thrive_rules.cli.schema import SchemaOption, schema
from thrive_rules.conversations.blank_case import blank_case
from thrive_rules.reasoning.suggestion import ASKED_FIRST
from thrive_rules.severity.case_file import CASE_FORMAT


@pytest.fixture(scope="module")
def text(rules: RuleBase) -> str:
    return blank_case(rules, "case.schema.json")


def with_a_view(text: str) -> str:
    return re.sub("^#(?=views|  )", "", text, flags=re.MULTILINE)


def test_it_loads_as_it_stands_and_says_nothing(text: str, rules: RuleBase) -> None:
    case, severity = load_case(io.StringIO(text))
    empty, _ = load_case({"format": CASE_FORMAT})
    assert case.facts == severity.facts == {}
    assert case.model_dump() == empty.model_dump()
    suggestion = suggest(case, rules)
    assert suggestion.candidates == ()
    assert [each.fact for each in suggestion.ask_first] == list(ASKED_FIRST)
    for reader in Reader:
        assert explain(converse(suggestion, case, severity, rules), rules, reader)


def test_every_key_in_it_exists_and_an_editor_finds_nothing_wrong(text: str) -> None:
    for each in (text, with_a_view(text)):
        jsonschema.validate(yaml.safe_load(each), schema(SchemaOption.CASE))


def test_a_view_is_there_when_its_marks_are_taken_away(text: str) -> None:
    case, _ = load_case(io.StringIO(with_a_view(text)))
    [view] = case.views
    assert (view.id, view.label) == ("mum", "Mum")
    assert view.proposes.model_fields_set == set(KINDS_OF_HELP)
    assert case.facts == {}


def test_each_answer_that_it_asks_for_is_asked_in_the_words_of_the_rules(text: str, rules: RuleBase) -> None:
    said = " ".join(line.strip().removeprefix("# ") for line in text.splitlines())
    parts = yaml.safe_load(text)
    asked = [
        fact
        for fact in FACTS.values()
        if fact.held is not Held.LISTED and fact.path[1] in parts.get(fact.path[0], ())
    ]
    assert len(asked) > 15
    for fact in asked:
        words = rules.fact[fact.name]
        own = words.answered_by == "young_person"
        assert words.question.to(Reader.YOUNG_PERSON if own else Reader.PRACTITIONER) in said


def test_it_says_of_each_key_whose_answer_it_is(text: str) -> None:
    before, own = text.split("\npreferences:")
    assert "The young person's own answers, all of them." in before
    above = ""
    for line in before.splitlines():
        key = re.match(r"( *)(\w+):", line)
        if key and key[1]:  # a key of a part
            assert key[2] == "shared_with" or re.search(
                r"# (The (practitioner|young person)'s answer|Everybody is asked|An answer that people give together)",
                above,
            ), key[2]
        above = "" if key else above + line
    assert "Answer: " in own


def test_it_labels_ranks_and_instructs_nobody(text: str) -> None:
    assert not re.search(rf"\b({'|'.join(NEVER_SAID)})\b", text, re.IGNORECASE)
    assert "Empty means not known. It is never read as no." in text
    assert max(map(len, text.splitlines())) <= 100

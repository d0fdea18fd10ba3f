"""What each reader may see today, told in full: the table may not change by accident."""

from typing import get_args

from thrive_rules import Reader
from thrive_rules.cli.options import ReaderOption
from thrive_rules.conversations.budget import WORDS_OF_A_PAGE
from thrive_rules.conversations.detail import Matter, may_see
from thrive_rules.language.words import Words
from thrive_rules.service.answers import ReaderName


def test_what_explains_a_page_is_for_practitioners() -> None:
    """What of a case each reader may see is told in test_as_seen_by.py."""
    seen = {reader: {matter for matter in Matter if may_see(reader, matter)} for reader in Reader}
    assert seen.pop(Reader.PRACTITIONER) == set(Matter)
    assert not any(seen.values())


def test_every_reader_can_be_named_on_the_command_line() -> None:
    assert [option.reader for option in ReaderOption] == list(Reader)


def test_every_reader_can_be_named_over_http() -> None:
    assert set(get_args(ReaderName)) == {spelt for each in Reader for spelt in (each, each.replace("_", "-"))}


def test_a_page_for_every_reader_has_a_length() -> None:
    assert WORDS_OF_A_PAGE.keys() == set(Reader)


def test_words_are_for_exactly_the_readers_there_are() -> None:
    assert set(Words.model_fields) == set(Reader)
    words = Words(**{reader: f"to a {reader}" for reader in Reader})
    assert [words.to(reader) for reader in Reader] == [f"to a {reader}" for reader in Reader]


def test_one_text_serves_all_four_and_rules_for_three_readers_keep_their_digest() -> None:
    three = {"young_person": "You.", "parent_or_carer": "They.", "practitioner": "They."}
    words = Words.model_validate(three)
    assert (words.other, words.to(Reader.OTHER)) == (None, "")
    assert words.model_dump(mode="json") == three
    spelt = dict.fromkeys(three, "Together.")
    assert Words.model_validate(spelt).to(Reader.OTHER) == "Together."
    assert Words.model_validate(spelt).model_dump(mode="json") == spelt
    apart = spelt | {"other": "Somebody else."}
    assert Words.model_validate(apart).model_dump(mode="json") == apart

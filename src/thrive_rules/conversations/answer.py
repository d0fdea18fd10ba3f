"""An answer as people say it."""

from thrive_rules.cases.case import Value
from thrive_rules.language.wording import Wording
from thrive_rules.language.words import Reader
from thrive_rules.reasoning.suggestion import ASKED_FIRST


def say_answer(wording: Wording, value: Value | None, reader: Reader, fact: str = "") -> str:
    """An answer in the words of a reader. A no about danger, harm or safety says who recorded it."""
    if value is False and fact in ASKED_FIRST:
        return wording.no_recorded.to(reader)
    if isinstance(value, bool):
        return (wording.yes if value else wording.no).to(reader)
    if value is None:
        return wording.unknown.to(reader)
    return wording.answers[value].to(reader) if isinstance(value, str) else str(value)

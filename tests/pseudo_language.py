"""Language packs for tests: every text of some rules marked, so that a sentence which is in no file shows on a page."""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from thrive_rules import RuleBase
from thrive_rules.language.texts import TextPlace, texts_of
from thrive_rules.language.words import Reader, Words

PLAIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
MARKED = "ÅƁÇĐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽåƀçđéƒĝĥîĵķļṁñöþǫŕšţûṽŵẋýž"
_MARK = str.maketrans(PLAIN, MARKED)

HEADER: Mapping[str, Any] = {
    "id": "words",
    "version": "1.0.0",
    "status": "not clinically reviewed",
    "review_by": "2027-01-31",
    "purpose": "To try something out.",
    "use": "Try it out.",
    "misuse": "Do not use it.",
}


def mark(text: str) -> str:
    """A text in the pseudo-language: every letter is another one, and brackets show where it begins and ends."""
    pieces = re.split(r"({\w+})", text)  # a place for a number has its own name in every language
    return f"⟦{''.join(each if each[:1] == '{' else each.translate(_MARK) for each in pieces)}⟧"


def said_anew(
    text: Words | str, say: Callable[[str], str] = mark, readers: tuple[Reader, ...] = tuple(Reader)
) -> Any:
    """What a pack says in place of a text."""
    if isinstance(text, str):
        return say(text)
    return {str(reader): say(told) for reader in readers if (told := getattr(text, reader))}


def write_pack(
    folder: Path,
    rules: RuleBase,
    said: Mapping[TextPlace, Any] | None = None,
    language: Mapping[str, Any] | None = None,
    **more: Any,
) -> Path:
    """A language pack that says these texts, or all of them marked; a file for each section, and one that says what it is."""
    folder.mkdir(exist_ok=True, parents=True)
    texts = {place: said_anew(text) for place, text in texts_of(rules).items()} if said is None else said
    sections: dict[str, dict[str, Any]] = {}
    for (section, *steps), words in texts.items():
        part: dict[Any, Any] = sections.setdefault(str(section), {})
        for step in steps[:-1]:
            part = part.setdefault(step, {})
        part[steps[-1]] = words
    for section, parts in sections.items():
        keyed = section in ("wording", "urgent", "urgent_added")
        told = parts if keyed else [{"id": name, **part} for name, part in parts.items()]
        _write(folder / f"{section}.yaml", {section: _with_lists(told)})
    what = {"tag": "fr-x-pseudo", "name": "Pseudo", "over_version": rules.header.version} | dict(
        language or {}
    )
    _write(
        folder / "pack.yaml", {"over": rules.header.id, "rule_base": dict(HEADER), "language": what, **more}
    )
    return folder


def _write(file: Path, told: Mapping[str, Any]) -> None:
    file.write_text(json.dumps({"format": 2, **told}, indent=1, ensure_ascii=False), encoding="utf-8")


def _with_lists(part: Any) -> Any:
    """What is numbered as a list, with null for what is left out."""
    match part:
        case dict() if part and all(isinstance(step, int) for step in part):
            return [_with_lists(part.get(step)) for step in range(max(part) + 1)]
        case dict():
            return {step: _with_lists(inner) for step, inner in part.items()}
        case list():
            return [_with_lists(inner) for inner in part]
        case _:
            return part

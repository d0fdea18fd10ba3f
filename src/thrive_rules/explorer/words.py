"""What the screens say besides the words of the rules: one file, which a translation can take the place of."""

import io
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from thrive_rules.documents.document import Data, Document, read_document
from thrive_rules.faults import Code, Fault, ThriveRulesError, did_you_mean

WORDS_FILE = "words.yaml"
"""The name of the file that ships."""


def screen_words(translation: Path | None = None) -> dict[str, str]:
    """Every text of the screens by its place in the file, as `two.heading`.

    What a translation leaves out stays as it ships. Raises ThriveRulesError for a file that is none, for a text that
    is no text of the screens, and for one that lacks a part that is put in, such as `{name}`.
    """
    ours = _texts(files("thrive_rules.explorer").joinpath(WORDS_FILE).read_text("utf-8"))
    if translation is None:
        return ours
    document = read_document(translation)
    said, faults = dict[str, str](), list[Fault]()
    for path, text in _leaves(document.data, ()):
        place = ".".join(path)
        problem = _problem(place, text, ours)
        if problem:
            faults.append(document.fault(path, problem, Code.UNEXPECTED))
        else:
            said[place] = str(text)
    if faults:
        raise ThriveRulesError(faults)
    return ours | said


def _texts(written: str) -> dict[str, str]:
    document: Document = read_document(io.StringIO(written))
    return {".".join(path): str(text) for path, text in _leaves(document.data, ())}


def _leaves(data: Data, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Data]]:
    if isinstance(data, dict):
        for key, inner in data.items():
            yield from _leaves(inner, (*path, key))
    else:
        yield path, data


def _problem(place: str, text: Data, ours: dict[str, str]) -> str:
    if place not in ours:
        hint = did_you_mean(place, ours)
        return "this is no text of the screens" + (f"; {hint}" if hint else "")
    if not isinstance(text, str) or not text.strip():
        return "expected a text"
    lacking = [part for part in _put_in(ours[place]) if part not in text]
    return f"expected {', '.join(lacking)} in it, in whose place something is put" if lacking else ""


def _put_in(text: str) -> list[str]:
    return re.findall(r"\{[a-z_]+\}", text)

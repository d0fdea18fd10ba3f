"""A value of a file said anew, in the text itself: only its line changes; comments and layout stay."""

import io
import json
import re
from collections.abc import Iterator, Mapping

from thrive_rules.documents.document import Data, Document, read_document
from thrive_rules.faults import Path, ThriveRulesError

_BOM = "\ufeff"
_LINES = re.compile(r"[^\n\r\x85\u2028\u2029]*(?:\r\n|[\n\r\x85\u2028\u2029]|\Z)")  # as YAML ends them
_JSON_LINES = re.compile(r"[^\n]*(?:\n|\Z)")
_OPENS = re.compile(r"(?:\s|#[^\n]*\n|---)*\{")
_FORMAT = re.compile(r"""\s*(["']?)format\1\s*:""")
_VALUE = r"""(?P<value>"[^"]*"|'[^']*'|[^\s"',{}\[\]#]+)"""


def differing(old: Data, new: Data, at: Path = ()) -> Iterator[tuple[Path, Data]]:
    """Every place at which two readings differ, as deep as can be, and what the newer one has there."""
    match old, new:
        case dict(), dict():
            for key in {**new, **old}:
                if old.get(key) != new.get(key):
                    yield from differing(old.get(key), new.get(key), (*at, key))
        case list(), list() if len(old) == len(new):
            for index, (one, other) in enumerate(zip(old, new, strict=True)):
                if one != other:
                    yield from differing(one, other, (*at, index))
        case _:
            yield at, new


def say_anew(text: str, document: Document, new: Mapping[str, Data]) -> str | None:
    """A text that says what is new, of which `document` is the reading; None where that does not fit in its lines.

    A value that stands there is changed in its place. A key that is new can stand at the top alone, and comes first,
    after `format`. The new text is read again: it says what is asked for, and nothing else.
    """
    bom, rest = (_BOM, text[1:]) if text.startswith(_BOM) else ("", text)
    old = document.data
    if not isinstance(old, dict):
        return None
    flows = _OPENS.match(rest)
    lines = (_JSON_LINES if flows else _LINES).findall(rest)
    added: dict[str, Data] = {}
    for path, value in differing(old, dict(new)):
        key = path[-1]
        if len(path) == 1 and key not in old:
            added[str(key)] = value
            continue
        at = document.lines.get(path, 0) - 1
        written = re.compile(rf"""(?P<before>(["']?){re.escape(str(key))}\2\s*:\s*){_VALUE}""")
        found = written.search(lines[at]) if 0 <= at < len(lines) else None
        if found is None:
            return None
        quote = found["value"][0] if found["value"][0] in "\"'" and isinstance(value, str) else ""
        spelled = json.dumps(value) if flows and isinstance(value, str) else f"{quote}{_plain(value)}{quote}"
        lines[at] = lines[at][: found.start("value")] + spelled + lines[at][found.end("value") :]
    if added:
        first = min((line for path, line in document.lines.items() if len(path) == 1), default=0) - 1
        placed = _first_in_braces(lines, first, added) if flows else _first_in_block(lines, first, added)
        if not placed:
            return None
    changed = bom + "".join(lines)
    return changed if _says(changed, document.name, new) else None


def _first_in_block(lines: list[str], first: int, added: Mapping[str, Data]) -> bool:
    if not 0 <= first < len(lines):
        return False
    line = lines[first]
    indent = line[: len(line) - len(line.lstrip(" "))]
    end = line[len(line.rstrip("\r\n\x85\u2028\u2029")) :] or "\n"
    said = "".join(f"{indent}{key}: {_plain(value)}{end}" for key, value in added.items())
    lines[first] = (
        line + said if _FORMAT.match(line) else said + line
    )  # a file says its format before all else
    return True


def _plain(value: Data) -> str:
    return f"[{', '.join(map(str, value))}]" if isinstance(value, list) else str(value)


def _first_in_braces(lines: list[str], first: int, added: Mapping[str, Data]) -> bool:
    pairs = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in added.items()]
    # A key on a line of its own gets one like it before it.
    if 0 <= first < len(lines) and (own := re.match(r'(\s*)"', lines[first])) and first > 0:
        end = "\r\n" if lines[first].endswith("\r\n") else "\n"
        lines[first] = "".join(f"{own[1]}{each},{end}" for each in pairs) + lines[first]
        return True
    text = "".join(lines)
    opens = _OPENS.match(text)
    if opens is None:
        return False
    after = text[opens.end() :]
    gap = "" if after.lstrip().startswith("}") else ", "
    lines[:] = [text[: opens.end()] + ", ".join(pairs) + gap + (after if not gap else after.lstrip(" "))]
    return True


def _says(text: str, name: str, expected: Mapping[str, Data]) -> bool:
    stream = io.StringIO(text)
    stream.name = name
    try:
        return read_document(stream).data == expected
    except ThriveRulesError:
        return False

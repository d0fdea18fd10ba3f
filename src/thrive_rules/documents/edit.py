"""A key at the top of a file said anew, in the text itself: only its line changes; comments and layout stay."""

import io
import json
import re
from collections.abc import Mapping

from thrive_rules.documents.document import Data, Document, read_document
from thrive_rules.faults import ThriveRulesError

_BOM = "\ufeff"
_LINES = re.compile(r"[^\n\r\x85\u2028\u2029]*(?:\r\n|[\n\r\x85\u2028\u2029]|\Z)")  # as YAML ends them
_JSON_LINES = re.compile(r"[^\n]*(?:\n|\Z)")
_OPENS = re.compile(r"(?:\s|#[^\n]*\n|---)*\{")
_VALUE = r"""(?P<value>"[^"]*"|'[^']*'|[^\s"',{}\[\]#]+)"""


def say_anew(text: str, document: Document, said: Mapping[str, str | int]) -> str | None:
    """A text with these keys at its top, of which `document` is the reading; None where their lines are not known.

    A key that stands there gets its new value in its place. Another one comes first. The new text is read again: it
    says what is asked for and, besides, what it said before.
    """
    bom, rest = (_BOM, text[1:]) if text.startswith(_BOM) else ("", text)
    old = document.data
    if not isinstance(old, dict):
        return None
    flows = _OPENS.match(rest)
    lines = (_JSON_LINES if flows else _LINES).findall(rest)
    for key, value in said.items():
        if key not in old:
            continue
        at = document.lines.get((key,), 0) - 1
        written = re.compile(rf"""(?P<before>(["']?){key}\2\s*:\s*){_VALUE}""")
        found = written.search(lines[at]) if 0 <= at < len(lines) else None
        if found is None:
            return None
        quote = found["value"][0] if found["value"][0] in "\"'" and isinstance(value, str) else ""
        spelled = json.dumps(value) if flows and isinstance(value, str) else f"{quote}{value}{quote}"
        lines[at] = lines[at][: found.start("value")] + spelled + lines[at][found.end("value") :]
    added = {key: value for key, value in said.items() if key not in old}
    if added:
        first = min((line for path, line in document.lines.items() if len(path) == 1), default=0) - 1
        placed = _first_in_braces(lines, first, added) if flows else _first_in_block(lines, first, added)
        if not placed:
            return None
    new = bom + "".join(lines)
    return new if _says(new, document.name, {**old, **said}) else None


def _first_in_block(lines: list[str], first: int, added: Mapping[str, str | int]) -> bool:
    if not 0 <= first < len(lines):
        return False
    line = lines[first]
    indent = line[: len(line) - len(line.lstrip(" "))]
    end = line[len(line.rstrip("\r\n\x85\u2028\u2029")) :] or "\n"
    lines[first] = "".join(f"{indent}{key}: {value}{end}" for key, value in added.items()) + line
    return True


def _first_in_braces(lines: list[str], first: int, added: Mapping[str, str | int]) -> bool:
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

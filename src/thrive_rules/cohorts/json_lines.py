"""Lines of JSON as rows, and what is wrong with a line that is no row."""

import io
import json
import re
from collections.abc import Iterable
from typing import Any

import polars as pl

from thrive_rules.cases.vocabulary import COLUMNS
from thrive_rules.documents.document import MAX_DEPTH
from thrive_rules.engines.layout import expected


def parse(lines: list[bytes]) -> pl.DataFrame:
    """Lines of JSON as a frame, all at once."""
    if not lines:
        return pl.DataFrame()
    return pl.read_ndjson(io.BytesIO(b"\n".join(lines)), infer_schema_length=None)


def why_not(line: bytes) -> tuple[tuple[str, ...], str] | None:
    """The columns at fault in one line of JSON, and what is wrong with them; None where it can be read."""
    if too_deep(line):
        return (), f"this nests more than {MAX_DEPTH} levels deep"
    try:
        row = json.loads(line, object_pairs_hook=_once, parse_constant=_no_number)
    except (ValueError, RecursionError):
        return (), "expected one object in JSON, with every name once"
    if not isinstance(row, dict):
        return (), "expected one object in JSON"
    wrong = tuple(name for name, value in row.items() if name in COLUMNS and not _fits(name, value))
    return (wrong, expected(wrong[0])) if wrong else None


_BRACKET = re.compile(rb'"(?:[^"\\]|\\.)*+"?|[{}\[\]]', re.DOTALL)


def too_deep(line: bytes) -> bool:
    """Whether a line nests deeper than a document may; Polars takes seconds for 500 levels."""
    if line.count(b"{") + line.count(b"[") <= MAX_DEPTH:
        return False
    depth = 0
    for token in _BRACKET.finditer(line):
        depth += (token[0] in (b"{", b"[")) - (token[0] in (b"}", b"]"))
        if depth > MAX_DEPTH:
            return True
    return False


_NAME = re.compile(rb'"([^"\\]*)"\s*:')


def says_twice(line: bytes) -> bool:
    """Whether a line of JSON gives a name twice: Polars keeps the first without a word."""
    names = _NAME.findall(line)
    doubtful = b"\\" in line or len(set(names)) < len(names)
    return doubtful and why_not(line) is not None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) < len(pairs):
        raise ValueError
    return dict(pairs)


def _fits(name: str, value: object) -> bool:
    return value is None or any(type(value) is type(each) and value == each for each in COLUMNS[name])


def _no_number(_: str) -> None:
    raise ValueError  # NaN and Infinity are no JSON


def mixed_key(lines: Iterable[bytes]) -> str:
    """A key that is of one kind in some lines and of another in others."""
    kinds: dict[str, type] = {}
    for line in lines:
        for name, value in json.loads(line).items():
            if value is not None and kinds.setdefault(name, type(value)) is not type(value):
                return str(name)
    return "a key"

"""One reader of YAML and JSON: plain data, the line of every field, limits on size and depth, clear errors."""

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path as FilePath
from typing import IO, Any, TypeAlias

import yaml

from thrive_rules.faults import Code, Fault, Path, ThriveRulesError, instead, spell_path

MAX_BYTES = 512 * 1024
MAX_NODES = 100_000
MAX_DEPTH = 40

Data: TypeAlias = "dict[str, Data] | list[Data] | str | int | float | bool | None"


@dataclass(frozen=True)
class Document:
    """What a file says, and the line on which each part of it starts (none for data that came from Python)."""

    name: str
    data: Data
    lines: dict[Path, int] = field(default_factory=dict)
    twice: tuple[tuple[Path, int], ...] = ()
    """Every key that stands in one mapping a second time, and the line where it does."""

    def line(self, path: Iterable[str | int]) -> int | None:
        """The line of the deepest part of `path` that stands in the file."""
        steps = tuple(path)
        while steps and steps not in self.lines:
            steps = steps[:-1]
        return self.lines.get(steps)

    def fault(self, path: Iterable[str | int], problem: str, code: Code = Code.UNEXPECTED) -> Fault:
        """A fault at `path` of this document."""
        steps = tuple(path)
        return Fault(self.name, self.line(steps), spell_path(steps), problem, code)


Readable: TypeAlias = "FilePath | str | IO[str] | IO[bytes] | Mapping[str, Any]"
"""What can be read: a path, an open file, or plain data of the same shape."""


def document_from(source: Readable, error: type[ThriveRulesError]) -> Document:
    """The document in a path, an open file or a mapping. Raises `error` for anything else, and as those do."""
    if isinstance(source, Mapping):
        return document_of(source, error)
    if isinstance(source, (str, FilePath)) or hasattr(source, "read"):
        return read_document(source, error)
    raise error([Fault("<source>", None, "", "expected a path, an open file or a mapping")])


def read_document(
    source: FilePath | str | IO[str] | IO[bytes], error: type[ThriveRulesError] = ThriveRulesError
) -> Document:
    """Read a file or an open text stream.

    Raises `error` for a file that is missing, a directory, too large, not text, empty, or not YAML or JSON.
    """
    if isinstance(source, str) and _is_no_path(source):
        problem = "this is the text of a file, and not its path; give a path, or open it as a stream"
        raise error([Fault("<text>", None, "", problem, Code.UNREADABLE)])
    name = str(source) if isinstance(source, (str, FilePath)) else str(getattr(source, "name", "<stream>"))

    def to_error(failure: BaseException) -> ThriveRulesError | None:
        if (problem := _problem(failure)) is None:
            return None
        return error([Fault(name, problem.line, "", problem.text, Code.UNREADABLE)])

    return instead(lambda: _document(name, _text_of(source)), to_error)


def _is_no_path(text: str) -> bool:
    """Whether a text is what stands in a file: an error that took it for a name would repeat what somebody said."""
    return "\n" in text or len(text) > _LONGEST_PATH or text.lstrip().startswith(("{", "["))


_LONGEST_PATH = 1024
"""In characters; systems have longer ones, and nobody types them."""


def read_directory(directory: FilePath, error: type[ThriveRulesError] = ThriveRulesError) -> list[Document]:
    """Every `*.yaml` file that stands directly in a directory, by name.

    Raises `error` where one cannot be read or is no regular file: to read a pipe would be to wait for it.
    """
    files = sorted(directory.glob("*.yaml"))
    if strange := [path for path in files if path.exists() and not path.is_file()]:
        raise error(Fault(str(path), None, "", "this is no file", Code.UNREADABLE) for path in strange)
    return [read_document(path, error) for path in files]


def document_of(data: Mapping[str, Any], error: type[ThriveRulesError] = ThriveRulesError) -> Document:
    """A mapping of plain data from Python as a document, within the limits of a file.

    A day is written as in a file; a list in place of a tuple. What is no plain data stays for the model to refuse.
    Raises `error` where the data nests too deep, as data does that holds itself, or holds too much.
    """
    top: list[Any] = [data]
    pending: list[tuple[Any, Any, int]] = [(top, 0, 0)]  # what holds a value, where in it, and how deep
    nodes = 0
    problem = ""
    while pending and not problem:
        holder, step, depth = pending.pop()
        value = holder[step]
        steps: Iterable[Any] = ()
        if isinstance(value, Mapping):
            value = dict(value)
            steps = value
        elif isinstance(value, (list, tuple)):
            value = list(value)
            steps = range(len(value))
        elif isinstance(value, date):
            value = value.isoformat()
        holder[step] = value
        before = len(pending)
        pending += ((value, each, depth + 1) for each in steps)
        nodes += len(pending) - before
        if nodes > MAX_NODES:
            problem = f"this holds more than {MAX_NODES:,} values"
        elif depth > MAX_DEPTH:
            problem = f"this nests more than {MAX_DEPTH} levels deep"
    if problem:
        raise error([Fault("<mapping>", None, "", problem, Code.UNREADABLE)])
    return Document("<mapping>", top[0])


# READING


def _document(name: str, text: str) -> Document:
    is_json = name.endswith(".json")
    if is_json or text.lstrip()[:1] == "{":
        try:
            return _Builder().document(name, _json_events(text))
        except json.JSONDecodeError:
            if is_json:
                raise
    return _Builder().document(name, _yaml_events(text))  # a YAML file may start with a brace too


class _ReadError(Exception):
    """What is wrong and in which line. It becomes a Fault before anyone outside sees it."""

    def __init__(self, text: str, line: int | None = None) -> None:
        super().__init__(text)
        self.text, self.line = text, line


def _problem(failure: BaseException) -> _ReadError | None:
    """What a failure of reading means to whoever wrote the file; None for one that is no fault of theirs."""
    match failure:
        case _ReadError():
            return failure
        case FileNotFoundError():
            return _ReadError("there is no such file")
        case IsADirectoryError():
            return _ReadError("this is a directory; expected a file")
        case OSError():
            return _ReadError(f"cannot be read: {failure.strerror or 'its content is damaged'}")
        case UnicodeDecodeError():
            return _ReadError("this is not text in UTF-8", failure.object.count(b"\n", 0, failure.start) + 1)
        case json.JSONDecodeError():
            return _ReadError(f"this is not JSON: {failure.msg}", failure.lineno)
        case yaml.MarkedYAMLError():
            problem = failure.problem or ""
            if "'" in problem.replace("':'", ""):  # the parser quotes the text that it stumbled over
                problem = "a character is out of place"
            marks = (failure.problem_mark, failure.context_mark)
            lines = [mark.line + 1 for mark in marks if mark is not None]
            return _ReadError(f"this is not YAML: {problem}", lines[0] if lines else None)
        case MemoryError() | RecursionError():
            return _ReadError("this is too large, or nests too deep, to be read")
        case _:
            return None


def _text_of(source: FilePath | str | IO[str] | IO[bytes]) -> str:
    raw = _raw(source)
    if len(raw) > MAX_BYTES:
        raise _ReadError(f"the file is larger than {MAX_BYTES // 1024} KiB")
    # utf-8-sig: a byte order mark is what many editors put first, and no part of the text.
    text = raw.decode("utf-8-sig") if isinstance(raw, bytes) else raw.removeprefix("\ufeff")
    if strange := _NOT_TEXT.search(text):
        line = text.count("\n", 0, strange.start()) + 1
        raise _ReadError("this is not text: it holds a character that no text holds", line)
    if not text.strip():
        raise _ReadError("the file is empty; a file that says nothing yet is written {}")
    return text


def _raw(source: FilePath | str | IO[str] | IO[bytes]) -> bytes | str:
    raw: object = None
    try:
        if isinstance(source, (str, FilePath)):
            with open(source, "rb") as stream:
                raw = stream.read(MAX_BYTES + 1)
        else:
            raw = source.read(MAX_BYTES + 1)
    except (ValueError, EOFError):  # a name with a null in it, a stream that is closed or of other letters
        pass
    if not isinstance(raw, (bytes, str)):
        raise _ReadError("cannot be read: not a file name, or not an open text file in UTF-8")
    return raw


# What YAML calls not printable; JSON allows some of it, and no case needs any. It names what is no text: a range that
# ends beyond 65,535 takes eight times as long to compile, at each start.
_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


_Event = tuple[str, str, bool, int]  # what happens, its text, whether that was quoted, and its line


def _yaml_events(text: str) -> Iterator[_Event]:
    """YAML as events. Nothing is ever constructed from a tag, so that a file cannot run code."""
    parser = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
    documents = 0
    while (event := parser.get_event()) is not None:
        line = event.start_mark.line + 1 if event.start_mark else 0
        match event:
            case yaml.ScalarEvent(anchor=None, tag=None):
                yield "scalar", event.value, not event.implicit[0], line
            case yaml.MappingStartEvent(anchor=None, tag=None):
                yield "{", "", False, line
            case yaml.SequenceStartEvent(anchor=None, tag=None):
                yield "[", "", False, line
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                yield "end", "", False, line
            case yaml.AliasEvent():
                raise _ReadError("aliases are not allowed; write the value out", line)
            case yaml.NodeEvent(anchor=str()):
                raise _ReadError("anchors are not allowed; write the value out", line)
            case yaml.NodeEvent():
                raise _ReadError("tags are not allowed; write plain text, numbers, true, false or null", line)
            case yaml.DocumentStartEvent():
                documents += 1
                if documents > 1:
                    raise _ReadError("a second document starts here; a file holds one", line)
            case _:
                pass


# A string without an end goes on to the end: looking for its end again at each later quote would take for ever.
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"?|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)


def _json_events(text: str) -> Iterator[_Event]:
    """JSON as the same events, with the lines that the standard library does not give."""
    _refuse_depth(text)
    try:
        json.loads(text)
    except json.JSONDecodeError:
        raise
    except ValueError:  # a whole number of thousands of digits
        raise _ReadError("a number is too long") from None
    line, seen = 1, 0
    for token in _TOKEN.finditer(text):
        line += text.count("\n", seen, token.start())
        seen = token.start()
        match token.group():
            case "{" | "[" as start:
                yield start, "", False, line
            case "}" | "]":
                yield "end", "", False, line
            case "," | ":":
                pass
            case quoted if quoted.startswith('"'):
                yield "scalar", json.loads(quoted), True, line
            case "NaN" | "Infinity" | "-Infinity":
                yield "scalar", ".nan", False, line  # refused where it stands, by the type of the field
            case plain:
                yield "scalar", plain, False, line


def _refuse_depth(text: str) -> None:
    """Refuse deep nesting before the standard library meets it, which would exhaust the stack."""
    depth = 0
    for token in _TOKEN.finditer(text):
        depth += (token[0] in ("{", "[")) - (token[0] in ("}", "]"))
        if depth > MAX_DEPTH:
            line = text.count("\n", 0, token.start()) + 1
            raise _ReadError(f"the file nests more than {MAX_DEPTH} levels deep", line)


_Holder: TypeAlias = "dict[str, Data] | list[Data] | None"


class _Builder:
    """Builds plain data from events, without recursion, so that no file can exhaust the stack."""

    def __init__(self) -> None:
        self.data: Data = None
        self.lines: dict[Path, int] = {}
        self.twice: list[tuple[Path, int]] = []

    def document(self, name: str, events: Iterable[_Event]) -> Document:
        """What the events say, as the document of this name."""
        above: list[tuple[_Holder, Path]] = []
        holder: _Holder = None
        path: Path = ()
        key: str | None = None  # the key that waits for its value, where the holder is a mapping
        for nodes, (kind, text, quoted, line) in enumerate(events, 1):
            if nodes > MAX_NODES:
                raise _ReadError(f"the file holds more than {MAX_NODES:,} values", line)
            if kind == "end":
                holder, path = above.pop()
                continue
            value: Data = {} if kind == "{" else [] if kind == "[" else _scalar(text, quoted)
            if isinstance(holder, dict):
                if key is None:
                    if not isinstance(value, str):
                        raise _ReadError("a key must be text", line)
                    key = value
                    here: Path = (*path, key)
                    if key in holder:
                        self.twice.append((here, line))
                    self.lines.setdefault(here, line)
                    continue
                holder[key], key = value, None
            elif isinstance(holder, list):
                here = (*path, len(holder))
                self.lines.setdefault(here, line)
                holder.append(value)
            else:
                here = path
                self.lines[here] = line
                self.data = value
            if isinstance(value, (dict, list)):
                if len(above) >= MAX_DEPTH:
                    raise _ReadError(f"the file nests more than {MAX_DEPTH} levels deep", line)
                above.append((holder, path))
                holder, path = value, here
        return Document(name, self.data, self.lines, tuple(self.twice))


_INTEGER = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_CONSTANTS: dict[str, bool | None] = {
    **dict.fromkeys(("null", "Null", "NULL", "~", ""), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


def _scalar(text: str, quoted: bool) -> Data:
    """A scalar as YAML 1.2's core schema reads it, so that `no` stays a word and never becomes false."""
    if quoted:
        return text
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if text[0] not in "+-.0123456789":  # no number begins so
        return text
    if _INTEGER.fullmatch(text) and len(text) <= 20:
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    return math.nan if text.lower().lstrip("+-") in (".nan", ".inf") else text


def write_document(data: Data, comment: str = "") -> str:
    """Data as YAML that `read_document` reads back, under a comment."""
    lines = "".join(f"# {line}\n" for line in comment.splitlines())
    return lines + str(yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=100))

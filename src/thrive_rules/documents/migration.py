"""Files of an older format, written in the newest: what each says, how it changes, and that it means the same.

Which kinds of file there are is not known here: each stands beside what it is about.
"""

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, TypeAlias

from pydantic import BaseModel

from thrive_rules.documents.document import Data, Document, read_document
from thrive_rules.documents.edit import differing, say_anew
from thrive_rules.documents.output import write_whole
from thrive_rules.faults import Fault, ThriveRulesError, instead, spell_path
from thrive_rules.faults import Path as Way

Mapped: TypeAlias = "dict[str, Data]"


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file that has a format."""

    name: str
    keys: frozenset[str]
    """What stands at the top of such a file, beside `format`."""
    newest: int
    """Its newest format."""
    meaning: Callable[[IO[str]], object]
    """What such a file says besides its format. Raises our error for one that cannot be read."""
    upgraded: Callable[[Document], Mapped]
    """The data of an older format in the newest."""
    why: Mapping[str, str] = field(default_factory=dict)
    """By the name of a key that changes: why, in a few words."""
    keeps_meaning: bool = True
    """Whether a file means the same then. Rules that break a law since format 2 are mended, so that they do not."""


@dataclass(frozen=True, slots=True)
class Change:
    """One field that a migration changes."""

    field: str
    line: int | None
    """Where it stands in the new file."""
    told: str


@dataclass(frozen=True, slots=True)
class Migration:
    """What becomes of one file."""

    file: str
    kind: str
    found: int
    """The format that it has."""
    newest: int
    """The newest format of its kind. Where it is the one that was found, nothing changes."""
    changes: tuple[Change, ...] = ()
    text: str | None = None
    """The new file; None where nothing changes."""

    @property
    def why_it_stays(self) -> str:
        """Why nothing changes, in words."""
        return f"a {self.kind} of format {self.newest} already"


def plan_migration(files: Iterable[Path | str], kinds: Sequence[FileKind]) -> list[Migration]:
    """What the newest format makes of each file, and of each `*.yaml` file that stands directly in a directory.

    Nothing is written. Raises ThriveRulesError, with the faults of all files, where one is none of these kinds, cannot
    be read, or cannot be changed line by line.
    """
    plans: list[Migration] = []
    faults: list[Fault] = []
    for file in _each(map(Path, files), faults):
        try:
            plans.append(_plan(file, kinds))
        except ThriveRulesError as error:
            faults += error.faults
    if faults:
        raise ThriveRulesError(faults)
    return plans


def write_migration(plans: Iterable[Migration]) -> None:
    """Write each file that changes, whole or not at all. Raises ThriveRulesError where one cannot be written."""
    for plan in plans:
        if plan.text is not None:
            write_whole(Path(plan.file), plan.text)


def _each(paths: Iterable[Path], faults: list[Fault]) -> list[Path]:
    """Every file once, in the order in which they are named."""
    found: dict[Path, Path] = {}
    for path in paths:
        inside = sorted(path.glob("*.yaml")) if path.is_dir() else [path]
        if not inside:
            faults.append(Fault(str(path), None, "", "no *.yaml file stands in this directory"))
        for file in inside:
            if file.exists() and not file.is_file():
                faults.append(Fault(str(file), None, "", "this is no file"))
            else:
                found.setdefault(file.resolve(), file)
    return list(found.values())


def _plan(file: Path, kinds: Sequence[FileKind]) -> Migration:
    document = read_document(file)
    kind, data = _kind_of(document, kinds)
    text = instead(lambda: file.read_bytes().decode(), lambda failure: _unreadable(file, failure))
    meant = kind.meaning(_stream(text, file))
    found = data.get("format", 1)
    same = Migration(str(file), kind.name, found if isinstance(found, int) else 1, kind.newest)
    if same.found == kind.newest:
        return same
    new = kind.upgraded(document)
    text_then = say_anew(text, document, new)
    if text_then is None or (kind.meaning(_stream(text_then, file)) != meant and kind.keeps_meaning):
        problem = f"this cannot be changed line by line; write `format: {kind.newest}` at the top yourself"
        raise ThriveRulesError([document.fault(("format",), problem)])
    lines = read_document(_stream(text_then, file)).line
    changes = (
        Change(field=spell_path(path), line=lines(path), told=_what_changed(kind, path, value, data))
        for path, value in differing(data, new)
    )
    return replace(same, text=text_then, changes=tuple(sorted(changes, key=lambda each: each.line or 0)))


def _kind_of(document: Document, kinds: Sequence[FileKind]) -> tuple[FileKind, Mapped]:
    """The kind whose keys stand at the top; what says nothing yet is a case."""
    data = document.data
    if isinstance(data, dict):
        most = max(kinds, key=lambda kind: len(kind.keys & data.keys()))
        keys = data.keys() - {"format"}
        if 2 * len(most.keys & keys) >= len(keys):  # the kind names a key that is misspelt
            return most, data
    *others, last = (kind.name for kind in kinds)
    raise ThriveRulesError([document.fault((), f"this is no {', '.join(others)} or {last}")])


def _what_changed(kind: FileKind, path: Way, value: Data, data: Mapped) -> str:
    """What to say of one field that changes. The words of a case stand in none of them."""
    if path == ("digest",):
        return "made anew"
    stood = "and none did" if len(path) == 1 and path[0] not in data else "in place of what stood here"
    why = kind.why.get(str(path[-1]), "")
    written = f"[{', '.join(map(str, value))}]" if isinstance(value, list) else str(value)
    return f"{written} stands here now, {stood}{why}"


def _unreadable(file: Path, failure: BaseException) -> ThriveRulesError | None:
    known = isinstance(failure, (OSError, UnicodeDecodeError))
    return ThriveRulesError([Fault(str(file), None, "", "this cannot be read")]) if known else None


def _stream(text: str, file: Path) -> IO[str]:
    stream = io.StringIO(text)
    stream.name = str(file)
    return stream


def mapped(document: Document) -> Mapped:
    """What stands at the top of a file."""
    return document.data if isinstance(document.data, dict) else {}


def keys_of(model: type[BaseModel]) -> frozenset[str]:
    """The keys at the top of a file of this model, beside `format`."""
    return frozenset(field.alias or name for name, field in model.model_fields.items()) - {"format"}


def with_format(newest: int) -> Callable[[Document], Mapped]:
    """A format that has more keys than the ones before it, and changes nothing else."""
    return lambda document: {**mapped(document), "format": newest}

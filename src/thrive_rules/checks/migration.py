"""Files of an older format, written in the newest: what each says, how it changes, and that it means the same."""

import io
from collections.abc import Callable, Iterable
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TypeAlias

from thrive_rules.cases.fields import Frozen
from thrive_rules.documents.document import Data, Document, read_document
from thrive_rules.documents.edit import differing, say_anew
from thrive_rules.documents.output import write_whole
from thrive_rules.documents.validation import validate
from thrive_rules.faults import Fault, RuleError, ThriveRulesError, instead, spell
from thrive_rules.faults import Path as Way
from thrive_rules.language.rule_file import RULE_FORMAT, RuleFile
from thrive_rules.rulefiles.older import mended
from thrive_rules.rulefiles.rulefile import load_rules
from thrive_rules.severity.case_file import CASE_FORMAT, CaseFile, load_case

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
    keeps_meaning: bool = True
    """Whether a file means the same then. Rules that break a law since format 2 are mended, so that they do not."""


class Change(Frozen):
    """One field that a migration changes."""

    field: str
    line: int | None
    """Where it stands in the new file."""
    told: str


class Migration(Frozen):
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


def plan_migration(files: Iterable[Path | str], kinds: Iterable[FileKind] | None = None) -> list[Migration]:
    """What the newest format makes of each file, and of each `*.yaml` file that stands directly in a directory.

    Nothing is written. Raises ThriveRulesError, with the faults of all files, where one is none of these kinds, cannot
    be read, or cannot be changed line by line.
    """
    known = tuple(KINDS if kinds is None else kinds)
    plans: list[Migration] = []
    faults: list[Fault] = []
    for file in _each(map(Path, files), faults):
        try:
            plans.append(_plan(file, known))
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


def _plan(file: Path, kinds: tuple[FileKind, ...]) -> Migration:
    document = read_document(file)
    kind, data = _kind_of(document, kinds)
    text = instead(lambda: file.read_bytes().decode(), lambda failure: _unreadable(file, failure))
    meant = kind.meaning(_stream(text, file))
    found = data.get("format", 1)
    same = Migration.model_validate(
        {"file": str(file), "kind": kind.name, "found": found, "newest": kind.newest}
    )
    if same.found == kind.newest:
        return same
    new = kind.upgraded(document)
    text_then = say_anew(text, document, new)
    if text_then is None or (kind.meaning(_stream(text_then, file)) != meant and kind.keeps_meaning):
        problem = f"this cannot be changed line by line; write `format: {kind.newest}` at the top yourself"
        raise ThriveRulesError([document.fault(("format",), problem)])
    lines = read_document(_stream(text_then, file)).line
    changes = (
        Change(field=spell(path), line=lines(path), told=_what_changed(path, value, data))
        for path, value in differing(data, new)
    )
    return same.model_copy(update={"text": text_then, "changes": tuple(changes)})


def _kind_of(document: Document, kinds: tuple[FileKind, ...]) -> tuple[FileKind, Mapped]:
    """The kind whose keys stand at the top; what says nothing yet is a case."""
    data = document.data
    if isinstance(data, dict):
        most = max(kinds, key=lambda kind: len(kind.keys & data.keys()))
        keys = data.keys() - {"format"}
        if 2 * len(most.keys & keys) >= len(keys):  # the kind names a key that is misspelt
            return most, data
    *others, last = (kind.name for kind in kinds)
    raise ThriveRulesError([document.fault((), f"this is no {', '.join(others)} or {last}")])


def _what_changed(path: Way, value: Data, data: Mapped) -> str:
    """What to say of one field that changes. The words of a case stand in none of them."""
    if path == ("digest",):
        return "made anew"
    stood = "and none did" if len(path) == 1 and path[0] not in data else "in place of what stood here"
    why = _WHY.get(str(path[-1]), "")
    written = f"[{', '.join(map(str, value))}]" if isinstance(value, list) else str(value)
    return f"{written} stands here now, {stood}{why}"


_WHY = {
    "takes": ": the texts that came with format 2 come from the rules that ship, and the digest is another one",
    "answered_by": ": everybody is asked about danger and harm (law 16)",
    "voice": ": this reads what its voice alone does not answer (law 18)",
}


def _unreadable(file: Path, failure: BaseException) -> ThriveRulesError | None:
    known = isinstance(failure, (OSError, UnicodeDecodeError))
    return ThriveRulesError([Fault(str(file), None, "", "this cannot be read")]) if known else None


def _stream(text: str, file: Path) -> IO[str]:
    stream = io.StringIO(text)
    stream.name = str(file)
    return stream


def _meaning_of_rules(stream: IO[str]) -> object:
    rules = validate(read_document(stream, RuleError), RuleFile, RuleError)
    return rules.model_copy(update={"format": RULE_FORMAT})


def _with_format(newest: int) -> Callable[[Document], Mapped]:
    return lambda document: {**mapped(document), "format": newest}


def mapped(document: Document) -> Mapped:
    """What stands at the top of a file."""
    return document.data if isinstance(document.data, dict) else {}


def _rules_in_newest(document: Document) -> Mapped:
    """A file of a rule base in the newest format, with what the directory that it stands in needs of it."""
    new = deepcopy(mapped(document)) | {"format": RULE_FORMAT}
    directory = Path(document.name).parent
    try:
        rules = load_rules(directory, for_study=True)
    except ThriveRulesError:  # a file on its own
        return new
    beneath = {place.split("/")[0] for place in rules.words_beneath} if rules.overlay is None else set[str]()
    for section in sorted(beneath & new.keys(), reverse=True):
        taken = new.get("takes")
        new["takes"] = [*(taken if isinstance(taken, list) else []), section]
    for (section, name), (key, value) in mended(rules).items():
        for part in _parts(new.get(section)):
            if part.get("id") == name:
                part[key] = value
    return new


def _parts(section: Data) -> list[Mapped]:
    return [part for part in section if isinstance(part, dict)] if isinstance(section, list) else []


def keys_of(model: type[Frozen]) -> frozenset[str]:
    """The keys at the top of a file of this model, beside `format`."""
    return frozenset(field.alias or name for name, field in model.model_fields.items()) - {"format"}


CASE = FileKind("case", keys_of(CaseFile), CASE_FORMAT, load_case, _with_format(CASE_FORMAT))
RULES = FileKind(
    "rule file", keys_of(RuleFile), RULE_FORMAT, _meaning_of_rules, _rules_in_newest, keeps_meaning=False
)
KINDS: tuple[FileKind, ...] = (CASE, RULES)
"""The kinds that are known beneath decisions; `thrive_rules.decisions.decision_migration` adds those."""

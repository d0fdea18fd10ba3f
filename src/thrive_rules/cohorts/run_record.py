"""A run record: all that it takes to say how an output came about, to make it again, and to find that it is the same.

It stands beside the output, as `answers.parquet.run.json`. It holds no answer of anybody. When a run began and ended
stands here alone, so that the same run gives outputs of the same bytes.
"""

import hashlib
import json
import os
import platform
from collections.abc import Iterator
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, Field, StrictBool, StrictInt, StrictStr
from pydantic_core import PydanticCustomError

from thrive_rules.cases.fields import Frozen, ListOf, MapOf
from thrive_rules.documents.document import document_of
from thrive_rules.documents.fingerprint import Digest, DigestOrEmpty, fingerprint
from thrive_rules.documents.output import write_folder
from thrive_rules.documents.validation import validate
from thrive_rules.faults import Code, Fault, RuleError, ThriveRulesError, instead, of_file
from thrive_rules.language.review import REVIEWS
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.language.words import Id
from thrive_rules.rulefiles.rulefile import BENEATH, load_rules, rule_directory

LARGEST = 16 << 20
"""The largest record that is read, in bytes: it holds rules, and no rows."""
WITH_RULES = ("batch", "population", "study")
"""Commands that answer, or ask, in the words of rules."""
LIBRARIES = ("pydantic", "polars", "pyarrow", "numpy", "narwhals", "scipy", "statsmodels", "matplotlib")
"""What can have a say in the bytes of an output, where it is installed."""


def _inside(name: str) -> str:
    here = PurePosixPath(name)
    if not name or here.is_absolute() or ".." in here.parts or PureWindowsPath(name).drive or "\0" in name:
        raise PydanticCustomError("name", "the name of a file within a folder")
    return name


Name = Annotated[StrictStr, AfterValidator(_inside)]
"""The name of a file within a folder, and never of one outside."""
Count = Annotated[StrictInt, Field(ge=0)]
Plain = StrictStr | StrictBool | StrictInt | float


class RunFiles(Frozen):
    """A file that a run read or wrote, or a folder of such files."""

    path: StrictStr
    """Where it stands, seen from the folder of the record."""
    digests: MapOf[Name, Digest]
    """The sha256 of its bytes, under `.`; of a folder, that of each file, under its name there."""


class RunRules(Frozen):
    """A rule base of a run, whole: `thrive-rules rerun RECORD --rules-to DIR` writes its files again."""

    id: Id
    version: StrictStr
    digest: Digest
    reviewed: StrictBool
    """Whether every role that the rule base states had agreed to every rule."""
    files: MapOf[Name, StrictStr]
    """The text of each file, under its name in the directory of rules. Those of rules that lie over others, or say them
    in other words, have these with them, under `beneath/`.
    """


class EngineAgreement(Frozen):
    """What a second engine said of some of the same rows. Where it says anything else, nothing is written."""

    engines: ListOf[StrictStr]
    rows_compared: Count
    """How many of the first rows."""
    rows_that_differ: Count


class RunCounts(Frozen):
    """Rows; null where a run does not count them."""

    rows_in: Count | None = None
    rows_out: Count | None = None
    quarantined: Count | None = None
    """What was set aside: rows, and of an import cells."""
    restricted_left_out: Count | None = None
    """Rows in which something is private or not shared, and which therefore had no part in the output."""


class RunRecord(Frozen):
    """How the outputs of one run came about."""

    format: Literal[1] = 1
    digest: DigestOrEmpty = ""
    """The hash of everything else here: a record that was changed is found out."""
    command: Literal["batch", "cohort", "import", "population", "study"]
    """The command of `thrive-rules`."""
    arguments: MapOf[StrictStr, Plain | ListOf[StrictStr]]
    """Its arguments, by the names of its parameters; files and rules stand below. A `seed` is among them."""
    inputs: MapOf[StrictStr, RunFiles]
    """What it read, by the names of its parameters: a cohort, a mapping, a design."""
    outputs: MapOf[StrictStr, RunFiles]
    """What it wrote, by the names of its parameters."""
    beside: ListOf[StrictStr] = ()
    """Those outputs that no parameter names: the command writes them beside the first."""
    keys: ListOf[StrictStr] | None = None
    """Names of the columns that an output of `batch` carries along, as the cohort has them: no fact, and no answer of a
    rule. Records that were written before there was such a list have none.
    """
    rules: ListOf[RunRules]
    counts: RunCounts
    engines: EngineAgreement | None = None
    versions: MapOf[StrictStr, StrictStr]
    """Of this package, of Python, of the libraries that can have a say in the bytes, and of the machine."""
    started: AwareDatetime
    ended: AwareDatetime

    def signed(self) -> "RunRecord":
        """The same record under the digest that its content has."""
        # A record without keys has the digest that it had before there were any.
        apart = {"digest"} if self.keys is not None else {"digest", "keys"}
        return self.model_copy(update={"digest": fingerprint(self.model_dump(mode="json", exclude=apart))})


def record_beside(output: Path) -> Path:
    """The record of an output: `answers.parquet.run.json` beside `answers.parquet`."""
    return output.with_name(f"{output.name}.run.json")


def read_record(file: Path) -> RunRecord:
    """Read a run record.

    Raises ThriveRulesError for a file that is none, that was changed after it was written, or that lacks its rules.
    """

    def read() -> dict[str, Any]:
        with file.open("rb") as stream:
            raw = stream.read(LARGEST + 1)
        found = json.loads(raw.decode()) if len(raw) <= LARGEST else None
        if not isinstance(found, dict):
            raise ValueError
        return found

    def to_error(failure: BaseException) -> ThriveRulesError | None:
        match failure:
            case IsADirectoryError():
                problem = "this is a directory; expected a run record, which ends in .run.json"
            case OSError():
                problem = failure.strerror or "this cannot be read"
            case ValueError() | RecursionError():
                problem = "this is no run record; one is written beside each output, and ends in .run.json"
            case _:
                return None
        return ThriveRulesError([Fault(str(file), None, "", problem, Code.UNREADABLE)])

    data = instead(read, to_error)
    record = instead(lambda: validate(document_of(data), RunRecord, ThriveRulesError), of_file(file))
    if record.signed().digest != record.digest:
        problem = "this is not the digest of what stands here: the record was changed after it was written"
        raise ThriveRulesError([Fault(str(file), None, "digest", problem)])
    if record.command in WITH_RULES and not record.rules:
        problem = (
            f"`{record.command}` reads rules, and none stand here: nothing can be repeated without those of the run; "
            f"use the record as the run wrote it, or run `{record.command}` again"
        )
        raise ThriveRulesError([Fault(str(file), None, "rules", problem, Code.REQUIRED)])
    return record


def files_at(path: Path, seen_from: Path) -> RunFiles:
    """A file, or each file of a folder, as a record in the folder `seen_from` holds it.

    Raises ThriveRulesError for what cannot be read.
    """
    found = dict(_digests(path))
    return RunFiles(path=relative(path, seen_from), digests=found)


def relative(path: Path, seen_from: Path) -> str:
    """A path seen from a folder, or the whole path where there is no way from there."""
    try:
        return Path(os.path.relpath(path, seen_from)).as_posix()
    except ValueError:  # another drive
        return path.absolute().as_posix()


def _digests(path: Path) -> Iterator[tuple[str, str]]:
    def to_error(failure: BaseException) -> ThriveRulesError | None:
        if not isinstance(failure, OSError | ValueError):  # a name that no file can have is a ValueError
            return None
        problem = getattr(failure, "strerror", None) or "this cannot be read"
        return ThriveRulesError([Fault(str(path), None, "", problem, Code.UNREADABLE)])

    def digest(file: Path) -> str:
        return instead(partial(_sha256, file), to_error)

    if not instead(path.is_dir, to_error):
        yield ".", digest(path)
        return
    for file in sorted(each for each in path.rglob("*") if each.is_file()):
        yield file.relative_to(path).as_posix(), digest(file)


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return f"sha256:{hashlib.file_digest(stream, 'sha256').hexdigest()}"


def rules_of_run(directory: Path | str | None, rules: RuleBase) -> RunRules:
    """A rule base with the text of each of its files, of the reviews beside it, and of the rules that it lies over."""
    root, beneath = rule_directory(directory), rules.origin.beneath
    files = _texts(root) | (
        {f"{BENEATH}/{name}": text for name, text in _texts(beneath).items()} if beneath else {}
    )
    return RunRules(
        id=rules.header.id,
        version=rules.header.version,
        digest=rules.digest,
        reviewed=rules.reviewed,
        files=files,
    )


def _texts(root: Path) -> dict[str, str]:
    files = sorted([*root.glob("*.yaml"), *(root / REVIEWS).glob("*.json")])
    return {file.relative_to(root).as_posix(): file.read_bytes().decode() for file in files}


def write_rules(rules: RunRules, folder: Path) -> RuleBase:
    """Write the files of a rule base to a new folder, and read them again.

    Raises RuleError where what stands there has another digest: these rules, or those that they lie over, were changed.
    """
    write_folder(folder, rules.files.items(), RuleError)
    found = load_rules(folder, for_study=True)
    if found.digest != rules.digest:
        problem = "these rules have another digest than the record says: they were changed, or those beneath"
        raise RuleError([Fault(str(folder), None, "", problem)])
    return found


def versions() -> dict[str, str]:
    """The versions of all that can have a say in the bytes of an output."""
    found = {"thrive-rules": version("thrive-rules"), "python": platform.python_version()}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found | {"machine": f"{platform.system()} {platform.machine()}"}

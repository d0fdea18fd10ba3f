"""What is installed here, whether it works, and which rules these are: what the command `doctor` tells."""

import base64
import csv
import hashlib
import platform
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from thrive_rules.faults import RuleError
from thrive_rules.rulefiles.archive import ARCHIVE, archived, names_of
from thrive_rules.rulefiles.certificate import certificate_beside
from thrive_rules.rulefiles.rulefile import load_rules, rule_directory, shipped_rules

EXTRAS = {
    "durable": ("durable_rules_engine",),
    "frame": ("narwhals", "polars", "pyarrow.parquet", "numpy"),
    "study": ("statsmodels.stats.inter_rater", "matplotlib.figure"),
    "verify": ("z3",),
    "testing": ("hypothesis",),
    "serve": ("fastapi", "uvicorn", "jwt", "cryptography", "prometheus_client"),
}
"""What each extra brings, by the names under which it is imported."""

DURABLE_ENDS = (3, 13)
"""The first Python on which durable-rules does not build; pyproject.toml leaves it out there."""

OR_A_WHEEL = "where no index has thrive-rules, name the wheel that you installed in its place"
AGAIN = f"pip install --force-reinstall --no-deps thrive-rules; {OR_A_WHEEL}"
"""What puts the files of the package back as they were released."""

ALONE = """
import importlib, importlib.util, sys
for each in sys.argv[1:]:
    try:
        importlib.import_module(each)
    except BaseException as failure:
        where = importlib.util.find_spec(each.partition(".")[0]).origin
        sys.exit(f"{each} of {where}: {type(failure).__name__}: {' '.join(str(failure).split())}")
"""
"""Run in another Python: a library that ends the Python that imports it does not end this command."""


class State(StrEnum):
    """What can be said of an extra."""

    WORKS = "works"
    BROKEN = "is installed, and does not work"
    MISSING = "not installed"
    NOT_HERE = "not for this Python"


@dataclass(frozen=True, slots=True)
class Defect:
    """One thing that is wrong, and how to mend it."""

    what: str
    mend: str


@dataclass(slots=True)
class Found:
    """What was found: each thing by its name in JSON, the same in words, and what of it is wrong."""

    data: dict[str, Any] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    wrong: list[Defect] = field(default_factory=list)


def look_at_installation(rules: Path | None) -> Found:
    """Look at the package, at the rules in this directory or those that ship, and at every extra.

    Raises RuleError where rules that somebody named do not load.
    """
    found = Found()
    _look_at_package(found)
    _look_at_rules(found, rules)
    _look_at_extras(found)
    return found


def _look_at_package(found: Found) -> None:
    try:
        package = distribution("thrive-rules")
    except PackageNotFoundError:
        named = None
        found.wrong.append(
            Defect("these are sources that are not installed", "in their folder: pip install --editable .")
        )
    else:
        named = package.version
        changed = [
            file
            for file, recorded in _recorded(package)
            if _hash_of(package.locate_file(file), recorded) != recorded
        ]
        if changed:
            others = f" and {len(changed) - 1} more" if changed[1:] else ""
            found.wrong.append(
                Defect(f"{changed[0]}{others}: missing, or not as it was installed", f"do: {AGAIN}")
            )
    found.data |= {"package": named, "python": platform.python_version()}
    found.lines.append(f"thrive-rules {named or 'of no version'} on Python {platform.python_version()}")


def _recorded(package: Distribution) -> Iterator[tuple[str, str]]:
    """Each file that an installer recorded, with its hash. `files` of a distribution leaves out what is gone."""
    for file, recorded, *_ in csv.reader((package.read_text("RECORD") or "").splitlines()):
        if recorded:
            yield file, recorded


def _hash_of(path: Any, recorded: str) -> str | None:
    """The hash of a file, written as the one that was recorded of it; None where the file cannot be read."""
    kind = recorded.partition("=")[0]
    try:
        content = path.read_bytes()
    except OSError:
        return None
    return f"{kind}={base64.urlsafe_b64encode(hashlib.new(kind, content).digest()).rstrip(b'=').decode()}"


def _look_at_rules(found: Found, directory: Path | None) -> None:
    root = rule_directory(directory)
    try:
        rules = load_rules(directory, for_study=True)
        certificate = certificate_beside(root, rules)
        before = [names_of(each)[0] for each in archived(shipped_rules(ARCHIVE)).values()]
    except RuleError as error:
        if directory is not None:
            raise
        found.data["rule_base"] = None
        problem = " and ".join(str(error).splitlines())
        found.wrong.append(Defect(f"the rules that ship do not load: {problem}", f"do: {AGAIN}"))
        return
    header = rules.header
    found.data |= {
        "rule_base": {"id": header.id, "version": header.version, "digest": rules.digest},
        "status": header.status,
        "reviewed": rules.reviewed,
        "review_by": header.review_by.isoformat(),
        "certificate": certificate,
    }
    passed = ", a day that has passed: ask for a newer version" if header.review_by < date.today() else ""
    found.lines += [
        f"rule base {header.id} {header.version}: {header.status}; look at it again by {header.review_by}{passed}",
        f"digest {rules.digest}",
        f"certificate {certificate or 'none that proves all that it asks about just these rules'}",
    ]
    if directory is None:
        found.data["shipped_before"] = before
        found.lines.append(f"rule bases that shipped before: {', '.join(before)}")
    if directory is None and certificate is None:
        found.wrong.append(
            Defect(
                "the rules that ship are not those that were proved",
                f"do: {AGAIN}; or, where you changed them: thrive-rules verify --certificate",
            )
        )


def _look_at_extras(found: Found) -> None:
    tried = {name: _start_imports(modules) for name, modules in EXTRAS.items() if not _missing(name)}
    states: dict[str, State] = {}
    for name in EXTRAS:
        install = f"pip install 'thrive-rules[{name}]'"
        if name == "durable" and sys.version_info >= DURABLE_ENDS:
            states[name], note = State.NOT_HERE, "; durable-rules needs Python 3.11 or 3.12"
        elif missing := _missing(name):
            states[name], note = State.MISSING, f" ({', '.join(missing)}); {install}"
        elif fault := _fault_of(tried[name]):
            states[name], note = State.BROKEN, ""
            again = (
                f"do: {install.replace('install', 'install --upgrade --force-reinstall', 1)}; {OR_A_WHEEL}"
            )
            found.wrong.append(Defect(f"extra {name} {State.BROKEN}: {fault}", again))
        else:
            states[name], note = State.WORKS, ""
        found.lines.append(f"extra {name}: {states[name]}{note}")
    found.data["extras"] = states


def _missing(extra: str) -> list[str]:
    return [top for module in EXTRAS[extra] if find_spec(top := module.partition(".")[0]) is None]


def _start_imports(modules: tuple[str, ...]) -> "subprocess.Popen[str]":
    """Start to import them, in a Python that reads no module from the folder where somebody stands."""
    return subprocess.Popen(  # noqa: S603 - no text of anybody runs: this Python, a script and module names of this file
        [sys.executable, "-P", "-c", ALONE, *modules],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
    )


def _fault_of(tried: "subprocess.Popen[str]") -> str:
    """What an import failed with, as Python says it last; empty where all went well."""
    _, said = tried.communicate()
    if tried.returncode == 0:
        return ""
    return (said.strip().splitlines() or [f"Python ended with {tried.returncode}"])[-1]

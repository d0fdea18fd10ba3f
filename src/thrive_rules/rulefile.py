"""A directory of YAML files as one RuleBase: every fault with its file and line, files in any order."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from thrive_rules.document import Document, read
from thrive_rules.faults import Fault, RuleError
from thrive_rules.rulebase import Problem, RuleBase, severity_problems
from thrive_rules.rules import RuleFile
from thrive_rules.validation import validate

_SECTIONS = ("groupings", "distinctions", "facts", "sources", "needs", "rules")
_SINGLE = {"rule_base": "header", "wording": "wording"}  # what a file calls it, and what a RuleBase does


def shipped_rules() -> Path:
    """The directory of the rule base that ships with the package."""
    package = Path(__file__).parent
    inside = package / "_rules" / "thrive"  # in a wheel
    return inside if inside.is_dir() else package.parents[1] / "rules" / "thrive"  # in a checkout


def load_rules(directory: Path | str | None = None) -> RuleBase:
    """Read every `*.yaml` file that stands directly in `directory`; without one, the rule base that ships.

    Raises RuleError, with a fault for each thing that is wrong: file, line and field, and what to do.
    """
    root = shipped_rules() if directory is None else Path(directory)
    if not root.is_dir():
        raise RuleError([Fault(str(root), None, "", "there is no such directory of rules")])
    documents = [read(path, RuleError) for path in sorted(root.glob("*.yaml"))]
    if misnamed := sorted(root.glob("*.yml")):
        raise RuleError([Fault(str(path), None, "", "this is not read; name it *.yaml") for path in misnamed])
    if not documents:
        raise RuleError([Fault(str(root), None, "", "no *.yaml file stands in this directory")])
    faults: list[Fault] = []
    files: list[tuple[Document, RuleFile]] = []
    for document in documents:
        try:
            files.append((document, validate(document, RuleFile, RuleError)))
        except RuleError as error:
            faults.extend(error.faults)
    if faults:
        raise RuleError(faults)
    return _merge(str(root), files)


def _merge(root: str, files: list[tuple[Document, RuleFile]]) -> RuleBase:
    faults: list[Fault] = []
    places: dict[tuple[str, str], tuple[Document, tuple[str | int, ...]]] = {}
    together: dict[str, Any] = {section: [] for section in _SECTIONS} | {"urgent": {}}
    for document, file in files:
        for section, kept_as in _SINGLE.items():
            if (part := getattr(file, section)) is not None:
                if kept_as in together:
                    faults.append(document.fault((section,), "this stands in another file already"))
                together[kept_as] = part
                places[section, getattr(part, "id", section)] = document, (section,)
        for kind, words in file.urgent.items():
            if ("urgent", kind) in places:
                faults.append(document.fault(("urgent", kind), "this stands in another file already"))
            places["urgent", kind] = document, ("urgent", kind)
            together["urgent"][kind] = words
        for section in _SECTIONS:
            for index, part in enumerate(getattr(file, section)):
                together[section].append(part)
                if (name := getattr(part, "id", None)) is None:
                    continue
                if (section, name) in places:
                    first, path = places[section, name]
                    where = f"{first.name}:{first.line(path)}"
                    faults.append(
                        document.fault((section, index, "id"), f"this id stands already in {where}")
                    )
                places.setdefault((section, name), (document, (section, index)))
    for section, kept_as in _SINGLE.items():
        if kept_as not in together:
            faults.append(Fault(root, None, section, "no file in this directory says this"))
    if faults:
        raise RuleError(faults)

    def located(found: Iterator[Problem] | list[Problem]) -> Iterator[Fault]:
        for (section, *inside), problem in found:
            if inside and (str(section), str(inside[0])) in places:
                document, path = places[str(section), str(inside[0])]
                yield document.fault((*path, *inside[1:]), problem)
            else:
                yield Fault(root, None, str(section), problem)

    try:
        rules = RuleBase.model_validate(together)
    except ValidationError as invalid:
        raise RuleError(located(invalid.errors()[0]["ctx"]["problems"])) from None
    if faults := list(located(severity_problems(rules))):
        raise RuleError(faults)
    rules._places.update(
        {key: f"{document.name}:{document.line(path)}" for key, (document, path) in places.items()}
    )
    return rules

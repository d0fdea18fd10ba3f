"""A directory of YAML files as one RuleBase: every fault with its file and line, files in any order."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from thrive_rules.certificate import certificate_beside
from thrive_rules.document import Document, read
from thrive_rules.faults import Fault, RuleError
from thrive_rules.rulebase import Problem, RuleBase, severity_problems
from thrive_rules.rules import TEACHING, RuleFile
from thrive_rules.validation import validate

_SECTIONS = ("groupings", "distinctions", "facts", "sources", "needs", "rules", "options", "programmes")
_SINGLE = {"rule_base": "header", "wording": "wording"}  # what a file calls it, and what a RuleBase does


def shipped_rules(name: str = "thrive") -> Path:
    """The directory of a rule base that ships with the package: thrive, or severity-led for teaching."""
    package = Path(__file__).parent
    inside = package / "_rules"  # in a wheel
    return (inside if inside.is_dir() else package.parents[1] / "rules") / name  # else in a checkout


def load_rules(directory: Path | str | None = None, *, for_study: bool = False) -> RuleBase:
    """Read every `*.yaml` file that stands directly in `directory`; without one, the rule base that ships.

    `directory` can also be the name of one that ships. `for_study` lets rules through that read severity or context
    to move a grouping, for `verify`, `diff` and teaching: `suggest` never has those answers, so that such rules stay
    undecided there. Raises RuleError, with a fault for each thing that is wrong: file, line and field, and what to do.
    """
    root = rule_directory(directory)
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
    rules = _merge(str(root), files, for_study)
    rules._certificate = certificate_beside(root, rules.digest)
    return rules


def rule_directory(directory: Path | str | None) -> Path:
    """The directory that is meant: a path, the name of a rule base that ships, or none for the one that suggests."""
    if directory is None:
        return shipped_rules()
    root = Path(directory)
    by_name = root.name == str(directory) and not root.exists()
    return shipped_rules(root.name) if by_name and shipped_rules(root.name).is_dir() else root


def _merge(root: str, files: list[tuple[Document, RuleFile]], for_study: bool) -> RuleBase:
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
    taken = _take({section for _, file in files for section in file.takes}, together) if not faults else {}
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
    if rules.header.status == TEACHING and not for_study:
        document, path = places["rule_base", rules.header.id]
        problem = (
            "no suggestion comes from a teaching counterexample; see it with `compare --beside` or `verify`"
        )
        raise RuleError([document.fault((*path, "status"), problem)])
    if not for_study and (faults := list(located(severity_problems(rules)))):
        raise RuleError(faults)
    here = {key: f"{document.name}:{document.line(path)}" for key, (document, path) in places.items()}
    rules._places.update(taken | here)
    return rules


def _take(sections: Iterable[str], together: dict[str, Any]) -> dict[tuple[str, str], str]:
    """Add what these sections of the rule base that ships say and this one does not; and say where that stands.

    A passage comes along with what cites it, so that no rule base holds sources that nothing in it rests on.
    """
    if not sections:
        return {}
    shipped = load_rules()
    for section in sections:
        own: Any = together.get(section)
        match getattr(shipped, section):
            case tuple() as parts:
                known = {part.id for part in own}
                own += [part for part in parts if part.id not in known]
            case dict() as words:
                together[section] = words | own
            case words:
                together.setdefault(section, words)
    cited = {
        name
        for section in ("groupings", "distinctions", "rules", "options", "programmes")
        for part in together[section]
        for name in part.sources
    }
    known = {source.id for source in together["sources"]}
    for source in shipped.sources:
        passages = {key: text for key, text in source.passages.items() if f"{source.id}/{key}" in cited}
        if passages and source.id not in known:
            together["sources"].append(source.model_copy(update={"passages": passages}))
    return dict(shipped._places)

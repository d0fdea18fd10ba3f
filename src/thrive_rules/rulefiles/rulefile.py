"""A directory of YAML files as one RuleBase: every fault with its file and line, files in any order."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from thrive_rules.documents.document import Document, read_directory
from thrive_rules.documents.validation import validate
from thrive_rules.faults import Code, Fault, RuleError, did_you_mean
from thrive_rules.faults import Path as Way
from thrive_rules.language.origin import Origin
from thrive_rules.language.parts import SECTIONS, Parts
from thrive_rules.language.problems import Problem, problems, severity_problems
from thrive_rules.language.review import REVIEWS
from thrive_rules.language.rule_file import RULE_FORMAT, TEACHING, RuleFile
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.language.wording import Wording
from thrive_rules.reasoning.laws import broken_laws, unsafe_to_talk_with
from thrive_rules.rulefiles.archive import (
    ARCHIVE,
    archived,
    names_of,
    refuse_changed,
    say_that_they_shipped,
)
from thrive_rules.rulefiles.certificate import RulesCertified, certificate_beside, which_rules
from thrive_rules.rulefiles.older import MENDED, mended, with_later_words
from thrive_rules.rulefiles.overlay import EVERYTHING, overlay_of, refused, take_sections


def shipped_rules(name: str = "thrive") -> Path:
    """The directory of a rule base that ships with the package: thrive, or severity-led for teaching."""
    package = Path(__file__).parents[1]
    inside = package / "_rules"  # in a wheel
    return (inside if inside.is_dir() else package.parents[1] / "rules") / name  # else in a checkout


BENEATH = "beneath"
"""The folder in a directory of rules with those that they lie over, where they are not the rules that ship: a run
record gives them back there.
"""


def load_rules(
    directory: Path | str | None = None, *, for_study: bool = False, language: Path | str | None = None
) -> RuleBase:
    """Read every `*.yaml` file that stands directly in `directory`; without one, the rule base that ships.

    `directory` can also be the name of one that ships, or `ID@VERSION` or the digest of one that ships or shipped
    with an earlier version of the package. `language` is the directory of a language pack, which says these rules in
    other words; given as `directory`, it says those beneath. `for_study` lets rules through that read severity or
    context to move a grouping, and an overlay that breaks a law, for `verify`, `diff` and teaching: `suggest` never
    has the answers of severity and context, so that rules that read them stay undecided there. Raises RuleError, with
    a fault for each thing that is wrong: file, line and field, and what to do.
    """
    root = rule_directory(directory)
    if root == shipped_rules():
        rules = _shipped(_content(root), for_study)
    else:
        documents = _documents(root)
        if _is_language_pack(documents):
            rules = _in_words_of(root, documents, _base(root, for_study))
            rules = rules.read_from(replace(rules.origin, beneath=_beneath(root)))
        else:
            rules = _rules_of(root, documents, for_study)
    if language is None:
        return rules
    if not _is_language_pack(words := _documents(Path(language), "of a language pack")):
        problem = "expected a language pack; no file here says `language`"
        raise RuleError([Fault(str(language), None, "", problem)])
    return _in_words_of(Path(language), words, rules)


def _content(root: Path) -> tuple[tuple[Path, bytes], ...]:
    """What a rule base is read from: rules and certificate, and the reviews beside them."""
    files = sorted(path for there in (root, root / REVIEWS) for path in there.glob("*") if path.is_file())
    return tuple((path, path.read_bytes()) for path in files)


@lru_cache(maxsize=2)
def _shipped(content: tuple[tuple[Path, bytes], ...], for_study: bool) -> RuleBase:
    """The rules that ship, read once for the same bytes: nothing can write to a rule base, so that all can share it."""
    root = shipped_rules()
    return _rules_of(root, _documents(root), for_study)


def _is_language_pack(documents: Iterable[Document]) -> bool:
    """Whether the files of a directory are those of a language pack: one of them says in which language."""
    return any(isinstance(each.data, dict) and each.data.get("language") is not None for each in documents)


def _in_words_of(root: Path, documents: list[Document], rules: RuleBase) -> RuleBase:
    from thrive_rules.rulefiles.language_pack import in_words_of  # opened where there is one

    return in_words_of(root, documents, rules, lambda: load_rules(rules.origin.beneath))


def _documents(root: Path, kind: str = "of rules") -> list[Document]:
    """Every file of a directory of rules, or of a language pack."""
    if not root.is_dir():
        known: list[str] = []
        if kind == "of rules":
            known = [path.parent.name for path in shipped_rules().parent.glob("*/rulebase.yaml")]
            known += [names_of(rules)[0] for rules in archived(shipped_rules(ARCHIVE)).values()]
        hint = did_you_mean(root, known)
        if not hint and _names_what_shipped(root.name):
            hint = f"those that ship or shipped are {', '.join(known)}"
        problem = f"there is no such directory {kind}{'; ' if hint else ''}{hint}"
        raise RuleError([Fault(str(root), None, "", problem)])
    if misnamed := [path for path in sorted(root.iterdir()) if _is_misnamed(path)]:
        raise RuleError([Fault(str(path), None, "", "this is not read; name it *.yaml") for path in misnamed])
    documents = read_directory(root, RuleError)
    if not documents:
        raise RuleError([Fault(str(root), None, "", "no *.yaml file stands in this directory")])
    return documents


def _rules_of(root: Path, documents: list[Document], for_study: bool) -> RuleBase:
    later: tuple[str, ...] = ()
    if root.resolve() != shipped_rules().resolve():
        shipped = say_that_they_shipped(documents, shipped_rules(ARCHIVE))
        documents, later = with_later_words(
            documents, lambda: load_rules(_beneath(root), for_study=True), shipped
        )
    faults: list[Fault] = []
    files: list[tuple[Document, RuleFile]] = []
    for document in documents:
        try:
            files.append((document, validate(document, RuleFile, RuleError)))
        except RuleError as error:
            faults.extend(error.faults)
    if faults:
        raise RuleError(faults)
    rules = _merge(root, files, for_study, later)
    if root.parent == shipped_rules(ARCHIVE):
        refuse_changed(root, rules)
    # For study, a certificate that no longer reads would keep `verify` from writing it anew.
    certificate = None if for_study else certificate_beside(root, rules)
    reviewed = _is_reviewed(rules, root)
    return rules.read_from(replace(rules.origin, certificate=certificate, reviewed=reviewed))


def _is_reviewed(rules: RuleBase, root: Path) -> bool:
    if not any((place / REVIEWS).is_dir() for place in (root, _beneath(root))):
        return False
    from thrive_rules.rulefiles.reviews import is_reviewed  # opened where there are some

    return is_reviewed(rules, root, _beneath(root))


def _beneath(root: Path) -> Path:
    return beneath if (beneath := root / BENEATH).is_dir() else shipped_rules()


def _base(root: Path, for_study: bool) -> RuleBase:
    """The rules beneath a directory. Raises RuleError where they lie over others themselves, or are other rules."""
    base = load_rules(_beneath(root), for_study=for_study)
    if base.header.id != shipped_rules().name or base.origin.beneath:
        problem = f"expected {shipped_rules().name} here, whole: nothing lies over other rules"
        raise RuleError([Fault(str(_beneath(root)), None, "rule_base", problem)])
    return base


def _is_misnamed(path: Path) -> bool:
    """Whether a file looks like one of a rule base, and is not read as it is named."""
    is_yaml = path.suffix.lower() in (".yaml", ".yml")
    return is_yaml and not (path.suffix == ".yaml" and path.name.isprintable())


def rule_directory(directory: Path | str | None) -> Path:
    """The directory that is meant: a path, a name of what ships or shipped, or none for the rules that suggest.

    Such names are thrive, thrive@0.1.0, and a digest.
    """
    if directory is None:
        return shipped_rules()
    root = Path(directory)
    if root.name != str(directory) or root.exists():
        return root
    if (shipped_rules(root.name) / "rulebase.yaml").is_file():
        return shipped_rules(root.name)
    if not _names_what_shipped(root.name):
        return root
    return next((found for found, rules in ever_shipped().items() if root.name in names_of(rules)), root)


def _names_what_shipped(name: str) -> bool:
    return "@" in name or name.startswith("sha256:")


def ever_shipped() -> dict[Path, RulesCertified]:
    """Each rule base for suggestions that shipped, the oldest first and today's last, by its directory."""
    return archived(shipped_rules(ARCHIVE)) | {shipped_rules(): which_rules(load_rules(for_study=True))}


class _Gathered:
    """What the files of a directory say together, and where each part of it stands."""

    def __init__(self, root: Path, files: Iterable[tuple[Document, RuleFile]]) -> None:
        self.root = root
        self.said: dict[str, Any] = {section: [] for section in SECTIONS} | {"urgent": {}}
        self.faults: list[Fault] = []
        self._places: dict[tuple[str, str], tuple[Document, Way]] = {}
        for document, file in files:
            if (header := file.rule_base) is not None:
                self._once("header", document, ("rule_base",), header)
                self._places["rule_base", header.id] = document, ("rule_base",)
            if (wording := file.wording) is not None:
                self._once("wording", document, ("wording",), wording)
                self._places.update({("wording", name): (document, ("wording", name)) for name in wording})
            for kind, words in file.urgent.items():
                self._stands("urgent", kind, document, ("urgent", kind))
                self.said["urgent"][kind] = words
            for section in SECTIONS:
                for index, part in enumerate(getattr(file, section)):
                    self.said[section].append(part)
                    if (name := getattr(part, "id", None)) is not None:
                        self._stands(section, name, document, (section, index), "id")
        if "header" not in self.said:
            self.faults.append(Fault(str(root), None, "rule_base", "no file in this directory says this"))

    def _once(self, kept_as: str, document: Document, path: Way, part: Any) -> None:
        self._stands(kept_as, kept_as, document, path)
        self.said[kept_as] = part

    def _stands(self, section: str, name: str, document: Document, path: Way, *field: str) -> None:
        """Keep where a part stands; a fault where it stands somewhere else too."""
        first, where = self._places.setdefault((section, name), (document, path))
        if (first, where) != (document, path):
            problem = f"this{' id' if field else ''} stands already in {first.name}:{first.line(where)}"
            self.faults.append(document.fault((*path, *field), problem, Code.TWICE))

    def located(self, found: Iterable[Problem]) -> list[Fault]:
        """Each problem as a fault, at the line of the part that it is about where that stands in this directory."""
        return [self._located(*where, problem=problem) for where, problem in found]

    def _located(self, section: str | int, *inside: str | int, problem: str) -> Fault:
        if inside and (key := (str(section), str(inside[0]))) in self._places:
            document, path = self._places[key]
            return document.fault((*path, *inside[1:]), problem)
        return Fault(str(self.root), None, "/".join(map(str, (section, *inside[:1]))), problem)

    def places(self, spell: Callable[[str], str] = str) -> dict[tuple[str, str], str]:
        """The file, as `spell` gives its name, and the line of each part."""
        return {
            key: f"{spell(document.name)}:{document.line(path)}"
            for key, (document, path) in self._places.items()
        }


def _merge(
    root: Path, files: list[tuple[Document, RuleFile]], for_study: bool, later: tuple[str, ...]
) -> RuleBase:
    gathered = _Gathered(root, files)
    own = [rule.id for rule in gathered.said["rules"]]
    _stop_at(gathered.faults)
    said, located = gathered.said, gathered.located
    lies_over = any(file.over for _, file in files)
    taken = EVERYTHING if lies_over else {section for _, file in files for section in file.takes}
    if lies_over:
        both = [
            document.fault(("takes",), "`over` takes everything; leave this out")
            for document, file in files
            if file.takes
        ]
        _stop_at(both)
    base = _base(root, for_study) if taken else None
    if base is not None:
        if lies_over:
            _stop_at(located(refused(base, said)))
            # A place adds to the notice, and cannot silence it.
            said |= {"urgent": {}, "urgent_added": said["urgent"]}
        take_sections(base, taken, said)
    said["wording"] = _wording(gathered)
    from_beneath = {**(base.words_beneath if base else {}), **_texts(said, later)}
    rules = None
    with suppress(RuleError):
        rules = RuleBase(**said, words_beneath=from_beneath)
    if rules is None:  # raised here, with file and line, so that nothing hangs on the error
        _stop_at(located(problems(Parts(**said))))
        rules = RuleBase(**said)
    if not for_study:
        _stop_at(located(_no_suggestion_comes_of(rules)))
        _stop_at(located(severity_problems(rules)))
        broken = _broken_by(own, rules, base) if lies_over and base else unsafe_to_talk_with(rules)
        # What shipped stays as it is: nobody is told how to mend it.
        older = root.parent != shipped_rules(ARCHIVE) and any(file.format < RULE_FORMAT for _, file in files)
        _stop_at(located(_with_mends(broken, rules) if older else broken))
    here = gathered.places()
    if base is None:
        return rules.read_from(Origin(here))
    overlay = overlay_of(base, gathered.places(lambda name: Path(name).name)) if lies_over else None
    return rules.read_from(Origin({**base.origin.places, **here}, overlay, beneath=_beneath(root)))


def _texts(said: Mapping[str, Any], names: Iterable[str]) -> dict[str, object]:
    """Texts of a wording and words for facts, by their place in the rule base, as JSON has them."""
    found: dict[str, object] = {}
    facts = {fact.id: fact.model_dump(mode="json") for fact in said["facts"]}
    for name in names:
        text: Any = {"wording": said["wording"].model_dump(mode="json"), "facts": facts}
        for key in name.split("/"):
            text = text[key]
        found[name] = text
    return found


def _stop_at(faults: Iterable[Fault]) -> None:
    if found := list(faults):
        raise RuleError(found)


def _with_mends(broken: Iterable[Problem], rules: RuleBase) -> Iterator[Problem]:
    """What rules of an older format break, with what `migrate` writes to mend it."""
    mends = mended(rules)
    for where, problem in broken:
        law = problem.partition(":")[0]
        match where:
            case (str(section), str(name), *inside) if (mend := mends.get((section, name))) and law in MENDED:
                key, value = mend
                own = not inside or inside[0] in (key, "when")
                yield where, f"{problem}; `thrive-rules migrate` writes `{key}: {value}`" if own else problem
            case _:
                yield where, problem


def _broken_by(own: Iterable[str], rules: RuleBase, base: RuleBase) -> Iterator[Problem]:
    """Every law that an overlay breaks, at each rule of its own without which it would not be broken."""
    for problem in broken_laws(rules):
        if set(map(str, problem[0][1:2])) & set(own):
            yield problem
            continue
        blamed = [rule for rule in own if problem not in set(broken_laws(_without(rule, rules, base)))]
        for rule in blamed:
            yield ("rules", rule, "when"), problem[1]
        if not blamed:
            yield problem


def _without(rule: str, rules: RuleBase, base: RuleBase) -> RuleBase:
    """The whole without one rule of an overlay, or with the rule that it replaces."""
    others = [each for each in rules.rules if each.id != rule]
    beneath = [base.rule[rule]] if rule in base.rule else []
    try:
        return replace(rules, rules=(*others, *beneath))
    except RuleError:  # an own need that nothing else establishes
        return rules


def _no_suggestion_comes_of(rules: RuleBase) -> Iterator[Problem]:
    if rules.header.status == TEACHING:
        problem = (
            "no suggestion comes from a teaching counterexample; see it with `compare --beside` or `verify`"
        )
        yield ("rule_base", rules.header.id, "status"), problem


def _wording(gathered: _Gathered) -> Wording:
    if (said := gathered.said.get("wording")) is None:
        raise RuleError(gathered.located([(("wording",), "no file in this directory says this")]))
    try:
        return Wording(**said)
    except ValidationError as invalid:
        missing = [
            (("wording", "wording", *detail["loc"]), "is required")
            for detail in invalid.errors()
            if detail["type"] == "missing"
        ]
        others = [
            (("wording", *detail["loc"]), f"expected {detail['msg']}")
            for detail in invalid.errors()
            if detail["type"] != "missing"
        ]
    raise RuleError(gathered.located([*missing, *others]))

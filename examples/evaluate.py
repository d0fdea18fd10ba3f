"""Agreement, coverage and candidates on the frozen vignettes, together, for each rule base.

docs/evaluation.md has the protocol. Needs the extra `study`.
"""

import hashlib
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Self

import polars as pl
import typer
from pydantic import Field, StrictInt, StrictStr, model_validator
from pydantic_core import PydanticCustomError

from thrive_rules import Reader, RuleBase, converse, load_case, load_rules, page, suggest
from thrive_rules.cases.case import Case, Frozen, Grouping
from thrive_rules.cases.fields import ListOf, MapOf, SomeOf
from thrive_rules.cli.ending import run_command
from thrive_rules.cohorts.case_rows import cases_to_frame
from thrive_rules.cohorts.result import groupings_of
from thrive_rules.conversations.budget import WORDS_OF_A_PAGE, words_on
from thrive_rules.documents.document import Document, read_directory
from thrive_rules.documents.validation import validate
from thrive_rules.engines.frame import suggest_all
from thrive_rules.faults import Code, Fault, ThriveRulesError
from thrive_rules.language.rule_file import TEACHING
from thrive_rules.language.words import Id, PassageName, Source, Supported
from thrive_rules.rulefiles.certificate import RulesCertified, which_rules
from thrive_rules.severity.severity import Severity
from thrive_rules.studies.coverage import BETWEEN, Covered, candidates, coverage
from thrive_rules.studies.ratings import Figure, VignetteRating, agreement_with, read_ratings, too_few

FOLDER = Path(__file__).parent / "vignettes"
MANIFEST = "manifest.yaml"
FROZEN = "sha256:3b71d03b37ea1355d940033465b5eebbb8aa94c1443c922650d02db2ffc17529"
"""The digest of the frozen set, version 2: of every file that a figure depends on."""
KEY, NAMED, AGREED = "vignette", "names", "agreed"


class Vignette(Supported):
    """A case file beside the manifest, the passages that it puts into answers, and what they name."""

    names: ListOf[Grouping] = ()
    """The groupings that the passages name for it, and nobody else."""

    @model_validator(mode="after")
    def _names_what_a_passage_names(self) -> Self:
        if self.names and self.illustrative:
            raise PydanticCustomError(
                "named", "`names` to stand beside sources: what is made up names nothing"
            )
        return self


class Pair(Frozen):
    """Two vignettes that differ in one part alone, and who says that this part decides nothing."""

    of: Annotated[ListOf[Id], Field(min_length=2, max_length=2)]
    differ: Annotated[StrictStr, Field(pattern=r"^[a-z_]+(\.[a-z_]+)*$")]
    """The part, by its path in a case file."""
    sources: SomeOf[PassageName]


class Manifest(Frozen):
    """What is in a set, and who says so."""

    version: Annotated[StrictInt, Field(ge=1)]
    vignettes: Annotated[MapOf[Id, Vignette], Field(min_length=1)]
    pairs: ListOf[Pair] = ()
    sources: ListOf[Source] = ()


@dataclass(frozen=True)
class Vignettes:
    """A set that has been read, and the digest of all of it."""

    manifest: Manifest
    digest: str
    told: tuple[tuple[Case, Severity], ...]
    """The case of each vignette, in the order of the manifest."""


def read_vignettes(folder: Path = FOLDER) -> Vignettes:
    """The set in a folder. Raises ThriveRulesError for whatever is not as its manifest says."""
    documents = {Path(each.name).name: each for each in read_directory(folder)}
    if MANIFEST not in documents:
        raise ThriveRulesError(
            [Fault(str(folder / MANIFEST), None, "", "there is no such file", Code.UNREADABLE)]
        )
    manifest = validate(documents[MANIFEST], Manifest, ThriveRulesError)
    if faults := list(_faults(manifest, documents)):
        raise ThriveRulesError(faults)
    return Vignettes(
        manifest, digest(folder), tuple(load_case(folder / f"{name}.yaml") for name in manifest.vignettes)
    )


def digest(folder: Path = FOLDER) -> str:
    """Of the bytes of every file: cases, what passages name, pairs, and who says so.

    It is what `sha256sum *.yaml | LC_ALL=C sort | sha256sum` prints there: nobody needs this script to check it.
    """
    sums = "".join(sorted(f"{_sha256(file)}  {file.name}\n" for file in folder.glob("*.yaml")))
    return f"sha256:{hashlib.sha256(sums.encode()).hexdigest()}"


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _faults(manifest: Manifest, documents: dict[str, Document]) -> Iterator[Fault]:
    here = documents[MANIFEST]
    files = {f"{name}.yaml": name for name in manifest.vignettes}
    for file in sorted(documents.keys() - files - {MANIFEST}):
        yield Fault(
            documents[file].name, None, "", f"{MANIFEST} does not name this vignette", Code.UNKNOWN_KEY
        )
    for file, name in files.items():
        if file not in documents:
            yield here.fault(("vignettes", name), "there is no file of this vignette", Code.REQUIRED)
    passages = {f"{source.id}/{key}" for source in manifest.sources for key in source.passages}
    for path, said in [(("vignettes", name), each.sources) for name, each in manifest.vignettes.items()] + [
        (("pairs", index), each.sources) for index, each in enumerate(manifest.pairs)
    ]:
        if not set(said) <= passages:
            yield here.fault((*path, "sources"), "there is no such passage under `sources`")
    for index, pair in enumerate(manifest.pairs):
        if not set(pair.of) <= manifest.vignettes.keys():
            yield here.fault(("pairs", index, "of"), "there is no such vignette")
        elif {f"{name}.yaml" for name in pair.of} <= documents.keys():
            one, other = (documents[f"{name}.yaml"].data for name in pair.of)
            if one == other or _without(one, pair.differ) != _without(other, pair.differ):
                problem = "the two case files do not differ, or differ in something else too"
                yield here.fault(("pairs", index, "differ"), problem)


def _without(data: Any, path: str) -> Any:
    """A case file without one part of it, and without what then holds nothing."""
    key, _, rest = path.partition(".")
    kept = deepcopy(data)
    if isinstance(kept, dict) and key in kept:
        inner = _without(kept[key], rest) if rest else None
        kept = {**kept, key: inner} if inner else {name: kept[name] for name in kept if name != key}
    return kept


# FIGURES


@dataclass(frozen=True)
class Answered:
    """What a rule base makes of a set: a row for each vignette, and the candidates of each by its name."""

    rules: RulesCertified
    rows: pl.DataFrame
    candidates: dict[str, frozenset[str]]


def answer(vignettes: Vignettes, rules: RuleBase) -> Answered:
    """The candidates of every vignette, beside what passages name for it."""
    told = vignettes.manifest.vignettes
    named = pl.Series(NAMED, [_joined(each.names) for each in told.values()], dtype=pl.String)
    rows = suggest_all(cases_to_frame(vignettes.told), rules, fired=False).with_columns(
        pl.Series(KEY, list(told)), named
    )
    sets = [frozenset(name for name, holds in row.items() if holds) for row in groupings_of(rows).to_dicts()]
    return Answered(which_rules(rules), rows, dict(zip(told, sets, strict=True)))


def figures(
    vignettes: Vignettes, found: Answered, ratings: Sequence[VignetteRating]
) -> Iterator[tuple[str, str]]:
    """Every figure for one rule base, each with what it is: coverage never without the number of candidates."""
    pairs, named = vignettes.manifest.pairs, coverage(found.rows, NAMED)
    held = sum(found.candidates[one] == found.candidates[other] for one, other in (pair.of for pair in pairs))
    yield "rules", f"{found.rules.id} {found.rules.version}"
    yield "digest", found.rules.digest
    yield "candidates", f"{_rounded(candidates(found.rows).sizes.mean)} of a vignette, on average"
    yield "pairs", f"{held} of {len(pairs)} have the same candidates"
    yield "passages", f"{_covered(named.by_rules)} have what passages name as candidates"
    yield "everything", f"{_covered(named.everything_always)} would, were everything a candidate"
    if few := too_few(ratings):
        yield "ratings", few if ratings else "none"
        return
    agreed = agreement_with(ratings, found.candidates)
    rows = [(each.vignette, _joined(each.agreed)) for each in ratings]
    said = pl.DataFrame(rows, schema=[KEY, AGREED], orient="row")
    told = coverage(found.rows.join(said, on=KEY), AGREED)
    people = Counter(role for _, role in {(each.rater, each.role or "no role") for each in ratings})
    who = ", ".join(f"{count} {role}" for role, count in sorted(people.items()))
    yield "ratings", f"{len(ratings)}, of {said[KEY].n_unique()} vignettes, by {who}"
    yield "", f"{told.none_agreed} of them name no grouping"
    yield "agreement", f"{_spelled(agreed.among_raters)}: alpha of raters with each other"
    yield "", f"{_spelled(agreed.with_candidates)}: alpha of raters with candidates"
    yield "coverage", f"{_spelled(agreed.covered)}: share of ratings that are all candidates"
    yield "", f"{_covered(told.by_rules)} ratings that name a grouping"


def conversations(vignettes: Vignettes, rules: RuleBase) -> Iterator[tuple[str, str]]:
    """How far a pair gives the same to talk about, and pages are as short as each reader is promised."""
    if rules.header.status == TEACHING:
        yield "prompts", "none: no conversation comes from a teaching counterexample"
        return
    told = {
        name: converse(suggest(case, rules), case, severity, rules)
        for name, (case, severity) in zip(vignettes.manifest.vignettes, vignettes.told, strict=True)
    }
    raised = {name: {prompt.rule for prompt in each.prompts} for name, each in told.items()}
    pairs = [pair.of for pair in vignettes.manifest.pairs]
    same = sum(raised[one] == raised[other] for one, other in pairs)
    yield "prompts", f"{same} of {len(pairs)} pairs raise the same ones"
    within = {
        reader: sum(
            words_on(page(each, rules, reader).sections) <= WORDS_OF_A_PAGE[reader] for each in told.values()
        )
        for reader in Reader
    }
    readers = ", ".join(f"{reader.replace('_', ' ')} {count}" for reader, count in within.items())
    yield "pages", f"of {len(told)}, as short as their reader is promised: {readers}"


def one_by_one(vignettes: Vignettes, found: Answered) -> Iterator[tuple[str, str, str]]:
    """Each vignette, what passages name for it, and its candidates."""
    yield KEY, "passages name", "candidates"
    for name, each in vignettes.manifest.vignettes.items():
        here = [grouping for grouping in Grouping if grouping in found.candidates[name]]
        yield name, _joined(each.names) or "-", _joined(here) or "-"


def _joined(groupings: Sequence[Grouping]) -> str | None:
    return BETWEEN.join(groupings) or None


def _rounded(value: float | None) -> str:
    return "none" if value is None else f"{value:.2f}"


def _covered(found: Covered) -> str:
    chance, undecided = _rounded(found.by_chance), found.undecided
    return f"{found.covered} of {found.rows} ({chance} by chance; {undecided} undecided)"


def _spelled(figure: Figure) -> str:
    if figure.value is None:
        return f"none: {figure.why_not}"
    return f"{figure.value:.2f}, interval {_rounded(figure.low)} to {_rounded(figure.high)}"


# THE COMMAND

app = typer.Typer(add_completion=False)


@app.command()
def main(
    rules: Annotated[
        list[str] | None, typer.Argument(help="Rule bases: thrive, severity-led, or folders.")
    ] = None,
    ratings: Annotated[Path | None, typer.Option(help="A CSV file like vignettes/ratings.csv.")] = None,
    vignettes: Annotated[Path, typer.Option(help="A folder with a set of vignettes.")] = FOLDER,
    each: Annotated[bool, typer.Option("--each", help="Show each vignette too.")] = False,
) -> None:
    """Print agreement, coverage and candidates together, for each rule base. Nothing is written."""
    found = read_vignettes(vignettes)
    said = read_ratings(ratings, found.manifest.vignettes.keys()) if ratings else ()
    about = f"version {found.manifest.version}, {len(found.manifest.vignettes)} vignettes"
    frozen = (
        ("", "the frozen set") if found.digest == FROZEN else ("NOT frozen", f"the frozen set is {FROZEN}")
    )
    tables: list[list[tuple[str, ...]]] = [[("set", about), ("digest", found.digest), frozen]]
    if ratings:
        tables[0] += [("ratings", f"sha256:{_sha256(ratings)}")]
    for name in rules or ["thrive", "severity-led"]:
        base = load_rules(name, for_study=True)
        answered = answer(found, base)
        tables.append([*figures(found, answered, said), *conversations(found, base)])
        if each:
            tables.append([*one_by_one(found, answered)])
    print("\n\n".join("\n".join(_aligned(table)) for table in tables))  # all of it, or nothing


def _aligned(table: list[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for row in table:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


if __name__ == "__main__":
    sys.exit(run_command(app, "evaluate.py"))

"""The command `study`. What it needs beyond the core is imported when it is called."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import typer

from thrive_rules.cli.terminal import line, print_json, progress, table, watch, with_extra
from thrive_rules.documents.output import write_whole
from thrive_rules.faults import CaseError, Fault
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.rulefiles.rulefile import load_rules


def study_command(
    result: Annotated[
        Path, typer.Argument(help="What `batch` wrote, or a cohort, on which the rules are run first.")
    ],
    agreed: Annotated[
        str | None,
        typer.Option(help="The column with the grouping that people agreed, or several with ; between them."),
    ] = None,
    rules: Annotated[
        list[str] | None,
        typer.Option(
            "--rules",
            help="A directory of rules, or the name of one that ships; several are laid side by side. "
            "RESULT is held to the first.",
        ),
    ] = None,
    seed: Annotated[
        int, typer.Option(min=0, help="Where chance starts: the same seed gives the same figures.")
    ] = 0,
    permutations: Annotated[int, typer.Option(min=1, help="How often severity is dealt out anew.")] = 999,
    repeats: Annotated[
        int, typer.Option(min=1, help="How often answers are taken away, for each share of them.")
    ] = 5,
    report: Annotated[Path | None, typer.Option(help="A file for a page to read and print, as HTML.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Study a cohort: coverage, agreement between voices, a leak audit, unknown answers, and other rules.

    It speaks of the cohort and of the rules, and of no single young person. Needs the extra `study`.
    """
    study = with_extra("study", "thrive_rules.studies.study")
    with_extra("study", "statsmodels.stats.inter_rater")
    findings = import_module("thrive_rules.studies.study_page")
    bases = {each or "thrive": load_rules(each, for_study=True) for each in rules or (None,)}
    found = _study(study, result, agreed, bases, seed, permutations, repeats)
    if report:
        write_whole(report, import_module("thrive_rules.studies.report").page(found))
    if as_json:
        print_json(found.model_dump(mode="json"))
        return
    for part in findings.read(found):
        _show(part)
    if sys.stdout.isatty():
        line("There are more columns with --report FILE.html, and every figure with --json.")


def _show(part: Any) -> None:
    """A part of a study: prose and tables in a terminal; in a pipe, lines with tabs that begin with what they are."""
    if not sys.stdout.isatty():
        table((), [("note", part.name, text) for text in part.says])
        for shown in part.tables:
            table((), [(shown.name, *row) for row in shown.rows])
        return
    line(f"{part.heading}\n")
    for text in part.says:
        line(text)
    for shown in (shown.narrow for shown in part.tables if shown.rows):
        line(f"\n{shown.caption}")
        table(shown.columns, list(shown.rows))
    line("")


def _study(
    study: Any,
    file: Path,
    agreed: str | None,
    bases: dict[str, RuleBase],
    seed: int,
    permutations: int,
    repeats: int,
) -> Any:
    """All parts of a study, one after the other, with progress."""
    rules = next(iter(bases.values()))
    keep = [agreed] if agreed else []
    with _naming(file):
        result, answers = _read(file, keep, rules)
    why_not: dict[str, str] = {}
    steps: dict[str, Callable[[], Any]] = {"candidates": partial(study.candidates, result)}
    if agreed:
        steps["coverage"] = partial(study.coverage, result, agreed)
    else:
        why_not["coverage"] = "no column says what was agreed; name one with --agreed"
    steps["agreement"] = partial(study.agreement, result)
    steps["leak_audit"] = partial(study.leak_audit, result, seed, permutations)
    if answers:
        for share in study.SHARES:  # one by one, so that somebody who waits sees how far it is
            steps[f"taking {share}"] = partial(study.sensitivity, result, rules, seed, (share,), repeats)
    else:
        why_not["sensitivity"] = why_not["multiverse"] = "the file holds no answer that a rule reads"
    if len(bases) > 1 and answers:
        steps["multiverse"] = partial(study.multiverse, result, bases)
    elif answers:
        why_not["multiverse"] = "it takes several rule bases; name them with --rules"
    if any(name.startswith("rule_") for name in result.columns):
        steps["rule_coverage"] = partial(study.rule_coverage, result, rules)
    else:
        why_not["rule_coverage"] = "the file says of no rule where it fired"
    with _naming(file):
        found = {name: steps[name]() for name in watch(steps, "Studying")}
    if taken := [found.pop(name) for name in steps if name.startswith("taking")]:
        shares = tuple(each.shares[0] for each in taken)
        found["sensitivity"] = taken[0].model_copy(update={"shares": shares})
    return study.Study(
        package=version("thrive-rules"),
        rules=study.told(rules),
        reviewed=rules.header.status == "clinically reviewed",
        rows=len(result),
        not_computed=why_not,
        **found,
    )


@contextmanager
def _naming(file: Path) -> Iterator[None]:
    """A fault of a frame is a fault of the file that it came from."""
    try:
        yield
    except CaseError as error:
        raise CaseError(
            Fault(str(file), None, fault.field, fault.problem) if fault.file == "<frame>" else fault
            for fault in error.faults
        ) from None


def _read(file: Path, keep: list[str], rules: RuleBase) -> tuple[Any, bool]:
    """A file as a result of these rules, and whether it holds answers that they read.

    Where it does, the rules are run again: a file that other rules wrote is found out, and every rule has a column.
    """
    results, frame = import_module("thrive_rules.cohorts.result"), import_module("thrive_rules.engines.frame")
    with progress("Reading") as bar:
        found = results.read_result(file, keep, bar)
    read = set(frame.compile_frame(rules).read)
    if not read & set(found.columns):
        return found, False
    others = found.drop(name for name in found.columns if results.is_added(name))
    facts = results.facts_of(found)
    result = others.hstack(frame.suggest_all(facts, rules).drop(facts.columns).get_columns())
    if any(name in found.columns for name in results.GROUPINGS):
        written = results.groupings_of(found)
        differ = [name for name in written.columns if result[name].ne_missing(written[name]).any()]
        problem = (
            "this is not what these rules make of the answers in the file; "
            "name the rules that wrote it with --rules, and leave no answer out"
        )
        if differ:
            raise CaseError([Fault(str(file), None, ", ".join(differ), problem)])
    return result, True

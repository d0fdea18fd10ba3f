"""The command line: colour and panels in a terminal, plain text in a pipe, and one clear message for bad input."""

import os
import sys
from collections import Counter
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from thrive_rules.cases.case import Grouping
from thrive_rules.cases.vocabulary import row_schema
from thrive_rules.checks.lint import lint
from thrive_rules.checks.worked import coverage, load_worked_cases, run
from thrive_rules.cli import cohort as cli_cohort
from thrive_rules.cli import decision as cli_decision
from thrive_rules.cli import study as cli_study
from thrive_rules.cli.case import ReaderOption, conversation_of
from thrive_rules.cli.case import second_opinion as _second_opinion
from thrive_rules.cli.terminal import line, print_json, show, table, tell, watch, with_extra
from thrive_rules.conversations.comparison import compare, read_comparison
from thrive_rules.conversations.conversation import Conversation
from thrive_rules.conversations.explain import as_text, read
from thrive_rules.conversations.side_by_side import put_beside
from thrive_rules.conversations.what_if import WhatIf, read_what_if
from thrive_rules.conversations.what_if import what_if as find_changes
from thrive_rules.decisions.decision_file import decision_schema
from thrive_rules.documents.output import write_whole
from thrive_rules.faults import EnginesDisagree, ThriveRulesError, did_you_mean
from thrive_rules.language.rule import rule_file_schema
from thrive_rules.language.words import Reader
from thrive_rules.rulefiles.rulefile import load_rules, rule_directory
from thrive_rules.severity.case_file import CaseFile

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Candidate THRIVE needs-based groupings with explained rationales. People decide together. "
    "It does not diagnose, predict, rank, triage or decide, and it is not for emergencies.",
    epilog="Example: thrive-rules suggest examples/ocd_severe_managing.yaml --reader young-person",
)


class SchemaOption(StrEnum):
    """What a schema can be asked of."""

    CASE = "case"
    SUGGESTION = "suggestion"
    RULES = "rules"
    COHORT = "cohort"
    DECISION = "decision"


CaseArgument = Annotated[str, typer.Argument(help="A case file, YAML or JSON; - reads standard input.")]
RulesArgument = Annotated[
    Path | None, typer.Argument(help="A directory of rules; without it, the rules that ship.")
]
RulesOption = Annotated[
    Path | None, typer.Option("--rules", help="A directory of rules; without it, the rules that ship.")
]
JsonOption = Annotated[
    bool, typer.Option("--json", help="Print JSON, as `thrive-rules schema` describes it.")
]
PlainJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
ReaderChoice = Annotated[ReaderOption | None, typer.Option(help="Whose words to use.")]


@app.command("suggest", epilog="Example: thrive-rules suggest examples/ocd_severe_managing.yaml")
def suggest_command(
    case: CaseArgument,
    reader: ReaderChoice = None,
    as_json: JsonOption = False,
    rules: RulesOption = None,
    what_if: Annotated[
        Grouping | None,
        typer.Option(help="Add which answers would bring this grouping in, or take its last argument away."),
    ] = None,
) -> None:
    """Suggest candidate groupings for one case, with every why and why not.

    With --json and --reader together, the reader's text stands under "reading".
    """
    rule_base = load_rules(rules)
    conversation = conversation_of(case, rule_base, _second_opinion(rule_base))
    change = find_changes(conversation, what_if) if what_if else None
    if as_json:
        answer = conversation.model_dump(mode="json")
        if change:
            answer["what_if"] = change.model_dump(mode="json")
        if reader is not None:
            text = "\n\n".join(map(as_text, read(conversation, reader.reader)))
            answer["reading"] = {"reader": reader.reader, "text": text}
        print_json(answer)
    else:
        words = (reader or ReaderOption.PRACTITIONER).reader
        changes = (read_what_if(change, rule_base, words),) if change else ()
        show((*read(conversation, words), *changes))


@app.command(
    "compare",
    epilog="Example: thrive-rules compare examples/ocd_severe_managing.yaml "
    "examples/ocd_severe_managing_twin.yaml",
)
def compare_command(
    case_a: CaseArgument,
    case_b: CaseArgument,
    reader: ReaderChoice = None,
    as_json: PlainJson = False,
    rules: RulesOption = None,
    beside: Annotated[
        str | None,
        typer.Option(
            help="Other rules to lay beside it, as a directory or a name: severity-led is a teaching counterexample."
        ),
    ] = None,
) -> None:
    """Say what differs between two cases, and what that moved: nothing, where only severity differs."""
    rule_base = load_rules(rules)
    engine = _second_opinion(rule_base)
    first, second = conversation_of(case_a, rule_base, engine), conversation_of(case_b, rule_base, engine)
    comparison = compare(first, second)
    others = None if beside is None else put_beside(load_rules(beside, for_study=True), first, second)
    if as_json:
        answer = comparison.model_dump(mode="json")
        print_json(answer | {"beside": others[0].model_dump(mode="json")} if others else answer)
    else:
        sections = read_comparison(comparison, first, (reader or ReaderOption.PRACTITIONER).reader)
        show((*sections, others[1]) if others else sections)


@app.command("lint", epilog="Example: thrive-rules lint rules/thrive")
def lint_command(rules: RulesArgument = None, as_json: PlainJson = False) -> None:
    """Check the shape of a rule base. Exit 0 where nothing is found, 1 where something falls short."""
    findings = lint(load_rules(rules, for_study=True))
    if as_json:
        print_json([finding.model_dump(mode="json") for finding in findings])
    else:
        for finding in findings:
            line(f"{finding.place}: {finding.message} [{finding.check}]")
        line(f"{len(findings)} findings" if findings else "Nothing found in the shape of the rule base.")
    raise typer.Exit(1 if findings else 0)


@app.command("test", epilog="Example: thrive-rules test rules/thrive")
def run_worked_cases(rules: RulesArgument = None) -> None:
    """Run the worked cases beside the rules, and say which rules they cover. Exit 1 where something falls short."""
    directory = rule_directory(rules)
    rule_base = load_rules(directory)
    if rule_base.overlay and not rule_base.overlay.rules:
        line("This overlay has no rules of its own to hold.")
        raise typer.Exit(0)
    cases = load_worked_cases(directory / "cases")
    results = [run(worked, rule_base, file) for file, worked in cases]
    table(
        ("worked case", "answers as expected"),
        [(result.name, "yes" if not result.differs else "; ".join(result.differs)) for result in results],
    )
    watched = watch([worked for _, worked in cases], "Rule coverage")
    covered = coverage(watched, rule_base)
    short = [each for each in covered if not each.covered]
    line("")
    if short:
        table(
            ("rule that the worked cases do not cover", "fires in", "silent by one fact in"),
            [(each.rule, str(each.fires), str(each.silent_by_one)) for each in short],
        )
    wrong = [result for result in results if result.differs]
    line(f"Worked cases: {len(results) - len(wrong)} of {len(results)} as expected.")
    line(
        f"Rules: {len(covered) - len(short)} of {len(covered)} fire in a case, and in another stay silent by one fact."
    )
    sizes = Counter(len(result.candidates) for result in results)
    told = ", ".join(f"{count} with {size}" for size, count in sorted(sizes.items()))
    line(f"Candidates per case: {told}.")
    raise typer.Exit(1 if wrong or short else 0)


@app.command("verify", epilog="Example: thrive-rules verify rules/thrive")
def verify_command(
    rules: RulesArgument = None,
    ask: Annotated[
        list[str] | None, typer.Option("--ask", help="Ask this question alone; can be given several times.")
    ] = None,
    cases: Annotated[
        Path | None, typer.Option(help="A directory for the cases that refute something, as case files.")
    ] = None,
    certificate: Annotated[Path | None, typer.Option(help="A file for the certificate.")] = None,
    seconds: Annotated[float, typer.Option(help="How long each question may take.", min=0)] = 60.0,
    as_json: PlainJson = False,
) -> None:
    """Prove what must hold of a rule base for every possible case, or show the smallest case where it does not.

    Exit 0 where everything is proved, 1 where something is refuted or not answered. Needs the extra `verify`.
    """
    asking, verifying = (
        with_extra("verify", "thrive_rules.proofs.question"),
        with_extra("verify", "thrive_rules.proofs.verify"),
    )
    rule_base = load_rules(rules, for_study=True)
    known = {question.__name__: question for question in verifying.QUESTIONS}
    for name in ask or ():
        if name not in known:
            hint = did_you_mean(name, known) or f"expected one of {', '.join(known)}"
            raise ThriveRulesError(f"--ask: there is no such question; {hint}")
    if ask and certificate:
        raise ThriveRulesError("--certificate: a certificate is about every question; leave --ask out")
    found = verifying.verify(
        rule_base, watch([known[name] for name in ask or known], "Asking"), seconds=seconds
    )
    if cases:
        for name, text in asking.case_files(found):
            write_whole(cases / name, text)
    if certificate:
        write_whole(certificate, found.certificate().model_dump_json(indent=2) + "\n")
    if as_json:
        print_json(found.model_dump(mode="json"))
    else:
        columns = ("question", "answer", "what is to hold", "seconds")
        rows: list[tuple[str, ...]] = [
            (each.question, str(each.conclusion), each.asks, f"{each.seconds:.2f}") for each in found.answers
        ]
        table(columns, rows)
        line("")
        if shown := tuple(
            section for each in found.answers for section in asking.read_answer(each, rule_base)
        ):
            show(shown)
            line("")
        proved = sum(each.conclusion == "proved" for each in found.answers)
        told = f"{proved} of {len(found.answers)} proved for every possible case"
        line(f"{told}, in {found.seconds:.1f} s ({found.solver}).")
    raise typer.Exit(0 if found.holds else 1)


@app.command("diff", epilog="Example: thrive-rules diff rules/thrive rules/severity-led")
def diff_command(
    old: Annotated[str, typer.Argument(help="A directory of rules, or the name of one that ships.")],
    new: Annotated[str, typer.Argument(help="Another one.")],
    seconds: Annotated[float, typer.Option(help="How long each proof may take.", min=0)] = 60.0,
    as_json: PlainJson = False,
) -> None:
    """Say what differs between two rule bases, in meaning or in wording alone, and for which cases it matters.

    Exit 0 where both are proved to say the same of every case, 1 where they are not. Needs the extra `verify`.
    """
    differing = with_extra("verify", "thrive_rules.proofs.difference")
    before, after = (load_rules(each, for_study=True) for each in (old, new))
    found = differing.diff(before, after, seconds)
    if as_json:
        print_json(found.model_dump(mode="json"))
    else:
        table(("rule", "what happened"), [(change.rule, str(change.kind)) for change in found.rules])
        table(("part", "what happened"), [(change.part, str(change.kind)) for change in found.parts])
        line("")
        if shown := tuple(differing.read_difference(found, before, after)):
            show(shown)
            line("")
        line(found.told)
    raise typer.Exit(0 if found.equivalent.conclusion == "proved" else 1)


app.command("batch", epilog="Example: thrive-rules batch examples/cohort.csv /tmp/answers.parquet")(
    cli_cohort.batch_command
)
app.command("cohort", epilog="Example: thrive-rules cohort --n 1000 --seed 1 /tmp/cohort.parquet")(
    cli_cohort.cohort_command
)
app.command("study", epilog="Example: thrive-rules study examples/study_cohort.csv --agreed agreed")(
    cli_study.study_command
)


app.command(
    "decide",
    epilog="Example: thrive-rules decide examples/three_voices.yaml --from examples/decisions/answers.yaml "
    "--out -",
)(cli_decision.decide_command)
app.command(
    "journey",
    epilog="Example: thrive-rules journey examples/decisions/january.yaml examples/decisions/april.yaml",
)(cli_decision.journey_command)


@app.command("schema", epilog="Example: thrive-rules schema rules > rules.schema.json")
def schema_command(of: Annotated[SchemaOption, typer.Argument(help="What to describe.")]) -> None:
    """Print the JSON Schema of a case file, of what `suggest` prints, a rule file, a cohort's row or a decision."""
    print_json(schema(of))


def schema(of: SchemaOption) -> dict[str, Any]:
    """The JSON Schema of a case file, of what `suggest --json` prints, a rule file, a cohort's row or a decision."""
    match of:
        case SchemaOption.CASE:
            found = CaseFile.model_json_schema()
        case SchemaOption.SUGGESTION:
            found = Conversation.model_json_schema(mode="serialization")
            found["properties"]["reading"] = {
                "description": "The text for one reader, where --reader was given with --json.",
                "type": "object",
                "properties": {"reader": {"enum": list(Reader)}, "text": {"type": "string"}},
                "required": ["reader", "text"],
            }
            changes = WhatIf.model_json_schema(mode="serialization")
            found["$defs"] |= changes.pop("$defs")
            found["properties"]["what_if"] = changes | {
                "description": "What would change one grouping, where --what-if was given with --json."
            }
        case SchemaOption.RULES:
            found = rule_file_schema()
        case SchemaOption.COHORT:
            found = row_schema()
        case SchemaOption.DECISION:
            found = decision_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **found}


def main() -> None:
    """Run the command line; the entry point of `thrive-rules`."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a letter shows another one; it does not end in a traceback.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        if sys.stdout is None:  # closed by whoever called: there is nobody to tell
            sys.stdout = nowhere
        _run()


def _run() -> None:
    try:
        try:
            app()
        finally:
            sys.stdout.flush()
    except EnginesDisagree as error:
        tell("\n".join(str(told) for told in (error.urgent, error) if told))
        sys.exit(1)
    except ThriveRulesError as error:
        tell(str(error))
        sys.exit(2)
    except BrokenPipeError:
        # Whoever was reading has stopped, as `head` does. Nothing is left to say, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as failure:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        tell(f"the answer cannot be written: {failure.strerror}")
        sys.exit(1)

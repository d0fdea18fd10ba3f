"""The command line: colour and panels in a terminal, plain text in a pipe, and one clear message for bad input."""

import json
import os
import sys
from collections import Counter
from enum import StrEnum
from pathlib import Path
from typing import IO, Annotated, Any

import typer
from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.progress import track
from rich.table import Table as RichTable
from rich.text import Text

from thrive_rules.casefile import CaseFile, load_case
from thrive_rules.comparison import compare, read_comparison
from thrive_rules.conversation import Conversation, converse
from thrive_rules.evaluation import SecondOpinion
from thrive_rules.explain import Section, as_text, read
from thrive_rules.faults import CaseError, EnginesDisagree, Fault, RuleError, ThriveRulesError
from thrive_rules.lint import lint
from thrive_rules.rulebase import RuleBase
from thrive_rules.rulefile import load_rules, shipped_rules
from thrive_rules.rules import Reader, rule_file_schema
from thrive_rules.suggestion import suggest
from thrive_rules.worked import coverage, load_worked_cases, run

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Candidate THRIVE needs-based groupings with explained rationales. People decide together. "
    "It does not diagnose, predict, rank, triage or decide, and it is not for emergencies.",
    epilog="Example: thrive-rules suggest examples/ocd_severe_managing.yaml --reader young-person",
)


class ReaderOption(StrEnum):
    """The readers, as the command line spells them."""

    YOUNG_PERSON = "young-person"
    PARENT_OR_CARER = "parent-or-carer"
    PRACTITIONER = "practitioner"

    @property
    def reader(self) -> Reader:
        """The reader that is meant."""
        return Reader(self.replace("-", "_"))


class SchemaOption(StrEnum):
    """What a schema can be asked of."""

    CASE = "case"
    SUGGESTION = "suggestion"
    RULES = "rules"


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
ReaderChoice = Annotated[ReaderOption | None, typer.Option(help="Whose words to use.")]


@app.command("suggest", epilog="Example: thrive-rules suggest examples/ocd_severe_managing.yaml")
def suggest_command(
    case: CaseArgument, reader: ReaderChoice = None, as_json: JsonOption = False, rules: RulesOption = None
) -> None:
    """Suggest candidate groupings for one case, with every why and why not.

    With --json and --reader together, the reader's text stands under "reading".
    """
    rule_base = load_rules(rules)
    conversation = _converse(case, rule_base, _second_opinion(rule_base))
    if as_json:
        answer = conversation.model_dump(mode="json")
        if reader is not None:
            text = "\n\n".join(map(as_text, read(conversation, reader.reader)))
            answer["reading"] = {"reader": reader.reader, "text": text}
        _print_json(answer)
    else:
        _show(read(conversation, (reader or ReaderOption.PRACTITIONER).reader))


@app.command(
    "compare",
    epilog="Example: thrive-rules compare examples/ocd_severe_managing.yaml "
    "examples/ocd_severe_managing_twin.yaml",
)
def compare_command(
    case_a: CaseArgument,
    case_b: CaseArgument,
    reader: ReaderChoice = None,
    as_json: JsonOption = False,
    rules: RulesOption = None,
) -> None:
    """Say what differs between two cases, and what that moved: nothing, where only severity differs."""
    rule_base = load_rules(rules)
    engine = _second_opinion(rule_base)
    first, second = _converse(case_a, rule_base, engine), _converse(case_b, rule_base, engine)
    comparison = compare(first, second)
    if as_json:
        _print_json(comparison.model_dump(mode="json"))
    else:
        _show(read_comparison(comparison, first, (reader or ReaderOption.PRACTITIONER).reader))


@app.command("lint", epilog="Example: thrive-rules lint rules/thrive")
def lint_command(rules: RulesArgument = None, as_json: JsonOption = False) -> None:
    """Check the shape of a rule base. Exit 0 where nothing is found, 1 where something falls short."""
    findings = lint(load_rules(rules))
    if as_json:
        _print_json([finding.model_dump(mode="json") for finding in findings])
    else:
        for finding in findings:
            _line(f"{finding.place}: {finding.message} [{finding.check}]")
        _line(f"{len(findings)} findings" if findings else "Nothing found: the rule base holds up.")
    raise typer.Exit(1 if findings else 0)


@app.command("test", epilog="Example: thrive-rules test rules/thrive")
def run_worked_cases(rules: RulesArgument = None) -> None:
    """Run the worked cases beside the rules, and say which rules they cover. Exit 1 where something falls short."""
    directory = rules or shipped_rules()
    rule_base = load_rules(directory)
    cases = load_worked_cases(directory / "cases")
    results = [run(worked, rule_base, file) for file, worked in cases]
    _table(
        ("worked case", "answers as expected"),
        [(result.name, "yes" if not result.differs else "; ".join(result.differs)) for result in results],
    )
    watched = track(
        [worked for _, worked in cases],
        "Rule coverage",
        console=Console(stderr=True),
        transient=True,
        disable=not sys.stderr.isatty(),
    )
    covered = coverage(watched, rule_base)
    short = [each for each in covered if not each.covered]
    _line("")
    if short:
        _table(
            ("rule that the worked cases do not cover", "fires in", "silent by one fact in"),
            [(each.rule, str(each.fires), str(each.silent_by_one)) for each in short],
        )
    wrong = [result for result in results if result.differs]
    _line(f"Worked cases: {len(results) - len(wrong)} of {len(results)} as expected.")
    _line(
        f"Rules: {len(covered) - len(short)} of {len(covered)} fire in a case, and in another stay silent by one fact."
    )
    sizes = Counter(len(result.candidates) for result in results)
    told = ", ".join(f"{count} with {size}" for size, count in sorted(sizes.items()))
    _line(f"Candidates per case: {told}.")
    raise typer.Exit(1 if wrong or short else 0)


@app.command("schema", epilog="Example: thrive-rules schema rules > rules.schema.json")
def schema_command(of: Annotated[SchemaOption, typer.Argument(help="What to describe.")]) -> None:
    """Print the JSON Schema of a case file, of what `suggest` prints, or of a rule file."""
    _print_json(schema(of))


def schema(of: SchemaOption) -> dict[str, Any]:
    """The JSON Schema of a case file, of what `suggest --json` prints, or of a rule file."""
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
        case SchemaOption.RULES:
            found = rule_file_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **found}


def _converse(case_file: str, rules: RuleBase, engine: SecondOpinion | None) -> Conversation:
    case, severity = load_case(_standard_input() if case_file == "-" else case_file)
    return converse(suggest(case, rules, second_opinion=engine), severity)


def _standard_input() -> IO[bytes]:
    if sys.stdin is None:
        raise CaseError([Fault("-", None, "", "standard input is closed")])
    return sys.stdin.buffer  # bytes, so that the locale cannot change what a case says


def _second_opinion(rules: RuleBase) -> SecondOpinion | None:
    """The second engine where it is installed; the answer names the engines that ran."""
    try:
        from thrive_rules.engines.durable import DurableEngine  # its own door: the extra [durable]
    except ImportError:
        return None
    try:
        return DurableEngine(rules)
    except RuleError as refused:
        sys.stderr.write(
            f"No second opinion, because the second engine cannot hold these rules:\n{refused}\n"
        )
        return None


# OUTPUT


def _line(text: str) -> None:
    sys.stdout.write(text + "\n")


def _print_json(answer: Any) -> None:
    encoding = (sys.stdout.encoding or "").lower()
    _line(json.dumps(answer, indent=2, ensure_ascii=not encoding.startswith("utf")))  # nothing becomes a "?"


def _table(columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    if sys.stdout.isatty():
        table = RichTable(*columns)
        for row in rows:
            table.add_row(*map(Text, row))
        Console().print(table)
    else:
        for row in rows:
            _line("\t".join(row))


def _show(sections: tuple[Section, ...]) -> None:
    if not sys.stdout.isatty():
        _line("\n\n".join(map(as_text, sections)))
        return
    console = Console()
    beside: list[RenderableType] = []
    for section in sections:
        if section.kind == "beside":  # need and severity, side by side
            beside.append(Panel(_body(section), title=Text(section.heading)))
            continue
        if beside:
            pair = RichTable.grid(expand=True, padding=(0, 1))
            for _ in beside:
                pair.add_column(ratio=1, overflow="fold")
            pair.add_row(*beside)
            console.print(pair)
            beside = []
        console.print(_panel(section))


def _panel(section: Section) -> Panel:
    match section.kind:
        case "urgent":
            return Panel(_body(section), title=Text(section.heading), border_style="bold red")
        case "grouping":  # one look for every grouping: none is greener than another
            return Panel(_body(section), title=Text(section.heading, style="bold"), border_style="cyan")
        case _:
            return Panel(_body(section), title=Text(section.heading), title_align="left", border_style="dim")


def _body(section: Section) -> Group:
    parts: list[RenderableType] = [Text(paragraph) for paragraph in section.paragraphs]
    for block in section.blocks:
        if block.heading:
            parts.append(Text(block.heading, style="bold"))
        for item in block.items:
            line = Text("• ")
            if item.label:
                line.append(f"{item.label}: ", style="italic")
            parts.append(line.append(item.text))
            parts.extend(Text(f"    {small}", style="dim") for small in item.small)
    if section.table:
        table = RichTable(box=None, pad_edge=False)
        for (
            column
        ) in section.table.columns:  # never markup, and folded rather than cut: it can be a person's words
            table.add_column(Text(column), overflow="fold")
        for row in section.table.rows:
            table.add_row(*map(Text, row))
        parts.append(table)
    return Group(*parts)


def _tell(message: str) -> None:
    if sys.stderr is not None:
        sys.stderr.write(f"{message}\n")


def main() -> None:
    """Run the command line; the entry point of `thrive-rules`."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a letter shows another one; it does not end in a traceback.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    if sys.stdout is None:  # closed by whoever called: there is nobody to tell
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - for as long as the process lives
    try:
        try:
            app()
        finally:
            sys.stdout.flush()
    except EnginesDisagree as error:
        _tell("\n".join(str(told) for told in (error.urgent, error) if told))
        sys.exit(1)
    except ThriveRulesError as error:
        _tell(str(error))
        sys.exit(2)
    except BrokenPipeError:
        # Whoever was reading has stopped, as `head` does. Nothing is left to say, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as failure:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        _tell(f"the answer cannot be written: {failure.strerror}")
        sys.exit(1)

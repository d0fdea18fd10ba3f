"""The command line: which commands there are, and what it says where none is named."""

import gc
import inspect
import os
import sys
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from importlib import import_module
from typing import Annotated, Any, NamedTuple, cast

import typer
from typer.core import TyperCommand, TyperGroup

from thrive_rules.cli.ending import run_command
from thrive_rules.cli.terminal import line


class _Command(NamedTuple):
    """Where a command stands, and how it is used."""

    stands_in: str
    """Its module in this folder, and its function there."""
    example: str
    """What follows its name. A test runs it."""


_PANELS: dict[str, dict[str, _Command]] = {
    "With a young person": {
        "new": _Command("new.new_command", "- > case.yaml"),
        "ask": _Command("ask.ask_command", "--json --case examples/nearly_empty.yaml --reader young-person"),
        "suggest": _Command("suggest.suggest_command", "examples/ocd_severe_managing.yaml"),
        "compare": _Command(
            "suggest.compare_command",
            "examples/ocd_severe_managing.yaml examples/ocd_severe_managing_twin.yaml",
        ),
        "decide": _Command(
            "decision.decide_command",
            "examples/three_voices.yaml --from examples/decisions/answers.yaml --out -",
        ),
        "journey": _Command(
            "decision.journey_command", "examples/decisions/january.yaml examples/decisions/april.yaml"
        ),
        "show": _Command("show.show_command", "examples/decisions/january.yaml"),
    },
    "With many cases": {
        "batch": _Command("cohort.batch_command", "examples/cohort.csv /tmp/answers.parquet"),
        "cohort": _Command("cohort.cohort_command", "--n 1000 --seed 1 /tmp/cohort.parquet"),
        "map": _Command("extract.map_command", "examples/extracts/current_view.csv > map.yaml"),
        "import": _Command(
            "extract.import_command",
            "mhsds examples/extracts/mhsds.csv --map examples/extracts/mhsds.map.yaml /tmp/imported.csv",
        ),
        "study": _Command("study.study_command", "examples/study_cohort.csv --agreed agreed"),
        "population": _Command(
            "population.population_command",
            "examples/study_cohort.csv /tmp/population.html --offer examples/local_offer/options.yaml",
        ),
        "rerun": _Command("rerun.rerun_command", "examples/made_up.csv.run.json"),
    },
    "With rules": {
        "lint": _Command("rules.lint_command", "rules/thrive"),
        "test": _Command("rules.worked_command", "rules/thrive"),
        "verify": _Command("rules.verify_command", "rules/thrive"),
        "diff": _Command("rules.diff_command", "rules/thrive rules/severity-led"),
        "review": _Command("review.review_command", "rules/thrive --pack /tmp/review.html"),
    },
    "To teach, and in other systems": {
        "explorer": _Command("explorer.explorer_command", "--rules thrive /tmp/explorer.html"),
        "serve": _Command("serve.serve_command", "--check"),
        "fhir": _Command("fhir.fhir_command", "questionnaire --reader young-person"),
        "conformance": _Command("conformance.conformance_command", "--cases 20 /tmp/kit"),
    },
    "With this package and its files": {
        "doctor": _Command("doctor.doctor_command", "rules/thrive"),
        "schema": _Command("schema.schema_command", "rules > rules.schema.json"),
        "migrate": _Command("migrate.migrate_command", "--dry-run examples/ocd_severe_managing.yaml"),
    },
}
"""Every command, by what people do with it."""


class _Commands(Mapping[str, Any]):
    """Every command by its name, as typer has it. A module is opened when its command is asked for."""

    def __init__(self) -> None:
        self._panels = {name: panel for panel, commands in _PANELS.items() for name in commands}

    def __getitem__(self, name: str) -> Any:
        panel = self._panels[name]
        stands_in, example = _PANELS[panel][name]
        module, _, function = stands_in.partition(".")
        command = getattr(import_module(f"thrive_rules.cli.{module}"), function)
        alone = typer.Typer(add_completion=False)
        alone.command(
            name,
            cls=_OneCommand,
            help=_help_of(command),
            epilog=f"Example: thrive-rules {name} {example}",
            rich_help_panel=panel,
        )(command)
        return typer.main.get_command(alone)

    def __iter__(self) -> Iterator[str]:
        return iter(self._panels)

    def __len__(self) -> int:
        return len(self._panels)


class _CommandLine(TyperGroup):
    """All commands under one name. To say which there are opens each; to run one opens no other."""

    def __init__(self, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.commands = cast(MutableMapping[str, Any], _Commands())

    def get_params(self, ctx: Any) -> list[Any]:
        return _flags_take_nothing(super().get_params(ctx))


class _OneCommand(TyperCommand):
    """A command of its own."""

    def get_params(self, ctx: Any) -> list[Any]:
        return _flags_take_nothing(super().get_params(ctx))


def _flags_take_nothing(params: list[Any]) -> list[Any]:
    """The same parameters. `<bool>` beside a flag in the help would look as if it took a value."""
    for each in params:
        if getattr(each, "is_flag", False):
            each.metavar = ""
    return params


def _help_of(command: Callable[..., None]) -> str:
    """What a command is for, without the ends of lines of the source: a terminal has its own."""
    paragraphs = inspect.cleandoc(command.__doc__ or "").split("\n\n")
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)


app = typer.Typer(
    cls=_CommandLine,
    pretty_exceptions_enable=False,
    help="Candidate THRIVE needs-based groupings with explained rationales. People decide together. "
    "It does not diagnose, predict, rank, triage or decide, and it is not for emergencies.",
    epilog="Example: thrive-rules suggest examples/ocd_severe_managing.yaml --reader young-person",
)

FIRST = """\
thrive-rules helps people to talk about the groupings of the THRIVE Framework. It lists those that could fit, with the
reasons for and against each. People decide together. It is not for emergencies.

What people do first:

  thrive-rules ask case.yaml                             answer questions, and keep the answers as a case
  thrive-rules suggest case.yaml --reader young-person   read what could fit, as somebody may see it
  thrive-rules decide case.yaml --out decision.yaml      record what people decided together
  thrive-rules show decision.yaml                        read it again; several decisions are a journey

To fill in a case by hand: thrive-rules new case.yaml
Every command: thrive-rules --help
"""
"""What is said where no command is named: what people do first, in the order in which they do it."""


@app.callback(invoke_without_command=True)
def _first(
    asked: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", help="Say which package and which rules these are.")
    ] = False,
) -> None:
    if version:
        _tell_version()
        raise typer.Exit
    if asked.invoked_subcommand is None:
        sys.stdout.write(FIRST)


def _tell_version() -> None:
    from importlib.metadata import version

    from thrive_rules.rulefiles.rulefile import load_rules

    rules = load_rules()
    header = rules.header
    line(f"thrive-rules {version('thrive-rules')}")
    line(f"rule base {header.id} {header.version}, {rules.digest[: len('sha256:') + 12]}")


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a letter shows another one; it does not end in a traceback.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        if sys.stdout is None:  # closed by whoever called: there is nobody to tell
            sys.stdout = nowhere
        code = run_command(app)
        gc.freeze()  # nor is there waste worth looking for at the end
        sys.exit(code)

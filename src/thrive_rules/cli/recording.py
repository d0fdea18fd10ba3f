"""What a command that answers for many cases does around its work: a run record beside what it writes."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from thrive_rules.cli.options import STANDARD_INPUT

if TYPE_CHECKING:
    from thrive_rules.cohorts.run_record import EngineAgreement
    from thrive_rules.language.rulebase import RuleBase


@dataclass(slots=True)
class Run:
    """What a command says of its run once it knows: the counts, and whether a second engine agreed."""

    counts: dict[str, int]
    """By the names of `RunCounts`."""
    keys: tuple[str, ...] | None = None
    """Of `batch`: the columns that its output carries along."""
    engines: "EngineAgreement | None" = None
    versions: dict[str, str] = field(default_factory=dict)
    """Of what came with the package and had a say, beside the libraries: a design."""
    beside: dict[str, Path] = field(default_factory=dict)
    """What the command wrote beside the first output, and no parameter names."""


@contextmanager
def recorded(
    context: typer.Context, inputs: Sequence[str], outputs: Sequence[str], rules: "Sequence[RuleBase]" = ()
) -> Iterator[Run]:
    """A run whose outputs get a record, beside the first of them.

    `inputs` and `outputs` are the names of those parameters of the command that hold paths; those that are not given
    are passed over. `rules` are the rule bases that the parameter `rules` names, in its order. Where the run does not
    come to its end, or its record cannot be written, nothing that it wrote stays. Raises ThriveRulesError then, for an
    input that cannot be read, and where two files have one name.
    """
    from thrive_rules.cohorts.run_record import (
        RunCounts,
        RunRecord,
        files_at,
        record_beside,
        rules_of_run,
        versions,
    )
    from thrive_rules.documents.output import all_or_none, refuse_one_name, refuse_unwritable, write_whole

    run, arguments = Run({}), context.params
    written = {name: Path(arguments[name]) for name in outputs if arguments[name] is not None}
    if not written:  # what is only printed needs no record
        yield run
        return
    started = datetime.now(UTC)
    for path in written.values():
        refuse_unwritable(path)
    record = record_beside(next(iter(written.values())))
    refuse_unwritable(record)
    refuse_one_name(
        [record, *written.values()], [arguments[name] for name in inputs if arguments[name] is not None]
    )
    here = record.parent
    given = {name: Path(arguments[name]) for name in inputs if arguments[name] is not None}
    # No command reads a directory, and each says what it expects in its place: before every file in it is read in vain.
    read = {name: files_at(path, here) for name, path in given.items() if not os.path.isdir(path)}
    if piped := context.meta.get(STANDARD_INPUT):
        read[piped] = read[piped].model_copy(update={"path": STANDARD_INPUT})
    named = arguments.get("rules")
    directories = list(named) if isinstance(named, list | tuple) else [named]
    whole = [rules_of_run(*each) for each in zip(directories or [None], rules, strict=True)] if rules else []
    with all_or_none():  # an output that nobody can account for is none
        yield run
        every = written | run.beside
        found = RunRecord(
            command=context.info_name,
            arguments={
                name: _plain(value)
                for name, value in arguments.items()
                if value is not None and name not in (*inputs, *outputs, "rules", "as_json", "dry_run")
            },
            inputs=read,
            outputs={name: files_at(path, here) for name, path in every.items()},
            beside=tuple(run.beside),
            keys=run.keys,
            rules=tuple(whole),
            counts=RunCounts(**run.counts),
            engines=run.engines,
            versions=versions() | run.versions,
            started=started,
            ended=datetime.now(UTC),
        )
        write_whole(record, found.signed().model_dump_json(indent=2, exclude_none=True) + "\n")


def _plain(value: Any) -> Any:
    """An argument as JSON has it."""
    match value:
        case bool() | int() | float():
            return value
        case list() | tuple():
            return tuple(map(str, value))
        case _:
            return str(value)

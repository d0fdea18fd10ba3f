"""The pages of reference that are made from the code: commands, Python, errors, formats, sources. Kept nowhere."""

import inspect
from collections.abc import Iterator
from pathlib import Path

import typer

import thrive_rules
from thrive_rules.checks.worked import load_worked_cases
from thrive_rules.cli.main import app
from thrive_rules.cli.schema import SchemaOption, schema
from thrive_rules.faults import ThriveRulesError
from thrive_rules.language.rulebase import RuleBase

ROOT = Path(__file__).parents[1]


def pages(rules: RuleBase) -> dict[str, str]:
    """Each page as Markdown, by its place on the site."""
    return {
        "reference/commands.md": "\n".join(_commands()),
        "reference/python.md": "\n".join(_python()),
        "reference/errors.md": "\n".join(_errors()),
        "reference/formats.md": "\n".join(_formats()),
        "reference/sources.md": "\n".join(_sources(rules)),
        "reference/cases.md": "\n".join(_cases(rules)),
        "reference/examples.md": "\n".join(_examples()),
        "tutorials/explorer.md": EXPLORER,
    }


EXPLORER = """\
# The explorer

See for yourself that how bad things are moves no grouping, and what does. Everybody in it is made up. It sends and
stores nothing.

<p><a href="../explorer.html">Open the explorer</a></p>

[For trainers](../docs/trainers.md) has a session of 30 minutes with it. `thrive-rules explorer FILE` writes it as one
file, to hand on.
"""


# COMMANDS


def _commands() -> Iterator[str]:
    """Each command once, and each option once: one that several commands take is told at the end."""
    every = typer.main.get_command(app)
    if not isinstance(every, typer.core.TyperGroup):
        raise TypeError("expected several commands")
    top = typer.Context(every, info_name="thrive-rules")
    taken = {
        name: _taken(command, typer.Context(command, info_name=name, parent=top))
        for name, command in every.commands.items()
    }
    told = [each for found in taken.values() for each in found]
    shared = [each for each in dict.fromkeys(told) if told.count(each) > 1 or each[0] == "--help"]
    yield "# Commands and options\n"
    yield f"{_words(every.help)}\n"
    yield "A file named `-` is standard input. A command ends with 0 when all is well, with 1 where it finds something,"
    yield "and with 2 for input that cannot be read. What each code of an error means stands in [Errors](errors.md).\n"
    yield "Every command takes [`--help`](#option-help). Without a command:\n"
    yield from _definitions(each for each in _taken(every, top) if each not in shared)
    for name, command in every.commands.items():
        yield f"\n(command-{name})=\n## {name}\n"
        usage = command.get_usage(typer.Context(command, info_name=name, parent=top))
        yield f"```text\n{usage.removeprefix('Usage: ')}\n```\n"
        yield f"{_words(command.help)}\n"
        yield f"For example:\n\n```console\n$ {(command.epilog or '').removeprefix('Example: ')}\n```\n"
        yield from _definitions(each for each in taken[name] if each not in shared)
        also = [each[0] for each in taken[name] if each in shared and each[0] != "--help"]
        if also:
            links = ", ".join(f"[`{each}`](#{_anchor(each)})" for each in also)
            yield f"\nTold under [what several commands take](#what-several-commands-take): {links}.\n"
    yield "\n(shared-options)=\n## What several commands take\n"
    for name in sorted({each[0] for each in shared}):
        says = [each for each in shared if each[0] == name]
        yield f"({_anchor(name)})=\n`{says[0][1]}`"
        yield from (f": {_words(text)}\n" for *_, text in says)


_Taken = tuple[str, str, str]
"""An argument or an option: its name, how it is written, and what it says."""


def _taken(command: typer._click.Command, context: typer.Context) -> list[_Taken]:
    found = []
    for each in command.get_params(context):
        written, says = each.get_help_record(context) or ("", "")
        found.append((each.opts[0], written, says))
    return found


def _definitions(taken: Iterator[_Taken] | list[_Taken]) -> Iterator[str]:
    for _, written, says in taken:
        yield f"`{written}`\n: {_words(says)}\n"


def _anchor(option: str) -> str:
    return f"{'option' if option.startswith('-') else 'argument'}-{option.strip('-').lower()}"


def _words(text: str | None) -> str:
    return inspect.cleandoc(text or "").replace("<", "&lt;").replace("--", "\\-\\-").replace("[", "\\[")


# PYTHON


def _python() -> Iterator[str]:
    yield "# Python\n\nThe public names of `thrive_rules`. They stay; what stands deeper can move. "
    yield "[Errors](errors.md) are on a page of their own.\n"
    for name in thrive_rules.__all__:
        if not _is_error(name):
            kind = "autoclass" if inspect.isclass(getattr(thrive_rules, name)) else "autofunction"
            yield _documented(name, kind, f"thrive_rules.{name}")


def _documented(name: str, kind: str, path: str) -> str:
    members = "" if kind == "autofunction" else "\n   :members:\n   :member-order: bysource"
    return f"## {name}\n\n```{{eval-rst}}\n.. {kind}:: {path}{members}\n```\n"


def _is_error(name: str) -> bool:
    found = getattr(thrive_rules, name)
    return inspect.isclass(found) and issubclass(found, ThriveRulesError)


def _errors() -> Iterator[str]:
    yield "# Errors\n\nAll that can be wrong is one of these. A message names the file, the line and the field, and"
    yield "shows no value of a case. Its words may be put better one day. Its code stays.\n"
    yield _documented("Code", "autoclass", "thrive_rules.faults.Code")
    yield _documented("Fault", "autoclass", "thrive_rules.faults.Fault")
    for name in filter(_is_error, thrive_rules.__all__):
        yield _documented(name, "autoexception", f"thrive_rules.{name}")


# FORMATS AND SOURCES


def _formats() -> Iterator[str]:
    """What each kind of file may say at its top; the schema has the rest."""
    yield "# Formats of files\n\nEach kind of file has a JSON Schema. `thrive-rules schema` prints it.\n"
    for kind in SchemaOption:
        shape = schema(kind)
        yield f"## {kind}\n\n{shape['description']}\n\n[The whole schema](../docs/schemas/{kind}.schema.json)\n"
        if kind is not SchemaOption.COHORT:  # a column for each fact: a list of its own
            needed = shape.get("required", [])
            keys = (f"`{key}`{' (always)' if key in needed else ''}" for key in shape["properties"])
            yield f"At its top: {', '.join(keys)}.\n"


def _sources(rules: RuleBase) -> Iterator[str]:
    yield "# Sources\n\nEvery publication that a rule or a text rests on, and what rests on each passage.\n"
    for source in sorted(rules.sources, key=lambda each: each.id):
        yield f"## {source.id}\n\n{_words(source.citation)} <{source.address}>"
        yield "\nWe read a report of it, and not the publication itself.\n" if source.second_hand else ""
        for name, passage in source.passages.items():
            text = f"“{passage.text}”" if passage.quoted else passage.text
            citing = [rule.id for rule in rules.rules if f"{source.id}/{name}" in rule.sources]
            links = ", ".join(f"[{rule}](rules/{rule}.md)" for rule in citing)
            yield f"`{name}`\n: {_words(text)}{' Rules: ' if links else ''}{links}\n"


def _cases(rules: RuleBase) -> Iterator[str]:
    yield "# Worked cases\n\nWhat the rules that ship are expected to answer. Everybody in them is made up.\n"
    for file, worked in load_worked_cases(ROOT / "rules" / "thrive" / "cases"):
        names = ", ".join(rules.words_for[each].name for each in worked.expected.candidates) or "none"
        yield f"[{_words(worked.name)}](../rules/thrive/cases/{Path(file).name})"
        yield f": {_words(worked.why)} Candidates: {names}.\n"


def _examples() -> Iterator[str]:
    """Every file of the examples, with the remark at its top."""
    yield "# Examples\n\nFiles to try things with. Everybody in them is made up.\n"
    for file in sorted((ROOT / "examples").rglob("*")):
        if file.is_file() and "__pycache__" not in file.parts:
            name = file.relative_to(ROOT)
            yield f"- [{name.relative_to('examples')}](../{name})"

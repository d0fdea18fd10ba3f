"""What people see: colour, panels and progress in a terminal, plain text in a pipe."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any, TypeVar

from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.progress import Progress, TextColumn, track
from rich.table import Table as RichTable
from rich.text import Text

from thrive_rules.conversations.page import Page
from thrive_rules.conversations.section import Look, Section
from thrive_rules.faults import ThriveRulesError

T = TypeVar("T")


def line(text: str) -> None:
    """Write one line."""
    sys.stdout.write(text + "\n")


def print_json(answer: Any) -> None:
    """Write an answer as JSON."""
    encoding = (sys.stdout.encoding or "").lower()
    line(json.dumps(answer, indent=2, ensure_ascii=not encoding.startswith("utf")))  # nothing becomes a "?"


def table(columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    """A table in a terminal; in a pipe, one line for each row, with tabs and without a heading."""
    if sys.stdout.isatty():
        shown = RichTable()
        for column in columns:
            shown.add_column(column, overflow="fold")  # a word that is cut tells nobody anything
        for row in rows:
            shown.add_row(*map(Text, row))
        Console().print(shown)
    else:
        for row in rows:
            line("\t".join(row))


def show(page: Page) -> None:
    """A page as panels in a terminal, as plain text in a pipe."""
    if not sys.stdout.isatty():
        line(str(page).removesuffix("\n"))
        return
    console = Console()
    beside: list[RenderableType] = []
    for section in page.sections:
        if section.look is Look.BESIDE:  # need and severity, side by side
            beside.append(Panel(_body(section), title=Text(section.heading)))
            continue
        if beside:
            pair = RichTable.grid(expand=True, padding=(0, 1))
            for _ in beside:
                pair.add_column(ratio=1, overflow="fold")
            pair.add_row(*beside)
            console.print(pair)
            beside = []
        console.print(_panel(section, console.width))


# One look for every grouping: none is greener than another.
_BORDERS = {Look.URGENT: "bold red", Look.GROUPING: "cyan"}


def _panel(section: Section, width: int) -> Panel:
    if len(section.heading) + 6 > width:  # a title is cut where it does not fit, and half a name is none
        body = Group(Text(section.heading, style="bold"), *_body(section).renderables)
        return Panel(body, border_style=_BORDERS.get(section.look, "dim"))
    match section.look:
        case Look.URGENT:
            return Panel(_body(section), title=Text(section.heading), border_style=_BORDERS[Look.URGENT])
        case Look.GROUPING:
            return Panel(
                _body(section),
                title=Text(section.heading, style="bold"),
                border_style=_BORDERS[Look.GROUPING],
            )
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


def ask(question: str) -> str:
    """Ask a person at a terminal; their line as typed. Raises KeyboardInterrupt and EOFError as `input` does."""
    Console().print(Text(question, style="bold"))
    return input("> ")


def tell(message: str) -> None:
    """Write a message to whoever called, if there is anybody."""
    if sys.stderr is not None:
        sys.stderr.write(f"{message}\n")


def watch(what: Iterable[T], saying: str, total: int | None = None) -> Iterable[T]:
    """Progress over things that take more than a moment, for a person at a terminal.

    Where `total` says how many there will be, each is made only when its turn comes.
    """
    silent = not (sys.stderr and sys.stderr.isatty())
    known = what if total is not None else list(what)
    return track(known, saying, total, console=Console(stderr=True), transient=True, disable=silent)


@contextmanager
def progress(saying: str) -> Iterator[Callable[[float, int], None]]:
    """A bar for a person at a terminal, moved by the share that is done, from 0 to 1, and the count so far."""
    silent = not (sys.stderr and sys.stderr.isatty())
    columns = (*Progress.get_default_columns(), TextColumn("{task.fields[count]:,}"))
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=silent) as bar:
        task = bar.add_task(saying, total=1.0, count=0)

        def watch(share: float, count: int) -> None:
            # Of a compressed file nobody knows the length: the bar then only moves, and the count goes up.
            bar.update(task, completed=share, total=1.0 if share else None, count=count)

        yield watch


def with_extra(extra: str, module: str) -> Any:
    """A room behind the door of an optional library, or a clear word on how to get in."""
    try:
        return import_module(module)
    except (ImportError, OSError) as missing:  # a library whose own library is not there is an OSError
        named = getattr(missing, "name", None) or "more than is installed"
        raise ThriveRulesError(
            f"this needs {named}; install it with: pip install 'thrive-rules[{extra}]'"
        ) from None

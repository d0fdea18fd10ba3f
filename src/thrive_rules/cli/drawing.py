"""How things look in a terminal: panels, tables and bars. The one door to rich, opened only to draw."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.progress import Progress, TextColumn, track
from rich.table import Table
from rich.text import Text

from thrive_rules.conversations.page import Page
from thrive_rules.conversations.page_language import in_plain_text
from thrive_rules.conversations.section import Look, Section

T = TypeVar("T")


def draw_table(columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    """A table under its heading."""
    drawn = Table()
    for column in columns:
        drawn.add_column(column, overflow="fold")  # a word that is cut tells nobody anything
    for row in rows:
        drawn.add_row(*map(Text, row))
    Console().print(drawn)


def draw_page(page: Page) -> None:
    """The sections of a page as panels, one below the other; need and severity side by side."""
    console = Console()
    beside: list[RenderableType] = []
    for section in page.sections:
        if section.look is Look.BESIDE:  # need and severity, side by side
            beside.append(Panel(_body(section), title=_text(section.heading)))
            continue
        if beside:
            pair = Table.grid(expand=True, padding=(0, 1))
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
        body = Group(_text(section.heading, style="bold"), *_body(section).renderables)
        return Panel(body, border_style=_BORDERS.get(section.look, "dim"))
    match section.look:
        case Look.URGENT:
            return Panel(_body(section), title=_text(section.heading), border_style=_BORDERS[Look.URGENT])
        case Look.GROUPING:
            return Panel(
                _body(section),
                title=_text(section.heading, style="bold"),
                border_style=_BORDERS[Look.GROUPING],
            )
        case _:
            return Panel(_body(section), title=_text(section.heading), title_align="left", border_style="dim")


def _body(section: Section) -> Group:
    shown = (*filter(None, [section.picture]), *section.paragraphs)
    parts: list[RenderableType] = [_text(paragraph) for paragraph in shown]
    for block in section.blocks:
        if block.heading:
            parts.append(_text(block.heading, style="bold"))
        for item in block.items:
            line = Text("• ")
            if item.label:
                line.append_text(_text(f"{item.label}: ", style="italic"))
            parts.append(line.append_text(_text(item.shown)))
            parts.extend(_text(f"    {small}", style="dim") for small in item.small)
    if section.table:
        table = Table(box=None, pad_edge=False)
        for (
            column
        ) in section.table.columns:  # never markup, and folded rather than cut: it can be a person's words
            table.add_column(_text(column), overflow="fold")
        for row in section.table.rows:
            table.add_row(*map(_text, row))
        parts.append(table)
    return Group(*parts)


def _text(text: str, style: str = "") -> Text:
    return Text(in_plain_text(text), style=style)


def draw_paragraph(text: str) -> None:
    """A paragraph, broken between words."""
    Console().print(_text(text))


def draw_question(question: str) -> None:
    """What a person is asked."""
    Console().print(_text(question, style="bold"))


def bar_over(what: Iterable[T], saying: str, total: int | None) -> Iterable[T]:
    """The same things, with a bar that moves from one to the next."""
    return track(what, saying, total, console=Console(stderr=True), transient=True)


@contextmanager
def bar(saying: str) -> Iterator[Callable[[float, int], None]]:
    """A bar, moved by the share that is done, from 0 to 1, and the count so far."""
    columns = (*Progress.get_default_columns(), TextColumn("{task.fields[count]:,}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task(saying, total=1.0, count=0)

        def move(share: float, count: int) -> None:
            # Of a compressed file nobody knows the length: the bar then only moves, and the count goes up.
            shown.update(task, completed=share, total=1.0 if share else None, count=count)

        yield move

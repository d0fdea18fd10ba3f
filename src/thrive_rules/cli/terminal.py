"""What people see: colour, panels and progress in a terminal, plain text in a pipe."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar, assert_never

from thrive_rules.cli.options import Form

if TYPE_CHECKING:
    from thrive_rules.conversations.page import Page

T = TypeVar("T")
_CONTROLS = {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160)) if chr(code) not in "\t\n"}
"""Letters that a terminal obeys, such as those in the name of a file, as Python escapes them."""


def line(text: str) -> None:
    """Write one line, or a page that is several."""
    sys.stdout.write(text.translate(_CONTROLS) + "\n")


def print_json(answer: Any, *, in_one_line: bool = False) -> None:
    """Write an answer as JSON, over several lines or in one."""
    encoding = (sys.stdout.encoding or "").lower()
    escaped = not encoding.startswith("utf")  # nothing becomes a "?"
    line(json.dumps(answer, indent=None if in_one_line else 2, ensure_ascii=escaped))


def show_table(columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    """A table in a terminal; in a pipe, one line for each row, with tabs and without a heading."""
    if sys.stdout.isatty():
        from thrive_rules.cli.drawing import draw_table

        draw_table(columns, rows)
    else:
        for row in rows:
            line("\t".join(row))


def show_page(page: "Page") -> None:
    """A page as panels in a terminal, as plain text in a pipe."""
    if sys.stdout.isatty():
        from thrive_rules.cli.drawing import draw_page

        draw_page(page)
    else:
        line(str(page).removesuffix("\n"))


def print_as(form: Form, page: "Page", data: Any) -> None:
    """An answer in the form that was asked for: the page, or its data as JSON."""
    match form:
        case Form.TEXT:
            show_page(page)
        case Form.MARKDOWN:
            line(page.markdown().removesuffix("\n"))
        case Form.HTML:
            line(page.html().removesuffix("\n"))
        case Form.JSON:
            print_json(data)
        case _:
            assert_never(form)


def say_paragraph(text: str) -> None:
    """A paragraph for a person at a terminal, broken between words, with an empty line after it."""
    from thrive_rules.cli.drawing import draw_paragraph

    draw_paragraph(f"{text}\n")


def ask(question: str) -> str:
    """Ask a person at a terminal; their line as typed. Raises KeyboardInterrupt and EOFError as `input` does."""
    from thrive_rules.cli.drawing import draw_question

    draw_question(question)
    return input("> ")


def ask_until(question: str, understand: Callable[[str], T], expected: str) -> tuple[str, T]:
    """Ask until the answer is understood: the line as typed, and what it means. Raises as `ask` does."""
    while True:
        text = ask(question)
        try:
            return text, understand(text)
        except (ValueError, KeyError):
            line(f"This was not understood; expected {expected}.")


def at_a_terminal() -> bool:
    """Whether somebody is there to answer."""
    return sys.stdin is not None and sys.stdin.isatty()


def tell(message: str) -> None:
    """Write a message to whoever called, if there is anybody."""
    if sys.stderr is not None:
        sys.stderr.write(f"{message}\n")


def watch(what: Iterable[T], saying: str, total: int | None = None) -> Iterable[T]:
    """Progress over things that take more than a moment, for a person at a terminal.

    Where `total` says how many there will be, each is made only when its turn comes.
    """
    known = what if total is not None else list(what)
    if not _somebody_waits():
        return known
    from thrive_rules.cli.drawing import bar_over

    return bar_over(known, saying, total)


@contextmanager
def progress(saying: str) -> Iterator[Callable[[float, int], None]]:
    """What is moved by the share that is done, from 0 to 1, and the count so far: a bar for a person at a terminal."""
    if not _somebody_waits():
        yield lambda share, count: None
        return
    from thrive_rules.cli.drawing import bar

    with bar(saying) as move:
        yield move


def _somebody_waits() -> bool:
    return bool(sys.stderr and sys.stderr.isatty())

"""Sections as Markdown (CommonMark, with tables). Every text is escaped: no words of a person become markup."""

import re
from collections.abc import Iterable, Iterator

from thrive_rules.conversations.page_language import in_plain_text
from thrive_rules.conversations.section import Item, Section, Table, readable

# A colon or a full stop is escaped only where some readers of Markdown would make a link around it.
_MARKUP = re.compile(r"[\\`*_{}\[\]<>()#|~&$^@!]|:(?=//)|(?<=www)\.", re.IGNORECASE)
_OPENS_A_LINE = re.compile(r"[-+=:]|(?<=\d)\.")


def as_markdown(sections: Iterable[Section]) -> str:
    """Sections as one Markdown text, whose first heading is that of the first section."""
    parts: list[str] = []
    for index, section in enumerate(sections):
        level = "##" if index else "#"
        parts.append(f"{level} {_in_a_line(section.heading)}")
        if section.picture:
            parts.append(f"*{_in_a_line(section.picture)}*")
        parts.extend(_in_lines(text, "") for text in section.paragraphs)
        for block in section.blocks:
            if block.heading:
                parts.append(f"{level}# {_in_a_line(block.heading)}")
            parts.append("\n".join(line for item in block.items for line in _list_item(item)))
        if section.table:
            parts.append("\n".join(_rows(section.table)))
    return "\n\n".join(filter(None, parts)) + "\n"


def _list_item(item: Item) -> Iterator[str]:
    label = f"**{_in_a_line(item.label)}:** " if item.label else ""
    yield f"- {label}{_in_lines(item.shown, '  ')}"
    for small in item.small:
        yield f"  - {_in_lines(small, '    ')}"


def _rows(table: Table) -> Iterator[str]:
    for index, row in enumerate((table.columns, *table.rows)):
        yield f"| {' | '.join(map(_in_a_line, row))} |"
        if not index:
            yield f"|{' --- |' * len(row)}"


def _in_a_line(text: str) -> str:
    return _escaped(" ".join(readable(in_plain_text(text)).split("\n")))


def _in_lines(text: str, indent: str) -> str:
    """A text with its line breaks, as hard breaks; an empty line in it would end what it stands in."""
    lines = (line for each in readable(in_plain_text(text)).split("\n") if (line := _escaped(each)))
    return f"\\\n{indent}".join(lines)


def _escaped(text: str) -> str:
    text = _MARKUP.sub(r"\\\g<0>", text.strip())
    # What is markup at the start of a line alone; a number is, where a point comes after it.
    number = re.match(r"\d*", text)
    start = number.end() if number else 0
    return f"{text[:start]}\\{text[start:]}" if _OPENS_A_LINE.match(text, start) else text

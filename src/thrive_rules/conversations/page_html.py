"""Sections as one HTML document: no script, nothing loaded; readable on a phone, in the dark and on paper."""

import base64
import hashlib
from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

from thrive_rules.conversations.section import OF_DANGER, Block, Item, Look, Section, Table, readable

_LOOK = """
:root { color-scheme: light dark; --ink: #1d1d1f; --quiet: #55555c; --paper: #ffffff; --line: #b9b9c0; --edge: #2f6f8f;
  --first: #8a2d12; }
@media (prefers-color-scheme: dark) { :root { --ink: #ececf0; --quiet: #b4b4bd; --paper: #17171a; --line: #55555c;
  --edge: #7fb8d4; --first: #f0a58c; } }
* { box-sizing: border-box; }
body { color: var(--ink); background: var(--paper); font: 1.0625rem/1.6 system-ui, sans-serif; margin: 0; }
main { max-width: 46rem; margin: 0 auto; padding: 1.5rem 1.25rem 4rem; }
section { margin: 2.25rem 0; }
h1, h2, h3 { line-height: 1.25; text-wrap: balance; }
h1 { font-size: 1.6rem; margin: 0 0 .75rem; }
h2 { font-size: 1.25rem; margin: 0 0 .6rem; }
h3 { font-size: 1.0625rem; margin: 1.25rem 0 .35rem; }
p, li, td, th { overflow-wrap: anywhere; white-space: pre-line; }
p { margin: .5rem 0; }
ul { margin: .4rem 0; padding-left: 1.25rem; }
li { margin: .45rem 0; }
li ul { color: var(--quiet); font-size: .9rem; margin: .2rem 0 0; }
li li { margin: .1rem 0; }
.urgent { border: 3px solid var(--first); border-radius: .5rem; padding: 1rem 1.25rem; font-size: 1.125rem; }
.grouping { border: 1px solid var(--edge); border-left-width: 6px; border-radius: .5rem; padding: 1rem 1.25rem; }
.together { display: grid; gap: 0 1.5rem; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); }
.beside { border-top: 1px solid var(--line); padding-top: 1rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: .95rem; }
th, td { border-bottom: 1px solid var(--line); padding: .4rem .9rem .4rem 0; text-align: left; vertical-align: top; }
tbody th { font-weight: 400; }
@media print {
  @page { size: A4; margin: 16mm; }
  :root { color-scheme: light; --ink: #000000; --quiet: #333333; --paper: #ffffff; --line: #8c8c8c; --edge: #000000;
    --first: #000000; }
  body { font-size: 10.5pt; line-height: 1.45; }
  main { max-width: none; padding: 0; }
  section { margin: 1.1rem 0; }
  h1, h2, h3 { break-after: avoid; }
  li, tr, .urgent { break-inside: avoid; }
  thead { display: table-header-group; }
  .wide { overflow: visible; }
}
"""


def as_html(sections: Sequence[Section]) -> str:
    """Sections as one document. Its first heading is that of the first section, whatever that tells."""
    numbered = enumerate(sections)
    # Need and severity stand next to each other, where the screen has room for both.
    parts = [
        f'<div class="together">\n{told}\n</div>' if look is Look.BESIDE else told
        for look, group in groupby(numbered, lambda each: each[1].look)
        if (told := "\n".join(_section(section, index) for index, section in group))
    ]
    return whole_page(_title(sections), _LOOK, "\n".join(parts))


def whole_page(title: str, look: str, body: str, script: str = "") -> str:
    """A document around what is HTML already: nothing is loaded from anywhere, and nothing may run but `script`."""
    runs, at_the_end = "", ""
    if script:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        runs, at_the_end = f"; script-src 'sha256-{digest}'", f"<script>{script}</script>\n"
    return (
        '<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" '
        f"content=\"default-src 'none'; style-src 'unsafe-inline'{runs}\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_text(title)}</title>\n<style>{look}</style>\n</head>\n<body>\n<main>\n{body}\n</main>\n"
        f"{at_the_end}</body>\n</html>\n"
    )


def _title(sections: Sequence[Section]) -> str:
    # It stands on the tab of a screen that others may see, so it does not tell of danger.
    calm = (section.heading for section in sections if section.kind not in OF_DANGER)
    return next(calm, "thrive-rules")


def _section(section: Section, index: int) -> str:
    level = 2 if index else 1
    name = f"part-{index + 1}"
    inner = [f'<h{level} id="{name}">{_text(section.heading)}</h{level}>']
    inner.extend(f"<p>{_text(text)}</p>" for text in section.paragraphs)
    for block in section.blocks:
        inner.extend(_block(block, level + 1))
    if section.table:
        inner.append(_table(section.table, name))
    told = "\n".join(inner)
    return f'<section class="{section.look}" data-kind="{section.kind}" aria-labelledby="{name}">\n{told}\n</section>'


def _block(block: Block, level: int) -> Iterator[str]:
    if block.heading:
        yield f"<h{level}>{_text(block.heading)}</h{level}>"
    if block.items:
        items = "\n".join(f"<li>{_item(item)}</li>" for item in block.items)
        yield f"<ul>\n{items}\n</ul>"


def _item(item: Item) -> str:
    label = f"<strong>{_text(item.label)}:</strong> " if item.label else ""
    small = "".join(f"<li>{_text(text)}</li>" for text in item.small)
    return f"{label}{_text(item.shown)}" + (f"<ul>{small}</ul>" if small else "")


def _table(table: Table, name: str) -> str:
    # The corner of a table names nothing, and a heading without a word would be read out as one.
    head = "".join(
        f'<th scope="col">{_text(column)}</th>' if column else "<td></td>" for column in table.columns
    )
    rows = "\n".join(
        f'<tr><th scope="row">{_text(row[0])}</th>'
        + "".join(f"<td>{_text(cell)}</td>" for cell in row[1:])
        + "</tr>"
        for row in table.rows
    )
    # It can be wider than a phone: then it is moved by itself, with a keyboard too.
    return (
        f'<div class="wide" role="region" aria-labelledby="{name}" tabindex="0"><table>\n'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody></table></div>"
    )


def _text(text: str) -> str:
    return escape(readable(text))

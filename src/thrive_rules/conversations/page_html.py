"""Sections as one HTML document: no script, nothing loaded; readable on a phone, in the dark and on paper."""

import base64
import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from html import escape
from importlib.resources import files
from itertools import groupby

from thrive_rules.conversations.page_language import (
    ENGLISH,
    PageLanguage,
    direction_of,
    in_plain_text,
    spans_of,
)
from thrive_rules.conversations.section import (
    OF_DANGER,
    Block,
    Item,
    Look,
    Section,
    SectionKind,
    Table,
    Whose,
    readable,
)

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
ul { margin: .4rem 0; padding-inline-start: 1.25rem; }
li { margin: .45rem 0; }
li ul { color: var(--quiet); font-size: .9rem; margin: .2rem 0 0; }
li li { margin: .1rem 0; }
.urgent { border: 3px solid var(--first); border-radius: .5rem; padding: 1rem 1.25rem; font-size: 1.125rem; }
.grouping { border: 1px solid var(--edge); border-inline-start-width: 6px; border-radius: .5rem; }
.grouping { padding: 1rem 1.25rem; }
.together { display: grid; gap: 0 1.5rem; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); }
.beside { border-top: 1px solid var(--line); padding-top: 1rem; }
.sides { display: grid; gap: 0 1.5rem; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); }
.wide { overflow-x: auto; }
.hide { background: var(--paper); border: 2px solid var(--ink); border-radius: .5rem; color: var(--ink);
  cursor: pointer; float: inline-end; font: inherit; margin: 0 0 .5rem .5rem; padding: .4rem .8rem; position: sticky;
  top: .5rem; }
.hide:focus-visible, .wide:focus-visible { outline: 3px solid var(--edge); outline-offset: 2px; }
.picture { border: 1px dashed var(--line); border-radius: .5rem; color: var(--quiet); padding: .75rem 1rem; }
table { border-collapse: collapse; font-size: .95rem; }
th, td { border-bottom: 1px solid var(--line); padding-block: .4rem; padding-inline-end: .9rem; }
th, td { text-align: start; vertical-align: top; }
tbody th { font-weight: 400; }
@media print {
  @page { size: A4; margin: 13mm 15mm; }
  :root { color-scheme: light; --ink: #000000; --quiet: #333333; --paper: #ffffff; --line: #8c8c8c; --edge: #000000;
    --first: #000000; }
  body { font: 11pt/1.25 Arial, "Liberation Sans", Helvetica, sans-serif; }
  main { max-width: none; padding: 0; }
  section { margin: 0 0 .4rem; }
  h1, h2, h3 { break-after: avoid; margin: 0 0 .1rem; }
  h1 { font-size: 15pt; }
  h2 { font-size: 12.5pt; }
  h3, li ul, table { font-size: 11pt; }
  p, ul, li { margin: .05rem 0; }
  .urgent { border-width: 2px; font-size: 12pt; padding: .3rem .6rem; }
  .groupings { display: grid; gap: .4rem; grid-template-columns: 1fr 1fr; margin: 0 0 .4rem; }
  .grouping { border-inline-start-width: 3px; break-inside: avoid; margin: 0; padding: .25rem .5rem; }
  .sides { display: block; }
  .short { break-inside: avoid; display: inline-block; padding-inline-end: 1rem; vertical-align: top; width: 49%; }
  li, tr, .urgent { break-inside: avoid; }
  thead { display: table-header-group; }
  .wide { overflow: visible; }
  .hide { display: none; }
}
"""


_SHORT = (
    SectionKind.AGAINST_SEVERAL,
    SectionKind.VIEWS,
    SectionKind.NOT_PUT_FORWARD,
    SectionKind.ASK_FIRST,
    SectionKind.QUESTIONS,
    SectionKind.NOT_SAFE,
    SectionKind.NOBODY_HAS_DECIDED,
    SectionKind.ABOUT,
)
"""Sections that stand two beside each other on paper, so that a page stays a page."""


_TOGETHER = {Look.BESIDE: "together", Look.GROUPING: "groupings"}


def as_html(sections: Sequence[Section], language: PageLanguage | None = None, hide: str = "") -> str:
    """Sections as one document. Its first heading is that of the first section, whatever that tells.

    With `hide`, which stands on a button, the button or the key Escape hides it.
    """
    tag = language.tag if language else ENGLISH
    body, script = "\n".join(_parts(sections, 1)), ""
    if hide:
        script = f"const HIDE = {json_in_html(in_plain_text(hide))};\n" + files(
            "thrive_rules.conversations"
        ).joinpath("page.js").read_text("utf-8")
    return html_document(_title(sections), _LOOK, body, script, tag=tag)


def as_fragment(sections: Sequence[Section], language: PageLanguage | None = None) -> str:
    """Sections as a part of somebody else's document, in its look: headings from the second level on, and no ids."""
    body = "\n".join(_parts(sections, 2))
    tag = language.tag if language else ENGLISH
    part = f'<div lang="{tag}" dir="{direction_of(tag)}">\n{body}\n</div>\n'
    return re.sub(r' (?:id|aria-labelledby)="[^"]*"', "", part)


def _parts(sections: Sequence[Section], level: int) -> Iterator[str]:
    numbered = [(section, index, level if index == 0 else 2) for index, section in enumerate(sections)]
    # Need and severity stand next to each other, where the screen has room for both; on paper, the groupings do.
    for look, group in groupby(numbered, lambda each: each[0].look):
        body = "\n".join(_section(*each) for each in group)
        yield f'<div class="{_TOGETHER[look]}">\n{body}\n</div>' if look in _TOGETHER else body


def html_document(title: str, look: str, body: str, script: str = "", *, tag: str = ENGLISH) -> str:
    """A document around what is HTML already: nothing is loaded or sent, and nothing may run but `script`.

    `tag` is the language of the document, as web pages name it. Drawings in `body` may bring a look of their own.
    """
    plain = escape(readable("".join(piece for piece, _ in spans_of(title))))
    # Texts are escaped, so that none of them has such a thing in it.
    looks = "'unsafe-inline'" if ' style="' in body else _allowed(look)
    runs, at_the_end = (
        (f"; script-src {_allowed(script)}", f"<script>{script}</script>\n") if script else ("", "")
    )
    return (
        f'<!DOCTYPE html>\n<html lang="{tag}" dir="{direction_of(tag)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_NOTHING_ELSE}; style-src {looks}{runs}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{plain}</title>\n<style>{look}</style>\n</head>\n<body>\n<main>\n{body}\n</main>\n"
        f"{at_the_end}</body>\n</html>\n"
    )


def json_in_html(data: object) -> str:
    """JSON as a script of a document holds it: nothing in it ends the script."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


_NOTHING_ELSE = "default-src 'none'; connect-src 'none'; base-uri 'none'; form-action 'none'"
"""Nothing is loaded, sent or put in the place of something else; the last two do not follow from the first."""


def _allowed(text: str) -> str:
    """What a policy names the one text that it allows."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _title(sections: Sequence[Section]) -> str:
    # It stands on the tab of a screen that others may see, so it does not tell of danger.
    calm = (section.heading for section in sections if section.kind not in OF_DANGER)
    return next(calm, "thrive-rules")


def _section(section: Section, index: int, level: int) -> str:
    name = f"part-{index + 1}"
    inner = [f'<h{level} id="{name}">{_text(section.heading)}</h{level}>']
    if section.picture:
        inner.append(f'<p class="picture" data-picture="{section.kind}">{_text(section.picture)}</p>')
    inner.extend(f"<p>{_text(text)}</p>" for text in section.paragraphs)
    blocks = ["".join(f"{part}\n" for part in _block(block, level + 1)) for block in section.blocks]
    if section.look is Look.GROUPING:  # what speaks for it and against it: side by side where there is room
        inner.append(
            '<div class="sides">\n' + "".join(f"<div>\n{each}</div>\n" for each in blocks) + "</div>"
        )
    else:
        inner.extend(blocks)
    if section.table:
        inner.append(_table(section.table, name))
    body = "\n".join(inner)
    short = " short" if section.kind in _SHORT else ""
    opened = f'<section class="{section.look}{short}" data-kind="{section.kind}" aria-labelledby="{name}">'
    return f"{opened}\n{body}\n</section>"


def _block(block: Block, level: int) -> Iterator[str]:
    if block.heading:
        yield f"<h{level}>{_text(block.heading)}</h{level}>"
    if block.items:
        items = "\n".join(f"<li>{_item(item)}</li>" for item in block.items)
        yield f"<ul>\n{items}\n</ul>"


def _item(item: Item) -> str:
    label = f"<strong>{_text(item.label)}:</strong> " if item.label else ""
    small = "".join(f"<li>{_text(text)}</li>" for text in item.small)
    # People's own words run as they do, whichever way the page runs.
    text = f"<bdi>{_text(item.shown)}</bdi>" if item.whose is Whose.PEOPLE else _text(item.shown)
    return f"{label}{text}" + (f"<ul>{small}</ul>" if small else "")


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
        f'<div class="wide" role="group" aria-labelledby="{name}" tabindex="0"><table>\n'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody></table></div>"
    )


def _text(text: str) -> str:
    pieces = ((escape(readable(piece)), is_english) for piece, is_english in spans_of(text))
    return "".join(
        f'<span lang="en" dir="ltr">{piece}</span>' if is_english else piece for piece, is_english in pieces
    )

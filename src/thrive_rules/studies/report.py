"""Figures as one HTML file that stands alone: it loads nothing from anywhere, and prints well on A4.

Pictures are in it where matplotlib is installed; the tables say it all.
"""

from collections.abc import Iterable, Mapping
from html import escape

from thrive_rules.conversations.page_html import html_document
from thrive_rules.studies.parts import CaptionedTable, StudyPart
from thrive_rules.studies.study import Study
from thrive_rules.studies.study_page import parts_of, title_of

MOST_TOGETHER = 12
"""A table with up to so many rows stays on one page of paper."""

_LOOK = """
:root { color-scheme: light dark; --ink: #1b1b1b; --paper: #ffffff; --line: #8c8c8c; }
@media (prefers-color-scheme: dark) { :root { --ink: #ececec; --paper: #161616; --line: #7d7d7d; } }
body { color: var(--ink); background: var(--paper); font: 1rem/1.5 system-ui, sans-serif; max-width: 62rem;
  margin: 2rem auto; padding: 0 1rem; }
h1, h2 { line-height: 1.2; }
h2 { margin-top: 2.5rem; }
p { max-width: 44rem; overflow-wrap: break-word; }
figure { margin: 1rem 0; max-width: 40rem; overflow-x: auto; break-inside: avoid; }
figure svg { width: 100%; min-width: 30rem; height: auto; }
.bar { display: block; width: 100%; min-width: 4rem; height: .6rem; fill: currentColor; }
.bar rect:first-child { opacity: .15; }
figcaption { font-size: .85rem; }
caption { text-align: left; font-weight: 600; padding: .3rem 0; }
.wide { overflow-x: auto; margin: 1rem 0; }
table { border-collapse: collapse; font-size: .85rem; font-variant-numeric: tabular-nums; }
th, td { border-bottom: 1px solid var(--line); padding: .25rem .6rem .25rem 0; text-align: left; vertical-align: top; }
tbody th { font-weight: 400; min-width: 6rem; overflow-wrap: anywhere; }
@media print {
  @page { size: A4; margin: 16mm; }
  :root { color-scheme: light; --ink: #000000; --paper: #ffffff; --line: #8c8c8c; }
  body { margin: 0; padding: 0; max-width: none; font-size: 9.5pt; }
  table { font-size: 7.5pt; width: 100%; }
  thead { display: table-header-group; }
  tr, caption, .short { break-inside: avoid; }
  h2, caption { break-after: avoid; }
  .wide { overflow: visible; }
}
"""


def study_report(study: Study) -> str:
    """A study as one HTML file: nothing is loaded from anywhere, and the same study gives the same bytes."""
    try:
        from thrive_rules.studies.pictures import pictures

        drawn, missing = pictures(study), ""
    except ImportError:
        drawn, missing = {}, "<p>There are no pictures: pip install 'thrive-rules[study]' brings them.</p>"
    return document_of_parts(title_of(study), parts_of(study), drawn, missing)


def document_of_parts(
    title: str, parts: Iterable[StudyPart], drawn: Mapping[str, tuple[str, str]], first: str = ""
) -> str:
    """Parts as one HTML file under a title, each with its picture where there is one; `first` is HTML already."""
    body = "\n".join(_section(part, drawn.get(part.name)) for part in parts)
    return html_document(title, _LOOK, f"<h1>{escape(title)}</h1>\n{first}\n{body}")


def _section(part: StudyPart, picture: tuple[str, str] | None) -> str:
    said = "\n".join(f"<p>{escape(text)}</p>" for text in part.says)
    drawn = (
        f'<figure tabindex="0">{picture[0]}<figcaption>{escape(picture[1])}</figcaption></figure>\n'
        if picture
        else ""
    )
    tables = "\n".join(_table(table) for table in part.tables if table.rows)
    return f'<section id="{part.name}">\n<h2>{escape(part.heading)}</h2>\n{said}\n{drawn}{tables}\n</section>'


def _table(table: CaptionedTable) -> str:
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in table.columns)
    rows = "\n".join(
        f'<tr><th scope="row">{escape(row[0])}</th>'
        + "".join(
            f"<td>{escape(cell)}{'' if long is None else _bar(long)}</td>"
            for cell, long in zip(row[1:], bars, strict=True)
        )
        + "</tr>"
        for row, bars in zip(
            table.rows, table.bars or [(None,) * (len(row) - 1) for row in table.rows], strict=True
        )
    )
    kept = "wide short" if len(table.rows) <= MOST_TOGETHER else "wide"
    return (
        f'<div class="{kept}" tabindex="0"><table><caption>{escape(table.caption)}</caption>\n'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody></table></div>"
    )


def _bar(long: float) -> str:
    """A bar beside a number that says the same. It stays in print and in forced colours, as a background would not."""
    return (
        '<svg class="bar" aria-hidden="true" viewBox="0 0 100 10" preserveAspectRatio="none">'
        f'<rect width="100" height="10"/><rect width="{100 * long:.0f}" height="10"/></svg>'
    )

"""Pictures of a study as SVG that stands in a page and loads nothing. Needs matplotlib, of the extra `[study]`.

One ink for every grouping: no colour makes one look better than another.
"""

import io
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from thrive_rules.cases.case import Grouping
from thrive_rules.cohorts.result import Sizes
from thrive_rules.studies.coverage import Coverage
from thrive_rules.studies.leak import MEASURES, LeakAudit
from thrive_rules.studies.rerun import Sensitivity
from thrive_rules.studies.study import Study

_INK = "#010203"
_STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",  # text stays text: it can be read out, copied, and shown in the reader's own font
    "svg.hashsalt": "thrive-rules",  # the same study gives the same bytes
    "font.family": "sans-serif",
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    **dict.fromkeys(("text.color", "axes.edgecolor", "axes.labelcolor", "xtick.color", "ytick.color"), _INK),
}


def pictures(study: Study) -> dict[str, tuple[str, str]]:
    """For each part of a study that a picture says sooner: an SVG, and what it shows in words."""
    with rc_context(_STYLE):
        return {name: (_draw(name, paint, caption), caption) for name, caption, paint in _pictures(study)}


def _pictures(study: Study) -> Iterator[tuple[str, str, Callable[[Figure], None]]]:
    sizes = study.candidates.sizes
    yield (
        "candidates",
        "How many rows have no candidate, one, two, and so on.",
        lambda figure: _bars(figure, sizes),
    )
    if (coverage := study.coverage) and coverage.by_rules.rows:
        caption = (
            "Share of rows in which what people agreed is among the candidates, against how many candidates rows have. "
            "A random choice of as many candidates lies where the ring is."
        )
        yield "coverage", caption, lambda figure: _coverage(figure, coverage)
    audit = study.leak_audit
    if any(test.difference is not None for test in audit.tests):
        caption = (
            "Mean severity of rows with the candidate less that of rows with the same needs and without it (dot), and "
            "where 95 of 100 random permutations lie (bar)."
        )
        yield "leak_audit", caption, lambda figure: _leaks(figure, audit)
    if (sensitivity := study.sensitivity) and any(blanked.stays for blanked in sensitivity.shares):
        caption = "Share of candidates that stay, as more of the known answers are taken away; a dot for each repeat."
        yield "sensitivity", caption, lambda figure: _sensitivity(figure, sensitivity)


def _bars(figure: Figure, sizes: Sizes) -> None:
    axes = _panels(figure, 2.2, left=0.14)[0]
    bars = axes.bar([str(size) for size in range(len(sizes.counts))], sizes.counts, color=_INK, alpha=0.5)
    axes.bar_label(bars, [f"{count:,}" for count in sizes.counts], padding=2)
    _label(axes, "candidates in a row", "rows")


def _coverage(figure: Figure, coverage: Coverage) -> None:
    axes = _panels(figure, 3)[0]
    for covered, name in (
        (coverage.by_rules, "these rules"),
        (coverage.everything_always, "everything, always"),
    ):
        spot = (covered.sizes.mean or 0, covered.share or 0)
        axes.plot(*spot, "o", color=_INK)
        axes.annotate(name, spot, (0, 7), textcoords="offset points", ha="center")
    chance = (coverage.by_rules.sizes.mean or 0, coverage.by_rules.by_chance or 0)
    axes.plot(*chance, "o", color=_INK, mfc="none")
    axes.set_xlim(0, 5.7)
    axes.set_ylim(0, 1.15)
    axes.set_yticks([0, 0.5, 1], ["0%", "50%", "100%"])
    _label(axes, "mean number of candidates in a row", "agreed and among them")


def _leaks(figure: Figure, audit: LeakAudit) -> None:
    for panel, measure in zip(_panels(figure, 2.2, len(MEASURES), left=0.22), MEASURES, strict=True):
        places = range(len(Grouping))
        panel.axvline(0, color=_INK, alpha=0.4, linewidth=0.8)
        for place, test in zip(
            places, (test for test in audit.tests if test.measure == measure), strict=True
        ):
            if test.difference is not None and test.chance is not None:
                panel.plot(
                    test.chance, [place, place], color=_INK, alpha=0.3, linewidth=6, solid_capstyle="butt"
                )
                panel.plot([test.difference], [place], "o", color=_INK, markersize=5)
        panel.set_yticks(places, [each.replace("_", " ") for each in Grouping])
        panel.set_ylim(len(Grouping) - 0.5, -0.5)
        _label(panel, f"difference in {measure.replace('_', ' ')}", "")


def _sensitivity(figure: Figure, sensitivity: Sensitivity) -> None:
    axes = _panels(figure, 2.4)[0]
    known = [blanked for blanked in sensitivity.shares if blanked.stays]
    means = [sum(blanked.stays) / len(blanked.stays) for blanked in known]
    axes.plot([0, *(blanked.share for blanked in known)], [1, *means], color=_INK, alpha=0.5)
    for blanked in known:
        axes.plot([blanked.share] * len(blanked.stays), blanked.stays, "o", color=_INK, markersize=3)
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1.05)
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0%", "25%", "50%", "75%", "100%"])
    axes.set_yticks([0, 0.5, 1], ["0%", "50%", "100%"])
    _label(axes, "known answers taken away", "candidates that stay")


def _panels(figure: Figure, tall: float, across: int = 1, left: float = 0.1) -> Sequence[Axes]:
    """Panels where they are put: with a layout that is solved for, a page once came out in other bytes.

    `tall` is in inches, `left` the share of the width for labels.
    """
    figure.set_size_inches(6.5, tall)
    figure.subplots_adjust(left=left, right=0.97, top=1 - 0.15 / tall, bottom=0.5 / tall, wspace=0.06)
    panels: Sequence[Axes] = figure.subplots(1, across, sharey=True, squeeze=False)[0]
    return panels


def _label(axes: Axes, across: str, up: str) -> None:
    axes.set_xlabel(across)
    axes.set_ylabel(up)


def _draw(name: str, paint: Callable[[Figure], None], caption: str) -> str:
    """One picture in the ink of the page, light or dark, with names of its own for all that it refers to."""
    figure = Figure()
    paint(figure)
    out = io.StringIO()
    figure.savefig(
        out, format="svg", transparent=True, metadata=dict.fromkeys(("Date", "Creator", "Format", "Type"))
    )
    text = out.getvalue()
    text = text[text.index("<svg") :]
    # A style in a picture would hold for the whole page.
    beside = r"<metadata>.*?</metadata>|<!--.*?-->|<defs>\s*<style.*?</style>\s*</defs>"
    text = re.sub(beside, "", text, flags=re.DOTALL)
    text = re.sub(r' width="[^"]*pt" height="[^"]*pt"| version="1.1"', "", text, count=2)
    text = re.sub(r'(\bid="|url\(#|href="#)', rf"\g<1>{name}-", text)
    text = re.sub(r"font-family: [^;\"]*", "font-family: inherit", text)
    text = re.sub(r"font: ([0-9.]+px) [^;\"]*", r"font-size: \1; font-family: inherit", text)
    return text.replace(_INK, "currentColor").replace("<svg", f'<svg role="img" aria-label="{caption}"', 1)

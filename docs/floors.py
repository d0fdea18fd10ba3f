"""Draws the floors of the house from the import contracts, so that the picture cannot go stale."""

import ast
import tomllib
from html import escape
from pathlib import Path

ROOT = Path(__file__).parents[1]
WIDTH, HEIGHT, GAP, LEFT = 880, 34, 6, 190


def floors() -> list[list[str]]:
    """The folders and modules of the package, from the top floor to the ground, as the contract has them.

    Those on one floor do not import each other.
    """
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    [layers] = [contract["layers"] for contract in contracts if contract["type"] == "layers"]
    return [floor.split(" | ") for floor in layers if floor != "__main__"]


def idea(name: str) -> str:
    """The one idea of a folder or module: the first sentence of its docstring."""
    package = ROOT / "src" / "thrive_rules"
    file = package / name / "__init__.py" if (package / name).is_dir() else package / f"{name}.py"
    first = (ast.get_docstring(ast.parse(file.read_text())) or "").split("\n\n")[0].replace("\n", " ")
    return first.split(". ")[0].rstrip(".")


def picture() -> str:
    """The floors as SVG: each imports only from floors beneath it."""
    rows = [(name, place) for floor in floors() for place, name in enumerate(floor)]
    names = [name for name, _ in rows]
    height = len(rows) * HEIGHT + len(floors()) * GAP + 94
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img"'
        ' font-family="system-ui, sans-serif" aria-labelledby="name about">',
        '<title id="name">The floors of thrive-rules</title>',
        '<desc id="about">From the top: '
        + escape("; ".join(f"{name}: {idea(name)}" for name in names))
        + ". Each imports only from floors beneath it; those that touch do not import each other.</desc>",
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        '<text x="16" y="28" font-size="15" fill="#212b32">'
        "Each floor imports only from floors beneath it. Severity stands above everything that suggests.</text>",
        '<text x="16" y="48" font-size="13" fill="#425563">'
        "Those that touch stand on one floor, and do not import each other.</text>",
    ]
    top = 62 - HEIGHT
    for index, (name, place) in enumerate(rows):
        top += HEIGHT if place else HEIGHT + GAP
        fill = (
            "#ffe9d6" if name == "severity" else "#e8edee" if names.index("severity") < index else "#d8e7f5"
        )
        lines += [
            f'<rect x="16" y="{top}" width="{WIDTH - 32}" height="{HEIGHT}" rx="4" fill="{fill}"/>',
            f'<text x="28" y="{top + 22}" font-size="15" font-weight="600" fill="#212b32">{name}</text>',
            f'<text x="{LEFT}" y="{top + 22}" font-size="13" fill="#212b32">{escape(idea(name))}</text>',
        ]
    lines.append(
        f'<text x="16" y="{height - 10}" font-size="13" fill="#425563">'
        "Grey: cannot see severity. Orange: where severity is read. Blue: may show it beside a suggestion.</text>"
    )
    return "\n".join([*lines, "</svg>", ""])

"""Prints the house in figures, as Markdown: modules and lines of each folder, and who imports whom.

python docs/house_figures.py [SRC/thrive_rules]; a checkout of an older version gives the figures of that day.
"""

import ast
import sys
from collections import defaultdict
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[1]
NAME = "thrive_rules"


def imported(file: Path) -> set[str]:
    """The modules of the package that a module imports, wherever in it; of a package, the name itself."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text())):
        match node:
            case ast.Import():
                found |= {each.name for each in node.names}
            case ast.ImportFrom(module=str(module), level=0):
                found |= {module}
            case _:
                pass
    return {each.removeprefix(f"{NAME}.") for each in found if each.startswith(f"{NAME}.")}


def figures(package: Path) -> str:
    """Both tables for the package in this directory."""
    files = sorted(each for each in package.rglob("*.py") if each.name != "__init__.py")
    modules = {".".join(file.relative_to(package).with_suffix("").parts): file for file in files}
    lines = {name: len(file.read_text().splitlines()) for name, file in modules.items()}
    folders = defaultdict(list)
    for name, count in lines.items():
        folders[name.rpartition(".")[0] or "(flat)"].append(count)
    arrows = {(name, to) for name, file in modules.items() for to in imported(file) & modules.keys()}
    between = {(name.partition(".")[0], to.partition(".")[0]) for name, to in arrows}
    between = {(one, other) for one, other in between if one != other}
    rows = ["| folder | modules | lines: median | most | in all |", "|---|---|---|---|---|"]
    rows += [
        f"| {folder} | {len(counts)} | {median(counts):.0f} | {max(counts)} | {sum(counts):,} |"
        for folder, counts in sorted(folders.items())
    ]
    every = list(lines.values())
    rows.append(f"| all | {len(every)} | {median(every):.0f} | {max(every)} | {sum(every):,} |")
    rows += ["", f"Imports between modules: {len(arrows)}; between folders: {len(between)}."]
    return "\n".join(rows)


if __name__ == "__main__":
    sys.stdout.write(f"{figures(Path(sys.argv[1]) if sys.argv[1:] else ROOT / 'src' / NAME)}\n")

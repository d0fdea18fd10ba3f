"""Builds the documentation as a site in build/site, which opens from disk: python docs/website.py.

Its pages are the Markdown files of the repository. docs/index.md lists each of them under the kind of page that it is;
a page that is not listed is an error. Beside them stand pages made from the code and the rules, which are kept nowhere.
"""

import re
import shutil
import sys
from collections.abc import Mapping
from os.path import normpath, relpath
from pathlib import Path
from tempfile import TemporaryDirectory

import reference
import rule_pages
from sphinx.cmd.build import main as sphinx
from typer.testing import CliRunner

from thrive_rules import load_rules
from thrive_rules.cli.main import app

ROOT = Path(__file__).parents[1]
SITE = ROOT / "build" / "site"
CONTENTS = "docs/index.md"
LISTED = "## Every page"
"""The heading in the contents under which every page is listed, by its kind."""

STANDS_FOR = {
    "rules/thrive": "reference/rules/index.md",
    "rules/thrive/cases": "reference/cases.md",
    "docs/schemas": "reference/formats.md",
    "examples": "reference/examples.md",
    "src/thrive_rules/faults.py": "reference/errors.md",
}
"""What pages of the repository name, and the page of the site that is made from it."""

_FENCE = re.compile(r"(^```.*?^```$)", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"\[(?P<text>[^]]*)\]\((?!https?:|#)(?P<to>[^)#\s]+)(?P<part>#[^)\s]*)?\)")
_LISTED_PAGE = re.compile(r"^- \[[^]]+\]\(([^)]+)\)", re.MULTILINE)


def kinds(contents: str) -> dict[str, list[str]]:
    """The kinds of page that the contents list, and the files of each."""
    parts = re.split(r"^### (.+)$", contents.partition(LISTED)[2], flags=re.MULTILINE)[1:]
    return {
        kind: [normpath(f"docs/{file}") for file in _LISTED_PAGE.findall(listed)]
        for kind, listed in zip(parts[::2], parts[1::2], strict=True)
    }


def folder(kind: str) -> str:
    """The folder of the site in which the pages of a kind stand."""
    return kind.lower().replace(" ", "-")


def written() -> set[str]:
    """Every page that stands in the folder of the documentation."""
    return {str(file.relative_to(ROOT)) for file in (ROOT / "docs").rglob("*.md")}


def places(listed: Mapping[str, list[str]], there: set[str]) -> dict[str, str]:
    """Where each file stands on the site. Raises SystemExit for one that is there and not listed."""
    if forgotten := sorted(there.difference(*listed.values(), [CONTENTS])):
        raise SystemExit(f"list in {CONTENTS}, under a kind of page: {', '.join(forgotten)}")
    found = {
        file: f"{folder(kind)}/{Path(file).name.lower()}" for kind, files in listed.items() for file in files
    }
    if len(set(found.values())) < len(found):
        raise SystemExit("two pages of one kind have the same name")
    return {**found, CONTENTS: "index.md"}


def stage(place: Path) -> None:
    """Write what the site is built from: every page, with its links as they are there, and each file that one names."""
    listed = kinds((ROOT / CONTENTS).read_text(encoding="utf-8"))
    where = places(listed, written())
    texts = {file: (ROOT / file).read_text(encoding="utf-8") for file in where}
    rules = load_rules()
    texts |= reference.pages(rules) | rule_pages.pages(rules, ROOT / "rules" / "thrive")
    where |= {name: name for name in texts if name not in where}
    for kind, files in listed.items():
        made = [
            name
            for name in where
            if name == where[name] and re.fullmatch(rf"{folder(kind)}/(\w+|rules/index).md", name)
        ]
        names = "\n".join(where[file].removesuffix(".md") for file in [*files, *made])
        links = "".join(f"- [{_title(texts[name])}](../{name})\n" for name in made)
        texts[CONTENTS] = texts[CONTENTS].replace(f"### {kind}\n\n", f"### {kind}\n\n{links}")
        texts[CONTENTS] += f"\n```{{toctree}}\n:hidden:\n:caption: {kind}\n\n{names}\n```\n"
    for file in texts:
        on_site = place / where[file]
        on_site.parent.mkdir(parents=True, exist_ok=True)
        on_site.write_text(_linked(file, texts, where, place), encoding="utf-8")


def _title(text: str) -> str:
    return text.partition("# ")[2].partition("\n")[0]


def _heading(text: str, part: str | None) -> list[str]:
    """The heading of a page to which a link leads, where it leads to one."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return [
        each for each in headings if part == "#" + re.sub(r"[^\w -]", "", each.lower()).replace(" ", "-")
    ][:1]


def _linked(file: str, texts: Mapping[str, str], where: Mapping[str, str], place: Path) -> str:
    """A page with its links as they are on the site. A file that is no page goes along; of a folder the name stays."""
    titles = {name: _title(text) for name, text in texts.items()}

    def led(found: re.Match[str]) -> str:
        target = normpath(f"{Path(file).parent}/{found['to']}")
        target = STANDS_FOR.get(target, target)
        if target not in where and (ROOT / target).is_dir():
            return found["text"]
        if target not in where:
            kept = place / "files" / target
            kept.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / target, kept)
        to = where.get(target, f"files/{target}")
        words = found["text"]
        if words.endswith(".md") and target in texts:
            words = ": ".join([titles[target], *_heading(texts[target], found["part"])])
        return f"[{words}]({relpath(to, Path(where[file]).parent)}{found['part'] or ''})"

    # Every second part is code, in which nothing is a link.
    parts = _FENCE.split(texts[file])
    return "".join(part if index % 2 else _LINK.sub(led, part) for index, part in enumerate(parts))


MENDED = {
    '<p class="caption" role="heading">': '<p class="caption" role="heading" aria-level="2">',
    '<aside class="sidebar-drawer">': '<aside class="sidebar-drawer" aria-label="Every page">',
    '<aside class="toc-drawer">': '<aside class="toc-drawer" aria-label="On this page">',
    '<div class="table-wrapper ': '<div tabindex="0" class="table-wrapper ',
    '<div id="search-results"></div>': '<h1>Search</h1><div id="search-results"></div>',
}
"""What shuts people out in pages of the theme, and what stands there instead."""


def mend(site: Path) -> None:
    """Write every page of the theme as everybody can use it. Raises SystemExit where the theme has changed."""
    pages = {page: page.read_text(encoding="utf-8") for page in site.rglob("*.html")}
    if changed := [old for old in MENDED if not any(old in text for text in pages.values())]:
        raise SystemExit(f"the theme has changed; look at MENDED: {', '.join(changed)}")
    for page, text in pages.items():
        for old, new in MENDED.items():
            text = text.replace(old, new)
        page.write_text(text, encoding="utf-8")


def build(site: Path) -> None:
    """Build the site anew, with the explorer. Raises SystemExit where a link leads nowhere, and for what is no site."""
    holds = site.exists() and (not site.is_dir() or any(site.iterdir()))
    if site != SITE and holds and not (site / "objects.inv").is_file():
        raise SystemExit(f"{site}: this is there, and no site that was built; choose another name")
    shutil.rmtree(site, ignore_errors=True)
    with TemporaryDirectory() as work:
        stage(Path(work, "pages"))
        settings = ["-c", str(ROOT / "docs"), "-d", f"{work}/read", "-q", "-n", "-W", "--keep-going"]
        if sphinx([*settings, f"{work}/pages", str(site)]):
            raise SystemExit(1)
    mend(site)
    done = CliRunner().invoke(app, ["explorer", str(site / "explorer.html")])
    if done.exit_code:
        raise SystemExit(done.output)


if __name__ == "__main__":
    site = Path(sys.argv[1]) if len(sys.argv) > 1 else SITE
    build(site)
    sys.stdout.write(f"written: {site / 'index.html'}\n")

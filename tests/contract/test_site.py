"""The documentation as a site: built whole from the sources, opened from disk, searched without a network, for everybody."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
import rule_pages
import typer
import website

import thrive_rules
from in_browser import Browser, a_browser, opened_page, tab_to, violations
from thrive_rules import load_rules
from thrive_rules.cli.main import app
from thrive_rules.faults import Code
from thrive_rules.language.rule import PromptKind
from thrive_rules.rulefiles.certificate import ASKED
from thrive_rules.rulefiles.reviews import digest_of_rule

pytestmark = pytest.mark.xdist_group("site")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built once: a warning of any kind, or a link to no page or heading, would end it."""
    place = tmp_path_factory.mktemp("site")
    # In a process of its own: libraries of the generator warn one another, which is an error in this one.
    done = subprocess.run(
        [sys.executable, website.__file__, place], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return place


def test_what_is_no_site_is_not_built_over(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.touch()
    for there in (tmp_path, kept):
        with pytest.raises(SystemExit, match="no site that was built"):
            website.build(there)
    assert kept.exists()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with a_browser() as found:
        yield found


TAG = re.compile(r"<([a-z][a-z0-9]*)((?:\s+[^\s=>]+(?:=(?:\"[^\"]*\"|'[^']*'|[^\s>]+))?)*)\s*/?>")
ATTRIBUTE = re.compile(r"([^\s=]+)=(?:\"([^\"]*)\"|'([^']*)'|(\S+))")


class Read:
    """What a page is called in links, where it leads, and what it loads. 171 pages: a parser takes ten times as long."""

    def __init__(self, page: Path) -> None:
        self.ids: list[str] = []
        self.leads: list[str] = []
        self.loads: list[str] = []
        text = re.sub(r"(<script[^>]*>).*?</script>|<!--.*?-->", r"\1", page.read_text(), flags=re.DOTALL)
        for tag, given in TAG.findall(text):
            if tag in ("a", "link") or "id=" in given or "src=" in given:
                told = {name: unescape("".join(said)) for name, *said in ATTRIBUTE.findall(given)}
                self.see(tag, told)

    def see(self, tag: str, attributes: dict[str, str]) -> None:
        if "id" in attributes:
            self.ids.append(attributes["id"])
        if tag == "a" and "href" in attributes:
            self.leads.append(attributes["href"])
        if tag == "link" and attributes.get("rel") != "canonical":
            self.loads.append(attributes["href"])
        self.loads += [attributes["src"]] if "src" in attributes else []


@pytest.fixture(scope="module")
def read(site: Path) -> dict[Path, Read]:
    return {page: Read(page) for page in site.rglob("*.html")}


def test_every_link_leads_to_a_page_and_to_a_place_on_it(site: Path, read: dict[Path, Read]) -> None:
    for page, found in read.items():
        for target in found.leads:
            to = urlsplit(target)
            if to.scheme in ("http", "https") or page.name == "explorer.html":
                continue
            file = (page.parent / unquote(to.path)).resolve() if to.path else page
            assert file.is_file(), f"{page.relative_to(site)}: {target}"
            if to.fragment and file.suffix == ".html" and file.name != "explorer.html":
                assert unquote(to.fragment) in read[file].ids, f"{page.relative_to(site)}: {target}"


def test_every_column_of_a_table_has_a_name(site: Path, read: dict[Path, Read]) -> None:
    for page in read:
        assert not re.search(r"<th[^>]*>\s*(<p>\s*</p>)?\s*</th>", page.read_text()), page.relative_to(site)


def test_nothing_is_loaded_from_elsewhere(site: Path, read: dict[Path, Read]) -> None:
    for page, found in read.items():
        for target in found.loads:
            if not target.startswith(("data:", "#")):
                assert (page.parent / urlsplit(target).path).resolve().is_file(), f"{page}: {target}"
    for style in site.rglob("*.css"):
        assert not re.search(r"@import|url\((?!\s*[\"']?(data:|#))", style.read_text()), style.name


def test_each_command_and_each_option_stands_in_the_reference_once(site: Path) -> None:
    text = (site / "reference" / "commands.html").read_text()
    every = typer.main.get_command(app)
    assert isinstance(every, typer.core.TyperGroup)
    assert re.findall(r'<section id="command-([^"]+)">', text) == list(every.commands)
    anchors = re.findall(r'id="(option-[^"]+)"', text)
    assert len(anchors) == len(set(anchors))
    for name, command in every.commands.items():
        [part] = re.findall(rf'<section id="command-{name}">.*?</section>', text, re.DOTALL)
        told = re.findall(r'<dt><code[^>]*><span class="pre">(--[\w-]+)', part)
        told += [f"--{option}" for option in re.findall(r'href="#option-([^"]+)"', part)]
        assert sorted([*told, "--help"]) == sorted(each.opts[0] for each in _options(command)), name
        assert {each.removeprefix("#") for each in re.findall(r'href="(#option-[^"]+)"', part)} <= set(
            anchors
        )
    own = re.findall(r'<dt><code[^>]*><span class="pre">(--[\w-]+)', text.partition('id="command-')[0])
    assert sorted([*own, "--help"]) == sorted(each.opts[0] for each in _options(every))


def _options(command: Any) -> list[Any]:
    """What a command takes, as typer has it."""
    return [each for each in command.get_params(typer.Context(command)) if each.param_type_name == "option"]


def test_each_public_name_and_each_code_of_an_error_stands_in_the_reference(
    read: dict[Path, Read], site: Path
) -> None:
    told = [*read[site / "reference" / "python.html"].ids, *read[site / "reference" / "errors.html"].ids]
    for name in thrive_rules.__all__:
        assert told.count(f"thrive_rules.{name}") == 1, name
    assert {f"thrive_rules.faults.Code.{code.name}" for code in Code} <= set(told)


def test_each_rule_has_a_page_with_words_sources_review_and_proofs(
    site: Path, read: dict[Path, Read]
) -> None:
    rules = load_rules()
    shown = {page.stem for page in (site / "reference" / "rules").glob("*.html")} - {"index"}
    assert shown == set(rules.rule)
    leads = read[site / "reference" / "rules" / "index.html"].leads
    assert {f"{rule}.html" for rule in rules.rule} <= set(leads)
    proved = set()
    for rule in rules.rules:
        page = site / "reference" / "rules" / f"{rule.id}.html"
        text = page.read_text()
        for heading in (
            "When it speaks",
            "What it rests on",
            "Worked cases in which it speaks",
            "Who has reviewed it",
        ):
            assert heading in text, rule.id
        for source in {name.split("/")[0] for name in rule.sources}:
            assert f"../sources.html#{source}" in read[page].leads, rule.id
        asked = set(
            re.findall(r'<span class="pre">(\w+)</span>', text.split('id="what-is-proved"')[1])
        ) & set(ASKED)
        assert {"dead_rules", "compiled_as_written"} <= asked
        proved |= asked
    assert proved == set(ASKED), "each question is about some rule"


def test_the_explorer_is_in_it(site: Path, browser: Browser) -> None:
    with opened_page(browser, site / "tutorials" / "explorer.html", beside=site) as page:
        page.get_by_role("link", name="Open the explorer").click()
        page.wait_for_url("**/explorer.html")
        assert page.get_by_role("heading", level=1).count() == 1


def test_search_finds_from_disk(site: Path, browser: Browser) -> None:
    with opened_page(browser, site / "index.html", beside=site) as page:
        tab_to(page, "input.sidebar-search")
        page.keyboard.type("signposting")
        page.keyboard.press("Enter")
        page.locator("#search-results li a").first.wait_for()
        found = page.locator("#search-results li a").evaluate_all("all => all.map(each => each.href)")
        assert any("/reference/rules/" in each for each in found)
        assert all(each.startswith(site.as_uri()) for each in found)


def test_the_keyboard_comes_to_the_page_past_the_contents(site: Path, browser: Browser) -> None:
    with opened_page(browser, site / "index.html", beside=site) as page:
        page.keyboard.press("Tab")
        assert page.locator(":focus").inner_text() == "Skip to content"
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.locator("article :focus").count() == 1


KINDS = (
    "index",
    "search",
    "tutorials/practitioners",
    "reference/commands",
    "reference/rules/advice-managing-own-health",
    "explanation/need-and-severity",
)
"""One page of each kind; `make site-axe` looks at every page."""


def test_nobody_is_shut_out(site: Path, browser: Browser) -> None:
    every = [str(page.relative_to(site).with_suffix("")) for page in sorted(site.rglob("*.html"))]
    for name in every if os.environ.get("EVERY") else KINDS:
        assert violations(browser, site / f"{name}.html") == [], name


def test_on_a_small_screen_a_page_is_no_wider_than_the_screen(site: Path, browser: Browser) -> None:
    for name in ("index", "reference/commands"):
        with opened_page(browser, site / f"{name}.html", beside=site) as page:
            page.set_viewport_size({"width": 320, "height": 700})
            assert page.evaluate("document.documentElement.scrollWidth") <= 320, name


def test_a_page_of_a_rule_says_who_agreed_who_did_not_and_whether_the_proofs_are_about_it(
    tmp_path: Path,
) -> None:
    directory = tmp_path / "thrive"
    shutil.copytree(website.ROOT / "rules" / "thrive", directory)
    rules = load_rules(directory)
    agreed, differing, *rest = rules.rules
    said = {agreed: ("agree", ""), differing: ("change", "Say it in fewer words.")}
    answers = {
        "format": 1,
        "rule_base": {"id": rules.header.id, "version": rules.header.version, "digest": rules.digest},
        "role": "clinician",
        "date": "2026-11-27",
        "answers": [
            {"rule": rule.id, "digest": digest_of_rule(rule), "answer": answer, "comment": comment}
            for rule, (answer, comment) in said.items()
        ],
    }
    (directory / "reviews").mkdir()
    (directory / "reviews" / "answers.json").write_text(json.dumps(answers))
    shown = rule_pages.pages(rules, directory)
    assert "| A clinician | yes |" in shown[f"reference/rules/{agreed.id}.md"]
    page = shown[f"reference/rules/{differing.id}.md"]
    assert "| A clinician | not yet |" in page
    assert "Say it in fewer words." in page
    assert "| [`dead_rules`]" in page
    for rule in rules.prompting:
        has_a_part = "| [`endings_count`]" in shown[f"reference/rules/{rule.id}.md"]
        assert has_a_part == (rule.prompts is PromptKind.REVIEW), rule.id
    fewer = replace(rules, rules=tuple(rule for rule in rules.rules if rule != rest[-1]))
    changed = rule_pages.pages(fewer, directory)[f"reference/rules/{agreed.id}.md"]
    assert "It proves nothing of this one." in changed
    assert "dead_rules" not in changed

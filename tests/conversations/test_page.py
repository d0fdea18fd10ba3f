"""A page in four forms: all tell the same, and no words of a person become markup or a heading in any of them."""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from thrive_rules import (
    Block,
    Case,
    Depth,
    Item,
    Page,
    Reader,
    Section,
    SectionKind,
    Severity,
    Table,
    ThriveRulesError,
    converse,
    load_case,
    load_rules,
    page,
    read_page,
    suggest,
)
from thrive_rules.conversations.section import Look
from thrive_rules.testing import cases, severities

RULES = load_rules()
MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
HOSTILE = (
    "<script>alert(1)</script>", "<b>x</b>", "</style></p>", "<!-- x", "&lt;b&gt;", "# x", "x\n# y", "x\n===", "x\n\n---\n",
    "- x", "+ x", "1. x", "1) x", "> x", "    x", "\tx", "```\nx", "~~~", "~~x~~", "*x*", "__x__", "`x`", "a | b", "a|b\n-|-",
    "a\n:-", "[x](http://x)", "![x](x)", "[x]: x", "https://x.org", "<https://x.org>", "www.x.org", "x\\", "\\", "x  \ny",
    "&amp;", "x\n\nFirst of all\n===========", "\x1b[31mx", "\x00", "\r# x", "\x85# x", "\u2028# x", "\u202ex", "x #",
    "'\" onload=x", "| --- |", "$x$", "^x^", "*", "**", "_", ":", "- - -", "* * *", "1", "2027-01-12", "\ud800",
)  # fmt: skip

texts = st.sampled_from(HOSTILE) | st.text(max_size=20) | st.lists(st.sampled_from(HOSTILE)).map(" ".join)
items = st.builds(Item, texts, texts, st.lists(texts, max_size=2).map(tuple))
blocks = st.builds(Block, texts, st.lists(items, min_size=1, max_size=2).map(tuple))


@st.composite
def tables(draw: st.DrawFn) -> Table:
    wide = draw(st.integers(1, 3))
    row = st.lists(texts, min_size=wide, max_size=wide).map(tuple)
    return Table(draw(row), tuple(draw(st.lists(row, max_size=2))))


sections = st.builds(
    Section,
    st.sampled_from(SectionKind),
    texts,
    st.lists(texts, max_size=2).map(tuple),
    st.lists(blocks, max_size=2).map(tuple),
    st.none() | tables(),
)
pages = st.builds(Page, st.lists(sections, max_size=3).map(tuple))


def of_words(words: str) -> Page:
    """A page that says the same words in every place."""
    item = Item(words, words, (words,))
    told = Section(
        SectionKind.OWN_WORDS,
        words,
        (words,),
        (Block(words, (item,)),),
        Table((words, words), ((words, words),)),
    )
    return Page((Section(SectionKind.URGENT, "First"), told))


def told_in(shown: Page) -> Iterator[str]:
    """Every text of a page, in the order in which people read it."""
    for section in shown.sections:
        yield section.heading
        yield from section.paragraphs
        for block in section.blocks:
            yield block.heading
            for item in block.items:
                yield from (item.label, item.text, *item.small)
        if section.table:
            yield from section.table.columns
            for row in section.table.rows:
                yield from row


def letters(text: str) -> str:
    """What of a text every form shows in the same way: the letters and digits, without space or marks."""
    return "".join(letter for letter in text if letter.isalnum())


def all_letters(shown: Page) -> str:
    return "".join(map(letters, told_in(shown)))


class Outline(HTMLParser):
    """The elements, headings and text of a document, as a browser reads it."""

    def __init__(self, document: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, tuple[str, ...]]] = []
        self.headings: list[str] = []
        self.said: list[str] = []
        self.inside: list[str] = []
        self.feed(document)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, tuple(name for name, _ in attrs)))
        if tag != "meta":
            self.inside.append(tag)
        if tag in ("h1", "h2", "h3"):
            self.headings.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.inside.pop() == tag

    def handle_data(self, data: str) -> None:
        if "body" in self.inside and self.inside[-1] != "script":
            self.said.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError("a comment")


def outline(shown: Page) -> tuple[list[tuple[str, tuple[str, ...]]], list[str]]:
    found = Outline(shown.html())
    assert not found.inside
    return found.elements, found.headings


def structure(shown: Page) -> list[tuple[str, str]]:
    """The structure that a reader of Markdown sees: every token but the text itself."""

    def kinds(tokens: list[Token]) -> Iterator[tuple[str, str]]:
        for token in tokens:
            assert token.type not in (
                "html_block",
                "html_inline",
                "fence",
                "code_block",
                "link_open",
                "image",
            )
            if token.type not in ("text", "hardbreak", "text_special"):
                yield token.type, token.tag
            yield from kinds(token.children or [])

    return list(kinds(MARKDOWN.parse(shown.markdown())))


def as_read(shown: Page) -> str:
    def texts_of(tokens: list[Token]) -> Iterator[str]:
        for token in tokens:
            if token.type in ("text", "text_special"):
                yield token.content
            yield from texts_of(token.children or [])

    return "".join(texts_of(MARKDOWN.parse(shown.markdown())))


def headings_of(text: str) -> list[str]:
    """What looks like a heading in plain text: a line with strokes under it."""
    lines = text.splitlines()
    return [line for line, under in pairwise(lines) if line and under and not under.strip("=-")]


@pytest.mark.parametrize("words", [*HOSTILE, "===", "-"])
def test_hostile_words_are_no_markup_and_no_heading_in_any_form(words: str) -> None:
    plain, hostile = of_words("plain"), of_words(words)
    assert outline(hostile) == outline(plain)
    assert structure(hostile) == structure(plain)
    assert len(headings_of(str(hostile))) == len(headings_of(str(plain))) == 2
    for form in (str(hostile), hostile.html(), hostile.markdown()):
        assert not re.search(
            "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]", form
        )


@given(pages)
@example(of_words("x\n\ny"))
def test_all_forms_tell_the_same(shown: Page) -> None:
    """Letter by letter; a table in plain text names its columns in every row instead of once."""
    told = all_letters(shown)
    assert letters("".join(Outline(shown.html()).said)) == told
    assert letters(as_read(shown)) == told
    without = Page(tuple(Section(s.kind, s.heading, s.paragraphs, s.blocks) for s in shown.sections))
    assert letters(str(without)) == all_letters(without)
    for section in shown.sections:
        if section.table and section.table.rows:
            for text in told_in(Page((Section(section.kind, "", table=section.table),))):
                assert text == section.table.columns[0] or letters(text) in letters(str(shown))


@given(pages)
def test_a_page_reads_back_from_its_json(shown: Page) -> None:
    assert json.loads(shown.json()) == json.loads(json.dumps(shown.data()))
    assert shown.data()["format"] == 1
    if re.search("[\ud800-\udfff]", shown.json()):  # no letter, and no page that can be kept has one
        return
    assert read_page(shown.json()) == shown
    assert read_page(shown.data()) == shown


@pytest.mark.parametrize("source", ["", "{}", "[]", '{"format": 2, "sections": []}', '{"sections": []}', {"format": 1},
    {"format": 1, "sections": [{"kind": "told", "heading": "x"}]}, {"format": 1, "sections": [], "more": "told"},
    {"format": 1, "sections": [{"kind": "about", "heading": "x", "table": {"columns": ["a"], "rows": [["told", "b"]]}}]},
    {"format": 1, "sections": object()}, "told"])  # fmt: skip
def test_what_is_no_page_is_refused_without_a_word_of_it(source: object) -> None:
    with pytest.raises(ThriveRulesError, match="this is no page") as refused:
        read_page(source)  # type: ignore[arg-type]  # what is no page is the point
    assert "told" not in str(refused.value)
    assert refused.value.__cause__ is refused.value.__context__ is None


@given(cases(), severities(), st.sampled_from(Reader), st.sampled_from(Depth))
def test_a_page_about_any_case_is_whole_in_every_form(
    case: Case, severity: Severity, reader: Reader, depth: Depth
) -> None:
    shown = page(converse(suggest(case, RULES), case, severity, RULES), RULES, reader, depth)
    elements, headings = outline(shown)
    assert headings.count("h1") == 1
    assert headings[0] == "h1"
    assert not {tag for tag, _ in elements} & {"img", "link", "iframe", "a", "form", "object"}
    assert [tag for tag, _ in elements].count("script") == 1  # the one that hides the page
    assert not any(name.startswith("on") or name == "style" for _, names in elements for name in names)
    assert letters("".join(Outline(shown.html()).said)) == letters(as_read(shown)) == all_letters(shown)
    assert read_page(shown.json()) == shown
    assert [section.kind for section in shown.urgent.sections] == (
        [SectionKind.URGENT] if shown.sections[0].kind is SectionKind.URGENT else []
    )


def test_a_document_says_its_language_loads_nothing_and_has_headings_for_its_tables() -> None:
    case, severity = load_case("examples/three_voices.yaml")
    document = page(
        converse(suggest(case, RULES), case, severity, RULES), RULES, "young_person", "full"
    ).html()
    assert document.startswith('<!DOCTYPE html>\n<html lang="en-GB" dir="ltr">')
    assert "default-src 'none'" in document
    assert not re.search("https?:|url\\(|@import|src=|href=", document)
    assert '<th scope="col">' in document
    assert '<th scope="row">' in document


def test_the_tab_of_a_screen_does_not_tell_of_danger() -> None:
    case, severity = load_case({"presentation": {"immediate_danger": True}})
    document = page(converse(suggest(case, RULES), case, severity, RULES), RULES, "young_person").html()
    assert f"<title>{RULES.wording.page.what_was_said.young_person}</title>" in document
    assert document.index(RULES.wording.urgent.young_person) < document.index("<h2")


def test_how_a_section_looks_follows_from_what_it_tells() -> None:
    looks = {kind: Section(kind, "x").look for kind in SectionKind}
    assert {kind for kind, look in looks.items() if look is not Look.PLAIN} == {
        SectionKind.URGENT,
        SectionKind.CANDIDATE,
        SectionKind.NEEDS,
        SectionKind.SEVERITY,
    }


def test_a_row_has_a_cell_for_each_column() -> None:
    with pytest.raises(ValueError, match="a cell for each column"):
        Table(("a", "b"), (("x",),))


@given(pages)
def test_a_notebook_shows_the_page_and_keeps_its_own_look_and_names(shown: Page) -> None:
    """Two pages in one notebook do not fight over an id, and no style or script of ours reaches the rest of it."""
    fragment = Outline(shown._repr_html_())
    assert not fragment.inside
    tags = {tag for tag, _ in fragment.elements}
    assert not tags & {"html", "head", "body", "main", "style", "script", "title", "h1"}
    assert not {name for _, names in fragment.elements for name in names} & {"id", "style", "aria-labelledby"}
    assert shown._repr_markdown_() == shown.markdown()

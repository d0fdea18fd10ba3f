"""A page: sections in the order in which people read them, and the same page as text, HTML, Markdown and JSON."""

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from typing import Any, ClassVar, Literal

from pydantic import ConfigDict, TypeAdapter

from thrive_rules.conversations.detail import Matter, may_see
from thrive_rules.conversations.page_language import PageLanguage, in_plain_text
from thrive_rules.conversations.section import Look, Section, SectionKind, readable, texts_in
from thrive_rules.faults import ThriveRulesError
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.language.words import Reader

PAGE_FORMAT: Literal[1] = 1
"""The version of the JSON of a page."""


@dataclass(frozen=True, slots=True)
class Page:
    """What people read: sections, in order. `str(page)` is its plain text.

    Every form tells the same, and whatever stands in a page is shown as text: no form takes it for markup.
    """

    sections: tuple[Section, ...]
    language: PageLanguage | None = None
    """In which words it is, where a language pack says them; else it is in English, as the rules are."""
    hide: str = ""
    """On a screen: what stands on the button that hides the page; without it, nothing hides it."""

    def __str__(self) -> str:
        """The page as plain text."""
        return "\n\n".join(map(section_as_text, self.sections)) + "\n"

    def __add__(self, other: "Page") -> "Page":
        """One page, and another after it."""
        both = (*self.sections, *other.sections)
        return replace(page_in(self.language or other.language, both), hide=self.hide or other.hide)

    @property
    def urgent(self) -> "Page":
        """What comes first, apart from the rest; a page without sections where nothing is urgent."""
        return self._some(SectionKind.URGENT)

    @property
    def first(self) -> "Page":
        """What is urgent, and what to do if somebody is not safe: apart from the rest, before anything is asked."""
        return self._some(SectionKind.URGENT, SectionKind.NOT_SAFE)

    def _some(self, *kinds: SectionKind) -> "Page":
        return replace(self, sections=tuple(each for each in self.sections if each.kind in kinds))

    def html(self) -> str:
        """The page as a whole HTML document: it loads nothing, and runs no script but the one that hides it."""
        from thrive_rules.conversations.page_html import as_html  # opened where it is asked for

        return as_html(self.sections, self.language, self.hide)

    def _repr_html_(self) -> str:
        """The page in a notebook, in the notebook's own look."""
        from thrive_rules.conversations.page_html import as_fragment

        return as_fragment(self.sections, self.language)

    def _repr_markdown_(self) -> str:
        """The page in a notebook that shows Markdown."""
        return self.markdown()

    def markdown(self) -> str:
        """The page as Markdown."""
        from thrive_rules.conversations.page_markdown import as_markdown

        return as_markdown(self.sections)

    def data(self) -> dict[str, Any]:
        """The page as plain data; `read_page` reads it back."""
        sections = [asdict(section) for section in self.sections]
        for section in sections:
            if not section["picture"]:
                del section["picture"]
        data: dict[str, Any] = {"format": PAGE_FORMAT, "sections": sections}
        data |= {"language": asdict(self.language)} if self.language else {}
        return data | {"hide": self.hide} if self.hide else data

    def json(self) -> str:
        """The page as JSON; `read_page` reads it back."""
        return json.dumps(self.data(), ensure_ascii=False)


def page_in(language: PageLanguage | None, sections: Iterable[Section]) -> Page:
    """These sections as a page in a language, which says at its end what is not in it."""
    kept = tuple(section for section in sections if section.kind is not SectionKind.LANGUAGE)
    if language is None:
        return Page(kept)
    note = language.note(text for section in kept for text in texts_in(section))
    last = (Section(SectionKind.LANGUAGE, language.name, note),) if note else ()
    return Page((*kept, *last), language)


def page_for(reader: Reader, rules: RuleBase, sections: Iterable[Section]) -> Page:
    """These sections as a page for a reader, in the words of these rules, and with the pictures of a language pack."""
    pack, wording = rules.language, rules.wording
    hide = wording.page.hide.to(reader)
    if pack is None:
        return replace(page_in(None, sections), hide=hide)
    about = () if pack.reviewed else (wording.words_not_reviewed.to(reader),)
    whose = (f"{pack.id} {pack.version}, {pack.digest}",) if may_see(reader, Matter.ORIGIN) else ()
    language = PageLanguage(
        tag=pack.tag,
        name=pack.name,
        about=(*about, *whose),
        in_english=wording.in_english.to(reader),
        in_usual_words=wording.in_usual_words.to(reader),
    )
    picture = f"{wording.picture.to(reader)}: {{}}".format
    shown = {kind: picture(words.to(reader)) for kind, words in rules.pictures.items()}
    pictured = (replace(each, picture=shown.get(each.kind, "")) for each in sections)
    return replace(page_in(language, pictured), hide=hide)


@dataclass(frozen=True)
class _PageFile:
    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid", hide_input_in_errors=True)

    format: Literal[1]
    sections: tuple[Section, ...]
    language: PageLanguage | None = None
    hide: str = ""


@lru_cache(maxsize=1)
def _door() -> TypeAdapter[_PageFile]:
    return TypeAdapter(_PageFile)


def read_page(source: str | Mapping[str, Any]) -> Page:
    """A page from its JSON, as text or as data. Raises ThriveRulesError for anything else."""
    # What is wrong with it could repeat what somebody said: neither the message nor what led to it is handed on.
    with suppress(TypeError, ValueError):
        data = json.loads(source) if isinstance(source, str) else dict(source)
        found = _door().validate_python(data)
        return Page(found.sections, found.language, found.hide)
    raise ThriveRulesError("this is no page: expected the JSON of one, of format 1")


def _shown(text: str) -> str:
    # A line break in people's words must not look like a heading of ours, nor must a line of strokes.
    return readable(in_plain_text(text)).replace("\n", "\n    ")


def section_as_text(section: Section) -> str:
    """A section as plain text."""
    heading = _shown(section.heading)
    lines = [heading, ("=" if section.look in (Look.URGENT, Look.GROUPING) else "-") * len(heading)]
    if section.picture:
        lines.append(f"({_shown(section.picture)})")
    lines.extend(f"{'' if text.strip('=- ') else '    '}{_shown(text)}" for text in section.paragraphs)
    for block in section.blocks:
        if block.heading:
            lines.append(f"{_shown(block.heading)}:")
        for item in block.items:
            lines.append(_shown("- " + (f"{item.label}: " if item.label else "") + item.shown))
            lines.extend(f"    {_shown(small)}" for small in item.small)
    if section.table:
        for row in section.table.rows:
            named = zip(section.table.columns[1:], row[1:], strict=True)
            cells = "; ".join(f"{name}: {cell.removesuffix('.')}" for name, cell in named)
            lines.append(_shown(f"- {row[0]}: {cells}"))
    return "\n".join(lines)

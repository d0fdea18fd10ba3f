"""What several commands take: a case, rules, a reader, a form."""

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from thrive_rules.conversations.depth import Depth
from thrive_rules.faults import ThriveRulesError
from thrive_rules.language.words import Reader

STANDARD_INPUT = "-"
"""In place of a file: standard input."""


class ReaderOption(StrEnum):
    """The readers, as the command line spells them."""

    YOUNG_PERSON = "young-person"
    PARENT_OR_CARER = "parent-or-carer"
    PRACTITIONER = "practitioner"
    OTHER = "other"

    @property
    def reader(self) -> Reader:
        """The reader that is meant."""
        return Reader(self.replace("-", "_"))


CaseArgument = Annotated[
    str, typer.Argument(metavar="CASE", help="A case file, YAML or JSON; - reads standard input.")
]
CasesArgument = Annotated[
    list[str],
    typer.Argument(metavar="CASE...", help="Case files, YAML or JSON; - reads standard input."),
]
RULES_HELP = (
    "A directory of rules, or what shipped, as ID@VERSION or a digest; without it, the rules that ship."
)
RulesArgument = Annotated[Path | None, typer.Argument(metavar="RULES", help=RULES_HELP)]
RulesOption = Annotated[Path | None, typer.Option("--rules", help=RULES_HELP)]
LanguageOption = Annotated[
    Path | None,
    typer.Option("--language", help="A language pack: a directory that says the rules in other words."),
]
JsonOption = Annotated[
    bool, typer.Option("--json", help="Print JSON, as `thrive-rules schema` describes it.")
]
PlainJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
ReaderChoice = Annotated[
    ReaderOption | None, typer.Option(help="Who reads: in whose words, and what they may see.")
]
PersonChoice = Annotated[
    str | None, typer.Option("--person", metavar="ID", help="Who reads, by the id of their view in the case.")
]
RoomChoice = Annotated[
    str | None,
    typer.Option(
        "--room",
        metavar="A,B",
        help="Who reads together, as readers or ids of views: what all of them may see.",
    ),
]
DepthChoice = Annotated[
    Depth, typer.Option(help="How much is said: a few lines, a page that people read in a room, or all.")
]
CaseOfDecisions = Annotated[
    str | None,
    typer.Option(
        "--case", metavar="CASE", help="The case of these decisions, which says who may see what of them."
    ),
]
TodayOption = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="The day that counts as today: whether a review is due."),
]
MarkdownOption = Annotated[bool, typer.Option("--markdown", help="Print the page as Markdown.")]
HtmlOption = Annotated[bool, typer.Option("--html", help="Print the page as HTML, to read in a browser.")]


class Form(StrEnum):
    """The forms of an answer."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"
    HTML = "html"

    @property
    def is_kept(self) -> bool:
        """Whether people print it or keep it, so that it has to be somebody's copy."""
        return self in (Form.MARKDOWN, Form.HTML)


def form_of(as_json: bool, markdown: bool, html: bool) -> Form:
    """The form that was asked for. Raises ThriveRulesError where there is more than one."""
    asked = [
        form
        for form, wanted in ((Form.JSON, as_json), (Form.MARKDOWN, markdown), (Form.HTML, html))
        if wanted
    ]
    if len(asked) > 1:
        raise ThriveRulesError(f"one form at a time: --{' or --'.join(asked)}")
    return asked[0] if asked else Form.TEXT

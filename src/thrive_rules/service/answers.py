"""What each route answers, as data, without any of the web: who asks, what they may see, and what is made of it."""

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, Literal, assert_never

from pydantic import ConfigDict, Field

from thrive_rules.cases.case import Case
from thrive_rules.cases.fields import Frozen
from thrive_rules.conversations.comparison import compare
from thrive_rules.conversations.conversation import Conversation
from thrive_rules.conversations.depth import Depth
from thrive_rules.conversations.explain import page
from thrive_rules.conversations.next_questions import next_questions
from thrive_rules.conversations.reply import with_view_of
from thrive_rules.conversations.shared import conversation_as_seen
from thrive_rules.explorer.table import table
from thrive_rules.explorer.teaching import meeting_document
from thrive_rules.faults import EnginesDisagree
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.reasoning.inference import SecondOpinion
from thrive_rules.reasoning.suggestion import Provenance, Suggestion, suggest
from thrive_rules.service.refusal import refusal_of
from thrive_rules.service.request_body import read_body
from thrive_rules.severity.audience import Whom
from thrive_rules.severity.case_file import CaseFile
from thrive_rules.severity.seen import as_seen_by
from thrive_rules.severity.severity import Severity

ReaderName = Literal[
    "young_person", "young-person", "parent_or_carer", "parent-or-carer", "practitioner", "other"
]


class ReaderQuery(Frozen):
    """Who reads the answer. Nobody named is the practitioner who keeps the record."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    reader: Annotated[
        ReaderName | None, Field(description="Who reads: in whose words, and what they may see.")
    ] = None
    person: Annotated[
        str | None, Field(description="Who reads, by the id of their view in the case.", max_length=40)
    ] = None
    room: Annotated[
        str | None,
        Field(
            description="Who reads together: readers or ids of views, with commas between them.",
            max_length=400,
        ),
    ] = None

    @property
    def whom(self) -> Whom:
        """Who is meant. Raises ThriveRulesError for people who are named in two ways."""
        return Whom(self.reader, self.person, self.room)


class PageForm(StrEnum):
    """The forms of a page."""

    JSON = "json"
    HTML = "html"
    TEXT = "text"
    MARKDOWN = "markdown"


class PageAsked(ReaderQuery):
    """Who reads a page, how much of it, and in which form."""

    depth: Annotated[Depth, Field(description="How much is said.")] = Depth.PAGE
    format: Annotated[PageForm, Field(description="The form of the page.")] = PageForm.JSON


class Pair(Frozen):
    """Two cases to compare."""

    first: CaseFile
    second: CaseFile


class WithoutACase(Frozen):
    """What somebody gets who may see no case: the same to everybody."""

    without_a_case: Literal[True]


class WhichRules(Frozen):
    """Which rules answer, and what was looked at of them."""

    provenance: Provenance
    """As every suggestion of these rules says it."""
    status: str
    """What the rule base says of itself, as `draft`."""


@dataclass(frozen=True, slots=True)
class AnswerBody:
    """The body of an answer: text of a kind, made of one rule base."""

    text: str
    kind: str = "application/json"


Engine = SecondOpinion | None


def seen_conversation(
    case: Case, severity: Severity, whom: Whom, rules: RuleBase, engine: Engine
) -> Conversation:
    """The conversation about a case, for an audience, made of what they may see.

    Raises Refusal where two engines do not tell the same story: it shows no idea, and still tells of danger.
    """
    seen = as_seen_by(case, severity, whom.audience(case))
    try:
        return conversation_as_seen(seen, rules, engine)
    except EnginesDisagree as failure:
        refusal = refusal_of(failure)
    suggestion = conversation_as_seen(seen, rules).suggestion
    refusal.more |= {} if seen.without_a_case else danger_of(suggestion)
    raise refusal


def danger_of(suggestion: Suggestion) -> dict[str, Any]:
    """What is shown of a case whatever the engines say, in the words of whom the suggestion is for."""
    return {"urgent": suggestion.urgent, "ask_first": suggestion.ask_first}


def suggestion_for(raw: bytes, asked: ReaderQuery, rules: RuleBase, engine: Engine) -> AnswerBody:
    """The conversation about a case, as `suggest --json` prints it."""
    whom = asked.whom
    return AnswerBody(seen_conversation(*read_body(raw, CaseFile).split(), whom, rules, engine).json())


def page_for_reader(raw: bytes, asked: PageAsked, rules: RuleBase, engine: Engine) -> AnswerBody:
    """The page about a case, in the form that was asked for."""
    whom = asked.whom
    conversation = seen_conversation(*read_body(raw, CaseFile).split(), whom, rules, engine)
    shown = page(conversation, rules, depth=asked.depth)
    match asked.format:
        case PageForm.JSON:
            return AnswerBody(shown.json())
        case PageForm.HTML:
            return AnswerBody(shown.html(), "text/html")
        case PageForm.TEXT:
            return AnswerBody(str(shown), "text/plain")
        case PageForm.MARKDOWN:
            return AnswerBody(shown.markdown(), "text/markdown")
        case other:
            assert_never(other)


def questions_for(raw: bytes, asked: ReaderQuery, rules: RuleBase, engine: Engine) -> AnswerBody:
    """The pages of questions that come next, as `ask --json` prints them. No engine has a part in it."""
    whom = asked.whom
    case, severity = read_body(raw, CaseFile).split()
    audience = whom.audience(case)
    own = with_view_of(case, audience.people[0]) if len(audience.people) == 1 else case
    pages = next_questions(as_seen_by(own, severity, audience).case, rules, audience)
    return AnswerBody(_json([each.model_dump(mode="json") for each in pages]))


def comparison_for(raw: bytes, asked: ReaderQuery, rules: RuleBase, engine: Engine) -> AnswerBody:
    """What differs between two cases and what that moved, as `compare --json` prints it."""
    whom, pair = asked.whom, read_body(raw, Pair)
    both = [seen_conversation(*each.split(), whom, rules, engine) for each in (pair.first, pair.second)]
    found = compare(both[0], both[1], rules)
    return AnswerBody(_json(found.data()))


def rules_that_answer(rules: RuleBase) -> AnswerBody:
    """Which rules answer."""
    found = WhichRules(provenance=suggest(Case(), rules).provenance, status=rules.header.status)
    return AnswerBody(found.model_dump_json())


def rules_as_table(rules: RuleBase) -> AnswerBody:
    """The rules as one table, as `thrive-rules schema table` describes it."""
    return AnswerBody(_json(table(rules)))


def meeting(rules: RuleBase) -> AnswerBody:
    """The page for a meeting: it sends and stores nothing."""
    return AnswerBody(meeting_document(rules), "text/html")


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False)

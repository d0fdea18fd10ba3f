"""A conversation: a suggestion with severity laid beside it, the prompts that both raise, and who wants what.

This is the first module in which severity stands next to candidates, and nothing here can change them.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from thrive_rules.cases.case import (
    KINDS_OF_HELP,
    Case,
    Concern,
    Frozen,
    Grouping,
    Value,
    Voice,
    Wants,
)
from thrive_rules.cases.vocabulary import FACTS
from thrive_rules.documents.document import Document, Readable, document_from
from thrive_rules.documents.file_format import FileFormat, refuse
from thrive_rules.documents.validation import validate
from thrive_rules.faults import CaseError, Fault, ThriveRulesError
from thrive_rules.language.conditions import facts_read
from thrive_rules.language.rule import PromptKind
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.reasoning.inference import Inference
from thrive_rules.reasoning.suggestion import (
    SUGGESTION_FORMAT,
    Facts,
    Suggestion,
    infer,
    refuse_other_rules,
    suggest,
)
from thrive_rules.severity.audience import Audience
from thrive_rules.severity.seen import SeenCase
from thrive_rules.severity.severity import Severity


class Prompt(Frozen):
    """Something to ask, discuss, agree or review. Nothing reads a prompt, so none can move a grouping."""

    rule: str
    kind: PromptKind
    text: str
    """What the prompt says, in the practitioner's words; in a copy for somebody, in theirs."""
    facts: Facts
    """The answers that raised it; severity may be among them here, and nowhere else."""
    sources: tuple[str, ...]


class SeverityBeside(Severity):
    """Severity as it was recorded, with a note that it was not used."""

    note: str


class Position(Frozen):
    """What one person wants or proposes: yes, no or not known, for each kind of help."""

    voice: Voice
    label: str | None = None
    """What people call this person."""
    wants: Wants


class Difference(Frozen):
    """A kind of help that some want and others do not. Views are laid out, never averaged."""

    help: str
    """The kind of help, as the keys of `wants` name it."""
    wanted_by: tuple[Voice, ...]
    not_wanted_by: tuple[Voice, ...]


class ToCompare(Frozen):
    """The kinds of support that stand beside one candidate, for people to compare. The case has no part in it."""

    grouping: Grouping
    options: tuple[str, ...]
    """The ids of its options, sorted. The rule base says what each involves, who may provide it and what to ask."""
    programmes: tuple[str, ...]
    """The ids of the programmes and tools that belong to it, sorted."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """A suggestion, and beside it severity, the prompts for the people who talk, and each voice's view.

    It keeps case and severity whole: it is the record's own, and no copy to give to others. `shared` makes those.
    """

    suggestion: Suggestion
    case: Case
    severity: SeverityBeside
    prompts: tuple[Prompt, ...]
    positions: tuple[Position, ...]
    """The young person first, then everyone else who has spoken, each for themselves."""
    differences: tuple[Difference, ...]
    """Where people differ, by kind of help."""
    options: tuple[ToCompare, ...]
    """For each candidate, the kinds of support to compare."""
    audience: Audience | None = None
    """Whose copy this is; none for the record's own."""
    without_a_case: bool = False
    """Whether its audience gets the page that is about no case: all else is empty then."""

    def data(self) -> dict[str, Any]:
        """The conversation as plain data, the suggestion's keys at the top; `load_conversation` reads it back.

        For an audience that gets the page about no case, that is all it says, to everybody in the same bytes.
        """
        if self.without_a_case:
            return {"without_a_case": True}
        beside = {name: getattr(self, name) for name in _BESIDE}
        return ConversationFile.model_construct(**self.suggestion.__dict__, **beside).model_dump(mode="json")

    def json(self) -> str:
        """The conversation as JSON; `load_conversation` reads it back."""
        return json.dumps(self.data(), ensure_ascii=False)


_BESIDE = tuple(
    name for name in Conversation.__dataclass_fields__ if name not in ("suggestion", "without_a_case")
)


class ConversationFile(Suggestion):
    """A conversation as JSON has it: all that the suggestion says, and what stands beside it."""

    severity: SeverityBeside
    prompts: tuple[Prompt, ...]
    positions: tuple[Position, ...]
    """The young person first, then everyone else who has spoken, each for themselves."""
    differences: tuple[Difference, ...]
    """Where people differ, by kind of help."""
    options: tuple[ToCompare, ...] = ()
    """For each candidate, the kinds of support to compare."""
    case: Case
    """The case: whole where this is the record's own, and as its audience may see it where it is for somebody."""
    audience: Audience | None = Field(None, alias="for")
    """Whose copy this is; null for the record's own."""

    @model_validator(mode="before")
    @classmethod
    def _in_its_format(cls, data: object) -> object:
        if isinstance(data, Mapping):
            refuse(cls, _FORMATS.wrong({"format": SUGGESTION_FORMAT, **data}))
            if "candidates" in data and data.keys() <= Suggestion.model_fields.keys():
                problem = "this is a suggestion alone, and it does not say enough to be read"
                refuse(cls, [((), PydanticCustomError("as_it_is", f"{problem}; make it anew from its case"))])
        return data


# What was printed in format 1 holds no case.
_FORMATS = FileFormat(SUGGESTION_FORMAT, oldest=2, made_from="its case")

MADE_FROM_THE_REST = ("what_if", "reading")
"""What `--what-if` and `--reader` add to the JSON of a conversation. It is not read back."""


def load_conversation(source: Readable) -> Conversation:
    """Read a conversation from a path, an open text stream, or a mapping, as `suggest --json` prints it.

    Raises CaseError, with a fault for each field that is not as expected: file, line and field, never a value. The
    page about no case holds no conversation, and is refused.
    """
    document = document_from(source, CaseError)
    if isinstance(document.data, dict):
        data = {key: part for key, part in document.data.items() if key not in MADE_FROM_THE_REST}
        document = Document(document.name, data, document.lines, document.twice)
        if data.get("without_a_case") is True:
            problem = "this is the page that is about no case; there is no conversation in it to read"
            raise CaseError([Fault(document.name, None, "without_a_case", problem)])
    found = validate(document, ConversationFile, CaseError)
    suggestion = Suggestion.model_construct(
        **{name: getattr(found, name) for name in Suggestion.model_fields}
    )
    beside = {name: getattr(found, name) for name in _BESIDE}
    if found.audience:
        beside["case"] = SeenCase.model_construct(**found.case.__dict__)
    return Conversation(suggestion, **beside)


_KINDS = list(PromptKind)


def converse(suggestion: Suggestion, case: Case, severity: Severity, rules: RuleBase) -> Conversation:
    """Lay severity beside a suggestion, and raise the prompts for the conversation.

    Raises ThriveRulesError for rules that the suggestion was not made with, and for another case than its own.
    """
    refuse_other_rules(suggestion, rules)
    again = suggest(case, rules).model_copy(update={"provenance": suggestion.provenance})
    if (
        again != suggestion
    ):  # to lay one young person's answers beside what another's brought in would be worse
        raise ThriveRulesError("this suggestion is not of this case; call suggest() on it again")
    return lay_beside(suggestion, case, severity, rules)


def lay_beside(suggestion: Suggestion, case: Case, severity: Severity, rules: RuleBase) -> Conversation:
    """As `converse`, for a suggestion that has just been made of this case."""
    positions = _positions(case)
    return Conversation(
        suggestion=suggestion,
        case=case,
        severity=SeverityBeside(
            **{name: getattr(severity, name) for name in Severity.model_fields}
            | {"ratings": {key: severity.ratings[key] for key in Concern if key in severity.ratings}},
            note=rules.wording.severity_note.practitioner,
        ),
        prompts=_prompts(infer(case, rules), {**case.facts, **severity.facts}),
        positions=positions,
        differences=_differences(positions),
        options=tuple(_to_compare(rules, each.grouping) for each in suggestion.candidates),
    )


def _prompts(inference: Inference, facts: Mapping[str, Value]) -> tuple[Prompt, ...]:
    raised = [
        Prompt(
            rule=rule.id,
            kind=rule.prompts,
            text=rule.words.practitioner,
            facts=facts,
            sources=rule.sources,
        )
        for rule, facts in inference.prompt(facts).raised()
    ]
    silent = not any(FACTS[fact].voice is Voice.YOUNG_PERSON for fact in facts)

    def place(prompt: Prompt) -> tuple[int, int, str]:
        # As long as the young person has said nothing, what asks for their own answers stands before all else, and
        # first what asks for most of them.
        own = _own_answers(inference.rules, prompt.rule) if silent and prompt.kind is PromptKind.ASK else 0
        return -own, _KINDS.index(prompt.kind), prompt.rule

    return tuple(sorted(raised, key=place))


def _own_answers(rules: RuleBase, prompt: str) -> int:
    """How many answers in the young person's own voice a prompt looks for."""
    return sum(FACTS[fact].voice is Voice.YOUNG_PERSON for fact in facts_read(rules.rule[prompt].when))


def _to_compare(rules: RuleBase, grouping: Grouping) -> ToCompare:
    return ToCompare(
        grouping=grouping,
        options=tuple(option.id for option in rules.options if grouping in option.groupings),
        programmes=tuple(each.id for each in rules.programmes if grouping in each.groupings),
    )


def _positions(case: Case) -> tuple[Position, ...]:
    """Everyone who has spoken, in an order that does not depend on who was written down first."""
    voices = list(Voice)
    others = sorted(
        case.views,
        key=lambda view: (voices.index(view.voice), view.label or "", view.proposes.model_dump_json()),
    )
    spoken = (Position(voice=view.voice, label=view.label, wants=view.proposes) for view in others)
    own = Position(voice=Voice.YOUNG_PERSON, wants=case.preferences.wants)
    return (own, *dict.fromkeys(spoken))  # the same view given twice is one view


def _differences(positions: tuple[Position, ...]) -> tuple[Difference, ...]:
    found = []
    for kind in KINDS_OF_HELP:
        answers = [(position.voice, getattr(position.wants, kind)) for position in positions]
        yes = tuple(dict.fromkeys(voice for voice, answer in answers if answer is True))
        no = tuple(dict.fromkeys(voice for voice, answer in answers if answer is False))
        if yes and no:
            found.append(Difference(help=kind, wanted_by=yes, not_wanted_by=no))
    return tuple(found)


def of_one_kind_who_differ(positions: Iterable[Position]) -> Iterator[tuple[str, tuple[Position, ...]]]:
    """Each kind of help on which people of one kind differ, such as two parents, and all of them who spoke of it."""
    by_voice: dict[Voice, list[Position]] = {}
    for position in positions:
        by_voice.setdefault(position.voice, []).append(position)
    for people in by_voice.values():
        for kind in KINDS_OF_HELP:
            spoken = tuple(each for each in people if getattr(each.wants, kind) is not None)
            if len({getattr(each.wants, kind) for each in spoken}) > 1:
                yield kind, spoken

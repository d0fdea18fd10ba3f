"""A conversation: a suggestion with severity laid beside it, the prompts that both raise, and who wants what.

This is the first room in which severity stands next to candidates, and nothing here can change them.
"""

from collections.abc import Mapping

from thrive_rules.cases.case import (
    KINDS_OF_HELP,
    Case,
    Concern,
    Frozen,
    Grouping,
    Rating,
    Value,
    Voice,
    Wants,
)
from thrive_rules.language.rule import PromptKind
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.reasoning.compiled import Inference
from thrive_rules.reasoning.suggestion import Facts, Suggestion
from thrive_rules.severity.severity import Measure, Severity


class Prompt(Frozen):
    """Something to ask, discuss, agree or review. Nothing reads a prompt, so none can move a grouping."""

    rule: str
    kind: PromptKind
    text: str
    """What the prompt says, in the practitioner's words; `explain` has the words of every reader."""
    facts: Facts
    """The answers that raised it; severity may be among them here, and nowhere else."""
    sources: tuple[str, ...]


class SeverityBeside(Frozen):
    """Severity as it was recorded, with a note that it was not used."""

    ratings: dict[Concern, Rating | None]
    impact: Rating | None
    measures: tuple[Measure, ...]
    diagnoses: tuple[str, ...]
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


class Conversation(Suggestion):
    """A suggestion, and beside it severity, the prompts for the people in the room, and each voice's view."""

    severity: SeverityBeside
    prompts: tuple[Prompt, ...]
    positions: tuple[Position, ...]
    """The young person first, then everyone else who has spoken, each for themselves."""
    differences: tuple[Difference, ...]
    """Where people differ, by kind of help."""
    options: tuple[ToCompare, ...] = ()
    """For each candidate, the kinds of support to compare; one that was written before there were any has none."""


_KINDS = list(PromptKind)


def converse(suggestion: Suggestion, severity: Severity) -> Conversation:
    """Lay severity beside a suggestion, and raise the prompts for the conversation.

    Raises ThriveRulesError for a suggestion that was read back from JSON.
    """
    case, inference = suggestion.work
    positions = _positions(case)
    wording = inference.rules.wording
    conversation = Conversation(
        **{name: getattr(suggestion, name) for name in Suggestion.model_fields},
        severity=SeverityBeside(
            **{name: getattr(severity, name) for name in Severity.model_fields}
            | {"ratings": {key: severity.ratings[key] for key in Concern if key in severity.ratings}},
            note=wording.severity_note.practitioner,
        ),
        prompts=_prompts(inference, {**case.facts, **severity.facts}),
        positions=positions,
        differences=_differences(positions),
        options=tuple(_to_compare(inference.rules, each.grouping) for each in suggestion.candidates),
    )
    conversation._work = suggestion.work
    return conversation


def _prompts(inference: Inference, facts: Mapping[str, Value]) -> tuple[Prompt, ...]:
    raised = [
        Prompt(
            rule=rule.id,
            kind=rule.prompts or PromptKind.DISCUSS,
            text=rule.words.practitioner,
            facts=facts,
            sources=rule.sources,
        )
        for rule, facts in inference.prompt(facts).raised()
    ]
    return tuple(sorted(raised, key=lambda prompt: (_KINDS.index(prompt.kind), prompt.rule)))


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
    return (own, *dict.fromkeys(spoken))  # the same view told twice is one view


def _differences(positions: tuple[Position, ...]) -> tuple[Difference, ...]:
    found = []
    for kind in KINDS_OF_HELP:
        answers = [(position.voice, getattr(position.wants, kind)) for position in positions]
        yes = tuple(dict.fromkeys(voice for voice, answer in answers if answer is True))
        no = tuple(dict.fromkeys(voice for voice, answer in answers if answer is False))
        if yes and no:
            found.append(Difference(help=kind, wanted_by=yes, not_wanted_by=no))
    return tuple(found)

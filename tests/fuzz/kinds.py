"""Every kind of document: a valid one, what reads it, and what is done with it once it is read."""

import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from guards import shown
from mutants import A_PERSON

from thrive_rules import (
    CaseError,
    Depth,
    ThriveRulesError,
    converse,
    explain,
    load_case,
    load_decision,
    load_rules,
    suggest,
)
from thrive_rules.cases.case import Grouping
from thrive_rules.checks.worked import WorkedCase, run_worked_case
from thrive_rules.cohorts.cohort import draw_cohort, load_design
from thrive_rules.cohorts.design import Design
from thrive_rules.cohorts.mapping import load_mapping
from thrive_rules.conversations.comparison import compare, page_of_comparison
from thrive_rules.conversations.conversation import Conversation, load_conversation
from thrive_rules.conversations.what_if import page_of_what_if, what_if
from thrive_rules.decisions.decision import SharedDecision, record
from thrive_rules.decisions.decision_file import decision_text, load_answers, spell_decision
from thrive_rules.decisions.decision_page import explain_decision
from thrive_rules.decisions.journey import calendar, follow, page_of_journey
from thrive_rules.documents.document import document_of, read_document
from thrive_rules.documents.validation import validate
from thrive_rules.faults import RuleError
from thrive_rules.language.rule_file import RuleFile
from thrive_rules.language.words import Reader
from thrive_rules.rulefiles.certificate import Certificate
from thrive_rules.rulefiles.rulefile import shipped_rules

EXAMPLES = Path(__file__).parents[2] / "examples"
RULES = load_rules()
Source = Mapping[str, Any] | io.StringIO


@dataclass(frozen=True)
class Kind:
    """One kind of document."""

    name: str
    valid: Any
    read: Callable[[Any], Any]
    """Raises ThriveRulesError where it is not as expected."""
    use: Callable[[Any, int], None] = lambda found, number: None
    """What people do with what was read; the number says for whom."""
    secret: bool = True
    """Whether an error may repeat nothing of it. Rules are no secret: a fault in one names its keys."""


def data_of(file: Path) -> Any:
    """What a valid file says, as plain data."""
    return read_document(file, ThriveRulesError).data


def private(data: Any) -> Any:
    """The same document, with a person in each text that people wrote: no error may repeat what was there before."""
    match data:
        case dict():
            return {key: private(value) for key, value in data.items()}
        case list():
            return [private(value) for value in data]
        case str() if " " in data:
            return f"{A_PERSON} {data}"
        case _:
            return data


def _as(model: Any, error: type[ThriveRulesError]) -> Callable[[Any], Any]:
    def load(source: Any) -> Any:
        document = document_of(source, error) if isinstance(source, dict) else read_document(source, error)
        return validate(document, model, error)

    return load


def _reader(number: int) -> Reader:
    return list(Reader)[number % len(Reader)]


def _depth(number: int) -> Depth:
    return list(Depth)[number % len(Depth)]


_CASES = {
    name: data_of(EXAMPLES / f"{name}.yaml") for name in ("three_voices", "safety", "review_with_ending")
}
_CASE, _SEVERITY = load_case(EXAMPLES / "three_voices.yaml")
_SUGGESTION = suggest(_CASE, RULES)
_CONVERSATION = converse(_SUGGESTION, _CASE, _SEVERITY, RULES)
_BARE = data_of(EXAMPLES / "decisions" / "january.yaml")
del _BARE["digest"]  # that of other words than a mutant starts from


def _use_case(found: Any, number: int) -> None:
    case, severity = found
    conversation = converse(suggest(case, RULES), case, severity, RULES)
    shown(explain(conversation, RULES, _reader(number), _depth(number)))
    match number % 4:
        case 0:
            shown(
                str(page_of_comparison(compare(conversation, _CONVERSATION, RULES, _reader(number)), RULES))
            )
        case 1:
            grouping = list(Grouping)[number % len(Grouping)]
            shown(str(page_of_what_if(what_if(conversation, RULES, grouping, _reader(number)), RULES)))
        case 2:
            assert load_conversation(json.loads(conversation.json())) == conversation
        case _:
            pass


def _use_conversation(found: Conversation, number: int) -> None:
    assert load_conversation(json.loads(found.json())) == found
    shown(explain(found, RULES, _reader(number), _depth(number)))


def _use_decision(found: SharedDecision, number: int) -> None:
    shown(str(explain_decision(found, RULES, _reader(number), _CASE)))
    decision_text(found, ("decision.yaml", "decision.json")[number % 2])
    journey = follow([found])
    shown(str(page_of_journey(journey, RULES, _reader(number), _CASE)))
    shown(calendar(journey).replace("\r\n", "\n"))


def _use_answers(found: Any, number: int) -> None:
    _use_decision(record(found, _SUGGESTION, _CASE), number)


def _use_design(found: Any, number: int) -> None:
    assert len(draw_cohort(20, number, found)) == 20


def _use_worked(found: WorkedCase, number: int) -> None:
    shown("\n".join(run_worked_case(found, RULES).differs))


_ANSWERS = data_of(EXAMPLES / "decisions" / "answers.yaml")
RULE_FILES = [
    *(shipped_rules() / f"{name}.yaml" for name in ("getting-help", "rulebase")),
    EXAMPLES / "local_offer" / "rules.yaml",
]
PACK_FILES = [
    *(EXAMPLES / "easy_read" / f"{name}.yaml" for name in ("danger", "pack")),
    EXAMPLES / "younger" / "pack.yaml",
]
_WORKED = sorted((shipped_rules() / "cases").glob("*.yaml"))[0]


def _design(source: Any) -> Any:
    return _as(Design, RuleError)(source) if isinstance(source, dict) else load_design(source)


_LARGE = [
    Kind("conversation", private(_CONVERSATION.data()), load_conversation, _use_conversation),
    Kind("design", data_of(shipped_rules("cohort") / "cohort.yaml"), _design, _use_design, secret=False),
    Kind(
        "certificate",
        data_of(shipped_rules() / "certificate.json"),
        _as(Certificate, RuleError),
        lambda found, number: found.signed().holds,
        secret=False,
    ),
    Kind("options.yaml", data_of(shipped_rules() / "options.yaml"), _as(RuleFile, RuleError), secret=False),
]
_SMALL = [
    *(Kind(name, private(case), load_case, _use_case) for name, case in _CASES.items()),
    Kind("decision", spell_decision(load_decision(private(_BARE))), load_decision, _use_decision),
    Kind("decision without a digest", private(_BARE), load_decision, _use_decision),
    Kind("answers", private(_ANSWERS), load_answers, _use_answers),
    *(Kind(path.name, data_of(path), _as(RuleFile, RuleError), secret=False) for path in RULE_FILES),
    Kind("mapping", data_of(EXAMPLES / "extracts" / "current_view.map.yaml"), load_mapping, secret=False),
    Kind("worked case", data_of(_WORKED), _as(WorkedCase, CaseError), _use_worked, secret=False),
]
KINDS = [*_SMALL * 4, *_LARGE]
"""The small ones stand here more often: a large one takes ten times as long."""

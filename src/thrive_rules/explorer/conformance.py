"""What must come out of a table and a case file, as text: what every reader of the table is held to, byte for byte."""

import json
from collections.abc import Iterable
from typing import Any

from thrive_rules.cases.case import Grouping
from thrive_rules.conversations.comparison import compare
from thrive_rules.conversations.conversation import Conversation, lay_beside
from thrive_rules.conversations.what_if import what_if
from thrive_rules.documents.number import spell_number
from thrive_rules.faults import Fault
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.reasoning.laws import broken_laws
from thrive_rules.reasoning.suggestion import suggest
from thrive_rules.severity.case_file import load_case

ENGINE = "engine"
"""Stands where an engine names itself, so that what several engines say can be compared."""


def as_json(data: Any) -> str:
    """Data as JSON on one line, as every reader of the table writes it."""
    return json.dumps(data, ensure_ascii=False)


def conversation_of(file: dict[str, Any], rules: RuleBase) -> Conversation:
    """The conversation about a case file, by no engine in particular. Raises CaseError."""
    case, severity = load_case(file)
    suggestion = suggest(case, rules)
    provenance = suggestion.provenance.model_copy(update={"engines": (ENGINE,)})
    return lay_beside(suggestion.model_copy(update={"provenance": provenance}), case, severity, rules)


def conversation_text(conversation: Conversation) -> str:
    """A conversation as JSON, with numbers as ECMAScript shows them, by no engine in particular."""
    data = conversation.data()
    data["provenance"]["engines"] = [ENGINE]
    for measure in data["severity"]["measures"]:  # nothing else holds a number that is not whole
        measure["score"] = f"\0{spell_number(measure['score'])}\0"  # no text of a case holds this letter
    return as_json(data).replace('"\\u0000', "").replace('\\u0000"', "")


def what_if_text(conversation: Conversation, rules: RuleBase) -> str:
    """What would change each grouping, as JSON."""
    return as_json([what_if(conversation, rules, grouping).data() for grouping in Grouping])


def comparison_text(first: Conversation, second: Conversation, rules: RuleBase) -> str:
    """What differs between two conversations, and what that moved, as JSON."""
    return as_json(compare(first, second, rules).model_dump(mode="json"))


def laws_text(rules: RuleBase) -> str:
    """Every law that the rules break, as JSON: where, and in words."""
    return as_json([[list(where), problem] for where, problem in broken_laws(rules)])


def faults_text(faults: Iterable[Fault]) -> str:
    """Faults as JSON: the code and the path of each. Words may be put another way, and lines are for files alone."""
    return as_json([{"code": fault.code, "path": fault.path} for fault in faults])

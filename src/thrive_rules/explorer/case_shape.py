"""What a case file and a decision may hold, as plain data: whoever reads one elsewhere refuses what Python refuses."""

import json
from functools import cache
from typing import Any

from thrive_rules.decisions.decision import DECISION_FORMAT
from thrive_rules.decisions.decision import NEW_IN_2 as NEW_IN_A_DECISION
from thrive_rules.decisions.decision_file import decision_schema
from thrive_rules.documents.document import MAX_BYTES, MAX_DEPTH, MAX_NODES
from thrive_rules.severity.audience import KINDS
from thrive_rules.severity.case_file import CASE_FORMAT, LATER, NEW_IN_2, SUGGESTIONS, CaseFile
from thrive_rules.severity.seen import ROWS

_FOR_PEOPLE = ("title", "description")


def case_shape() -> dict[str, Any]:
    """The shape of a case file, what came with its format 2, the paths that can be marked, and who sees each."""
    return {
        "format": CASE_FORMAT,
        "schema": json.loads(_schemas()[0]),
        "new_in_2": sorted(NEW_IN_2),
        "later": sorted(LATER),
        "kinds": list(KINDS),
        "suggestions": sorted(SUGGESTIONS),
        "rows": {path: row.name.lower() for path, row in ROWS.items()},
        "most": {"bytes": MAX_BYTES, "values": MAX_NODES, "depth": MAX_DEPTH},
    }


def decision_shape() -> dict[str, Any]:
    """The shape of the file of a decision, and what came with its format 2."""
    return {
        "format": DECISION_FORMAT,
        "schema": json.loads(_schemas()[1]),
        "new_in_2": sorted(NEW_IN_A_DECISION),
    }


@cache
def _schemas() -> tuple[str, str]:
    """The schema of a case file, and that of a decision, as text: it takes a while to make them."""
    return json.dumps(_bare(CaseFile.model_json_schema())), json.dumps(_bare(decision_schema()))


def _bare(schema: Any, of_fields: bool = False) -> Any:
    """A schema without what it says to people; a field may have such a name."""
    match schema:
        case dict():
            return {
                key: _bare(each, of_fields=key in ("properties", "$defs"))
                for key, each in schema.items()
                if of_fields or key not in _FOR_PEOPLE
            }
        case list():
            return [_bare(each) for each in schema]
        case _:
            return schema

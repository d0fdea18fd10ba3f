"""A decision to a file and back: written whole or not at all, and refused where a part of it is missing or changed."""

import io
import json
import os
from pathlib import Path
from typing import Any

from thrive_rules.decisions.decision import NEW_IN_2, DecisionAnswers, SharedDecision
from thrive_rules.documents.document import Data, Document, Readable, document_from, write_document
from thrive_rules.documents.fingerprint import fingerprint
from thrive_rules.documents.output import write_whole
from thrive_rules.documents.validation import validate
from thrive_rules.faults import Code, DecisionError, Fault

_NEW_FIELDS = {
    name for name, field in SharedDecision.model_fields.items() if (field.alias or name) in NEW_IN_2
}
_DIGEST = "The digest finds a file that was cut short or changed."


def load_decision(source: Readable) -> SharedDecision:
    """Read a decision from a path, an open text stream, or a mapping of the same shape.

    Raises DecisionError, with a fault for each field that is not as expected: file, line and field, never a value.
    A file that gives a digest is refused where the digest is not that of its content.
    """
    document = document_from(source, DecisionError)
    data = document.data
    if not isinstance(data, dict):
        raise DecisionError([document.fault((), "expected a mapping of fields")])
    if "format" not in data:
        raise DecisionError([document.fault(("format",), "is required", Code.REQUIRED)])
    if "digest" in data:
        data = dict(data)
        if not _is_digest(data.pop("digest"), data):
            problem = "the content is not what was written: the file was cut short or changed"
            raise DecisionError([document.fault(("digest",), problem)])
    return validate(
        Document(document.name, data, document.lines, document.twice), SharedDecision, DecisionError
    )


def _is_digest(digest: Data, data: Data) -> bool:
    try:
        return digest == fingerprint(data)
    except TypeError:  # a mapping from Python with a key or a value that no file can hold
        return False


def load_answers(source: Readable) -> DecisionAnswers:
    """Read what people said and agreed: a decision without `format` and `basis`. Raises DecisionError."""
    return validate(document_from(source, DecisionError), DecisionAnswers, DecisionError)


def write_decision(decision: SharedDecision, file: Path | str, *, replace: bool = False) -> None:
    """Write a decision, whole or not at all: as JSON where the name ends in .json, else as YAML.

    Raises DecisionError where a file stands there already. With `replace`, it takes the place of a decision that can
    be read, and never of anything else: what is corrupted may be all that is left of a decision.
    """
    path = Path(file)
    if replace and os.path.lexists(path):
        try:
            load_decision(path)
        except DecisionError as broken:
            problem = "what stands here cannot be read as a decision, so it is not overwritten"
            raise DecisionError(
                [Fault(str(path), None, "", problem, Code.UNWRITABLE), *broken.faults]
            ) from None
    write_whole(path, decision_text(decision, str(path)), DecisionError, private=True, new=not replace)


def decision_schema() -> dict[str, Any]:
    """JSON Schema of a file that holds a decision."""
    found = SharedDecision.model_json_schema()
    found["properties"]["digest"] = {
        "description": "The fingerprint of all the rest of the file, which finds one that was cut short or changed.",
        "type": "string",
    }
    found["required"] += ["format"]
    found["anyOf"] = [{"required": ["basis"]}, {"required": ["for"]}]  # a copy for somebody carries no basis
    return found


def spell_decision(decision: SharedDecision) -> dict[str, Any]:
    """A decision as it is written: the format, the digest of all the rest, and what the decision says."""
    said = {
        "format": decision.format,
        **decision.model_dump(mode="json", exclude_none=True, include=_NEW_FIELDS),
        **decision.model_dump(mode="json", exclude_defaults=True, include=set(DecisionAnswers.model_fields)),
        **({"basis": decision.basis.model_dump(mode="json")} if decision.basis else {}),
    }
    # The digest stands near the top, so that a file that was cut short still has it.
    return {"format": said["format"], "digest": fingerprint(said), **said}


def decision_text(decision: SharedDecision, name: str = "<decision>") -> str:
    """A decision as the text of a file of this name. Raises DecisionError where it could not be read back."""
    spelled = spell_decision(decision)
    if name.endswith(".json"):
        text = json.dumps(spelled, indent=2, ensure_ascii=False) + "\n"
    else:
        text = write_document(spelled, f"{_whose(decision)} {_DIGEST}")
    stream = io.StringIO(text)
    stream.name = name
    if load_decision(stream) != decision:
        raise DecisionError([Fault(name, None, "", "this decision cannot be kept in a file")])
    return text


def _whose(decision: SharedDecision) -> str:
    if decision.audience is None:
        return "What people decided together."
    names = ", ".join(decision.audience.names)
    return f"A copy for {names}, and for nobody else: what they may see of what people decided together."

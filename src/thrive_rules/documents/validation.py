"""A document held to a model: a fault with file, line and field for whatever is not as expected, and no value."""

import math
import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from thrive_rules.documents.document import Data, Document
from thrive_rules.faults import (
    CaseError,
    Code,
    DecisionError,
    ExchangeError,
    Fault,
    Path,
    ThriveRulesError,
    did_you_mean,
    spell_path,
)

MAX_FAULTS = 25
"""More faults than this are counted, and not listed."""

Model = TypeVar("Model", bound=BaseModel)


def validate(document: Document, model: type[Model], error: type[ThriveRulesError]) -> Model:
    """The document as a `model`; raises `error` with a fault for every field that is not as expected."""
    errors: list[ErrorDetails] = []
    try:
        valid = model.model_validate(document.data, by_alias=True, by_name=False)
        if not document.twice:
            return valid
    except ValidationError as invalid:
        errors = invalid.errors(include_url=False, include_input=False)
    schema = _schema(model)
    faults = [_fault(document, detail, schema, error) for detail in errors[:MAX_FAULTS]]
    if len(errors) > MAX_FAULTS:
        faults.append(Fault(document.name, None, "", f"and {len(errors) - MAX_FAULTS:,} more faults"))
    for path, line in document.twice[:MAX_FAULTS]:
        faults.append(
            Fault(
                document.name,
                line,
                spell_path(_known(schema, path)),
                "the same key stands here twice",
                Code.TWICE,
            )
        )
    raise error(sorted(faults, key=lambda fault: fault.line or math.inf))  # what has no line comes last


@cache
def _schema(model: type[BaseModel]) -> dict[str, Any]:
    return model.model_json_schema(by_alias=True)


def _known(schema: Mapping[str, Any], path: Path) -> Path:
    """The part of a path that is made of known names: another key is the file's own text, and is not repeated."""
    for index, step in enumerate(path):
        if isinstance(step, str) and step not in _keys_at(schema, path[:index]):
            return path[:index]
    return path


def _fault(
    document: Document, detail: ErrorDetails, schema: Mapping[str, Any], error: type[ThriveRulesError]
) -> Fault:
    path = _path_in(document.data, detail["loc"], schema)
    if detail["type"] == "invalid_key":
        return document.fault(_known(schema, path[:-1]), "a key must be text")
    # pydantic's own mark stands after a key of a mapping whose keys come from a closed list.
    wrong_key = detail["loc"][-1:] == ("[key]",) and path[-1:] != ("[key]",)
    if not wrong_key and detail["type"] != "extra_forbidden":
        # Rules are no secret. A key of a case or a decision that is no field is somebody's text, and what an answer was
        # meant to be would tell the answer.
        secret = error in (CaseError, DecisionError, ExchangeError)
        said = _known(schema, path) if secret else path
        problem = expectation(detail) + ("" if secret else _meant(document.data, path, detail))
        return Fault(document.name, document.line(path), spell_path(said), problem, _code(detail["type"]))
    parent, key = path[:-1], path[-1] if path else ""
    known = _keys_at(schema, parent)
    # The key is the file's own text, so that it is not repeated; the line shows it.
    expected = did_you_mean(key, known) or _one_of(known)
    problem = f"there is no such key; {expected}" if expected else "there is no such key"
    return Fault(
        document.name, document.line(path), spell_path(_known(schema, parent)), problem, Code.UNKNOWN_KEY
    )


def _meant(data: Data, path: Path, detail: ErrorDetails) -> str:
    """What a value was probably meant to be, where there is a closed list that it is not in."""
    if detail["type"] not in ("enum", "literal_error"):
        return ""
    found: Any = data
    for step in path:
        match found, step:
            case (dict(), _) | (list(), int()):
                found = found[step]
            case _:
                return ""
    hint = did_you_mean(found, _closed_list(detail)) if isinstance(found, str) else ""
    return f"; {hint}" if hint else ""


def _closed_list(detail: ErrorDetails) -> list[str]:
    """What can stand there, for an error about a value that cannot."""
    expected = str(detail["ctx"]["expected"])
    return re.findall(r"'([^']*)'", expected) or [expected]


def _path_in(data: Data, steps: Iterable[str | int], schema: Mapping[str, Any]) -> Path:
    """The steps that stand in the document: a validator also names the branch of a union that it tried."""
    path: list[str | int] = []
    pending = list(steps)
    for index, step in enumerate(pending):
        match data, step:
            case dict(), str() if step in data:
                data = data[step]
            case list(), int() if step < len(data):
                data = data[step]
            case _:
                last = index == len(pending) - 1
                if not (last and isinstance(data, dict) and step in _keys_at(schema, path)):
                    continue
        path.append(step)
    return tuple(path)


def _keys_at(schema: Mapping[str, Any], path: Iterable[str | int]) -> list[str]:
    """The keys that a mapping at `path` may have."""
    definitions = schema.get("$defs", {})

    def follow(node: Any) -> Mapping[str, Any]:
        while isinstance(node, Mapping) and ("$ref" in node or "anyOf" in node):
            if "$ref" in node:
                node = definitions[node["$ref"].split("/")[-1]]
            else:  # a choice, such as a text or a mapping of texts: the branches that have keys
                found = [follow(each) for each in node["anyOf"] if each.get("type") != "string"]
                keys: dict[str, Any] = {}
                for each in found:
                    keys |= each.get("properties", {})
                node = {**found[0], "properties": keys} if len(found) > 1 and keys else found[0]
        return node if isinstance(node, Mapping) else {}  # a schema can be true or false, too

    node = follow(schema)
    for step in path:
        if isinstance(step, int):
            node = follow(node.get("items"))
        else:
            node = follow(node.get("properties", {}).get(step, node.get("additionalProperties")))
    if "properties" in node:
        return list(node["properties"])
    return list(follow(node.get("propertyNames")).get("enum", ()))


def _code(kind: str) -> Code:
    match kind:
        case "missing":
            return Code.REQUIRED
        case "newer_key":
            return Code.UNKNOWN_KEY
        case "twice":
            return Code.TWICE
        case _:
            return Code.UNEXPECTED


def expectation(detail: ErrorDetails) -> str:
    """What was expected, for one kind of validation error; never what was found."""
    context = detail.get("ctx", {})
    match detail["type"]:
        case "bool_type":
            return "expected true, false or null"
        case "int_type" | "int_parsing_size":
            return "expected a whole number"
        case "float_type" | "finite_number":
            return "expected a finite number"
        case "string_type" | "string_unicode":
            return "expected text"
        case "string_too_short" | "too_short":
            return "expected something that is not empty"
        case "string_too_long" | "too_long":
            items = "items" if context.get("field_type") == "Tuple" else "characters"
            return f"expected at most {context['max_length']} {items}"
        case "list_type" | "tuple_type":
            return "expected a list"
        case "dict_type" | "model_type" | "model_attributes_type":
            return "expected a mapping of fields"
        case "missing":
            return "is required"
        case "enum" | "literal_error":
            return _one_of(_closed_list(detail))
        case "greater_than_equal":
            return f"expected {context['ge']} or more"
        case "less_than_equal":
            return f"expected {context['le']} or less"
        case "string_pattern_mismatch":
            return f"expected text that matches {context['pattern']}"
        case kind if kind.startswith(("datetime", "timezone")):
            return "expected a day and a time with its zone such as 2027-06-30T09:30:00Z"
        case kind if kind.startswith("date"):
            return "expected a date such as 2027-06-30"
        case "as_it_is" | "newer_key":
            return detail["msg"]
        case "value_error":
            return str(context["error"])
        case _:  # our own errors, which say what was expected
            return f"expected {detail['msg']}"


def _one_of(known: list[str]) -> str:
    if not known:
        return ""
    if len(known) > 25:
        return f"expected one of {len(known)} keys; `thrive-rules schema` lists them"
    return f"expected one of {', '.join(known)}"

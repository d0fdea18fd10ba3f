"""A node of a JSON Schema in one short line, so that a name and its type can stand side by side in a list."""

from collections.abc import Mapping
from typing import Any


def spell(node: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    """What may stand here: `?` may be null, `[x]` a list, `{x}` a mapping, `{}` an object, `a|b` one of these names."""
    node = resolve(node, schema)
    if each := node.get("anyOf"):
        spelled = [spell(option, schema) for option in each]
        known = [option for option in spelled if option != "null"]
        return "|".join(known) + ("?" if "null" in spelled else "")
    if "enum" in node or "const" in node:
        values = node.get("enum", [node.get("const")])
        named = "|".join(str(value) for value in values if value is not None)
        return named + ("?" if None in values else "")
    match node.get("type"):
        case "array":
            return f"[{spell(node['items'], schema)}]"
        case "object" if isinstance(node.get("additionalProperties"), Mapping):
            return f"{{{spell(node['additionalProperties'], schema)}}}"
        case "object" if "patternProperties" in node:
            [inner] = node["patternProperties"].values()
            return f"{{{spell(inner, schema)}}}"
        case "object":
            return "{}"
        case "integer" if "minimum" in node:
            return f"{node['minimum']}..{node['maximum']}"
        case "string" if "format" in node:
            return str(node["format"])
        case "string" if "maxLength" in node:
            return f"string of at most {node['maxLength']}"
        case str(plain):
            return plain
        case several:
            return str(several)


def resolve(node: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """A node, or the one that it only points to."""
    while "$ref" in node:
        found: Any = schema
        for step in node["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        node = found
    return node


def names(schema: Mapping[str, Any], *way: str) -> dict[str, str]:
    """The names of an object in a schema, each with its type; `way` leads to the object, through lists and nulls."""
    node = resolve(schema, schema)
    for step in way:
        node = _object(node["properties"][step], schema)
    return {name: spell(inner, schema) for name, inner in node["properties"].items()}


def _object(node: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    node = resolve(node, schema)
    if "properties" in node:
        return node
    inner = [node["items"]] if "items" in node else node.get("anyOf", [node.get("additionalProperties", {})])
    for each in inner:
        if resolve(each, schema).get("type") in ("object", "array"):
            return _object(each, schema)
    raise KeyError("no object stands there")

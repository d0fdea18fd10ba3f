"""What every model here shares: nothing changes once made, nothing unknown slips in, text is safe to show."""

import ast
import inspect
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Annotated, Any, NoReturn, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    StrictStr,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

_LINE_ENDS = re.compile("\r\n|[\x85\u2028\u2029]")  # what forms and word processors send as a line end
# Control characters (category Cc) but for the end of a line and the tab, halves of a pair that cannot be written out
# (Cs), and what turns the text around it to read backwards.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")


def _refuse_controls(text: str) -> str:
    # Free text is shown in terminals: an escape sequence could rewrite what is shown beside it.
    if text.isprintable():
        return text
    text = _LINE_ENDS.sub("\n", text)
    if _CONTROLS.search(text):
        raise PydanticCustomError("control_characters", "text without control characters")
    return text


def _refuse_a_set(items: object) -> object:
    # A set has no order, and the same case must always give the same bytes.
    if isinstance(items, (set, frozenset)):
        raise PydanticCustomError("list_type", "a list")
    return items


def one_line(text: str) -> str:
    """A text in one line with single blanks: a line break in people's words must not look like a heading of ours."""
    return " ".join(text.split())


FreeText = Annotated[StrictStr, AfterValidator(_refuse_controls)]
"""A person's own words. Shown back to people, never read by a rule."""

K = TypeVar("K")
T = TypeVar("T")


class ReadOnly(dict[K, T]):
    """A dictionary that nobody can write to: others may hold the same one.

    It is copied, pickled and dumped like any other, which a `MappingProxyType` is not.
    """

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise TypeError("this is read only; change a copy of it")

    __setitem__ = __delitem__ = __ior__ = clear = pop = popitem = setdefault = update = _refuse

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (dict(self),)


@dataclass(frozen=True, slots=True)
class NoOtherKey:
    """Marks a mapping: its schema, too, has no key but one that matches, where JSON Schema lets any stand beside it."""

    def __get_pydantic_json_schema__(
        self, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """The schema of the mapping, closed."""
        found = handler(core_schema)
        return found | {"additionalProperties": False} if "patternProperties" in found else found


ListOf = Annotated[tuple[T, ...], BeforeValidator(_refuse_a_set)]
SomeOf = Annotated[tuple[T, ...], Field(min_length=1), BeforeValidator(_refuse_a_set)]
MapOf = Annotated[Mapping[K, T], AfterValidator(ReadOnly), NoOtherKey()]


class Frozen(BaseModel):
    """What every model here shares: nothing changes after it is made, and nothing unknown slips in."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        allow_inf_nan=False,
        hide_input_in_errors=True,
        validate_by_name=True,
        validate_by_alias=True,
        serialize_by_alias=True,
    )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """The schema, with the docstring of each field: pydantic itself would read the source at every import."""
        found = handler(core_schema)
        properties = handler.resolve_ref_schema(found).get("properties", {})
        descriptions = {
            name: text for each in reversed(cls.__mro__) for name, text in _docstrings(each).items()
        }
        for name, field in cls.model_fields.items():
            shown = properties.get(field.alias or name, properties.get(name))
            if shown is None or name not in descriptions:
                continue
            # What a field only repeats of its own type is described there.
            of_type = handler.resolve_ref_schema(shown) if "$ref" in shown else {}
            if of_type.get("description") != descriptions[name]:
                shown.setdefault("description", descriptions[name])
        return found


@cache
def _docstrings(model: type) -> dict[str, str]:
    """The docstring that stands below each field in the source of a model."""
    if not issubclass(model, Frozen) or model is Frozen:
        return {}
    try:
        [written] = ast.parse(inspect.getsource(model)).body
    except (OSError, TypeError):
        return {}  # a model that was made without a source
    found = {}
    for field, below in pairwise(written.body if isinstance(written, ast.ClassDef) else ()):
        match field, below:
            case ast.AnnAssign(target=ast.Name(name)), ast.Expr(ast.Constant(str(text))):
                found[name] = inspect.cleandoc(text)
            case _:
                pass
    return found

"""What every model here shares: nothing changes once made, nothing unknown slips in, text is safe to show."""

import re
import unicodedata
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StrictStr
from pydantic_core import PydanticCustomError

_LINE_ENDS = re.compile("\r\n|[\x85\u2028\u2029]")  # what forms and word processors send as a line end
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")  # these turn the text around them to read backwards


def _refuse_controls(text: str) -> str:
    # Free text is shown in terminals: an escape sequence could rewrite what is shown beside it, and a lone
    # surrogate cannot be written out at all.
    text = _LINE_ENDS.sub("\n", text)
    if _TURNS.search(text) or any(
        unicodedata.category(letter) in ("Cc", "Cs") and letter not in "\n\t" for letter in text
    ):
        raise PydanticCustomError("control_characters", "text without control characters")
    return text


def _refuse_a_set(items: object) -> object:
    # A set has no order, and the same case must always give the same bytes.
    if isinstance(items, (set, frozenset)):
        raise PydanticCustomError("list_type", "a list")
    return items


FreeText = Annotated[StrictStr, AfterValidator(_refuse_controls)]
"""A person's own words. Shown back to people, never read by a rule."""

T = TypeVar("T")
ListOf = Annotated[tuple[T, ...], BeforeValidator(_refuse_a_set)]
SomeOf = Annotated[tuple[T, ...], Field(min_length=1), BeforeValidator(_refuse_a_set)]


class Frozen(BaseModel):
    """What every model here shares: nothing changes after it is made, and nothing unknown slips in."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        allow_inf_nan=False,
        hide_input_in_errors=True,
        use_attribute_docstrings=True,
        validate_by_name=True,
        validate_by_alias=True,
        serialize_by_alias=True,
    )

"""A condition: half a dozen nodes with one small meaning each, and the form in which a rule file writes them.

Whoever reads conditions does so in one function with one `match` that ends in `assert_never`: what a condition means,
its ways of being met, its text. A new node is then a type error wherever it is not yet read. What only says in fewer
words what these nodes say is no node: `read_condition` lowers it to them, and nothing else hears of it.
"""

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias, assert_never

from pydantic import ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

from thrive_rules.cases.case import Grouping, Value
from thrive_rules.cases.vocabulary import FACTS
from thrive_rules.faults import Path, did_you_mean


@dataclass(frozen=True, slots=True)
class All:
    """Every one of the conditions holds."""

    conditions: "tuple[Condition, ...]"


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of the conditions holds."""

    conditions: "tuple[Condition, ...]"


@dataclass(frozen=True, slots=True)
class Not:
    """The condition does not hold."""

    condition: "Condition"


@dataclass(frozen=True, slots=True)
class Is:
    """A fact has one of these values."""

    fact: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """A fact has been answered. Prompts alone may ask this: an answer learnt later must never undo a grouping."""

    fact: str


@dataclass(frozen=True, slots=True)
class Needed:
    """A need has been established."""

    need: str


@dataclass(frozen=True, slots=True)
class PutForward:
    """A grouping is a candidate. Prompts alone may ask this."""

    grouping: Grouping


Leaf: TypeAlias = Is | Known | Needed | PutForward
"""A condition that holds no other one."""
Condition: TypeAlias = All | AnyOf | Not | Leaf


def parts(condition: Condition) -> Iterator[Condition]:
    """The condition and every condition inside it."""
    yield condition
    match condition:
        case All(inner) | AnyOf(inner):
            for each in inner:
                yield from parts(each)
        case Not(each):
            yield from parts(each)
        case Is() | Known() | Needed() | PutForward():
            pass
        case _:
            assert_never(condition)


def leaves(condition: Condition, under_not: bool = False) -> Iterator[tuple[Leaf, bool]]:
    """Every leaf of a condition, and whether it stands under `not`, however many there are."""
    match condition:
        case All(inner) | AnyOf(inner):
            for each in inner:
                yield from leaves(each, under_not)
        case Not(each):
            yield from leaves(each, under_not=True)
        case Is() | Known() | Needed() | PutForward():
            yield condition, under_not
        case _:
            assert_never(condition)


def facts_read(condition: Condition) -> frozenset[str]:
    """The names of the facts that a condition reads itself."""
    return frozenset(fact for leaf, _ in leaves(condition) if (fact := _fact_of(leaf)) is not None)


def _fact_of(leaf: Leaf) -> str | None:
    match leaf:
        case Is(fact) | Known(fact):
            return fact
        case Needed() | PutForward():
            return None
        case _:
            assert_never(leaf)


def needs_read(condition: Condition) -> frozenset[str]:
    """The names of the needs that a condition reads."""
    return frozenset(need for leaf, _ in leaves(condition) if (need := _need_of(leaf)) is not None)


def _need_of(leaf: Leaf) -> str | None:
    match leaf:
        case Needed(need):
            return need
        case Is() | Known() | PutForward():
            return None
        case _:
            assert_never(leaf)


def needs_negated(condition: Condition) -> bool:
    """Whether something that rules come to, a need or a candidate, stands under `not`."""
    return any(under_not and not _is_answer(leaf) for leaf, under_not in leaves(condition))


def _is_answer(leaf: Leaf) -> bool:
    """Whether a leaf asks what people answered, and not what rules made of it."""
    match leaf:
        case Is() | Known():
            return True
        case Needed() | PutForward():
            return False
        case _:
            assert_never(leaf)


def for_prompts_alone(leaf: Leaf) -> bool:
    """Whether an answer learnt later could undo it, so that no need and no grouping may rest on it."""
    match leaf:
        case Known() | PutForward():
            return True
        case Is() | Needed():
            return False
        case _:
            assert_never(leaf)


def count_ways(condition: Condition, ways_of_need: Mapping[str, int], negated: bool = False) -> int:
    """How many ways of being met a condition has, at most, when it is written out in full."""
    match condition:
        case Not(each):
            return count_ways(each, ways_of_need, not negated)
        case All(inner) | AnyOf(inner):
            counts = [count_ways(each, ways_of_need, negated) for each in inner]
            return math.prod(counts) if isinstance(condition, All) != negated else sum(counts)
        case Needed(need):
            return ways_of_need.get(need, 1)
        case Is() | Known() | PutForward():
            return 1
        case _:
            assert_never(condition)


def count_lists(condition: Condition, negated: bool = False) -> int:
    """How many lists a condition holds, itself among them: of conditions, or of several answers to a fact."""
    match condition:
        case Not(each):
            return count_lists(each, not negated)
        case All(inner) | AnyOf(inner):
            return (len(inner) > 1) + sum(count_lists(each, negated) for each in inner)
        case Is(fact, values):
            chosen = len(FACTS[fact].domain) - len(values) if negated else len(values)
            return int(chosen > 1)
        case Known() | Needed() | PutForward():
            return 0
        case _:
            assert_never(condition)


def spell_condition(condition: Condition) -> Any:
    """The condition as a rule file writes it."""
    match condition:
        case All(inner):
            return {"all": [spell_condition(each) for each in inner]}
        case AnyOf(inner):
            return {"any": [spell_condition(each) for each in inner]}
        case Not(each):
            return {"not": spell_condition(each)}
        case Is(fact, (value,)):
            return {fact: value}
        case Is(fact, values):
            return {fact: list(values)}
        case Known(fact):
            return {"known": fact}
        case Needed(need):
            return {"need": need}
        case PutForward(grouping):
            return {"candidate": str(grouping)}
        case _:
            assert_never(condition)


_ONE = {"$ref": "#/$defs/Condition"}
_SEVERAL = {"type": "array", "items": _ONE, "minItems": 1}
_A_FACT = {"enum": sorted(FACTS)}
_KEYS: Mapping[str, Any] = {
    "all": _SEVERAL | {"description": "Every one of these holds."},
    "any": _SEVERAL | {"description": "At least one of these holds."},
    "not": _ONE,
    "known": _A_FACT | {"description": "This fact has been answered (prompts only)."},
    "need": {"type": "string", "description": "This need has been established."},
    "candidate": {"enum": list(Grouping), "description": "This grouping is a candidate (prompts only)."},
}
"""Every key of a condition but the names of facts, and what may stand under it."""


def read_condition(data: object, path: Path = ()) -> Condition:
    """A condition from the form that a rule file writes; a wrong one names the place inside itself."""
    if isinstance(data, Condition):
        return data
    if not isinstance(data, dict) or len(data) != 1:
        raise _wrong(path, f"one condition, with one key: {', '.join(_KEYS)} or a fact")
    [(key, value)] = data.items()
    here = (*path, str(key))
    match key:
        case "all" | "any":
            if not isinstance(value, list) or not value:
                raise _wrong(here, "a list of conditions that is not empty")
            inner = tuple(read_condition(each, (*here, index)) for index, each in enumerate(value))
            return All(inner) if key == "all" else AnyOf(inner)
        case "not":
            return Not(read_condition(value, here))
        case "known":
            return Known(_known_fact(value, here))
        case "need":
            if not isinstance(value, str):
                raise _wrong(here, "the id of a need")
            return Needed(value)
        case "candidate":
            if value not in tuple(Grouping):
                raise _wrong(here, f"one of {', '.join(Grouping)}", value, Grouping)
            return PutForward(Grouping(value))
        case _:
            return Is(_known_fact(key, here), _values(str(key), value, here))


def _known_fact(name: object, path: Path) -> str:
    if not isinstance(name, str) or name not in FACTS:
        raise _wrong(path, "the name of a fact", name, FACTS)
    return name


def _values(fact: str, data: object, path: Path) -> tuple[Value, ...]:
    values = data if isinstance(data, list) else [data]
    domain = FACTS[fact].domain
    # 1 == True in Python, and an answer of the wrong type is a wrong answer: types count.
    allowed = {(type(value), value) for value in domain}
    for index, value in enumerate(values):
        if not isinstance(value, (bool, int, str)) or (type(value), value) not in allowed:
            where = (*path, index) if isinstance(data, list) else path
            raise _wrong(where, f"an answer that this fact can have: {spell_values(domain)}")
    if not values or len(set(values)) < len(values):
        raise _wrong(path, "a list of different answers that is not empty")
    return tuple(values)


def spell_values(values: Iterable[Value]) -> str:
    """Answers as a rule file writes them."""
    return ", ".join(json.dumps(value) if isinstance(value, bool) else str(value) for value in values)


def _wrong(path: Path, expected: str, name: object = None, known: Iterable[str] = ()) -> ValidationError:
    hint = did_you_mean(name, known) if name is not None else ""
    error = PydanticCustomError("condition", f"{expected}; {hint}" if hint else expected)
    wrong = [InitErrorDetails(type=error, loc=path, input=None)]
    return ValidationError.from_exception_data("Condition", wrong, hide_input=True)


def condition_schema() -> dict[str, Any]:
    """JSON Schema of a condition, with every fact and its answers, for editors to complete from."""
    keys = dict(_KEYS)
    for name, fact in FACTS.items():
        values = {"enum": list(fact.domain)}
        keys[name] = {
            "anyOf": [values, {"type": "array", "items": values, "minItems": 1, "uniqueItems": True}]
        }
    return {
        "type": "object",
        "description": "One condition: one key.",
        "properties": keys,
        "additionalProperties": False,
        "minProperties": 1,
        "maxProperties": 1,
    }

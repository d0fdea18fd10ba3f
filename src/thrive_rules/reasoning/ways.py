"""A condition written out in full: every way in which it can be met, as plain data.

A way is some literals that all hold ("this fact has one of these answers"). It is the smallest case that meets the
condition, and a case that knows more keeps what that one settled.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import product
from typing import Any, TypeAlias, TypeVar, assert_never

from thrive_rules.cases.case import Value
from thrive_rules.cases.vocabulary import FACTS
from thrive_rules.language.conditions import All, AnyOf, Condition, Is, Known, Needed, Not, PutForward

Key: TypeAlias = str | Known | Needed | PutForward
"""What a literal is about: a fact by its name; a need; or what prompts alone may read."""
Way: TypeAlias = frozenset[tuple[Key, frozenset[Value]]]
FactWay: TypeAlias = frozenset[tuple[str, frozenset[Value]]]
"""A way that is about facts alone."""


def ways(condition: Condition, negated: bool = False) -> frozenset[Way]:
    """Every way in which a condition (or its opposite) can be met: all the literals of one way hold.

    Kleene's logic is a distributive lattice, so writing a condition out in full keeps its meaning for every
    unknown too; two literals about one fact must stay apart for that.
    """
    match condition:
        case All(inner) | AnyOf(inner):
            parts = [ways(each, negated) for each in inner]
            if isinstance(condition, All) != negated:
                return frozenset(
                    frozenset[tuple[Key, frozenset[Value]]]().union(*chosen) for chosen in product(*parts)
                )
            return frozenset[Way]().union(*parts)
        case Not(each):
            return ways(each, not negated)
        case Is(fact, values):
            chosen = frozenset(FACTS[fact].domain).difference(values) if negated else frozenset(values)
            return frozenset([frozenset([(fact, chosen)])])
        case Known() | Needed() | PutForward():
            return frozenset([frozenset([(condition, frozenset([not negated]))])])
        case _:
            assert_never(condition)


def unfold(way: Way, needs: Mapping[str, Iterable[FactWay]]) -> Iterator[FactWay]:
    """A way with each need that it reads replaced by every way of establishing that need.

    Needs are read positively and establish nothing themselves, so this keeps the meaning and comes to an end.
    Raises ValueError for what would not: a need under `not`, and what prompts alone may read.
    """
    own: set[tuple[str, frozenset[Value]]] = set()
    established: list[Iterable[FactWay]] = []
    for key, values in way:
        match key:
            case str():
                own.add((key, values))
            case Needed(need) if values == frozenset([True]):
                established.append(needs[need])
            case Needed() | Known() | PutForward():
                raise ValueError("a need under `not`, `known` and `candidate` bring no grouping in")
            case _:
                assert_never(key)
    for chosen in product(*established):
        yield frozenset(own).union(*chosen)


def asked_by(way: Way | FactWay) -> dict[str, frozenset[Value]]:
    """The answers that a way leaves to each fact; none where it asks two answers of one."""
    asked: dict[str, frozenset[Value]] = {}
    for key, values in way:
        fact = str(key)
        asked[fact] = asked.get(fact, values) & values
    return asked


_Set = TypeVar("_Set", int, frozenset[Any])


def smallest(sets: Iterable[_Set], size: Callable[[_Set], int]) -> list[_Set]:
    """These sets, as bits or as they are, without those that hold all that another one holds; in the order given."""
    found = dict.fromkeys(sets)
    kept: list[_Set] = []
    for each in sorted(found, key=size):
        if not any(one & each == one for one in kept):
            kept.append(each)
    chosen = set(kept)
    return [each for each in found if each in chosen]

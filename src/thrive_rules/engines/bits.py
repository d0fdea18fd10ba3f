"""A cohort in memory as bits: for each row, whether something is so, and whether it is not. Needs the extra `[frame]`.

Neither bit is not yet known. Kleene's logic is then `and` and `or` over bits, eight rows to a byte, and the columns of
yes and no that Arrow keeps are such bits already.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple, TypeAlias, assert_never

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from thrive_rules.cases.case import Grouping
from thrive_rules.cases.vocabulary import FACTS
from thrive_rules.engines.layout import is_boolean, need_column, rule_column
from thrive_rules.language.conditions import All, AnyOf, Condition, Is, Known, Needed, Not, PutForward
from thrive_rules.language.rulebase import RuleBase

ROWS_AT_ONCE = 262_144
"""32 KiB a plane: what is worked on stays close to the processor. A multiple of 8, so that no byte is split."""

Plane: TypeAlias = NDArray[np.uint8]
"""One bit for each row, in the order of Arrow."""


class Bits(NamedTuple):
    """For each row, whether something is so, and whether it is not so. Never both."""

    yes: Plane
    no: Plane


Key: TypeAlias = str | Is
"""What bits are kept under: the name of a fact of yes and no, or of a column of the result; a fact and some answers."""


def answer(
    facts: pl.DataFrame, rows: int, rules: RuleBase, added: Sequence[str], undecided: bool
) -> pl.DataFrame:
    """The columns that are asked for, from columns of facts in the types of the layout."""
    steps = _steps(rules, tuple(added))
    told = _Told(facts, rows)
    columns = {name: _Column(rows) for name in added}
    for first in range(0, rows, ROWS_AT_ONCE):
        here = slice(first // 8, (min(first + ROWS_AT_ONCE, rows) + 7) // 8)
        some = _Rows(told, here)
        for name, reading in steps:
            some[name] = reading(some)
        for name, column in columns.items():
            column.write(here, some[name])
    settled = set() if undecided else {rule_column(rule.id) for rule in rules.rules}
    return pl.DataFrame({name: column.series(name in settled) for name, column in columns.items()})


class _Rows(dict[Key, Bits]):
    """What is told of some rows, looked up when it is asked for, and what has been worked out from it."""

    def __init__(self, told: "_Told", here: slice) -> None:
        self._told = told
        self._here = here

    def __missing__(self, key: Key) -> Bits:
        known, chosen = self._told.of(key)
        yes = known[self._here] & chosen[self._here]
        self[key] = bits = Bits(yes, known[self._here] ^ yes)
        return bits


# THE READING

Reading: TypeAlias = Callable[[_Rows], Bits]


@lru_cache(maxsize=16)
def _steps(rules: RuleBase, added: tuple[str, ...]) -> list[tuple[str, Reading]]:
    """What is worked out, in turn, under the names of columns: rules about needs, needs, arguments, groupings."""
    about_needs = [rule for rule in rules.rules if rule.establishes is not None]
    about_groupings = [rule for rule in rules.rules if rule.grouping is not None]
    asked = [rule for rule in about_groupings if rule.argues_for or rule_column(rule.id) in added]
    return [
        *((rule_column(rule.id), read(rule.when)) for rule in about_needs),
        *(
            (need_column(need.id), _any_of(rule.id for rule in about_needs if rule.establishes == need.id))
            for need in rules.needs
        ),
        *((rule_column(rule.id), read(rule.when)) for rule in asked),
        *((str(one), _any_of(rule.id for rule in asked if rule.argues_for is one)) for one in Grouping),
    ]


def read(condition: Condition) -> Reading:
    """A condition as a function from what is told of some rows."""
    match condition:
        case All(inner):
            return _not(_either([_not(read(each)) for each in inner]))
        case AnyOf(inner):
            return _either([read(each) for each in inner])
        case Not(each):
            return _not(read(each))
        case Is(fact, (value,)) if is_boolean(FACTS[fact]):
            told: Reading = itemgetter(fact)
            return told if value else _not(told)
        case Is():
            return itemgetter(condition)
        case Needed(need):
            return itemgetter(need_column(need))
        case Known() | PutForward():
            raise AssertionError("a rule base lets prompts alone ask this, and prompts are not read here")
        case _:
            assert_never(condition)


def _not(reading: Reading) -> Reading:
    def opposite(some: _Rows) -> Bits:
        yes, no = reading(some)
        return Bits(no, yes)

    return opposite


def _either(readings: Sequence[Reading]) -> Reading:
    if len(readings) == 1:
        return readings[0]
    one, another, *others = readings

    def either(some: _Rows) -> Bits:
        (yes, no), (too, nor) = one(some), another(some)
        yes, no = yes | too, no & nor  # new planes, which can then be worked on where they are
        for each in others:
            too, nor = each(some)
            yes |= too
            no &= nor
        return Bits(yes, no)

    return either


def _any_of(rules: Iterable[str]) -> Reading:
    found: list[Reading] = [itemgetter(rule_column(rule)) for rule in rules]
    return _either(found) if found else itemgetter(_NEVER)


_NEVER = "never so"
"""What a grouping comes to that no rule argues for."""


# FROM COLUMNS AND BACK


class _Told:
    """The columns of a frame as planes, each made when it is first asked for."""

    def __init__(self, facts: pl.DataFrame, rows: int) -> None:
        self._facts = facts
        nothing, all_of_it = np.zeros((rows + 7) // 8, np.uint8), np.full((rows + 7) // 8, 255, np.uint8)
        self._nothing = nothing, nothing
        self._made: dict[Key, tuple[Plane, Plane]] = {_NEVER: (all_of_it, nothing)}

    def of(self, key: Key) -> tuple[Plane, Plane]:
        """For each row, whether the fact is known; and whether it is so, or its answer is among those asked for."""
        if key not in self._made:
            fact = key if isinstance(key, str) else key.fact
            if fact not in self._facts.columns:
                return self._nothing
            column = self._facts[fact]
            known, chosen = _bitmaps(column if isinstance(key, str) else column.is_in(list(key.values)))
            self._made[key] = known, chosen
        return self._made[key]


def _bitmaps(column: pl.Series) -> Iterator[Plane]:
    """A column of yes and no as Arrow keeps it: whether a row has an answer, and which. Nothing is copied as a rule."""
    array = column.rechunk().to_arrow()
    width = (len(array) + 7) // 8
    for buffer in array.buffers():
        if buffer is None:
            yield np.full(width, 255, np.uint8)
            continue
        start, shift = divmod(array.offset, 8)
        plane = np.frombuffer(buffer, np.uint8)[start:]
        if shift:  # a slice that starts inside a byte
            plane = (plane >> shift) | np.append(plane[1:] << (8 - shift), np.uint8(0))
        yield plane[:width]


class _Column:
    """A column of answers that is filled some rows at a time."""

    def __init__(self, rows: int) -> None:
        self._rows = rows
        self._yes, self._known = np.empty((2, (rows + 7) // 8), np.uint8)

    def write(self, here: slice, bits: Bits) -> None:
        """Keep what some rows have come to."""
        self._yes[here] = bits.yes
        np.bitwise_or(bits.yes, bits.no, out=self._known[here])

    def series(self, settled: bool) -> pl.Series:
        """True, false, and null where it is not yet known; with `settled`, false where it is not known."""
        known = None if settled else pa.py_buffer(self._known)
        array = pa.Array.from_buffers(pa.bool_(), self._rows, [known, pa.py_buffer(self._yes)])
        return pl.Series(array)

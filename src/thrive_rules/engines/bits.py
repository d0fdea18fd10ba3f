"""A cohort in memory as bits: for each row, whether something is so, and whether that is known. Needs `[frame]`.

These are the two bits in which Arrow keeps a column of yes and no. Kleene's logic is then a few steps over whole
columns, eight rows to a byte.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple, TypeAlias, assert_never

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from thrive_rules.cases.vocabulary import FACTS
from thrive_rules.engines.layout import is_boolean, need_column, rule_column
from thrive_rules.language.conditions import All, AnyOf, Condition, Is, Known, Needed, Not, PutForward
from thrive_rules.language.rule import Deciding
from thrive_rules.language.rulebase import RuleBase

ROWS_AT_ONCE = 262_144
"""32 KiB a plane: what is worked on stays close to the processor. A multiple of 8, so that no byte is split."""

Plane: TypeAlias = NDArray[np.uint8]
"""One bit for each row, in the order of Arrow."""


class Bits(NamedTuple):
    """For each row, whether something is so, and whether that is known."""

    yes: Plane
    known: Plane


Key: TypeAlias = str | Is
"""What is told of a case: the name of a fact of yes and no; a fact and some of its answers."""


def answer(
    facts: pl.DataFrame, rows: int, rules: RuleBase, added: Sequence[str], undecided: bool
) -> pl.DataFrame:
    """The columns that are asked for, from columns of facts in the types of the layout."""
    steps = _steps(rules, tuple(added))
    told = _Told(facts, rows)
    columns = {name: _Column(rows) for name, _ in steps}
    for first in range(0, rows, ROWS_AT_ONCE):
        some = _Rows(told, slice(first // 8, (min(first + ROWS_AT_ONCE, rows) + 7) // 8))
        for name, reading in steps:
            some.found[name] = columns[name].fill(some, reading)
    settled = set() if undecided else {rule_column(rule.id) for rule in rules.rules}
    return pl.DataFrame({name: columns[name].series(name in settled) for name in added})


class _Rows:
    """Some rows: what is told of them, what has been worked out by name, and planes to work in."""

    def __init__(self, told: "_Told", here: slice) -> None:
        self.told = told
        self.here = here
        self.found: dict[str, Bits] = {}
        self._lent: list[Bits] = []

    def lend(self, depth: int) -> Bits:
        """Two planes that nobody else uses at this depth. Memory that is new costs more than the work done in it."""
        while depth >= len(self._lent):
            self._lent.append(Bits(*np.empty((2, self.here.stop - self.here.start), np.uint8)))
        return self._lent[depth]


# THE READING

Reading: TypeAlias = Callable[[_Rows, Bits, int], Bits]
"""What something comes to in some rows: worked out in the planes that are given, or else where it stands already.

The number says how deep it stands inside others, each of which works in planes of its own.
"""


@lru_cache(maxsize=16)
def _steps(rules: RuleBase, added: tuple[str, ...]) -> list[tuple[str, Reading]]:
    """What is worked out, in turn, under the names of columns: a rule by itself only where it is asked for."""
    asked = {rule.id for rule in rules.deciding if rule_column(rule.id) in added}

    def any_of(found: Iterable[Deciding]) -> Reading:
        readings = [_named(rule_column(rule.id)) if rule.id in asked else read(rule.when) for rule in found]
        return _either(readings) if readings else _never

    def own(found: Iterable[Deciding]) -> Iterator[tuple[str, Reading]]:
        return ((rule_column(rule.id), read(rule.when)) for rule in found if rule.id in asked)

    return [
        *(each for found in rules.establishing.values() for each in own(found)),
        *((need_column(need), any_of(found)) for need, found in rules.establishing.items()),
        *own(rules.arguing),
        *((str(one), any_of(found)) for one, found in rules.arguing_for.items()),
    ]


def read(condition: Condition) -> Reading:
    """A condition as a function from what is told of some rows."""
    match condition:
        case All(inner):
            return _both([read(each) for each in inner])
        case AnyOf(inner):
            return _either([read(each) for each in inner])
        case Not(each):
            return _not(read(each))
        case Is(fact, (value,)) if is_boolean(FACTS[fact]):
            return _told(fact) if value else _not(_told(fact))
        case Is():
            return _told(condition)
        case Needed(need):
            return _named(need_column(need))
        case Known() | PutForward():
            raise AssertionError("a rule base lets prompts alone ask this, and prompts are not read here")
        case _:
            assert_never(condition)


def _either(readings: Sequence[Reading]) -> Reading:
    """Known where one of them is so, and where all are known."""
    if len(readings) == 1:
        return readings[0]
    one, *others = readings

    def either(some: _Rows, mine: Bits, depth: int) -> Bits:
        yes, known = one(some, mine, depth)
        lent = some.lend(depth)
        for each in others:
            too, known_too = each(some, lent, depth + 1)
            yes = np.bitwise_or(yes, too, mine.yes)
            known = np.bitwise_and(known, known_too, mine.known)
        np.bitwise_or(yes, known, mine.known)
        return mine

    return either


def _both(readings: Sequence[Reading]) -> Reading:
    """Known where all of them are so, and where one is known not to be so."""
    if len(readings) == 1:
        return readings[0]
    one, *others = readings

    def both(some: _Rows, mine: Bits, depth: int) -> Bits:
        yes, known = one(some, mine, depth)
        no = np.bitwise_xor(known, yes, mine.known)
        lent = some.lend(depth)
        for each in others:
            too, known_too = each(some, lent, depth + 1)
            np.bitwise_or(no, np.bitwise_xor(known_too, too, lent.known), no)
            yes = np.bitwise_and(yes, too, mine.yes)
        np.bitwise_or(yes, no, mine.known)
        return mine

    return both


def _not(reading: Reading) -> Reading:
    def opposite(some: _Rows, mine: Bits, depth: int) -> Bits:
        yes, known = reading(some, mine, depth)
        return Bits(np.bitwise_xor(known, yes, mine.yes), known)

    return opposite


def _told(key: Key) -> Reading:
    def told(some: _Rows, mine: Bits, depth: int) -> Bits:
        yes, known = some.told.of(key)
        known = known[some.here]
        return Bits(np.bitwise_and(known, yes[some.here], mine.yes), known)

    return told


def _named(name: str) -> Reading:
    return lambda some, mine, depth: some.found[name]


def _never(some: _Rows, mine: Bits, depth: int) -> Bits:
    """What a grouping comes to that no rule argues for."""
    mine.yes.fill(0)
    mine.known.fill(255)
    return mine


# FROM COLUMNS AND BACK


class _Told:
    """The columns of a frame as planes, each made when it is first asked for."""

    def __init__(self, facts: pl.DataFrame, rows: int) -> None:
        self._columns = {column.name: column for column in facts.iter_columns()}
        nothing = np.zeros((rows + 7) // 8, np.uint8)
        self._nothing = Bits(nothing, nothing)
        self._made: dict[Key, Bits] = {}

    def of(self, key: Key) -> Bits:
        """For each row, whether the fact is so or has one of the answers, which counts only where it is known."""
        if (made := self._made.get(key)) is None:
            made = self._made[key] = self._make(key)
        return made

    def _make(self, key: Key) -> Bits:
        column = self._columns.get(key if isinstance(key, str) else key.fact)
        if column is None:
            return self._nothing
        known, yes = _bitmaps(column if isinstance(key, str) else column.is_in(list(key.values)))
        return Bits(yes, known)


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
        self._bits = Bits(*np.empty((2, (rows + 7) // 8), np.uint8))

    def fill(self, some: _Rows, reading: Reading) -> Bits:
        """Keep what some rows have come to."""
        mine = Bits(self._bits.yes[some.here], self._bits.known[some.here])
        for plane, found in zip(mine, reading(some, mine, 0), strict=True):
            if found is not plane:  # it stood somewhere else already
                plane[:] = found
        return mine

    def series(self, settled: bool) -> pl.Series:
        """True, false, and null where it is not yet known; with `settled`, false where it is not known."""
        known = None if settled else pa.py_buffer(self._bits.known)
        array = pa.Array.from_buffers(pa.bool_(), self._rows, [known, pa.py_buffer(self._bits.yes)])
        return pl.Series(array)

"""A cohort in memory as bits: for each row, whether something is so, and whether it is not so. Needs `[frame]`.

Where neither is set, it is not yet known. Kleene's logic is then a list of steps over columns, eight rows to a byte:
what several rules ask is worked out once, and what nobody asks for is left out.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, reduce
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

BYTES_AT_ONCE = 32_768
ROWS_AT_ONCE = 8 * BYTES_AT_ONCE
"""So many that few steps are taken, and so few that the planes they work on stay in the processor's own memory."""

Plane: TypeAlias = NDArray[np.uint8]
"""One bit for each row, in the order of Arrow."""


def answer_columns(
    facts: pl.DataFrame, rows: int, rules: RuleBase, added: Sequence[str], undecided: bool
) -> pl.DataFrame:
    """The columns that are asked for, from columns of facts in the types of the layout."""
    program = _program(rules, tuple(added), undecided)
    width = (rows + 7) // 8
    whole = [*_planes(facts, program.given, width), *np.empty((program.kept, width), np.uint8)]
    spare = np.empty((program.spare, min(width, BYTES_AT_ONCE)), np.uint8)
    for first in range(0, width, BYTES_AT_ONCE):
        planes = [plane[first : first + BYTES_AT_ONCE] for plane in whole]
        planes += [plane[: width - first] for plane in spare]
        for do, one, other, into in program.steps:
            do(planes[one], planes[other], planes[into])
    return pl.DataFrame(
        [_series(name, rows, whole[yes], whole[known]) for name, yes, known in program.columns]
    )


# THE READING

NOWHERE, EVERYWHERE = 0, 1
"""The numbers of the plane of no row, and of the plane of every row."""

Key: TypeAlias = str | Is
"""What a rule asks of a case: the name of a fact of yes and no; a fact and some of its answers."""


class Given(NamedTuple):
    """A plane that is read off the frame: which rows answer yes, or which have an answer."""

    key: Key
    answers: bool


class Combined(NamedTuple):
    """A plane that is made from two others, which are named by their numbers."""

    do: np.ufunc
    one: int
    other: int


class Bits(NamedTuple):
    """The numbers of two planes: whether something is so, and whether it is not so."""

    yes: int
    no: int


class Steps:
    """The planes that a rule base comes to, each by its number: the same step is taken once, whoever asks for it."""

    def __init__(self, rules: RuleBase) -> None:
        self.planes: dict[Given | Combined, int] = {}
        """In the order in which they can be made."""
        self.columns: dict[str, Bits] = {}
        for need, establishing in rules.establishing.items():
            self.columns[need_column(need)] = self._any_of(establishing)
        for grouping, arguing in rules.arguing_for.items():
            self.columns[grouping] = self._any_of(arguing)
        self._any_of(rules.arguing)

    def _any_of(self, rules: Sequence[Deciding]) -> Bits:
        """Whether some rule fires; each of them has a column too."""
        found = {rule_column(rule.id): self.to_bits(rule.when) for rule in rules}
        self.columns |= found
        return reduce(self.either, found.values()) if found else Bits(NOWHERE, EVERYWHERE)

    def to_bits(self, condition: Condition) -> Bits:
        """The planes that a condition comes to."""
        match condition:
            case All(inner):
                return reduce(self.both, map(self.to_bits, inner))
            case AnyOf(inner):
                return reduce(self.either, map(self.to_bits, inner))
            case Not(each):
                return opposite(self.to_bits(each))
            case Is(fact, (value,)) if is_boolean(FACTS[fact]):
                return self.given(fact) if value else opposite(self.given(fact))
            case Is():
                return self.given(condition)
            case Needed(need):
                return self.columns[need_column(need)]
            case Known() | PutForward():
                raise AssertionError("a rule base lets prompts alone ask this, and prompts are not read here")
            case _:
                assert_never(condition)

    def given(self, key: Key) -> Bits:
        """What a frame gives, where it is known; elsewhere Arrow may keep any answer."""
        known = self._number(Given(key, answers=False))
        yes = self.step(np.bitwise_and, known, self._number(Given(key, answers=True)))
        return Bits(yes, self.step(np.bitwise_xor, known, yes))

    def both(self, one: Bits, other: Bits) -> Bits:
        """So where both are so, and not so where one of them is not so."""
        return Bits(self.step(np.bitwise_and, one.yes, other.yes), self.step(np.bitwise_or, one.no, other.no))

    def either(self, one: Bits, other: Bits) -> Bits:
        """So where one of them is so, and not so where both are not so."""
        return opposite(self.both(opposite(one), opposite(other)))

    def step(self, do: np.ufunc, one: int, other: int) -> int:
        """The plane that comes of two others, with a step that can take them either way round."""
        return self._number(Combined(do, min(one, other), max(one, other)))

    def _number(self, plane: Given | Combined) -> int:
        return self.planes.setdefault(plane, EVERYWHERE + 1 + len(self.planes))


def opposite(bits: Bits) -> Bits:
    """So where it was not so; what is not known stays so."""
    return Bits(bits.no, bits.yes)


# THE PROGRAM


class BitProgram(NamedTuple):
    """What is done for some columns. Places: no row, every row, what is given, what is kept, and spare ones."""

    given: tuple[Given, ...]
    kept: int
    spare: int
    steps: tuple[tuple[np.ufunc, int, int, int], ...]
    """What is done, with the planes in which two places, and into which place."""
    columns: tuple[tuple[str, int, int], ...]
    """For each column the places that tell whether it is so, and whether that is known."""


@lru_cache(maxsize=16)
def _program(rules: RuleBase, added: tuple[str, ...], undecided: bool) -> BitProgram:
    """The steps to these columns and to no others, in as few spare places as will do."""
    steps = Steps(rules)
    settled = set() if undecided else {rule_column(rule.id) for rule in rules.rules}
    columns = []
    for name in added:
        yes, no = steps.columns[name]
        columns.append((name, yes, EVERYWHERE if name in settled else steps.step(np.bitwise_or, yes, no)))
    given = {number: plane for plane, number in steps.planes.items() if isinstance(plane, Given)}
    kept = dict.fromkeys(number for _, *both in columns for number in both if number > EVERYWHERE)
    place = {number: index for index, number in enumerate((NOWHERE, EVERYWHERE, *given, *kept))}
    fixed = total = len(place)
    free, order = list[int](), []
    # From the end, each step is met after those that use its plane; a plane that none uses gets no place.
    for plane, number in reversed(steps.planes.items()):
        if not isinstance(plane, Combined) or number not in place:
            continue
        if place[number] >= fixed:
            free.append(place[number])
        for used in (plane.one, plane.other):
            if used not in place:
                place[used] = free.pop() if free else total
                total = max(total, place[used] + 1)
        order.append((plane.do, place[plane.one], place[plane.other], place[number]))
    return BitProgram(
        given=tuple(given.values()),
        kept=len(kept),
        spare=total - fixed,
        steps=tuple(reversed(order)),
        columns=tuple((name, place[yes], place[known]) for name, yes, known in columns),
    )


# FROM COLUMNS AND BACK


def _planes(facts: pl.DataFrame, given: Iterable[Given], width: int) -> Iterator[Plane]:
    """The plane of no row, that of every row, and those of what is given."""
    nowhere, everywhere = np.zeros(width, np.uint8), np.full(width, 255, np.uint8)
    yield nowhere
    yield everywhere
    columns = {column.name: column for column in facts.iter_columns()}
    found: dict[Key, tuple[Plane, Plane]] = {}
    for key, answers in given:
        if key not in found:
            column = _column(key, columns)
            found[key] = (nowhere, nowhere) if column is None else _bitmaps(column, everywhere)
        yield found[key][answers]


def _column(key: Key, columns: Mapping[str, pl.Series]) -> pl.Series | None:
    """What is given as yes, no and not known; nothing where the frame has no such column."""
    match key:
        case str():
            return columns.get(key)
        case Is():
            column = columns.get(key.fact)
            answered: pl.Series | None = None if column is None else column.is_in(list(key.values))
            return answered
        case _:
            assert_never(key)


def _bitmaps(column: pl.Series, everywhere: Plane) -> tuple[Plane, Plane]:
    """A column of yes and no as Arrow keeps it: whether a row has an answer, and which. Nothing is copied as a rule."""
    array = column.rechunk().to_arrow()
    start, shift = divmod(array.offset, 8)

    def plane(buffer: pa.Buffer | None) -> Plane:
        if buffer is None:  # every row has an answer
            return everywhere
        found = np.frombuffer(buffer, np.uint8)[start:]
        if shift:  # a slice that starts inside a byte
            found = (found >> shift) | np.append(found[1:] << (8 - shift), np.uint8(0))
        return found[: len(everywhere)]

    known, answers = array.buffers()
    return plane(known), plane(answers)


def _series(name: str, rows: int, yes: Plane, known: Plane) -> pl.Series:
    """True, false, and null where it is not known."""
    return pl.Series(name, pa.Array.from_buffers(pa.bool_(), rows, [pa.py_buffer(known), pa.py_buffer(yes)]))

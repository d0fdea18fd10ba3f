"""No number under the limit can be got back from what is shown: every split is tried, and a whole page is attacked."""

import random
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest

from thrive_rules.studies.suppression import AnswerCounts, DisclosureLimits, Shown, shown_counts

z3 = pytest.importorskip("z3")

LIMITS = DisclosureLimits()
Counts = tuple[int, int, int]
"""Not known, yes, no."""


def exact(counts: Counts, limits: DisclosureLimits) -> tuple[object, ...]:
    """What is shown, with every sum in it as exact as it can be: more than a page ever tells."""
    not_known, yes, no = counts
    told = shown_counts("q", *counts, limits)
    true = {"not_known": not_known, "answered": yes + no, "yes": yes, "no": no}
    cells = ((key, getattr(told, key)) for key in true)
    return tuple(true[key] if isinstance(cell, int) else cell for key, cell in cells)


def splits(rows: int) -> Iterator[Counts]:
    return ((u, y, rows - u - y) for u in range(rows + 1) for y in range(rows + 1 - u))


@pytest.mark.parametrize(
    "limits", [LIMITS, DisclosureLimits(under=5, to=5), DisclosureLimits(under=10, to=1)]
)
def test_whoever_knows_each_sum_exactly_learns_of_a_small_number_only_that_it_is_small(
    limits: DisclosureLimits,
) -> None:
    every = set(range(limits.under))
    for rows in range(limits.under, 6 * limits.under):
        alike = defaultdict[tuple[object, ...], list[Counts]](list)
        for counts in splits(rows):
            alike[exact(counts, limits)].append(counts)
        for could_be in alike.values():
            for part in zip(*could_be, strict=True):
                if min(part) < limits.under:
                    assert every <= set(part), could_be[:3]


def test_no_number_that_is_shown_is_small_or_looks_so() -> None:
    for rows in range(7, 60):
        for counts in splits(rows):
            told = shown_counts("q", *counts, LIMITS)
            numbers = [told.not_known, told.answered, told.yes, told.no]
            assert all(each >= 10 and each % 5 == 0 for each in numbers if isinstance(each, int))
    assert [LIMITS.alone(count) for count in (0, 6, 7, 12, 13, 17, 18)] == ["few", "few", 10, 10, 15, 15, 20]


def test_what_can_be_shown_is_shown() -> None:
    assert shown_counts("q", 40, 60, 50, LIMITS) == AnswerCounts(
        question="q", not_known=40, answered=110, yes=60, no=50
    )
    assert shown_counts("q", 40, 3, 107, LIMITS) == AnswerCounts(question="q", not_known=40, answered=110)
    assert shown_counts("q", 0, 60, 50, LIMITS) == AnswerCounts(question="q", not_known="few", yes=60)
    assert shown_counts("q", 0, 3, 107, LIMITS) == AnswerCounts(question="q")


def rounded_to(count: Any, cell: Shown) -> Any:
    """Which counts a cell can stand for, by what the page says of itself."""
    if cell == "few":
        return z3.And(count >= 0, count < 7)
    assert isinstance(cell, int)
    return z3.And(
        count >= 7, z3.Or(z3.And(cell - 2 <= count, count <= cell + 2), z3.And(cell == 10, count < 10))
    )


def attack(rows: int, page: list[AnswerCounts]) -> tuple[Any, list[tuple[Any, ...]]]:
    """Everything that somebody can conclude who has the page, its rule of rounding and the code that suppresses.

    Which numbers stand there is told by the code; what each question keeps back is left to the solver.
    """
    solver, total, found = z3.Solver(), z3.Int("rows"), []
    solver.add(rounded_to(total, rows))
    for index, told in enumerate(page):
        u, y, n = z3.Ints(f"u{index} y{index} n{index}")
        found.append((u, y, n))
        solver.add(u >= 0, y >= 0, n >= 0, u + y + n == total)
        split = z3.And(u >= 7, y + n >= 7)
        alone = z3.And(u < 7, y >= 7, u + n >= 13)
        for count, cell in ((u, told.not_known), (y + n, told.answered), (y, told.yes), (n, told.no)):
            if cell is not None:
                solver.add(rounded_to(count, cell))
        if told.answered is not None:
            solver.add(split, z3.And(y >= 7, n >= 7) if told.yes is not None else z3.Or(y < 7, n < 7))
        else:
            solver.add(alone if told.yes is not None else z3.And(z3.Not(split), z3.Not(alone)))
    return solver, found


def a_page(rng: random.Random) -> tuple[int, list[Counts]]:
    """Rows, and counts near the limit and far from it: those that tell of somebody are among small ones."""
    rows, found = rng.choice([7, 8, 13, 14, 20, 21, 27, 60, 251, 1000]), []
    for _ in range(5):
        first = min(rows, rng.choice([0, 1, 2, 6, 7, 8, 12, 13, rows // 2, rows]))
        second = min(rows - first, rng.choice([0, 1, 5, 6, 7, 8, 13, rows]))
        parts = [first, second, rows - first - second]
        rng.shuffle(parts)
        found.append((parts[0], parts[1], parts[2]))
    return rows, found


def test_a_page_that_is_attacked_with_all_its_numbers_keeps_each_small_one_open() -> None:
    """Every small number can be each of 0 to 6, whatever else is on the page."""
    rng, tried = random.Random(7), 0  # noqa: S311 - keeps no secret, and has to draw the same pages each time
    for _ in range(20):
        rows, counts = a_page(rng)
        solver, found = attack(LIMITS.rounded(rows), [shown_counts("q", *each, LIMITS) for each in counts])
        for true, unknown in zip(counts, found, strict=True):
            for is_, could_be in zip(true, unknown, strict=True):
                if is_ < 7:
                    tried += 1
                    assert all(solver.check(could_be == each) == z3.sat for each in range(7)), (rows, counts)
    assert tried > 80


def test_that_people_answered_all_questions_or_none_gives_nothing_away() -> None:
    """Somebody may know that whoever filled in a form filled in all of it: then what is not known is one number."""
    rng = random.Random(8)  # noqa: S311 - keeps no secret, and has to draw the same pages each time
    for _ in range(15):
        rows = rng.choice([14, 21, 60, 251])
        not_known = min(rows, rng.choice([0, 3, 6, 7, 8, rows // 3]))
        yes = [min(rows - not_known, rng.choice([0, 3, 6, 7, 8, rows // 2, rows])) for _ in range(4)]
        counts = [(not_known, each, rows - not_known - each) for each in yes]
        solver, found = attack(LIMITS.rounded(rows), [shown_counts("q", *each, LIMITS) for each in counts])
        solver.add(*(u == found[0][0] for u, _, _ in found[1:]))
        for true, unknown in zip(counts, found, strict=True):
            for is_, could_be in zip(true, unknown, strict=True):
                if is_ < 7:
                    assert all(solver.check(could_be == each) == z3.sat for each in range(7)), (rows, counts)


def test_rounding_alone_would_give_a_small_number_away() -> None:
    """Why numbers beside a small one are kept back: rounded sums about 6 noes leave 4 to 6 of them, and never fewer."""
    total, u, y, n = z3.Ints("total u y n")
    solver = z3.Solver()
    solver.add(u + y + n == total, n >= 0, n < 7)
    solver.add(*(rounded_to(count, cell) for count, cell in ((total, 100), (u, 40), (y, 50))))
    assert solver.check(n == 6) == z3.sat
    assert solver.check(n < 4) == z3.unsat


def test_a_need_beside_the_answers_that_it_follows_from_would_give_a_small_one_away() -> None:
    """Why nothing that rules make of answers is counted: a need that either of two answers establishes tells of both."""
    need, one, other = z3.Ints("need one other")
    solver = z3.Solver()
    solver.add(need <= one + other, other >= 0, other < 7, rounded_to(need, 40), rounded_to(one, 30))
    assert solver.check(other == 6) == z3.sat
    assert solver.check(other != 6) == z3.unsat

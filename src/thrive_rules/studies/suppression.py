"""Counts that may leave the building: small ones are kept back, and with them what they could be worked out from.

A question splits the rows into those where it is not known, yes, and no. Of each question one of a few splits is shown:
the finest that has no small part in it. Parts that would give a small one away are shown as one sum, or not at all.
What that leaves open is as wide as if the small number alone had been kept back, even for somebody who knows how many
rows there are and takes every sum that is shown for exact. Rounding comes on top, and nothing rests on it.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from thrive_rules.cases.case import Frozen

Shown: TypeAlias = int | Literal["few"] | None
"""A rounded count, `few` for one under the limit, or null where nothing is said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DisclosureLimits:
    """What is small, and how all else is rounded."""

    under: int = 7
    """Counts under this are small, 0 too: that nobody said so can tell of somebody."""
    to: int = 5
    """Counts are rounded to the nearest multiple of this, and never to one that would be small."""

    def rounded(self, count: int) -> int:
        """A count that is not small, as it may be shown."""
        least = -(-self.under // self.to)
        return max((2 * count + self.to) // (2 * self.to), least) * self.to

    def alone(self, count: int) -> Shown:
        """A count that no other number on the page has a part in."""
        return "few" if count < self.under else self.rounded(count)


class AnswerCounts(Frozen):
    """How one question was answered, as far as it is shown."""

    question: str
    """The name of its fact."""
    not_known: Shown = None
    answered: Shown = None
    """Yes and no together."""
    yes: Shown = None
    no: Shown = None

    @property
    def says_something(self) -> bool:
        """Whether any number is shown."""
        return any(isinstance(each, int) for each in (self.not_known, self.answered, self.yes, self.no))


def shown_counts(question: str, not_known: int, yes: int, no: int, limits: DisclosureLimits) -> AnswerCounts:
    """What may be shown of these three counts, which together are all rows.

    Which split it is must not tell more than its numbers: a part that is kept back beside another can be either of
    them, and one that is said to be few lies beside a part that stays above the limit whatever it is.
    """
    few, rounded, answered = limits.under, limits.rounded, yes + no
    if not_known >= few and answered >= few:
        known = AnswerCounts(question=question, not_known=rounded(not_known), answered=rounded(answered))
        if yes >= few and no >= few:
            return known.model_copy(update={"yes": rounded(yes), "no": rounded(no)})
        return known
    if not_known < few <= yes and not_known + no >= 2 * few - 1:
        return AnswerCounts(question=question, not_known="few", yes=rounded(yes))
    return AnswerCounts(question=question)

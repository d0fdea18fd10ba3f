"""Decisions of one young person in the order of their dates: what moved, in whose words, and what comes next.

A move is neither better nor worse in any direction: the same words tell it, whichever way round two decisions stand.
"""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise
from typing import Literal

from thrive_rules.cases.case import Case, Frozen, Grouping
from thrive_rules.cases.fields import one_line
from thrive_rules.conversations.page import Page, page_for
from thrive_rules.conversations.section import Block, Item, Section, SectionKind
from thrive_rules.conversations.without_a_case import page_without_a_case
from thrive_rules.decisions.decision import (
    Aim,
    GoalRating,
    Person,
    SharedDecision,
    Statement,
    Status,
    fingerprint_decision,
)
from thrive_rules.decisions.decision_page import Speech
from thrive_rules.decisions.shared import decision_for
from thrive_rules.faults import DecisionError, Fault
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.language.words import Reader
from thrive_rules.severity.audience import Audience, audience_meant

RELIABLE_CHANGE = 3
"""Points of a goal's rating, from 0 to 10, from which a change counts as reliable, in either direction.

Source: NHS Digital, Mental Health Monthly Statistics, `menh_bbrb/schemas/05_create_cyp_outcomes_tables.py`, at
https://github.com/NHSDigital/mental-health-monthly-statistics: 3 for each goal of the Goal-Based Outcomes tool. The
first and the last rating of one rater are compared, as `cyp_outcomes_prep.py` does there.
"""


class Move(Frozen):
    """What differs between a decision and the one before it, and the reasons given for the later one."""

    since: date
    on: date
    from_status: Status
    to_status: Status
    came_in: tuple[Grouping, ...]
    went_out: tuple[Grouping, ...]
    stayed: tuple[Grouping, ...]
    reasons: tuple[Statement, ...]
    differences: tuple[Statement, ...]


class Movement(Frozen):
    """One person's ratings of one aim, the first and the latest."""

    whose: Person
    first: GoalRating
    latest: GoalRating
    change: int | None
    """How many points lie between the two, whichever way; null while there is one rating alone."""
    reliable: bool
    """Whether the change is a reliable one; see RELIABLE_CHANGE."""


class AimSoFar(Frozen):
    """One aim as people last put it, and every rater's movement in it; raters are never averaged."""

    aim: Aim
    movements: tuple[Movement, ...]
    why_discuss: Literal["not_achieved", "by_has_passed"] | None
    """Why people put the aim up for open discussion, if they do."""


class Review(Frozen):
    """The review that the latest decision agreed on."""

    on: date
    due: bool
    decided_on: date


class Journey(Frozen):
    """The decisions of one young person, by date, and what lies between them."""

    format: Literal[1] = 1
    today: date
    decisions: tuple[SharedDecision, ...]
    moves: tuple[Move, ...]
    aims: tuple[AimSoFar, ...]
    review: Review | None
    endings: tuple[Statement, ...]
    """What was said about endings, the earliest first; the same words of the same person once."""

    @property
    def audience(self) -> Audience | None:
        """Whose copies these decisions are; none for the record's own."""
        return self.decisions[0].audience

    @property
    def to_discuss(self) -> tuple[AimSoFar, ...]:
        """Aims that people say are not achieved, or whose date has come without a word on it."""
        return tuple(each for each in self.aims if each.why_discuss)


def follow(decisions: Iterable[SharedDecision], today: date | None = None) -> Journey:
    """The journey through these decisions, in the order of their dates, however they are given.

    `today` settles which reviews and aims are due; the day of the call where it is not given. Raises DecisionError
    where there is no decision, and where they are not all for one audience.
    """
    today = today or date.today()
    known = {fingerprint_decision(each): each for each in decisions}  # the same one twice is one
    ordered = tuple(known[key] for key in sorted(known, key=lambda key: (known[key].decided_on, key)))
    if not ordered:
        raise DecisionError([Fault("<journey>", None, "", "expected one decision or more")])
    if len({each.audience for each in ordered}) > 1:
        why = "these decisions are not all for the same people; give the record's own, or copies for the same people"
        raise DecisionError([Fault("<journey>", None, "for", why)])
    latest = ordered[-1]
    due = latest.review_on
    return Journey(
        today=today,
        decisions=ordered,
        moves=tuple(_move(one, other) for one, other in pairwise(ordered)),
        aims=tuple(_aims(ordered, today)),
        review=Review(on=due, due=due <= today, decided_on=latest.decided_on) if due else None,
        endings=tuple(dict.fromkeys(said for each in ordered for said in each.endings)),
    )


def _move(one: SharedDecision, other: SharedDecision) -> Move:
    before, after = one.agreed.groupings, other.agreed.groupings
    return Move(
        since=one.decided_on,
        on=other.decided_on,
        from_status=one.agreed.status,
        to_status=other.agreed.status,
        came_in=tuple(each for each in after if each not in before),
        went_out=tuple(each for each in before if each not in after),
        stayed=tuple(each for each in after if each in before),
        reasons=other.reasons,
        differences=other.differences,
    )


def _aims(ordered: tuple[SharedDecision, ...], today: date) -> Iterator[AimSoFar]:
    latest: dict[str, Aim] = {}
    ratings: dict[str, dict[Person, dict[date, GoalRating]]] = {}
    for decision in ordered:
        for aim in decision.aims:
            key = _same(aim)
            latest[key] = aim
            for rating in aim.ratings:
                # The same rating given again in a later decision is one rating; a corrected one takes its place.
                ratings.setdefault(key, {}).setdefault(rating.whose, {})[rating.on] = rating
    for key, aim in latest.items():
        movements = tuple(_movement(whose, by_day) for whose, by_day in ratings.get(key, {}).items())
        yield AimSoFar(aim=aim, movements=movements, why_discuss=_why_discuss(aim, today))


def _same(aim: Aim) -> str:
    return one_line(aim.key or aim.words).casefold()


def _movement(whose: Person, by_day: dict[date, GoalRating]) -> Movement:
    first, latest = by_day[min(by_day)], by_day[max(by_day)]
    change = abs(latest.rating - first.rating) if len(by_day) > 1 else None
    return Movement(
        whose=whose, first=first, latest=latest, change=change, reliable=(change or 0) >= RELIABLE_CHANGE
    )


def _why_discuss(aim: Aim, today: date) -> Literal["not_achieved", "by_has_passed"] | None:
    if aim.achieved is False:
        return "not_achieved"
    return "by_has_passed" if aim.achieved is None and aim.by and aim.by <= today else None


# WORDS


def journey_for(journey: Journey, audience: Audience, case: Case | None = None) -> Journey | None:
    """A journey through the copies of its decisions for an audience, and none where they get the page about no case.

    Who may see what stands in the case. Raises ThriveRulesError as `decision_for` does.
    """
    copies = [decision_for(each, audience, case) for each in journey.decisions]
    theirs = [copy for copy in copies if copy]
    return follow(theirs, journey.today) if theirs else None


def page_of_journey(
    journey: Journey,
    rules: RuleBase,
    reader: Audience | Reader | str | None = None,
    case: Case | None = None,
) -> Page:
    """The journey as a page for `reader`: what they may see of it, as `explain_decision` has it, and raises it."""
    audience = audience_meant(reader, case or Case(), journey.audience)
    theirs = journey_for(journey, audience, case)
    if theirs is None:
        return page_without_a_case(rules)
    return page_for(audience.reader, rules, _sections(theirs, Speech(rules, audience.reader)))


def _sections(journey: Journey, said: Speech) -> Iterator[Section]:
    say, words = said.say, said.words
    decided = tuple(
        Item(said.outcome(each), said.day(each.decided_on), tuple(said.of_the_case(each)))
        for each in journey.decisions
    )
    yield Section(SectionKind.JOURNEY, say(words.journey), (say(words.journey_note),), (Block("", decided),))
    if journey.moves:
        blocks = tuple(
            Block(f"{said.day(each.since)} → {said.day(each.on)}", tuple(_items_of_move(each, said)))
            for each in journey.moves
        )
        yield Section(SectionKind.MOVES, say(words.moves), blocks=blocks)
    if journey.aims:
        blocks = tuple(Block(one_line(each.aim.words), tuple(_ratings(each, said))) for each in journey.aims)
        notes = (say(words.reliable_note), say(words.reliable_source))
        yield Section(SectionKind.MOVEMENT, say(words.movement), notes, blocks)
    if journey.to_discuss:
        items = []
        for each in journey.to_discuss:
            aim = each.aim
            small = [say(words.not_achieved if each.why_discuss == "not_achieved" else words.by_has_passed)]
            small += [f"{say(words.by)}: {said.day(aim.by)}"] if aim.by else []
            small += [f"{say(words.if_not)}: {one_line(aim.if_not)}"] if aim.if_not else []
            items.append(Item(aim.words, said.person(aim.whose), tuple(small)))
        yield Section(SectionKind.TO_DISCUSS, say(words.to_discuss), blocks=(Block("", tuple(items)),))
    review = say(words.review_none)
    if journey.review:
        when = words.review_due if journey.review.due else words.review_ahead
        review = f"{say(when)} {said.day(journey.review.on)}."
    yield Section(SectionKind.REVIEWS, say(words.reviews), (review,))
    if journey.endings:
        block = Block("", said.statements(journey.endings))
        yield Section(SectionKind.ENDINGS, say(words.all_endings), blocks=(block,))
    yield from said.last()
    yield Section(SectionKind.ABOUT, say(said.rules.wording.about), (said.for_whom(journey.audience),))


def _items_of_move(move: Move, said: Speech) -> Iterator[Item]:
    if move.from_status is move.to_status and not move.came_in and not move.went_out:
        yield Item(said.say(said.words.same_both_times))
    elif move.to_status is not Status.AGREED:
        yield Item(said.status(move.to_status))
    # In the framework's order, whatever happened to them, so that nothing stands first for coming in or going out.
    for grouping in Grouping:
        for heading, groupings in (
            (said.words.comes_in, move.came_in),
            (said.words.goes_out, move.went_out),
            (said.words.stays, move.stayed),
        ):
            if grouping in groupings:
                yield Item(said.say(heading), str(said.grouping(grouping)))
    yield from said.statements(move.reasons) or (Item(said.say(said.words.no_reason)),)
    for each in said.statements(move.differences):
        yield Item(each.text, said.listed((each.label, said.say(said.words.sees_it_differently))))


def _ratings(each: AimSoFar, said: Speech) -> Iterator[Item]:
    if not each.movements:
        yield Item(said.say(said.words.no_rating))
    for movement in each.movements:
        first, latest = movement.first, movement.latest
        moved = said.say(said.words.one_rating)
        days, ratings = [said.day(first.on)], [str(first.rating)]
        if movement.change is not None:
            days.append(said.day(latest.on))
            ratings.append(str(latest.rating))
            moved = said.say(said.words.reliable if movement.reliable else said.words.not_reliable)
        text = said.rules.wording.in_parts((" → ".join(ratings), moved), said.reader)
        yield Item(text, said.person(movement.whose), (" → ".join(days),))


# A CALENDAR


def calendar(journey: Journey) -> str:
    """The review as a calendar file (RFC 5545): one all-day event that says "Review", and nothing about anybody.

    Raises DecisionError where the latest decision has no review date.
    """
    if journey.review is None:
        raise DecisionError([Fault("<journey>", None, "review_on", "the latest decision has no review date")])
    latest, on = journey.decisions[-1], journey.review.on
    seed = f"review {fingerprint_decision(latest)}"
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//thrive-rules//review//EN",
        "CALSCALE:GREGORIAN",
        "BEGIN:VEVENT",
        # The same decision gives the same event, so that a calendar that reads it twice has it once.
        f"UID:{hashlib.sha256(seed.encode()).hexdigest()[:32]}@thrive-rules.invalid",
        f"DTSTAMP:{_day(latest.decided_on)}T000000Z",
        f"DTSTART;VALUE=DATE:{_day(on)}",  # without an end it takes that one day
        "SUMMARY:Review",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
    )
    return "".join(f"{line}\r\n" for line in lines)


def _day(day: date) -> str:
    return day.isoformat().replace("-", "")

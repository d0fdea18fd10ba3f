"""Who may see what: one total table over every field of a case and of severity, and the case as an audience sees it.

Hidden means: as if it had never been entered. A field that is not in the table fails when this is imported.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from typing import Any, TypeVar, assert_never, cast

from thrive_rules.cases.case import (
    Case,
    Competence,
    Context,
    Frozen,
    Preferences,
    Presentation,
    ReadOnly,
    Value,
    View,
    Wants,
)
from thrive_rules.cases.fact import Fact, Held, Part, Voice
from thrive_rules.cases.vocabulary import FACTS
from thrive_rules.severity.audience import Audience, Someone, everybody_in, people_in
from thrive_rules.severity.severity import Severity

T = TypeVar("T", bound=Frozen)


class Row(Enum):
    """The rows of the table: what is the same to everybody who asks whether they may see it."""

    OWN_WORDS = auto()
    """The young person's own words: theirs to give."""
    OWN_ANSWER = auto()
    """What the young person answers for themselves."""
    PRESENTED = auto()
    """What is going on, and what help would have to be like."""
    RATED = auto()
    """How bad something is: seen with what it rates."""
    RECORDED = auto()
    """What is recorded about the young person: diagnoses and scores."""
    VIEW = auto()
    """What somebody else proposes."""
    SAFEGUARDING = auto()
    """Harm that others do: to tell the wrong person of it can bring more of it."""
    DANGER = auto()
    """Immediate danger."""
    SETTING = auto()
    """The setting of the conversation, which everybody in it knows."""
    WHO_WAS_ASKED = auto()
    """Who was asked about danger and who said yes: that person's own."""
    THE_RECORDS_OWN = auto()
    """What the practitioner alone reads, and who may see what."""


_TABLE: Mapping[Row, tuple[str, ...]] = {
    Row.OWN_WORDS: (
        "preferences.goals",
        "preferences.declines",
        "preferences.what_matters",
        "presentation.strengths",
    ),
    Row.OWN_ANSWER: (
        "preferences.wants",
        "preferences.managing_own_health",
        "preferences.no_professional_help_now",
        "preferences.places",
    ),
    Row.PRESENTED: (
        "presentation.concerns",
        "presentation.circumstances",
        "presentation.safety_concern",
        "presentation.safety_plan_agreed",
        "presentation.lead_agency_agreed",
    ),
    Row.RATED: ("severity.ratings", "severity.impact"),
    Row.RECORDED: ("severity.measures", "severity.diagnoses"),
    Row.VIEW: ("views.voice", "views.id", "views.label", "views.proposes"),
    Row.SAFEGUARDING: (
        "presentation.safeguarding_concern",
        "presentation.circumstances.experience_of_abuse_or_neglect",
        "presentation.circumstances.experience_of_war_torture_or_trafficking",
        "presentation.circumstances.current_protection_plan",
        "presentation.circumstances.child_in_need",
    ),
    Row.DANGER: ("presentation.immediate_danger",),
    Row.SETTING: (
        "context.reference",
        "context.date",
        "context.reason",
        "context.age",
        "context.competence",
        "context.parental_responsibility",
    ),
    Row.WHO_WAS_ASKED: ("context.asked", "context.said_yes"),
    Row.THE_RECORDS_OWN: (
        "presentation.safety_narrative",
        "context.private",
        "context.shared_with",
        "context.danger_shared_with",
        "context.competence_assessment",
    ),
}
"""Every field of a case and of severity, in one row each; an answer of a field may have a row of its own. A yes or no
that is marked as presentation has its row by that mark.
"""

_PARTS: Mapping[str, type[Frozen]] = {
    "context": Context,
    "presentation": Presentation,
    "preferences": Preferences,
    "views": View,
    "severity": Severity,
}
_HELD = {".".join(fact.path): fact.held for fact in FACTS.values()}


def _rows() -> dict[str, Row]:
    """The row of every field and of every answer of a field.

    Raises TypeError for a field that has none, and for a path that has two or is no field.
    """
    named = [(path, row) for row, paths in _TABLE.items() for path in paths]
    rows = {
        ".".join(fact.path): Row.PRESENTED
        for fact in FACTS.values()
        if (fact.part, fact.held) == (Part.PRESENTATION, Held.PLAIN)
    } | dict(named)
    fields = {f"{part}.{field}" for part, model in _PARTS.items() for field in model.model_fields}
    answers = {".".join((*fact.path, fact.key)): ".".join(fact.path) for fact in FACTS.values() if fact.key}
    if wrong := (fields - rows.keys()) | (rows.keys() - fields - answers.keys()):
        raise TypeError(
            f"the table does not say who sees {', '.join(sorted(wrong))}: give each field its row"
        )
    if len(named) != len(dict(named)):
        raise TypeError("the table names a field in two rows")
    if parts := Case.model_fields.keys() - _PARTS.keys():
        raise TypeError(f"the table does not know the part {', '.join(sorted(parts))} of a case")
    return {answer: rows[field] for answer, field in answers.items()} | rows


ROWS = _rows()
"""The row of every field, and of every answer that a field holds, by its path."""


def row_of(fact: Fact) -> Row:
    """The row in which a fact stands."""
    return ROWS[".".join((*fact.path, fact.key)).rstrip(".")]


SAFEGUARDING_FACTS = frozenset(fact.name for fact in FACTS.values() if row_of(fact) is Row.SAFEGUARDING)
"""The safeguarding concern and the circumstances that prompts of kind `safeguarding` alone may read."""


class SeenCase(Case):
    """A case as somebody may see it: its lists say only what is in them, and nothing of what is not."""

    @property
    def facts(self) -> Mapping[str, Value]:
        """Every answer that is on the page of this audience, under the flat name that rules use."""
        # A list from which something may have been left out cannot say no. It is so in every seen case, marked or
        # not: where it were so under a mark alone, it would tell that there is one.
        return {
            name: value
            for name, value in super().facts.items()
            if value is not False or FACTS[name].held is not Held.LISTED
        }


@dataclass(frozen=True, slots=True)
class Seen:
    """What an audience may see of a case and of severity."""

    audience: Audience
    case: Case
    severity: Severity
    safeguarding: bool
    """Whether the practitioner shares danger with everybody in it, so that each prompt about harm is theirs too."""
    without_a_case: bool = False
    """Whether they get the page that is about no case. `case` and `severity` are empty then."""


def as_seen_by(case: Case, severity: Severity, audience: Audience) -> Seen:
    """A case and its severity as an audience may see them: what is hidden is as if it had never been entered.

    Raises ThriveRulesError where the audience names the id of a view that this case does not have.
    """
    if audience.keeps_the_record:
        return Seen(audience, case, severity, safeguarding=True)
    sight = sight_of(case, audience)
    if sight is None:
        return nothing_for(audience)
    context, sees = case.context, sight.sees
    names = frozenset[str].intersection(*(each.names for each in sight.people))
    own = {
        field: ReadOnly(
            {name: paths for name, paths in (getattr(context, field) or {}).items() if name in names}
        )
        or None
        for field in ("asked", "said_yes")
    }
    views = [
        _as_seen(view, "views", sees) for index, view in enumerate(case.views) if sight.sees_view(index, view)
    ]
    return Seen(
        audience,
        SeenCase.model_construct(
            context=_as_seen(context, "context", sees).model_copy(update=own),
            presentation=_as_seen(case.presentation_with_every_yes, "presentation", sees),
            preferences=_as_seen(case.preferences, "preferences", sees),
            views=tuple(views),
        ),
        _as_seen(severity, "severity", sees),
        safeguarding=all(each.danger_shared for each in sight.people),
    )


@dataclass(frozen=True, slots=True)
class Sight:
    """What an audience may see of a case: what every one of them may."""

    people: tuple[Someone, ...]
    said_yes: frozenset[str]
    """What the young person said yes to."""

    def sees(self, path: str) -> bool:
        """Whether they see what stands at a path of the case."""
        return all(_sees(each, path, self.said_yes) for each in self.people)

    def sees_all(self, row: Row) -> bool:
        """Whether they see everything that is in a row of the table."""
        return all(self.sees(path) for path, of in ROWS.items() if of is row)

    def sees_view(self, index: int, view: View) -> bool:
        """Whether they see a view, by its position: their own, or one that nobody keeps from them."""
        return all(each.view == index or not _kept_from(each, *_places_of(view)) for each in self.people)

    def sees_views_of(self, kind: Voice) -> bool:
        """Whether nobody keeps from them what people of a kind say."""
        return not any(_kept_from(each, f"views.{kind}") for each in self.people)


def sight_of(case: Case, audience: Audience) -> Sight | None:
    """What an audience may see of a case, and none where they get the page about no case.

    It is not asked for the practitioner who keeps the record, who sees everything. Raises ThriveRulesError as
    `as_seen_by` does.
    """
    people, context = tuple(people_in(audience, case)), case.context
    if any(_gets_no_case(each, context) for each in people):
        return None
    return Sight(people, frozenset((context.said_yes or {}).get(Voice.YOUNG_PERSON, ())))


def nothing_for(audience: Audience) -> Seen:
    """What an audience sees that gets the page about no case."""
    return Seen(audience, SeenCase(), Severity(), safeguarding=False, without_a_case=True)


_DANGER = {
    ".".join((*fact.path, fact.key)).rstrip("."): fact.name
    for fact in FACTS.values()
    if fact.name in SAFEGUARDING_FACTS | {"immediate_danger", "safety_concern"}
}


def who_does_not_see_danger(case: Case) -> tuple[tuple[Voice, str | None], ...]:
    """Everybody from whom something that is recorded of danger or harm is hidden: their kind, and what they are called.

    For the practitioner alone. It names nobody where nothing of it is recorded.
    """
    context, facts, said_yes = case.context, case.facts, case.context.said_yes or {}
    yes_of_anybody = frozenset(path for paths in said_yes.values() for path in paths)
    yes_of_young_person = frozenset(said_yes.get(Voice.YOUNG_PERSON, ()))
    stated = {path for path, name in _DANGER.items() if facts.get(name) is True}
    recorded = stated | {path for path in _DANGER if covers(yes_of_anybody, path)}

    def knows(person: Someone, path: str) -> bool:
        own = frozenset(each for name in person.names for each in said_yes.get(name, ()))
        on_page = path in stated and not _gets_no_case(person, context)
        return covers(own, path) or (on_page and _sees(person, path, yes_of_young_person))

    return tuple(
        (person.kind, None if person.view is None else case.views[person.view].label)
        for person in everybody_in(case)
        if not all(knows(person, path) for path in recorded)
    )


def _gets_no_case(person: Someone, context: Context) -> bool:
    """Whether it is the young person's to say if this person sees anything, and they have not said yes."""
    if person.kind is Voice.YOUNG_PERSON:
        return False
    theirs = context.age is None or context.age >= 16 or context.competence is Competence.ASSESSED_COMPETENT
    return theirs and person.shared is not True


def _sees(person: Someone, path: str, said_yes: frozenset[str]) -> bool:
    """Whether one person may see what stands at a path; `said_yes` is what the young person said yes to."""
    if person.kind is Voice.YOUNG_PERSON:
        return _young_person_sees(person, path, said_yes)
    match row := ROWS[path]:
        case Row.OWN_WORDS | Row.RECORDED:
            return person.shared is True and not _kept_from(person, path)
        case Row.OWN_ANSWER | Row.PRESENTED:
            return person.shared is not False and not _kept_from(person, path)
        case Row.RATED:
            rated = path.replace("severity.ratings.", "presentation.concerns.")
            return person.shared is True and not _kept_from(person, path, rated)
        case Row.SAFEGUARDING:
            return person.danger_shared
        case Row.DANGER:
            return person.danger_shared or not (_kept_from(person, path) or covers(said_yes, path))
        case Row.VIEW | Row.SETTING | Row.WHO_WAS_ASKED:
            return True  # which views, and whose answers, is settled for each as a whole
        case Row.THE_RECORDS_OWN:
            return False
        case _:
            assert_never(row)


def _young_person_sees(person: Someone, path: str, said_yes: frozenset[str]) -> bool:
    match row := ROWS[path]:
        case (
            Row.OWN_WORDS
            | Row.OWN_ANSWER
            | Row.PRESENTED
            | Row.RATED
            | Row.RECORDED
            | Row.DANGER
            | Row.VIEW
            | Row.SETTING
            | Row.WHO_WAS_ASKED
        ):
            return True
        case Row.SAFEGUARDING:
            return person.danger_shared or covers(said_yes, path)
        case Row.THE_RECORDS_OWN:
            return False
        case _:
            assert_never(row)


def _kept_from(person: Someone, *paths: str) -> bool:
    return any(covers(person.kept_from_them, path) for path in paths)


def covers(marks: frozenset[str], path: str) -> bool:
    """Whether one of these paths is this one, or leads to it."""
    return not marks.isdisjoint(_led_to_by(path))


@cache
def _led_to_by(path: str) -> tuple[str, ...]:
    steps = path.split(".")
    return tuple(".".join(steps[: index + 1]) for index in range(len(steps)))


def _places_of(view: View) -> tuple[str, ...]:
    return (f"views.{view.voice}", *((f"views.{view.id}",) if view.id else ()))


def _as_seen(part: T, name: str, sees: Callable[[str], bool]) -> T:
    """A part of a case with what is seen of it; the rest is as in a part in which nothing was ever entered."""
    model, kept = _PARTS[name], dict[str, Any]()
    for field in model.model_fields:
        path, value = f"{name}.{field}", getattr(part, field)
        match _HELD.get(path):
            case Held.LISTED:
                kept[field] = tuple(key for key in value or () if sees(f"{path}.{key}")) or None
            case Held.BY_KEY if isinstance(value, Wants):
                answers = value.__dict__.items()
                kept[field] = Wants.model_construct(
                    **{key: answer for key, answer in answers if sees(f"{path}.{key}")}
                )
            case Held.BY_KEY if isinstance(value, Mapping):
                kept[field] = ReadOnly(
                    {key: answer for key, answer in value.items() if sees(f"{path}.{key}")}
                )
            case _:
                if sees(path):
                    kept[field] = value
    return cast(T, model.model_construct(**kept))

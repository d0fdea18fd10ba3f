"""Who reads: one person, or people who sit together. A page for several says what every one of them may see."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from thrive_rules.cases.case import Case, Frozen, ListOf
from thrive_rules.cases.fact import Voice
from thrive_rules.cases.sharing import PersonKey, YesOrNo
from thrive_rules.faults import ThriveRulesError
from thrive_rules.language.words import Reader

KINDS = (Voice.YOUNG_PERSON, Voice.PARENT_OR_CARER, Voice.PRACTITIONER, Voice.OTHER)
"""The kinds of people who can read a page."""


class Member(Frozen):
    """One person of an audience: a kind of person, or the person of one view."""

    kind: Literal[Voice.YOUNG_PERSON, Voice.PARENT_OR_CARER, Voice.PRACTITIONER, Voice.OTHER]
    """What kind of person. A practitioner without an id is the one who keeps the record."""
    id: PersonKey | None = None
    """The id of this person's view. Without one: what every person of this kind who has a view may see."""

    @property
    def keeps_the_record(self) -> bool:
        """Whether this is the practitioner who keeps the record, from whom nothing is hidden."""
        return self.kind is Voice.PRACTITIONER and self.id is None


def _who_can_sit_together(people: tuple[Member, ...]) -> tuple[Member, ...]:
    if not people:
        raise PydanticCustomError("audience", "at least one person")
    if any(each.keeps_the_record for each in people) and len(set(people)) > 1:
        raise PydanticCustomError("audience", "the practitioner who keeps the record alone, or others")
    # Of people who are named twice, or in another order, the same copy is made.
    return tuple(sorted(set(people), key=lambda each: (KINDS.index(each.kind), each.id or "")))


class Audience(Frozen):
    """One person, or a room. The order in which people are named says nothing."""

    people: Annotated[ListOf[Member], AfterValidator(_who_can_sit_together)]
    """Everybody who reads, each once. The practitioner who keeps the record reads alone."""

    @property
    def keeps_the_record(self) -> bool:
        """Whether this is the practitioner who keeps the record, from whom nothing is hidden."""
        return self.people[0].keeps_the_record

    @property
    def reader(self) -> Reader:
        """In whose words they read. In a room: the young person's, then a parent's or carer's, then another's."""
        first = self.people[0]
        if first.kind is Voice.PRACTITIONER and not first.keeps_the_record:
            return Reader.OTHER
        return Reader(first.kind)

    @property
    def names(self) -> tuple[str, ...]:
        """Everybody as a case names them: a kind of person, or the id of a view; `audience_of` takes these."""
        return tuple(each.id or str(each.kind) for each in self.people)


THE_RECORD = Audience(people=(Member(kind=Voice.PRACTITIONER),))
"""The practitioner who keeps the record."""


def audience_of(names: Iterable[str], case: Case) -> Audience:
    """The audience of some names: each a kind of person, or the id of a view of this case.

    Raises ThriveRulesError for a name that is nobody, for nobody at all, and where the practitioner who keeps the
    record is named beside others.
    """
    people = [_member(name, case) for name in names]
    if not people:
        raise ThriveRulesError("there is nobody to read this; name at least one person")
    if len({each.keeps_the_record for each in people}) > 1:
        raise ThriveRulesError(
            "the practitioner who keeps the record sees everything, and so is in no room with others; "
            "leave practitioner out, or name that person's own view by its id"
        )
    return Audience(people=tuple(people))


def audience_meant(
    reader: Audience | Reader | str | None, case: Case, copy_for: Audience | None = None
) -> Audience:
    """The audience that is meant by itself, a reader, or the id of a view; without one, whose the copy is.

    Raises ThriveRulesError for somebody who is nobody in this case.
    """
    if reader is None:
        return copy_for or THE_RECORD
    if isinstance(reader, Audience):
        return reader
    if copy_for and reader in tuple(Reader):
        return Audience.model_validate({"people": [{"kind": reader}]})
    return audience_of([reader], case)


def _member(name: str, case: Case) -> Member:
    if name in KINDS:
        return Member.model_validate({"kind": name})
    for view in case.views:
        if view.id == name:
            return Member(kind=view.voice, id=name)
    raise ThriveRulesError(
        f"there is no such reader of this case; expected one of {', '.join(KINDS)}, or the id of a view"
    )


@dataclass(frozen=True, slots=True)
class Whom:
    """Who reads, as people name them from outside: `young-person` or `young_person`, the id of a view, or a room.

    Nobody named is the practitioner who keeps the record.
    """

    reader: str | None = None
    person: str | None = None
    room: str | None = None
    """Everybody who reads, with commas between them."""

    def __post_init__(self) -> None:
        """Raise ThriveRulesError for people who are named in two ways."""
        if self.room is not None and (self.reader or self.person is not None):
            raise ThriveRulesError("room names everybody who reads; leave out reader and person")

    def audience(self, case: Case) -> Audience:
        """These people in a case. Raises ThriveRulesError for people who are nobody in it."""
        first = self.person or self.reader or Reader.PRACTITIONER
        names = first.split() if self.room is None else self.room.split(",")
        audience = audience_of((name.strip().replace("-", "_") for name in names), case)
        if self.person is not None and self.reader and self.reader.replace("-", "_") != audience.reader:
            raise ThriveRulesError("person is somebody else than reader says; leave one of them out")
        return audience


@dataclass(frozen=True, slots=True)
class Someone:
    """One person in the room, and what the record says of sharing with them."""

    kind: Voice
    view: int | None
    """The position of their own view; none where they have none."""
    names: frozenset[str]
    """The names under which their own answers stand."""
    shared: bool | None
    """Whether the young person's answers are shared with them; none where nobody asked."""
    danger_shared: bool
    """Whether the practitioner shares with them what is said of danger and harm."""
    kept_from_them: frozenset[str]
    """The paths that somebody else keeps private."""


def people_in(audience: Audience, case: Case) -> list[Someone]:
    """Everybody who is meant by an audience in this case. Raises ThriveRulesError for an id that is nobody's."""
    found = []
    for member in audience.people:
        meant = [
            (index, view.id)
            for index, view in enumerate(case.views)
            if view.voice == member.kind and member.id in (None, view.id)
        ]
        if member.id is not None and not meant:
            raise ThriveRulesError("there is no such person in this case; name the id of one of its views")
        found += [_someone(member.kind, *each, case) for each in meant] or [
            _someone(member.kind, None, None, case)
        ]
    return found


def everybody_in(case: Case) -> list[Someone]:
    """The young person, everybody who has a view, and a parent or carer and an other where none has."""
    with_views = [_someone(view.voice, index, view.id, case) for index, view in enumerate(case.views)]
    without = {Voice.YOUNG_PERSON, Voice.PARENT_OR_CARER, Voice.OTHER} - {each.kind for each in with_views}
    found = [*with_views, *(_someone(kind, None, None, case) for kind in without)]
    return sorted(found, key=lambda each: (KINDS.index(each.kind), each.view or 0))


def _someone(kind: Voice, view: int | None, own: str | None, case: Case) -> Someone:
    context = case.context
    kinds = {str(kind)} - {str(Voice.PRACTITIONER)}  # what is the practitioner's is the record's own
    ids = {own} if own else set[str]()
    # What stands under a kind may be that of whoever of this kind has no id, where that can be one person alone.
    alone = own is None and len([each for each in case.views if each.voice == kind]) <= 1
    return Someone(
        kind=kind,
        view=view,
        names=frozenset(kinds if alone else ids),
        shared=_said_of(own, kind, context.shared_with),
        danger_shared=_said_of(own, kind, context.danger_shared_with) is True,
        kept_from_them=frozenset(
            path
            for name, paths in (context.private or {}).items()
            if name not in ids | kinds
            for path in paths
        ),
    )


def _said_of(own: str | None, kind: Voice, answers: YesOrNo | None) -> bool | None:
    """What is said of somebody: under their id, or else under their kind."""
    by_name = answers or {}
    by_id = by_name.get(own) if own else None
    return by_name.get(kind) if by_id is None else by_id

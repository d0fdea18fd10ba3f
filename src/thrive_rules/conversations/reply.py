"""A reply to one question, and the case with it: where it is kept depends on who gave it.

A no of anybody but the practitioner about danger settles nothing, and neither does "not sure": it is kept that they
were asked. A yes about danger is kept with whose it is, and the practitioner alone takes it back.
"""

from collections.abc import Collection, Mapping
from enum import StrEnum

from thrive_rules.cases.case import Case, Context, ReadOnly, View, Wants
from thrive_rules.cases.fact import Held, Topic, Voice
from thrive_rules.cases.vocabulary import FACTS
from thrive_rules.faults import ThriveRulesError
from thrive_rules.reasoning.suggestion import ASKED_FIRST
from thrive_rules.severity.audience import Member, audience_of
from thrive_rules.severity.seen import SeenCase, covers

LISTED = tuple(name for name, fact in FACTS.items() if fact.held is Held.LISTED)
"""The facts that stand in a list: concerns, and circumstances."""
LISTS = frozenset(".".join(FACTS[name].path) for name in LISTED)
"""The paths of the lists."""


class Reply(StrEnum):
    """What somebody can say to any question. None is better than another."""

    YES = "yes"
    NO = "no"
    NOT_SURE = "not_sure"
    RATHER_NOT_SAY = "rather_not_say"


def with_reply(case: Case, person: Member | str, fact: str, reply: Reply | str | None) -> Case:
    """The case with what one person replies to the question about a fact; with None, as if it had not been asked.

    `person` is a kind of person, or the id of a view; `fact` is one that `next_questions` asks for; `reply` is yes, no,
    not_sure or rather_not_say. Raises ThriveRulesError where somebody is nobody in this case, or several people, as a
    parent is where it knows two, and for a fact that no question asks for; ValueError for another reply.
    """
    person = member_meant(person, case)
    reply = Reply(reply) if reply is not None else None
    if fact not in FACTS or FACTS[fact].topic is None:
        raise ThriveRulesError("no question asks for this fact alone")
    for_themselves = fact in ASKED_FIRST and not person.keeps_the_record
    if for_themselves and path_of(fact) in said(case, "said_yes", person):
        return case  # a yes stands until the practitioner takes it out
    case = with_view_of(case, person)
    answer = {Reply.YES: True, Reply.NO: False}.get(reply) if reply and not for_themselves else None
    if not for_themselves:
        case = _answered(case, person, fact, answer)
    if for_themselves and reply is Reply.YES:
        case = noted(case, "said_yes", person, {path_of(fact)})
        return with_asked(case, person, fact, was_asked=False)
    return with_asked(case, person, fact, was_asked=answer is None and reply is not None)


def member_meant(person: Member | str, case: Case) -> Member:
    """One person: a kind of person, or the id of a view. Raises ThriveRulesError for somebody who is nobody."""
    return person if isinstance(person, Member) else audience_of([person], case).people[0]


def with_asked(case: Case, person: Member, fact: str, was_asked: bool) -> Case:
    """The case that says whether a person was asked about a fact and left it open, and no answer changed by it."""
    paths = {path_of(fact)}
    case = with_view_of(case, person)
    return noted(case, "asked", person, paths) if was_asked else noted(case, "asked", person, without=paths)


def noted(
    case: Case, field: str, person: Member, paths: Collection[str] = (), without: Collection[str] = ()
) -> Case:
    """The case in which `asked`, `said_yes` or `private` has these paths of a person, and no longer those `without`."""
    name = name_of(case, person)
    by_name: Mapping[str, tuple[str, ...]] = getattr(case.context, field) or {}
    before = by_name.get(name, ())
    after = (*(path for path in before if path not in without), *sorted({*paths} - {*before}))
    if after == before:
        return case
    changed = {**by_name, name: after}
    kept = ReadOnly({each: paths for each, paths in changed.items() if paths}) or None
    return case.model_copy(update={"context": case.context.model_copy(update={field: kept})})


def answer_of(case: Case, person: Member, fact: str) -> bool | None:
    """The answer to a question that a case has, as it stands for this person: of suggestions, that of one view."""
    if FACTS[fact].topic is Topic.SUGGESTED:
        view = view_of(case, *_whose(person, fact))
        found: bool | None = getattr(view.proposes, FACTS[fact].key) if view else None
        return found
    known = case.facts.get(fact)
    return known if isinstance(known, bool) else None


def said(case: Case, field: str, person: Member) -> frozenset[str]:
    """The paths that one person was asked about (`asked`), or said yes to (`said_yes`)."""
    by_name: Mapping[str, tuple[str, ...]] = getattr(case.context, field) or {}
    # In a case as somebody sees it, each name that is left is theirs.
    names: Collection[str] = by_name if isinstance(case, SeenCase) else (name_of(case, person),)
    return frozenset(path for name in names for path in by_name.get(name, ()))


def own_part(case: Case, person: Member) -> SeenCase:
    """What one person said of a case themselves, and nothing else of it."""
    name, view = name_of(case, person), view_of(case, person.kind, person.id)
    own = {
        field: ReadOnly({name: paths}) if (paths := (getattr(case.context, field) or {}).get(name)) else None
        for field in ("asked", "said_yes")
    }
    return SeenCase(context=Context().model_copy(update=own), views=(view,) if view else ())


def was_asked(case: Case, person: Member, fact: str) -> bool:
    """Whether a person was asked about a fact and left it open, or said yes to danger."""
    return covers(said(case, "asked", person) | said(case, "said_yes", person), path_of(fact))


def path_of(fact: str) -> str:
    """The place of an answer in a case, as `asked` and `said_yes` name it."""
    found = FACTS[fact]
    whose = (str(found.voice),) if found.topic is Topic.SUGGESTED else ()
    return ".".join((found.path[0], *whose, *found.path[1:], found.key)).rstrip(".")


def view_of(case: Case, kind: Voice, own: str | None = None) -> View | None:
    """The view of one person, if they have one. Raises ThriveRulesError where it cannot be told whose is meant."""
    found = [view for view in case.views if view.voice == kind and own in (None, view.id)]
    if len(found) > 1:
        raise ThriveRulesError(f"there are several views of this kind ({kind}); name one person, by an id")
    return found[0] if found else None


def with_view_of(case: Case, person: Member) -> Case:
    """The case with a view of a person who has an id, so that what they say can stand under it."""
    if person.id is None or view_of(case, person.kind, person.id):
        return case
    return case.model_copy(update={"views": (*case.views, _view(person.kind, person.id))})


def name_of(case: Case, person: Member) -> str:
    """The name under which a person's own answers are noted: the id of their view, or else their kind."""
    if person.kind is Voice.YOUNG_PERSON or person.keeps_the_record:
        return str(person.kind)
    view = view_of(case, person.kind, person.id)
    return person.id or (view and view.id) or str(person.kind)


def kept_private(case: Case, person: Member, facts: Collection[str]) -> Case:
    """The case in which a person keeps these answers for themselves and the practitioner; of a view, all of it.

    Each is a fact, or the path of words that no fact holds.
    """
    name = name_of(case, person)
    known = {each: FACTS[each] for each in facts if each in FACTS}
    paths = {*facts} - known.keys()
    paths |= {
        f"views.{name}" if fact.topic is Topic.SUGGESTED else path_of(each) for each, fact in known.items()
    }
    return noted(case, "private", person, paths)


def asked_anew(case: Case, person: Member) -> Case:
    """The case at the beginning of a new conversation: what a person was asked and left open is asked again.

    What the practitioner denied of danger was about that day, and is asked again too. A yes stands, and so does that a
    list is open: else it would say no to what nobody ticked. What others ticked in it stays apart from what they did.
    """
    again = said(case, "asked", person) - LISTS - {path_of(name) for name in LISTED if case.facts.get(name)}
    case = noted(case, "asked", person, without=again)
    if not person.keeps_the_record:
        return case
    noes = {fact: None for fact in ASKED_FIRST if getattr(case.presentation, fact) is False}
    return case.model_copy(update={"presentation": case.presentation.model_copy(update=noes)})


# WHERE AN ANSWER STANDS


def _whose(person: Member, fact: str) -> tuple[Voice, str | None]:
    """Whose suggestion an answer is: a person's own; for the practitioner who keeps the record, the one asked about."""
    voice = FACTS[fact].voice or person.kind
    return voice, person.id if voice == person.kind else None


def _view(kind: Voice, own: str | None) -> View:
    return View.model_validate({"from": kind, "id": own})


def _answered(case: Case, person: Member, fact: str, answer: bool | None) -> Case:
    section, field = FACTS[fact].path
    key = FACTS[fact].key
    if section == "views":
        kind, own = _whose(person, fact)
        view = view_of(case, kind, own)
        if view is None and answer is None:
            return case
        before = view or _view(kind, own)
        after = before.model_copy(update={field: before.proposes.model_copy(update={key: answer})})
        views = tuple(after if each is view else each for each in case.views)
        return case.model_copy(update={"views": views if view else (*views, after)})
    part = getattr(case, section)
    value: Wants | bool | None = getattr(part, field).model_copy(update={key: answer}) if key else answer
    return case.model_copy(update={section: part.model_copy(update={field: value})})

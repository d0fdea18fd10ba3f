"""A copy of a decision for somebody: what people said and agreed, as far as the case says that they may see it.

Whose words and answers they are is asked of the one table of who may see what; there is no other.
"""

from dataclasses import dataclass
from typing import assert_never

from thrive_rules.cases.case import KINDS_OF_HELP, Case, Wants
from thrive_rules.cases.fact import Voice
from thrive_rules.decisions.decision import (
    DECISION_FORMAT,
    Aim,
    Consent,
    Person,
    Plan,
    Role,
    SharedDecision,
    Step,
    Wish,
)
from thrive_rules.faults import ThriveRulesError
from thrive_rules.severity.audience import Audience, Someone
from thrive_rules.severity.seen import Row, Sight, sight_of


def decision_for(
    decision: SharedDecision, audience: Audience, case: Case | None = None
) -> SharedDecision | None:
    """A copy of a decision for an audience, and none where they get the page about no case.

    Who may see what stands in the case. A copy that is theirs already stays as it is, and the record's own is the
    practitioner's; neither needs a case. No hash of a case stands on a copy: it would tell whoever guesses an answer
    that is hidden from them whether it is so.

    Raises ThriveRulesError for a copy that is somebody else's, without a case where one is needed, for a case with
    another reference, and for a person who is not in it.
    """
    if decision.audience == audience or (audience.keeps_the_record and decision.audience is None):
        return decision
    if decision.audience is not None:
        raise ThriveRulesError("this copy is for somebody else; make theirs from the record's own decision")
    if case is None:
        raise ThriveRulesError(
            "who may see what of a decision stands in its case; give the case too, --case on the command line"
        )
    if None not in (decision.reference, case.context.reference) and (
        decision.reference != case.context.reference
    ):
        raise ThriveRulesError("this decision is not about this case: they have different references")
    sight = sight_of(case, audience)
    if sight is None:
        return None
    copy = _Copy(decision, case, sight)
    return copy.made_for(audience) if copy.sees_what_was_agreed() else None


@dataclass(frozen=True, slots=True)
class _Copy:
    """One decision, and what somebody may see of the case that it is about."""

    decision: SharedDecision
    case: Case
    sight: Sight

    def sees_what_was_agreed(self) -> bool:
        """They took part, or nothing that is asked of a case is kept from them: what people agree lets guess at it."""
        sight = self.sight
        if not sight.sees("presentation.aims_agreed"):
            return False
        return self.all_took_part() or (sight.sees_all(Row.PRESENTED) and sight.sees_all(Row.OWN_ANSWER))

    def all_took_part(self) -> bool:
        """Whether everybody who reads took part."""
        return all(map(self.took_part, self.sight.people))

    def took_part(self, someone: Someone) -> bool:
        """Whether it is this person who took part: by the id of their view, or as the only one of their kind."""
        there = [person for person in self.decision.took_part if person.role.value == someone.kind.value]
        if someone.view is None:  # nobody of this kind has a view
            return len(there) == 1
        named = any(each.reference == self.case.views[someone.view].id for each in there if each.reference)
        return named or (len(there) == 1 and self.views_of(there[0]) == [someone.view])

    def views_of(self, person: Person) -> list[int]:
        """The positions of the views that can be this person's: a reference that is the id of a view names it."""
        of_kind = [index for index, view in enumerate(self.case.views) if view.voice == _kind(person.role)]
        named = [
            index for index in of_kind if person.reference and self.case.views[index].id == person.reference
        ]
        return named or of_kind

    def sees(self, person: Person, row: Row) -> bool:
        """Whether they see what somebody said: the young person's own by its row, and anybody else's as a view."""
        kind = _kind(person.role)
        if kind is Voice.YOUNG_PERSON:
            return self.sight.sees_all(row)
        theirs = self.views_of(person)
        if not theirs:
            return self.sight.sees_views_of(kind)
        return all(self.sight.sees_view(index, self.case.views[index]) for index in theirs)

    def is_there(self, person: Person) -> bool:
        """Whether they see that this person took part."""
        return _kind(person.role) is Voice.YOUNG_PERSON or self.sees(person, Row.VIEW)

    def sees_step(self, step: Step) -> bool:
        """Whether they see what somebody does. All who took part agreed on it; to others it is that person's own."""
        return self.sees(step.who, Row.OWN_WORDS) or (self.is_there(step.who) and self.all_took_part())

    def made_for(self, audience: Audience) -> SharedDecision:
        """The copy. What is not named here is not on it."""
        decision = self.decision
        said = {
            part: tuple(each for each in getattr(decision, part) if self.sees(each.whose, Row.OWN_WORDS))
            for part in ("reasons", "differences", "set_aside", "limits", "costs", "endings")
        }
        lead = decision.plan.lead
        return SharedDecision(
            format=DECISION_FORMAT,
            reference=decision.reference,
            date=decision.date,
            audience=audience,
            decided_on=decision.decided_on,
            took_part=tuple(filter(self.is_there, decision.took_part)),
            wishes=tuple(filter(None, map(self.wish, decision.wishes))),
            agreed=decision.agreed,
            plan=Plan(
                lead=lead if lead and self.is_there(lead) else None,
                steps=tuple(filter(self.sees_step, decision.plan.steps)),
            ),
            aims=tuple(
                map(self.aim, (each for each in decision.aims if self.sees(each.whose, Row.OWN_WORDS)))
            ),
            consent=tuple(filter(None, map(self.consent, decision.consent))),
            competence=decision.competence,
            review_on=decision.review_on,
            **said,
        )

    def wish(self, wish: Wish) -> Wish | None:
        """What they see of a wish; none where nothing is left of it."""
        words = wish.words if self.sees(wish.whose, Row.OWN_WORDS) else None
        agrees = wish.agrees if self.sees(wish.whose, Row.OWN_ANSWER) else None
        wants = Wants(
            **{kind: getattr(wish.wants, kind) for kind in KINDS_OF_HELP if self.sees_want(wish.whose, kind)}
        )
        seen = Wish(whose=wish.whose, wants=wants, words=words, agrees=agrees)
        return None if seen == Wish(whose=wish.whose) else seen

    def sees_want(self, person: Person, kind: str) -> bool:
        """Whether they see if somebody wants this kind of help."""
        if _kind(person.role) is Voice.YOUNG_PERSON:
            return self.sight.sees(f"preferences.wants.{kind}")
        return self.sees(person, Row.VIEW)

    def aim(self, aim: Aim) -> Aim:
        """An aim with the ratings that they see."""
        seen = tuple(each for each in aim.ratings if self.sees(each.whose, Row.OWN_ANSWER))
        return aim.model_copy(update={"ratings": seen})

    def consent(self, consent: Consent) -> Consent | None:
        """What they see of a consent; none where nothing is left of it."""
        given = consent.given if self.sees(consent.whose, Row.OWN_ANSWER) else None
        words = consent.words if self.sees(consent.whose, Row.OWN_WORDS) else None
        seen = Consent(whose=consent.whose, given=given, words=words)
        return None if seen == Consent(whose=consent.whose) else seen


def _kind(role: Role) -> Voice:
    """Whose words and answers these are. What an advocate says is the young person's."""
    match role:
        case Role.YOUNG_PERSON | Role.ADVOCATE:
            return Voice.YOUNG_PERSON
        case Role.PARENT_OR_CARER:
            return Voice.PARENT_OR_CARER
        case Role.PRACTITIONER:
            return Voice.PRACTITIONER
        case Role.INTERPRETER | Role.OTHER:
            return Voice.OTHER
        case _:
            assert_never(role)

"""A shared decision as a CarePlan with Goals, for named people or without names, and back again.

A record is read by more people than those in the room, and by proxies. For named people a plan has what they may see
(`as_seen_by`, through `decision_for`); for nobody by name it has no own words and no answer of anybody.
"""

import base64
import binascii
import io
import json
from collections.abc import Iterator, Mapping
from typing import Any

from thrive_rules.cases.case import Case
from thrive_rules.conversations.section import Item, SectionKind
from thrive_rules.decisions.decision import Aim, DecisionAnswers, Person, SharedDecision, Status
from thrive_rules.decisions.decision_file import load_answers, load_decision, spell_decision
from thrive_rules.decisions.decision_page import Speech
from thrive_rules.decisions.shared import decision_for
from thrive_rules.documents.document import document_of, read_document
from thrive_rules.documents.fingerprint import fingerprint
from thrive_rules.documents.validation import validate
from thrive_rules.exchange.elements import (
    Annotation,
    Attachment,
    CodeableConcept,
    Coding,
    Extension,
    Identifier,
    Period,
    Reference,
)
from thrive_rules.exchange.form import BASE, REFERENCE
from thrive_rules.exchange.guidance import GROUPINGS
from thrive_rules.exchange.resources import Activity, CarePlan, Detail, Goal, Target
from thrive_rules.faults import Code, ExchangeError, Fault, ThriveRulesError
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.language.words import Reader
from thrive_rules.severity.audience import Audience

DECISION = f"{BASE}/StructureDefinition/decision"
"""The extension that holds the decision as a file of ours does, and the fingerprint of the plan around it."""
_ACHIEVEMENT = "http://terminology.hl7.org/CodeSystem/goal-achievement"
_ELSEWHERE = (SectionKind.DECISION, SectionKind.PLAN, SectionKind.AIMS, SectionKind.STILL_OPEN)
"""What a plan says in elements of its own; what is still open is read off the rest."""


def careplan_of(
    decision: SharedDecision,
    rules: RuleBase,
    audience: Audience | None = None,
    case: Case | None = None,
    *,
    patient: str | None = None,
) -> CarePlan | None:
    """What people decided, as somebody may see it; without an audience, what names nobody and quotes nobody.

    For anybody but the practitioner, the record's own decision needs its case, which says who may see what. None where
    they get the page about no case. `patient` is the id of the Patient that it is about. Raises ThriveRulesError as
    `decision_for` does.
    """
    if audience is None:
        return _Plan(without_names(decision), rules, Reader.PRACTITIONER, _subject(None, patient)).whole()
    theirs = decision_for(decision, audience, case)
    if theirs is None:
        return None
    return _Plan(theirs, rules, audience.reader, _subject(theirs.reference, patient)).whole()


def without_names(decision: SharedDecision) -> DecisionAnswers:
    """What of a decision quotes nobody and is nobody's own answer: when, in which roles, what was agreed, and when
    people look again.
    """
    return DecisionAnswers(
        decided_on=decision.decided_on,
        took_part=tuple(dict.fromkeys(Person(role=each.role) for each in decision.took_part)),
        agreed=decision.agreed,
        review_on=decision.review_on,
    )


def decision_of_careplan(plan: Mapping[str, Any]) -> SharedDecision | DecisionAnswers:
    """The decision that `careplan_of` wrote; without names, the part of it that a plan without names has.

    Raises ExchangeError for a plan that it did not write, one that was changed since, or one entered in error: what
    people decided is theirs to change, and stands in their decision.
    """
    resource = validate(document_of(plan, ExchangeError), CarePlan, ExchangeError)
    if resource.status == "entered-in-error":
        raise _error("status", "this plan was entered in error; take the one that stands")
    for each in resource.extension:
        if each.url == DECISION and each.value_attachment and each.value_attachment.data:
            kept = _kept(each.value_attachment.data)
            break
    else:
        raise _error("extension", "thrive-rules did not write this plan: it holds no decision", Code.REQUIRED)
    if kept.get("plan") != _fingerprint(resource):
        problem = "this plan was changed since it was written, and the decision in it was not; record a new decision"
        raise _error("extension", problem)
    said = kept.get("decision")
    if not isinstance(said, dict):
        raise _error("extension", "expected a decision in it")
    return load_decision(said) if "format" in said else load_answers(said)


def _error(path: str, problem: str, code: Code = Code.UNEXPECTED) -> ExchangeError:
    return ExchangeError([Fault("<mapping>", None, path, problem, code)])


def _kept(data: str) -> dict[str, Any]:
    try:
        found = read_document(io.BytesIO(base64.b64decode(data, validate=True))).data
    except (binascii.Error, ValueError, ThriveRulesError):
        found = None
    if not isinstance(found, dict):
        raise _error("extension", "what it holds of a decision is damaged", Code.UNREADABLE)
    return found


def _fingerprint(plan: CarePlan) -> str:
    """The fingerprint of what a plan says. A server gives it an id, and names its subject, by itself."""
    said = plan.spell()
    for each in (said, *said.get("contained", ())):
        each.pop("subject", None)
    said.pop("id", None)
    said.pop("extension", None)
    return fingerprint(said)


def _subject(reference: str | None, patient: str | None) -> Reference:
    if patient:
        return Reference(reference=f"Patient/{patient}")
    named = Identifier(system=REFERENCE, value=reference) if reference else None
    return Reference(type="Patient", identifier=named)


class _Plan:
    """What was said and agreed, as the parts of a plan."""

    def __init__(self, said: DecisionAnswers, rules: RuleBase, reader: Reader, subject: Reference) -> None:
        self.said, self.rules, self.subject = said, rules, subject
        self.speech = Speech(rules, reader)

    def whole(self) -> CarePlan:
        said, words = self.said, self.speech.words
        goals = tuple(self.goal(index, aim) for index, aim in enumerate(said.aims, 1))
        plan = CarePlan(
            contained=goals,
            status="draft" if said.agreed.status is Status.NOT_AGREED_YET else "active",
            intent="plan",
            category=tuple(self.groupings()),
            title=self.speech.say(words.heading),
            description=self.speech.outcome(said),
            subject=self.subject,
            created=said.decided_on.isoformat(),
            author=self.person(said.plan.lead) if said.plan.lead else None,
            contributor=tuple(map(self.person, said.took_part)),
            goal=tuple(Reference(reference=f"#{goal.id}") for goal in goals),
            activity=tuple(self.activities()),
            note=tuple(self.notes()),
        )
        return plan.model_copy(update={"extension": (self.decision(plan),)})

    def decision(self, plan: CarePlan) -> Extension:
        """The decision itself, for the way back."""
        said = self.said
        content = (
            spell_decision(said)
            if isinstance(said, SharedDecision)
            else said.model_dump(mode="json", exclude_defaults=True)
        )
        text = json.dumps({"plan": _fingerprint(plan), "decision": content}, ensure_ascii=False)
        data = base64.b64encode(text.encode()).decode()
        return Extension(
            url=DECISION, value_attachment=Attachment(content_type="application/json", data=data)
        )

    def groupings(self) -> Iterator[CodeableConcept]:
        for grouping in self.said.agreed.groupings:
            name = self.rules.words_for[grouping].name
            yield CodeableConcept(coding=(Coding(system=GROUPINGS, code=grouping, display=name),), text=name)

    def person(self, person: Person) -> Reference:
        return Reference(display=self.speech.person(person))

    def goal(self, index: int, aim: Aim) -> Goal:
        achieved = {True: "achieved", False: "not-achieved"}
        status = (
            CodeableConcept(coding=(Coding(system=_ACHIEVEMENT, code=achieved[aim.achieved]),))
            if aim.achieved is not None
            else None
        )
        measure = CodeableConcept(text=aim.success) if aim.success else None
        by = aim.by.isoformat() if aim.by else None
        return Goal(
            id=f"goal-{index}",
            lifecycle_status="completed" if aim.achieved else "active",
            achievement_status=status,
            description=CodeableConcept(text=aim.words),
            subject=self.subject,
            start_date=self.said.decided_on.isoformat(),
            target=(Target(measure=measure, due_date=by),) if measure or by else (),
            expressed_by=self.person(aim.whose),
            note=tuple(Annotation(text=text) for text in self.speech.aim(aim).small),
        )

    def activities(self) -> Iterator[Activity]:
        """Who does what; how far it got, nobody says here."""
        for step in self.said.plan.steps:
            yield Activity(
                detail=Detail(status="unknown", performer=(self.person(step.who),), description=step.what)
            )
        if day := self.said.review_on:
            text = f"{self.speech.say(self.speech.words.review)}: {self.speech.day(day)}"
            period = Period(start=day.isoformat(), end=day.isoformat())
            yield Activity(detail=Detail(status="scheduled", scheduled_period=period, description=text))

    def notes(self) -> Iterator[Annotation]:
        """Everything else that was said, under its heading, with whose it is."""
        for section in self.speech.answers(self.said):
            if section.kind not in _ELSEWHERE:
                for item in (item for block in section.blocks for item in block.items):
                    yield _note(section.heading, item)


def _note(heading: str, item: Item) -> Annotation:
    return Annotation(
        author_string=item.label or None, text="\n".join((f"{heading}: {item.text}", *item.small))
    )

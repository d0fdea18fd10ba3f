"""What people decided together: who took part, what each wanted, what they agreed, the plan, and when to look again.

A decision records agreement and difference alike. Nothing here reads a candidate, so nothing can be filled in from one.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Annotated, Literal, TypeAlias

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    StrictBool,
    StrictInt,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from thrive_rules.cases.case import Case, Competence, FreeText, Frozen, Grouping, ListOf, Wants
from thrive_rules.cases.fields import one_line
from thrive_rules.cases.sharing import Day
from thrive_rules.cases.sharing import Reference as CaseReference
from thrive_rules.documents.file_format import FileFormat, refuse
from thrive_rules.documents.fingerprint import Digest, fingerprint
from thrive_rules.reasoning.suggestion import Suggestion
from thrive_rules.severity.audience import Audience

DECISION_FORMAT: Literal[2] = 2
"""The version of the shape of a decision; a file of an older one still opens."""

NEW_IN_2 = ("reference", "date", "for")
"""The keys that came with format 2. One that is absent is no part of a fingerprint."""


class Role(StrEnum):
    """In what role somebody takes part. A closed list, so that no field asks for a name."""

    YOUNG_PERSON = "young_person"
    PARENT_OR_CARER = "parent_or_carer"
    PRACTITIONER = "practitioner"
    ADVOCATE = "advocate"
    INTERPRETER = "interpreter"
    OTHER = "other"


class Status(StrEnum):
    """How a conversation came out."""

    AGREED = "agreed"
    NONE_FOR_NOW = "none_for_now"
    NOT_AGREED_YET = "not_agreed_yet"


def _says_something(text: str) -> str:
    if not text.strip():
        raise PydanticCustomError("empty", "something that is not empty")
    return text


OwnWords = Annotated[FreeText, AfterValidator(_says_something)]
"""A person's own words, and at least one of them."""
Reference = Annotated[
    FreeText, AfterValidator(one_line), AfterValidator(_says_something), Field(max_length=40)
]
"""Initials or a local reference, in one line; never needed, and no place for a name."""


class Person(Frozen):
    """Somebody who took part: a role and, where two share one, initials or a local reference."""

    role: Role
    reference: Reference | None = None


def _of_role(data: object) -> object:
    return {"role": data} if isinstance(data, str) else data


Who = Annotated[Person, BeforeValidator(_of_role)]
"""A person; in a file, the role alone is enough."""


class Statement(Frozen):
    """Something that somebody said, in their words."""

    whose: Who
    words: OwnWords


class Wish(Frozen):
    """What one person wanted. Wishes are kept apart and never averaged."""

    whose: Who
    wants: Wants = Wants()
    """Kinds of help: yes, no, or not known, each for itself."""
    words: OwnWords | None = None
    """What they wanted, in their words."""
    agrees: StrictBool | None = None
    """Whether this person agrees with what is recorded; null where nobody asked or they did not say."""


def _as_a_set(groupings: tuple[Grouping, ...]) -> tuple[Grouping, ...]:
    return tuple(grouping for grouping in Grouping if grouping in groupings)


class Agreement(Frozen):
    """What people agreed: some groupings, none for now, or nothing yet."""

    status: Status
    groupings: Annotated[ListOf[Grouping], AfterValidator(_as_a_set)] = ()
    """Any of the five, also several, also outside the candidates; a set, kept in the framework's order."""

    @model_validator(mode="after")
    def _fits(self) -> "Agreement":
        if bool(self.groupings) != (self.status is Status.AGREED):
            raise PydanticCustomError(
                "agreement", "groupings where the status is agreed, and none where it is not"
            )
        return self


class SetAside(Frozen):
    """Something that people considered and set aside, and why."""

    grouping: Grouping | None = None
    what: OwnWords | None = None
    """A kind of help or an option, in words."""
    why: OwnWords
    whose: Who
    """Whose reason it is."""

    @model_validator(mode="after")
    def _names_something(self) -> "SetAside":
        if self.grouping is None and self.what is None:
            raise PydanticCustomError("set_aside", "a grouping, or `what` in words")
        return self


class Step(Frozen):
    """One part of the plan: who does what."""

    who: Who
    what: OwnWords


class Plan(Frozen):
    """Who leads, and what each person does."""

    lead: Who | None = None
    steps: ListOf[Step] = ()


class GoalRating(Frozen):
    """How far along an aim somebody finds it, from 0 to 10, as in the Goal-Based Outcomes tool."""

    on: Day
    rating: Annotated[StrictInt, Field(ge=0, le=10)]
    """0 is not at all met; 10 is fully met."""
    whose: Who


class Aim(Frozen):
    """Something that people hope for, and how they will know."""

    words: OwnWords
    """The aim in words."""
    key: Reference | None = None
    """A short name that stays the same from decision to decision, where the words change."""
    whose: Who
    success: OwnWords | None = None
    """What success looks like."""
    likely: OwnWords | None = None
    """How likely people think it is, in words."""
    by: Day | None = None
    """By when."""
    if_not: OwnWords | None = None
    """What happens if it is not achieved."""
    achieved: StrictBool | None = None
    """Whether people say that it is achieved; null while nobody has said."""
    ratings: ListOf[GoalRating] = ()


class Consent(Frozen):
    """Whether somebody said yes to the plan. Stated by people, never computed."""

    whose: Who
    given: StrictBool | None = None
    words: OwnWords | None = None


class DecisionAnswers(Frozen):
    """What people said and agreed. Nothing in it depends on a suggestion."""

    decided_on: Day
    """The day of the conversation."""
    took_part: ListOf[Who] = ()
    wishes: ListOf[Wish] = ()
    """What each person wanted."""
    agreed: Agreement
    reasons: ListOf[Statement] = ()
    """Why, in people's words, with whose reason it is."""
    differences: ListOf[Statement] = ()
    """Where people still see it differently, each in their own words."""
    set_aside: ListOf[SetAside] = ()
    """What was considered and set aside, and why."""
    plan: Plan = Plan()
    aims: ListOf[Aim] = ()
    limits: ListOf[Statement] = ()
    """What was said about what help cannot do."""
    costs: ListOf[Statement] = ()
    """What was said about costs: time, effort, side effects, what people give up."""
    endings: ListOf[Statement] = ()
    """What was said about how and when help ends."""
    consent: ListOf[Consent] = ()
    competence: Competence | None = None
    """Competence to decide, as a practitioner stated it; never computed, and it silences nobody."""
    competence_words: OwnWords | None = None
    review_on: Day | None = None
    """When people look at it again."""


class Basis(Frozen):
    """What people had in front of them: fingerprints and versions, and nothing that a case says."""

    case: Digest
    """The fingerprint of the case without severity."""
    suggestion: Digest
    """The fingerprint of the suggestion, without its provenance."""
    package: FreeText
    rule_base: FreeText
    rule_base_version: FreeText
    rule_base_digest: Digest
    rule_format: StrictInt = 1
    """The newest format of rule files that was read then."""


class SharedDecision(DecisionAnswers):
    """What people decided together, and what they had in front of them."""

    format: Annotated[
        Literal[1, 2], AfterValidator(lambda _: DECISION_FORMAT), WithJsonSchema({"enum": [1, 2]})
    ] = DECISION_FORMAT
    """The version of this file format. What was read from an older one says the same in the newest, and says so."""
    reference: CaseReference | None = None
    """The local reference of the case; no name."""
    date: Day | None = None
    """When the answers of the case were given."""
    audience: Audience | None = Field(None, alias="for")
    """Whose copy this is; null for the record's own."""
    basis: Basis | None = None
    """What people had in front of them. The record's own always says so; a copy for somebody may leave it out."""

    @model_validator(mode="before")
    @classmethod
    def _in_its_format(cls, data: object) -> object:
        if isinstance(data, Mapping):
            refuse(cls, FileFormat(DECISION_FORMAT, NEW_IN_2).wrong(data))
        return data

    @model_validator(mode="after")
    def _the_record_says_what_it_rests_on(self) -> "SharedDecision":
        if self.basis is None and self.audience is None:
            refuse(type(self), [(("basis",), PydanticCustomError("as_it_is", "is required"))])
        return self


def record(answers: DecisionAnswers, suggestion: Suggestion, case: Case) -> SharedDecision:
    """The answers as a decision about a case and what was suggested for it.

    Added are the basis, and the reference and date of the case.
    """
    rule_base = suggestion.provenance.rule_base
    basis = Basis(
        case=fingerprint_case(case),
        suggestion=fingerprint_suggestion(suggestion),
        package=suggestion.provenance.package,
        rule_base=rule_base.id,
        rule_base_version=rule_base.version,
        rule_base_digest=rule_base.digest,
        rule_format=rule_base.format,
    )
    said = {name: getattr(answers, name) for name in DecisionAnswers.model_fields}
    context = case.context
    return SharedDecision(
        **said, format=DECISION_FORMAT, reference=context.reference, date=context.date, basis=basis
    )


def fingerprint_case(case: Case) -> str:
    """The fingerprint of a case. Severity is no part of a Case, so it cannot be part of this."""
    return fingerprint(case.model_dump(mode="json"))


def fingerprint_suggestion(suggestion: Suggestion) -> str:
    """The fingerprint of what was suggested, the same whichever engines agreed on it."""
    # What came with format 2 follows from the rules: a fingerprint stays what it was before.
    said = suggestion.model_dump(
        mode="json", exclude={"provenance": True, "ask_first": True, "urgent": {"short"}}
    ) | {"format": 1}
    for part in (*said["candidates"], *said["not_put_forward"]):
        for argument in (*part.get("for", ()), *part["against"]):
            del argument["illustrative"], argument["joins"]
    return fingerprint(said)


def fingerprint_decision(decision: SharedDecision) -> str:
    """The fingerprint of a decision, the same for one that says the same in an older format."""
    said = decision.model_dump(mode="json") | {"format": 1}
    return fingerprint(
        {key: value for key, value in said.items() if key not in NEW_IN_2 or value is not None}
    )


# WHAT IS STILL OPEN


Lacking: TypeAlias = Literal["took_part", "lead", "part_in_plan", "limits", "endings", "review"]


class MissingFromPlan(Frozen):
    """Something that a plan does not say yet."""

    what: Lacking
    who: Person | None = None
    """For `part_in_plan`: who has no part in the plan yet."""


def missing(decision: DecisionAnswers) -> tuple[MissingFromPlan, ...]:
    """What a plan does not say yet. It is shown, and nothing is forced."""
    return tuple(_missing(decision))


def whole(decision: DecisionAnswers) -> bool:
    """Whether the plan has a lead, a part for everyone, limits, endings and a review date."""
    return not missing(decision)


def _missing(decision: DecisionAnswers) -> Iterator[MissingFromPlan]:
    plan = decision.plan
    if not decision.took_part:
        yield MissingFromPlan(what="took_part")
    if plan.lead is None:
        yield MissingFromPlan(what="lead")
    have = {step.who for step in plan.steps} | {plan.lead}
    for person in dict.fromkeys(decision.took_part):
        if person not in have:
            yield MissingFromPlan(what="part_in_plan", who=person)
    if not decision.limits:
        yield MissingFromPlan(what="limits")
    if not decision.endings:
        yield MissingFromPlan(what="endings")
    if decision.review_on is None:
        yield MissingFromPlan(what="review")

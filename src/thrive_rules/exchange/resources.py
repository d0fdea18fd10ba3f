"""The few resources of FHIR R4 that go out and come in, as thin models: names, bindings and the invariants that bite.

Written after the pages of HL7 FHIR R4 (4.0.1), https://hl7.org/fhir/R4/.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, StrictBool, StrictInt, model_validator
from pydantic_core import PydanticCustomError

from thrive_rules.cases.fields import ListOf
from thrive_rules.exchange.elements import (
    Annotation,
    Code,
    CodeableConcept,
    Coding,
    Contained,
    Date,
    DateTime,
    Element,
    Extension,
    Identifier,
    Period,
    Reference,
    Resource,
    Text,
    Uri,
    refer_to_each,
)

# A FORM


class EnableWhen(Element):
    """When a question is asked: where another one is answered (que-7)."""

    question: Text
    operator: Literal["exists"]
    answer_boolean: StrictBool


class AnswerOption(Element):
    """What can be answered."""

    value_coding: Coding


ItemType = Literal[
    "group", "display", "boolean", "decimal", "integer", "date", "dateTime", "time", "string", "text", "url",
    "choice", "open-choice", "attachment", "reference", "quantity",
]  # fmt: skip


class QuestionnaireItem(Element):
    """A question, a group of them, or a text."""

    extension: ListOf[Extension] = ()
    link_id: Text
    text: Text | None = None
    type: ItemType
    enable_when: ListOf[EnableWhen] = ()
    repeats: StrictBool | None = None
    answer_value_set: Uri | None = None
    answer_option: ListOf[AnswerOption] = ()
    item: "ListOf[QuestionnaireItem]" = ()

    @model_validator(mode="after")
    def _holds_together(self) -> "QuestionnaireItem":
        if (self.type == "group") != bool(self.item) and self.type in ("group", "display"):
            raise PydanticCustomError("que_1", "items in a group, and none in a display")
        if self.answer_option and self.answer_value_set:
            raise PydanticCustomError("que_4", "answerOption or answerValueSet, and not both")
        if (self.answer_option or self.answer_value_set) and self.type not in ("choice", "open-choice"):
            raise PydanticCustomError("que_5", "answers to choose from in a choice alone")
        return self

    def walk(self) -> "Iterator[QuestionnaireItem]":
        """This and everything below."""
        yield self
        for each in self.item:
            yield from each.walk()


class Questionnaire(Resource):
    """A form: questions, and what can be answered."""

    resource_type: Literal["Questionnaire"] = "Questionnaire"
    url: Uri | None = None
    version: Text | None = None
    name: Text | None = None
    title: Text | None = None
    status: Literal["draft", "active", "retired", "unknown"]
    subject_type: ListOf[Code] = ()
    description: Text | None = None
    item: ListOf[QuestionnaireItem] = ()

    @model_validator(mode="after")
    def _each_question_once(self) -> "Questionnaire":
        names = Counter(item.link_id for each in self.item for item in each.walk())
        if any(count > 1 for count in names.values()):
            raise PydanticCustomError("que_2", "each linkId once")
        return self


# ITS ANSWERS


class ResponseAnswer(Element):
    """One answer. An answer of another kind has no value here."""

    value_coding: Coding | None = None
    value_integer: StrictInt | None = None
    item: "ListOf[ResponseItem]" = ()


class ResponseItem(Element):
    """The answers to one question, or a group of them."""

    id: Text | None = None
    extension: ListOf[Extension] = ()
    link_id: Text
    text: Text | None = None
    answer: ListOf[ResponseAnswer] = ()
    item: "ListOf[ResponseItem]" = ()


class QuestionnaireResponse(Resource):
    """A form that was answered."""

    resource_type: Literal["QuestionnaireResponse"] = "QuestionnaireResponse"
    contained: ListOf[Contained] = ()
    identifier: Identifier | None = None
    questionnaire: Uri | None = None
    status: Literal["in-progress", "completed", "amended", "entered-in-error", "stopped"]
    subject: Reference | None = None
    authored: DateTime | None = None
    author: Reference | None = None
    source: Reference | None = None
    item: ListOf[ResponseItem] = ()


# WHAT A SUGGESTION SAYS


class Issue(Element):
    """One thing that is wrong, or not known."""

    severity: Literal["fatal", "error", "warning", "information"]
    code: Literal[
        "invalid", "structure", "required", "value", "invariant", "security", "login", "unknown", "expired",
        "forbidden", "suppressed", "processing", "not-supported", "duplicate", "multiple-matches", "not-found",
        "deleted", "too-long", "code-invalid", "extension", "too-costly", "business-rule", "conflict",
        "transient", "lock-error", "no-store", "exception", "timeout", "incomplete", "throttled",
        "informational",
    ]  # fmt: skip
    details: CodeableConcept | None = None
    diagnostics: Text | None = None
    expression: ListOf[Text] = ()


class OperationOutcome(Resource):
    """What is wrong, or not known: one thing at least."""

    resource_type: Literal["OperationOutcome"] = "OperationOutcome"
    issue: Annotated[ListOf[Issue], Field(min_length=1)]


class Parameter(Element):
    """One value under a name, or several of them."""

    name: Text
    value_code: Code | None = None
    value_coding: Coding | None = None
    value_string: Text | None = None
    part: "ListOf[Parameter]" = ()

    @model_validator(mode="after")
    def _says_one_thing(self) -> "Parameter":
        said = (self.value_code, self.value_coding, self.value_string, self.part or None)
        if len([each for each in said if each is not None]) != 1:
            raise PydanticCustomError("inv_1", "one value, or parts")
        return self


class Parameters(Resource):
    """Values under their names."""

    resource_type: Literal["Parameters"] = "Parameters"
    parameter: ListOf[Parameter] = ()


class GuidanceResponse(Resource):
    """What was asked of the rules, and how far the answers went."""

    resource_type: Literal["GuidanceResponse"] = "GuidanceResponse"
    contained: ListOf[Parameters | OperationOutcome] = ()
    request_identifier: Identifier | None = None
    module_canonical: Uri
    status: Literal[
        "success", "data-requested", "data-required", "in-progress", "failure", "entered-in-error"
    ]
    evaluation_message: ListOf[Reference] = ()
    output_parameters: Reference | None = None

    @model_validator(mode="after")
    def _holds_together(self) -> "GuidanceResponse":
        refer_to_each(self, self.contained)
        return self


# A DECISION


class Target(Element):
    """What success looks like, and by when (gol-1: no detail without a measure, and none is used here)."""

    measure: CodeableConcept | None = None
    due_date: Date | None = None


class Goal(Resource):
    """Something that people hope for."""

    resource_type: Literal["Goal"] = "Goal"
    lifecycle_status: Literal[
        "proposed", "planned", "accepted", "active", "on-hold", "completed", "cancelled", "entered-in-error",
        "rejected",
    ]  # fmt: skip
    achievement_status: CodeableConcept | None = None
    description: CodeableConcept
    subject: Reference
    start_date: Date | None = None
    target: ListOf[Target] = ()
    expressed_by: Reference | None = None
    note: ListOf[Annotation] = ()


class Detail(Element):
    """What somebody does."""

    status: Literal[
        "not-started", "scheduled", "in-progress", "on-hold", "completed", "cancelled", "stopped", "unknown",
        "entered-in-error",
    ]  # fmt: skip
    scheduled_period: Period | None = None
    performer: ListOf[Reference] = ()
    description: Text | None = None


class Activity(Element):
    """One part of a plan."""

    detail: Detail


class CarePlan(Resource):
    """What people decided together."""

    resource_type: Literal["CarePlan"] = "CarePlan"
    contained: ListOf[Goal] = ()
    extension: ListOf[Extension] = ()
    status: Literal["draft", "active", "on-hold", "revoked", "completed", "entered-in-error", "unknown"]
    intent: Literal["proposal", "plan", "order", "option"]
    category: ListOf[CodeableConcept] = ()
    title: Text | None = None
    description: Text | None = None
    subject: Reference
    created: DateTime | None = None
    author: Reference | None = None
    contributor: ListOf[Reference] = ()
    goal: ListOf[Reference] = ()
    activity: ListOf[Activity] = ()
    note: ListOf[Annotation] = ()

    @model_validator(mode="after")
    def _holds_together(self) -> "CarePlan":
        refer_to_each(self, self.contained)
        return self


# ABOUT THE SERVICE


class Named(Element):
    """A parameter of a search, or an operation."""

    name: Text
    type: Literal["uri"] | None = None
    definition: Uri | None = None


class Interaction(Element):
    """What can be done with a kind of resource."""

    code: Literal["read", "search-type"]


class RestResource(Element):
    """A kind of resource that is served."""

    type: Code
    interaction: ListOf[Interaction] = ()
    search_param: ListOf[Named] = ()


class Rest(Element):
    """What is served."""

    mode: Literal["server"] = "server"
    resource: ListOf[RestResource] = ()
    operation: ListOf[Named] = ()


class Software(Element):
    """What serves it."""

    name: Text
    version: Text | None = None


class Implementation(Element):
    """What it is here."""

    description: Text


class CapabilityStatement(Resource):
    """What a service can do."""

    resource_type: Literal["CapabilityStatement"] = "CapabilityStatement"
    url: Uri | None = None
    version: Text | None = None
    status: Literal["draft", "active", "retired", "unknown"]
    date: DateTime
    kind: Literal["instance"] = "instance"
    software: Software
    implementation: Implementation
    fhir_version: Literal["4.0.1"] = "4.0.1"
    format: ListOf[Code]
    rest: ListOf[Rest]


class Entry(Element):
    """One resource that was found."""

    full_url: Uri | None = None
    resource: Questionnaire


class Bundle(Resource):
    """What was found."""

    resource_type: Literal["Bundle"] = "Bundle"
    type: Literal["searchset"] = "searchset"
    total: StrictInt
    entry: ListOf[Entry] = ()

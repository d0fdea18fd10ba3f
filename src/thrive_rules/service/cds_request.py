"""A call of a hook, and what a client sends back of a card: as far as we read it, and nothing more is kept.

Source of the shapes: CDS Hooks 2.0 (HL7/cds-hooks), and the constraints of its logical models.
"""

import datetime
import uuid
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Field, StrictStr, field_validator, model_validator
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

from thrive_rules.cases.fields import Frozen
from thrive_rules.exchange.form import url_of
from thrive_rules.faults import Code, ExchangeError, Fault
from thrive_rules.language.words import Reader
from thrive_rules.service.refusal import FaultShown, Refusal

ANSWERS, PATIENT = "answers", "patient"
"""The keys of what is sent before it is asked for."""
PREFETCH = {
    ANSWERS: "QuestionnaireResponse?patient={{context.patientId}}"
    f"&questionnaire={url_of(Reader.PRACTITIONER)}&_sort=-authored&_count=1",
    PATIENT: "Patient/{{context.patientId}}",
}
OLDEST = 25
"""Years. THRIVE is for young people."""


class FromClient(Frozen):
    """What every part of a call shares: whatever else a client sends is not read."""

    model_config = ConfigDict(alias_generator=to_camel, extra="ignore")


def _only_that_it_is_there(data: object) -> bool:
    # It holds a token for the client's own server: it is dropped before it is anywhere.
    return data is not None


class HookContext(FromClient):
    """Who looks at whose record."""

    user_id: Annotated[StrictStr, Field(min_length=1, max_length=200)]
    patient_id: Annotated[StrictStr, Field(min_length=1, max_length=200)]


class HookCall(FromClient):
    """A call of the hook `patient-view`."""

    hook: Literal["patient-view"]
    hook_instance: uuid.UUID
    fhir_server: StrictStr | None = None
    fhir_authorization: Annotated[bool, BeforeValidator(_only_that_it_is_there)] = False
    """Whether a token came with it. Nobody is called with it, and it is not kept."""
    context: HookContext
    prefetch: dict[str, Any] = Field({})

    @field_validator("hook_instance", mode="before")
    @classmethod
    def _is_a_uuid(cls, data: object) -> uuid.UUID:
        try:
            return uuid.UUID(str(data).removeprefix("urn:uuid:"))
        except ValueError:
            raise PydanticCustomError("uuid", "a UUID") from None

    @model_validator(mode="after")
    def _a_token_names_its_server(self) -> "HookCall":  # cds-r-1
        if self.fhir_authorization and self.fhir_server is None:
            raise PydanticCustomError("cds_r_1", "fhirServer beside fhirAuthorization")
        return self

    @property
    def is_from_a_practitioner(self) -> bool:
        """Whether who looks is a practitioner. Portals call this hook too, for young people and their proxies."""
        kind, _, own = self.context.user_id.rpartition("/")
        return kind.rpartition("/")[2] in ("Practitioner", "PractitionerRole") and bool(own)

    def newest_answers(self) -> Mapping[str, Any] | None:
        """The newest response that stands; none where the client has none.

        Raises Refusal, 412, where the client did not send what it has.
        """
        if ANSWERS not in self.prefetch or _type_of(self.prefetch[ANSWERS]) == "OperationOutcome":
            fault = FaultShown(
                path=f"prefetch.{ANSWERS}",
                problem=f"send {PREFETCH[ANSWERS]}; null where there is none",
                code=Code.REQUIRED,
            )
            raise Refusal(412, "prefetch", f"the key {ANSWERS} of prefetch is missing", faults=(fault,))
        found = [
            each
            for each in _resources_in(self.prefetch[ANSWERS], f"prefetch.{ANSWERS}")
            if _type_of(each) == "QuestionnaireResponse" and each.get("status") != "entered-in-error"
        ]
        return max(found, key=lambda each: _when(each.get("authored")), default=None)

    def age(self, today: datetime.date) -> int | None:
        """The age in years, where the client sent a whole birth date of just this young person."""
        born = self._born()
        if born is None or born > today:
            return None
        return today.year - born.year - ((today.month, today.day) < (born.month, born.day))

    def _born(self) -> datetime.date | None:
        resource = self.prefetch.get(PATIENT)
        if not isinstance(resource, Mapping) or _type_of(resource) != "Patient":
            return None
        if resource.get("id", self.context.patient_id) != self.context.patient_id.rpartition("/")[2]:
            problem = "this is another patient than context.patientId"
            raise ExchangeError(
                [Fault("<mapping>", None, f"prefetch.{PATIENT}.id", problem, Code.UNEXPECTED)]
            )
        try:
            return datetime.date.fromisoformat(resource.get("birthDate") or "")
        except (TypeError, ValueError):
            return None


def _type_of(resource: object) -> object:
    return resource.get("resourceType") if isinstance(resource, Mapping) else None


def _resources_in(sent: object, path: str) -> list[Mapping[str, Any]]:
    """A resource, or those of a Bundle; nothing where there is nothing."""
    if sent is None:
        return []
    if not isinstance(sent, Mapping):
        raise ExchangeError([Fault("<mapping>", None, path, "expected a Bundle, a resource or null")])
    if _type_of(sent) != "Bundle":
        return [sent]
    entries = sent.get("entry")
    entries = entries if isinstance(entries, list) else []
    found = [each.get("resource") for each in entries if isinstance(each, Mapping)]
    return [each for each in found if isinstance(each, Mapping)]


_NEVER = datetime.datetime.min.replace(tzinfo=datetime.UTC)


def _when(authored: object) -> datetime.datetime:
    """When something was written; long ago where it does not say."""
    if not isinstance(authored, str):
        return _NEVER
    whole = authored + "-01-01"[len(authored) - 4 :] if len(authored) in (4, 7) else authored
    try:
        found = datetime.datetime.fromisoformat(whole)
    except ValueError:
        return _NEVER
    return found if found.tzinfo else found.replace(tzinfo=datetime.UTC)


class CodeGiven(FromClient):
    """A code, and the system that it is of."""

    system: StrictStr | None = None
    code: StrictStr


class ReasonGiven(FromClient):
    """Why a card was put away: a code, and a comment that is not kept."""

    reason: CodeGiven | None = None
    user_comment: Annotated[bool, BeforeValidator(_only_that_it_is_there)] = False
    """Whether there is one. It is free text about somebody, so that it is dropped."""

    @model_validator(mode="after")
    def _says_something(self) -> "ReasonGiven":  # cds-fb-3
        if self.reason is None and not self.user_comment:
            raise PydanticCustomError("cds_fb_3", "reason, userComment or both")
        return self


class FeedbackOnCard(FromClient):
    """What became of a card."""

    card: Annotated[StrictStr, Field(min_length=1, max_length=200)]
    outcome: Literal["accepted", "overridden"]  # cds-fb-1
    accepted_suggestions: tuple[dict[str, Any], ...] = Field(())
    override_reason: ReasonGiven | None = None
    outcome_timestamp: Annotated[StrictStr, Field(min_length=1, max_length=40)]

    @model_validator(mode="after")
    def _accepted_something(self) -> "FeedbackOnCard":  # cds-fb-2
        if self.outcome == "accepted" and not self.accepted_suggestions:
            raise PydanticCustomError("cds_fb_2", "acceptedSuggestions beside the outcome accepted")
        return self


class FeedbackSent(FromClient):
    """What became of some cards."""

    feedback: Annotated[tuple[FeedbackOnCard, ...], Field(max_length=1000)]

"""Whose answers a response holds, and who gave them."""

from typing import Literal, assert_never

from thrive_rules.cases.fact import Voice
from thrive_rules.exchange.elements import Reference
from thrive_rules.exchange.form import READER_OF
from thrive_rules.exchange.resources import QuestionnaireResponse
from thrive_rules.faults import Code, ExchangeError, Fault
from thrive_rules.language.words import Reader
from thrive_rules.severity.audience import Member


def refuse_another(response: QuestionnaireResponse, patient: str | None) -> None:
    """Raises ExchangeError for another form, another young person's answers, and answers entered in error.

    `patient` is the id of a Patient, or a reference to one; none where anybody's answers are read.
    """
    faults = []
    if response.status == "entered-in-error":
        faults.append(_fault("status", "these answers were entered in error; send the ones that stand"))
    url = response.questionnaire
    if url is not None and url.partition("|")[0] not in READER_OF:
        problem = f"these are answers to another form; expected one of {', '.join(READER_OF)}"
        faults.append(_fault("questionnaire", problem))
    if None not in (patient, response.subject) and not _is_about(response, patient):
        problem = "these are not this young person's answers, or do not say whose; send those of this Patient"
        faults.append(_fault("subject", problem))
    if faults:
        raise ExchangeError(faults)


def _is_about(response: QuestionnaireResponse, patient: str | None) -> bool:
    whose = _kind_and_id(response.subject, response) if response.subject else None
    return whose == ("Patient", (patient or "").rpartition("/")[2])


def _fault(path: str, problem: str) -> Fault:
    return Fault("<mapping>", None, path, problem, Code.UNEXPECTED)


def whose_answers(response: QuestionnaireResponse, patient: str | None = None) -> Member:
    """Who answered: `source`, else `author`; where neither is given, the practitioner who keeps the record.

    A Patient is the young person where it is the subject. A RelatedPerson is a parent or carer, or somebody else where
    the form is the one for others. Anybody of another kind is somebody else.
    """
    responder = response.source or response.author
    if responder is None:
        return Member(kind=Voice.PRACTITIONER)
    kind, own = _kind_and_id(responder, response)
    match kind:
        case "Practitioner" | "PractitionerRole":
            return Member(kind=Voice.PRACTITIONER)
        case "Patient":
            whose = _kind_and_id(response.subject, response)[1] if response.subject else patient
            is_subject = None in (own, whose) or own == (whose or "").rpartition("/")[2]
            return Member(kind=Voice.YOUNG_PERSON if is_subject else Voice.OTHER)
        case "RelatedPerson":
            form = (response.questionnaire or "").partition("|")[0]
            return Member(kind=_related(READER_OF.get(form)))
        case _:
            return Member(kind=Voice.OTHER)


def _related(form: Reader | None) -> Literal[Voice.PARENT_OR_CARER, Voice.OTHER]:
    """Who a RelatedPerson is, by whose form they filled in."""
    match form:
        case Reader.OTHER:
            return Voice.OTHER
        case None | Reader.YOUNG_PERSON | Reader.PARENT_OR_CARER | Reader.PRACTITIONER:
            return Voice.PARENT_OR_CARER
        case _:
            assert_never(form)


def _kind_and_id(reference: Reference, response: QuestionnaireResponse) -> tuple[str | None, str | None]:
    """The type and the id of what a reference names, as far as it says; no type where it says two."""
    text = reference.reference or ""
    if text.startswith("#"):
        kinds = [each.resource_type for each in response.contained if each.id == text[1:]]
        return (kinds[0] if len(kinds) == 1 else None), None
    steps = text.partition("/_history/")[0].split("/")
    kind, own = (steps[-2], steps[-1]) if len(steps) > 1 and steps[-1] else (None, None)
    if reference.type is None or kind == reference.type:
        return kind, own
    return (reference.type if kind is None else None), own

"""The command `fhir`: the form, its answers as a case and back, and a decision as a plan and back."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from thrive_rules.cli.ending import naming
from thrive_rules.cli.options import (
    CaseOfDecisions,
    LanguageOption,
    PersonChoice,
    ReaderChoice,
    ReaderOption,
    RoomChoice,
    RulesOption,
)
from thrive_rules.cli.terminal import line, print_json, tell
from thrive_rules.faults import ThriveRulesError, instead, of_file

if TYPE_CHECKING:
    from thrive_rules.documents.document import Document
    from thrive_rules.language.rulebase import RuleBase
    from thrive_rules.severity.audience import Whom


class ResourceKind(StrEnum):
    """What of FHIR can be asked for."""

    QUESTIONNAIRE = "questionnaire"
    RESPONSE = "response"
    CAREPLAN = "careplan"


def fhir_command(
    kind: Annotated[
        ResourceKind,
        typer.Argument(help="The form; its answers, or a case; a plan, or a decision.", metavar="KIND"),
    ],
    file: Annotated[
        str | None,
        typer.Argument(
            metavar="FILE",
            help="For response: a case, or a QuestionnaireResponse. For careplan: a decision, or a CarePlan. "
            "- reads standard input.",
        ),
    ] = None,
    patient: Annotated[
        str | None, typer.Option("--patient", metavar="ID", help="The id of the Patient that it is about.")
    ] = None,
    case: CaseOfDecisions = None,
    reader: ReaderChoice = None,
    person: PersonChoice = None,
    room: RoomChoice = None,
    rules: RulesOption = None,
    language: LanguageOption = None,
) -> None:
    """Print FHIR R4 resources, or what they say.

    KIND is questionnaire, response or careplan. questionnaire: the form, in the words of --reader. response FILE: a
    case as the answers of the form, as --reader, --person or --room may see it; or, of a QuestionnaireResponse, the
    case that it gives. careplan FILE: a decision as a plan for these people, or without names; or, of a CarePlan that
    this command wrote, the decision in it.
    """
    from thrive_rules.rulefiles.rulefile import load_rules
    from thrive_rules.severity.audience import Whom

    whom, rule_base = Whom(reader, person, room), load_rules(rules, language=language)
    if kind is ResourceKind.QUESTIONNAIRE:
        from thrive_rules.exchange.questionnaire import questionnaire_of

        if file is not None or person or room:
            raise ThriveRulesError(
                "the form is in the words of --reader, and takes no file and no other names"
            )
        print_json(questionnaire_of(rule_base, (reader or ReaderOption.PRACTITIONER).reader).spell())
        return
    if file is None:
        raise ThriveRulesError(f"name the file: thrive-rules fhir {kind} FILE")
    document = _document(file)
    with naming([file]):
        match kind, _type_of(document):
            case ResourceKind.RESPONSE, "QuestionnaireResponse":
                _print_case(document, rule_base, patient)
            case ResourceKind.RESPONSE, None:
                _print_response(document, rule_base, whom, patient)
            case ResourceKind.CAREPLAN, "CarePlan":
                _print_decision(document)
            case ResourceKind.CAREPLAN, None:
                _print_plan(document, rule_base, whom, (case, patient))
            case _:
                expected = {
                    ResourceKind.RESPONSE: "a QuestionnaireResponse or a case",
                    ResourceKind.CAREPLAN: "a CarePlan or a decision",
                }
                raise ThriveRulesError([document.fault(("resourceType",), f"expected {expected[kind]}")])


def _document(file: str) -> "Document":
    from thrive_rules.cli.case import standard_input
    from thrive_rules.documents.document import read_document

    return read_document(standard_input() if file == "-" else file)


def _type_of(document: "Document") -> object:
    """What kind of resource a file holds, and none where it holds a file of ours."""
    if not isinstance(document.data, dict):
        raise ThriveRulesError([document.fault((), "expected a mapping of fields")])
    return document.data.get("resourceType")


def _print_case(document: "Document", rules: "RuleBase", patient: str | None) -> None:
    from thrive_rules.documents.document import write_document
    from thrive_rules.exchange.response import case_of_response
    from thrive_rules.severity.case_file import CASE_FORMAT

    response = _mapping(document)
    case, severity = instead(
        lambda: case_of_response(response, rules, patient=patient), of_file(document.name)
    )
    data = case.model_dump(mode="json", exclude_defaults=True)
    how_things_are = severity.model_dump(mode="json", exclude_defaults=True)
    data |= {"severity": how_things_are} if how_things_are else {}
    line(write_document({"format": CASE_FORMAT, **data}, "A case, from the answers of a form.").rstrip("\n"))
    if case.presentation.safety_concern:
        tell(
            "A form has no own words. Before this is read as a case, add presentation.safety_narrative to it."
        )


def _print_response(document: "Document", rules: "RuleBase", whom: "Whom", patient: str | None) -> None:
    from thrive_rules.cli.case import ask_whose_copy
    from thrive_rules.documents.validation import validate
    from thrive_rules.exchange.response import left_out, response_of_case
    from thrive_rules.faults import CaseError
    from thrive_rules.severity.case_file import CaseFile
    from thrive_rules.severity.seen import as_seen_by

    case, severity = validate(document, CaseFile, CaseError).split()
    ask_whose_copy(whom)
    seen = as_seen_by(case, severity, whom.audience(case))
    if seen.without_a_case:
        raise ThriveRulesError(
            "they get the page that is about no case, and no answers of it; nothing is printed"
        )
    print_json(response_of_case(seen.case, seen.severity, rules, patient=patient).spell())
    if gone := left_out(seen.case, seen.severity):
        tell(f"Left out, because a form has no place for it or somebody keeps it private: {', '.join(gone)}")


def _print_decision(document: "Document") -> None:
    from thrive_rules.decisions.decision import SharedDecision
    from thrive_rules.decisions.decision_file import decision_text
    from thrive_rules.documents.document import write_document
    from thrive_rules.exchange.careplan import decision_of_careplan

    decision = instead(lambda: decision_of_careplan(_mapping(document)), of_file(document.name))
    if isinstance(decision, SharedDecision):
        line(decision_text(decision).rstrip("\n"))
        return
    said = decision.model_dump(mode="json", exclude_defaults=True)
    line(write_document(said, "What a plan without names says of a decision.").rstrip("\n"))


def _print_plan(
    document: "Document", rules: "RuleBase", whom: "Whom", about: tuple[str | None, str | None]
) -> None:
    from thrive_rules.cli.case import audience_of_copy
    from thrive_rules.decisions.decision_file import load_decision
    from thrive_rules.exchange.careplan import careplan_of
    from thrive_rules.severity.audience import Whom

    case_file, patient = about
    decision = (
        load_decision(document.name) if document.name != "<stdin>" else load_decision(_mapping(document))
    )
    audience, case = (None, None) if whom == Whom() else audience_of_copy(whom, case_file, decision.audience)
    plan = careplan_of(decision, rules, audience, case, patient=patient)
    if plan is None:
        raise ThriveRulesError("they get the page that is about no case, and no plan; nothing is printed")
    print_json(plan.spell())


def _mapping(document: "Document") -> dict[str, Any]:
    return document.data if isinstance(document.data, dict) else {}

"""A suggestion as a GuidanceResponse: how far the answers went, the candidates without rank, and what to ask.

It has no result to act on. It is never a resource about risk, a condition or what somebody is to do.
"""

from collections.abc import Iterator
from typing import Literal

from thrive_rules.cases.vocabulary import FACTS
from thrive_rules.exchange.elements import CodeableConcept, Coding, Identifier, Reference
from thrive_rules.exchange.form import BASE, ITEMS, link_id, system_of
from thrive_rules.exchange.resources import GuidanceResponse, Issue, OperationOutcome, Parameter, Parameters
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.reasoning.suggestion import Argument, Candidate, Suggestion, Unknown, refuse_other_rules

GROUPINGS = system_of("grouping")
"""The system of the groupings. Its codes have no order."""


def guidance_of(suggestion: Suggestion, rules: RuleBase, request_identifier: str) -> GuidanceResponse:
    """What a suggestion says, in the practitioner's words; `request_identifier` says which request it answers.

    Status `success`: nothing that is unknown could bring anything in. `data-requested`: there are candidates, and more
    could come. `data-required`: there is none, and answers could bring one in. What to ask stands in the parameters,
    and as issues that name the linkId, danger first.

    Raises ThriveRulesError where these are not the rules that the suggestion was made with.
    """
    refuse_other_rules(suggestion, rules)
    parameters = Parameters(id="outcome", parameter=tuple(_parameters(suggestion, rules)))
    issues = tuple(map(_issue, _to_ask(suggestion)))
    outcome = (OperationOutcome(id="ask", issue=issues),) if issues else ()
    return GuidanceResponse(
        contained=(parameters, *outcome),
        request_identifier=Identifier(value=request_identifier),
        module_canonical=module_of(rules),
        status=_status(suggestion),
        evaluation_message=tuple(Reference(reference="#ask") for _ in outcome),
        output_parameters=Reference(reference="#outcome"),
    )


def module_of(rules: RuleBase) -> str:
    """The canonical address of a rule base, with its version."""
    return f"{BASE}/Library/{rules.header.id}|{rules.header.version}"


def _status(suggestion: Suggestion) -> Literal["success", "data-requested", "data-required"]:
    if not any(each.undecided for each in suggestion.not_put_forward):
        return "success"
    return "data-requested" if suggestion.candidates else "data-required"


def _to_ask(suggestion: Suggestion) -> Iterator[Unknown]:
    """What is asked first, and then what could bring a grouping in."""
    yield from suggestion.ask_first
    first = {each.fact for each in suggestion.ask_first}
    yield from (each for each in suggestion.unknowns if each.could_bring_in and each.fact not in first)


def _link_id(unknown: Unknown) -> str | None:
    """The question of the form; None where the form does not ask it."""
    path = link_id(FACTS[unknown.fact])
    return path if path in ITEMS else None


def _issue(unknown: Unknown) -> Issue:
    path = _link_id(unknown)
    return Issue(
        severity="information",
        code="incomplete",
        details=CodeableConcept(text=unknown.question),
        expression=(path,) if path else (),
    )


def _parameters(suggestion: Suggestion, rules: RuleBase) -> Iterator[Parameter]:
    yield Parameter(name="rule-base-digest", value_string=rules.digest)
    if urgent := suggestion.urgent:
        kinds = (Parameter(name="kind", value_code=str(kind)) for kind in urgent.kinds)
        yield Parameter(name="urgent", part=(*kinds, Parameter(name="text", value_string=urgent.text)))
    for candidate in suggestion.candidates:
        yield Parameter(name="candidate", part=tuple(_candidate(candidate, rules)))
    for other in suggestion.not_put_forward:
        status = "undecided" if other.undecided else "not-put-forward"
        coding = Coding(system=GROUPINGS, code=other.grouping, display=rules.words_for[other.grouping].name)
        yield Parameter(name=status, value_coding=coding)
    for unknown in _to_ask(suggestion):
        path = _link_id(unknown)
        linked = (Parameter(name="linkId", value_string=path),) if path else ()
        yield Parameter(name="ask", part=(*linked, Parameter(name="question", value_string=unknown.question)))


def _candidate(candidate: Candidate, rules: RuleBase) -> Iterator[Parameter]:
    name = rules.words_for[candidate.grouping].name
    yield Parameter(
        name="grouping", value_coding=Coding(system=GROUPINGS, code=candidate.grouping, display=name)
    )
    for voice in candidate.put_forward_by:
        yield Parameter(name="put-forward-by", value_code=str(voice))
    for side, arguments in (("for", candidate.arguments_for), ("against", candidate.arguments_against)):
        for argument in arguments:
            yield Parameter(name=side, part=tuple(_argument(argument)))


def _argument(argument: Argument) -> Iterator[Parameter]:
    yield Parameter(name="voice", value_code=str(argument.voice))
    yield Parameter(name="because", value_string=argument.because)
    yield Parameter(name="rule", value_string=argument.rule)
    for source in argument.sources:
        yield Parameter(name="source", value_string=source)

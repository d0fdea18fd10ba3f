"""A suggestion as a GuidanceResponse: its status, what to ask, and what is never in it."""

import json

from hypothesis import given

from thrive_rules import Case, Grouping, load_case, load_rules, suggest
from thrive_rules.exchange.form import ITEMS
from thrive_rules.exchange.guidance import guidance_of
from thrive_rules.exchange.resources import GuidanceResponse, OperationOutcome, Parameters
from thrive_rules.testing import cases

RULES = load_rules()


def guidance(case: Case) -> GuidanceResponse:
    return guidance_of(suggest(case, RULES), RULES, "a-call")


def asked(found: GuidanceResponse) -> list[str]:
    return [
        path
        for each in found.contained
        if isinstance(each, OperationOutcome)
        for issue in each.issue
        for path in issue.expression
    ]


@given(cases())
def test_the_status_says_how_far_the_answers_went(case: Case) -> None:
    suggestion, found = suggest(case, RULES), guidance(case)
    could_come = any(each.undecided for each in suggestion.not_put_forward)
    expected = ("data-requested" if suggestion.candidates else "data-required") if could_come else "success"
    assert found.status == expected
    ask = [each.fact for each in suggestion.ask_first]
    ask += [each.fact for each in suggestion.unknowns if each.could_bring_in]
    assert bool(asked(found)) is any(fact != "has_goals" for fact in ask)
    assert {*asked(found)} <= ITEMS.keys()
    [parameters] = [each for each in found.contained if isinstance(each, Parameters)]
    names = [each.name for each in parameters.parameter]
    assert names.count("candidate") == len(suggestion.candidates)
    assert ("urgent" in names) is (suggestion.urgent is not None)


def test_with_nothing_known_danger_is_asked_first_and_nothing_is_put_forward() -> None:
    found = guidance(Case())
    assert found.status == "data-required"
    first = [
        "presentation.immediate_danger",
        "presentation.safeguarding_concern",
        "presentation.safety_concern",
    ]
    assert asked(found)[:3] == first
    assert found.module_canonical.endswith(f"/thrive|{RULES.header.version}")
    assert found.spell()["requestIdentifier"] == {"value": "a-call"}


def test_candidates_stand_in_the_frameworks_order_without_rank_severity_or_own_words() -> None:
    case, severity = load_case("examples/ocd_severe_managing.yaml")
    text = json.dumps(guidance(case).spell())
    assert case.preferences.what_matters
    assert case.preferences.what_matters not in text
    assert all(word not in text for word in ("RiskAssessment", "Condition", "rank", "score", "recommend"))
    assert severity.diagnoses
    assert severity.diagnoses[0] not in text
    for each_case in (load_case("examples/three_voices.yaml")[0], case):
        [parameters] = [each for each in guidance(each_case).contained if isinstance(each, Parameters)]
        codings = [each.part[0].value_coding for each in parameters.parameter if each.name == "candidate"]
        order = [grouping.value for grouping in Grouping]
        codes = [str(coding.code) for coding in codings if coding]
        assert codes == sorted(codes, key=order.index)
        assert codes == [str(each.grouping) for each in suggest(each_case, RULES).candidates]

"""What is told of each bad rule base: where it stands, in which words, and the two cases laid side by side."""

from functools import cache
from importlib.metadata import version
from typing import Any

import pytest

pytest.importorskip("z3")

from bases import base, made, names

from thrive_rules import load_rules
from thrive_rules.documents.document import read_document
from thrive_rules.proofs.question import Answer, Verification, case_files, page_of_answers
from thrive_rules.proofs.verify import QUESTIONS, verify
from thrive_rules.rulefiles.certificate import QUESTIONS_VERSION as ASKED_NOW
from thrive_rules.rulefiles.certificate import partition, which_rules
from thrive_rules.severity.case_file import facts_of, spell_case

RULES = load_rules()
WANTS = "young_person_wants_"
SPOKEN = "and neither the framework nor the rule base speaks against it"
NOT_POSSIBLE = "where nothing says that help is not possible, not wanted or no use"

Told = tuple[str, str, dict[str, Any], bool]
"""The place, the message, the facts in which the two cases differ, and whether the second is a twin of the first."""
TOLD: dict[str, list[Told]] = {
    "advice_is_not_the_mild_tier": [
        ("rule_base/thrive", "getting_advice does not come in, whatever else is so", {"safety_concern": (None, False)}, True)
    ],
    "context_is_inert": [
        ("rules/thriving-when-small", "the context alone brings in thriving, or takes it away (rules: thriving-when-small)", {"age": (0, 5)}, False)
    ],
    "danger_is_heard": [
        ("rules/thriving", f"thriving comes in with {danger}, {SPOKEN} (rules: thriving)", {danger: (True, False)}, True)
        for danger in ("safety_concern", "immediate_danger")
    ],
    "dead_rules": [("rules/help", "help can never fire", {}, False)],
    "diagnosis_is_inert": [
        ("rules/advice-not-for-self-harm", "a concern or a circumstance alone moves an argument or a need (rules: advice-not-for-self-harm)", {"concern_self_harm": (False, True)}, False)
    ],
    "endings_count": [
        ("rule_base/thrive", "costs_outweigh_gains brings in no grouping to end in", {"aims_met": (None, True)}, True)
    ],
    "gaps": [
        ("rule_base/thrive", "everything is answered, and no grouping comes in", {"individual_support_needed": (True, False)}, True)
    ],
    "mild_is_no_ceiling": [
        ("rule_base/thrive", "getting_help does not come in, whatever else is so", {"individual_support_needed": (None, True)}, True)
    ],
    "more_help_needs_extent": [
        ("rules/more-help", "getting_more_help comes in without a sign of extent (rules: more-help)", {f"{WANTS}goal_focused_help": (True, False)}, True)
    ],
    "never_negated_by_preference": [
        ("rules/help-parent", "what others want or propose takes away what the parent_or_carer argues (rules: help-parent)", {f"{WANTS}goal_focused_help": (True, None)}, False)
    ],
    "no_professional_help_is_a_valid_choice": [
        ("rules/advice", "wanting no professional help now takes a candidate away (rules: advice, help)", {"no_professional_help_now": (False, True)}, False)
    ],
    "not_one_tier_for_all": [
        ("rule_base/thrive", "getting_advice comes in for everybody who has answered everything", {}, False)
    ],
    "risk_support_needs_both_conditions": [
        ("rules/risk-support", f"getting_risk_support comes in {NOT_POSSIBLE} (rules: risk-support)", {"safety_concern": (True, False)}, True)
    ],
    "safety_is_apart": [
        ("rules/risk-support-in-danger", "immediate danger alone brings in getting_risk_support, or takes it away (rules: risk-support-in-danger)", {"immediate_danger": (True, False)}, False)
    ],
    "severity_is_inert": [
        ("rules/more-help", "severity alone brings in getting_more_help, or takes it away (rules: more-help, need-by-severity)", {"severity_low_mood": ("severe", "mild")}, False)
    ],
    "subsumed_rules": [("rules/help-narrow", "help-narrow fires only where help-wide does the same", {}, False)],
    "unreachable_groupings": [("rule_base/thrive", "no case brings in getting_risk_support", {}, False)],
}  # fmt: skip
BY_NAME = {question.__name__: question for question in QUESTIONS}


@cache
def asked(name: str) -> Answer:
    return BY_NAME[name](base(f"bad/{name}"))


def told(answer: Answer) -> list[Told]:
    found = []
    for each in answer.findings:
        one, other = ({} if file is None else facts_of(file) for file in (each.first, each.second))
        differ = {fact: (one.get(fact), other.get(fact)) for fact in one.keys() | other.keys()}
        apart = {fact: two for fact, two in differ.items() if two[0] != two[1]}
        found.append((each.place, each.message, apart, each.twin))
    return found


@pytest.mark.parametrize("name", sorted(set(names("bad")) - {"equivalent"}))
def test_a_bad_rule_base_is_told_where_in_which_words_and_with_which_two_cases(name: str) -> None:
    answer = asked(name)
    assert told(answer) == TOLD[name]
    assert {answer.question, *(finding.check for finding in answer.findings)} == {name}


@pytest.mark.parametrize(
    ("name", "rules", "expected"),
    [
        (
            "risk_support_needs_both_conditions",
            [
                {"id": "a", "when": {"able_to_use_help_now": False}, "argues_for": "getting_risk_support"},
                {"id": "b", "when": {"able_to_use_help_now": False}, "argues_for": "getting_risk_support"},
                {"id": "c", "when": {"has_goals": True}, "argues_for": "getting_risk_support"},
            ],
            [
                ("rules/a", "getting_risk_support comes in without a safety concern (rules: a, b)", {"able_to_use_help_now": (False, True)}, True),
                ("rules/c", f"getting_risk_support comes in {NOT_POSSIBLE} (rules: c)", {"able_to_use_help_now": (None, False)}, True),
            ],
        ),
        (
            "dead_rules",
            [{"id": "a", "when": {"all": [{"has_goals": True}, {"aims_met": True}, {"aims_met": False}]}, "argues_for": "thriving"}],
            [("rules/a", "a can never fire: it asks two answers of aims_met", {}, False)],
        ),
        (
            "no_professional_help_is_a_valid_choice",
            [{"id": "a", "when": {"recovering": True}, "argues_for": "getting_advice"}],
            [
                ("rule_base/thrive", "wanting no professional help now adds no argument", {"no_professional_help_now": (None, True)}, False),
                ("rule_base/thrive", "wanting no professional help now raises no prompt", {"no_professional_help_now": (None, True)}, False),
            ],
        ),
        (
            "subsumed_rules",
            [
                {"id": "a", "when": {"recovering": True}, "argues_for": "getting_advice"},
                {"id": "b", "when": {"recovering": True}, "argues_for": "getting_advice"},
                {"id": "c", "when": {"recovering": True}, "argues_for": "getting_help"},
                {"id": "d", "when": {"recovering": True}, "argues_for": "getting_advice", "voice": "practitioner"},
                {"id": "e", "when": {"recovering": True}, "prompts": "ask"},
                {"id": "f", "when": {"recovering": True}, "prompts": "ask"},
            ],
            [
                ("rules/a", "a fires only where b does the same", {}, False),
                ("rules/b", "b fires only where a does the same", {}, False),
            ],
        ),
    ],
    ids=["both conditions", "two answers", "no professional help", "the same twice"],
)  # fmt: skip
def test_what_is_told_of_rules_made_up(name: str, rules: list[dict[str, Any]], expected: list[Told]) -> None:
    assert told(BY_NAME[name](made(*rules))) == expected


# WHAT PEOPLE READ AND RUN


def test_each_counterexample_is_laid_side_by_side_on_a_page() -> None:
    answers = [
        asked(name) for name in ("risk_support_needs_both_conditions", "severity_is_inert", "dead_rules")
    ]
    assert str(page_of_answers(answers[:1], base("bad/risk_support_needs_both_conditions"))).splitlines() == [
        "risk_support_needs_both_conditions: refuted",
        "-------------------------------------------",
        "Getting Risk Support comes in only where there is a safety concern, and help is not possible, not wanted or makes no difference.",
        f"rules/risk-support: getting_risk_support comes in {NOT_POSSIBLE} (rules: risk-support)",
        "The same in both:",
        "- Nothing else is known.",
        "- a serious concern about safety: Here it does not hold: yes; One answer apart: no",
        "- These rules put forward: Here it does not hold: Getting Risk Support; One answer apart: none",
    ]
    assert str(page_of_answers(answers[1:2], base("bad/severity_is_inert"))).splitlines()[4:] == [
        "The same in both:",
        "- Nothing else is known.",
        "- how much low mood affects daily life: One: severe; The other: mild",
        "- These rules put forward: One: Getting More Help; The other: none",
    ]
    assert str(page_of_answers(answers[2:], base("bad/dead_rules"))).splitlines() == [
        "dead_rules: refuted",
        "-------------------",
        "Every rule fires in some case.",
        "rules/help: help can never fire",
    ]


def test_a_counterexample_without_another_beside_it_is_one_young_person() -> None:
    alone = asked("more_help_needs_extent").findings[0].model_copy(update={"second": None, "twin": False})
    answer = asked("more_help_needs_extent").model_copy(update={"findings": (alone,)})
    text = str(page_of_answers([answer], base("bad/more_help_needs_extent")))
    assert "These rules put forward: This young person: Getting More Help" in text


def test_every_case_that_shows_something_is_written_to_a_file(tmp_path: Any) -> None:
    answers = (asked("dead_rules"), asked("danger_is_heard"))
    found = Verification(rule_base=which_rules(RULES), solver="a solver", answers=answers, seconds=1.0)
    assert not found.holds
    written = dict(case_files(found))
    one, other = answers[1].findings
    assert {name: text.splitlines()[0] for name, text in written.items()} == {
        "danger_is_heard-1-one.yaml": f"# {one.message}: the one of a pair",
        "danger_is_heard-1-other.yaml": f"# {one.message}: the other of a pair",
        "danger_is_heard-2-one.yaml": f"# {other.message}: the one of a pair",
        "danger_is_heard-2-other.yaml": f"# {other.message}: the other of a pair",
    }
    for name, file in (
        ("danger_is_heard-1-one.yaml", one.first),
        ("danger_is_heard-2-other.yaml", other.second),
    ):
        path = tmp_path / name
        path.write_text(written[name])
        assert file is not None
        assert read_document(path).data == spell_case(file)


def test_a_certificate_says_what_was_asked_and_what_came_of_it() -> None:
    rules = base("bad/dead_rules")
    found = verify(rules, [BY_NAME["dead_rules"], BY_NAME["unreachable_groupings"]])
    certificate = found.certificate()
    assert certificate.rule_base == which_rules(rules)
    assert certificate.solver == found.solver
    assert (certificate.questions, certificate.package) == (ASKED_NOW, version("thrive-rules"))
    assert certificate.partition == partition()
    assert certificate.seconds == found.seconds
    assert [
        (each.question, each.asks, each.conclusion, each.findings, each.seconds)
        for each in certificate.answers
    ] == [
        (each.question, each.asks, each.conclusion, len(each.findings), each.seconds)
        for each in found.answers
    ]
    assert [each.findings for each in certificate.answers] == [1, len(found.answers[1].findings)]
    assert certificate.signed() == certificate

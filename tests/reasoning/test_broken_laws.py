"""What breaks a law is told by the rule that breaks it, in words that say what to do; what keeps one is left in peace."""

from dataclasses import replace
from typing import Any

import pytest

from thrive_rules import Grouping, RuleBase, Voice, load_rules
from thrive_rules.cases.fact import JOINING
from thrive_rules.cases.vocabulary import FACTS, Part
from thrive_rules.language.problems import Problem
from thrive_rules.language.rule import read_rule
from thrive_rules.reasoning.laws import (
    FULLY_ANSWERED,
    URGENT,
    broken_laws,
    danger_is_asked_about,
    voices_say_what_they_said,
)

SHIPPED = load_rules()
BECAUSE = {"because": "Some words.", "illustrative": True}
SAYS = {"says": "Some words.", "illustrative": True}


def argue(when: Any, grouping: str = "getting_help", voice: str = "rule_base") -> dict[str, Any]:
    return {"when": when, "argues_for": grouping, "voice": voice, **BECAUSE}


def against(when: Any, grouping: str = "getting_help", voice: str = "rule_base") -> dict[str, Any]:
    return {"when": when, "argues_against": grouping, "voice": voice, **BECAUSE}


def prompt(when: Any, kind: str = "ask") -> dict[str, Any]:
    return {"when": when, "prompts": kind, **SAYS}


def made(*rules: dict[str, Any]) -> RuleBase:
    """A rule base of these rules and no others, called r0, r1 and so on."""
    named = tuple(read_rule({"id": f"r{index}", **rule}) for index, rule in enumerate(rules))
    return replace(SHIPPED, needs=(), rules=named)


def broken(law: str, *rules: dict[str, Any]) -> list[Problem]:
    """Where these rules break a law, and what is told."""
    found = [(where, problem.split(": ", 1)) for where, problem in broken_laws(made(*rules))]
    return [(where, told) for where, (name, told) in found if name == law]


AT = ("rules", "r0", "when")
ALWAYS = {"any": [{"recovering": True}, {"not": {"recovering": True}}]}


# WHAT MOVES NO GROUPING


@pytest.mark.parametrize(
    ("law", "fact", "answer"),
    [
        ("severity_is_inert", "severity_impact", "severe"),
        ("context_is_inert", "age", 15),
        ("diagnosis_is_inert", "concern_low_mood", True),
        ("diagnosis_is_inert", "circumstance_young_carer", True),
        ("safety_is_apart", "safeguarding_concern", True),
    ],
)
def test_what_moves_no_grouping_is_for_prompts_alone(law: str, fact: str, answer: Any) -> None:
    told = [(AT, f"{fact} moves no grouping; prompts alone may read it")]
    assert broken(law, argue({fact: answer})) == told
    assert broken(law, against({fact: answer})) == told
    assert broken(law, prompt({fact: answer})) == []


def test_immediate_danger_may_speak_against_a_grouping_and_for_none() -> None:
    danger = {"immediate_danger": True}
    told = "immediate_danger moves no grouping; prompts and arguments against a grouping may read it"
    assert broken("safety_is_apart", argue(danger)) == [(AT, told)]
    assert broken("safety_is_apart", against(danger)) == []


def test_every_fact_that_moves_nothing_is_told_by_its_name() -> None:
    both = {"all": [{"age": 15}, {"competence": "presumed"}]}
    assert [told.split(" ")[0] for _, told in broken("context_is_inert", argue(both))] == [
        "age",
        "competence",
    ]


# WHAT A GROUPING NEEDS


def risk(*also: dict[str, bool]) -> list[str]:
    when = {"all": list(also)} if len(also) > 1 else also[0]
    found = broken("risk_support_needs_both_conditions", argue(when, "getting_risk_support"))
    assert all(where == AT for where, _ in found)
    return [told for _, told in found]


CONCERN = {"safety_concern": True}
NO_CONCERN = "it could come in without a safety concern"
NO_USE = "it could come in where nothing says that help is not possible, not wanted or no use"


@pytest.mark.parametrize(
    "no_use",
    [
        [{"able_to_use_help_now": False}],
        [{"help_tried": True}, {"help_making_a_difference": False}],
        [{"young_person_wants_goal_focused_help": False}, {"young_person_wants_extensive_help": False}],
        [{"no_professional_help_now": True}],
    ],
)
def test_support_to_stay_safe_needs_a_concern_and_that_help_is_no_use(no_use: list[dict[str, bool]]) -> None:
    assert risk(CONCERN, *no_use) == []
    assert risk(*no_use) == [NO_CONCERN]
    assert risk({"safety_concern": False}, *no_use) == [NO_CONCERN]
    opposite = [{fact: not answer for fact, answer in each.items()} for each in no_use[-1:]]
    assert risk(CONCERN, *no_use[:-1], *opposite) == [NO_USE]
    if no_use[:-1]:  # half of it is not enough
        assert risk(CONCERN, *no_use[:-1]) == [NO_USE]


# WHAT BRINGS A GROUPING IN, AND WHAT RAISES A PROMPT


def test_what_has_to_come_in_is_told_with_the_answers_that_bring_it_in() -> None:
    own = {"managing_own_health": True}
    wish = {"young_person_wants_goal_focused_help": False}
    told = (
        "getting_advice does not come in with managing_own_health: true, "
        "young_person_wants_goal_focused_help: false alone"
    )
    law = "advice_is_not_the_mild_tier"
    assert broken(law, argue({"all": [own, wish]}, "getting_advice")) == []
    assert broken(law, argue(own, "getting_advice")) == []
    assert broken(law, argue({"all": [own, wish, {"recovering": True}]}, "getting_advice")) == [
        (("rules",), told)
    ]
    assert broken(law, argue({"all": [own, wish]}, "thriving")) == [(("rules",), told)]


def test_an_ending_brings_in_one_of_two_groupings_and_a_review() -> None:
    met, costs = {"aims_met": True}, {"costs_outweigh_gains": True}
    review = [prompt(met, "review"), prompt(costs, "review")]
    law = "endings_count"
    assert broken(law, argue(met, "thriving"), argue(costs, "getting_advice"), *review) == []
    assert broken(law, argue(met, "thriving"), *review) == [
        (("rules",), "thriving or getting_advice does not come in with costs_outweigh_gains: true alone")
    ]
    wrong = [prompt(met, "discuss"), prompt({"all": [costs, {"recovering": True}]}, "review")]
    assert broken(law, argue(met, "thriving"), argue(costs, "thriving"), *wrong) == [
        (("rules",), "aims_met by itself raises no review"),
        (("rules",), "costs_outweigh_gains by itself raises no review"),
    ]


def test_wanting_no_professional_help_is_heard_and_takes_nothing_away() -> None:
    law, choice = "no_professional_help_is_a_valid_choice", {"no_professional_help_now": True}
    what = "wanting no professional help now"
    no_argument = (("rules",), f"{what} adds no argument by itself")
    no_prompt = (("rules",), f"{what} raises no prompt by itself")
    assert broken(law, argue(choice), prompt(choice)) == []
    assert broken(law, against(choice), prompt(choice)) == []
    assert broken(law, prompt(choice)) == [no_argument]
    assert broken(law, argue(choice)) == [no_prompt]
    more = {"all": [choice, {"recovering": True}]}
    assert broken(law, argue(more), prompt(more)) == [no_argument, no_prompt]
    other = {"no_professional_help_now": False}
    assert broken(law, argue(other), against(choice), prompt(choice)) == [
        (AT, f"{what} would take a candidate away")
    ]


# WHO TAKES NOTHING AWAY FROM WHOM

WILLING = ("young_person_wants_goal_focused_help", "young_person_wants_extensive_help")
SAID = [name for name, fact in FACTS.items() if fact.part in (Part.PREFERENCE, Part.VIEW)]


@pytest.mark.parametrize("voice", Voice)
def test_no_answer_of_somebody_else_takes_away_what_a_voice_argues(voice: Voice) -> None:
    """The framework and the rule base join what several people say: a yes takes nothing from them, but to help."""
    read = [(fact, answer) for fact in SAID for answer in FACTS[fact].domain]
    rules = [argue({fact: answer}, voice=voice) for fact, answer in read]
    told = {where[1]: problem for where, problem in broken("never_negated_by_preference", *rules)}
    expected = {
        f"r{index}": f"speaks as {voice} and could be taken away by {fact}"
        for index, (fact, answer) in enumerate(read)
        if (answer is False and fact not in WILLING if voice in JOINING else FACTS[fact].voice is not voice)
    }
    assert told == expected


# WHERE DANGER IS HEARD


@pytest.mark.parametrize("grouping", ["thriving", "getting_advice"])
@pytest.mark.parametrize("danger", ["safety_concern", "immediate_danger"])
def test_whoever_speaks_against_a_grouping_in_danger_is_nobody_present(grouping: str, danger: str) -> None:
    law = "danger_is_heard"
    [other] = {"safety_concern", "immediate_danger"} - {danger}
    by_rules = [argue(ALWAYS, grouping), against({other: True}, grouping)]
    unheard = (
        f"it could bring {grouping} in with {danger}, and neither the framework nor the rule base speaks against it; "
        f"add a rule of one of them, with `when: {{{danger}: true}}` and `argues_against: {grouping}`"
    )
    assert broken(law, *by_rules) == [(AT, unheard)]
    assert broken(law, *by_rules, against({danger: True}, grouping, "framework")) == []
    assert broken(law, *by_rules, against({danger: True}, grouping, "rule_base")) == []
    assert broken(law, *by_rules, against({danger: True}, grouping, "practitioner")) == [(AT, unheard)]
    assert broken(law, *by_rules, against({danger: False}, grouping)) == [(AT, unheard)]
    calm = argue({"all": [{danger: False}, {"recovering": True}]}, grouping)
    assert broken(law, calm, against({other: True}, grouping)) == []
    assert broken(law, argue(ALWAYS, "getting_help")) == []


# WHOM THE RULES LEAVE OUT


def gap(*whens: Any) -> list[str]:
    found = broken("gaps", *map(argue, whens))
    assert all(where == ("rules",) for where, _ in found)
    return [told for _, told in found]


def test_whoever_is_left_out_is_told_by_the_answers_that_leave_them_out() -> None:
    left = "everything can be answered and no grouping comes in; with "
    assert gap({"aims_met": True}, {"aims_met": False}) == []
    assert gap({"aims_met": True}) == [f"{left}aims_met: false"]
    assert gap({"all": [{"aims_met": True}, {"recovering": True}]}, {"aims_met": False}) == [
        f"{left}aims_met: true, recovering: false"
    ]
    assert gap({"aims_met": True}, {"all": [{"aims_met": False}, {"immediate_danger": False}]}) == []


def test_where_no_rule_brings_anything_in_everybody_is_left_out() -> None:
    left_out = "everything can be answered and no grouping comes in, whatever is answered"
    assert gap() == [left_out]
    assert gap({"immediate_danger": True}) == [left_out]  # without a notice, this never fires
    assert gap({"practitioner_proposes_information": True}) == [left_out]


def test_a_rule_that_asks_for_everything_that_is_answered_fills_its_gap() -> None:
    calm = [fact for fact in FULLY_ANSWERED if fact not in URGENT]
    every_yes = {"all": [*({fact: True} for fact in calm), *({fact: False} for fact in URGENT)]}
    each_no = [{fact: False} for fact in calm]
    assert gap(every_yes, *each_no) == []
    assert len(gap(*each_no)) == 1


def test_what_nobody_has_to_answer_fills_no_gap() -> None:
    """Others need not have spoken, there may be no goals, and no notice is no answer to anything else."""
    for fact in ("practitioner_proposes_information", "has_goals", "age"):
        either = {"any": [{fact: FACTS[fact].domain[0]}, {"not": {fact: FACTS[fact].domain[0]}}]}
        assert len(gap(either, {"aims_met": True})) == 1
    assert gap({"immediate_danger": True}, {"safeguarding_concern": True}, {"aims_met": True})


def test_a_grouping_of_any_kind_fills_a_gap() -> None:
    for grouping in Grouping:
        assert broken("gaps", argue(ALWAYS, grouping)) == []


# WHO IS ASKED, AND WHO SPEAKS


def test_everybody_is_asked_about_danger_and_harm_and_a_young_person_in_words_for_them() -> None:
    def with_words(name: str, **changes: Any) -> RuleBase:
        facts = tuple(each.model_copy(update=changes) if each.id == name else each for each in SHIPPED.facts)
        return replace(SHIPPED, facts=facts)

    alone = with_words("immediate_danger", answered_by="practitioner")
    assert list(danger_is_asked_about(alone)) == [
        (
            ("facts", "immediate_danger", "answered_by"),
            "everybody is asked about danger and harm; expected everyone",
        )
    ]
    asked = SHIPPED.fact["safety_concern"].question
    same = asked.model_copy(update={"young_person": asked.practitioner})
    assert list(danger_is_asked_about(with_words("safety_concern", question=same))) == [
        (
            ("facts", "safety_concern", "question"),
            "the young person is asked in the practitioner's words; add their own",
        )
    ]


def test_a_voice_says_what_it_said_and_the_framework_what_a_passage_says() -> None:
    nobodys = (
        ("rules", "r0", "voice"),
        "expected rule_base where no passage says it, and framework where one does",
    )
    wish, view = {"young_person_wants_information": True}, {"other_proposes_information": True}
    assert list(voices_say_what_they_said(made(argue(wish, voice="framework")))) == [nobodys]
    assert list(voices_say_what_they_said(made(argue(wish, voice="rule_base")))) == []
    assert list(voices_say_what_they_said(made(argue(wish, voice="young_person")))) == []
    joined = {"all": [wish, view, {"aims_met": True}]}
    assert list(voices_say_what_they_said(made(argue(joined, voice="young_person")))) == [
        (
            AT,
            "speaks as young_person and reads what this voice alone does not answer: "
            "aims_met, other_proposes_information; let framework or rule_base say it",
        )
    ]

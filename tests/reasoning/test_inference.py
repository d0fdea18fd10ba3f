"""What stands behind a need, an argument and a prompt, worked out again way by way."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thrive_rules import Grouping, RuleBase, ThriveRulesError, Voice, load_rules, suggest
from thrive_rules.cases.case import Case, Value
from thrive_rules.cases.vocabulary import FACTS, FOR_PROMPTS_ALONE
from thrive_rules.language.rule import Argues, PromptKind, read_rule
from thrive_rules.language.wording import Need
from thrive_rules.reasoning.compiled import Grounds, compile_rules
from thrive_rules.reasoning.inference import Inference, evaluate
from thrive_rules.reasoning.meaning import Verdict, by_definition
from thrive_rules.reasoning.suggestion import refuse_other_rules
from thrive_rules.testing import rule_bases

SHIPPED = load_rules()
SMALL = [
    "individual_support_needed",
    "able_to_use_help_now",
    "safety_concern",
    "has_goals",
    "young_person_wants_goal_focused_help",
]
SOME = st.fixed_dictionaries({}, optional={name: st.sampled_from(FACTS[name].domain) for name in SMALL})


def is_met(way: Iterable[tuple[Any, Any]], answers: Mapping[str, Value]) -> bool:
    return all(name in answers and answers[name] in values for name, values in way)


def met_ways(inference: Inference, rules: Iterable[Any]) -> list[Any]:
    answers = inference.answers
    return [way for rule in rules for way in inference.program.ways(rule.id) if is_met(way, answers)]


def behind(inference: Inference, rules: Iterable[Any]) -> list[tuple[str, Value]]:
    """The answers in the ways of these rules that are met, in the order of the vocabulary."""
    read = {name for way in met_ways(inference, rules) for name, _ in way}
    return [(name, inference.answers[name]) for name in FACTS if name in read]


def told(made: Iterable[Grounds[Argues]]) -> list[tuple[str, list[tuple[str, Value]]]]:
    return [(rule.id, list(each.facts.items())) for each in made for rule in each.rules]


@given(rule_bases(SMALL, most_rules=6), SOME)
def test_what_stands_behind_a_need_and_an_argument_is_what_met_it(
    rules: RuleBase, answers: dict[str, Value]
) -> None:
    inference = evaluate(rules, answers)
    for rule in rules.deciding:
        fires = bool(met_ways(inference, [rule]))
        assert inference.fires(rule) is fires
        assert (inference.verdicts[rule.id] is Verdict.FIRES) is fires

    established = {
        need: [each for each in found if inference.fires(each)] for need, found in rules.establishing.items()
    }
    assert [
        (need, sorted(rule.id for rule in grounds.rules), list(grounds.facts.items()))
        for need, grounds in inference.established()
    ] == [
        (need, sorted(rule.id for rule in fired), behind(inference, fired))
        for need, fired in established.items()
        if fired
    ]
    for need, fired in established.items():
        assert list(inference.behind_need(need).items()) == behind(inference, fired)

    order = list(Voice)
    for grouping in Grouping:
        for about, made in (
            (rules.arguing_for[grouping], inference.arguments_for(grouping)),
            (rules.arguing_against[grouping], inference.arguments_against(grouping)),
        ):
            fired_about = [rule for rule in about if inference.fires(rule)]
            by_voice = sorted(fired_about, key=lambda rule: (order.index(rule.voice), rule.id))
            assert told(made) == [(rule.id, behind(inference, [rule])) for rule in by_voice]
        brings_in = rules.arguing_for[grouping]
        assert list(inference.behind_candidate(grouping).items()) == behind(inference, brings_in)
        assert sorted(map(str, inference.met(grouping))) == sorted(map(str, met_ways(inference, brings_in)))
        assert (grouping in inference.candidates) is (inference.candidate(grouping) is True)


def made(*rules: dict[str, Any]) -> RuleBase:
    rest = Need.model_validate({"id": "rest", "statement": "Rest is needed."})
    return replace(SHIPPED, needs=(rest,), rules=tuple(map(read_rule, rules)))


BECAUSE = {"because": "Some words.", "illustrative": True}
RESTS = [
    {"id": "rest-a", "when": {"recovering": True}, "establishes": "rest", **BECAUSE},
    {"id": "rest-b", "when": {"help_tried": True}, "establishes": "rest", **BECAUSE},
    {"id": "for", "when": {"managing_own_health": True}, "argues_for": "thriving", "voice": "rule_base", **BECAUSE},
]  # fmt: skip


def raised(when: Any, answers: dict[str, Value], besides: dict[str, Value]) -> list[tuple[str, Value]] | None:
    """The answers that raised a prompt, in order; None where it was not raised."""
    prompt = {"id": "ask", "when": when, "prompts": "ask", "says": "Some words.", "illustrative": True}
    found = {
        rule.id: list(facts.items())
        for rule, facts in evaluate(made(*RESTS, prompt), answers).prompt(besides).raised()
    }
    return found.get("ask")


def test_a_prompt_is_told_with_the_answers_that_raised_it_down_to_those_behind_a_need_and_a_candidate() -> (
    None
):
    answers: dict[str, Value] = {"recovering": True, "help_tried": False, "managing_own_health": True}
    severe: dict[str, Value] = {"severity_impact": "severe", "age": 15}
    everything = {
        "all": [{"severity_impact": "severe"}, {"candidate": "thriving"}, {"known": "age"}, {"need": "rest"}]
    }
    expected = {"age": 15, "recovering": True, "managing_own_health": True, "severity_impact": "severe"}
    in_order = [(name, expected[name]) for name in FACTS if name in expected]
    assert raised(everything, answers, severe) == in_order
    assert raised(everything, answers, {"age": 15}) is None
    assert raised(everything, answers | {"managing_own_health": False}, severe) is None


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ({"any": [{"help_tried": True}, {"recovering": True}]}, [("recovering", True)]),
        ({"any": [{"need": "rest"}, {"help_tried": True}]}, [("recovering", True)]),
        ({"not": {"known": "age"}}, []),
        ({"candidate": "getting_help"}, None),
        ({"not": {"known": "recovering"}}, None),
        ({"help_tried": True}, None),
    ],
)
def test_what_did_not_raise_a_prompt_is_not_told(when: Any, expected: list[tuple[str, Value]] | None) -> None:
    answers: dict[str, Value] = {"recovering": True, "help_tried": False, "managing_own_health": True}
    assert raised(when, answers, {}) == expected


def test_a_suggestion_is_read_with_the_rules_that_made_it_alone() -> None:
    suggestion = suggest(Case(), SHIPPED)
    refuse_other_rules(suggestion, replace(SHIPPED))
    with pytest.raises(ThriveRulesError) as refused:
        refuse_other_rules(suggestion, made(*RESTS))
    assert str(refused.value) == "these are not the rules that this suggestion was made with; load those"


def test_what_asks_least_stands_first() -> None:
    """The fewest answers first, and sets of one size by their names: never by the order of the rules."""
    both = {"all": [{"aims_agreed": True}, {"aims_met": True}]}
    one = {"any": [{"help_tried": True}, {"recovering": True}]}
    for when in ({"any": [both, one]}, {"any": [one, both]}):
        rules = made(
            *RESTS[:2], {"id": "x", "when": when, "argues_for": "thriving", "voice": "rule_base", **BECAUSE}
        )
        missing = evaluate(rules, {}).could_bring_in(Grouping.THRIVING)
        assert missing.sets == (("help_tried",), ("recovering",), ("aims_agreed", "aims_met"))
        assert missing.facts == tuple(name for name in FACTS if name in {*sum(missing.sets, ())})


def test_what_bears_on_a_candidate_and_what_stands_in_the_way_of_another() -> None:
    """Open ways that answers could meet, of rules that do not fire yet; and the answers that close such a way."""
    never = {"all": [{"aims_met": True}, {"aims_met": False}]}
    rules = made(
        *RESTS[:2],
        {"id": "a", "when": {"recovering": True}, "argues_for": "thriving", "voice": "rule_base", **BECAUSE},
        {"id": "b", "when": {"all": [{"aims_agreed": True}, {"aims_met": True}]}, "argues_for": "thriving",
         "voice": "rule_base", **BECAUSE},
        {"id": "c", "when": {"any": [{"help_tried": True}, {"all": [{"help_tried": True}, {"has_goals": True}]}]},
         "argues_against": "thriving", "voice": "rule_base", **BECAUSE},
        {"id": "d", "when": {"all": [{"aims_agreed": False}, {"safety_concern": True}]}, "argues_against": "thriving",
         "voice": "rule_base", **BECAUSE},
        {"id": "e", "when": {"any": [{"recovering": True}, {"managing_own_health": True}]}, "argues_for": "thriving",
         "voice": "rule_base", **BECAUSE},
        {"id": "f", "when": {"any": [{"severity_impact": "severe"}, never]}, "argues_for": "thriving", "voice": "rule_base", **BECAUSE},
        {"id": "g", "when": {"any": [{"all": [{"recovering": False}, {"aims_met": True}]},
                                     {"all": [{"aims_agreed": False}, never]},
                                     {"all": [{"help_tried": True}, {"aims_met": True}, {"recovering": True}]}]},
         "argues_for": "getting_help", "voice": "rule_base", **BECAUSE},
    )  # fmt: skip
    inference = evaluate(rules, {"recovering": True, "aims_agreed": True})
    assert set(inference.could_bear_on(Grouping.THRIVING)) == {"aims_met", "help_tried"}
    assert inference.could_bear_on(Grouping.GETTING_MORE_HELP) == ()
    assert inference.in_the_way(Grouping.GETTING_HELP) == {"recovering": True}
    assert inference.in_the_way(Grouping.GETTING_MORE_HELP) == {}
    assert set(inference.could_bring_in(Grouping.GETTING_HELP).facts) == {"aims_met", "help_tried"}


def every_answer_to(facts: Iterable[str], known: Mapping[str, Value]) -> list[dict[str, Value]]:
    """What is known then, however these questions are answered."""
    asked = sorted(set(facts) - known.keys())
    return [
        {**known, **dict(zip(asked, said, strict=True))}
        for said in product(*(FACTS[name].domain for name in asked))
    ]


@given(
    rule_bases(SMALL, most_rules=6), SOME, st.sets(st.sampled_from(SMALL)), st.sets(st.sampled_from(SMALL))
)
def test_what_some_answers_could_settle_is_what_giving_each_of_them_settles(
    rules: RuleBase, answers: dict[str, Value], some: set[str], others: set[str]
) -> None:
    by = some | others

    def undecided(grouping: Grouping, known: Mapping[str, Value]) -> bool:
        return not evaluate(rules, known).candidate(grouping) and any(
            evaluate(rules, each).candidate(grouping) for each in every_answer_to(by, known)
        )

    inference = evaluate(rules, answers)
    for grouping in Grouping:
        settled = undecided(grouping, answers) and not all(
            undecided(grouping, each) for each in every_answer_to(some, answers)
        )
        assert (grouping in inference.could_settle(some, by)) is settled
        if not inference.candidate(grouping):
            assert bool(inference.could_bring_in(grouping, by).sets) is undecided(grouping, answers)


def argues_for(grouping: Grouping, *when: Any) -> dict[str, Any]:
    return {
        "id": grouping,
        "when": {"any": list(when)},
        "argues_for": grouping,
        "voice": "rule_base",
        **BECAUSE,
    }


def test_what_can_be_answered_settles_a_grouping_by_bringing_it_in_or_by_keeping_it_out() -> None:
    """Thriving has the first of all ways, Getting Help two, and risk support two that read what is known, too."""
    known, both = {"recovering": True}, {"all": [{"aims_met": True}, {"has_goals": True}]}
    rules = made(
        *RESTS[:2],
        argues_for(Grouping.THRIVING, {"aims_agreed": True}),
        argues_for(Grouping.GETTING_HELP, {"all": [both, known]}, {"help_tried": True}),
        argues_for(Grouping.GETTING_MORE_HELP, known),
        argues_for(
            Grouping.GETTING_RISK_SUPPORT,
            {"all": [{"aims_met": True}, {"safety_concern": True}, known]},
            {"all": [{"aims_met": False}, {"safety_concern": True}, known]},
        ),
    )
    inference = evaluate(rules, known)
    getting_help, risk_support = Grouping.GETTING_HELP, Grouping.GETTING_RISK_SUPPORT
    for facts, settles in [
        ((), ()),
        (("recovering",), ()),
        (("aims_agreed",), (Grouping.THRIVING,)),
        (("aims_met",), ()),
        (("help_tried",), (getting_help,)),
        (("aims_met", "has_goals"), (getting_help,)),
        (("safety_concern",), (risk_support,)),
        (("aims_met", "safety_concern"), (risk_support,)),
    ]:
        assert inference.could_settle(facts) == settles
    # Where nobody can say whether help was tried, the answer about aims is all that keeps it out.
    by = ("aims_met", "has_goals")
    assert inference.could_settle(("aims_met",), by) == (getting_help,)
    assert inference.could_bring_in(getting_help).sets == (("help_tried",), by)
    assert inference.could_bring_in(getting_help, by).sets == (by,)
    assert inference.could_bring_in(getting_help, by).facts == by
    assert inference.could_bring_in(risk_support, by).sets == ()
    assert inference.candidate(getting_help) is None
    assert evaluate(rules, {"recovering": False}).candidate(risk_support) is False
    own = compile_rules(rules).ways_to(getting_help)
    assert [(rule.id, len(ways)) for rule, ways in own] == [("getting_help", 2)]


def test_what_one_answer_raises_is_known_for_each_kind_of_prompt() -> None:
    def prompt(kind: str, when: Any) -> dict[str, Any]:
        says = {"says": "Some words.", "illustrative": True}
        return {"id": f"{kind}-{len(prompts)}", "when": when, "prompts": kind, **says}

    prompts: list[dict[str, Any]] = []
    for kind, when in [
        ("ask", {"any": [{"recovering": True}, {"all": [{"help_tried": True}, {"has_goals": True}]}]}),
        ("ask", {"any": [{"aims_met": True}, {"aims_agreed": True}]}),
        ("ask", {"all": [{"aims_met": True}, {"safety_concern": True}]}),
        ("ask", {"all": [{"aims_met": False}, {"managing_own_health": True}]}),
        ("ask", {"need": "rest"}),
        ("discuss", {"costs_outweigh_gains": True}),
    ]:
        prompts.append(prompt(kind, when))
    prompted = evaluate(made(*RESTS, *prompts), {"aims_met": True}).prompt({})
    assert prompted.could_raise(PromptKind.ASK) == {"recovering", "safety_concern"}
    assert prompted.could_raise(PromptKind.DISCUSS) == {"costs_outweigh_gains"}
    assert prompted.could_raise(PromptKind.REVIEW) == frozenset()


ALL_BUT_TEXT = [name for name, fact in FACTS.items() if fact.domain == (True, False)]
ANSWERED: list[dict[str, Value]] = [
    {},
    dict.fromkeys(ALL_BUT_TEXT, True),
    dict.fromkeys(ALL_BUT_TEXT, False),
    {name: index % 3 == 0 for index, name in enumerate(ALL_BUT_TEXT) if index % 4},
    {name: index % 3 == 1 for index, name in enumerate(ALL_BUT_TEXT) if index % 5},
]


@pytest.mark.parametrize("answers", ANSWERED, ids=range(len(ANSWERED)))
def test_the_rules_that_ship_come_to_what_their_definition_says(answers: dict[str, Value]) -> None:
    deciding = {name: value for name, value in answers.items() if FACTS[name].part not in FOR_PROMPTS_ALONE}
    defined, inference = by_definition(SHIPPED, answers), evaluate(SHIPPED, deciding)
    besides = {name: value for name, value in answers.items() if name not in deciding}
    assert inference.verdicts | inference.prompt(besides).verdicts == defined.verdicts
    assert inference.candidates == defined.candidates


def test_the_tables_have_what_the_ways_say() -> None:
    program = compile_rules(SHIPPED)
    for rule in SHIPPED.deciding:
        said = [
            {
                name: [
                    each
                    for each in FACTS[name].domain
                    if all(each in left for fact, left in way if fact == name)
                ]
                for name in {str(key) for key, _ in way}
            }
            for way in program.ways(rule.id)
        ]
        assert program.as_judged(rule.id) == said
    for grouping in Grouping:
        ways = [way for rule in SHIPPED.arguing_for[grouping] for way in program.ways(rule.id)]
        read = {key for way in ways for key, _ in way}
        assert program.read_for(grouping) == tuple(name for name in FACTS if name in read)

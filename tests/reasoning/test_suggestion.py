"""What a suggestion says beside its candidates, worked out again by brute force."""

import copy
import itertools
import os
import pickle
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from thrive_rules import (
    Case,
    EnginesDisagree,
    Grouping,
    RuleBase,
    Suggestion,
    ThriveRulesError,
    converse,
    load_rules,
    suggest,
)
from thrive_rules.cases.case import Value, Voice
from thrive_rules.cases.vocabulary import FACTS, FOR_PROMPTS_ALONE
from thrive_rules.language.conditions import facts_read
from thrive_rules.language.origin import LanguagePack, Origin, Overlay
from thrive_rules.language.rule import read_rule
from thrive_rules.reasoning.inference import Inference, evaluate
from thrive_rules.reasoning.meaning import Verdict
from thrive_rules.reasoning.suggestion import (
    ASKED_FIRST,
    Argument,
    Candidate,
    infer,
    only_others,
    only_rule_base,
)
from thrive_rules.severity.severity import Severity
from thrive_rules.testing import cases, rule_bases

SMALL = [
    "individual_support_needed",
    "able_to_use_help_now",
    "safety_concern",
    "has_goals",
    "young_person_wants_goal_focused_help",
]


def case_of(facts: dict[str, Value]) -> Case:
    data: dict[str, Any] = {"presentation": {}, "preferences": {"wants": {}}}
    for name, value in facts.items():
        if name == "has_goals":
            data["preferences"]["goals"] = ["a goal"]
        elif name.startswith("young_person_wants_"):
            data["preferences"]["wants"][name.removeprefix("young_person_wants_")] = value
        else:
            data["presentation"][name] = value
    if facts.get("safety_concern"):
        data["presentation"]["safety_narrative"] = "told in the room"
    return Case.model_validate(data)


def brings_in(inference: Inference, grouping: Grouping, rules: RuleBase) -> bool:
    return any(inference.fires(rule) for rule in rules.arguing_for[grouping])


def subsets(names: list[str]) -> Iterator[tuple[str, ...]]:
    for size in range(len(names) + 1):
        yield from itertools.combinations(names, size)


def sufficient(rules: RuleBase, facts: dict[str, Value], chosen: tuple[str, ...], grouping: Grouping) -> bool:
    """Whether some answers to these facts, and to no others, bring the grouping in."""
    domains = [FACTS[name].domain for name in chosen]
    return any(
        brings_in(evaluate(rules, {**facts, **dict(zip(chosen, answers, strict=True))}), grouping, rules)
        for answers in itertools.product(*domains)
    )


@given(rule_bases(SMALL, most_rules=5), st.data())
@settings(max_examples=min(120, 2 * settings().max_examples))
def test_would_need_is_exactly_the_smallest_sets_by_brute_force(rules: RuleBase, data: st.DataObject) -> None:
    facts = data.draw(
        st.fixed_dictionaries({}, optional={n: st.sampled_from(FACTS[n].domain) for n in SMALL})
    )
    suggestion = suggest(case_of(facts), rules)
    unknown = [name for name in SMALL if name not in facts]
    put_forward = {candidate.grouping for candidate in suggestion.candidates}
    assert put_forward == {g for g in Grouping if sufficient(rules, facts, (), g)}
    for other in suggestion.not_put_forward:
        found = [set(each) for each in subsets(unknown) if sufficient(rules, facts, each, other.grouping)]
        smallest = [each for each in found if not any(smaller < each for smaller in found)]
        assert sorted(map(sorted, other.would_need)) == sorted(map(sorted, smallest))
        assert other.undecided is bool(smallest)
        assert set(other.missing) == set().union(*smallest)
    brought = {(name, other.grouping) for other in suggestion.not_put_forward for name in other.missing}
    told = {(each.fact, grouping) for each in suggestion.unknowns for grouping in each.could_bring_in}
    assert told == brought


@given(rule_bases(SMALL, most_rules=5), st.data())
@settings(max_examples=min(150, 3 * settings().max_examples))
def test_what_bears_on_a_candidate_and_what_established_a_need_are_exact(
    rules: RuleBase, data: st.DataObject
) -> None:
    """An unknown bears on a candidate exactly where some answers to it and to others could add an argument by it."""
    either = {"any": [{"recovering": True}, {"not": {"recovering": True}}]}
    always: dict[str, Any] = {"id": "always", "argues_for": "thriving", "voice": "other", "when": either}
    always |= {"because": "Some words.", "illustrative": True}
    rules = replace(rules, rules=(*rules.rules, read_rule(always)))
    facts = data.draw(
        st.fixed_dictionaries({}, optional={n: st.sampled_from(FACTS[n].domain) for n in SMALL})
    )
    facts["recovering"] = True
    suggestion = suggest(case_of(facts), rules)
    inference = evaluate(rules, facts)
    assert suggestion.candidates

    for need in suggestion.needs:
        fired = {rule.id for rule in rules.establishing[need.need] if inference.fires(rule)}
        assert set(need.rules) == fired

    told = {(each.fact, grouping) for each in suggestion.unknowns for grouping in each.could_bear_on}
    expected = set()
    for candidate in suggestion.candidates:
        for rule in rules.arguing:
            if rule.grouping is candidate.grouping and not inference.fires(rule):
                ways = inference.program.ways(rule.id)
                sets = [
                    {name for name, _ in way} - facts.keys()
                    for way in ways
                    if is_open_and_possible(way, facts)
                ]
                for each in sets:
                    if not any(other < each for other in sets):
                        expected |= {(name, candidate.grouping) for name in each}
    assert told == expected


def is_open_and_possible(way: Any, facts: dict[str, Value]) -> bool:
    """No known answer closes the way, some answer is missing, and no fact is asked two answers at once."""
    if any(name in facts and facts[name] not in values for name, values in way):
        return False
    return is_possible(way) and any(name not in facts for name, _ in way)


def is_possible(way: Any) -> bool:
    left = {name: set(FACTS[name].domain).intersection(*(v for n, v in way if n == name)) for name, _ in way}
    return all(left.values())


@given(rule_bases(SMALL, most_rules=5), st.data())
def test_what_keeps_a_grouping_out_is_exact(rules: RuleBase, data: st.DataObject) -> None:
    """Exactly the known answers that close some way of bringing it in that answers could meet."""
    facts = data.draw(
        st.fixed_dictionaries({}, optional={n: st.sampled_from(FACTS[n].domain) for n in SMALL})
    )
    suggestion = suggest(case_of(facts), rules)
    program = infer(case_of(facts), rules).program
    for other in suggestion.not_put_forward:
        closing = set()
        for rule in rules.arguing_for[other.grouping]:
            for way in program.ways(rule.id):
                if is_possible(way):
                    closing |= {name for name, values in way if name in facts and facts[name] not in values}
        assert set(other.in_the_way) == closing
        assert all(facts[name] == value for name, value in other.in_the_way.items())


@given(cases())
def test_unknowns_never_name_severity_or_context(case: Case) -> None:
    suggestion = suggest(case, load_rules_once())
    named = {each.fact for each in suggestion.unknowns}
    named |= {name for other in suggestion.not_put_forward for name in (*other.missing, *other.in_the_way)}
    assert not {FACTS[name].part for name in named} & set(FOR_PROMPTS_ALONE)


@given(cases())
def test_what_stands_in_the_way_closes_a_way(case: Case) -> None:
    rules = load_rules_once()
    suggestion = suggest(case, rules)
    for other in suggestion.not_put_forward:
        establishing = [rule for found in rules.establishing.values() for rule in found]
        able = (*rules.arguing_for[other.grouping], *establishing)
        rule_facts = set[str]().union(*(facts_read(rule.when) for rule in able))
        assert set(other.in_the_way) <= rule_facts & set(case.facts)
        if not other.undecided:
            assert other.in_the_way


_RULES: list[RuleBase] = []


def load_rules_once() -> RuleBase:
    if not _RULES:
        _RULES.append(load_rules())
    return _RULES[0]


def test_a_rule_base_built_in_python_that_reads_severity_gives_it_no_way_in(rules: RuleBase) -> None:
    """`load_rules` refuses such a rule; built in Python for a proof, it stays undecided and asks for nothing."""
    leak = rules.rule["help-young-person-wants-goal-focused-help"].model_dump()
    leak |= {"id": "leak", "when": {"severity_impact": "severe"}}
    leaky = replace(rules, rules=(*rules.rules, read_rule(leak)))
    suggestion = suggest(Case(), leaky)
    assert suggestion.model_dump(exclude={"provenance"}) == suggest(Case(), rules).model_dump(
        exclude={"provenance"}
    )
    assert infer(Case(), leaky).verdicts["leak"] is Verdict.UNDECIDED


def test_no_suggestion_comes_of_rules_that_show_what_not_to_do(rules: RuleBase) -> None:
    header = rules.header.model_copy(update={"status": "teaching counterexample"})
    with pytest.raises(ThriveRulesError) as refused:
        suggest(Case(), replace(rules, header=header))
    assert str(refused.value) == "no suggestion comes from a teaching counterexample"


def test_nothing_can_be_changed(rules: RuleBase) -> None:
    suggestion = suggest(Case(), rules)
    with pytest.raises(ValidationError):
        suggestion.candidates = ()  # type: ignore[misc]  # that it cannot be set is the point
    with pytest.raises(ValidationError):
        suggestion.not_put_forward[0].undecided = False  # type: ignore[misc]  # as above


def test_a_suggestion_is_data_that_nobody_writes_to(rules: RuleBase) -> None:
    suggestion = suggest(case_of({"young_person_wants_goal_focused_help": True}), rules)
    assert Suggestion.model_validate_json(suggestion.model_dump_json()) == suggestion
    for kept in (
        suggestion,
        Suggestion.model_validate_json(suggestion.model_dump_json()),
        copy.deepcopy(suggestion),
    ):
        facts = kept.candidates[0].arguments_for[0].facts
        with pytest.raises(TypeError, match="read only"):
            facts["recovering"] = True  # type: ignore[index]  # that it cannot be written to is the point
        for name in ("clear", "popitem"):
            with pytest.raises(TypeError, match="read only"):
                getattr(facts, name)()
        with pytest.raises(TypeError, match="read only"):
            facts |= {"recovering": True}  # type: ignore[operator]  # so is this


@pytest.mark.parametrize("fact", ASKED_FIRST)
def test_what_is_not_known_of_danger_is_asked_first(rules: RuleBase, fact: str) -> None:
    suggestion = suggest(Case(), rules)
    assert [each.fact for each in suggestion.ask_first] == list(ASKED_FIRST)
    unknown = {each.fact: each for each in suggestion.unknowns}
    assert all(each == unknown[each.fact] for each in suggestion.ask_first if each.fact in unknown)
    for answer in (True, False):
        told = suggest(case_of({fact: answer}), rules)
        assert [each.fact for each in told.ask_first] == [each for each in ASKED_FIRST if each != fact]


def test_an_argument_says_whether_a_passage_supports_it(rules: RuleBase) -> None:
    case = case_of({"young_person_wants_goal_focused_help": True, "young_person_wants_information": True})
    for candidate in suggest(case, rules).candidates:
        for argument in (*candidate.arguments_for, *candidate.arguments_against):
            assert (
                argument.illustrative is rules.rule[argument.rule].illustrative is not bool(argument.sources)
            )
            assert argument.joins == ()  # each is somebody's own


def test_an_argument_that_no_passage_supports_says_so(rules: RuleBase) -> None:
    wants_no_more = {
        "young_person_wants_goal_focused_help": False,
        "young_person_wants_extensive_help": False,
    }
    [advice] = suggest(case_of({"individual_support_needed": True, **wants_no_more}), rules).candidates
    [argument] = advice.arguments_for
    assert rules.rule[argument.rule].illustrative
    assert (argument.illustrative, argument.sources) == (True, ())


def test_an_argument_of_the_framework_or_the_rule_base_says_whose_answers_made_it(rules: RuleBase) -> None:
    """Not whose could have made it, and not what people answer together."""
    not_wanted = {"young_person_wants_goal_focused_help": False, "young_person_wants_extensive_help": False}
    made_by = {
        "able_to_use_help_now": ({"able_to_use_help_now": False}, ()),
        "wishes": (not_wanted, (Voice.YOUNG_PERSON,)),
        "both": ({"able_to_use_help_now": False, **not_wanted}, (Voice.YOUNG_PERSON,)),
    }
    for answers, joins in made_by.values():
        suggestion = suggest(case_of({"safety_concern": True, **answers}), rules)
        [found] = [each for each in suggestion.candidates if each.grouping is Grouping.GETTING_RISK_SUPPORT]
        assert [argument.joins for argument in found.arguments_for] == [joins]


def made_up(*arguments: tuple[Voice, tuple[Voice, ...]]) -> Candidate:
    common: dict[str, Any] = {"rule": "x", "because": "Some words.", "facts": {}, "sources": ()}
    made = tuple(Argument(voice=voice, joins=joins, **common) for voice, joins in arguments)
    voices = tuple(dict.fromkeys(voice for voice, _ in arguments))
    return Candidate(
        grouping=Grouping.GETTING_HELP, put_forward_by=voices, arguments_for=made, arguments_against=()
    )


YOUNG_PERSON, MUM, FRAMEWORK, RULE_BASE = (
    Voice.YOUNG_PERSON,
    Voice.PARENT_OR_CARER,
    Voice.FRAMEWORK,
    Voice.RULE_BASE,
)


@pytest.mark.parametrize(
    ("arguments", "others", "alone"),
    [
        ([(YOUNG_PERSON, ())], False, False),
        ([(MUM, ())], True, False),
        ([(MUM, ()), (YOUNG_PERSON, ())], False, False),
        ([(FRAMEWORK, ())], False, False),
        ([(RULE_BASE, ())], False, True),
        ([(RULE_BASE, (MUM,))], True, True),
        ([(FRAMEWORK, (MUM,))], True, False),
        ([(RULE_BASE, (YOUNG_PERSON, MUM))], False, True),
        ([(RULE_BASE, (MUM,)), (FRAMEWORK, ())], False, False),
        ([(RULE_BASE, (MUM,)), (MUM, ())], True, False),
    ],
)
def test_whose_idea_a_candidate_is(
    arguments: list[tuple[Voice, tuple[Voice, ...]]], others: bool, alone: bool
) -> None:
    candidate = made_up(*arguments)
    assert (only_others(candidate), only_rule_base(candidate)) == (others, alone)


def test_copies_and_pickles_tell_the_same(rules: RuleBase) -> None:
    suggestion = suggest(Case.model_validate({"presentation": {"recovering": True}}), rules)
    assert copy.deepcopy(suggestion).model_dump() == suggestion.model_dump()
    assert pickle.loads(pickle.dumps(suggestion)).model_dump() == suggestion.model_dump()  # noqa: S301 - our own
    read_back = Suggestion.model_validate_json(suggestion.model_dump_json())
    assert read_back.model_dump() == suggestion.model_dump()


def test_threads_share_one_rule_base(rules: RuleBase) -> None:
    people = [
        Case.model_validate(
            {"presentation": {"recovering": a, "aims_met": b}, "preferences": {"goals": ["x"] * c}}
        )
        for a, b, c in itertools.product([True, False, None], [True, False, None], range(10))
    ]
    alone = [suggest(case, rules).model_dump_json() for case in people]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda case: suggest(case, rules).model_dump_json(), people))
    assert together == alone


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_forked_child_works(rules: RuleBase) -> None:
    suggest(Case(), rules)
    child = os.fork()
    if child == 0:
        os._exit(
            0 if converse(suggest(Case(), rules), Case(), Severity(), rules).suggestion.not_put_forward else 1
        )
    assert os.waitpid(child, 0)[1] == 0


def test_what_never_decides_a_grouping_is_not_told_to_rules_built_in_python(rules: RuleBase) -> None:
    rule = read_rule(
        {"id": "by-age", "when": {"age": 15}, "argues_for": "getting_more_help", "voice": "framework",
         "because": "Some words.", "illustrative": True}
    )  # fmt: skip
    more = replace(rules, rules=(*rules.rules, rule))
    young, older = (Case.model_validate({"context": {"age": age}}) for age in (9, 15))
    assert suggest(young, more) == suggest(older, more)
    assert suggest(older, more).candidates == ()


def test_a_copy_is_checked_and_hashed_anew(rules: RuleBase) -> None:
    """A digest that speaks for other rules would bring their verdicts into every suggestion of these."""
    fewer = replace(rules, rules=rules.deciding)
    assert fewer.digest != rules.digest
    assert fewer.certificate is None


class Twin:
    """An engine that tells the story of the reference, but for what it is told to change or to leave out."""

    name = "twin 1.0"

    def __init__(
        self, rules: RuleBase, *, changed: tuple[str, ...] = (), dropped: tuple[str, ...] = ()
    ) -> None:
        self.rules, self.changed, self.dropped = rules, changed, dropped

    def verdicts(self, answers: Mapping[str, Value]) -> dict[str, Verdict]:
        told = evaluate(self.rules, answers).verdicts | dict.fromkeys(self.changed, Verdict.FIRES)
        return {rule: verdict for rule, verdict in told.items() if rule not in self.dropped}


def test_a_suggestion_says_what_it_rests_on(rules: RuleBase) -> None:
    alone, together = suggest(Case(), rules).provenance, suggest(Case(), rules, Twin(rules)).provenance
    assert rules.certificate
    assert alone.certificate == together.certificate == rules.certificate
    assert (alone.engines, alone.checked) == (("reference",), ())
    assert (together.engines, together.checked) == (("reference", "twin 1.0"), ("needs", "arguments"))

    overlay = Overlay(over="thrive", version="1.0.0", digest="sha256:x", parts=())
    assert suggest(Case(), rules.read_from(Origin(overlay=overlay))).provenance.overlay == overlay
    pack = LanguagePack(
        id="ours", version="1.0.0", digest="sha256:x", tag="cy", name="Ours", review_by=date(2030, 1, 1),
        over_version=rules.header.version, reviewed=False,
    )  # fmt: skip
    assert suggest(Case(), rules.said_by(pack, {}, {}, {})).provenance.language == pack


def test_nothing_is_shown_where_two_engines_tell_of_a_rule_in_two_ways_or_one_says_nothing(
    rules: RuleBase,
) -> None:
    one, other = "help-against-aims-met", "advice-recovering"
    for twin, differ in (
        (Twin(rules, changed=(one,)), one),
        (Twin(rules, changed=(one, other)), f"{other}, {one}"),
        (Twin(rules, dropped=(one,)), one),
    ):
        with pytest.raises(EnginesDisagree) as refused:
            suggest(Case(), rules, twin)
        told = f"the reference and twin 1.0 differ on {differ}; nothing is shown. Please report this"
        assert str(refused.value) == told
        assert refused.value.urgent is None
    with pytest.raises(EnginesDisagree) as refused:
        suggest(Case(), rules, Twin(replace(rules, rules=rules.deciding)))
    assert str(refused.value) == "twin 1.0 has compiled another rule base; compile this one"


def test_danger_is_told_where_two_engines_differ(rules: RuleBase) -> None:
    danger = case_of({"immediate_danger": True})
    with pytest.raises(EnginesDisagree) as refused:
        suggest(danger, rules, Twin(rules, dropped=("advice-recovering",)))
    urgent = suggest(danger, rules).urgent
    assert urgent is not None
    assert refused.value.urgent == urgent.text

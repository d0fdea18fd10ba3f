"""What is kept from one case to the next: names and what rules say by themselves, and nothing of any case."""

import copy
import gc
import pickle
from collections.abc import Iterator
from dataclasses import replace
from types import FunctionType, ModuleType
from typing import Any

import pytest

from thrive_rules import Case, RuleBase, Suggestion, suggest
from thrive_rules.cases.case import KINDS_OF_HELP
from thrive_rules.cases.vocabulary import FACTS, Part
from thrive_rules.language.conditions import Is
from thrive_rules.reasoning import suggestion
from thrive_rules.reasoning.compiled import Grounds, compile_rules
from thrive_rules.reasoning.inference import Inference
from thrive_rules.reasoning.suggestion import EstablishedNeed

YES_NO = [name for name, fact in FACTS.items() if fact.part is Part.PRESENTATION]


def case(number: int) -> Case:
    """A case whose answers come from the bits of a number, with words that no other case says."""

    def some(names: list[str]) -> dict[str, bool]:
        return {name: number >> index & 1 == 1 for index, name in enumerate(names) if (number + index) % 3}

    said = f"said in case {number}"
    return Case.model_validate(
        {
            "context": {"age": number % 26},
            "presentation": some(YES_NO)
            | {"strengths": [said], "safety_concern": True, "safety_narrative": said},
            "preferences": {
                "wants": some(list(KINDS_OF_HELP)),
                "goals": [said],
                "declines": [said],
                "what_matters": said,
            },
            "views": [
                {"from": "parent_or_carer", "label": said, "proposes": some(list(KINDS_OF_HELP)[::-1])}
            ],
        }
    )


def facts_of(made: Suggestion) -> Any:
    """The answers behind the first argument, as whoever does not look at types may take them."""
    return made.candidates[0].arguments_for[0].facts


def reachable(*roots: object) -> Iterator[object]:
    """Whatever these hold, and what that holds; not by way of types, modules and functions, which hold everything."""
    seen: set[int] = set()
    rest: list[object] = list(roots)
    while rest:
        each = rest.pop()
        if id(each) in seen or isinstance(each, (type, ModuleType, FunctionType)):
            continue
        seen.add(id(each))
        yield each
        rest.extend(gc.get_referents(each))


CACHES = [each for each in vars(suggestion).values() if hasattr(each, "cache_info")]


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """What other tests left, of other rules."""
    assert len(CACHES) >= 4
    for each in CACHES:
        each.cache_clear()


def kept(rules: RuleBase) -> list[object]:
    return list(reachable(compile_rules(rules), *CACHES))


def test_nothing_of_a_case_can_be_reached_from_what_is_kept(rules: RuleBase) -> None:
    for number in range(1000):
        suggest(case(number * 7919), rules)
    found = kept(rules)
    assert not [each for each in found if isinstance(each, (Case, Inference, Suggestion))]
    assert not [each for each in found if isinstance(each, str) and each.startswith("said in case")]
    grounds = [each for each in found if isinstance(each, Grounds)]
    assert len(grounds) > 50
    answers = [
        each for each in found if isinstance(each, dict) and each and all(name in FACTS for name in each)
    ]
    answers = [
        each for each in answers if all(isinstance(value, (bool, int, str)) for value in each.values())
    ]
    of_rules = [each.facts for each in grounds]
    assert all(each in of_rules for each in answers)
    for each in (
        grounds
    ):  # the rules alone say which answers: each is the only one that some way of theirs can be met by
        ways = [way for rule in each.rules for way in compile_rules(rules).ways(rule.id)]
        assert all(
            any((fact, frozenset([answer])) in way for way in ways) for fact, answer in each.facts.items()
        )


def test_what_is_kept_never_grows_without_end(rules: RuleBase) -> None:
    program = compile_rules(rules)
    held = [
        each for holder in (program, program.deciding, program.prompting) for each in vars(holder).values()
    ]
    caches = [each for each in (*held, *CACHES, compile_rules) if hasattr(each, "cache_parameters")]
    assert len(caches) >= 14
    assert all(each.cache_parameters()["maxsize"] for each in caches)


def test_what_the_rules_alone_say_is_made_once(rules: RuleBase) -> None:
    """However many cases it is said of, and whatever else is so in them."""
    wants = {"goal_focused_help": True, "extensive_help": True}
    one = {"presentation": {"needs_coordination": True}, "preferences": {"wants": wants}}
    other = one | {"context": {"age": 16}, "presentation": {"needs_coordination": True, "recovering": True}}
    first, second = (suggest(Case.model_validate(each), rules) for each in (one, other))
    argued = [{a.rule: a for c in each.candidates for a in c.arguments_for} for each in (first, second)]
    shared = argued[0].keys() & argued[1].keys()
    assert "help-young-person-wants-goal-focused-help" in shared
    assert all(argued[0][rule] is argued[1][rule] for rule in shared)
    needs = [{need.need: need for need in each.needs} for each in (first, second)]
    assert "extent_of_help" in needs[0]
    assert needs[0]["extent_of_help"] is needs[1]["extent_of_help"]


def test_where_a_rule_does_not_say_which_answer_nothing_is_kept(rules: RuleBase) -> None:
    """A way that leaves two answers to a fact: which of them made the rule fire is the case's own to say."""
    either = Is("recovering", (True, False))
    asked = rules.rule["advice-recovering"]
    either_way = asked.model_copy(update={"when": either})
    changed = replace(rules, rules=tuple(either_way if rule is asked else rule for rule in rules.rules))
    for answer in (True, False, True):
        made = suggest(Case.model_validate({"presentation": {"recovering": answer}}), changed)
        arguments = [each for one in made.candidates for each in one.arguments_for if each.rule == asked.id]
        assert [each.facts for each in arguments] == [{"recovering": answer}]
    of_rule = [each for each in kept(changed) if isinstance(each, Grounds) and asked.id in str(each.rules)]
    assert not [each for each in of_rule if any(rule.when == either for rule in each.rules)]


def test_a_need_that_either_answer_establishes_is_not_kept(rules: RuleBase) -> None:
    asked = rules.establishing["extent_of_help"][0]
    either = asked.model_copy(update={"when": Is("recovering", (True, False))})
    changed = replace(rules, rules=tuple(either if rule is asked else rule for rule in rules.rules))
    for answer in (True, False, True):
        made = suggest(Case.model_validate({"presentation": {"recovering": answer}}), changed)
        assert [need.facts for need in made.needs if need.need == "extent_of_help"] == [
            {"recovering": answer}
        ]
    needs = [each for each in reachable(*CACHES) if isinstance(each, EstablishedNeed)]
    assert not [each for each in needs if each.need == "extent_of_help"]


def test_what_suggestions_share_cannot_be_changed(rules: RuleBase) -> None:
    made = suggest(case(1), rules)
    facts = facts_of(made)
    before = dict(facts)
    for change in (
        lambda: facts.update(recovering=False),
        lambda: facts.__setitem__("recovering", False),
        lambda: facts.__delitem__(next(iter(facts))),
        lambda: facts.__ior__({"recovering": False}),
        lambda: facts.setdefault("recovering", False),
        lambda: facts.pop(next(iter(facts))),
        facts.popitem,
        facts.clear,
    ):
        with pytest.raises(TypeError, match=r"^this is read only; change a copy of it$"):
            change()
    assert facts == before
    for again in (copy.deepcopy(made), pickle.loads(pickle.dumps(made)), made.model_copy(deep=True)):  # noqa: S301 - our own
        assert again.model_dump_json() == made.model_dump_json()
        with pytest.raises(TypeError, match=r"^this is read only; change a copy of it$"):
            facts_of(again).clear()

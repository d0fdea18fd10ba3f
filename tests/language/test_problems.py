"""What does not fit together in a rule base: each is told once, where it stands, with what could be meant."""

from dataclasses import replace
from typing import Any

import pytest

from thrive_rules import RuleBase, RuleError, load_rules
from thrive_rules.cases.vocabulary import FACTS
from thrive_rules.language.parts import SECTIONS, Parts
from thrive_rules.language.problems import (
    MAX_WAYS,
    MAX_WAYS_TOGETHER,
    Problem,
    passages_of,
    problems,
    severity_problems,
)
from thrive_rules.language.rule import UrgentKind, read_rule
from thrive_rules.language.rulebase import (
    MAX_LISTS_OF_A_SECOND_OPINION,
    MAX_WAYS_OF_A_SECOND_OPINION,
)
from thrive_rules.language.wording import Need

SHIPPED = load_rules()
BECAUSE = {"because": "Some words.", "illustrative": True}
YES_NO = [name for name, fact in FACTS.items() if fact.domain == (True, False)]


def argue(name: str, when: Any, **more: Any) -> dict[str, Any]:
    return {"id": name, "when": when, "argues_for": "thriving", "voice": "rule_base", **BECAUSE, **more}


def establish(name: str, when: Any, need: str) -> dict[str, Any]:
    return {"id": name, "when": when, "establishes": need, **BECAUSE}


def prompt(name: str, when: Any) -> dict[str, Any]:
    return {"id": name, "when": when, "prompts": "ask", "says": "Some words.", "illustrative": True}


def parts(*rules: dict[str, Any], **others: Any) -> Parts:
    """The parts of a rule base, with no rules but these, whether or not they fit together."""
    said = {name: getattr(SHIPPED, name) for name in Parts.__dataclass_fields__}
    return Parts(**said | {"needs": (), "rules": tuple(map(read_rule, rules))} | others)


def found(*rules: dict[str, Any], **others: Any) -> list[Problem]:
    return list(problems(parts(*rules, **others)))


NEED = Need.model_validate({"id": "rest", "statement": "Rest is needed."})
YES = {"recovering": True}


def test_what_fits_together_has_no_problem() -> None:
    assert list(problems(SHIPPED)) == []
    assert found(establish("a", YES, "rest"), argue("b", {"need": "rest"}), needs=(NEED,)) == []


@pytest.mark.parametrize("section", SECTIONS)
def test_an_id_stands_once_in_its_section(section: str) -> None:
    listed = getattr(SHIPPED, section)
    assert found(*(), **{"needs": SHIPPED.needs, "rules": SHIPPED.rules, section: (*listed, listed[0])}) == [
        ((section, listed[0].id), "this id stands here twice")
    ]


def test_nothing_is_left_without_words() -> None:
    assert found(groupings=SHIPPED.groupings[1:]) == [(("groupings",), "there is nothing about thriving")]
    assert found(facts=SHIPPED.facts[:-1]) == [(("facts",), f"there is nothing about {SHIPPED.facts[-1].id}")]
    kind = UrgentKind.IMMEDIATE_DANGER
    urgent = {each: words for each, words in SHIPPED.urgent.items() if each is not kind}
    assert found(urgent=urgent) == [(("urgent",), "there is nothing about immediate_danger")]


def test_a_passage_that_is_not_there_is_told_with_what_could_be_meant() -> None:
    assert "nbg-getting-help/ending" in passages_of(SHIPPED.sources)
    said = argue("a", YES, sources=["nbg-getting-help/endin", "nbg-getting-help/ending", "nobody/said"])
    assert found(said | {"illustrative": False}) == [
        (
            ("rules", "a", "sources", 0),
            "there is no source nbg-getting-help/endin; did you mean nbg-getting-help/ending?",
        ),
        (("rules", "a", "sources", 2), "there is no source nobody/said"),
    ]


@pytest.mark.parametrize(
    "when", [{"known": "aims_met"}, {"candidate": "thriving"}, {"all": [YES, {"known": "age"}]}]
)
def test_what_a_later_answer_could_undo_is_for_prompts_alone(when: Any) -> None:
    alone = "`known` and `candidate` are for prompts alone"
    assert found(argue("a", when)) == [(("rules", "a", "when"), alone)]
    assert found(establish("a", when, "rest"), needs=(NEED,)) == [(("rules", "a", "when"), alone)]
    assert found(prompt("a", when)) == []


def test_a_need_is_declared_and_established() -> None:
    assert found(needs=(NEED,)) == [(("needs", "rest"), "no rule establishes this need")]
    assert found(establish("a", YES, "rest"), establish("b", YES, "resst"), needs=(NEED,)) == [
        (("rules", "b", "establishes"), "there is no need resst; did you mean rest?")
    ]
    assert found(establish("a", YES, "rest"), prompt("b", {"need": "sleep"}), needs=(NEED,)) == [
        (("rules", "b", "when"), "there is no need sleep")
    ]


def test_needs_never_go_in_circles() -> None:
    circle = establish("b", {"all": [YES, {"need": "rest"}]}, "rest")
    assert found(establish("a", YES, "rest"), circle, needs=(NEED,)) == [
        (
            ("rules", "b", "when"),
            "a rule that establishes a need reads facts alone, so that needs never go in circles",
        )
    ]


@pytest.mark.parametrize("made", [{"need": "rest"}, {"candidate": "thriving"}])
def test_what_rules_come_to_never_stands_under_not(made: Any) -> None:
    told = "a need or a candidate cannot stand under `not`: learning an answer could undo it"
    rest = establish("a", YES, "rest")
    assert found(rest, prompt("b", {"any": [YES, {"not": made}]}), needs=(NEED,)) == [
        (("rules", "b", "when"), told)
    ]


def wide(*sizes: int, of: str = "all") -> dict[str, Any]:
    """A condition with as many ways as the product of these sizes."""
    return {of: [{"any": [{name: True} for name in YES_NO[:size]]} for size in sizes]}


def test_a_rule_that_nobody_could_review_is_refused() -> None:
    assert MAX_WAYS == 10 * 10 * 10
    assert found(argue("a", wide(10, 10, 10))) == []
    told = [(("rules", "a", "when"), "this can be met in more than 1000 ways; write several rules")]
    assert found(argue("a", wide(11, 7, 13))) == told
    through_a_need = [establish("n", wide(10, 10), "rest"), establish("m", YES, "rest")]
    assert found(*through_a_need, argue("a", {"all": [{"need": "rest"}, wide(9)]}), needs=(NEED,)) == []
    assert found(*through_a_need, argue("a", {"all": [{"need": "rest"}, wide(10)]}), needs=(NEED,)) == told


def test_rules_that_nobody_could_review_together_are_refused() -> None:
    most = [argue(f"a{index}", wide(10, 10, 10)) for index in range(MAX_WAYS_TOGETHER // MAX_WAYS)]
    assert found(*most) == []
    assert found(*most, argue("b", YES)) == [
        (("rules",), "the rules together can be met in more than 20000 ways; write simpler rules")
    ]


def test_what_decides_nothing_is_read_by_prompts_alone() -> None:
    when = {"all": [{"severity_impact": "severe"}, {"age": 15}, YES]}
    assert list(severity_problems(parts(argue("a", when), prompt("b", when)))) == [
        (("rules", "a", "when"), "age is context: prompts alone may read it"),
        (("rules", "a", "when"), "severity_impact is severity: prompts alone may read it"),
    ]


def test_every_problem_is_told_with_its_place() -> None:
    with pytest.raises(RuleError) as refused:
        replace(
            SHIPPED,
            needs=(),
            rules=(
                read_rule(argue("a", YES, sources=["a/b"], illustrative=False)),
                read_rule(prompt("b", {"need": "c"})),
            ),
        )
    assert str(refused.value).splitlines() == [
        "rules/a: sources[0]: there is no source a/b",
        "rules/b: when: there is no need c",
    ]


# WHAT A SECOND ENGINE CAN HOLD


def too_wide(when: Any) -> list[str]:
    rules: RuleBase = replace(
        SHIPPED, needs=(), rules=(read_rule(argue("a", when)), read_rule(prompt("b", when)))
    )
    told = list(rules.too_wide_for_a_second_opinion())
    assert all(rule is rules.rule["a"] for rule, _ in told)  # prompts are no matter for it
    return [problem for _, problem in told]


def nested(count: int) -> dict[str, Any]:
    """As many lists within lists, of few ways."""
    when: dict[str, Any] = YES
    for index in range(count):
        when = {"all" if index % 2 else "any": [when, {YES_NO[index]: True}]}
    return when


def test_a_rule_that_a_second_engine_cannot_hold_is_told() -> None:
    ways, lists = MAX_WAYS_OF_A_SECOND_OPINION, MAX_LISTS_OF_A_SECOND_OPINION
    assert too_wide(wide(6, 10)) == []
    assert too_wide(wide(7, 9)) == [f"can be met in more than {ways} ways; write several rules"]
    assert too_wide({"not": wide(7, 9)}) == [
        f"can be kept from firing in more than {ways} ways; write several rules"
    ]
    assert too_wide(nested(lists)) == []
    assert too_wide(nested(lists + 1)) == [
        f"can be met in more than {lists} lists within lists; write several rules",
        f"can be kept from firing in more than {lists} lists within lists; write several rules",
    ]
    chosen = [{"competence": "presumed"}] * lists  # of not firing: one list for each, of all other answers
    assert too_wide({"all": chosen}) == [
        f"can be kept from firing in more than {lists} lists within lists; write several rules"
    ]

"""A condition in words, for people who review rules: a line, and the lines under it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import assert_never

from thrive_rules.cases.case import Value
from thrive_rules.cases.vocabulary import FACTS, Part
from thrive_rules.conversations.answer import say_answer
from thrive_rules.conversations.detail import Matter, may_see
from thrive_rules.language.conditions import All, AnyOf, Condition, Is, Known, Needed, Not, PutForward
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.language.words import Reader


@dataclass(frozen=True, slots=True)
class Sentence:
    """A line of text, and the lines that belong under it."""

    text: str
    under: tuple["Sentence", ...] = ()


SEVERITY_RECORDED = "something is written down about how hard things are"
"""How a rating is told to everybody but practitioners: that there is one, and not in which words."""


def in_words(condition: Condition, rules: RuleBase, reader: Reader, negated: bool = False) -> Sentence:
    """When a condition (or its opposite) holds, in the words of a reader."""
    match condition:
        case All(inner) | AnyOf(inner):
            under = tuple(dict.fromkeys(in_words(each, rules, reader, negated) for each in inner))
            if len(under) == 1:
                return under[0]
            return Sentence(
                "All of these:" if isinstance(condition, All) != negated else "At least one of these:", under
            )
        case Not(each):
            return in_words(each, rules, reader, not negated)
        case Is(fact) if FACTS[fact].part is Part.SEVERITY and not may_see(reader, Matter.RATING_READ):
            return Sentence(SEVERITY_RECORDED)
        case Is(fact, values):
            others = tuple(value for value in FACTS[fact].domain if value not in values)
            return Sentence(answer_in_words(fact, others if negated else values, rules, reader))
        case Known(fact):
            label = rules.fact[fact].label.to(reader)
            return Sentence(f"{label}: not answered yet" if negated else f"{label}: answered")
        case Needed(need):  # never negated: the loader sees to it
            return Sentence(f"This is needed: {rules.need[need].statement.to(reader)}")
        case PutForward(grouping):
            name = rules.words_for[grouping].name
            return Sentence(f"{name} is {'not ' if negated else ''}put forward")
        case _:
            assert_never(condition)


def answer_in_words(fact: str, values: tuple[Value, ...], rules: RuleBase, reader: Reader) -> str:
    """An answer to a fact, or several of which one is given, in the words of a reader."""
    answers = ", or ".join(_in_words(values, rules, reader)) or "no answer"
    return f"{rules.fact[fact].label.to(reader)}: {answers}"


def _in_words(values: tuple[Value, ...], rules: RuleBase, reader: Reader) -> Iterator[str]:
    """Each answer; whole numbers that follow one another are said as a range."""
    run: list[int] = []
    for value in values:
        if isinstance(value, int) and not isinstance(value, bool):
            if run and value != run[-1] + 1:
                yield _range(run)
                run = []
            run.append(value)
        else:
            yield say_answer(rules.wording, value, reader)
    if run:
        yield _range(run)


def _range(run: list[int]) -> str:
    return str(run[0]) if len(run) == 1 else f"{run[0]} to {run[-1]}"

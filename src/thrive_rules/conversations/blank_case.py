"""A case file that nobody has filled in: what people would say first, with the question and whose answer it is.

The questions are those of the rule base, so that they cannot differ from what pages ask.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import wrap
from typing import Literal, TypeAlias, assert_never

from thrive_rules.cases.case import KINDS_OF_HELP, Concern, Place
from thrive_rules.cases.fact import YES_OR_NO, Fact
from thrive_rules.cases.vocabulary import FACTS
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.language.words import Reader
from thrive_rules.severity.case_file import CASE_FORMAT

WhoAnswers: TypeAlias = Literal[
    "young_person", "parent_or_carer", "practitioner", "other", "together", "everyone"
]
_WIDTH = 100
_YES_OR_NO = "true or false"


@dataclass(frozen=True, slots=True)
class _Key:
    """A key to fill in. One that is a fact is asked for in the words of the rule base."""

    path: str
    description: str = ""
    """What it is, where the rule base has no question for it."""
    expected: str = ""
    """What can stand there, where no fact says it."""
    whose: WhoAnswers = "together"
    """Whose answer it is, where the rule base does not say."""
    empty: str = ""
    """What says that nothing is known."""


_THEIR_OWN = "preferences"
_PARTS = {
    "context": "About the conversation. None of this moves a grouping.",
    "presentation": "What is going on, danger first. A yes from anybody is a yes; a no is the practitioner's to say.",
    _THEIR_OWN: "The young person's own answers, all of them. The questions are in words for them.",
}
_WORDS, _LIST = 'words in quotes, "like this"', 'a list such as ["one thing", "another"]'
_MAY_READ = (
    "May a parent or carer read the young person's answers? Until this is true, they read nothing of this case where "
    "the young person is 16 or over or competent, or where the age is not known."
)
_CONCERNS = (
    f"What people are concerned about. How bad it is, is not asked here. Some of: {', '.join(Concern)}."
)
_KEYS = (
    _Key("context.reference", "A local reference of at most 40 letters. No name.", _WORDS, "practitioner"),
    _Key("context.date", "When the answers were given.", "a day such as 2027-03-02", "practitioner"),
    _Key("context.age"),
    _Key("context.reason"),
    _Key("context.shared_with.parent_or_carer", _MAY_READ, _YES_OR_NO, "young_person"),
    _Key("context.shared_with.other", "The same for others, such as a teacher.", _YES_OR_NO, "young_person"),
    _Key("presentation.immediate_danger"),
    _Key("presentation.safeguarding_concern"),
    _Key("presentation.safety_concern"),
    _Key(
        "presentation.safety_narrative",
        "That concern in words. It is needed where the answer above is true.",
        _WORDS,
        "practitioner",
    ),
    _Key(
        "presentation.concerns",
        _CONCERNS,
        f"a list such as [{Concern.LOW_MOOD}, {Concern.PANICS}]; [] where none of them is a concern",
    ),
    _Key("presentation.strengths", "What is strong and good, to build on.", _LIST, empty="[]"),
    _Key("presentation.individual_support_needed"),
    _Key("presentation.able_to_use_help_now"),
    _Key("presentation.help_tried"),
    _Key("presentation.help_making_a_difference"),
    _Key("preferences.what_matters", "What matters to you?", _WORDS),
    _Key("preferences.goals", expected=_LIST, empty="[]"),
    _Key("preferences.declines", "What do you not want?", _LIST, empty="[]"),
    _Key(
        "preferences.places",
        "Where would you like help?",
        f"a list of some of {', '.join(Place)}, such as [{Place.SCHOOL}]",
        empty="[]",
    ),
    *(_Key(f"preferences.wants.{kind}") for kind in KINDS_OF_HELP),
    _Key("preferences.managing_own_health"),
    _Key("preferences.no_professional_help_now"),
)
_OPENING = (
    "What people have said, to talk about together. Fill in what somebody has said, and leave the rest as it is.",
    "Empty means not known. It is never read as no.",
    "A line that begins with # is a note to whoever fills this in. Nothing here is sent to anybody.",
)
_OTHERS = (
    "What other people think, each for themselves. For a person, take the first # of these lines away. The next person "
    "is one more block, from the dash on. The kinds of help are those of `wants` above."
)
_VIEW = """\
#views:
#  - from: parent_or_carer  # parent_or_carer, practitioner or other
#    id: mum  # a short name within this file
#    label: "Mum"  # what people call this person
#    proposes:"""
_CLOSING = "How things are has a place of its own in a case file: `thrive-rules schema case` has every key."
_FACT_AT = {".".join((*fact.path, fact.key)).rstrip("."): fact for fact in FACTS.values()}


def blank_case(rules: RuleBase, schema: str) -> str:
    """The text of a case file, in YAML, that says nothing yet; its first line names a JSON Schema for editors."""
    wording = rules.wording
    lines = [f"# yaml-language-server: $schema={schema}"]
    for text in (*_OPENING, wording.if_not_safe.practitioner):
        lines += _note(text)
    lines.append(f"format: {CASE_FORMAT}")
    above: tuple[str, ...] = ()
    for key in _KEYS:
        *parents, name = key.path.split(".")
        for depth, parent in enumerate(parents):
            if (*parents[: depth + 1],) != above[: depth + 1]:
                lines += ["", *_note(_PARTS[parent])] if not depth else []
                lines.append(f"{'  ' * depth}{parent}:")
        above, indent = tuple(parents), "  " * len(parents)
        for text in (_question(key, rules), _answer(key, rules)):
            lines += _note(text, indent)
        lines.append(f"{indent}{name}: {key.empty}".rstrip())
    lines += ["", *_note(_OTHERS), _VIEW, *(f"#      {kind}:" for kind in KINDS_OF_HELP)]
    lines += ["", *_note(_CLOSING)]
    return "\n".join(lines) + "\n"


def _note(text: str, indent: str = "") -> Iterator[str]:
    yield from wrap(text, _WIDTH, initial_indent=f"{indent}# ", subsequent_indent=f"{indent}# ")


def _question(key: _Key, rules: RuleBase) -> str:
    if not (fact := _FACT_AT.get(key.path)):
        return key.description
    words = rules.fact[fact.name]
    return words.question.to(Reader.YOUNG_PERSON if _is_their_own(key) else Reader.PRACTITIONER)


def _answer(key: _Key, rules: RuleBase) -> str:
    """Whose answer it is, and what it can be."""
    fact = _FACT_AT.get(key.path)
    expected = key.expected or (_can_be(fact) if fact else "")
    if _is_their_own(key):
        return f"Answer: {expected}."
    return f"{_said_by(rules.fact[fact.name].answered_by if fact else key.whose)}: {expected}."


def _is_their_own(key: _Key) -> bool:
    return key.path.startswith(f"{_THEIR_OWN}.")


def _can_be(fact: Fact) -> str:
    if fact.domain == YES_OR_NO:
        return _YES_OR_NO
    *others, last = map(str, fact.domain)
    if isinstance(fact.domain[0], int):
        return f"a whole number, {others[0]} to {last}"
    return f"{', '.join(others)} or {last}"


def _said_by(whose: WhoAnswers) -> str:
    match whose:
        case "young_person":
            return "The young person's answer"
        case "parent_or_carer":
            return "A parent's or carer's answer"
        case "practitioner":
            return "The practitioner's answer"
        case "other":
            return "Somebody else's answer"
        case "together":
            return "An answer that people give together"
        case "everyone":
            return "Everybody is asked, the young person too"
        case _:
            assert_never(whose)

"""What the reference for rule authors says that only the code and the rules know: keys, facts, checks, questions."""

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

from thrive_rules import load_rules
from thrive_rules.cases.fact import Fact, Part
from thrive_rules.cases.vocabulary import FACTS
from thrive_rules.checks.lint import CHECKS
from thrive_rules.cli.schema import SchemaOption, schema
from thrive_rules.language.rule import RULE_KINDS
from thrive_rules.language.rule_file import rule_file_schema
from thrive_rules.rulefiles.certificate import CERTIFICATE_FILE, load_certificate
from thrive_rules.rulefiles.language_pack import Language

ROOT = Path(__file__).parents[1]

# KEYS

_SCHEMA = rule_file_schema()
_WORKED = schema(SchemaOption.WORKED)
_DEFS: dict[str, Any] = {
    **_SCHEMA["$defs"],
    "Language": Language.model_json_schema(),
    "WorkedCase": _WORKED,
    "Expected": _WORKED["$defs"]["Expected"],
}
_LISTS = {name: shape for name, shape in _DEFS.items() if "enum" in shape and name != "Topic"}
"""The closed lists that more than one key takes from: they stand once, at the end."""


def _keys(*names: str) -> str:
    """A table of the keys that these kinds of part take; one that not all of them take says with what it stands."""
    found = {name: _properties(name) for name in names}
    lines = ["| Key | Holds | Meaning |", "|---|---|---|"]
    for key in sorted(dict.fromkeys(key for each in found.values() for key in each), key=_as_written):
        taking = [name for name in names if key in found[name]]
        shape = found[taking[0]][key]
        needed = all(key in _whole(name)["required"] for name in taking)
        says = " ".join(shape.get("description", "").split())
        if len(taking) < len(names) and key not in RULE_KINDS:
            does = ", ".join(f"`{does}`" for does, kind in RULE_KINDS.items() if kind.__name__ in taking)
            says += f" {'Always' if needed else 'It can stand'} with {does}."
        always = " (always)" if needed and len(taking) == len(names) else ""
        lines.append(f"| `{key}`{always} | {_holds(shape)} | {says} |")
    return "\n".join(lines)


_FIRST = ("id", "when", *RULE_KINDS)
_LAST = ("because", "says", "brief", "sources", "illustrative")


def _as_written(key: str) -> tuple[int, int]:
    """Where a key stands in a file: what a part is called first, and what it rests on last."""
    if key in _FIRST:
        return -1, _FIRST.index(key)
    return (1, _LAST.index(key)) if key in _LAST else (0, 0)


def _whole(name: str) -> dict[str, Any]:
    """The schema of a kind of part; where less is enough, the whole is the second of two."""
    shape: dict[str, Any] = _DEFS[name]
    return shape if "properties" in shape else shape["anyOf"][1]


def _properties(name: str) -> dict[str, Any]:
    found: dict[str, Any] = _whole(name)["properties"]
    return found


def _holds(shape: dict[str, Any]) -> str:
    """What a key takes, in words."""
    match shape:
        case {"$ref": str(to)}:
            name = to.rpartition("/")[2]
            if name in _LISTS:
                return f"[{_LISTED[name]}](#closed-lists)"
            return _NAMED[name]
        case {"anyOf": [less, *_]}:
            return _holds(less)
        case {"enum": list(values)}:
            return "[a fact](facts.md)" if len(values) > 20 else ", ".join(f"`{value}`" for value in values)
        case {"type": "array", "items": {"pattern": str(pattern)}}:
            return f"a list: each {_PATTERNS[pattern].removeprefix('a ')}"
        case {"type": "array", "items": each}:
            return f"a list: {_holds(each)}"
        case {"type": "boolean"}:
            return "`true` or `false`"
        case {"format": "date"}:
            return "a day, as `2027-05-31`"
        case {"pattern": str(pattern)}:
            return _PATTERNS[pattern]
        case {"patternProperties": _}:
            return "passages"
        case {"type": "object"}:
            return "what is expected, by kind of person or by the id of a view"
        case _:
            return "text"


_LISTED = {
    "Approach": "an approach",
    "Grouping": "a grouping",
    "Place": "a place",
    "PromptKind": "a kind of prompt",
    "ReviewRole": "a role",
    "UrgentKind": "a kind of danger",
    "Voice": "a voice",
}
_NAMED = {
    "Words": "[words](#words-for-four-readers)",
    "Condition": "[a condition](language.md)",
    "Aspect": "aspects",
    "CaseFile": "a case",
    "Expected": "[what is expected](#a-worked-case)",
}
_PATTERNS = {
    "^[a-z][a-z0-9_-]*$": "a name",
    "^[a-z0-9_-]+/[a-z0-9_-]+$": "source/passage",
    "^[0-9]+\\.[0-9]+\\.[0-9]+$": "a version, as `0.1.0`",
    "^[a-z]{2,3}(-[A-Za-z0-9]{1,8})*$": "a language",
}


def _sections() -> str:
    """A row for each section of a rule file."""
    lines = ["| Section | Holds |", "|---|---|"]
    lines += [
        f"| `{name}` | {shape['description']} |"
        for name, shape in _SCHEMA["properties"].items()
        if name != "format"
    ]
    return "\n".join(lines)


def _closed_lists() -> str:
    """Every closed list, its values as files write them."""
    lines = ["| List | Values |", "|---|---|"]
    for name, shape in _LISTS.items():
        values = ", ".join(f"`{value}`" for value in shape["enum"])
        lines.append(f"| {_LISTED[name]} | {values} |")
    return "\n".join(lines)


# FACTS

ABOUT = {
    Part.PRESENTATION: "Any rule may read these. In a case they stand under `presentation`.",
    Part.SAFETY: "Any rule may read the first three. A safeguarding concern is for prompts of kind `safeguarding`, and "
    "immediate danger for prompts and arguments against a grouping. In a case they stand under `presentation`.",
    Part.PREFERENCE: "Any rule may read these. An argument in the young person's voice reads these alone. In a case "
    "they stand under `preferences`: what begins with `young_person_wants_` under `wants`, by the rest of its name. "
    "`goals` that are written down make `has_goals`.",
    Part.VIEW: "Any rule may read these. An argument in somebody's voice reads what they propose alone. In a case each "
    "person has a view under `views`: `from` says who it is, and `proposes` has the rest of the name.",
    Part.CONTEXT: "Prompts alone may read these: the loader refuses any other rule that does. In a case they stand "
    "under `context`; the last is `known` under `parental_responsibility`.",
    Part.CONCERN: "Prompts alone read these: lint finds any other rule that does. In a case, `concerns` under "
    "`presentation` lists the rest of the name.",
    Part.CIRCUMSTANCE: "Prompts alone read these: lint finds any other rule that does. Prompts of kind `safeguarding` "
    "alone read the four that are about harm. In a case, `circumstances` under `presentation` lists the rest of the "
    "name.",
    Part.SEVERITY: "Prompts alone may read these: the loader refuses any other rule that does. In a case, `ratings` "
    "under `severity` has the rest of the name, and `impact` stands beside it.",
}
"""Which rules may read the facts of each part, and where a case has them; in the order in which authors need them."""


def _facts() -> str:
    """A table of the facts of each part."""
    words = load_rules().fact
    lines: list[str] = []
    for part, says in ABOUT.items():
        some = {name: fact for name, fact in FACTS.items() if fact.part is part}
        same = len({fact.domain for fact in some.values()}) == 1
        every = f" Each answer is {_answers(next(iter(some.values())))}." if same else ""
        lines += [f"## {part.capitalize()}", "", says + every, "", "| Fact | Question |", "|---|---|"]
        for name, fact in some.items():
            own = "" if same else f" {_answers(fact)}"
            lines.append(f"| `{name}` | {words[name].question.practitioner}{own} |")
        lines.append("")
    return "\n".join(lines).rstrip()


def _answers(fact: Fact) -> str:
    if fact.name == "age":
        return f"`{fact.domain[0]}` to `{fact.domain[-1]}`"
    values = [f"`{str(value).lower()}`" for value in fact.domain]
    return " or ".join(values) if len(values) == 2 else ", ".join(values)


# CHECKS AND QUESTIONS


def _lint() -> str:
    """A part for each check: what it finds and what to do."""
    return "\n\n".join(
        f"### {check.__name__}\n\n{' '.join((inspect.getdoc(check) or '').split())}" for check in CHECKS
    )


COMES_FROM = {
    "severity_is_inert": "Law 1. The framework goes by need, and not by diagnosis or severity.",
    "diagnosis_is_inert": "Law 2. The name of a problem or of a life is no need.",
    "context_is_inert": "The design of a case. Context is the setting of a conversation, and says nothing about need.",
    "safety_is_apart": "Law 11. No grouping stands for danger or harm. Danger may speak against one.",
    "danger_is_heard": "Law 17. It takes no candidate away, and nobody's choice.",
    "risk_support_needs_both_conditions": "Law 3. Local NHS pages describe both together. Neither alone is enough.",
    "more_help_needs_extent": "Law 4. The need is like that of Getting Help. Only the extent differs.",
    "advice_is_not_the_mild_tier": "Law 5. The framework names people with ongoing severe difficulties here too.",
    "mild_is_no_ceiling": "Law 6. Somebody with mild difficulties may want help to reach a goal.",
    "no_professional_help_is_a_valid_choice": "Law 7. The i-THRIVE FAQ says that it can be a valid choice.",
    "never_negated_by_preference": "Law 8. People may see things differently. Nobody's word removes somebody else's.",
    "gaps": "Law 10. Nobody who has answered everything is left with nothing to talk about.",
    "endings_count": "Law 12. The framework asks for clear endings.",
    "unknown_is_not_no": "Law 9. A question that nobody asked has no answer.",
    "not_one_tier_for_all": "Law 15. No law may be kept by suggesting everything to everybody.",
    "unreachable_groupings": "The framework has five groupings. One that never comes in is never talked about.",
    "dead_rules": "The design of rules. A rule that cannot fire is a slip, and its reviewers think that it speaks.",
    "subsumed_rules": "The design of rules. People would hear one reason twice.",
    "compiled_as_written": "The design of the library. Reviewers read what is written, so that is what counts.",
}
"""Where each question about a whole rule base comes from."""


def _questions() -> str:
    """A row for each question that `verify` asks, with the sentence that the certificate has."""
    asked = load_certificate(ROOT / "rules" / "thrive" / CERTIFICATE_FILE).answers
    lines = ["| Question | What is to hold | Where it comes from |", "|---|---|---|"]
    lines += [f"| `{each.question}` | {each.asks} | {COMES_FROM[each.question]} |" for each in asked]
    return "\n".join(lines)


def _of(*names: str) -> Callable[[], str]:
    return lambda: _keys(*names)


MADE: dict[str, Callable[[], str]] = {
    "sections": _sections,
    "closed_lists": _closed_lists,
    "facts": _facts,
    "lint": _lint,
    "questions": _questions,
    "rules": _of(*(kind.__name__ for kind in RULE_KINDS.values())),
    "header": _of("Header"),
    "groupings": _of("GroupingWords"),
    "distinctions": _of("Distinction"),
    "aspects": _of("Aspect"),
    "urgent": _of("UrgentWords"),
    "fact_words": _of("FactWords"),
    "sources": _of("Source"),
    "passages": _of("Passage"),
    "options": _of("Option"),
    "programmes": _of("Programme"),
    "language": _of("Language"),
    "worked": _of("WorkedCase"),
    "expected": _of("Expected"),
}

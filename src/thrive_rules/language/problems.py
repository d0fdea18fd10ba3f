"""What does not fit together in the parts of a rule base."""

from collections import Counter
from collections.abc import Iterable, Iterator

from thrive_rules.cases.case import Grouping
from thrive_rules.cases.vocabulary import FACTS, FOR_PROMPTS_ALONE
from thrive_rules.faults import Path, did_you_mean
from thrive_rules.language.conditions import (
    count_ways,
    facts_read,
    for_prompts_alone,
    leaves,
    needs_negated,
    needs_read,
)
from thrive_rules.language.parts import CITING, SECTIONS, Parts
from thrive_rules.language.rule import Deciding, Establishes, Prompts, Rule, UrgentKind
from thrive_rules.language.words import Source

MAX_WAYS_TOGETHER = 20_000
MAX_WAYS = 1000
"""A rule that can be met in more ways than this cannot be reviewed by a person."""


Problem = tuple[Path, str]
"""The section, the id of the part, and the way inside it; and what is wrong there."""


def passages_of(sources: Iterable[Source]) -> set[str]:
    """Every passage of these sources, as rules cite it: source/passage."""
    return {f"{source.id}/{passage}" for source in sources for passage in source.passages}


def problems(rules: Parts) -> Iterator[Problem]:
    """Everything in a rule base that names what is not there, or that would make order matter."""
    for section in SECTIONS:
        for part, count in Counter(part.id for part in getattr(rules, section)).items():
            if count > 1:
                yield (section, part), "this id stands here twice"
    for section, found, expected in (
        ("groupings", {part.id for part in rules.groupings}, list(Grouping)),
        ("facts", {part.id for part in rules.facts}, list(FACTS)),
        ("urgent", set(rules.urgent), list(UrgentKind)),
    ):
        for name in expected:
            if name not in found:
                yield (section,), f"there is nothing about {name}"
    passages = passages_of(rules.sources)
    for section in CITING:
        for part in getattr(rules, section):
            for index, name in enumerate(part.sources):
                if name not in passages:
                    yield (section, part.id, "sources", index), _unknown("source", name, passages)
    yield from _problems_of_needs(rules)
    for rule in deciding(rules.rules):
        for leaf, _ in leaves(rule.when):
            if for_prompts_alone(leaf):
                yield ("rules", rule.id, "when"), "`known` and `candidate` are for prompts alone"


def deciding(rules: Iterable[Rule]) -> Iterator[Deciding]:
    """The rules about a need or a grouping among some rules."""
    return (rule for rule in rules if not isinstance(rule, Prompts))


def _problems_of_needs(rules: Parts) -> Iterator[Problem]:
    declared = {need.id for need in rules.needs}
    total = 0
    ways: Counter[str] = Counter()
    for rule in rules.rules:
        if isinstance(rule, Establishes):
            ways[rule.establishes] += count_ways(rule.when, {})
            if rule.establishes not in declared:
                hint = _unknown("need", rule.establishes, declared)
                yield ("rules", rule.id, "establishes"), hint
    for need in rules.needs:
        if need.id not in ways:
            yield ("needs", need.id), "no rule establishes this need"
    for rule in rules.rules:
        where = ("rules", rule.id, "when")
        for need_id in sorted(needs_read(rule.when)):
            if need_id not in declared:
                yield where, _unknown("need", need_id, declared)
            if isinstance(rule, Establishes):
                yield (
                    where,
                    "a rule that establishes a need reads facts alone, so that needs never go in circles",
                )
        if needs_negated(rule.when):
            yield where, "a need or a candidate cannot stand under `not`: learning an answer could undo it"
        total += count_ways(rule.when, ways)
        if count_ways(rule.when, ways) > MAX_WAYS:
            yield where, f"this can be met in more than {MAX_WAYS} ways; write several rules"
    if total > MAX_WAYS_TOGETHER:
        yield (
            ("rules",),
            f"the rules together can be met in more than {MAX_WAYS_TOGETHER} ways; write simpler rules",
        )


def _unknown(kind: str, name: str, known: Iterable[str]) -> str:
    hint = did_you_mean(name, known)
    return f"there is no {kind} {name}" + (f"; {hint}" if hint else "")


def severity_problems(rules: Parts) -> Iterator[Problem]:
    """Every rule but a prompt that reads a fact which can never decide a grouping: severity or context."""
    for rule in deciding(rules.rules):
        for name in sorted(facts_read(rule.when)):
            if (part := FACTS[name].part) in FOR_PROMPTS_ALONE:
                yield ("rules", rule.id, "when"), f"{name} is {part}: prompts alone may read it"

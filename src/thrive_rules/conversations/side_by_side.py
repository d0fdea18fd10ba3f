"""Two young people, few answers apart, and what some rules make of each: laid out for a person to read aloud.

The rules may read severity: what is shown is what they would do, and no suggestion.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from thrive_rules.cases.case import Frozen, Grouping, Value
from thrive_rules.conversations.answer import say_answer
from thrive_rules.conversations.conversation import Conversation
from thrive_rules.conversations.section import Block, Item, Section, SectionKind, Table
from thrive_rules.language.origin import LanguagePack
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.language.words import IN_ENGLISH, IN_USUAL_WORDS, TO_HERE, Reader
from thrive_rules.rulefiles.certificate import RulesCertified
from thrive_rules.severity.outcome import outcome_of


def section_of_pair(
    rules: RuleBase,
    heading: str,
    paragraphs: tuple[str, ...],
    cases: Mapping[str, Mapping[str, Value]],
    alike: bool = True,
) -> Section:
    """One case, or two as a table of where they differ, each under its name; `alike` adds what is the same in both."""
    facts = list(cases.values())
    first, pair = facts[0], len(facts) > 1
    differ = [fact for fact in rules.fact if any(each.get(fact) != first.get(fact) for each in facts)]

    def label(fact: str) -> str:
        return rules.fact[fact].label.practitioner

    def answer(value: Value | None) -> str:
        return say_answer(rules.wording, value, Reader.PRACTITIONER)

    rows = [(label(fact), *(answer(each.get(fact)) for each in facts)) for fact in differ]
    put_forward = [name_groupings(rules, outcome_of(rules, each).candidates) for each in facts]
    rows.append(("These rules put forward", *put_forward))
    blocks = []
    if alike:
        shared: dict[str, list[str]] = {}
        for fact in (fact for fact in rules.fact if fact in first and fact not in differ):
            shared.setdefault(answer(first[fact]), []).append(label(fact))
        items = tuple(Item("; ".join(labels), given) for given, labels in shared.items())
        same = "The same in both" if pair else "The answers"
        blocks = [Block(same, items or (Item("Nothing else is known."),))]
    return Section(SectionKind.PAIR, heading, paragraphs, tuple(blocks), Table(("", *cases), tuple(rows)))


class Beside(Frozen):
    """What other rules would put forward for two cases, severity among the answers that they may read."""

    rule_base: RulesCertified
    status: str
    first: tuple[Grouping, ...]
    second: tuple[Grouping, ...]


def put_beside(rules: RuleBase, first: Conversation, second: Conversation) -> tuple[Beside, Section]:
    """What other rules would put forward for two cases: to lay beside what a suggestion says, and no suggestion."""
    facts = [_facts(each) for each in (first, second)]
    header = rules.header
    beside = Beside(
        rule_base=RulesCertified(id=header.id, version=header.version, digest=rules.digest),
        status=header.status,
        first=outcome_of(rules, facts[0]).candidates,
        second=outcome_of(rules, facts[1]).candidates,
    )
    heading = f"Beside it: {header.id} {header.version} ({header.status})"
    cases = dict(zip(("One", "The other"), facts, strict=True))
    return beside, section_of_pair(rules, heading, (header.purpose,), cases, alike=False)


def on_a_page_of(pack: LanguagePack | None, section: Section, reader: Reader) -> Section:
    """A section of such words on a page in those of a language pack: each text is marked as one that falls back."""
    if pack is None or reader not in pack.readers:
        return section
    mark = IN_USUAL_WORDS if pack.is_english else IN_ENGLISH

    def marked(texts: Iterable[str]) -> tuple[str, ...]:
        return tuple(text and f"{mark}{text}{TO_HERE}" for text in texts)

    table = section.table and Table(marked(section.table.columns), tuple(map(marked, section.table.rows)))
    [heading], paragraphs = marked([section.heading]), marked(section.paragraphs)
    return replace(section, heading=heading, paragraphs=paragraphs, table=table)


def _facts(conversation: Conversation) -> dict[str, Value]:
    return {**conversation.case.facts, **conversation.severity.facts}


def name_groupings(rules: RuleBase, groupings: tuple[Grouping, ...]) -> str:
    """The names of some groupings, in the framework's order; "none" for none."""
    return (
        ", ".join(rules.words_for[grouping].name for grouping in Grouping if grouping in groupings) or "none"
    )

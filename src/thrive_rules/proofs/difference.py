"""Two rule bases: what was added, removed, changed in meaning or in wording alone, and for whom it matters.

Needs the extra `[verify]`. Every change in meaning comes with the smallest case that shows it.
"""

from collections.abc import Iterator
from dataclasses import replace
from enum import StrEnum
from functools import partial

import z3

from thrive_rules.cases.case import Frozen, Grouping
from thrive_rules.conversations.page import Page
from thrive_rules.conversations.section import Section, Table
from thrive_rules.conversations.side_by_side import name_groupings, section_of_pair
from thrive_rules.language.parts import SECTIONS
from thrive_rules.language.rule import effect_of
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.proofs.formula import AnyCase
from thrive_rules.proofs.question import PATIENCE, Answer, Asked, Counterexample, answer, differ
from thrive_rules.rulefiles.certificate import Conclusion, RulesCertified, which_rules
from thrive_rules.severity.case_file import facts_of
from thrive_rules.severity.outcome import outcome_of


class ChangeKind(StrEnum):
    """What happened to a rule."""

    ADDED = "added"
    REMOVED = "removed"
    MEANING = "changed in meaning"
    FOLLOWS = "changes with another rule"
    WORDING = "changed in wording alone"
    NOT_ANSWERED = "not answered"


class RuleChange(Frozen):
    """One rule that is not the same in both, and the smallest case that shows a change in meaning."""

    rule: str
    kind: ChangeKind
    shown_by: Counterexample | None = None


class PartChange(Frozen):
    """A part that is no rule and is not the same in both."""

    part: str
    """The part, as section/id."""
    kind: ChangeKind


class RulesDifference(Frozen):
    """What differs between two rule bases."""

    old: RulesCertified
    new: RulesCertified
    rules: tuple[RuleChange, ...]
    parts: tuple[PartChange, ...]
    """Every other part that is not the same: needs, facts, groupings, sources, and the words for readers."""
    equivalent: Answer
    """Whether both say the same of every case, or the smallest cases of which they do not."""

    @property
    def conclusion(self) -> str:
        """What came of it, in a sentence."""
        match self.equivalent.conclusion:
            case Conclusion.PROVED:
                return "Equivalent: both are proved to come to the same for every possible case. Words may differ."
            case Conclusion.REFUTED:
                return "Not equivalent: the cases above show it."
            case Conclusion.NOT_ANSWERED:
                return "Not answered in the time given: they may or may not say the same."


def diff(old: RuleBase, new: RuleBase, seconds: float = PATIENCE) -> RulesDifference:
    """What differs between two rule bases. `seconds` is the time that each proof may take."""
    return RulesDifference(
        old=which_rules(old),
        new=which_rules(new),
        rules=tuple(_rule_changes(old, new, seconds)),
        parts=tuple(_part_changes(old, new)),
        equivalent=equivalent(old, new, seconds),
    )


def _rule_changes(old: RuleBase, new: RuleBase, seconds: float) -> Iterator[RuleChange]:
    for name in sorted(old.rule.keys() | new.rule.keys()):
        was, now = old.rule.get(name), new.rule.get(name)
        about = f"the rule {name}"
        found = answer("diff", about, partial(_shown, old, name), new, seconds)
        shown = next(iter(found.findings), None)
        if shown and now is None:
            shown = shown.model_copy(update={"place": old.place("rules", name)})
        if was is None or now is None:
            yield RuleChange(
                rule=name, kind=ChangeKind.ADDED if was is None else ChangeKind.REMOVED, shown_by=shown
            )
        elif shown:
            same = was.when == now.when and effect_of(was) == effect_of(now)
            kind = (
                ChangeKind.FOLLOWS if same else ChangeKind.MEANING
            )  # it reads a need or a candidate that changed
            yield RuleChange(rule=name, kind=kind, shown_by=shown)
        elif found.conclusion is Conclusion.NOT_ANSWERED:
            yield RuleChange(rule=name, kind=ChangeKind.NOT_ANSWERED)
        elif was != now:
            yield RuleChange(rule=name, kind=ChangeKind.WORDING)


def _shown(old: RuleBase, name: str, asked: Asked) -> Iterator[Counterexample]:
    """The smallest case in which a rule does something in one of the two and not the same in the other."""
    before = AnyCase(old)
    after = AnyCase(asked.rules, like=before)
    was, now = old.rule.get(name), asked.rules.rule.get(name)
    if was is None or now is None or effect_of(was) != effect_of(now):
        here = [case for case in (before, after) if name in case.rules.rule]
        claim = z3.Or([case.rule(name).yes for case in here])
        message = f"{name} fires" if was is None or now is None else f"{name} fires, and does something else"
    else:
        claim = differ(before.rule(name), after.rule(name))
        message = f"{name} has another verdict"
    yield from asked.refute(message, claim, of=(before, after), at=("rules", name))


def _part_changes(old: RuleBase, new: RuleBase) -> Iterator[PartChange]:
    for section in SECTIONS:
        if section == "rules":  # each by itself, with what each change means
            continue
        was, now = ({part.id: part for part in getattr(rules, section)} for rules in (old, new))
        for name in dict.fromkeys((*was, *now)):
            if was.get(name) != now.get(name):
                kind = (
                    ChangeKind.ADDED
                    if name not in was
                    else ChangeKind.REMOVED
                    if name not in now
                    else ChangeKind.WORDING
                )
                yield PartChange(part=f"{section}/{name}", kind=kind)
    for section in ("header", "urgent", "urgent_added", "wording"):
        if getattr(old, section) != getattr(new, section):
            yield PartChange(part=section, kind=ChangeKind.WORDING)


# TWO RULE BASES


def equivalent(old: RuleBase, new: RuleBase, seconds: float = PATIENCE) -> Answer:
    """Whether two rule bases say the same of every case: candidates, arguments of each voice, needs and prompts."""
    asks = (
        "Both rule bases say the same of every case: candidates, arguments of each voice, needs and prompts."
    )
    return answer("equivalent", asks, partial(_equivalent, old), new, seconds)


def _equivalent(old: RuleBase, asked: Asked) -> Iterator[Counterexample]:
    before = AnyCase(old)
    after = AnyCase(asked.rules, like=before)
    whole = ("rule_base", asked.rules.header.id)
    found: list[Counterexample] = []
    for grouping in Grouping:
        was, now = before.grouping(grouping), after.grouping(grouping)
        moved: list[Counterexample] = []
        for claim, what in (
            (z3.And(now.yes, z3.Not(was.yes)), "comes in, and did not before"),
            (z3.And(was.yes, z3.Not(now.yes)), "does not come in, and did before"),
        ):
            moved += asked.refute(f"{grouping} {what}", claim, of=(before, after), at=whole)
        if not moved:
            message = f"{grouping} is settled by other answers than before"
            moved += asked.refute(message, differ(was, now), of=(before, after), at=whole)
        found += moved
    yield from found
    if found:
        return
    for effect in sorted({effect_of(rule) for base in (old, asked.rules) for rule in base.rules}):
        was, now = (
            case.some_rule(rule.id for rule in case.rules.rules if effect_of(rule) == effect)
            for case in (before, after)
        )
        message = f"{effect} comes out differently"
        yield from asked.refute(message, differ(was, now), of=(before, after), at=whole)


# WORDS


def page_of_difference(found: RulesDifference, old: RuleBase, new: RuleBase) -> Page:
    """Every case that shows a change, and what each rule base makes of it."""
    return Page(tuple(_sections(found, old, new)))


def _sections(found: RulesDifference, old: RuleBase, new: RuleBase) -> Iterator[Section]:
    for change in found.rules:
        if change.shown_by:
            yield _section_of(f"{change.rule}: {change.kind}", change.shown_by, old, new, change.rule)
    for finding in found.equivalent.findings:
        yield _section_of("For whom the suggestion differs", finding, old, new)


def _section_of(
    heading: str, finding: Counterexample, old: RuleBase, new: RuleBase, rule: str = ""
) -> Section:
    facts = facts_of(finding.first) if finding.first else {}
    section = section_of_pair(
        new, heading, (f"{finding.place}: {finding.message}",), {"This young person": facts}
    )
    outcomes = [(rules, outcome_of(rules, facts)) for rules in (old, new)]
    rows = [("Put forward", *(name_groupings(rules, outcome.candidates) for rules, outcome in outcomes))]
    if rule:
        verdicts = [str(outcome.verdicts.get(rule, "is not there")) for _, outcome in outcomes]
        rows.insert(0, ("This rule", *(verdict.replace("_", " ") for verdict in verdicts)))
    return replace(section, table=Table(("", "Old", "New"), tuple(rows)))

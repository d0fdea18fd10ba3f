"""Worked cases: what a rule base is expected to answer, written beside the rules, and which rules they reach.

A rule is covered when it fires in one case and, in another, stays silent by one fact: it does not fire there, and
one other answer would have made it fire.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import assert_never

from pydantic import Field, StrictBool

from thrive_rules.cases.case import Case, Frozen, Grouping, ListOf
from thrive_rules.cases.vocabulary import FACTS
from thrive_rules.conversations.conversation import Conversation, converse
from thrive_rules.documents.document import read_directory
from thrive_rules.documents.validation import validate
from thrive_rules.faults import CaseError, Fault, ThriveRulesError
from thrive_rules.language.conditions import (
    Condition,
    Is,
    Known,
    Leaf,
    Needed,
    PutForward,
    facts_read,
    leaves,
)
from thrive_rules.language.rule import Rule, UrgentKind
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.language.words import Id, PassageName, Text
from thrive_rules.reasoning.meaning import Verdict
from thrive_rules.reasoning.suggestion import infer, suggest
from thrive_rules.severity.audience import audience_of
from thrive_rules.severity.case_file import CaseFile
from thrive_rules.severity.outcome import one_answer_apart, outcome_of
from thrive_rules.severity.seen import as_seen_by
from thrive_rules.severity.severity import Severity


class Expected(Frozen):
    """What a worked case is expected to answer."""

    candidates: ListOf[Grouping]
    """Every candidate, no more and no fewer."""
    needs: ListOf[Id] | None = None
    """Every need, where it matters to the case."""
    urgent: ListOf[UrgentKind] = ()
    """Every urgent notice; without it, there is none."""
    fires: ListOf[Id] = ()
    """Rules about needs and groupings that fire, among others."""
    raises: ListOf[Id] = ()
    """Prompts that are raised, among others."""
    does_not_raise: ListOf[Id] = ()
    """Prompts that are not raised."""
    does_not_fire: ListOf[Id] = ()
    """Rules about needs and groupings that do not fire."""
    without_a_case: StrictBool = False
    """For a page: whether it is the one that is about no case."""
    seen_by: dict[str, "Expected"] = Field(default_factory=dict)
    """What stands on the page of a kind of person, or of one person by the id of their view (law 19)."""


class WorkedCase(Frozen):
    """One worked case: a sentence for a name, a case, and what is expected of it."""

    name: Text
    """Who this is, in a sentence."""
    why: Text
    """What this case shows, and where it comes from."""
    source: PassageName | None = None
    """The passage that it rests on, as source/passage."""
    case: CaseFile = Field(default_factory=CaseFile)
    """The case, as a case file has it, without `format`."""
    expected: Expected
    """What it is expected to answer."""


@dataclass(frozen=True, slots=True)
class Result:
    """What one worked case came to; it holds where nothing differs."""

    file: str
    name: str
    differs: tuple[str, ...]
    candidates: tuple[Grouping, ...]
    expected: tuple[Grouping, ...]
    sourced: bool
    """Whether the case names the passage that it rests on."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Law 15: how often what was expected is among the candidates, together with how many candidates there are."""

    cases: int
    expected: int
    """Groupings that were expected, over all of the cases."""
    among: int
    """Those of them that are candidates."""
    candidates: int
    """All candidates, over all of the cases."""

    @property
    def mean(self) -> float:
        """Candidates in a case, on average; 0 without cases."""
        return self.candidates / self.cases if self.cases else 0.0


@dataclass(frozen=True, slots=True)
class CasesOfRule:
    """Which worked cases make a rule fire, and in which it stays silent by one fact."""

    rule: str
    fires: int
    silent_by_one: int

    @property
    def covered(self) -> bool:
        """Whether the worked cases hold the rule from both sides."""
        return self.fires > 0 and self.silent_by_one > 0


@dataclass(frozen=True, slots=True)
class WorkedResults:
    """What all worked cases of a rule base came to, and how they cover its rules."""

    results: tuple[Result, ...]
    coverage: tuple[CasesOfRule, ...]

    @property
    def wrong(self) -> tuple[Result, ...]:
        """The cases that do not answer as expected."""
        return tuple(result for result in self.results if result.differs)

    @property
    def short(self) -> tuple[CasesOfRule, ...]:
        """The rules that the cases do not hold from both sides."""
        return tuple(each for each in self.coverage if not each.covered)

    def spread(self, sourced: bool) -> Spread:
        """Law 15 over the cases that name a source, or over those that name none."""
        results = [result for result in self.results if result.sourced is sourced]
        return Spread(
            cases=len(results),
            expected=sum(len(result.expected) for result in results),
            among=sum(len({*result.expected} & {*result.candidates}) for result in results),
            candidates=sum(len(result.candidates) for result in results),
        )

    @property
    def sizes(self) -> dict[int, int]:
        """How many cases have so many candidates, from the fewest on."""
        return dict(sorted(Counter(len(result.candidates) for result in self.results).items()))


def load_worked_cases(directory: Path | str) -> list[tuple[str, WorkedCase]]:
    """Every worked case in the `*.yaml` files of a directory, with its file.

    Raises CaseError where the directory or a file cannot be read.
    """
    documents = read_directory(Path(directory), CaseError)
    if not documents:
        raise CaseError([Fault(str(directory), None, "", "there are no worked cases (*.yaml) here")])
    return [(document.name, validate(document, WorkedCase, CaseError)) for document in documents]


def run_worked_case(worked: WorkedCase, rules: RuleBase, file: str = "") -> Result:
    """Run one worked case and say how the answer differs from what was expected."""
    case, severity = worked.case.split()
    conversation = converse(suggest(case, rules), case, severity, rules)
    candidates = tuple(candidate.grouping for candidate in conversation.suggestion.candidates)
    differs = [*_of_source(worked, rules), *_differences(worked.expected, conversation, rules)]
    for name, expected in worked.expected.seen_by.items():
        differs += [
            f"seen by {name}: {difference}"
            for difference in _on_a_page(name, expected, case, severity, rules)
        ]
    wanted = worked.expected.candidates
    return Result(file, worked.name, tuple(differs), candidates, wanted, worked.source is not None)


def _of_source(worked: WorkedCase, rules: RuleBase) -> Iterator[str]:
    if worked.source is not None:
        source, _, passage = worked.source.partition("/")
        if source not in rules.source or passage not in rules.source[source].passages:
            yield f"there is no passage {worked.source}"


def _on_a_page(
    name: str, expected: Expected, case: Case, severity: Severity, rules: RuleBase
) -> Iterator[str]:
    try:
        seen = as_seen_by(case, severity, audience_of([name], case))
    except ThriveRulesError as nobody:
        yield str(nobody)
        return
    if seen.without_a_case is not expected.without_a_case:
        yield f"expected a page {'without' if expected.without_a_case else 'with'} a case"
    yield from _differences(
        expected, converse(suggest(seen.case, rules), seen.case, seen.severity, rules), rules
    )


def _differences(expected: Expected, conversation: Conversation, rules: RuleBase) -> Iterator[str]:
    raised = {prompt.rule for prompt in conversation.prompts}
    suggestion = conversation.suggestion
    verdicts = infer(conversation.case, rules).verdicts
    fired = {rule for rule, verdict in verdicts.items() if verdict is Verdict.FIRES}
    found: tuple[tuple[str, set[str], set[str]], ...] = (
        ("candidates", set(expected.candidates), {each.grouping for each in suggestion.candidates}),
        (
            "urgent",
            set(expected.urgent),
            set(suggestion.urgent.kinds if suggestion.urgent else ()),
        ),
        ("fires", set(expected.fires), fired & set(expected.fires)),
        ("does_not_fire", set(), fired & set(expected.does_not_fire)),
        ("raises", set(expected.raises), raised & set(expected.raises)),
        ("does_not_raise", set(), raised & set(expected.does_not_raise)),
    )
    known = rules.rule
    named = {*expected.fires, *expected.does_not_fire, *expected.raises, *expected.does_not_raise}
    if unknown := sorted(named - known.keys()):
        yield f"there is no rule {', '.join(unknown)}"
    if expected.needs is not None:
        found += (("needs", set(expected.needs), {need.need for need in suggestion.needs}),)
    for what, wanted, got in found:
        if missing := _in_order(wanted - got):
            yield f"{what}: expected {', '.join(missing)}"
        if extra := _in_order(got - wanted):
            yield f"{what}: did not expect {', '.join(extra)}"


def _in_order(names: set[str]) -> list[str]:
    """Groupings as the framework lists them, for they have no order of their own; other names by the alphabet."""
    return [*(each for each in Grouping if each in names), *sorted(names - {*Grouping})]


def hold(
    rules: RuleBase,
    directory: Path | str,
    watch: Callable[[list[WorkedCase]], Iterable[WorkedCase]] = iter,
) -> WorkedResults:
    """Run every worked case of a directory, and see how they cover the rules.

    `watch` gives the same cases, and shows somebody who waits how far it is. Raises CaseError where the directory or
    a file cannot be read.
    """
    cases = load_worked_cases(directory)
    results = tuple(run_worked_case(worked, rules, file) for file, worked in cases)
    return WorkedResults(results, tuple(cases_of_rules(watch([worked for _, worked in cases]), rules)))


def cases_of_rules(cases: Iterable[WorkedCase], rules: RuleBase) -> list[CasesOfRule]:
    """How the worked cases cover every rule of a rule base; of a local overlay, every rule of its own."""
    fires: Counter[str] = Counter()
    silent: Counter[str] = Counter()
    behind = {rule.id: _facts_behind(rules, rule.when) for rule in rules.rules}
    for worked in cases:
        case, severity = worked.case.split()
        facts = {**case.facts, **severity.facts}
        verdicts = outcome_of(rules, facts).verdicts
        fires.update(rule for rule, verdict in verdicts.items() if verdict is Verdict.FIRES)
        quiet = {rule for rule, verdict in verdicts.items() if verdict is Verdict.DOES_NOT_FIRE}
        near: set[str] = set()
        for fact in FACTS:
            # Only answers by which a rule that is still looked for could come to fire: the rest take most of the time.
            if any(fact in behind[rule] for rule in quiet - near):
                for other in one_answer_apart(facts, [fact]):
                    found = outcome_of(rules, other).verdicts
                    near.update(rule for rule in quiet if found[rule] is Verdict.FIRES)
        silent.update(near)
    own = rules.overlay.rules if rules.overlay else rules.rule
    return [CasesOfRule(rule.id, fires[rule.id], silent[rule.id]) for rule in rules.rules if rule.id in own]


def _facts_behind(rules: RuleBase, condition: Condition) -> frozenset[str]:
    """The facts that a condition reads itself, and those that the needs and the groupings it reads come from."""
    inner = [rule.when for leaf, _ in leaves(condition) for rule in _settling(rules, leaf)]
    return facts_read(condition).union(*(_facts_behind(rules, each) for each in inner))


def _settling(rules: RuleBase, leaf: Leaf) -> Sequence[Rule]:
    """The rules that settle what a leaf of a condition reads, where rules do."""
    match leaf:
        case Needed(need):
            return rules.establishing[need]
        case PutForward(grouping):
            return rules.arguing_for[grouping]
        case Is() | Known():
            return ()
        case _:
            assert_never(leaf)

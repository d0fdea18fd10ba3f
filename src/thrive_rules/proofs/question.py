"""How a question about a rule base is asked, and what comes back: proved, refuted by a case, or not answered.

A counterexample is minimised, written as a case file, and judged by the reference before anybody is shown it.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from importlib.metadata import version
from typing import Any, TypeAlias

import z3
from pydantic import field_serializer

from thrive_rules.cases.case import Frozen, Grouping, Value
from thrive_rules.cases.fields import one_line
from thrive_rules.cases.vocabulary import FACTS
from thrive_rules.checks.lint import Finding
from thrive_rules.conversations.page import Page
from thrive_rules.conversations.section import Section, SectionKind
from thrive_rules.conversations.side_by_side import section_of_pair
from thrive_rules.documents.document import write_document
from thrive_rules.faults import EnginesDisagree
from thrive_rules.language.conditions import facts_read
from thrive_rules.language.rule import Rule
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.proofs.formula import AnyCase, Formula, NotAnsweredError, Solver, Truth, replay
from thrive_rules.reasoning.meaning import Outcome, Verdict
from thrive_rules.rulefiles.certificate import (
    QUESTIONS_VERSION,
    Certificate,
    Certified,
    Conclusion,
    RulesCertified,
    partition,
)
from thrive_rules.severity.case_file import CaseFile, facts_of, file_of_facts, spell_case
from thrive_rules.severity.outcome import one_answer_apart, outcome_of

PATIENCE = 60.0
"""Seconds that a question may take, unless the caller says otherwise."""

Judge: TypeAlias = Callable[[RuleBase, dict[str, Value]], Outcome]


class Counterexample(Finding):
    """One way in which the sentence does not hold, with the smallest case that shows it, where a case can."""

    first: CaseFile | None = None
    second: CaseFile | None = None
    """The same young person, as few answers apart as can be, for whom things come out differently."""
    twin: bool = False
    """Whether the first alone refutes the sentence, and the second stands beside it to compare."""

    @field_serializer("first", "second")
    def _as_a_case_file(self, file: CaseFile | None) -> dict[str, Any] | None:
        return spell_case(file) if file else None


class Answer(Frozen):
    """The answer to one question about a rule base."""

    question: str
    asks: str
    """The sentence that is to hold for every case."""
    conclusion: Conclusion
    findings: tuple[Counterexample, ...]
    seconds: float

    def __bool__(self) -> bool:
        """Whether the sentence is proved; an answer that was not reached is no yes."""
        return self.conclusion is Conclusion.PROVED


class Asked:
    """A rule base under question, and the time that is left."""

    def __init__(self, rules: RuleBase, question: str, deadline: float) -> None:
        self.rules = rules
        self.question = question
        self.deadline = deadline

    def example(
        self, claims: Iterable[Formula], *cases: AnyCase, judge: Judge
    ) -> tuple[Formula, list[tuple[CaseFile, Outcome]]] | None:
        """The smallest example of the first claim that has one, as case files, judged by the reference."""
        solver = Solver(*cases, deadline=self.deadline)
        for claim in claims:
            if (found := solver.find(claim)) is not None:
                files = [file_of_facts(facts) for facts in found]
                judged = [
                    (file, judge(case.rules, facts_of(file))) for file, case in zip(files, cases, strict=True)
                ]
                if not replay(claim, zip(cases, (outcome for _, outcome in judged), strict=True)):
                    raise EnginesDisagree(
                        f"the proof and the reference differ on {self.question}; please report this"
                    )
                return claim, judged
        return None

    def refute(
        self,
        message: str,
        *claims: Formula,
        of: tuple[AnyCase, ...],
        at: tuple[str, str] | Grouping | None = None,
        judge: Judge = outcome_of,
    ) -> Iterator[Counterexample]:
        """A counterexample, where there is an example of one of the claims; the first claim is the most telling.

        `of` is the case that they speak of, or a pair of cases. `at` is a place of the rule base, or a grouping that
        comes in and may not: the rules that bring it in are then named.
        """
        if (found := self.example(claims, *of, judge=judge)) is None:
            return
        claim, judged = found
        outcomes = [outcome for _, outcome in judged]
        names: list[str] = []
        if isinstance(at, Grouping):
            arguing = self.rules.arguing_for[at]
            names = [rule.id for rule in arguing if outcomes[0].verdicts[rule.id] is Verdict.FIRES]
        elif at is None and len(of) > 1:
            names = _that_differ(self.rules.deciding, *outcomes)
        if names:
            message += f" (rules: {', '.join(names)})"
        where = ("rules", names[0]) if names else None if isinstance(at, Grouping) else at
        if len(of) == 1:
            twins = self._twin(claim, of[0], outcomes[0], judge)
            yield self.finding(message, where, judged[0][0], *twins).model_copy(update={"twin": bool(twins)})
            return
        # Under two rule bases it is the same case, once.
        (first, _), (second, _) = judged
        yield self.finding(message, where, *([first] if first == second else [first, second]))

    def _twin(self, claim: Formula, case: AnyCase, outcome: Outcome, judge: Judge) -> list[CaseFile]:
        """The same young person with one answer changed so that the claim is not true; nothing where there is none."""
        read = set[str]().union(*(facts_read(rule.when) for rule in self.rules.rules))
        # The order of the vocabulary, and not of names: it is the order in which people are asked.
        for other in one_answer_apart(outcome.facts, (fact for fact in FACTS if fact in read), drop=False):
            file = file_of_facts(other)
            judged = judge(self.rules, facts_of(file))
            if not replay(claim, [(case, judged)]):
                return [file]
        return []

    def possible(self, claim: Formula, *cases: AnyCase) -> bool:
        """Whether there is an example of a claim at all."""
        return Solver(*cases, deadline=self.deadline).possible(claim)

    def finding(self, message: str, where: tuple[str, str] | None = None, *files: CaseFile) -> Counterexample:
        """A finding at a place of the rule base, as (section, id), with the cases that show it."""
        first, second = (*files, None, None)[:2]
        place = self.rules.place(*(where or ("rule_base", self.rules.header.id)))
        return Counterexample(check=self.question, place=place, message=message, first=first, second=second)


def _that_differ(rules: Iterable[Rule], one: Outcome, other: Outcome) -> list[str]:
    return [rule.id for rule in rules if one.verdicts.get(rule.id) is not other.verdicts.get(rule.id)]


def answer(
    name: str, asks: str, ask: Callable[[Asked], Iterator[Counterexample]], rules: RuleBase, seconds: float
) -> Answer:
    """The answer to a question that `ask` puts: it gives each way in which the sentence `asks` does not hold.

    A grouping stands in the sentence as `{getting_help}`: what it is called is for the rule base to say.
    """
    names = {str(grouping): rules.words_for[grouping].name for grouping in Grouping}
    started = time.monotonic()
    findings: list[Counterexample] = []
    try:
        findings.extend(ask(Asked(rules, name, started + seconds)))
        conclusion = Conclusion.REFUTED if findings else Conclusion.PROVED
    except NotAnsweredError:
        conclusion = Conclusion.REFUTED if findings else Conclusion.NOT_ANSWERED
    return Answer(
        question=name,
        asks=one_line(asks.format_map(names)),
        conclusion=conclusion,
        findings=tuple(findings),
        seconds=round(time.monotonic() - started, 3),
    )


def differ(one: Truth, other: Truth) -> Formula:
    """Two readings of something come to different things, for some case."""
    return z3.Or(one.yes != other.yes, one.no != other.no)


NOT_PROVED = (
    "Laws 16 and 18 are checks on the rules, no proofs: who is asked about danger, and whose answers a voice reads.",
    "Law 19 is about pages. Nothing is proved about privacy. No rule can read who may see what.",
)
"""What no answer here speaks of."""


class Verification(Frozen):
    """Every question that was asked about one rule base, and what came of it."""

    rule_base: RulesCertified
    solver: str
    answers: tuple[Answer, ...]
    seconds: float
    not_proved: tuple[str, ...] = NOT_PROVED

    @property
    def holds(self) -> bool:
        """Whether every question that was asked was answered, and every answer was a proof."""
        return all(self.answers)

    def certificate(self) -> Certificate:
        """What was asked and what came of it, with all that is needed to ask again."""
        return Certificate(
            questions=QUESTIONS_VERSION,
            rule_base=self.rule_base,
            package=version("thrive-rules"),
            solver=self.solver,
            partition=partition(),
            answers=tuple(
                Certified(
                    question=answer.question,
                    asks=answer.asks,
                    conclusion=answer.conclusion,
                    findings=len(answer.findings),
                    seconds=answer.seconds,
                )
                for answer in self.answers
            ),
            seconds=self.seconds,
        ).signed()


def page_of_answers(found: Iterable[Answer], rules: RuleBase) -> Page:
    """Every counterexample to some questions, as a pair to read out where there is one."""
    return Page(tuple(section for answer in found for section in _sections(answer, rules)))


def _sections(found: Answer, rules: RuleBase) -> Iterator[Section]:
    for finding in found.findings:
        heading, said = (
            f"{found.question}: {found.conclusion}",
            (found.asks, f"{finding.place}: {finding.message}"),
        )
        if finding.first is None:
            yield Section(SectionKind.FINDING, heading, said)
        else:
            one, other = (
                ("Here it does not hold", "One answer apart") if finding.twin else ("One", "The other")
            )
            cases = {one if finding.second else "This young person": facts_of(finding.first)}
            if finding.second:
                cases[other] = facts_of(finding.second)
            yield section_of_pair(rules, heading, said, cases)


def case_files(found: Verification) -> Iterator[tuple[str, str]]:
    """The name and the text of a case file for every case that shows something."""
    for answer in found.answers:
        for number, finding in enumerate(answer.findings, 1):
            for which, file in (("one", finding.first), ("other", finding.second)):
                if file:
                    name = f"{answer.question}-{number}-{which}.yaml"
                    yield name, write_document(spell_case(file), f"{finding.message}: the {which} of a pair")

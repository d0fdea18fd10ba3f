"""How a question about a rule base is asked, and what comes back: proved, refuted by a case, or not answered.

A counterexample is minimised, written as a case file, and judged by the reference before anybody is shown it.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from typing import TypeAlias

from thrive_rules.case import Frozen, Value
from thrive_rules.casefile import CaseFile, file_of_facts
from thrive_rules.faults import EnginesDisagree
from thrive_rules.formula import AnyCase, Formula, NotAnswered, Solver, replay
from thrive_rules.lint import Finding
from thrive_rules.outcome import Outcome, one_answer_apart, outcome_of
from thrive_rules.rulebase import RuleBase
from thrive_rules.rules import Rule

PATIENCE = 60.0
"""Seconds that a question may take, unless the caller says otherwise."""

Judge: TypeAlias = Callable[[RuleBase, dict[str, Value]], Outcome]


class Conclusion(StrEnum):
    """What came of a question."""

    PROVED = "proved"
    REFUTED = "refuted"
    NOT_ANSWERED = "not answered"


class Counterexample(Finding):
    """One way in which the sentence does not hold, with the smallest case that shows it, where a case can."""

    first: CaseFile | None = None
    second: CaseFile | None = None
    """The same young person, as few answers apart as can be, for whom things come out differently."""


class Answer(Frozen):
    """The answer to one question about a rule base."""

    question: str
    asks: str
    """The sentence that is to hold for every case."""
    conclusion: Conclusion
    findings: tuple[Counterexample, ...]
    seconds: float


class Asked:
    """A rule base under question, and the time that is left."""

    def __init__(self, rules: RuleBase, question: str, deadline: float) -> None:
        self.rules = rules
        self.question = question
        self.deadline = deadline
        self.arguing = [rule for rule in rules.rules if rule.prompts is None]
        self.prompting = [rule for rule in rules.rules if rule.prompts is not None]

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
        of: AnyCase,
        and_of: AnyCase | None = None,
        where: tuple[str, str] | None = None,
        judge: Judge = outcome_of,
    ) -> Iterator[Counterexample]:
        """A counterexample, where there is an example of one of the claims; the first claim is the most telling."""
        cases = (of,) if and_of is None else (of, and_of)
        if (found := self.example(claims, *cases, judge=judge)) is None:
            return
        claim, judged = found
        if and_of is None:
            judged += self._twin(claim, of, judged[0][1], judge)
        elif where is None:
            names = _that_differ(self.arguing, judged[0][1], judged[1][1])
            where = ("rules", names[0]) if names else None
            message += f" (rules: {', '.join(names)})" if names else ""
        files = [file for file, _ in judged]
        if files[0] == files[-1]:
            del files[1:]  # the same case under two rule bases
        yield self.finding(message, where, *files)

    def _twin(
        self, claim: Formula, case: AnyCase, outcome: Outcome, judge: Judge
    ) -> list[tuple[CaseFile, Outcome]]:
        """The same young person, one answer apart, of whom the claim is not true; none where there is none."""
        for other in one_answer_apart(self.rules, outcome.facts, drop=False):
            file = file_of_facts(other)
            judged = judge(self.rules, facts_of(file))
            if not replay(claim, [(case, judged)]):
                return [(file, judged)]
        return []

    def possible(self, claim: Formula, *cases: AnyCase) -> bool:
        """Whether there is an example of a claim at all."""
        return Solver(*cases, deadline=self.deadline).possible(claim)

    def finding(self, message: str, where: tuple[str, str] | None = None, *files: CaseFile) -> Counterexample:
        """A finding at a place of the rule base, as (section, id), with the cases that show it."""
        first, second = (*files, None, None)[:2]
        place = self.rules.place(*(where or ("rule_base", self.rules.header.id)))
        return Counterexample(check=self.question, place=place, message=message, first=first, second=second)


def facts_of(file: CaseFile) -> dict[str, Value]:
    """Every fact that a case file gives, severity among them."""
    case, severity = file.split()
    return {**case.facts, **severity.facts}


def _that_differ(rules: Iterable[Rule], one: Outcome, other: Outcome) -> list[str]:
    return [rule.id for rule in rules if one.verdicts.get(rule.id) is not other.verdicts.get(rule.id)]


def answer(
    name: str, asks: str, ask: Callable[[Asked], Iterator[Counterexample]], rules: RuleBase, seconds: float
) -> Answer:
    """The answer to a question that `ask` puts: it gives each way in which the sentence `asks` does not hold."""
    started = time.monotonic()
    findings: list[Counterexample] = []
    try:
        findings.extend(ask(Asked(rules, name, started + seconds)))
        conclusion = Conclusion.REFUTED if findings else Conclusion.PROVED
    except NotAnswered:
        conclusion = Conclusion.REFUTED if findings else Conclusion.NOT_ANSWERED
    return Answer(
        question=name,
        asks=" ".join(asks.split()),
        conclusion=conclusion,
        findings=tuple(findings),
        seconds=round(time.monotonic() - started, 3),
    )

"""What rules make of any answers at all, severity among them: for worked cases, for proofs and for teaching.

It is no suggestion. A rule base that groups by severity comes to an outcome here, so that people can see what it
would do; `suggest` is never given the answers that it asks for.
"""

from collections.abc import Iterable, Iterator, Mapping

from thrive_rules.cases.case import Value
from thrive_rules.cases.vocabulary import FACTS
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.reasoning.inference import evaluate
from thrive_rules.reasoning.meaning import Outcome


def outcome_of(rules: RuleBase, facts: Mapping[str, Value]) -> Outcome:
    """What every rule of a rule base makes of these facts, by the reference; an unknown fact is absent."""
    inference = evaluate(rules, facts)
    return Outcome(facts, inference.verdicts | inference.prompt({}).verdicts, inference.candidates)


def one_answer_apart(
    facts: Mapping[str, Value], names: Iterable[str], *, drop: bool = True
) -> Iterator[dict[str, Value]]:
    """Every set of facts in which one answer about one of these facts is another one, is given, or is dropped."""
    for name in names:
        rest = {fact: value for fact, value in facts.items() if fact != name}
        for value in FACTS[name].domain:
            if facts.get(name) != value:
                yield {**rest, name: value}
        if drop and name in facts:
            yield rest

"""A second opinion: durable-rules forward-chains needs and arguments beside the reference. Needs the extra `[durable]`.

durable-rules is a C extension that crashes on much ordinary input, so what enters it is narrow: one flat fact of
generated keys and small whole numbers, matched by `$and`, `$or` and equality alone. No text of a case or a rule goes
in. Unknown answers are left out; each rule goes in twice, as what makes it fire and as what keeps it from firing, so
that the engine gives all three verdicts by itself.
"""

import json
import os
import threading
import weakref
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from typing import Any, TypeAlias, assert_never

import durable_rules_engine

from thrive_rules.cases.case import Value
from thrive_rules.cases.vocabulary import FACTS
from thrive_rules.faults import EnginesDisagree, Fault, RuleError
from thrive_rules.language.conditions import (
    All,
    AnyOf,
    Condition,
    Is,
    Known,
    Needed,
    Not,
    PutForward,
    count_ways,
)
from thrive_rules.language.rule import Deciding
from thrive_rules.language.rulebase import MAX_WAYS_OF_A_SECOND_OPINION, RuleBase
from thrive_rules.reasoning.meaning import Verdict

Expression: TypeAlias = dict[str, Any]

MAX_TRUE_AT_ONCE = MAX_WAYS_OF_A_SECOND_OPINION
"""The engine fails with error 303 where more than 64 conditions are true of one fact: a ruleset stays below."""
MAX_KEYS = 200
"""The engine holds 254 properties of one fact."""
MAX_FIRINGS = 10_000
"""A ruleset that fires more often than this on one fact has run away. One rule fires once for each way it is met."""

_NEVER: Expression = {"never": 1}  # a key that no fact has


class DurableEngine:
    """A rule base compiled for durable-rules. One engine may be shared by threads, and works in a forked child.

    Raises RuleError for a rule base that the engine cannot hold, so that no case ever meets a limit.
    """

    def __init__(self, rules: RuleBase) -> None:
        self.rules = rules
        self.name = f"durable-rules {version('durable-rules')}"
        _refuse_what_does_not_fit(rules)
        self._program = _Program(rules)

    def verdicts(self, answers: Mapping[str, Value]) -> dict[str, Verdict]:
        """The verdict of every rule that establishes a need or argues about a grouping, by its id.

        Raises EnginesDisagree where the engine fails; a verdict is never guessed.
        """
        if (
            self._program.process != os.getpid()
        ):  # a forked child has no use for its parent's handles or locks
            self._program = _Program(self.rules)
        return self._program.verdicts(answers)


def _refuse_what_does_not_fit(rules: RuleBase) -> None:
    faults = [
        Fault(
            rules.place("rules", rule.id), None, "when", f"durable-rules cannot hold this rule: it {problem}"
        )
        for rule, problem in rules.too_wide_for_a_second_opinion()
    ]
    if faults:
        raise RuleError(faults)


class _Program:
    """The rulesets of one process: a layer for needs, then a layer for arguments, which reads needs as well."""

    def __init__(self, rules: RuleBase) -> None:
        self.process = os.getpid()
        self._lock = threading.Lock()
        self._keys: dict[str, str] = {fact: f"a{index}" for index, fact in enumerate(FACTS)}
        self._codes = {
            fact: {value: code for code, value in enumerate(FACTS[fact].domain, 1)} for fact in FACTS
        }
        self._need_keys = {need.id: f"n{index}" for index, need in enumerate(rules.needs)}
        self._establishing = {need: [rule.id for rule in found] for need, found in rules.establishing.items()}
        self._needs = self._layer(rule for found in rules.establishing.values() for rule in found)
        self._arguments = self._layer(rules.arguing)

    def _layer(self, rules: Iterable[Deciding]) -> list["_Ruleset"]:
        """Rulesets that together hold some rules, split so that none can meet the engine's limit."""
        found: list[_Ruleset] = []
        expressions: dict[tuple[str, bool], Expression] = {}
        left = MAX_TRUE_AT_ONCE
        for rule in rules:
            for fires in (True, False):
                ways = count_ways(rule.when, {}, negated=not fires)
                if ways > left:
                    found.append(_Ruleset(expressions))
                    expressions, left = {}, MAX_TRUE_AT_ONCE
                expressions[rule.id, fires] = self._expression(rule.when, not fires)
                left -= ways
        if expressions:
            found.append(_Ruleset(expressions))
        return found

    def _expression(self, condition: Condition, negated: bool) -> Expression:
        """What must be known for a condition to hold (or, negated, to not hold); negation goes to the leaves."""
        match condition:
            case All(inner) | AnyOf(inner):
                parts = [self._expression(each, negated) for each in inner]
                together = isinstance(condition, All) != negated
                return parts[0] if len(parts) == 1 else {"$and" if together else "$or": parts}
            case Not(each):
                return self._expression(each, not negated)
            case Is(fact, values):
                codes = [
                    code for value, code in self._codes[fact].items() if (value in values) is not negated
                ]
                parts = [{self._keys[fact]: code} for code in codes]
                return parts[0] if len(parts) == 1 else {"$or": parts} if parts else _NEVER
            case Needed(need):
                return {self._need_keys[need]: 2 if negated else 1}
            case Known() | PutForward():
                raise AssertionError("prompts alone read these, and they stay with the reference")
            case _:
                assert_never(condition)

    def verdicts(self, answers: Mapping[str, Value]) -> dict[str, Verdict]:
        fact = {
            self._keys[name]: self._codes[name][value]
            for name, value in answers.items()
            if name in self._keys
        }
        with self._lock:
            verdicts = _judge(self._needs, fact)
            for need, rules in self._establishing.items():
                found = {verdicts[rule] for rule in rules}
                if Verdict.FIRES in found:
                    fact[self._need_keys[need]] = 1
                elif Verdict.UNDECIDED not in found:
                    fact[self._need_keys[need]] = 2
            return verdicts | _judge(self._arguments, fact)


def _judge(layer: Iterable["_Ruleset"], fact: Mapping[str, int]) -> dict[str, Verdict]:
    verdicts: dict[str, Verdict] = {}
    for ruleset in layer:
        fired = ruleset.fire(fact)
        for rule, fires in ruleset.rules:
            verdicts.setdefault(rule, Verdict.UNDECIDED)
            if (rule, fires) in fired:
                if verdicts[rule] is not Verdict.UNDECIDED:
                    raise EnginesDisagree(
                        f"durable-rules says two things about the rule {rule}; nothing is shown"
                    )
                verdicts[rule] = Verdict.FIRES if fires else Verdict.DOES_NOT_FIRE
    return verdicts


class _Ruleset:
    """Some rules in one handle of the C engine, used in the one way that was found to be safe."""

    def __init__(self, expressions: Mapping[tuple[str, bool], Expression]) -> None:
        self.rules = tuple(expressions)
        definition: dict[str, Any] = {"s": {"all": [{"m": {"kind": 0}}]}}
        keys: set[str] = set()
        for index, expression in enumerate(expressions.values()):
            keys.update(_keys_in(expression))
            definition[f"r{index}"] = {"all": [{"m": {"$and": [{"kind": 1}, expression]}}]}
        if len(keys) > MAX_KEYS:
            raise RuleError(f"durable-rules cannot hold rules that read more than {MAX_KEYS} facts together")
        self._keys = keys
        self._handle = durable_rules_engine.create_ruleset("r", json.dumps(definition))
        self._close = weakref.finalize(self, _delete, self._handle, os.getpid())

    def fire(self, fact: Mapping[str, int]) -> set[tuple[str, bool]]:
        """The rules that fire on one fact. The state is always deleted: the next case starts from nothing."""
        message = json.dumps({"kind": 1, **{key: code for key, code in fact.items() if key in self._keys}})
        fired: set[str] = set()
        handle = self._handle
        started = False
        try:
            # The sentinel fires first: a state in which nothing has ever fired cannot be deleted without a crash.
            _, state = durable_rules_engine.assert_fact(handle, '{"kind": 0}')
            durable_rules_engine.start_action_for_state(handle, state)
            started = True
            durable_rules_engine.complete_and_start_action(handle, state)
            code, state = durable_rules_engine.assert_fact(handle, message)
            if code == 0:
                started_action = durable_rules_engine.start_action_for_state(handle, state)
                action = started_action[1] if started_action else None
                firings = 0
                while action:
                    firings += 1
                    if firings > MAX_FIRINGS:
                        raise EnginesDisagree("durable-rules ran away and was stopped; nothing is shown")
                    fired.add(action.split('"', 2)[1])
                    action = durable_rules_engine.complete_and_start_action(handle, state)
            elif code != 1:  # 1: no rule has any use for this fact
                raise EnginesDisagree(f"durable-rules answered with code {code}; nothing is shown")
        except durable_rules_engine.error as failure:
            raise EnginesDisagree(f"durable-rules failed ({failure}); nothing is shown") from None
        finally:
            if started:
                durable_rules_engine.delete_state(handle, None)
        return {self.rules[int(name[1:])] for name in fired}


def _keys_in(expression: Expression) -> Iterable[str]:
    for key, value in expression.items():
        if isinstance(value, list):
            for each in value:
                yield from _keys_in(each)
        else:
            yield key


def _delete(handle: int, process: int) -> None:
    if process == os.getpid():
        durable_rules_engine.delete_ruleset(handle)

"""durable-rules in a process of its own: what it does to that process cannot reach the one that answers."""

import multiprocessing
import threading
from collections.abc import Mapping
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from importlib.metadata import version

from thrive_rules.cases.case import Value
from thrive_rules.faults import EnginesDisagree, RuleError
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.reasoning.inference import SecondOpinion
from thrive_rules.reasoning.meaning import Verdict

SECONDS = 2.0
"""How long it may think: it takes a thousandth of that."""
SECONDS_TO_START = 20.0


class OpinionElsewhere:
    """A second opinion from another process. It fails closed, and starts anew after a failure.

    Raises RuleError for rules that durable-rules cannot hold, or where it cannot start.
    """

    def __init__(self, rules: RuleBase) -> None:
        self.rules = rules
        self.name = f"durable-rules {version('durable-rules')}"
        self._turn = threading.Lock()
        self._pool = _pool(rules)
        try:
            self._pool.submit(_verdicts, {}).result(SECONDS_TO_START)
        except (BrokenExecutor, TimeoutError):
            _kill(self._pool)
            raise RuleError(
                "durable-rules cannot start, or cannot hold these rules; see its own error"
            ) from None

    def verdicts(self, answers: Mapping[str, Value]) -> Mapping[str, Verdict]:
        """The verdict of every rule. Raises EnginesDisagree where there is none in time."""
        pool = self._pool
        try:
            return pool.submit(_verdicts, dict(answers)).result(SECONDS)
        except EnginesDisagree:
            raise
        except (BrokenExecutor, TimeoutError, RuntimeError, OSError):
            self._anew(pool)
        raise EnginesDisagree(f"{self.name} gave no answer; nothing is shown")

    def end(self) -> None:
        """End its process, when what is under way is done."""
        self._pool.shutdown(cancel_futures=True)

    def _anew(self, broken: ProcessPoolExecutor) -> None:
        with self._turn:
            if self._pool is broken:
                self._pool = _pool(self.rules)
        _kill(broken)


def _pool(rules: RuleBase) -> ProcessPoolExecutor:
    started = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(1, mp_context=started, initializer=_begin, initargs=(rules,))


def _kill(pool: ProcessPoolExecutor) -> None:
    for process in list((pool._processes or {}).values()):
        process.kill()
    pool.shutdown(wait=False, cancel_futures=True)


_engine: SecondOpinion
"""Set by `_begin`, with which each process of a pool starts."""


def _begin(rules: RuleBase) -> None:
    global _engine  # a pool has no other way to hand on what a process builds once and keeps for all its calls
    from thrive_rules.engines.durable import DurableEngine

    _engine = DurableEngine(rules)


def _verdicts(answers: dict[str, Value]) -> Mapping[str, Verdict]:
    return _engine.verdicts(answers)

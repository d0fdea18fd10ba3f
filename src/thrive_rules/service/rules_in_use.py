"""The rules that answer: read once, and anew as soon as their directory has changed. A request has one rule base."""

import logging
import threading
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from thrive_rules.faults import RuleError
from thrive_rules.language.rulebase import RuleBase
from thrive_rules.rulefiles.rulefile import load_rules, rule_directory
from thrive_rules.service.answers import AnswerBody, Engine, meeting, rules_as_table, rules_that_answer
from thrive_rules.service.second_opinion import OpinionElsewhere
from thrive_rules.service.settings import Settings

log = logging.getLogger("thrive_rules.service")
Stamp = tuple[tuple[str, int, int], ...]


class RulePlaces(NamedTuple):
    """Where rules stand once every link is followed, and what their directories held at that time.

    Rules are read from there, even where a link names another place by then.
    """

    rules: Path | None
    language: Path | None
    stamp: Stamp


class InUse:
    """One rule base with all that is made of it once: texts that no case has a part in, and the second engine."""

    def __init__(self, rules: RuleBase, opinion: OpinionElsewhere | None) -> None:
        self.rules, self.opinion = rules, opinion
        # Two that say the same in other words are two.
        self.digest = rules.digest + (f"+{rules.language.digest}" if rules.language else "")

    @cached_property
    def which(self) -> AnswerBody:
        """Which rules these are."""
        return rules_that_answer(self.rules)

    @cached_property
    def table(self) -> AnswerBody:
        """The rules as a table."""
        return rules_as_table(self.rules)

    @cached_property
    def meeting(self) -> AnswerBody:
        """The page for a meeting."""
        return meeting(self.rules)


class RulesInUse:
    """The newest rules that could be read. Raises RuleError where there are none to begin with.

    To change rules while it runs, write the new directory elsewhere and put a symbolic link in the place of the old
    one: files that change one by one are rules of their own in between.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings, self._turn = settings, threading.Lock()
        self._asked = 0
        self._place = self._look()
        self._now = self._read(self._place)

    @property
    def now(self) -> InUse:
        """What answers from here on. What cannot be read stands in the log, and the rules before it go on."""
        place = self._look()
        # While one request reads them, others are answered by the rules that there are.
        if place != self._place and self._turn.acquire(blocking=False):
            try:
                before, self._now = self._now, self._read(place)
                if before.opinion:  # what is under way with it is finished before it ends
                    later = threading.Timer(self._settings.limits.seconds_to_answer, before.opinion.end)
                    later.daemon = True
                    later.start()
                log.info("rules", extra={"fields": {"rules": self._now.digest}})
            except RuleError as error:
                log.error("rules_refused", extra={"fields": {"faults": [str(each) for each in error.faults]}})
            finally:
                self._place = place
                self._turn.release()
        return self._now

    def engine(self, used: InUse) -> Engine:
        """The second engine where it is this request's turn to be asked of both."""
        self._asked += 1
        one_in = self._settings.second_opinion.one_in
        return used.opinion if one_in and self._asked % one_in == 0 else None

    def end(self) -> None:
        """End what was started."""
        if self._now.opinion:
            self._now.opinion.end()

    def _read(self, place: RulePlaces) -> InUse:
        rules = load_rules(place.rules, language=place.language)
        opinion = OpinionElsewhere(rules) if self._settings.second_opinion.one_in else None
        return InUse(rules, opinion)

    def _look(self) -> RulePlaces:
        """Where they stand now. A change of size shows in the time of change."""
        rules, language = (
            rule_directory(root).resolve() if root else None
            for root in (self._settings.rules, self._settings.language)
        )
        found = (each for root in (rules, language) if root for each in _files_in(root))
        return RulePlaces(rules, language, tuple(found))


def _files_in(root: Path) -> Stamp:
    try:
        files = sorted(root.iterdir())
        return tuple((each.name, (seen := each.stat()).st_mtime_ns, seen.st_ino) for each in files)
    except OSError:  # in the middle of a change
        return ()

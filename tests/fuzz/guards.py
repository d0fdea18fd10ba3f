"""What every reading of any file is held to: an answer or our own error, in time, in memory, and telling nothing."""

import faulthandler
import logging
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import process_time

from mutants import A_PERSON

from thrive_rules import CaseError, DecisionError, RuleError, ThriveRulesError
from thrive_rules.conversations.section import readable

SECONDS = 2.0
"""Ten times what the slowest file takes (0.19), in seconds of the processor: a busy machine cannot make it longer."""
MEMORY = 370 << 20
"""Ten times what a block of files takes beside what the process had (37 MiB), in bytes."""


class Hung(BaseException):
    """Something took too long. No `OSError` and no `Exception`, so that nothing takes it for a fault of a file."""


@contextmanager
def in_time() -> Iterator[None]:
    """What is done within takes at most `SECONDS` of the processor, and does not wait much longer for anything."""

    def stop(*_: object) -> None:
        raise Hung

    timers = (
        (signal.SIGPROF, signal.ITIMER_PROF, SECONDS),
        (signal.SIGALRM, signal.ITIMER_REAL, 20 * SECONDS),
    )
    before = [signal.signal(number, stop) for number, _, _ in timers]
    for _, timer, seconds in timers:
        signal.setitimer(timer, seconds)
    began = process_time()
    try:
        yield
    finally:
        for (number, timer, _), handler in zip(timers, before, strict=True):
            signal.setitimer(timer, 0)
            signal.signal(number, handler)
    assert process_time() - began < SECONDS


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Where Python cannot stop what hangs, the whole process ends, and says where it was."""
    faulthandler.dump_traceback_later(seconds, exit=True)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()


@contextmanager
def in_memory() -> Iterator[None]:
    """What is done within takes at most `MEMORY` more than there was. Only Linux forgets an old peak, and is asked."""
    status, forget = Path("/proc/self/status"), Path("/proc/self/clear_refs")
    if not forget.exists():
        yield
        return

    def bytes_of(field: str) -> int:
        [line] = (each for each in status.read_text().splitlines() if each.startswith(field))
        return int(line.split()[1]) << 10

    forget.write_text("5")
    before = bytes_of("VmRSS")
    yield
    assert bytes_of("VmHWM") - before < MEMORY


def held(error: ThriveRulesError, *, secret: bool, lines: bool) -> None:
    """Hold an error to what is promised of each: our words, safe for a terminal, and nothing of the file on it."""
    message = str(error)
    assert message
    assert all(map(str.isprintable, message.split("\n"))), ascii(message)
    assert not message.endswith("expected one of ")
    assert error.__context__ is None, repr(error.__context__)
    assert error.__cause__ is None
    if secret:
        assert A_PERSON not in message + repr(vars(error)), message
    if lines and isinstance(error, (CaseError, DecisionError, RuleError)):
        assert any(fault.line for fault in error.faults), message


def shown(text: str) -> None:
    """Hold what people are shown to letters that any terminal may get."""
    assert text == readable(text), ascii(text)


def hold_logs(records: list[logging.LogRecord]) -> None:
    """Reading says nothing in any log, and no thread says what was read. Others' threads (Spark has one) may speak."""
    ours = [each for each in records if each.thread == threading.get_ident()]
    assert not ours, ours[0].name
    for each in records:
        assert A_PERSON not in repr(vars(each)), each.name


def hold_folder(folder: Path, *names: str) -> None:
    """Hold a folder to whole files: these at the most, and none with a dot before its name."""
    assert {each.name for each in folder.iterdir()} <= set(names)

"""Somebody at a terminal of their own: what they type, what is shown, and how it ended."""

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
from pathlib import Path

ROOT = Path(__file__).parents[1]
# A terminal of its own, so that Ctrl-C reaches the program as it would reach it from a keyboard.
STARTS = (
    "import fcntl, runpy, signal, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); "
    "signal.signal(signal.SIGINT, signal.default_int_handler); "  # whoever runs the tests may ignore it
    "sys.argv[0] = 'thrive-rules'; runpy.run_module('thrive_rules', run_name='__main__')"
)


class Terminal:
    """Somebody at a terminal."""

    def __init__(self, *arguments: str | Path) -> None:
        self.ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 200, 0, 0))
        self.process = subprocess.Popen(
            [sys.executable, "-c", STARTS, *map(str, arguments)],
            stdin=theirs, stdout=theirs, stderr=theirs, cwd=ROOT, start_new_session=True,
            env={**os.environ, "TERM": "dumb", "NO_COLOR": "1", "COLUMNS": "200"},
        )  # fmt: skip
        os.close(theirs)
        self.shown = ""

    def wait(self, ends: str = "> ", again: bytes = b"") -> str:
        """What is shown until it asks, or until it ends; `again` is pressed again where nothing comes of it."""
        new = b""
        pressed = 1
        while True:
            ready, _, _ = select.select([self.ours], [], [], 3 if again else 60)
            if not ready and again and pressed < 20:
                # A key that comes between the prompt and the reading of it is only noticed with the next one.
                os.write(self.ours, again)
                pressed += 1
                continue
            assert ready, f"nothing more came after: {self.shown[-500:]}{new.decode(errors='replace')}"
            try:
                piece = os.read(self.ours, 65536)
            except OSError:
                piece = b""
            new += piece
            if not piece or (ends and re.search(rf"(^|\n){ends}$", new.decode(errors="replace"))):
                break
        told = new.decode().replace("\r\n", "\n")
        self.shown += told
        return told

    def type(self, text: str) -> str:
        os.write(self.ours, f"{text}\n".encode())
        return self.wait()

    def ctrl_c(self) -> str:
        os.write(self.ours, b"\x03")
        return self.wait(ends="", again=b"\x03")

    def ended(self) -> int:
        os.close(self.ours)
        return self.process.wait(timeout=60)

"""Somebody at a terminal of their own: what they type, what is shown, and how it ended."""

import fcntl
import os
import pty
import re
import select
import struct
import termios
from pathlib import Path

from command import started


class Terminal:
    """Somebody at a terminal."""

    def __init__(self, *arguments: str | Path) -> None:
        self.ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 200, 0, 0))
        self.process = started().begin(
            ["-m", "thrive_rules", *arguments],
            (theirs, theirs, theirs),
            environment={"TERM": "dumb", "NO_COLOR": "1", "COLUMNS": "200"},
        )
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
        return started().wait(self.process)

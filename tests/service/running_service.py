"""A service in a process of its own, as `thrive-rules serve` starts it."""

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from urllib.parse import urlsplit
from urllib.request import Request, urlopen


@dataclass
class Running:
    """A service that listens, and how to talk to it."""

    process: "subprocess.Popen[str]"
    url: str
    log: Path

    def post(self, path: str, data: Any) -> Any:
        """What it answers to some data."""
        sent = Request(  # noqa: S310 - of this computer
            self.url + path, json.dumps(data).encode(), {"Content-Type": "application/json"}
        )
        with urlopen(sent, timeout=20) as answer:  # noqa: S310 - as above
            return json.load(answer)

    def connect(self) -> socket.socket:
        """A connection on which nothing is said yet."""
        place = urlsplit(self.url)
        assert place.hostname
        assert place.port
        return socket.create_connection((place.hostname, place.port), timeout=20)

    def end(self) -> str:
        """Tell it to end, and what it logged."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)
        return self.logged

    @property
    def logged(self) -> str:
        """What it has logged so far."""
        return self.log.read_text()


@contextmanager
def running(*options: object) -> Iterator[Running]:
    """A service with these options, at a free port, until what is done within is done."""
    line = [sys.executable, "-m", "thrive_rules", "serve", "--port", "0", *map(str, options)]
    # Into a file: a pipe that nobody reads is full after some requests, and whoever logs would wait.
    with NamedTemporaryFile() as log:
        process = subprocess.Popen(
            line, stdout=subprocess.PIPE, stderr=log, stdin=subprocess.DEVNULL, text=True
        )
        try:
            assert process.stdout
            said = process.stdout.readline()
            running = Running(process, (said.split() or [""])[0], Path(log.name))
            assert said.startswith("http://127.0.0.1:"), running.logged
            yield running
        finally:
            if process.poll() is None:
                process.terminate()
            process.communicate(timeout=30)

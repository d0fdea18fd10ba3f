"""A service in a process of its own, as `thrive-rules serve` starts it."""

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from urllib.request import Request, urlopen


@dataclass
class Running:
    """A service that listens, and how to talk to it."""

    process: "subprocess.Popen[str]"
    url: str

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
        return self.process.communicate(timeout=30)[1]


@contextmanager
def running(*options: object) -> Iterator[Running]:
    """A service with these options, at a free port, until what is done within is done."""
    line = [sys.executable, "-m", "thrive_rules", "serve", "--port", "0", *map(str, options)]
    process = subprocess.Popen(
        line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True
    )
    try:
        assert process.stdout
        said = process.stdout.readline()
        assert said.startswith("http://127.0.0.1:"), process.communicate(timeout=20)[1]
        yield Running(process, said.split()[0])
    finally:
        if process.poll() is None:
            process.terminate()
            process.communicate(timeout=30)

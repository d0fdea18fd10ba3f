"""Suggestions a second over HTTP, beside an empty FastAPI route in the same run, as a ratio: `make bench-service`.

wrk (Debian: `apt-get install wrk`) asks over loopback alone, for a bounded time. Requests are one case, again and again.
"""

import argparse
import json
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from thrive_rules.service.examples import A_CALL, A_CASE

EMPTY = """
import socket
import sys
import uvicorn
from fastapi import FastAPI, Request, Response
from uvicorn.protocols.http.h11_impl import H11Protocol

app = FastAPI()


class AtOnce(H11Protocol):
    def connection_made(self, transport):  # as the service does
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().connection_made(transport)


@app.post("/empty")
async def empty(request: Request) -> Response:
    await request.body()
    return Response("{}", media_type="application/json")


if __name__ == "__main__":
    uvicorn.run("empty:app", port=int(sys.argv[1]), workers=int(sys.argv[2]), access_log=False, log_level="error",
                http=AtOnce)
"""
MOST_SECONDS, MOST_SECONDS_OF_MEMORY = 60, 1800


class Found(NamedTuple):
    """What wrk found."""

    a_second: float
    p50: str
    p99: str
    wrong: int
    answered: int


@contextmanager
def started(*line: object, at: int, cwd: Path | None = None) -> Iterator[int]:
    """A server, from when it listens until what is done within is done: its process."""
    server = subprocess.Popen(
        list(map(str, line)), cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", at), timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        time.sleep(2)  # every process has read its rules
        yield server.pid
    finally:
        server.terminate()
        server.wait(30)


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port


def load(wrk: str, url: str, body: object, options: argparse.Namespace) -> Found:
    """What one address answers under load."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        sent = json.dumps(json.dumps(body))
        script.write(
            f'wrk.method = "POST"\nwrk.headers["Content-Type"] = "application/json"\nwrk.body = {sent}\n'
        )
        script.flush()
        line = [
            wrk,
            "-t1",
            f"-c{options.connections}",
            f"-d{options.seconds}s",
            "--latency",
            "-s",
            script.name,
            url,
        ]
        said = subprocess.run(
            line, capture_output=True, text=True, check=True, timeout=MOST_SECONDS + 30
        ).stdout
    a_second = re.search(r"Requests/sec:\s+([0-9.]+)", said)
    waits = dict(re.findall(r"^\s+(50|99)%\s+(\S+)$", said, re.MULTILINE))
    wrong = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    answered = re.search(r"(\d+) requests in", said)
    assert a_second, said
    assert answered, said
    counted = int(wrong[1]) if wrong else 0
    return Found(float(a_second[1]), waits["50"], waits["99"], counted, int(answered[1]))


def held(process: int) -> int:
    """What a process and all that it started hold in memory now, in kB (`VmRSS`)."""
    status = Path(f"/proc/{process}/status").read_text()
    own = re.search(r"VmRSS:\s+(\d+)", status)
    started = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return (int(own[1]) if own else 0) + sum(map(held, map(int, started)))


def memory(wrk: str, options: argparse.Namespace) -> int:
    """What the service holds, from one tenth of the requests to the next."""
    port = free_port()
    line = (sys.executable, "-m", "thrive_rules", "serve", "--port", port, "--workers", options.workers)
    answered, wrong, until = 0, 0, time.monotonic() + MOST_SECONDS_OF_MEMORY
    with started(*line, at=port) as process:
        print(
            f"{options.workers} processes; before any request {held(process) / 1024:.1f} MB\n\nrequests    MB"
        )
        while answered < options.memory and time.monotonic() < until:
            found = load(wrk, f"http://127.0.0.1:{port}/v1/suggest", A_CASE, options)
            answered, wrong = answered + found.answered, wrong + found.wrong
            print(f"{answered:>8,} {held(process) / 1024:>5.1f}", flush=True)
    return 1 if wrong or answered < options.memory else 0


def main() -> int:
    """Print the figures of each route, and its ratio to the empty one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--memory", type=int, help="what it holds over so many requests, and nothing else")
    options = parser.parse_args()
    options.seconds = min(options.seconds, MOST_SECONDS)
    wrk = shutil.which("wrk")
    if wrk is None:
        print("wrk is not installed; on Debian: apt-get install wrk", file=sys.stderr)
        return 2
    if options.memory:
        return memory(wrk, options)
    print(
        f"{options.workers} processes, {options.connections} connections, {options.seconds} s for each route\n"
    )
    found: dict[str, Found] = {}
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "empty.py").write_text(EMPTY)
        port = free_port()
        with started(sys.executable, "empty.py", port, options.workers, at=port, cwd=Path(folder)):
            found["an empty FastAPI route"] = load(wrk, f"http://127.0.0.1:{port}/empty", A_CASE, options)
    port = free_port()
    line = (sys.executable, "-m", "thrive_rules", "serve", "--port", port, "--workers", options.workers)
    with started(*line, at=port):
        for path, body in (
            ("/v1/suggest", A_CASE),
            ("/v1/read?depth=glance&format=text", A_CASE),
            ("/cds-services/needs-based-groupings", A_CALL),
        ):
            found[path] = load(wrk, f"http://127.0.0.1:{port}{path}", body, options)
    empty = found["an empty FastAPI route"].a_second
    print(f"{'':42}{'a second':>10}{'p50':>10}{'p99':>10}{'of empty':>10}{'not 2xx':>9}")
    for name, each in found.items():
        ratio = f"{each.a_second / empty:.2f}"
        print(f"{name:42}{each.a_second:>10,.0f}{each.p50:>10}{each.p99:>10}{ratio:>10}{each.wrong:>9}")
    return 1 if any(each.wrong for each in found.values()) else 0


if __name__ == "__main__":
    sys.exit(main())

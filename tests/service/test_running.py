"""A service as it runs: it answers, it ends when it is told to and finishes what is under way, and cuts who dawdles."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from running_service import running
from test_client_token import AT, ISSUER, JWKS

from thrive_rules.service import running as run
from thrive_rules.service.settings import Settings


def test_a_service_finishes_what_is_under_way_when_it_is_told_to_end() -> None:
    with running() as service:
        assert service.post("/v1/suggest", {})["candidates"] == []
        with service.connect() as line:
            line.sendall(
                b"POST /v1/suggest HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\n"
                b"Content-Length: 2\r\n\r\n{"
            )
            time.sleep(0.3)
            service.process.terminate()
            time.sleep(0.3)
            line.sendall(b"}")
            told = b""
            while part := line.recv(65536):
                told += part
        assert told.startswith(b"HTTP/1.1 200 OK\r\n")
        assert service.process.wait(30) in (0, -15)
        lines = [json.loads(each) for each in service.logged.splitlines()]
        assert [each["status"] for each in lines if each["event"] == "answered"] == [200, 200]


def test_a_service_that_is_told_to_end_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clients, place = tmp_path / "clients.json", tmp_path / "place"
    clients.write_text(json.dumps({"address": AT, "clients": [{"iss": ISSUER, "jwks": JWKS}]}))
    place.mkdir()
    monkeypatch.setenv("TMPDIR", str(place))
    with running("--clients", clients) as service:
        for path, status in (("/healthz", 200), ("/cds-services", 401)):
            with service.connect() as line:
                line.sendall(f"GET {path} HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n".encode())
                assert line.recv(65536).startswith(f"HTTP/1.1 {status} ".encode())
        assert len(list(place.glob("thrive-rules-*/tokens"))) == 1
        service.end()
    assert list(place.iterdir()) == []


def test_a_port_that_is_taken_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        from command import command

        done = command("serve", "--port", taken.getsockname()[1])
    assert done.returncode == 2
    assert "is taken" in done.stderr


@contextmanager
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[uvicorn.Server, Any]]:
    """A service in a thread of this process, and its address."""
    monkeypatch.setattr(run, "LOGGING", None)  # the logs are those of the tests here
    with run.listen(run.Listener(port=0)) as listening:
        config = run.configuration(Settings(), run.Listener())
        config.timeout_keep_alive = 0
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield server, listening.getsockname()
        finally:
            server.should_exit = True
            thread.join(20)


def test_a_client_that_never_ends_its_header_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "SECONDS_FOR_A_HEADER", 0.5)
    with in_this_process(monkeypatch) as (server, address):
        with socket.create_connection(address, timeout=20) as line:
            line.sendall(b"GET /healthz HTTP/1.1\r\nHost: he")
            while not server.server_state.connections:
                time.sleep(0.01)
            own = next(iter(server.server_state.connections)).transport.get_extra_info("socket")
            assert own.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY), (
                "no answer waits for another packet"
            )
            assert line.recv(100) == b""
        with socket.create_connection(address, timeout=20) as line:
            line.sendall(b"GET /healthz HTTP/1.1\r\nHost: here\r\n\r\n")
            assert line.recv(100).startswith(b"HTTP/1.1 200 OK")


def test_a_client_that_reads_nothing_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "SECONDS_TO_TAKE_IT", 0.5)
    with in_this_process(monkeypatch) as (server, address), socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.settimeout(20)
        line.connect(address)
        line.sendall(b"GET / HTTP/1.1\r\nHost: here\r\n\r\n" * 20)  # half a megabyte each
        until = time.monotonic() + 20
        while not server.server_state.connections and time.monotonic() < until:
            time.sleep(0.01)
        while server.server_state.connections and time.monotonic() < until:
            time.sleep(0.05)
        assert not server.server_state.connections, "nobody is waited for without end"
        taken = 0
        with suppress(ConnectionError):
            while part := line.recv(1 << 16):
                taken += len(part)
        assert taken < 20 * 400_000

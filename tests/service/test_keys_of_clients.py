"""Keys that a client publishes are fetched from the one address that is known: over https, once, bounded, no further."""

import datetime
import ipaddress
import json
import ssl
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from calls import Here
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from test_client_token import AT, HOOK, ISSUER, JWKS, status, token

from thrive_rules import ThriveRulesError
from thrive_rules.service import client_token
from thrive_rules.service.settings import Client, Settings, load_clients


@dataclass
class Publisher:
    """A clinical system that publishes its keys, and who asked for what."""

    address: str
    answers: list[tuple[int, dict[str, str], bytes]] = field(default_factory=list)
    """What it answers, one after the other; the last one again and again."""
    asked: list[str] = field(default_factory=list)
    piece: int = 1 << 20
    wait: float = 0.0

    def here(self) -> Here:
        """A service that knows this client by its address alone."""
        return Here(Settings(address=AT, clients=(Client(iss=ISSUER, jku=f"{self.address}/jwks.json"),)))


def certificate(folder: Path) -> Path:
    """A key and a certificate of this computer, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "made up")])
    now = datetime.datetime.now(datetime.UTC)
    here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - datetime.timedelta(1)).not_valid_after(now + datetime.timedelta(1))
        .add_extension(here, critical=False).add_extension(x509.BasicConstraints(True, None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    file = folder / "made_up.pem"
    plain = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(plain + made.public_bytes(serialization.Encoding.PEM))
    return file


@pytest.fixture
def publisher(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Publisher]:
    file = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    found = Publisher("", [(200, {}, json.dumps(JWKS).encode())])

    class Published(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.asked.append(self.path)
            code, headers, body = found.answers[min(len(found.asked), len(found.answers)) - 1]
            self.send_response(code)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            for start in range(0, len(body), found.piece):
                self.wfile.write(body[start : start + found.piece])
                time.sleep(found.wait)

        def log_message(self, *_: object) -> None:
            pass

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Published)
    server.handle_error = lambda *_: None  # type: ignore[method-assign] # whoever asks may hang up
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    found.address = f"https://127.0.0.1:{server.server_port}"
    yield found
    server.shutdown()
    server.server_close()


def test_keys_are_fetched_once_and_hold_for_each_call(publisher: Publisher) -> None:
    here = publisher.here()
    assert [status(here, token()) for _ in range(3)] == [200, 200, 200]
    assert status(here, token({"jku": f"{publisher.address}/jwks.json"})) == 200
    assert publisher.asked == ["/jwks.json"]


def test_no_address_but_the_known_one_is_asked(publisher: Publisher) -> None:
    here = publisher.here()
    for other in (f"{publisher.address}/other.json", "http://127.0.0.1/", "file:///etc/passwd"):
        answer = here.post(HOOK, {}, **token({"jku": other}))
        assert answer.status_code == 401
        assert "jku: these are not the keys that are known of this client" in answer.text
        assert other not in answer.text
    assert publisher.asked == []


NOTHING_TO_TAKE: dict[str, tuple[int, dict[str, str], bytes]] = {
    "moved": (302, {"Location": "/elsewhere.json"}, b""),
    "an error": (500, {}, b""),
    "no JSON": (200, {}, b"Zaphod"),
    "no object": (200, {}, b"[]"),
    "too deep": (200, {}, b"[" * 90_000),
    "too long": (200, {}, b'{"keys": [], "more": "' + b"x" * 200_000 + b'"}'),
}


@pytest.mark.parametrize("what", NOTHING_TO_TAKE)
def test_what_is_no_set_of_keys_is_told_without_a_value_and_not_asked_for_again_at_once(
    what: str, publisher: Publisher
) -> None:
    publisher.answers = [NOTHING_TO_TAKE[what]]
    here = publisher.here()
    for _ in range(3):
        answer = here.post(HOOK, {}, **token())
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
        assert "Zaphod" not in answer.text
        assert publisher.address not in answer.text
    assert publisher.asked == ["/jwks.json"], (
        "nothing else is followed, and nothing is asked again at each call"
    )


def test_keys_that_trickle_are_given_up(publisher: Publisher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_token, "SECONDS_TO_FETCH", 0.3)
    publisher.piece, publisher.wait = 1, 0.05
    assert status(publisher.here(), token()) == 503


def test_a_server_that_nobody_vouches_for_is_not_asked(
    publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    assert status(publisher.here(), token()) == 503
    assert publisher.asked == []


def test_an_address_without_https_is_refused_before_anything_runs(tmp_path: Path) -> None:
    file = tmp_path / "clients.json"
    for address in ("http://ehr.example/jwks.json", "file:///etc/passwd", "ftp://ehr.example/jwks.json"):
        file.write_text(json.dumps({"address": AT, "clients": [{"iss": ISSUER, "jku": address}]}))
        with pytest.raises(ThriveRulesError, match="jku: expected text that matches"):
            load_clients(file)

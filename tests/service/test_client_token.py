"""Tokens as CDS Hooks asks for them: each good one is taken once, and each other is refused by the name of its claim."""

import json
import time
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import jwt
import pytest
from calls import JSON, Here
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from thrive_rules import ThriveRulesError
from thrive_rules.service.client_token import UsedTokens
from thrive_rules.service.examples import A_CALL, SOME_FEEDBACK
from thrive_rules.service.settings import Client, Settings, load_clients

AT = "https://cds.example"
ISSUER = "https://ehr.example"
HOOK = "/cds-services/needs-based-groupings"
EC_KEY, RSA_KEY = ec.generate_private_key(ec.SECP384R1()), rsa.generate_private_key(65537, 2048)
OTHER_KEY = ec.generate_private_key(ec.SECP384R1())
JWKS = {
    "keys": [
        json.loads(ECAlgorithm.to_jwk(EC_KEY.public_key())) | {"kid": "ec"},
        json.loads(RSAAlgorithm.to_jwk(RSA_KEY.public_key())) | {"kid": "rsa"},
    ]
}
SETTINGS = Settings(address=AT, clients=(Client(iss=ISSUER, jwks=JWKS),))


@pytest.fixture(scope="module")
def here() -> Here:
    return Here(SETTINGS)


def token(
    head: Mapping[str, Any] = MappingProxyType({}),
    key: Any = EC_KEY,
    algorithm: str = "ES384",
    without: str = "",
    **claims: Any,
) -> dict[str, str]:
    now = int(time.time())
    said = {"iss": ISSUER, "aud": AT + HOOK, "iat": now, "exp": now + 300, "jti": str(uuid.uuid4())} | claims
    said.pop(without, None)
    made = jwt.encode(said, key, algorithm, headers={"kid": "ec", "typ": "JWT", **head})
    return {"Authorization": f"Bearer {made}"}


def status(here: Here, headers: dict[str, str], path: str = HOOK, data: Any = A_CALL) -> int:
    return here.post(path, data, **headers).status_code


def test_each_route_takes_a_token_for_its_own_address(here: Here) -> None:
    assert status(here, token()) == 200
    assert status(here, token(aud=[AT + HOOK])) == 200
    assert status(here, token({"kid": "rsa"}, RSA_KEY, "RS384")) == 200
    assert status(here, token(aud=f"{AT}{HOOK}/feedback"), f"{HOOK}/feedback", SOME_FEEDBACK) == 200
    assert here.call("GET", "/cds-services", headers=token(aud=f"{AT}/cds-services")).status_code == 200
    assert status(here, token(aud=f"{AT}/v1/suggest"), "/v1/suggest", {}) == 200
    for path, data in ((f"{HOOK}/feedback", SOME_FEEDBACK), ("/v1/suggest", {}), ("/v1/read", {})):
        assert status(here, token(), path, data) == 401
    assert here.call("GET", "/healthz").status_code == 200


def test_the_address_is_the_one_that_is_told_and_never_that_of_the_request(here: Here) -> None:
    assert status(here, token(aud=f"https://elsewhere.example{HOOK}") | {"Host": "elsewhere.example"}) == 401


WRONG: dict[str, tuple[str, Callable[[], dict[str, str]]]] = {
    "none": ("Authorization", dict),
    "basic": ("Authorization", lambda: {"Authorization": "Basic Zaphod"}),
    "no token": ("Authorization", lambda: {"Authorization": "Bearer Zaphod"}),
    "hmac": ("alg", lambda: token(key="s" * 48, algorithm="HS384")),
    "weaker": ("alg", lambda: token(key=ec.generate_private_key(ec.SECP256R1()), algorithm="ES256")),
    "typ": ("typ", lambda: token({"typ": "Zaphod"})),
    "iss": ("iss", lambda: token(iss="https://Zaphod.example")),
    "no iss": ("iss", lambda: token(without="iss")),
    "kid": ("kid", lambda: token({"kid": "Zaphod"})),
    "key": ("signature", lambda: token(key=OTHER_KEY)),
    "jku": ("signature", lambda: token({"jku": "https://Zaphod.example"}, key=OTHER_KEY)),
    "aud": ("aud", lambda: token(aud="https://Zaphod.example")),
    "ended": ("exp", lambda: token(iat=int(time.time()) - 600, exp=int(time.time()) - 300)),
    "long": ("exp", lambda: token(exp=int(time.time()) + 3600)),
    "not yet": ("iat", lambda: token(iat=int(time.time()) + 600, exp=int(time.time()) + 700)),
    "no jti": ("claims", lambda: token(without="jti")),
    "no exp": ("claims", lambda: token(without="exp")),
    "no iat": ("claims", lambda: token(without="iat")),
    "no aud": ("claims", lambda: token(without="aud")),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_each_other_token_is_refused_by_the_name_of_its_claim(wrong: str, here: Here) -> None:
    claim, headers = WRONG[wrong]
    answer = here.post(HOOK, A_CALL, **headers())
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.json()["issue"][0]["details"]["text"].startswith(f"{claim}: ")
    assert "Zaphod" not in answer.text


def test_unsigned_is_refused(here: Here) -> None:
    made = jwt.encode({"iss": ISSUER}, "", "none", headers={"kid": "ec"})
    assert status(here, {"Authorization": f"Bearer {made}"}) == 401


def test_a_clock_that_differs_by_less_than_a_minute_is_no_fault(here: Here) -> None:
    now = int(time.time())
    assert status(here, token(iat=now + 40, exp=now + 340)) == 200
    assert status(here, token(iat=now - 340, exp=now - 40)) == 200


def test_a_token_is_taken_once_by_all_processes_together(tmp_path: Path) -> None:
    settings = Settings(address=AT, clients=SETTINGS.clients, tokens=tmp_path / "used")
    one, other, once = Here(settings), Here(settings), token()
    assert [status(each, once) for each in (one, other, one)] == [200, 401, 401]
    used = UsedTokens(tmp_path / "used")
    assert used.is_new("another", "x", time.time() - 1)
    assert used.is_new("another", "x", time.time() + 60), "what has ended is forgotten"
    assert not used.is_new("another", "x", time.time() + 60)


def test_a_body_is_not_looked_at_before_the_token(here: Here) -> None:
    answer = here.call("POST", "/v1/suggest", content=b" " * 300_000, headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (401, "token")


def test_where_no_client_is_named_no_token_is_looked_at() -> None:
    assert status(Here(), {"Authorization": "Bearer Zaphod"}) == 200


def test_a_file_says_who_may_call(tmp_path: Path) -> None:
    file = tmp_path / "clients.json"
    file.write_text(json.dumps({"address": AT, "clients": [{"iss": ISSUER, "jwks": JWKS}]}))
    assert load_clients(file).clients == SETTINGS.clients
    for wrong in (
        {"address": AT, "clients": []},
        {"address": AT, "clients": [{"iss": ISSUER}]},
        {"address": AT, "clients": [{"iss": ISSUER, "jku": "http://ehr.example/keys"}]},
        {"address": f"{AT}/", "clients": [{"iss": ISSUER, "jwks": JWKS}]},
    ):
        file.write_text(json.dumps(wrong))
        with pytest.raises(ThriveRulesError):
            load_clients(file)

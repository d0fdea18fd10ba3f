"""Whether a call comes from a client that we know: its token, as CDS Hooks asks for it, and each token once.

Source: CDS Hooks 2.0 (HL7/cds-hooks), trusting CDS clients; RFC 7515, 7517, 7519. That a token is good for five
minutes at the most, with a minute for clocks that differ, is our own rule.
"""

import json
import sqlite3
import time
from collections.abc import Mapping
from contextlib import closing
from http.client import HTTPException
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.request import HTTPRedirectHandler, Request, build_opener

import jwt

from thrive_rules.service.refusal import Refusal
from thrive_rules.service.settings import Client, Settings

ALGORITHMS = ("ES384", "RS384")
SECONDS_OF_TOKEN, SECONDS_OF_SKEW, SECONDS_OF_KEYS = 300, 60, 300
SECONDS_TO_FETCH, SECONDS_TO_FETCH_AGAIN, SECONDS_TO_WAIT = 3, 10, 5
MOST_BYTES_OF_KEYS = 100_000
CLAIMS = ("iss", "aud", "exp", "iat", "jti")


class Tokens:
    """Which clients are known, and which of their tokens were used."""

    def __init__(self, settings: Settings) -> None:
        self._clients = {each.iss: each for each in settings.clients}
        self._address = settings.address
        self._used = UsedTokens(settings.tokens)
        self._fetched: dict[str, tuple[float, Mapping[str, Any] | None]] = {}

    def check(self, header: str | None, path: str) -> None:
        """Raises Refusal, 401, for a call without a good token. It names the claim, and never its value."""
        scheme, _, token = (header or "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise _refused("Authorization", "expected Bearer and a token")
        try:
            head = jwt.get_unverified_header(token)
            said = jwt.decode(token, options={"verify_signature": False})
        except jwt.PyJWTError:
            raise _refused("Authorization", "this is no token") from None
        if head.get("alg") not in ALGORITHMS:
            raise _refused("alg", f"expected one of {', '.join(ALGORITHMS)}")
        if str(head.get("typ", "")).upper() != "JWT":
            raise _refused("typ", "expected JWT")
        issuer = said.get("iss")
        client = self._clients.get(issuer) if isinstance(issuer, str) else None
        if client is None:
            raise _refused("iss", "this client is not known here")
        if client.jku is not None and head.get("jku", client.jku) != client.jku:
            raise _refused("jku", "these are not the keys that are known of this client")
        self._hold(token, client, head, self._address + path)

    def end(self) -> None:
        """Forget the tokens that were used, where no other process knows of them."""
        self._used.end()

    def _hold(self, token: str, client: Client, head: Mapping[str, Any], called: str) -> None:
        key = self._key(client, head.get("kid"), head["alg"])
        try:
            said = jwt.decode(
                token,
                key,
                algorithms=[head["alg"]],
                audience=called,
                issuer=client.iss,
                leeway=SECONDS_OF_SKEW,
                options={"require": list(CLAIMS)},
            )
        except jwt.PyJWTError as failure:
            raise _refused(*_CLAIM_OF.get(type(failure), ("signature", "it does not fit"))) from None
        if not said["iat"] - SECONDS_OF_SKEW < said["exp"] <= said["iat"] + SECONDS_OF_TOKEN:
            raise _refused("exp", f"expected at most {SECONDS_OF_TOKEN} seconds after iat")
        if not isinstance(said["jti"], str) or not said["jti"]:
            raise _refused("jti", "expected text")
        if not self._used.is_new(client.iss, said["jti"], said["exp"] + SECONDS_OF_SKEW):
            raise _refused("jti", "this token was used already")

    def _key(self, client: Client, kid: object, algorithm: str) -> jwt.PyJWK:
        keys = client.jwks if client.jwks is not None else self._keys_at(client.jku or "")
        named = keys.get("keys")
        for each in named if isinstance(named, list) else ():
            if isinstance(each, Mapping) and isinstance(kid, str) and each.get("kid") == kid:
                try:
                    return jwt.PyJWK(dict(each), algorithm)
                except jwt.PyJWTError:
                    break
        raise _refused("kid", "no key of this client has this name, or it cannot be read")

    def _keys_at(self, address: str) -> Mapping[str, Any]:
        until, keys = self._fetched.get(address, (0.0, None))
        if until < time.monotonic():
            keys = _fetched(address)
            kept = SECONDS_OF_KEYS if keys is not None else SECONDS_TO_FETCH_AGAIN
            self._fetched[address] = time.monotonic() + kept, keys
        if keys is None:  # nor asked for again at each call: whoever calls has not shown yet who they are
            again = {"Retry-After": str(SECONDS_TO_FETCH_AGAIN)}
            raise Refusal(503, "keys", "the keys of this client cannot be fetched", again)
        return keys


_CLAIM_OF: Mapping[type[Exception], tuple[str, str]] = {
    jwt.ExpiredSignatureError: ("exp", "this token has ended"),
    jwt.ImmatureSignatureError: ("iat", "this token has not begun"),
    jwt.InvalidIssuedAtError: ("iat", "expected a number"),
    jwt.InvalidAudienceError: ("aud", "expected the address that is called"),
    jwt.InvalidIssuerError: ("iss", "this client is not known here"),
    jwt.MissingRequiredClaimError: ("claims", f"expected each of {', '.join(CLAIMS)}"),
}


def _refused(claim: str, problem: str) -> Refusal:
    return Refusal(401, "token", f"{claim}: {problem}", {"WWW-Authenticate": "Bearer"})


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


def _fetched(address: str) -> Mapping[str, Any] | None:
    """The keys that stand at an address; none where they cannot be had in time, or are no keys."""
    until, body = time.monotonic() + SECONDS_TO_FETCH, b""
    asked = Request(address)  # noqa: S310 - no `file:` comes here: a file of clients takes https alone, by its pattern
    try:
        with build_opener(_NoRedirect).open(asked, timeout=SECONDS_TO_FETCH) as answer:
            while (more := answer.read1()) and len(body) <= MOST_BYTES_OF_KEYS:
                body += more
                if time.monotonic() > until:  # each piece comes in time, and all of them do not
                    return None
        found = json.loads(body) if len(body) <= MOST_BYTES_OF_KEYS else None
    except (OSError, HTTPException, ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


class UsedTokens:
    """Tokens that were used, until they end. It is one file for all processes, so that none takes a token again."""

    def __init__(self, file: Path | None) -> None:
        self._own = None if file else TemporaryDirectory(prefix="thrive-rules-")
        self._file = file or Path(self._own.name if self._own else "") / "tokens"
        with closing(self._open()) as base, base:
            base.execute("CREATE TABLE IF NOT EXISTS used (token TEXT PRIMARY KEY, until REAL) WITHOUT ROWID")

    def end(self) -> None:
        """Take the file away, where it is of this process alone."""
        if self._own:
            self._own.cleanup()

    def _open(self) -> sqlite3.Connection:
        return sqlite3.connect(self._file, timeout=SECONDS_TO_WAIT)

    def is_new(self, issuer: str, token: str, until: float) -> bool:
        """Whether a token was not used before; from now on it is."""
        with closing(self._open()) as base, base:
            base.execute("DELETE FROM used WHERE until < ?", (time.time(),))
            name = json.dumps([issuer, token])
            return bool(base.execute("INSERT OR IGNORE INTO used VALUES (?, ?)", (name, until)).rowcount)

"""One hash of plain data: the same for the same content, whatever the order of its keys."""

import hashlib
import json
from typing import Annotated, Any

from pydantic import Field, StrictStr

Digest = Annotated[StrictStr, Field(pattern=r"^sha256:[0-9a-f]{64}$")]
"""A fingerprint, as a file holds it."""
DigestOrEmpty = Annotated[StrictStr, Field(pattern=r"^(sha256:[0-9a-f]{64})?$")]
"""A fingerprint, or nothing as long as there is none."""


def fingerprint(data: Any, *, spaced: bool = False) -> str:
    """The sha256 of data as JSON with sorted keys; `spaced` puts a blank after each comma and colon.

    Hashes with and without blanks stand in files that people keep, so that neither can become the other. Raises
    TypeError for what JSON cannot say. Half a letter gets a hash that nothing else has.
    """
    text = json.dumps(
        data, sort_keys=True, ensure_ascii=False, separators=(", ", ": ") if spaced else (",", ":")
    )
    return "sha256:" + hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()

"""A file of rows that came without a name: how it begins says what it is. Needs the extra `[frame]`."""

from pathlib import Path

import pyarrow as pa

_COMPRESSED = {b"\x1f\x8b": ".gz", b"BZh": ".bz2", b"\x28\xb5\x2f\xfd": ".zst"}
"""How a compressed file begins, and its suffix."""
_FIRST = 64
_BEFORE_TEXT = b"\xef\xbb\xbf \t\r\n"
"""What can stand before the first letter: a byte order mark, and blanks."""


def named_by_content(file: Path) -> Path:
    """Rename a file so that its suffix says what it is: Parquet, lines of JSON, or else CSV; also compressed."""
    with file.open("rb") as stream:
        first = stream.read(_FIRST)
    if compressed := next((suffix for begin, suffix in _COMPRESSED.items() if first.startswith(begin)), ""):
        file = file.rename(file.with_suffix(compressed))
        try:
            with pa.input_stream(str(file), compression="detect") as rows:
                first = rows.read(_FIRST)
        except OSError:
            pass  # damaged: whoever reads the rows says so
    if first.startswith(b"PAR1"):
        kind = ".parquet"
    else:
        kind = ".ndjson" if first.lstrip(_BEFORE_TEXT).startswith(b"{") else ".csv"
    return file.rename(file.with_suffix(kind + compressed))

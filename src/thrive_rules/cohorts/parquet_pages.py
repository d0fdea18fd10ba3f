"""The rows of a Parquet file, read in a process of their own: a damaged file ends that one and not the caller's.

Polars can abort where the sizes in a file are not true, and nothing in the same process can catch that. The other
process starts once for each file, knows Polars alone, and hands rows on as Arrow; what it has no words for is lost.
"""

import io
import os
import struct
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

import polars as pl

ROWS_AT_ONCE = 32_768
MOST_LOOKS = 500
"""How often a file is looked into, at the most: each look goes through the list of all its pieces once."""
_LENGTH = struct.Struct("<q")


class DamagedError(Exception):
    """A file of which not every row came out."""


def pages(file: Path) -> Iterator[tuple[pl.DataFrame, float]]:
    """Rows with the share of the file that has come out by then; at first none, for their columns.

    Raises DamagedError where the file cannot be read to its end.
    """
    command = [sys.executable, "-P", __file__, str(file)]
    found_at = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(  # noqa: S603 - no shell, and no program but this file by this Python
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=found_at,
        process_group=0,  # Ctrl-C is for the caller: a reader that it ended would pass for a damaged file
    ) as reader:
        try:
            stream = cast(IO[bytes], reader.stdout)  # a pipe, as was asked for
            total, done = _length(stream), 0
            while size := _length(stream):
                rows = pl.read_ipc_stream(io.BytesIO(stream.read(size)))
                done += len(rows)
                yield rows, done / max(total, 1)
        finally:
            reader.kill()


def _length(stream: IO[bytes]) -> int:
    raw = stream.read(_LENGTH.size)
    if len(raw) < _LENGTH.size:
        raise DamagedError
    return int(_LENGTH.unpack(raw)[0])


def _hand_on(file: str, out: IO[bytes]) -> None:
    """What the other process does: the number of rows, each piece after its length, and a length of 0 at the end."""
    rows = pl.scan_parquet(file, glob=False)
    total = rows.select(pl.len()).collect().item()
    out.write(_LENGTH.pack(total))
    _piece(rows.clear().collect(), out)
    # Polars reads far ahead of whoever takes its rows, so that it is asked for no more than a few at a time.
    few = max(ROWS_AT_ONCE, -(-total // MOST_LOOKS))
    for start in range(0, total, few):
        for piece in rows.slice(start, few).collect_batches(chunk_size=ROWS_AT_ONCE, maintain_order=True):
            _piece(piece, out)
    out.write(_LENGTH.pack(0))
    out.flush()


def _piece(rows: pl.DataFrame, out: IO[bytes]) -> None:
    buffer = io.BytesIO()
    rows.write_ipc_stream(buffer)
    out.write(_LENGTH.pack(buffer.tell()))
    out.write(buffer.getbuffer())
    out.flush()


if __name__ == "__main__":
    _hand_on(sys.argv[1], sys.stdout.buffer)

"""A CSV as Arrow reads it: some rows at a time, as text, and a word for each row with too many or too few cells."""

import codecs
import re
import threading
import weakref
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import Any

import pyarrow as pa
import pyarrow.csv

BYTES_AT_ONCE = 16 << 20
SECONDS_TO_LET_GO = 5
"""How long a reader that is closed early is waited for, at the most: it reads one block."""
NO_TEXT = "\ufdd0"
"""Stands for a byte that no text holds. Unicode promises that it is never a letter."""
NOT_UTF_8 = "expected text in UTF-8"


class CsvReader:
    """The rows of a CSV after its header. Close it however reading ends. Raises ArrowInvalid where it cannot go on.

    `broken` gets each row that has too many or too few cells: its number, what is wrong, and its text.
    """

    def __init__(
        self, stream: pa.NativeFile, names: Sequence[str], broken: Callable[[int, str, str], None]
    ) -> None:
        self._let_go = threading.Event()
        self._calls = _Calls(broken)
        weakref.finalize(self._calls, self._let_go.set).atexit = False
        with ExitStack() as failed:
            failed.callback(self._wait)  # whatever it is: Arrow may read ahead by then
            self._reader = pyarrow.csv.open_csv(
                pa.TransformInputStream(stream, self._calls.as_text),
                read_options=pyarrow.csv.ReadOptions(block_size=BYTES_AT_ONCE, use_threads=False),
                parse_options=pyarrow.csv.ParseOptions(
                    newlines_in_values=True, invalid_row_handler=self._calls.note
                ),
                convert_options=pyarrow.csv.ConvertOptions(
                    check_utf8=False,  # all of it is text by then
                    column_types=dict.fromkeys(names, pa.string()),
                    strings_can_be_null=True,
                    null_values=[""],
                ),
            )
            failed.pop_all()

    @property
    def damaged(self) -> bool:
        """Whether any byte was no text so far."""
        return self._calls.damaged

    def rows(self) -> pa.RecordBatch | None:
        """The next rows; none at the end."""
        return next(self._reader, None)

    def close(self) -> None:
        """Read no further, and wait until Arrow has let go."""
        self._reader.close()
        del self._reader
        self._wait()

    def _wait(self) -> None:
        # A thread of Arrow reads ahead, and gives back what it calls once it ends. Where Python has ended by then, it
        # takes the process with it.
        del self._calls
        self._let_go.wait(SECONDS_TO_LET_GO)


class _Calls:
    """What Arrow calls. Nobody keeps it but Arrow and its reader: its end is waited for."""

    def __init__(self, broken: Callable[[int, str, str], None]) -> None:
        self._broken = broken
        self._decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
        self.damaged = False

    def as_text(self, block: pa.Buffer) -> bytes:
        """The next bytes, all of them text: Arrow fails at a broken row that is none, and Python prints that."""
        text = self._decoder.decode(block, not block.size)
        try:
            return text.encode()
        except UnicodeEncodeError:
            self.damaged = True
        return re.sub("[\udc80-\udcff]", NO_TEXT, text).encode()

    def note(self, row: Any) -> str:
        """Hand on a row with too many or too few cells."""
        problem = f"expected {row.expected_columns} columns, and there are {row.actual_columns}"
        text = row.text.replace(NO_TEXT, "\ufffd") if self.damaged else row.text
        self._broken(row.number - 1, problem if text == row.text else NOT_UTF_8, text)
        return "skip"

"""A CSV as Arrow reads it: some rows at a time, as bytes, and a word for each row with too many or too few cells."""

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


class CsvReader:
    """The rows of a CSV after its header. Close it however reading ends. Raises ArrowInvalid where it cannot go on.

    `broken` gets each row that has too many or too few cells: its number, what is wrong, and its text.
    """

    def __init__(self, stream: Any, names: Sequence[str], broken: Callable[[int, str, str], None]) -> None:
        self._let_go = threading.Event()
        with ExitStack() as failed:
            failed.callback(self._wait)  # whatever it is: Arrow may read ahead by then
            self._reader = pyarrow.csv.open_csv(
                stream,
                read_options=pyarrow.csv.ReadOptions(block_size=BYTES_AT_ONCE, use_threads=False),
                parse_options=pyarrow.csv.ParseOptions(
                    newlines_in_values=True, invalid_row_handler=self._to_note(broken)
                ),
                convert_options=pyarrow.csv.ConvertOptions(
                    column_types=dict.fromkeys(names, pa.binary()),  # a wrong byte is the fault of its row
                    strings_can_be_null=True,
                    null_values=[""],
                ),
            )
            failed.pop_all()

    def _to_note(self, broken: Callable[[int, str, str], None]) -> Callable[[Any], str]:
        """What Arrow calls for a row with too many or too few cells. Nobody here keeps it: its end is waited for."""

        def note(row: Any) -> str:
            problem = f"expected {row.expected_columns} columns, and there are {row.actual_columns}"
            broken(row.number - 1, problem, row.text)
            return "skip"

        weakref.finalize(note, self._let_go.set).atexit = False
        return note

    def rows(self) -> pa.RecordBatch | None:
        """The next rows; none at the end."""
        return next(self._reader, None)

    def close(self) -> None:
        """Read no further, and wait until Arrow has let go."""
        self._reader.close()
        del self._reader
        self._wait()

    def _wait(self) -> None:
        # A thread of Arrow reads ahead, and gives back the function that it calls once it ends. Where Python has ended
        # by then, it takes the process with it.
        self._let_go.wait(SECONDS_TO_LET_GO)

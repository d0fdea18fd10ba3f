"""Logs as lines of JSON, one for each event. Nothing that was sent can get into one."""

import json
import logging
import os
from datetime import UTC, datetime


class JsonLines(logging.Formatter):
    """One line of JSON for each event. Only what we say ourselves stands in it: no message of another library."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        fields = getattr(record, "fields", None)
        said = {"event": record.getMessage(), **fields} if fields is not None else {"event": record.name}
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        return json.dumps({"at": at, "level": record.levelname.lower(), "process": os.getpid(), **said})

"""Logs: one JSON object a line, without personal data; and who did what, in a file apart."""

import json
import logging
import math
import os
import sys
import time
from contextvars import ContextVar
from datetime import UTC, datetime
from logging.handlers import TimedRotatingFileHandler
from pathlib import Path

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
"""Of the request that is answered, for every line logged meanwhile."""

REPEAT_S = 10.0
MOST_SAID = 1000
"""Lines that are remembered, to know a repetition."""

AUDIT = logging.getLogger("tournee.audit")
FIELDS = (
    "plan_id", "attempt", "status", "code", "exit_code", "reason", "method", "route", "seconds",
    "tenant", "key", "action", "error", "address", "repeated",
)  # fmt: skip
"""What a line may say beside its message."""


class JsonLines(logging.Formatter):
    """A record as JSON. Of an exception its type and place only: its text may quote the input."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC)
        line = {
            "at": at.isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": request_id.get(),
        }
        line |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if record.exc_info and record.exc_info[1] is not None:
            line["exception"] = place(record.exc_info[1])
        return json.dumps({k: v for k, v in line.items() if v is not None}, ensure_ascii=False)


class Repeated(logging.Filter):
    """Of warnings and errors that say the same, one every `REPEAT_S`, with how many it stands for.

    A disk that is full, or a client that goes on and on, does not fill the log.
    """

    def __init__(self) -> None:
        super().__init__()
        self._said: dict[tuple[object, ...], tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is written."""
        if record.levelno < logging.WARNING:
            return True
        names = ("plan_id", "error", "code")
        what = (record.name, record.msg, *(getattr(record, name, None) for name in names))
        now = time.monotonic()
        said_at, more = self._said.get(what, (-math.inf, 0))
        if now - said_at < REPEAT_S:
            self._said[what] = (said_at, more + 1)
            return False
        if len(self._said) >= MOST_SAID:
            self._said.clear()
        self._said[what] = (now, 0)
        if more:
            record.repeated = more + 1
        return True


class _AuditFile(TimedRotatingFileHandler):
    """A file a day. That it cannot be written is said in the log, not in a traceback a line."""

    def handleError(self, record: logging.LogRecord) -> None:
        """Say so."""
        logging.getLogger("tournee.audit_file").error(
            "the audit log cannot be written", extra={"error": type(sys.exception()).__name__}
        )


def place(error: BaseException) -> str:
    """Type of an exception and where it comes from, innermost last."""
    places, trace = [], error.__traceback__
    while trace is not None:
        name = os.path.basename(trace.tb_frame.f_code.co_filename)
        places.append(f"{name}:{trace.tb_lineno}")
        trace = trace.tb_next
    return f"{type(error).__name__} at {' > '.join(places[-6:])}"


def set_up(level: str, folder: Path, keep_days: float | None = None) -> None:
    """Log to stderr, and who did what to `audit.jsonl` in a folder.

    The service alone begins a new file a day and keeps as many as `keep_days` says; a command
    beside it (None) only adds lines.
    """
    lines = logging.StreamHandler(sys.stderr)
    lines.setFormatter(JsonLines())
    lines.addFilter(Repeated())
    root = logging.getLogger()
    root.handlers[:] = [lines]
    root.setLevel("WARNING")
    logging.getLogger("tournee").setLevel(level)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    AUDIT.handlers[:] = [audit_file(folder / "audit.jsonl", keep_days)]
    AUDIT.propagate = False
    AUDIT.setLevel("INFO")


def audit_file(path: Path, keep_days: float | None) -> logging.Handler:
    """Lines in a file that is its owner's only; with days to keep, a new one each day (UTC)."""
    if not path.exists():  # the time of one that exists says whether its day is over
        path.touch(mode=0o600)
    if keep_days is None:
        lines = logging.FileHandler(path, encoding="utf-8")
    else:
        lines = _AuditFile(
            path, when="midnight", utc=True, backupCount=math.ceil(keep_days), encoding="utf-8"
        )
        lines.rotator = _rotate
    lines.setFormatter(JsonLines())
    return lines


def _rotate(source: str, target: str) -> None:
    os.rename(source, target)
    Path(source).touch(mode=0o600)

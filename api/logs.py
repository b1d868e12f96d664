"""Logs: one JSON object a line, without personal data; and who did what, in a file apart."""

import json
import logging
import os
import sys
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
"""Of the request that is answered, for every line logged meanwhile."""

AUDIT = logging.getLogger("tournee.audit")
FIELDS = (
    "plan_id", "attempt", "status", "code", "exit_code", "reason", "method", "route", "seconds",
    "tenant", "key", "action", "client", "error", "address",
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


def place(error: BaseException) -> str:
    """Type of an exception and where it comes from, innermost last."""
    places, trace = [], error.__traceback__
    while trace is not None:
        name = os.path.basename(trace.tb_frame.f_code.co_filename)
        places.append(f"{name}:{trace.tb_lineno}")
        trace = trace.tb_next
    return f"{type(error).__name__} at {' > '.join(places[-6:])}"


def set_up(level: str, folder: Path) -> None:
    """Log to stderr, and requests of clients to `audit.jsonl` in a folder."""
    lines = logging.StreamHandler(sys.stderr)
    lines.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [lines]
    root.setLevel("WARNING")
    logging.getLogger("tournee").setLevel(level)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / "audit.jsonl"
    path.touch(mode=0o600)
    audit = logging.FileHandler(path, encoding="utf-8")
    audit.setFormatter(JsonLines())
    AUDIT.handlers[:] = [audit]
    AUDIT.propagate = False
    AUDIT.setLevel("INFO")

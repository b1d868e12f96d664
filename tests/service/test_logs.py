"""Files of logs."""

import logging
import os
from pathlib import Path

import pytest

from api.logs import Repeated, audit_file

NOON_OF_4_JANUARY = 1_767_528_000  # 2026-01-04T12:00Z


def test_the_audit_log_begins_anew_each_day_and_old_files_go(tmp_path: Path):
    """Of files of former days the newest are kept, and the new one is its owner's only."""
    for day in ("2026-01-01", "2026-01-02", "2026-01-03"):
        (tmp_path / f"audit.jsonl.{day}").touch()
    path = tmp_path / "audit.jsonl"
    path.write_text("of 4 January\n")
    os.utime(path, (NOON_OF_4_JANUARY, NOON_OF_4_JANUARY))
    lines = audit_file(path, 1.5)  # two files
    lines.handle(logging.makeLogRecord({"msg": "request"}))
    lines.close()
    assert sorted(file.name for file in tmp_path.iterdir()) == [
        "audit.jsonl", "audit.jsonl.2026-01-03", "audit.jsonl.2026-01-04",
    ]  # fmt: skip
    assert (tmp_path / "audit.jsonl.2026-01-04").read_text() == "of 4 January\n"
    assert '"message": "request"' in path.read_text()
    assert path.stat().st_mode & 0o077 == 0


def test_a_command_beside_the_service_only_adds_a_line(tmp_path: Path):
    """Two processes that rename the same file would lose lines."""
    path = tmp_path / "audit.jsonl"
    path.write_text("of 4 January\n")
    os.utime(path, (NOON_OF_4_JANUARY, NOON_OF_4_JANUARY))
    lines = audit_file(path, None)
    lines.handle(logging.makeLogRecord({"msg": "create key"}))
    lines.close()
    assert [file.name for file in tmp_path.iterdir()] == ["audit.jsonl"]
    assert len(path.read_text().splitlines()) == 2


def test_the_same_warning_is_written_once_in_ten_seconds(monkeypatch: pytest.MonkeyPatch):
    """The next one says for how many it stands; other plans are written."""
    now = [100.0]
    monkeypatch.setattr("api.logs.time.monotonic", lambda: now[0])
    kept = Repeated()

    def record(plan_id: str, level: int = logging.ERROR) -> logging.LogRecord:
        return logging.makeLogRecord({"msg": "solve died", "plan_id": plan_id, "levelno": level})

    assert [kept.filter(record("a")) for _ in range(3)] == [True, False, False]
    assert kept.filter(record("b"))
    assert all(kept.filter(record("a", logging.INFO)) for _ in range(3))
    now[0] += 10
    last = record("a")
    assert kept.filter(last)
    assert vars(last)["repeated"] == 3

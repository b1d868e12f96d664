"""A comparison as a JSON file, written after each run: hours are not lost to a reboot."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.machine import machine, versions
from benchmarks.peers.runs import Key, Row, Setting
from benchmarks.quality.report import write

FORMAT = "tournee.peers/1"
PACKAGES = ("tournee", "numpy", "numba", "ortools", "pyvrp", "pyvroom")


class Record:
    """Rows and what they were made with. With `resume`, those that the file has already are
    kept if they had the same seconds, threads and versions."""

    def __init__(self, path: Path | None, setting: Setting, *, resume: bool = False) -> None:
        self.path = path
        self.about: dict[str, Any] = {
            "format": FORMAT,
            "seconds": setting.seconds,
            "threads": setting.threads,
            "versions": versions(PACKAGES),
        }
        self.rows: list[Row] = []
        if resume and path is not None and path.exists():
            before = json.loads(path.read_text(encoding="utf-8"))
            if all(before.get(name) == value for name, value in self.about.items()):
                self.rows = before["rows"]

    @property
    def done(self) -> set[Key]:
        """Runs that need not be made again: those that came to an end of their own."""
        finished = ("ok", "unsupported")
        return {
            (row["case"], row["seed"], row["solver"])
            for row in self.rows
            if row["status"] in finished
        }

    def add(self, row: Row) -> None:
        """Keep a row, in place of one of the same run, and write the file."""
        key = row["case"], row["seed"], row["solver"]
        self.rows = [r for r in self.rows if (r["case"], r["seed"], r["solver"]) != key]
        self.rows.append(row)
        if self.path is not None:
            made = {"made_at": datetime.now(UTC).isoformat(timespec="seconds")}
            write(self.path, self.about | made | {"machine": machine(), "rows": self.rows})

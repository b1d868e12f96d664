"""Answers kept on disk, so that an address is asked once.

Addresses are personal data: the file can be read by its owner only, and answers are dropped
after half a year.
"""

import json
import os
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

from optimizer.geocoding.service import Candidate

KEPT = timedelta(days=180)


class UnreadableCache(ValueError):
    """A file that is no cache of addresses."""


def default_path() -> Path:
    """`geocoding.sqlite` in the user's cache folder (`XDG_CACHE_HOME`, else `~/.cache`)."""
    folder = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(folder, "tournee", "geocoding.sqlite")


class Cache:
    """Answers by service, URL and address, in an SQLite file that is made when missing."""

    def __init__(self, path: Path) -> None:
        """Open or make the file.

        Raises
        ------
        UnreadableCache
            The file is something else.
        OSError
            It cannot be made there.
        """
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        path.chmod(0o600)
        self._file = sqlite3.connect(path)
        try:
            with self._file:
                self._file.execute(
                    "CREATE TABLE IF NOT EXISTS answers (service TEXT, address TEXT,"
                    " candidates TEXT, asked TEXT, PRIMARY KEY (service, address))"
                )
                oldest = (datetime.now(UTC) - KEPT).isoformat()
                self._file.execute("DELETE FROM answers WHERE asked < ?", (oldest,))
        except sqlite3.DatabaseError as error:
            self._file.close()
            raise UnreadableCache(str(error)) from None

    def get(self, service: str, address: str) -> tuple[Candidate, ...] | None:
        """The answer to an earlier question, or None."""
        row = self._file.execute(
            "SELECT candidates FROM answers WHERE service = ? AND address = ?", (service, address)
        ).fetchone()
        return None if row is None else tuple(Candidate(*item) for item in json.loads(row[0]))

    def put(self, service: str, address: str, candidates: tuple[Candidate, ...]) -> None:
        """Keep an answer; it is on disk when this returns."""
        items = [[c.label, c.latitude, c.longitude, c.score, c.kind] for c in candidates]
        text = json.dumps(items, ensure_ascii=False)
        asked = datetime.now(UTC).isoformat()
        with self._file:
            self._file.execute(
                "INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?)",
                (service, address, text, asked),
            )

    def close(self) -> None:
        """Close the file."""
        self._file.close()

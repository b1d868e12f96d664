"""The connection: SQLite or PostgreSQL, migrated on start."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine, event, make_url, text
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

MIGRATIONS = Path(__file__).parent / "migrations"
MIGRATION_LOCK = 7_052_026
"""An advisory lock of PostgreSQL: of several processes that start, one migrates."""

BUSY_WAIT_MS = 30_000
"""How long SQLite waits for another process that writes."""
PURGE_WAIT_MS = 200
"""How long it waits for readers before it empties its journal; nobody writes meanwhile."""

WRITES = {"writes": True}
"""Option of a connection whose transaction takes SQLite's lock for writing at its begin."""


def now_ms() -> int:
    """This moment, as the tables hold it."""
    return time.time_ns() // 1_000_000


class DatabaseGone(Exception):
    """The file of the database was deleted or replaced under the service."""


def trouble(error: DBAPIError) -> str:
    """What is wrong with a database, in words for a client."""
    said = str(error.orig)
    if "disk is full" in said or "No space left" in said:
        return "the disk of the database is full"
    if any(word in said for word in ("readonly", "disk I/O error", "unable to open")):
        return "the database cannot be written"
    return "the database does not answer"


class Database:
    """Short transactions, from any thread.

    SQLite has one writer: threads wait for each other here, in order, and not inside SQLite,
    whose waiting has no order. It is told to reach the disk before a commit returns.
    """

    def __init__(self, url: str) -> None:
        self._sqlite = make_url(url).get_backend_name() == "sqlite"
        self._writing = threading.Lock()
        if self._sqlite:
            path = make_url(url).database
            assert path is not None
            Path(path).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            Path(path).touch(mode=0o600)  # its journal gets the same mode
            self._path = Path(path)
            found = self._path.stat()
            self._file = (found.st_dev, found.st_ino)
        self.trouble: str | None = None
        """Why the last write failed; None if it did not."""
        self._engine = create_engine(url, pool_size=20, max_overflow=40, pool_pre_ping=True)
        if self._sqlite:
            event.listen(self._engine, "connect", _set_up_sqlite)
            event.listen(self._engine, "begin", _begin_sqlite)

    def migrate(self) -> None:
        """Bring the tables to the form that this version needs."""
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        with self.write() as connection:
            if not self._sqlite:
                connection.execute(
                    text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK}
                )
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that changes nothing."""
        self._look()
        with self._engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that holds as a whole or not at all."""
        self._look()
        try:
            with self._begun() as connection:
                yield connection
        except (OperationalError, InterfaceError) as error:
            self.trouble = trouble(error)
            raise
        self.trouble = None

    def _look(self) -> None:
        """See that the file is still there: SQLite goes on writing to one that was deleted."""
        if not self._sqlite:
            return
        try:
            found = self._path.stat()
        except OSError:
            raise DatabaseGone from None
        if (found.st_dev, found.st_ino) != self._file:
            raise DatabaseGone

    @contextmanager
    def _begun(self) -> Iterator[Connection]:
        if not self._sqlite:
            with self._engine.begin() as connection:
                yield connection
            return
        with (
            self._writing,
            self._engine.connect() as connection,
            connection.execution_options(**WRITES).begin(),
        ):
            yield connection

    def purge(self) -> bool:
        """Leave nothing of what was deleted in SQLite's journal; False if a reader was in the way.

        PostgreSQL has its own ways: VACUUM, and the end of old journals.
        """
        if not self._sqlite:
            return True
        with self._writing:
            pooled = self._engine.raw_connection()
            connection: Any = pooled.driver_connection
            try:
                connection.execute(f"PRAGMA busy_timeout={PURGE_WAIT_MS}")
                busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            finally:
                connection.execute(f"PRAGMA busy_timeout={BUSY_WAIT_MS}")
                pooled.close()
        return not busy

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()


def _set_up_sqlite(connection: Any, _: Any) -> None:
    connection.isolation_level = None  # transactions begin where we say so
    settings = (
        "journal_mode=WAL", "synchronous=FULL", f"busy_timeout={BUSY_WAIT_MS}",
        "foreign_keys=ON", "secure_delete=ON",
    )  # fmt: skip
    for setting in settings:
        connection.execute(f"PRAGMA {setting}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

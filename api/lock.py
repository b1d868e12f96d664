"""One service for one set of data: two would run the same jobs."""

import fcntl
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import click
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from api.logs import place
from api.settings import Settings

log = logging.getLogger("tournee.lock")

SERVICE_LOCK = 7_052_027
"""An advisory lock of PostgreSQL, held by the connection of the service that runs."""
LOOK_S = 0.5
"""How often is looked whether the lock is still held, and tried to get it again."""


class Lock:
    """Whether this service may work on its data: not while it has lost the database's lock."""

    def __init__(self) -> None:
        self.held = threading.Event()
        self.held.set()
        self.on_return: Callable[[], None] = lambda: None
        """Called when the lock is held again, from a thread."""


@contextmanager
def locked(settings: Settings) -> Iterator[Lock]:
    """Hold the folder of data and the database; the locks end with the process."""
    lock = Lock()
    try:
        file = (settings.data_dir / "lock").open("w")
    except OSError as error:
        raise unwritable(settings, error) from None
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise click.UsageError(
                f"another service runs on {settings.data_dir}; stop it, or set TOURNEE_DATA_DIR"
            ) from None
        if settings.database_url is None:
            yield lock
            return
        with _Held(settings.store_url, lock):
            yield lock


def unwritable(settings: Settings, error: OSError) -> click.UsageError:
    """What to say when the folder of data cannot be written."""
    return click.UsageError(
        f"the folder of data {settings.data_dir} cannot be written: {error.strerror}; "
        "set TOURNEE_DATA_DIR to one that can"
    )


class _Held:
    """PostgreSQL's lock: when its connection is lost, so is the lock, until it is held again."""

    def __init__(self, url: str, lock: Lock) -> None:
        alive = {"keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3}
        self._engine = create_engine(
            url, pool_size=1, connect_args={**alive, "connect_timeout": 5, "tcp_user_timeout": 5000}
        )
        self._lock = lock
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._look, name="lock", daemon=True)
        self._connection: Connection | None = None

    def __enter__(self) -> None:
        self._connection = self._taken()
        if self._connection is None:
            raise click.UsageError("another service runs on this database; stop it")
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        self._thread.join(5)
        with suppress(SQLAlchemyError):
            if self._connection is not None:
                self._connection.close()
            self._engine.dispose()

    def _taken(self) -> Connection | None:
        """A connection that holds the lock; None if another one does."""
        connection = self._engine.connect()
        taken = connection.scalar(
            text("SELECT pg_try_advisory_lock(:lock)"), {"lock": SERVICE_LOCK}
        )
        connection.commit()
        if taken:
            return connection
        connection.close()
        return None

    def _look(self) -> None:
        while not self._closing.wait(LOOK_S):
            try:
                if self._connection is not None:
                    self._connection.execute(text("SELECT 1"))
                    self._connection.commit()
                    continue
                self._connection = self._taken()
            except SQLAlchemyError as error:
                self._lose(error)
            if self._connection is not None:
                log.warning("the lock of the database is held again")
                self._lock.held.set()
                self._lock.on_return()

    def _lose(self, error: SQLAlchemyError) -> None:
        if self._connection is None:
            return
        self._lock.held.clear()
        log.error("the lock of the database is lost: work stops", extra={"error": place(error)})
        with suppress(SQLAlchemyError):
            self._connection.invalidate()
            self._connection.close()
        self._connection = None

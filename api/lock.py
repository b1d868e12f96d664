"""One service for one set of data: two would run the same jobs."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy import create_engine, text

from api.settings import Settings

SERVICE_LOCK = 7_052_027
"""An advisory lock of PostgreSQL, held by the connection of the service that runs."""


@contextmanager
def locked(settings: Settings) -> Iterator[None]:
    """Hold the folder of data and the database; the locks end with the process."""
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (settings.data_dir / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise click.UsageError(
                f"another service runs on {settings.data_dir}; stop it, or set TOURNEE_DATA_DIR"
            ) from None
        if settings.database_url is None:
            yield
            return
        engine = create_engine(settings.store_url)
        with engine.connect() as connection:
            lock = {"lock": SERVICE_LOCK}
            if not connection.scalar(text("SELECT pg_try_advisory_lock(:lock)"), lock):
                raise click.UsageError("another service runs on this database; stop it")
            connection.commit()
            yield
        engine.dispose()

"""One service for one folder: two would run the same jobs."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

import click

from api.settings import Settings


@contextmanager
def locked(settings: Settings) -> Iterator[None]:
    """Hold the folder of data; the lock ends with the process, however it ends."""
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (settings.data_dir / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise click.UsageError(
                f"another service runs on {settings.data_dir}; stop it, or set TOURNEE_DATA_DIR"
            ) from None
        yield

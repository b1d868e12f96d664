"""What is done beside requests and solves, and when."""

import threading
import time
from pathlib import Path

from api.jobs.queue import Queue
from api.jobs.upkeep import Upkeep
from api.settings import Settings
from api.store.database import Database
from api.store.plans import Plans


class _CountingQueue(Queue):
    """A queue that is never started, and counts how often it is cleaned."""

    cleaned = 0

    def runs(self) -> set[tuple[str, int]]:
        return set()

    def clean(self) -> None:
        self.cleaned += 1


def test_cleaning_is_by_the_clock(tmp_path: Path):
    """A service that accepts plans all the time does not clean up all the time."""
    settings = Settings(data_dir=tmp_path)
    database = Database(settings.store_url)
    database.migrate()
    queue = _CountingQueue(settings, lambda plan_id, run: None)
    held = threading.Event()
    held.set()
    upkeep = Upkeep(Plans(database), queue, settings, held)
    upkeep.start()
    until = time.monotonic() + 1
    while time.monotonic() < until:  # far more wake-ups than once were a minute's
        upkeep.wake()
        time.sleep(0.001)
    upkeep.close()
    database.close()
    assert queue.cleaned == 1

"""What is done beside requests and solves, and when."""

import threading
import time
from pathlib import Path

import pytest

from api.jobs.queue import Queue
from api.jobs.upkeep import Upkeep
from api.settings import Settings
from api.store.database import Database
from api.store.plans import PlanRecord, Plans, Submission, zipped


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


class _OtherQueue(_CountingQueue):
    """A queue that takes none of the plans to be running here."""

    def hand_over(self, plan: PlanRecord) -> None:
        """Takes it, and forgets it."""


def test_a_plan_that_nobody_runs_is_queued_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Whoever ran it has died, whatever the queue believes: it gets another run."""
    monkeypatch.setattr("api.jobs.upkeep.MISSING_S", 0.1)
    settings = Settings(data_dir=tmp_path)
    database = Database(settings.store_url)
    database.migrate()
    plans = Plans(database)
    plan, _ = plans.submit(Submission("one", "hash", zipped(b"{}"), 2, {}, 5), 10)
    plans.begin(plan.id, 1)
    plans.handed_over(plan.id, 1)
    held = threading.Event()
    held.set()
    upkeep = Upkeep(plans, _OtherQueue(settings, lambda plan_id, run: None), settings, held)
    upkeep.start()
    until = time.monotonic() + 30
    while plans.get(plan.id).run == 1 and time.monotonic() < until:
        time.sleep(0.05)
    upkeep.close()
    found = plans.get(plan.id)
    database.close()
    assert (found.run, found.status) == (2, "queued")

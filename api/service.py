"""The parts of the service, put together once."""

import asyncio
import logging
import shutil

from starlette.concurrency import run_in_threadpool

from api.bodies import Bodies
from api.changes import Changes
from api.jobs.queue import Queue
from api.jobs.solving import Solver
from api.jobs.upkeep import Upkeep
from api.lock import Lock
from api.rates import Rates
from api.readers import Readers
from api.settings import MIB, Settings
from api.store.database import Database
from api.store.keys import Keys
from api.store.plans import Plans

log = logging.getLogger("tournee.http")

KEYS_EVERY_S = 1.0
LEAST_FREE = 4 * MIB
"""Bytes that the disk of the folder of data needs to have free."""


class Service:
    """What endpoints work with. Made in the event loop; started and closed in a thread."""

    def __init__(self, settings: Settings, lock: Lock) -> None:
        self.settings = settings
        self.database = Database(settings.store_url)
        self.database.migrate()
        self.keys = Keys(self.database)
        self.plans = Plans(self.database)
        self.changes = Changes()
        self.plans.on_change = self.changes.announce
        self.rates = Rates(settings.rate_per_s, settings.rate_burst)
        self.solver = Solver(self.plans, settings, lock.held)
        self.lock = lock
        self.queue = Queue(settings, self.solver.run)
        self.upkeep = Upkeep(self.plans, self.queue, settings, lock.held)
        lock.on_return = self.upkeep.look_for_lost
        self.bodies = Bodies(int(settings.max_bodies_mib * MIB))
        self.readers = Readers(settings, self.solver.is_warm)
        self.streams: dict[str, int] = {}

    def start(self) -> None:
        """Go on with what was accepted before."""
        self.solver.start()
        self.queue.start()
        self.upkeep.start()

    def trouble(self) -> str | None:
        """Why plans cannot be accepted now; None if they can, for all that is known."""
        if self.changes.closing:
            return "the service stops"
        if not self.lock.held.is_set():
            return "the service has lost its lock on the database"
        if shutil.disk_usage(self.settings.data_dir).free < LEAST_FREE:
            return "the disk of the folder of data is full"
        return self.database.trouble

    async def watch_keys(self) -> None:
        """End what waits for plans with a key that is revoked, or with none after the first."""
        while True:
            await asyncio.sleep(KEYS_EVERY_S)
            held = self.changes.keys()
            if not held:
                continue
            try:
                self.changes.revoke(await run_in_threadpool(self.keys.closed, held))
            except Exception:
                log.exception("keys cannot be looked at")

    def close(self) -> None:
        """Put back what runs, to go on with at the next start."""
        self.solver.closing.set()
        self.upkeep.close()
        self.queue.close()
        self.database.close()

"""What is done beside requests and solves: hand over, deadlines, retention."""

import logging
import math
import threading
import time

from api.jobs.clock import PlausibleClock
from api.jobs.queue import Queue
from api.settings import Settings
from api.store.database import now_ms
from api.store.plans import Plans

log = logging.getLogger("tournee.jobs")

BATCH = 100
EVERY_S = 1.0
CLEAN_EVERY_S = 60.0
"""Between two looks for plans that are too old or were lost."""
MISSING_S = 5.0
"""Between two looks for a plan that was missing once."""
DAY_MS = 86_400_000


class Upkeep:
    """A thread; `wake` tells it that a plan was accepted."""

    def __init__(
        self, plans: Plans, queue: Queue, settings: Settings, held: threading.Event
    ) -> None:
        self.plans, self.queue, self.settings = plans, queue, settings
        self._held = held
        self._missing: set[tuple[str, int]] = set()
        self._look_again = threading.Event()
        self._clock = PlausibleClock(now_ms, time.monotonic)
        self._news = threading.Event()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._work, name="upkeep", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def wake(self) -> None:
        """Look now."""
        self._news.set()

    def look_for_lost(self) -> None:
        """Look soon for plans that nobody searches."""
        self._look_again.set()
        self._news.set()

    def close(self) -> None:
        """End the thread."""
        self._closing.set()
        self._news.set()
        self._thread.join(5)

    def _work(self) -> None:
        cleaned = looked = -math.inf
        while not self._closing.is_set():
            self._news.clear()
            if not self._held.is_set():
                self._closing.wait(EVERY_S)
                continue
            try:
                now = time.monotonic()
                every = CLEAN_EVERY_S if not self._missing else MISSING_S
                if now - looked >= every or self._look_again.is_set():
                    self._look_again.clear()
                    looked = now
                    self._find_lost()
                if time.monotonic() - cleaned >= CLEAN_EVERY_S:
                    self._erase_old()
                    self.queue.clean()
                    cleaned = time.monotonic()
                self._hand_over()
                self._fail_overdue()
                self.plans.purge()
            except Exception:
                log.exception("upkeep failed; it goes on in a second")
                self._closing.wait(EVERY_S)
            self._news.wait(EVERY_S)

    def _find_lost(self) -> None:
        """Queue again what nobody runs: the queue has lost it, given it up at an error that
        nobody foresaw, or takes it to be run by somebody who is no more.

        Twice in a row, since between the queue and the search a plan is nowhere for a moment.
        """
        plans = self.plans.in_queue()
        runs = self.queue.runs()
        missing, self._missing = self._missing, set()
        for plan in plans:
            if (plan.id, plan.run) in runs:
                continue
            if (plan.id, plan.run) not in missing:
                self._missing.add((plan.id, plan.run))
            else:
                log.warning("plan was lost", extra={"plan_id": plan.id})
                self.plans.hand_over_again(plan.id, plan.run)

    def _hand_over(self) -> None:
        while plans := self.plans.to_hand_over(BATCH):
            for plan in plans:
                self.queue.hand_over(plan)
                self.plans.handed_over(plan.id, plan.run)

    def _fail_overdue(self) -> None:
        for plan in self.plans.overdue():
            if self.plans.pass_deadline(plan):
                log.info("plan ended at its deadline", extra={"plan_id": plan.id})

    def _erase_old(self) -> None:
        now = self._clock.now(self.plans.newest())
        if now is None:
            log.warning("the clock jumped or the service was off for long: nothing is erased yet")
            return
        before = now - int(self.settings.retention_days * DAY_MS)
        while plans := self.plans.ended_before(before, BATCH):
            for plan in plans:
                self.plans.erase(plan.id)
                log.info("plan erased", extra={"plan_id": plan.id, "reason": "retention"})

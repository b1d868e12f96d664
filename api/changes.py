"""News of plans, from the threads that solve to the requests that wait for them."""

import asyncio
from collections import defaultdict
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress


class Waiting:
    """Who waits for news of a plan, with which key (None: without)."""

    def __init__(self, key: str | None) -> None:
        self.key = key
        self.revoked = False
        """Whether the key opens nothing any more."""
        self._news = asyncio.Event()

    def wake(self) -> None:
        """There is news."""
        self._news.set()

    async def news(self, seconds: float) -> bool:
        """Wait until there is news, or for some seconds, and take note of it."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._news.wait(), seconds)
        found = self._news.is_set()
        self._news.clear()
        return found


class Changes:
    """Wakes whoever waits for a plan. Made and waited for in the event loop."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._waiting: dict[str, set[Waiting]] = defaultdict(set)
        self.closing = False

    def announce(self, plan_id: str) -> None:
        """Wake who waits for this plan; from any thread."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._wake, plan_id)

    def close(self) -> None:
        """Wake everybody for the last time."""
        self.closing = True
        for plan_id in list(self._waiting):
            self._wake(plan_id)

    def keys(self) -> set[str | None]:
        """The keys that somebody waits with."""
        return {waiting.key for all_of in self._waiting.values() for waiting in all_of}

    def revoke(self, keys: Collection[str | None]) -> None:
        """Wake who waits with one of these keys, for the last time."""
        for all_of in self._waiting.values():
            for waiting in all_of:
                if waiting.key in keys:
                    waiting.revoked = True
                    waiting.wake()

    def _wake(self, plan_id: str) -> None:
        for waiting in self._waiting.get(plan_id, ()):
            waiting.wake()

    @contextmanager
    def of(self, plan_id: str, key: str | None) -> Iterator[Waiting]:
        """Is woken at each change of the plan from now on."""
        waiting = Waiting(key)
        self._waiting[plan_id].add(waiting)
        try:
            yield waiting
        finally:
            self._waiting[plan_id].discard(waiting)
            if not self._waiting[plan_id]:
                del self._waiting[plan_id]

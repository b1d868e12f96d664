"""News of plans, from the threads that solve to the requests that wait for them."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress

LOOK_S = 1.0
"""How long to wait for news at most: another process may have written."""


class Changes:
    """Wakes whoever waits for a plan. Made and waited for in the event loop."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._waiting: dict[str, set[asyncio.Event]] = defaultdict(set)
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

    def _wake(self, plan_id: str) -> None:
        for news in self._waiting.get(plan_id, ()):
            news.set()

    @contextmanager
    def of(self, plan_id: str) -> Iterator[asyncio.Event]:
        """Is set at each change of the plan from now on."""
        news = asyncio.Event()
        self._waiting[plan_id].add(news)
        try:
            yield news
        finally:
            self._waiting[plan_id].discard(news)
            if not self._waiting[plan_id]:
                del self._waiting[plan_id]


async def change(news: asyncio.Event, seconds: float) -> None:
    """Wait until there is news, a moment at most, and take note of it."""
    with suppress(TimeoutError):
        await asyncio.wait_for(news.wait(), min(seconds, LOOK_S))
    news.clear()

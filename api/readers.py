"""Processes that read large bodies, few at a time."""

import asyncio
import logging
from collections.abc import Callable
from typing import IO, Any

from starlette.concurrency import run_in_threadpool

from api.errors import ApiError
from api.jobs import reading
from api.jobs.processes import Worker
from api.settings import Settings

log = logging.getLogger("tournee.http")

AT_ONCE = 2
SMALL_AT_ONCE = 8
CHUNK = 1024 * 1024


class Readers:
    """Made in the event loop."""

    def __init__(self, settings: Settings, warm: Callable[[float], bool]) -> None:
        self._memory_mib = settings.read_memory_mib
        self._warm = warm
        self._large = asyncio.Semaphore(AT_ONCE)
        self.small = asyncio.Semaphore(SMALL_AT_ONCE)
        """Of bodies that are read in the service itself."""

    async def read(self, file: IO[bytes], size: int, job: Callable[..., Any], *more: Any) -> Any:
        """What a job makes of a body.

        Raises
        ------
        ApiError
            The job says what is wrong, or it needs too much memory or time.
        """
        async with self._large:
            while not self._warm(0):  # else starting a process would wait, and hold up others
                await asyncio.sleep(0.1)
            answer = await run_in_threadpool(self._read, file, size, job, *more)
        if isinstance(answer, ApiError):
            raise answer
        if isinstance(answer, reading.Broken):
            log.error("request failed", extra={"error": answer.place})
            raise ApiError("internal_error", "the log of the service has the reason")
        return answer

    def _read(self, file: IO[bytes], size: int, job: Callable[..., Any], *more: Any) -> Any:
        try:
            worker = Worker(reading.main, size, self._memory_mib, job, *more)
        except (EOFError, OSError):
            return ApiError("unavailable", "no process can be started to read the body",
                            headers={"Retry-After": "2"})  # fmt: skip
        try:
            while chunk := file.read(CHUNK):
                worker.messages.send_bytes(chunk)
            return worker.messages.recv()
        except (EOFError, OSError):
            return reading.too_large(self._memory_mib)
        finally:
            worker.kill()

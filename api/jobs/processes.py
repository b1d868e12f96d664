"""Processes of searches, forked from one server that has everything loaded."""

import multiprocessing
import threading
from contextlib import suppress
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext

from api.jobs import child

_LOCK = threading.Lock()
"""Of `multiprocessing`, whose list of children is not made for threads."""


def _context() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["api.jobs.preload"])
    return context


def warm_up() -> None:
    """Start the fork server, which loads everything meanwhile."""
    _context()
    forkserver.ensure_running()


class SearchProcess:
    """One search in one process; `messages` is where it tells its news."""

    def __init__(self, task: child.Task) -> None:
        context = _context()
        ours, theirs = context.Pipe()
        self.messages: Connection[str, child.Message] = ours
        self._process = context.Process(target=child.main, args=(theirs, task), daemon=True)
        with _LOCK:
            self._process.start()
        theirs.close()

    @property
    def pid(self) -> int | None:
        """The number of the process."""
        return self._process.pid

    def stop(self) -> None:
        """Ask it to end with the best plan that it has."""
        with suppress(OSError):  # it may have ended
            self.messages.send("stop")

    def kill(self) -> int | None:
        """Make sure that it has ended; its exit code, or minus the signal that ended it."""
        with _LOCK:
            self._process.kill()
            self._process.join(5)
            code = self._process.exitcode
        self.messages.close()
        return code

"""Processes of searches and of reading, forked from one server that has everything loaded."""

import multiprocessing
import threading
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from typing import Any

from api.jobs import child

_LOCK = threading.Lock()
"""Of `multiprocessing`, whose list of children is not made for threads."""


def _context() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["api.jobs.preload"])
    return context


def warm_up() -> threading.Event:
    """Start the fork server; the event is set when it has loaded everything.

    Until then a process cannot be started: that would wait, and nobody could stop it.
    """
    warm = threading.Event()

    def load() -> None:
        process = _context().Process(target=int, daemon=True)
        with suppress(EOFError, OSError), _LOCK:  # it died: the first search will tell
            process.start()
            process.join()
        warm.set()

    threading.Thread(target=load, name="warm up", daemon=True).start()
    return warm


class Worker:
    """One function in one process; `messages` is where it tells its news.

    Raises
    ------
    EOFError, OSError
        There is no fork server, and none can be started.
    """

    def __init__(self, main: Callable[..., None], *arguments: Any) -> None:
        context = _context()
        ours, theirs = context.Pipe()
        self.messages: Connection[Any, Any] = ours
        self._process = context.Process(target=main, args=(theirs, *arguments), daemon=True)
        with _LOCK:
            self._process.start()
        theirs.close()

    def kill(self) -> int | None:
        """Make sure that it has ended; its exit code, or minus the signal that ended it."""
        with _LOCK:
            self._process.kill()
            self._process.join(5)
            code = self._process.exitcode
        self.messages.close()
        return code


class SearchProcess(Worker):
    """One search in one process."""

    messages: "Connection[str, child.Message]"

    def __init__(self, task: child.Task) -> None:
        super().__init__(child.main, task)

    def stop(self) -> None:
        """Ask it to end with the best plan that it has."""
        with suppress(OSError):  # it may have ended
            self.messages.send("stop")

"""The process that reads one large body: bounded, and gone afterwards with its memory."""

import ctypes
import os
import resource
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from api.errors import ApiError
from api.logs import place

NICE = 5
CPU_S = 120
"""Seconds of the processor that reading a body may take."""
TOO_LARGE = "reading it needs more than {} MiB of memory or {} s"


def main(
    parent: Connection, size: int, memory_mib: int, job: Callable[..., Any], *more: Any
) -> None:
    """Receive the body, do the job, send what it makes, or the error that it raises."""
    bound(memory_mib * 1024 * 1024, NICE)
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    try:
        body = bytearray()
        while len(body) < size:
            body += parent.recv_bytes()
        answer: Any = job(bytes(body), *more)
    except ApiError as error:
        answer = error
    except MemoryError:
        answer = too_large(memory_mib)
    except Exception as error:  # its text may quote the input
        answer = Broken(place(error))
    parent.send(answer)


@dataclass(frozen=True)
class Broken:
    """The job failed: the type of the exception, and where it comes from."""

    place: str


def too_large(memory_mib: int) -> ApiError:
    """The body that cannot be read within the limits."""
    return ApiError("body_too_large", TOO_LARGE.format(memory_mib, CPU_S))


def bound(memory: int, nice: int) -> None:
    """Die with the fork server, which dies with the service; keep to the memory in bytes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the service
    os.nice(nice)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
        resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

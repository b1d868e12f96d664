"""Bodies of requests: strict JSON, every error at once, memory bounded.

A small body is read here. What is larger is received into a file in memory, bounded over all
requests, and read in a process of its own, with a limit of memory.
"""

import os
import sys
import tempfile
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from typing import IO, Any, TypeVar

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from api.errors import ApiError
from optimizer.problem import InputError
from optimizer.problem.reading import Errors, read_json

SMALL = 64 * 1024
"""Bytes of a body that is read in the service itself."""
MOST_GROUPS = 1_000_000
"""Lists and objects in a body: each takes some 60 bytes of memory even if it is empty."""
MOST_ITEMS = 8_000_000
"""Commas in a body: a matrix of 2,000 places has 4 million."""

Value = TypeVar("Value")
Job = Callable[..., Value]
"""What is made of a body: a function that a module has, its arguments and errors can be sent."""


class Bodies:
    """The bytes of bodies that are being received or read, of all requests."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.held = 0

    def take(self, size: int) -> None:
        """Hold some more, or refuse."""
        if self.held + size > self.most:
            raise ApiError("unavailable", "too many large bodies arrive at once",
                           headers={"Retry-After": "2", "Connection": "close"})  # fmt: skip
        self.held += size


class _Counted:
    """Counts what a body would be made of, before anything is."""

    def __init__(self) -> None:
        self.groups = self.items = 0

    def add(self, chunk: bytes) -> None:
        """Count a part of it. What stands in texts counts too: nothing real has so much of it."""
        self.groups += chunk.count(b"[") + chunk.count(b"{")
        self.items += chunk.count(b",")
        for count, most, what in (
            (self.groups, MOST_GROUPS, "lists and objects"),
            (self.items, MOST_ITEMS, "items"),
        ):
            if count > most:
                raise ApiError("body_too_large", f"it has more than {most:,} {what}",
                               headers={"Connection": "close"})  # fmt: skip


async def read_body(request: Request, job: Job[Value], *arguments: Any) -> Value:
    """What a job makes of the body.

    Raises
    ------
    ApiError
        The body is not received, or the job says what is wrong with it.
    """
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media != "application/json" or "content-encoding" in request.headers:
        raise ApiError("unsupported_media_type", "the body must be plain application/json")
    service = request.app.state.service
    size, counted = 0, _Counted()
    with _file() as file:
        try:
            async for chunk in request.stream():
                service.bodies.take(len(chunk))
                size += len(chunk)
                counted.add(chunk)
                file.write(chunk)
            file.seek(0)
            if size > SMALL:
                value: Value = await service.readers.read(file, size, job, *arguments)
            else:
                async with service.readers.small:
                    value = await run_in_threadpool(job, file.read(), *arguments)
            return value
        finally:
            service.bodies.held -= size


@contextmanager
def _file() -> Any:
    """A file that is nowhere to be found; in memory where the system has such."""
    if sys.platform == "linux":
        file: IO[bytes] = os.fdopen(os.memfd_create("body"), "w+b")
    else:
        file = tempfile.TemporaryFile()  # noqa: SIM115  closed below
    with file:
        yield file


def json_object(data: bytes) -> tuple[dict[str, Any], Errors]:
    """The object that a body holds, and the errors found so far (keys that stand twice).

    Raises
    ------
    ApiError
        The body is not JSON, or no object.
    """
    errors = Errors()
    document = read_json(data, errors)
    if document is None and errors.found:
        raise ApiError("malformed_json", "the body is not JSON.", errors.found)
    if not isinstance(document, dict):
        errors.add("wrong_type", (), document, "the body must be an object", "write { ... }")
        raise ApiError("invalid_request", "the body is not an object.", errors.found)
    return document, errors


def inside(name: str, errors: Iterable[InputError]) -> list[InputError]:
    """Errors of a part of the body, with pointers into the body."""
    return [InputError(e.code, f"/{name}{e.pointer}", e.value, e.message, e.remedy) for e in errors]

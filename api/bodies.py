"""Bodies of requests: strict JSON, every error at once."""

from collections.abc import Iterable
from typing import Any

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from api.errors import ApiError
from optimizer.problem import InputError
from optimizer.problem.reading import Errors, read_json


async def json_body(request: Request) -> tuple[dict[str, Any], Errors]:
    """The object that a body holds, and the errors found so far (keys that stand twice).

    Raises
    ------
    ApiError
        The body is not JSON, or no object.
    """
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media != "application/json" or "content-encoding" in request.headers:
        raise ApiError("unsupported_media_type", "the body must be plain application/json")
    errors = Errors()
    document = await run_in_threadpool(read_json, await request.body(), errors)
    if document is None and errors.found:
        raise ApiError("malformed_json", "the body is not JSON.", errors.found)
    if not isinstance(document, dict):
        errors.add("wrong_type", (), document, "the body must be an object", "write { ... }")
        raise ApiError("invalid_request", "the body is not an object.", errors.found)
    return document, errors


def inside(name: str, errors: Iterable[InputError]) -> list[InputError]:
    """Errors of a part of the body, with pointers into the body."""
    return [InputError(e.code, f"/{name}{e.pointer}", e.value, e.message, e.remedy) for e in errors]

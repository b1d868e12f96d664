"""The outermost layer: what holds for every request, whichever endpoint answers."""

import asyncio
import logging
import re
import secrets
import time
from typing import Any

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import ApiError, problem_document
from api.logs import AUDIT, place, request_id
from api.metrics import REQUEST_SECONDS, REQUESTS
from api.settings import MIB, Settings
from api.store.database import DatabaseGone, trouble

log = logging.getLogger("tournee.http")

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""Of every answer: it is data for one client, never a page."""

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
CLIENT_GONE = 499
"""What is counted and logged of a request whose client went away while it sent the body."""


class Edge:
    """Request ids, limits of bodies, headers, errors, logs, figures."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        ident = given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
        token = request_id.set(ident)
        scope["state"] = {**scope.get("state", {}), "request_id": ident}
        began, status, started_s = time.monotonic(), 500, 0.0
        started = False

        async def send_with_headers(message: Message) -> None:
            nonlocal started, status, started_s
            if message["type"] == "http.response.start":
                started, status, started_s = True, message["status"], time.monotonic() - began
                headers = MutableHeaders(scope=message)
                headers.update({**HEADERS, "X-Request-ID": ident})
            await send(message)

        try:
            await self.app(scope, self._limited(scope, receive), send_with_headers)
        except ClientDisconnect:
            status = CLIENT_GONE
        except Exception as error:
            if started:
                raise
            await answer(error, ident)(scope, receive, send_with_headers)
        finally:
            self._tell(scope, status, started_s)
            request_id.reset(token)

    def _limited(self, scope: Scope, receive: Receive) -> Receive:
        """The body, as far as it is neither too large nor too slow."""
        most = int(self.settings.max_body_mib * MIB)
        until = time.monotonic() + self.settings.body_timeout_s
        length = Headers(scope=scope).get("content-length", "0")
        announced = int(length) if length.isdecimal() and len(length) < 20 else most + 1
        received, complete = 0, False
        too_large = ApiError("body_too_large", f"the limit is {self.settings.max_body_mib:g} MiB",
                             headers={"Connection": "close"})  # fmt: skip

        async def limited() -> Message:
            nonlocal received, complete
            if complete:
                return await receive()
            if announced > most:
                raise too_large
            try:
                message = await asyncio.wait_for(receive(), max(0.0, until - time.monotonic()))
            except TimeoutError:
                raise ApiError(
                    "body_timeout", f"the limit is {self.settings.body_timeout_s:g} s",
                    headers={"Connection": "close"},
                ) from None  # fmt: skip
            if message["type"] == "http.request":
                received += len(message.get("body", b""))
                complete = not message.get("more_body", False)
            if received > most:
                raise too_large
            return message

        return limited

    def _tell(self, scope: Scope, status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", "none")
        method = scope["method"] if scope["method"] in METHODS else "other"
        REQUESTS.labels(method, route, status).inc()
        REQUEST_SECONDS.labels(method, route).observe(seconds)
        said = {"method": method, "route": route, "status": status}
        log.info("request", extra={**said, "seconds": round(seconds, 4)})
        caller = scope["state"].get("caller")
        if caller is None and status not in (401, 403):
            return
        who: dict[str, Any] = {} if caller is None else {"tenant": caller.tenant, "key": caller.key}
        plan_id = scope["state"].get("plan_id") or scope.get("path_params", {}).get("plan_id")
        if plan_id is not None and re.fullmatch(r"[0-9a-f]{32}", plan_id):
            who["plan_id"] = plan_id
        address = (scope.get("client") or (None,))[0]
        AUDIT.info("request", extra={**said, **who, "address": address})


def answer(error: Exception, ident: str) -> JSONResponse:
    """The answer to an exception. What is not expected is logged, and its text kept back."""
    if not isinstance(error, ApiError):
        said = _of_database(error)
        if said is not None:
            log.error(said, extra={"error": place(error)})
            error = ApiError("unavailable", said, headers={"Retry-After": "2"})
        else:
            log.error("request failed", extra={"error": place(error)})
            error = ApiError("internal_error", "the log of the service has the reason")
    return JSONResponse(
        problem_document(error, ident),
        error.kind.status,
        error.headers,
        media_type="application/problem+json",
    )


def _of_database(error: Exception) -> str | None:
    """What is wrong with the database, if that is what an exception says."""
    if isinstance(error, DatabaseGone):
        return "the file of the database is gone; restore it, and start the service anew"
    if isinstance(error, NoConnection):
        return "the database does not answer"
    if isinstance(error, OperationalError | InterfaceError):
        return trouble(error)
    return None

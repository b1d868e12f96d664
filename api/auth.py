"""Who asks: the tenant of the key, or anybody on this machine while no key was ever made."""

import ipaddress
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.concurrency import run_in_threadpool

from api.errors import ApiError
from api.service import Service
from api.store.keys import SCOPES, Key, Scope

LOCAL = "local"
"""The tenant where there are no keys."""

_BEARER = HTTPBearer(auto_error=False, scheme_name="key", description="`tournee keys create`")


@dataclass(frozen=True)
class Caller:
    """A tenant, and the key it came with (None: without)."""

    tenant: str
    key: str | None
    scopes: tuple[Scope, ...]


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches an address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


async def caller(
    request: Request,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)],
) -> Caller:
    """Who asks; the rate limit is theirs, or, without a valid key, that of their address."""
    service: Service = request.app.state.service
    if not service.lock.held.is_set():
        raise ApiError("unavailable", "the service has lost its lock on the database",
                       headers={"Retry-After": "2"})  # fmt: skip
    found = await run_in_threadpool(_found, service, request, credentials)
    address = request.client.host if request.client else "unknown"
    wait_s = service.rates.wait_s(found.tenant if found else f"address {address}")
    if wait_s:
        raise ApiError("rate_limited", f"the limit is {service.settings.rate_per_s:g} requests a "
                       "second", headers={"Retry-After": str(wait_s)})  # fmt: skip
    if found is None:
        raise unauthorized()
    request.state.caller = found
    return found


def unauthorized() -> ApiError:
    """There is no valid key, or it was revoked meanwhile."""
    return ApiError("unauthorized", "there is no valid key in the header Authorization",
                    headers={"WWW-Authenticate": "Bearer"})  # fmt: skip


def _found(
    service: Service, request: Request, credentials: HTTPAuthorizationCredentials | None
) -> Caller | None:
    if not service.keys.any() and is_loopback(service.settings.host):
        if not is_loopback(_host_name(request)):
            raise ApiError("wrong_host", "the header Host does not name this machine")
        return Caller(LOCAL, None, SCOPES)
    key: Key | None = None
    if credentials is not None:
        key = service.keys.opened_by(credentials.credentials)
    return None if key is None else Caller(key.tenant, key.id, key.scopes)


def _host_name(request: Request) -> str:
    host = request.headers.get("host", "")
    name = host if host.endswith("]") else host.rpartition(":")[0] or host
    return name.strip("[]")


def allowed(scope: Scope) -> Callable[..., Awaitable[Caller]]:
    """The dependency of an endpoint that needs a scope."""

    async def with_scope(asking: Annotated[Caller, Depends(caller)]) -> Caller:
        if scope not in asking.scopes:
            raise ApiError("missing_scope", f"this needs the scope {scope}")
        return asking

    return with_scope


AnyKey = Annotated[Caller, Depends(caller)]
Reader = Annotated[Caller, Depends(allowed("plans:read"))]
Writer = Annotated[Caller, Depends(allowed("plans:write"))]
Checker = Annotated[Caller, Depends(allowed("checks"))]
Watcher = Annotated[Caller, Depends(allowed("metrics"))]

"""The application: endpoints, and what surrounds them."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic.json_schema import models_json_schema
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match, Route

from api import checks, health, reference
from api.checks import CheckRequest
from api.edge import Edge, answer
from api.errors import ApiError
from api.lock import Lock
from api.plans import endpoints as plans
from api.plans.schemas import PlanRequest, ProgressEvent, StatusEvent
from api.proxies import Proxied
from api.schemas import ProblemOut
from api.service import Service
from api.settings import Settings
from optimizer.problem import InputError
from optimizer.problem.reading import pointer

DESCRIPTION = """Plans tours for home services. Send a problem to `/v1/plans`, follow it, fetch the
plan. Errors are `application/problem+json` (RFC 9457)."""
TAGS = [
    {"name": "plans", "description": "Asked for, followed, fetched, stopped, erased."},
    {"name": "checks", "description": "The referee's word on a plan."},
    {"name": "reference", "description": "What to send, and something to send."},
    {"name": "operations", "description": "For those who operate the service."},
]
ROUTERS = (plans.router, checks.router, reference.router, health.router)
BODIES = (PlanRequest, CheckRequest, ProblemOut, StatusEvent, ProgressEvent)
"""Models of bodies that endpoints read or write by themselves."""


def create_app(settings: Settings, lock: Lock | None = None) -> FastAPI:
    """The ASGI application of these settings; its lifespan starts and stops the work.

    `lock` says whether the service may work on its data; None: nobody else does.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        service = app.state.service = Service(settings, lock or Lock())
        await run_in_threadpool(service.start)
        watching = asyncio.create_task(service.watch_keys())
        try:
            yield
        finally:
            watching.cancel()
            service.changes.close()
            await run_in_threadpool(service.close)

    app = FastAPI(
        title="Tournee",
        servers=[{"url": "/", "description": "This service."}],
        openapi_tags=TAGS,
        contact={"name": "The operator of this service"},
        license_info={"name": "MIT", "identifier": "MIT"},
        version=version("tournee"),
        description=DESCRIPTION,
        openapi_url="/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
        separate_input_output_schemas=False,
    )
    for router in ROUTERS:
        app.include_router(router)
    app.add_exception_handler(ApiError, _known)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_middleware(Edge, settings=settings)
    app.add_middleware(Proxied, settings=settings)
    app.openapi = lambda: openapi(app)  # type: ignore[method-assign]
    return app


def openapi(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document, with the models of bodies that FastAPI does not see."""
    if app.openapi_schema is None:
        document = FastAPI.openapi(app)
        _, models = models_json_schema(
            [(model, "validation") for model in BODIES],
            ref_template="#/components/schemas/{model}",
        )
        schemas = document["components"]["schemas"]
        for name, schema in models["$defs"].items():
            schemas.setdefault(name, schema)
        for operations in document["paths"].values():
            for operation in operations.values():
                operation.setdefault("security", [])  # none: for probes
        for schema in _tuples(document):
            schema["items"] = {"anyOf": schema["prefixItems"]}  # what readers of others need
        for name in ("HTTPValidationError", "ValidationError"):
            schemas.pop(name, None)
        app.openapi_schema = document
    return app.openapi_schema


def _tuples(part: Any) -> Iterator[dict[str, Any]]:
    """Schemas of lists whose items have a type each."""
    if isinstance(part, dict):
        if "prefixItems" in part and "items" not in part:
            yield part
        part = list(part.values())
    if isinstance(part, list):
        for inner in part:
            yield from _tuples(inner)


def _ident(request: Request) -> str:
    ident: str = request.state.request_id
    return ident


async def _known(request: Request, error: Exception) -> Response:
    return answer(error, _ident(request))


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code = {404: "not_found", 405: "method_not_allowed"}.get(error.status_code, "bad_request")
    detail = {"not_found": "there is no such path", "method_not_allowed": "not here"}
    headers = dict(error.headers or {})
    if code == "method_not_allowed":
        headers["Allow"] = ", ".join(sorted(_methods(request)))
    return answer(ApiError(code, detail.get(code, "not valid"), headers=headers), _ident(request))


def _methods(request: Request) -> Iterator[str]:
    """What the path can be asked for, by all of its endpoints."""
    for router in ROUTERS:
        for route in router.routes:
            if isinstance(route, Route) and route.matches(request.scope)[0] is not Match.NONE:
                yield from route.methods or ()


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    found = [
        InputError("invalid_parameter", pointer(tuple(e["loc"])), None, e["msg"],
                   "see the OpenAPI document")
        for e in error.errors()
    ]  # fmt: skip
    return answer(ApiError("invalid_parameter", f"{len(found)} errors.", found), _ident(request))

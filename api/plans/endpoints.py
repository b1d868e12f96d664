"""`/v1/plans`."""

import json
import re
import time
import zlib
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse
from starlette.concurrency import run_in_threadpool
from starlette.types import Receive, Scope, Send

from api.auth import Caller, Reader, Writer, unauthorized
from api.bodies import read_body
from api.errors import ApiError
from api.metrics import STREAMS
from api.plans.schemas import PlanId, PlanOut, PlanPage, PlanRequest, iso, summary
from api.plans.submission import submission
from api.schemas import body_of, problems
from api.service import Service
from api.store.plans import IdempotencyKeyReused, PlanRecord, QueueFull
from api.store.status import Status
from scenarios import small

router = APIRouter(prefix="/v1/plans", tags=["plans"])

STOP_WAIT_S = 1.5
"""How long a request to stop waits for the end of the search, to answer with it."""
PLAN_ID = re.compile("[0-9a-f]{32}")
"""What else is asked for is not looked for: databases do not take every character."""
UNBUFFERED = {"X-Accel-Buffering": "no"}
"""Tells nginx to pass on events as they come."""
EVENTS = {
    "type": "string",
    "description": "Lines `id`, `event` and `data`, an empty one after each event. `data` is the "
    "JSON of a `StatusEvent` or a `ProgressEvent`, as `event` says.",
}
ALIVE_S = 15
"""An event stream says something this often, so that nobody on the way closes it."""

EXAMPLE = {"problem": small.load("two-carer-lift").document, "options": {"stop": "5it"}}
HEADERS = {
    "Location": {"description": "The path of the plan.", "schema": {"type": "string"}},
    "Idempotency-Replayed": {
        "description": "`true`: the plan was accepted before, under the same key.",
        "schema": {"type": "string"},
    },
}

Prefer = Annotated[
    str | None,
    Header(
        max_length=200,
        description="`wait=N`: answer when the plan has ended, after N seconds at most (RFC 7240)",
    ),
]
IdempotencyKey = Annotated[
    str | None,
    Header(
        min_length=1,
        max_length=255,
        pattern=r"^[\x21-\x7e]+$",
        description="the same key with the same request again gives the same plan",
    ),
]
LastEventId = Annotated[
    int | None,
    Header(ge=0, le=2**31 - 1, description="go on after this event"),
]


def _service(request: Request) -> Service:
    service: Service = request.app.state.service
    return service


@router.post(
    "",
    status_code=202,
    response_model=PlanOut,
    operation_id="submit_plan",
    summary="Ask for a plan",
    responses={
        200: {
            "description": "It has ended within the time to wait.",
            "model": PlanOut,
            "headers": HEADERS,
        },
        202: {"description": "It is accepted.", "headers": HEADERS},
        **problems(400, 401, 403, 408, 413, 415, 421, 422, 429),
    },
    openapi_extra=body_of(PlanRequest, EXAMPLE),
)
async def submit(
    request: Request,
    asking: Writer,
    prefer: Prefer = None,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Accept a plan, for good: 202 means that it is on disk and will come to an end.

    Location names it. With `Idempotency-Key` a request may be repeated after an error of the
    network: the plan of the first time is given, told by `Idempotency-Replayed: true`.
    """
    service = _service(request)
    wait_s = _wait_s(prefer, service)
    asked = await read_body(request, submission, asking.tenant, idempotency_key)
    try:
        plan, new = await run_in_threadpool(
            service.plans.submit, asked, service.settings.max_queued
        )
    except IdempotencyKeyReused:
        raise ApiError("idempotency_key_reused", "another request had this key") from None
    except QueueFull:
        raise ApiError(
            "queue_full",
            f"{service.settings.max_queued} plans wait already",
            headers={"Retry-After": "30"},
        ) from None
    request.state.plan_id = plan.id
    service.upkeep.wake()
    headers = {"Location": f"{request.scope['root_path']}/v1/plans/{plan.id}"}
    if not new:
        headers["Idempotency-Replayed"] = "true"
    return await _answer(service, asking, plan.id, prefer, wait_s, headers, unended=202)


@router.get(
    "",
    response_model=PlanPage,
    operation_id="list_plans",
    summary="List plans",
    responses=problems(401, 403, 421, 422, 429),
)
def page(
    request: Request,
    asking: Reader,
    status: Annotated[
        list[Status] | None, Query(max_length=5, description="only plans of these statuses")
    ] = None,
    before: Annotated[PlanId | None, Query(description="only plans older than this one")] = None,
    limit: Annotated[int, Query(ge=1, le=200, description="how many at most")] = 50,
) -> Response:
    """The plans of the tenant, the newest first, without their tours."""
    found = _service(request).plans.page(asking.tenant, status or [], before, limit + 1)
    more = len(found) > limit
    shown = found[:limit]
    return JSONResponse(
        {"plans": [summary(plan) for plan in shown], "next": shown[-1].id if more else None}
    )


@router.get(
    "/{plan_id}",
    response_model=PlanOut,
    operation_id="get_plan",
    summary="Fetch a plan",
    responses=problems(401, 403, 404, 421, 422, 429),
)
async def fetch(request: Request, asking: Reader, plan_id: str, prefer: Prefer = None) -> Response:
    """The plan as it is; while the search goes on, the best so far."""
    service = _service(request)
    wait_s = _wait_s(prefer, service)
    return await _answer(service, asking, plan_id, prefer, wait_s, {})


@router.delete(
    "/{plan_id}",
    response_model=PlanOut,
    operation_id="stop_plan",
    summary="Stop a plan, or erase it",
    responses={
        202: {"description": "The search is told to end.", "model": PlanOut},
        204: {"description": "It is erased."},
        **problems(401, 403, 404, 421, 422, 429),
    },
)
async def stop(
    request: Request,
    asking: Writer,
    plan_id: str,
    erase: Annotated[bool, Query(description="erase all data of the plan instead")] = False,
) -> Response:
    """End the search within a second and keep the best plan so far; an ended plan stays as it is.

    With `erase=true` nothing of the plan is kept: not the problem, not its results, no event.
    """
    service = _service(request)
    plan = await run_in_threadpool(_found, service, asking, plan_id)
    if erase:
        await run_in_threadpool(_erase, service, plan.id)
        return Response(status_code=204)
    await run_in_threadpool(service.plans.ask_to_stop, plan.id)
    return await _answer(service, asking, plan.id, None, STOP_WAIT_S, {}, unended=202)


@router.get(
    "/{plan_id}/events",
    response_class=StreamingResponse,
    operation_id="follow_plan",
    summary="Follow a plan",
    responses={
        200: {
            "description": "Server-sent events `status` and `progress`, until the plan has ended.",
            "content": {"text/event-stream": {"schema": EVENTS}},
        },
        204: {"description": "The plan has ended, and `Last-Event-ID` was its last event."},
        **problems(401, 403, 404, 421, 422, 429),
    },
)
async def follow(
    request: Request, asking: Reader, plan_id: str, last_event_id: LastEventId = None
) -> Response:
    """What happens to the plan, from its beginning, or after `Last-Event-ID`.

    204 when nothing will come any more: clients do not come back after it.
    """
    service = _service(request)
    plan = await run_in_threadpool(_found, service, asking, plan_id)
    after = last_event_id or 0
    if plan.ended and not await run_in_threadpool(service.plans.events, plan.id, after):
        return Response(status_code=204)
    if service.streams.get(asking.tenant, 0) >= service.settings.max_streams:
        raise ApiError("too_many_streams", f"{service.settings.max_streams} are open",
                       headers={"Retry-After": "10"})  # fmt: skip
    return _EventStream(service, asking, plan.id, after)


class _EventStream(StreamingResponse):
    """An answer that is counted as long as it is there, from before its first byte."""

    def __init__(self, service: Service, asking: Caller, plan_id: str, after: int) -> None:
        events = _events(service, asking, plan_id, after)
        super().__init__(events, media_type="text/event-stream", headers=UNBUFFERED)
        self._streams, self._tenant = service.streams, asking.tenant
        self._streams[self._tenant] = self._streams.get(self._tenant, 0) + 1
        STREAMS.inc()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            STREAMS.dec()
            self._streams[self._tenant] -= 1
            if not self._streams[self._tenant]:
                del self._streams[self._tenant]


async def _events(service: Service, asking: Caller, plan_id: str, after: int) -> AsyncIterator[str]:
    with service.changes.of(plan_id, asking.key) as waiting:
        yield "retry: 1000\n\n"
        while True:
            plan = await run_in_threadpool(service.plans.get, plan_id)
            for event in await run_in_threadpool(service.plans.events, plan_id, after):
                if waiting.revoked:
                    return
                data = json.dumps({**event.data, "at": iso(event.at)}, ensure_ascii=False)
                yield f"id: {event.number}\nevent: {event.kind}\ndata: {data}\n\n"
                after = event.number
            if plan is None or plan.ended or service.changes.closing:
                return
            while not await waiting.news(ALIVE_S):
                yield ": alive\n\n"
            if waiting.revoked:
                return


def _erase(service: Service, plan_id: str) -> None:
    service.plans.erase(plan_id)
    service.plans.purge()


def _found(service: Service, asking: Caller, plan_id: str) -> PlanRecord:
    """The plan, if it is the caller's: else nobody learns whether there is one."""
    plan = service.plans.get(plan_id, asking.tenant) if PLAN_ID.fullmatch(plan_id) else None
    if plan is None:
        raise ApiError("not_found", "there is no such plan")
    return plan


async def _answer(
    service: Service,
    asking: Caller,
    plan_id: str,
    prefer: str | None,
    wait_s: float,
    headers: dict[str, str],
    unended: int = 200,
) -> Response:
    """The plan, after waiting for its end if that was asked for."""
    until = time.monotonic() + wait_s
    with service.changes.of(plan_id, asking.key) as waiting:
        plan = await run_in_threadpool(_found, service, asking, plan_id)
        while not plan.ended and not service.changes.closing:
            left = until - time.monotonic()
            if left <= 0:
                break
            await waiting.news(left)
            if waiting.revoked:
                raise unauthorized()
            plan = await run_in_threadpool(_found, service, asking, plan_id)
    if prefer is not None and wait_s > 0:
        headers["Preference-Applied"] = f"wait={wait_s:g}"
    body = await run_in_threadpool(_whole, service, plan)
    status = 200 if plan.ended else unended
    return Response(body, status, headers, media_type="application/json")


def _whole(service: Service, plan: PlanRecord) -> bytes:
    """The JSON of a `PlanOut`; large, so that it is made in the thread that calls."""
    text = json.dumps({**summary(plan), "plan": None}, ensure_ascii=False, separators=(",", ":"))
    best = service.plans.best(plan.id)
    problem = None if best is None else service.plans.problem(plan.id)
    if best is None or problem is None:  # there is none yet, or it was erased meanwhile
        return text.encode()
    # Put together as text: as objects a large problem would take ten times the memory.
    before = text.encode().removesuffix(b"null}") + best.removesuffix(b"}")
    return b"".join((before, b',"problem":', zlib.decompress(problem), b"}}"))


def _wait_s(prefer: str | None, service: Service) -> float:
    """The seconds of `Prefer: wait=N`, as far as the service waits; other wishes are ignored."""
    found = re.search(r"(?:^|[,;\s])wait\s*=\s*(\d{1,6})(?:$|[,;\s])", prefer or "")
    return min(float(found[1]), service.settings.max_wait_s) if found else 0.0

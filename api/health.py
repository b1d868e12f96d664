"""`/health/live`, `/health/ready` and `/metrics`, for those who operate the service."""

from typing import Literal

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from api.auth import Watcher
from api.errors import ApiError
from api.metrics import PLANS
from api.schemas import problems
from api.service import Service
from optimizer.problem.document import Document

router = APIRouter(tags=["operations"])


class Health(Document):
    """The service is well."""

    status: Literal["ok"]


@router.get("/health/live", response_model=Health, operation_id="live", summary="Whether it runs")
async def live() -> Response:
    """The process answers; if not, start it anew."""
    return JSONResponse({"status": "ok"})


@router.get(
    "/health/ready",
    response_model=Health,
    operation_id="ready",
    summary="Whether it can be used",
    responses=problems(),
)
def ready(request: Request) -> Response:
    """Plans can be accepted: there is a database, and room in it, and the service does not stop."""
    service: Service = request.app.state.service
    service.plans.counts()
    said = service.trouble()
    if said is not None:
        raise ApiError("unavailable", said, headers={"Retry-After": "5"})
    return JSONResponse({"status": "ok"})


@router.get(
    "/metrics",
    operation_id="get_metrics",
    summary="Figures for Prometheus",
    responses={
        200: {
            "description": "Figures.",
            "content": {"text/plain": {"schema": {"type": "string"}}},
        },
        **problems(401, 403, 421, 429),
    },
    response_class=Response,
)
def metrics(request: Request, asking: Watcher) -> Response:
    """Requests, plans and solves, in the text format of Prometheus."""
    service: Service = request.app.state.service
    for status, count in service.plans.counts().items():
        PLANS.labels(status).set(count)
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

"""`/v1/schema` and `/v1/demo-data`: what to send, and something to send."""

from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse

from api.answers import DemoNames, SchemasOut
from api.auth import AnyKey
from api.errors import ApiError
from api.plans.schemas import PlanRequest
from api.schemas import problems
from optimizer.plan.document import plan_schema
from optimizer.problem import InputError
from optimizer.problem.schema import problem_schema
from scenarios import besancon, small

router = APIRouter(prefix="/v1", tags=["reference"])

BESANCON = "besancon"
STOP = "10s"
SMALL_STOP = "1s"


@router.get(
    "/schema",
    response_model=SchemasOut,
    operation_id="get_schema",
    summary="The formats of problems and plans",
    responses=problems(401, 421, 429),
)
def schema(asking: AnyKey) -> Response:
    """What `tournee schema problem` and `tournee schema plan` print."""
    return JSONResponse({"problem": problem_schema(), "plan": plan_schema()})


@router.get(
    "/demo-data",
    response_model=DemoNames,
    operation_id="list_demo_data",
    summary="Names of the demo data",
    responses=problems(401, 421, 429),
)
def names(asking: AnyKey) -> Response:
    """A generated city, and small scenarios of one point each."""
    return JSONResponse({"names": [BESANCON, *small.names()]})


@router.get(
    "/demo-data/{name}",
    response_model=PlanRequest,
    operation_id="get_demo_data",
    summary="Invented data to plan",
    responses=problems(401, 404, 421, 422, 429),
)
def demo_data(
    request: Request,
    asking: AnyKey,
    name: str,
    day: Annotated[
        str | None,
        Query(
            alias="date",
            pattern=r"^20\d\d-\d\d-\d\d$",
            json_schema_extra={"format": "date"},
            description="first day of besancon; default: tomorrow",
        ),
    ] = None,
    scale: Annotated[float, Query(ge=0.05, le=1, description="size of besancon")] = 0.1,
    seed: Annotated[int, Query(ge=0, le=2**31 - 1, description="which besancon")] = 1,
) -> Response:
    """The body of a request for a plan, ready to be sent to `/v1/plans`."""
    if name == BESANCON:
        problem, stop = (
            besancon.generate(_first_day(day), scale=scale, seed=seed).to_json_dict(),
            STOP,
        )
    elif name in small.names():
        problem, stop = dict(small.load(name).document), SMALL_STOP
    else:
        raise ApiError("not_found", "there are no demo data of this name; see /v1/demo-data")
    return JSONResponse({"problem": problem, "options": {"stop": stop}})


def _first_day(text: str | None) -> date:
    if text is None:
        return date.today() + timedelta(days=1)
    try:
        return date.fromisoformat(text)
    except ValueError:
        said = "date is no day of the calendar"
        error = InputError("invalid_parameter", "/query/date", None, said, "write YYYY-MM-DD")
        raise ApiError("invalid_parameter", said, [error]) from None

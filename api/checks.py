"""`/v1/checks`: the referee's word on a plan, wherever it was made."""

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from api.answers import VerdictOut
from api.auth import Checker
from api.bodies import inside, json_object, read_body
from api.errors import ApiError
from api.schemas import body_of, problems
from optimizer import InvalidPlan, InvalidProblem, Problem, check, load_problem, read_plan, score
from optimizer.plan.document import PlanDocument
from optimizer.problem import ProblemDocument
from optimizer.problem.document import Document

router = APIRouter(prefix="/v1/checks", tags=["checks"])


class CheckRequest(Document):
    """A plan to judge, against `problem` or else against the problem that it embeds."""

    plan: PlanDocument
    problem: ProblemDocument | None = None


@router.post(
    "",
    response_model=VerdictOut,
    operation_id="check_plan",
    summary="Judge a plan",
    responses=problems(400, 401, 403, 408, 413, 415, 421, 422, 429),
    openapi_extra=body_of(CheckRequest),
)
async def judge(request: Request, asking: Checker) -> Response:
    """Check every hard rule and recompute the score; nothing is kept."""
    return JSONResponse(await read_body(request, verdict))


def verdict(body: bytes) -> dict[str, Any]:
    """The JSON of a `VerdictOut`; raises `ApiError` with all that is wrong with the body."""
    document, errors = json_object(body)
    for name in document.keys() - {"plan", "problem"}:
        errors.add("unknown_field", (name,), document[name], f"{name} is not a known field",
                   "remove it, or correct its name")  # fmt: skip
    found = list(errors.found)
    problem: Problem | None = None
    if document.get("problem") is not None:
        try:
            problem = load_problem(document["problem"])
        except InvalidProblem as invalid:
            found += inside("problem", invalid.errors)
    try:
        problem, plan = read_plan(document.get("plan"), problem)
    except InvalidPlan as invalid:
        found += inside("plan", invalid.errors)
    if found or problem is None:
        raise ApiError("invalid_plan", f"{len(found)} errors.", found)
    judged = check(problem, plan)
    levels = zip(problem.objective.levels, score(problem, plan).shown(), strict=True)
    return {
        "clean": judged.clean,
        **{
            name: [breach.as_dict(problem) for breach in getattr(judged, name)]
            for name in ("violations", "inherited", "waived")
        },
        "score": dict(levels),
    }

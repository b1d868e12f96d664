"""What requests and answers about plans look like; moments are ISO 8601 in UTC."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from api.store.status import Status
from optimizer.plan.document import LevelOut, PlanDocument
from optimizer.planning import Engine, Options
from optimizer.problem import ProblemDocument
from optimizer.problem.document import Document, Time

if TYPE_CHECKING:  # the client reads answers, and loads no database
    from api.store.plans import PlanRecord

DEFAULT_ENGINE: Engine = Options().engine
PlanId = Annotated[str, Field(pattern="^[0-9a-f]{32}$")]


class OptionsIn(Document):
    """How to search."""

    stop: str = Field(
        "30s",
        max_length=50,
        pattern=r"^\s*\d+(\.\d+)?\s*(s|min|m|h|it)\s*(,\s*\d+(\.\d+)?\s*(s|min|m|h|it)\s*)?$",
        description="when to end: 30s, 5min, 5000it, or two of them, the first to come",
    )
    seed: int = Field(1, strict=True, ge=0, le=2**31 - 1, description="same seed, same search")
    engine: Engine = Field(DEFAULT_ENGINE, description="which search")
    priority: int = Field(
        5, strict=True, ge=1, le=9, description="among waiting plans of a tenant: 1 comes first"
    )
    deadline: Time | None = Field(
        None, description="end the search at this moment; a plan not begun by then fails"
    )


class PlanRequest(Document):
    """A plan that is asked for."""

    problem: ProblemDocument
    options: OptionsIn = OptionsIn()


class ProgressOut(Document):
    """The best plan so far: `score` by level, in the unit of the level."""

    elapsed_s: float
    iterations: int
    served: int
    visits: int
    score: list[LevelOut]


class FailureOut(Document):
    """Why a plan failed; `docs/service.md` lists the codes."""

    code: str
    detail: str


class PlanSummary(Document):
    """A plan without its tours.

    `queued` and `solving` plans go on; `solved`, `stopped` and `failed` ones have ended.
    """

    id: PlanId
    status: Status
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    visits: int
    options: OptionsIn
    progress: ProgressOut | None
    error: FailureOut | None


class PlanOut(PlanSummary):
    """A plan. While it is searched, and if it was stopped, `plan` is the best so far."""

    plan: PlanDocument | None


class PlanPage(Document):
    """Plans, the newest first; `next` goes into `before` of the request for the next page."""

    plans: list[PlanSummary]
    next: PlanId | None


class StatusEvent(Document):
    """The data of an event `status`."""

    status: Status
    error: FailureOut | None = None
    at: datetime


class ProgressEvent(ProgressOut):
    """The data of an event `progress`: a better plan was found."""

    at: datetime


def summary(plan: "PlanRecord") -> dict[str, Any]:
    """The JSON of a `PlanSummary`."""
    return {
        "id": plan.id,
        "status": plan.status,
        "created_at": iso(plan.created_at),
        "started_at": iso(plan.started_at),
        "ended_at": iso(plan.ended_at),
        "visits": plan.visits,
        "options": plan.options,
        "progress": plan.progress,
        "error": plan.error,
    }


def iso(moment: int | None) -> str | None:
    """Milliseconds since 1970 as ISO 8601."""
    if moment is None:
        return None
    at = datetime.fromtimestamp(moment / 1000, UTC)
    return at.isoformat(timespec="milliseconds")

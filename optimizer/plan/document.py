"""The plan as JSON: what `tournee plan` writes, field by field, and how it is read back.

Times are ISO 8601 with offset, places `[latitude, longitude]`, durations seconds (`_s`),
distances metres (`_m`). Unknown fields are refused. `tournee schema plan` prints the JSON
Schema made from these classes. Every key is always present.

A stop says more than a reader needs to rebuild it: `place` and `break` (the id of the break,
or `statutory`) make the round trip lossless, `external_id` is the visit's own in the care
system. Totals, waits, lateness, locations, scores and key figures are for readers; `read_plan`
takes the decisions only (tours, stops, unserved visits) and the referee measures them anew.
"""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from optimizer.explain.kpis import Kpis
from optimizer.plan.model import ReasonScope, StopKind
from optimizer.problem.document import Document, Finite, Id, Latitude, Longitude, Time
from optimizer.problem.score_terms import Aggregation
from optimizer.result import Status

FORMAT = "tournee.plan/1"


def _instant(text: str) -> str:
    if datetime.fromisoformat(text).tzinfo is None:
        raise ValueError("has no offset from UTC, like +01:00")
    return text


Instant = Annotated[Time, AfterValidator(_instant)]
Duration = Annotated[Finite, Field(ge=0, description="seconds")]
Metres = Annotated[int, Field(strict=True, ge=0)]
Whole = Annotated[int, Field(strict=True)]


class MessageOut(Document):
    """One sentence for planners in each language."""

    fr: str
    en: str


class ViolationOut(Document):
    """A broken rule; `at` is the moment from which nothing can mend it."""

    rule: str
    subjects: list[str]
    at: Instant
    message: MessageOut


class WaiverOut(Document):
    rule: str
    subject: Id
    reason: str
    by: str


class LevelOut(Document):
    """`value` in the level's own unit: pieces, minutes late or cents by default."""

    name: str
    value: Finite


class TermOut(Document):
    """`value` in milliseconds, metres or pieces; `cost` in the unit of the level."""

    term: str
    level: str
    weight: Whole
    aggregation: Aggregation
    value: Whole
    cost: Finite


class ScoreOut(Document):
    levels: list[LevelOut]
    terms: list[TermOut]


class StopOut(Document):
    """One stop; `visit`, `person` and `external_id` are null on other kinds than visits.

    `arrival` follows `travel_s` and `distance_m` from the previous stop; service or break
    lasts from `start` to `end`. `break` is null on other kinds than breaks. `pinned`: held in
    its place by a pin or a frozen tour.
    """

    kind: StopKind
    visit: Id | None
    person: Id | None
    external_id: str | None
    break_: Id | None = Field(alias="break")
    place: Id
    arrival: Instant
    start: Instant
    end: Instant
    travel_s: Duration
    distance_m: Metres
    wait_s: Duration
    late_s: Duration
    location: tuple[Latitude, Longitude] | None
    pinned: bool


class TourOut(Document):
    """The tour of one shift, from leaving its start place to the return.

    `wait_s`: time neither busy nor on the road. `paid_s`: from start to end less unpaid breaks
    and waits of 15 min and more.
    """

    id: str
    shift: Id
    worker: Id
    vehicle: Id | None
    start: Instant
    end: Instant
    paid_s: Duration
    travel_s: Duration
    wait_s: Duration
    distance_m: Metres
    stops: list[StopOut] = Field(min_length=2)


class ReasonOut(Document):
    """Why a visit is unserved, for one shift, or for all (`worker` and `shift` null).

    `scope`: `never` no tour of that shift could hold it, even an empty one; `now` no position
    in this plan; `search` it would fit, and the search missed it.
    """

    code: str
    scope: ReasonScope
    worker: Id | None
    shift: Id | None
    detail: str


class UnservedOut(Document):
    visit: Id
    person: Id
    priority: Annotated[int, Field(strict=True, ge=1, le=4)]
    reasons: list[ReasonOut]


class StatsOut(Document):
    """Cost of the search; `contributions`: by part of the engine, the change of each level;
    `failed`: what ended the search before its time."""

    wall_s: Duration
    iterations: Annotated[int, Field(strict=True, ge=0)]
    first_plan_s: Duration
    contributions: dict[str, list[Finite]]
    not_optimised: list[str]
    repaired: list[str]
    failed: str | None = None


class PlanDocument(Document):
    """A whole plan. `problem` is as `tournee schema problem` says, `problem_digest` the SHA-256
    of its canonical JSON. `bound`: a proven lower bound of each level in its unit, rounded down,
    or null, and the model that proves it, `bound_by`. A level's bound is one for plans that are as
    good as can be on the levels above. `gap`: how far the first level that misses its bound lies
    above it, as a share."""

    format: Literal["tournee.plan/1"]
    id: str
    parent: str | None
    revision: Annotated[int, Field(strict=True, ge=0)] = Field(
        default=0, description="how many plans of the day came before it, parent by parent"
    )
    state: Literal["draft", "published"] = Field(
        default="draft", description="published: people were told"
    )
    created_at: Instant
    engine: str
    seed: Whole
    versions: dict[str, str]
    problem: dict[str, Any]
    problem_digest: str
    status: Status
    violations: list[ViolationOut]
    inherited: list[ViolationOut]
    waivers: list[WaiverOut]
    score: ScoreOut
    bound: list[Whole | None]
    bound_by: str | None
    gap: Finite | None
    tours: list[TourOut]
    unserved: list[UnservedOut]
    kpis: Kpis
    stats: StatsOut


def plan_schema() -> dict[str, Any]:
    """The JSON Schema of plan documents."""
    schema = PlanDocument.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}

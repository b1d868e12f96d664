"""The problem as JSON: what a document may say, field by field (pydantic).

Times are ISO 8601 with offset, places `[latitude, longitude]`, durations seconds (`_s`),
distances metres (`_m`). Unknown fields are refused. `tournee schema problem` prints the
JSON Schema made from these classes. What one field cannot tell (references, cycles,
windows that never open) is checked in `optimizer.problem.load`.
"""

import hashlib
import json
import math
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from optimizer.problem.score_terms import TERM_KINDS, Aggregation
from optimizer.problem.working_time import LIMITS, rule_packs

FORMAT = "tournee.problem/1"


def _finite(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError("must be a finite number")
    return value


def _iso_date(value: object) -> object:
    if not isinstance(value, str | date):
        raise ValueError("must be a date like 2026-11-23")
    return value


def _one_of(*names: str) -> Any:
    return {"enum": list(names)}


Id = Annotated[str, Field(min_length=1, max_length=200)]
Time = Annotated[str, Field(description="ISO 8601 with offset, like 2026-11-23T08:00:00+01:00")]
Finite = Annotated[float, BeforeValidator(_finite)]
Seconds = Annotated[Finite, Field(ge=0, le=366 * 86_400, description="seconds")]
SignedSeconds = Annotated[Finite, Field(ge=-366 * 86_400, le=366 * 86_400)]
Count = Annotated[int, Field(strict=True, ge=0, le=1_000_000)]
Latitude = Annotated[Finite, Field(ge=-90, le=90)]
Longitude = Annotated[Finite, Field(ge=-180, le=180)]
Flag = Annotated[bool, Field(strict=True)]
Partner = Literal["drop_both", "keep"]


class Document(BaseModel):
    """Base of all parts: unknown fields are refused, values are frozen."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class IntervalIn(Document):
    start: Time
    end: Time


class WindowIn(Document):
    """When a service may start, both ends included; late (soft) after `late_after`."""

    start: Time
    end: Time
    late_after: Time | None = None


class PlaceIn(Document):
    id: Id
    location: tuple[Latitude, Longitude] | None = Field(
        default=None, description="[latitude, longitude] in degrees"
    )
    access_s: Seconds = Field(default=180, description="parking, stairs, keys: at each arrival")


class PersonIn(Document):
    id: Id
    external_id: str | None = None
    place: Id
    sector: str | None = None
    absences: list[IntervalIn] = []
    required_workers: list[Id] | None = None
    refused_workers: list[Id] = []
    preferred_workers: list[Id] | None = None
    incompatible_with: list[Id] = []


class VisitIn(Document):
    id: Id
    external_id: str | None = None
    person: Id
    place: Id | None = Field(default=None, description="default: the person's place")
    service: str = "home_help"
    activity: str = "visit"
    duration_s: Seconds
    windows: list[WindowIn] = Field(min_length=1)
    ends_inside: Flag = False
    skills: dict[str, Annotated[int, Field(strict=True, ge=1, le=100)]] = Field(
        default={}, description="skill -> least level"
    )
    excluded_skills: list[str] = []
    priority: Annotated[int, Field(strict=True, ge=1, le=4)] = 2
    weight: Annotated[int, Field(strict=True, ge=1, le=1_000_000)] = 1
    load: dict[str, Count] = {}
    required_workers: list[Id] | None = None
    refused_workers: list[Id] = []
    preferred_workers: list[Id] | None = None
    usual_start: Time | None = None
    heavy: Count = 0
    max_since_loading_s: Seconds | None = None


class ExternalVisitIn(Document):
    id: Id
    external_id: str | None = None
    person: Id
    start: Time
    end: Time
    exclusive: Flag = True


class WorkedDayIn(Document):
    start: Time
    end: Time
    work_s: Seconds


class HistoryIn(Document):
    days: list[WorkedDayIn] = []
    persons: dict[str, Count] = Field(default={}, description="person -> visits in recent weeks")


class WorkerIn(Document):
    id: Id
    external_id: str | None = None
    service: str = "home_help"
    place: Id = Field(description="home or base; where shifts start and end unless they say so")
    mode: str = "car"
    skills: dict[str, Annotated[int, Field(strict=True, ge=1, le=100)]] = Field(
        default={}, description="skill -> level held"
    )
    sectors: list[str] | None = None
    refused_persons: list[Id] = []
    unavailable: list[IntervalIn] = []
    history: HistoryIn = HistoryIn()


class BreakIn(Document):
    id: Id
    duration_s: Seconds
    windows: list[WindowIn] = Field(min_length=1)
    optional: Flag = False
    paid: Flag = False


class ReloadIn(Document):
    depots: list[Id] = Field(min_length=1, description="places")
    duration_s: Seconds = 900
    max_times: Annotated[int, Field(strict=True, ge=1, le=20)] = 2


class ShiftIn(Document):
    id: Id
    external_id: str | None = None
    worker: Id
    start: Time
    end: Time
    overtime_after: Time | None = None
    start_place: Id | None = Field(default=None, description="default: the worker's place")
    end_place: Id | None = Field(default=None, description="default: the worker's place")
    mode: str | None = Field(default=None, description="default: the worker's mode")
    capacity: dict[str, Count] = {}
    reload: ReloadIn | None = None
    breaks: list[BreakIn] = []
    max_work_s: Seconds | None = None
    vehicles: list[Id] = []
    leaves_at_start: Flag = False


class VehicleIn(Document):
    id: Id
    external_id: str | None = None
    kind: str = "car"
    capacity: dict[str, Count] = {}
    unavailable: list[IntervalIn] = []


class TogetherIn(Document):
    type: Literal["together"]
    id: Id
    visits: list[Id] = Field(min_length=2)
    tolerance_s: Seconds = 0
    if_partner_unserved: Partner = "drop_both"


class SequenceIn(Document):
    type: Literal["sequence"]
    id: Id
    visits: Annotated[list[Id], Field(min_length=2, max_length=2)]
    gap_from: Literal["start", "end"] = "end"
    min_gap_s: SignedSeconds | None = 0
    max_gap_s: SignedSeconds | None = None
    if_partner_unserved: Partner = "keep"


class SameWorkerIn(Document):
    type: Literal["same_worker"]
    id: Id
    visits: list[Id] = Field(min_length=2)
    if_partner_unserved: Partner = "keep"


class DifferentWorkersIn(Document):
    type: Literal["different_workers"]
    id: Id
    visits: list[Id] = Field(min_length=2)
    if_partner_unserved: Partner = "keep"


class PickupDeliveryIn(Document):
    type: Literal["pickup_delivery"]
    id: Id
    visits: Annotated[list[Id], Field(min_length=2, max_length=2)]
    max_ride_s: Seconds | None = None
    if_partner_unserved: Partner = "drop_both"


LinkIn = Annotated[
    TogetherIn | SequenceIn | SameWorkerIn | DifferentWorkersIn | PickupDeliveryIn,
    Field(discriminator="type"),
]


class PinIn(Document):
    visit: Id
    worker: Id | None = None
    shift: Id | None = None
    start: Time | None = None


class FrozenTourIn(Document):
    """The tour of `shift` begins with exactly these visits, in this order."""

    shift: Id
    visits: list[Id] = Field(min_length=1)


class WaiverIn(Document):
    rule: str
    subject: Id
    reason: Annotated[str, Field(min_length=1)]
    by: Annotated[str, Field(min_length=1)]


class PreviousStopIn(Document):
    visit: Id
    worker: Id
    start: Time


class ModeIn(Document):
    """Travel of one mode from great-circle metres; see `optimizer.travel`."""

    seconds: Annotated[Finite, Field(ge=0)]
    kmh: Annotated[Finite, Field(gt=0)]
    metres: Annotated[Finite, Field(ge=0)]
    detour: Annotated[Finite, Field(ge=0)]
    traffic_factor: Annotated[Finite, Field(gt=0)] = 1.0


class MatrixIn(Document):
    places: list[Id] = Field(min_length=1)
    duration_s: list[list[Seconds]]
    distance_m: list[list[Annotated[Finite, Field(ge=0)]]] | None = None


DEFAULT_MODES: Mapping[str, ModeIn] = {
    # Measured on real road networks, legs of 0.1-8 km; free flow, so cars get +20 % for traffic.
    "car": ModeIn(seconds=62, kmh=27.7, metres=203, detour=1.45, traffic_factor=1.2),
    "bicycle": ModeIn(seconds=63, kmh=11.1, metres=156, detour=1.25),
    "foot": ModeIn(seconds=110, kmh=4.1, metres=152, detour=1.20),
}


class TravelIn(Document):
    """`modes` adds to or replaces the defaults car, bicycle, foot; a matrix wins over both."""

    modes: dict[str, ModeIn] = {}
    matrices: dict[str, MatrixIn] = {}


class WorkingTimeIn(Document):
    """A rule pack and what this problem overrides of it; null lifts a limit."""

    pack: str = Field(default="fpt", json_schema_extra=_one_of(*rule_packs()))
    overrides: dict[str, Annotated[Finite, Field(ge=0)] | None] = Field(
        default={}, json_schema_extra={"propertyNames": _one_of(*LIMITS)}
    )


class TermIn(Document):
    term: str = Field(json_schema_extra=_one_of(*TERM_KINDS))
    level: str
    weight: Annotated[int, Field(strict=True, ge=0, le=1_000_000_000)]
    aggregation: Aggregation = "sum"


class ObjectiveIn(Document):
    levels: list[Annotated[str, Field(min_length=1)]] = Field(min_length=1)
    terms: list[TermIn] = Field(min_length=1)


class HorizonIn(Document):
    """`days` days from the midnight that begins `start`."""

    start: Annotated[date, BeforeValidator(_iso_date)]
    days: Annotated[int, Field(strict=True, ge=1, le=62)] = 1


class ProblemDocument(Document):
    """A whole problem. Lists may be empty; ids are unique within their list."""

    format: Literal["tournee.problem/1"] = "tournee.problem/1"
    name: str = ""
    timezone: str = "Europe/Paris"
    tick_ms: Annotated[int, Field(strict=True, ge=1, le=60_000)] = 1_000
    horizon: HorizonIn
    freeze_before: Time | None = None
    places: list[PlaceIn]
    persons: list[PersonIn]
    visits: list[VisitIn]
    external_visits: list[ExternalVisitIn] = []
    workers: list[WorkerIn]
    shifts: list[ShiftIn]
    vehicles: list[VehicleIn] = []
    links: list[LinkIn] = []
    pins: list[PinIn] = []
    frozen_tours: list[FrozenTourIn] = []
    waivers: list[WaiverIn] = []
    previous: list[PreviousStopIn] = []
    working_time: WorkingTimeIn = WorkingTimeIn()
    objective: ObjectiveIn | None = None
    travel: TravelIn = TravelIn()

    def to_json_dict(self) -> dict[str, Any]:
        """The document as JSON values, fields left at their defaults left out."""
        return self.model_dump(mode="json", exclude_defaults=True) | {"format": FORMAT}


def digest(document: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical JSON (sorted keys, no spaces, UTF-8) of a document."""
    canonical = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()

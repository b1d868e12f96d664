"""The problem as JSON: what a document may say, field by field (pydantic).

Times are ISO 8601 with offset, places `[latitude, longitude]`, durations seconds (`_s`),
distances metres (`_m`). Unknown fields are refused. `tournee schema problem` prints the
JSON Schema made from these classes. What one field cannot tell (references, cycles,
windows that never open) is checked in `optimizer.problem.load`.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from optimizer.problem.score_terms import TERM_KINDS, Aggregation
from optimizer.problem.working_time import LIMITS, rule_packs

FORMAT = "tournee.problem/1"


def _iso_date(value: object) -> object:
    """Nothing but YYYY-MM-DD: pydantic alone would take times and counts of seconds too."""
    if isinstance(value, date) or (
        isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value)
    ):
        return value
    raise PydanticCustomError("date_format", "not a date")


def _this_age(value: date) -> date:
    """Far from the ends of the calendar, where arithmetic with dates fails."""
    if not 1970 <= value.year < 2200:
        raise PydanticCustomError("date_range", "out of range")
    return value


def _one_of(*names: str) -> Any:
    return {"enum": list(names)}


Item = TypeVar("Item")

Id = Annotated[str, Field(min_length=1, max_length=200)]
Text = Annotated[str, Field(max_length=2_000)]
Time = Annotated[
    str,
    Field(
        max_length=50,
        description="ISO 8601 with offset, like 2026-11-23T08:00:00+01:00",
        json_schema_extra={"format": "date-time"},
    ),
]
Finite = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Seconds = Annotated[Finite, Field(ge=0, le=366 * 86_400, description="seconds")]
SignedSeconds = Annotated[
    Finite, Field(ge=-366 * 86_400, le=366 * 86_400, description="seconds, may be negative")
]
Count = Annotated[int, Field(strict=True, ge=0, le=1_000_000)]
Level = Annotated[int, Field(strict=True, ge=1, le=100)]
Latitude = Annotated[Finite, Field(ge=-90, le=90)]
Longitude = Annotated[Finite, Field(ge=-180, le=180)]
Flag = Annotated[bool, Field(strict=True)]
Items = Annotated[list[Item], Field(max_length=100_000)]
"""A list; the limit stops floods of rubbish early."""
OneOrMore = Annotated[list[Item], Field(min_length=1, max_length=100_000)]
TwoOrMore = Annotated[list[Item], Field(min_length=2, max_length=100_000)]
Two = Annotated[list[Item], Field(min_length=2, max_length=2)]
Partner = Literal["drop_both", "keep"]

EXTERNAL_ID = "id in the care system, echoed in plans; default: id"
REQUIRED_WORKERS = "only these may come; null: anyone"
PREFERRED_WORKERS = "others cost the term preference; null: no preference"


class Document(BaseModel):
    """Base of all parts: unknown fields are refused, values are frozen."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class IntervalIn(Document):
    """A stretch of time, its end not included."""

    start: Time
    end: Time


class WindowIn(Document):
    """When a service may start, both ends included."""

    start: Time
    end: Time
    late_after: Time | None = Field(
        default=None, description="a start after this is late (soft); default: end"
    )


class PlaceIn(Document):
    """A point on the map and its door."""

    id: Id
    location: tuple[Latitude, Longitude] | None = Field(
        default=None,
        description="[latitude, longitude] in degrees; null where every mode has a given matrix",
    )
    access_s: Seconds = Field(
        default=180, description="seconds for parking, stairs, keys at each arrival from elsewhere"
    )


class PersonIn(Document):
    """Who is served; the lists of workers hold for all visits to the person."""

    id: Id
    external_id: Text | None = Field(default=None, description=EXTERNAL_ID)
    place: Id = Field(description="home; where the person's visits are unless they say so")
    sector: Text | None = None
    absences: Items[IntervalIn] = Field(default=[], description="nobody home: no visit then")
    required_workers: OneOrMore[Id] | None = Field(default=None, description=REQUIRED_WORKERS)
    refused_workers: Items[Id] = []
    preferred_workers: Items[Id] | None = Field(default=None, description=PREFERRED_WORKERS)
    incompatible_with: Items[Id] = Field(
        default=[], description="persons never aboard the same vehicle at the same time"
    )


class VisitIn(Document):
    """One worker, one stop, one duration."""

    id: Id
    external_id: Text | None = Field(default=None, description=EXTERNAL_ID)
    person: Id
    place: Id | None = Field(default=None, description="default: the person's place")
    service: Text = "home_help"
    activity: Text = "visit"
    duration_s: Seconds
    windows: OneOrMore[WindowIn] = Field(description="the service starts inside one of them")
    ends_inside: Flag = Field(
        default=False, description="the service also ends inside the window it starts in"
    )
    skills: dict[Id, Level] = Field(default={}, description="skill -> least level")
    excluded_skills: Items[Id] = Field(default=[], description="traits the worker must not have")
    priority: Annotated[int, Field(strict=True, ge=1, le=4)] = Field(
        default=2, description="1 vital, 2 essential, 3 deferrable, 4 suspendable"
    )
    weight: Annotated[int, Field(strict=True, ge=1, le=1_000_000)] = Field(
        default=1, description="what the visit counts, unserved, among those of its priority"
    )
    load: dict[Id, Count] = Field(
        default={},
        description="dimension -> what is handed over; at a pickup: what is taken aboard",
    )
    required_workers: OneOrMore[Id] | None = Field(default=None, description=REQUIRED_WORKERS)
    refused_workers: Items[Id] = []
    preferred_workers: Items[Id] | None = Field(default=None, description=PREFERRED_WORKERS)
    usual_start: Time | None = Field(
        default=None, description="the habit, on the day of the visit; for the term usual_time"
    )
    heavy: Count = Field(default=0, description="how heavy, for the term heavy_visits")
    max_since_loading_s: Seconds | None = Field(
        default=None, description="seconds from leaving the depot to the start of service"
    )


class ExternalVisitIn(Document):
    """A visit by somebody we do not plan: fixed; `sequence` links may name it."""

    id: Id = Field(description="no visit has the same")
    external_id: Text | None = Field(default=None, description=EXTERNAL_ID)
    person: Id
    start: Time
    end: Time
    exclusive: Flag = Field(default=True, description="no visit of ours may overlap it")


class WorkedDayIn(Document):
    """A day worked before the horizon, for rests and weekly limits."""

    start: Time
    end: Time
    work_s: Seconds


class HistoryIn(Document):
    """What came before the horizon."""

    days: Items[WorkedDayIn] = []
    persons: dict[Id, Count] = Field(default={}, description="person -> visits in recent weeks")


class WorkerIn(Document):
    """Who goes."""

    id: Id
    external_id: Text | None = Field(default=None, description=EXTERNAL_ID)
    service: Text = "home_help"
    place: Id = Field(description="home or base; where shifts start and end unless they say so")
    mode: Id = Field(default="car", description="how the worker travels: a mode of /travel")
    skills: dict[Id, Level] = Field(default={}, description="skill -> level held")
    sectors: Items[Text] | None = Field(
        default=None, description="where the worker usually goes; null: everywhere"
    )
    refused_persons: Items[Id] = []
    unavailable: Items[IntervalIn] = Field(
        default=[], description="meetings, training, appointments inside a shift"
    )
    history: HistoryIn = HistoryIn()


class BreakIn(Document):
    """A break, due when the tour leaves no room for it outside the tour, unless always_due."""

    id: Id = Field(description="unique within the shift; not statutory")
    duration_s: Seconds
    windows: OneOrMore[WindowIn] = Field(description="the break starts inside one of them")
    optional: Flag = Field(default=False, description="may be missed: the term missed_break")
    paid: Flag = False
    always_due: Flag = Field(
        default=False, description="due even if the tour leaves room for it outside"
    )


class ReloadIn(Document):
    """Reloading during a tour."""

    depots: OneOrMore[Id] = Field(description="places")
    duration_s: Seconds = 900
    max_times: Annotated[int, Field(strict=True, ge=1, le=20)] = 2


class ShiftIn(Document):
    """One worker, one continuous availability; a split day is two shifts."""

    id: Id
    external_id: Text | None = Field(default=None, description=EXTERNAL_ID)
    worker: Id
    start: Time
    end: Time
    overtime_after: Time | None = Field(
        default=None, description="work after this is overtime; default: end"
    )
    start_place: Id | None = Field(default=None, description="default: the worker's place")
    end_place: Id | None = Field(default=None, description="default: the worker's place")
    mode: Id | None = Field(default=None, description="default: the worker's mode")
    capacity: dict[Id, Count] = Field(
        default={}, description="dimension -> what can be aboard; 0 where not named"
    )
    reload: ReloadIn | None = None
    breaks: Items[BreakIn] = []
    max_work_s: Seconds | None = Field(
        default=None, description="seconds of work at most; null: only the working-time limits"
    )
    vehicles: Items[Id] = Field(default=[], description="one of these is needed; empty: none is")
    leaves_at_start: Flag = Field(
        default=False, description="the tour leaves exactly at start, so that a first wait counts"
    )


class VehicleIn(Document):
    """A shared car, van or minibus; its capacity adds to that of the shift that uses it."""

    id: Id
    external_id: Text | None = Field(default=None, description=EXTERNAL_ID)
    kind: Text = "car"
    capacity: dict[Id, Count] = {}
    unavailable: Items[IntervalIn] = []


class TogetherIn(Document):
    """The visits start within the tolerance of each other, by different workers."""

    type: Literal["together"]
    id: Id
    visits: TwoOrMore[Id]
    tolerance_s: Seconds = 0
    if_partner_unserved: Partner = "drop_both"


class SequenceIn(Document):
    """The first visit, then the second; one of the two may be an external visit."""

    type: Literal["sequence"]
    id: Id
    visits: Two[Id]
    gap_from: Literal["start", "end"] = Field(
        default="end", description="gaps count from the start or the end of the first visit"
    )
    min_gap_s: SignedSeconds | None = 0
    max_gap_s: SignedSeconds | None = None
    if_partner_unserved: Partner = "keep"


class SameWorkerIn(Document):
    """All these visits, as far as served, by one worker."""

    type: Literal["same_worker"]
    id: Id
    visits: TwoOrMore[Id]
    if_partner_unserved: Partner = "keep"


class DifferentWorkersIn(Document):
    """These visits, as far as served, each by another worker."""

    type: Literal["different_workers"]
    id: Id
    visits: TwoOrMore[Id]
    if_partner_unserved: Partner = "keep"


class PickupDeliveryIn(Document):
    """Taken aboard at the first visit, handed over at the second, on the same tour."""

    type: Literal["pickup_delivery"]
    id: Id
    visits: Two[Id]
    max_ride_s: Seconds | None = Field(
        default=None, description="seconds from the end of the pickup to the start of the delivery"
    )
    if_partner_unserved: Partner = "drop_both"


LinkIn = Annotated[
    TogetherIn | SequenceIn | SameWorkerIn | DifferentWorkersIn | PickupDeliveryIn,
    Field(discriminator="type"),
]


class PinIn(Document):
    """A visit held by the planner: on this worker, this shift, this start (each optional).

    Where it cannot be served so, it is unserved with a reason; it is never served otherwise.
    """

    visit: Id
    worker: Id | None = None
    shift: Id | None = None
    start: Time | None = None


class FrozenTourIn(Document):
    """The tour of `shift` begins with these visits, in this order.

    What a planner froze is worth more than the score: each of them is served where the rules allow
    it at all, even if a more urgent visit is then left out.
    """

    shift: Id
    visits: OneOrMore[Id]


class WaiverIn(Document):
    """A breach that a person decided to accept."""

    rule: Id = Field(description="name of the rule, like working_time")
    subject: Id = Field(description="visit, shift, worker, person, link or vehicle")
    reason: Annotated[Text, Field(min_length=1)]
    by: Annotated[Text, Field(min_length=1)]


class PreviousStopIn(Document):
    """Where a visit was in the previous plan, for the term change."""

    visit: Id
    worker: Id
    start: Time


class FactIn(Document):
    """What happened on a tour before `freeze_before`, even against every rule: a visit, a break or
    a reload. A visit `under_way` may start later: the worker is on the way to it."""

    visit: Id | None = Field(default=None, description="one of visit, pause and reload")
    pause: Id | None = Field(default=None, description="id of a break of the shift, or statutory")
    reload: Id | None = Field(default=None, description="the depot, a place")
    worker: Id
    shift: Id
    start: Time = Field(description="real start, or that of the plan")
    end: Time | None = Field(default=None, description="default: as long as it is to last")
    outcome: Literal["done", "under_way", "not_done"] = Field(
        default="done", description="not_done: still to be planned"
    )
    place: Id | None = Field(
        default=None, description="where a pause was; default: where the worker was before"
    )
    vehicle: Id | None = Field(default=None, description="the shared vehicle in use")


class ModeIn(Document):
    """Travel of one mode from g metres of great circle.

    Time is (seconds + g at kmh) x traffic_factor; road distance is metres + detour x g.
    """

    seconds: Annotated[Finite, Field(ge=0, le=86_400)]
    kmh: Annotated[Finite, Field(ge=0.1, le=1_000)]
    metres: Annotated[Finite, Field(ge=0, le=100_000)]
    detour: Annotated[Finite, Field(ge=0, le=100)]
    traffic_factor: Annotated[Finite, Field(gt=0, le=100)] = 1.0


class MatrixIn(Document):
    """Given travel of one mode: row and column i are `places[i]`."""

    places: OneOrMore[Id]
    duration_s: list[list[Seconds]] = Field(
        description="seconds, without the access time of the door"
    )
    distance_m: list[list[Annotated[Finite, Field(ge=0, le=1e9)]]] | None = Field(
        default=None, description="metres; null: distances are 0"
    )


DEFAULT_MODES: Mapping[str, ModeIn] = {
    # Measured on real road networks, legs of 0.1-8 km; free flow, so cars get +20 % for traffic.
    "car": ModeIn(seconds=62, kmh=27.7, metres=203, detour=1.45, traffic_factor=1.2),
    "bicycle": ModeIn(seconds=63, kmh=11.1, metres=156, detour=1.25),
    "foot": ModeIn(seconds=110, kmh=4.1, metres=152, detour=1.20),
}


class TravelIn(Document):
    """`modes` adds to or replaces the defaults car, bicycle, foot; a matrix wins over both."""

    modes: dict[Id, ModeIn] = {}
    matrices: dict[Id, MatrixIn] = Field(default={}, description="mode -> given matrix")


class WorkingTimeIn(Document):
    """A rule pack and what this problem overrides of it; null lifts a limit."""

    pack: Id = Field(default="fpt", json_schema_extra=_one_of(*rule_packs()))
    overrides: dict[Id, Annotated[Finite, Field(ge=0, le=10_000)] | None] = Field(
        default={}, json_schema_extra={"propertyNames": _one_of(*LIMITS)}
    )


class TermIn(Document):
    """Adds weight x (sum, maximum or absolute deviations of the term's items) to a level."""

    term: Id = Field(json_schema_extra=_one_of(*TERM_KINDS))
    level: Id
    weight: Annotated[int, Field(strict=True, ge=0, le=1_000_000_000)] = Field(
        description="per hour of a time, kilometre of a distance, piece of a count"
    )
    aggregation: Aggregation = "sum"


class ObjectiveIn(Document):
    """What a good plan is; default: unserved by priority, lateness, cost in cents."""

    levels: OneOrMore[Id] = Field(description="names, most important first")
    terms: OneOrMore[TermIn]


class HorizonIn(Document):
    """`days` days from the midnight that begins `start`."""

    start: Annotated[date, BeforeValidator(_iso_date), AfterValidator(_this_age)]
    days: Annotated[int, Field(strict=True, ge=1, le=62)] = 1


class ProblemDocument(Document):
    """A problem of Tournée: who is to be visited, who can go, and what the rules are.

    Ids are unique within their list. There is at least one visit and one shift. Times are
    ISO 8601 with offset, durations seconds (_s), distances metres (_m).
    """

    format: Literal["tournee.problem/1"] = "tournee.problem/1"
    name: Text = ""
    timezone: Id = Field(default="Europe/Paris", description="IANA name")
    tick_ms: Annotated[int, Field(strict=True, ge=1, le=60_000)] = Field(
        default=1_000, description="resolution of all times and durations, in milliseconds"
    )
    horizon: HorizonIn
    freeze_before: Time | None = Field(
        default=None, description="what starts before this has happened and cannot change"
    )
    places: Items[PlaceIn]
    persons: Items[PersonIn]
    visits: Items[VisitIn]
    external_visits: Items[ExternalVisitIn] = []
    workers: Items[WorkerIn]
    shifts: Items[ShiftIn]
    vehicles: Items[VehicleIn] = []
    links: Items[LinkIn] = []
    pins: Items[PinIn] = []
    frozen_tours: Items[FrozenTourIn] = []
    waivers: Items[WaiverIn] = []
    previous: Items[PreviousStopIn] = []
    promise_factor: Annotated[int, Field(strict=True, ge=1, le=1_000)] = Field(
        default=2,
        description="a visit in `previous` counts, unserved, so many times its weight",
    )
    facts: Items[FactIn] = Field(default=[], description="what happened before freeze_before")
    applied_events: Items[Id] = Field(default=[], description="ids of events already applied")
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

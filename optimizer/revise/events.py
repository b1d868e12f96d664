"""What may happen to a day, as JSON: an array of events, each with its own id and the moment it was
known.

Times are ISO 8601 with offset, durations seconds, as in problems. Which visits, workers and shifts
there are, and what is past, is checked when events are applied.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import Field

from optimizer.problem.document import (
    Document,
    Finite,
    Id,
    Items,
    LinkIn,
    OneOrMore,
    PersonIn,
    PlaceIn,
    Seconds,
    ShiftIn,
    Text,
    Time,
    VisitIn,
    WindowIn,
    WorkerIn,
)
from optimizer.problem.errors import InputError, InvalidProblem
from optimizer.problem.reading import Errors, validate

MOST = 10_000
"""Events of one request; a day has a few dozen."""


class InvalidEvents(InvalidProblem):
    """Events that cannot be applied; `errors` lists everything that is wrong."""


class Event(Document):
    """What happened or was learnt, and when it was known."""

    id: Id
    at: Time


class WorkerAbsent(Event):
    """Shifts are cut or gone; their visits go back to the pool."""

    type: Literal["worker_absent"]
    worker: Id
    from_: Time | None = Field(default=None, alias="from", description="default: now")
    until: Time | None = Field(default=None, description="default: the end of the horizon")


class WorkerLate(Event):
    """The tour goes on later: by so much, or from then on. With `place` from there."""

    type: Literal["worker_late"]
    worker: Id
    by_s: Seconds | None = None
    free_at: Time | None = None


class WorkerAdded(Event):
    """Relief, overtime, a colleague called in: a shift, of a known worker or a new one."""

    type: Literal["worker_added"]
    worker: Id | WorkerIn
    shift: ShiftIn
    places: Items[PlaceIn] = []


class ShiftChanged(Event):
    type: Literal["shift_changed"]
    shift: Id
    start: Time | None = None
    end: Time | None = None


class PersonAbsent(Event):
    """Hospital, family, holiday: visits at the person's place that could only be then are
    cancelled."""

    type: Literal["person_absent"]
    person: Id
    from_: Time = Field(alias="from")
    until: Time


class VisitAdded(Event):
    """A discharge, an emergency, one more passage; with its person and place if they are new."""

    type: Literal["visit_added"]
    visit: VisitIn
    links: Items[LinkIn] = []
    persons: Items[PersonIn] = []
    places: Items[PlaceIn] = []


class VisitCancelled(Event):
    """Also: nobody opened."""

    type: Literal["visit_cancelled"]
    visit: Id
    reason: Text = ""


class VisitChanged(Event):
    """What is named changes; of a visit under way only how long it lasts."""

    type: Literal["visit_changed"]
    visit: Id
    windows: OneOrMore[WindowIn] | None = None
    duration_s: Seconds | None = None
    skills: dict[Id, int] | None = None
    priority: Annotated[int, Field(strict=True, ge=1, le=4)] | None = None
    required_workers: OneOrMore[Id] | None = None
    refused_workers: Items[Id] | None = None


class VisitDone(Event):
    """From tele-management or the phone; `shift` where the worker has several at that time."""

    type: Literal["visit_done"]
    visit: Id
    worker: Id
    shift: Id | None = None
    start: Time
    end: Time | None = Field(default=None, description="default: as long as planned")


class VisitStarted(Event):
    type: Literal["visit_started"]
    visit: Id
    worker: Id
    shift: Id | None = None
    start: Time
    end: Time | None = Field(default=None, description="when it will probably end")


class VehicleOut(Event):
    type: Literal["vehicle_out"]
    vehicle: Id
    from_: Time = Field(alias="from")
    until: Time | None = Field(default=None, description="default: the end of the horizon")


class TravelSlower(Event):
    """Snow, road works. All that is left of the day is planned with the factor, if the stretch of
    time has not ended: travel times do not depend on the time of day."""

    type: Literal["travel_slower"]
    mode: Id
    factor: Annotated[Finite, Field(ge=0.1, le=20)]
    from_: Time = Field(alias="from")
    until: Time


EVENTS: Mapping[str, type[Event]] = {
    "worker_absent": WorkerAbsent,
    "worker_late": WorkerLate,
    "worker_added": WorkerAdded,
    "shift_changed": ShiftChanged,
    "person_absent": PersonAbsent,
    "visit_added": VisitAdded,
    "visit_cancelled": VisitCancelled,
    "visit_changed": VisitChanged,
    "visit_done": VisitDone,
    "visit_started": VisitStarted,
    "vehicle_out": VehicleOut,
    "travel_slower": TravelSlower,
}


def read_events(document: Any) -> tuple[Event, ...]:
    """The events of a JSON array.

    Raises
    ------
    InvalidEvents
        With every error found, each with JSON pointer, value and remedy.
    """
    if not isinstance(document, list):
        raise InvalidEvents([InputError("wrong_type", "", None, "events are a JSON array",
                                        "write [ ... ]")])  # fmt: skip
    if len(document) > MOST:
        raise InvalidEvents([InputError("too_large", "", len(document), "these are too many events",
                                        f"send at most {MOST} at a time")])  # fmt: skip
    found, wrong = [], []
    for index, item in enumerate(document):
        errors = Errors()
        event = _event(item, errors)
        wrong += [_inside(index, error) for error in errors.found]
        if event is not None and not errors.found:
            found.append(event)
    if wrong:
        raise InvalidEvents(wrong)
    return tuple(found)


def _event(item: Any, errors: Errors) -> Event | None:
    if not isinstance(item, Mapping):
        errors.add("wrong_type", (), item, "an event is a JSON object", "write { ... }")
        return None
    kind = item.get("type")
    if not isinstance(kind, str) or kind not in EVENTS:
        errors.add("unknown_value", ("type",), kind, f"type must be one of {', '.join(EVENTS)}",
                   "choose one of them")  # fmt: skip
        return None
    return validate(EVENTS[kind], item, errors)


def _inside(index: int, error: InputError) -> InputError:
    return InputError(error.code, f"/{index}{error.pointer}", error.value, error.message,
                      error.remedy)  # fmt: skip


def ids(events: Sequence[Event]) -> list[str]:
    """The ids of events."""
    return [event.id for event in events]

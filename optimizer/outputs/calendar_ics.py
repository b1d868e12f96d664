"""Tours as calendars: one a worker, with the same events in every revision of a plan.

An event keeps its UID as long as it is the same worker's tour (or visit) of the same shift, day
by day. `SEQUENCE` and `DTSTAMP` come from the moment a plan was made, so that a later revision wins
in every calendar program (RFC 5545, section 3.8.7.4). What an earlier revision had and this one
has not is cancelled.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

from optimizer.outputs.needs import needed
from optimizer.outputs.view import PlanView, moment
from optimizer.outputs.words import count, named, word
from optimizer.plan.document import StopOut, TourOut
from optimizer.rules.base import Lang

_SPACE = UUID("6f3d0f5e-6f0b-5c1a-9a52-0a1c6a6f6d7e")
_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of a calendar."""

    uid: str
    start: datetime
    end: datetime
    summary: str
    location: str = ""


def calendars(
    view: PlanView, lang: Lang, *, detail: bool = False, earlier: Sequence[PlanView] = ()
) -> dict[str, bytes]:
    """A calendar by worker.

    Parameters
    ----------
    detail
        One event a visit with name, address and task; else one event a tour, with neither names
        nor anything about anybody's health.
    earlier
        Revisions that workers already have in their calendars.

    Raises
    ------
    MissingExtra
        icalendar is not installed.
    """
    found = {worker: list(_events(view, worker, lang, detail)) for worker in _workers(view)}
    gone: dict[str, dict[str, Event]] = {}
    for old in earlier:
        for worker in _workers(old):
            for event in _events(old, worker, lang, detail):
                if event.start.date() in view.days:  # of other days this plan says nothing
                    gone.setdefault(worker, {})[event.uid] = event
    files = {}
    for worker in sorted({*found, *gone}):
        events = found.get(worker, [])
        kept = {event.uid for event in events}
        lost = [event for uid, event in gone.get(worker, {}).items() if uid not in kept]
        files[worker] = _calendar(view, worker, events, lost)
    return files


def _workers(view: PlanView) -> list[str]:
    return sorted({tour.worker for tour in view.document.tours})


def _events(view: PlanView, worker: str, lang: Lang, detail: bool) -> Iterator[Event]:
    for tour in view.tours:
        if tour.worker == worker:
            if detail:
                yield from (_visit(view, tour, stop, lang) for stop, _ in view.visits(tour))
            else:
                yield _tour(view, tour, lang)


def _tour(view: PlanView, tour: TourOut, lang: Lang) -> Event:
    visits = sum(stop.visit is not None for stop in tour.stops)
    summary = f"{word('calendar.tour', lang)} ({count(visits, 'visit', lang)})"
    uid = _uid("tour", tour.worker, view.days[view.day_of(tour)].isoformat(), tour.shift)
    return Event(uid, moment(tour.start), moment(tour.end), summary)


def _visit(view: PlanView, tour: TourOut, stop: StopOut, lang: Lang) -> Event:
    visit = view.problem.visits[stop.visit or ""]
    name, task = view.labels.name(visit.person), named("activity", visit.activity, lang)
    asked = view.problem.clock.datetime(visit.windows[0].start).date()
    uid = _uid("visit", tour.worker, asked.isoformat(), visit.id)
    at_home = visit.place == view.problem.persons[visit.person].place
    where = view.labels.address(visit.person) if at_home else view.labels.name(visit.place)
    return Event(uid, moment(stop.start), moment(stop.end), f"{name} – {task}", where)


def _uid(*parts: str) -> str:
    return f"{uuid5(_SPACE, chr(31).join(parts))}@tournee"


def _calendar(view: PlanView, worker: str, events: Sequence[Event], lost: Sequence[Event]) -> bytes:
    icalendar = needed("icalendar")
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Tournee//Tours//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", view.labels.name(worker))
    calendar.add("x-wr-timezone", view.problem.clock.timezone)
    made = moment(view.document.created_at).astimezone(UTC)
    for event, status in [*((e, "CONFIRMED") for e in events), *((e, "CANCELLED") for e in lost)]:
        calendar.add_component(_component(icalendar, view, event, status, made))
    calendar.add_missing_timezones()
    data: bytes = calendar.to_ical()
    return data


def _component(icalendar: Any, view: PlanView, event: Event, status: str, made: datetime) -> Any:
    item = icalendar.Event()
    zone = view.problem.clock.zone
    item.add("uid", event.uid)
    item.add("dtstamp", made)
    item.add("last-modified", made)
    item.add("sequence", max(int((made - _EPOCH).total_seconds()), 0))
    item.add("dtstart", event.start.astimezone(zone))
    item.add("dtend", event.end.astimezone(zone))
    item.add("summary", event.summary)
    item.add("status", status)
    item.add("class", "PRIVATE")
    if event.location:
        item.add("location", event.location)
    return item

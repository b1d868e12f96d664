"""The numbers behind the charts of the HTML report, small and without markup."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from optimizer.outputs.view import PlanView, moment
from optimizer.outputs.words import LANGS, WORDS, named
from optimizer.plan.document import StopOut, TourOut

# Okabe and Ito's palette, told apart with any kind of colour vision; dark enough for lines.
PALETTE = ("#0072B2", "#D55E00", "#8A6D00", "#009E73", "#AA4499", "#56B4E9", "#44505C", "#882255")


def colour(view: PlanView, service: str) -> str:
    """The colour of a service."""
    return PALETTE[view.services.index(service) % len(PALETTE)]


def chart_data(view: PlanView) -> dict[str, Any]:
    """All that the page's script needs, as JSON values.

    Times are seconds of local time from the first midnight of the horizon. A stop is
    `[kind, arrival, start, end, travel, person, activity, latitude, longitude, late, service]`
    with `person` a name, `activity` and `service` indices; what does not apply is null.
    """
    activities = sorted({visit.activity for visit in view.problem.visits.values()})
    return {
        "origin": f"{view.days[0].isoformat()}T00:00:00Z",
        "days": len(view.days),
        "title": {lang: view.title(lang) for lang in LANGS},
        "words": {
            lang: {key: getattr(text, lang) for key, text in WORDS.items() if _for_script(key)}
            for lang in LANGS
        },
        "services": [
            {"id": service, "color": colour(view, service)}
            | {lang: named("service", service, lang) for lang in LANGS}
            for service in view.services
        ],
        "activities": [
            {lang: named("activity", activity, lang) for lang in LANGS} for activity in activities
        ],
        "tours": [
            _tour(view, tour, {name: i for i, name in enumerate(activities)}) for tour in view.tours
        ],
        "unserved": _unserved(view),
    }


def _for_script(key: str) -> bool:
    return key.startswith("chart.") or key in ("shown", "shown_unserved", "open_all", "close_all")


def _tour(view: PlanView, tour: TourOut, activities: Mapping[str, int]) -> dict[str, Any]:
    shift = view.problem.shifts[tour.shift]
    clock = view.problem.clock
    return {
        "id": tour.id,
        "worker": tour.worker,
        "name": view.labels.name(tour.worker),
        "service": view.services.index(view.worker(tour).service),
        "day": view.day_of(tour),
        "shift": [_seconds(view, clock.datetime(t)) for t in (shift.start, shift.end)],
        "stops": [_stop(view, stop, activities) for stop in tour.stops],
    }


def _stop(view: PlanView, stop: StopOut, activities: Mapping[str, int]) -> list[Any]:
    visit = view.problem.visits[stop.visit] if stop.visit is not None else None
    return [
        stop.kind,
        *(_seconds(view, moment(time)) for time in (stop.arrival, stop.start, stop.end)),
        round(stop.travel_s),
        view.labels.name(visit.person) if visit else None,
        activities[visit.activity] if visit else None,
        *(stop.location or (None, None)),
        round(stop.late_s),
        view.services.index(visit.service) if visit else None,
    ]


def _unserved(view: PlanView) -> list[list[Any]]:
    found = []
    for item in view.document.unserved:
        visit = view.problem.visits[item.visit]
        location = view.problem.places[visit.place].location
        if location is not None:
            name = view.labels.name(visit.person)
            activity = {lang: named("activity", visit.activity, lang) for lang in LANGS}
            found.append([name, activity, *location, view.services.index(visit.service)])
    return found


def _seconds(view: PlanView, local: datetime) -> int:
    """Seconds on the wall clock since the first midnight: what a chart of local time shows."""
    first = datetime(*view.days[0].timetuple()[:3])
    return round((local.replace(tzinfo=None) - first).total_seconds())

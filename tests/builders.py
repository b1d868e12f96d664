"""Tiny problems and plans for tests, readable at a glance.

`problem(...)` gives a problem document (a dict), `loaded(...)` the checked `Problem`:

>>> day = loaded(visits=[visit("v1", at=10, window="08:00-10:00", minutes=30)])
>>> made = plan(day, {"s1": ["v1"]})

Everything has a default: one worker `w1` with the shift `s1`, 08:00-16:00, on Monday
2026-11-23, no working-time limits, and a person with a place for each visit.

Places are points on a line or on the map. `at=10` is 10 minutes and 10 km away from `at=0`,
where the workers' `base` is, in every mode (a given matrix, no access time), so that tests can
show their arithmetic. `at=(47.2, 6.0)` is a point on the map, reached as the default travel
model says; then all places must be, with `base=(47.24, 6.02)` too.

Times are written `HH:MM` (or `HH:MM:SS`) and stand on day 0 unless a `day` is given; a span
`22:00-06:00` ends on the next day. Keywords that a builder does not name are fields of the
document as they are, like `priority=1` or `ends_inside=True`.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from optimizer.plan.model import Plan, Stop, StopKind, Tour
from optimizer.problem.load import load_problem
from optimizer.problem.model import Problem, Shift, Visit
from optimizer.travel import travel_of

DATE = date(2026, 11, 23)
"""Day 0, a Monday."""
ZONE = ZoneInfo("Europe/Paris")

Document = dict[str, Any]
At = float | tuple[float, float]
Skills = Sequence[str] | Mapping[str, int]


def iso(text: str, day: int = 0) -> str:
    """ISO 8601 of a local time like `08:00` on a day of the horizon; `24:00` is midnight."""
    past_midnight = text.startswith("24:")
    moment = datetime.combine(DATE, time.fromisoformat("00" + text[2:] if past_midnight else text))
    moment += timedelta(days=day + past_midnight)
    return moment.replace(tzinfo=ZONE).isoformat()


def span(text: str, day: int = 0) -> dict[str, str]:
    """A window, an interval: `08:00-10:00` -> start and end."""
    start, end = text.split("-")
    return {"start": iso(start, day), "end": iso(end, day + (end < start))}


def ticks(problem: Problem, text: str, day: int = 0) -> int:
    """Ticks of a time like `08:00`."""
    return problem.clock.parse(iso(text, day))


def visit(
    ident: str,
    at: At | None = None,
    window: str | Sequence[str] = "08:00-18:00",
    minutes: float = 30,
    *,
    person: str | None = None,
    day: int = 0,
    skills: Skills = (),
    **more: Any,
) -> Document:
    """A visit; its person is `p-<id>` unless named. Without `at`: at the person's place."""
    windows = [window] if isinstance(window, str) else window
    return {
        "id": ident,
        "person": person or f"p-{ident}",
        "_at": at,
        "duration_s": minutes * 60,
        "windows": [span(text, day) for text in windows],
        "skills": _levels(skills),
        **more,
    }


def person(ident: str, at: At = 0, *, absent: Sequence[str] = (), **more: Any) -> Document:
    """A person; `absent` are spans like `09:00-12:00`. Persons not listed are made up."""
    return {"id": ident, "_at": at, "absences": [span(text) for text in absent], **more}


def worker(ident: str, at: At | None = None, *, skills: Skills = (), **more: Any) -> Document:
    """A worker, at the base unless `at` says otherwise."""
    return {"id": ident, "_at": at, "skills": _levels(skills), **more}


def shift(
    worker: str, hours: str = "08:00-16:00", *, ident: str = "", day: int = 0, **more: Any
) -> Document:
    """A shift; that of `w1` is called `s1`, or `s1.2` on day 2, unless `ident` is given."""
    ident = ident or "s" + worker.removeprefix("w") + (f".{day}" if day else "")
    return {"id": ident, "worker": worker, **span(hours, day), **more}


def pause(
    ident: str, window: str | Sequence[str], minutes: float = 30, *, day: int = 0, **more: Any
) -> Document:
    """A break of a shift: `shift("w1", breaks=[pause("b1", "11:30-13:30")])`."""
    windows = [window] if isinstance(window, str) else window
    spans = [span(text, day) for text in windows]
    return {"id": ident, "duration_s": minutes * 60, "windows": spans, **more}


def link(kind: str, *visits: str, ident: str = "", **more: Any) -> Document:
    """A link, like `link("together", "v1", "v2", tolerance_s=300)`, called `<kind>-v1-v2`."""
    return {
        "type": kind,
        "id": ident or "-".join((kind, *visits)),
        "visits": list(visits),
        **more,
    }


def term(name: str, weight: int = 1, aggregation: str = "sum", level: str = "cost") -> Document:
    """A term of the objective, see `objective`."""
    return {"term": name, "level": level, "weight": weight, "aggregation": aggregation}


def objective(*terms: Document, levels: Sequence[str] = ("cost",)) -> Document:
    """An objective of these terms."""
    return {"levels": list(levels), "terms": list(terms)}


def problem(
    *,
    visits: Sequence[Document] = (),
    workers: Sequence[Document] | None = None,
    shifts: Sequence[Document] | None = None,
    persons: Sequence[Document] = (),
    places: Sequence[Document] = (),
    base: At = 0,
    days: int = 1,
    pack: str = "none",
    limits: Mapping[str, float | None] | None = None,
    **more: Any,
) -> Document:
    """A problem document.

    Parameters
    ----------
    workers, shifts
        Default: the workers that the shifts name, or `w1`; one shift 08:00-16:00 each.
    persons, places
        Only those that matter; the others are made up from the visits and workers.
    base
        Where workers without a place live; its id is `base`.
    pack, limits
        Rule pack of the working-time limits, and what is overridden of it.
    **more
        Other parts of the document: `links`, `vehicles`, `pins`, `objective` ...
    """
    if workers is None:
        named = dict.fromkeys(item["worker"] for item in shifts or ()) or ["w1"]
        workers = [worker(ident) for ident in named]
    if shifts is None:
        shifts = [shift(item["id"]) for item in workers]
    spots: dict[str, At] = {"base": base}
    homes = {item["id"]: _place(item["_at"], spots) for item in persons}
    for item in visits:
        homes.setdefault(item["person"], _place(item["_at"] or 0, spots))
    listed = {item["id"]: item for item in persons}
    document = {
        "format": "tournee.problem/1",
        "horizon": {"start": DATE.isoformat(), "days": days},
        "persons": [
            {"id": ident, "place": home, **_known(listed.get(ident, {}))}
            for ident, home in homes.items()
        ],
        "visits": [
            _known(item)
            | ({"place": _place(item["_at"], spots)} if item["_at"] is not None else {})
            for item in visits
        ],
        "workers": [_known(item) | {"place": _place(item["_at"], spots)} for item in workers],
        "shifts": list(shifts),
        "working_time": {"pack": pack, "overrides": dict(limits or {})},
        **more,
    }
    document["places"] = [
        *places,
        *({"id": ident, "access_s": 0, **_location(at)} for ident, at in spots.items()),
    ]
    on_line = {ident: at for ident, at in spots.items() if not isinstance(at, tuple)}
    if on_line and "travel" not in more:
        if len(on_line) < len(spots):
            raise ValueError("put all places on the line or all on the map, the base too")
        modes = {item.get("mode", "car") for item in [*workers, *shifts]}
        document["travel"] = {"matrices": {mode: _line(on_line) for mode in sorted(modes)}}
    return document


def loaded(**parts: Any) -> Problem:
    """The checked `Problem` of `problem(...)`."""
    return load_problem(problem(**parts))


def _levels(skills: Skills) -> dict[str, int]:
    return dict(skills) if isinstance(skills, Mapping) else dict.fromkeys(skills, 1)


def _known(item: Document) -> Document:
    return {name: value for name, value in item.items() if name != "_at"}


def _place(at: At | None, spots: dict[str, At]) -> str:
    if at is None:
        return "base"
    ident = "@" + (",".join(f"{x:g}" for x in at) if isinstance(at, tuple) else f"{at:g}")
    spots[ident] = at
    return ident


def _location(at: At) -> Document:
    return {"location": list(at)} if isinstance(at, tuple) else {}


def _line(spots: Mapping[str, At]) -> Document:
    apart = [[abs(a - b) for b in spots.values()] for a in spots.values()]  # type: ignore[operator]
    return {
        "places": list(spots),
        "duration_s": [[60 * minutes for minutes in row] for row in apart],
        "distance_m": [[1000 * minutes for minutes in row] for row in apart],
    }


def plan(
    problem: Problem,
    tours: Mapping[str, Sequence[str]],
    *,
    starts: Mapping[str, str] | None = None,
    vehicles: Mapping[str, str | None] | None = None,
) -> Plan:
    """Lay out tours by hand, each stop as early as it can be, without any engine.

    Parameters
    ----------
    tours
        Stops by shift: `v1` a visit, `break:b1` at the place of the stop before,
        `break:b1@next` at that of the stop after, `break:statutory`, `reload` at the first
        depot of the shift, or `reload:<place>`.
    starts
        Starts that are not the earliest, like `{"v1": "09:15"}` (or `{"break:b1": "12:00"}`), on
        the day of the shift; of a shift, when it leaves. They are kept even if they are wrong.
    vehicles
        By shift, instead of the first vehicle that the shift lists.

    Visits in no tour are unserved, without reasons. A tour leaves just in time for its first
    stop, or when its shift begins if it `leaves_at_start`. Breaks and reloads last as long as
    they must, the statutory pause `statutory_break`.
    """
    made = tuple(
        Tour(
            ident,
            (vehicles or {}).get(ident, next(iter(problem.shifts[ident].vehicles), None)),
            tuple(_stops(problem, problem.shifts[ident], stops, starts or {})),
        )
        for ident, stops in tours.items()
    )
    served = {name for tour in made for name in tour.visits}
    return Plan(made, {name: () for name in problem.visits if name not in served})


def _stops(
    problem: Problem, shift: Shift, names: Sequence[str], starts: Mapping[str, str]
) -> Iterable[Stop]:
    travel = travel_of(problem)
    steps = [_step(problem, shift, name) for name in names]
    places = [shift.start_place, *(place for _, _, place, _, _ in steps), shift.end_place]
    for index in range(len(places) - 2, 0, -1):  # backwards: `@next` may follow `@next`
        if steps[index - 1][0] == "break":
            places[index] = places[index + 1] if names[index - 1].endswith("@next") else ""
    for index in range(1, len(places) - 1):
        places[index] = places[index] or places[index - 1]

    def fixed(name: str) -> int | None:
        text = starts.get(name.removesuffix("@next"))
        return None if text is None else ticks(problem, text, shift.day)

    leave = fixed(shift.id)
    if leave is None:
        leave = shift.start
        if not shift.leaves_at_start:
            minutes, _ = travel.leg(shift.mode, places[0], places[1])
            at_first = fixed(names[0])
            first = _earliest(leave + minutes, steps[0][4]) if at_first is None else at_first
            leave = first - minutes
    yield Stop("depot", None, places[0], leave, leave, leave, 0, 0)
    now = leave
    for name, (kind, ref, _, length, windows), before, place in zip(
        names, steps, places, places[1:], strict=False
    ):
        duration, metres = travel.leg(shift.mode, before, place)
        wanted = fixed(name)
        start = _earliest(now + duration, windows) if wanted is None else wanted
        yield Stop(kind, ref, place, now + duration, start, start + length, duration, metres)
        now = start + length
    duration, metres = travel.leg(shift.mode, places[-2], places[-1])
    now += duration
    yield Stop("depot", None, places[-1], now, now, now, duration, metres)


_Step = tuple[StopKind, str | None, str, int, Sequence[tuple[int, int]]]


def _step(problem: Problem, shift: Shift, name: str) -> _Step:
    """Kind, reference, place, length and windows (by start) of a stop."""
    kind, _, rest = name.partition(":")
    if kind == "reload":
        assert shift.reload is not None, f"shift {shift.id} cannot reload"
        return "reload", None, rest or shift.reload.depots[0], shift.reload.duration, ()
    if kind == "break":
        ref = rest.removesuffix("@next")
        if ref == "statutory":
            return "break", ref, "", problem.working_time.statutory_break or 0, ()
        found = next(item for item in shift.breaks if item.id == ref)
        return "break", ref, "", found.duration, [(w.start, w.end) for w in found.windows]
    found_visit = problem.visits[name]
    return "visit", name, found_visit.place, found_visit.duration, _windows(found_visit)


def _windows(visit: Visit) -> Sequence[tuple[int, int]]:
    shorter = visit.duration if visit.ends_inside else 0
    return [(window.start, window.end - shorter) for window in visit.windows]


def _earliest(moment: int, windows: Sequence[tuple[int, int]]) -> int:
    """The first tick from `moment` on inside a window; `moment` itself if there is none."""
    return min((max(moment, a) for a, b in windows if max(moment, a) <= b), default=moment)

"""From sound rows to a problem document: each row on each of its days of the horizon.

Ids are simple and stable. A row that is for one date only is the visit `V12`; any other
row is the visit `V12@2026-11-24` on that date, with `V12` as `external_id`, so that a plan
can be matched with that of last week. Visits of further workers end with `#2`, `#3`; shifts are
`A07@2026-11-24` and, later on the day, `A07@2026-11-24#2`.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo

from optimizer.tables.checks import Person, Point
from optimizer.tables.errors import Cell
from optimizer.tables.horizon import Horizon, falls_on, hours_on, one_off, windows_on
from optimizer.tables.rows import Row
from optimizer.tables.services import EVERY, skill
from optimizer.tables.serving import asked, restricted_services, served
from optimizer.tables.values import DAY, Span

TIMEZONE = "Europe/Paris"
TOLERANCE_S = 300
BREAK_ID = "meal"

Json = dict[str, Any]
Where = tuple[str | int, ...]
Origin = tuple[Cell, Any]
"""A cell and what it holds."""


@dataclass(frozen=True, slots=True)
class LostLink:
    """A row, and the id of a row to which it is linked, on a day on which one has no visit."""

    row: Row
    other: str
    day: date


@dataclass
class Built:
    """A document, and the cells that its parts came from: `origins` by path in the document."""

    document: Json
    origins: dict[Where, Origin] = field(default_factory=dict)
    idle_visits: list[Row] = field(default_factory=list)
    idle_workers: list[Row] = field(default_factory=list)
    evenings: list[Row] = field(default_factory=list)
    lost_links: list[LostLink] = field(default_factory=list)

    def origin(self, where: Where) -> Origin | None:
        """The cell of a path, or of the closest part around it."""
        paths = (where[:n] for n in range(len(where), 0, -1))
        return next((self.origins[path] for path in paths if path in self.origins), None)


def build(
    visits: Sequence[Row],
    workers: Sequence[Row],
    persons: Mapping[str, Person],
    points: Mapping[str, Point],
    horizon: Horizon,
) -> Built:
    """The problem document of these rows; `points` are where the ids of places are."""
    return _Builder(persons, points, horizon).build(visits, workers)


def home(person: str) -> str:
    """The id of the place where a person lives."""
    return f"home-{person}"


def base(worker: str) -> str:
    """The id of the place where a worker sets out."""
    return f"base-{worker}"


Made = Mapping[str, Mapping[date, list[str]]]
"""The visits of each row by date."""


class _Builder:
    def __init__(
        self, persons: Mapping[str, Person], points: Mapping[str, Point], horizon: Horizon
    ) -> None:
        self._persons = persons
        self._points = points
        self._horizon = horizon
        self._zone = ZoneInfo(TIMEZONE)
        self._lists: dict[str, list[Json]] = {
            name: [] for name in ("places", "persons", "visits", "workers", "shifts", "links")
        }
        self._links: dict[str, Json] = {}
        self._lost: set[tuple[frozenset[str], date]] = set()
        self._built = Built({})
        self._restricted: frozenset[str] = frozenset()
        self._nights: set[int] = set()

    def build(self, visits: Sequence[Row], workers: Sequence[Row]) -> Built:
        self._restricted = restricted_services(visits, workers)
        self._people(visits)
        self._nights = {
            latest
            for row in visits
            if falls_on(row, self._horizon.first)
            for _, latest in windows_on(row, self._horizon.first)
            if latest < DAY // 2
        }
        for row in workers:
            self._worker(row)
        made = {row.get("id"): self._visits(row) for row in visits}
        for row in visits:
            self._together(row, made)
            self._sequences(row, made)
        horizon = self._horizon
        self._built.document |= {
            "timezone": TIMEZONE,
            "horizon": {"start": horizon.first.isoformat(), "days": horizon.days},
            **self._lists,
            "working_time": {"pack": horizon.pack},
        }
        return self._built

    def _add(self, name: str, part: Json, row: Row, **cells: Sequence[str]) -> None:
        """Add a part; `cells` are the columns that each of its fields comes from."""
        where = (name, len(self._lists[name]))
        self._lists[name].append({k: v for k, v in part.items() if v is not None})
        self._built.origins[where] = row.at("id")
        for field_name, columns in cells.items():
            self._built.origins[(*where, field_name)] = row.at(*columns)

    def _time(self, day: date, seconds: int) -> str:
        day, seconds = day + timedelta(seconds // DAY), seconds % DAY
        moment = datetime(day.year, day.month, day.day, tzinfo=self._zone)
        hours, rest = divmod(seconds, 3600)
        return moment.replace(hour=hours, minute=rest // 60, second=rest % 60).isoformat()

    def _span(self, day: date, span: Span) -> Json:
        return {"start": self._time(day, span[0]), "end": self._time(day, span[1])}

    # People and places

    def _place(self, ident: str, access: int | None, row: Row) -> None:
        self._add("places", {"id": ident, "location": list(self._points[ident]),
                             "access_s": access},
                  row, location=("latitude", "longitude", "address"))  # fmt: skip

    def _people(self, visits: Sequence[Row]) -> None:
        for ident in dict.fromkeys(row.get("person") for row in visits):
            person = self._persons[ident]
            where = person.row("latitude", "longitude", "address")
            self._place(home(ident), person.get("access"), where)
            self._add("persons", {"id": ident, "place": home(ident),
                                  "sector": person.get("sector")},
                      person.first, id=("person",))  # fmt: skip

    # Workers

    def _worker(self, row: Row) -> None:
        ident = row.get("id")
        self._place(base(ident), row.get("access"), row)
        absences = row.get("absences", ())
        unavailable = [
            self._span(day, span)
            for day in self._horizon.dates
            for absence in absences
            if day in absence.dates
            for span in absence.spans
        ]
        worker = {
            "id": ident,
            "external_id": row.get("reference"),
            "service": next((name for name in row.get("service", ()) if name != EVERY), None),
            "place": base(ident),
            "mode": row.get("mode"),
            "skills": self._skills(row, served(row)),
            "sectors": _list(row.get("sectors")),
            "refused_persons": _list(row.get("refused_persons")),
            "unavailable": unavailable or None,
        }
        self._add("workers", worker, row, unavailable=("absences",))
        before = len(self._lists["shifts"])
        self._evening_before(row)
        for day in self._horizon.dates:
            self._shifts(row, day)
        if len(self._lists["shifts"]) == before:
            self._built.idle_workers.append(row)

    def _shifts(self, row: Row, day: date) -> None:
        for number, span in enumerate(self._spans(row, day), start=1):
            self._shift(row, day, number, span)

    def _spans(self, row: Row, day: date) -> list[Span]:
        return sorted(span for part in hours_on(row, day) for span in part.spans)

    def _evening_before(self, row: Row) -> None:
        """Add what a shift of the evening before has left after midnight, if a visit of that
        night needs it."""
        first = self._horizon.first
        eve = first - timedelta(1)
        for number, (start, end) in enumerate(self._spans(row, eve), start=1):
            if any(latest + DAY < end for latest in self._nights):
                self._shift(row, eve, number, (max(start, DAY), end))
                self._built.evenings.append(row)

    def _shift(self, row: Row, day: date, number: int, span: Span) -> None:
        meals = row.get("meals_aboard")
        shift = {
            "id": _numbered(f"{row.get('id')}@{day}", number),
            "worker": row.get("id"),
            **self._span(day, span),
            "capacity": {"meals": meals} if meals else None,
            "breaks": self._breaks(row, day, span),
        }
        self._add("shifts", shift, row, start=("hours",), end=("hours",), breaks=("breaks",))
        self._built.origins["shifts", len(self._lists["shifts"]) - 1] = row.at("hours")

    def _breaks(self, row: Row, day: date, shift: Span) -> list[Json] | None:
        """The breaks that can be taken inside a shift; on a split day not all can."""
        pauses = [
            pause
            for pause in row.get("breaks", ())
            if pause.span[1] >= shift[0] and pause.span[0] + pause.seconds <= shift[1]
        ]
        return [
            {
                "id": _numbered(BREAK_ID, number),
                "duration_s": pause.seconds,
                "windows": [self._span(day, pause.span)],
            }
            for number, pause in enumerate(pauses, start=1)
        ] or None

    def _skills(self, row: Row, services: Set[str]) -> Mapping[str, int] | None:
        """The skills of a row, and those that stand for services that not everybody serves."""
        own: Mapping[str, int] | None = row.get("skills")
        named = self._restricted if EVERY in services else services & self._restricted
        more = {skill(name): 1 for name in sorted(named)}
        return {**(own or {}), **more} if more else own

    # Visits

    def _visits(self, row: Row) -> dict[date, list[str]]:
        """Add the visits of a row; their ids by date."""
        made = {}
        for day in self._horizon.dates:
            if falls_on(row, day):
                made[day] = list(self._visits_on(row, day))
        if not made:
            self._built.idle_visits.append(row)
        return made

    def _visits_on(self, row: Row, day: date) -> Iterator[str]:
        ident = row.get("id")
        external = row.get("reference")
        if not one_off(row):
            ident, external = f"{ident}@{day}", external or ident
        spans = windows_on(row, day)
        usual = row.get("usual_time")
        count, meals = row.get("workers_needed", row.get("pair", 1)), row.get("meals")
        visit = {
            "person": row.get("person"),
            "service": row.get("service"),
            "activity": row.get("activity"),
            "duration_s": row.get("duration"),
            "windows": [self._span(day, span) for span in spans],
            "ends_inside": row.get("ends_inside"),
            "skills": self._skills(row, {asked(row)}),
            "excluded_skills": _list(row.get("avoid")),
            "priority": row.get("priority"),
            "load": {"meals": meals} if meals else None,
            "required_workers": _list(row.get("only_workers")),
            "refused_workers": _list(row.get("refused_workers")),
            "preferred_workers": _list(row.get("preferred_workers")),
            "usual_start": None if usual is None else self._time(day, usual),
            "heavy": row.get("hardship"),
        }
        made = [_numbered(ident, number) for number in range(1, count + 1)]
        for number, name in enumerate(made, start=1):
            external_id = external and _numbered(external, number)
            self._add(
                "visits", {"id": name, "external_id": external_id, **visit}, row,
                windows=("windows", "earliest", "latest"), usual_start=("usual_time",),
                duration_s=("duration",), person=("person",),
            )  # fmt: skip
        yield from made

    def _together(self, row: Row, made: Made) -> None:
        """Link the visits of a row, and those of other rows on the same day, to start together."""
        own = made[row.get("id")]
        for name in row.get("together_with", ()):
            self._lose(row, name, own.keys() ^ made.get(name, {}).keys())
        for day, visits in own.items():
            others = [made.get(name, {}).get(day, []) for name in row.get("together_with", ())]
            visits = [*visits, *chain.from_iterable(others)]
            if len(visits) > 1:
                link = {
                    "type": "together",
                    "id": f"together-{visits[0]}",
                    "visits": visits,
                    "tolerance_s": row.get("tolerance", TOLERANCE_S),
                }
                self._link(link, row.at("together_with", "workers_needed"))

    def _sequences(self, row: Row, made: Made) -> None:
        """Add the links to the visits of other rows on the same days."""
        own = made[row.get("id")]
        for column in ("after", "before"):
            for other in row.get(column, ()):
                self._lose(row, other, own.keys() - made.get(other, {}).keys())
                for day, mine in own.items():
                    theirs = made.get(other, {}).get(day, [])
                    pairs = [(a, b) for a in theirs for b in mine]
                    for pair in pairs:
                        first, second = pair if column == "after" else pair[::-1]
                        link = {
                            "type": "sequence",
                            "id": f"{first}-then-{second}",
                            "visits": [first, second],
                            "min_gap_s": row.get("min_gap"),
                            "max_gap_s": row.get("max_gap"),
                        }
                        self._link(link, row.at(column))

    def _lose(self, row: Row, other: str, days: Set[date]) -> None:
        """Keep in mind that a link has nothing to hold on these days, once for both rows."""
        for day in sorted(days):
            pair = frozenset((row.get("id"), other))
            if (pair, day) not in self._lost:
                self._lost.add((pair, day))
                self._built.lost_links.append(LostLink(row, other, day))

    def _link(self, link: Json, cell: Origin) -> None:
        """Add a link, unless the other row says the very same."""
        link = {key: value for key, value in link.items() if value is not None}
        if self._links.setdefault(link["id"], link) is link or self._links[link["id"]] != link:
            self._built.origins["links", len(self._lists["links"])] = cell
            self._lists["links"].append(link)


def _numbered(ident: str, number: int) -> str:
    return ident if number == 1 else f"{ident}#{number}"


def _list(items: Sequence[str] | None) -> list[str] | None:
    return list(items) if items else None

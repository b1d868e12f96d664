"""What a planner should look at before planning: rows that can be read and look like a mistake."""

from collections.abc import Iterable, Mapping, Sequence
from math import cos, hypot, radians
from statistics import median

from optimizer.problem.model import Problem, Visit, Worker
from optimizer.tables.checks import PERSON_COLUMNS, Point
from optimizer.tables.errors import Cell, Report
from optimizer.tables.rows import Row
from optimizer.tables.services import is_skill
from optimizer.tables.serving import asked, restricted_services
from optimizer.tables.words import plain

FEW = 10
"""Rows named in a note; the others are only counted."""

FAR_M = 50_000
FAR_TIMES = 4
"""So far from the middle, and so many times further than half of the places are, is far."""
SURE = 0.7
"""Geocoder scores below this mostly differ in the street or the number."""
VAGUE = ("street", "rue", "locality", "lieu dit", "municipality", "commune", "city", "ville",
         "town", "village", "postcode", "code postal", "county", "approximate",
         "geometric_center")  # fmt: skip
"""What geocoders find that is no house: types of the French address base and of others."""
SHORT_S = 300
QUICK = ("meals", "transport")
"""Services whose visits may take a moment."""


def tell_odd(
    problem: Problem,
    visits: Sequence[Row],
    workers: Sequence[Row],
    points: Mapping[str, Point],
    report: Report,
) -> None:
    """Note short visits, rows that say the same, services unsaid, places, visits without worker."""
    short = [row for row in visits
             if row.get("duration", SHORT_S) < SHORT_S and asked(row) not in QUICK]  # fmt: skip
    _note("short_visits", short, report)
    _note("double_rows", _doubles(visits), report)
    _tell_exclusions(visits, workers, report)
    _tell_services(visits, workers, report)
    _tell_places(visits, workers, points, report)
    _tell_unservable(problem, visits, report)


def _doubles(visits: Sequence[Row]) -> list[Row]:
    """Rows that say all that another of the same person says, but for the id and who comes."""
    seen = set()
    found = []
    apart = {"id", "reference", "geo_score", "geo_type", "only_workers", "preferred_workers",
             "refused_workers", *PERSON_COLUMNS}  # fmt: skip
    for row in visits:
        said = repr(sorted((name, v) for name, v in row.values.items() if name not in apart))
        if said in seen:
            found.append(row)
        seen.add(said)
    return found


def _tell_exclusions(visits: Sequence[Row], workers: Sequence[Row], report: Report) -> None:
    held = {skill for row in workers for skill in row.get("skills", ())}
    unheld = {skill for row in visits for skill in row.get("avoid", ())} - held
    rows = [row for row in visits if unheld & set(row.get("avoid", ()))]
    _note("unheld_exclusions", rows, report, skills=", ".join(sorted(unheld)))


def _tell_services(visits: Sequence[Row], workers: Sequence[Row], report: Report) -> None:
    """Note where services are guessed, if there are several."""
    said = {name for row in workers for name in row.get("service", ())}
    said |= {row.get("service") for row in visits} - {None}
    if len(said) < 2 and not restricted_services(visits, workers):
        return
    for rows in (visits, workers):
        silent = [row for row in rows if "service" not in row.held]
        if len(silent) == len(rows):
            report.note("open_services", Cell(rows[0].sheet))
        else:
            _note("no_service", silent, report)


# Places


def _tell_places(
    visits: Sequence[Row], workers: Sequence[Row], points: Mapping[str, Point], report: Report
) -> None:
    sheet = visits[0].sheet if visits else ""
    if len(points) > 1:
        far = _far(points)
        texts = [f"{_who(place)} ({metres / 1000:.0f} km)" for place, metres in far.items()]
        _some("far_places", texts, report, sheet, "places")
    _some("round_places", [_who(name) for name, at in points.items() if _rounded(at)], report,
          sheet, "rows")  # fmt: skip
    unsure = [f"{row.get('id')} ({text})" for row in (*visits, *workers) if (text := _unsure(row))]
    _some("unsure_places", unsure, report, sheet, "places")


def _far(points: Mapping[str, Point]) -> dict[str, float]:
    """The places that are far from the middle of all, and how far, in metres."""
    middle = Point(median(p.latitude for p in points.values()),
                   median(p.longitude for p in points.values()))  # fmt: skip
    away = {place: _metres(at, middle) for place, at in points.items()}
    limit = max(FAR_M, FAR_TIMES * median(away.values()))
    return {place: metres for place, metres in away.items() if metres > limit}


def _metres(one: Point, other: Point) -> float:
    """Straight on a plane: exact enough to say that something is far."""
    east = (one.longitude - other.longitude) * cos(radians(other.latitude))
    return 111_195 * hypot(one.latitude - other.latitude, east)


def _rounded(at: Point) -> bool:
    """Whether neither coordinate has more than one decimal."""
    return all(round(value, 1) == value for value in at)


def _unsure(row: Row) -> str:
    """What a geocoder said of the place that makes it doubtful."""
    score, kind = row.get("geo_score"), row.get("geo_type", "")
    said = [f"{score:g}"] if score is not None and score < SURE else []
    return ", ".join([*said, *([kind] if plain(kind) in VAGUE else [])])


def _who(place: str) -> str:
    return place.partition("-")[2]


# Workers


def _tell_unservable(problem: Problem, visits: Sequence[Row], report: Report) -> None:
    """Note visits that no worker may serve, and what bars those who come closest."""
    shifts = {shift.worker for shift in problem.shifts.values()}
    workers = [worker for worker in problem.workers.values() if worker.id in shifts]
    held = {skill for worker in problem.workers.values() for skill in worker.skills}
    found: dict[tuple[str, str], list[str]] = {}
    known: dict[object, tuple[str, str] | None] = {}
    for visit in problem.visits.values():
        if any(name not in held and not is_skill(name) for name in visit.skills):
            continue  # told already, as a skill that nobody has
        key = (tuple(sorted(visit.skills.items())), visit.excluded_skills, visit.required_workers,
               visit.refused_workers, visit.person)  # fmt: skip
        if key not in known:
            known[key] = _barred(visit, workers)
        if (why := known[key]) is not None:
            found.setdefault(why, []).append(visit.id)
    sheet = visits[0].sheet if visits else ""
    for (code, words), rows in found.items():
        _some(code, rows, report, sheet, "rows", why=words)


def _barred(visit: Visit, workers: Sequence[Worker]) -> tuple[str, str] | None:
    """The code of a note, and what bars everybody; None if somebody may serve the visit."""
    lacking: set[str] = set()
    excluded: set[str] = set()
    refused: list[str] = []
    for worker in workers:
        if missing := {s for s, n in visit.skills.items() if worker.skills.get(s, 0) < n}:
            lacking |= missing
        elif barred := visit.excluded_skills & worker.skills.keys():
            excluded |= barred
        elif (
            worker.id in visit.refused_workers
            or visit.person in worker.refused_persons
            or (visit.required_workers is not None and worker.id not in visit.required_workers)
        ):
            refused.append(worker.id)
        else:
            return None
    if refused:
        return "unservable_refused", ", ".join(refused[:FEW])
    if excluded:
        return "unservable_excluded", ", ".join(sorted(excluded))
    return "unservable_lacking", ", ".join(sorted(lacking))


def _note(code: str, rows: Sequence[Row], report: Report, **details: object) -> None:
    if rows:
        names = [str(row.get("id")) for row in rows]
        _some(code, names, report, rows[0].sheet, "rows", **details)


def _some(
    code: str, texts: Iterable[str], report: Report, sheet: str, name: str, **details: object
) -> None:
    """A note with a few texts and their count."""
    if found := list(texts):
        few = ", ".join(found[:FEW]) + (", …" if len(found) > FEW else "")
        report.note(code, Cell(sheet), count=len(found), **{name: few}, **details)

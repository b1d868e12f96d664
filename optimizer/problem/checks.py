"""Checks between the parts of a problem: places, matrices, cyclic links, clashing pins."""

import math
from functools import cache
from importlib.resources import files

from optimizer.problem.build import Builder
from optimizer.problem.cycles import contradictory_links
from optimizer.problem.model import Place, Problem
from optimizer.problem.pins import check_pins
from optimizer.problem.reading import Errors

RULE_NAMES: tuple[str, ...] = (
    "skills", "time_windows", "shift_bounds", "travel", "breaks", "working_time", "pairings",
    "capacity", "links", "pickup_delivery", "time_since_loading", "presence", "pins", "vehicles",
)  # fmt: skip
"""The rules a waiver can name; `optimizer.rules.RULES` are exactly these."""

FAR_KM = 5_000
"""No home service works this far from the city that names its time zone."""


def check(problem: Problem, builder: Builder, errors: Errors) -> None:
    """Add what is wrong between the parts of `problem` to `errors`."""
    _check_locations(problem, builder, errors)
    _check_matrices(problem, errors)
    _check_waivers(problem, errors)
    if errors.found:
        return  # links and pins are only told apart on sound parts
    for links in contradictory_links(problem):
        where = builder.where["links"][links[0]]
        errors.add(
            "cyclic_links", where, list(links),
            f"links {', '.join(links)} contradict each other: no start times satisfy them all",
            "remove one of them, or widen its gap",
        )  # fmt: skip
    check_pins(problem, builder, errors)


def _check_locations(problem: Problem, builder: Builder, errors: Errors) -> None:
    city = zone_city(problem.clock.timezone)
    for place in problem.places.values():
        if place.location is None or city is None:
            continue
        where = (*builder.where["places"][place.id], "location")
        lat, lon = place.location
        km = _km(place.location, city)
        if km <= FAR_KM:
            continue
        if abs(lon) <= 90 and _km((lon, lat), city) <= FAR_KM:
            message = "latitude and longitude look swapped"
            remedy = f"write [{lon}, {lat}]"
        else:
            message = f"is {km:,.0f} km from {problem.clock.timezone}".replace(",", " ")
            remedy = "correct the location or the time zone"
        errors.add("far_location", where, [lat, lon], f"location {message}", remedy)


def _check_matrices(problem: Problem, errors: Errors) -> None:
    visited = {visit.place for visit in problem.visits.values()}
    modes: dict[str, set[str]] = {}
    for shift in problem.shifts.values():
        places = modes.setdefault(shift.mode, set(visited))
        places.update((shift.start_place, shift.end_place))
        places.update(shift.reload.depots if shift.reload else ())
    for mode, places in modes.items():
        matrix = problem.travel.matrices.get(mode)
        if matrix is not None:
            missing = sorted(places & set(problem.places) - set(matrix.places))
            if missing:
                errors.add(
                    "incomplete_matrix", ("travel", "matrices", mode, "places"), missing[:5],
                    f"{len(missing)} places used by visits or shifts are not in the matrix",
                    "add their rows and columns, or drop the matrix",
                )  # fmt: skip
        else:
            unlocated = [p for p in places if _unlocated(problem.places.get(p))]
            for index, place in enumerate(problem.places):
                if place in unlocated:
                    errors.add(
                        "no_location", ("places", index, "location"), None,
                        f"location is missing, and mode {mode} has no given matrix",
                        "add [latitude, longitude], or a matrix in /travel/matrices",
                    )  # fmt: skip
            if unlocated:
                break


def _unlocated(place: Place | None) -> bool:
    return place is not None and place.location is None


def _check_waivers(problem: Problem, errors: Errors) -> None:
    subjects = (
        problem.visits.keys() | problem.shifts.keys() | problem.workers.keys()
        | problem.persons.keys() | problem.links.keys() | problem.vehicles.keys()
    )  # fmt: skip
    for index, waiver in enumerate(problem.waivers):
        if waiver.rule not in RULE_NAMES:
            errors.add(
                "unknown_value", ("waivers", index, "rule"), waiver.rule,
                f"rule must be one of {', '.join(RULE_NAMES)}", "choose one of them",
            )  # fmt: skip
        if waiver.subject not in subjects:
            errors.add(
                "unknown_reference", ("waivers", index, "subject"), waiver.subject,
                "there is no visit, shift, worker, person, link or vehicle with this id",
                "correct the id",
            )  # fmt: skip


@cache
def zone_city(timezone: str) -> tuple[float, float] | None:
    """(latitude, longitude) of the city that names a time zone, from the tz database's
    `zone.tab`; None for zones without one, like UTC."""
    table = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    for line in table.splitlines():
        fields = line.split("\t")
        if len(fields) > 2 and fields[2] == timezone:
            return _sexagesimal(fields[1])
    return None


def _sexagesimal(text: str) -> tuple[float, float]:
    """`+4852+00220` (degrees, minutes, perhaps seconds) in degrees."""
    cut = max(text.rfind("+"), text.rfind("-"))

    def degrees(part: str, width: int) -> float:
        digits = part[1:]
        value = int(digits[:width]) + int(digits[width : width + 2]) / 60
        return -value if part[0] == "-" else value

    return degrees(text[:cut], 2), degrees(text[cut:], 3)


def _km(a: tuple[float, float], b: tuple[float, float]) -> float:
    (lat1, lon1), (lat2, lon2) = (tuple(map(math.radians, p)) for p in (a, b))
    h = math.sin((lat2 - lat1) / 2) ** 2
    h += math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * 6371.0088 * math.asin(math.sqrt(min(1.0, h)))

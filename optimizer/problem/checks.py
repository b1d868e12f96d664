"""Checks between the parts of a problem: places, matrices, cyclic links, clashing pins."""

import math
from functools import cache
from importlib.resources import files
from statistics import median

from optimizer.problem.apart import torn_links
from optimizer.problem.build import Builder
from optimizer.problem.cycles import contradictory_links
from optimizer.problem.model import PickupDelivery, Problem, Shift
from optimizer.problem.pins import check_pins
from optimizer.problem.reading import Errors, pointer

RULE_NAMES: tuple[str, ...] = (
    "skills", "time_windows", "shift_bounds", "travel", "breaks", "working_time", "pairings",
    "capacity", "links", "pickup_delivery", "time_since_loading", "presence", "pins", "vehicles",
)  # fmt: skip
"""The rules a waiver can name; `optimizer.rules.RULES` are exactly these."""

FAR_KM = 5_000
"""No home service works this far from the city that names its time zone."""

APART_KM = 1_000
"""Nor this far from the middle of its places."""

Point = tuple[float, float]


def check(problem: Problem, builder: Builder, errors: Errors) -> None:
    """Add what is wrong between the parts of `problem` to `errors`.

    Parts with errors of their own are left out.
    """
    _check_locations(problem, builder, errors)
    _check_travel(problem, builder, errors)
    _check_waivers(problem, builder, errors)
    _check_links(problem, builder, errors)
    check_pins(problem, builder, errors)
    _check_shifts(problem, builder, errors)


def _check_locations(problem: Problem, builder: Builder, errors: Errors) -> None:
    city = zone_city(problem.clock.timezone)
    if city is None:
        return  # abstract places, as in benchmarks
    located = {
        place.id: place.location
        for place in problem.places.values()
        if place.location is not None and builder.sound("places", place.id)
    }
    near = [point for point in located.values() if _km(point, city) <= FAR_KM]
    middle = (median(lat for lat, _ in near), median(lon for _, lon in near)) if near else city
    reach = APART_KM if len(near) > 2 else FAR_KM
    for ident, (lat, lon) in located.items():
        km = _km((lat, lon), middle)
        if km <= reach:
            continue
        if abs(lon) <= 90 and _km((lon, lat), middle) <= reach:
            message, remedy = "latitude and longitude look swapped", f"write [{lon}, {lat}]"
        elif lat == lon == 0:
            message = "stands for an unknown location: [0, 0] lies in the sea off Africa"
            remedy = "write the location"
        else:
            whence = "the other places" if len(near) > 2 else problem.clock.timezone
            message = f"is {km:,.0f} km from {whence}".replace(",", " ")
            remedy = "correct the location, or the time zone"
        where = (*builder.where["places"][ident], "location")
        errors.add("far_location", where, [lat, lon], f"location {message}", remedy)


def _check_travel(problem: Problem, builder: Builder, errors: Errors) -> None:
    """Every leg that a tour may have can be measured."""
    visited = {visit.place for visit in problem.visits.values()}
    used: dict[str, set[str]] = {}
    for shift in problem.shifts.values():
        places = used.setdefault(shift.mode, set(visited))
        places.update((shift.start_place, shift.end_place))
        places.update(shift.reload.depots if shift.reload else ())
    unlocated: dict[str, str] = {}
    for mode, places in used.items():
        places &= problem.places.keys()
        where = ("travel", "matrices", mode, "places")
        if mode in problem.travel.matrices:
            missing = sorted(places.difference(problem.travel.matrices[mode].places))
            if missing and not errors.at(where):
                errors.add(
                    "incomplete_matrix", where, missing[:5],
                    f"{len(missing)} places used by visits or shifts are not in the matrix",
                    "add their rows and columns, or drop the matrix",
                )  # fmt: skip
        elif mode in problem.travel.modes:
            for place in places:
                if problem.places[place].location is None:
                    unlocated.setdefault(place, mode)
    for place in problem.places:
        if place in unlocated:
            errors.add(
                "no_location", (*builder.where["places"][place], "location"), None,
                f"location is missing, and mode {unlocated[place]} has no given matrix",
                "add [latitude, longitude], or a matrix in /travel/matrices",
            )  # fmt: skip


def _check_shifts(problem: Problem, builder: Builder, errors: Errors) -> None:
    """No worker is on two shifts at a time."""
    of: dict[str, list[Shift]] = {}
    for shift in problem.shifts.values():
        if builder.sound("shifts", shift.id):
            of.setdefault(shift.worker, []).append(shift)
    for worker, shifts in of.items():
        shifts.sort(key=lambda shift: (shift.start, shift.end))
        longest = shifts[0]
        for shift in shifts[1:]:
            if shift.start < longest.end:
                where = builder.where["shifts"]
                errors.add(
                    "overlapping_shifts", where[shift.id], shift.id,
                    f"shift {shift.id} overlaps shift {longest.id} ({pointer(where[longest.id])}), "
                    f"also of worker {worker}",
                    "correct the times or the worker of one of the two",
                )  # fmt: skip
            longest = max(longest, shift, key=lambda shift: shift.end)


def _check_links(problem: Problem, builder: Builder, errors: Errors) -> None:
    """The links can hold together."""
    sound = [
        link
        for link in problem.links.values()
        if builder.sound("links", link.id)
        and all(builder.sound("visits", v) or builder.sound("external_visits", v)
                for v in link.visits)
    ]  # fmt: skip
    where = builder.where["links"]

    def named(links: list[str]) -> str:
        listed = ", ".join(f"{link} ({pointer(where[link])})" for link in links[:10])
        return listed + (f" and {len(links) - 10} more" if len(links) > 10 else "")

    rides: dict[str, PickupDelivery] = {}
    for link in sound:
        if isinstance(link, PickupDelivery):
            for i, visit in enumerate(link.visits):
                if visit in rides:
                    errors.add(
                        "shared_ride", (*where[link.id], "visits", i), visit,
                        f"visit {visit} already belongs to the ride "
                        f"{pointer(where[rides[visit].id])}",
                        "give each ride a pickup and a delivery of its own",
                    )  # fmt: skip
                rides.setdefault(visit, link)
    for cycle in contradictory_links(problem, sound):
        links = sorted(cycle, key=lambda link: where[link])
        errors.add(
            "cyclic_links", where[links[0]], links,
            f"no start times satisfy link{'s' if len(links) > 1 else ''} {named(links)}",
            "remove one, or change its gaps",
        )  # fmt: skip
    waived = {waiver.subject for waiver in problem.waivers if waiver.rule == "links"}
    for apart, *chain in torn_links(link for link in sound if link.id not in waived):
        errors.add(
            "contradictory_links", where[apart], [apart, *chain],
            f"link {named([apart])} asks for different workers, but {named(chain)} for one and the "
            "same",
            "remove one of them",
        )  # fmt: skip


def _check_waivers(problem: Problem, builder: Builder, errors: Errors) -> None:
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
        if waiver.subject not in subjects and not builder.unsure:
            errors.add(
                "unknown_reference", ("waivers", index, "subject"), waiver.subject,
                "there is no visit, shift, worker, person, link or vehicle with this id",
                "correct the id",
            )  # fmt: skip


@cache
def zone_city(timezone: str) -> Point | None:
    """(latitude, longitude) of the city that names a time zone, from the tz database's
    `zone.tab`; None for zones without one, like UTC."""
    table = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    for line in table.splitlines():
        fields = line.split("\t")
        if len(fields) > 2 and fields[2] == timezone:
            return _sexagesimal(fields[1])
    return None


def _sexagesimal(text: str) -> Point:
    """`+4852+00220` (degrees, minutes, perhaps seconds) in degrees."""
    cut = max(text.rfind("+"), text.rfind("-"))

    def degrees(part: str, width: int) -> float:
        digits = part[1:]
        value = int(digits[:width]) + int(digits[width : width + 2]) / 60
        return -value if part[0] == "-" else value

    return degrees(text[:cut], 2), degrees(text[cut:], 3)


def _km(a: Point, b: Point) -> float:
    (lat1, lon1), (lat2, lon2) = (tuple(map(math.radians, p)) for p in (a, b))
    h = math.sin((lat2 - lat1) / 2) ** 2
    h += math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * 6371.0088 * math.asin(math.sqrt(min(1.0, h)))

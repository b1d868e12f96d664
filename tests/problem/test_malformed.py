"""Whatever is sent, the answer is a problem or a list of clear errors."""

import codecs
import json
import math
import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from optimizer.problem import InputError, InvalidProblem, load_problem, read_problem
from optimizer.problem.errors import shown
from tests.counting import lines_run
from tests.problem.documents import Change, Document, again, at, drop, everything, put

MISSING = object()


@dataclass(frozen=True)
class Case:
    """A changed document, and its one error: code, place, and words that the message has."""

    changes: tuple[Change, ...]
    code: str
    pointer: str
    says: str


def case(code: str, pointer: str, value: Any = MISSING, says: str = "", *more: Change) -> Case:
    """A wrong value at the place of the error."""
    changes = more if value is MISSING else (put(pointer, value), *more)
    return Case(changes, code, pointer, says)


def because(code: str, pointer: str, *changes: Change, says: str = "") -> Case:
    """Something wrong elsewhere, or somewhere below the place of the error."""
    return Case(changes, code, pointer, says)


def link(kind: str, *visits: str, ident: str = "new", **more: Any) -> Change:
    return put("/links/-", {"type": kind, "id": ident, "visits": list(visits), **more})


def pin(visit: str, **more: Any) -> Change:
    return put("/pins/-", {"visit": visit, **more})


def on(hour: str, day: int = 27) -> str:
    """A time of the horizon: summer time begins on its second day, the 28th, at 02:00."""
    offset = "02" if day > 28 or (day == 28 and hour >= "03") else "01"
    return f"2027-03-{day}T{hour}:00+{offset}:00"


def window(start: str, end: str, day: int = 27) -> Document:
    return {"start": on(start, day), "end": on(end, day)}


V0 = "/visits/0"
HUGE = 10**400

WRONG_TYPES = {
    "null instead of a list": case("wrong_type", "/visits", None, "must be a list"),
    "an object instead of a list": case("wrong_type", "/places", {}, "must be a list"),
    "text instead of a list": case("wrong_type", "/workers", "w1", "must be a list"),
    "null instead of persons": case("wrong_type", "/persons", None, "must be a list"),
    "null instead of shifts": case("wrong_type", "/shifts", None, "must be a list"),
    "null instead of an item": case("wrong_type", "/pins/1", None, "item 1 of pins"),
    "null instead of a window": case("wrong_type", V0 + "/windows/0", None, "must be an object"),
    "null instead of windows": case("wrong_type", V0 + "/windows", None, "must be a list"),
    "text instead of an object": case("wrong_type", "/shifts/5/reload", "yes", "must be an object"),
    "a list instead of an object": case("wrong_type", V0 + "/skills", ["a"], "must be an object"),
    "null instead of travel": case("wrong_type", "/travel", None, "must be an object"),
    "text instead of a number": case("wrong_type", V0 + "/duration_s", "900", "must be a number"),
    "text instead of a count": case("wrong_type", "/vehicles/0/capacity/meals", "40", "whole"),
    "null instead of a number": case("wrong_type", V0 + "/duration_s", None, "must be a number"),
    "a yes-or-no as number": case("wrong_type", V0 + "/duration_s", True, "must be a number"),
    "a yes-or-no as whole number": case("wrong_type", V0 + "/priority", True, "whole number"),
    "a fraction as whole number": case("wrong_type", V0 + "/weight", 1.5, "whole number"),
    "text as yes-or-no": case("wrong_type", V0 + "/ends_inside", "yes", "true or false"),
    "a number as yes-or-no": case("wrong_type", "/shifts/1/leaves_at_start", 1, "true or false"),
    "a number as id": case("wrong_type", "/places/6/id", 7, "must be a text"),
    "a number as name": case("wrong_type", "/name", 7, "must be a text"),
    "a list as reference": case("wrong_type", "/visits/1/person", ["a"], "must be a text"),
    "a number as skill level": case("wrong_type", V0 + "/skills/nurse", "2", "whole number"),
    "a number as time": case("wrong_type", "/freeze_before", 1_800_000_000, "must be a text"),
    "text as location": case("wrong_type", "/places/0/location", "47.2,6.0", "pair of numbers"),
    "an object as location": case("wrong_type", "/places/0/location", {"lat": 47.2}, "pair"),
    "text as latitude": case("wrong_type", "/places/0/location/0", "47.2", "latitude"),
}

NUMBERS = {
    "a negative duration": case("out_of_range", V0 + "/duration_s", -1, "at least 0"),
    "a duration of years": case("out_of_range", V0 + "/duration_s", 1e9, "at most 31622400"),
    "no number": case("wrong_type", V0 + "/duration_s", math.nan, "finite"),
    "infinity": case("wrong_type", V0 + "/duration_s", math.inf, "finite"),
    "minus infinity": case("wrong_type", "/places/0/access_s", -math.inf, "finite"),
    "an overlong number": case("wrong_type", V0 + "/duration_s", HUGE, "number"),
    "an overlong whole number": case("out_of_range", V0 + "/weight", HUGE, "at most 1000000"),
    "an overlong horizon": case("out_of_range", "/horizon/days", 63, "at most 62"),
    "priority 0": case("out_of_range", V0 + "/priority", 0, "at least 1"),
    "priority 5": case("out_of_range", V0 + "/priority", 5, "at most 4"),
    "a negative load": case("out_of_range", "/visits/6/load/meals", -1, "at least 0"),
    "level 0 of a skill": case("out_of_range", V0 + "/skills/nurse", 0, "at least 1"),
    "a negative weight": case("out_of_range", "/objective/terms/0/weight", -1, "at least 0"),
    "a negative limit": case(
        "out_of_range", "/working_time/overrides/max_work_per_day_h", -1, "at least 0"
    ),
    "speed 0": case("out_of_range", "/travel/modes/tram/kmh", 0, "at least 0.1"),
    "no traffic at all": case("out_of_range", "/travel/modes/tram/traffic_factor", 0, "above 0"),
    "reloading never": case("out_of_range", "/shifts/5/reload/max_times", 0, "at least 1"),
    "tick 0": case("out_of_range", "/tick_ms", 0, "at least 1"),
    "half a tick": case("not_whole_ticks", V0 + "/duration_s", 900.5, "ticks of 1000 ms"),
    "a tick that does not divide a duration": case(
        "not_whole_ticks", V0 + "/duration_s", 90, "60000 ms", put("/tick_ms", 60_000)
    ),
    "a tick that does not divide a time": case(
        "bad_time", V0 + "/windows/0/start", "2027-03-27T07:00:30+01:00", "60000 ms",
        put("/tick_ms", 60_000),
    ),
    "half a tick in a matrix": case(
        "not_whole_ticks", "/travel/matrices/van/duration_s/1/2", 0.3, "duration_s"
    ),
}  # fmt: skip

FIELDS = {
    "a missing list": because("missing", "/visits", drop("/visits")),
    "a missing horizon": because("missing", "/horizon", drop("/horizon")),
    "a missing field": because("missing", V0 + "/duration_s", drop(V0 + "/duration_s")),
    "a missing id": because("missing", "/places/6/id", drop("/places/6/id")),
    "a missing field of a link": because("missing", "/links/0/id", drop("/links/0/id")),
    "a missing field of a mode": because(
        "missing", "/travel/modes/tram/kmh", drop("/travel/modes/tram/kmh")
    ),
    "an unknown field": case("unknown_field", "/visit", [], "not a known field"),
    "an unknown field inside": case("unknown_field", V0 + "/duration", 900, "duration"),
    "an unknown field of a link": case("unknown_field", "/links/1/tolerance_s", 0, "known"),
    "a field named like a link": case("unknown_field", "/links/0/together", 0, "together"),
    "an unknown field with a slash": case("unknown_field", "/a~1b~0c", 0, "a/b~c"),
    "an empty id": case("empty", "/places/6/id", "", "id is empty"),
    "an empty name of a skill": case("empty", V0 + "/skills/", 1, "key is empty"),
    "an endless id": case("out_of_range", "/places/6/id", "x" * 201, "longer than 200"),
    "another format": case("unknown_value", "/format", "tournee.problem/9", "tournee.problem/1"),
    "a plan instead": case("wrong_document", "/format", "tournee.plan/1", "this is a plan"),
    "no windows": case("empty", V0 + "/windows", [], "windows is empty"),
    "nobody may come": case("empty", V0 + "/required_workers", [], "required_workers is empty"),
    "no depots": case("empty", "/shifts/5/reload/depots", [], "depots is empty"),
    "no reason": case("empty", "/waivers/0/reason", "", "reason is empty"),
    "no levels": case("empty", "/objective/levels", [], "levels is empty"),
    "no terms": case("empty", "/objective/terms", [], "terms is empty"),
    "no shifts": because(
        "empty", "/shifts", put("/shifts", []), put("/pins", []), put("/frozen_tours", []),
        put("/facts", []),
    ),
    "no visits": because(
        "empty", "/visits", put("/visits", []), put("/pins", []), put("/frozen_tours", []),
        put("/links", []), put("/previous", []), put("/facts", []),
    ),
    "an unknown kind of link": because(
        "unknown_value", "/links/0", put("/links/0/type", "toghether"), says="'sequence'"
    ),
    "a link without type": because("missing", "/links/0", drop("/links/0/type"), says="no type"),
}  # fmt: skip

TIMES = {
    "no time at all": case("bad_time", V0 + "/windows/0/start", "soon", "not an ISO 8601 time"),
    "a time without date": case("bad_time", V0 + "/windows/0/start", "07:00", "not an ISO 8601"),
    "a date without time": case("bad_time", V0 + "/windows/0/start", "2027-03-27", "no offset"),
    "a naive time": case("bad_time", "/freeze_before", "2027-03-27T07:30:00", "no offset"),
    "a skipped hour": case(
        "bad_time", "/previous/0/start", "2027-03-28T02:30:00+01:00", "clocks go forward"
    ),
    "a skipped hour in summer time": case(
        "bad_time", "/previous/0/start", "2027-03-28T02:30:00+02:00", "does not exist"
    ),
    "a skipped hour without offset": case(
        "bad_time", "/previous/0/start", "2027-03-28T02:30:00", "does not exist"
    ),
    "winter time in summer": case(
        "bad_time", "/previous/0/start", "2027-03-28T08:00:00+01:00", "offset that is not in force"
    ),
    "another country's offset": case(
        "bad_time", "/previous/0/start", "2027-03-27T08:00:00+05:30", "offset"
    ),
    "day 30 of February": case(
        "bad_time", "/previous/0/start", "2027-02-30T08:00:00+01:00", "not an ISO 8601 time"
    ),
    "the beginning of time": case(
        "bad_time", "/previous/0/start", "0001-01-01T00:00:00", "out of range"
    ),
    "the end of time": case(
        "bad_time", "/freeze_before", "9999-12-31T23:59:59-12:00", "out of range"
    ),
    "an unknown time zone": case("unknown_timezone", "/timezone", "Europe/Besançon", "not known"),
    "a time zone in lower case": case("unknown_timezone", "/timezone", "europe/paris", "known"),
    "a path as time zone": case("unknown_timezone", "/timezone", "../../etc/passwd", "known"),
    "a number as time zone": case("wrong_type", "/timezone", 1, "must be a text"),
    "a horizon of no days": case("out_of_range", "/horizon/days", 0, "at least 1"),
    "a number as date": case("not_a_date", "/horizon/start", 20270327, "not a date"),
    "a French date": case("not_a_date", "/horizon/start", "27/03/2027", "not a date"),
    "a time as date": case("not_a_date", "/horizon/start", "2027-03-27T00:00:00", "not a date"),
    "seconds as date": case("not_a_date", "/horizon/start", "1806105600", "not a date"),
    "an impossible date": case("not_a_date", "/horizon/start", "2027-02-30", "not a date"),
    "a date of long ago": case("out_of_range", "/horizon/start", "0001-01-01", "1970"),
}

WINDOWS = {
    "a window that ends before it starts": case(
        "ends_before_start", V0 + "/windows/0/end", on("06:59"), f"before start ({on('07:00')})"
    ),
    "a window on another day": because(
        "outside_horizon", V0 + "/windows/0/start",
        put(V0 + "/windows/0", window("07:00", "08:00", 25)), says="2027-03-27 to 2027-03-28",
    ),
    "a window that ends days later": because(
        "outside_horizon", V0 + "/windows/0/end",
        put(V0 + "/windows/0", {"start": on("07:00"), "end": on("08:00", 31)}),
    ),
    "late before the window": case(
        "bad_late_after", V0 + "/windows/0/late_after", on("06:00"), "outside the window"
    ),
    "late after the window": case(
        "bad_late_after", V0 + "/windows/0/late_after", on("09:00"), "outside the window"
    ),
    "no window as long as the visit": because(
        "impossible_window", V0 + "/windows",
        put(V0 + "/ends_inside", True), put(V0 + "/duration_s", 3601), says="duration_s (3601)",
    ),
    "a habit of another week": case(
        "outside_horizon", V0 + "/usual_start", on("07:30", 20), "outside the horizon"
    ),
    "an absence that ends before it starts": case(
        "ends_before_start", "/persons/0/absences/0/end", on("09:00"), "before start"
    ),
    "an absence of no time": case(
        "ends_before_start", "/persons/0/absences/0/end", on("09:30"), "equal to start"
    ),
    "an external visit that ends before it starts": case(
        "ends_before_start", "/external_visits/0/end", on("09:59"), "before start"
    ),
    "a meeting that ends before it starts": case(
        "ends_before_start", "/workers/0/unavailable/0/end", on("11:00"), "before start"
    ),
    "a worked day that ends before it starts": case(
        "ends_before_start", "/workers/0/history/days/0/end", on("07:00", 25), "before start"
    ),
}  # fmt: skip

SHIFTS = {
    "a shift that ends before it starts": case(
        "ends_before_start", "/shifts/1/end", on("00:10", 28), "before start"
    ),
    "a shift of no time": case("ends_before_start", "/shifts/1/end", on("00:30", 28), "equal"),
    "a shift of another week": because(
        "outside_horizon", "/shifts/4/start",
        put("/shifts/4/start", on("07:00", 29)), put("/shifts/4/end", on("14:00", 29)),
    ),
    "two shifts of a worker at a time": because(
        "overlapping_shifts", "/shifts/3", put("/shifts/3/start", on("12:59")),
        says="shift aide-evening overlaps shift aide-morning (/shifts/2), also of worker aide",
    ),
    "a shift inside another": because(
        "overlapping_shifts", "/shifts/7",
        again("/shifts/0", id="again", breaks=[], overtime_after=None), says="nurse-sat",
    ),
    "overtime before the shift": case(
        "bad_overtime_after", "/shifts/0/overtime_after", on("06:00"), "outside the shift"
    ),
    "a break outside the shift": because(
        "break_outside_shift", "/shifts/0/breaks/0/windows",
        put("/shifts/0/breaks/0/windows", [window("13:45", "15:00")]), says="never be due",
    ),
    "a break on another day": because(
        "break_outside_shift", "/shifts/0/breaks/0/windows",
        put("/shifts/0/breaks/0/windows", [window("11:30", "13:00", 28)]),
    ),
    "a break longer than the shift": because(
        "break_outside_shift", "/shifts/0/breaks/0/windows",
        put("/shifts/0/breaks/0/duration_s", 28_800),
    ),
    "two breaks of one name": because(
        "duplicate_id", "/shifts/0/breaks/1/id", again("/shifts/0/breaks/0"), says="another break"
    ),
    "a break with the name of the statutory one": case(
        "duplicate_id", "/shifts/0/breaks/0/id", "statutory", "is kept for"
    ),
    "a negative break": case(
        "out_of_range", "/shifts/0/breaks/0/duration_s", -60, "at least 0"
    ),
    "a break without windows": case("empty", "/shifts/0/breaks/0/windows", [], "is empty"),
}  # fmt: skip

PLACES = {
    "swapped coordinates": case("far_location", "/places/0/location", [6.0243, 47.238], "swapped"),
    "a location in the sea": case("far_location", "/places/0/location", [0, 0], "unknown location"),
    "a location in America": case("far_location", "/places/0/location", [40.7, -74], "km from"),
    "a slipped decimal point": case("far_location", "/places/0/location", [4.7238, 6.02], "km"),
    "latitude 91": case("out_of_range", "/places/0/location/0", 91, "latitude must be at most 90"),
    "longitude 181": case("out_of_range", "/places/0/location/1", 181, "longitude"),
    "latitude unknown": case("wrong_type", "/places/0/location/0", math.nan, "latitude"),
    "half a location": because(
        "missing", "/places/0/location/1", put("/places/0/location", [47.2]), says="longitude"
    ),
    "a location with height": case("wrong_length", "/places/0/location", [47.2, 6, 9], "at most 2"),
    "no location": case("no_location", "/places/5/location", None, "mode bicycle has no given"),
}

DUPLICATES = {
    f"two {name}": because(
        "duplicate_id", f"/{name}/{last + 1}/{key}", again(f"/{name}/{last}"),
        says=f"stands already at /{name}/{last}",
    )
    for name, last, key in (
        ("places", 6, "id"), ("persons", 2, "id"), ("visits", 10, "id"),
        ("external_visits", 0, "id"), ("workers", 3, "id"), ("shifts", 6, "id"),
        ("vehicles", 1, "id"), ("links", 5, "id"), ("pins", 1, "visit"),
        ("frozen_tours", 0, "shift"), ("previous", 0, "visit"),
    )
} | {
    "an external visit with the id of a visit": because(
        "duplicate_id", "/external_visits/1/id", again("/external_visits/0", id="wash"),
        says="a visit has the same id",
    ),
    "two levels": case("duplicate_id", "/objective/levels", ["cost", "unserved", "care", "cost"]),
    "a place twice in a matrix": because(
        "duplicate_id", "/travel/matrices/van/places",
        put("/travel/matrices/van/places",
            ["base", "kitchen", "centre", "home-a", "home-b", "home-c", "base"]),
        says="stands twice",
    ),
}  # fmt: skip

REFERENCES = {
    f"unknown {pointer}": case("unknown_reference", pointer, "nobody", "there is no")
    for pointer in (
        "/persons/0/place", "/persons/0/required_workers/1", "/persons/0/refused_workers/0",
        "/persons/0/preferred_workers/0", "/persons/0/incompatible_with/0",
        "/visits/0/person", "/visits/0/place", "/visits/2/required_workers/0",
        "/visits/2/refused_workers/0", "/visits/2/preferred_workers/0",
        "/external_visits/0/person", "/workers/2/place", "/workers/0/refused_persons/0",
        "/shifts/0/worker", "/shifts/0/start_place", "/shifts/0/end_place", "/shifts/6/vehicles/1",
        "/shifts/5/reload/depots/0", "/links/0/visits/1", "/links/1/visits/0", "/links/5/visits/1",
        "/pins/0/visit", "/pins/1/worker", "/pins/0/shift", "/frozen_tours/0/shift",
        "/frozen_tours/0/visits/0", "/waivers/0/subject", "/previous/0/visit", "/previous/0/worker",
    )
} | {
    "unknown place in a matrix": because(
        "unknown_reference", "/travel/matrices/van/places/6",
        put("/travel/matrices/van/places/6", "nowhere"), says="there is no place",
    ),
    "unknown mode of a worker": case("unknown_mode", "/workers/1/mode", "horse", "bicycle, car"),
    "unknown mode of a shift": case("unknown_mode", "/shifts/0/mode", "horse", "none of"),
    "unknown rule pack": case("unknown_value", "/working_time/pack", "usa", "fpt, bad, none"),
    "unknown limit": case("unknown_field", "/working_time/overrides/max_fun_h", 1, "not a limit"),
    "unknown term": case("unknown_value", "/objective/terms/3/term", "speed", "one of"),
    "unknown level": case("unknown_value", "/objective/terms/3/level", "joy", "unserved, care"),
    "unknown aggregation": case("unknown_value", "/objective/terms/3/aggregation", "avg", "'sum'"),
    "unknown rule": case("unknown_value", "/waivers/0/rule", "gravity", "must be one of skills"),
    "unknown side of a gap": case("unknown_value", "/links/1/gap_from", "middle", "'start'"),
    "unknown fate of a partner": case(
        "unknown_value", "/links/0/if_partner_unserved", "maybe", "'drop_both'"
    ),
}  # fmt: skip

LINKS = {
    "a link that names a visit twice": case(
        "repeated_visit", "/links/0/visits/1", "lift-1", "twice"
    ),
    "together alone": case("wrong_length", "/links/0/visits", ["lift-1"], "at least 2 items"),
    "a sequence of three": case(
        "wrong_length", "/links/1/visits", ["insulin", "breakfast", "wash"], "at most 2 items"
    ),
    "a link of nothing": case("wrong_length", "/links/3/visits", [], "at least 2 items"),
    "null instead of a link": case("wrong_type", "/links/0", None, "must be an object"),
    "least gap above greatest": case(
        "impossible_gap", "/links/1/max_gap_s", 60, "below min_gap_s (120",
        put("/links/1/min_gap_s", 120),
    ),
    "an external visit together with ours": case(
        "external_visit", "/links/0/visits/1", "liberal-nurse", "external"
    ),
    "a sequence of external visits": case(
        "external_visit", "/links/2/visits/1", "other", "both visits are external",
        again("/external_visits/0", id="other"),
    ),
    "a pickup with two deliveries": because(
        "shared_ride", "/links/6/visits/0", link("pickup_delivery", "ride-up", "breakfast"),
        says="already belongs to the ride",
    ),
    "a cycle of two": because(
        "cyclic_links", "/links/1", link("sequence", "breakfast", "insulin"),
        says="insulin-then-meal (/links/1), new (/links/6)",
    ),
    "a cycle of three": because(
        "cyclic_links", "/links/6", link("sequence", "wash", "shopping", ident="one"),
        link("sequence", "shopping", "sunday", ident="two"),
        link("sequence", "sunday", "wash", ident="three"),
        says="one (/links/6), two (/links/7), three (/links/8)",
    ),
    "together and yet apart": because(
        "cyclic_links", "/links/0", link("sequence", "lift-1", "lift-2", gap_from="start",
                                         min_gap_s=301),
        says="two-carers (/links/0), new (/links/6)",
    ),
    "a ride before the next visit of its pickup": because(
        "cyclic_links", "/links/5", link("sequence", "ride-down", "ride-up")
    ),
    "between external visits without room": because(
        "cyclic_links", "/links/2",
        again("/external_visits/0", id="later", start=on("11:00"), end=on("11:10")),
        link("sequence", "wash", "later"), says="after-the-nurse (/links/2), new (/links/6)",
    ),
}  # fmt: skip

EVENING, OTHER = on("15:00"), on("15:30")

PINS = {
    "a pin outside the windows": because(
        "clashing_pins", "/pins/1", put("/pins/1/start", on("09:59")), says="/visits/4"
    ),
    "a pin to a worker and the shift of another": because(
        "clashing_pins", "/pins/0", put("/pins/0/worker", "nurse"),
        says="worker nurse, but shift aide-evening is worked by aide",
    ),
    "a pin outside its shift": because(
        "clashing_pins", "/pins/0", put("/pins/0/start", on("12:00")), says="/shifts/3"
    ),
    "two pins of a worker at a time": because(
        "clashing_pins", "/pins/2", put("/visits/2/windows/1", window("14:00", "17:00")),
        pin("lift-1", worker="aide", start=on("15:59")),
        says="overlaps the pin /pins/0: worker aide",
    ),
    "pins that break a sequence": because(
        "clashing_pins", "/pins/3", put("/freeze_before", None), put("/frozen_tours", []),
        put("/facts", []),
        pin("insulin", start=on("07:00")), pin("breakfast", start=on("07:14")),
        says="/links/1",
    ),
    "pins that wait too long": because(
        "clashing_pins", "/pins/3", put("/freeze_before", None), put("/frozen_tours", []),
        put("/facts", []),
        pin("insulin", start=on("07:00")), pin("breakfast", start=on("07:46")),
        says="pinned starts of insulin and breakfast break /links/1",
    ),
    "pins apart of visits together": because(
        "clashing_pins", "/pins/3", pin("lift-1", start=on("08:00")),
        pin("lift-2", start=on("08:06")), says="/links/0",
    ),
    "one worker for visits together": because(
        "clashing_pins", "/pins/3", pin("lift-1", worker="aide"), pin("lift-2", worker="aide"),
        says="pinned workers of lift-1 and lift-2 break /links/0",
    ),
    "two workers for the same face": because(
        "clashing_pins", "/pins/0", pin("breakfast", worker="nurse"), says="/links/3"
    ),
    "pins that deliver before the pickup": because(
        "clashing_pins", "/pins/3", pin("ride-up", start=on("14:10")),
        pin("ride-down", start=on("14:05")), says="/links/5",
    ),
    "frozen on two tours": because(
        "clashing_pins", "/frozen_tours/1",
        put("/frozen_tours/-", {"shift": "nurse-sun", "visits": ["insulin"]}),
        says="insulin is already in the frozen tour /frozen_tours/0",
    ),
    "frozen twice on a tour": because(
        "clashing_pins", "/frozen_tours/0", put("/frozen_tours/0/visits", ["insulin", "insulin"]),
        says="already in",
    ),
    "frozen here, pinned there": because(
        "clashing_pins", "/pins/2", pin("insulin", worker="aide"),
        says="/frozen_tours/0 holds it on shift nurse-sat",
    ),
    "frozen on one shift, pinned to another": because(
        "clashing_pins", "/pins/2", pin("insulin", shift="nurse-sun"), says="nurse-sat"
    ),
    "pinned in another order than frozen": because(
        "clashing_pins", "/pins/3",
        put("/frozen_tours/0/visits", ["insulin", "lift-2"]),
        pin("lift-2", start=on("08:00")), pin("insulin", start=on("07:50")),
        put("/frozen_tours/0/visits", ["lift-2", "insulin"]),
        says="insulin is pinned before lift-2",
    ),
}  # fmt: skip

MATRIX = "/travel/matrices/van"

MATRICES = {
    "a matrix with a row too few": because(
        "wrong_shape", MATRIX + "/duration_s", drop(MATRIX + "/duration_s/6"), says="not 7 x 7"
    ),
    "a ragged matrix": because(
        "wrong_shape", MATRIX + "/duration_s", drop(MATRIX + "/duration_s/2/6"), says="not 7 x 7"
    ),
    "a matrix of distances with a row too many": because(
        "wrong_shape", MATRIX + "/distance_m", put(MATRIX + "/distance_m/-", [0] * 7)
    ),
    "a matrix without a place": because(
        "incomplete_matrix", MATRIX + "/places", *(
            change for name in ("duration_s", "distance_m") for change in (
                *(drop(f"{MATRIX}/{name}/{i}/5") for i in range(7)), drop(f"{MATRIX}/{name}/5")
            )
        ), drop(MATRIX + "/places/5"), says="1 places used",
    ),
    "a negative leg": case("out_of_range", MATRIX + "/duration_s/0/1", -5, "item 0/1"),
    "an unknown leg": case("wrong_type", MATRIX + "/duration_s/0/1", math.nan, "finite"),
    "no leg": case("wrong_type", MATRIX + "/distance_m/0/1", None, "must be a number"),
    "a row of text": case("wrong_type", MATRIX + "/duration_s/3", "0 1 2", "item 3 of duration_s"),
    "a matrix of nothing": because(
        "empty", MATRIX + "/places", put(MATRIX, {"places": [], "duration_s": []}), says="is empty"
    ),
}  # fmt: skip

CASES = {
    **WRONG_TYPES, **NUMBERS, **FIELDS, **TIMES, **WINDOWS, **SHIFTS, **PLACES, **DUPLICATES,
    **REFERENCES, **LINKS, **PINS, **MATRICES,
}  # fmt: skip

JARGON = re.compile(
    r"\b(None|True|False|str|dict|tuple|float|bool|pydantic|valid\w+|Input|instance|object_"
    r"|codec|decode|datetime|isoformat|exception|Traceback|Extra data|Expecting)\b"
)


def errors_of(document: Any) -> tuple[InputError, ...]:
    """The errors of a document, or of bytes."""
    with pytest.raises(InvalidProblem) as caught:
        read_problem(document) if isinstance(document, bytes) else load_problem(document)
    assert caught.value.errors
    for error in caught.value.errors:
        assert error.message
        assert error.remedy
        assert not JARGON.search(error.message + " " + error.remedy)
        assert shown(error.value) in str(error)
        assert (error.pointer or "/") in str(error)
        assert str(error) in str(caught.value)
        json.dumps(error.as_dict(), allow_nan=False, ensure_ascii=False).encode()
    return caught.value.errors


def changed(*changes: Change) -> Document:
    document = everything()
    for change in changes:
        change(document)
    return document


@pytest.mark.parametrize("name", CASES)
def test_an_error_is_found_where_it_is_and_said_in_plain_words(name: str):
    """One thing is wrong and one error says so: code, pointer, value, message, remedy."""
    wanted = CASES[name]
    document = changed(*wanted.changes)

    errors = errors_of(document)

    assert [(error.code, error.pointer) for error in errors] == [(wanted.code, wanted.pointer)]
    assert wanted.says in errors[0].message
    if wanted.code != "missing":
        value = at(document, wanted.pointer)
        if isinstance(value, str) and len(value) < 100:
            assert errors[0].value == value


BYTES: dict[str, tuple[bytes, str, str, str]] = {
    "nothing": (b"", "not_json", "", "empty"),
    "only spaces": (b" \n\t", "not_json", "", "empty"),
    "a list": (b"[]", "wrong_type", "", "JSON object"),
    "a number": (b"42", "wrong_type", "", "JSON object"),
    "null": (b"null", "wrong_type", "", "JSON object"),
    "a text": (b'"plan"', "wrong_type", "", "JSON object"),
    "half a document": (json.dumps(everything()).encode()[:5000], "not_json", "", "line 1"),
    "a comma too many": (b'{"a": 1,}', "not_json", "", "line 1, column 9"),
    "a comma too few": (b'{"a": 1 "b": 2}', "not_json", "", "a comma or a closing bracket"),
    "single quotes": (b"{'a': 1}", "not_json", "", "double quotes"),
    "two documents": (b"{} {}", "not_json", "", "more text after the end"),
    "no closing quote": (b'{"name": "x', "not_json", "", "no closing quote"),
    "a line break in a text": (b'{"name": "x\n"}', "not_json", "", "line break"),
    "a wrong escape": (b'{"name": "\\x"}', "not_json", "", "escape"),
    "Latin-1": ('{"name": "Tournée"}'.encode("latin-1"), "not_utf8", "", "not UTF-8"),
    "UTF-16": (json.dumps(everything()).encode("utf-16"), "not_utf8", "", "UTF-16"),
    "half of a character": (b'{"name": "\\ud800"}', "not_utf8", "", "half of a character"),
    "a number of 5,000 digits": (b'{"tick_ms": ' + b"9" * 5000 + b"}", "not_json", "", "digits"),
    "100,000 lists in lists": (b"[" * 100_000, "not_json", "", "nested too deeply"),
}


@pytest.mark.parametrize("name", BYTES)
def test_what_is_no_document_is_said_to_be_none(name: str):
    """Bytes that are no JSON object give one error about the whole."""
    data, code, pointer, says = BYTES[name]

    errors = errors_of(data)

    assert [(error.code, error.pointer) for error in errors] == [(code, pointer)]
    assert says in errors[0].message


def test_a_key_twice_is_found_wherever_it_is():
    """Two values for one name are ambiguous; each is reported, with all other errors."""
    text = json.dumps(everything())
    text = text.replace('"duration_s": 900,', '"duration_s": 900, "duration_s": 600,', 1)
    text = text.replace('"days": 2', '"days": 2, "days": 3')
    text = text.replace('"priority": 4', '"priority": 9')

    errors = errors_of(text.encode())

    assert {(error.code, error.pointer) for error in errors} == {
        ("duplicate_key", "/visits/0/duration_s"),
        ("duplicate_key", "/horizon/days"),
        ("out_of_range", "/visits/5/priority"),
    }


def test_a_byte_order_mark_is_no_error():
    """Some editors begin UTF-8 files with one."""
    data = codecs.BOM_UTF8 + json.dumps(everything()).encode()

    assert read_problem(data) == load_problem(everything())


def test_both_hours_of_an_autumn_night_are_times():
    """When the clocks go back an hour happens twice: the offset tells which is meant."""
    document = everything()
    document["previous"][0]["start"] = "2026-10-25T02:30:00+02:00"
    first = load_problem(document).previous["lunch-a"].start
    document["previous"][0]["start"] = "2026-10-25T02:30:00+01:00"
    second = load_problem(document).previous["lunch-a"].start

    assert second - first == 3600


def test_a_time_in_that_hour_without_offset_is_offered_both():
    """The remedy names the two instants that can be meant."""
    (error,) = errors_of(changed(put("/previous/0/start", "2026-10-25T02:30:00")))

    assert "2026-10-25T02:30:00+02:00, or 2026-10-25T02:30:00+01:00" in error.remedy


def test_every_error_is_found_at_once():
    """Ten mistakes of ten kinds give ten errors, and nothing that only follows from them."""
    document = changed(
        put("/workers/3/mode", "horse"),
        put("/places/0/location", [6.0243, 47.238]),
        put("/persons/1/place", "nowhere"),
        put("/visits/0/duration_s", "900"),
        put("/visits/4/windows/0/end", on("09:00")),
        put("/shifts/3/start", on("12:59")),
        link("sequence", "lift-1", "lift-2", gap_from="start", min_gap_s=301),
        put("/pins/0/worker", "nurse"),
        put("/colour", "blue"),
        again("/vehicles/1"),
    )

    assert {(error.code, error.pointer) for error in errors_of(document)} == {
        ("unknown_mode", "/workers/3/mode"),
        ("far_location", "/places/0/location"),
        ("unknown_reference", "/persons/1/place"),
        ("wrong_type", "/visits/0/duration_s"),
        ("ends_before_start", "/visits/4/windows/0/end"),
        ("overlapping_shifts", "/shifts/3"),
        ("cyclic_links", "/links/0"),
        ("clashing_pins", "/pins/0"),
        ("unknown_field", "/colour"),
        ("duplicate_id", "/vehicles/2/id"),
    }


def test_all_errors_of_one_part_are_found_at_once():
    """A visit with a wrong type, a wrong reference and a wrong time gives three errors."""
    document = changed(
        put("/visits/4/duration_s", None),
        put("/visits/4/person", "nobody"),
        put("/visits/4/windows/0/start", "2027-03-27T10:00:00"),
        drop("/visits/4/id"),
    )

    assert {error.pointer for error in errors_of(document)} == {
        "/visits/4/duration_s", "/visits/4/person", "/visits/4/windows/0/start", "/visits/4/id",
    }  # fmt: skip


def test_an_unknown_time_zone_hides_no_other_error():
    """Times are read with their own offsets then; only offsets cannot be judged."""
    document = changed(
        put("/timezone", "Europe/Besançon"),
        put("/freeze_before", "2027-03-27T07:30:00"),
        put("/previous/0/start", "2027-03-27T08:00:00+05:30"),
        put("/visits/4/windows/0/end", on("09:00")),
    )

    assert {error.pointer for error in errors_of(document)} == {
        "/timezone", "/freeze_before", "/visits/4/windows/0/end",
    }  # fmt: skip


def test_facts_do_not_clash():
    """Pins that started before `freeze_before` are what happened, whatever the links say."""
    pins = (pin("lift-1", start=on("08:00")), pin("lift-2", start=on("09:00")))
    errors_of(changed(*pins))

    assert load_problem(changed(*pins, put("/freeze_before", on("09:30"))))


def test_what_a_planner_waived_does_not_clash():
    """A waiver of the rule allows a pin outside the windows."""
    waiver = {"rule": "time_windows", "subject": "wash", "reason": "asked for", "by": "planner 3"}
    early = put("/pins/1/start", on("09:59"))
    errors_of(changed(early))

    assert load_problem(changed(early, put("/waivers/-", waiver)))


def test_every_contradiction_among_links_is_found():
    """Two separate cycles are two errors."""
    document = changed(
        link("sequence", "breakfast", "insulin", ident="back"),
        link("sequence", "lift-1", "lift-2", ident="apart", gap_from="start", min_gap_s=301),
    )

    assert {error.pointer for error in errors_of(document)} == {"/links/0", "/links/1"}


def test_errors_of_a_large_document_are_counted_when_nobody_could_read_them():
    """Rubbish in the shape of a document is refused as a whole."""
    (error,) = errors_of(changed(put("/pins", [{}] * 60_000)))

    assert error.code == "too_many_errors"
    assert "60000 values" in error.message


def test_long_values_are_cut():
    """An error can be sent and printed whatever stood in the document."""
    (error,) = errors_of(changed(put("/name", ["x" * 1_000_000])))

    assert len(str(error)) < 400
    assert len(error.value) <= 200


MEGABYTES = 10 * 1024 * 1024

GARBAGE: dict[str, Callable[[int], bytes]] = {
    "random bytes": lambda size: random.Random(1).randbytes(size),
    "zeros": lambda size: bytes(size),
    "opening brackets": lambda size: b"[" * size,
    "opening objects": lambda size: b'{"a":' * (size // 5),
    "digits": lambda size: b"7" * size,
    "one text": lambda size: b'"' + b"x" * size + b'"',
    "text without end": lambda size: b'{"visits": ["' + b"x" * size,
    "a list of numbers": lambda size: b"[" + b"1," * (size // 2) + b"1]",
    "visits that are numbers": lambda size: b'{"visits": [' + b"1," * (size // 2) + b"1]}",
    "one key again and again": lambda size: b"{" + b'"a":1,' * (size // 6) + b'"a":1}',
    "no words": lambda size: b"NaN " * (size // 4),
}


@pytest.mark.parametrize("kind", GARBAGE)
def test_ten_megabytes_of_garbage_are_refused(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """A clear error, and nothing is written anywhere near."""
    monkeypatch.chdir(tmp_path)

    errors = errors_of(GARBAGE[kind](MEGABYTES))

    assert len(str(errors[0])) < 500
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", GARBAGE)
def test_refusing_garbage_grows_with_its_size_only(kind: str):
    """Four times as much is at most four times the work; a scan again and again is sixteen."""
    small, large = GARBAGE[kind](20_000), GARBAGE[kind](80_000)
    errors_of(small)

    assert lines_run(lambda: errors_of(large)) < 4.2 * lines_run(lambda: errors_of(small))


# Random changes


def pointers(value: Any, here: str = "") -> list[str]:
    """All places in a document."""
    found = [here] if here else []
    items = enumerate(value) if isinstance(value, list) else ()
    if isinstance(value, dict):
        items = value.items()
    for key, item in items:
        found += pointers(item, f"{here}/{key}")
    return found


PLACES_OF_EVERYTHING = pointers(everything())

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=5),
    st.sampled_from([0, -1, 1e308, 10**20, HUGE, math.nan, math.inf, 0.1]),
    st.sampled_from(["", "\ud800", "\0", "a" * 3000, "UTC", "0001-01-01", "9999-12-31"]),
    st.sampled_from(["2027-03-28T02:30:00+01:00", "0001-01-01T00:00:00", "9999-12-31T23:59:59Z"]),
    st.sampled_from(["base", "insulin", "nurse", "liberal-nurse", "together", "sequence"]),
)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["id", "type", "start", "", "\ud800", "x/y"]), inner),
    ),
    max_leaves=6,
)
places = st.sampled_from(PLACES_OF_EVERYTHING)
mutations = st.lists(
    st.one_of(
        st.tuples(st.just("put"), places, values),
        st.tuples(st.just("move"), places, places),
        st.tuples(st.just("drop"), places, st.none()),
        st.tuples(st.just("again"), places, st.none()),
    ),
    min_size=1,
    max_size=4,
)


def mutate(document: Document, kind: str, pointer: str, value: Any) -> None:
    """Change a document somewhere, if that place is still there."""
    try:
        if kind == "put":
            put(pointer, value)(document)
        elif kind == "move":
            put(pointer, at(everything(), value))(document)
        elif kind == "drop":
            drop(pointer)(document)
        else:
            again(pointer)(document)
    except (LookupError, TypeError, ValueError, AttributeError):
        return


def answer(document: Any) -> tuple[InputError, ...] | None:
    """The errors of a document, or of bytes; None if there is nothing wrong."""
    try:
        read_problem(document) if isinstance(document, bytes) else load_problem(document)
    except InvalidProblem as invalid:
        return invalid.errors
    return None


def check_answer(errors: tuple[InputError, ...] | None) -> None:
    """Errors, if any, can be printed and sent, and do not speak of stand-ins."""
    assert errors is None or errors
    for error in errors or ():
        str(error).encode()
        json.dumps(error.as_dict(), allow_nan=False, ensure_ascii=False).encode()
        assert "\0" not in error.message
        assert error.remedy


@settings(
    max_examples=300, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck)
)
@given(mutations)
def test_no_change_to_a_document_leads_to_anything_but_clear_errors(changes: list[Any]):
    """Whatever node is replaced, removed or repeated: a problem, or errors that can be sent."""
    document = everything()
    for kind, pointer, value in changes:
        mutate(document, kind, pointer, value)

    check_answer(answer(document))


@settings(max_examples=200, derandomize=True, deadline=None)
@given(st.integers(0, len(json.dumps(everything()))), st.integers(0, 40), st.binary(max_size=10))
def test_no_change_to_the_bytes_leads_to_anything_but_clear_errors(
    begin: int, length: int, new: bytes
):
    """Whatever bytes are cut out or put in."""
    data = json.dumps(everything()).encode()

    check_answer(answer(data[:begin] + new + data[begin + length :]))

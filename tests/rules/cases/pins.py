"""v1 is pinned, or the tour of s1 frozen; w1 has two shifts, w2 one."""

from typing import Any

from tests.builders import iso, shift, visit
from tests.rules.cases import Cases, Made, made


def day(tours: dict[str, list[str]], start: str = "12:30", **parts: Any) -> Made:
    return made(
        tours,
        {"v1": start},
        visits=[visit("v1", 10), visit("v2", 10)],
        shifts=[
            shift("w1", "08:00-16:00"),
            shift("w1", "16:00-20:00", ident="s1b"),
            shift("w2", "08:00-16:00"),
        ],
        **parts,
    )


def pinned(tours: dict[str, list[str]], at: str = "12:30", **pin: Any) -> Made:
    return day(tours, at, pins=[{"visit": "v1", **pin}])


def frozen(*visits: str, tours: dict[str, list[str]]) -> Made:
    return day(tours, "09:00", frozen_tours=[{"shift": "s1", "visits": list(visits)}])


def cases() -> Cases:
    return Cases(
        harmless=pinned({"s2": ["v2"]}, worker="w1"),  # an unserved visit is nowhere else
        bad={
            "worker": pinned({"s2": ["v1"]}, worker="w1"),
            "shift": pinned({"s1b": ["v1"]}, "16:30", shift="s1"),
            "start": pinned({"s1": ["v1"]}, "12:31", start=iso("12:30")),
            "frozen": frozen("v1", "v2", tours={"s1": ["v1"], "s2": ["v2"]}),
            "frozen_unplanned": frozen("v1", tours={"s2": ["v1"]}),
        },
        good={
            "worker": pinned({"s1b": ["v1"]}, "16:30", worker="w1"),
            "shift": pinned({"s1": ["v1"]}, shift="s1"),
            "start": pinned({"s1": ["v1"]}, "12:30", start=iso("12:30")),
            "frozen": frozen("v1", "v2", tours={"s1": ["v1", "v2"]}),
            "frozen_unplanned": frozen("v1", tours={"s1": ["v1", "v2"]}),
        },
    )

"""A car for s1 and s2; tours take 10 min + 30 min + 10 min."""

from typing import Any

from tests.builders import shift, span, visit
from tests.rules.cases import Cases, Made, made


def day(second: str, used: dict[str, str | None] | None = None, **vehicle: Any) -> Made:
    """s1 is 08:50-09:40; s2 leaves 10 min before `second`."""
    return made(
        {"s1": ["v1"], "s2": ["v2"]},
        {"v1": "09:00", "v2": second},
        used,
        visits=[visit("v1", 10), visit("v2", 10)],
        shifts=[shift("w1", vehicles=["car"]), shift("w2", vehicles=["car", "van"])],
        vehicles=[{"id": "car", **vehicle}, {"id": "van"}],
    )


def cases() -> Cases:
    meanwhile = {"unavailable": [span("11:00-12:00")]}
    return Cases(
        harmless=day("09:00", {"s2": "van"}),
        bad={
            "none": day("10:00", {"s1": None}),
            "other": day("10:00", {"s1": "van"}),
            "twice": day("09:49"),  # leaves at 09:39
            "unavailable": day("10:21", **meanwhile),  # back at 11:01
        },
        good={
            "none": day("10:00", {"s1": "car"}),
            "other": day("10:00", {"s1": "car", "s2": "van"}),
            "twice": day("09:50"),
            "unavailable": day("10:20", **meanwhile),
        },
    )

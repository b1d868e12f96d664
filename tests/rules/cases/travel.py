"""Base - 10 min - v1 (08:10-08:40) - 5 min - v2 (at 08:45) - 15 min - base."""

from typing import Any

from tests.builders import pause, shift, ticks, visit
from tests.rules.cases import Cases, Made, altered, made


def day(starts: dict[str, str] | None = None, **changes: Any) -> Made:
    """The tour, with other fields in the stop at v2; times as `HH:MM`."""
    problem, plan = made({"s1": ["v1", "v2"]}, starts, visits=[visit("v1", 10), visit("v2", 15)])
    changes = {k: ticks(problem, v) if isinstance(v, str) else v for k, v in changes.items()}
    return problem, altered(plan, "s1", 2, **changes)


def lunch(place: str) -> Made:
    """A break between v1 (at the base, but its place is `@0`) and v2 (just so, `@5`)."""
    problem, plan = made(
        {"s1": ["v1", "break:b1", "v2"]},
        visits=[visit("v1", 0), visit("v2", 5)],
        shifts=[shift("w1", breaks=[pause("b1", "08:00-13:00")])],
    )
    return problem, altered(plan, "s1", 2, place=place)


def cases() -> Cases:
    return Cases(
        harmless=day(),
        bad={
            "leg": day(travel=4 * 60),
            "leaves_early": day({"v2": "09:00"}, arrival="08:44"),  # so he left at 08:39
            "starts_early": day({"v2": "08:44"}),
            "place": lunch("base"),  # as near as v1 to everything, but nobody stops there
        },
        good={
            "leg": day(travel=5 * 60),
            "leaves_early": day({"v2": "09:00"}, arrival="08:46"),  # leaving later is allowed
            "starts_early": day({"v2": "08:45"}),
            "place": lunch("@0"),
        },
    )

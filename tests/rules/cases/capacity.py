"""Meals: three visits of 2 each, up to 4 or 6 aboard, reloading at the base (15 min)."""

from typing import Any

from tests.builders import shift, visit
from tests.rules.cases import Cases, Made, altered, made


def day(stops: list[str], capacity: int, **shift_parts: Any) -> Made:
    return made(
        {"s1": stops},
        visits=[visit(f"v{i}", 5, minutes=5, load={"meals": 2}) for i in (1, 2, 3)],
        shifts=[shift("w1", capacity={"meals": capacity}, **shift_parts)],
    )


def reloading(stops: list[str], max_times: int = 2) -> Made:
    reload = {"depots": ["base"], "duration_s": 900, "max_times": max_times}
    return day(stops, 4, reload=reload)


def lasting(minutes: int) -> Made:
    problem, plan = reloading(["v1", "reload", "v2"])
    return problem, altered(plan, "s1", 2, end=plan.tours[0].stops[2].start + minutes * 60)


def cases() -> Cases:
    once, twice = ["v1", "reload", "v2"], ["v1", "reload", "v2", "reload", "v3"]
    not_allowed, _ = day(once[:1], 4)
    return Cases(
        harmless=day(["v1"], 2),
        bad={
            "load": day(["v1", "v2", "v3"], 5),  # 2 + 2 + 2 aboard on leaving
            "no_reload": (not_allowed, reloading(once)[1]),
            "reloads": reloading(twice, max_times=1),
            "short_reload": lasting(14),
        },
        good={
            "load": day(["v1", "v2", "v3"], 6),
            "no_reload": reloading(once),
            "reloads": reloading(twice, max_times=2),
            "short_reload": lasting(15),
        },
    )

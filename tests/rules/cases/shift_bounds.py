"""Shift 08:00-16:00 from the base; the visit is 10 min away and takes 30 min."""

from typing import Any

from tests.builders import shift, span, visit, worker
from tests.rules.cases import Cases, Made, made


def day(start: str, leave: str | None = None, **shift_parts: Any) -> Made:
    starts = {"v1": start} | ({"s1": leave} if leave else {})
    return made(
        {"s1": ["v1"]},
        starts,
        visits=[visit("v1", at=10, minutes=30)],
        shifts=[shift("w1", "08:00-16:00", **shift_parts)],
    )


def elsewhere(**shift_parts: Any) -> Made:
    """A plan from and to the base, for a shift that has another place."""
    _, from_base = day("09:00")
    problem, _ = day("09:00", **shift_parts)
    return problem, from_base


def meeting(start: str) -> Made:
    return made(
        {"s1": ["v1"]},
        {"v1": start},
        visits=[visit("v1", at=10, minutes=30)],
        workers=[worker("w1", unavailable=[span("09:00-10:00")])],
    )


def split(start: str) -> Made:
    """The first tour is back at 12:10, which is waived; the second leaves 10 min before v2."""
    return made(
        {"s1": ["v1"], "s2": ["v2"]},
        {"v1": "11:30", "v2": start},
        visits=[visit("v1", at=10, minutes=30), visit("v2", at=10, minutes=30)],
        shifts=[shift("w1", "08:00-12:00"), shift("w1", "12:00-15:00", ident="s2")],
        waivers=[{"rule": "shift_bounds", "subject": "s1", "reason": "stays on", "by": "planner"}],
    )


def cases() -> Cases:
    return Cases(
        harmless=day("10:00", leaves_at_start=True),
        bad={
            "early": day("08:09"),  # leaves at 07:59
            "late": day("15:21"),  # 15:21 + 30 min + 10 min = 16:01
            "leaves_late": day("09:00", "08:01", leaves_at_start=True),
            "start_place": elsewhere(start_place="@10"),
            "end_place": elsewhere(end_place="@10"),
            "unavailable": meeting("08:21"),  # the way back is 08:51-09:01
            "overlap": split("12:19"),  # leaves at 12:09
        },
        good={
            "early": day("08:10"),
            "late": day("15:20"),
            "leaves_late": day("09:00", "08:00", leaves_at_start=True),
            "start_place": elsewhere(start_place="base"),
            "end_place": elsewhere(end_place="base"),
            "unavailable": meeting("08:20"),
            "overlap": split("12:20"),
        },
    )

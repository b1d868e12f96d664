"""A meal of 30 min from 11:30-13:30 on, in a tour from morning to afternoon.

v1 at 09:00, v2 at 14:30, both 10 min from the base: the tour is 08:50-15:10.
"""

from typing import Any

from tests.builders import pause, shift, ticks, visit
from tests.rules.cases import Cases, Made, altered, made


def day(stops: list[str], starts: dict[str, str] | None = None, **break_parts: Any) -> Made:
    return made(
        {"s1": stops},
        {"v1": "09:00", "v2": "14:30"} | (starts or {}),
        visits=[visit("v1", 10), visit("v2", 10)],
        shifts=[shift("w1", breaks=[pause("b1", "11:30-13:30", 30, **break_parts)])],
    )


def cut_short(minutes: int) -> Made:
    problem, plan = day(["v1", "break:b1", "v2"], {"break:b1": "12:00"})
    end = ticks(problem, "12:00") + minutes * 60
    return problem, altered(plan, "s1", 2, end=end)


def stretch(minutes: int) -> Made:
    """A tour of 10 min + the visit + 10 min, where 6 h without a pause are the limit."""
    return made(
        {"s1": ["v1"]},
        visits=[visit("v1", 10, minutes=minutes)],
        limits={"max_stretch_without_break_h": 6, "statutory_break_min": 20},
    )


def unowed(minutes: int) -> Made:
    """A tour of 10 min, the visit, a statutory pause of 20 min and 10 min back: with 6 h without a
    pause as the limit it owes one when it is longer than 6 h."""
    return made(
        {"s1": ["v1", "break:statutory"]},
        visits=[visit("v1", 10, minutes=minutes)],
        limits={"max_stretch_without_break_h": 6, "statutory_break_min": 20},
    )


def cases() -> Cases:
    return Cases(
        harmless=day(["v1"]),  # back at 09:40: the meal is taken afterwards
        bad={
            "missing": day(["v1", "v2"]),
            "outside": day(["v1", "break:b1", "v2"], {"break:b1": "13:31"}),
            "short": cut_short(29),
            "twice": day(["v1", "break:b1", "break:b1", "v2"]),
            "stretch": stretch(341),
            "not_owed": unowed(320),  # 10 + 320 + 20 + 10 min
        },
        good={
            "missing": day(["v1", "v2"], optional=True),
            "outside": day(["v1", "break:b1", "v2"], {"break:b1": "13:30"}),
            "short": cut_short(30),
            "twice": day(["v1", "break:b1", "v2"]),
            "stretch": stretch(340),
            "not_owed": unowed(321),
        },
    )

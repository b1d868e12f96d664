"""Limits by tour, day and week; all visits are 10 min from the base."""

from typing import Any

from tests.builders import shift, visit
from tests.rules.cases import Cases, Made, made


def tour(minutes: int, **parts: Any) -> Made:
    """One tour of 10 min + the visit + 10 min."""
    return made({"s1": ["v1"]}, visits=[visit("v1", 10, minutes=minutes)], **parts)


def split_day(last: str) -> Made:
    """Leaves at 08:00; back 30 min + 10 min after the start of the last visit."""
    return made(
        {"s1": ["v1"], "s2": ["v2"]},
        {"v1": "08:10", "v2": last},
        visits=[visit("v1", 10), visit("v2", 10, "08:00-22:00")],
        shifts=[shift("w1", "08:00-12:00"), shift("w1", "15:00-22:00", ident="s2")],
        limits={"max_span_per_day_h": 12},
    )


def two_days(second: str, minutes: int = 30, **limits: float) -> Made:
    """Back at 21:00 on the first day; leaves 10 min before `second` on the next."""
    return made(
        {"s1": ["v1"], "s1.1": ["v2"]},
        {"v1": "20:20", "v2": second},
        visits=[
            visit("v1", 10, "08:00-22:00", minutes=30),
            visit("v2", 10, day=1, minutes=minutes),
        ],
        shifts=[shift("w1", "08:00-22:00"), shift("w1", "07:00-16:00", day=1)],
        days=2,
        limits=limits,
    )


def worked(*days: int) -> Made:
    """08:00-08:50 on some days of two weeks, with 35 h of weekly rest."""
    return made(
        {f"s1.{day}" if day else "s1": [f"v{day}"] for day in days},
        visits=[visit(f"v{day}", 10, "08:10-08:10", day=day) for day in days],
        shifts=[shift("w1", day=day) for day in days],
        days=14,
        limits={"min_weekly_rest_h": 35},
    )


def cases() -> Cases:
    three_hours = [shift("w1", max_work_s=3 * 3600)]
    daily = {"max_work_per_day_h": 3}
    return Cases(
        harmless=tour(30, pack="fpt"),
        bad={
            "tour": tour(161, shifts=three_hours),
            "day": tour(161, limits=daily),
            "span": split_day("19:21"),  # back at 20:01
            "rest": two_days("08:09", min_rest_between_days_h=11),  # leaves at 07:59
            # 50 min on Monday, 20 + 31 min on Tuesday
            "week": two_days("10:00", 31, max_work_per_week_h=100 / 60),
            "weekly_rest": worked(*range(8)),  # 23 h 10 each night, up to the next Monday
        },
        good={
            "tour": tour(160, shifts=three_hours),
            "day": tour(160, limits=daily),
            "span": split_day("19:20"),
            "rest": two_days("08:10", min_rest_between_days_h=11),
            "week": two_days("10:00", 30, max_work_per_week_h=100 / 60),
            "weekly_rest": worked(0, 1, 2, 4, 5, 6, 7),  # Wednesday 08:50 to Friday 08:00
        },
    )

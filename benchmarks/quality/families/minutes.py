"""Parts of a problem document for instances that count in minutes from 0.

The instances have no date, no map and no law: a day in 2026, a given travel matrix and the rule
pack `none` stand for that. Two levels: visits that must be served, then the published cost.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from optimizer.plan.model import Plan, Stop
from optimizer.problem.model import Problem

ORIGIN = datetime(2026, 1, 5, tzinfo=UTC)
DAY = 24 * 60
MODE = "matrix"
MUST, MAY = 1, 3
"""Priorities of visits that a solution must serve, and of those it may leave out at a price."""


def moment(minutes: float) -> str:
    """A time as documents say it."""
    return (ORIGIN + timedelta(milliseconds=round(minutes * 60_000))).isoformat()


def seconds(minutes: float) -> float:
    """A length of time as documents say it."""
    return round(minutes * 60, 3)


def window(start: float, end: float, late_after: float | None = None) -> dict[str, str]:
    """A window of a visit or a break."""
    late = {} if late_after is None else {"late_after": moment(late_after)}
    return {"start": moment(start), "end": moment(end), **late}


def days_until(end: float) -> int:
    """Days of a horizon that holds a time."""
    return max(1, -int(-end // DAY))


def document(
    tick_ms: int,
    days: int,
    legs: Sequence[Sequence[float]],
    places: Sequence[str],
    terms: Iterable[Mapping[str, Any]],
    **parts: Any,
) -> dict[str, Any]:
    """A problem document.

    Parameters
    ----------
    tick_ms
        Resolution; all times of the instance are whole multiples.
    legs
        Travel in minutes, by row and column of `places`.
    terms
        Terms of the level `cost`, see `per_minute` and `per_piece`.
    parts
        The lists of the document: persons, visits, workers, shifts, links.
    """
    unserved = {"term": f"unserved_p{MUST}", "level": "unserved", "weight": 1}
    return {
        "format": "tournee.problem/1",
        "timezone": "UTC",
        "tick_ms": tick_ms,
        "horizon": {"start": ORIGIN.date().isoformat(), "days": days},
        "places": [{"id": place, "access_s": 0} for place in places],
        "travel": {
            "matrices": {
                MODE: {
                    "places": list(places),
                    "duration_s": [[seconds(leg) for leg in row] for row in legs],
                }
            }
        },
        "working_time": {"pack": "none"},
        "objective": {"levels": ["unserved", "cost"], "terms": [unserved, *terms]},
        **parts,
    }


def per_minute(term: str, weight: int, aggregation: str = "sum") -> dict[str, Any]:
    """A cost of `weight` / 60 a minute, so `weight` an hour."""
    return {"term": term, "level": "cost", "weight": weight, "aggregation": aggregation}


def per_piece(term: str, weight: int) -> dict[str, Any]:
    """A cost of `weight` a piece."""
    return {"term": term, "level": "cost", "weight": weight}


def in_minutes(problem: Problem, ticks: int) -> float:
    """A time as published solutions say it: a whole number, or three decimals."""
    whole, rest = divmod(ticks * problem.tick_ms, 60_000)
    return whole if rest == 0 else round(ticks * problem.tick_ms / 60_000, 3)


def visits_of(plan: Plan) -> Mapping[str, list[Stop]]:
    """The stops of each tour at visits, by shift."""
    return {
        tour.shift: [stop for stop in tour.stops if stop.kind == "visit"] for tour in plan.tours
    }

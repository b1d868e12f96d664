"""How solvers stand against each other: the best plan of a problem, and who is how far from it."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from benchmarks.peers.peer import PEERS

Row = dict[str, Any]
Problem = tuple[str, int]
"""Case and seed."""


def levels(row: Row) -> tuple[float, ...]:
    """The score of a row, most important level first."""
    return tuple(row["levels"].values())


@dataclass(frozen=True, slots=True)
class Standing:
    """`ratio`: cost to that of the best plan of anybody; infinite where a level above the cost
    is worse, or there is no plan."""

    best: tuple[float, ...]
    ratio: Mapping[str, float]


def standings(rows: Iterable[Row]) -> dict[Problem, Standing]:
    """By problem; those that nobody planned are left out."""
    by_problem: dict[Problem, list[Row]] = {}
    for row in rows:
        by_problem.setdefault((row["case"], row["seed"]), []).append(row)
    found = {}
    for problem, its in by_problem.items():
        planned = [row for row in its if row["status"] == "ok"]
        if not planned:
            continue
        best = min(map(levels, planned))
        ratio = {row["solver"]: math.inf for row in its}
        ratio |= {
            row["solver"]: levels(row)[-1] / best[-1] if best[-1] else 1.0
            for row in planned
            if levels(row)[:-1] == best[:-1]
        }
        found[problem] = Standing(best, ratio)
    return found


def solvers_of(rows: Iterable[Row]) -> list[str]:
    """Ours first, then the peers, each in their order."""
    names = dict.fromkeys(row["solver"] for row in rows)
    return [n for n in names if n not in PEERS] + [n for n in PEERS if n in names]


def mean(rows: Iterable[Row], name: str) -> float | None:
    """The mean of a field over the rows that have it."""
    values = [row[name] for row in rows if row.get(name) is not None]
    return fmean(values) if values else None

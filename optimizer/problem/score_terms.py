"""What a good plan is, as data: score terms on ordered levels.

A plan's score is a tuple of whole numbers, one a level, compared in order; lower is
better. A term measures items of a plan (each leg, each visit, each worker ...), reduces
them by its aggregation, and adds `weight` x result to its level. Weights are per unit:
an hour for times, a kilometre for distances, one piece for counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Unit = Literal["hour", "km", "piece"]
Aggregation = Literal["sum", "max", "abs_dev"]

COST_SCALE = 3_600_000
"""Level values are whole multiples of 1/COST_SCALE of the level's unit (for the default
cost level: of a cent), so that per-hour and per-kilometre weights stay exact: weight x
milliseconds, weight x metres x 3,600 and weight x pieces x 3,600,000 are all whole."""


CHANGE_MS = 15 * 60_000
"""A visit that moves by more than this against the previous plan has changed."""


@dataclass(frozen=True, slots=True)
class TermKind:
    """A quantity that can be scored: its unit, its item, and what one item is."""

    name: str
    unit: Unit
    per: str
    meaning: str


TERM_KINDS: Mapping[str, TermKind] = {
    kind.name: kind
    for kind in (
        TermKind("unserved_p1", "piece", "visit", "weight of an unserved visit of priority 1"),
        TermKind("unserved_p2", "piece", "visit", "weight of an unserved visit of priority 2"),
        TermKind("unserved_p3", "piece", "visit", "weight of an unserved visit of priority 3"),
        TermKind("unserved_p4", "piece", "visit", "weight of an unserved visit of priority 4"),
        TermKind("lateness", "hour", "visit", "time after late_after of the best window"),
        TermKind("travel_time", "hour", "leg", "time on the road, door access included"),
        TermKind("distance", "km", "leg", "road distance"),
        TermKind(
            "waiting",
            "hour",
            "stop",
            "time neither busy nor on the road, not before "
            "the first visit unless the shift leaves_at_start",
        ),
        TermKind(
            "gaps",
            "piece",
            "worker and day",
            "unpaid gaps (coupures): waits of 15 min and "
            "more inside a tour, and gaps between two tours of a day",
        ),
        TermKind("overtime", "hour", "tour", "time of return after overtime_after"),
        TermKind(
            "new_worker",
            "piece",
            "visit",
            "a visit by a worker whose history has no visit to the person",
        ),
        TermKind(
            "distinct_workers",
            "piece",
            "person",
            "workers who come to the person over the horizon, beyond the first",
        ),
        TermKind("preference", "piece", "visit", "a visit by a worker outside preferred_workers"),
        TermKind("sector", "piece", "visit", "a visit outside the sectors of its worker"),
        TermKind("usual_time", "hour", "visit", "distance of the start from usual_start"),
        TermKind("heavy_visits", "piece", "worker on duty", "sum of `heavy` of the visits"),
        TermKind("work_time", "hour", "worker on duty", "service and travel, no waits, no breaks"),
        TermKind("tours", "piece", "tour", "a tour with at least one visit"),
        TermKind(
            "idle",
            "hour",
            "shift",
            "time of the shift (without overtime not worked) neither travelling, "
            "serving, on a break nor reloading; all of it if there is no tour",
        ),
        TermKind("missed_break", "piece", "shift", "optional breaks due and not taken"),
        TermKind(
            "change",
            "piece",
            "visit",
            "a visit of the previous plan given to another "
            "worker, moved by more than 15 min, or no longer served",
        ),
    )
}

LATER_MAY_BE_BETTER = frozenset({"waiting", "gaps", "usual_time", "missed_break", "change"})
"""Kinds of terms that can be less where a visit starts later than it could."""


@dataclass(frozen=True, slots=True)
class Term:
    """One summand of the score. `level` is an index into `Objective.levels`."""

    kind: TermKind
    level: int
    weight: int
    aggregation: Aggregation


@dataclass(frozen=True, slots=True)
class Objective:
    """Names of the levels, most important first, and the terms."""

    levels: tuple[str, ...]
    terms: tuple[Term, ...]


DEFAULT_LEVELS: tuple[str, ...] = (
    "unserved_p1", "unserved_p2", "unserved_p3", "unserved_p4", "lateness", "cost",
)  # fmt: skip

# (term, level, weight per unit). Cents on the cost level, minutes on the lateness level.
DEFAULT_TERMS: tuple[tuple[str, str, int], ...] = (
    ("unserved_p1", "unserved_p1", 1),
    ("unserved_p2", "unserved_p2", 1),
    ("unserved_p3", "unserved_p3", 1),
    ("unserved_p4", "unserved_p4", 1),
    ("lateness", "lateness", 60),  # minutes late
    ("travel_time", "cost", 2_500),  # an hour of an aide's work, about 25 EUR with charges
    ("distance", "cost", 35),  # mileage allowance, 0.32-0.45 EUR/km
    ("waiting", "cost", 2_500),  # paid like work below 15 min, worse than work above
    ("gaps", "cost", 300),  # a coupure wears people out: worth seven minutes of travel
    ("overtime", "cost", 3_125),  # work at +25 %
    ("new_worker", "cost", 300),  # a new face: worth seven minutes of travel
    ("preference", "cost", 200),  # five minutes of travel
    ("sector", "cost", 100),
    ("usual_time", "cost", 300),  # half an hour off the habit: 1.50 EUR
    ("tours", "cost", 1_000),  # calling in one person more
    ("missed_break", "cost", 1_500),
    ("change", "cost", 500),  # each change is a phone call and a disappointment
)


def default_objective() -> Objective:
    """The objective of a problem that states none; reasons stand beside each weight."""
    levels = {name: index for index, name in enumerate(DEFAULT_LEVELS)}
    return Objective(
        DEFAULT_LEVELS,
        tuple(
            Term(TERM_KINDS[name], levels[level], weight, "sum")
            for name, level, weight in DEFAULT_TERMS
        ),
    )

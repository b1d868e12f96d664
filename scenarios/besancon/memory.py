"""The visits of the last weeks: who came to whom on each of the days before a horizon."""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from scenarios.besancon.city import City
from scenarios.besancon.dispatch import FirstPlan, remembered
from scenarios.besancon.districts import STARTS
from scenarios.besancon.habits import Habits
from scenarios.besancon.needs import demand
from scenarios.besancon.roads import Roads

REMEMBERED = 28
"""Days of history."""


def visits_before(city: City, known: Habits, first: date) -> dict[str, Counter[str]]:
    """Visits of each carer to each person in the four weeks before a date, by ids."""
    found: dict[str, Counter[str]] = {}
    for plan in days_before(city, known, first):
        for need, worker in plan.workers.items():
            found.setdefault(worker, Counter())[need.client.id] += 1
    return found


def days_before(city: City, known: Habits, first: date) -> Iterator[FirstPlan]:
    """The days that are remembered, each a plan with its times and ways, from the oldest on.

    They follow from the date alone: every horizon remembers the same of a day.
    """
    dates = [first - timedelta(days=ago) for ago in range(REMEMBERED, 0, -1)]
    homes = {client: None for day in dates for client in city.clients_on(day)}
    roads = Roads(
        [*STARTS, *(client.place() for client in homes)], (carer.mode for carer in city.carers)
    )
    for day in dates:
        rng = random.Random(f"{city.seed} remembered {day.isoformat()}")
        yield remembered(city.duties_on(day), roads, demand(city, day), known, rng)

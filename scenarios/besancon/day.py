"""One day of the city: who is on duty, what is needed, and a first plan of it."""

import random
from dataclasses import dataclass
from datetime import date

from scenarios.besancon.city import City
from scenarios.besancon.dispatch import FirstPlan, first_plan
from scenarios.besancon.districts import STARTS
from scenarios.besancon.habits import Habits
from scenarios.besancon.needs import Demand, Need, demand
from scenarios.besancon.roads import Roads
from scenarios.besancon.rosters import Duty


@dataclass(frozen=True, slots=True)
class Day:
    """One day: who is on duty, what is needed, and the plan that its windows are put around.

    `ids`: the visits that are asked for, which are those that the plan holds.
    """

    date: date
    duties: list[Duty]
    demand: Demand
    plan: FirstPlan
    ids: dict[Need, str]

    def shift_id(self, duty: Duty) -> str:
        """Id of a shift, unique over all dates."""
        return f"{duty.carer.id}-{self.date:%m%d}-{duty.number}"


def plan_day(city: City, day: date, known: Habits) -> Day:
    """Plan a day; what finds no place in the plan is not asked for."""
    duties, needed = city.duties_on(day), demand(city, day)
    clients = {need.client: None for need in (*needed.ours(), *needed.external)}
    roads = Roads(
        [*STARTS, *(client.place() for client in clients)], (duty.carer.mode for duty in duties)
    )
    rng = random.Random(f"{city.seed} {day.isoformat()}")
    plan = first_plan(duties, roads, needed, known, rng)
    served = sorted(plan.starts, key=lambda need: (need.client.id, plan.starts[need]))
    ours, external = (
        [need for need in served if (need.fixed is not None) == fixed] for fixed in (False, True)
    )
    ids = {need: f"V{day:%m%d}-{number:04d}" for number, need in enumerate(ours, 1)}
    ids |= {need: f"X{day:%m%d}-{number:04d}" for number, need in enumerate(external, 1)}
    return Day(day, duties, needed, plan, ids)

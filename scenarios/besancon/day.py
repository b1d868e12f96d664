"""One day of the city, from the people and the payroll to the document."""

import random
from dataclasses import dataclass
from datetime import date

from optimizer.problem.document import ProblemDocument
from scenarios.besancon.calendar import kind_of
from scenarios.besancon.dispatch import FirstPlan, first_plan
from scenarios.besancon.districts import BASE, DAY_CENTRE, DISTRICTS, KITCHEN, staff_point
from scenarios.besancon.document import DocumentWriter, home_of
from scenarios.besancon.habits import habits
from scenarios.besancon.needs import Need, demand
from scenarios.besancon.people import residents
from scenarios.besancon.roads import Roads
from scenarios.besancon.rosters import duties
from scenarios.besancon.staff import payroll


@dataclass(frozen=True, slots=True)
class Day:
    """A document, and the plan it was built around: all its visits, under all its rules."""

    document: ProblemDocument
    plan: FirstPlan
    ids: dict[Need, str]


def build(day: date, *, scale: float, seed: int) -> Day:
    """Build a day.

    1. The city: people and payroll, the same on every date of a seed.
    2. The date: who is on duty, and what is needed.
    3. A first plan of it; what finds no place is not asked for.
    4. Habits and windows around that plan, and all of it as a document.
    """
    city = random.Random(f"besancon {seed} {scale:g}")
    clients = residents(scale, city)
    carers = payroll(scale, city)

    today = random.Random(f"besancon {seed} {scale:g} {day.isoformat()}")
    kind = kind_of(day)
    roster = duties(carers, day, kind)
    needed = demand(clients, kind, today)

    homes = [home_of(client) for client in clients]
    starts = [BASE, DAY_CENTRE, KITCHEN, *(staff_point(d.name) for d in DISTRICTS)]
    roads = Roads([*starts, *homes], (duty.carer.mode for duty in roster))
    plan = first_plan(roster, roads, needed, today)

    served = sorted(plan.starts, key=lambda need: (need.client.id, plan.starts[need]))
    ids = {need: f"V{number:04d}" for number, need in enumerate(served, 1)}
    asked = {need.place for need in served} | {need.client.home for need in served}
    places = [*starts, *(home for home in homes if home.id in asked)]
    writer = DocumentWriter(day, ids, plan.starts, habits(carers, plan.workers, today), today)
    name = f"Besançon {day.isoformat()}, scale {scale:g}, seed {seed}"
    return Day(writer.document(name, places, carers, roster, needed), plan, ids)

"""Some days of the city, from the people and the payroll to the document."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

from optimizer.problem.document import ProblemDocument
from scenarios.besancon.city import City
from scenarios.besancon.day import Day, plan_day
from scenarios.besancon.document import document
from scenarios.besancon.habits import Habits
from scenarios.besancon.profiles import NURSING_PLACES


@dataclass(frozen=True, slots=True)
class Days:
    """A document, and the plan it was built around: all its visits, under all its rules."""

    document: ProblemDocument
    days: list[Day]


def build(
    first: date,
    days: int = 1,
    *,
    scale: float = 1.0,
    seed: int = 1,
    nursing_places: int = NURSING_PLACES,
) -> Days:
    """Build the document of some days.

    1. The city: people and payroll, the same on every date of a seed.
    2. Each date: who is on duty, and what is needed.
    3. A first plan of it; what finds no place is not asked for.
    4. Windows and habits around that plan, and all of it as a document.
    """
    city = City(scale, seed, nursing_places)
    known = Habits(city)
    built = [plan_day(city, first + timedelta(days=offset), known) for offset in range(days)]
    rng = random.Random(f"{city.seed} {first.isoformat()}")
    name = f"Besançon {first.isoformat()}, scale {scale:g}, seed {seed}"
    return Days(document(name, city, built, known, rng), built)

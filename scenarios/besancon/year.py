"""What a year asks for, and how that compares with the published totals of a real one.

Counted is the demand that documents state, day by day, without planning the days; counting the
documents themselves (`of_document`) gives the same but for the few visits that find no place.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

from optimizer.problem.document import ProblemDocument
from scenarios.besancon import activities as act
from scenarios.besancon.city import City
from scenarios.besancon.needs import demand

PUBLISHED = {
    "hours of home help": 96_563,
    "meals delivered": 93_995,
    "nursing visits": 19_236,
    "days at the day centre": 1_949,
    "people helped": 1_473,
}
"""Annual report 2022 of the municipal service; it labels the days at the day centre both 2021 and
2022."""


@dataclass(slots=True)
class Totals:
    """Amounts of some days; `persons` are those of whom any visit is."""

    home_help_s: int = 0
    meals: int = 0
    nursing: int = 0
    centre_days: int = 0
    persons: set[str] = field(default_factory=set)

    def add(self, person: str, service: str, activity: str, seconds: int, meals: int) -> None:
        """Count a visit."""
        self.persons.add(person)
        self.meals += meals
        if service == act.HOME_HELP:
            self.home_help_s += seconds
        elif service == act.NURSING:
            self.nursing += 1
        elif activity == act.MORNING_PICK_UP.name:
            self.centre_days += 1  # two pick-ups a day, halved in `by_name`

    def by_name(self) -> dict[str, float]:
        """The amounts by the names of the published totals."""
        found = (
            self.home_help_s / 3600, self.meals, self.nursing, self.centre_days / 2,
            len(self.persons),
        )  # fmt: skip
        return dict(zip(PUBLISHED, found, strict=True))


def of_demand(city: City, first: date, days: int = 1) -> Totals:
    """What is needed in some days."""
    found = Totals()
    for offset in range(days):
        for need in demand(city, first + timedelta(days=offset)).ours():
            found.add(
                need.client.id, need.activity.service, need.activity.name, need.duration,
                need.load.get("meals", 0),
            )  # fmt: skip
    return found


def of_document(document: ProblemDocument) -> Totals:
    """What a document asks for."""
    found = Totals()
    for visit in document.visits:
        found.add(
            visit.person, visit.service, visit.activity, round(visit.duration_s),
            visit.load.get("meals", 0),
        )  # fmt: skip
    return found


def of_year(year: int, seed: int) -> Totals:
    """What a city at scale 1 needs in a calendar year."""
    first = date(year, 1, 1)
    return of_demand(City(1.0, seed), first, (date(year + 1, 1, 1) - first).days)

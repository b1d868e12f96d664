"""The city of a seed: its places of care, its people and its payroll, on any date."""

import random
from datetime import date

from scenarios.besancon.people import Client, client_on, places
from scenarios.besancon.profiles import NURSING_PLACES
from scenarios.besancon.rosters import Duty, duties, on_duty
from scenarios.besancon.spells import Spells
from scenarios.besancon.staff import payroll

AWAY_CHANCE, AWAY_DAYS = 0.18, (1, 1, 1, 2, 2, 3, 5, 7, 9, 14, 21)
"""Clients: in hospital or with their family, some 4 % of the days."""
ILL_CHANCE, ILL_DAYS = 0.33, (1, 2, 3, 3, 5, 5, 7, 10, 14, 21)
"""Staff: ill or in training, 8 to 9 % of the days."""


class City:
    """Who lives there and who works there; people and staff are the same on all dates.

    Parameters
    ----------
    scale
        Size of people and staff together; 1 is Besançon.
    seed
        Which city.
    nursing_places
        Places of the nursing service at scale 1.
    """

    def __init__(self, scale: float, seed: int, nursing_places: int = NURSING_PLACES) -> None:
        self.seed = f"besancon {seed} {scale:g} {nursing_places}"
        rng = random.Random(self.seed)
        self._places = places(scale, nursing_places, rng)
        self.carers = payroll(scale, rng)
        self._known: dict[str, Client] = {}
        self._away = Spells(f"{self.seed} away", AWAY_CHANCE, AWAY_DAYS)
        self._ill = Spells(f"{self.seed} ill", ILL_CHANCE, ILL_DAYS)
        self._duties: dict[date, list[Duty]] = {}

    def clients_on(self, day: date) -> list[Client]:
        """Everybody who is helped at home and is there on a day."""
        holders = (client_on(place, day, self.seed, self._known) for place in self._places)
        return [c for c in holders if c is not None and not self._away.covers(c.id, day)]

    def duties_on(self, day: date) -> list[Duty]:
        """The shifts of a day."""
        if day not in self._duties:
            self._duties[day] = duties(self.carers, day, self._ill)
        return self._duties[day]

    def nurse_on(self, day: date) -> bool:
        """Whether the shared nurse is on duty on a day."""
        return bool(on_duty(self.carers, day, self._ill)["nurses"])

"""Who knows whom: circles of carers, wishes and refusals."""

import random
from dataclasses import dataclass, field

from scenarios.besancon import activities as act
from scenarios.besancon.city import City
from scenarios.besancon.needs import Need
from scenarios.besancon.people import Client
from scenarios.besancon.staff import Carer

CIRCLE = {act.HOME_HELP: 5, act.NURSING: 3, act.MEALS: 5, act.TRANSPORT: 3}
"""Carers of a circle by service; the first is the person's own (référent)."""
PREFERS, REFUSES, IS_REFUSED = 0.10, 0.03, 0.015
"""Of persons: who prefers some aides, who refuses one, and whom an aide refuses."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """Of one person: carers who know them, by service; carers preferred and refused."""

    circle: dict[str, list[Carer]]
    preferred: list[Carer]
    refused: list[Carer]
    refused_by: list[Carer]


@dataclass(slots=True)
class Habits:
    """The habits of a city; they follow from the seed and the person, whatever the date."""

    city: City
    _wishes: dict[str, Wishes] = field(default_factory=dict)

    def wishes(self, client: Client) -> Wishes:
        """A person's circle, and what the person wants."""
        if client.id not in self._wishes:
            rng = random.Random(f"{self.city.seed} wishes {client.id}")
            self._wishes[client.id] = _wishes(client, self.city.carers, rng)
        return self._wishes[client.id]

    def circle(self, client: Client, service: str) -> list[Carer]:
        """Who usually comes."""
        return self.wishes(client).circle.get(service, [])

    def may_serve(self, carer: Carer, need: Need) -> bool:
        """Whether a carer has the skills, nothing that the home excludes, and is not refused."""
        if any(carer.skills.get(skill, 0) < level for skill, level in need.skills.items()):
            return False
        if not need.activity.inside:
            return True
        wishes = self.wishes(need.client)
        unwelcome = need.client.skills_excluded & carer.skills.keys()
        return not unwelcome and carer not in (*wishes.refused, *wishes.refused_by)


def _wishes(client: Client, carers: list[Carer], rng: random.Random) -> Wishes:
    near = [carer for carer in carers if goes_to(carer, client)]
    circle = {}
    for service, size in CIRCLE.items():
        able = [c for c in near if c.service == service and _is_able(c, client, service)]
        circle[service] = rng.sample(able, min(size, len(able)))
    regular = circle[act.HOME_HELP]
    others = [c for c in near if c.service == act.HOME_HELP and c not in regular]
    return Wishes(
        circle=circle,
        preferred=regular[:2] if rng.random() < PREFERS else [],
        refused=[rng.choice(others)] if others and rng.random() < REFUSES else [],
        refused_by=[rng.choice(others)] if others and rng.random() < IS_REFUSED else [],
    )


def _is_able(carer: Carer, client: Client, service: str) -> bool:
    """Whether a carer can make all visits of a service to a person, a nurse's left out."""
    skills = dict.fromkeys(["hoist"] * client.lifted + ["woman"] * client.asks_woman, 1)
    if service in (act.MEALS, act.TRANSPORT):
        return True
    if service == act.NURSING:
        skills = {"nursing": 1} | ({"woman": 1} if client.asks_woman else {})
    for regular in client.care:
        if regular.activity.service == service == act.HOME_HELP:
            skills |= regular.activity.skills
    if client.skills_excluded & carer.skills.keys():
        return False
    return all(carer.skills.get(skill, 0) >= level for skill, level in skills.items())


def goes_to(carer: Carer, client: Client) -> bool:
    """Whether the person lives in the carer's sectors."""
    return not carer.sectors or client.district.name in carer.sectors

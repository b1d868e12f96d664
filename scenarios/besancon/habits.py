"""Who knows whom: circles of carers, wishes and refusals."""

import random
from collections.abc import Set
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
    _skilled: dict[frozenset[tuple[str, int]], Set[Carer]] = field(default_factory=dict)
    _with_traits: dict[frozenset[str], Set[Carer]] = field(default_factory=dict)

    def wishes(self, client: Client) -> Wishes:
        """A person's circle, and what the person wants."""
        if client.id not in self._wishes:
            rng = random.Random(f"{self.city.seed} wishes {client.id}")
            self._wishes[client.id] = _wishes(client, self.city.carers, rng)
        return self._wishes[client.id]

    def circle(self, client: Client, service: str) -> list[Carer]:
        """Who usually comes."""
        return self.wishes(client).circle.get(service, [])

    def able(self, need: Need) -> Set[Carer]:
        """The carers who have the skills, nothing that the home excludes, and are not refused."""
        skilled = self._having(frozenset(need.skills.items()))
        if not need.activity.inside:
            return skilled
        wishes = self.wishes(need.client)
        unwelcome = self._having_any(frozenset(need.client.skills_excluded))
        return skilled - unwelcome - {*wishes.refused, *wishes.refused_by}

    def _having(self, skills: frozenset[tuple[str, int]]) -> Set[Carer]:
        if skills not in self._skilled:
            self._skilled[skills] = {
                carer
                for carer in self.city.carers
                if all(carer.skills.get(skill, 0) >= level for skill, level in skills)
            }
        return self._skilled[skills]

    def _having_any(self, traits: frozenset[str]) -> Set[Carer]:
        if traits not in self._with_traits:
            self._with_traits[traits] = {
                carer for carer in self.city.carers if traits & carer.skills.keys()
            }
        return self._with_traits[traits]


def _wishes(client: Client, carers: list[Carer], rng: random.Random) -> Wishes:
    near = [carer for carer in carers if goes_to(carer, client)]
    circle: dict[str, list[Carer]] = {}
    for service, size in CIRCLE.items():
        able = [c for c in near if c.service == service]
        if service in (act.HOME_HELP, act.NURSING):
            skills, unwelcome = _asked(client, service), client.skills_excluded
            able = [c for c in able if _is_able(c, skills, unwelcome)]
        circle[service] = rng.sample(able, min(size, len(able)))
    regular = circle[act.HOME_HELP]
    others = [c for c in near if c.service == act.HOME_HELP and c not in regular]
    return Wishes(
        circle=circle,
        preferred=regular[:2] if rng.random() < PREFERS else [],
        refused=[rng.choice(others)] if others and rng.random() < REFUSES else [],
        refused_by=[rng.choice(others)] if others and rng.random() < IS_REFUSED else [],
    )


def _asked(client: Client, service: str) -> dict[str, int]:
    """What the visits of a service to a person ask of a carer, a nurse's left out."""
    if service == act.NURSING:
        return {"nursing": 1} | ({"woman": 1} if client.asks_woman else {})
    skills = dict.fromkeys(["hoist"] * client.lifted + ["woman"] * client.asks_woman, 1)
    for regular in client.care:
        if regular.activity.service == service:
            skills |= regular.activity.skills
    return skills


def _is_able(carer: Carer, skills: dict[str, int], unwelcome: Set[str]) -> bool:
    """Whether a carer has all the skills and none of the traits that a home excludes."""
    return not unwelcome & carer.skills.keys() and all(
        carer.skills.get(skill, 0) >= level for skill, level in skills.items()
    )


def goes_to(carer: Carer, client: Client) -> bool:
    """Whether the person lives in the carer's sectors."""
    return not carer.sectors or client.district.name in carer.sectors

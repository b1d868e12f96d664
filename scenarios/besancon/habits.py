"""Who knows whom: circles of carers, wishes and refusals, and the visits of the last weeks."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from scenarios.besancon import activities as act
from scenarios.besancon.activities import Band
from scenarios.besancon.city import City
from scenarios.besancon.needs import Need, demand
from scenarios.besancon.people import Client
from scenarios.besancon.rosters import Duty
from scenarios.besancon.staff import Carer

CIRCLE = {act.HOME_HELP: 5, act.NURSING: 3, act.MEALS: 5, act.TRANSPORT: 3}
"""Carers of a circle by service; the first is the person's own (référent)."""
PREFERS, REFUSES, IS_REFUSED = 0.10, 0.03, 0.015
"""Of persons: who prefers some aides, who refuses one, and whom an aide refuses."""
REMEMBERED = 28
"""Days of history."""


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

    def visits_before(self, first: date) -> dict[str, dict[str, int]]:
        """Visits of each carer to each person in the four weeks before a date, by ids.

        Who was on duty of the circle came, the person's own carer first; else a colleague.
        """
        found: dict[str, dict[str, int]] = {}
        for ago in range(REMEMBERED, 0, -1):
            day = first - timedelta(days=ago)
            rng = random.Random(f"{self.city.seed} visits {day.isoformat()}")
            duties = self.city.duties_on(day)
            for need in demand(self.city, day).ours():
                if carer := self._visitor(need, duties, rng):
                    persons = found.setdefault(carer.id, {})
                    persons[need.client.id] = persons.get(need.client.id, 0) + 1
        return found

    def _visitor(self, need: Need, duties: list[Duty], rng: random.Random) -> Carer | None:
        service = need.activity.service
        out = [
            duty.carer
            for duty in duties
            if duty.carer.service == service and _is_out(duty, need.windows)
        ]
        able = [
            c for c in self.circle(need.client, service) if c in out and self.may_serve(c, need)
        ]
        if able:
            return able[min(need.part, len(able)) - 1]
        able = [c for c in out if goes_to(c, need.client) and self.may_serve(c, need)]
        return rng.choice(able) if able else None


def _is_out(duty: Duty, windows: Sequence[Band]) -> bool:
    start, end = duty.free
    return any(start <= latest and earliest <= end for earliest, latest in windows)


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

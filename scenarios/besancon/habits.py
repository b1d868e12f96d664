"""Who knows whom: earlier visits, carers preferred, required and refused."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from scenarios.besancon import activities as act
from scenarios.besancon.needs import Need
from scenarios.besancon.people import Client
from scenarios.besancon.staff import Carer

KNOWN = 0.75
"""Of the first plan's visits: how many are by a carer who has been there before."""
PREFERS, REFUSES, IS_REFUSED = 0.10, 0.03, 0.015
"""Of persons: who prefers some aides, who refuses one, and whom an aide refuses."""
REQUIRES = 0.02
"""Of visits with personal care: which are open to four carers only."""


@dataclass(frozen=True, slots=True)
class Habits:
    """What the last weeks left; all by ids, the required carers by visit.

    `visits`: carer -> person -> visits; `preferred` and `refused`: person -> carers;
    `refused_persons`: carer -> persons.
    """

    visits: dict[str, dict[str, int]] = field(default_factory=dict)
    preferred: dict[str, list[str]] = field(default_factory=dict)
    refused: dict[str, list[str]] = field(default_factory=dict)
    refused_persons: dict[str, list[str]] = field(default_factory=dict)
    required: dict[Need, list[str]] = field(default_factory=dict)


def habits(carers: Sequence[Carer], workers: Mapping[Need, str], rng: random.Random) -> Habits:
    """Habits that the first plan, `workers` by need, keeps in full."""
    found = Habits()
    coming: dict[Client, list[tuple[Need, str]]] = {}
    for need, worker in workers.items():
        coming.setdefault(need.client, []).append((need, worker))
    for client, planned in sorted(coming.items(), key=lambda item: item[0].id):
        _remember(client, planned, carers, found, rng)
        _wishes(client, {worker for _, worker in planned}, carers, found, rng)
        for need, worker in planned:
            if need.activity.personal and rng.random() < REQUIRES:
                able = [carer.id for carer in _colleagues(need, carers) if carer.id != worker]
                found.required[need] = sorted([worker, *rng.sample(able, min(3, len(able)))])
    return found


def _remember(
    client: Client,
    planned: list[tuple[Need, str]],
    carers: Sequence[Carer],
    found: Habits,
    rng: random.Random,
) -> None:
    """Most planned carers have been there, and for each visit a colleague too."""
    known = [worker for _, worker in planned if rng.random() < KNOWN]
    known += [rng.choice(_colleagues(need, carers) or carers).id for need, _ in planned]
    for worker in known:
        found.visits.setdefault(worker, {})[client.id] = rng.randint(2, 12)


def _wishes(
    client: Client, planned: set[str], carers: Sequence[Carer], found: Habits, rng: random.Random
) -> None:
    aides = [c.id for c in carers if c.service == act.HOME_HELP and _goes_to(c, client)]
    others = [aide for aide in aides if aide not in planned]
    planned_aides = sorted(planned.intersection(aides))
    if planned_aides and rng.random() < PREFERS:
        found.preferred[client.id] = sorted(planned_aides + others[:1])
    if others and rng.random() < REFUSES:
        found.refused[client.id] = [rng.choice(others)]
    if others and rng.random() < IS_REFUSED:
        found.refused_persons.setdefault(rng.choice(others), []).append(client.id)


def _colleagues(need: Need, carers: Sequence[Carer]) -> list[Carer]:
    """Carers of the sector who hold what the visit needs."""
    return [
        carer
        for carer in carers
        if _goes_to(carer, need.client)
        and all(carer.skills.get(skill, 0) >= level for skill, level in need.skills.items())
    ]


def _goes_to(carer: Carer, client: Client) -> bool:
    return not carer.sectors or client.district.name in carer.sectors

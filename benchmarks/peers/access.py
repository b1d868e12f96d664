"""Who may go where, and what it costs, for peers that know matrices and little else.

A peer's matrix belongs to a profile of vehicles. What depends on the worker (who may come, a
new face, a preference) is put into matrices: places are split into locations of visits that do
not differ in it, shifts into profiles that do not. That takes memory, so there are details to
choose from, and the first that fits is taken.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from optimizer.engine.duties import Duty
from optimizer.engine.instance import Instance
from optimizer.engine.prices import Prices, visit_price

MOST_MEMORY = 2 << 30
"""Bytes that all matrices may take."""
MOST_PRICES = 500_000
"""Visits times workers up to which the price of each worker at each visit is looked up."""

Detail = Literal["prices", "pairings", "skills", "modes"]
"""What matrices say of workers. `prices`: who may come, and what that costs; `pairings`: who
may come; `skills`: the same, but for pairings of single people; `modes`: nothing."""

Allowed = frozenset[int]


@dataclass(frozen=True, slots=True)
class Access:
    """Locations and profiles of an instance, in some detail.

    `location[v]` of each visit; `places` of the locations; a visit at each as `example` (None at
    those for depots and reloads); `closed[p]`: locations that the duties of a profile may not
    come to; `profile` of each duty, `of_profile` a duty of each profile; `depots`: place ->
    location of depots and reloads.
    """

    detail: Detail
    location: list[int]
    places: list[int]
    example: list[int | None]
    closed: list[frozenset[int]]
    profile: list[int]
    of_profile: list[Duty]
    depots: dict[int, int]

    def bytes(self, each: int) -> int:
        """What the matrices take, `each` bytes an entry of all kinds."""
        return len(self.of_profile) * len(self.places) ** 2 * each

    def travel(self, profile: int) -> NDArray[np.int64]:
        """Ticks between locations."""
        duty = self.of_profile[profile]
        return np.array(duty.travel, dtype=np.int64)[np.ix_(self.places, self.places)]

    def metres(self, profile: int) -> NDArray[np.int64]:
        """Metres between locations."""
        duty = self.of_profile[profile]
        return np.array(duty.metres, dtype=np.int64)[np.ix_(self.places, self.places)]

    def worker_prices(self, instance: Instance, prices: Prices, profile: int) -> NDArray[np.int64]:
        """What serving a visit costs by location, travel apart; 0 in less detail than `prices`."""
        if self.detail != "prices":
            return np.zeros(len(self.places), dtype=np.int64)
        duty = self.of_profile[profile]
        return np.array(
            [0 if v is None else visit_price(instance, prices, v, duty) for v in self.example]
        )


def allowed_sets(instance: Instance) -> list[Allowed]:
    """By visit: the duties that skills, pairings and pins allow, times and loads apart."""
    static = {"skills", "pairings", "pins"}
    every = range(len(instance.duties))
    return [
        frozenset(k for k in every if instance.obstacle(v, k) not in static)
        for v in range(instance.count)
    ]


def access_of(instance: Instance, prices: Prices, details: Sequence[Detail], each: int) -> Access:
    """The access in the first of these details whose matrices fit.

    Raises
    ------
    MemoryError
        Not even those of the last do, by far.
    """
    sets = allowed_sets(instance)
    for detail in details[:-1]:
        workers = len({duty.worker for duty in instance.duties})
        if detail == "prices" and workers * instance.count > MOST_PRICES:
            continue
        found = _access(instance, prices, detail, sets)
        if found.bytes(each) <= MOST_MEMORY:
            return found
    last = _access(instance, prices, details[-1], sets)
    if last.bytes(each) > 3 * MOST_MEMORY:
        raise MemoryError(f"its matrices alone would take {last.bytes(each) / (1 << 30):.0f} GB")
    return last


def _access(instance: Instance, prices: Prices, detail: Detail, sets: list[Allowed]) -> Access:
    if detail == "skills":
        sets = _by_skills(instance, sets)
    elif detail == "modes":
        sets = [frozenset(range(len(instance.duties)))] * instance.count
    ends = {place for duty in instance.duties for place in (duty.start_place, duty.end_place)}
    ends |= {instance.nodes[node].place for duty in instance.duties for node in duty.reloads}
    depots = {place: number for number, place in enumerate(sorted(ends))}
    places, allowed = sorted(ends), [frozenset(range(len(instance.duties)))] * len(ends)
    example: list[int | None] = [None] * len(ends)
    of_worker = {duty.worker: duty for duty in instance.duties}
    known: dict[Hashable, int] = {}
    location = []
    for v in range(instance.count):
        priced: Hashable = None
        if detail == "prices":
            priced = tuple(visit_price(instance, prices, v, duty) for duty in of_worker.values())
        what = instance.nodes[v].place, sets[v], priced
        if what not in known:
            known[what] = len(places)
            places.append(instance.nodes[v].place)
            allowed.append(sets[v])
            example.append(v)
        location.append(known[what])
    profiles: dict[Hashable, int] = {}
    profile, of_profile, shut = [], [], []
    for duty in instance.duties:
        closed = frozenset(i for i, duties in enumerate(allowed) if duty.number not in duties)
        who = duty.worker if detail == "prices" else None
        key = duty.shift.mode, closed, who
        if key not in profiles:
            profiles[key] = len(profiles)
            of_profile.append(duty)
            shut.append(closed)
        profile.append(profiles[key])
    return Access(detail, location, places, example, shut, profile, of_profile, depots)


def _by_skills(instance: Instance, sets: list[Allowed]) -> list[Allowed]:
    """The union of the sets of visits that need the same skills."""
    needs = [
        (tuple(sorted(visit.skills.items())), visit.excluded_skills) for visit in instance.visits
    ]
    union: dict[Hashable, Allowed] = {}
    for need, allowed in zip(needs, sets, strict=True):
        union[need] = union.get(need, frozenset()) | allowed
    return [union[need] for need in needs]
